"""The camera of a manual: which way it looks is found from the lines (`viewpoint`); how large it shows the parts, from
the scales at which large ones are found on the pages, and at last from one of them, laid onto its lines exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .contour import Contour, beside, contour, met, stamped
from .likeness import Kind
from .loose import LoosePart
from .page import CHANNELS, Page
from .viewpoint import View, says

COARSE, STEP = (32, 5.0), 0.08  # pixels a side of the maps and how soft lines are; from scale to scale
FINER = (64, 3.0)
KINDS = 5  # so many of the largest tell
LOOSE = 0.45  # of a contour's lines have to be met to speak for a scale
ALONG = 2.5  # how much the directions of all lines count beside how well parts' are met
OTHERS = 0.5  # how much other parts count beside the one that is laid onto its lines
CLEARER = 0.75  # how much more a long contour says than a short one: the power of its length
BROAD = 0.5  # of half the picture: what covers more than such a square is the better to begin with
RANGE = 1.3  # of the logarithm of the scale, at most
SCALES, LAID = 3, 4  # of each view are looked at closely, and so many parts at each
# How soft lines are, how far scale and place are tried meanwhile, in how many steps.
ROUNDS = ((2.5, 0.08, 0.05, 9), (1.8, 0.03, 0.016, 7), (1.4, 0.01, 0.006, 5))
SIDE = 0.08  # of a contour, in lines of one direction to one side: less need not be met
SPILT = 3.0  # what it takes to be over white page
AROUND = np.stack(np.meshgrid(*[np.linspace(-1, 1, 7)] * 2), axis=-1).reshape(-1, 2)


@dataclass(frozen=True)
class Anchor:
    """A camera, and the part that it is surest of: its kind by number and turn, (3, 3); it is seen at (2,) place, as
    near as the view's world's origin. worth: how much speaks for it."""

    view: View
    kind: int
    turn: np.ndarray
    place: np.ndarray
    worth: float


def anchors(
    kinds: Mapping[int, Kind], parts: Sequence[LoosePart], pages: Sequence[Page], views: Sequence[View], count: int
) -> list[Anchor]:
    """The likeliest, the best first. pages: some, the last the one with most lines, of which `views` were found."""
    size = {k: float(np.sort(kind.part.half)[1:].prod()) for k, kind in kinds.items() if kind.plain}
    chosen = sorted(size, key=lambda k: -size[k])[:KINDS]
    least = _least_scale(parts, pages[-1])
    found: list[Anchor] = []
    for view in views:
        along = ALONG * says(pages[-1], view)
        shown = [[_balanced(contour(kinds[k].wire, turn, view)) for turn in kinds[k].turns] for k in chosen]
        largest = min(_largest_scale(of, pages[-1]) for of in shown)
        span = float(np.clip(np.log(largest / max(least, 1e-9)), 0.1, RANGE))
        scales = largest * np.exp(-np.arange(0.0, span + STEP, STEP))
        rough = [(sum(one[0] for one in _places(shown, view, pages, scale, COARSE)), scale) for scale in scales]
        for worth, scale in _unlike(rough, 1.5 * STEP, SCALES):
            places = _places(shown, view, pages, scale, FINER)
            for rank in sorted(range(len(places)), key=lambda k: -places[k][0])[:LAID]:
                _, number, place = places[rank]
                sized = replace(view, scale=scale)
                value, sized, place = max(
                    (_laid(shown[rank][number], sized, place, page) for page in pages), key=lambda one: one[0]
                )
                value += along + OTHERS * worth
                found.append(Anchor(sized, chosen[rank], kinds[chosen[rank]].turns[number], place, value))
    found.sort(key=lambda one: -one.worth)
    kept: list[Anchor] = []
    for one in found:
        if len(kept) < count and not any(
            one.kind == other.kind and abs(np.log(one.view.scale / other.view.scale)) < 0.03 for other in kept
        ):
            kept.append(one)
    return kept


def _balanced(one: Contour) -> Contour:
    """With the lines of its main direction counting no more than all others, for those of a stick are met anywhere."""
    if not one.length:
        return one
    by_channel = np.bincount(one.channels, one.weight, CHANNELS)
    main = by_channel + np.roll(by_channel, 1)
    of = (one.channels - int(main.argmax())) % CHANNELS >= CHANNELS - 1
    of |= one.channels == int(main.argmax())
    along, rest = float(one.weight[of].sum()), float(one.weight[~of].sum())
    return replace(one, weight=np.where(of, one.weight * min(rest / max(along, 1e-12), 1.0), one.weight))


def _laid(one: Contour, view: View, place: np.ndarray, page: Page) -> tuple[float, View, np.ndarray]:
    """How well a part's lines are met, by length, at the best scale and place near these; which these are."""
    maps, sides = page.maps(), _sides(one, view)
    for softness, stretch, aside, steps in ROUNDS:
        near, best = page.nearness(softness), None
        for scale in view.scale * np.exp(np.linspace(-stretch, stretch, steps)):
            sized = replace(view, scale=float(scale))
            places = place + aside * AROUND
            middles = sized.lift(places)
            seen, covered = (sized.project_all(middles, points)[..., :2] for points in (one.points, one.cover))
            met_there = met(near, one, seen)
            share = 0.75 * (met_there @ one.weight) / one.length + 0.25 * (met_there @ sides.T).min(axis=1)
            share -= SPILT * beside(maps, covered)
            rank = int(share.argmax())
            if best is None or share[rank] > best[0]:
                best = float(share[rank]), sized, places[rank]
        share, view, place = best
    broad = BROAD + np.sqrt(one.patch * len(one.cover)) * view.scale
    return max(share - LOOSE, -0.2) * broad * (one.length * view.scale) ** CLEARER, view, place


def _sides(one: Contour, view: View) -> np.ndarray:
    """(g, m) weights, each row of sum 1, of the lines of one direction to one side of a part's middle: all of these
    have to be met, for a smaller part lies along some lines of a larger one too."""
    flat = one.points @ view.turn[:2].T
    flat = flat - (flat.min(axis=0, initial=np.inf) + flat.max(axis=0, initial=-np.inf)) / 2
    across = (flat * np.stack([-np.sin(one.angles), np.cos(one.angles)], axis=1)).sum(axis=1)
    group = 2 * one.channels + (across > 0)
    found = (group == np.arange(2 * CHANNELS)[:, None]) * one.weight
    total = found.sum(axis=1, keepdims=True)
    return (found / np.maximum(total, 1e-12))[total[:, 0] >= SIDE * total.sum()]


def _unlike(found: Sequence[tuple[float, float]], apart: float, count: int) -> list[tuple[float, float]]:
    """The best so many of (worth, scale) that differ."""
    kept: list[tuple[float, float]] = []
    for one in sorted(found, reverse=True):
        if len(kept) < count and all(abs(np.log(one[1] / other[1])) > apart for other in kept):
            kept.append(one)
    return kept


def _places(
    shown: Sequence[Sequence[Contour]], view: View, pages: Sequence[Page], scale: float, how: tuple[int, float]
) -> list[tuple[float, int, np.ndarray]]:
    """For each kind of part how well it is met at a scale, the turn's number and (2,) place where it is best."""
    (size, softness), sized = how, replace(view, scale=float(scale))
    transformed = [page.maps(softness).transformed(size) for page in pages]
    found = []
    for of in shown:
        stamps = np.fft.rfft2(stamped(of, sized, size)).conj()
        length = np.array([max(one.length, 1e-12) for one in of])
        best = (0.0, 0, np.zeros(2))
        for page in transformed:
            slid = np.fft.irfft2((page * stamps).sum(axis=1), s=(size, size)).reshape(len(of), -1)
            worth = (slid.max(axis=1) / length - LOOSE) * (length * scale) ** CLEARER
            number = int(worth.argmax())
            if worth[number] > best[0]:
                row, column = divmod(int(slid[number].argmax()), size)
                place = np.array([(column + 0.5) / size * 2 - 1, 1 - (row + 0.5) / size * 2])
                best = float(worth[number]), number, place
        found.append(best)
    return found


def _largest_scale(shown: Sequence[Contour], last: Page) -> float:
    """At which one kind of part, lying as suits best, is as large as all that a page shows."""
    spread = last.places.max(axis=0) - last.places.min(axis=0) + 0.04
    return max(float((spread / (one.spread[2:] - one.spread[:2] + 1e-9)).min()) for one in shown)


def _least_scale(parts: Sequence[LoosePart], last: Page) -> float:
    """At which all parts side by side, each as large as it looks at most, cover what the last page shows."""
    sides = np.array([4 * part.half[[0, 0, 1]] * part.half[[1, 2, 2]] for part in parts])
    shown = 4.0 * float(1 - last.white.mean()) if last.white is not None else 0.0
    return float(np.sqrt(shown / max(np.linalg.norm(sides, axis=1).sum(), 1e-12)))
