"""Which polygons a click on one means: what the model sees as a part there, a loose piece, what creases bound."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .connectivity import components

# A region is one where it is less of its part than this.
MOST = 0.9
# Loose pieces go along with a larger one that they lie on: their middle no farther out of its box than this share of
# the object's size, their area no more than this share of its.
ON, LESS = 0.04, 0.5
# Across what bends less than this (cosine) a smooth region goes on.
SMOOTH = 0.87


def region_at(
    at: int,
    part: np.ndarray,
    pairs: np.ndarray,
    separation: np.ndarray,
    normals: np.ndarray,
    area: np.ndarray,
    boxes: np.ndarray,
    root: int,
    seen: Iterable[np.ndarray] = (),
) -> np.ndarray | None:
    """(n,) bool: the polygons that a click on polygon `at` means, of the part that it is of; None: all of that.

    part: (n,) the part of each polygon; pairs: (k, 2) polygons that hang together; separation: (n,) as of `label`;
    normals: (n, 3) unit; area: (n,); boxes: (n, 2, 3); root: the part that all else hangs on. seen: what the model sees
    as the part there, (n,) bool each, the likeliest first.
    """
    inside = part == part[at]
    whole = area[inside].sum()

    def fits(region: np.ndarray) -> bool:
        return bool(region[at] and 0 < area[region].sum() < MOST * whole)

    within = pairs[inside[pairs].all(axis=1)]
    together = within[separation[within[:, 0]] == separation[within[:, 1]]]
    smooth = together[np.einsum("ij,ij->i", normals[together[:, 0]], normals[together[:, 1]]) > SMOOTH]
    for region in seen:
        if fits(region & inside):
            return region & inside
    loose = components(together, len(part))
    piece = _with_what_lies_on_it(loose, loose[at], inside, area, boxes)
    if fits(piece):
        return piece
    crosses = inside[pairs[:, 0]] != inside[pairs[:, 1]]
    if part[at] != root and not piece[pairs[crosses]].any():
        return None  # a solid of its own; creases bound what is cut out of a skin
    face = components(smooth, len(part))
    face = face == face[at]
    return face if fits(face) else None


def _with_what_lies_on_it(
    loose: np.ndarray, piece: int, inside: np.ndarray, area: np.ndarray, boxes: np.ndarray
) -> np.ndarray:
    """(n,) bool: a loose piece, by its number among those of the polygons (n,), and the small ones on it."""
    order = np.argsort(loose, kind="stable")
    first = np.flatnonzero(np.diff(loose[order], prepend=-1))
    lower, upper = np.minimum.reduceat(boxes[order, 0], first), np.maximum.reduceat(boxes[order, 1], first)
    size = float((upper.max(axis=0) - lower.min(axis=0)).max())
    middle, areas = (lower + upper) / 2, np.bincount(loose, area)
    on = ((middle > lower[piece] - ON * size) & (middle < upper[piece] + ON * size)).all(axis=1)
    on &= areas < LESS * areas[piece]
    on[piece] = True
    return on[loose] & inside
