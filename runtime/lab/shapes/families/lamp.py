"""Lamps with jointed arms: desk, floor, clamp and wall lamps; shades tilt, arms bend, stems turn; monitor stands."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, plate, rotation, rounded_rectangle, sphere
from ._pose import posed


def make(rng: np.random.Generator) -> Shape:
    b = Builder("lamp")
    body = b.part("body")
    wall = rng.random() < 0.15
    scale = rng.choice([rng.uniform(0.7, 1.3), rng.uniform(2, 3.5)], p=[0.8, 0.2])
    arms = int(rng.choice([1, 2, 2, 3]))
    r = 0.008 * scale * rng.uniform(0.6, 1.8)
    foot = _foot(rng, b, body, scale, wall)
    parent, at = body, np.array([0, 0, foot])
    if rng.random() < 0.45:
        yoke = b.part("other", "swivel")
        high = rng.uniform(0.02, 0.06) * scale
        b.add(yoke, cylinder(at, at + (0, 0, high), 2 * r, 16))
        if rng.random() < 0.4:
            b.continuous(body, yoke, (0, 0, 1), at)
        else:
            b.revolute(body, yoke, (0, 0, 1), at, -rng.uniform(1, np.pi), rng.uniform(1, np.pi))
        parent, at = yoke, at + (0, 0, high)
    style = str(rng.choice(["single", "double", "flat"]))
    for _ in range(arms):
        arm = b.part("arm")
        long = rng.uniform(0.15, 0.35) * scale
        _arm(b, arm, style, at, long, r)
        b.revolute(parent, arm, (1, 0, 0), at, -rng.uniform(0.6, 1.6), rng.uniform(0.6, 1.9))
        parent, at = arm, at + (0, 0, long)
    _head(rng, b, parent, at, scale, r)
    shape = b.finish()
    first = len(shape.joints) - arms - 1
    turns = {first: rng.uniform(-0.5, 0.4), len(shape.joints) - 1: rng.uniform(-0.5, 1.0)}
    turns |= {first + n: (1 if n % 2 else -1) * rng.uniform(0.2, 1.4) for n in range(1, arms)}
    inside = {i: float(np.clip(v, shape.joints[i].lower, shape.joints[i].upper)) for i, v in turns.items()}
    return posed(shape, inside)


def _foot(rng, b: Builder, body: int, scale: float, wall: bool) -> float:
    """What stands on the desk, clamps to it or hangs on the wall; returns the height of its top."""
    size = rng.uniform(0.06, 0.11) * scale
    if wall:
        b.add(
            body,
            box((-0.5 * size, 0.02, -size), (0.5 * size, 0.04, size)),
            box((-0.2 * size, -0.02, -0.2 * size), (0.2 * size, 0.02, 0)),
        )
        return 0.0
    kind = rng.choice(["disc", "block", "clamp", "tripod"], p=[0.5, 0.2, 0.2, 0.1])
    thick = rng.uniform(0.01, 0.035) * scale
    if kind == "disc":
        b.add(
            body,
            lathe(
                np.array(
                    [[0, 0], [size, 0], [size, 0.6 * thick], [0.8 * size, thick], [0, thick * rng.uniform(1, 1.8)]]
                ),
                32,
            ),
        )
    elif kind == "block":
        b.add(body, plate(rounded_rectangle(2 * size, 1.6 * size, 0.3 * size, 4), 0, thick, 0.2 * thick))
    elif kind == "clamp":
        b.add(
            body,
            box((-0.03, -0.04, 0), (0.03, 0.04, 0.01)),
            box((-0.03, 0.03, -0.06), (0.03, 0.04, 0)),
            box((-0.03, -0.04, -0.07), (0.03, 0.04, -0.06)),
        )
        b.add(
            body,
            cylinder((0, -0.01, -0.11), (0, -0.01, -0.03), 0.006, 10),
            cylinder((0, -0.01, -0.115), (0, -0.01, -0.105), 0.02, 14),
        )
        thick = 0.01
    else:
        b.add(
            body,
            *(
                cylinder((size * 1.3 * np.cos(a), size * 1.3 * np.sin(a), 0), (0, 0, size), 0.1 * size, 10)
                for a in (0.5, 2.6, 4.7)
            ),
        )
        thick = size
    stem = rng.choice([0.0, rng.uniform(0.02, 0.12)]) * scale
    if stem:
        b.add(body, cylinder((0, 0, 0.8 * thick), (0, 0, thick + stem), 0.012 * scale, 14))
    return thick + stem


def _arm(b: Builder, part: int, style: str, at: np.ndarray, long: float, r: float) -> None:
    """A straight link upwards from `at`, with its joint's discs."""
    top = at + (0, 0, long)
    if style == "double":
        b.add(part, *(cylinder(at + (s * 1.8 * r, 0, 0), top + (s * 1.8 * r, 0, 0), 0.6 * r, 8) for s in (-1, 1)))
    elif style == "flat":
        b.add(part, box(at - (0.7 * r, 1.6 * r, 0), top + (0.7 * r, 1.6 * r, 0)))
    else:
        b.add(part, cylinder(at, top, r, 10))
    b.add(part, cylinder(at - (2.4 * r, 0, 0), at + (2.4 * r, 0, 0), 1.9 * r, 14))


def _head(rng, b: Builder, parent: int, at: np.ndarray, scale: float, r: float) -> None:
    """A shade, a light bar, a spot or a screen that tilts at the end of the last arm; it looks to -Y and down."""
    head = b.part("other", "shade")
    size = rng.uniform(0.05, 0.09) * scale
    kind = rng.choice(["cone", "bell", "bar", "can", "disc", "screen"], p=[0.3, 0.22, 0.16, 0.12, 0.1, 0.1])
    long = size * rng.uniform(1.0, 2.2)
    meshes = [cylinder((-2 * r, 0, 0), (2 * r, 0, 0), 1.7 * r, 12)]
    if kind in ("cone", "bell", "can"):
        small = size * {"cone": rng.uniform(0.2, 0.5), "bell": 0.35, "can": 0.95}[str(kind)]
        outer = [
            [small, 0],
            [small * 1.1, 0.2 * long],
            [size * (0.8 if kind == "bell" else 0.6), 0.5 * long],
            [size, long],
        ]
        if kind == "can":
            outer = [[size, 0], [size, long]]
        inner = [[p[0] - 0.05 * size, p[1]] for p in outer[::-1]]
        inner[-1][1] += 0.05 * long
        shade = lathe(np.array([[0, 0], *outer, *inner, [0, 0.05 * long]]), 28)
        meshes.append(Mesh(shade.vertices @ rotation((1, 0, 0), np.pi / 2 + rng.uniform(-0.2, 0.9)).T, shade.faces))
        if rng.random() < 0.5:
            direction = meshes[-1].vertices[-1] / max(np.linalg.norm(meshes[-1].vertices[-1]), 1e-9)
            meshes.append(sphere(direction * 0.5 * long, 0.3 * size, 10))
    elif kind == "bar":
        wide = size * rng.uniform(1.5, 3.5)
        meshes.append(box((-wide, -0.5 * size, -0.012 * scale), (wide, 0.3 * size, 0.006 * scale)))
    elif kind == "disc":
        meshes.append(cylinder((0, -size, -0.01 * scale), (0, -size, 0.012 * scale), size, 32))
    else:
        wide = size * rng.uniform(1.8, 3)
        meshes.append(box((-wide, -0.03 * scale, -0.6 * wide), (wide, -0.008 * scale, 0.6 * wide)))
    b.add(head, *(m.moved(at) for m in meshes))
    b.revolute(parent, head, (1, 0, 0), at, -rng.uniform(0.5, 1.4), rng.uniform(0.5, 1.6))
