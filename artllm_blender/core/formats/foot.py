"""What an asset stands on: undersides of convex pieces that lie nearly on the ground, all in one plane on it.

Pieces a fraction of a millimetre uneven have a dropped asset rock, slide and fall over in simulators.
"""

from __future__ import annotations

from collections.abc import Sequence

from .convex import Convex, Hull, of_points


def standing(pieces: Sequence[Convex], ground: float, near: float, hull: Hull) -> list[Convex]:
    """The pieces, in the world: what of their lower halves is less than near, metres, over the ground, or below it, is
    set down on it."""
    return [_set_down(piece, ground, near, hull) for piece in pieces]


def _set_down(piece: Convex, ground: float, near: float, hull: Hull) -> Convex:
    height = piece.points[:, 2]
    low = (height < ground + near) & (height <= (height.min() + height.max()) / 2)
    if not low.any() or (height[low] == ground).all():
        return piece
    points = piece.points.copy()
    points[low, 2] = ground
    return of_points(points, hull) or piece
