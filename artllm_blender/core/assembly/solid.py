"""How deep any point lies in a part, whatever its mesh is like: open, doubled, self-crossing, without thickness.

Inside is told by parity along grid lines in three directions, each line with an odd count left out, the rest a vote
(F. S. Nooruddin and G. Turk, 2003). The depth is the exact distance to the triangles that part inside from outside,
kept at the nodes of a grid and interpolated between them.
"""

from __future__ import annotations

import numpy as np

from .footprint import BAND, CHUNK, PIECE, Footprint, footprint, split
from .ranges import boxes_of

CELLS = 2_500_000  # of one part's grid at most; a larger part gets a coarser one
RINGS = 8  # beyond BAND distances are counted in whole pitches, this many
EDGE_POINTS = 0.4  # the share of surface points that lie on edges: corners reach deepest
TINY = 1e-12
SAME = 1e-5  # of the longest side: corners nearer to each other than that are one


class Solid:
    """points: (n, 3) on the surface. lower, upper: (3,) of the box of the mesh.

    triangles: (m, 3, 3). pitch: of the grid. sheet: faces with outside on both sides count as this thick to each side.
    """

    def __init__(self, triangles: np.ndarray, pitch: float, sheet: float, count: int = 1500):
        triangles = _once(np.asarray(triangles, dtype=np.float64))
        self.lower, self.upper = triangles.min(axis=(0, 1)), triangles.max(axis=(0, 1))
        size = self.upper - self.lower
        room = float(np.prod(size + 6 * pitch))
        self.pitch = max(pitch, (room / CELLS) ** (1 / 3))
        self._origin = self.lower - 3 * self.pitch
        self._shape = tuple((np.ceil(size / self.pitch) + 7).astype(int))
        pieces, owner = split((triangles - self._origin) / self.pitch, PIECE)
        inside, near = self._inside(pieces), footprint(pieces, self._shape)
        kind = _kinds(near, owner, inside, len(triangles))
        self.points = sampled(triangles[kind != INNER], count)
        away = _distances(near, kind[owner] == OUTER, self._shape)
        thin = _distances(near, kind[owner] == SHEET, self._shape)
        depth = _signed(away, inside) * self.pitch
        np.maximum(depth, sheet - np.minimum(thin, BAND) * self.pitch, out=depth, where=thin < BAND)
        self._depth = depth.ravel()

    def _inside(self, pieces: np.ndarray) -> np.ndarray:
        """(i, j, k) bool of each node: by the vote of the lines through it."""
        votes = np.zeros(self._shape, np.int8)
        for axis in range(3):
            order = [*(k for k in range(3) if k != axis), axis]
            along = votes.transpose(order)
            along += _parity(pieces[:, :, order], along.shape, axis)
        return votes > 0

    def depth(self, points: np.ndarray) -> np.ndarray:
        """(n,) how deep (n, 3) points lie inside; below 0: at least how far they are outside, a few pitches at most."""
        place = (points - self._origin) / self.pitch
        corner = np.floor(place).astype(np.int64)
        _, y, z = self._shape
        held = ((corner >= 0) & (corner < np.array(self._shape) - 1)).all(axis=1)
        out = np.full(len(points), -self.pitch)
        corner, place = corner[held], place[held]
        fx, fy, fz = (place - corner).T.astype(np.float32)
        at = (corner[:, 0] * y + corner[:, 1]) * z + corner[:, 2]
        d = self._depth

        def row(first: np.ndarray) -> np.ndarray:
            low = d[first]
            return low + fz * (d[first + 1] - low)

        near, far = row(at), row(at + y * z)
        near += fy * (row(at + z) - near)
        far += fy * (row(at + y * z + z) - far)
        out[held] = near + fx * (far - near)
        return out

    def outward(self, points: np.ndarray) -> np.ndarray:
        """(n, 3) unit: which way is out, at (n, 3) points near the surface; 0 where that cannot be told."""
        step = 0.5 * self.pitch
        slopes = [self.depth(points - step * way) - self.depth(points + step * way) for way in np.eye(3)]
        slope = np.stack(slopes, axis=1)
        length = np.linalg.norm(slope, axis=1, keepdims=True)
        return np.where(length > TINY, slope / np.maximum(length, TINY), 0.0)


INNER, OUTER, SHEET = 0, 1, 2


def _once(triangles: np.ndarray) -> np.ndarray:
    """Without triangles that have no area, and each that is there twice only once."""
    area = np.linalg.norm(np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]), axis=1)
    triangles = triangles[area > TINY * max(float(area.max(initial=0.0)), TINY)]
    lower = triangles.min(axis=(0, 1))
    key = np.rint((triangles - lower) / (SAME * np.ptp(triangles, axis=(0, 1)).max())).astype(np.int64)
    order = np.lexsort(key.transpose(2, 0, 1), axis=-1)
    key = np.take_along_axis(key, order[:, :, None], axis=1).reshape(-1, 9)
    return triangles[np.sort(np.unique(key, axis=0, return_index=True)[1])]


def _parity(pieces: np.ndarray, shape: tuple[int, ...], axis: int) -> np.ndarray:
    """(i, j, k) int8: 1 inside, -1 outside by crossings along the third axis; 0 on lines with none or an odd count."""
    # A little off the nodes, so that no line runs through an edge.
    off = np.array([[0.000137, 0.000251], [0.000193, 0.000317], [0.000227, 0.000151]])[axis]
    flat = pieces[:, :, :2] - off
    crossings = np.zeros(shape, np.uint8)  # of which only whether they are even counts
    low = np.maximum(np.ceil(flat.min(axis=1)).astype(int), 0)
    high = np.minimum(np.floor(flat.max(axis=1)).astype(int), np.array(shape[:2]) - 1)
    for which, place in boxes_of(low, high, CHUNK):
        node = np.stack(place, axis=1)
        corner = flat[which] - node[:, None, :]
        x, y = corner[:, :, 0], corner[:, :, 1]
        area = x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)
        hit = (area > 0).all(axis=1) | (area < 0).all(axis=1)
        which, node, area = which[hit], node[hit], area[hit]
        weight = area / area.sum(axis=1, keepdims=True)
        # area k is that of the corners k and k + 1 with the node: the weight of the third.
        height = (weight * np.roll(pieces[which, :, 2], 1, axis=1)).sum(axis=1)
        level = np.clip(np.ceil(height).astype(int), 0, shape[2] - 1)
        np.add.at(crossings, (node[:, 0], node[:, 1], level), 1)
    np.cumsum(crossings, axis=2, dtype=np.uint8, out=crossings)
    crossings &= 1
    vote = crossings.view(np.int8)
    # A line that meets nothing may run through a part that is open at both ends: it tells nothing.
    counts = (vote[:, :, -1:] == 0) & (vote.any(axis=2, keepdims=True))
    vote += vote - 1
    vote *= counts
    return vote


def _kinds(near: Footprint, owner: np.ndarray, inside: np.ndarray, count: int) -> np.ndarray:
    """(count,) what each triangle is: with inside all about it, with outside all about it, or with both."""
    whose = owner[near.piece]
    seen = np.bincount(whose, minlength=count)
    share = np.bincount(whose, weights=inside.ravel()[near.node], minlength=count) / np.maximum(seen, 1)
    return np.where(share > 0.95, INNER, np.where(share < 0.02, SHEET, OUTER))


def _distances(near: Footprint, wanted: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """(i, j, k) float32 of each node, in pitches, to the nearest piece that is wanted; BAND where none is nearer."""
    away = np.full(shape, BAND**2, np.float32)
    of_these = wanted[near.piece]
    np.minimum.at(away.ravel(), near.node[of_these], near.square[of_these])
    return np.sqrt(away)


def _signed(away: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """(i, j, k) float32: above 0 inside. Where a side changes far from any triangle, a face is missing."""
    known = away < BAND
    for axis in range(3):
        one, other = np.moveaxis(inside, axis, 0)[:-1], np.moveaxis(inside, axis, 0)[1:]
        seen, distance = np.moveaxis(known, axis, 0), np.moveaxis(away, axis, 0)
        gap = (one != other) & ~(seen[:-1] | seen[1:])
        distance[:-1][gap] = 0.5
        distance[1:][gap] = 0.5
    grown = away < BAND
    for ring in range(1, RINGS + 1):
        before = grown
        grown = _grown(grown)
        away[grown & ~before] = 0.5 + ring  # the nearest known node is at least so many pitches off, less what it has
    away[~grown] = 0.5 + RINGS + 1
    return np.where(inside, away, -away)


def _grown(mask: np.ndarray) -> np.ndarray:
    """A mask and the nodes next to it, corners too."""
    for axis in range(3):
        grown = mask.copy()
        one, other = np.moveaxis(grown, axis, 0), np.moveaxis(mask, axis, 0)
        one[1:] |= other[:-1]
        one[:-1] |= other[1:]
        mask = grown
    return mask


def sampled(triangles: np.ndarray, count: int) -> np.ndarray:
    """(count, 3) points spread evenly over triangles and their edges, the same every time."""
    edges = np.concatenate([triangles[:, (k, (k + 1) % 3)] for k in range(3)])
    on_edges = int(EDGE_POINTS * count)
    first, second = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    which, u, v = _spread(np.linalg.norm(np.cross(first, second), axis=1), count - on_edges)
    over = u + v > 1
    u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
    inner = triangles[which, 0] + u[:, None] * first[which] + v[:, None] * second[which]
    which, u, _ = _spread(np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1), on_edges)
    return np.concatenate([inner, edges[which, 0] + u[:, None] * (edges[which, 1] - edges[which, 0])])


def _spread(sizes: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(count,) which of the things of such sizes, and two numbers of [0, 1) in it (M. Roberts, 2018)."""
    total = np.cumsum(sizes)
    number = np.arange(count) + 0.5
    which = np.minimum(np.searchsorted(total, number / count * total[-1]), len(sizes) - 1)
    return which, (number * 0.7548776662466927) % 1, (number * 0.5698402909980532) % 1
