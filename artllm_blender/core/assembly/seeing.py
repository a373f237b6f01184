"""Where to look from, so that what is new on a page is seen: one place for all pages where that does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..picture.raster import Camera, visible
from .storyboard import Page
from .wire import Wire

# Shares of its own silhouette from which on a part is seen, or well seen; and the pixels of the picture that tells.
SEEN, WELL, PIXELS = 0.3, 0.45, 128
FAR = 8.0  # radii: the eye's distance, for little perspective


def towards(azimuth: float, elevation: float) -> np.ndarray:
    """(3,) out of the picture, to an eye at angles in degrees; azimuth -90 looks straight at the front."""
    a, e = np.radians((azimuth, elevation))
    return np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])


USUAL = [towards(azimuth, elevation) for elevation in (25, 40) for azimuth in (-55, -125)]
OTHER = [towards(azimuth, elevation) for elevation in (25, -25, 60) for azimuth in (-55, -125, 125, 55)]


class Views:
    """How much is seen of parts from where. wires: the parts where they belong, (p,)."""

    def __init__(self, wires: Sequence[Wire]):
        self._points = np.concatenate([wire.vertices for wire in wires])
        self._bounds = np.cumsum([0, *(len(wire.vertices) for wire in wires)])
        self._triangles = [wire.triangles + first for wire, first in zip(wires, self._bounds, strict=False)]

    def shares(self, page: Page, back: np.ndarray) -> np.ndarray:
        """For each new part the share of its own silhouette that is seen on a page from the direction `back`, (3,)."""
        shown = np.concatenate([np.arange(self._bounds[part], self._bounds[part + 1]) for part in page.shown])
        camera = Camera.around(self._points[shown], back, PIXELS, FAR)
        flat = camera.project(self._points)
        owner = np.repeat(page.shown, [len(self._triangles[part]) for part in page.shown])
        front = visible(flat, np.concatenate([self._triangles[part] for part in page.shown]), PIXELS)
        counts = np.bincount(owner[front[front >= 0]], minlength=len(self._triangles))
        alone = [(visible(flat, self._triangles[part], PIXELS) >= 0).sum() for part in page.new]
        return counts[list(page.new)] / np.maximum(alone, 1)


def directions(pages: Sequence[Page], wires: Sequence[Wire]) -> list[tuple[np.ndarray, bool]]:
    """For each page the direction to look from, (3,), and whether all that is new is seen from there.

    It is the same for all pages that can be seen from it; the others each have their own.
    """
    views = Views(wires)
    shares = [[views.shares(page, back) for page in pages] for back in USUAL]
    usual = int(np.argmax([sum(np.minimum(found, 0.5).mean() + _is_seen(found) for found in row) for row in shares]))
    chosen: list[tuple[np.ndarray, bool]] = []
    for number, page in enumerate(pages):
        if _is_seen(shares[usual][number]):
            chosen.append((USUAL[usual], True))
        else:
            chosen.append(_turned(views, page, chosen[-1][0] if chosen else USUAL[usual]))
    return chosen


def _turned(views: Views, page: Page, last: np.ndarray) -> tuple[np.ndarray, bool]:
    """The direction nearest to the last page's from which all that is new is well seen; else from which it is best."""
    best, most = last, 0.0
    for back in sorted(OTHER, key=lambda back: -float(back @ last)):
        least = float(views.shares(page, back).min())
        if least >= WELL:
            return back, True
        if least > most:
            best, most = back, least
    return best, most >= SEEN


def _is_seen(shares: np.ndarray) -> bool:
    return bool(shares.min() >= SEEN)
