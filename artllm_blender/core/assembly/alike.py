"""Which parts are the same, however they lie: a manual counts them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .wire import Wire

# Measures that differ by less than this share of the size are the same.
SAME = 5e-3
# What leans less than this to one side along an axis is the same on both.
EVEN = 0.02


def kinds(parts: Sequence[Wire]) -> list[int]:
    """For each part the number of the first that is the same but for a turn and a move. Mirror twins are two kinds."""
    measured = [_measures(part) for part in parts]
    found: list[int] = []
    for part, (lengths, hand) in enumerate(measured):
        near = SAME * float(lengths.max(initial=0.0)) + 1e-12
        for other in sorted(set(found)):
            if np.abs(measured[other][0] - lengths).max() < near and abs(measured[other][1] - hand) < EVEN:
                found.append(other)
                break
        else:
            found.append(part)
    return found


def _measures(part: Wire) -> tuple[np.ndarray, float]:
    """(5,) lengths that no turn or move changes, of the surface, its spread three ways and its reach; and its hand,
    which a mirror turns round and which is 0 for what is its own mirror image."""
    corners = part.vertices[part.triangles]
    if not len(corners):
        return np.zeros(5), 0.0
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    whole = area.sum()
    centre = area @ corners.mean(axis=1) / whole
    # Second moments are exact from the middles of the edges, so it does not matter how flat faces are divided.
    off = ((corners + np.roll(corners, 1, axis=1)) / 2 - centre).reshape(-1, 3)
    weight = np.repeat(area / whole / 3, 3)
    spread, axes = np.linalg.eigh((weight[:, None] * off).T @ off)
    reach = np.linalg.norm(corners.reshape(-1, 3) - centre, axis=1).max()
    lengths = np.array([np.sqrt(whole), *np.sqrt(np.maximum(spread, 0)), reach])
    axes[:, 2] = np.cross(axes[:, 0], axes[:, 1])
    lean = (weight * (off**2).sum(axis=1)) @ off @ axes / reach**3
    told_apart = np.diff(spread).min() > SAME * spread[2]
    even = np.abs(lean).min() < EVEN**2
    return lengths, 0.0 if even or not told_apart else float(np.prod(lean) / np.linalg.norm(lean) ** 3)
