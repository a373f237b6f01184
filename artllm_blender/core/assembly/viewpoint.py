"""From where a page was drawn: furniture's lines run along three directions at right angles, one of them upright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .page import Page

ELEVATIONS = np.radians((18, 23, 28, 33, 38, 43))
STRENGTHS = (0.0, 0.15, 0.3)
APART = 0.06  # radians between views that are followed up
BEGUN, NARROWED = 10, np.radians((4, 3, 2, 1.5, 1, 1))  # so many are made exact; how far off lines may run meanwhile
EXACT = 1.2  # degrees off an axis that lines run on a page at most, about
LIKELY, ROUGHLY = np.array([0.5, 0.12]), np.array([0.25, 0.15])  # elevation and strength; how far these go
USUAL = np.radians((30, 14))  # the elevations that manuals are drawn from, and how far they go
MOST = 800  # places of ink that are looked at


@dataclass(frozen=True)
class View:
    """A camera on a picture of half a side 1. azimuth, elevation: radians, of the eye as seen from the world's origin,
    which is in the picture's middle; scale: picture by world there; strength: of the perspective, 1 / focal length;
    right, up: where the picture is cut out so that what is looked at straight is not in its middle."""

    azimuth: float
    elevation: float
    strength: float = 0.0
    scale: float = 1.0
    right: float = 0.0
    up: float = 0.0

    @property
    def centre(self) -> np.ndarray:
        """(2,) where the world's origin is seen."""
        return np.array([self.right, self.up])

    @cached_property
    def turn(self) -> np.ndarray:
        """(3, 3) rows: the picture's right, up and out of it, in the world."""
        a, e = self.azimuth, self.elevation
        ca, sa, ce, se = np.cos(a), np.sin(a), np.cos(e), np.sin(e)
        return np.array([[-sa, ca, 0.0], [-se * ca, -se * sa, ce], [ce * ca, ce * sa, se]])

    def project(self, points: np.ndarray) -> np.ndarray:
        """(..., 3): right, up, and nearness (more is nearer; straight over the picture) of (..., 3) world points."""
        seen = points @ self.turn.T
        far = 1 / np.maximum(1 - self.strength * self.scale * seen[..., 2:], 0.05)
        found = np.concatenate([self.scale * seen[..., :2], seen[..., 2:]], axis=-1) * far
        found[..., :2] += self.centre
        return found

    def project_all(self, middles: np.ndarray, points: np.ndarray) -> np.ndarray:
        """(d, m, 3) as `project`, in 32 bits, of (m, 3) points about each of (d, 3) middles."""
        turn = self.turn.T
        found = ((middles @ turn)[:, None] + points @ turn).astype(np.float32)
        far = 1 / np.maximum(1 - np.float32(self.strength * self.scale) * found[..., 2:], np.float32(0.05))
        found *= far
        found[..., :2] *= np.float32(self.scale)
        found[..., :2] += self.centre.astype(np.float32)
        return found

    def towards(self, place: np.ndarray) -> View:
        """As it looks at a (3,) world point, which in perspective is not how it looks at the world's origin."""
        eye = np.array([0.0, 0.0, 1.0]) - self.strength * self.scale * (self.turn @ place)
        back = (eye / np.linalg.norm(eye)) @ self.turn
        return replace(self, azimuth=float(np.arctan2(back[1], back[0])), elevation=float(np.arcsin(back[2])))

    def lift(self, place: np.ndarray, depth: np.ndarray | float = 0.0) -> np.ndarray:
        """(..., 3) world points seen at (..., 2) places, `depth` nearer than the world's origin."""
        depth = np.asarray(depth, float)[..., None]
        flat = (place - self.centre) / self.scale * (1 - self.strength * self.scale * depth)
        return np.concatenate([flat, np.broadcast_to(depth, (*flat.shape[:-1], 1))], axis=-1) @ self.turn

    def directions(self, places: np.ndarray) -> np.ndarray:
        """(n, 3) angles in which the world's axes run at (n, 2) places."""
        along = self.turn.T  # by axis: right, up, out
        places = places - self.centre
        x = along[:, 0] + self.strength * places[:, :1] * along[:, 2]
        y = along[:, 1] + self.strength * places[:, 1:] * along[:, 2]
        return np.arctan2(y, x)


def found_views(page: Page, count: int = 1) -> list[View]:
    """The likeliest views, the best first; azimuths from 0 to a right angle, for the world's axes have no names yet."""
    places, angles = _clean(page)
    if len(places) < 20:
        return [View(np.radians(35), np.radians(28))]
    few = max(len(places) // 400, 1)
    tried = [
        View(azimuth, elevation, strength)
        for strength in STRENGTHS
        for elevation in ELEVATIONS
        for azimuth in np.radians(np.arange(2, 90, 5))
    ]
    fits = np.array([fit_of(view, places[::few], angles[::few], 4.0) for view in tried])
    begun = _unlike([tried[index] for index in np.argsort(-fits, kind="stable")], 2 * APART, BEGUN)
    exact = [_narrowed(view, places, angles) for view in begun]
    exact.sort(key=lambda view: -fit_of(view, places, angles, EXACT))
    return _unlike(exact, APART, count)


def says(page: Page, view: View) -> float:
    """0 to 1, how much the lines of a page speak for a view."""
    places, angles = _clean(page)
    return fit_of(view, places, angles, EXACT) if len(places) else 0.0


def _clean(page: Page) -> tuple[np.ndarray, np.ndarray]:
    """(n, 2) places and (n,) angles of ink that is surely a line."""
    keep = np.flatnonzero(page.sure > 0.93)
    keep = keep[:: max(len(keep) // MOST, 1)]
    return page.places[keep], page.angles[keep]


def _unlike(views: Sequence[View], apart: float, count: int) -> list[View]:
    """The first so many that differ."""
    found: list[View] = []
    for view in views:
        if len(found) < count and all(_apart(view, other) > apart for other in found):
            found.append(view)
    return found


def _narrowed(view: View, places: np.ndarray, angles: np.ndarray) -> View:
    """The view adjusted so that lines run along its axes: least squares on those that nearly do."""
    state = np.array([view.azimuth, view.elevation, view.strength])
    likely = np.append(1.0, 1 / ROUGHLY**2)
    for softness in NARROWED:
        off = _off(View(*state), places, angles)
        slopes = np.stack([(_off(View(*(state + step)), places, angles) - off) / 1e-4 for step in 1e-4 * np.eye(3)], 1)
        slopes[np.abs(slopes).max(axis=1) > 50] = 0  # another axis is nearer then
        weight = np.exp(-((off / softness) ** 2)) / softness**2
        system = (slopes * weight[:, None]).T @ slopes + np.diag(likely)
        aim = -(slopes * weight[:, None]).T @ off - np.append(0.0, likely[1:] * (state[1:] - LIKELY))
        state += np.clip(np.linalg.solve(system, aim), -0.1, 0.1)
        state[1:] = np.clip(state[1:], (0.22, 0.0), (0.85, 0.45))
    return View(*state)


def _off(view: View, places: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """(n,) radians by which lines are off the nearest axis, either way."""
    off = (view.directions(places) - angles[:, None] + np.pi / 2) % np.pi - np.pi / 2
    return np.take_along_axis(off, np.abs(off).argmin(axis=1)[:, None], axis=1)[:, 0]


def _apart(one: View, other: View) -> float:
    """By how many radians two views differ, the world's axes having no names."""
    around = abs((one.azimuth - other.azimuth + np.pi / 4) % (np.pi / 2) - np.pi / 4)
    return float(np.hypot(around * np.cos(one.elevation), one.elevation - other.elevation))


def fit_of(view: View, places: np.ndarray, angles: np.ndarray, degrees: float) -> float:
    """The share of the ink that runs along an axis."""
    nearest = _off(view, places, angles)
    unusual = max(abs(view.elevation - USUAL[0]) - USUAL[1], 0.0)
    return float(np.exp(-((nearest / np.radians(degrees)) ** 2)).mean()) - 2.0 * unusual
