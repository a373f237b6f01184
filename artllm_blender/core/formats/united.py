"""What closed surfaces hold together where they overlap or lie in each other.

Each surface's own volume, a cavity's below zero, adds up exactly. What is there more than once is taken off by columns
through it, which lie close, and end where faces along an axis do.
"""

from __future__ import annotations

import numpy as np

from .grid import crossings, grid_of

COLUMNS = 128  # along the longest side
NEAREST = 1e-5  # of that side, between faces
NEAR_MIDDLE = 0.5003  # of a column, off the edges of triangles


def tangled(corners: np.ndarray, component: np.ndarray, solid: np.ndarray) -> np.ndarray:
    """(c,) bool: which components of (m, 3, 3) triangles, of the solid ones, share space with another's box."""
    low, high = (_bounds(corners, component, len(solid), reach) for reach in (np.minimum, np.maximum))
    least = 1e-6 * float(np.ptp(corners, axis=(0, 1)).max())
    found = np.zeros(len(solid), bool)
    which = np.flatnonzero(solid)
    for one in which:
        meets = (low[which] < high[one] - least).all(axis=1) & (high[which] > low[one] + least).all(axis=1)
        found[one] = np.count_nonzero(meets) > 1
    return found


def outward(corners: np.ndarray, component: np.ndarray, held: np.ndarray) -> np.ndarray:
    """(c,) 1 or -1 of each component: what turns its triangles out of it, or of what is around it where it is a cavity,
    which faces the other way. held: (c,) signed volume of each."""
    low, high = (_bounds(corners, component, len(held), reach) for reach in (np.minimum, np.maximum))
    size = np.prod(high - low, axis=1)
    sign = np.where(held < 0, -1.0, 1.0)
    result = sign.copy()
    for one in range(len(held)):
        around = (low <= low[one]).all(axis=1) & (high >= high[one]).all(axis=1) & (size > size[one])
        if around.any():
            result[one] = sign[np.where(around, size, -1).argmax()]
    return result


def enclosed(corners: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Volume, first moments (3,) and second moments (3, 3) about the origin of what outward triangles enclose."""
    grid = grid_of(corners, np.eye(3), steps=COLUMNS, nearest=NEAREST)
    axis = int(np.ptp(corners, axis=(0, 1)).argmax())
    u, v = (k for k in range(3) if k != axis)
    starts, widths = [grid.lines[k][:-1] for k in (u, v)], [np.diff(grid.lines[k]) for k in (u, v)]
    column, at, way = crossings(
        corners, axis, u, v, *(a + NEAR_MIDDLE * b for a, b in zip(starts, widths, strict=True))
    )
    order = np.lexsort((at, column))
    column, at, way = column[order], at[order], way[order]
    level = np.cumsum(-way)
    # Every column begins outside; what is not closed there has no end and counts for nothing.
    begin = np.flatnonzero(np.diff(column, prepend=-1))
    before = np.concatenate([[0], level])[begin]
    level = level - np.repeat(before, np.diff(np.concatenate([begin, [len(column)]])))
    excess = (level > 0) - level
    runs = np.flatnonzero((excess[:-1] != 0) & (column[1:] == column[:-1]))
    i, j = np.divmod(column[runs], len(starts[1]))
    low, high = at[runs], at[runs + 1]
    wide, deep = widths[0][i], widths[1][j]
    area, long = wide * deep, high - low
    middle = np.zeros((len(runs), 3))
    middle[:, u], middle[:, v], middle[:, axis] = starts[0][i] + wide / 2, starts[1][j] + deep / 2, (low + high) / 2
    volume = excess[runs] * area * long
    second = np.einsum("i,ia,ib->ab", volume, middle, middle)
    for k, side in ((u, wide), (v, deep), (axis, long)):
        second[k, k] += float(volume @ side**2) / 12
    whole, first, squares = moments(corners, signed(corners), 4)
    return whole + float(volume.sum()), first + volume @ middle, squares + second


def signed(corners: np.ndarray) -> np.ndarray:
    """(m,) signed volume between each of (m, 3, 3) triangles and the origin."""
    return np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6


def moments(corners: np.ndarray, volume: np.ndarray, count: int) -> tuple[float, np.ndarray, np.ndarray]:
    """Volume, first moments (3,) and second moments (3, 3) about the origin of (m, 3, 3) triangles, count 3, or of the
    tetrahedra between them and the origin, 4, that have the volumes (m,)."""
    summed, flat = corners.sum(axis=1), corners.reshape(-1, 3)
    outer = (np.repeat(volume, 3)[:, None] * flat).T @ flat + (volume[:, None] * summed).T @ summed
    return float(volume.sum()), volume @ summed / count, outer / (count * (count + 1))


def _bounds(corners: np.ndarray, component: np.ndarray, count: int, reach: np.ufunc) -> np.ndarray:
    found = np.full((count, 3), np.inf if reach is np.minimum else -np.inf)
    reach.at(found, component, reach.reduce(corners, axis=1))
    return found
