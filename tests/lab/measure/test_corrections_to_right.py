"""Corrections: the simulated artist's tools do what the operators do, and what is left to mend is counted rightly."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.core.articulation import Articulation, JointType
from artllm_blender.core.corrections import with_joint
from artllm_blender.core.errors import InputError
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.read_rig import read_rig
from runtime.lab.measure import corrections
from runtime.lab.measure.artist import desk as tools
from runtime.lab.measure.artist.deeds import DEEDS, faces_of
from runtime.lab.measure.artist.desk import Desk
from runtime.lab.measure.artist.edits import Action, edits
from runtime.lab.measure.artist.gestures import Hand
from runtime.lab.measure.artist.right import PLACES, Left, Truth
from runtime.lab.measure.artist.studio import desk_of
from runtime.lab.measure.artist.work import worked


def box_iou(a: np.ndarray, b: np.ndarray) -> float:
    common = np.clip(np.minimum(a[1], b[1]) - np.maximum(a[0], b[0]), 0, None).prod()
    return common / ((a[1] - a[0]).prod() + (b[1] - b[0]).prod() - common)


def line_distance(p: np.ndarray, a: np.ndarray, q: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(np.cross(q - p, a)))


SCORE = SimpleNamespace(box_iou=box_iou, line_distance=line_distance, ROT={"revolute", "continuous", "screw"})


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


@pytest.fixture
def armature() -> bpy.types.Object:
    return rigged(scenes.cabinet(), name="Cabinet")


@pytest.fixture
def desk(armature: bpy.types.Object) -> Desk:
    return desk_of(armature)


@pytest.fixture
def truth(desk: Desk) -> Truth:
    """Of the cabinet as it was rigged."""
    corners = np.array([desk.boxes[part.id] for part in desk.articulation.parts])
    lower, upper = corners[:, 0].min(axis=0), corners[:, 1].max(axis=0)
    middle, scale = (lower + upper) / 2, 2.0 / (upper - lower).max()
    joints = {
        joint.child: {
            "type": joint.type.value, "parent": joint.parent, "child": joint.child, "axis": np.array(joint.axis),
            "origin": (np.array(joint.origin) - middle) * scale,
        }
        for joint in desk.articulation.joints
    }  # fmt: skip
    places = PLACES @ desk.surface.corners
    of = np.repeat(desk.home[desk.surface.polygon], len(PLACES))
    return Truth(
        Path(), "mesh", "cabinet", SCORE, middle, scale, (corners - middle) * scale, joints, places.reshape(-1, 3), of
    )


def assert_same(one: Desk, other: Desk) -> None:
    for ours, theirs in zip(one.articulation.parts, other.articulation.parts, strict=True):
        assert ours.id == theirs.id
        np.testing.assert_allclose(ours.box.lower, theirs.box.lower, atol=1e-5)
        np.testing.assert_allclose(ours.box.upper, theirs.box.upper, atol=1e-5)
    for ours, theirs in zip(one.articulation.joints, other.articulation.joints, strict=True):
        assert (ours.type, ours.parent, ours.child) == (theirs.type, theirs.parent, theirs.child)
        np.testing.assert_allclose([*ours.axis, *ours.origin], [*theirs.axis, *theirs.origin], atol=1e-5)
        if ours.type is not JointType.CONTINUOUS:
            assert (ours.lower, ours.upper) == pytest.approx((theirs.lower, theirs.upper), abs=1e-5)
    np.testing.assert_allclose(*(placed(desk) for desk in (one, other)), atol=1e-5)


def placed(desk: Desk) -> np.ndarray:
    """(n, 4) where each polygon is and whose it is, in an order that the objects do not tell."""
    rows = np.column_stack([desk.home, desk.surface.centres.round(4)])
    return rows[np.lexsort(rows.T[::-1])]


DOOR, DRAWER = 1, 2


def handle(desk: Desk) -> np.ndarray:
    return np.flatnonzero(desk.home == DOOR)[6:12]


def answered(desk: Desk) -> Articulation:
    """What the model might say of the cabinet's joints."""
    drawer = replace(desk.articulation.joint_of(DRAWER), axis=(0.0, 0.0, 1.0), upper=0.1)
    return with_joint(desk.articulation, drawer)


TOOLS = {
    "faces to another part": lambda d: ("assign", handle(d), DRAWER),
    "all faces to another part": lambda d: ("assign", np.flatnonzero(d.home == DOOR), DRAWER),
    "new part": lambda d: ("new_part", handle(d), JointType.REVOLUTE),
    "merge": lambda d: ("merge", DRAWER, DOOR),
    "dissolve": lambda d: ("dissolve", DOOR),
    "split": lambda d: ("split_loose", DOOR, 0.0),
    "split the body": lambda d: ("split_loose", 0, 0.05),
    "slide": lambda d: ("retype_each", [DOOR], JointType.PRISMATIC),
    "screw": lambda d: ("retype_each", [DOOR, DRAWER], JointType.SCREW),
    "base": lambda d: ("make_base", DOOR),
    "joints predicted again": lambda d: ("adopt", answered(d)),
    "joint": lambda d: ("set_joint", replace(d.articulation.joint_of(DOOR), parent=DRAWER, axis=(1.0, 0.0, 0.0))),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_does_to_the_arrays_what_it_does_to_the_scene(tool, armature, desk):
    name, *given = TOOLS[tool](desk)
    after = getattr(tools, name)(desk, *given)
    DEEDS[name](armature, *given)
    bpy.context.view_layer.update()
    assert_same(after, desk_of(armature))


def test_the_model_is_asked_the_same_of_the_joints(armature, desk):
    correct.set_joint(armature, read_rig(armature).articulation.joint_of(DOOR))
    asked = tools.question(tools.set_joint(desk, desk.articulation.joint_of(DOOR)))
    for ours, theirs in zip(asked[:2], correct.question(armature), strict=False):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    ours, theirs = (known.fields() for known in (asked[2], correct.question(armature)[2]))
    assert [joint["child"] for joint in ours["joints"]] == [DOOR] == [joint["child"] for joint in theirs["joints"]]
    for one, other in zip(ours["parts"], theirs["parts"], strict=True):
        np.testing.assert_allclose(one["box"], other["box"], atol=1e-5)


def test_a_selection_means_the_same_to_both(armature, desk):
    most = np.concatenate([np.flatnonzero(desk.home == DOOR)[1:6], np.flatnonzero(desk.home == 0)[:1]])
    found = correct.meant(armature, faces_of(armature, most))
    whole = np.sort(tools.meant(desk, most))
    assert len(whole) == 6 and (desk.home[whole] == DOOR).all()
    wanted = faces_of(armature, whole)
    assert found.keys() == wanted.keys() and all(np.array_equal(found[thing], wanted[thing]) for thing in found)


def test_a_part_as_a_whole_cannot_be_a_new_one_here_either(desk):
    with pytest.raises(InputError):
        tools.new_part(desk, np.flatnonzero(desk.home == DOOR), JointType.REVOLUTE)
    with pytest.raises(InputError):
        tools.split_loose(tools.assign(desk, handle(desk), DRAWER), DOOR)


class Edits:
    """An artist who has no model to ask, and no scene."""

    def choices(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        return edits(desk, left, hand)

    def perform(self, action: Action) -> Desk:
        return action.after


def changed(desk: Desk, child: int, **what) -> Desk:
    return tools.set_joint(desk, replace(desk.articulation.joint_of(child), **what))


def test_what_is_left_is_as_many_things_as_have_to_become_true(desk, truth):
    assert truth.left(desk).right
    off = changed(desk, DOOR, axis=(1.0, 0.0, 0.0))
    assert truth.left(off).axes == (DOOR,) and truth.left(off).things == 1
    wrong = tools.retype(desk, DRAWER, JointType.REVOLUTE)
    assert truth.left(wrong).types == (DRAWER,)
    hung = changed(desk, DRAWER, parent=DOOR)
    assert truth.left(hung).parents == (DRAWER,) and truth.left(hung).things == 1
    gone = truth.left(tools.dissolve(desk, DOOR))
    assert len(gone.missing) == 1 and gone.types
    more = truth.left(tools.split_loose(desk, DOOR, 0.0))
    assert len(more.surplus) == 1 and not more.right


@pytest.mark.parametrize(
    "fault, kinds",
    [
        (lambda desk: tools.retype(desk, DRAWER, JointType.CONTINUOUS), {"type", "axis"}),
        (lambda desk: changed(desk, DOOR, origin=(0.0, 0.0, 0.0)), {"pivot", "axis"}),
        (lambda desk: changed(desk, DRAWER, axis=(math.sqrt(0.5), math.sqrt(0.5), 0.0)), {"axis"}),
        (lambda desk: changed(desk, DRAWER, parent=DOOR), {"parent"}),
        (lambda desk: tools.make_base(desk, DOOR), {"base"}),
        (lambda desk: tools.split_loose(desk, DOOR, 0.0), {"dissolve", "merge"}),
        (lambda desk: tools.dissolve(desk, DRAWER), {"new part", "split", "assign"}),
    ],
    ids=["type", "pivot", "axis", "parent", "base", "surplus", "missing"],
)
def test_the_artist_mends_a_fault_by_the_tool_for_it(fault, kinds, desk, truth):
    first, steps, mended = worked(fault(desk), truth, Edits())
    assert first.things and steps[-1].left.right and len(steps) <= 2
    assert {step.kind for step in steps} <= kinds and truth.left(mended).right


def test_the_artist_gives_up_where_nothing_helps(desk, truth):
    elsewhere = replace(truth, boxes=truth.boxes * 0.2)
    idle = Edits()
    idle.choices = lambda *_: ()
    first, steps, _ = worked(desk, elsewhere, idle)
    assert first.things and steps == []


def test_a_box_selects_what_is_seen_in_it_or_all_that_is(desk, truth):
    hand = Hand.at(desk.surface, truth)
    body = np.flatnonzero(desk.home != DOOR)
    assert not list(hand.selections(body, DOOR))  # there is nothing to aim at
    found = list(hand.selections(np.arange(len(desk.home)), DOOR))
    assert any(set(np.flatnonzero(desk.home == DOOR)) <= set(chosen) for _, chosen in found)
    through = [set(chosen.tolist()) for words, chosen in found if "through everything" in words]
    seen = [set(chosen.tolist()) for words, chosen in found if "is seen" in words]
    assert through and seen and any(a - b for a in through for b in seen)


def test_a_run_that_was_broken_off_goes_on_and_what_fails_is_never_right(tmp_path, monkeypatch):
    bench, out = tmp_path / "bench", tmp_path / "found.json"
    for id in ("one", "two"):
        (bench / id).mkdir(parents=True)
        (bench / id / "mesh.glb").touch()
    (tmp_path / "score.py").touch()
    asked = []

    def run(ids, a, keep):
        asked.extend(ids)
        for id in ids:
            keep(corrections.failed(id, "it fell") if id == "two" else {
                "id": id, "right_after": 1, "steps": [{"kind": "type"}],
            })  # fmt: skip

    monkeypatch.setattr(corrections, "run", run)
    assert corrections.main([str(bench), "--json", str(out), "--ids", "one"]) == 0
    assert json.loads(out.read_text())["right_after"] == {"0": 0.0, "1": 1.0, "2": 1.0, "3": 1.0, "5": 1.0}
    corrections.main([str(bench), "--json", str(out)])
    assert asked == ["one", "two"]
    found = json.loads(out.read_text())
    assert found["right_after"]["5"] == 0.5 and found["kinds"] == {
        "type": {"done": 1, "made_right": 1, "alone_made_right": 1}
    }
