"""What a part would show on a page: lines, as points to lay on it, and the area that it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..picture.raster import depth_slopes, visible
from .page import CHANNELS, Maps, channel_of, pixel
from .viewpoint import View
from .wire import Wire

FEW = 160  # points of lines a part, about
AREAS = 120  # and points that tell what it covers
RASTER = 96  # pixels a side in which a part hides its own edges
ASIDE = 1.6  # pixels to either side of an edge at which it is asked for a line
JUMP = 0.012  # of the part's size on the page: surfaces that are farther apart have a line between them
BENT, FAINT = np.cos(np.radians(50)), np.cos(np.radians(25))  # faces so bent have a line; perhaps a line
PERHAPS = 0.4  # how much what is perhaps a line counts
CLEAR = 3  # pixels from all its own edges where no line is to be seen on a part
BESIDE, FOREIGN = 2.0, 0.5  # what it takes from a contour's length to cover white page, and others' lines


@dataclass(frozen=True)
class Contour:
    """points: (m, 3) on edges that are seen, about the part's middle, turned into the world; angles: (m,) of their
    lines on the page, 0 to pi; channels: (m,) the same as pages' maps have them; along: (m, 3) unit, the way that the
    edge goes in the world; weight: (m,) length on the page that each stands for, at scale 1; spread: (4,) left, bottom,
    right, top of it all, at scale 1; cover: (q, 3) spread evenly over what is seen of its surface; clear: (q,) which of
    them have no line of its own near; patch: the area that each stands for, at scale 1."""

    points: np.ndarray
    angles: np.ndarray
    channels: np.ndarray
    along: np.ndarray
    weight: np.ndarray
    spread: np.ndarray
    cover: np.ndarray
    clear: np.ndarray
    patch: float

    @property
    def length(self) -> float:
        """Of all lines on the page, at scale 1."""
        return float(self.weight.sum())


def contour(wire: Wire, turn: np.ndarray, view: View) -> Contour:
    """What a turned part shows to a view, seen in parallel. wire: in the part's own frame.

    Edges of the mesh are lines only where the two sides of them look so: where one sees past the part or to a surface
    farther away, or faces bend. So seams, doubled faces and holes in a mesh draw none.
    """
    world = wire.vertices @ turn.T
    seen = world @ view.turn.T
    spread = np.concatenate([seen[:, :2].min(axis=0), seen[:, :2].max(axis=0)])
    front = _Front.of(seen, wire.triangles, spread)
    a, b = seen[wire.edges[:, 0]], seen[wire.edges[:, 1]]
    along = b[:, :2] - a[:, :2]
    length = np.linalg.norm(along, axis=1)
    edges = np.flatnonzero((wire.sharp | _outline(seen, wire)) & (length > 1e-9))
    step = max(length[edges].sum() / (4 * FEW), 0.6 / front.zoom)
    count = np.maximum(np.rint(length[edges] / step).astype(int), 1)
    which = np.repeat(np.arange(len(edges)), count)
    rank = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    share = ((rank + 0.5) / count[which])[:, None]
    edge = edges[which]
    places = front.flat(a[edge] * (1 - share) + b[edge] * share)
    aside = (along[edge] / length[edge, None])[:, ::-1] * ASIDE
    worth = front.lines(places, aside)
    weight = worth * length[edge] / count[which]
    cover, clear, patch = front.areas(places[worth > 0])
    kept = np.flatnonzero(weight > 0)
    if len(kept) > FEW:
        total = weight.sum()
        kept = kept[np.linspace(0, len(kept) - 1, FEW).astype(int)]
        weight = weight * total / max(weight[kept].sum(), 1e-12)
    edge, share = edge[kept], share[kept]
    ends = world[wire.edges[edge]]
    points = ends[:, 0] * (1 - share) + ends[:, 1] * share
    way = ends[:, 1] - ends[:, 0]
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-12)
    angles = np.arctan2(along[edge, 1], along[edge, 0]) % np.pi
    return Contour(points, angles, channel_of(angles), way, weight[kept], spread, cover @ view.turn, clear, patch)


def _outline(seen: np.ndarray, wire: Wire) -> np.ndarray:
    """(e,) whether both faces at an edge lie to one side of it."""
    a, b = seen[wire.edges[:, 0], :2], seen[wire.edges[:, 1], :2]
    across, sides = b - a, []
    for which in (0, 1):
        off = seen[wire.triangles[wire.faces[:, which]].sum(axis=1) - wire.edges.sum(axis=1), :2] - a
        sides.append(across[:, 0] * off[:, 1] - across[:, 1] * off[:, 0])
    return sides[0] * sides[1] > 0


@dataclass(frozen=True)
class _Front:
    """What of a part is in front. front: (RASTER, RASTER) triangles; corners, normals, slopes: of all of them; zoom:
    pixels by unit; middle: (2,) of the picture."""

    front: np.ndarray
    corners: np.ndarray
    normals: np.ndarray
    slopes: np.ndarray
    zoom: float
    middle: np.ndarray

    @classmethod
    def of(cls, seen: np.ndarray, triangles: np.ndarray, spread: np.ndarray) -> _Front:
        size = max(float((spread[2:] - spread[:2]).max()), 1e-9)
        zoom, middle = 0.9 * RASTER / size, (spread[:2] + spread[2:]) / 2
        flat = _flat(seen, zoom, middle)
        corners = flat[triangles]
        a, b, c = seen[triangles].swapaxes(0, 1)
        normals = np.cross(b - a, c - a)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
        return cls(visible(flat, triangles, RASTER), corners, normals, depth_slopes(corners), zoom, middle)

    def flat(self, seen: np.ndarray) -> np.ndarray:
        """(n, 3) columns, rows and nearness of points as seen."""
        return _flat(seen, self.zoom, self.middle)

    def _at(self, places: np.ndarray) -> np.ndarray:
        column, row = np.clip(places[:, :2].astype(int), 0, RASTER - 1).T
        return self.front[row, column]

    def _depth(self, triangle: np.ndarray, places: np.ndarray) -> np.ndarray:
        """(n,) nearness of triangles at (n, 2) places, kept within their own."""
        corners = self.corners[triangle]
        plain = corners[:, 0, 2] + ((places[:, :2] - corners[:, 0, :2]) * self.slopes[triangle]).sum(axis=1)
        return np.clip(plain, corners[..., 2].min(axis=1), corners[..., 2].max(axis=1))

    def lines(self, places: np.ndarray, aside: np.ndarray) -> np.ndarray:
        """(n,) how surely there are lines at (n, 3) places of edges, by what is `aside`, (n, 2), of them."""
        reach = JUMP * RASTER / self.zoom
        faces, own, past = [], [], []
        for beside_it in (places[:, :2] + aside, places[:, :2] - aside):
            face = self._at(beside_it)
            through = (face >= 0) & (np.abs(self._depth(face, places) - places[:, 2]) < reach)
            faces.append(face)
            own.append(through)
            past.append(~through & ((face < 0) | (self._depth(face, beside_it) < places[:, 2] - reach)))
        outline = (own[0] & past[1]) | (own[1] & past[0]) | (past[0] & past[1])
        cosine = np.abs((self.normals[faces[0]] * self.normals[faces[1]]).sum(axis=1))
        crease = own[0] & own[1] & (cosine < FAINT)
        return np.where(outline, 1.0, np.where(crease, np.where(cosine < BENT, 1.0, PERHAPS), 0.0))

    def areas(self, lines: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """(q, 3) points, as seen, on what is in front, (q,) which are far from (n, 3) lines, and the area of each."""
        filled = self.front >= 0
        inner = ~_grown(~filled)
        taken = inner if inner.sum() > 0.3 * filled.sum() else filled
        row, column = np.nonzero(taken)
        if not len(row):
            return np.zeros((0, 3)), np.zeros(0, bool), 0.0
        marked = ~filled
        marked[np.clip(lines[:, 1].astype(int), 0, RASTER - 1), np.clip(lines[:, 0].astype(int), 0, RASTER - 1)] = True
        for _ in range(CLEAR):
            marked = _grown(marked)
        kept = np.linspace(0, len(row) - 1, min(AREAS, len(row))).astype(int)
        row, column = row[kept], column[kept]
        places = np.stack([column + 0.5, row + 0.5], axis=1)
        nearness = self._depth(self.front[row, column], places)
        x = (places[:, 0] - RASTER / 2) / self.zoom + self.middle[0]
        y = (RASTER / 2 - places[:, 1]) / self.zoom + self.middle[1]
        patch = float(filled.sum()) / self.zoom**2 / len(kept)
        return np.stack([x, y, nearness], axis=1), ~marked[row, column], patch


def _grown(mask: np.ndarray) -> np.ndarray:
    """With the pixels beside, above and below those of a mask."""
    found = mask.copy()
    found[1:] |= mask[:-1]
    found[:-1] |= mask[1:]
    found[:, 1:] |= mask[:, :-1]
    found[:, :-1] |= mask[:, 1:]
    return found


def _flat(seen: np.ndarray, zoom: float, middle: np.ndarray) -> np.ndarray:
    return np.stack(
        [(seen[:, 0] - middle[0]) * zoom + RASTER / 2, RASTER / 2 - (seen[:, 1] - middle[1]) * zoom, seen[:, 2]], axis=1
    )


def stamped(shown: Sequence[Contour], view: View, size: int) -> np.ndarray:
    """(k, CHANNELS + 2, size, size) contours about a map's first pixel, wrapped, to slide over maps as
    `Maps.transformed` has them: their lines, and what they must not cover."""
    view = replace(view, right=0.0, up=0.0)
    lines, areas = [len(one.points) for one in shown], [len(one.cover) for one in shown]
    channels = [one.channels for one in shown] + [np.full(count, CHANNELS) for count in areas]
    channels += [np.full(count, CHANNELS + 1) for count in areas]
    weight = [one.weight for one in shown]
    weight += [np.full(len(one.cover), -BESIDE * one.length / max(len(one.cover), 1)) for one in shown]
    weight += [-FOREIGN * one.patch * view.scale * one.clear for one in shown]
    points = np.concatenate([one.points for one in shown] + [one.cover for one in shown] * 2)
    which = np.tile(np.arange(len(shown)), 3).repeat(lines + areas + areas)
    flat = np.rint(view.project_all(np.zeros((1, 3)), points)[0, :, :2] * (size / 2)).astype(int)
    index = (which * (CHANNELS + 2) + np.concatenate(channels)) * size + (-flat[:, 1]) % size
    index = index * size + flat[:, 0] % size
    found = np.bincount(index, np.concatenate(weight), len(shown) * (CHANNELS + 2) * size * size)
    return found.reshape(len(shown), CHANNELS + 2, size, size).astype(np.float32)


def met(near: np.ndarray, one: Contour, places: np.ndarray) -> np.ndarray:
    """(..., m) how near to a line of a page's `nearness` the contour's points are, seen at (..., m, 2) places."""
    row, column = pixel(places, near.shape[1])
    inside = (np.abs(places) < 1).all(axis=-1)
    return near[one.channels, row, column] * inside


def beside(maps: Maps, places: np.ndarray) -> np.ndarray:
    """(...,) which share of a part that covers (..., q, 2) places lies on white page beside all that stands."""
    if not places.shape[-2]:
        return np.zeros(places.shape[:-2])
    row, column = pixel(places, maps.white.shape[0])
    return maps.white[row, column].mean(axis=-1)
