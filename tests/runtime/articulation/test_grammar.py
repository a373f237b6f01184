"""The grammar lets through every blueprint and nothing else, and text and tokens read back what they write."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation import blueprint as B
from runtime.articulation import tokens as T
from runtime.articulation.grammar import Given, GivenJoint, Grammar


def random_walk(rng: np.random.Generator, task: T.Task, stop: float) -> list[int]:
    grammar, out = Grammar(task), [int(task)]
    while not grammar.done:
        allowed = np.flatnonzero(grammar.allowed())
        assert len(allowed), "the grammar ran into a dead end"
        closing = [t for t in (T.SEPARATOR, T.END) if t in allowed]
        token = closing[0] if closing and rng.random() < stop else int(rng.choice(allowed))
        grammar.push(token)
        out.append(token)
    return out


@pytest.mark.parametrize("seed", range(60))
def test_any_walk_is_a_valid_blueprint(seed):
    sequence = random_walk(np.random.default_rng(seed), T.Task.ALL, stop=0.15)
    blueprint = T.decode(sequence)
    n = len(blueprint.boxes)
    assert 1 <= n <= B.MAX_PARTS and len(blueprint.joints) == n - 1
    minima = [b.lower[::-1] for b in blueprint.boxes]
    assert minima == sorted(minima)
    assert all(lo < hi for b in blueprint.boxes for lo, hi in zip(b.lower, b.upper, strict=True))
    children = [j.child for j in blueprint.joints]
    assert children == sorted(set(children))
    parent = {j.child: j.parent for j in blueprint.joints}
    for node in children:
        for _ in range(n):
            node = parent.get(node, node)
        assert node not in parent, "a cycle"
    assert all(j.limit is None or j.limit[0] < j.limit[1] for j in blueprint.joints)
    assert T.encode(blueprint, T.Task.ALL) == sequence
    assert B.from_text(B.to_text(blueprint)) == blueprint


def test_task_one_has_boxes_only():
    sequence = random_walk(np.random.default_rng(1), T.Task.BOXES, stop=0.3)
    assert sequence[-1] == T.END and T.SEPARATOR not in sequence and not T.decode(sequence).joints


def test_what_has_a_given_origin_turns():
    boxes = tuple((*(T.POSITION[b] for b in (0, 0, z, 9, 9, z + 9)), T.LABEL[0]) for z in (0, 20))
    at = tuple(T.POSITION[b] for b in (3, 4, 5))
    grammar = Grammar(T.Task.JOINTS, Given(boxes, {1: GivenJoint(position=at)}))
    for token in (*boxes[0], *boxes[1], T.SEPARATOR):
        grammar.push(token)
    kinds = [kind for kind, token in zip(B.JOINT_TYPES, T.TYPE, strict=True) if grammar.allowed()[token]]
    assert kinds == ["revolute", "continuous", "screw"]
    for token in (T.TYPE[0], T.PART[0], T.PART[1], T.AXIS[0], *at):
        grammar.push(token)


def test_a_wrong_token_is_refused():
    grammar = Grammar(T.Task.ALL)
    with pytest.raises(ValueError):
        grammar.push(T.SEPARATOR)


def test_papers_numbers_fall_into_the_papers_bins():
    """The first box and the first joints of the sample in the paper's section 10.3."""
    assert list(B.position_bin([-0.9, -0.5175, -0.3019], up=False)) == [6, 30, 44]
    assert list(B.position_bin([0.9, 0.5175, 0.2606], up=True)) == [122, 98, 81]
    assert list(B.rotation_bin(np.radians([-90, 0, 90]))) == [18, 24, 30]
    assert list(B.translation_bin([0, 0.3717])) == [32, 38]


def test_axis_codebook():
    assert B.AXES.shape == (128, 3)
    assert np.allclose(np.linalg.norm(B.AXES, axis=1), 1)
    assert np.allclose(B.AXES[:3], np.eye(3))
    away = np.abs(B.AXES @ B.AXES.T) - 2 * np.eye(128)
    assert away.max() < np.cos(np.radians(4)), "two codes for one line"
    directions = np.random.default_rng(0).normal(size=(2000, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    worst = np.degrees(np.arccos(np.abs(directions @ B.AXES.T).max(1))).max()
    assert worst < 14


BOX = "bbox_0=BBox(<P_1>,<P_1>,<P_1>,<P_2>,<P_2>,<P_2>)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bbox_0 = BBox(<P_1>, <P_2>)",
        BOX.replace("<P_2>", "<P_128>"),
        f"{BOX}  # gadget",
        f"{BOX}\njoint_0=BallJoint(0,1,<D_1>)",
        f"{BOX}\njoint_0=ContinuousJoint(0,1,<D_1>)",
        f"{BOX}\njoint_0=PrismaticJoint(0,1,<D_1>,[<LR_1>,<LR_2>])",
        f"{BOX}\njoint_0=PrismaticJoint(0,1,<D_1>,[<LT_1>,<LT_64>])",
    ],
)
def test_broken_text_is_told(text):
    with pytest.raises(B.BlueprintError):
        B.from_text(text)
