"""Arrows: how an artist draws the way a part goes, in a view that shows it well, by a hand that is not quite steady."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from artllm_blender.core.articulation import JointType
from artllm_blender.core.frames import rotation, unit
from artllm_blender.core.hints import Stroke
from artllm_blender.core.motion.strokes import read_stroke
from artllm_blender.core.motion.view import View

from .desk import Desk
from .right import Truth

# Eight views from somewhat above, and the six along the axes; a window of so many pixels, a lens as Blender's.
AROUND, ABOVE, PIXELS, LENS = 8, math.radians(25), (1200, 900), 2.78
# So far a part is drawn to slide, of the object's size, or to turn; the hand is off by so much of the direction, and by
# so many pixels on the way.
SLIDE, TURN, ASKEW, SHAKEN = 0.25, math.radians(60), math.radians(3), 1.5
VIEWS = 3  # of all, those that show it best are tried


def strokes(desk: Desk, truth: Truth, true: int, part: int) -> Iterator[Stroke]:
    """What is read from arrows on a part that should move as a true one does. Nothing of what turns without end, or
    screws, for no arrow says that."""
    joint = truth.joints[true]
    kind = JointType(joint["type"])
    if kind in (JointType.CONTINUOUS, JointType.SCREW):
        return
    point, axis = truth.axis_line(true)
    lower, upper = sorted((joint["lower"] or 0.0, joint["upper"] or 0.0))
    axis = axis if upper >= -lower else -axis
    size, rng = 2 / truth.scale, np.random.default_rng(true)
    faces = np.flatnonzero(desk.home == part)
    places, normals = desk.surface.centres[faces], desk.surface.normals[faces]
    found = []
    for back in _views():
        view = _view(back, truth.middle, size)
        front = normals @ back > 0.2
        if not front.any():
            continue
        away = np.linalg.norm(np.cross(places[front] - point, axis), axis=1)
        middle = np.linalg.norm(places[front] - places[front].mean(axis=0), axis=1)
        start = places[front][away.argmax() if kind.turns else middle.argmin()]
        path = _path(start, point, axis, kind, size)
        pixels = view.pixels(path)
        found.append((float(np.linalg.norm(np.diff(pixels, axis=0), axis=1).sum()), pixels, start, view))
    for _, pixels, start, view in sorted(found, key=lambda one: -one[0])[:VIEWS]:
        drawn = read_stroke(_by_hand(pixels, rng), start, view, desk.boxes[part])
        yield Stroke(part, drawn.type, drawn.axis, drawn.origin if drawn.type.turns else None)


def _views() -> Iterator[np.ndarray]:
    """(3,) unit vectors towards the eye."""
    for turn in np.arange(AROUND) * (2 * math.pi / AROUND) + 0.3:
        yield np.array([math.cos(turn) * math.cos(ABOVE), math.sin(turn) * math.cos(ABOVE), math.sin(ABOVE)])
    for axis in range(3):
        for sign in (-1.0, 1.0):
            yield sign * np.eye(3)[axis]


def _view(back: np.ndarray, middle: np.ndarray, size: float) -> View:
    """From a distance at which an object of this size fills about half of the window."""
    aside = unit(np.cross((0, 0, 1) if abs(back[2]) < 0.99 else (0, 1, 0), back))
    turn = np.stack([aside, np.cross(back, aside), back])
    eye = middle + back * 2.5 * size
    look = np.eye(4)
    look[:3, :3], look[:3, 3] = turn, -turn @ eye
    near, far, wide = 0.01 * size, 100 * size, PIXELS[0] / PIXELS[1]
    lens = np.array([
        [LENS, 0, 0, 0], [0, LENS * wide, 0, 0],
        [0, 0, -(far + near) / (far - near), -2 * far * near / (far - near)], [0, 0, -1, 0],
    ])  # fmt: skip
    return View(lens @ look, PIXELS)


def _path(start: np.ndarray, point: np.ndarray, axis: np.ndarray, kind: JointType, size: float) -> np.ndarray:
    """(n, 3) where the true motion takes a place."""
    steps = np.linspace(0, 1, 16)
    if not kind.turns:
        return start + np.outer(steps, axis) * SLIDE * size
    return np.stack([point + rotation(axis, share * TURN) @ (start - point) for share in steps])


def _by_hand(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    angle = rng.normal(0, ASKEW)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    shaken = np.convolve(rng.normal(0, 1, len(pixels) + 4), np.ones(5) / math.sqrt(5), "valid")
    way = unit(np.append(pixels[-1] - pixels[0], 0))[:2] if np.ptp(pixels, axis=0).any() else np.array([1.0, 0.0])
    return (pixels - pixels[0]) @ turn.T + pixels[0] + SHAKEN * np.outer(shaken, (-way[1], way[0]))
