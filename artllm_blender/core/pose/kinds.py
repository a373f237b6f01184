"""The kinds of rows between two features: how far off they are, and how that changes as the features move.

Each kind is two functions of poses at once. One gives (poses, pairs) or (poses, pairs, 3) how far off its pairs are,
and what the other may use again; the other (poses, pairs, joints) or (poses, pairs, 3, joints) slopes. now: (poses,
features, 3) where features are; moved: (poses, features, 3, joints) their slopes; apart: of each pair the first feature
less the other, lengths as shares of the object's size, and its slopes likewise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

EPS = 1e-12


@dataclass(frozen=True)
class Pairs:
    """Pairs of one kind. a, b, way: (n,) numbers of features, the third where there is one. numbers: (n, 3) of each
    pair's own, lengths as shares of the size."""

    a: np.ndarray
    b: np.ndarray
    way: np.ndarray
    numbers: np.ndarray


@dataclass(frozen=True)
class Kind:
    """width: rows of each pair."""

    width: int
    off: Callable[[Pairs, np.ndarray, np.ndarray], tuple[np.ndarray, object]]
    slopes: Callable[[Pairs, np.ndarray, np.ndarray, np.ndarray, object], np.ndarray]


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(..., joints) of (..., 3) and (..., 3, joints)."""
    return (a[..., None, :] @ b)[..., 0, :]


def _same(t: Pairs, now: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, None]:
    """Points, or directions."""
    return apart - t.numbers, None


def _same_slopes(t: Pairs, now: np.ndarray, moved: np.ndarray, apart: np.ndarray, kept: None) -> np.ndarray:
    return apart


def _line(t: Pairs, now: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, tuple]:
    way = now[:, t.way]
    along = (way * apart).sum(-1)
    return apart - along[..., None] * way, (apart, along, way)


def _line_slopes(t: Pairs, now: np.ndarray, moved: np.ndarray, apart: np.ndarray, kept: tuple) -> np.ndarray:
    off, along, way = kept
    turned = moved[:, t.way]
    more = _dot(off, turned) + _dot(way, apart)
    return apart - way[..., None] * more[..., None, :] - along[..., None, None] * turned


def _plane(t: Pairs, now: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (now[:, t.way] * apart).sum(-1) - t.numbers[:, 0], apart


def _plane_slopes(t: Pairs, now: np.ndarray, moved: np.ndarray, apart: np.ndarray, off: np.ndarray) -> np.ndarray:
    return _dot(now[:, t.way], apart) + _dot(off, moved[:, t.way])


def _distance(t: Pairs, now: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    length = np.sqrt((apart * apart).sum(-1))
    return length - t.numbers[:, 0], apart / np.maximum(length, EPS)[..., None]


def _distance_slopes(t: Pairs, now: np.ndarray, moved: np.ndarray, apart: np.ndarray, way: np.ndarray) -> np.ndarray:
    return _dot(way, apart)


def _parallel(t: Pairs, now: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The difference of the directions, either of which may be the other way round."""
    one, two = now[:, t.a], now[:, t.b]
    sign = np.where((one * two).sum(-1) < 0, -1.0, 1.0)[..., None]
    return one - sign * two, sign


def _parallel_slopes(t: Pairs, now: np.ndarray, moved: np.ndarray, apart: np.ndarray, sign: np.ndarray) -> np.ndarray:
    return moved[:, t.a] - sign[..., None] * moved[:, t.b]


def _right(t: Pairs, now: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, None]:
    return (now[:, t.a] * now[:, t.b]).sum(-1), None


def _right_slopes(t: Pairs, now: np.ndarray, moved: np.ndarray, apart: np.ndarray, kept: None) -> np.ndarray:
    return _dot(now[:, t.b], moved[:, t.a]) + _dot(now[:, t.a], moved[:, t.b])


def _angle(t: Pairs, now: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    cosine, _ = _right(t, now, apart)
    sine = np.linalg.norm(np.cross(now[:, t.a], now[:, t.b]), axis=-1)
    return np.arctan2(sine, cosine) - t.numbers[:, 0], sine


def _angle_slopes(t: Pairs, now: np.ndarray, moved: np.ndarray, apart: np.ndarray, sine: np.ndarray) -> np.ndarray:
    return -_right_slopes(t, now, moved, apart, None) / np.maximum(sine, 1e-3)[..., None]


def _aim(t: Pairs, now: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, tuple]:
    length = np.maximum(np.sqrt((apart * apart).sum(-1)), EPS)[..., None]
    way = -apart / length
    return now[:, t.way] - way, (way, length)


def _aim_slopes(t: Pairs, now: np.ndarray, moved: np.ndarray, apart: np.ndarray, kept: tuple) -> np.ndarray:
    way, length = kept
    turned = (-apart + way[..., None] * _dot(way, apart)[..., None, :]) / length[..., None]
    return moved[:, t.way] - turned


KINDS = {
    "same": Kind(3, _same, _same_slopes),
    "line": Kind(3, _line, _line_slopes),
    "plane": Kind(1, _plane, _plane_slopes),
    "distance": Kind(1, _distance, _distance_slopes),
    "parallel": Kind(3, _parallel, _parallel_slopes),
    "right": Kind(1, _right, _right_slopes),
    "angle": Kind(1, _angle, _angle_slopes),
    "aim": Kind(3, _aim, _aim_slopes),
}
