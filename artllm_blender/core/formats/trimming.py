"""Convex pieces trimmed by planes until nothing that moves past them touches them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..frames import halfway
from ..steps import Steps
from .clearance import Passage
from .convex import Convex, Hull, of_points
from .pieces import STAGE

WHOLE = 0.999  # of an extent: a cut that leaves less takes all
LEAST = 0.1  # of a piece: what trimming leaves less of is dropped
MOST_CUTS = 60  # of a piece, at the poses that something is seen at at once
HALVINGS = 6  # of the way between two poses, where what passes may touch on it
MOST_TRIANGLES = 300  # of a piece amid its cuts: slivers along an edge could double with each that goes through it


@dataclass(frozen=True)
class _Seen:
    """Solids at motions (m, 4, 4), one after the other along one way; corners: (m, n, 3) of each solid; low, high:
    (solids, m, 3) of the boxes around them."""

    solids: Sequence[Convex]
    motions: np.ndarray
    corners: Sequence[np.ndarray]
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def at(cls, solids: Sequence[Convex], motions: np.ndarray) -> _Seen:
        turns, moves = motions[:, :3, :3], motions[:, :3, 3]
        corners = [solid.points @ turns.transpose(0, 2, 1) + moves[:, None] for solid in solids]
        return cls(solids, motions, corners, *(np.array([f(one, axis=1) for one in corners]) for f in (np.min, np.max)))

    def some(self, which: np.ndarray | slice) -> _Seen:
        corners = [one[which] for one in self.corners]
        return _Seen(self.solids, self.motions[which], corners, self.low[:, which], self.high[:, which])

    def then(self, other: _Seen) -> _Seen:
        pairs = zip(self.corners, other.corners, strict=True)
        return _Seen(
            self.solids,
            np.concatenate([self.motions, other.motions]),
            [np.concatenate(pair) for pair in pairs],
            np.concatenate([self.low, other.low], axis=1),
            np.concatenate([self.high, other.high], axis=1),
        )


def trimmed(pieces: Sequence[Convex], passage: Passage, gap: float, hull: Hull) -> Steps[list[Convex]]:
    """What is left of pieces, in the world, that something passes; a step a piece.

    gap: metres between them at least, at the poses that it is seen at; between these they do not touch. Of all pieces
    at least the one of which the most is left is kept.
    """
    if not passage.solids or not pieces:
        return list(pieces)
    seen = _Seen.at(passage.solids, passage.motions)
    kept, shares = [], []
    for piece in pieces:
        yield STAGE, len(kept) / len(pieces)
        left, share = _left(piece, seen, gap, hull)
        shares.append(share)
        kept.append(left)
    best = int(np.argmax(shares))
    return [left for number, left in enumerate(kept) if shares[number] >= LEAST or number == best]


def _left(piece: Convex, seen: _Seen, gap: float, hull: Hull) -> tuple[Convex, float]:
    """A piece, cut; and the share of its volume that is left, none where that were too little."""
    left = _cleared(piece, seen, gap, LEAST * piece.volume, hull)
    first, second = seen.some(slice(None, -1)), seen.some(slice(1, None))
    for _ in range(HALVINGS):
        if left is None or not (unsure := _unsure(left, first, second)).any():
            break
        first, second = first.some(unsure), second.some(unsure)
        amid = _Seen.at(seen.solids, halfway(first.motions, second.motions))
        left = _cleared(left, amid, gap, LEAST * piece.volume, hull)
        first, second = first.then(amid), amid.then(second)
    if left is None:
        return piece, 0.0
    if left is not piece:
        left = _anew(left, hull) or left
    return left, left.volume / piece.volume if piece.volume > 0 else 1.0


def _cleared(piece: Convex, seen: _Seen, gap: float, least: float, hull: Hull) -> Convex | None:
    """A piece, cut until it is clear of all that is seen; None where less of it is left than so many cubic metres."""
    cuts, before = 0, -1
    while before < cuts < MOST_CUTS:  # what touches by less than numbers tell is cut by none
        before = cuts
        a, b = piece.points.min(axis=0) - gap, piece.points.max(axis=0) + gap
        near = np.argwhere((seen.low < b).all(axis=2) & (seen.high > a).all(axis=2))
        touched = near[_touch(piece, seen, near, gap)]
        if not len(touched):
            break
        for number, pose in touched:
            solid, points, motion = seen.solids[number], seen.corners[number][pose], seen.motions[pose]
            normals = solid.normals @ motion[:3, :3].T
            plane = _plane(piece, normals, solid.offsets + normals @ motion[:3, 3], points, gap)
            if plane is None:
                continue
            cut = _cut(piece, *plane)
            if cut and len(cut.corners) > MOST_TRIANGLES:
                cut = _anew(cut, hull)
            if cut is None or cut.volume < least:
                return None
            piece, cuts = cut, cuts + 1
    return piece


def _unsure(piece: Convex, first: _Seen, second: _Seen) -> np.ndarray:
    """(m,) bool: on which of the ways, each from a first motion to a second, a solid may touch a piece.

    It does not where a side of either has the other beyond it at both ends, and by more than the arc between them
    bulges: by a quarter of the turn's tangent, of half the chord.
    """
    found = np.zeros(len(first.motions), bool)
    turns = second.motions[:, :3, :3] @ first.motions[:, :3, :3].transpose(0, 2, 1)
    angle = np.arccos(np.clip((np.trace(turns, axis1=1, axis2=2) - 1) / 2, -1, 1))
    bulge = np.tan(angle / 4) / 2
    low, high = np.minimum(first.low, second.low), np.maximum(first.high, second.high)
    lower, upper = piece.points.min(axis=0), piece.points.max(axis=0)
    for number, solid in enumerate(first.solids):
        ends = first.corners[number], second.corners[number]
        more = bulge * np.linalg.norm(ends[1] - ends[0], axis=2).max(axis=1)
        near = (low[number] < upper + more[:, None]).all(axis=1) & (high[number] > lower - more[:, None]).all(axis=1)
        rows = np.flatnonzero(near & ~found)
        reach = np.minimum(*((end[rows] @ piece.normals.T).min(axis=1) for end in ends))
        rows = rows[(reach - more[rows, None] < piece.offsets).all(axis=1)]
        back = [_seen_from(motions[rows], piece.points) for motions in (first.motions, second.motions)]
        more = bulge[rows] * np.linalg.norm(back[1] - back[0], axis=2).max(axis=1)
        reach = np.minimum(*((end @ solid.normals.T).min(axis=1) for end in back))
        found[rows[(reach - more[:, None] < solid.offsets).all(axis=1)]] = True
    return found


def _seen_from(motions: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(m, n, 3) points as what moves by each (m, 4, 4) sees them."""
    return (points - motions[:, None, :3, 3]) @ motions[:, :3, :3]


def _anew(piece: Convex, hull: Hull) -> Convex | None:
    """A piece without what cuts left of slivers; None where it is flat."""
    return of_points(np.unique(np.round(piece.points, 9), axis=0), hull)


def _touch(piece: Convex, seen: _Seen, near: np.ndarray, gap: float) -> np.ndarray:
    """(n,) bool: with which of these pairs (n, 2), a solid and its pose, a piece is not clear of it."""
    found = np.zeros(len(near), bool)
    for number in np.unique(near[:, 0]):
        rows = np.flatnonzero(near[:, 0] == number)
        solid, pose = seen.solids[number], near[rows, 1]
        reach = (seen.corners[number][pose] @ piece.normals.T).min(axis=1)
        rows, pose = (one[(reach < piece.offsets + gap - 1e-12).all(axis=1)] for one in (rows, pose))
        lowest = (_seen_from(seen.motions[pose], piece.points) @ solid.normals.T).min(axis=1)
        found[rows] = (lowest < solid.offsets + gap - 1e-12).all(axis=1)
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
