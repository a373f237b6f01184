"""The training data say what is true of the shapes they are made of."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation import blueprint as B
from runtime.articulation import points as P
from runtime.articulation import tokens as T
from runtime.articulation.articulate import SMALLEST_SIDE, parts_and_joints
from runtime.articulation.decode import Decoded
from runtime.articulation.grammar import Grammar
from runtime.lab import shapes
from runtime.lab.shapes.families._pose import posed
from runtime.lab.shapes.solids import box

pytest.importorskip("torch", reason="only developers' machines have torch, which batches are made of")
from runtime.lab.learn import dataset as D  # noqa: E402

COUNT = 2 * P.GROUPS


def tiny_shape() -> shapes.Shape:
    """A body, a door that carries a large handle part and a tiny one, and a drawer."""
    b = shapes.Builder("tiny")
    body, door, speck, handle, drawer = (b.part(label) for label in ("body", "door", "button", "handle", "drawer"))
    b.add(body, box((0, 0, 0), (1, 1, 1)))
    b.add(door, box((0, -0.1, 0), (1, 0, 0.5)))
    b.add(speck, box((0.5, -0.12, 0.4), (0.51, -0.1, 0.41)))
    b.add(handle, box((0.8, -0.3, 0.2), (0.9, -0.1, 0.4)))
    b.add(drawer, box((0, -0.1, 0.5), (1, 0.5, 1)))
    b.revolute(body, door, (0, 0, 1), (0, 0, 0), 0, 1.5)
    b.prismatic(door, speck, (0, 1, 0), 0, 0.01)
    b.revolute(door, handle, (0, 1, 0), (0.85, -0.1, 0.3), -0.7, 0.7)
    b.prismatic(body, drawer, (0, -1, 0), 0, 0.5)
    return b.finish()


def test_a_tiny_part_becomes_its_parents():
    shape = tiny_shape()
    merged = D.merge_tiny(shape)
    assert [p.label for p in merged.parts] == ["body", "door", "handle", "drawer"]
    assert [(j.parent, j.child) for j in merged.joints] == [(0, 1), (1, 2), (0, 3)]
    np.testing.assert_array_equal(np.bincount(merged.face_part), [12, 24, 12, 12])
    np.testing.assert_array_equal(merged.faces, shape.faces)
    assert (merged.face_part[shape.face_part == 2] == 1).all()


def test_a_tiny_chain_is_merged_from_its_end():
    b = shapes.Builder("chain")
    parts = [b.part(label) for label in ("body", "knob", "button")]
    for part, size in zip(parts, (1, 0.05, 0.02), strict=True):
        b.add(part, box((0, 0, 1), (size, size, 1 + size)))
    for part in parts[1:]:
        b.continuous(part - 1, part, (0, 0, 1), (0, 0, 0))
    merged = D.merge_tiny(b.finish())
    assert len(merged.parts) == 1 and not merged.joints and (merged.face_part == 0).all()


def turned(shape: shapes.Shape, seed: int) -> tuple[shapes.Shape, np.ndarray] | None:
    """The augmented shape and the map (3, 3) that it is under; None where it was also posed or stretched."""
    other = D.augment(shape, np.random.default_rng(seed))
    if other.vertices.shape != shape.vertices.shape:
        return None
    linear = np.linalg.lstsq(shape.vertices, other.vertices, rcond=None)[0].T
    same = len(other.faces) == len(shape.faces) and np.allclose(shape.vertices @ linear.T, other.vertices, atol=1e-9)
    return (other, linear) if same and np.allclose(linear @ linear.T, np.eye(3), atol=1e-9) else None


@pytest.mark.parametrize("family", ["storage_furniture", "safe", "bottle", "scissors"])
def test_augmented_joints_move_as_the_shape_does(family):
    """Moved, then mirrored and turned, is the same as mirrored and turned, then moved."""
    shape = shapes.generate(family, 1)
    mirrors = []
    for other, linear in filter(None, (turned(shape, seed) for seed in range(40))):
        mirrors.append(np.linalg.det(linear) < 0)
        for i, joint in enumerate(shape.joints):
            value = 0.4 if joint.upper is None else 0.7 * joint.upper
            if joint.type == "continuous":  # either way round
                ways = [posed(other, {i: v}).vertices for v in (value, -value)]
            else:
                ways = [posed(other, {i: value}).vertices]
            moved = posed(shape, {i: value}).vertices @ linear.T
            assert min(np.abs(way - moved).max() for way in ways) < 1e-9
        volume = [
            np.einsum(
                "ij,ij->", s.vertices[s.faces[:, 0]], np.cross(s.vertices[s.faces[:, 1]], s.vertices[s.faces[:, 2]])
            )
            for s in (shape, other)
        ]
        assert volume[0] == pytest.approx(volume[1]), "mirrored faces are turned over"
    assert True in mirrors and False in mirrors


def test_a_stretched_slide_reaches_the_same_place():
    shape = tiny_shape()
    stretched = 0
    for seed in range(40):
        other = D.augment(shape, np.random.default_rng(seed))
        if other.vertices.shape != shape.vertices.shape:
            continue
        linear = np.linalg.lstsq(shape.vertices, other.vertices, rcond=None)[0].T
        if not np.allclose(shape.vertices @ linear.T, other.vertices, atol=1e-9):
            continue
        stretched += not np.allclose(linear @ linear.T, np.eye(3), atol=1e-9)
        far = posed(shape, {3: shape.joints[3].upper}).vertices @ linear.T
        np.testing.assert_allclose(posed(other, {3: other.joints[3].upper}).vertices, far, atol=1e-9)
    assert stretched


@pytest.mark.parametrize("family", list(shapes.registry()))
def test_every_family_yields_an_example_that_says_what_is_true(family):
    """What is written, read back as at run time, gives the augmented shape's own parts and joints."""
    shape = D.merge_tiny(shapes.generate(family, 0))
    found = D.example(shape, T.Task.ALL, np.random.default_rng(0), COUNT)
    rng = np.random.default_rng(0)
    truth = D.augment(shape, rng)
    frame = D.surface(truth, rng, COUNT)[2]

    assert found["points"].shape == (COUNT, P.FEATURES) and found["curve"].shape == (P.GROUPS,)
    grammar = Grammar(T.Task.ALL)
    for token in found["ids"][1:].tolist():
        grammar.push(token)
    assert grammar.done and grammar.parts == len(truth.parts) <= B.MAX_PARTS
    assert (found["ids"][found["queries"]] >= T.LABEL.start).all() and (
        found["ids"][found["queries"]] < T.LABEL.stop
    ).all()

    decoded = Decoded(found["ids"].tolist(), list(found["offsets"]), [1.0] * len(found["ids"]))
    parts, joints = parts_and_joints(decoded, frame)
    lower, upper = D.part_boxes(truth)
    boxes = np.stack([lower, np.maximum(upper, lower + SMALLEST_SIDE * frame.scale)], 1)
    number = [int(np.abs(boxes - p["box"]).max((1, 2)).argmin()) for p in parts]
    assert sorted(number) == list(range(len(truth.parts)))
    for part, i in zip(parts, number, strict=True):
        np.testing.assert_allclose(part["box"], boxes[i], atol=1e-5 * frame.scale)
        assert part["label"] == truth.parts[i].label.replace("other", "")
    assert len(joints) == len(truth.joints)
    by_child = {j.child: j for j in truth.joints}
    for joint in joints:
        real = by_child[number[joint["child"]]]
        assert (joint["type"], number[joint["parent"]]) == (real.type, real.parent)
        code, sign = B.axis_bin(real.axis)
        assert np.abs(np.array(joint["axis"]) - real.axis * sign).max() < (1e-5 if code >= 3 else 0.07)
        if real.type != "continuous":
            np.testing.assert_allclose(
                [joint["lower"], joint["upper"]], sorted(sign * np.array([real.lower, real.upper])), atol=2e-5
            )
        if real.type != "prismatic" and np.abs(frame.apply(np.array(joint["origin"]))).max() < 0.98:
            away = np.array(joint["origin"]) - real.origin
            assert np.linalg.norm(away - real.axis * (away @ real.axis)) < 1e-4 * frame.scale


def test_pieces_are_as_modelled_or_welded():
    shape = shapes.generate("storage_furniture", 0)
    modelled = P.weld(shape.vertices, shape.faces)[1]
    found = [D.hang_together(shape, np.random.default_rng(seed)) for seed in range(20)]
    assert any(np.array_equal(piece, modelled) for piece in found)
    assert any(piece.max() < modelled.max() for piece in found)
    for piece in found:  # numbered without gaps, as piece_boxes needs them
        assert np.array_equal(np.unique(piece), np.arange(piece.max() + 1))


@pytest.mark.parametrize("seed", range(6))
def test_points_lie_within_the_box_of_their_part(seed):
    shape = D.merge_tiny(shapes.generate("storage_furniture", seed))
    found = D.example(shape, T.Task.ALL, np.random.default_rng(seed), COUNT)
    xyz, part = found["points"][:, :3], found["point_part"]
    lower, upper = found["dense"][part, 1:4], found["dense"][part, 4:7]
    beyond = np.maximum(np.maximum(lower - xyz, xyz - upper), 0)
    assert beyond.max() < 5 * 0.006, "more than the noise that is put on points"
    if beyond.max() > 0.001:
        assert beyond.mean() < 0.006
    bins = np.stack([found["ids"][found["queries"][:, None] - back] - T.POSITION.start for back in range(6, 0, -1)], 1)
    written = B.position_value(bins[..., 0])
    assert (written[:, :3] <= found["dense"][:, 1:4] + 1e-6).all()
    assert (written[:, 3:] >= found["dense"][:, 4:7] - 1e-6).all()
    assert set(np.unique(part)) <= set(range(len(shape.parts)))
    assert np.linalg.norm(found["points"][:, 3:6], axis=1) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("family", ["storage_furniture", "microwave", "bottle"])
def test_a_skin_lies_on_what_can_be_seen_of_its_parts(family):
    rng = np.random.default_rng(1)
    shape = D.merge_tiny(shapes.generate(family, 3))
    fused = D.skinned(shape, rng)
    np.testing.assert_array_equal(D.part_boxes(fused), D.part_boxes(shape))
    size = np.ptp(shape.vertices, axis=0).max()
    skin = fused.vertices[fused.faces[-fused.skin :]].reshape(-1, 3)
    lower, upper = D.part_boxes(shape)
    part = np.repeat(fused.face_part[-fused.skin :], 3)
    beyond = np.maximum(np.maximum(lower[part] - skin, skin - upper[part]), 0)
    assert beyond.max() < 3 / D.CELLS[0] * size and beyond.mean() < 0.005 * size
    points, point_part, _ = D.surface(fused, rng, 4 * P.GROUPS)
    assert np.ptp(points[:, 6:], axis=0).max() == 0, "all of one piece"
    out = points[:, 3:6] * (points[:, :3] - points[:, :3].mean(axis=0))
    assert len(np.unique(point_part)) > 1 and (out.sum(axis=1) > 0).mean() > 0.8, "faces out"


def test_given_boxes_are_not_learnt_but_their_labels_are():
    shape = shapes.generate("safe", 0)
    rows = {task: D.example(shape, task, np.random.default_rng(0), P.GROUPS) for task in T.Task}
    everything, joints, boxes = (rows[t] for t in (T.Task.ALL, T.Task.JOINTS, T.Task.BOXES))
    assert everything["learn"].all() and boxes["learn"].all()
    separator = joints["ids"].tolist().index(T.SEPARATOR)
    label_next = np.isin(joints["ids"][1:separator], T.LABEL)
    np.testing.assert_array_equal(joints["learn"][: separator - 1], label_next)
    assert joints["learn"][separator - 1 :].all()
    np.testing.assert_array_equal(joints["ids"][1:], everything["ids"][1:])
    assert boxes["ids"][-1] == T.END and len(boxes["ids"]) == separator + 1


def batches(seed: int, process: int = 0) -> list[dict]:
    stream = iter(D.Batches(1, seed, families=("bottle",), process=process))
    return [next(stream) for _ in range(2)]


def test_equal_seeds_give_equal_batches(monkeypatch):
    monkeypatch.setattr(D, "SORTED", 8)
    one, two = batches(5), batches(5)
    for a, b in zip(one, two, strict=True):
        assert all((a[k] == b[k]).all() for k in a)
    assert one[0]["points"].shape == (1, D.TRAIN_POINTS, P.FEATURES)
    for other in (batches(6), batches(5, process=1)):
        assert any(a["points"].ne(b["points"]).any() for a, b in zip(one, other, strict=True))


def test_a_batch_is_padded_to_its_longest():
    rng = np.random.default_rng(0)
    rows = [D.example(shapes.generate(f, 0), T.Task.ALL, rng, P.GROUPS) for f in ("bottle", "storage_furniture")]
    batch = D.collate(rows)
    longest = max(len(r["ids"]) for r in rows)
    assert batch["ids"].shape == (2, longest) and batch["offsets"].shape == (2, longest, 3)
    for i, row in enumerate(rows):
        assert batch["part_count"][i] == len(row["queries"])
        np.testing.assert_array_equal(batch["ids"][i, : len(row["ids"])], row["ids"])
        assert (batch["ids"][i, len(row["ids"]) :] == T.PAD).all()
        assert not batch["learn"][i, len(row["ids"]) :].any() and not batch["has_offset"][i, len(row["ids"]) :].any()


def test_an_unknown_family_is_told():
    with pytest.raises(KeyError, match="spaceship"):
        D.Batches(1, 0, families=("spaceship",))
