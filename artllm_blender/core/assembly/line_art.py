"""Line art as manuals have it: parts seen by a camera as vector segments, hidden lines removed, silhouettes heavier.

Edges are drawn where a picture of what lies in front, seen from the same place, shows that they are lines: on both
sides of them there is something else. So edges that are none, where triangles do not meet corner to corner for one, do
not show, and it does not matter which way round faces are. A line ends where its edge does or where the edge that
hides it crosses it, not at a pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..frames import apply
from ..picture.raster import Camera, depth_slopes, visible
from .trace import chains
from .wire import Wire

# On the picture of what lies in front, edges are sampled in these steps, and looked at aside so far, in its pixels.
STEP, ASIDE = 1.5, 1.6
# Where pixels say that a line ends, an edge that crosses it so near is what ends it. So many samples, or such a share
# of an edge, say less of a line's weight than those beside them; so short a rest of an edge is no line.
NEAR, UNSURE, SHARE, FRAGMENT = 3.5, 3, 0.15, 2.5
# Depths that differ by less than this share of the whole are one; faces turned less than this look like one.
LEVEL, BEND = 4e-3, np.cos(np.radians(20))
HIDDEN, CREASE, OUTLINE, SILHOUETTE = 0, 1, 2, 3


@dataclass(frozen=True)
class LineArt:
    """A drawing in the camera's pixels, right and down.

    segments: (k, 2, 2) ends; weight: (k,) CREASE inside a part, OUTLINE where a part ends before another or itself,
    SILHOUETTE where the whole ends; part: (k,) whose line it is. parts: (size, size) the part seen at each pixel, -1
    for none. seen: (p,) pixels at which each part is seen; covered: (p,) which it would have alone.
    """

    segments: np.ndarray
    weight: np.ndarray
    part: np.ndarray
    parts: np.ndarray
    seen: np.ndarray
    covered: np.ndarray

    @property
    def visible(self) -> np.ndarray:
        """(p,) share of each part's own silhouette that is seen; 0 for what is too small to be seen at all."""
        return self.seen / np.maximum(self.covered, 1)


def draw(wires: Sequence[Wire], poses: np.ndarray, camera: Camera, alone: Sequence[int] = ()) -> LineArt:
    """The parts in their places as line art. poses: (p, 4, 4) rigid, of each part's own vertices to the world.

    alone: parts of which also `covered` is wanted. A camera far away sees in parallel: `Camera.around(..., distance)`.
    Seconds grow with the camera's pixels; what is thinner than one may be missed.
    """
    points, triangles, normals, owner, edges, faces, sharp = _together(wires, poses)
    flat = camera.project(points) if len(points) else np.zeros((0, 3))
    front = visible(flat, triangles, camera.size) if len(triangles) else np.full((camera.size, camera.size), -1)
    parts = np.where(front >= 0, owner[front], -1) if len(owner) else front
    seen = np.bincount(parts[parts >= 0], minlength=len(wires))
    covered = np.zeros(len(wires), int)
    for part in alone:
        covered[part] = (visible(flat, triangles[owner == part], camera.size) >= 0).sum()
    if not len(triangles):
        empty = np.zeros(0, int)
        return LineArt(np.zeros((0, 2, 2)), empty, empty, parts, seen, covered)
    picture = _Picture(front, parts, flat[triangles], normals, owner)
    in_view = (flat[edges, :2].max(axis=1) > 0).all(axis=1) & (flat[edges, :2].min(axis=1) < camera.size).all(axis=1)
    outline = _outlines(flat, triangles, edges, faces)
    chosen = np.flatnonzero(in_view & (sharp | outline))
    segments, weight, part = _lines(picture, flat[edges[chosen]], owner[faces[chosen, 0]], outline[chosen])
    sunk = chains(parts, segments, camera.size)
    segments = np.concatenate([segments, sunk])
    weight = np.concatenate([weight, np.full(len(sunk), OUTLINE)])
    part = np.concatenate([part, _beside(parts, sunk)])
    return LineArt(segments, weight, part, parts, seen, covered)


def _together(wires: Sequence[Wire], poses: np.ndarray) -> tuple[np.ndarray, ...]:
    """All parts as one mesh: points, triangles, normals, (m,) owner; and edges, their faces, sharp."""
    vertex = np.cumsum([0, *(len(w.vertices) for w in wires)])
    face = np.cumsum([0, *(len(w.triangles) for w in wires)])
    every = range(len(wires))
    points = np.concatenate([np.zeros((0, 3)), *(apply(poses[i], wires[i].vertices) for i in every)])
    normals = np.concatenate([np.zeros((0, 3)), *(wires[i].normals @ poses[i][:3, :3].T for i in every)])
    none = np.zeros((0, 2), int)
    return (
        points,
        np.concatenate([np.zeros((0, 3), int), *(wires[i].triangles + vertex[i] for i in every)]),
        normals,
        np.repeat(np.arange(len(wires)), np.diff(face)),
        np.concatenate([none, *(wires[i].edges + vertex[i] for i in every)]),
        np.concatenate([none, *(wires[i].faces + face[i] for i in every)]),
        np.concatenate([np.zeros(0, bool), *(wires[i].sharp for i in every)]),
    )


def _outlines(flat: np.ndarray, triangles: np.ndarray, edges: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(e,) whether both faces at an edge lie to the same side of it in the picture."""
    a, b = flat[edges[:, 0], :2], flat[edges[:, 1], :2]
    sides = []
    for which in (0, 1):
        corners = triangles[faces[:, which]]
        third = corners.sum(axis=1) - edges.sum(axis=1)
        across, off = b - a, flat[third, :2] - a
        sides.append(across[:, 0] * off[:, 1] - across[:, 1] * off[:, 0])
    return sides[0] * sides[1] > 0


@dataclass(frozen=True)
class _Picture:
    """What lies in front. front, parts: (s, s) triangle and part at each pixel, -1 none; corners: (m, 3, 3) on it."""

    front: np.ndarray
    parts: np.ndarray
    corners: np.ndarray
    normals: np.ndarray
    owner: np.ndarray

    def __post_init__(self) -> None:
        depth = self.corners[:, :, 2]
        object.__setattr__(self, "slopes", depth_slopes(self.corners))
        object.__setattr__(self, "range", (depth.min(axis=1), depth.max(axis=1)))
        object.__setattr__(self, "level", LEVEL * float(np.ptp(depth)) + 1e-15)

    def at(self, places: np.ndarray) -> np.ndarray:
        """(n,) triangles in front at (n, 2) places; -1 for none."""
        inside = ((places >= 0) & (places < len(self.front))).all(axis=1)
        column, row = np.where(inside[:, None], places, 0).astype(int).T
        return np.where(inside, self.front[row, column], -1)

    def depth(self, triangle: np.ndarray, places: np.ndarray) -> np.ndarray:
        """(n,) inverse distance of triangles' planes at (n, 2) places, kept within the triangles' own."""
        off = places - self.corners[triangle, 0, :2]
        plain = self.corners[triangle, 0, 2] + np.einsum("ij,ij->i", off, self.slopes[triangle])
        low, high = self.range
        return np.clip(plain, low[triangle] - self.level, high[triangle] + self.level)


def _lines(
    picture: _Picture, ends: np.ndarray, part: np.ndarray, outline: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Segments, (k, 2, 2), weights and parts of what is seen of edges, (e, 2, 3) on the picture. outline: (e,) bool."""
    along = ends[:, 1, :2] - ends[:, 0, :2]
    length = np.linalg.norm(along, axis=1)
    count = np.ceil(length / STEP).astype(int)
    edge = np.repeat(np.arange(len(ends)), count)
    rank = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    share = (rank + 0.5) / count[edge]
    sample = ends[edge, 0] * (1 - share[:, None]) + ends[edge, 1] * share[:, None]
    weight = np.full(len(edge), HIDDEN)
    found = np.flatnonzero(_in_front(picture, sample, part[edge], outline[edge]))
    aside = (along[edge] / np.maximum(length[edge], 1e-12)[:, None])[found][:, ::-1] * (-ASIDE, ASIDE)
    place = sample[found, :2]
    weight[found] = _weights(picture, place + aside, place - aside, part[edge[found]])
    # Again, for where several short runs follow each other.
    for _ in range(4):
        weight = _surer(edge, weight)
    bounds = _runs(edge, weight)
    starts, stops = bounds[:-1], bounds[1:] - 1
    kind, of = weight[starts], edge[starts]
    low, high = rank[starts] / count[of], (rank[stops] + 1) / count[of]
    seen = kind != HIDDEN
    near = _edges_near(sample[weight != HIDDEN, :2], edge[weight != HIDDEN], picture.front.shape[0])
    low, high, of = low[seen], high[seen], of[seen]
    low = _ended(ends[:, :, :2], of, low, near)
    high = _ended(ends[:, :, :2], of, high, near)
    line = ends[of, 0, None, :2] + np.stack([low, high], axis=1)[:, :, None] * along[of, None]
    long = (high - low) * length[of] > np.minimum(FRAGMENT, 0.5 * length[of])
    return line[long], kind[seen][long], part[of][long]


def _runs(edge: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(k + 1,) where runs of one edge and one weight begin among samples, (n,) in their order; at the end n."""
    fresh = (np.diff(edge, prepend=-1) != 0) | (np.diff(weight, prepend=-1) != 0)
    return np.append(np.flatnonzero(fresh), len(edge))


def _surer(edge: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(n,) weights in which a run too short to be sure of is what follows it on its edge, or comes before it; a gap, if
    both are lines. A line seen through a gap stays, short as it may be."""
    bounds = _runs(edge, weight)
    starts, size = bounds[:-1], np.diff(bounds)
    kind = weight[starts]
    joined = edge[starts[1:]] == edge[starts[:-1]]
    after, before = np.full(len(kind), HIDDEN), np.full(len(kind), HIDDEN)
    after[:-1], before[1:] = kind[1:] * joined, kind[:-1] * joined
    heir = np.where(after == HIDDEN, before, after)
    heir = np.where((kind == HIDDEN) & ((after == HIDDEN) | (before == HIDDEN)), HIDDEN, heir)
    short = size <= np.where(kind == HIDDEN, 1, np.maximum(UNSURE, SHARE * np.bincount(edge)[edge[starts]]))
    return np.repeat(np.where(short & (heir != HIDDEN), heir, kind), size)


def _edges_near(places: np.ndarray, edge: np.ndarray, size: int) -> np.ndarray:
    """(size + 4, size + 4) an edge that is drawn at each pixel, -1 for none, with two pixels around."""
    found = np.full((size + 4, size + 4), -1)
    column, row = np.clip(places.astype(int), 0, size - 1).T + 2
    found[row, column] = edge
    return found


def _ended(ends: np.ndarray, of: np.ndarray, share: np.ndarray, near: np.ndarray) -> np.ndarray:
    """(t,) where edges `of` stop or change, moved from about there to the nearest crossing with an edge near it.

    ends: (e, 2, 2) of all edges; share: (t,) along its own; near: as `_edges_near` has it.
    """
    along = ends[:, 1] - ends[:, 0]
    length = np.linalg.norm(along, axis=1)
    place = ends[of, 0] + share[:, None] * along[of]
    column, row = np.clip(place.astype(int), 0, len(near) - 5).T
    best, gap = share.copy(), np.full(len(of), NEAR)
    gap[(share == 0) | (share == 1)] = 0.0
    for down in range(5):
        for across in range(5):
            other = near[row + down, column + across]
            turn = along[of, 0] * along[other, 1] - along[of, 1] * along[other, 0]
            slanted = np.abs(turn) > 0.1 * length[of] * length[other]
            turn = np.where(slanted, turn, 1.0)
            off = ends[other, 0] - ends[of, 0]
            here = (off[:, 0] * along[other, 1] - off[:, 1] * along[other, 0]) / turn
            there = (off[:, 0] * along[of, 1] - off[:, 1] * along[of, 0]) / turn
            beyond = np.maximum(-there, there - 1) * length[other]
            away = np.abs(here - share) * length[of]
            nearer = (other >= 0) & slanted & (beyond < 1) & (away < gap)
            best, gap = np.where(nearer, here, best), np.where(nearer, away, gap)
    return np.clip(best, 0, 1)


def _in_front(picture: _Picture, sample: np.ndarray, part: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """(n,) whether the part itself is what is seen around samples, (n, 3) on the picture, and no nearer than they.

    What is round turns away from its outline faster than pixels tell: there it is enough that beside the part something
    no nearer is seen, or nothing.
    """
    found, own, free = (np.zeros(len(sample), bool) for _ in range(3))
    for across in (0, -1, 1):
        for down in (0, -1, 1):
            left = np.flatnonzero(~found)
            triangle = picture.at(sample[left, :2] + (across, down))
            behind = sample[left, 2] >= picture.depth(triangle, sample[left, :2]) - picture.level
            behind |= triangle < 0
            is_own = (triangle >= 0) & (picture.owner[triangle] == part[left])
            own[left] |= is_own
            free[left] |= behind
            found[left] = is_own & behind
    return found | (outline & own & free)


def _weights(picture: _Picture, left: np.ndarray, right: np.ndarray, part: np.ndarray) -> np.ndarray:
    """(n,) what lines there are between places on either side, (n, 2) each; 0 where there is none."""
    one, other = picture.at(left), picture.at(right)
    empty = (one < 0) | (other < 0)
    a, b = np.where(one < 0, 0, one), np.where(other < 0, 0, other)
    apart = picture.owner[a] != picture.owner[b]
    middle = (left + right) / 2
    jump = np.abs(picture.depth(a, middle) - picture.depth(b, middle)) > picture.level
    bent = np.abs(np.einsum("ij,ij->i", picture.normals[a], picture.normals[b])) < BEND
    return np.where(empty, SILHOUETTE, np.where(apart | jump, OUTLINE, np.where(bent, CREASE, 0)))


def _beside(parts: np.ndarray, segments: np.ndarray) -> np.ndarray:
    """(k,) the part seen at the middle of each segment."""
    column, row = np.clip(segments.mean(axis=1), 0, len(parts) - 1).astype(int).T
    return np.maximum(parts[row, column], 0)
