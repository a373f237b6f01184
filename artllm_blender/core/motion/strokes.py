"""An arrow drawn on a part, as it is seen: straight, and the part slides along it; curved, and it turns as it goes.

What is seen has no depth, so of the ways a part may go, along its box's sides and about the lines of its box, that one
is meant which looks most like the arrow; where none does, it goes across the view.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..articulation import JointType, Vector
from ..frames import rotation
from .view import View

# An arrow bends if it leaves the straight line between its ends by this share of its length, and these pixels.
BENT, SHAKEN = 0.05, 3.0
# How far off an arrow's direction is (radians), or its points are (of its length), before no way of the box is meant.
ASKEW, OFF = math.radians(25), 0.08
# A way that is seen so much shorter than it is cannot be meant.
SHORT = 0.1
# How far about a line an arrow may go, and in how many steps that is looked at.
TURN, STEPS = math.radians(270), 136
# Lines in the midst of a box have to look so much more like the arrow than its corners, of its length.
INSIDE = 0.02
SAMPLES = 24


@dataclass(frozen=True)
class Drawn:
    """What an arrow says. axis: unit vector, so that positive values go as the arrow does; origin: (3,) a point of the
    axis, the arrow's start where the part slides."""

    type: JointType
    axis: Vector
    origin: Vector


def read_stroke(
    pixels: np.ndarray, start: np.ndarray, view: View, box: np.ndarray, frame: np.ndarray | None = None
) -> Drawn:
    """pixels: (n, 2) the arrow from its start, at least two; start: (3,) what it begins on; box: (2, 3) the part's
    corners in a frame whose rows, (3, 3) unit vectors, are its axes in the world (the world's)."""
    pixels = _even(np.asarray(pixels, dtype=np.float64))
    start = np.asarray(start, dtype=np.float64)
    frame = np.eye(3) if frame is None else np.asarray(frame, dtype=np.float64)
    chord = pixels[-1] - pixels[0]
    length = float(np.linalg.norm(np.diff(pixels, axis=0), axis=1).sum())
    across = np.array([-chord[1], chord[0]]) / max(np.linalg.norm(chord), 1e-9)
    if np.abs((pixels - pixels[0]) @ across).max() < BENT * length + SHAKEN and np.linalg.norm(chord) > length / 2:
        return _slide(chord, start, view, frame)
    return _turn(pixels, length, start, view, np.asarray(box, dtype=np.float64), frame)


def _even(pixels: np.ndarray) -> np.ndarray:
    """SAMPLES points at even distances along a line through (n, 2)."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(pixels, axis=0), axis=1))])
    at = np.linspace(0, along[-1], SAMPLES)
    return np.stack([np.interp(at, along, pixels[:, axis]) for axis in (0, 1)], axis=1)


def _slide(chord: np.ndarray, start: np.ndarray, view: View, frame: np.ndarray) -> Drawn:
    """Along the axis that is seen to go most as the chord does, (2,) pixels, or across the view."""
    step = 20 * view.metres(start)
    ways = np.concatenate([frame, -frame])
    seen = view.pixels(start + step * ways) - view.pixels(start[None])
    lengths = np.linalg.norm(seen, axis=1)
    with np.errstate(invalid="ignore"):
        cosine = seen @ chord / np.maximum(lengths * np.linalg.norm(chord), 1e-12)
    cosine[~(lengths > 20 * SHORT)] = -1
    best = int(np.nan_to_num(cosine, nan=-1.0).argmax())
    axis = ways[best] if cosine[best] > math.cos(ASKEW) else _across(chord, start, view)
    return Drawn(JointType.PRISMATIC, tuple(axis.tolist()), tuple(start.tolist()))


def _across(chord: np.ndarray, start: np.ndarray, view: View) -> np.ndarray:
    """(3,) unit vector across the view that is seen as the chord."""
    end = _at_depth(view.pixels(start[None])[0] + chord, start, view)
    return (end - start) / np.linalg.norm(end - start)


def _at_depth(pixel: np.ndarray, point: np.ndarray, view: View) -> np.ndarray:
    """(3,) what is seen at a pixel as far away as a point is."""
    eye, way = view.ray(pixel)
    towards = view.towards(point)
    return eye + way * ((point - eye) @ towards) / (way @ towards)


def _turn(
    pixels: np.ndarray, length: float, start: np.ndarray, view: View, box: np.ndarray, frame: np.ndarray
) -> Drawn:
    """About the line that takes the start along the arrow, or a line away from the eye through the arrow's middle."""
    found = []
    for axis, origin, inside in _lines(box, frame):
        for sense in (axis, -axis):
            off = _off(pixels, start, sense, origin, view)
            found.append((off / length + INSIDE * inside, sense, origin))
    off, axis, origin = min(found, key=lambda one: one[0])
    if off > OFF:
        middle, ahead = _circle(pixels)
        axis = view.towards(start) * ahead
        origin = _at_depth(middle, start, view)
    return Drawn(JointType.REVOLUTE, tuple(axis.tolist()), tuple(origin.tolist()))


def _lines(box: np.ndarray, frame: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, bool]]:
    """Axis (3,), a point (3,) and whether it is in the midst: the nine lines of a box along each of its axes."""
    thirds = np.stack([box[0], box.mean(axis=0), box[1]])
    for along in range(3):
        one, other = (axis for axis in range(3) if axis != along)
        for i, k in np.ndindex(3, 3):
            place = thirds[1].copy()
            place[one], place[other] = thirds[i, one], thirds[k, other]
            yield frame[along], place @ frame, 1 in (i, k)


def _off(pixels: np.ndarray, start: np.ndarray, axis: np.ndarray, origin: np.ndarray, view: View) -> float:
    """How far, on average, an arrow (n, 2) is from where a turn takes its start, and that from the arrow; pixels."""
    arm = start - origin
    if np.linalg.norm(arm - arm @ axis * axis) < 5 * view.metres(start):
        return np.inf
    angles = np.linspace(0, TURN, STEPS)
    turns = np.stack([rotation(axis, angle) for angle in angles])
    track = view.pixels(origin + turns @ arm) + pixels[0] - view.pixels(start[None])[0]
    away = np.linalg.norm(pixels[:, None] - track[None], axis=2)
    away = np.where(np.isfinite(away), away, np.inf)
    # As far as the arrow goes: the first place from which on the turn leads away from its end.
    end = int(away[-1].argmin())
    if end == 0:
        return np.inf
    near = away[:, : end + 1]
    return float(near.min(axis=1).mean() + near.min(axis=0).mean()) / 2


def _circle(pixels: np.ndarray) -> tuple[np.ndarray, float]:
    """(2,) the middle of the circle through an arrow's points (I. Kasa, 1976), and 1.0 if it goes clockwise, as a turn
    about what leads away from the eye is seen, else -1.0."""
    columns = np.column_stack([2 * pixels, np.ones(len(pixels))])
    middle = np.linalg.lstsq(columns, (pixels**2).sum(axis=1), rcond=None)[0][:2]
    out = pixels - middle
    swept = np.sum(out[:-1, 0] * out[1:, 1] - out[:-1, 1] * out[1:, 0])
    return middle, -1.0 if swept > 0 else 1.0
