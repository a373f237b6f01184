"""Loose parts, however they lie: a frame of their own, symmetries, which are identical."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

import numpy as np

from ..errors import InputError
from ..frames import rotation, transform, unit
from .alike import kinds
from .samples import sampled
from .wire import Wire

SAMPLES, COARSE, FIRST = 1600, 160, 20
ALIKE = 0.006  # of the half diagonal: how far surfaces that are called the same may lie apart
ASLANT = np.radians((1.5, 28))  # a flat face that leans so much to the box may be level where the part stands
BROAD = 0.1  # of the area, in a face by which a part may stand that is not one of its ends
FLAT = 0.03  # of the part's area: less in one plane is no face that others are put against


def box_turns() -> np.ndarray:
    """(24, 3, 3) rotations that take the axes to the axes, none first."""
    found = []
    for order in permutations(range(3)):
        for signs in product((1, -1), repeat=3):
            turn = np.zeros((3, 3))
            turn[range(3), order] = signs
            if np.linalg.det(turn) > 0:
                found.append(turn)
    return np.array(found)


TURNS = box_turns()


@dataclass(frozen=True)
class LoosePart:
    """A part in its own frame: the middle of its box at the origin, along the box's axes.

    vertices: (n, 3) and faces: (m, 3) there; frame: (4, 4) own numbers -> that frame; points, normals: (s, 3) on the
    surface; half: (3,) half the box; symmetries: (k,) of TURNS that lay it onto itself; kind: identical parts have the
    same; planes: by axis (j, 3), offset, share of the area and outward side
    of its flat faces.
    """

    vertices: np.ndarray
    faces: np.ndarray
    frame: np.ndarray
    points: np.ndarray
    normals: np.ndarray
    half: np.ndarray
    symmetries: tuple[int, ...] = (0,)
    kind: int = 0
    planes: tuple[np.ndarray, ...] = ()

    @property
    def size(self) -> float:
        """Half the diagonal of its box."""
        return float(np.linalg.norm(self.half))

    def unlike_turns(self) -> np.ndarray:
        """(j, 3, 3) of TURNS, one of each set that its symmetries make the same."""
        seen: set[int] = set()
        kept = []
        for index, turn in enumerate(TURNS):
            if index not in seen:
                kept.append(turn)
                seen |= {_number(turn @ TURNS[own]) for own in self.symmetries}
        return np.array(kept)


def _number(turn: np.ndarray) -> int:
    return int(np.abs(TURNS - np.round(turn)).sum(axis=(1, 2)).argmin())


def loose_part(vertices: np.ndarray, faces: np.ndarray) -> LoosePart:
    """A part from its triangles, (n, 3) and (m, 3), however they lie; its symmetries are not looked for. InputError: it
    has no surface."""
    corners = np.asarray(vertices, float)[faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1) / 2
    if not area.sum() > 0:
        raise InputError("A part has no surface.", "Remove it, or give it faces.")
    keep = area > area.sum() * 1e-9
    faces, corners, area, normals = faces[keep], corners[keep], area[keep], cross[keep] / (2 * area[keep][:, None])
    axes = _axes(vertices, corners, area, normals)
    used = (vertices @ axes.T)[np.unique(faces)]
    return _framed(vertices, faces, area, normals, _ordered(axes, (used.min(axis=0) + used.max(axis=0)) / 2, used))


def _framed(
    vertices: np.ndarray, faces: np.ndarray, area: np.ndarray, normals: np.ndarray, axes: np.ndarray
) -> LoosePart:
    """The part in the frame of (3, 3) axes."""
    own = vertices @ axes.T
    used = own[np.unique(faces)]
    middle = (used.min(axis=0) + used.max(axis=0)) / 2
    frame = transform(axes, -middle)
    own = own - middle
    points, at = sampled(own[faces], SAMPLES)
    own_normals = normals @ axes.T
    half = np.abs(own[np.unique(faces)]).max(axis=0)
    planes = tuple(_planes(own[faces], own_normals, area, axis) for axis in range(3))
    return LoosePart(own, faces, frame, points, own_normals[at], half, planes=planes)


def symmetric(part: LoosePart) -> LoosePart:
    """The part with its symmetries found."""
    return replace(part, symmetries=tuple(i for i, turn in enumerate(TURNS) if _lies_on(part, turn, part)))


def loose_parts(meshes: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[LoosePart]:
    """Parts of one object, identical ones of one kind and in frames that lay them onto each other."""
    same = kinds([Wire.of(vertices, faces) for vertices, faces in meshes])
    found: list[LoosePart] = []
    firsts: list[LoosePart] = []
    for number, (vertices, faces) in enumerate(meshes):
        first = found[same[number]] if same[number] < number else None
        part = loose_part(vertices, faces)
        turn = next((t for t in TURNS if _lies_on(part, t, first)), None) if first else None
        if turn is None:  # the first of its kind, or its box does not lie as the first's does
            firsts.append(replace(symmetric(part), kind=len(firsts)))
            found.append(firsts[-1])
        else:
            found.append(_same(part, turn, first))
    return found


def tilted(part: LoosePart) -> list[tuple[np.ndarray, LoosePart]]:
    """(4, 4) from the part's frame to others, and the part in each: in which a flat end or a broad face, aslant to its
    box, lies along an axis. So a leg that is cut level at its ends stands splayed."""
    corners = part.vertices[part.faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1) / 2
    normals = cross / np.maximum(2 * area[:, None], 1e-30)
    found: list[tuple[np.ndarray, LoosePart]] = []
    for way in _main_directions(normals, area, 12, 0.004):
        axis = int(np.abs(way).argmax())
        share = area[np.abs(normals @ way) > 0.999].sum() / max(area.sum(), 1e-30)
        if axis != int(part.half.argmax()) and share < BROAD:
            continue  # a facet of what is bent
        goal = np.eye(3)[axis] * np.sign(way[axis])
        angle = float(np.arccos(np.clip(way @ goal, -1, 1)))
        if not ASLANT[0] < angle < ASLANT[1]:
            continue
        turn = rotation(np.cross(way, goal), angle)
        if any(np.abs(turn - own[:3, :3]).max() < 0.02 for own, _ in found):
            continue
        other = symmetric(_framed(part.vertices, part.faces, area, normals, turn))
        found.append((other.frame, replace(other, kind=part.kind)))
        if len(found) == 2:
            break
    return found


def _same(part: LoosePart, turn: np.ndarray, first: LoosePart) -> LoosePart:
    """The part in the frame of the first of its kind."""
    frame = part.frame.copy()
    frame[:3] = turn @ frame[:3]
    return replace(first, vertices=part.vertices @ turn.T, faces=part.faces, frame=frame)


def _axes(vertices: np.ndarray, corners: np.ndarray, area: np.ndarray, normals: np.ndarray) -> np.ndarray:
    """(3, 3) rows: the axes of the smallest box among those that large flat faces and principal axes give."""
    centre = (corners.mean(axis=1) * area[:, None]).sum(axis=0) / area.sum()
    # From the middles of the edges second moments are exact, however flat faces are divided.
    spread, weight = ((corners + np.roll(corners, 1, axis=1)) / 2 - centre).reshape(-1, 3), np.repeat(area, 3)[:, None]
    _, principal = np.linalg.eigh((spread * weight).T @ spread)
    directions = _main_directions(normals, area)
    edges = (np.roll(corners, -1, axis=1) - corners).reshape(-1, 3)
    long = np.linalg.norm(edges, axis=1)
    edges, long = edges / np.maximum(long, 1e-30)[:, None], long**2
    candidates = [principal.T]
    for first in directions:
        for second in directions:
            if abs(first @ second) < 0.02:
                second = unit(second - first * (first @ second))
                candidates.append(np.stack([first, second, np.cross(first, second)]))
        aside = spread - np.outer(spread @ first, first)
        _, inner = np.linalg.eigh((aside * weight).T @ aside)
        for second in (inner[:, 2], *_main_directions(edges, long * (np.abs(edges @ first) < 0.02), 3)):
            second = unit(second - first * (first @ second))
            candidates.append(np.stack([first, second, np.cross(first, second)]))
    points = vertices[np.unique(np.linspace(0, len(vertices) - 1, min(len(vertices), 4000)).astype(int))]

    def cost(axes: np.ndarray) -> float:
        extent = np.ptp(points @ axes.T, axis=0)
        along = (area[:, None] * (np.abs(normals @ axes.T) > 0.995)).sum() / area.sum()
        return float(np.prod(extent + 0.02 * extent.max()) ** (1 / 3) * (1.2 - 0.4 * along))

    axes = min(candidates, key=cost)
    return axes if np.linalg.det(axes) > 0 else axes * [[1], [1], [-1]]


def _main_directions(normals: np.ndarray, area: np.ndarray, count: int = 6, least: float = 0.02) -> list[np.ndarray]:
    """Directions, either sense, in which most of the area faces."""
    left, found = area.copy(), []
    for _ in range(count):
        seed = normals[left.argmax()]
        near = np.abs(normals @ seed) > 0.999
        total = (left * near).sum()
        if total < least * area.sum():
            break
        signed = normals[near] * np.sign(normals[near] @ seed)[:, None]
        found.append(unit((signed * left[near][:, None]).sum(axis=0)))
        left[np.abs(normals @ found[-1]) > 0.996] = 0
    return found


def _ordered(axes: np.ndarray, middle: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Axes from the longest to the shortest, the heavier side of the first two positive."""
    order = np.argsort(-np.ptp(used, axis=0), kind="stable")
    skew = ((used - middle)[:, order] ** 3).sum(axis=0)
    signs = np.where(skew < 0, -1.0, 1.0)
    turned = axes[order] * signs[:, None]
    if np.linalg.det(turned) < 0:
        signs[2] *= -1
        turned[2] *= -1
    return turned


def _lies_on(part: LoosePart, turn: np.ndarray, other: LoosePart) -> bool:
    """Whether the turned part's surface is the other's, within ALIKE, both ways."""
    limit = ALIKE * other.size
    if np.abs(np.abs(turn) @ part.half - other.half).max() > 2 * limit:
        return False
    few, many = part.points[:: SAMPLES // COARSE] @ turn.T, other.points
    if _off(few[:: COARSE // FIRST], many, other.normals) > 2 * limit:
        return False
    back = other.points[:: SAMPLES // COARSE] @ turn
    return _off(few, many, other.normals) < limit and _off(back, part.points, part.normals) < limit


def _off(points: np.ndarray, surface: np.ndarray, normals: np.ndarray) -> float:
    """How far off the surface nearly all of the points lie, by the planes of the nearest samples."""
    square = (points**2).sum(axis=1)[:, None] + (surface**2).sum(axis=1) - 2 * points @ surface.T
    near = np.argpartition(square, 8, axis=1)[:, :8]
    away = points[:, None] - surface[near]
    planar = np.abs((away * normals[near]).sum(axis=2))
    # A plane that stands across the way says nothing of how far away its sample is.
    across = np.linalg.norm(away, axis=2)
    typical = np.median(np.sqrt(np.maximum(square.min(axis=1), 0)))
    apart = np.where(across < 4 * typical + 1e-12, planar, across).min(axis=1)
    return float(np.quantile(apart, 0.985))


def _planes(corners: np.ndarray, normals: np.ndarray, area: np.ndarray, axis: int) -> np.ndarray:
    """(j, 3): offset along the axis, share of the area, and the outward side, of flat faces across it."""
    facing = np.abs(normals[:, axis]) > 0.995
    limits = corners[:, :, axis].min(), corners[:, :, axis].max()
    if not facing.any():
        return np.array([[limits[0], 0.0, -1.0], [limits[1], 0.0, 1.0]])
    offset, weight = corners[facing][:, :, axis].mean(axis=1), area[facing] / area.sum()
    side = np.sign(normals[facing, axis])
    step = 0.004 * max(float(np.abs(corners).max()), 1e-30)
    key = np.round(offset / step).astype(int)
    found = [[limits[0], 0.0, -1.0], [limits[1], 0.0, 1.0]]
    for one in np.unique(key):
        of = key == one
        if weight[of].sum() >= FLAT:
            found.append([np.average(offset[of], weights=weight[of]), weight[of].sum(), side[of] @ weight[of]])
    return np.array(found)
