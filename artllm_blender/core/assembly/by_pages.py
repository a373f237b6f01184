"""Parts put where the pages of a manual show them.

The camera is found from the directions of the lines (`viewpoint`), the scale from which every part is found on the
pages best. Then page by page, whatever part explains most of the ink that is new is placed: in one of the turns of its
box, at the place on the page where its lines fit, as near or far as it touches what stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..frames import transform
from .contour import contour, met, standing_depth
from .loose import LoosePart
from .opening import Opening, openings
from .page import SIZE, Page, new_ink, pixel, pooled
from .standing import FINE, SLACK, WORTH, Placed, Standing, kinds_of, square
from .viewpoint import View, found_views

VIEWS, BEGUN = 2, 2  # so many views of a page's lines, and of beginnings that they lead to, are followed up
ENOUGH = 1.7  # a first page that agrees with what stands by that is not tried otherwise
SNAP = 0.025  # of the whole, by how much parts are moved to meet exactly
TRIED = 12  # placements on the page that are looked at in space, a part
TUNED = (2, 4, 7)  # after so many parts the camera is adjusted to what stands
AGAINST = -0.12  # a mirror image that the page says less for is none
ALIKE = 0.7  # identical parts whose places are as good by that are placed together
LEAST = 0.33  # of a part's lines have to be on the page for a place to be looked at


@dataclass
class Sight:
    """A page with what is needed to lay contours on it."""

    page: Page
    near: np.ndarray
    left: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))


def by_pages(
    parts: Sequence[LoosePart], pictures: Sequence[np.ndarray], counts: Sequence[Sequence[int]] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """(n, 4, 4) poses of the parts in a Z-up world, and (n,) how sure each is, 0 to 1.

    pictures: (h, w) pages in order, 0 black to 1 white, all from one camera; counts: by page how many there are of each
    thing that it adds, where that is known.
    """
    kinds = kinds_of(parts)
    pages = [Page.of(picture) for picture in pictures]
    known = list(counts) if sum(map(sum, counts)) == len(parts) and len(counts) == len(pages) else []
    tried: list[tuple[float, Search]] = []
    for begin in openings(kinds, pages[0], pages[-1], found_views(pages[-1], VIEWS), BEGUN):
        search = Search(parts, kinds, begin.view, pages=pages, counts=known)
        search.begin(begin)
        search.turn_page(0)
        tried.append((search.explains(0), search))
        if tried[-1][0] > ENOUGH:
            break
    search = max(tried, key=lambda one: one[0])[1]
    for number in range(1, len(pages)):
        search.turn_page(number)
    search.finish()
    poses = np.tile(np.eye(4), (len(parts), 1, 1))
    sure = np.zeros(len(parts))
    for one in search.standing:
        poses[one.index] = transform(one.turn, one.middle) @ kinds[one.shape].own
        sure[one.index] = np.clip(one.worth, 0, 1)
    return poses @ np.stack([part.frame for part in parts]), sure


def _mixed(proposals: list[tuple], count: int) -> list[tuple]:
    """The best of all, and the best of each kind and turn, for what is half hidden is never best of all."""
    ranked = sorted(proposals, key=lambda p: -p[0])
    seen: set[tuple[int, int]] = set()
    found = []
    for rank, one in enumerate(ranked):
        if rank < count or one[1:3] not in seen:
            found.append(one)
        seen.add(one[1:3])
    return found


@dataclass
class Search(Standing):
    """The pages that say what comes next. counts: of each thing that
    each adds, where that is known."""

    pages: list[Page] = field(default_factory=list)
    counts: list[Sequence[int]] = field(default_factory=list)

    @property
    def _doubt(self) -> float:
        """By what share a part may look larger or smaller than all do on the whole, as perspective makes it."""
        return 0.02 + min(0.5 * self.view.strength, 0.1)

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
        sight = Sight(page, page.nearness(2.0))
        fresh = new_ink(page, self.pages[number - 1]) if number else np.ones(len(page.places), bool)
        last = number == len(self.pages) - 1
        goal = sum(map(sum, self.counts[: number + 1])) if self.counts else total
        while len(self.standing) < goal:
            sight.left = fresh & ~self._explained(page)
            before = len(self.standing)
            chosen = self._best(sight, goal - before, self._asked(number))
            if not chosen or (chosen[0].worth <= 0.05 and not self.counts and not last):
                break
            for one in chosen:
                self.stand(one)
            if any(before < tuned <= len(self.standing) for tuned in TUNED):
                self._tune(page)
                self._settle(page)

    def finish(self) -> None:
        """Bring everything to where lines and neighbours agree."""
        self._snap(self.pages[-1])

    def _asked(self, number: int) -> set[int]:
        """The kinds that a page may show, by how many there are of each."""
        waiting: dict[int, int] = {}
        for index, part in enumerate(self.parts):
            if self.waits(index):
                waiting[part.kind] = waiting.get(part.kind, 0) + 1
        if not self.counts:
            return set(waiting)
        every = {kind: sum(part.kind == kind for part in self.parts) for kind in waiting}
        found: set[int] = set()
        for count in self.counts[number]:
            exact = {kind for kind in waiting if every[kind] == count}
            found |= exact or {kind for kind in waiting if every[kind] < count}
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

    def _tune(self, page: Page) -> None:
        """Adjust the camera, and where all stands, to a page."""
        names = ("azimuth", "elevation", "strength", "scale", "right", "up")
        steps = np.array([0.01, 0.012, 0.02, 0.012 * self.view.scale, 0.01, 0.01, 0.008, 0.008])
        points = np.concatenate([one.contour.points + one.middle for one in self.standing])
        shown = replace(
            self.standing[0].contour,
            points=points,
            channels=np.concatenate([one.contour.channels for one in self.standing]),
            weight=np.concatenate([one.contour.weight for one in self.standing]),
        )
        seen = self.view.project(points)
        row, column = pixel(seen[:, :2], len(self.depth))
        weight = shown.weight * (seen[:, 2] >= self.depth[row, column] - 2.0 * SLACK / self.view.scale)
        centre = seen[:, :2].mean(axis=0)

        def fit(values: np.ndarray, near: np.ndarray) -> float:
            view = View(*values[:6])
            if view.strength < 0 or view.scale <= 0:
                return -1.0
            places = view.project(points)[:, :2]
            places += centre + values[6:] - places.mean(axis=0)
            return float((met(near, shown, places) * weight).sum()) * view.scale**0.5

        values = np.array([*(getattr(self.view, name) for name in names), 0.0, 0.0])
        if len(self.standing) == 1:
            near = page.nearness(2.0)
            scales = values[3] * (1 + self._doubt * np.linspace(-1, 1, 9))
            tried = [
                np.array([*values[:3], scale, *values[4:6], *move]) for scale in scales for move in square(0.02, 5)
            ]
            values = max(tried, key=lambda one: fit(one, near))
        for spread in (2.5, 1.6, 1.1):
            near = page.nearness(spread)
            best = fit(values, near)
            for _ in range(4):
                for number in range(8):
                    for sign in (1, -1):
                        other = values.copy()
                        other[number] += sign * steps[number]
                        if (found := fit(other, near)) > best:
                            values, best = other, found
            steps = steps * 0.5
        self.view = View(*values[:6])
        shift = centre + values[6:] - self.view.project(points)[:, :2].mean(axis=0)
        shift = self.view.lift(shift) - self.view.lift(np.zeros(2))
        standing, self.standing, self.depth, self.stamps = self.standing, [], None, {}
        for one in standing:
            self.stand(replace(one, middle=one.middle + shift))

    def _settle(self, page: Page) -> None:
        """Move every part a little to where its lines fit best, on what it stands by."""
        near = page.nearness(1.6)
        before = {one.index: one for one in self.standing}
        standing, self.standing, self.depth = self.standing, [], None
        moved: dict[int, np.ndarray] = {}
        for one in standing:
            middle = one.middle.copy()
            if one.on in moved:
                if one.axis >= 0:
                    middle[one.axis] += moved[one.on][one.axis]
                kind = one.shape
                shown = contour(self.kinds[kind].wire, one.turn, self.view)
                middle, worth = self.slid(kind, one.turn, shown, middle, one.axis, near, (0.012, 0.004))
                one = replace(one, contour=shown, worth=worth)
            moved[one.index] = middle - before[one.index].middle
            self.stand(replace(one, middle=middle))

    def _explained(self, page: Page) -> np.ndarray:
        """(n,) bool: ink that lines of what stands run along."""
        taken = np.zeros((SIZE + 4, SIZE + 4), bool)
        for one in self.standing:
            places = self.view.project(one.contour.points + one.middle)[:, :2]
            row, column = pixel(places)
            for down in range(-2, 3):
                for right in range(-2, 3):
                    taken[row + down + 2, column + right + 2] = True
        row, column = pixel(page.places)
        return taken[row + 2, column + 2]

    def _best(self, sight: Sight, room: int, asked: set[int]) -> list[Placed]:
        """The part of one of the kinds asked for, and its place, that explains most of what is new on a page; up to
        `room` identical ones as good."""
        left = sight.page.without(~sight.left)
        near_left = left.nearness(2.0)
        mixed = 0.5 * (sight.near + near_left)
        transformed = np.fft.rfft2(pooled(mixed, FINE)).astype(np.complex64)
        waiting = {part.kind: index for index, part in reversed(list(enumerate(self.parts))) if self.waits(index)}
        waiting = {key: waiting[kind.kind] for key, kind in self.kinds.items() if kind.kind in asked & set(waiting)}
        proposals = []
        for kind in waiting:
            for number in range(len(self.kinds[kind].turns)):
                one, stamps = self.turned(kind, number)
                slid = np.fft.irfft2((transformed * stamps).sum(axis=1), s=(FINE, FINE)).max(axis=0)
                for _ in range(3):
                    row, column = divmod(int(slid.argmax()), FINE)
                    if slid[row, column] < LEAST * one.length:
                        break
                    value = (float(slid[row, column]) - WORTH * one.length) * self.view.scale
                    place = np.array([(column + 0.5) / FINE * 2 - 1, 1 - (row + 0.5) / FINE * 2])
                    proposals.append((value, kind, number, place))
                    slid[max(row - 3, 0) : row + 4, max(column - 3, 0) : column + 4] = -np.inf
        proposals = _mixed(proposals, TRIED)
        mixed = 0.5 * (sight.near + near_left)
        found = [self.in_space(waiting[kind], kind, number, place, mixed) for _, kind, number, place in proposals]
        found += [one for kind, index in waiting.items() for one in self.mirrored(index, kind, mixed)]

        found.sort(key=lambda one: -one.merit)
        judged = sorted([self._judged(one, sight) for one in found[:6]], key=lambda one: -one.merit)
        if not judged:
            return self._unseen(waiting, mixed)
        first, free = judged[0], [i for i, p in enumerate(self.parts) if p.kind == self.kinds[judged[0].shape].kind]
        free = [index for index in free if self.waits(index)]
        same = [one for one in found if self.kinds[one.shape].kind == self.kinds[first.shape].kind]
        chosen = self._alike(first, same, sight, min(room, len(free)))
        mirrored = self._reflected(first, mixed, min(room, len(free)))
        if len(mirrored) >= len(chosen) and len(mirrored) > 1:
            chosen = mirrored
        return [replace(one, index=index) for one, index in zip(chosen, free, strict=False)]

    def _alike(self, first: Placed, same: Sequence[Placed], sight: Sight, most: int) -> list[Placed]:
        """With the first of a kind others whose places are nearly as good."""
        chosen = [first]
        for one in same[:20]:
            if len(chosen) < most and one.merit > ALIKE * first.merit and self._apart(one, chosen):
                one = self._judged(one, sight)
                if one.merit > ALIKE * first.merit:
                    chosen.append(one)
        return chosen

    def _reflected(self, first: Placed, mixed: np.ndarray, most: int) -> list[Placed]:
        """With the first of a kind its mirror images across the middle of the largest that stands: four, or two, where
        the page does not speak against any."""
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
                        one, _ = self.turned(kind, number)
                        worth = float(self.worth(kind, turn, one, there[None], mixed)[0])
                        tried.append(Placed(first.index, kind, turn, there, half, one, worth, first.axis, first.on))
                best = max(tried, key=lambda one: one.worth)
                if best.worth > AGAINST and self._apart(best, chosen):
                    chosen.append(best)
            if len(chosen) == len(ways) + 1 <= most:
                return chosen
        return []

    def _apart(self, one: Placed, others: Sequence[Placed]) -> bool:
        gaps = [np.abs(one.middle - other.middle) - 0.8 * (one.half + other.half) for other in others]
        return all((gap > 0).any() for gap in gaps)

    def _unseen(self, waiting: dict[int, int], mixed: np.ndarray) -> list[Placed]:
        """A part of which no line is on the page, where space and what hides it say least against it."""
        found = []
        for kind, index in waiting.items():
            for number in range(len(self.kinds[kind].turns)):
                places = [self.view.project(one.middle)[:2] for one in self.standing]
                found += [self.in_space(index, kind, number, place, mixed) for place in places[:3]]
        return [max(found, key=lambda one: one.worth)] if found else []

    def _snap(self, page: Page) -> None:
        """Bring parts that nearly meet, are flush with or mirror one another to where they do exactly."""
        near = page.nearness(1.6)
        size = float(np.ptp([one.middle for one in self.standing], axis=0).max()) or 1.0
        for _ in range(2):
            for rank in range(1, len(self.standing)):
                one = self.standing[rank]
                others = self.standing[:rank] + self.standing[rank + 1 :]
                self.standing[rank] = replace(one, middle=self._snapped(one, others, near, SNAP * size))

    def _snapped(self, one: Placed, others: Sequence[Placed], near: np.ndarray, reach: float) -> np.ndarray:
        kind, middle = one.shape, one.middle.copy()
        own, base = self.offsets(kind, one.turn), self.standing[0]
        share = self._share(one, middle[None], near)[0]
        for axis in np.argsort(-one.half, kind="stable")[::-1]:
            goals, worth = [middle[axis]], [0.0]
            for other in others:
                theirs = self.offsets(other.shape, other.turn)[axis] + other.middle[axis]
                gap = np.abs(middle - other.middle) - one.half - other.half
                touches = max(gap[a] for a in range(3) if a != axis) < reach
                for goal in (theirs[:, None] - own[axis]).ravel():
                    goals.append(goal)
                    worth.append(1.0 if touches else 0.4)
                if other.shape == kind:
                    goals.append(2 * base.middle[axis] - other.middle[axis])
                    worth.append(0.8)
            goals, worth = np.array(goals), np.array(worth)
            close = np.abs(goals - middle[axis]) < reach
            goals, worth = goals[close], worth[close]
            # What several neighbours agree on counts for more.
            agree = np.array([np.sort(worth[np.abs(goals - goal) < 0.1 * reach])[::-1][:3].sum() for goal in goals])
            places = np.tile(middle, (len(goals), 1))
            places[:, axis] = goals
            value = (
                agree
                - ((goals - middle[axis]) / reach) ** 2
                + 6 * np.minimum(self._share(one, places, near) - share, 0)
            )
            middle = places[int(value.argmax())]
        return middle

    def _share(self, one: Placed, middles: np.ndarray, near: np.ndarray) -> np.ndarray:
        """(d,) the share of a part's lines that are met at (d, 3) places."""
        places = self.view.project_all(middles, one.contour.points)[..., :2]
        return (met(near, one.contour, places) * one.contour.weight).sum(axis=1) / one.contour.length

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
