"""What looks like hardware on a face and stands still: bolts, ribs, bosses, rings, pairs of grips, wires."""

from __future__ import annotations

import numpy as np

from ..solids import Mesh, box, cylinder, lathe, smooth, sphere, tube


def details(rng: np.random.Generator, half: np.ndarray) -> list[Mesh]:
    """Things on a face that looks to +Z, within half (2,) of its middle."""
    small = half.min()
    kind = rng.choice(["bolts", "ribs", "boss", "grip", "ring", "plinth", "dots", "wire"])
    if kind == "bolts":
        r, n = small * rng.uniform(0.04, 0.12), int(rng.choice([6, 12]))
        return [
            cylinder((x, y, 0), (x, y, 0.8 * r), r, n)
            for x in (-0.85 * half[0], 0.85 * half[0])
            for y in (-0.85 * half[1], 0.85 * half[1])
        ]
    if kind == "ribs":
        high, w = small * rng.uniform(0.03, 0.2), 0.05 * half[0]
        return [
            box((x - w, -half[1], 0), (x + w, half[1], high))
            for x in np.linspace(-0.8, 0.8, int(rng.integers(2, 8))) * half[0]
        ]
    if kind == "boss":
        r = small * rng.uniform(0.2, 0.7)
        return [
            lathe(
                np.array([[0, 0], [r, 0], [0.85 * r, 0.3 * r], [0.5 * r, 0.3 * r], [0.5 * r, 0.1 * r], [0, 0.1 * r]]),
                24,
            )
        ]
    if kind == "grip":  # bars that are part of the body, at both ends: nothing that opens has two
        x, out, r = 0.6 * half[0], 0.25 * small, 0.04 * small
        bars = []
        for y in (-0.7 * half[1], 0.7 * half[1]):
            path = np.array([[-x, y, 0], [-x, y, out], [x, y, out], [x, y, 0]])
            bars.append(tube(smooth(path, 4), r, 6))
        return bars
    if kind == "ring":
        t = np.linspace(0, 2 * np.pi, 25)[:-1]
        r = small * rng.uniform(0.3, 0.8)
        return [tube(np.c_[r * np.cos(t), r * np.sin(t), 0 * t], 0.1 * r, 8, closed=True)]
    if kind == "plinth":
        shrink = rng.uniform(0.5, 1.1)
        return [box((*(-half * shrink), 0), (*(half * shrink), small * rng.uniform(0.05, 0.4)))]
    if kind == "dots":
        r = 0.05 * small
        spots = rng.uniform(-0.8, 0.8, (int(rng.integers(2, 9)), 2)) * half
        return [sphere((*p, 0), r, 8) for p in spots]
    path = np.c_[rng.uniform(-0.8, 0.8, (4, 2)) * half, 0.03 * small * np.ones(4)]
    return [tube(smooth(path, 5), 0.03 * small, 6)]
