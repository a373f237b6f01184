"""Rims inside rims: what was cut through where it has a hole is closed around the hole, which stays one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .rims import Rim, within

# So far, of the outer rim's reach, may the inner one lie before or behind it.
LEVEL = 0.25


def ringed(fronts: list[tuple[Rim, int]]) -> list[tuple[Rim, int]]:
    """Rims and the parts that they were cut from, as `caps.fronts` has them, but that a rim which runs the other way
    round inside another one of the same two parts, and so is the edge of a hole, is one with it."""
    inner: dict[int, int] = {}
    for at, (rim, carrier) in enumerate(fronts):
        around = [
            number
            for number, (other, other_carrier) in enumerate(fronts)
            if (other.part, other_carrier) == (rim.part, carrier) and number != at and _is_hole(rim, other)
        ]
        if around:
            inner[at] = min(around, key=lambda number: fronts[number][0].reach.max())
    found = []
    for at, (rim, carrier) in enumerate(fronts):
        if at not in inner:
            holes = [fronts[hole][0] for hole, outer in inner.items() if outer == at]
            found.append((_one(rim, holes) if holes else rim, carrier))
    return found


def _is_hole(rim: Rim, other: Rim) -> bool:
    """Whether a rim is that of a hole in what another one closes."""
    if rim.normal @ other.normal > -0.7 or abs((rim.centre - other.centre) @ other.normal) > LEVEL * other.reach.max():
        return False
    frame = np.linalg.svd(other.normal[None])[2][1:].T
    outline, points = other.points @ frame, rim.points @ frame
    return bool(within(points, outline).all())


def _one(rim: Rim, holes: list[Rim]) -> Rim:
    every = [rim, *holes]
    return replace(
        rim,
        **{
            name: np.concatenate([getattr(one, name) for one in every])
            for name in ("corners", "across", "beyond", "points")
        },
        loops=tuple(len(one.corners) for one in every),
    )


def bridged(points: np.ndarray, loops: tuple[int, ...]) -> list[int]:
    """One outline, as numbers of points (r, 3), of a loop and the holes in it, by edges there and back between them.

    loops: how many points each has, the outer one first. The nearest hole comes next, by the shortest edge, which
    therefore crosses none of them.
    """
    starts = np.cumsum((0, *loops[:-1]))
    outline, *holes = (list(range(start, start + count)) for start, count in zip(starts, loops, strict=True))
    while holes:
        best = None
        for hole in holes:
            away = np.linalg.norm(points[outline][:, None] - points[hole], axis=2)
            at, to = np.unravel_index(away.argmin(), away.shape)
            if best is None or away[at, to] < best[0]:
                best = float(away[at, to]), int(at), int(to), hole
        _, at, to, hole = best
        holes.remove(hole)
        outline = [*outline[: at + 1], *hole[to:], *hole[: to + 1], *outline[at:]]
    return outline
