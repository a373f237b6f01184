"""What is known beforehand: read from a file, checked against itself, and turned into a category's leaning."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.errors import ArtLLMError
from artllm_blender.core.known import Known, locked, read_known
from runtime.articulation import blueprint as B
from runtime.articulation import known as runtime_known
from runtime.articulation import tokens as T
from runtime.articulation.categories import UnknownCategory, families, family_of, lean
from runtime.lab import shapes

UNIT = [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
PARTS = [{"id": i, "box": UNIT} for i in range(3)]
FILE = {
    "parts": [{"id": 4, "box": UNIT, "label": "pot_body"}, {"id": 2, "box": UNIT}],
    "joints": [
        {
            "child": 2, "parent": 4, "type": "screw", "axis": [0.0, 0.0, 2.0], "origin": [0.5, 0.5, 1.0],
            "lower": 0.0, "upper": 0.1, "pitch": 0.02,
        }
    ],
    "part_count": 2,
    "category": "KitchenPot",
}  # fmt: skip


def read(tmp_path, content) -> Known:
    path = tmp_path / "known.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_known(path)


def test_a_file_is_what_the_runtime_is_told(tmp_path):
    known = read(tmp_path, FILE)
    assert json.loads(json.dumps(known.fields())) == FILE
    told = runtime_known.Known.of(known.fields())
    assert [(part.id, part.label) for part in told.parts] == [(4, "pot_body"), (2, "")] and told.complete()
    joint = told.joints[0]
    assert (joint.child, joint.parent, joint.limits, joint.pitch) == (1, 0, (0.0, 0.1), 0.02)
    np.testing.assert_array_equal(joint.axis, [0, 0, 1])


def test_little_may_be_known(tmp_path):
    assert read(tmp_path, {}).fields() == {} and runtime_known.Known.of({}) == runtime_known.Known()
    assert read(tmp_path, {"parts": [{"box": UNIT}]}).fields() == {"parts": [{"id": 0, "box": UNIT}]}
    open_limits = {"child": 0, "type": "continuous", "axis": None, "lower": None}
    assert read(tmp_path, {"joints": [open_limits]}).fields() == {"joints": [{"child": 0, "type": "continuous"}]}


def test_parts_and_joints_of_an_articulation_are_locked():
    box = Box((0.0,) * 3, (1.0,) * 3)
    wheel = Joint("continuous", 0, 3, (0.0, 1.0, 0.0), (0.0,) * 3, -math.inf, math.inf)
    slide = Joint("prismatic", 3, 5, (1.0, 0.0, 0.0), (0.0,) * 3, 0.0, 0.5)
    whole = Articulation((Part(0, "A", box, "body"), Part(3, "B", box), Part(5, "C", box)), (wheel, slide))
    known = locked(whole, parts=(3, 5), joints=(3, 5))
    first, second = known.joints
    assert [part.id for part in known.parts] == [3, 5]
    assert (first.parent, first.type, first.lower) == (None, JointType.CONTINUOUS, None)
    assert (second.parent, second.lower, second.upper) == (3, 0.0, 0.5)
    runtime_known.Known.of(known.fields())


def test_what_was_known_of_a_joint_is_known_again():
    box = Box((0.0,) * 3, (1.0,) * 3)
    door = Joint("revolute", 0, 1, (0.0, 0.0, 1.0), (0.1, 0.2, 0.3), -2.6, 2.6, known=frozenset(("type", "origin")))
    free = Joint("prismatic", 0, 2, (1.0, 0.0, 0.0), (0.0,) * 3, 0.0, 0.5)
    whole = Articulation((Part(0, "A", box), Part(1, "B", box), Part(2, "C", box)), (door, free))
    (joint,) = locked(whole, parts=(0, 1, 2)).joints
    assert (joint.child, joint.parent, joint.type, joint.axis) == (1, None, JointType.REVOLUTE, None)
    assert joint.origin == (0.1, 0.2, 0.3) and joint.lower is joint.upper is None
    runtime_known.Known.of(locked(whole, parts=(0, 1, 2)).fields())


def test_a_slide_whose_origin_is_known_stays_a_slide():
    """An origin alone would say that it turns."""
    box = Box((0.0,) * 3, (1.0,) * 3)
    slide = Joint("prismatic", 0, 1, (1.0, 0.0, 0.0), (0.1, 0.2, 0.3), 0.0, 0.5, known=frozenset(("origin",)))
    (joint,) = locked(Articulation((Part(0, "A", box), Part(1, "B", box)), (slide,)), parts=(0, 1)).joints
    assert (joint.type, joint.axis, joint.origin) == (JointType.PRISMATIC, None, (0.1, 0.2, 0.3))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "known.json is no file of known parts"),
        ([], "no file of known parts"),
        ({"part": []}, "unknown field 'part'"),
        ({"parts": [{"id": 3}]}, "part 3 has no box"),
        ({"parts": [{"box": UNIT, "lable": "door"}]}, "part 0 has the unknown field 'lable'"),
        ({"parts": [{"box": [1, 2]}]}, "no file of known parts"),
        ({"parts": [{"box": UNIT[::-1]}]}, "corner above"),
        ({"joints": [{"type": "revolute"}]}, "has no child"),
        ({"joints": [{"child": 1, "type": "fixed"}]}, "joint of part 1 has the unknown type 'fixed'"),
        ({"joints": [{"child": 1, "axis": [0, 1]}]}, "no file of known parts"),
        ({"joints": [{"child": 1, "origin": [0, 1, math.nan]}]}, "not finite"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path, content, words):
    with pytest.raises(ArtLLMError) as caught:
        read(tmp_path, content)
    assert words in str(caught.value) and "known.json" in str(caught.value) and caught.value.hint.endswith(".")
    assert caught.value.code == "bad_input"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ArtLLMError, match="nowhere.json cannot be read: No such file"):
        read_known(tmp_path / "nowhere.json")


def joints(*rows: dict) -> dict:
    return {"parts": PARTS, "joints": rows}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"parts": [{"id": 1}]}, "cannot be read"),
        ({"parts": [{"box": UNIT, "id": "door"}]}, "no number"),
        ({"parts": [{"box": UNIT, "id": 1}, {"box": UNIT, "id": 1}]}, "Two known parts have the id 1"),
        ({"parts": [{"box": UNIT, "id": i} for i in range(B.MAX_PARTS + 1)]}, "22 parts are known"),
        ({"parts": [{"box": UNIT[::-1]}]}, "corner"),
        ({"parts": [{"box": [[math.nan] * 3] * 2}]}, "corner"),
        ({"category": 7}, "cannot be read"),
        ({"part_count": 0}, "cannot be 0 parts"),
        ({"part_count": B.MAX_PARTS + 1}, "cannot be 22 parts"),
        ({"part_count": 2.5}, "cannot be 2.5 parts"),
        ({"parts": PARTS, "part_count": 2}, "3 parts are known, which is more than the 2"),
        (joints({"child": 5}), "names part 5"),
        (joints({"child": 1, "parent": 9}), "names part 9"),
        (joints({"parent": 1}), "cannot be read"),
        (joints({"child": 1}, {"child": 1}), "given twice"),
        (joints({"child": 1, "type": "ball"}), "unknown type 'ball'"),
        (joints({"child": 1, "axis": [0, 0, 0]}), "no axis"),
        (joints({"child": 1, "origin": [0, 0, math.inf]}), "no origin"),
        (joints({"child": 1, "lower": 0.0, "upper": 1.0}), "limits but no type"),
        (joints({"child": 1, "type": "revolute", "axis": [0, 0, 1], "lower": 1.0}), "one limit only"),
        (
            joints({"child": 1, "type": "revolute", "axis": [0, 0, 1], "lower": 1.0, "upper": 0.0}),
            "limits that are no range",
        ),
        (joints({"child": 1, "type": "revolute", "axis": [0, 0, 1], "lower": 0.0, "upper": math.inf}), "no range"),
        (joints({"child": 1, "parent": 1}), "cycle"),
        (joints({"child": 0, "parent": 1}, {"child": 1, "parent": 2}, {"child": 2, "parent": 1}), "cycle"),
    ],
)
def test_what_contradicts_itself_is_told(fields, words):
    with pytest.raises(runtime_known.BadKnown, match=words) as caught:
        runtime_known.Known.of(fields)
    assert caught.value.code == "bad_known" and caught.value.hint.endswith(".")


@pytest.mark.parametrize(
    ("word", "family"),
    [
        ("StorageFurniture", "storage_furniture"),
        ("Washing Machine", "washing_machine"),
        ("cupboards", "storage_furniture"),
        ("Fridge", "refrigerator"),
        ("switches", "switch"),
    ],
)
def test_a_word_names_a_family(word, family):
    assert family_of(word) == family


def test_an_unknown_word_is_told_with_its_neighbours():
    with pytest.raises(UnknownCategory, match="no category 'refrigirator'") as caught:
        runtime_known.Known.of({"category": "refrigirator"})
    assert "refrigerator" in caught.value.hint


def test_a_category_leans_towards_what_its_shapes_have():
    assert lean(None) is None
    towards = lean("laptop")
    assert towards.shape == (T.VOCABULARY,)
    label = {name: towards[T.LABEL[i]] for i, name in enumerate(B.LABELS)}
    kind = {name: towards[T.TYPE[i]] for i, name in enumerate(B.JOINT_TYPES)}
    assert label["drawer"] < 0 < label["lid"] and kind["prismatic"] < 0 < kind["revolute"]
    assert np.abs(towards).max() < 4 and not towards[: T.TYPE.start].any() and not towards[T.POSITION.start :].any()


def test_the_counts_are_of_the_families_that_there_are():
    assert set(families()) <= set(shapes.registry())
    for family in families().values():
        assert sum(family["labels"].values()) == pytest.approx(1, abs=0.01) and set(family["labels"]) <= set(B.LABELS)
        assert set(family["types"]) <= set(B.JOINT_TYPES)
