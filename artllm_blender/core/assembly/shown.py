"""What the pages of a manual say to a part in a place: whether its lines are there, and it covers no white page.

For each kind of part in each of its turns one map: how well it would be shown at every place on the page, on the page
that shows it best. So a place in space is looked up, not looked at, and a search can ask for very many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from .contour import BESIDE, Contour, beside, contour, met, stamped
from .likeness import Kind
from .loose import TURNS
from .page import CHANNELS, Maps, Page, channel_of, new_ink, pixel
from .viewpoint import View

FINE = 64  # pixels a side of the maps
SOFT = 3.0  # how far off lines may be, in pixels of a page's maps
OLD = 0.35  # how much lines count that an earlier page has too
DEEP = 0.6  # of half the picture: how near or far parts are at most
LEAST, HALF = 0.4, 0.62  # of a part's lines are met anyhow: less says it is hidden; from here on it speaks for a place
SHOWN, COVERING = 6.0, 8.0  # what it counts that all lines are met, and that all is over white page
FOREIGN = 0.5  # what it takes from lines that are met that others run across a part
SPILT = 0.04  # of a part may be over white page
TWICE = 0.6  # what it takes from lines that are met that other parts' lines run there already
TAKEN = 128  # pixels a side in which these are marked
LONG = (0.6, 1.6)  # how much short and long lines count


@dataclass
class Shown:
    """view: of all pages; kinds: of parts, by number; maps: of each page's lines, and the same transformed; pages: by
    kind of part, those that may show it first; kept: maps, by kind and turn as seen; contours: by kind and turn."""

    view: View
    kinds: dict[int, Kind]
    maps: list[Maps]
    transformed: list[np.ndarray]
    pages: dict[int, tuple[int, ...]]
    kept: dict[tuple, np.ndarray] = field(default_factory=dict)
    contours: dict[tuple, Contour] = field(default_factory=dict)

    @classmethod
    def of(
        cls, view: View, kinds: dict[int, Kind], pages: Sequence[Page], by_kind: dict[int, tuple[int, ...]]
    ) -> Shown:
        found = []
        for number, page in enumerate(pages):
            maps = page.maps(SOFT)
            if number:
                fresh = new_ink(page, pages[number - 1])
                if fresh.any():
                    new = replace(page, places=page.places[fresh], angles=page.angles[fresh], sure=page.sure[fresh],
                                  kept={})  # fmt: skip
                    maps = replace(maps, near=np.maximum(OLD * maps.near, new.nearness(SOFT)))
            found.append(maps)
        return cls(view, kinds, found, [maps.transformed(FINE) for maps in found], by_kind)

    def beside(self) -> Shown:
        """The same with the world turned by a right angle: which of its axes goes from left to right is not known."""
        return replace(self, view=replace(self.view, azimuth=self.view.azimuth + np.pi / 2), contours={})

    @cached_property
    def sizes(self) -> np.ndarray:
        """(s,) by how much what is near looks larger."""
        deep = self.view.strength * DEEP
        return np.array([1.0]) if deep < 0.02 else 1 / (1 - deep * np.linspace(-1, 1, 3 if deep < 0.1 else 5))

    def map_of(self, kind: int, turn: int) -> np.ndarray:
        """(s, FINE, FINE) by size and place: the worth of seeing a part of a kind there. turn: as groups have it."""
        number, own = self._number(kind, turn)
        key = (number, np.rint(self.view.turn @ own * 200).astype(int).tobytes())
        if key not in self.kept:
            self.kept[key] = self._map(number, own)
        return self.kept[key]

    def _number(self, kind: int, turn: int) -> tuple[int, np.ndarray]:
        """Which of `kinds`, and (3, 3) the turn of that."""
        form, turn = divmod(turn, len(TURNS))
        forms = [number for number, one in self.kinds.items() if one.kind == kind]
        return forms[min(form, len(forms) - 1)], TURNS[turn]

    def lines(self, kind: int, turn: int) -> Contour:
        """What the view shows of a part of a kind."""
        if (kind, turn) not in self.contours:
            number, own = self._number(kind, turn)
            self.contours[kind, turn] = contour(self.kinds[number].wire, own, self.view)
        return self.contours[kind, turn]

    def closely(self, kind: int, turn: int, middle: np.ndarray, taken: np.ndarray) -> float:
        """What a (3,) place in the view's world is worth, less by lines that run where those of others do."""
        one = self.lines(kind, turn)
        if not one.length:
            return 0.0
        places = self.view.project(one.points + middle)[:, :2]
        row, column = pixel(places, TAKEN)
        twice = TWICE * float((one.weight * taken[one.channels, row, column]).sum()) / one.length
        covered = self.view.project(one.cover + middle)[:, :2]
        best = -np.inf
        for page in self.pages[kind]:
            maps = self.maps[page]
            lines = float(met(maps.near, one, places) @ one.weight) / one.length - twice
            spilt = max(float(beside(maps, covered)) - SPILT, 0.0)
            best = max(best, self._value(one, lines, spilt))
        return best

    def best_page(self, kind: int, turn: int, middle: np.ndarray) -> int:
        """Of those that may show a part first, the one that shows its lines best at a (3,) place."""
        one = self.lines(kind, turn)
        places = self.view.project(one.points + middle)[:, :2]
        return max(self.pages[kind], key=lambda page: float(met(self.maps[page].near, one, places) @ one.weight))

    def sure(self, kind: int, turn: int, middle: np.ndarray) -> float:
        """0 to 1, how much of a part's lines is met at a (3,) place in the view's world."""
        one = self.lines(kind, turn)
        places = self.view.project(one.points + middle)[:, :2]
        shares = [met(self.maps[page].near, one, places) @ one.weight for page in self.pages[kind]]
        return float(np.clip(max(shares) / max(one.length, 1e-12), 0, 1))

    def marked(self, kind: int, turn: int, middle: np.ndarray, taken: np.ndarray) -> None:
        """Mark where lines of a part run, (CHANNELS, TAKEN, TAKEN)."""
        one = self.lines(kind, turn)
        row, column = pixel(self.view.project(one.points + middle)[:, :2], TAKEN)
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                taken[one.channels, np.clip(row + down, 0, TAKEN - 1), np.clip(column + right, 0, TAKEN - 1)] = True

    @staticmethod
    def explained(page: Page, taken: np.ndarray) -> float:
        """The share of a page's ink that is where lines of parts run, (CHANNELS, TAKEN, TAKEN)."""
        row, column = pixel(page.places, TAKEN)
        along = channel_of(page.angles)
        near = [taken[(along + aside) % CHANNELS, row, column] for aside in (-1, 0, 1)]
        return float((np.any(near, axis=0) | ((page.sure < 0.6) & taken[:, row, column].any(axis=0))).mean())

    def _value(self, one: Contour, lines: np.ndarray | float, spilt: np.ndarray | float) -> np.ndarray | float:
        long = np.clip(np.sqrt(one.length * self.view.scale), *LONG)
        return SHOWN * long * (np.maximum(lines, LEAST) - HALF) - COVERING * spilt

    def _map(self, kind: int, turn: np.ndarray) -> np.ndarray:
        one = contour(self.kinds[kind].wire, turn, self.view)
        sizes = self.sizes
        if not one.length:
            return np.zeros((len(sizes), FINE, FINE), np.float32)
        views = [replace(self.view, scale=self.view.scale * size, strength=0.0) for size in sizes]
        stamps = np.concatenate([np.fft.rfft2(stamped([one], view, FINE)).conj() for view in views])
        best = np.full((len(sizes), FINE, FINE), -np.inf)
        for page in self.pages[self.kinds[kind].kind]:
            product = self.transformed[page] * stamps
            laid = np.stack([product[:, :CHANNELS].sum(axis=1), product[:, CHANNELS], product[:, CHANNELS + 1]])
            lines, white, foreign = np.fft.irfft2(laid, s=(FINE, FINE)) / one.length
            lines = lines + FOREIGN * np.clip(foreign, -0.4, 0)
            spilt = np.maximum(-white / BESIDE - SPILT, 0)
            best = np.maximum(best, self._value(one, lines, spilt))
        return best.astype(np.float32)

    def worth(self, kind: int, turn: int, values: Sequence[np.ndarray]) -> np.ndarray:
        """(x, y, z) what it is worth to see a part at all combinations of places along the axes of the view's world."""
        found = self.map_of(kind, turn)
        axes = (
            np.asarray(one, np.float32).reshape([-1 if k == axis else 1 for k in range(3)])
            for axis, one in enumerate(values)
        )
        x, y, z = axes
        right, up, near = (row[0] * x + row[1] * y + row[2] * z for row in self.view.turn.astype(np.float32))
        scale, half, sizes = np.float32(self.view.scale), np.float32(FINE / 2), self.sizes
        if len(sizes) > 1:
            scale = scale / np.maximum(1 - np.float32(self.view.strength * self.view.scale) * near, np.float32(0.05))
        column = np.clip((right * scale + np.float32(1 + self.view.right)) * half, 0, FINE - 1).astype(np.intp)
        row = np.clip((np.float32(1 - self.view.up) - up * scale) * half, 0, FINE - 1).astype(np.intp)
        if len(sizes) == 1:
            return found[0][row, column]
        step = (sizes[-1] - sizes[0]) / (len(sizes) - 1)
        which = np.clip((scale / self.view.scale - sizes[0]) / step + 0.5, 0, len(sizes) - 1).astype(np.intp)
        return found[which, row, column]
