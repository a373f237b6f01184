"""How deep any point lies in a part, whatever its mesh is like: open, doubled, self-crossing, without thickness.

Inside is told by parity along grid lines in three directions, each line with an odd count left out, the rest a vote
(F. S. Nooruddin and G. Turk, 2003). The depth is the exact distance to the triangles that part inside from outside,
kept at the nodes of a grid and interpolated between them; where that is not exact enough, the nodes also know the
triangle that is nearest to them.
"""

from __future__ import annotations

from copy import copy

import numpy as np

from ..frames import apply
from ..steps import Steps, exhausted
from .closing import missing_faces, openness
from .directions import faces_of
from .footprint import BAND, PIECE, Footprint, footprint, split
from .nearest import Flats
from .parity import voted
from .samples import sampled
from .seams import Seams

CELLS = 1_000_000  # of one part's grid at most; a larger part gets a coarser one
RINGS = 8  # beyond BAND distances are counted in whole pitches, this many
REACH = 6  # pitches, as asked for, from the band inward in which depth is exact
EDGE_POINTS = 0.3  # the share of surface points that lie on edges
CORNERS = 350  # at most, that are surface points too: they reach deepest
EVEN_WORTH = 1150  # corners, that all points that lie evenly are worth together
TIGHTER = 0.7  # of the box along the world's axes, that a box along the faces has to be to be used
OFF = 0.6  # pitches by which depth between the nodes may be too small
PLANES = 50.0  # steps of a normal's component, and of a pitch, in which planes are told apart
SAME_HEIGHT = 1e-3  # pitches by which depth and the height under a plane may differ and be the same
FEW = 6  # nodes over a face on one side, which may be wrong by chance
HARDLY, MOSTLY = 0.08, 0.95  # the share of inside by which a face has outside, or inside, on both sides
OVER = 0.99  # of a node's distance, that its height over a triangle is if it lies over it
BEHIND = 1e-6  # pitches under a face, from which on a point is behind it
WALK, BESIDE = 6, 1e-6  # steps over edges at most; squared pitches by which a point is not over a triangle
ASIDE = 0.3  # of a point's distance, that its height over the nearest triangle is at least where its sign is trusted
AGREED = 0.75  # pitches, by which what the nearest triangle says and what lies between the nodes differ at most
OPEN = 0.35  # of all that is round what is inside, missing: too much for a solid of which one direction of lines tells
SURE = 0.9  # pitches from the surface, beyond which the grid knows on which side a point is
TINY = 1e-12
SAME = 1e-5  # of the longest side: corners nearer to each other than that are one


class Solid:
    """points: (n, 3) on the surface, the first `spread` of them evenly, then on edges, `count` in all, then corners;
    every so manyeth of the first `count` lie so too. even: slices of those that lie evenly, and of corners. weights:
    (n,) of them in a share of the surface, together 1: a corner counts for much, an edge, which is long for its area,
    for nothing. lower, upper: (3,) of the box of the mesh.

    triangles: (m, 3, 3). pitch: of the grid. sheet: faces with outside on both sides count as this thick to each side.
    """

    def __init__(self, triangles: np.ndarray, pitch: float, sheet: float, count: int = 1500):
        exhausted(self._built(triangles, pitch, sheet, count))

    @classmethod
    def made(cls, triangles: np.ndarray, pitch: float, sheet: float, count: int = 1500) -> Steps[Solid]:
        """The same in steps, each a fraction of a second."""
        solid = cls.__new__(cls)
        yield from solid._built(triangles, pitch, sheet, count)
        return solid

    def moved(self, motion: np.ndarray) -> Solid:
        """The same part where a (4, 4) motion has brought it; what is known of it is shared."""
        there = copy(self)
        there.points, there._corners = apply(motion, self.points), apply(motion, self._corners)
        there.lower, there.upper = there._corners.min(axis=0), there._corners.max(axis=0)
        there._frame = motion[:3, :3] @ self._frame
        there._origin = self._origin + motion[:3, 3] @ there._frame
        return there

    def is_like(self, other: Solid) -> bool:
        """Whether it is the other one moved."""
        return self._depth is other._depth

    def _built(self, triangles: np.ndarray, pitch: float, sheet: float, count: int) -> Steps[None]:
        triangles = _once(np.asarray(triangles, dtype=np.float64))
        self._corners = np.unique(triangles.reshape(-1, 3), axis=0)
        self.lower, self.upper = self._corners.min(axis=0), self._corners.max(axis=0)
        seams = Seams(triangles)
        # What closes a mesh lies along the grid, as where it ends lies along the world's axes, mostly.
        self._frame = np.eye(3) if len(seams.ends(triangles)) else _tight(triangles, 6 * pitch)
        turned = triangles @ self._frame
        lower, size = turned.min(axis=(0, 1)), np.ptp(turned, axis=(0, 1))
        self.pitch = max(pitch, (float(np.prod(size + 6 * pitch)) / CELLS) ** (1 / 3))
        self._origin = lower - 3 * self.pitch
        self._shape = tuple((np.ceil(size / self.pitch) + 7).astype(int))
        self._sheet = sheet / self.pitch
        scaled = (turned - self._origin) / self.pitch
        pieces, owner = split(scaled, PIECE)
        yield "shapes", 0.1
        near = footprint(pieces, self._shape)
        yield "shapes", 0.3
        inside, is_told = voted(pieces, self._shape)
        yield "shapes", 0.5
        if not is_told and openness(inside, near, seams.ends(scaled), scaled) > OPEN:
            inside[:] = False  # a sheet that is bent: lines across it meet it twice, all others once
        kind = _kinds(near, owner, inside, len(scaled))
        away, self._nearest = _distances(near, kind[owner] == OUTER, owner, self._shape)
        thin, self._thin = _distances(near, kind[owner] == SHEET, owner, self._shape)
        inside &= (away < BAND) | (thin >= BAND)  # a node that lies in a sheet's thickness is not in a solid
        yield "shapes", 0.6
        missing = missing_faces(inside, away, seams.ends(scaled))
        self._spread_over(triangles[kind != INNER], missing, count)
        if len(missing):
            number = np.arange(len(scaled), len(scaled) + len(missing))
            near = footprint(missing, self._shape)
            closer, which = _distances(near, np.ones(len(missing), bool), number, self._shape)
            self._nearest = np.where((closer < away).ravel(), which, self._nearest)
            away, scaled = np.minimum(away, closer), np.concatenate([scaled, missing])
        self._flats = Flats(scaled)
        beside = seams.beside()
        beside[(beside >= 0) & (kind[beside] != kind[:, None])] = -1
        self._beside = np.concatenate([beside, np.full((len(scaled) - len(beside), 3), -1)])
        self._has_sheets = bool((kind == SHEET).any())
        self._within = inside.ravel()
        depth = self._signed(away, inside, max(1, round(REACH * pitch / self.pitch)))
        yield "shapes", 0.8
        known = np.flatnonzero(self._nearest >= 0)
        nodes = np.stack(np.unravel_index(known, self._shape), axis=1)
        height = self._flats.heights(nodes, self._nearest[known])
        self._outward = self._facing(known, height, depth.ravel())
        self._smooth = self._one_plane(known, height, depth.ravel())
        np.maximum(depth, self._sheet - thin, out=depth, where=thin < BAND)
        self._depth = depth.ravel() * np.float32(self.pitch)

    def _spread_over(self, triangles: np.ndarray, missing: np.ndarray, count: int) -> None:
        """Points and their weights, on triangles and those, in pitches, that close them. Not on faces within it: what
        meets them has met its outside already."""
        corners = np.unique(triangles.reshape(-1, 3), axis=0)
        corners = corners[:: -(-len(corners) // CORNERS) or 1][: CORNERS * bool(count)]  # of many every so manyeth
        surface = np.concatenate([triangles, (missing * self.pitch + self._origin) @ self._frame.T])
        self.spread = (count - int(EDGE_POINTS * count)) * bool(len(surface))
        on_edges = int(EDGE_POINTS * count) * bool(len(triangles))
        points = [corners]
        if on_edges:
            points.insert(0, sampled(triangles, on_edges, 1.0)[0])
        if self.spread:
            points.insert(0, sampled(surface, self.spread)[0])
        self.points = np.concatenate(points)
        self.even = slice(0, self.spread), slice(len(self.points) - len(corners), None)
        worth = np.array([EVEN_WORTH / max(self.spread, 1), 0.0, 1.0]) / (EVEN_WORTH + len(corners))
        self.weights = np.repeat(worth, (self.spread, on_edges, len(corners)))

    def _signed(self, away: np.ndarray, inside: np.ndarray, rings: int) -> np.ndarray:
        """(i, j, k) float32, in pitches, above 0 inside. Some rings deep a node's nearest triangle is the best of
        those of the nodes about it."""
        grown = away < BAND
        for ring in range(1, RINGS + 1):
            before = grown
            grown = _grown(grown)
            # The nearest known node is at least so many pitches off, less what it has.
            away[grown & ~before] = 0.5 + ring
        away[~grown] = 0.5 + RINGS + 1
        self._spread(away.ravel(), inside.ravel(), rings)
        return np.where(inside, away, -away)

    def _spread(self, away: np.ndarray, inside: np.ndarray, rings: int) -> None:
        """Ring by ring inward give nodes, flat, the nearest of their neighbours' triangles, and the distance to it."""
        _, y, z = self._shape
        beside = np.array([-y * z, y * z, -z, z, -1, 1])
        last = np.flatnonzero((self._nearest >= 0) & inside)
        for _ in range(rings):
            reached = np.zeros(len(inside), bool)
            reached[last[:, None] + beside] = True
            nodes = np.flatnonzero(reached & inside & (self._nearest < 0))
            if not len(nodes):
                return
            places = np.stack(np.unravel_index(nodes, self._shape), axis=1).astype(float)
            square, _, which = self._flats.nearest(places, _distinct(self._nearest[nodes[:, None] + beside]))
            self._nearest[nodes] = which
            away[nodes] = np.sqrt(square)
            last = nodes

    def _facing(self, known: np.ndarray, height: np.ndarray, depth: np.ndarray) -> np.ndarray:
        """(triangles,) int, 1 if a triangle's normal points outward, else -1: by the nodes over it, by all to which it
        is nearest if there are none. The rest as for `_one_plane`."""
        outward, nearest = np.where(depth[known] > 0, -height, height), self._nearest[known]
        over = np.abs(height) > OVER * np.abs(depth[known])
        count = len(self._beside)
        votes = np.bincount(nearest[over], outward[over], count)
        votes = np.where(votes == 0, np.bincount(nearest, outward, count), votes)
        return np.where(votes < 0, -1, 1)

    def _one_plane(self, known: np.ndarray, height: np.ndarray, depth: np.ndarray) -> np.ndarray:
        """(cells,) bool, by their first node, of which all nodes lie over one plane's triangles: there depth is exact.
        known: nodes that know the nearest, flat; height: (k,) of them over it. depth: of all nodes. All in pitches."""
        plane, nearest = np.full(len(depth), -1), self._nearest[known]
        over = np.abs(height * self._outward[nearest] + depth[known]) < SAME_HEIGHT
        planes = np.unique(np.rint(PLANES * self._flats.planes()).astype(np.int64), axis=0, return_inverse=True)[1]
        plane[known[over]] = planes.ravel()[nearest[over]]
        plane = plane.reshape(self._shape)
        if self._has_sheets:
            plane[(self._thin >= 0).reshape(self._shape)] = -1
        same = plane >= 0
        for axis in range(3):
            one = [slice(None)] * 3
            one[axis] = slice(None, -1)
            next_one = list(one)
            next_one[axis] = slice(1, None)
            one, next_one = tuple(one), tuple(next_one)
            same[one] &= same[next_one] & (plane[one] == plane[next_one])
        return same.ravel()

    def depth(self, points: np.ndarray) -> np.ndarray:
        """(n,) how deep (n, 3) points lie inside; below 0: at least how far they are outside, a few pitches at most.
        Between the nodes of the grid it may be off by half a pitch at edges and amid thin parts."""
        return self._interpolated(self._place(points))

    def depth_against(self, points: np.ndarray, limit: np.ndarray, fine: bool) -> np.ndarray:
        """(n,) the same, exact where the grid tells that a point is deeper than its limit, (n,), or, if fine, where it
        might be."""
        place = self._place(points)
        depth = self._interpolated(place)
        doubtful = np.flatnonzero(depth > limit - OFF * self.pitch if fine else depth > limit)
        if len(doubtful):
            held, at, _ = self._cell(place[doubtful])
            rough = np.flatnonzero(held)[~self._smooth[at]]
            doubtful = doubtful[rough]
            depth[doubtful] = self._exact(place[doubtful], depth[doubtful])
        return depth

    def _interpolated(self, place: np.ndarray) -> np.ndarray:
        out = np.full(len(place), -self.pitch)
        held, at, share = self._cell(place)
        fx, fy, fz = (one.astype(np.float32) for one in share)
        _, y, z = self._shape
        d = self._depth

        def row(first: np.ndarray) -> np.ndarray:
            low = d[first]
            return low + fz * (d[first + 1] - low)

        near, far = row(at), row(at + y * z)
        near += fy * (row(at + z) - near)
        far += fy * (row(at + y * z + z) - far)
        out[held] = near + fx * (far - near)
        return out

    def beside_edges(self, points: np.ndarray, within: float) -> int:
        """How many of (n, 3) points lie within so much of the surface where it is no plain face, or within it."""
        place = self._place(points)
        held, at, _ = self._cell(place)
        held[held] = ~self._smooth[at]
        return int((self._interpolated(place[held]) > -within).sum())

    def exact(self, points: np.ndarray) -> np.ndarray:
        """(n,) the same, exact near the surface and wherever points are inside."""
        place = self._place(points)
        return self._exact(place, self._interpolated(place))

    def _exact(self, place: np.ndarray, quick: np.ndarray) -> np.ndarray:
        found = quick.copy()
        held, at, share = self._cell(place)
        place, quick = place[held], quick[held] / self.pitch
        _, y, z = self._shape
        corners = at[:, None] + np.array([0, 1, z, z + 1, y * z, y * z + 1, y * z + z, y * z + z + 1])
        square, height, which = self._reached(place, self._nearest[corners])
        distance, behind = np.sqrt(square), height * self._outward[which] < -BEHIND
        x_up, y_up, z_up = (one > 0.5 for one in share)
        node = at + x_up * (y * z) + y_up * z + z_up
        # Where a face ends with none beyond, which side of it a point far beside it is on says nothing; nor where the
        # nearest face is not among those of the nodes, or part of a sheet beside a solid: the nodes know better.
        told = (np.maximum(distance, np.abs(quick)) <= SURE) & (np.abs(height) >= ASIDE * distance)
        told &= np.abs(np.where(behind, distance, -distance) - quick) <= AGREED
        inside = np.where(told, behind, self._within[node])
        exact = np.where(np.isfinite(distance), np.where(inside, distance, -distance), quick)
        if self._has_sheets:
            exact = np.maximum(exact, self._sheet - np.sqrt(self._reached(place, self._thin[corners])[0]))
        found[held] = exact * self.pitch
        return found

    def _reached(self, place: np.ndarray, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """As `Flats.nearest` of (n, k) candidates and the other halves of the faces that they halve, and from there on
        over its edges to what lies nearer: on what is round that is seldom the nearest to a node."""
        nearest = _distinct(candidates)
        halves = np.where(nearest >= 0, self._beside[nearest, 0], -1)
        square, height, which = self._flats.nearest(place, np.concatenate([nearest, halves], axis=1))
        left = np.arange(len(place))
        for _ in range(WALK):
            left = left[(which[left] >= 0) & (square[left] > height[left] ** 2 + BESIDE)]
            if not len(left):
                break
            around = np.concatenate([which[left, None], self._beside[which[left]]], axis=1)
            found = self._flats.nearest(place[left], around)
            moved = found[2] != which[left]
            left = left[moved]
            square[left], height[left], which[left] = (of[moved] for of in found)
        return square, height, which

    def _place(self, points: np.ndarray) -> np.ndarray:
        """(n, 3) where points are in the grid, in pitches from its first node."""
        return points @ (self._frame / self.pitch) - self._origin / self.pitch

    def _cell(self, place: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
        """Which of (n, 3) places are in the grid, (n,) bool; of each that is the flat number of its cell's first node,
        and, three times (k,), where it is in the cell."""
        sides = list(place.T)
        held = np.ones(len(place), bool)
        for side, count in zip(sides, self._shape, strict=True):
            held &= (side >= 0) & (side < count - 1)
        if not held.all():
            sides = [side[held] for side in sides]
        corner = [side.astype(np.int64) for side in sides]
        number = (corner[0] * self._shape[1] + corner[1]) * self._shape[2] + corner[2]
        return held, number, [side - first for side, first in zip(sides, corner, strict=True)]

    def outward(self, points: np.ndarray) -> np.ndarray:
        """(n, 3) unit: which way is out, at (n, 3) points near the surface; 0 where that cannot be told."""
        if not len(points):
            return np.zeros((0, 3))
        step = 0.5 * self.pitch
        slopes = [self.depth(points - step * way) - self.depth(points + step * way) for way in np.eye(3)]
        slope = np.stack(slopes, axis=1)
        length = np.linalg.norm(slope, axis=1, keepdims=True)
        return np.where(length > TINY, slope / np.maximum(length, TINY), 0.0)


INNER, OUTER, SHEET = 0, 1, 2


def _distinct(numbers: np.ndarray) -> np.ndarray:
    """(n, k) each row's numbers sorted, -1 for those that are there already."""
    numbers = np.sort(numbers, axis=1)
    numbers[:, 1:][numbers[:, 1:] == numbers[:, :-1]] = -1
    return numbers


def _tight(triangles: np.ndarray, margin: float) -> np.ndarray:
    """(3, 3) whose columns are the axes of a grid: the world's, or those along most of the faces if their box is much
    smaller."""
    normals = faces_of(triangles, 3)
    frames = [np.eye(3)]
    if len(normals) > 1 and np.linalg.norm(across := np.cross(normals[0], normals[1])) > 0.1:
        third = across / np.linalg.norm(across)
        frames.append(np.stack([normals[0], np.cross(third, normals[0]), third], axis=1))
    rooms = [float(np.prod(np.ptp((triangles @ frame), axis=(0, 1)) + margin)) for frame in frames]
    return frames[1] if len(frames) > 1 and rooms[1] < TIGHTER * rooms[0] else frames[0]


def _once(triangles: np.ndarray) -> np.ndarray:
    """Without triangles that have no area, and each that is there twice only once."""
    area = np.linalg.norm(np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]), axis=1)
    triangles = triangles[area > TINY * max(float(area.max(initial=0.0)), TINY)]
    lower = triangles.min(axis=(0, 1))
    key = np.rint((triangles - lower) / (SAME * np.ptp(triangles, axis=(0, 1)).max())).astype(np.int64)
    order = np.lexsort(key.transpose(2, 0, 1), axis=-1)
    key = np.take_along_axis(key, order[:, :, None], axis=1).reshape(-1, 9)
    return triangles[np.sort(np.unique(key, axis=0, return_index=True)[1])]


def _kinds(near: Footprint, owner: np.ndarray, inside: np.ndarray, count: int) -> np.ndarray:
    """(count,) what each triangle is: with inside on both sides, with outside on both, or with both."""
    # How many nodes of each triangle are on its back, level with it, on its front; beside it or over it; out or in.
    key = (owner * 3 + 1)[near.piece] + near.side
    key = (2 * key + near.over) * 2 + inside.ravel()[near.node]
    nodes = np.bincount(key, minlength=12 * count).reshape(count, 3, 2, 2)
    sides = np.full((2, count), 0.5)
    for shares, of_side in zip(sides, (nodes[:, 2], nodes[:, 0]), strict=True):
        # By the nodes right over it; by all near it where those are few, as over a narrow side of what is round.
        for of_these in (of_side.sum(axis=1), of_side[:, 1]):
            seen = of_these.sum(axis=1)
            np.divide(of_these[:, 1], seen, out=shares, where=seen >= FEW)
    shares = sides.mean(axis=0)
    return np.where(shares > MOSTLY, INNER, np.where(shares < HARDLY, SHEET, OUTER))


def _distances(
    near: Footprint, wanted: np.ndarray, owner: np.ndarray, shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(i, j, k) float32 of each node, in pitches, to the nearest piece that is wanted; BAND where none is nearer. And
    flat, int32: whose that piece is, -1 for none."""
    away, nearest = np.full(shape, BAND**2, np.float32), np.full(int(np.prod(shape)), -1, np.int32)
    of_these = wanted[near.piece]
    node, square, whose = near.node[of_these], near.square[of_these], owner[near.piece[of_these]]
    np.minimum.at(away.ravel(), node, square)
    best = square <= away.ravel()[node]
    nearest[node[best]] = whose[best]
    return np.sqrt(away), nearest


def _grown(mask: np.ndarray) -> np.ndarray:
    """A mask and the nodes next to it, corners too."""
    for axis in range(3):
        grown = mask.copy()
        one, other = np.moveaxis(grown, axis, 0), np.moveaxis(mask, axis, 0)
        one[1:] |= other[:-1]
        one[:-1] |= other[1:]
        mask = grown
    return mask
