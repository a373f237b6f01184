"""Where a joint is stopped: the value at which its part runs into others, by the derivative of the collision volume.

Each of many points of the surface stands for its share of the area. Those that go through something, times how fast,
add up to how fast the volume of the collision grows, here as a share of what it would be if the part were stopped
everywhere. Grazing adds next to nothing; where that sum leaps, there is a stop. Points near it, taken densely, then say
exactly where it begins.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Protocol

import numpy as np

from ..frames import apply, inverse
from ..steps import Steps, begun_again, exhausted
from .passages import Passages, inside, passing
from .samples import MOST, Mesh, Probes, outlining, spread, triangle_boxes
from .way import Parts, Way, motions, off_axis, rates, reach, steps

Told = tuple[str, float]

# A share of what a part stopped everywhere would meet; less stops nothing.
STOP = 0.03
# A share of a part's surface: once so much has gone through others, it is in collision, however slowly it got there.
SUNK = 0.05
# Of the asset's longest side: less deep is grazing; nearer at rest is touching; how far before a leap contact begins.
DEPTH, TOUCH, BEFORE = 0.01, 2e-3, 0.05
_PROBES, _FEW, _NEARBY = 300, 20, 250
_FINE_STEPS = 8


class Surfaces(Protocol):
    """The parts of an asset at rest, world frame, metres; `scene.mesh.overlap.Trees` is one."""

    meshes: Mapping[int, Mesh]

    def cast(self, parts: Parts, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `passages.Cast`, for the triangles of some parts. This and `near` may raise `Enough`."""

    def near(self, parts: Parts, points: np.ndarray, radius: float) -> np.ndarray:
        """(n,) bool: which of (n, 3) points have a triangle within radius."""


@dataclass(frozen=True)
class Stop:
    """value: the joint's. points: (n, 3) where parts meet there, in the world, the joint at that value."""

    value: float
    points: np.ndarray


@dataclass(frozen=True)
class _Meeting:
    """Points of either side on a way: when, (n,), each goes through the other side, nan: never, and how much it adds.

    points: (n, 3) in their own rest frame; place: (n, 3) where they go through, in the others'; ours: (n,) bool, of the
    moving parts. values: (k,) of the joint, in steps. before: of its value, how far ahead of a leap contact may begin;
    depth: metres.
    """

    values: np.ndarray
    when: np.ndarray
    amount: np.ndarray
    points: np.ndarray
    place: np.ndarray
    ours: np.ndarray
    before: float
    depth: float


class Stops:
    """Finds stops among the parts of one asset. size: its longest side, metres."""

    def __init__(self, surfaces: Surfaces, size: float):
        self.surfaces, self.size = surfaces, size
        self._meshes: dict[Parts, Mesh] = {}
        self._swept: dict[tuple, tuple[np.ndarray, np.ndarray]] = {}
        self._triangle_boxes: dict[Parts, tuple[np.ndarray, np.ndarray]] = {}
        self._whole_boxes: dict[Parts, tuple[np.ndarray, np.ndarray]] = {}
        self._spread: dict[Parts, Probes] = {}

    def first(self, way: Way, limit: float, after: float = 0.0) -> Stop | None:
        """The first stop on the way from rest to a value and a little beyond it; None where nothing stops the way.

        after: how far from rest stops begin to count; what is met before stops nothing.
        """
        return exhausted(self.finding(way, limit, after))

    def finding(self, way: Way, limit: float, after: float = 0.0, told: Told = ("", 0.0)) -> Steps[Stop | None]:
        """`first` in steps, each of which tells the same."""
        met = yield from self._meeting(way, limit, after, told)
        if met is None:
            return None
        leap = _leap(np.abs(met.when), met.amount, met.before)
        until = np.inf if leap is None else leap[0]
        sunk = yield from begun_again(lambda: self._sunk(way, met, until), told)
        if sunk is not None:
            within = np.abs(met.when) <= sunk
            return Stop(math.copysign(sunk, limit), apply(way.pose, met.place[within]))
        if leap is None:
            return None
        within = (leap[0] <= np.abs(met.when)) & (np.abs(met.when) <= leap[1])
        at = met.points[within], met.ours[within], met.when[within]
        return (yield from self._exactly(way, *at, met.before, met.depth, told))

    def _sunk(self, way: Way, met: _Meeting, until: float) -> float | None:
        """The absolute value at which a share SUNK of the moving points is inside others, if before another."""
        points, when = met.points[met.ours], np.abs(met.when[met.ours])
        enough = math.ceil(SUNK * len(points))
        cast = partial(self.surfaces.cast, way.still)
        steps = np.abs(met.values)
        last = 0.0
        for value in steps[steps < until]:
            gone = when <= value
            if gone.sum() >= enough:
                places = apply(way.forth(np.copysign([value], met.values[-1]))[0], points[gone])
                if inside(places, cast, self.size).sum() >= enough:
                    return last
            last = value
        return None

    def met(self, way: Way, stop: Stop) -> int:
        """Which of the parts that stand still a stop is at."""
        places = apply(inverse(way.pose), stop.points)
        radii = (1, 5, 25)
        near = {p: [self.surfaces.near((p,), places, r * TOUCH * self.size).sum() for r in radii] for p in way.still}
        return max(way.still, key=near.__getitem__)

    def load(self, way: Way, limit: float) -> float:
        """All that the parts go through on the way to a value, as a share of what they would if stopped everywhere."""
        met = exhausted(self._meeting(way, limit, 0.0, ("", 0.0)))
        return 0.0 if met is None else float(met.amount[~np.isnan(met.when)].sum())

    def _meeting(self, way: Way, limit: float, after: float, told: Told) -> Steps[_Meeting | None]:
        """What goes through what on the way from rest to a value; None where nothing can."""
        ours = self.probes(way.moving)
        farthest = reach(way.joint, ours.points)
        if not farthest > 0 or not np.isfinite(limit) or limit == 0:
            return None
        depth = max(self._depth(ours.points), way.brush * farthest)
        values = steps(way.joint, limit + np.sign(limit) * 2 * depth / farthest)
        if not len(self.mesh(way.still)[1]) or self._apart(way, ours.points, values):
            return None
        yield told
        theirs = self._inside_box(way.still, *self._swept_box(ours.points, way.forth(values)))
        if theirs is None:
            return None
        theirs = yield from begun_again(lambda: self._apart_at_rest(way, theirs), told)
        whole = farthest * ours.area * len(ours.points)
        starts = yield from begun_again(lambda: self._settled(way, ours), told)
        forth = yield from self._forth(way, ours.points, starts, values, depth, told)
        yield told
        back = yield from self._back(way, theirs.points, values, depth, told)
        yield told
        when = np.concatenate([forth.when, back.when])
        when[np.abs(when) < after] = np.nan
        amount = np.concatenate([rates(way, forth) * ours.area, rates(way, back) * theirs.area]) / whole
        points, place = (np.concatenate(pair) for pair in ((ours.points, theirs.points), (forth.place, theirs.points)))
        is_ours = np.arange(len(when)) < len(ours.points)
        if way.brush:
            when[off_axis(way.joint, place) > (1 - way.brush) * farthest] = np.nan
        return _Meeting(values, when, amount, points, place, is_ours, BEFORE * self.size / farthest, depth)

    def _exactly(
        self, way: Way, points: np.ndarray, ours: np.ndarray, when: np.ndarray, before: float, depth: float, told: Told
    ) -> Steps[Stop]:
        """The stop that begins where given points, each in its own rest frame, went through: by all details nearby."""
        sign = np.sign(when[np.argmax(np.abs(when))])
        first, last = np.abs(when).min(), np.abs(when).max()
        begin = max(first - before, 0.0)
        coarse = steps(way.joint, last + before - begin)
        values = sign * np.linspace(begin, last + before, max(len(coarse), _FINE_STEPS) + 1)
        in_still, in_moving = points.copy(), points.copy()
        for row in np.flatnonzero(ours):
            in_still[row] = apply(way.forth(when[row : row + 1])[0], points[row])
        for row in np.flatnonzero(~ours):
            in_moving[row] = apply(way.back(when[row : row + 1])[0], points[row])
        yield told
        near_ours = yield from self._nearby(way.moving, in_moving, told)
        yield told
        near_theirs = yield from self._nearby(way.still, in_still, told)
        starts = apply(way.forth(values[:1])[0], near_ours)
        yield told
        forth = yield from self._forth(way, near_ours, starts, values, depth / 4, told)
        yield told
        back = yield from self._back(way, near_theirs, values, depth / 4, told)
        found = np.abs(np.concatenate([forth.when, back.when, when]))
        there = apply(way.pose, in_still[np.abs(when) <= first + before / 4])
        return Stop(float(sign * np.nanmin(found)), there)

    def _forth(
        self, way: Way, points: np.ndarray, starts: np.ndarray, values: np.ndarray, depth: float, told: Told
    ) -> Steps[Passages]:
        return self._through(points, starts, way.forth(values), values, way.still, depth, told)

    def _back(self, way: Way, points: np.ndarray, values: np.ndarray, depth: float, told: Told) -> Steps[Passages]:
        matrices = way.back(values)
        return self._through(points, apply(matrices[0], points), matrices, values, way.moving, depth, told)

    def _through(
        self,
        points: np.ndarray,
        starts: np.ndarray,
        matrices: np.ndarray,
        values: np.ndarray,
        parts: Parts,
        depth: float,
        told: Told,
    ) -> Steps[Passages]:
        """`passing` through parts, of those points and over those steps that come into the parts' box at all."""
        found = Passages(np.full(len(points), np.nan), *np.zeros((3, len(points), 3)))
        places = np.einsum("kij,nj->kni", matrices[:, :3, :3], points) + matrices[:, None, :3, 3]
        places[0] = starts
        lower, upper = self._box(parts)
        meets = ((np.minimum(places[1:], places[:-1]) <= upper) & (np.maximum(places[1:], places[:-1]) >= lower)).all(2)
        met, steps = np.flatnonzero(meets.any(axis=0)), np.flatnonzero(meets.any(axis=1))
        if len(met):
            first, last = steps[0], min(steps[-1] + 3, len(values))
            cast = partial(self.surfaces.cast, parts)
            part = yield from passing(places[first:last, met], values[first:last], cast, depth, self.size, told)
            # Deep behind one face and near another, as a seal along a wall, is grazing too.
            speed = np.maximum(np.einsum("ni,ni->n", part.velocity, part.normal), 1e-300)
            through = np.flatnonzero(~np.isnan(part.when) & (speed > 1e-9))
            deep = part.place[through] + part.velocity[through] * (depth / speed[through])[:, None]
            near = partial(self.surfaces.near, parts, deep, min(depth, DEPTH * self.size) / 3)
            part.when[through[(yield from begun_again(near, told))]] = np.nan
            for name in ("when", "place", "normal", "velocity"):
                getattr(found, name)[met] = getattr(part, name)
        return found

    def _depth(self, points: np.ndarray) -> float:
        """Metres that a point must get behind a surface; less for parts that are themselves small."""
        return DEPTH * min(self.size, 2 * float(np.ptp(points, axis=0).max()))

    def within(self, parts: Parts, others: Parts) -> bool:
        """Whether parts are, at rest, inside closed surfaces of others all round."""
        if not all(len(self.mesh(some)[1]) for some in (parts, others)):
            return False
        points = self.probes(parts).points[:: _PROBES // _FEW]
        lower, upper = self._box(others)
        if (points < lower).any() or (points > upper).any():
            return False
        return len(points) > 0 and bool(inside(points, partial(self.surfaces.cast, others), self.size).all())

    def mesh(self, parts: Parts) -> Mesh:
        """Some parts as one."""
        if parts not in self._meshes:
            meshes = [self.surfaces.meshes[part] for part in parts]
            starts = np.cumsum([0, *(len(vertices) for vertices, _ in meshes)])
            triangles = [triangles + start for (_, triangles), start in zip(meshes, starts, strict=False)]
            self._meshes[parts] = np.concatenate([vertices for vertices, _ in meshes]), np.concatenate(triangles)
        return self._meshes[parts]

    def _boxes(self, parts: Parts) -> tuple[np.ndarray, np.ndarray]:
        """(3, m) lower and (3, m) upper corners of the boxes of their triangles."""
        if parts not in self._triangle_boxes:
            self._triangle_boxes[parts] = triangle_boxes(*self.mesh(parts))
        return self._triangle_boxes[parts]

    def _box(self, parts: Parts) -> tuple[np.ndarray, np.ndarray]:
        """(3,) lower and (3,) upper corner of the box of all their triangles, of which there is one at least."""
        if parts not in self._whole_boxes:
            lower, upper = self._boxes(parts)
            self._whole_boxes[parts] = lower.min(axis=1), upper.max(axis=1)
        return self._whole_boxes[parts]

    def readied(self, parts: Parts, told: Told) -> Steps[None]:
        """What takes long of some parts and is kept, in steps, each of which tells the same."""
        if parts not in self._meshes:
            self.mesh(parts)
            yield told
        for make, made in ((self._boxes, self._triangle_boxes), (self.probes, self._spread)):
            if parts not in made and len(self.mesh(parts)[1]):
                make(parts)
                yield told

    def probes(self, parts: Parts) -> Probes:
        if parts not in self._spread:
            self._spread[parts] = spread(self.mesh(parts), _PROBES)
        return self._spread[parts]

    def _apart(self, way: Way, ours: np.ndarray, values: np.ndarray) -> bool:
        """Whether the box of all that the moving parts sweep is clear of the others'."""
        key = (way.joint, way.moving, values[-1])
        if key not in self._swept:
            self._swept[key] = self._swept_box(ours, motions(way.joint, values))
        lower, upper = self._swept[key]
        corners = apply(way.pose, np.array(list(product(*zip(*self._box(way.still), strict=True)))))
        return bool((corners.min(axis=0) > upper).any() or (corners.max(axis=0) < lower).any())

    def _swept_box(self, points: np.ndarray, matrices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(3,) lower and (3,) upper corner of what (n, 3) points sweep through their (k, 4, 4) motions, with slack."""
        swept = np.einsum("kij,nj->kni", matrices[:, :3, :3], points) + matrices[:, None, :3, 3]
        slack = 2 * DEPTH * self.size
        return swept.min(axis=(0, 1)) - slack, swept.max(axis=(0, 1)) + slack

    def _inside_box(self, parts: Parts, lower: np.ndarray, upper: np.ndarray) -> Probes | None:
        """Points of parts in a box with (3,) corners; None where no triangle's box meets it."""
        meets = self._meets(parts, lower, upper)
        if not meets.any():
            return None
        vertices, triangles = self.mesh(parts)
        found = spread((vertices, triangles[meets]), _PROBES)
        return found.only(((lower <= found.points) & (found.points <= upper)).all(axis=1))

    def _meets(self, parts: Parts, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
        """(m,) bool: which of parts' triangles have boxes that meet one with (3,) corners."""
        lowest, highest = self._boxes(parts)
        return np.logical_and.reduce([(lowest[i] <= upper[i]) & (highest[i] >= lower[i]) for i in range(3)])

    def _apart_at_rest(self, way: Way, theirs: Probes) -> Probes:
        """Those that do not lie on the moving parts at rest, flush with them or with what they are set into."""
        at_rest = apply(way.back(np.zeros(1))[0], theirs.points)
        return theirs.only(~self.surfaces.near(way.moving, at_rest, TOUCH * self.size))

    def _settled(self, way: Way, ours: Probes) -> np.ndarray:
        """Where the moving points start, in the others' frame: those that touch at rest, a little inside their part.

        A part's material is on the side of its surface on which its other face is nearer. So what touches is on its own
        side of what it touches, and going on into it counts.
        """
        starts = apply(way.forth(np.zeros(1))[0], ours.points)
        touching = np.flatnonzero(self.surfaces.near(way.still, starts, TOUCH * self.size))
        if not len(touching):
            return starts
        points, normals = ours.points[touching], ours.normals[touching]
        on, far = 1e-4 * self.size, 0.2 * self.size
        thick = []
        for side in (-normals, normals):
            share, _ = self.surfaces.cast(way.moving, points + on * side, points + far * side)
            thick.append(np.where(np.isnan(share), np.inf, share * far))
        inward = np.where((thick[1] < 0.999 * thick[0])[:, None], normals, -normals)
        by = np.minimum(1.5 * TOUCH * self.size, np.minimum(*thick) / 2)
        starts[touching] = apply(way.forth(np.zeros(1))[0], points + by[:, None] * inward)
        return starts

    def _nearby(self, parts: Parts, centres: np.ndarray, told: Told) -> Steps[np.ndarray]:
        """(n, 3) details of parts around some of their points."""
        radius = 2 * np.sqrt(self.probes(parts).area)
        lower, upper = centres.min(axis=0) - radius, centres.max(axis=0) + radius
        vertices, triangles = self.mesh(parts)
        triangles = np.take(triangles, np.flatnonzero(self._meets(parts, lower, upper)), axis=0)
        yield told
        found = yield from outlining((vertices, triangles), radius / 8, told)
        yield told
        found = np.concatenate([found, spread((vertices, triangles), MOST).points])
        yield told
        found = found[((lower <= found) & (found <= upper)).all(axis=1)]
        centres = centres[:: len(centres) // 40 + 1]
        found = found[np.linalg.norm(found[:, None] - centres, axis=2).min(axis=1) < radius]
        return found[:: len(found) // _NEARBY + 1]


def _leap(when: np.ndarray, amount: np.ndarray, within: float) -> tuple[float, float] | None:
    """From where to where (absolute values) the amounts within so much of the way first add up to STOP, if they do."""
    order = np.argsort(np.where(np.isnan(when), np.inf, when), kind="stable")[: np.isfinite(when).sum()]
    at = when[order]
    total = np.concatenate([[0.0], np.cumsum(amount[order])])
    start = np.searchsorted(at, at - within)
    leaps = np.flatnonzero(total[1:] - total[start] >= STOP)
    if not len(leaps):
        return None
    leap = leaps[0]
    first = start[leap] + int(np.searchsorted(total[start[leap] + 1 :], total[start[leap]] + STOP / 8))
    return at[first], at[leap]
