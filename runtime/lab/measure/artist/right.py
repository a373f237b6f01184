"""Right: how far a rig is from what the bench calls wholly right, as a number of things that are left to mend."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from weakref import WeakKeyDictionary

import networkx
import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from artllm_blender.core.articulation import JointType

from .desk import Desk, Surface, merge

# score.py's own bounds of `right`.
AXIS, PIVOT, BOXES = 0.1, 0.1, 0.8
# Of a part's corners, those that may be its neighbour's.
FRINGE = 0.01
# Where a triangle is asked which true part it is of, as shares of its corners.
PLACES = np.array([[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4]]) / [[3], [6], [6], [6]]


def scorer(script: Path) -> ModuleType:
    """A bench's score.py as a module that scores desks: what it would read from a file is given to it."""
    spec = importlib.util.spec_from_file_location("bench_score", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.load_urdf = exported
    return module


def exported(desk: Desk) -> tuple[list[np.ndarray], list[dict]]:
    """What score.py reads of the rig's URDF file: each part's (m, 3, 3) triangles, and joints between parts by number.
    A part without triangles is none, and one that is fixed, as there is no room between its limits, is its parent's."""
    desk = freed(desk)
    ids = [part.id for part in desk.articulation.parts if part.id in desk.boxes]
    parts = [desk.surface.corners[(desk.home == id)[desk.surface.polygon]] for id in ids]
    return parts, _joints(desk, ids)


def freed(desk: Desk) -> Desk:
    """The rig without joints that are fixed."""
    while still := next((joint for joint in desk.articulation.joints if joint.still), None):
        desk = merge(desk, still.parent, still.child)
    return desk


def _joints(desk: Desk, ids: list[int]) -> list[dict]:
    number = {id: i for i, id in enumerate(ids)}
    return [
        {
            "type": joint.type.value, "parent": number.get(joint.parent, -1), "child": number[joint.child],
            "axis": np.array(joint.axis), "origin": np.array(joint.origin),
            "lower": 0.0 if joint.type == "continuous" else joint.lower,
            "upper": 0.0 if joint.type == "continuous" else joint.upper,
        }
        for joint in desk.articulation.joints
        if joint.child in number
    ]  # fmt: skip


@dataclass(frozen=True)
class Left:
    """What is left to mend. things: how many single things have to become as true, at the least, until it is right;
    far: how far off all is, in no unit: angles, distances, what boxes and surfaces do not
    have in common. partner: the part that stands for each true part, by its id; boxes, types,
    axes, pivots, parents: true parts of whose partner these are wrong; missing, surplus: true parts, and parts, without
    a partner; base: what stands still, where its partner does not."""

    things: int
    far: float
    partner: dict[int, int]
    boxes: tuple[int, ...]
    types: tuple[int, ...]
    axes: tuple[int, ...]
    pivots: tuple[int, ...]
    parents: tuple[int, ...]
    missing: tuple[int, ...]
    surplus: tuple[int, ...]
    base: tuple[int, ...]

    @property
    def right(self) -> bool:
        return self.things == 0

    def told(self) -> dict[str, int]:
        """Of each kind of fault how many there are."""
        kinds = ("missing", "surplus", "base", "parents", "types", "axes", "pivots", "boxes")
        return {kind: len(getattr(self, kind)) for kind in kinds if getattr(self, kind)}


@dataclass(frozen=True)
class Truth:
    """A bench object as it is labelled. Lengths: as score.py normalises them. boxes: (p, 2, 3); joints: score.py's, by
    child; points (k, 3), of (k,): labelled points of the surface, in the mesh's units, and the part that each is of."""

    folder: Path
    variant: str
    category: str
    score: ModuleType
    middle: np.ndarray
    scale: float
    boxes: np.ndarray
    joints: dict[int, dict]
    points: np.ndarray
    of: np.ndarray

    @classmethod
    def read(cls, folder: Path, variant: str, score: ModuleType) -> Truth:
        labels = json.loads((folder / "labels.json").read_text())
        boxes = np.array([(part["aabb_min"], part["aabb_max"]) for part in labels["parts"]], float)
        lower, upper = boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)
        middle, scale = (lower + upper) / 2, 2.0 / (upper - lower).max()
        joints = {}
        for joint in labels["joints"]:
            axis, origin = score.unit(np.array(joint["axis"], float)), (np.array(joint["origin"], float) - middle)
            joints[joint["child"]] = joint | {"axis": axis, "origin": origin * scale}
        with np.load(folder / "points.npz") as points:
            keep = points["visible"] if variant == "shell" else np.ones(len(points["q"]), bool)
            places = points["lo"] + points["q"][keep] / 65535.0 * (points["hi"] - points["lo"])
            of = points["part"][keep].astype(int)
        return cls(
            folder, variant, labels["category"], score, middle, scale, (boxes - middle) * scale, joints, places, of
        )

    @cached_property
    def _true(self) -> WeakKeyDictionary[Surface, np.ndarray]:
        return WeakKeyDictionary()

    @cached_property
    def _nearest(self) -> WeakKeyDictionary[Surface, np.ndarray]:
        return WeakKeyDictionary()

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self.points)

    def normalised(self, places: np.ndarray) -> np.ndarray:
        return (np.asarray(places, float) - self.middle) * self.scale

    def axis_line(self, child: int) -> tuple[np.ndarray, np.ndarray]:
        """(3,) a point, in the mesh's units, and (3,) unit direction of a true joint's axis."""
        joint = self.joints[child]
        return joint["origin"] / self.scale + self.middle, joint["axis"]

    def parts_of(self, surface: Surface) -> np.ndarray:
        """(n,) the true part that most of each polygon is nearest to; worked out once."""
        if surface not in self._true:
            self._true[surface] = self._parts_of(surface)
        return self._true[surface]

    def _parts_of(self, surface: Surface) -> np.ndarray:
        nearest = self.of[self._tree.query(PLACES @ surface.corners)[1]]
        weight = np.linalg.norm(np.cross(surface.corners[:, 1] - surface.corners[:, 0],
                                         surface.corners[:, 2] - surface.corners[:, 0]), axis=1)  # fmt: skip
        votes = np.stack([(nearest == id).sum(axis=1) * (weight + 1e-20) for id in range(len(self.boxes))], axis=1)
        return np.add.reduceat(votes, surface.starts).argmax(axis=1)

    def outlines(self, surface: Surface) -> np.ndarray:
        """(p, 2, 3) box of each part, in the mesh's units: the true one, farther out where the part's surface lies
        before it. A skin is thicker than what it is of, and nobody draws a line behind the face that is meant."""
        found = self.boxes / self.scale + self.middle
        of = self.parts_of(surface)[surface.polygon]
        for part in np.unique(of):
            own = surface.corners[of == part].reshape(-1, 3)
            lower, upper = np.quantile(own, (FRINGE, 1 - FRINGE), axis=0)
            found[part] = np.minimum(found[part, 0], lower), np.maximum(found[part, 1], upper)
        return found

    def within_reach(self, surface: Surface) -> bool:
        """Whether an artist can make it right at all: each part is seen, and what it has by its `outlines` is as like
        the true boxes as is asked."""
        outlines = self.normalised(self.outlines(surface))
        alike = [self.score.box_iou(*pair) for pair in zip(self.boxes, outlines, strict=True)]
        seen = len(np.unique(self.parts_of(surface))) == len(self.boxes)
        return bool(seen and np.mean(alike) > BOXES)

    def confirmed(self, desk: Desk) -> dict:
        """score.py's own row."""
        return self.score.score_object(str(self.folder), desk, self.variant)

    def left(self, desk: Desk) -> Left:
        """By score.py's own matching of parts and its own measures."""
        desk, score, truth = freed(desk), self.score, self.boxes
        ids = [part.id for part in desk.articulation.parts if part.id in desk.boxes]
        boxes = self.normalised(np.array([desk.boxes[id] for id in ids]))
        apart = np.linalg.norm(truth.mean(axis=1)[:, None] - boxes.mean(axis=1)[None], axis=-1)
        rows, columns = (found.tolist() for found in linear_sum_assignment(apart))
        number = dict(zip(rows, columns, strict=True))
        joints = {joint["child"]: joint for joint in _joints(desk, ids)}
        size = max(len(truth), len(ids))
        alike = np.zeros(size)
        alike[: len(rows)] = [score.box_iou(truth[g], boxes[p]) for g, p in number.items()]
        types, axes, pivots = [], {}, {}
        for child, true in self.joints.items():
            found = joints.get(number.get(child, -9))
            if found is None or found["type"] != true["type"]:
                types.append(child)
            turns = true["type"] in score.ROT
            if found is None or _lost_by_retyping(found["type"], true["type"]):
                # as far off as can be, so that a joint of the true type is nearer to right, wherever it is
                axes[child] = np.pi / 2
                pivots |= {child: np.pi / 2} if turns else {}
                continue
            axes[child] = float(np.arccos(np.clip(abs(true["axis"] @ found["axis"]), 0, 1)))
            if turns and found["type"] in score.ROT:
                origin = self.normalised(found["origin"])
                pivots[child] = score.line_distance(true["origin"], true["axis"], origin, found["axis"])
        parents = self._wrong_parents(list(joints.values()), number, len(ids))
        missing = tuple(sorted(set(range(len(truth))) - set(number)))
        surplus = tuple(ids[i] for i in sorted(set(range(len(ids))) - set(number.values())))
        bad_axes, bad_pivots = _above(axes, AXIS), _above(pivots, PIVOT)
        lacking = _below(alike, BOXES)
        base = tuple(g for g, p in number.items() if g not in self.joints and p in joints)
        faults = (missing, surplus, base, parents, types, bad_axes, bad_pivots)
        things = sum(map(len, faults)) + lacking
        partner = {g: ids[p] for g, p in number.items()}
        far = sum(axes.values()) + sum(pivots.values()) + float((1 - alike).sum()) + self._astray(desk, partner)
        worst = sorted(number, key=lambda g: alike[rows.index(g)])
        return Left(
            things, far, partner, tuple(worst[:lacking]) if lacking else (), tuple(types), bad_axes, bad_pivots,
            parents, missing, surplus, base,
        )  # fmt: skip

    def _astray(self, desk: Desk, partner: dict[int, int]) -> float:
        """The share of the true parts' labelled points that are not on their partners: of each part's own, added up.
        By points, for what is closed gets faces that were nobody's."""
        home = np.array([partner.get(g, -1) for g in range(len(self.boxes))])[self.of]
        count = len(self.boxes)
        lost = np.bincount(self.of, desk.home[self._polygons_at(desk.surface)] != home, count)
        return float((lost / np.maximum(np.bincount(self.of, minlength=count), 1)).sum())

    def _polygons_at(self, surface: Surface) -> np.ndarray:
        """(k,) the polygon that each labelled point is nearest to; worked out once."""
        if surface not in self._nearest:
            places = (PLACES @ surface.corners).reshape(-1, 3)
            polygon = np.repeat(surface.polygon, len(PLACES))
            self._nearest[surface] = polygon[cKDTree(places).query(self.points)[1]]
        return self._nearest[surface]

    def _wrong_parents(self, joints: list[dict], number: dict[int, int], count: int) -> tuple[int, ...]:
        """True parts whose partners hang elsewhere; none where the trees are alike all the same."""
        true = _tree([(j["parent"], j["child"]) for j in self.joints.values()], len(self.boxes))
        found = _tree([(j["parent"], j["child"]) for j in joints], count)
        if true.number_of_nodes() == found.number_of_nodes() and networkx.is_isomorphic(true, found):
            return ()
        parent = {joint["child"]: joint["parent"] for joint in joints}
        wrong = [g for g, p in number.items() if parent.get(p, -1) != number.get(self._parent(g), -1)]
        same_size = len(self.boxes) == count
        return tuple(wrong) or ((-1,) if same_size else ())

    def _parent(self, part: int) -> int:
        return self.joints[part]["parent"] if part in self.joints else -1


def _lost_by_retyping(one: str, other: str) -> bool:
    """Whether an artist who gives a joint its other type loses its axis and origin by that."""
    one, other = JointType(one), JointType(other)
    return not (one.turns and other.turns or one.slides and other.slides)


def _tree(pairs: list[tuple[int, int]], count: int) -> networkx.DiGraph:
    return networkx.DiGraph(pairs) if pairs else networkx.empty_graph(count, networkx.DiGraph)


def _above(values: dict[int, float], bound: float) -> tuple[int, ...]:
    """The fewest that have to become 0, the largest first, for the mean of all to be below the bound."""
    order = sorted(values, key=values.get, reverse=True)
    total, most = sum(values.values()), bound * len(values)
    wrong = []
    for key in order:
        if total < most:
            break
        wrong.append(key)
        total -= values[key]
    return tuple(wrong)


def _below(shares: np.ndarray, bound: float) -> int:
    """How many of the lowest have to become 1, at the least, for the mean to be above the bound."""
    total, most = shares.sum(), bound * len(shares)
    for count, share in enumerate(np.sort(shares)):
        if total > most:
            return count
        total += 1 - share
    return len(shares)
