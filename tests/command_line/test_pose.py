"""Rigs posed by words from the command line: what is printed, and what the process never does."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest
from places import ROOT

from artllm_blender.pose_command import main

URDF = """<robot name="cabinet">
  <link name="body"><visual><geometry><box size="1 0.4 0.6"/></geometry></visual></link>
  <link name="drawer_2"><visual><origin xyz="0 -0.2 0"/><geometry><box size="0.4 0.02 0.2"/></geometry></visual></link>
  <link name="drawer_1"><visual><origin xyz="0 -0.2 0"/><geometry><box size="0.4 0.02 0.2"/></geometry></visual></link>
  <link name="cap_1_turn"/>
  <link name="cap_1"><visual><geometry><box size="0.1 0.1 0.05"/></geometry></visual></link>
  <joint name="low" type="prismatic"><parent link="body"/><child link="drawer_2"/><origin xyz="0 0 -0.15"/>
    <axis xyz="0 -1 0"/><limit lower="0" upper="0.3"/></joint>
  <joint name="high" type="prismatic"><parent link="body"/><child link="drawer_1"/><origin xyz="0 0 0.15"/>
    <axis xyz="0 -1 0"/><limit lower="0" upper="0.3"/></joint>
  <joint name="turn" type="revolute"><parent link="body"/><child link="cap_1_turn"/><origin xyz="0 0 0.32"/>
    <axis xyz="0 0 1"/><limit lower="0" upper="12.566370614"/></joint>
  <joint name="slide" type="prismatic"><parent link="cap_1_turn"/><child link="cap_1"/><axis xyz="0 0 1"/>
    <limit lower="0" upper="0.02"/><mimic joint="turn" multiplier="0.00159154943"/></joint>
</robot>"""
# Runs the command with a hook that ends the process where anything asks for the network.
GUARDED = """
import sys
def hook(event, arguments):
    if event.startswith(("socket.", "urllib.", "ftplib.", "http.", "subprocess.", "os.system")):
        raise SystemExit("forbidden: " + event)
sys.addaudithook(hook)
from artllm_blender.pose_command import main
status = main(sys.argv[1:])
assert "bpy" not in sys.modules and "socket" not in sys.modules
sys.exit(status)
"""


def posed(tmp_path, lines, *more, guard=False):
    (tmp_path / "rig.urdf").write_text(URDF)
    (tmp_path / "say.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    begin = [sys.executable, "-c", GUARDED] if guard else [sys.executable, "-m", "artllm_blender", "pose"]
    command = [*begin, str(tmp_path / "rig.urdf"), "--say", str(tmp_path / "say.txt"), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def answers(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_is_answered_from_the_start_pose(tmp_path):
    first, second = answers(posed(tmp_path, ["open the top drawer halfway", "open the bottom drawer"], "--json"))
    assert first["sentence"] == "open the top drawer halfway" and first["understood"] and first["asked"] is None
    assert first["joints"] == {"low": 0.0, "high": pytest.approx(0.15), "turn": 0.0, "slide": 0.0}
    assert first["changed"] == ["high"] and first["unmet"] == [] and first["ignored"] == []
    assert second["changed"] == ["low"] and "steps" not in second


def test_a_screws_two_joints_agree(tmp_path):
    (told,) = answers(posed(tmp_path, ["unscrew the cap one turn"], "--json"))
    assert told["joints"]["turn"] == pytest.approx(math.tau, rel=1e-6)
    assert told["joints"]["slide"] == pytest.approx(0.01, rel=1e-6)
    assert set(told["changed"]) == {"turn", "slide"}


def test_a_start_pose_and_what_was_said_before_count(tmp_path):
    (tmp_path / "start.json").write_text('{"high": 0.1}')
    line = "open the top drawer a third\tdo the same with the bottom one"
    (told,) = answers(posed(tmp_path, [line], "--json", "--start", str(tmp_path / "start.json")))
    assert told["joints"]["high"] == pytest.approx(0.1) and told["joints"]["low"] == pytest.approx(0.1)
    assert told["changed"] == ["low"] and told["sentence"] == "do the same with the bottom one"


def test_frames_become_steps(tmp_path):
    (told,) = answers(posed(tmp_path, ["open the top drawer at frame 10 and close it by frame 30"], "--json"))
    assert [step["frame"] for step in told["steps"]] == [10, 30]
    assert [step["joints"]["high"] for step in told["steps"]] == pytest.approx([0.3, 0.0])


def test_what_is_unclear_is_asked_and_nothing_moves(tmp_path):
    (told,) = answers(posed(tmp_path, ["open the drawer"], "--json"))
    assert told["asked"] and told["changed"] == []


def test_the_front_says_which_side_is_left(tmp_path):
    text = URDF.replace('xyz="0 0 -0.15"', 'xyz="-0.2 0 0"').replace('xyz="0 0 0.15"', 'xyz="0.2 0 0"')
    done = posed(tmp_path, ["open the left drawer"], "--json")
    (tmp_path / "rig.urdf").write_text(text)
    command = [sys.executable, "-m", "artllm_blender", "pose", str(tmp_path / "rig.urdf"), "--json"]
    command += ["--say", str(tmp_path / "say.txt")]
    for front, moved in (("0,-1,0", "low"), ("0,1,0", "high")):
        done = subprocess.run([*command, f"--front={front}"], cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert answers(done)[0]["changed"] == [moved]


def test_no_socket_no_process_and_no_blender(tmp_path):
    done = posed(
        tmp_path, ["open the top drawer", "sing a song", "lid upright", "__import__('os')"], "--json", guard=True
    )
    assert len(answers(done)) == 4


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    command = [sys.executable, "-m", "artllm_blender", "pose", str(tmp_path / "no.urdf"), "--say", "no.txt"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "no.urdf could not be read" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def lamp_file(tmp_path):
    import bpy
    import scenes
    from desk_lamp import lamp, mug

    scenes.empty_scene()
    lamp()
    mug((0.5, 0.3, 0.05))
    path = tmp_path / "lamp.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return path


def test_a_saved_rig_is_posed_and_what_has_a_target_is_kept(lamp_file, tmp_path, capfd):
    import bpy

    (tmp_path / "say.txt").write_text("aim the lamp at the mug\ntilt the arm 30 degrees\naim the lamp at the zebra\n")
    arguments = [str(lamp_file), "--say", str(tmp_path / "say.txt"), "--json", "--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    printed = capfd.readouterr().out.splitlines()  # Blender's own lines may come late
    aimed, tilted, unknown = (json.loads(line) for line in printed if line.startswith("{"))
    assert aimed["understood"] and aimed["unmet"] == [] and len(aimed["changed"]) > 1
    assert list(tilted["joints"].values())[1] == pytest.approx(math.radians(30))
    assert "zebra" in unknown["asked"] and "files" not in unknown and unknown["changed"] == []
    picture, saved = aimed["files"]
    assert picture.endswith("001_aim_the_lamp_at_the_mug.png") and open(picture, "rb").read(4) == b"\x89PNG"
    bpy.ops.wm.open_mainfile(filepath=saved)
    armature = bpy.data.objects["Lamp Rig"]
    named = dict(zip(aimed["joints"], (armature[f"artllm_value_{child}"] for child in (1, 2, 3)), strict=True))
    assert named == pytest.approx(aimed["joints"])


def test_one_line_poses_two_rigs_of_a_file(lamp_file, tmp_path, capfd):
    import bpy
    import scenes
    from rigs import rigged

    rigged(scenes.cabinet(), name="Wardrobe")
    bpy.ops.wm.save_as_mainfile(filepath=str(lamp_file))
    (tmp_path / "say.txt").write_text("open the wardrobe's drawer halfway and tilt the lamp's arm 30 degrees\n")
    assert main([str(lamp_file), "--say", str(tmp_path / "say.txt"), "--json"]) == 0
    (told,) = (json.loads(line) for line in capfd.readouterr().out.splitlines() if line.startswith("{"))
    moved = {name.split("/")[0]: told["joints"][name] for name in told["changed"]}
    assert told["asked"] is None and moved == pytest.approx({"Wardrobe": 0.175, "Lamp": math.radians(30)})


def test_a_urdf_has_nothing_to_save(tmp_path):
    done = posed(tmp_path, ["open the top drawer"], "--out", str(tmp_path / "out"))
    assert done.returncode == 1 and ".blend" in done.stderr
