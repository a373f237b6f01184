"""What tells where a part ends: scored points on the surface, and the parts' boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..articulation import Articulation
from ..boxes import box_of
from ..frames import apply
from ..prediction import Prediction

# Boxes count from this share of the object's size outwards, as coarse as the blueprint's bins are; beyond, a part's
# odds fall by e each REACH, to no less than e ** -FAR.
MARGIN, REACH, FAR = 0.01, 0.004, 12.0
# Of two boxes that hold a place, the one that holds fewer points is the likelier: the drawer's, not the body's. To the
# full its odds are inverse to that number, as they would be if every part filled its box evenly.
DENSITY, SMOOTHING = 0.6, 50.0
# That counts only as far as a mask doubts, fully from this share on that it gives to other parts: of a sure mask it
# would move the border out to the corners of a round door's box.
DOUBT = 0.2
# The odds that a mask gives a part are never worse than this.
FLOOR = 1e-3


@dataclass(frozen=True)
class Evidence:
    """points: (k, 3) world, metres; polygon: (k,) int, the polygon each lies on; scores: (k, p), rows sum to 1, columns
    in the order of ids (p,), the parts; boxes: (p, 2, 3) theirs, metres; size: the longest side of the whole object."""

    points: np.ndarray
    polygon: np.ndarray
    scores: np.ndarray
    ids: np.ndarray
    boxes: np.ndarray
    size: float

    def of(self, first: int, count: int) -> Evidence:
        """That on `count` polygons from `first` on, which are then numbered from 0: one mesh of several."""
        on = (self.polygon >= first) & (self.polygon < first + count)
        return replace(self, points=self.points[on], polygon=self.polygon[on] - first, scores=self.scores[on])

    def moved(self, matrix: np.ndarray, boxes: np.ndarray) -> Evidence:
        """That of the object moved, turned and evenly scaled by a (4, 4); boxes: (p, 2, 3) the parts' there."""
        scale = float(np.cbrt(np.linalg.det(matrix[:3, :3])))
        return replace(self, points=apply(matrix, self.points), boxes=boxes, size=self.size * scale)

    def among(self, ids: np.ndarray) -> Evidence:
        """That for some of the parts only."""
        place = [self.ids.tolist().index(id) for id in ids]
        return replace(self, scores=normalised(self.scores[:, place] + 1e-9), ids=ids, boxes=self.boxes[place])


def gathered(prediction: Prediction, masks: np.ndarray, polygon: np.ndarray, boxes: BoxOdds) -> Evidence:
    """The prediction's points, what masks (k, p) say of each weighed with where the boxes are. polygon: (m,) each
    triangle's."""
    log_odds = np.log(masks) + boxes.at(prediction.points)
    ids = np.array([part.id for part in prediction.articulation.parts], np.int32)
    return Evidence(
        prediction.points, polygon[prediction.point_triangle], likely(log_odds), ids, boxes.boxes, boxes.size
    )


@dataclass(frozen=True)
class BoxOdds:
    """How likely places belong to each part by the boxes alone. boxes: (p, 2, 3) metres; prior: (p,) log odds of a
    place that lies in all of them."""

    boxes: np.ndarray
    prior: np.ndarray
    size: float

    @classmethod
    def of(cls, articulation: Articulation, points: np.ndarray, size: float) -> BoxOdds:
        """points: (k, 3) all over the object; size: its longest side."""
        boxes = np.array([(part.box.lower, part.box.upper) for part in articulation.parts])
        held = (distances(boxes, points) <= MARGIN * size).sum(axis=0) + SMOOTHING
        return cls(boxes, -DENSITY * np.log(held / held.sum()), size)

    def weighed(self, masks: np.ndarray) -> np.ndarray:
        """Masks (k, p), rows sum to 1, where they doubt drawn to parts with fewer points: the same."""
        masks = masks.astype(np.float64)
        doubt = ((1 - masks.max(axis=1, keepdims=True)) / DOUBT).clip(0, 1)
        return likely(np.log(masks + FLOOR) + doubt * self.prior)

    def at(self, places: np.ndarray) -> np.ndarray:
        """(q, p) log odds at places (q, 3): 0 in a part's box, less the farther away from it."""
        away = (distances(self.boxes, places) / self.size - MARGIN).clip(0) / REACH
        return -np.minimum(away, FAR)


def distances(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(k, p) from points (k, 3) to boxes (p, 2, 3), 0 inside."""
    away = [np.linalg.norm(np.maximum(lower - points, points - upper).clip(0), axis=1) for lower, upper in boxes]
    return np.stack(away, axis=1)


def expanded(articulation: Articulation, points: np.ndarray) -> Articulation:
    """The same with boxes that leave no point out: one outside every box goes to the nearest, which grows to hold it
    ("box expansion", as the paper has it). points: (k, 3), metres."""
    boxes = np.array([(part.box.lower, part.box.upper) for part in articulation.parts])
    slack, held = 1e-6 * np.abs(points).max(initial=0), np.zeros(len(points), bool)
    for lower, upper in boxes:
        held |= np.logical_and.reduce([(lower[i] <= points[:, i]) & (points[:, i] <= upper[i]) for i in range(3)])
    points = points[~held]
    away = distances(boxes, points)
    nearest, outside = away.argmin(axis=1), away.min(axis=1) > slack
    parts = list(articulation.parts)
    for column in np.unique(nearest[outside]).tolist():
        own = np.concatenate([boxes[column], points[outside & (nearest == column)]])
        box = box_of(own)
        parts[column] = replace(parts[column], box=box)
    return replace(articulation, parts=tuple(parts))


def likely(log_odds: np.ndarray) -> np.ndarray:
    """(k, p) odds to shares: rows sum to 1."""
    return normalised(np.exp(log_odds - log_odds.max(axis=1, keepdims=True)))


def normalised(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-300)
