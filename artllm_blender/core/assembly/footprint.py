"""Which nodes of a grid lie near which triangles, and how near: all in pitches of the grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .ranges import columns

BAND = 1.5  # pitches from a triangle within which nodes count as near
PIECE, FLAT = 16, 64  # pitches that a triangle may be long before it is split, and one that lies along the grid
CHUNK = 20_000  # columns of nodes worked on at once, which bounds the memory
LEAST_FACING = 0.57  # how much a triangle faces at least the axis that it faces most
LEVEL = 0.2  # pitches from a plane, within which a node is on neither side
TINY = 1e-12


@dataclass(frozen=True)
class Footprint:
    """piece: (n,) whose node it is. node: (n,) its flat number in the grid. square: (n,) squared distance, below BAND².
    over: (n,) whether the node lies over the piece itself, not beside it. side: (n,) int8, 1 if it is on the side that
    the piece faces, -1 if on the other, 0 if too near its plane to say."""

    piece: np.ndarray
    node: np.ndarray
    square: np.ndarray
    over: np.ndarray
    side: np.ndarray


def split(triangles: np.ndarray, longest: float) -> tuple[np.ndarray, np.ndarray]:
    """(p, 3, 3) pieces of the triangles, none much longer than it fills its box, and (p,) whose each is."""
    done, owners = [], []
    left, owner = triangles, np.arange(len(triangles))
    while len(left):
        edges = np.linalg.norm(left - np.roll(left, -1, axis=1), axis=2)
        k = edges.argmax(axis=1)
        # One that lies along the grid fills its box however long it is.
        flat = np.ptp(left, axis=1).min(axis=1) < 0.5
        fine = edges.max(axis=1) <= np.where(flat, FLAT, longest)
        done.append(left[fine])
        owners.append(owner[fine])
        left, k, owner = left[~fine], k[~fine], owner[~fine]
        n = np.arange(len(left))
        a, b, c = left[n, k], left[n, (k + 1) % 3], left[n, (k + 2) % 3]
        middle = (a + b) / 2
        left = np.concatenate([np.stack([a, middle, c], axis=1), np.stack([middle, b, c], axis=1)])
        owner = np.concatenate([owner, owner])
    return np.concatenate(done), np.concatenate(owners)


def footprint(pieces: np.ndarray, shape: tuple[int, ...]) -> Footprint:
    """Every node of a grid within BAND of each piece, (p, 3, 3) in pitches from the grid's first node."""
    found = list(_chunks(pieces, shape))
    if not found:
        return Footprint(*(np.zeros(0, kind) for kind in (int, int, np.float32, bool, np.int8)))
    return Footprint(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _chunks(pieces: np.ndarray, shape: tuple[int, ...]) -> Iterator[tuple[np.ndarray, ...]]:
    edges = np.roll(pieces, -1, axis=1) - pieces
    normal = np.cross(edges[:, 0], edges[:, 1])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), TINY)
    lengths = np.maximum(np.linalg.norm(edges, axis=2, keepdims=True), TINY)
    along = edges / lengths
    inward = np.cross(normal[:, None, :], along)
    plane = _Plane(normal, pieces[:, 0])
    sides = [_Plane(inward[:, k], pieces[:, k]) for k in range(3)]
    ways = [(_Plane(along[:, k], pieces[:, k]), lengths[:, k, 0].astype(np.float32)) for k in range(3)]
    for which, place in _near_plane(pieces, normal, shape):
        apart = np.stack([side.at(which, place) for side in sides])
        height = plane.at(which, place)
        square = height**2
        over = (apart >= 0).all(axis=0)
        beside = np.flatnonzero(~over)
        near_side = np.full(len(beside), np.inf, np.float32)
        rest = which[beside], [axis[beside] for axis in place]
        for k, (way, length) in enumerate(ways):
            run = way.at(*rest)
            past = run - np.clip(run, 0, length[rest[0]])
            near_side = np.minimum(near_side, past**2 + apart[k, beside] ** 2)
        square[beside] += near_side
        near = square < BAND**2
        x, y, z = (axis[near].astype(np.int64) for axis in place)
        yield which[near], (x * shape[1] + y) * shape[2] + z, square[near], over[near], _side(height[near])


def _near_plane(
    pieces: np.ndarray, normal: np.ndarray, shape: tuple[int, ...]
) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
    """(n,) pieces, and three times (n,) where nodes are that are within BAND of the plane of each: of every column of
    nodes, along the axis that a piece faces most, the few where the column meets its plane."""
    lead = np.abs(normal).argmax(axis=1)
    for axis in range(3):
        of_axis = np.flatnonzero(lead == axis)
        across = [k for k in range(3) if k != axis]
        corners, facing = pieces[of_axis], normal[of_axis]
        flat = corners[:, :, across]
        steep = np.where(facing[:, axis] < 0, -1, 1) * np.maximum(np.abs(facing[:, axis]), LEAST_FACING)
        slope = -facing[:, across] / steep[:, None]
        height = _Plane(slope, flat[:, 0])
        first, reach = corners[:, 0, axis].astype(np.float32), (BAND / np.abs(steep)).astype(np.float32)
        for which, *column in columns(flat, BAND, (shape[across[0]], shape[across[1]]), CHUNK):
            column = [one.astype(np.float32) for one in column]
            met, within = height.at(which, column) + first[which], reach[which]
            level = np.arange(2 * float(within.max(initial=0.0)) + 1, dtype=np.float32)
            level = np.ceil(met - within)[:, None] + level
            held = (np.abs(level - met[:, None]) < within[:, None]) & (level >= 0) & (level < shape[axis])
            row, k = np.nonzero(held)
            place = [one[row] for one in column]
            place.insert(axis, level[row, k])
            yield of_axis[which[row]], place


def _side(height: np.ndarray) -> np.ndarray:
    return np.sign(height).astype(np.int8) * (np.abs(height) > LEVEL)


class _Plane:
    """Signed distances from many planes; (n, 3) unit normals and a point on each. In 32 bits: pitches are few."""

    def __init__(self, normals: np.ndarray, points: np.ndarray):
        self._normal = np.ascontiguousarray(normals.T.astype(np.float32))
        self._off = (normals * points).sum(axis=1).astype(np.float32)

    def at(self, which: np.ndarray, place: list[np.ndarray]) -> np.ndarray:
        value = -self._off[which]
        for normal, axis in zip(self._normal, place, strict=True):
            value += normal[which] * axis
        return value
