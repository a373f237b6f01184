"""Cranes and excavators: a mast or a carriage that turns, a jib or boom, a trolley that runs, a hook or bucket."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, boxes, cylinder, prism
from ._pose import posed


def make(rng: np.random.Generator) -> Shape:
    b = Builder("crane")
    body = b.part("body")
    return (_tower if rng.random() < 0.5 else _boom)(rng, b, body)


def _lattice(low, high, axis: int, half: float, bays: int) -> list[Mesh]:
    """Four chords along an axis from low to high (3,), tied together at each bay."""
    low, high, t = np.asarray(low, float), np.asarray(high, float), 0.15 * half
    u, v = [a for a in range(3) if a != axis]
    starts, ends = [], []
    for i in (-1, 1):
        for k in (-1, 1):
            a, e = low.copy(), high.copy()
            a[[u, v]] += np.array([i, k]) * half - t
            e[[u, v]] += np.array([i, k]) * half + t
            starts.append(a)
            ends.append(e)
    for at in np.linspace(low[axis], high[axis], bays + 1):
        for fixed, along in ((u, v), (v, u)):
            for side in (-1, 1):
                a, e = low.copy(), low.copy()
                a[axis], e[axis] = at - t, at + t
                a[fixed], e[fixed] = low[fixed] + side * half - t, low[fixed] + side * half + t
                a[along], e[along] = low[along] - half, low[along] + half
                starts.append(a)
                ends.append(e)
    return [boxes(np.array(starts), np.array(ends))]


def _tower(rng, b: Builder, body: int) -> Shape:
    high, reach = rng.uniform(15, 35), rng.uniform(12, 30)
    half = rng.uniform(0.5, 0.9)
    lattice, counter = rng.random() < 0.7, rng.uniform(0.25, 0.45) * reach
    b.add(body, box((-3 * half, -3 * half, 0), (3 * half, 3 * half, half)))
    mast = (0, 0, half), (0, 0, high)
    b.add(
        body, *(_lattice(*mast, 2, half, int(high / 2.5)) if lattice else [box((-half, -half, 0), (half, half, high))])
    )
    top, z = b.part("arm", "jib"), high + 2.2 * half
    b.add(top, cylinder((0, 0, high), (0, 0, high + 0.6 * half), 1.2 * half, 16))
    b.add(top, box((-half, -half, high + 0.6 * half), (half, half, z + half)))
    b.add(top, *_lattice((0, -reach, z), (0, -half, z), 1, 0.6 * half, int(reach / 2)))
    b.add(top, box((-0.5 * half, half, z - 0.3 * half), (0.5 * half, counter, z + 0.3 * half)))
    b.add(top, box((-half, 0.75 * counter, z - 1.5 * half), (half, counter, z + half)))
    if rng.random() < 0.6:
        b.add(
            top, prism(np.array([[-half, z + half], [half, z + half], [0, z + 6 * half]]), "x", -0.3 * half, 0.3 * half)
        )
    turn = (0, 0, 1), (0, 0, high)
    if rng.random() < 0.5:
        b.continuous(body, top, *turn)
    else:
        b.revolute(body, top, *turn, -np.pi, np.pi)
    trolley, below = b.part("tray", "trolley"), z - 0.72 * half
    near, far = 0.2 * reach, 0.95 * reach
    b.add(trolley, box((-0.7 * half, -near - half, below - 0.5 * half), (0.7 * half, -near + half, below)))
    b.prismatic(top, trolley, (0, -1, 0), 0.0, far - near - half)
    hook, drop = b.part("other", "hook"), rng.uniform(0.15, 0.6) * high
    b.add(hook, cylinder((0, -near, below - 0.5 * half - drop), (0, -near, below - 0.5 * half), 0.08 * half, 8))
    b.add(
        hook,
        box(
            (-0.4 * half, -near - 0.2 * half, below - half - drop),
            (0.4 * half, -near + 0.2 * half, below - 0.5 * half - drop),
        ),
    )
    b.prismatic(trolley, hook, (0, 0, -1), 0.0, rng.uniform(0.3, 0.9) * max(below - half - drop, 0.1 * high))
    return b.finish()


def _boom(rng, b: Builder, body: int) -> Shape:
    """An excavator or a mobile crane: a base on tracks, a cab that turns, boom, stick and bucket."""
    scale = rng.uniform(0.8, 3.0)
    for s in (-1, 1):
        b.add(body, box((s * 0.6 * scale, -1.1 * scale, 0), (s * scale, 1.1 * scale, 0.45 * scale)))
    b.add(body, box((-0.6 * scale, -0.5 * scale, 0.2 * scale), (0.6 * scale, 0.5 * scale, 0.5 * scale)))
    cab, deck = b.part("body", "cab"), 0.55 * scale
    b.add(cab, box((-0.9 * scale, -0.6 * scale, deck), (0.9 * scale, 1.3 * scale, deck + 0.5 * scale)))
    b.add(cab, box((-0.85 * scale, -0.8 * scale, deck), (-0.25 * scale, 0.3 * scale, deck + 1.1 * scale)))
    b.revolute(body, cab, (0, 0, 1), (0, 0, deck), -np.pi, np.pi)
    parent, at, half = cab, np.array([0.15 * scale, -0.7 * scale, deck + 0.3 * scale]), 0.13 * scale
    links = int(rng.integers(1, 4))
    for n in range(links):
        link, long = b.part("arm"), scale * rng.uniform(1.2, 2.4) * 0.8**n
        x = at[0] + (2.3 * half if n % 2 else 0.0)  # each link beside the one before
        b.add(link, box((x - half, at[1] - long, at[2] - half), (x + half, at[1] + 0.6 * half, at[2] + half)))
        b.add(link, cylinder((at[0] - 1.2 * half, *at[1:]), (x + 1.2 * half, *at[1:]), 0.6 * half, 12))
        low, high = (-0.3, rng.uniform(0.8, 1.2)) if n == 0 else (-rng.uniform(1.2, 2.2), rng.uniform(0.2, 0.6))
        b.revolute(parent, link, (-1, 0, 0), at, low, high)
        parent, at = link, at + (0, -long, 0)
    tool, wide = b.part("other", "bucket"), 0.35 * scale
    side = np.array([[0.1, 0.1], [-0.6, -0.1], [-0.7, -0.7], [-0.1, -0.6]]) * scale * 0.8 + at[1:] - (0.02 * scale, 0)
    b.add(tool, prism(side[::-1] if _clockwise(side) else side, "x", at[0] - wide, at[0] + wide))
    b.revolute(parent, tool, (-1, 0, 0), at, -rng.uniform(0.5, 1.2), rng.uniform(0.3, 0.8))
    shape = b.finish()
    return posed(shape, {1: rng.uniform(0.2, 0.75), 2: -rng.uniform(0.2, 1.1)} if links > 1 else {1: 0.5})


def _clockwise(outline: np.ndarray) -> bool:
    x, y = outline.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) < 0
