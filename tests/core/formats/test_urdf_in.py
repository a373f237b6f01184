"""URDF as a model: what files mean, what a rig cannot hold, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from artllm_blender.core.articulation import JointType
from artllm_blender.core.errors import InputError
from artllm_blender.core.formats.model import articulated, without_frames
from artllm_blender.core.formats.read_model import read_model

LINKS = "".join(f'<link name="{n}"><visual><geometry><box size="1 1 1"/></geometry></visual></link>' for n in "abc")


def model(tmp_path, text: str):
    path = tmp_path / "x.urdf"
    path.write_text(f'<robot name="x">{text}</robot>', encoding="utf-8")
    return read_model(path)


def joint(parent: str, child: str, type: str = "revolute", inside: str = '<limit lower="0" upper="1"/>') -> str:
    return (
        f'<joint name="{parent}{child}" type="{type}"><parent link="{parent}"/><child link="{child}"/>{inside}</joint>'
    )


def test_frames_add_up_and_axes_turn_with_them(tmp_path):
    inside = '<origin xyz="1 0 0" rpy="0 0 1.5707963267948966"/><axis xyz="2 0 0"/><limit lower="0" upper="1"/>'
    found = model(tmp_path, LINKS + joint("a", "b", inside=inside) + joint("b", "c", inside=inside))
    second = found.joints[1]
    np.testing.assert_allclose(second.origin, (1, 1, 0), atol=1e-12)
    np.testing.assert_allclose(second.axis, (-1, 0, 0), atol=1e-12)


def test_limits_that_mean_none_and_slides_without_any(tmp_path):
    text = LINKS + joint("a", "b", inside='<limit lower="1" upper="-1"/>') + joint("b", "c", "prismatic", "")
    rig = articulated(model(tmp_path, text), {"a": np.array([(0.0, 0, 0), (2, 1, 1)])})
    spin, slide = rig.articulation.joints
    assert spin.type is JointType.CONTINUOUS and (slide.lower, slide.upper) == (-2, 2)
    assert any("slides without limits" in note for note in rig.notes)


def test_what_a_rig_cannot_hold_is_fixed_or_freed_and_said(tmp_path):
    follows = '<limit lower="0" upper="1"/><mimic joint="ab"/>'
    found = model(tmp_path, LINKS + joint("a", "b", "planar") + joint("b", "c", inside=follows))
    assert found.joints[0].type is None and found.joints[1].type is JointType.REVOLUTE
    assert any("planar" in note for note in found.notes) and any("follows ab" in note for note in found.notes)


@pytest.mark.parametrize("leads", ["slide", "turn"])
def test_a_turn_and_a_slide_that_are_coupled_are_a_screw(tmp_path, leads):
    limits = '<axis xyz="0 0 1"/><limit lower="0" upper="{}"/>'
    slide = limits.format(0.02) + ("" if leads == "slide" else '<mimic joint="mb" multiplier="0.001"/>')
    turn = limits.format(20) + ('<mimic joint="am" multiplier="1000"/>' if leads == "slide" else "")
    found = model(tmp_path, LINKS.replace('"c"', '"b2"') + '<link name="m"/>' + joint("a", "m", "prismatic", slide)
                  + joint("m", "b", "revolute", turn) + joint("b", "b2", "fixed", ""))  # fmt: skip
    screw = found.joints[0]
    assert [body.name for body in found.bodies] == ["a", "b", "b2"] and not found.notes
    assert screw.type is JointType.SCREW and screw.pitch == pytest.approx(math.tau * 0.001)
    assert (screw.lower, screw.upper) == pytest.approx((0, 0.02))


@pytest.mark.parametrize(("way", "hand"), [(1, 1), (-1, -1)])
def test_what_a_turn_that_leads_says_is_told_of_the_slide(tmp_path, way, hand):
    limits = '<axis xyz="0 0 {}"/><limit lower="{}" upper="{}"/>'
    slide = limits.format(1, -0.01, 0.02) + '<mimic joint="mb" multiplier="0.001"/>'
    turn = limits.format(way, -10, 20) + '<closed value="-10"/><needs joint="cd" state="open" beyond="5"/>'
    found = model(tmp_path, LINKS + '<link name="m"/>' + joint("a", "m", "prismatic", slide)
                  + joint("m", "b", "revolute", turn) + joint("a", "c"))  # fmt: skip
    screw = next(one for one in found.joints if one.type is JointType.SCREW)
    assert screw.pitch == pytest.approx(hand * math.tau * 0.001)
    assert (screw.lower, screw.upper, screw.closed) == pytest.approx((-0.01, 0.02, -0.01))
    assert screw.needs[0].beyond == pytest.approx(0.005)


def test_frames_without_a_shape_are_left_out(tmp_path):
    empty = '<link name="base"/><link name="tool"/>'
    text = empty + LINKS + joint("base", "a", "fixed", "") + joint("base", "b") + joint("b", "tool", "fixed", "")
    found = without_frames(model(tmp_path, text + joint("tool", "c")))
    assert [(j.parent, j.child) for j in found.joints] == [("a", "b"), ("b", "c")] and found.root == "a"
    assert any("base, tool" in note for note in found.notes)


def test_backwards_joints_keep_their_signs_unless_told_otherwise(tmp_path):
    found = model(tmp_path, LINKS + joint("a", "b", inside='<limit lower="-1" upper="0"/>') + joint("b", "c"))
    kept = articulated(found, {})
    assert kept.articulation.joints[0].lower == -1 and kept.notes == ()
    turned = articulated(found, {}, positive_opens=True).articulation.joints[0]
    assert (turned.lower, turned.upper, turned.axis) == (0, 1, (-1, 0, 0))


ORIGIN, LIMIT, AXIS = '<origin xyz="{} 0 0"/>', '<limit lower="0" upper="inf"/>', '<axis xyz="0 0 0"/>'
REFUSED = {
    "doctype": '<!DOCTYPE robot [<!ENTITY x "y">]><robot>&x;</robot>',
    "utf-16 doctype": '<!DOCTYPE robot SYSTEM "file:///etc/passwd"><robot/>',
    "no xml": "<robot><link></robot>",
    "other root": "<mujoco/>",
    "xacro": '<robot xmlns:xacro="http://x"><xacro:macro name="m"/></robot>',
    "no links": "<robot/>",
    "deep": "<robot>" + "<a>" * 5000 + "</a>" * 5000 + "</robot>",
    "cycle": f"<robot>{LINKS}{joint('a', 'b')}{joint('b', 'c')}{joint('c', 'a')}</robot>",
    "own parent": f"<robot>{LINKS}{joint('a', 'a')}{joint('a', 'b')}{joint('a', 'c')}</robot>",
    "two parents": f"<robot>{LINKS}{joint('a', 'b')}{joint('a', 'c')}{joint('b', 'c')}</robot>",
    "two roots": f"<robot>{LINKS}{joint('a', 'b')}</robot>",
    "unknown link": f"<robot>{LINKS}{joint('a', 'z')}</robot>",
    "same names": f"<robot>{LINKS}{LINKS}</robot>",
    "nan": f"<robot>{LINKS}{joint('a', 'b', inside=ORIGIN.format('nan'))}{joint('b', 'c')}</robot>",
    "infinite limit": f"<robot>{LINKS}{joint('a', 'b', inside=LIMIT)}{joint('b', 'c')}</robot>",
    "huge": f"<robot>{LINKS}{joint('a', 'b', inside=ORIGIN.format('1e300'))}{joint('b', 'c')}</robot>",
    "no axis": f"<robot>{LINKS}{joint('a', 'b', inside=AXIS)}{joint('b', 'c')}</robot>",
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_a_sentence_with_a_hint(tmp_path, what):
    path = tmp_path / "x.urdf"
    path.write_bytes(REFUSED[what].encode("utf-16" if what.startswith("utf-16") else "utf-8"))
    with pytest.raises(InputError) as caught:
        read_model(path)
    assert caught.value.args[0].endswith(".") and caught.value.hint


def test_files_are_found_in_the_folder_or_its_package_and_nowhere_else(tmp_path):
    package, secret = tmp_path / "pkg", tmp_path / "secret.stl"
    (package / "urdf").mkdir(parents=True)
    (package / "meshes").mkdir()
    secret.write_bytes(b"x")
    (package / "meshes" / "m.stl").write_bytes(b"x")
    (package / "meshes" / "link.stl").symlink_to(secret)

    def found(name: str) -> tuple[str, ...]:
        link = f'<link name="a"><visual><geometry><mesh filename="{name}"/></geometry></visual></link>'
        text = f'<robot name="x">{link}</robot>'
        (package / "urdf" / "x.urdf").write_text(text)
        read = read_model(package / "urdf" / "x.urdf")
        return tuple(str(solid.shape.path) for solid in read.bodies[0].visuals) or read.notes

    inside = ("package://pkg/meshes/m.stl", "../meshes/m.stl", "..\\meshes\\m.stl", "package://other/meshes/m.stl")
    assert "lies outside urdf" in found("../meshes/m.stl")[0]
    (package / "package.xml").write_text("<package/>")
    for name in inside:
        assert found(name) == (str((package / "meshes" / "m.stl").resolve()),)
    for name in ("../../secret.stl", f"file://{secret}", str(secret), "package://pkg/../secret.stl",
                 "../meshes/link.stl"):  # fmt: skip
        assert "lies outside pkg" in found(name)[0]
    for name in ("http://x/m.stl", "", "a" * 5000, "nowhere.stl"):
        assert "was not found" in found(name)[0]
