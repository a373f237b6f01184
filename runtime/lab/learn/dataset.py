"""Dataset: generated shapes, augmented, as what the model reads and what it shall write. Made on the fly by workers."""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import replace

import numpy as np
import torch
from scipy.spatial import cKDTree
from torch.utils.data import IterableDataset, get_worker_info

from runtime.articulation import blueprint as B
from runtime.articulation import points as P
from runtime.articulation import tokens as T

from .. import shapes
from ..shapes.families._pose import posed, somewhere
from ..shapes.solids import rotation
from ..shapes.worn import worn
from . import skin

TRAIN_POINTS = 4096
TASKS = (T.Task.BOXES, T.Task.JOINTS, T.Task.ALL)
# Kinds that users bring most are drawn more often than once in turn, and so are those that are learnt slowly.
WEIGHTS = {
    "storage_furniture": 8.0, "table": 5.0, "door": 3.0, "refrigerator": 3.0, "safe": 2.5, "box": 2.5, "oven": 2.5,
    "bucket": 2.0, "suitcase": 2.0, "trash_can": 2.0, "coffee_machine": 2.0, "microwave": 2.0, "dishwasher": 1.5,
    "washing_machine": 5.0, "laptop": 2.0, "bottle": 1.5, "faucet": 1.5, "window": 1.5, "toilet": 1.5, "switch": 1.2,
    "stapler": 1.5, "scissors": 1.5, "cart": 1.5, "dispenser": 1.5, "toaster": 1.5,
    "pen": 0.4, "clock": 0.4, "gadget": 0.4, "display": 0.4, "globe": 0.4, "kettle": 0.5, "printer": 0.4,
    "mailbox": 0.5, "robot_arm": 0.3, "crane": 0.3, "piano": 0.3,
    "mechanism": 25.0, "chain": 8.0, "hinge": 4.0, "branched_arms": 4.0, "playground": 3.0, "gate": 3.0, "bicycle": 2.0,
    "chest": 2.0, "windmill": 1.5,
    "plain_furniture": 2.5, "solid": 2.0, "structure": 2.0, "tableware": 1.5, "figure": 1.5, "nature": 1.5,
}  # fmt: skip
# `surface` turns normals itself, and the pieces that faces hang together in come from `hang_together`
WORN = ("doubled", "missing", "overlap")
# So many of the shapes are skins out of cells, so many along their longest side, with so many of their triangles kept.
# Making one takes a third of a second, so each is met about so often, turned anew, among as many as are kept in memory.
SKINS, CELLS, KEPT, EACH_SKIN, IN_MEMORY = 0.15, (96, 176), 12_000, 12, 256
# So many of the others are skins too: those of their points that can be seen from outside.
FUSED = 0.25
SORTED = 256  # examples, or two batches, are sorted by length at a time


def skinned(shape: shapes.Shape, rng: np.random.Generator) -> shapes.Shape:
    """The shape with a skin out of cells, smoothed, in which what is finer has melted; each face is of the part that it
    is nearest to."""
    body = skin.solid(shape.vertices, shape.faces, int(rng.integers(*CELLS)))
    vertices, faces = skin.outer_skin(body, int(rng.integers(5, skin.SMOOTHINGS)))
    corners = vertices[faces[rng.choice(len(faces), min(KEPT, len(faces)), replace=False)]]
    areas = P.triangle_normals(shape.vertices, shape.faces)[1]
    points, triangle = P.sample(shape.vertices, shape.faces, areas, 4 * KEPT, rng)
    seen = body.outside(points)
    nearest = triangle[seen][cKDTree(points[seen]).query(corners.mean(axis=1))[1]]
    fresh = len(shape.vertices) + np.arange(3 * len(corners)).reshape(-1, 3)
    return replace(
        shape,
        vertices=np.concatenate([shape.vertices, corners.reshape(-1, 3)]),
        faces=np.concatenate([shape.faces, fresh]),
        face_part=np.concatenate([shape.face_part, shape.face_part[nearest]]),
        skin=len(corners),
    )


def merge_tiny(shape: shapes.Shape, share: float = 1e-3) -> shapes.Shape:
    """Leaf parts whose box is under a share of the object's become faces of their parent, as bench and paper do."""
    while True:
        lower, upper = part_boxes(shape)
        whole = np.prod(np.maximum(upper.max(0) - lower.min(0), 1e-6))
        parents = {j.parent for j in shape.joints}
        tiny = [
            j for j in shape.joints
            if j.child not in parents and np.prod(upper[j.child] - lower[j.child]) < share * whole
        ]  # fmt: skip
        if not tiny:
            return shape
        gone = tiny[0]
        index = np.arange(len(shape.parts))
        index[gone.child] = gone.parent
        index -= index > gone.child
        shape = replace(
            shape,
            face_part=index[shape.face_part],
            parts=tuple(p for i, p in enumerate(shape.parts) if i != gone.child),
            joints=tuple(
                replace(j, parent=int(index[j.parent]), child=int(index[j.child]))
                for j in shape.joints
                if j is not gone
            ),
        )


def part_boxes(shape: shapes.Shape) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper corners (parts, 3), of what is modelled."""
    modelled = len(shape.faces) - shape.skin
    flat = shape.vertices[shape.faces[:modelled]].reshape(-1, 3)
    part = np.repeat(shape.face_part[:modelled], 3)
    order = np.argsort(part, kind="stable")
    starts = np.searchsorted(part[order], np.arange(len(shape.parts)))
    return np.minimum.reduceat(flat[order], starts), np.maximum.reduceat(flat[order], starts)


def augment(shape: shapes.Shape, rng: np.random.Generator) -> shapes.Shape:
    """Worn, in another pose, mirrored, stretched and turned; limits and axes follow."""
    if not shape.skin and rng.random() < 0.3:
        shape = worn(shape, rng, (rng.choice(WORN),))
    if not shape.skin and shape.joints and rng.random() < 0.15:
        shape = posed(shape, {i: somewhere(rng, j) for i, j in enumerate(shape.joints) if rng.random() < 0.5})
    linear = np.eye(3)
    if rng.random() < 0.5:
        linear = np.diag([-1.0, 1, 1])
    if rng.random() < 0.5:
        linear = np.diag(np.exp(rng.uniform(-0.25, 0.25, 3))) @ linear
    turns = rng.integers(4) * np.pi / 2 if rng.random() < 0.75 else 0.0
    if rng.random() < 0.1:
        turns += rng.uniform(-np.pi / 4, np.pi / 4)
    linear = rotation((0, 0, 1), turns) @ linear
    mirrored = np.linalg.det(linear) < 0
    joints = tuple(_under(j, linear, mirrored) for j in shape.joints)
    faces = shape.faces[:, ::-1] if mirrored else shape.faces
    return replace(shape, vertices=shape.vertices @ linear.T, faces=faces, joints=joints)


def _under(joint: shapes.ShapeJoint, linear: np.ndarray, mirrored: bool) -> shapes.ShapeJoint:
    """A joint after a linear map: slides stretch, and a mirror turns rotations the other way round."""
    axis = linear @ joint.axis
    stretch = np.linalg.norm(axis)
    axis = axis / stretch
    lower, upper = joint.lower, joint.upper
    if joint.type == "revolute" and mirrored:
        axis = -axis
    if joint.type in ("prismatic", "screw"):
        lower, upper = lower * stretch, upper * stretch
    return replace(joint, axis=axis, origin=linear @ joint.origin, lower=lower, upper=upper)


def surface(
    shape: shapes.Shape, rng: np.random.Generator, count: int, fused_share: float = FUSED
) -> tuple[np.ndarray, np.ndarray, P.Normalisation]:
    """What the model reads of each point (count, 12), as `points.Cloud` has it, its part (count,), and the frame."""
    longest = P.LONGEST_SIDE * rng.uniform(0.8, 1.05) if rng.random() < 0.75 else P.LONGEST_SIDE
    frame = P.Normalisation.of(shape.vertices, longest)
    vertices = frame.apply(shape.vertices)
    normals, areas = P.triangle_normals(vertices, shape.faces)
    fused = not shape.skin and rng.random() < fused_share
    piece = np.zeros(len(shape.faces), int) if shape.skin or fused else hang_together(shape, rng)
    boxes = P.piece_boxes(P.corners(vertices, shape.faces), piece)[piece]
    weights = P.sampling_weights(areas, piece)
    if shape.skin:
        weights[: -shape.skin] = 0
    xyz, triangle = P.sample(vertices, shape.faces, weights, count * 2 if fused else count, rng)
    if fused:
        # What lies close behind the skin, as the back of a door, is not on it either.
        outside = np.flatnonzero(P.seen(xyz, rng.uniform(0.006, 0.03)).any(0))
        keep = np.sort(rng.choice(outside, count, replace=len(outside) < count))
        xyz, triangle = xyz[keep], triangle[keep]
    normal = normals[triangle]
    if not shape.skin and rng.random() < 0.3:  # what mending cannot tell: runs of faces the wrong way round
        runs = np.sort(rng.integers(0, len(shape.faces), rng.integers(1, 20)))
        normal = np.where((np.searchsorted(runs, triangle) % 2 == 1)[:, None], -normal, normal)
    if rng.random() < 0.4:
        xyz = xyz + rng.normal(0, rng.uniform(0, 0.006), xyz.shape)
        normal = normal + rng.normal(0, rng.uniform(0, 0.2), normal.shape)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    return np.concatenate([xyz, normal, boxes[triangle]], 1), shape.face_part[triangle], frame


def hang_together(shape: shapes.Shape, rng: np.random.Generator) -> np.ndarray:
    """The connected piece (m,) of each face: as modelled, or with some welded within their parts or across them."""
    piece = P.weld(shape.vertices, shape.faces)[1]
    if rng.random() < 0.35:  # parts modelled in one piece
        whole = rng.random(len(shape.parts)) < rng.uniform(0.2, 1.0)
        piece = np.where(whole[shape.face_part], piece.max() + 1 + shape.face_part, piece)
    if rng.random() < 0.4:  # merged by distance or exported as one, as about a third of real surfaces are
        names = np.unique(piece)
        share = rng.choice([1.0, rng.uniform(0.05, 0.7)], p=[0.3, 0.7])
        welded = names[rng.random(len(names)) < share]
        piece = np.where(np.isin(piece, welded), piece.max() + 1, piece)
    return np.unique(piece, return_inverse=True)[1]


def canonical_origin(joint: shapes.ShapeJoint, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """The point of the axis nearest to the child's box centre: origins along an axis are otherwise arbitrary."""
    return joint.origin + joint.axis * (((lower + upper) / 2 - joint.origin) @ joint.axis)


def example(
    shape: shapes.Shape, task: T.Task, rng: np.random.Generator, count: int = TRAIN_POINTS, fused_share: float = FUSED
) -> dict:
    """One training example of a shape.

    points (count, 12), curve (GROUPS,), point_part (count,); dense (parts, 14): joint type (0 static), box, axis,
    origin, whether it turns; ids (t,); learn (t,): whether the next token is learnt; offsets (t, 3) and has_offset
    (t,): how many of them count; queries (parts,): places in ids.
    """
    shape = augment(merge_tiny(shape), rng)
    features, point_part, frame = surface(shape, rng, count, fused_share)
    order, curve = P.serialise(features[:, :3])
    features = features[order].astype(np.float32)

    lower, upper = (frame.apply(x) for x in part_boxes(shape))
    low_bin, high_bin = B.position_bin(lower, up=False), B.position_bin(upper, up=True)
    high_bin = np.maximum(high_bin, low_bin + 1)
    ids_order = np.lexsort((low_bin[:, 0], low_bin[:, 1], low_bin[:, 2]))
    place = np.argsort(ids_order)
    boxes, box_offsets = [], []
    for part in ids_order:
        label = shape.parts[part].label
        boxes.append(B.BoxBins(tuple(low_bin[part]), tuple(high_bin[part]), B.LABELS.index(label)))
        exact = (np.concatenate([lower[part], upper[part]]) + 1) * B.POSITION_BINS / 2
        box_offsets.append(exact - np.concatenate([low_bin[part], high_bin[part]]))

    dense = np.zeros((len(shape.parts), 14), np.float32)
    dense[:, 1:7] = np.concatenate([lower, upper], 1)[ids_order]
    joints, joint_offsets = [], []
    for j in sorted(shape.joints, key=lambda j: place[j.child]):
        origin = frame.apply(canonical_origin(j, *(frame.undo(x[j.child]) for x in (lower, upper))))
        code, sign = B.axis_bin(j.axis)
        axis_offset = (j.axis * sign - B.AXES[code]) * 8
        offsets = [None, None, None, axis_offset]
        position = limit = None
        if j.type != "prismatic":
            position = tuple(B.position_bin(origin))
            offsets += list((origin + 1) * B.POSITION_BINS / 2 - position)
        if j.type != "continuous":
            ends = np.sort(np.array([j.lower, j.upper]) * sign)
            if j.type != "revolute":
                ends = ends / frame.scale
            limit = B.limit_bins(j.type, ends)
            step = 4 * np.pi / B.ROTATION_BINS if j.type == "revolute" else 4 / B.TRANSLATION_BINS
            reach = 2 * np.pi if j.type == "revolute" else 2.0
            offsets += list((ends + reach) / step - limit)
        kind = B.JOINT_TYPES.index(j.type)
        joints.append(B.JointBins(j.type, int(place[j.parent]), int(place[j.child]), code, position, limit))
        joint_offsets.append(offsets)
        row = dense[place[j.child]]
        row[0], row[7:10], row[10:13], row[13] = kind + 1, j.axis * sign, origin, j.type != "prismatic"

    blueprint = B.Blueprint(tuple(boxes), tuple(joints))
    ids = np.array(T.encode(blueprint, task))
    learn = np.ones(len(ids), bool)
    box_end = 1 + T.BOX_LENGTH * len(boxes)
    if task is T.Task.JOINTS:
        learn[: box_end - 1] = False
        learn[T.BOX_LENGTH - 1 : box_end - 1 : T.BOX_LENGTH] = True  # given boxes come without labels
    offsets, has = np.zeros((len(ids), 3), np.float32), np.zeros(len(ids), np.int64)
    flat = [o for row in box_offsets for o in [*row, None]] + [None]
    flat += [o for row in joint_offsets for o in row]
    for i, o in enumerate(flat[: len(ids) - 1], start=1):
        if o is not None:
            offsets[i, : np.size(o)] = np.clip(o, -4, 4)
            has[i] = np.size(o)
    return {
        "points": features, "curve": curve, "point_part": place[point_part][order],
        "dense": dense, "ids": ids, "learn": learn, "offsets": offsets, "has_offset": has,
        "queries": np.arange(1, len(boxes) + 1) * T.BOX_LENGTH,
    }  # fmt: skip


class Batches(IterableDataset):
    """An endless stream of collated batches; worker and process number are part of the seed, so no two make the same.

    skins: how many of all are skins out of cells, fused: how many of the others are skins as well; points: how many of
    a shape's surface are read. Examples of like length share a batch, so little is padding.
    """

    def __init__(
        self, batch: int, seed: int, task_mix=(3, 2, 5), families: tuple[str, ...] = (), process: int = 0,
        points: int = TRAIN_POINTS, skins: float = SKINS, fused: float = FUSED,
    ):  # fmt: skip
        self.batch, self.seed, self.process, self.points = batch, seed, process, points
        self.skins, self.fused = skins, fused
        self.mix = np.array(task_mix, float) / sum(task_mix)
        known = shapes.registry()
        self.families = {name: known[name] for name in families or known}

    def __iter__(self):
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, self.process, worker.id if worker else 0])
        turn = np.random.default_rng(self.seed)  # the same in every process: none waits for another's long batch
        names = list(self.families)
        chance = np.array([WEIGHTS.get(n, 1.0) for n in names])
        chance /= chance.sum()
        made: deque[shapes.Shape] = deque(maxlen=IN_MEMORY)
        batches = max(SORTED // self.batch, 2)
        while True:
            examples = []
            while len(examples) < batches * self.batch:
                is_skin = rng.random() < self.skins
                if is_skin and len(made) > EACH_SKIN and rng.random() > 1 / EACH_SKIN:
                    examples.append(self._example(made[rng.integers(len(made))], rng))
                    continue
                name = names[rng.choice(len(names), p=chance)]
                try:
                    shape = self.families[name](rng)
                except ValueError as problem:  # one draw in thousands must not end a run of hours; tests hold the rest
                    print(f"skipped a {name}: {problem}", file=sys.stderr)
                    continue
                if len(shape.parts) > B.MAX_PARTS:
                    continue
                if is_skin:
                    shape = skinned(shape, rng)
                    made.append(shape)
                examples.append(self._example(shape, rng))
            examples.sort(key=lambda e: len(e["ids"]))
            for i in turn.permutation(batches):
                yield collate(examples[i * self.batch : (i + 1) * self.batch])

    def _example(self, shape: shapes.Shape, rng: np.random.Generator) -> dict:
        return example(shape, TASKS[rng.choice(3, p=self.mix)], rng, self.points, self.fused)


def collate(batch: list[dict]) -> dict[str, torch.Tensor]:
    """Examples padded to the longest; part_count (b,) tells how many rows of dense and queries are real."""
    longest = max(len(e["ids"]) for e in batch)
    most = max(len(e["queries"]) for e in batch)

    def padded(key: str, size: int, value=0) -> torch.Tensor:
        rows = [
            np.pad(e[key], [(0, size - len(e[key]))] + [(0, 0)] * (e[key].ndim - 1), constant_values=value)
            for e in batch
        ]
        return torch.from_numpy(np.stack(rows))

    return {
        "points": torch.from_numpy(np.stack([e["points"] for e in batch])),
        "curve": torch.from_numpy(np.stack([e["curve"] for e in batch])),
        "point_part": torch.from_numpy(np.stack([e["point_part"] for e in batch])),
        "dense": padded("dense", most),
        "ids": padded("ids", longest, T.PAD).long(),
        "learn": padded("learn", longest, False),
        "offsets": padded("offsets", longest),
        "has_offset": padded("has_offset", longest),
        "queries": padded("queries", most),
        "part_count": torch.tensor([len(e["queries"]) for e in batch]),
    }
