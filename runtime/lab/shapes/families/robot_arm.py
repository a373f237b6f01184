"""Robot arms: a foot, a turning column, two or three links, a wrist, and a gripper whose fingers slide or turn."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, plate, rounded_rectangle
from ._pose import posed


def make(rng: np.random.Generator) -> Shape:
    b = Builder("robot_arm")
    body, scale = b.part("body"), rng.uniform(0.3, 1.5)
    r = scale * rng.uniform(0.05, 0.09)
    at = np.array([0.0, 0.0, _foot(rng, b, body, scale, r)])
    parent = b.part("arm", "column")
    high = r * rng.uniform(1.2, 2.5)
    b.add(parent, cylinder(at, at + (0, 0, 0.6 * high), 1.25 * r, 20), cylinder(at, at + (0, 0, high), 0.9 * r, 16))
    turn = rng.uniform(2.0, np.pi)
    if rng.random() < 0.2:
        b.continuous(body, parent, (0, 0, 1), at)
    else:
        b.revolute(body, parent, (0, 0, 1), at, -turn, turn)
    at, links = at + (0, 0, high), int(rng.integers(2, 4))
    boxy, side = rng.random() < 0.4, rng.choice([0.0, 1.0])
    for n in range(links):
        link = b.part("arm")
        long = scale * rng.uniform(0.25, 0.5) * 0.85**n
        offset = side * 1.1 * r * (1 if n % 2 == 0 else -1)  # links beside each other can pass
        b.add(link, *_link(at + (offset, 0, 0), long, r * 0.85**n, boxy))
        if side:
            b.add(link, cylinder(at - (0.5 * r, 0, 0), at + (offset, 0, 0), 0.45 * r, 12))
        far = rng.uniform(1.2, 2.2)
        b.revolute(parent, link, (1, 0, 0), at, -far, far)
        parent, at = link, at + (offset, 0, long)
    wrist = b.part("arm", "wrist")
    size = 0.5 * r
    b.add(wrist, cylinder(at, at + (0, 0, 1.6 * size), size, 14))
    if rng.random() < 0.6:
        b.continuous(parent, wrist, (0, 0, 1), at)
    else:
        b.revolute(parent, wrist, (0, 0, 1), at, -np.pi, np.pi)
    _gripper(rng, b, wrist, at + (0, 0, 1.6 * size), size)
    shape = b.finish()
    bent = {
        1 + n: rng.uniform(0.2, 0.9) * shape.joints[1 + n].upper * (1 if n else rng.choice([-0.5, 0.5]))
        for n in range(links)  # joint 0 is the column's
    }
    return posed(shape, bent if rng.random() < 0.8 else {})


def _foot(rng, b: Builder, body: int, scale: float, r: float) -> float:
    """Plate, post or rail that the arm stands on; returns the height of its top."""
    thick = scale * rng.uniform(0.02, 0.06)
    kind = rng.choice(["plate", "disc", "cone", "cart"])
    if kind == "plate":
        wide = r * rng.uniform(3, 6)
        b.add(body, plate(rounded_rectangle(wide, wide, 0.1 * wide), 0, thick, 0.1 * thick))
    elif kind == "disc":
        b.add(body, cylinder((0, 0, 0), (0, 0, thick), r * rng.uniform(1.6, 2.6), 24))
    elif kind == "cone":
        thick = r * rng.uniform(0.8, 2.5)
        b.add(body, cylinder((0, 0, 0), (0, 0, thick), 2 * r, 20, 1.3 * r))
    else:
        thick = scale * rng.uniform(0.15, 0.5)
        wide = r * rng.uniform(4, 8)
        b.add(body, box((-wide / 2, -wide / 2, 0), (wide / 2, wide / 2, thick)))
    return thick


def _link(at: np.ndarray, long: float, r: float, boxy: bool) -> list[Mesh]:
    """An upright link between two hubs about X."""
    low, high = at + (0, 0, 0.3 * r), at + (0, 0, long - 0.3 * r)
    half = np.array([0.45, 0.6, 0]) * r
    middle = box(low - half, high + half) if boxy else cylinder(low, high, 0.6 * r, 14, 0.5 * r)
    hubs = [cylinder(p - (0.55 * r, 0, 0), p + (0.55 * r, 0, 0), 0.8 * r, 16) for p in (at, at + (0, 0, long))]
    return [middle, hubs[0]] if boxy else [middle, *hubs]


def _gripper(rng, b: Builder, wrist: int, at: np.ndarray, size: float) -> None:
    """Two fingers that slide together or swing, a suction cup, or a bare flange."""
    kind = rng.choice(["slide", "swing", "cup", "none"], p=[0.45, 0.25, 0.15, 0.15])
    if kind == "cup":
        bell = np.array([[0, 0], [0.3, 0], [0.3, 1.2], [0.9, 1.9], [0.8, 1.9], [0, 1.4]]) * size
        b.add(wrist, lathe(bell, 16).moved(at))
        return
    if kind == "none":
        return
    long, wide = size * rng.uniform(2, 4), size * rng.uniform(1.2, 2.0)
    b.add(wrist, box(at - (wide, 0.5 * size, 0), at + np.array([wide, 0.5 * size, 0.8 * size])))
    for s in (-1, 1):
        finger = b.part("other", "finger")
        root = at + (s * 0.8 * wide, 0, 0.8 * size)
        thick = 0.25 * size
        b.add(finger, box(root - (thick, 0.4 * size, 0), root + (thick, 0.4 * size, long)))
        if kind == "slide":
            b.prismatic(wrist, finger, (-s, 0, 0), 0.0, 0.7 * wide)
        else:
            b.revolute(wrist, finger, (0, s, 0), root, 0.0, rng.uniform(0.4, 1.0))
