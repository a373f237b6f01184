"""What stands, adjusted to a page: the camera, each part by its lines, and parts that nearly meet to where they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .aligning import ROUNDS, Tie, aligned
from .contour import contour, met
from .page import Page
from .standing import Placed, Standing
from .viewpoint import View

TURNED = 0.01  # radians of a camera after which contours are looked at anew
NEARLY = 0.016  # of half the picture: faces nearer than that may meet
IN_LINE = 0.3  # how much it counts to be in one plane or in line, beside meeting
FREELY = 0.1  # of half the picture: how far parts may go along the view, for what they meet says how far
LESS = 0.985  # so much of what is met has to be after all is moved
SNAP = 0.02  # of the whole, by how much parts are moved to meet exactly


@dataclass
class Settling(Standing):
    """What stands, and how it is brought to where lines and neighbours agree."""

    def tune(self, page: Page, closing: bool = False) -> None:
        """Adjust the camera, and where all stands, to a page. Each part goes on meeting what it was put to; closing:
        whatever nearly meets is brought to where it does."""
        middles, shown = np.array([one.middle for one in self.standing]), [one.contour for one in self.standing]
        weights = [self.seen(one.contour, one.middle[None])[0] for one in self.standing]
        near = page.nearness(2.0)
        ties = self.ties() if closing else self._met()

        def fit(view: View, middles: np.ndarray) -> float:
            places = [view.project(middle + one.points)[:, :2] for middle, one in zip(middles, shown, strict=True)]
            met_there = [met(near, one, place) @ w for one, place, w in zip(shown, places, weights, strict=True)]
            return float(sum(met_there))

        for rounds in (ROUNDS, ROUNDS[1:]):
            view, moved = aligned(page, self.view, middles, shown, weights, FREELY, rounds, ties)
            if fit(view, moved) > LESS * fit(self.view, middles):
                self._stand_at(view, moved)
                break

    def _met(self) -> list[Tie]:
        """What parts were put to."""
        rank = {one.index: number for number, one in enumerate(self.standing)}
        return [
            Tie(
                rank[one.index],
                rank[one.on],
                one.axis,
                float((one.middle - self.standing[rank[one.on]].middle)[one.axis]),
            )
            for one in self.standing
            if one.axis >= 0 and one.on in rank and one.on != one.index
        ]

    def ties(self) -> list[Tie]:
        """Between all that stand: faces that nearly meet, or are nearly in one plane, and what is alike in line."""
        reach, found = NEARLY / self.view.scale, []
        for i, one in enumerate(self.standing):
            own = self.sides(one.shape, one.turn)
            for j, other in enumerate(self.standing[:i]):
                theirs, off = self.sides(other.shape, other.turn), one.middle - other.middle
                apart = np.abs(off) - one.half - other.half
                like = self.kinds[one.shape].kind == self.kinds[other.shape].kind
                for axis in range(3):
                    if max(apart[k] for k in range(3) if k != axis) > reach:
                        if like and abs(off[axis]) < reach:
                            found.append(Tie(i, j, axis, 0.0, IN_LINE))
                        continue
                    gap = off[axis] + own[axis][:, None, 0] - theirs[axis][:, 0]
                    against = own[axis][:, None, 1] * theirs[axis][:, 1] <= 0
                    worse = np.abs(gap) + np.where(against, 0.0, 0.5 * reach)
                    k = np.unravel_index(int(worse.argmin()), worse.shape)
                    if abs(gap[k]) < reach:
                        found.append(Tie(i, j, axis, float(off[axis] - gap[k]), 1.0 if against[k] else IN_LINE))
        return found

    def _stand_at(self, view: View, middles: np.ndarray) -> None:
        """Put what stands elsewhere, seen by another camera."""
        anew = max(abs(view.azimuth - self.view.azimuth), abs(view.elevation - self.view.elevation)) > TURNED
        standing, self.standing, self.depth, self.stamps, self.view = self.standing, [], None, {}, view
        for one, middle in zip(standing, middles, strict=True):
            shown = contour(self.kinds[one.shape].wire, one.turn, view) if anew else one.contour
            self.stand(replace(one, middle=middle, contour=shown))

    def snap(self, page: Page) -> None:
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
