"""Desk: a rig as arrays, and the artist's corrections of it, each as quick as the artist's thought.

Each function here does to the arrays what the one of the same name in `artllm_blender.scene.rig.correct` does to the
scene, by the same functions of core; `tests/lab/measure/test_corrections.py` holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.corrections import (
    adopted,
    based,
    free_id,
    hung_along,
    merged,
    moved_along,
    retyped,
    usual_joint,
    with_box,
    with_part,
)
from artllm_blender.core.corrections import with_joint as _with_joint
from artllm_blender.core.cut.connectivity import components, neighbours, triangle_edges, weld
from artllm_blender.core.cut.pieces import whole_pieces, with_small_ones
from artllm_blender.core.errors import InputError
from artllm_blender.core.known import Known, locked
from artllm_blender.core.motion.rounds import fitted
from artllm_blender.core.part_names import free_name


@dataclass(frozen=True, eq=False)
class Surface:
    """What no correction changes. vertices: (v, 3) world, at rest; faces: (m, 3) triangles; polygon: (m,) ascending,
    without gaps, the polygon of each; thing: (n,) the number of the object that each polygon was modelled in."""

    vertices: np.ndarray
    faces: np.ndarray
    polygon: np.ndarray
    thing: np.ndarray

    @cached_property
    def starts(self) -> np.ndarray:
        """(n,) each polygon's first triangle."""
        return np.flatnonzero(np.diff(self.polygon, prepend=-1))

    @cached_property
    def corners(self) -> np.ndarray:
        """(m, 3, 3)"""
        return self.vertices[self.faces]

    @cached_property
    def boxes(self) -> np.ndarray:
        """(n, 2, 3) each polygon's box."""
        lower = np.minimum.reduceat(self.corners.min(axis=1), self.starts)
        return np.stack([lower, np.maximum.reduceat(self.corners.max(axis=1), self.starts)], axis=1)

    @cached_property
    def centres(self) -> np.ndarray:
        """(n, 3) the middle of each polygon: of its triangles' middles, by their area."""
        cross = np.cross(self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0])
        area = np.linalg.norm(cross, axis=1) + 1e-20
        total = np.add.reduceat(self.corners.mean(axis=1) * area[:, None], self.starts)
        return total / np.add.reduceat(area, self.starts)[:, None]

    @cached_property
    def areas(self) -> np.ndarray:
        """(n,)"""
        cross = np.cross(self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0])
        return np.add.reduceat(np.linalg.norm(cross, axis=1) / 2, self.starts)

    @cached_property
    def normals(self) -> np.ndarray:
        """(n, 3) unit."""
        cross = np.cross(self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0])
        normal = np.add.reduceat(cross, self.starts)
        return normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-30)

    @cached_property
    def welded(self) -> np.ndarray:
        """(v,) which distinct position each vertex is at."""
        return weld(self.vertices)

    @cached_property
    def loose(self) -> dict[bytes, np.ndarray]:
        """What `pieces_of` found out, by the polygons that it was asked about."""
        return {}

    @cached_property
    def pairs(self) -> np.ndarray:
        """(k, 2) polygons that hang together at an edge."""
        edges = triangle_edges(self.welded[self.faces])
        return neighbours(edges, triangle_edges(self.faces), np.repeat(self.polygon, 3))[0]

    @cached_property
    def edges(self) -> np.ndarray:
        """(e, 2) vertices of each polygon's outline, each edge once."""
        ends = np.stack([self.faces, np.roll(self.faces, -1, axis=1)], axis=2).reshape(-1, 2)
        numbers, owner = triangle_edges(self.faces), np.repeat(self.polygon, 3)
        order = np.lexsort((owner, numbers))
        same = (np.diff(numbers[order]) == 0) & (np.diff(owner[order]) == 0)
        inner = np.zeros(len(order), bool)  # edges that two triangles of one polygon have in common
        inner[order[1:][same]] = inner[order[:-1][same]] = True
        return ends[~inner][np.unique(numbers[~inner], return_index=True)[1]]


@dataclass(frozen=True)
class Desk:
    """articulation: in the world, as the scene has it; home: (n,) the part of each of the surface's polygons; boxes:
    (2, 3) around those of each part that has some, by its id; locks: ids of parts whose joints the artist has set."""

    articulation: Articulation
    surface: Surface
    home: np.ndarray
    boxes: Mapping[int, np.ndarray]
    locks: frozenset[int] = frozenset()

    @classmethod
    def of(cls, articulation: Articulation, surface: Surface, home: np.ndarray) -> Desk:
        ids = [part.id for part in articulation.parts if (home == part.id).any()]
        return cls(articulation, surface, home, {id: _around(surface.boxes[home == id]) for id in ids})

    def mesh(self, part: int) -> tuple[np.ndarray, np.ndarray]:
        return self.surface.vertices, self.surface.faces[(self.home == part)[self.surface.polygon]]


def assign(desk: Desk, polygons: np.ndarray, part: int) -> Desk:
    home = desk.home.copy()
    home[polygons] = part
    touched = {part, *np.unique(desk.home[polygons]).tolist()}
    return _settled(replace(desk, home=home), touched, part)


def new_part(desk: Desk, polygons: np.ndarray, kind: JointType) -> Desk:
    """InputError: that is all of a part."""
    owners, counts = np.unique(desk.home[polygons], return_counts=True)
    for owner, count in zip(owners.tolist(), counts, strict=True):
        if count == (desk.home == owner).sum():
            raise InputError(f"That is all of {desk.articulation.part(owner).name}.", "Leave some of its faces out.")
    id = free_id(desk.articulation)
    box = desk.surface.boxes[polygons]
    part = Part(id, _free_name(desk.articulation, "Part"), _box(box.reshape(-1, 3)))
    joint = usual_joint(kind, desk.articulation.part(int(owners[counts.argmax()])), part)
    return assign(replace(desk, articulation=with_part(desk.articulation, part, joint)), polygons, id)


def merge(desk: Desk, into: int, gone: int) -> Desk:
    home = np.where(desk.home == gone, into, desk.home)
    boxes = {id: box for id, box in desk.boxes.items() if id != gone}
    both = [desk.boxes[id] for id in (into, gone) if id in desk.boxes]
    boxes |= {into: _around(np.array(both))} if both else {}
    return Desk(merged(desk.articulation, into, gone), desk.surface, home, boxes, desk.locks - {gone})


def dissolve(desk: Desk, part: int) -> Desk:
    return merge(desk, desk.articulation.joint_of(part).parent, part)


def split_loose(desk: Desk, part: int, smallest: float = 0.02) -> Desk:
    """InputError: the part is in one piece."""
    articulation, joint = desk.articulation, desk.articulation.joint_of(part)
    old, own = articulation.part(part), np.flatnonzero(desk.home == part)
    piece = pieces_of(desk.surface, own)
    areas = np.bincount(piece, desk.surface.areas[own])
    boxes = [desk.surface.boxes[own[piece == number]] for number in range(len(areas))]
    boxes = np.array([(box[:, 0].min(axis=0), box[:, 1].max(axis=0)) for box in boxes])
    number = with_small_ones(areas, boxes, smallest)[piece]
    if number.max(initial=0) == 0:
        raise InputError(f"{old.name} is in one piece.", "Select faces of it and make them a part.")
    home, free = desk.home.copy(), free_id(articulation)
    for k in range(1, number.max() + 1):
        chosen = own[number == k]
        new = Part(free, _free_name(articulation, old.name), _box(desk.surface.boxes[chosen].reshape(-1, 3)), old.label)
        moves = moved_along(joint, old.box, new) if joint else usual_joint(JointType.REVOLUTE, old, new)
        articulation = with_part(articulation, new, moves)
        home[chosen] = free
        free += 1
    return _settled(replace(desk, articulation=articulation, home=home), {*np.unique(home[own]).tolist()}, part)


def set_joint(desk: Desk, joint: Joint) -> Desk:
    articulation = _with_joint(desk.articulation, replace(joint, confidence=1.0))
    return replace(desk, articulation=articulation, locks=desk.locks | {joint.child})


def make_base(desk: Desk, part: int) -> Desk:
    articulation = based(desk.articulation, part)
    changed = {joint.child for joint in articulation.joints if desk.articulation.joint_of(joint.child) != joint}
    return replace(desk, articulation=articulation, locks=desk.locks - {part} | changed)


def question(desk: Desk) -> tuple[np.ndarray, np.ndarray, Known]:
    """What the model is asked by Re-predict Joints."""
    articulation = desk.articulation
    for id, box in desk.boxes.items():
        articulation = with_box(articulation, id, _box(box))
    return desk.surface.vertices, desk.surface.faces, locked(articulation, set(desk.boxes), desk.locks)


def adopt(desk: Desk, predicted: Articulation) -> Desk:
    """Its answer."""
    joints = tuple(fitted(joint, desk.mesh(joint.child), desk.mesh(joint.parent)) for joint in predicted.joints)
    return replace(desk, articulation=adopted(desk.articulation, replace(predicted, joints=joints), desk.locks))


def retype(desk: Desk, part: int, kind: JointType) -> Desk:
    joint = retyped(desk.articulation, part, kind)
    return set_joint(desk, fitted(joint, desk.mesh(joint.child), desk.mesh(joint.parent)))


def retype_each(desk: Desk, parts: Sequence[int], kind: JointType) -> Desk:
    for part in parts:
        desk = retype(desk, part, kind)
    return desk


def pieces_of(surface: Surface, polygons: np.ndarray) -> np.ndarray:
    """(k,) the loose piece, 0, 1, ... of each of some polygons; only they hold together, and positions count."""
    key = polygons.tobytes()
    if key not in surface.loose:
        surface.loose[key] = _pieces(surface, polygons)
    return surface.loose[key]


def _pieces(surface: Surface, polygons: np.ndarray) -> np.ndarray:
    chosen = np.zeros(len(surface.thing), bool)
    chosen[polygons] = True
    at = np.flatnonzero(chosen[surface.polygon])
    welded = surface.welded[surface.faces[at]]
    ends = np.stack([welded[:, [0, 1]], welded[:, [1, 2]]], axis=1).reshape(-1, 2)
    vertex = components(ends, int(welded.max(initial=-1)) + 1)
    first = np.flatnonzero(np.diff(surface.polygon[at], prepend=-1))
    return np.unique(vertex[welded[first, 0]], return_inverse=True)[1]


def meant(desk: Desk, polygons: np.ndarray) -> np.ndarray:
    """What a selection means, with Whole Pieces."""
    rooms = [np.flatnonzero(desk.home == part) for part in np.unique(desk.home[polygons]).tolist()]
    piece, start = [], 0
    for own in rooms:
        piece.append(pieces_of(desk.surface, own) + start)
        start = piece[-1].max() + 1
    own = np.concatenate(rooms)
    whole = whole_pieces(np.isin(own, polygons), np.concatenate(piece), desk.surface.areas[own])
    return own[whole]


def _settled(desk: Desk, touched: set[int], into: int) -> Desk:
    articulation, boxes = desk.articulation, {id: box for id, box in desk.boxes.items() if id not in touched}
    for id in sorted(touched):
        own = desk.surface.boxes[desk.home == id]
        if len(own):
            boxes[id] = _around(own)
            joint, before, box = articulation.joint_of(id), articulation.part(id).box, _box(boxes[id])
            if joint and id not in desk.locks:
                articulation = _with_joint(articulation, hung_along(joint, before, box))
            articulation = with_box(articulation, id, box)
        elif id != into:
            articulation = merged(articulation, into, id)
    locks = desk.locks & {part.id for part in articulation.parts}
    return Desk(articulation, desk.surface, desk.home, boxes, locks)


def _around(boxes: np.ndarray) -> np.ndarray:
    """(2, 3) of (n, 2, 3)."""
    return np.stack([boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)])


def _box(points: np.ndarray) -> Box:
    return Box(tuple(points.min(axis=0).tolist()), tuple(points.max(axis=0).tolist()))


def _free_name(articulation: Articulation, word: str) -> str:
    return free_name(word, {part.name for part in articulation.parts})
