"""Parts put where the pages of a manual show them.

The camera is found from the directions of the lines (`viewpoint`), the scale from which every part is found on the
pages best. Then page by page, whatever part explains most of the ink that is new is placed: in one of the turns of its
box, at the place on the page where its lines fit, as near or far as it touches what stands.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from ..frames import transform
from .contour import contour, met, standing_depth
from .loose import LoosePart
from .opening import Opening, cameras, openings
from .page import CHANNELS, SIZE, Maps, Page, channel_of, new_ink, pixel
from .settling import Settling
from .standing import FINE, WORTH, Placed, kinds_of
from .viewpoint import found_views

VIEWS, CAMERAS, BEGUN = 6, 2, 2  # so many views by lines, cameras by parts, and beginnings of each, are followed up
SECONDS = 10.0
OPENED = 0.6  # of the time: then no other beginning is tried
KEPT, LOST = 2, 0.93  # so many beginnings are gone on with, while they explain their page nearly as well as the best
TRUST = 1.0  # how much what speaks for a camera counts beside how well a page is explained
ENOUGH = 1.6  # a first page that agrees with what stands by that is not tried otherwise
TRIED, HURRIED = 7, 2  # placements on the page that are looked at in space, a part
TUNED = (2, 3, 5, 8, 12)  # after so many parts the camera is adjusted to what stands
UPRIGHT = 2  # of the best places are tried with the part aslant
FAIR = 0.2  # a mirror image that the page says less for is looked for on the page
ALIKE = 0.7  # identical parts whose places are as good by that are placed together
OLD = 0.2  # how much lines count that what stands explains, for parts lie edge to edge
AHEAD = 0.5  # how much ink counts that a part would not have, for what stands before it may
SAME = 0.45  # of a part's lines may lie where those of another one like it do
LEAST = 0.33  # of a part's lines have to be on the page for a place to be looked at


@dataclass
class Sight:
    """A page with what is needed to lay contours on it."""

    page: Page
    maps: Maps
    left: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))


def by_pages(
    parts: Sequence[LoosePart],
    pictures: Sequence[np.ndarray],
    counts: Sequence[Sequence[int]] = (),
    seconds: float = SECONDS,
) -> tuple[np.ndarray, np.ndarray]:
    """(n, 4, 4) poses of the parts in a Z-up world, and (n,) how sure each is, 0 to 1.

    pictures: (h, w) pages in order, 0 black to 1 white, all from one camera, not all blank; counts: by page how many
    there are of each thing that it adds, where that is known; seconds: of one core's work, after which what is left is
    placed with less care.
    """
    begun = time.thread_time()
    kinds = kinds_of(parts)
    pages = [Page.of(picture) for picture in pictures]
    known = list(counts) if sum(map(sum, counts)) == len(parts) and len(counts) == len(pages) else []
    last = next(page for page in reversed(pages) if len(page.places))
    found = cameras(kinds, parts, last, found_views(last, VIEWS), CAMERAS)
    asked = Search(parts, kinds, found[0][0], pages=pages, counts=known).asked(0)
    first = {number: kind for number, kind in kinds.items() if kind.kind in asked}
    tried: list[tuple[float, Search]] = []
    beginnings = [[(one, trust) for one in openings(first, pages[0], view, BEGUN)] for view, trust in found]
    for begin, trust in chain.from_iterable(zip(*beginnings, strict=False)):
        search = Search(parts, kinds, begin.view, pages=pages, counts=known, until=begun + seconds)
        search.begin(begin)
        search.turn_page(0)
        tried.append((search.explains(0) + TRUST * trust, search))
        if tried[-1][0] > ENOUGH + TRUST or time.thread_time() > begun + OPENED * seconds:
            break
    tried.sort(key=lambda one: -one[0])
    kept = [search for worth, search in tried[:KEPT] if worth > LOST * tried[0][0]]
    for number in range(1, len(pages)):
        for search in kept[: 1 if time.thread_time() > begun + 0.5 * seconds else KEPT]:
            search.turn_page(number)
    whole = [one for one in kept if len(one.standing) == len(kept[0].standing)]
    search = max(whole, key=lambda one: one.explains(len(pages) - 1))
    search.finish()
    poses = np.tile(np.eye(4), (len(parts), 1, 1))
    sure = np.zeros(len(parts))
    for one in search.standing:
        poses[one.index] = transform(one.turn, one.middle) @ kinds[one.shape].own
        sure[one.index] = np.clip(one.worth, 0, 1)
    return poses @ np.stack([part.frame for part in parts]), sure


def _mixed(proposals: list[tuple], count: int) -> list[tuple]:
    """The best of all, and as many of the best of each kind and turn, for what is half hidden is never best of all."""
    ranked = sorted(proposals, key=lambda p: -p[0])
    seen = {one[1:3] for one in ranked[:count]}
    found = ranked[:count]
    for one in ranked[count:]:
        if len(found) < 2 * count and one[1:3] not in seen:
            found.append(one)
            seen.add(one[1:3])
    return found


@dataclass
class Search(Settling):
    """The pages that say what comes next. counts: of each thing that each adds, where that is known; until: by
    `time.thread_time`, when it should be done."""

    pages: list[Page] = field(default_factory=list)
    counts: list[Sequence[int]] = field(default_factory=list)
    until: float = np.inf

    def begin(self, opening: Opening) -> None:
        """Stand the first part."""
        kind = self.kinds[opening.kind]
        index = next(i for i, part in enumerate(self.parts) if part.kind == kind.kind)
        turn = kind.turns[opening.number]
        shown = contour(kind.wire, turn, self.view)
        self.stand(Placed(index, opening.kind, turn, opening.middle, np.abs(turn) @ kind.part.half, shown, 1.0))

    def turn_page(self, number: int) -> None:
        """Place what a page shows that the one before does not."""
        page, total = self.pages[number], len(self.parts)
        sight = Sight(page, page.maps(2.0))
        fresh = new_ink(page, self.pages[number - 1]) if number else np.ones(len(page.places), bool)
        last = number == len(self.pages) - 1
        goal = sum(map(sum, self.counts[: number + 1])) if self.counts else total
        while len(self.standing) < goal:
            sight.left = fresh & ~self._explained(page)
            before = len(self.standing)
            chosen = self._best(sight, goal - before, self.asked(number))
            if not chosen or (chosen[0].worth <= 0.05 and not self.counts and not last):
                break
            for one in chosen:
                self.stand(one)
            if any(before < tuned <= len(self.standing) for tuned in TUNED):
                self.tune(page)

    def finish(self) -> None:
        """Bring everything to where lines and neighbours agree."""
        for closing in (False, False, True):
            self.tune(self.pages[-1], closing)
        self.snap(self.pages[-1])

    def asked(self, number: int) -> set[int]:
        """The kinds that a page may show, by how many there are of each."""
        waiting: dict[int, int] = {}
        for index, part in enumerate(self.parts):
            if self.waits(index):
                waiting[part.kind] = waiting.get(part.kind, 0) + 1
        if not self.counts:
            return set(waiting)
        every = {kind: sum(part.kind == kind for part in self.parts) for kind in waiting}
        half = {part.kind: part.half for part in self.parts}
        found: set[int] = set()
        for count in self.counts[number]:
            exact = {kind for kind in waiting if every[kind] == count}
            # Left and right ones are of two kinds and have one name.
            twins = {
                one
                for one in waiting
                for other in waiting
                if one != other
                and every[one] + every[other] == count
                and np.allclose(half[one], half[other], rtol=0.01)
            }
            found |= exact | twins or {kind for kind in waiting if every[kind] < count}
        return found or set(waiting)

    def explains(self, number: int) -> float:
        """How well what stands and a page agree: the share of its ink that is explained, and of the lines met."""
        page = self.pages[number]
        near = page.nearness(1.5)
        met_there = total = 0.0
        for one in self.standing:
            seen = self.seen(one.contour, one.middle[None])[0]
            places = self.view.project(one.middle + one.contour.points)[:, :2]
            met_there += float((met(near, one.contour, places) * seen).sum())
            total += float(seen.sum())
        return float(self._explained(page).mean()) + met_there / max(total, 1e-9)

    def _explained(self, page: Page) -> np.ndarray:
        """(n,) bool: ink that lines of what stands, where nothing hides them, run along."""
        taken = self._taken(self.standing)
        row, column = pixel(page.places)
        along = channel_of(page.angles)
        found = np.zeros(len(row), bool)
        for aside in (-1, 0, 1):
            found |= taken[(along + aside) % CHANNELS, row + 2, column + 2]
        return found | ((page.sure < 0.6) & taken[:, row + 2, column + 2].any(axis=0))

    def _taken(self, placed: Sequence[Placed]) -> np.ndarray:
        """(CHANNELS, SIZE + 4, SIZE + 4) bool: pixels, two more on all sides, near lines that are seen of parts."""
        taken = np.zeros((CHANNELS, SIZE + 4, SIZE + 4), bool)
        for one in placed:
            visible = self.seen(one.contour, one.middle[None])[0] > 0
            row, column = pixel(self.view.project(one.contour.points[visible] + one.middle)[:, :2])
            for down in range(-2, 3):
                for right in range(-2, 3):
                    taken[one.contour.channels[visible], row + down + 2, column + right + 2] = True
        return taken

    def _elsewhere(self, one: Placed, chosen: Sequence[Placed]) -> bool:
        """Whether most of a part's lines are not where those of others are."""
        row, column = pixel(self.view.project(one.contour.points + one.middle)[:, :2])
        return float(self._taken(chosen)[one.contour.channels, row + 2, column + 2].mean()) < SAME

    def _best(self, sight: Sight, room: int, asked: set[int]) -> list[Placed]:
        """The part of one of the kinds asked for, and its place, that explains most of what is new on a page; up to
        `room` identical ones as good."""
        left = sight.page.without(~sight.left)
        mixed = OLD * sight.maps.near + (1 - OLD) * left.nearness(2.0)
        maps = replace(sight.maps, near=mixed, ink=AHEAD * sight.maps.ink)
        transformed = maps.transformed(FINE)
        waiting = {part.kind: index for index, part in reversed(list(enumerate(self.parts))) if self.waits(index)}
        waiting = {key: waiting[kind.kind] for key, kind in self.kinds.items() if kind.kind in asked & set(waiting)}
        proposals = []
        for kind in waiting:
            for number in range(len(self.kinds[kind].turns)):
                one = self.shown(kind, number)
                slid = (transformed * self.stamp(kind, number)).sum(axis=1)
                slid = np.fft.irfft2(slid, s=(FINE, FINE)).max(axis=0)
                for _ in range(3):
                    row, column = divmod(int(slid.argmax()), FINE)
                    if slid[row, column] < LEAST * one.length:
                        break
                    value = (float(slid[row, column]) - WORTH * one.length) * self.view.scale
                    place = np.array([(column + 0.5) / FINE * 2 - 1, 1 - (row + 0.5) / FINE * 2])
                    proposals.append((value, kind, number, place))
                    slid[max(row - 3, 0) : row + 4, max(column - 3, 0) : column + 4] = -np.inf
        proposals = _mixed(proposals, TRIED if time.thread_time() < self.until else HURRIED)
        found = [self.in_space(waiting[kind], kind, number, place, maps) for _, kind, number, place in proposals]
        found += [one for kind, index in waiting.items() for one in self.mirrored(index, kind, maps)]

        found.sort(key=lambda one: -one.merit)
        if not found:
            return self._unseen(waiting, maps)
        if time.thread_time() < self.until:
            found[:UPRIGHT] = [self.leaned(one, maps) for one in found[:UPRIGHT]]
        judged = sorted([self._judged(one, sight) for one in found[:6]], key=lambda one: -one.merit)
        first, free = judged[0], [i for i, p in enumerate(self.parts) if p.kind == self.kinds[judged[0].shape].kind]
        free = [index for index in free if self.waits(index)]
        same = [one for one in found if self.kinds[one.shape].kind == self.kinds[first.shape].kind]
        chosen = self._alike(first, same, sight, min(room, len(free)))
        mirrored = self._reflected(first, maps, min(room, len(free)))
        if len(mirrored) >= len(chosen) and len(mirrored) > 1:
            chosen = mirrored
        return [replace(one, index=index) for one, index in zip(chosen, free, strict=False)]

    def _alike(self, first: Placed, same: Sequence[Placed], sight: Sight, most: int) -> list[Placed]:
        """With the first of a kind others whose places are nearly as good."""
        chosen = [first]
        for one in same[:20]:
            if (
                len(chosen) < most
                and one.merit > ALIKE * first.merit
                and self._apart(one, chosen)
                and self._elsewhere(one, chosen)
            ):
                one = self._judged(one, sight)
                if one.merit > ALIKE * first.merit:
                    chosen.append(one)
        return chosen

    def _reflected(self, first: Placed, maps: Maps, most: int) -> list[Placed]:
        """With the first of a kind its mirror images across the middle of the largest that stands: four, or two, where
        the page speaks for all."""
        centre = max(self.standing, key=lambda one: float(np.prod(one.half))).middle
        kind = first.shape
        for ways in (((-1, 1, 1), (1, -1, 1), (-1, -1, 1)), ((-1, 1, 1),), ((1, -1, 1),)):
            chosen = [first]
            for signs in ways:
                there = centre + (first.middle - centre) * signs
                tried = []
                for number, turn in enumerate(self.kinds[kind].turns):
                    half = np.abs(turn) @ self.kinds[kind].part.half
                    if np.abs(half - first.half).max() < 1e-3 * half.max():
                        one = self.shown(kind, number)
                        worth = float(self.worth(kind, turn, one, there[None], maps)[0])
                        tried.append(Placed(first.index, kind, turn, there, half, one, worth, first.axis, first.on))
                best = max(tried, key=lambda one: one.worth)
                if best.worth > FAIR and self._apart(best, chosen):
                    chosen.append(best)
            if len(chosen) == len(ways) + 1 <= most:
                return chosen
        return []

    def _apart(self, one: Placed, others: Sequence[Placed]) -> bool:
        gaps = [np.abs(one.middle - other.middle) - 0.8 * (one.half + other.half) for other in others]
        return all((gap > 0).any() for gap in gaps)

    def _unseen(self, waiting: dict[int, int], maps: Maps) -> list[Placed]:
        """A part of which no line is on the page, where space and what hides it say least against it."""
        found = []
        for kind, index in waiting.items():
            for number in range(len(self.kinds[kind].turns)):
                places = [self.view.project(one.middle)[:2] for one in self.standing]
                found += [self.in_space(index, kind, number, place, maps) for place in places[:3]]
        return [max(found, key=lambda one: one.worth)] if found else []

    def _judged(self, one: Placed, sight: Sight) -> Placed:
        """A placement worth less by the ink that it would hide."""
        shape = self.kinds[one.shape].part
        own = standing_depth(shape.vertices @ one.turn.T + one.middle, shape.faces, self.view)
        front = own > (self.depth if self.depth is not None else -np.inf)
        inner = front.copy()
        for step in (-2, -1, 1, 2):
            inner &= np.roll(front, step, axis=0) & np.roll(front, step, axis=1)
        places = self.view.project(one.contour.points + one.middle)[:, :2]
        row, column = pixel(places, len(own))
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                inner[np.clip(row + down, 0, len(own) - 1), np.clip(column + right, 0, len(own) - 1)] = False
        hidden = inner[pixel(sight.page.places, len(own))]
        lost = (hidden & ~sight.left).sum() + 0.4 * (hidden & sight.left).sum()
        length = lost / sight.page.density
        return replace(one, worth=one.worth - 0.7 * float(length / (one.contour.length * self.view.scale)))
