"""The main job without a window, as a user starts it: a process, files in, files and an exit status out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from places import ROOT
from scenes import OBJ

from artllm_blender.__main__ import STILL, main, output_names
from artllm_blender.arguments import parse
from artllm_blender.library.manifest import NAME, read


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A run that leaves nothing in the folder for temporary files, however it ends."""
    command = [sys.executable, "-m", "artllm_blender", *map(str, arguments)]
    with tempfile.TemporaryDirectory() as folder:
        there = os.environ | {"TMPDIR": folder, "TEMP": folder}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, env=there)
        assert os.listdir(folder) == []
    return done


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "cabinet.obj"
    path.parent.mkdir()
    path.write_text(OBJ)
    return path


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["a/mug.glb", "b/door.obj"], ["mug", "door"]),
        (["dev/pm_7320/mesh.glb", "dev/pm_7265/mesh.glb"], ["pm_7320", "pm_7265"]),
        (["dev/pm_7320/mesh.glb", "dev/pm_7320/shell.glb"], ["mesh", "shell"]),
        (["x/set/mesh.glb", "y/set/mesh.glb"], ["set", "set_2"]),
        (["a/Mug.glb", "b/mug.obj"], ["a", "b"]),
        (["pm/mesh.glb", "other/mesh.glb", "pm.glb"], ["pm", "other", "pm_2"]),
    ],
)
def test_names_come_from_stems_or_where_they_collide_from_folders(paths, names):
    assert output_names([Path(path) for path in paths]) == names


def test_names_are_safe_as_files_and_links():
    assert output_names([Path('Öl "><.glb'), Path("öl.obj"), Path("日本.ply")]) == ["Ol", "ol_2", "asset"]
    german = [Path("Straße.glb"), Path("strasse.obj"), Path("Straß.obj")]
    assert output_names(german) == ["Strasse", "strasse_2", "Strass"]
    assert output_names([Path("Dør.glb"), Path("Æble.obj"), Path("Łóżko.ply"), Path("đá.stl")]) == [
        "Dor", "AEble", "Lozko", "da",
    ]  # fmt: skip
    assert len(output_names([Path("x" * 250 + ".glb")])[0]) < 100


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.glb"],
        ["a.glb", "--out", "x", "--formats", "urdf,dae"],
        ["a.glb", "b.glb", "c.glb", "--out", "x", "--known", "a.json", "--known", "b.json"],
        ["a.glb", "--out", "x", "--thickness", "-0.01"],
        ["a.glb", "--out", "x", "--min-confidence", "1.5"],
        ["a.glb", "--out", "x", "--scale", "parsec"],
        ["a.glb", "--out", "x", "--scale", "-1"],
        ["a.glb", "--out", "x", "--up", "W"],
    ],
)
def test_wrong_arguments_are_explained(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_how_to_cut_can_be_said():
    plain, said = (
        parse(["a.glb", "--out", "x"]),
        parse(["a.glb", "--out", "x", "--no-interiors", "--thickness", "0.01"]),
    )
    assert (plain.interiors, plain.thickness) == (True, 0.0) and (said.interiors, said.thickness) == (False, 0.01)


def test_unit_and_up_axis_can_be_said():
    plain, said = parse(["a.stl", "--out", "x"]), parse(["a.stl", "--out", "x", "--scale", "mm", "--up=-y"])
    assert (plain.scale, plain.up) == (None, None) and (said.scale, said.up) == (0.001, "-Y")
    assert parse(["a.stl", "--out", "x", "--scale", "0.3"]).scale == 0.3


def test_a_file_in_millimetres(cabinet, tmp_path):
    """Its size is questioned; with its unit it comes out in metres, and what is known of it is in metres too."""
    large = tmp_path / "large.obj"
    lines = [line.split() for line in OBJ.splitlines() if line]
    thousandfold = [["v", *(str(1000 * float(word)) for word in rest)] if kind == "v" else [kind, *rest]
                    for kind, *rest in lines]  # fmt: skip
    large.write_text("\n".join(map(" ".join, thousandfold)))
    parts = [
        {"id": 0, "box": [[-0.4, -0.25, 0], [0.4, 0.25, 1]], "label": "body"},
        {"id": 1, "box": [[-0.4, -0.28, 0], [0.4, -0.26, 1]], "label": "door"},
    ]
    joint = {"child": 1, "parent": 0, "type": "prismatic", "axis": [0, -1, 0], "lower": 0, "upper": 0.3}
    known = tmp_path / "known.json"
    known.write_text(json.dumps({"parts": parts, "joints": [joint]}))
    out = tmp_path / "out"
    done = run(large, "--out", out, "--scale", "mm", "--known", known, "--formats", "urdf", "--json")
    (result,) = json.loads(done.stdout)["objects"]
    assert result["ok"] and not any("no prop" in note for note in result["notes"])
    (joint,) = result["articulation"]["joints"]
    assert joint["type"] == "prismatic" and joint["limits"] == pytest.approx([0, 0.3], rel=1e-5)
    robot = ElementTree.parse(result["files"]["urdf"]).getroot()
    assert float(robot.find("joint/limit").get("upper")) == pytest.approx(0.3, rel=1e-5)
    done = run(large, "--out", out, "--formats", "urdf", "--min-confidence", "0")
    assert "note: It is 1,000 m large, which no prop is: --scale mm makes it 1 m" in done.stdout


def test_one_failing_object_is_reported_and_the_others_go_on(cabinet, tmp_path):
    broken = tmp_path / "in" / 'hostile "><.glb'
    broken.write_bytes(b"glTF is not this")
    missing = tmp_path / "missing.stl"
    out = tmp_path / "out"
    done = run(broken, cabinet, missing, "--out", out, "--formats", "urdf,glb", "--json")
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert answer["failed"] == 2
    bad, good, absent = answer["objects"]
    assert good["ok"], good
    assert set(good["files"]) == {"urdf", "glb"} and all(Path(path).stat().st_size for path in good["files"].values())
    assert Path(good["files"]["urdf"]) == out / "cabinet" / "cabinet.urdf"
    assert set(good["seconds"]) == {"import", "predict", "build", "limits", "export"}
    assert {bad["error"]["code"], absent["error"]["code"]} == {"bad_input"}
    assert all(part["error"]["message"] and part["error"]["hint"] for part in (bad, absent))
    assert sorted(path.name for path in out.iterdir()) == ["cabinet"]
    assert "1 of 3 articulated" in done.stderr and "missing.stl" in done.stderr


def test_what_does_not_move_is_said_and_the_others_go_on(cabinet, tmp_path):
    block = cabinet.with_name("block.obj")
    block.write_text(OBJ[: OBJ.index("f ")] + "f 4 3 2 1\nf 5 6 7 8\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\nf 1 2 6 5\n")
    done = run(block, cabinet, "--out", tmp_path / "out", "--formats", "urdf", "--json")
    assert done.returncode == STILL, done.stderr
    answer = json.loads(done.stdout)
    still, good = answer["objects"]
    assert (answer["failed"], answer["still"]) == (0, 1)
    assert (still["ok"], still["moves"], still["error"]["code"]) == (False, False, "nothing_moves")
    assert still["error"]["message"].startswith("Nothing here moves") and still["error"]["hint"]
    assert (good["ok"], good["moves"]) == (True, True) and "nothing moves" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["cabinet"]
    parts, joints = good["articulation"]["parts"], good["articulation"]["joints"]
    assert (len(parts), len(joints)) == (good["parts"], good["joints"])
    assert {joint["child"] for joint in joints} | {joint["parent"] for joint in joints} == {p["name"] for p in parts}
    assert all(0.5 <= thing["confidence"] <= 1 for thing in joints) and all(p["label"] and "id" in p for p in parts)
    assert joints[0]["type"] == "revolute" and joints[0]["limits"][0] <= 0 <= joints[0]["limits"][1]


def test_the_report_is_for_people_without_json(cabinet, tmp_path):
    done = run(cabinet, "--out", tmp_path / "out", "--formats", "urdf")
    assert done.returncode == 0, done.stderr
    first, *files, last = done.stdout.splitlines()
    assert first.startswith("cabinet: ") and "predict" in first
    assert [Path(line.strip()).exists() for line in files] == [True]
    assert last.startswith("1 of 1 articulated")


def test_a_format_that_cannot_be_written_is_named_and_the_others_are_there(cabinet, tmp_path):
    (tmp_path / "out" / "cabinet" / "cabinet.glb").mkdir(parents=True)
    done = run(cabinet, "--out", tmp_path / "out", "--formats", "glb,urdf", "--json")
    answer = json.loads(done.stdout)
    (result,) = answer["objects"]
    assert (done.returncode, answer["failed"], result["ok"]) == (1, 1, False)
    assert set(result["files"]) == {"urdf"} and Path(result["files"]["urdf"]).is_file()
    assert set(result["failures"]) == {"glb"} and result["error"] == result["failures"]["glb"]
    assert result["error"]["code"] == "export_failed" and "cabinet.glb is in the way" in result["error"]["message"]
    assert f"    failed: glb. {result['error']['message']}" in done.stderr and "    failed: " in done.stderr
    assert result["files"]["urdf"] in done.stderr


def test_same_seed_same_files(cabinet, tmp_path):
    texts = []
    for name in ("one", "two"):
        assert run(cabinet, "--out", tmp_path / name, "--formats", "urdf", "--seed", "3").returncode == 0
        texts.append((tmp_path / name / "cabinet" / "cabinet.urdf").read_bytes())
    assert texts[0] == texts[1]


def test_what_is_known_is_kept(cabinet, tmp_path):
    """The whole blueprint of the one mesh; of the other a part that is not there, which is told."""
    box, door = [[-0.4, -0.25, 0], [0.4, 0.25, 1]], [[-0.4, -0.28, 0], [0.4, -0.26, 1]]
    joint = {"child": 1, "parent": 0, "type": "revolute", "axis": [0, 0, -1], "origin": [-0.4, -0.27, 0.5]}
    whole = {
        "parts": [{"id": 0, "box": box, "label": "body"}, {"id": 1, "box": door, "label": "hatch"}],
        "joints": [{**joint, "lower": 0, "upper": 1.5}], "part_count": 2,
    }  # fmt: skip
    files = [tmp_path / "whole.json", tmp_path / "wrong.json"]
    files[0].write_text(json.dumps(whole))
    files[1].write_text(json.dumps({"parts": [{"box": box}], "joints": [{"child": 3}]}))
    copy = cabinet.with_name("copy.obj")
    copy.write_text(OBJ)
    known = [argument for file in files for argument in ("--known", file)]
    done = run(cabinet, copy, "--out", tmp_path / "out", "--formats", "urdf", "--json", *known)
    good, bad = json.loads(done.stdout)["objects"]
    assert good["ok"], good
    robot = ElementTree.parse(good["files"]["urdf"]).getroot()
    (hinge,) = (joint for joint in robot.iter("joint") if joint.get("type") == "revolute")
    assert [float(x) for x in hinge.find("axis").get("xyz").split()] == pytest.approx([0, 0, -1], abs=1e-6)
    assert hinge.find("child").get("link").startswith("Hatch")
    assert bad["error"]["code"] == "bad_known" and "part 3, which is not known" in bad["error"]["message"]


@pytest.mark.parametrize("command", [[], ["assemble"], ["explode"], ["manual"], ["import"], ["pose", "--say", "x"]])
def test_a_folder_that_cannot_be_written_is_said_before_anything_is_read(command, tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    folders = [file, file / "below", *([Path("/proc/nowhere")] if os.path.isdir("/proc") else [])]
    for folder in folders if not command else folders[:1]:
        done = run(*command, tmp_path / "missing.glb", "--out", folder)
        last = done.stderr.splitlines()[-1]
        assert done.returncode == 2 and "argument --out: " in last and "Choose another folder" in last
        assert ("is a file" in last) == (file in (folder, folder.parent))
    assert file.read_text() == "mine"


def test_a_file_in_the_way_of_an_asset_s_folder_is_said_before_the_model_is_asked(cabinet, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "cabinet").write_text("mine")
    done = run(cabinet, "--out", tmp_path / "out", "--json")
    (result,) = json.loads(done.stdout)["objects"]
    assert done.returncode == 1 and result["error"]["code"] == "export_failed" and "seconds" not in result
    assert result["error"]["message"] == f"Could not write to {tmp_path / 'out' / 'cabinet'}: it is a file."


def test_formats_go_by_the_names_that_people_know():
    parsed = parse(["a.glb", "--out", "x", "--formats", "USD, .blend,gltf,glb,xml,SDF"])
    assert parsed.formats == ["usda", "blend", "glb", "mjcf", "sdf"]
    assert not Path("x").exists()


def test_parts_that_move_and_have_no_faces_are_nothing_that_moves(cabinet, tmp_path):
    """Of the best guess too, be it one of many files."""
    block = cabinet.with_name("block.obj")
    block.write_text(OBJ[: OBJ.index("f ")] + "f 4 3 2 1\nf 5 6 7 8\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\nf 1 2 6 5\n")
    cabinet.unlink()
    inside = [[-0.05, -0.05, 0.45], [0.05, 0.05, 0.55]]
    parts = [{"id": 0, "box": [[-0.4, -0.25, 0], [0.4, 0.25, 1]], "label": "body"}, {"id": 1, "box": inside}]
    known = tmp_path / "known.json"
    joint = {"child": 1, "parent": 0, "type": "prismatic", "axis": [0, 0, 1], "lower": 0, "upper": 0.3}
    known.write_text(json.dumps({"parts": parts, "joints": [joint], "part_count": 2}))
    how = ["--known", known, "--formats", "urdf", "--min-confidence", "0"]
    done = run(block, "--out", tmp_path / "out", *how, "--json")
    (result,) = json.loads(done.stdout)["objects"]
    assert (done.returncode, result["ok"], result["moves"]) == (STILL, False, False), result
    assert result["error"]["code"] == "nothing_moves" and "no faces" in result["error"]["message"]
    done = run(block.parent, "--out", tmp_path / "out", *how)
    (record,) = read(tmp_path / "out" / NAME).values()
    assert (done.returncode, record["moves"]) == (STILL, False)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [NAME]


def test_other_answers_are_written_beside_the_best(cabinet, tmp_path):
    out = tmp_path / "out"
    done = run(cabinet, "--out", out, "--formats", "urdf", "--min-confidence", "0", "--answers", "3", "--json")
    assert done.returncode == 0, done.stderr
    (result,) = json.loads(done.stdout)["objects"]
    answers = result["answers"]
    assert [answer["number"] for answer in answers] == [1, 2, 3]
    assert answers[0]["files"] == result["files"]
    for answer in answers[1:]:
        file = out / "cabinet" / "answers" / str(answer["number"]) / f"cabinet-{answer['number']}.urdf"
        assert answer["files"]["urdf"] == str(file) and ElementTree.parse(file).getroot().tag == "robot"
        assert 0 <= answer["confidence"] <= 1 and answer["says"]
