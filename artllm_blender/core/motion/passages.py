"""Which points of a moving surface go through a still one, and when.

A point goes through when it crosses a triangle and then gets deeper than a tolerance behind that triangle's plane.
That needs no inside and outside, which props seldom have, and does not depend on how finely they are tessellated;
points that graze, as those of seals, runners and hinges, never get deep.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

import numpy as np

from ..steps import Enough, Steps

# From (n, 3) to (n, 3): (n,) how far along each segment its first triangle is, nan where none; (n, 3) unit normals.
Cast = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]

# Five rays that are along no axis; a point from which each crosses a surface an odd number of times is inside it.
_RAYS = np.array([(53, 61, 59), (-71, 33, 62), (21, -83, 52), (40, 17, -90), (-47, -55, -69)]) / 100
_MOST_CROSSINGS = 40
# So many of a joint's values are looked at in a step.
AT_ONCE = 8
_FREE, _BEHIND, _THROUGH = range(3)
# Of the longest side: doubled faces are one, and a point on a surface is not behind it.
_DOUBLED, _ON = 1e-4, 1e-7


@dataclass(frozen=True)
class Passages:
    """when: (n,) joint value at which each point crossed what it went through, nan: nothing. place: (n, 3) where.
    normal: (n, 3) unit, of that surface, the way the point went. velocity: (n, 3) metres per unit of the value."""

    when: np.ndarray
    place: np.ndarray
    normal: np.ndarray
    velocity: np.ndarray


def passing(
    places: np.ndarray, values: np.ndarray, cast: Cast, depth: float, size: float, told: tuple[str, float]
) -> Steps[Passages]:
    """Follow points through their (k, n, 3) places at (k,) values of a joint, in steps, each of which tells the same.

    depth: metres behind what it crossed at which a point has gone through. A point that starts inside a closed surface
    may leave it once. size: the longest side of all there is to meet, metres.
    """
    track = _Track(places[0], cast, size)
    for step in range(1, len(values)):
        if step % AT_ONCE == 0:
            yield told
        before = track.copy()
        while True:
            try:
                track.follow(places[step - 1], places[step], values[step - 1], values[step], depth)
                break
            except Enough:
                track = before.copy()
                yield told
    return Passages(np.where(track.state == _THROUGH, track.when, np.nan), track.place, track.normal, track.velocity)


class _Track:
    """What each point has crossed so far: the plane (place, normal) it may be behind, when and how fast it did."""

    def __init__(self, starts: np.ndarray, cast: Cast, size: float):
        count = len(starts)
        self._starts, self._cast, self._size = starts, cast, size
        self.state = np.full(count, _FREE)
        self.when = np.zeros(count)
        self.place, self.normal, self.velocity = np.zeros((3, count, 3))
        self._left = np.zeros(count, bool)

    def copy(self) -> _Track:
        """The same so far; the two go on by themselves."""
        other = copy(self)
        for name in ("state", "when", "place", "normal", "velocity", "_left"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def follow(self, here: np.ndarray, there: np.ndarray, value: float, then: float, depth: float) -> None:
        begin, passed = here.copy(), np.zeros(len(here))
        looking = np.flatnonzero(self.state == _FREE)
        while len(looking):
            share, normal = self._cast(begin[looking], there[looking])
            hit = ~np.isnan(share)
            looking, share, normal = looking[hit], share[hit], normal[hit]
            passed[looking] += (1 - passed[looking]) * share
            begin[looking] += (there[looking] - begin[looking]) * share[:, None]
            way = there[looking] - here[looking]
            against = np.einsum("ni,ni->n", way, normal) < 0
            self.state[looking] = _BEHIND
            self.when[looking] = value + (then - value) * passed[looking]
            self.velocity[looking] = way / abs(then - value)
            self.place[looking] = begin[looking]
            self.normal[looking] = normal * np.where(against, -1, 1)[:, None]
            looking = self._judge(looking, there, depth)
            begin[looking] += (there[looking] - here[looking]) * 1e-6
        behind = np.flatnonzero(self.state == _BEHIND)
        self.state[behind[self._behind(behind, there) < -_ON * self._size]] = _FREE
        self._judge(behind, there, depth)

    def _behind(self, points: np.ndarray, there: np.ndarray) -> np.ndarray:
        return np.einsum("ni,ni->n", there[points] - self.place[points], self.normal[points])

    def _judge(self, points: np.ndarray, there: np.ndarray, depth: float) -> np.ndarray:
        """Those that got deep have gone through, unless they are leaving what they began in: these are returned."""
        deep = points[self._behind(points, there) > depth]
        self.state[deep] = _THROUGH
        fresh = deep[~self._left[deep]]
        if not len(fresh):
            return fresh
        self._left[fresh] = True
        leaving = fresh[inside(self._starts[fresh], self._cast, self._size)]
        self.state[leaving] = _FREE
        return leaving


def inside(points: np.ndarray, cast: Cast, size: float) -> np.ndarray:
    """(n,) bool: whether (n, 3) points are inside a surface, closed all round, whichever way its triangles face."""
    within = np.ones(len(points), bool)
    for ray in _RAYS:
        rows = np.flatnonzero(within)
        if not len(rows):
            break
        begin, end = points[rows] + ray * _DOUBLED * size * 0.1, points[rows] + ray * 4 * size
        odd = np.zeros(len(points), bool)
        for _ in range(_MOST_CROSSINGS):
            if not len(rows):
                break
            share, _ = cast(begin, end)
            hit = ~np.isnan(share)
            rows, end = rows[hit], end[hit]
            begin = begin[hit] + (end - begin[hit]) * share[hit, None] + ray * _DOUBLED * size
            odd[rows] ^= True
        within &= odd
    return within
