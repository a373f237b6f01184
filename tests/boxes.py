"""Parts made of boxes, for tests of what comes apart and how."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np

FACES = np.array(
    [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1), (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4),
     (1, 5, 7), (1, 7, 3)]
)  # fmt: skip


def box(lower, upper) -> np.ndarray:
    """(12, 3, 3) triangles of a box, outward."""
    corners = np.array(list(itertools.product(*zip(lower, upper, strict=True))), float)
    return corners[FACES]


def boxes(*pairs) -> np.ndarray:
    """(12 k, 3, 3) triangles of several boxes, as one part."""
    return np.concatenate([box(lower, upper) for lower, upper in pairs])


def table() -> list[np.ndarray]:
    """A top and four legs that stand a little in it."""
    top = box((0, 0, 0.7), (1.2, 0.8, 0.74))
    legs = [box((x, y, 0), (x + 0.05, y + 0.05, 0.71)) for x in (0.05, 1.1) for y in (0.05, 0.7)]
    return [top, *legs]


def ring(lower, upper, thick: float, axis: int) -> np.ndarray:
    """A square ring about an axis, of four bars that do not overlap."""
    lower, upper = np.array(lower, float), np.array(upper, float)
    a, b = (k for k in range(3) if k != axis)
    pairs = []
    for side in (0, 1):
        for along, across, short in ((a, b, 0.0), (b, a, thick)):
            low, high = lower.copy(), upper.copy()
            low[along], high[along] = low[along] + short, high[along] - short
            (high if side == 0 else low)[across] = (low[across] + thick) if side == 0 else (high[across] - thick)
            pairs.append((low, high))
    return boxes(*pairs)


def write_obj(path: Path, parts: dict[str, np.ndarray], objects: bool = True) -> None:
    """A Z-up thing as Blender takes an OBJ, Y-up: as objects, or as pieces of one."""
    lines, count = [], 0
    for number, (name, triangles) in enumerate(parts.items()):
        lines += [f"o {name if objects else 'thing'}"] if objects or not number else []
        lines += [f"v {x} {z} {-y}" for x, y, z in triangles.reshape(-1, 3)]
        lines += [f"f {count + 3 * k + 1} {count + 3 * k + 2} {count + 3 * k + 3}" for k in range(len(triangles))]
        count += 3 * len(triangles)
    path.write_text("\n".join(lines))
