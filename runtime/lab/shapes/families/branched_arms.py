"""Poles, walls and ceilings with two to four jointed arms: lamps, taps of light, monitor arms, dentists' trays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, plate, rotation, rounded_rectangle, sphere
from ._pose import left_open


@dataclass(frozen=True)
class ArmStyle:
    """What the arms of one object share. links: how many before the head; flat: they swing level instead of bending."""

    links: int
    long: float
    r: float
    flat: bool
    square: bool
    head: str


def make(rng: np.random.Generator) -> Shape:
    b = Builder("branched_arms")
    body, scale = b.part("body"), rng.uniform(0.5, 1.5)
    arms = int(rng.choice([1, 2, 3, 4, 5], p=[0.15, 0.3, 0.25, 0.2, 0.1]))
    r = scale * rng.uniform(0.008, 0.025)
    style = ArmStyle(
        links=int(rng.choice([0, 1, 2, 3], p=[0.2, 0.4, 0.3, 0.1])) if arms < 4 else int(rng.integers(0, 2)),
        long=scale * rng.uniform(0.2, 0.4), r=r, flat=bool(rng.random() < 0.35), square=bool(rng.random() < 0.3),
        head=str(rng.choice(["shade", "can", "screen", "tray", "ball", "none"], p=[0.35, 0.2, 0.15, 0.1, 0.1, 0.1])),
    )  # fmt: skip
    if style.links == 0 and style.head == "none":
        style = ArmStyle(1, style.long, r, style.flat, style.square, "shade")
    high = _stand(rng, b, body, scale, r)
    start = rng.uniform(0, 2 * np.pi)
    spread = 2 * np.pi / arms if rng.random() < 0.75 else 0.6
    apart = rng.choice([0.0, rng.uniform(0.12, 0.3)]) * scale
    seed = rng.integers(2**63)
    for k in range(arms):
        yaw = start + k * spread
        same = np.random.default_rng(seed)
        _arm(same if rng.random() < 0.8 else rng, b, body, np.array([0, 0, high - k * apart]), yaw, style)
    return left_open(rng, b.finish(), chance=0.6, each=0.9)


def _stand(rng, b: Builder, body: int, scale: float, r: float) -> float:
    """A foot and a pole, a ceiling rose with a rod, or a post on the wall; returns the arms' height."""
    high = scale * rng.uniform(0.6, 1.8)
    b.add(body, cylinder((0, 0, 0), (0, 0, high + 2 * r), 1.3 * r, 14))
    kind = rng.choice(["foot", "ceiling", "tripod"], p=[0.6, 0.2, 0.2])
    foot = scale * rng.uniform(0.1, 0.25)
    if kind == "tripod":
        for a in (0.5, 2.6, 4.7):
            b.add(body, cylinder((1.3 * foot * np.cos(a), 1.3 * foot * np.sin(a), 0), (0, 0, 0.3 * high), 0.9 * r, 8))
    elif kind == "ceiling":
        top = high + scale * rng.uniform(0.2, 0.6)
        b.add(body, cylinder((0, 0, high), (0, 0, top), r, 10), cylinder((0, 0, top), (0, 0, top + 2 * r), foot, 24))
    else:
        b.add(body, lathe(np.array([[0, 0], [foot, 0], [foot, r], [0.5 * foot, 2 * r], [0, 3 * r]]), 24))
    return high


def _arm(rng, b: Builder, body: int, at: np.ndarray, yaw: float, style: ArmStyle) -> None:
    """Links outwards from the pole, then a head; each turns about an upright or a level pin."""
    ahead, side = np.array([np.cos(yaw), np.sin(yaw), 0]), np.array([-np.sin(yaw), np.cos(yaw), 0])
    parent, r = body, style.r
    at = at + 2.2 * r * ahead
    b.add(body, cylinder(at - 2.2 * r * ahead, at - 0.5 * r * ahead, 0.9 * r, 10))
    if not style.links:  # a fixed arm
        end = at + style.long * ahead + (0, 0, style.long * rng.uniform(-0.2, 0.6))
        b.add(body, *_bar(at, end, r, style.square))
        at = end
    for n in range(style.links):
        part, long = b.part("arm"), style.long * 0.85**n
        pitch = 0.0 if style.flat else rng.uniform(-0.3, 1.0) * (1 if n % 2 == 0 else -1)
        direction = np.cos(pitch) * ahead + np.sin(pitch) * np.array([0, 0, 1])
        end, axis = at + long * direction, np.array([0, 0, 1.0]) if style.flat else -side
        b.add(part, *_bar(at + 1.2 * r * direction, end - 1.2 * r * direction, r, style.square))
        b.add(part, cylinder(at - 1.3 * r * axis, at + 1.3 * r * axis, 1.5 * r, 14))
        far = rng.uniform(0.6, 1.2)
        b.revolute(parent, part, axis, at, -far, far)
        parent, at = part, end
    if style.head == "none":
        b.add(parent, sphere(at, 1.5 * r, 12))
        return
    head = b.part({"screen": "screen", "tray": "tray"}.get(style.head, "other"))
    tilt = -side if rng.random() < 0.8 else np.array([0, 0, 1.0])
    b.add(head, cylinder(at - 1.4 * r * tilt, at + 1.4 * r * tilt, 1.4 * r, 14))
    turn = rotation((0, 0, 1), yaw)
    b.add(head, *(m.transformed(turn).moved(at) for m in _head(rng, style, r)))
    far = rng.uniform(0.5, 1.1)
    b.revolute(parent, head, tilt, at, -far * rng.uniform(0.4, 1), far)


def _bar(start: np.ndarray, end: np.ndarray, r: float, square: bool) -> list[Mesh]:
    return [cylinder(start, end, r * (1.2 if square else 0.8), 4 if square else 12)]


def _head(rng, style: ArmStyle, r: float) -> list[Mesh]:
    """A head that hangs on at the origin and looks along +X and down."""
    size = style.long * rng.uniform(0.2, 0.45)
    if style.head == "screen":
        half = size * np.array([rng.uniform(0.8, 1.4), rng.uniform(0.5, 0.9)])
        return [
            box((2 * r, -half[0], -half[1]), (2 * r + 0.1 * size, half[0], half[1])),
            cylinder((0, 0, 0), (2 * r, 0, 0), r, 10),
        ]
    if style.head == "tray":
        flat = plate(rounded_rectangle(2 * size, 1.4 * size, 0.2 * size, 4), 0, 0.06 * size)
        return [flat.moved((size + r, 0, 0)), cylinder((0, 0, 0), (1.5 * r, 0, 0), r, 10)]
    if style.head == "ball":
        return [sphere((0.7 * size, 0, 0), 0.6 * size, 16), cylinder((0, 0, 0), (0.3 * size, 0, 0), r, 10)]
    if style.head == "can":
        return [cylinder((0, 0, 0), (1.6 * size, 0, -0.6 * size), 0.4 * size, 18, 0.5 * size)]
    bell = lathe(
        np.array(
            [[0, 0], [0.25 * size, 0], [size, -size], [0.94 * size, -size], [0.2 * size, -0.1 * size], [0, -0.1 * size]]
        )[::-1],
        24,
    )
    return [bell.rotated((0, 1, 0), -rng.uniform(0, 0.9))]
