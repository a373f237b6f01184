"""Switches: wall plates with rockers, toggles, dimmers and sliders; breakers, plungers, knife and joystick switches."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import box, cylinder, frame, lathe, prism, rotation, rounded_rectangle, sphere
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("switch")
    body = b.part("body")
    if rng.random() < 0.62:
        _plate(rng, b, body)
    else:
        _single(rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _plate(rng, b: Builder, body: int) -> None:
    """Actuators in a row on a plate that faces -Y."""
    count = int(rng.choice([1, 1, 2, 3, 4]))
    upright = rng.random() < 0.15
    cell, high = rng.uniform(0.03, 0.07), rng.uniform(0.07, 0.12)
    deep = rng.uniform(0.005, 0.05)
    wide = cell * count + rng.uniform(0.0, 0.03)
    tall = high
    if upright:
        wide, tall = high, cell * count + 0.02
    outline = rounded_rectangle(wide, tall, rng.uniform(0.001, 0.015), 4)
    b.add(body, prism(outline, "y", 0, deep, rng.uniform(0, 0.4) * deep))
    if rng.random() < 0.3:
        b.add(body, box((-0.35 * wide, deep, -0.35 * tall), (0.35 * wide, deep + rng.uniform(0.01, 0.04), 0.35 * tall)))
    if rng.random() < 0.4:
        b.add(body, *(cylinder((0, 0.002, s * 0.45 * tall), (0, -0.001, s * 0.45 * tall), 0.003, 10) for s in (-1, 1)))
    kind = str(rng.choice(["rocker", "toggle", "dial", "slider", "button"], p=[0.4, 0.22, 0.14, 0.14, 0.1]))
    size = 0.75 * min(cell, 0.8 * high)
    for k in range(count):
        at = (k - (count - 1) / 2) * cell
        _actuator(rng, b, body, kind, (0, 0, at) if upright else (at, 0, 0), size, 0.75 * tall if not upright else size)


def _actuator(rng, b: Builder, body: int, kind: str, at, size: float, tall: float) -> None:
    """One moving piece of a plate around point `at` of its face."""
    at = np.asarray(at, float)
    half = size / 2
    if kind == "rocker":
        part = b.part("button", "rocker")
        high = min(tall, size * rng.uniform(1.0, 2.2)) / 2
        proud, tilt = rng.uniform(0.003, 0.008), rng.uniform(0.05, 0.25)
        outline = np.array([[0.004, -high], [0.004, high], [-0.3 * proud, high], [-proud, 0], [-0.3 * proud, -high]])
        b.add(part, prism(outline[::-1], "x", -half * 0.9, half * 0.9).moved(at))
        b.add(
            body,
            frame(
                at + (-half, -0.001, -high - 0.002),
                at + (half, 0.001, high + 0.002),
                "y",
                (at[0] - 0.92 * half, at[2] - high),
                (at[0] + 0.92 * half, at[2] + high),
            ),
        )
        b.revolute(body, part, (1, 0, 0), at, -tilt if rng.random() < 0.7 else 0.0, tilt)
    elif kind == "toggle":
        part = b.part("lever", "toggle")
        r, out = size * rng.uniform(0.1, 0.18), size * rng.uniform(0.4, 0.9)
        tip = at + np.array([0, -out * np.cos(0.4), out * np.sin(0.4)])
        b.add(part, cylinder(at, tip, r, 12, r * rng.uniform(0.7, 1.5)))
        b.add(body, cylinder(at, at - (0, 0.1 * size, 0), 2 * r, 16))
        b.revolute(body, part, (1, 0, 0), at, 0.0, rng.uniform(0.6, 0.95))
    elif kind == "dial":
        part = b.part("knob")
        r, out = half * rng.uniform(0.6, 1), rng.uniform(0.008, 0.025)
        b.add(part, cylinder(at, at - (0, out, 0), r, int(rng.choice([8, 24])), r * 0.9))
        b.add(part, box(at + (-0.12 * r, -out - 0.003, 0), at + (0.12 * r, -out, 0.9 * r)))
        if rng.random() < 0.5:
            b.continuous(body, part, (0, -1, 0), at)
        else:
            b.revolute(body, part, (0, -1, 0), at, 0.0, rng.uniform(1.5, 5.2))
    elif kind == "slider":
        part = b.part("button", "slider")
        travel, knob = tall * rng.uniform(0.4, 0.7), size * rng.uniform(0.2, 0.4)
        low = at - (0, 0, travel / 2)
        b.add(part, box(low + (-half * 0.7, -rng.uniform(0.008, 0.02), -knob / 2), low + (half * 0.7, 0, knob / 2)))
        b.add(body, box(at + (-0.002, -0.001, -0.6 * travel), at + (0.002, 0.001, 0.6 * travel)))
        b.prismatic(body, part, (0, 0, 1), 0.0, travel)
    else:
        part = b.part("button")
        out = rng.uniform(0.004, 0.012)
        shape = (
            cylinder(at, at - (0, out, 0), half * 0.8, 24)
            if rng.random() < 0.5
            else box(at + (-0.8 * half, -out, -0.8 * half), at + 0.8 * half * np.array([1, 0, 1]))
        )
        b.add(part, shape)
        b.prismatic(body, part, (0, 1, 0), 0.0, rng.uniform(0.4, 0.9) * out)


def _single(rng, b: Builder, body: int) -> None:
    """One switch in its own housing: a breaker, a sliding block, an emergency stop, a main switch, a joystick."""
    kind = rng.choice(["breaker", "slide", "stop", "lever", "stick"], p=[0.23, 0.23, 0.08, 0.23, 0.23])
    wide, deep, high = rng.uniform(0.03, 0.09), rng.uniform(0.03, 0.07), rng.uniform(0.06, 0.12)
    if kind == "breaker":
        b.add(
            body,
            box((-wide / 2, 0, -high / 2), (wide / 2, deep, high / 2)),
            box((-wide / 2, -0.3 * deep, -0.25 * high), (wide / 2, 0, 0.25 * high)),
        )
        part = b.part("lever")
        tilt = rng.uniform(0.2, 0.6)
        bar = box((-0.3 * wide, -0.35 * deep, -0.05 * high), (0.3 * wide, 0, 0.05 * high)).rotated((1, 0, 0), -tilt)
        b.add(part, bar.moved((0, -0.25 * deep, 0)))
        if rng.random() < 0.75:
            b.revolute(body, part, (1, 0, 0), (0, -0.25 * deep, 0), 0.0, 2 * tilt)
        else:
            b.prismatic(body, part, (0, 0, -1), 0.0, 0.2 * high)
    elif kind == "slide":
        b.add(body, box((-wide / 2, 0, -high), (wide / 2, deep, high)))
        for z in rng.uniform(-0.9, 0.9, int(rng.integers(0, 4))) * high:  # terminals behind
            b.add(body, cylinder((0, deep, z), (0, deep * rng.uniform(1.3, 2), z), rng.uniform(0.1, 0.3) * wide, 12))
        part = b.part("button", "slider")
        half, tall, out = wide * rng.uniform(0.15, 0.4), high * rng.uniform(0.1, 0.25), deep * rng.uniform(0.2, 0.8)
        low, bevel = -high * rng.uniform(0.2, 0.85) + tall, rng.choice([0.0, 0.45]) * out
        outline = np.array([[-half, -tall], [half, -tall], [half, tall], [-half, tall]]) + (0, low)
        b.add(part, prism(outline, "y", -out, 0, bevel))
        b.prismatic(body, part, (0, 0, 1), 0.0, rng.uniform(0.3, 0.95) * (high - tall - low))
    elif kind == "stop":
        b.add(
            body,
            box((-wide / 2, 0, -wide / 2), (wide / 2, deep, wide / 2)),
            cylinder((0, 0.002, 0), (0, -0.15 * deep, 0), 0.42 * wide, 24),
        )
        part = b.part("button")
        head = np.array([[0, -0.2], [0.3, -0.2], [0.3, 0.3], [0.9, 0.4], [1, 0.7], [0.7, 1.0], [0, 1.1]]) * (
            0.45 * wide,
            0.5 * deep,
        )
        b.add(part, lathe(head, 24).transformed(rotation((1, 0, 0), np.pi / 2)).moved((0, -0.15 * deep, 0)))
        if rng.random() < 0.6:
            b.prismatic(body, part, (0, 1, 0), 0.0, 0.15 * deep)
        else:
            b.screw(body, part, (0, 1, 0), (0, 0, 0), 0.0, 0.15 * deep)
    elif kind == "lever":
        b.add(body, box((-wide / 2, 0, -high), (wide / 2, deep, high)))
        if rng.random() < 0.5:
            b.add(body, box((-wide / 2 - 0.005, -0.01, -high - 0.005), (wide / 2 + 0.005, 0, high + 0.005)))
        part = b.part("lever")
        s = rng.choice([-1, 1])
        x, long = s * wide / 2, rng.uniform(0.6, 1.3) * high
        turn = rng.uniform(0, 1.2)
        tip = np.array([x + s * 0.016, 0.5 * deep - long * np.sin(turn), long * np.cos(turn)])
        b.add(
            part,
            cylinder((x, 0.5 * deep, 0), (x + s * 0.022, 0.5 * deep, 0), 0.012, 16),
            cylinder((x + s * 0.016, 0.5 * deep, 0), tip, 0.006, 10),
            sphere(tip, 0.014, 12),
        )
        b.revolute(body, part, (1, 0, 0), (x, 0.5 * deep, 0), 0.0, rng.uniform(0.8, 2.2))
    else:
        b.add(
            body,
            box((-wide, -wide, 0), (wide, wide, 0.5 * deep)),
            cylinder((0, 0, 0.5 * deep), (0, 0, 0.7 * deep), 0.5 * wide, 24, 0.3 * wide),
        )
        part = b.part("lever", "stick")
        top = 0.6 * deep + high
        b.add(part, cylinder((0, 0, 0.55 * deep), (0, 0, top), 0.1 * wide, 12), sphere((0, 0, top), 0.35 * wide, 14))
        b.revolute(body, part, (rng.choice([1, -1]), 0, 0), (0, 0, 0.55 * deep), -0.5, rng.uniform(0.4, 0.7))
