"""What the surfaces themselves say of a pose: how much is in contact, and how much is how deep inside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..frames import inverse
from .features import Features

PROBE = 0.004  # of the diagonal of it all: how far out of a face the other is felt
DEEP = 0.004  # of the same: what is as deep inside is not at rest
DEEPEST = 5.0  # times as deep counts no more


def touching(
    part: Features, poses: np.ndarray, others: Sequence[tuple[Features, np.ndarray]], size: float
) -> np.ndarray:
    """(k, 3) of each of (k, 4, 4) poses of a part against others in theirs: the roots of how much of the smaller
    one's surface is in contact, and is inside; and how deep that is, 1 for the worst. size: the diagonal of it all."""
    out = np.zeros((len(poses), 3))
    backs = np.array([inverse(pose) for pose in poses])
    for other, where in others:
        smaller = min(part.area, other.area)
        for a, b, there in ((part, other, inverse(where) @ poses), (other, part, backs @ where)):
            points = np.einsum("kij,nj->kni", there[:, :3, :3], a.points) + there[:, None, :3, 3]
            normals = np.einsum("kij,nj->kni", there[:, :3, :3], a.normals)
            near = ((points > b.lower - PROBE * size) & (points < b.upper + PROBE * size)).all(axis=2)
            if not near.any():
                continue
            which = np.nonzero(near)[0]
            at, step = points[near], PROBE * size * normals[near]
            outside, here, inside = np.split(b.solid.depth(np.concatenate([at + step, at, at - step])), 3)
            contact = (outside > 0.25 * PROBE * size) & (inside < -0.25 * PROBE * size)
            scale = a.area / len(a.points) / smaller
            if a.area <= b.area:  # the samples of the larger one are too far apart to count contact by
                out[:, 0] += scale * np.bincount(which[contact], minlength=len(poses))
            out[:, 1] += scale * np.bincount(which[here > 0.5 * DEEP * size], minlength=len(poses))
            np.maximum.at(out[:, 2], which, here / (DEEP * size))
    return np.stack([np.sqrt(out[:, 0]), np.sqrt(out[:, 1]), np.minimum(out[:, 2], DEEPEST) / DEEPEST], axis=1)
