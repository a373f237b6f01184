"""Places on a part that one speaks of, found on its mesh: exact geometric features, each with a frame and an outline.

Of every part: its centre, its largest face and its corners. Of one with a joint: the axis (of a screw the thread axis,
of a hinge the hinge edge) and the tip, which is farthest from it. Where there are such: the opening of what is hollow
and the rim around it, and the handle, which stands out of the face that holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..articulation import Joint, JointType
from ..frames import unit
from .facets import area_of, facets, inside, joined, loops, middle_of, normal_of, pieces, plane_of, single_edges

# Of the part's diagonal: what is nearer is in one plane, or equally far away.
FLAT, NEAR = 0.002, 0.01
# What lies nearer about its axis than this share of its reach is round about it.
ROUND = 0.2
# A handle is at most this share of the part's diagonal, sticks out by at least that one, and is held by a face of at
# least a tenth of the part's largest.
HANDLE, OUT, HOLDS = 0.75, 0.01, 0.1
# An opening takes up at least this share of its rim's outline, and so much of it is looked at.
HOLE, INNER = 0.2, 0.95


@dataclass(frozen=True)
class Region:
    """point: (3,) its middle; direction: (3,) unit vector, the normal of what is flat, else the way along it or out of
    it; outline: (n, 3) its border, a line from each point to the next, closed where it is a ring."""

    name: str
    point: np.ndarray
    direction: np.ndarray
    outline: np.ndarray


def regions(
    vertices: np.ndarray, triangles: np.ndarray, joint: Joint | None = None, middle: Sequence[float] | None = None
) -> dict[str, Region]:
    """All regions of a part by name. vertices (n, 3), triangles (m, 3) int, as it stands at rest, and its joint there.
    middle: (3,) of the whole object, which the outer one of two equal faces looks away from."""
    if len(vertices) == 0:
        return {}
    return _Finder(np.asarray(vertices, float), np.asarray(triangles), joint, middle).found()


class _Finder:
    def __init__(self, vertices, triangles, joint: Joint | None, middle) -> None:
        used = np.unique(triangles) if len(triangles) else np.arange(len(vertices))
        self._used = vertices[used]
        self._low, self._high = self._used.min(axis=0), self._used.max(axis=0)
        self._centre = (self._low + self._high) / 2
        self._size = float(np.linalg.norm(self._high - self._low)) or 1.0
        self._joint = joint
        self._middle = self._centre if middle is None else np.asarray(middle, float)
        self._vertices, self._triangles = joined(vertices, triangles, 1e-5 * self._size)
        self._facets = facets(self._vertices, self._triangles, FLAT * self._size)

    def found(self) -> dict[str, Region]:
        face = self._face()
        some = [self._region_centre(face), face, self._corner(), self._axis(), self._hinge(), self._tip()]
        some += [self._handle(), *self._opening()]
        return {one.name: one for one in some if one is not None}

    def _region_centre(self, face: Region | None) -> Region:
        way = face.direction if face else np.array((0.0, 0.0, 1.0))
        return Region("centre", self._centre, way, self._centre[None])

    def _face(self) -> Region | None:
        if not self._facets:
            return None
        most = max(facet.area for facet in self._facets)
        outer = [facet for facet in self._facets if facet.area > 0.97 * most]
        facet = max(outer, key=lambda one: float((one.centre - self._middle) @ one.normal))
        return Region("face", facet.centre, facet.normal, _ring(facet.loops[0]) if facet.loops else facet.centre[None])

    def _corner(self) -> Region:
        """The vertex nearest to the corner of the box that is farthest from where the part is held."""
        held = np.array(self._joint.origin) if self._joint else self._middle
        corner = np.where(np.abs(self._high - held) >= np.abs(self._low - held), self._high, self._low)
        point = self._used[np.linalg.norm(self._used - corner, axis=1).argmin()]
        return Region("corner", point, _way(point - self._centre), point[None])

    def _axis(self) -> Region | None:
        if self._joint is None:
            return None
        screw = self._joint.type is JointType.SCREW
        ends, way = self._ends()
        return Region("thread axis" if screw else "axis", ends.mean(axis=0), way, ends)

    def _hinge(self) -> Region | None:
        if self._joint is None or self._joint.type is not JointType.REVOLUTE:
            return None
        ends, way = self._ends()
        return Region("hinge edge", ends.mean(axis=0), way, ends)

    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        """(2, 3) where the part begins and ends along its joint's axis, on it or, of a slide, through its middle."""
        way = np.array(self._joint.axis)
        origin = np.array(self._joint.origin) if self._joint.type.turns else self._centre
        along = (self._used - origin) @ way
        return origin + np.outer((along.min(), along.max()), way), way

    def _tip(self) -> Region | None:
        """The middle of what is farthest from the axis or, of a slide, farthest on the way it opens."""
        if self._joint is None or self._joint.type is JointType.SCREW:
            return None
        axis, origin = np.array(self._joint.axis), np.array(self._joint.origin)
        if self._joint.type is JointType.PRISMATIC:
            way = axis * (1.0 if self._joint.open >= self._joint.closed else -1.0)
            far = self._used @ way
        else:
            out = self._used - origin
            along = out @ axis
            across = out - np.outer(along, axis)
            reach = np.linalg.norm(across, axis=1)
            box = (across.min(axis=0) + across.max(axis=0)) / 2
            if np.linalg.norm(box) > ROUND * reach.max():
                far, way = reach, None
            elif np.abs(along).max() > 2 * reach.max():  # a pointer that turns about itself ends along its axis
                far, way = along * np.sign(along[np.abs(along).argmax()]), axis
            else:  # a wheel has no end that is farther than others
                return None
        there = self._used[far >= far.max() - NEAR * self._size]
        point = (there.min(axis=0) + there.max(axis=0)) / 2
        if way is None:
            way = point - origin - ((point - origin) @ axis) * axis
        return Region("tip", point, _way(way), _spread(there))

    def _handle(self) -> Region | None:
        """The largest piece, connected by its own faces, that stands out of a large face of the part."""
        if not self._facets:
            return None
        most = max(facet.area for facet in self._facets)
        best, best_size = None, 0.0
        for facet in self._facets:
            if facet.area < HOLDS * most:
                continue
            height = (self._vertices - facet.centre) @ facet.normal
            # Beyond the face, and not the part itself, of which most is behind or before it.
            beyond = height > 10 * 1e-5 * self._size
            out = beyond[self._triangles].any(axis=1)
            if not out.any() or out.all():
                continue
            for piece in pieces(self._triangles[out], len(self._vertices)):
                own = self._vertices[np.unique(self._triangles[out][piece])]
                size = float(np.linalg.norm(np.ptp(own, axis=0)))
                sticks = float(((own - facet.centre) @ facet.normal).max())
                if sticks < OUT * self._size or size > HANDLE * self._size or not facet.covers(own, NEAR * self._size):
                    continue
                if size > best_size:
                    best, best_size = own, size
        if best is None:
            return None
        low, high = best.min(axis=0), best.max(axis=0)
        way = np.eye(3)[int(np.ptp(best, axis=0).argmax())]
        return Region("handle", (low + high) / 2, way, _spread(best))

    def _opening(self) -> list[Region]:
        """The largest hole in a flat rim, or of a mere sheet its border; and the rim."""
        found = [
            (area_of(hole, facet.normal), facet.normal, hole, facet.loops[0])
            for facet in self._facets
            for hole in facet.loops[1:]
            if area_of(hole, facet.normal) > HOLE * area_of(facet.loops[0], facet.normal)
            and self._is_hollow(hole, facet.normal)
        ]
        found += [(area_of(loop, normal), normal, loop, loop) for loop, normal in self._borders()]
        if not found:
            return []
        _, normal, hole, rim = max(found, key=lambda one: one[0])
        return [
            Region("opening", middle_of(hole), normal, _ring(hole)),
            Region("rim", middle_of(rim), normal, _ring(rim)),
        ]

    def _is_hollow(self, loop: np.ndarray, normal: np.ndarray) -> bool:
        """Whether the part goes on behind the hole, and nothing fills it or stands out of it."""
        plane = np.stack(plane_of(normal), axis=1)
        middle = middle_of(loop)
        over = inside((self._vertices - middle) @ plane, INNER * (loop - middle) @ plane)
        height = (self._vertices - middle) @ normal
        return not (over & (height > -FLAT * self._size)).any() and bool((height < -OUT * self._size).any())

    def _borders(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Flat loops of edges that only one triangle has, of surfaces that are open, and their outward normals."""
        found = []
        for loop in loops(single_edges(self._triangles)):
            ring = self._vertices[loop]
            normal = normal_of(ring)
            if normal is None or np.abs((ring - ring.mean(axis=0)) @ normal).max() > 5 * FLAT * self._size:
                continue
            deep = (self._used - ring.mean(axis=0)) @ normal
            if np.ptp(deep) > OUT * self._size:  # a flat sheet has a border and no opening
                found.append((ring, -normal if deep.mean() > 0 else normal))
        return found


def _way(vector: np.ndarray) -> np.ndarray:
    """(3,) of length 1; upwards where there is none."""
    return unit(vector) if np.linalg.norm(vector) > 1e-12 else np.array((0.0, 0.0, 1.0))


def _ring(loop: np.ndarray) -> np.ndarray:
    return np.concatenate([loop, loop[:1]])


def _spread(points: np.ndarray) -> np.ndarray:
    """(5, 3) the border of the box of points, seen along its shortest side."""
    low, high = points.min(axis=0), points.max(axis=0)
    thin = int((high - low).argmin())
    a, b = (i for i in range(3) if i != thin)
    ring = np.repeat(((low + high) / 2)[None], 5, axis=0)
    ring[:, a] = (low[a], high[a], high[a], low[a], low[a])
    ring[:, b] = (low[b], low[b], high[b], high[b], low[b])
    return ring
