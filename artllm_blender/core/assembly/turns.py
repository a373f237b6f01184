"""How a part may be turned a little so that its directions are those of others: faces, axes, edges, rows of holes."""

from __future__ import annotations

import numpy as np

from ..pose.facets import plane_of
from .features import Features

MOST_TURN = np.radians(24.0)
SAME = np.cos(np.radians(0.6))
STEEP = np.cos(np.radians(15.0))  # a direction that is nearer to an axis tells nothing of the turn about it
DIRECTIONS, MAIN, TURNS = 10, 5, 6
CLOSE = np.cos(np.radians(0.15))  # directions that agree so nearly settle a turn together
FINE = 1 - np.cos(np.radians(0.3))  # how nearly parallel is good
EVEN = 0.25  # what a plane of symmetry counts, beside faces of such a share of the size
FEW = 0.012  # how much less a turn is worth for each degree it takes


def turns(part: Features, rest: Features, own: np.ndarray, planes: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """(3, 3) each, the likeliest first: of a part as it stands, so that it is parallel to the rest as that stands; and
    how much of it is then, 1 for all. own, planes: (k, 3) normals of those in which the part, and the whole, is
    mirrored."""
    ways, weight = _directions(part, own)
    others, worth = _directions(rest, planes)
    found = [np.eye(3)]
    if not len(ways) or not len(others):
        return [(found[0], 0.0)]
    for i, way in enumerate(ways):
        for other in others:
            other = other * np.sign(way @ other + 1e-12)
            if way @ other < np.cos(MOST_TURN):
                continue
            first = _least(way, other)
            found.append(first)
            found += [
                _spin(other, angle) @ first for angle in _spins(np.delete(ways, i, axis=0) @ first.T, other, others)
            ]
    turned = np.array(found)
    angle = np.arccos(np.clip((np.trace(turned, axis1=1, axis2=2) - 1) / 2, -1, 1))
    turned, angle = turned[angle < MOST_TURN], angle[angle < MOST_TURN]
    agreed = _agreement(turned, ways, weight, others, worth)
    chosen = _distinct(turned, agreed - FEW * np.degrees(angle))
    return [(_settled(turned[k], ways, weight, others), float(agreed[k])) for k in chosen]


def agreement(part: Features, rest: Features, own: np.ndarray, planes: np.ndarray) -> float:
    """How much of a part as it stands is parallel to the rest, 1 for all."""
    ways, weight = _directions(part, own)
    others, worth = _directions(rest, planes)
    if not len(ways) or not len(others):
        return 0.0
    return float(_agreement(np.eye(3)[None], ways, weight, others, worth)[0])


def main_directions(part: Features) -> np.ndarray:
    """(n, 3) unit: the few directions, either sense, along which most of it goes."""
    return _directions(part, np.zeros((0, 3)))[0][:MAIN]


def _directions(part: Features, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) unit, either sense, and (n,) how much of the part goes along them, together 1. planes: (k, 3) normals of
    those in which it is mirrored."""
    size = max(float(np.linalg.norm(part.upper - part.lower)), 1e-12)
    edges = part.edges[:, 1] - part.edges[:, 0]
    length = np.linalg.norm(edges, axis=1)
    rows, apart = _rows(part)
    ways = np.concatenate([part.faces.normal, part.axes.way, edges / np.maximum(length, 1e-12)[:, None], rows, planes])
    weight = np.concatenate(
        [
            np.sqrt(part.faces.area) / size,
            0.2 + part.axes.half / size,
            0.15 * length / size,
            0.2 + 0.2 * apart / size,
            np.full(len(planes), EVEN),
        ]
    )
    found, sums = [], []
    left = weight.copy()
    while len(left) and left.max() > 0:
        way = ways[left.argmax()]
        near = (np.abs(ways @ way) > SAME) & (left > 0)
        sums.append(float(np.sqrt((left[near] ** 2).sum())))
        found.append(way)
        left[near] = 0.0
    order = np.argsort(-np.array(sums), kind="stable")[:DIRECTIONS]
    sums = np.array(sums)[order]
    return np.array(found).reshape(-1, 3)[order], sums / max(float(sums.sum()), 1e-12)


def _rows(part: Features) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) unit: from one of several parallel axes that are as wide to the next; (n,) how far apart they are."""
    axes = part.axes
    i, j = np.triu_indices(len(axes.radius), 1)
    off = axes.middle[j] - axes.middle[i]
    off = off - (off * axes.way[i]).sum(axis=1)[:, None] * axes.way[i]
    apart = np.linalg.norm(off, axis=1)
    wide = np.maximum(axes.radius[i], axes.radius[j])
    like = (np.abs((axes.way[i] * axes.way[j]).sum(axis=1)) > SAME) & (
        np.abs(axes.radius[i] - axes.radius[j]) < 0.04 * wide
    )
    keep = like & (apart > wide)
    return off[keep] / apart[keep][:, None], apart[keep]


def _least(way: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(3, 3) the smallest turn that brings a unit vector to another that is not opposite."""
    cross, cosine = np.cross(way, other), float(way @ other)
    x, y, z = cross
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + k + k @ k / (1 + cosine)


def _spin(axis: np.ndarray, angle: float) -> np.ndarray:
    x, y, z = axis
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def _spins(ways: np.ndarray, axis: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(n,) angles about an axis that bring one of (k, 3) directions to one of (l, 3) that are as oblique to it."""
    x, y = plane_of(axis)
    others = np.concatenate([others, -others])
    lean, other_lean = ways @ axis, others @ axis
    like = np.abs(np.arccos(np.clip(lean, -1, 1))[:, None] - np.arccos(np.clip(other_lean, -1, 1))) < np.radians(1.0)
    like &= (np.abs(lean) < STEEP)[:, None] & (np.abs(other_lean) < STEEP)
    k, j = np.nonzero(like)
    angle = np.arctan2(others @ y, others @ x)[j] - np.arctan2(ways @ y, ways @ x)[k]
    angle = (angle + np.pi) % (2 * np.pi) - np.pi
    return angle[np.abs(angle) < MOST_TURN]


def _agreement(turned, ways, weight, others, worth) -> np.ndarray:
    """(n,) how much of the part is how nearly parallel to how much of the rest."""
    cosine = np.abs(np.einsum("nab,kb,la->nkl", turned, ways, others))
    near = np.exp(-(1 - np.minimum(cosine, 1)) / FINE)
    return (np.sqrt(weight)[:, None] * np.sqrt(worth) * near).max(axis=2).sum(axis=1)


def _settled(turn: np.ndarray, ways: np.ndarray, weight: np.ndarray, others: np.ndarray) -> np.ndarray:
    """A turn as all directions that it makes parallel would have it (W. Kabsch, 1976)."""
    cosine = (ways @ turn.T) @ others.T
    best = np.abs(cosine).argmax(axis=1)
    rows = np.arange(len(ways))
    like = np.abs(cosine[rows, best]) > CLOSE
    if like.sum() < 2:
        return turn
    aim = others[best[like]] * np.sign(cosine[rows, best][like])[:, None]
    u, _, vt = np.linalg.svd(aim.T @ (ways[like] * weight[like][:, None]) + 1e-6 * turn)
    return (u * (1, 1, np.sign(np.linalg.det(u @ vt)))) @ vt


def _distinct(turned: np.ndarray, score: np.ndarray) -> list[int]:
    """The numbers of the best turns that differ by more than a hair."""
    found: list[int] = []
    for index in np.argsort(-score, kind="stable"):
        if all(np.trace(turned[index].T @ turned[one]) < 1 + 2 * np.cos(np.radians(0.4)) for one in found):
            found.append(int(index))
        if len(found) == TURNS:
            break
    return found
