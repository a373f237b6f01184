"""A layout laid onto the pages: all of its parts and the camera at once, what touches or is level staying so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ..picture.raster import depth_slopes, visible
from .bricks import turned
from .contour import Contour
from .edge_fit import Ink, Laid, Tie, edge_fit
from .groups import Group
from .layouts import Layout, standing
from .likeness import Kind
from .loose import TURNS
from .viewpoint import View

RASTER = 160  # pixels a side of the picture that says what hides what
BEHIND = 0.02  # of all that is seen: what is so much farther away than what is seen there is hidden
TOUCHING, OVERLAP = 0.012, 0.2  # of the size: parts no farther apart touch, where they face each other by such a share
LEVEL = 0.001  # of the size
TIED, VIEW_OFF = 0.002, np.array([0.004, 0.004, 0.01, 0.005, 0.01, 0.01])
# Nearly all parts stand square: a turn that lines seem to ask for is mostly a place that is off.
TURNED, MOVED = 0.001, 0.05


@dataclass(frozen=True)
class Stood:
    """A part that stands: its number, its kind's by number, which of TURNS it is nearest to, its exact (3, 3) turn
    and (3,) middle in the view's world; page: that shows it first; share: of its edges that are seen there, which lie
    on lines."""

    index: int
    kind: int
    number: int
    turn: np.ndarray
    middle: np.ndarray
    page: int
    share: float = 0.0


def stood(layout: Layout, groups: Sequence[Group], kinds: Mapping[int, Kind]) -> list[Stood]:
    """The parts of a layout that pages were asked for."""
    found = []
    for index, turn, middle in standing(layout, groups):
        group = next(one for one in groups if index in one.every)
        kind = group.forms[group.every.index(index)][0].kind
        form, number = divmod(turn, len(TURNS))
        forms = [k for k, one in kinds.items() if one.kind == kind]
        at = middle + layout.at
        page = layout.shown.best_page(kind, turn, at)
        found.append(Stood(index, forms[min(form, len(forms) - 1)], number, TURNS[number], at, page))
    return found


def mended(
    view: View, stand: Sequence[Stood], kinds: Mapping[int, Kind], inks: Sequence[Ink]
) -> tuple[View, list[Stood]]:
    """The camera and all parts, laid onto the lines at once."""
    laid = [Laid(kinds[one.kind].wire, one.turn, one.middle, inks[one.page], TURNED, MOVED) for one in stand]
    pages = [one.page for one in stand]

    def hide(view: View, now: Sequence[Laid], lines: Sequence[Contour]) -> list[Contour]:
        return hidden(view, now, lines, pages)

    view, laid, shares = edge_fit(view, laid, VIEW_OFF, ties=_ties(stand, kinds), hide=hide)
    return view, [
        replace(one, turn=now.turn, middle=now.middle, share=float(share))
        for one, now, share in zip(stand, laid, shares, strict=True)
    ]


def boxes_of(one: Stood, kinds: Mapping[int, Kind]) -> np.ndarray:
    """(b, 2, 3) about what a part fills where it stands."""
    return turned(kinds[one.kind].boxes, TURNS[one.number]) + one.middle


def _ties(stand: Sequence[Stood], kinds: Mapping[int, Kind]) -> list[Tie]:
    """Along which axes which parts touch, and parts of a kind that come on one page are level."""
    every = [boxes_of(one, kinds) for one in stand]
    boxes, owner = np.concatenate(every), np.repeat(np.arange(len(every)), [len(of) for of in every])
    size = float(np.ptp(boxes.reshape(-1, 3), axis=0).max())
    near, found = TOUCHING * size, set()
    for (i, one), (j, other) in combinations(enumerate(stand), 2):
        if (one.kind, one.page) == (other.kind, other.page):
            level = np.abs(one.middle - other.middle) < LEVEL * size
            found.update((i, j, int(axis)) for axis in np.flatnonzero(level))
    for p, q in combinations(range(len(boxes)), 2):
        if owner[p] == owner[q]:
            continue
        lap = np.minimum(boxes[p, 1], boxes[q, 1]) - np.maximum(boxes[p, 0], boxes[q, 0])
        if (lap < -near).any():
            continue
        share = lap / np.maximum(np.minimum(boxes[p, 1] - boxes[p, 0], boxes[q, 1] - boxes[q, 0]), near)
        axis = int(lap.argmin())
        if lap[axis] < near and np.delete(share, axis).min() > OVERLAP:
            found.add((int(owner[p]), int(owner[q]), axis))
    return [Tie(one, other, np.eye(3)[axis], TIED) for one, other, axis in sorted(found)]


def hidden(view: View, parts: Sequence[Laid], lines: Sequence[Contour], page_of: Sequence[int]) -> list[Contour]:
    """Of each part's edges what no other part hides that stands on its page."""
    found = list(lines)
    for page in sorted(set(page_of)):
        there = [k for k, of in enumerate(page_of) if of <= page]
        flat, triangles, owner = _picture(view, [parts[k] for k in there])
        front = visible(flat, triangles, RASTER)
        corners = flat[triangles]
        slopes = depth_slopes(corners)
        low, high = corners[..., 2].min(axis=1), corners[..., 2].max(axis=1)
        level = BEHIND * float(np.ptp(flat[:, 2]))
        for rank, k in enumerate(there):
            if page_of[k] != page or not len(lines[k].points):
                continue
            seen = _pixels(view, lines[k].points + parts[k].middle)
            free = np.zeros(len(seen), bool)
            for right in (-1, 0, 1):
                for down in (-1, 0, 1):
                    place = seen[:, :2] + (right, down)
                    column, row = np.clip(place.astype(int), 0, RASTER - 1).T
                    face = front[row, column]
                    nearness = corners[face, 0, 2] + ((place - corners[face, 0, :2]) * slopes[face]).sum(axis=1)
                    nearness = np.clip(nearness, low[face], high[face])
                    free |= (face < 0) | (owner[face] == rank) | (nearness < seen[:, 2] + level)
            weight = np.where(free, lines[k].weight, 0.0)
            found[k] = replace(lines[k], weight=weight)
    return found


def _picture(view: View, parts: Sequence[Laid]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n, 3) vertices in pixels, (m, 3) triangles and (m,) whose they are."""
    flat = [_pixels(view, one.wire.vertices @ one.turn.T + one.middle) for one in parts]
    first = np.cumsum([0, *(len(one) for one in flat)])
    triangles = np.concatenate([one.wire.triangles + first[k] for k, one in enumerate(parts)])
    owner = np.repeat(np.arange(len(parts)), [len(one.wire.triangles) for one in parts])
    return np.concatenate(flat), triangles, owner


def _pixels(view: View, points: np.ndarray) -> np.ndarray:
    """(n, 3) right, down and nearness of (n, 3) points on the picture that says what hides what."""
    seen = view.project(points)
    return np.stack([(seen[:, 0] + 1) * RASTER / 2, (1 - seen[:, 1]) * RASTER / 2, seen[:, 2]], axis=1)
