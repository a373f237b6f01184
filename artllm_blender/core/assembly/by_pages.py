"""Parts put where the pages of a manual show them.

The camera is found from the directions of the lines (`viewpoint`), the scale from which every part is found on the
pages best. Then page by page, whatever part explains most of the ink that is new is placed: in one of the turns of its
box, at the place on the page where its lines fit, as near or far as it touches what stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from .contour import Contour, contour, met, stamped, standing_depth
from .loose import LoosePart
from .page import SIZE, Page, new_ink, pixel
from .standing import FINE, SLACK, WORTH, Kind, Placed, Standing, square
from .viewpoint import View, found_views

COARSE = 64  # pixels a side of the smallest maps over which contours are slid
TRIED = 12  # placements on the page that are looked at in space, a part
PARALLEL = 0.05  # a perspective that is no stronger is none
TUNED = (2, 4, 7)  # after so many parts the camera is adjusted to what stands
ALIKE = 0.7  # identical parts whose places are as good by that are placed together
FIRST = 5  # kinds of which each is tried as what stands first
LEAST = 0.33  # of a part's lines have to be on the page for a place to be looked at


@dataclass
class Sight:
    """A page with what is needed to lay contours on it."""

    page: Page
    near: np.ndarray
    left: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))


def by_pages(
    parts: Sequence[LoosePart], pictures: Sequence[np.ndarray], counts: Sequence[int] = ()
) -> tuple[np.ndarray, np.ndarray, bool]:
    """(n, 4, 4) poses of the parts in a Z-up world, (n,) how sure each is, 0 to 1, and whether the pages are drawn in
    parallel: in perspective much less is found.

    pictures: (h, w) pages in order, 0 black to 1 white, all from one camera; counts: how many parts each page adds,
    where that is known.
    """
    kinds = {part.kind: Kind.of(part) for part in reversed(parts)}
    pages = [Page.of(picture) for picture in pictures]
    every = _together(pages)
    view = found_views(pages[-1])[0]
    search = Search(parts, kinds, view, pages=pages, counts=list(counts))
    search.view = replace(view, scale=search.found_scale(every))
    search.run()
    poses = np.tile(np.eye(4), (len(parts), 1, 1))
    sure = np.zeros(len(parts))
    for one in search.standing:
        poses[one.index, :3, :3], poses[one.index, :3, 3] = one.turn, one.middle
        sure[one.index] = np.clip(one.worth, 0, 1)
    return poses @ np.stack([part.frame for part in parts]), sure, search.view.strength < PARALLEL


def _together(pages: Sequence[Page]) -> Page:
    """All ink that there ever is."""
    found = pages[-1]
    for page in pages[:-1]:
        fresh = page.without(~new_ink(page, found))
        found = Page(
            np.concatenate([found.places, fresh.places]),
            np.concatenate([found.angles, fresh.angles]),
            np.concatenate([found.sure, fresh.sure]),
        )
    return found


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


def _pooled(near: np.ndarray, size: int) -> np.ndarray:
    """A map's greatest values on fewer pixels."""
    step = near.shape[1] // size
    return near.reshape(len(near), size, step, size, step).max(axis=(2, 4))


@dataclass
class Search(Standing):
    """The pages that say what comes next. counts: how many parts each adds, where that is known."""

    pages: list[Page] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    @property
    def _doubt(self) -> float:
        """By what share a part may look larger or smaller than all do on the whole, as perspective makes it."""
        return 0.02 + min(0.5 * self.view.strength, 0.1)

    def found_scale(self, every: Page) -> float:
        """Picture by world, such that the larger parts are found on the pages."""
        broad = float(np.ptp(every.places, axis=0).max())
        sizes = {k: float(np.linalg.norm(kind.part.half)) * 2 for k, kind in self.kinds.items()}
        largest = sorted(self.kinds, key=lambda k: -sizes[k])[:5]
        unit = broad / sizes[largest[0]]
        contours = {k: [contour(self.kinds[k].wire, turn, self.view) for turn in self.kinds[k].turns] for k in largest}
        count = {k: sum(part.kind == k for part in self.parts) for k in largest}
        scales = unit * np.exp(np.arange(np.log(0.22), np.log(1.5), 0.05))
        rough = self._rated(every.nearness(5.0), COARSE, scales, contours, count)
        order = np.argsort(-rough)[:6]
        finer = np.unique(np.concatenate([scales[order] * f for f in (0.975, 1.0, 1.025)]))
        fine = self._rated(every.nearness(2.5), FINE, finer, contours, count)
        return float(finer[fine.argmax()])

    def _rated(
        self,
        near: np.ndarray,
        size: int,
        scales: np.ndarray,
        contours: dict[int, list[Contour]],
        count: dict[int, int],
    ) -> np.ndarray:
        """(s,) how much of the parts' lines is found at each scale."""
        transformed = np.fft.rfft2(_pooled(near, size))
        found = np.zeros(len(scales))
        for number, scale in enumerate(scales):
            view = replace(self.view, scale=scale)
            for kind, shown in contours.items():
                best = 0.0
                for one in shown:
                    extent = (one.spread[2:] - one.spread[:2]) * scale
                    if extent.max() > 2.1 or one.length <= 0:
                        continue
                    slid = np.fft.irfft2((transformed * np.fft.rfft2(stamped(one, view, size)).conj()).sum(axis=0))
                    best = max(best, scale * (float(slid.max()) - WORTH * 1.3 * one.length))
                found[number] += best * count[kind] ** 0.5
        return found

    def run(self) -> None:
        """Place every part, page by page; what no page shows at the end, where it does least harm."""
        total = len(self.parts)
        counts = self.counts if sum(self.counts) == total and len(self.counts) == len(self.pages) else None
        for number, page in enumerate(self.pages):
            sight = Sight(page, page.nearness(2.0))
            fresh = new_ink(page, self.pages[number - 1]) if number else np.ones(len(page.places), bool)
            last = number == len(self.pages) - 1
            wanted = counts[number] if counts else None
            while len(self.standing) < total:
                sight.left = fresh & ~self._explained(page)
                room = total - len(self.standing) if wanted is None or last else wanted
                chosen = self._best(sight, room)
                if not chosen or (chosen[0].worth <= 0.05 and not last):
                    break
                before = len(self.standing)
                for one in chosen:
                    self.stand(one)
                if any(before < tuned <= len(self.standing) for tuned in TUNED):
                    self._tune(page)
                    self._settle(page)
                if wanted is not None:
                    wanted -= len(chosen)
                    if wanted <= 0 and not last:
                        break
        for _ in range(2):
            self._tune(self.pages[-1])
            self._settle(self.pages[-1])

    def _tune(self, page: Page) -> None:
        """Adjust the camera, and where all stands, to a page."""
        names = ("azimuth", "elevation", "strength", "scale")
        steps = np.array([0.01, 0.012, 0.02, 0.012 * self.view.scale, 0.008, 0.008])
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
            view = View(*values[:4])
            if view.strength < 0 or view.scale <= 0:
                return -1.0
            places = view.project(points)[:, :2]
            places += centre + values[4:] - places.mean(axis=0)
            return float((met(near, shown, places) * weight).sum()) * view.scale**0.5

        values = np.array([*(getattr(self.view, name) for name in names), 0.0, 0.0])
        if len(self.standing) == 1:
            near = page.nearness(2.0)
            scales = values[3] * (1 + self._doubt * np.linspace(-1, 1, 9))
            tried = [np.array([*values[:3], scale, *move]) for scale in scales for move in square(0.02, 5)]
            values = max(tried, key=lambda one: fit(one, near))
        for spread in (2.5, 1.6, 1.1):
            near = page.nearness(spread)
            best = fit(values, near)
            for _ in range(4):
                for number in range(6):
                    for sign in (1, -1):
                        other = values.copy()
                        other[number] += sign * steps[number]
                        if (found := fit(other, near)) > best:
                            values, best = other, found
            steps = steps * 0.5
        self.view = View(*values[:4])
        shift = centre + values[4:] - self.view.project(points)[:, :2].mean(axis=0)
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
                kind = self.parts[one.index].kind
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

    def _best(self, sight: Sight, room: int) -> list[Placed]:
        """The part and placement that explains most of what is new on a page; up to `room` identical ones as good."""
        if not self.standing:
            return self._first(sight)
        left = sight.page.without(~sight.left)
        near_left = left.nearness(2.0)
        mixed = 0.5 * (sight.near + near_left)
        transformed = np.fft.rfft2(_pooled(mixed, FINE)).astype(np.complex64)
        waiting = {part.kind: index for index, part in reversed(list(enumerate(self.parts))) if self.waits(index)}
        proposals = []
        for kind in waiting:
            for number in range(len(self.kinds[kind].turns)):
                one, stamp = self.turned(kind, number)
                slid = np.fft.irfft2((transformed * stamp).sum(axis=0), s=(FINE, FINE))
                for _ in range(3):
                    top = int(slid.argmax())
                    row, column = divmod(top, FINE)
                    if slid[row, column] < LEAST * one.length:
                        break
                    value = (float(slid[row, column]) - WORTH * one.length) * self.view.scale
                    place = np.array([(column + 0.5) / FINE * 2 - 1, 1 - (row + 0.5) / FINE * 2])
                    proposals.append((value, kind, number, place))
                    slid[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3] = -np.inf
        proposals = _mixed(proposals, TRIED)
        mixed = 0.5 * (sight.near + near_left)
        found = [self.in_space(waiting[kind], kind, number, place, mixed) for _, kind, number, place in proposals]
        found += [one for kind, index in waiting.items() for one in self.mirrored(index, kind, mixed)]

        found.sort(key=lambda one: -one.merit)
        judged = sorted([self._judged(one, sight) for one in found[:6]], key=lambda one: -one.merit)
        if not judged:
            return []
        kind = self.parts[judged[0].index].kind
        chosen, waiting_too = judged[:1], [i for i, p in enumerate(self.parts) if p.kind == kind and self.waits(i)]
        more = [one for one in found if self.parts[one.index].kind == kind and one.merit > ALIKE * judged[0].merit]
        for one in more[:20]:
            if len(chosen) >= min(room, len(waiting_too)):
                break
            apart = [np.abs(one.middle - other.middle) - 0.8 * (one.half + other.half) for other in chosen]
            if all((gap > 0).any() for gap in apart):
                one = self._judged(replace(one, index=waiting_too[len(chosen)]), sight)
                if one.merit > ALIKE * judged[0].merit:
                    chosen.append(one)
        # The first of the kind keeps its number.
        return [replace(one, index=index) for one, index in zip(chosen, waiting_too, strict=False)]

    def _first(self, sight: Sight) -> list[Placed]:
        """The part that is found best on the first page once the camera is adjusted to it; it is, afterwards."""
        transformed = np.fft.rfft2(_pooled(sight.page.nearness(3.5), FINE))
        view, found = self.view, []
        sizes = {kind: float(np.sort(of.part.half)[1:].prod()) for kind, of in self.kinds.items()}
        for kind in sorted(sizes, key=lambda kind: -sizes[kind])[:FIRST]:
            for number in range(len(self.kinds[kind].turns)):
                one, _ = self.turned(kind, number)
                for scale in view.scale * (1 + self._doubt * np.array((-0.7, 0.0, 0.7))):
                    sized = replace(view, scale=scale)
                    stamp = np.fft.rfft2(stamped(one, sized, FINE)).conj()
                    slid = np.fft.irfft2((transformed * stamp).sum(axis=0), s=(FINE, FINE))
                    row, column = divmod(int(slid.argmax()), FINE)
                    place = np.array([(column + 0.5) / FINE * 2 - 1, 1 - (row + 0.5) / FINE * 2])
                    worth = (float(slid[row, column]) - WORTH * one.length) * scale
                    found.append((worth, kind, number, sized, place))
        found.sort(key=lambda f: -f[0])
        near, tried = sight.page.nearness(1.6), []
        for _, kind, number, sized, place in found[: 2 * FIRST]:
            one, _ = self.turned(kind, number)
            index = next(i for i, part in enumerate(self.parts) if part.kind == kind)
            turn = self.kinds[kind].turns[number]
            half = np.abs(turn) @ self.kinds[kind].part.half
            self.view, self.standing, self.depth = sized, [], None
            self.stand(Placed(index, turn, self.view.lift(place), half, one, 0.0))
            self._tune(sight.page)
            there, self.depth = self.standing[0], None
            worth = float(self.lines_met(there.contour, there.middle[None], near)[0])
            tried.append((worth * there.contour.length * self.view.scale, self.view, replace(there, worth=worth)))
        _, self.view, first = max(tried, key=lambda t: t[0])
        self.standing, self.depth, self.stamps = [], None, {}
        return [first]

    def _judged(self, one: Placed, sight: Sight) -> Placed:
        """A placement worth less by the ink that it would hide."""
        shape = self.kinds[self.parts[one.index].kind].part
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
