"""Which part each polygon belongs to: components go whole where the points on them agree, else polygon by polygon."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .articulation import Articulation
from .connectivity import components, neighbours, triangle_edges, twins, weld
from .nearby import local_scores
from .prediction import Prediction

# A component is cut only where it is LARGE, as a share of the object's points, for a wheel or a handle is one thing
# whatever the points on it say; and where they contradict each other: less than CLEAR of them agree (less than FUSED if
# it is over half of the object, as a skin fused from several parts is); and only into regions in which HELD of the
# points, at least FEW, say so.
LARGE, CLEAR, FUSED, HELD, FEW = 0.2, 0.85, 0.98, 0.6, 32
# Boxes are a little coarse (the blueprint has 128 bins), so they count from this share of the object's size outwards;
# a point outside a part's box counts this much for it.
MARGIN, OUTSIDE = 0.03, 0.05
# What boxes and points nearby weigh against points on the thing itself, in points.
BOX_WEIGHT, NEAR_WEIGHT = 2.0, 2.0
# What agreement with all neighbours is worth to a polygon, in units of -log score; how much counts across a crease.
SMOOTH, CREASE, ROUNDS = 2.0, 0.3, 16


@dataclass(frozen=True)
class Labels:
    """polygon_part: (n,) int32 part ids. articulation: as predicted, without the parts that got no polygon."""

    polygon_part: np.ndarray
    articulation: Articulation


def label(vertices: np.ndarray, faces: np.ndarray, polygon: np.ndarray, prediction: Prediction) -> Labels:
    """vertices: (v, 3) metres; faces: (m, 3) triangles; polygon: (m,) ascending, without gaps, each triangle's polygon.

    Every polygon gets a part, and every part of the returned articulation has a polygon.
    """
    articulation = prediction.articulation
    surface = _surface(vertices, faces, polygon)
    ids = np.array([part.id for part in articulation.parts], np.int32)
    scores = _within_boxes(prediction, surface)
    owner = surface.twin[polygon[prediction.point_triangle]]
    sums = np.zeros((len(surface.twin), len(ids)))
    np.add.at(sums, owner, scores)
    column = _by_component(surface, prediction, scores, owner)
    column = _fill_empty(column[surface.twin], sums[surface.twin])
    for id in ids[np.bincount(column, minlength=len(ids)) == 0].tolist():
        articulation = without_part(articulation, id)
    return Labels(ids[column], articulation)


@dataclass(frozen=True)
class _Surface:
    """Polygons and how they hang together, in units of the longest side, size, from the lower corner on.

    twin, component: (n,) as in connectivity; centre: (n, 3); pairs: (k, 2) neighbours; weight: (k,) what each counts,
    by its edge's length and crease.
    """

    lower: np.ndarray
    size: float
    twin: np.ndarray
    component: np.ndarray
    centre: np.ndarray
    pairs: np.ndarray
    weight: np.ndarray


def _surface(vertices: np.ndarray, faces: np.ndarray, polygon: np.ndarray) -> _Surface:
    used = vertices[faces].astype(np.float64)
    lower = used.reshape(-1, 3).min(axis=0)
    size = float((used.reshape(-1, 3).max(axis=0) - lower).max())
    corners = (used - lower) / size
    starts = np.flatnonzero(np.diff(polygon, prepend=-1))
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1) + 1e-20
    normal = np.add.reduceat(cross, starts)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    centre = np.add.reduceat(corners.mean(axis=1) * area[:, None], starts) / np.add.reduceat(area, starts)[:, None]
    edges = triangle_edges(weld(vertices)[faces])
    twin = twins(edges, polygon)
    first = np.repeat((twin == np.arange(len(twin)))[polygon], 3)
    at = np.flatnonzero(first)
    pairs, place = neighbours(edges[at], triangle_edges(faces)[at], np.repeat(polygon, 3)[at])
    place = at[place]
    ends = corners[place // 3, place % 3] - corners[place // 3, (place + 1) % 3]
    smooth = np.einsum("ij,ij->i", normal[pairs[:, 0]], normal[pairs[:, 1]]) > 0.87
    weight = np.linalg.norm(ends, axis=1) * np.where(smooth, 1.0, CREASE)
    return _Surface(lower, size, twin, components(pairs, len(twin)), centre, pairs, weight)


def _within_boxes(prediction: Prediction, surface: _Surface) -> np.ndarray:
    """(k, p) the points' scores, each part's held down outside its box; rows sum to 1."""
    scores = prediction.point_scores.astype(np.float64) + 1e-6
    for column, part in enumerate(prediction.articulation.parts):
        margin = MARGIN * surface.size
        inside = (prediction.points >= np.array(part.box.lower) - margin).all(axis=1)
        inside &= (prediction.points <= np.array(part.box.upper) + margin).all(axis=1)
        scores[~inside, column] *= OUTSIDE
    return scores / scores.sum(axis=1, keepdims=True)


def _by_component(surface: _Surface, prediction: Prediction, scores: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """(n,) columns of scores. owner: (k,) the polygon each point is on."""
    component = surface.component
    count, width = component.max() + 1, scores.shape[1]
    points = (prediction.points - surface.lower) / surface.size
    of_point, vote = component[owner], scores.argmax(axis=1)
    votes = np.bincount(of_point * width + vote, minlength=count * width).reshape(count, width)
    sums = np.zeros((count, width))
    np.add.at(sums, of_point, scores)
    somewhere = surface.centre[np.unique(component, return_index=True)[1]]
    everyone = np.zeros(len(points), np.int64)
    near = local_scores(points, everyone, scores, somewhere, np.zeros(count, np.int64))
    sums += NEAR_WEIGHT * near + BOX_WEIGHT * _box_votes(surface, prediction.articulation)
    whole = sums.argmax(axis=1)
    column = whole[component]
    held = votes.sum(axis=1)
    mixed = (held >= LARGE * len(owner)) & (votes.max(axis=1) < np.where(held > len(owner) / 2, FUSED, CLEAR) * held)
    if mixed.any():
        inside = mixed[component] & (surface.twin == np.arange(len(component)))
        chosen = np.flatnonzero(mixed[of_point])
        column[inside] = _by_polygon(surface, inside, points[chosen], scores[chosen], owner[chosen])
        _drop_doubtful(column, surface, inside, owner[chosen], vote[chosen], whole)
    return column


def _box_votes(surface: _Surface, articulation: Articulation) -> np.ndarray:
    """(components, p) rows sum to 1: how much of each component's box lies in each part's, small boxes first."""
    order = np.argsort(surface.component, kind="stable")
    starts = np.flatnonzero(np.diff(surface.component[order], prepend=-1))
    lower = np.minimum.reduceat(surface.centre[order], starts) - 1e-3
    upper = np.maximum.reduceat(surface.centre[order], starts) + 1e-3
    votes = np.empty((len(starts), len(articulation.parts)))
    for column, part in enumerate(articulation.parts):
        low = (np.array(part.box.lower) - surface.lower) / surface.size - MARGIN
        high = (np.array(part.box.upper) - surface.lower) / surface.size + MARGIN
        common = (np.minimum(high, upper) - np.maximum(low, lower)).clip(0) / (upper - lower)
        votes[:, column] = common.prod(axis=1) ** 2 / np.linalg.norm(high - low)
    votes += 1e-9
    return votes / votes.sum(axis=1, keepdims=True)


def _by_polygon(
    surface: _Surface, inside: np.ndarray, points: np.ndarray, scores: np.ndarray, owner: np.ndarray
) -> np.ndarray:
    """(inside.sum(),) columns: the points on and around each polygon, then agreement between neighbours."""
    chosen = np.flatnonzero(inside)
    place = np.cumsum(inside) - 1
    component = surface.component
    near = local_scores(points, component[owner], scores, surface.centre[chosen], component[chosen])
    sums = NEAR_WEIGHT * near
    np.add.at(sums, place[owner], scores)
    cost = -np.log(sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-12) + 1e-3)
    among = inside[surface.pairs].all(axis=1)
    a, b = place[surface.pairs[among]].T
    a, b, weight = np.concatenate([a, b]), np.concatenate([b, a]), np.tile(surface.weight[among], 2)
    weight = SMOOTH * weight / np.maximum(np.bincount(a, weight, len(chosen)), 1e-20)[a]
    column, width = cost.argmin(axis=1), cost.shape[1]
    for turn in range(ROUNDS):
        # All at once would let two neighbours swap labels for ever: in each round another half of them stays.
        moves = (np.arange(len(chosen)) * 2654435761 >> 8 + turn % 8) & 1 == turn & 1
        agreed = np.bincount(a * width + column[b], weight, len(chosen) * width).reshape(-1, width)
        column = np.where(moves, (cost - agreed).argmin(axis=1), column)
    return column


def _drop_doubtful(
    column: np.ndarray,
    surface: _Surface,
    inside: np.ndarray,
    owner: np.ndarray,
    vote: np.ndarray,
    whole: np.ndarray,
) -> None:
    """Give regions of a cut component back to its main part where the points on them do not carry the cut."""
    a, b = surface.pairs.T
    kept = inside[a] & inside[b] & (column[a] == column[b])
    region = components(surface.pairs[kept], len(column))
    agree = np.bincount(region[owner], vote == column[owner], len(column))
    total = np.bincount(region[owner], minlength=len(column))
    doubtful = inside & ((agree < HELD * total) | (total < FEW))[region]
    column[doubtful] = whole[surface.component[doubtful]]


def _fill_empty(column: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Parts without a polygon take those whose points say so, as long as no other part loses its last.

    sums: (n, p) the scores of the points on each polygon.
    """
    best = np.where(sums.any(axis=1), sums.argmax(axis=1), -1)
    held = np.bincount(column, minlength=sums.shape[1])
    for empty in np.flatnonzero(held == 0):
        wanted = np.flatnonzero(best == empty)
        lost = np.bincount(column[wanted], minlength=len(held))
        if len(wanted) and (lost[held > 0] < held[held > 0]).all():
            column[wanted] = empty
            held = np.bincount(column, minlength=len(held))
    return column


def without_part(articulation: Articulation, id: int) -> Articulation:
    """The tree without one part: its children move with its parent; if it was the root, its first child becomes it."""
    joint = articulation.joint_of(id)
    joints = [other for other in articulation.joints if other is not joint]
    parent = joint.parent if joint else next(other.child for other in joints if other.parent == id)
    joints = [replace(j, parent=parent) if j.parent == id else j for j in joints if j.child != parent or joint]
    return Articulation(tuple(part for part in articulation.parts if part.id != id), tuple(joints))
