"""A page of a manual as measures need it: where its lines run, and how near any place is to one of that direction."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

DARK = 0.35  # what is darker is ink
CHANNELS = 6  # directions of lines are told apart as finely
SIZE, REACH = 256, 8  # pixels a side of the maps, and how far from a line they are not zero
STEPS = np.pi / CHANNELS
LINE = 1.6  # pixels that a line is broad, about
AROUND = 6  # pixels of a picture that say which way a line runs


@dataclass(frozen=True)
class Page:
    """places: (n, 2) of the ink, right and up, from -1 to 1 along the longer side; angles: (n,) of its lines, 0 to pi;
    sure: (n,) 0 to 1, how much it is a line; density: of the ink, by length of line; white: (SIZE, SIZE) bool, what is
    beside all that is drawn; kept: maps that were asked for already."""

    places: np.ndarray
    angles: np.ndarray
    sure: np.ndarray
    density: float = 1.0
    white: np.ndarray | None = None
    kept: dict[float, np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, picture: np.ndarray) -> Page:
        """From a (h, w) picture, 0 black to 1 white, its first row at the top."""
        ink = (1 - np.clip(picture, 0, 1)) * (picture < 1 - DARK)
        angles, sure = _lines(ink)
        row, column = np.nonzero(ink > 0)
        height, width = ink.shape
        half = max(height, width) / 2
        places = np.stack([(column + 0.5 - width / 2) / half, (height / 2 - row - 0.5) / half], axis=1)
        return cls(places, angles[row, column], sure[row, column], half * LINE, _beside(places))

    def maps(self, spread: float = 1.6) -> Maps:
        """What contours are laid on."""
        row, column = pixel(self.places)
        ink = np.zeros((SIZE, SIZE), np.float32)
        np.add.at(ink, (row, column), 1 / self.density * (SIZE / 2) ** 2)
        white = np.zeros((SIZE, SIZE), np.float32) if self.white is None else self.white.astype(np.float32)
        return Maps(self.nearness(spread), white, ink)

    def nearness(self, spread: float = 1.6) -> np.ndarray:
        """(CHANNELS, SIZE, SIZE) float32 by direction and place, `pixel` gives which: 1 on a line, 0 far from all."""
        if spread not in self.kept:
            square = self._square_distance()
            near = np.exp(-square / (2 * spread**2))
            near[square >= REACH**2] = 0
            self.kept[spread] = near
        return self.kept[spread]

    def _square_distance(self) -> np.ndarray:
        """(CHANNELS, SIZE, SIZE) float32 in pixels, REACH**2 at most, by direction, to the nearest line."""
        if 0.0 in self.kept:
            return self.kept[0.0]
        row, column = pixel(self.places)
        maps = np.full((CHANNELS, SIZE, SIZE), REACH**2, np.float32)
        for channel in range(CHANNELS):
            off = np.abs((self.angles - channel * STEPS + np.pi / 2) % np.pi - np.pi / 2)
            of = (off < 0.85 * STEPS) | (self.sure < 0.6)
            maps[channel, row[of], column[of]] = 0
        for axis in (1, 2):
            found = maps.copy()
            for step in range(1, REACH):
                ahead, behind = [slice(None)] * 3, [slice(None)] * 3
                ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
                for here, there in ((tuple(ahead), tuple(behind)), (tuple(behind), tuple(ahead))):
                    np.minimum(found[here], maps[there] + step * step, out=found[here])
            maps = found
        self.kept[0.0] = maps
        return maps


@dataclass(frozen=True)
class Maps:
    """near: (CHANNELS, SIZE, SIZE) as `Page.nearness`; white: (SIZE, SIZE) 1 beside all that is drawn; ink: the same,
    length of lines by area."""

    near: np.ndarray
    white: np.ndarray
    ink: np.ndarray

    def transformed(self, size: int) -> np.ndarray:
        """(CHANNELS + 2, size, size // 2 + 1) Fourier transforms, on fewer pixels."""
        step = self.near.shape[1] // size
        blocks = np.concatenate([self.near, self.white[None], self.ink[None]]).reshape(-1, size, step, size, step)
        found = blocks.max(axis=(2, 4))
        found[CHANNELS:] = blocks[CHANNELS:].mean(axis=(2, 4))
        return np.fft.rfft2(found).astype(np.complex64)


def _beside(places: np.ndarray) -> np.ndarray:
    """(SIZE, SIZE) bool: what can be reached from the border without crossing a line."""
    row, column = pixel(places)
    ink = np.zeros((SIZE + 2, SIZE + 2), bool)
    ink[row + 1, column + 1] = True
    for axis in (0, 1):  # what is one pixel from another is joined
        ink |= np.roll(ink, 1, axis)
    free = ~ink
    found = np.zeros_like(free)
    found[[0, -1]] = found[:, [0, -1]] = True
    count = 0
    while found.sum() != count:
        count = found.sum()
        for _ in range(8):
            more = found.copy()
            for axis in (0, 1):
                more |= np.roll(found, 1, axis) | np.roll(found, -1, axis)
            found = more & free
    return found[1:-1, 1:-1]


def pixel(places: np.ndarray, size: int = SIZE) -> tuple[np.ndarray, np.ndarray]:
    """Rows, from the top, and columns of (..., 2) places on a map, kept on it."""
    column = np.clip(((places[..., 0] + 1) / 2 * size).astype(int), 0, size - 1)
    return np.clip(((1 - places[..., 1]) / 2 * size).astype(int), 0, size - 1), column


def channel_of(angles: np.ndarray) -> np.ndarray:
    """Which map is for lines of these angles."""
    return np.rint(angles / STEPS).astype(int) % CHANNELS


def new_ink(page: Page, before: Page, within: float = 0.012) -> np.ndarray:
    """(n,) bool: ink of a page that an earlier one does not have."""
    taken = np.zeros((SIZE * 2 + 8, SIZE * 2 + 8), bool)
    reach = max(int(np.ceil(within * SIZE)), 1)
    row, column = pixel(before.places, 2 * SIZE)
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            taken[row + down + 4, column + right + 4] = True
    row, column = pixel(page.places, 2 * SIZE)
    return ~taken[row + 4, column + 4]


def _lines(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(h, w) angle, 0 to pi, of the longer axis of the ink around each pixel, and how much longer it is, 0 to 1."""
    row, column = np.indices(ink.shape, dtype=float)
    x, y = column - ink.shape[1] / 2, ink.shape[0] / 2 - row
    total = np.maximum(_box(ink), 1e-9)
    mx, my = _box(ink * x) / total, _box(ink * y) / total
    xx = _box(ink * x * x) / total - mx * mx
    yy = _box(ink * y * y) / total - my * my
    xy = _box(ink * x * y) / total - mx * my
    longer = np.hypot(xx - yy, 2 * xy)
    return 0.5 * np.arctan2(2 * xy, xx - yy) % np.pi, longer / np.maximum(xx + yy, 1e-9)


def _box(values: np.ndarray, reach: int = AROUND) -> np.ndarray:
    """Means over squares."""
    total = np.pad(values, ((reach + 1, reach), (reach + 1, reach))).cumsum(axis=0).cumsum(axis=1)
    side = 2 * reach + 1
    return (total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]) / side**2
