"""The lines that a part would show, as points to lay on a page; and what hides them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..picture.raster import depth_slopes, visible
from .page import CHANNELS, channel_of, pixel
from .viewpoint import View
from .wire import Wire

FEW = 120  # points a part, about
RASTER = 128  # pixels a side in which a part hides its own edges
DEPTHS = 160  # and in which what stands hides others


@dataclass(frozen=True)
class Contour:
    """points: (m, 3) on edges that are seen, about the part's middle, turned into the world; channels: (m,) their
    lines' direction on the page; weight: (m,) length on the page that each stands for, at scale 1; spread: (4,) left,
    bottom, right, top of it all, at scale 1."""

    points: np.ndarray
    channels: np.ndarray
    weight: np.ndarray
    spread: np.ndarray

    @property
    def length(self) -> float:
        """Of all lines on the page, at scale 1."""
        return float(self.weight.sum())


def contour(wire: Wire, turn: np.ndarray, view: View) -> Contour:
    """What a turned part shows to a view, seen in parallel. wire: in the part's own frame."""
    world = wire.vertices @ turn.T
    seen = world @ view.turn.T
    spread = np.concatenate([seen[:, :2].min(axis=0), seen[:, :2].max(axis=0)])
    a, b = seen[wire.edges[:, 0]], seen[wire.edges[:, 1]]
    along = b[:, :2] - a[:, :2]
    length = np.linalg.norm(along, axis=1)
    drawn = (wire.sharp | _outline(seen, wire)) & (length > 1e-9)
    edges = np.flatnonzero(drawn)
    step = max(length[edges].sum() / (2.5 * FEW), 1e-9)
    count = np.maximum(np.rint(length[edges] / step).astype(int), 1)
    which = np.repeat(np.arange(len(edges)), count)
    rank = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    share = ((rank + 0.5) / count[which])[:, None]
    edge = edges[which]
    places = a[edge] * (1 - share) + b[edge] * share
    free = _unhidden(places, seen, wire.triangles, spread)
    edge, share, which = edge[free], share[free], which[free]
    weight = length[edge] / count[which]
    points = world[wire.edges[edge, 0]] * (1 - share) + world[wire.edges[edge, 1]] * share
    angles = np.arctan2(along[edge, 1], along[edge, 0]) % np.pi
    if len(points) > FEW:
        keep = np.linspace(0, len(points) - 1, FEW).astype(int)
        weight = weight[keep] * weight.sum() / max(weight[keep].sum(), 1e-12)
        points, angles = points[keep], angles[keep]
    return Contour(points, channel_of(angles), weight, spread)


def _outline(seen: np.ndarray, wire: Wire) -> np.ndarray:
    """(e,) whether both faces at an edge lie to one side of it."""
    a, b = seen[wire.edges[:, 0], :2], seen[wire.edges[:, 1], :2]
    across, sides = b - a, []
    for which in (0, 1):
        off = seen[wire.triangles[wire.faces[:, which]].sum(axis=1) - wire.edges.sum(axis=1), :2] - a
        sides.append(across[:, 0] * off[:, 1] - across[:, 1] * off[:, 0])
    return sides[0] * sides[1] > 0


def _unhidden(places: np.ndarray, seen: np.ndarray, triangles: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """(n,) whether the part itself does not hide places, (n, 3) right, up and near."""
    size = max(float((spread[2:] - spread[:2]).max()), 1e-9)
    middle = (spread[:2] + spread[2:]) / 2
    zoom = 0.9 * RASTER / size

    def flat(points: np.ndarray) -> np.ndarray:
        return np.stack(
            [
                (points[:, 0] - middle[0]) * zoom + RASTER / 2,
                RASTER / 2 - (points[:, 1] - middle[1]) * zoom,
                points[:, 2],
            ],
            axis=1,
        )

    depth = depth_map(flat(seen), triangles, RASTER)
    at = flat(places)
    column, row = np.clip(at[:, 0].astype(int), 1, RASTER - 2), np.clip(at[:, 1].astype(int), 1, RASTER - 2)
    nearest = np.min([depth[row + dy, column + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)], axis=0)
    return at[:, 2] >= nearest - 0.006 * size


def depth_map(flat: np.ndarray, triangles: np.ndarray, size: int) -> np.ndarray:
    """(size, size) nearness of the frontmost surface, -inf where none is. flat: (n, 3) columns, rows, nearness."""
    front = visible(flat, triangles, size)
    corners = flat[triangles]
    slopes = depth_slopes(corners)
    row, column = np.nonzero(front >= 0)
    of = front[row, column]
    off = np.stack([column + 0.5, row + 0.5], axis=1) - corners[of, 0, :2]
    depth = corners[of, 0, 2] + np.einsum("ij,ij->i", off, slopes[of])
    found = np.full((size, size), -np.inf)
    found[row, column] = np.clip(depth, corners[of, :, 2].min(axis=1), corners[of, :, 2].max(axis=1))
    return found


def standing_depth(vertices: np.ndarray, triangles: np.ndarray, view: View) -> np.ndarray:
    """(DEPTHS, DEPTHS) nearness to a view of the surface of what stands, (n, 3) in the world; -inf beside it."""
    seen = view.project(vertices)
    flat = np.stack([(seen[:, 0] + 1) / 2 * DEPTHS, (1 - seen[:, 1]) / 2 * DEPTHS, seen[:, 2]], axis=1)
    return depth_map(flat, triangles, DEPTHS)


def stamped(one: Contour, view: View, size: int) -> np.ndarray:
    """(CHANNELS, size, size) the contour about a map's first pixel, wrapped, to slide over such maps."""
    flat = view.project(one.points)[:, :2] * size / 2
    row, column = np.rint(-flat[:, 1]).astype(int), np.rint(flat[:, 0]).astype(int)
    stamp = np.zeros((CHANNELS, size, size), np.float32)
    np.add.at(stamp, (one.channels, row % size, column % size), one.weight)
    return stamp


def met(near: np.ndarray, one: Contour, places: np.ndarray) -> np.ndarray:
    """(..., m) how near to a line of a page's `nearness` the contour's points are, seen at (..., m, 2) places."""
    row, column = pixel(places, near.shape[1])
    inside = (np.abs(places) < 1).all(axis=-1)
    return near[one.channels, row, column] * inside
