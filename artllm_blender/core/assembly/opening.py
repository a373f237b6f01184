"""The camera of a manual, and the part that it begins with.

Where the lines of a page run says from where it was drawn, but roughly; how large, not at all. Parts of which all edges
are known say both, wherever their lines are on the page. So guesses of the camera are rated by how well the largest
parts are found on the last page, all at one scale, and the best of them adjusted until parts and page agree to a pixel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .aligning import aligned
from .contour import BESIDE, FOREIGN, Contour, beside, contour, met, stamped
from .loose import LoosePart
from .page import Maps, Page, pixel
from .standing import Kind
from .viewpoint import View, fit_of

COARSE, FINER = 32, 64  # pixels a side of the maps over which guesses, and then what is first, are slid
KINDS, JOINT = 5, 3  # so many of the largest kinds tell of the camera, and so many adjust it
GUESSES = 12  # are adjusted
# How soft lines are when guesses are rated, how they are adjusted, and how many of them.
ROUNDS = ((3.0, ((10, 3.0, 4), (6, 2.0, 3)), GUESSES), (2.0, ((6, 1.8, 4), (3, 1.2, 3)), 6), (1.6, ((3, 1.2, 4),), 4))
LOOSE, GOOD = 0.45, 0.62  # of a contour's lines have to be met, roughly and at last, to speak for it
ALONG = 2.5  # how much the directions of all lines count beside how well parts' are met
STEP = 0.08  # from one scale to the next, by share
CLEARER = 0.75  # how much more a long contour says than a short one: the power of its length
CLOSER = 6  # times as many beginnings as are asked for are looked at closely
NEAR = np.stack(np.meshgrid(*[np.linspace(-0.04, 0.04, 7)] * 2), axis=-1).reshape(-1, 2)  # of their places
DEEP = 0.6  # of half the picture: how near or far a part may be


@dataclass(frozen=True)
class Opening:
    """The camera; kind, its turn's number and middle (3,) of what stands first; worth: how much speaks for it."""

    view: View
    kind: int
    number: int
    middle: np.ndarray
    worth: float


@dataclass(frozen=True)
class _Guess:
    """A camera, and of each kind that tells of it the turn's number, (3,) place and nearness, and worth."""

    view: View
    found: tuple[tuple[int, int, np.ndarray, float], ...]
    worth: float


def cameras(
    kinds: Mapping[int, Kind], parts: Sequence[LoosePart], last: Page, views: Sequence[View], count: int
) -> list[tuple[View, float]]:
    """The likeliest, the best first, and how much speaks for each, 1 for the best. last: the page with most lines, of
    which `views` were found."""
    keep = np.flatnonzero(last.sure > 0.9)
    keep = keep[:: max(len(keep) // 160, 1)]
    lines = last.places[keep], last.angles[keep]
    size = {k: float(np.sort(kind.part.half)[1:].prod()) for k, kind in kinds.items() if kind.plain}
    chosen = {k: kinds[k] for k in sorted(size, key=lambda k: -size[k])[:KINDS]}
    maps, least = last.maps(5.0), _least_scale(parts, last)
    guesses = [one for view in views for one in _guesses(chosen, maps, last, least, view, lines)]
    guesses.sort(key=lambda one: -one.worth)
    found = _unlike(guesses, GUESSES)
    for spread, rounds, kept in ROUNDS:
        maps, found = last.maps(spread), _unlike(found, kept)
        found = [one for guess in found for one in _adjusted(chosen, guess, last, maps, lines, rounds)]
        found.sort(key=lambda one: -one.worth)
    return [(one.view, one.worth / max(found[0].worth, 1e-9)) for one in _unlike(found, count)]


def _unlike(guesses: Sequence[_Guess], count: int) -> list[_Guess]:
    """The first so many, without those that are nearly one before."""
    found: list[_Guess] = []
    for one in guesses:
        if not any(
            abs(one.view.azimuth - o.view.azimuth) + abs(one.view.elevation - o.view.elevation) < 0.06
            and abs(np.log(one.view.scale / o.view.scale)) < 0.07
            for o in found
        ):
            found.append(one)
            if len(found) == count:
                break
    return found


def _least_scale(parts: Sequence[LoosePart], last: Page) -> float:
    """At which all parts side by side, each as large as it looks at most, cover what the last page shows."""
    sides = np.array([4 * part.half[[0, 0, 1]] * part.half[[1, 2, 2]] for part in parts])
    shown = 4.0 * float(1 - last.white.mean()) if last.white is not None else 0.0
    return float(np.sqrt(shown / max(np.linalg.norm(sides, axis=1).sum(), 1e-12)))


def _guesses(
    kinds: Mapping[int, Kind],
    maps: Maps,
    last: Page,
    least: float,
    view: View,
    lines: tuple[np.ndarray, np.ndarray],
) -> list[_Guess]:
    """At all scales, seen by one view: the best place of each kind."""
    transformed = maps.transformed(COARSE)
    shown = {k: [contour(kind.wire, turn, view) for turn in kind.turns] for k, kind in kinds.items()}
    spread = last.places.max(axis=0) - last.places.min(axis=0) + 0.04
    fits = [
        max(float((spread / (one.spread[2:] - one.spread[:2] + 1e-9)).min()) for one in of) for of in shown.values()
    ]
    largest, along = min(fits), ALONG * fit_of(view, *lines, 4.0)
    steps = np.arange(0.0, np.clip(np.log(largest / max(least, 1e-9)), 0.1, 1.3) + STEP, STEP)
    found = []
    for scale in largest * np.exp(-steps):
        sized = replace(view, scale=scale)
        places, total = [], along
        for k, of in shown.items():
            met_there, where = _best_places(of, sized, transformed)
            number = int(met_there.argmax())
            worth = float(met_there[number] - LOOSE) * (of[number].length * scale) ** CLEARER
            places.append((k, number, np.append(where[number], 0.0), worth))
            total += max(worth, 0.0)
        found.append(_Guess(sized, tuple(places), total))
    return found


def _best_places(shown: Sequence[Contour], view: View, transformed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(k,) how well contours' lines are met, by their length, each at its best place on the page, (k, 2)."""
    size = transformed.shape[1]
    stamps = np.fft.rfft2(stamped(shown, view, size)).conj()
    slid = np.fft.irfft2((transformed * stamps).sum(axis=1), s=(size, size)).reshape(len(shown), -1)
    best = slid.argmax(axis=1)
    row, column = np.divmod(best, size)
    places = np.stack([(column + 0.5) / size * 2 - 1, 1 - (row + 0.5) / size * 2], axis=1)
    length = np.array([max(one.length, 1e-12) for one in shown])
    return slid[np.arange(len(shown)), best] / length, places


def _adjusted(
    kinds: Mapping[int, Kind],
    guess: _Guess,
    last: Page,
    maps: Maps,
    lines: tuple[np.ndarray, np.ndarray],
    rounds: Sequence[tuple[int, float, int]],
) -> list[_Guess]:
    """The guess, rated by finer maps, and the same with camera and places moved to where the lines of the parts that
    are met best are."""
    parts = sorted(guess.found, key=lambda one: -one[3])[:JOINT]
    shown = [contour(kinds[k].wire, kinds[k].turns[number], guess.view) for k, number, _, _ in parts]
    middles = np.array([guess.view.lift(place[:2], place[2]) for _, _, place, _ in parts])
    moved = aligned(last, guess.view, middles, shown, [one.weight for one in shown], DEEP / 3, rounds)
    found = []
    for view, there in ((guess.view, middles), moved):
        places = np.c_[view.project(there)[:, :2], there @ view.turn[2]]
        worths = [_worth(view, place, one, maps) for place, one in zip(places, shown, strict=True)]
        along = ALONG * (fit_of(view, *lines, 2.0) - float(view.centre @ view.centre))
        of = tuple((k, n, place, worth) for (k, n, _, _), place, worth in zip(parts, places, worths, strict=True))
        found.append(_Guess(view, of, float(sum(worths) + along)))
    return found


def _worth(view: View, place: np.ndarray, shown: Contour, maps: Maps) -> float:
    """How much the lines of a part, seen at (3,) place and nearness, speak for a camera."""
    if view.scale <= 0 or abs(place[2]) * view.scale > DEEP or not shown.length:
        return -1.0
    middle = view.lift(place[:2], place[2])[None]
    places = view.project_all(middle, shown.points)[0, :, :2]
    covered = view.project_all(middle, shown.cover)[0, :, :2]
    row, column = pixel(covered[shown.clear], len(maps.ink))
    foreign = float(maps.ink[row, column].sum()) * shown.patch * view.scale / shown.length
    share = float((met(maps.near, shown, places) * shown.weight).sum()) / shown.length
    share -= BESIDE * float(beside(maps, covered)) + 0.5 * FOREIGN * foreign
    return max(share - LOOSE, -0.2) * (shown.length * view.scale) ** CLEARER


def openings(kinds: Mapping[int, Kind], page: Page, view: View, count: int) -> list[Opening]:
    """What a first page begins with, seen by a camera: the likeliest, of different kinds or turns, the best first."""
    transformed, fine, found = page.maps(3.0).transformed(FINER), page.maps(1.8), []
    for k, kind in kinds.items():
        shown = [contour(kind.wire, turn, view) for turn in kind.turns]
        met_there, where = _best_places(shown, view, transformed)
        for number, one in enumerate(shown):
            worth = (met_there[number] - LOOSE) * (one.length * view.scale) ** CLEARER
            found.append((worth, where[number], one, k, number))
    found.sort(key=lambda one: -one[0])
    settled = []
    for _, place, one, k, number in found[: CLOSER * count]:
        tried = [(_worth(view, np.append(place + move, 0.0), one, fine), *(place + move)) for move in NEAR]
        worth, *place = max(tried)
        settled.append(Opening(view, k, number, view.lift(np.array(place)), worth))
    settled.sort(key=lambda one: -one.worth)
    return settled[:count]
