"""Where moved parts run into each other, quick enough to be drawn while a joint is dragged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ...core.articulation import Articulation
from ...core.frames import apply, box_around, inverse
from ...core.kinematics import poses
from ...core.motion.contact import crossings
from ...core.motion.samples import triangle_boxes
from ...core.steps import Steps, exhausted
from ..mesh.overlap import Trees, tree_of

STAGE = "Looking at the parts"
# Parts that are so near each other at rest, as a share of the asset's size, may rub there. The limits' own tolerance.
TOLERANCE = 0.01
# Crossings looked at for a pair of parts: more are not seen apart in a picture.
MOST = 800
# A part's triangles are grouped by the cells of a grid of this many along each side of its box.
CELLS = 8


@dataclass(frozen=True)
class Contact:
    """parts: ids. segments: (n, 2, 3), along which their surfaces cross, world frame, metres."""

    parts: tuple[int, int]
    segments: np.ndarray


class Contacts:
    """Contacts of one articulation. trees: of each part at rest, world, metres, made as they are needed.

    Two surfaces that cross are in contact where either of the points that cross was farther than the tolerance from the
    other part at rest. So hinges, seals and runners, modelled into each other, do not count as long as they stay in
    each other, and how finely a surface is divided does not matter.
    """

    def __init__(self, articulation: Articulation, trees: Trees):
        exhausted(self._look(articulation, trees))

    @classmethod
    def looking(cls, articulation: Articulation, trees: Trees) -> Steps[Contacts]:
        """As `Contacts`, in steps."""
        made = cls.__new__(cls)
        yield from made._look(articulation, trees)
        return made

    def _look(self, articulation: Articulation, trees: Trees) -> Steps[None]:
        self._articulation, self._trees, self._parts = articulation, trees, {}
        for number, (id, mesh) in enumerate(trees.meshes.items()):
            yield STAGE, number / len(trees.meshes)
            if len(mesh[1]):
                self._parts[id] = yield from _surface(*mesh, (STAGE, (number + 0.2) / len(trees.meshes)))
                yield from trees.making(id, (STAGE, (number + 0.5) / len(trees.meshes)))
        corners = [surface.box for surface in self._parts.values()]
        size = float(np.ptp(np.concatenate(corners), axis=0).max()) if corners else 0.0
        self._tolerance = TOLERANCE * size
        self._last: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}

    def at(self, values: Mapping[int, float]) -> list[Contact]:
        """All contacts of a pose, given as joint values by child id."""
        return list(self._between(values, self._pairs()))

    def touching(self, values: Mapping[int, float], child: int, others: Iterable[int]) -> list[tuple[int, int]]:
        """Pairs in contact of a part that the child's joint carries and one of the others that it does not carry."""
        carried = self._articulation.subtree(child)
        pairs = [(mine, other) for mine in sorted(carried) for other in sorted(set(others) - carried)]
        return [contact.parts for contact in self._between(values, pairs)]

    def reached(self, child: int, values: Iterable[float]) -> tuple[int, ...]:
        """The parts whose boxes at rest meet the box of one that the child's joint carries, at any of its values."""
        carried, found = self._articulation.subtree(child), set()
        for value in values:
            boxes = self._boxes(poses(self._articulation, {child: value}))
            ours = [box for id, box in boxes.items() if id in carried]
            found |= {id for id, box in boxes.items() if not all(_apart(box, one) for one in ours)}
        return tuple(sorted(found - carried))

    def _boxes(self, motions: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
        return {id: box_around(apply(motions[id], surface.corners)) for id, surface in self._parts.items()}

    def _pairs(self) -> list[tuple[int, int]]:
        ids = sorted(self._parts)
        return [(one, other) for number, one in enumerate(ids) for other in ids[:number]]

    def _between(self, values: Mapping[int, float], pairs: list[tuple[int, int]]) -> Iterator[Contact]:
        motions = poses(self._articulation, values)
        boxes = self._boxes(motions)
        for pair in pairs:
            if not all(id in boxes for id in pair) or _apart(boxes[pair[0]], boxes[pair[1]]):
                continue
            # The tree of the larger stands; triangles of the smaller are brought to it.
            small, large = sorted(pair, key=lambda id: len(self._parts[id].triangles))
            relative = inverse(motions[large]) @ motions[small]
            segments = self._crossing(small, large, relative)
            if len(segments):
                yield Contact(pair, apply(motions[large], segments.reshape(-1, 3)).reshape(-1, 2, 3))

    def _crossing(self, small: int, large: int, relative: np.ndarray) -> np.ndarray:
        """(n, 2, 3) in the frame of the large one at rest, from the small one's motion against it, (4, 4)."""
        if np.abs(relative - np.eye(4)).max() < 1e-7:
            return np.zeros((0, 2, 3))
        known, segments = self._last.get((small, large), (np.full((4, 4), np.inf), None))
        if np.abs(relative - known).max() > 1e-7:
            segments = self._new_crossings(small, large, relative)
            self._last[small, large] = relative, segments
        return segments

    def _new_crossings(self, small: int, large: int, relative: np.ndarray) -> np.ndarray:
        surface, other = self._parts[small], self._parts[large]
        triangles = surface.triangles[surface.beside(other, relative)]
        if not len(triangles):
            return np.zeros((0, 2, 3))
        # Making the tree is what takes time here: only the vertices in use go into it.
        used = np.zeros(len(surface.vertices), dtype=bool)
        used[triangles] = True
        triangles = (np.cumsum(used) - 1)[triangles]
        moved = apply(relative, surface.vertices[used])
        ours, theirs = self._trees.crossed(large, tree_of(moved, triangles), *box_around(moved))
        some = slice(None, None, max(1, -(-len(ours) // MOST)))
        segments, _ = crossings(moved[triangles[ours[some]]], other.vertices[theirs[some]])
        middle = segments.mean(axis=1)
        # The point of either surface that is there, where it was at rest.
        rubbing = self._near(small, middle) & self._near(large, apply(inverse(relative), middle))
        return segments[~rubbing]

    def _near(self, part: int, points: np.ndarray) -> np.ndarray:
        return self._trees.near((part,), points, self._tolerance)


@dataclass(frozen=True)
class _Surface:
    """A part at rest. vertices: (n, 3). triangles: (m, 3), those of each group, which are near each other, in a row;
    group: (m,). box: (2, 3) lower and upper corner, corners: (8, 3) all of it; lower, upper: (g, 3) of each group."""

    vertices: np.ndarray
    triangles: np.ndarray
    group: np.ndarray
    box: np.ndarray
    corners: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    def beside(self, other: _Surface, relative: np.ndarray) -> np.ndarray:
        """(m,) whether each triangle, moved by a (4, 4), could cross the other surface, by boxes of groups of them."""
        centre = apply(relative, (self.lower + self.upper) / 2)
        half = (self.upper - self.lower) / 2 @ np.abs(relative[:3, :3]).T
        lower, upper = (centre - half)[:, None], (centre + half)[:, None]
        return ((lower <= other.upper) & (upper >= other.lower)).all(axis=2).any(axis=1)[self.group]


def _surface(vertices: np.ndarray, triangles: np.ndarray, told: tuple[str, float]) -> Steps[_Surface]:
    """In steps, each of which tells the same."""
    lower, upper = triangle_boxes(vertices, triangles)
    yield told
    box = np.stack([lower.min(axis=1), upper.max(axis=1)])
    corners = np.array([np.where(pick, *box[::-1]) for pick in np.ndindex(2, 2, 2)])
    extent = np.maximum(box[1] - box[0], 1e-12)
    cell = np.zeros(len(triangles), np.int16)  # so small numbers are sorted in one go
    for axis in range(3):
        along = (lower[axis] + upper[axis] - 2 * box[0, axis]) * (CELLS / 2 / extent[axis])
        cell = cell * CELLS + along.astype(np.int16).clip(0, CELLS - 1)
    order = np.argsort(cell, kind="stable")
    yield told
    first = np.flatnonzero(np.diff(cell[order], prepend=-1))
    group = np.repeat(np.arange(len(first)), np.diff(first, append=len(cell)))
    lowest = np.stack([np.minimum.reduceat(of[order], first) for of in lower], axis=1)
    highest = np.stack([np.maximum.reduceat(of[order], first) for of in upper], axis=1)
    return _Surface(vertices, np.take(triangles, order, axis=0), group, box, corners, lowest, highest)


def _apart(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one[0] > other[1]).any() or (other[0] > one[1]).any())
