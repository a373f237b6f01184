"""The camera of a manual: which way it looks is found from the lines (`viewpoint`); how large it shows the parts, from
the scales at which large ones are found on the pages, and at last from one of them, laid onto its lines exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .contour import Contour, beside, contour, met, stamped
from .edge_fit import Ink, Laid, edge_fit, edges_met, seen_edges
from .likeness import Kind
from .loose import LoosePart
from .page import CHANNELS, Page
from .viewpoint import View, says

MAP, SOFT, STEP = 64, 3.0, 0.08  # pixels a side of the maps and how soft lines are; from scale to scale
KINDS = 5  # so many of the largest tell
LAID = 8, 8, 4  # ways of the largest kinds that are followed up; of all smaller ones as of the last
CLOSE = 0.6  # of the lines of a part that is laid on exactly have to be met to speak for it
LOOSE = 0.45  # of a contour's lines have to be met to speak for a scale
ALONG = 2.5  # how much the directions of all lines count beside how well parts' are met
CLEARER = 0.75  # how much more a long contour says than a short one: the power of its length
BROAD = 0.5  # of half the picture: what covers more than such a square is the better to begin with
RANGE = 1.3  # of the logarithm of the scale, at most
ROUNDS = ((2.5, 0.08, 0.05, 9), (1.8, 0.03, 0.016, 7))  # softness, how far scale and place are tried, in how many steps
LIKELIER = 0.15  # by so much the view before a part was laid on exactly has to be
AROUND = np.stack(np.meshgrid(*[np.linspace(-1, 1, 7)] * 2), axis=-1).reshape(-1, 2)
SIDE = 0.08  # of a contour, in lines of one direction to one side: less need not be met
LESS = 0.15  # of these may be met less than of all
SPILT = 3.0  # what it takes to be over white page


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
    transformed = [page.maps(SOFT).transformed(MAP) for page in pages]
    inks = [Ink.of(page) for page in pages]
    seen: dict[int, list[tuple[float, int, np.ndarray, int, View]]] = {k: [] for k in chosen}
    for view in views:
        along = ALONG * says(pages[-1], view)
        shown = [[_balanced(contour(kinds[k].wire, turn, view)) for turn in kinds[k].turns] for k in chosen]
        largest = min(_largest_scale(of, pages[-1]) for of in shown)
        span = float(np.clip(np.log(largest / max(least, 1e-9)), 0.1, RANGE))
        for scale in largest * np.exp(-np.arange(-STEP, span + STEP, STEP)):
            sized = replace(view, scale=float(scale))
            for k, of in zip(chosen, shown, strict=True):
                seen[k] += [(worth + along, *more, sized) for worth, *more in _places(of, sized, transformed)]
    found: list[Anchor] = []
    for rank, (k, of) in enumerate(seen.items()):
        for _, number, place, page, view in _unlike(of, LAID[min(rank, len(LAID) - 1)]):
            begun = Anchor(view, k, kinds[k].turns[number], place, 0.0)
            found.append(_exact(begun, kinds, pages[page], inks[page], pages[-1]))
    kept: list[Anchor] = []
    for one in sorted(found, key=lambda one: -one.worth):
        if len(kept) < count and not any(
            one.kind == other.kind and abs(np.log(one.view.scale / other.view.scale)) < 0.03 for other in kept
        ):
            kept.append(one)
    return kept


def _exact(one: Anchor, kinds: Mapping[int, Kind], page: Page, ink: Ink, last: Page) -> Anchor:
    """The anchor with its view and part laid exactly onto the lines of a page, unless that makes it less likely."""
    wire = kinds[one.kind].wire
    lines = contour(wire, one.turn, one.view.towards(one.view.lift(one.place)))
    if not lines.length:
        return replace(one, worth=-np.inf)
    view, place = _laid(lines, one.view, one.place, page)
    # What is off in its turn is the view's, for the part lies along the world's axes.
    begun = Laid(wire, one.turn, view.lift(place), ink, turned=1e-3)
    exact, (part,), _ = edge_fit(view, [begun])
    after, before = (_told(one, sized, laid, page, last) for sized, laid in ((exact, part), (view, begun)))
    return after if after.worth > before.worth - LIKELIER else before


def _told(one: Anchor, view: View, part: Laid, page: Page, last: Page) -> Anchor:
    """The anchor as it is seen by a view, and what it is worth then."""
    lines = seen_edges(view, part)
    if not lines.length:
        return replace(one, worth=-np.inf)
    on = edges_met(view, part, lines)
    share = min(float(on @ lines.weight) / lines.length, float((_sides(lines, view) @ on).min()) + LESS)
    covered = view.project(lines.cover + part.middle)[:, :2]
    broad = BROAD + np.sqrt(lines.patch * len(lines.cover)) * view.scale
    worth = max(share - CLOSE - SPILT * float(beside(page.maps(), covered)), -0.2)
    worth *= broad * (lines.length * view.scale) ** CLEARER
    place = view.project(part.middle)[:2]
    far = 1 - view.strength * view.scale * float(part.middle @ view.turn[2])
    sized = replace(view, scale=view.scale / far)
    return replace(one, view=sized, place=place, worth=ALONG * says(last, view) + worth)


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


def _laid(one: Contour, view: View, place: np.ndarray, page: Page) -> tuple[View, np.ndarray]:
    """The scale and place near these at which a part's lines are met best."""
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
        _, view, place = best
    return view, place


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


def _unlike(
    seen: Sequence[tuple[float, int, np.ndarray, int, View]], count: int
) -> list[tuple[float, int, np.ndarray, int, View]]:
    """The best so many of (worth, turn, place, page, view) that differ in turn, scale or view."""
    kept: list[tuple[float, int, np.ndarray, int, View]] = []
    for one in sorted(seen, key=lambda one: -one[0]):
        if len(kept) < count and all(
            one[1] != other[1]
            or one[4].azimuth != other[4].azimuth
            or abs(np.log(one[4].scale / other[4].scale)) > 1.2 * STEP
            for other in kept
        ):
            kept.append(one)
    return kept


def _places(
    shown: Sequence[Contour], view: View, pages: Sequence[np.ndarray]
) -> list[tuple[float, int, np.ndarray, int]]:
    """For each turn of a part and each page how well it is met where it is best, the turn's number, that (2,) place,
    and the page's."""
    stamps = np.fft.rfft2(stamped(shown, view, MAP)).conj()
    length = np.array([max(one.length, 1e-12) for one in shown])
    found: list[tuple[float, int, np.ndarray, int]] = []
    for which, page in enumerate(pages):
        slid = np.fft.irfft2((page * stamps).sum(axis=1), s=(MAP, MAP)).reshape(len(shown), -1)
        for number, best in enumerate(slid.argmax(axis=1)):
            row, column = divmod(int(best), MAP)
            place = np.array([(column + 0.5) / MAP * 2 - 1, 1 - (row + 0.5) / MAP * 2])
            worth = (float(slid[number, best]) / length[number] - LOOSE) * (length[number] * view.scale) ** CLEARER
            found.append((worth, number, place, which))
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
