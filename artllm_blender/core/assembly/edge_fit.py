"""Parts and camera laid exactly onto the lines of pages, as trackers of edges do (RAPID, Harris 1992): from points of a
part's edges the nearest line of a page is looked for straight aside, and all is moved there by least squares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..frames import rotation
from .contour import Contour, contour
from .page import CHANNELS, STEPS, Page, channel_of, pixel
from .page import LINE as LINE_WIDTH
from .viewpoint import View
from .wire import Wire

SIDE = 512  # pixels of the page, at most, that lines are looked for on; reaches are in these
REACHES = (16, 14, 12, 8, 6, 5, 4)  # pixels to either side, round by round
FRESH = 3  # rounds after which it is seen afresh which edges show
TINY = 0.02  # of the half picture, to tell the way that an edge goes there
# How far, before any line is seen, the view's azimuth, elevation, strength, logarithm of scale, and right and up may be
# off; how far parts may be turned, radians, and moved.
VIEW = np.array([0.03, 0.03, 0.06, 0.1, 0.04, 0.04])
TURNED, MOVED = 0.02, 0.1
POINTS = 60  # that each part's edges count as
MOST = 0.15  # radians, and so on, that anything is moved in a round
LINE = 0.004  # of the half picture: how far off a line that is met runs


@dataclass(frozen=True)
class Ink:
    """Where a page has lines. lines: (CHANNELS, side, side) bool, by direction, as fine as the page's picture is."""

    lines: np.ndarray

    @classmethod
    def of(cls, page: Page) -> Ink:
        side = int(min(2 * page.density / LINE_WIDTH, SIDE))
        row, column = pixel(page.places, side)
        lines = np.zeros((CHANNELS, side, side), bool)
        for channel in range(CHANNELS):
            off = np.abs((page.angles - channel * STEPS + np.pi / 2) % np.pi - np.pi / 2)
            of = (off < 0.85 * STEPS) | (page.sure < 0.6)
            lines[channel, row[of], column[of]] = True
        return cls(lines)

    def aside(self, places: np.ndarray, angles: np.ndarray, reach: int) -> tuple[np.ndarray, np.ndarray]:
        """(n,) how far to the left of (n, 2) places of edges that run at (n,) angles the nearest such line is, NaN
        where there is none within so many pixels of SIDE; and (n,) 0 to 1 how clear it is that this is the one."""
        side = self.lines.shape[1]
        far = -(-reach * side // SIDE)
        steps = np.arange(-far, far + 1)
        normals = np.stack([-np.sin(angles), np.cos(angles)], axis=1)
        tried = places[:, None] + steps[:, None] * (2 / side) * normals[:, None]
        row, column = pixel(tried, side)
        inked = self.lines[channel_of(angles)[:, None], row, column] & (np.abs(tried) < 1).all(axis=2)
        first = np.where(inked, np.abs(steps), far + 1).argmin(axis=1)
        # The middle of the line, which is a few pixels broad.
        line = inked & (np.abs(steps - steps[first][:, None]) <= 2)
        middle = (line * steps).sum(axis=1) / np.maximum(line.sum(axis=1), 1)
        lines = inked[:, 0] + (inked[:, 1:] & ~inked[:, :-1]).sum(axis=1)
        return np.where(inked.any(axis=1), middle * (2 / side), np.nan), 1 / np.maximum(lines, 1) ** 2


@dataclass(frozen=True)
class Laid:
    """A part as it is laid onto a page: its mesh, the (3, 3) turn and (3,) middle in the view's world, the page; how
    far its turn, in radians about the world's axes, and its middle, along them, may be off."""

    wire: Wire
    turn: np.ndarray
    middle: np.ndarray
    ink: Ink
    turned: np.ndarray | float = TURNED
    moved: np.ndarray | float = MOVED


Hide = Callable[[View, Sequence[Laid], Sequence[Contour]], list[Contour]]


def seen_edges(view: View, one: Laid) -> Contour:
    """What a view shows of a part, where it is."""
    return contour(one.wire, one.turn, view.towards(one.middle))


def angles_of(view: View, points: np.ndarray, along: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(n,) 0 to pi, how edges along (n, 3) ways run on the page at (n, 3) points seen at (n, 2) places."""
    ahead = view.project(points + TINY / view.scale * along)[:, :2] - places
    return np.arctan2(ahead[:, 1], ahead[:, 0]) % np.pi


@dataclass(frozen=True)
class Tie:
    """Two parts, by number, that are to stay as far apart along a (3,) way, within `off`."""

    one: int
    other: int
    way: np.ndarray
    off: float


def edge_fit(
    view: View,
    parts: Sequence[Laid],
    view_off: np.ndarray = VIEW,
    ties: Sequence[Tie] = (),
    hide: Hide | None = None,
) -> tuple[View, list[Laid], np.ndarray]:
    """View and parts laid onto the lines, and (p,) the share of each part's edges that then lie on one.

    view_off: (6,) how far the view's numbers may be off; hide: tells which points of edges others hide.
    """
    begun, first, parts = view, list(parts), list(parts)
    state, moves = np.zeros(6), np.zeros((len(parts), 6))
    prior = np.concatenate(
        [view_off, *(np.concatenate([np.broadcast_to(p.turned, 3), np.broadcast_to(p.moved, 3)]) for p in parts)]
    )
    held = np.diag(prior**-2.0)
    for tie in ties:
        row = np.zeros(len(prior))
        row[9 + 6 * tie.one : 12 + 6 * tie.one] = tie.way / tie.off
        row[9 + 6 * tie.other : 12 + 6 * tie.other] = -tie.way / tie.off
        held += np.outer(row, row)
    for number, reach in enumerate(REACHES):
        if number % FRESH == 0:
            shown = [seen_edges(view, one) for one in parts]
            turns = [one.turn for one in parts]
            if hide is not None:
                shown = hide(view, parts, shown)
        system, aim = held.copy(), -held @ np.concatenate([state, moves.ravel()])
        softness = max(LINE, 0.25 * reach * 2 / SIDE)
        for rank, (one, lines) in enumerate(zip(parts, shown, strict=True)):
            if not lines.length:
                continue
            since = one.turn @ turns[rank].T
            slopes, off, clear = _slopes(view, one, lines.points @ since.T, lines.along @ since.T, reach)
            met = np.isfinite(off)
            off = np.where(met, off, 0.0)
            soft = met * clear * np.maximum(1 - (off / ((reach + 1) * 2 / SIDE)) ** 2, 0) ** 2
            weight = lines.weight * soft * POINTS / lines.length / softness**2
            at = np.r_[0:6, 6 + 6 * rank : 12 + 6 * rank]
            system[np.ix_(at, at)] += (slopes * weight[:, None]).T @ slopes
            aim[at] += (slopes * weight[:, None]).T @ off
        step = np.clip(np.linalg.solve(system, aim), -MOST, MOST)
        state = state + step[:6]
        moves = moves + step[6:].reshape(-1, 6)
        view = _viewed(begun, state)
        parts = [
            replace(one, turn=_turned(more[:3]) @ one.turn, middle=before.middle + all_of[3:])
            for one, before, more, all_of in zip(parts, first, step[6:].reshape(-1, 6), moves, strict=True)
        ]
    lines = [seen_edges(view, one) for one in parts]
    lines = lines if hide is None else hide(view, parts, lines)
    return view, parts, np.array([share_met(view, one, of) for one, of in zip(parts, lines, strict=True)])


def edges_met(view: View, one: Laid, lines: Contour, reach: int = 3) -> np.ndarray:
    """(m,) bool: which points of a part's edges lie on a line of its page."""
    points = lines.points + one.middle
    places = view.project(points)[:, :2]
    return np.isfinite(one.ink.aside(places, angles_of(view, points, lines.along, places), reach)[0])


def share_met(view: View, one: Laid, lines: Contour) -> float:
    """The share of a part's edges that lie on a line of its page."""
    return float((edges_met(view, one, lines) * lines.weight).sum() / max(lines.length, 1e-12))


def _viewed(view: View, state: np.ndarray) -> View:
    return View(
        view.azimuth + state[0],
        float(np.clip(view.elevation + state[1], 0.05, 1.5)),
        float(np.clip(view.strength + state[2], 0.0, 0.5)),
        view.scale * float(np.exp(state[3])),
        view.right + state[4],
        view.up + state[5],
    )


def _turned(by: np.ndarray) -> np.ndarray:
    angle = float(np.linalg.norm(by))
    return rotation(by, angle) if angle > 1e-12 else np.eye(3)


def _slopes(
    view: View, one: Laid, offset: np.ndarray, along: np.ndarray, reach: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(m, 12) by how much edges move to their left with the view's numbers, the part's turn and its middle; and as
    `Ink.aside`, where lines are."""
    points = offset + one.middle
    places = view.project(points)[:, :2]
    angles = angles_of(view, points, along, places)
    normals = np.stack([-np.sin(angles), np.cos(angles)], axis=1)
    off, clear = one.ink.aside(places, angles, reach)
    slopes = np.zeros((len(points), 12))
    for k, step in enumerate(1e-4 * np.eye(6)):
        slopes[:, k] = ((_viewed(view, step).project(points)[:, :2] - places) * normals).sum(axis=1) / 1e-4
    seen = points @ view.turn.T
    strong = view.strength * view.scale
    far = 1 / np.maximum(1 - strong * seen[:, 2], 0.05)
    # By how much a place to the left moves with what is seen right, up and near.
    by_seen = (
        np.concatenate([normals, ((normals * seen[:, :2]).sum(axis=1) * far * strong)[:, None]], axis=1)
        * (view.scale * far)[:, None]
    )
    by_world = by_seen @ view.turn
    slopes[:, 6:9] = np.cross(offset, by_world)
    slopes[:, 9:] = by_world
    return slopes, off, clear
