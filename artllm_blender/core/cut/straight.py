"""Straight borders: what is nearly a line square to an axis, as the seams of furniture are, is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# How thick the slab is in which a border is taken for straight, how long it must be there, how far beside it samples
# are told the exact distance: shares of the object's size.
SLAB, LONG, BESIDE = 0.016, 0.1, 0.02
# A line bends or leans less than this share of the slab; an arc in the slab fills it.
BENT = 0.35
# Borders between two parts are made straight only if at least this share of them is straight: a circle is not.
MOSTLY = 0.5
# How nearly from one part to the other the way must go along the axis: a cosine.
ALONG = 0.6
# A border follows its part's box if this share of it is no farther from one of the faces than this share of the box's
# side, a circle's being 0.62; and surfaces this nearly parallel to a face (a cosine) are not bounded by it.
BOXED, CLOSE, FACING = 0.75, 0.06, 0.7
# However large the box is, no farther than this share of the object's size; samples are told how far to this one.
NEAR, FAR = 0.03, 0.036


@dataclass(frozen=True)
class Straight:
    """A border square to axis 0, 1 or 2 at offset, from sample label below it to the one above; between two corners
    (2, 3) of the box it lies in. In units of the object's size."""

    axis: int
    offset: float
    below: int
    above: int
    span: np.ndarray

    def inside(self, points: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(k,) bool: samples that it speaks for; (k,) how far above it they are."""
        above = points[:, self.axis] - self.offset
        near = (np.abs(above) < BESIDE) & ((label == self.below) | (label == self.above))
        near &= (points > self.span[0] - SLAB).all(axis=1) & (points < self.span[1] + SLAB).all(axis=1)
        return near, above


def straight_borders(middle: np.ndarray, step: np.ndarray, labels: np.ndarray) -> list[Straight]:
    """middle: (k, 3) places between samples of two parts next to each other; step: (k, 3) from the one to the other;
    labels: (k, 2) of these, the lower first."""
    result = []
    for pair in np.unique(labels, axis=0):
        of = (labels == pair).all(axis=1)
        places = middle[of]
        direction = step[of] / np.maximum(np.linalg.norm(step[of], axis=1, keepdims=True), 1e-20)
        left, found = np.ones(len(places), bool), []
        while best := _densest(places, direction, left):
            axis, sign, inside = best
            offset = _settled(places[sign * direction[:, axis] > ALONG, axis], float(np.median(places[inside, axis])))
            span = np.stack([places[inside].min(axis=0), places[inside].max(axis=0)])
            span[:, axis] = offset - BESIDE, offset + BESIDE
            below, above = pair if sign > 0 else pair[::-1]
            found.append(Straight(axis, offset, int(below), int(above), span))
            left[inside] = False
        if len(places) and (~left).mean() >= MOSTLY:
            result += found
    return result


@dataclass(frozen=True)
class Outline:
    """The border between a part and another that follows the part's box: which faces, (axis, side)."""

    part: int
    other: int
    box: np.ndarray
    faces: tuple[tuple[int, int], ...]

    def inside(self, points: np.ndarray, normals: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(k,) bool: samples that it speaks for; (k,) how far they are inside the part."""
        depth = np.full(len(points), np.inf)
        for axis, side in self.faces:
            ahead = (points[:, axis] - self.box[side, axis]) * (1 - 2 * side)
            # A face beside a surface that it is parallel to does not bound the part on it.
            depth = np.where(np.abs(normals[:, axis]) < FACING, np.minimum(depth, ahead), depth)
        near = (np.abs(depth) < FAR) & ((label == self.part) | (label == self.other))
        return near & (points > self.box[0] - FAR).all(axis=1) & (points < self.box[1] + FAR).all(axis=1), depth


def outlines(middle: np.ndarray, normals: np.ndarray, labels: np.ndarray, boxes: np.ndarray) -> list[Outline]:
    """middle, labels: as for `straight_borders`; normals: (k, 3) of the surface there; boxes: (p, 2, 3). Of each two
    parts, the one with the smaller box is looked at."""
    result = []
    for pair in np.unique(labels, axis=0):
        part, other = sorted(pair.tolist(), key=lambda column: np.prod(np.ptp(boxes[column], axis=0) + SLAB))
        of = (labels == pair).all(axis=1)
        places, facing = middle[of], np.abs(normals[of])
        box, sides = boxes[part], np.ptp(boxes[part], axis=0)
        beside = np.zeros(len(places), bool)
        faces = []
        for axis, side in np.ndindex(3, 2):
            near = np.abs(places[:, axis] - box[side, axis]) < min(NEAR, CLOSE * sides[axis])
            near &= facing[:, axis] < FACING
            if near.sum() >= 8 and np.ptp(places[near], axis=0).max() >= LONG:
                faces.append((axis, side))
                beside |= near
        if len(places) and beside.mean() >= BOXED:
            result.append(Outline(part, other, box, tuple(faces)))
    return result


def _densest(places: np.ndarray, direction: np.ndarray, left: np.ndarray) -> tuple[int, int, np.ndarray] | None:
    """Axis, sign of the way along it, and which places (k,) bool are in the slab that holds most of those left."""
    best = None
    for axis in range(3):
        for sign in (1, -1):
            able = np.flatnonzero(left & (sign * direction[:, axis] > ALONG))
            if len(able) < 8:
                continue
            able = able[np.argsort(places[able, axis], kind="stable")]
            at = places[able, axis]
            count = np.searchsorted(at, at + SLAB, side="right") - np.arange(len(at))
            first = int(count.argmax())
            if best is None or count[first] > len(best[2]):
                best = axis, sign, able[first : first + count[first]]
    if best is None or not _is_line(places[best[2]], best[0]):
        return None
    inside = np.zeros(len(places), bool)
    inside[best[2]] = True
    return best[0], best[1], inside


def _is_line(places: np.ndarray, axis: int) -> bool:
    """Whether places in a slab square to an axis lie along a line in it, and neither a short one nor an arc."""
    reach = np.ptp(places, axis=0)
    reach[axis] = 0
    along = int(reach.argmax())
    if reach[along] < LONG:
        return False
    at = (places[:, along] - places[:, along].mean()) / reach[along]
    powers = np.stack([at**2, at, np.ones(len(at))], axis=1)
    bend, lean, _ = np.linalg.lstsq(powers, places[:, axis], rcond=None)[0]
    return abs(bend) / 4 < BENT * SLAB and abs(lean) < BENT * SLAB


def _settled(coordinates: np.ndarray, offset: float) -> float:
    """The median of the coordinates about it: a slab may have caught more of one side's than of the other's."""
    for _ in range(5):
        offset = float(np.median(coordinates[np.abs(coordinates - offset) < SLAB]))
    return offset
