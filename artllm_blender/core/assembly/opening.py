"""The part that a manual begins with, and with it the camera: both are found at once, for each alone is uncertain.

Where the lines of a page run says from where it was drawn, but roughly; how large, not at all. A part of which all
edges are known says both, wherever its lines are on the page. So many guesses are slid over the page, and the best of
them adjusted until part and page agree to a pixel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .contour import Contour, contour, met, stamped
from .page import Page, pooled
from .standing import Kind
from .viewpoint import View, fit_of

COARSE = 64  # pixels a side of the maps over which guesses are slid
KINDS = 4  # so many of the largest kinds may be the first
GUESSES = 16  # are adjusted
LOOSE, GOOD = 0.45, 0.62  # of a contour's lines have to be met, roughly and at last, to speak for it
ALONG = 0.5  # how much the directions of all lines count beside how well the part's are met


@dataclass(frozen=True)
class Opening:
    """The camera; kind, its turn's number and middle (3,) of what stands first; worth: how much speaks for it."""

    view: View
    kind: int
    number: int
    middle: np.ndarray
    worth: float


def openings(kinds: Mapping[int, Kind], page: Page, last: Page, views: Sequence[View], count: int) -> list[Opening]:
    """The likeliest, the best first. page: the first; last: with most lines, of which `views` were found."""
    near, fine = page.nearness(5.0), [page.nearness(spread) for spread in (4.0, 2.4, 1.5)]
    keep = np.flatnonzero(last.sure > 0.9)
    keep = keep[:: max(len(keep) // 160, 1)]
    lines = last.places[keep], last.angles[keep]
    spread = page.places.max(axis=0) - page.places.min(axis=0) + 0.04
    guesses = [one for view in views for one in _guesses(kinds, near, spread, view)]
    guesses.sort(key=lambda one: -one.worth)
    found = [_adjusted(kinds[one.kind], one, fine, lines) for one in _apart(guesses, GUESSES)]
    found.sort(key=lambda one: -one.worth)
    return _apart(found, count)


def _apart(openings: Sequence[Opening], count: int) -> list[Opening]:
    """The first so many, without those that are nearly one before."""
    found: list[Opening] = []
    for one in openings:
        if not any(
            one.kind == o.kind and one.number == o.number and abs(np.log(one.view.scale / o.view.scale)) < 0.05
            and np.abs(one.view.project(one.middle) - o.view.project(o.middle))[:2].max() < 0.06
            for o in found
        ):  # fmt: skip
            found.append(one)
            if len(found) == count:
                break
    return found


def _guesses(kinds: Mapping[int, Kind], near: np.ndarray, spread: np.ndarray, view: View) -> list[Opening]:
    """Places at all scales on the page, seen by one view."""
    transformed = np.fft.rfft2(pooled(near, COARSE)).astype(np.complex64)
    size = {k: float(np.sort(kind.part.half)[1:].prod()) for k, kind in kinds.items()}
    found = []
    for number in sorted(kinds, key=lambda k: -size[k])[:KINDS]:
        kind = kinds[number]
        for turn in range(len(kind.turns)):
            one = contour(kind.wire, kind.turns[turn], view)
            extent = one.spread[2:] - one.spread[:2]
            if one.length <= 0:
                continue
            largest = float((spread / np.maximum(extent, 1e-9)).min())
            for scale in largest * np.exp(-np.arange(0.0, 1.3, 0.07)):
                sized = replace(view, scale=scale)
                stamp = np.fft.rfft2(stamped(one, sized, COARSE)).conj()
                slid = np.fft.irfft2((transformed * stamp).sum(axis=0), s=(COARSE, COARSE))
                row, column = divmod(int(slid.argmax()), COARSE)
                place = np.array([(column + 0.5) / COARSE * 2 - 1, 1 - (row + 0.5) / COARSE * 2])
                worth = (float(slid[row, column]) - LOOSE * one.length) * scale
                found.append(Opening(sized, number, turn, sized.lift(place), worth))
    return found


def _adjusted(kind: Kind, one: Opening, fine: Sequence[np.ndarray], lines: tuple[np.ndarray, np.ndarray]) -> Opening:
    """Camera and place moved, by ever smaller steps, to where the part's lines are met best."""
    steps = np.array([0.04, 0.04, 0.05, 0.05 * one.view.scale, 0.04, 0.04, 0.03, 0.03])
    view, place = one.view, one.view.project(one.middle)[:2]
    values = np.array([view.azimuth, view.elevation, view.strength, view.scale, view.right, view.up, *place])
    worth = 0.0
    for near in fine:
        view = View(*values[:6])
        shown = contour(kind.wire, kind.turns[one.number], view)
        best = _worth(values, shown, near, lines)
        for _ in range(3):
            before = best
            for axis in range(8):
                for sign in (1, -1):
                    other = values.copy()
                    other[axis] += sign * steps[axis]
                    if (found := _worth(other, shown, near, lines)) > best:
                        values, best = other, found
            if best == before:
                break
        steps, worth = steps * 0.45, best
    view = View(*values[:6])
    return replace(one, view=view, middle=view.lift(values[6:]), worth=worth)


def _worth(values: np.ndarray, shown: Contour, near: np.ndarray, lines: tuple[np.ndarray, np.ndarray]) -> float:
    """How well a contour's lines are met, by their length, and all lines run along an axis."""
    view = View(*values[:6])
    if view.strength < 0 or view.scale <= 0 or not 0.1 < view.elevation < 1.1:
        return -np.inf
    places = view.project_all(view.lift(values[6:])[None], shown.points)[0, :, :2]
    share = float((met(near, shown, places) * shown.weight).sum()) / shown.length
    return (share - GOOD) * (shown.length * view.scale) ** 0.75 + ALONG * (
        fit_of(view, *lines, 2.0) - float(view.centre @ view.centre)
    )
