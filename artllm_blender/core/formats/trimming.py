"""Convex pieces trimmed by planes until nothing that moves past them touches them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..steps import Steps
from .clearance import Passage
from .convex import Convex, Hull, of_points
from .pieces import STAGE

WHOLE = 0.999  # of an extent: a cut that leaves less takes all
LEAST = 0.1  # of a piece: what trimming leaves less of is dropped
MOST_CUTS = 60
MOST_TRIANGLES = 300  # of a piece amid its cuts: slivers along an edge could double with each that goes through it


def trimmed(pieces: Sequence[Convex], passage: Passage, gap: float, hull: Hull) -> Steps[list[Convex]]:
    """What is left of pieces, in the world, that something passes; a step a piece.

    gap: metres between them at least. Of all pieces at least the one of which the most is left is kept.
    """
    solids, motions = passage.solids, passage.motions
    if not solids or not pieces:
        return list(pieces)
    turns, moves = motions[:, :3, :3], motions[:, :3, 3]
    corners = [solid.points @ turns.transpose(0, 2, 1) + moves[:, None] for solid in solids]
    low, high = (np.array([reach(points, axis=1) for points in corners]) for reach in (np.min, np.max))
    kept, shares = [], []
    for piece in pieces:
        yield STAGE, len(kept) / len(pieces)
        left, share = _left(piece, solids, corners, turns, moves, low, high, gap, hull)
        shares.append(share)
        kept.append(left)
    best = int(np.argmax(shares))
    return [left for number, left in enumerate(kept) if shares[number] >= LEAST or number == best]


def _left(
    piece: Convex,
    solids: Sequence[Convex],
    corners: Sequence[np.ndarray],
    turns: np.ndarray,
    moves: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    gap: float,
    hull: Hull,
) -> tuple[Convex, float]:
    """A piece, cut; and the share of its volume that is left."""
    cuts, whole, uncut = 0, piece.volume, piece
    while cuts < MOST_CUTS:
        a, b = piece.points.min(axis=0) - gap, piece.points.max(axis=0) + gap
        near = np.argwhere((low < b).all(axis=2) & (high > a).all(axis=2))
        touched = near[_touch(piece, solids, corners, turns, moves, near, gap)]
        if not len(touched):
            break
        for number, pose in touched:
            solid, points = solids[number], corners[number][pose]
            normals = solid.normals @ turns[pose].T
            offsets = solid.offsets + normals @ moves[pose]
            plane = _plane(piece, normals, offsets, points, gap)
            if plane is None:
                continue
            cut = _cut(piece, *plane)
            if cut and len(cut.corners) > MOST_TRIANGLES:
                cut = _anew(cut, hull)
            if cut is None or cut.volume < LEAST * whole:
                return uncut, 0.0
            piece, cuts = cut, cuts + 1
    if cuts:
        piece = _anew(piece, hull) or piece
    return piece, piece.volume / whole if whole > 0 else 1.0


def _anew(piece: Convex, hull: Hull) -> Convex | None:
    """A piece without what cuts left of slivers; None where it is flat."""
    return of_points(np.unique(np.round(piece.points, 9), axis=0), hull)


def _touch(
    piece: Convex,
    solids: Sequence[Convex],
    corners: Sequence[np.ndarray],
    turns: np.ndarray,
    moves: np.ndarray,
    near: np.ndarray,
    gap: float,
) -> np.ndarray:
    """(n,) bool: with which of these pairs (n, 2), a solid and its pose, a piece is not clear of it."""
    found = np.zeros(len(near), bool)
    for number in np.unique(near[:, 0]):
        rows = np.flatnonzero(near[:, 0] == number)
        solid, pose = solids[number], near[rows, 1]
        reach = (corners[number][pose] @ piece.normals.T).min(axis=1)
        rows, pose = (one[(reach < piece.offsets + gap - 1e-12).all(axis=1)] for one in (rows, pose))
        normals = solid.normals @ turns[pose].transpose(0, 2, 1)
        lowest = (normals @ piece.points.T).min(axis=2)
        offsets = solid.offsets + (normals @ moves[pose, :, None])[..., 0]
        found[rows] = (lowest < offsets + gap - 1e-12).all(axis=1)
    return found


def _plane(
    piece: Convex, normals: np.ndarray, offsets: np.ndarray, points: np.ndarray, gap: float
) -> tuple[np.ndarray, float] | None:
    """The plane (normal, offset) beyond which a piece is cut off to be clear of a solid, so that it loses the least;
    None where it is clear."""
    # Behind the solid's sides.
    along = normals @ piece.points.T
    lowest, highest = along.min(axis=1), along.max(axis=1)
    if (lowest >= offsets + gap - 1e-12).any():
        return None
    # In front of the piece's own.
    reach = (piece.normals @ points.T).min(axis=1)
    if (reach >= piece.offsets + gap - 1e-12).any():
        return None
    takes = (offsets + gap - lowest) / np.maximum(highest - lowest, 1e-12)
    own_lowest = (piece.normals @ piece.points.T).min(axis=1)
    own_takes = (piece.offsets + gap - reach) / np.maximum(piece.offsets - own_lowest, 1e-12)
    if takes.min() < own_takes.min():
        side = int(takes.argmin())
        return -normals[side], -(offsets[side] + gap)
    side = int(own_takes.argmin())
    return piece.normals[side], reach[side] - gap


def _cut(piece: Convex, normal: np.ndarray, offset: float) -> Convex | None:
    """What of a piece lies below a plane; None for nothing. Its normals may be more than its sides."""
    height = piece.corners @ normal - offset
    below = height <= 0
    count = below.sum(axis=1)
    if not count.any():
        return None
    some = (count == 1) | (count == 2)
    # Of a triangle that the plane cuts, the corner that is alone on its side is put first.
    alone = (below[some] == (count[some] == 1)[:, None]).argmax(axis=1)
    turn, row = (alone[:, None] + np.arange(3)) % 3, np.arange(len(alone))[:, None]
    corners, over = piece.corners[some][row, turn], height[some][row, turn]
    share = (over[:, :1] / (over[:, :1] - over[:, 1:]))[..., None]
    ends = corners[:, :1] + share * (corners[:, 1:] - corners[:, :1])
    one = count[some] == 1
    tips = np.concatenate([corners[one, :1], ends[one]], axis=1)
    stumps = [
        np.stack([ends[~one, 0], corners[~one, 1], corners[~one, 2]], axis=1),
        np.stack([ends[~one, 0], corners[~one, 2], ends[~one, 1]], axis=1),
    ]
    left = np.concatenate([piece.corners[count == 3], tips, *stumps, _fan(ends.reshape(-1, 3), normal)])
    points = left.reshape(-1, 3)
    normals = np.concatenate([piece.normals, normal[None]])
    return Convex(points, normals, (normals @ points.T).max(axis=1), left)


def _fan(points: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """(k, 3, 3) triangles that fill the convex outline of (n, 3) points in a plane."""
    if len(points) < 3:
        return np.zeros((0, 3, 3))
    middle = points.mean(axis=0)
    right = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    around = points - middle
    points = points[np.argsort(np.arctan2(around @ np.cross(normal, right), around @ right))]
    return np.stack([np.broadcast_to(middle, points.shape), points, np.roll(points, -1, axis=0)], axis=1)
