"""Where moved parts run into each other, quick enough to be drawn while a joint is dragged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ...core.articulation import Articulation
from ...core.frames import apply, box_around, inverse
from ...core.kinematics import poses
from ...core.motion.contact import crossings
from ...core.steps import Steps, exhausted
from ..mesh.overlap import tree_of

Mesh = tuple[np.ndarray, np.ndarray]
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
    """Contacts of one articulation. meshes: (vertices (n, 3), triangles (m, 3)) of each part at rest, world, metres.

    Two surfaces that cross are in contact where either of the points that cross was farther than the tolerance from the
    other part at rest. So hinges, seals and runners, modelled into each other, do not count as long as they stay in
    each other, and how finely a surface is divided does not matter.
    """

    def __init__(self, articulation: Articulation, meshes: Mapping[int, Mesh]):
        exhausted(self._look(articulation, meshes))

    @classmethod
    def looking(cls, articulation: Articulation, meshes: Mapping[int, Mesh]) -> Steps[Contacts]:
        """As `Contacts`, in steps."""
        made = cls.__new__(cls)
        yield from made._look(articulation, meshes)
        return made

    def _look(self, articulation: Articulation, meshes: Mapping[int, Mesh]) -> Steps[None]:
        self._articulation, self._parts = articulation, {}
        for number, (id, mesh) in enumerate(meshes.items()):
            yield STAGE, number / len(meshes)
            if len(mesh[1]):
                self._parts[id] = _Surface(*mesh)
                yield STAGE, (number + 0.5) / len(meshes)
                self._parts[id].make_tree()
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
            segments = _new_crossings(self._parts[small], self._parts[large], relative, self._tolerance)
            self._last[small, large] = relative, segments
        return segments


def _new_crossings(small: _Surface, large: _Surface, relative: np.ndarray, tolerance: float) -> np.ndarray:
    triangles = small.triangles[small.beside(large, relative)]
    if not len(triangles):
        return np.zeros((0, 2, 3))
    # Making the tree is what takes time here: only the vertices in use go into it.
    used = np.zeros(len(small.vertices), dtype=bool)
    used[triangles] = True
    triangles = (np.cumsum(used) - 1)[triangles]
    moved = apply(relative, small.vertices[used])
    tree = tree_of(moved, triangles)
    found = np.array(tree.overlap(large.tree), dtype=int).reshape(-1, 2)
    found = found[:: max(1, -(-len(found) // MOST))]
    segments, _ = crossings(moved[triangles[found[:, 0]]], large.vertices[large.triangles[found[:, 1]]])
    middle = segments.mean(axis=1)
    # The point of either surface that is there, where it was at rest.
    rubbing = small.near(middle, tolerance) & large.near(apply(inverse(relative), middle), tolerance)
    return segments[~rubbing]


class _Surface:
    """A part at rest."""

    def __init__(self, vertices: np.ndarray, triangles: np.ndarray):
        corners = vertices[triangles]
        self.box = box_around(corners.reshape(-1, 3))
        self.corners = np.array([np.where(pick, *self.box[::-1]) for pick in np.ndindex(2, 2, 2)])
        extent = np.maximum(self.box[1] - self.box[0], 1e-12)
        cell = ((corners.mean(axis=1) - self.box[0]) / extent * CELLS).astype(int).clip(0, CELLS - 1)
        cell = np.ravel_multi_index(cell.T, (CELLS,) * 3)
        order = np.argsort(cell.astype(np.int16), kind="stable")  # so small numbers are sorted in one go
        self.vertices, self.triangles = vertices, triangles[order]
        first = np.flatnonzero(np.diff(cell[order], prepend=-1))
        self._group = np.repeat(np.arange(len(first)), np.diff(first, append=len(cell)))
        lower, upper = np.minimum.reduceat, np.maximum.reduceat
        self._lower = lower(corners[order].min(axis=1), first)
        self._upper = upper(corners[order].max(axis=1), first)

    def make_tree(self) -> None:
        """Before anything is asked of it."""
        self.tree = tree_of(self.vertices, self.triangles)

    def beside(self, other: _Surface, relative: np.ndarray) -> np.ndarray:
        """(m,) whether each triangle, moved by a (4, 4), could cross the other surface, by boxes of groups of them."""
        centre = apply(relative, (self._lower + self._upper) / 2)
        half = (self._upper - self._lower) / 2 @ np.abs(relative[:3, :3]).T
        lower, upper = (centre - half)[:, None], (centre + half)[:, None]
        return ((lower <= other._upper) & (upper >= other._lower)).all(axis=2).any(axis=1)[self._group]

    def near(self, points: np.ndarray, distance: float) -> np.ndarray:
        """(n,) whether each point, (n, 3), is within a distance of the surface."""
        nearest = self.tree.find_nearest
        return np.array([nearest(point, distance)[0] is not None for point in points.tolist()], dtype=bool)


def _apart(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one[0] > other[1]).any() or (other[0] > one[1]).any())
