"""A camera and parts in space moved to where the parts' lines are on a page: least squares on how far each point of a
line is, across it, from ink that runs the same way (C. Harris, 1992)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .contour import Contour
from .page import SIZE, Page, pixel
from .viewpoint import View

PIXEL = 2 / SIZE
ROUNDS = ((10, 2.4, 6), (6, 1.6, 5), (3, 1.1, 4))  # how far ink is looked for, how soft it is, how often, in pixels
NEARER = 0.07  # what each pixel farther takes from ink
LEAST = 0.25  # of nearness: less is no ink
OUTLYING = 2.5  # pixels: what is farther counts ever less
# How far a camera's azimuth, elevation, strength, scale (by share), right and up may go.
CAMERA = np.array([0.08, 0.08, 0.04, 0.08, 0.03, 0.03])
ASIDE, AHEAD = 0.1, 0.02  # the same for parts, across the view and along it, of half the picture
ELEVATIONS, STRONGEST = (0.22, 0.85), 0.45
# Of half the picture: how exactly faces meet that do, and how far apart they may be for that.
EXACT, DOUBTED = 0.002, 0.012


@dataclass(frozen=True)
class Tie:
    """Two parts whose middles are apart by an offset along an axis of the world, if they meet as it seems; firm: how
    much that counts."""

    one: int
    other: int
    axis: int
    offset: float
    firm: float = 1.0


def aligned(
    page: Page,
    view: View,
    middles: np.ndarray,
    shown: Sequence[Contour],
    weights: Sequence[np.ndarray],
    ahead: float = AHEAD,
    rounds: Sequence[tuple[int, float, int]] = ROUNDS,
    ties: Sequence[Tie] = (),
) -> tuple[View, np.ndarray]:
    """The camera and (p, 3) middles of parts, adjusted. weights: by part (m,) how much each of its contour's points
    counts; ahead: how far parts may go along the view."""
    of = np.repeat(np.arange(len(shown)), [len(one.points) for one in shown])
    points, angles = np.concatenate([one.points for one in shown]), np.concatenate([one.angles for one in shown])
    channels = np.concatenate([one.channels for one in shown])
    # What is small says as much of its own place as what is large, but less of the camera.
    weight = np.concatenate([w / max(one.length, 1e-12) ** 0.5 for one, w in zip(shown, weights, strict=True)])
    weight = weight / max(float(weight.max(initial=0.0)), 1e-12)
    across = np.stack([-np.sin(angles), np.cos(angles)], axis=1)
    for reach, softness, times in rounds:
        near = page.nearness(softness)
        for _ in range(times):
            world = points + middles[of]
            places = view.project(world)[:, :2]
            off, sure = _off(near, channels, places, across, reach)
            step = _solved(view, world, of, len(shown), across, off, weight * sure, ahead, ties, middles)
            view, middles = _moved(view, step[:6]), middles + step[6:].reshape(-1, 3)
            if np.abs(step[:4]).max() < 5e-4:
                break
    return view, middles


def _off(
    near: np.ndarray, channels: np.ndarray, places: np.ndarray, across: np.ndarray, reach: int
) -> tuple[np.ndarray, np.ndarray]:
    """(m,) how far, across its line, ink is from each place, in pixels, and (m,) how sure that is."""
    steps = np.arange(-reach, reach + 1)
    row, column = pixel(places[:, None] + across[:, None] * steps[:, None] * PIXEL)
    found = near[channels[:, None], row, column] - NEARER * np.abs(steps)
    best = found.argmax(axis=1)
    value = found[np.arange(len(best)), best] + NEARER * np.abs(steps[best])
    # Between pixels, by what is around the best.
    around = np.clip(best[:, None] + np.arange(-1, 2), 0, 2 * reach)
    height = np.maximum(np.take_along_axis(found, around, axis=1), 1e-3) ** 4
    off = (height * steps[around]).sum(axis=1) / height.sum(axis=1)
    sure = np.where(value > LEAST, value, 0.0) / (1 + (off / OUTLYING) ** 2)
    return off, sure


def _solved(
    view: View,
    world: np.ndarray,
    of: np.ndarray,
    count: int,
    across: np.ndarray,
    off: np.ndarray,
    weight: np.ndarray,
    ahead: float,
    ties: Sequence[Tie],
    middles: np.ndarray,
) -> np.ndarray:
    """(6 + 3 * count,) how to move the camera and the parts, each no farther than it likely is off."""
    here = view.project(world)[:, :2]
    slopes = np.zeros((len(world), 6 + 3 * count))
    for number in range(6):
        step = np.zeros(6)
        step[number] = 1e-4
        slopes[:, number] = ((_moved(view, step).project(world)[:, :2] - here) * across).sum(axis=1) / 1e-4
    for axis in range(3):
        aside = np.zeros(3)
        aside[axis] = 1e-4 / view.scale
        slope = ((view.project(world + aside)[:, :2] - here) * across).sum(axis=1) / aside[axis]
        slopes[np.arange(len(world)), 6 + 3 * of + axis] = slope
    slopes /= PIXEL
    # Parts' moves in the camera's own directions, for each of which another reach is likely.
    turn = view.turn
    likely = np.array([ASIDE, ASIDE, ahead]) / view.scale
    prior = np.zeros((6 + 3 * count, 6 + 3 * count))
    prior[range(6), range(6)] = 1 / CAMERA**2
    for number in range(count):
        part = slice(6 + 3 * number, 9 + 3 * number)
        prior[part, part] = turn.T @ np.diag(1 / likely**2) @ turn
    system = slopes.T @ (slopes * weight[:, None]) + prior
    aim = slopes.T @ (weight * off)
    for tie in ties:
        left = tie.offset - (middles[tie.one, tie.axis] - middles[tie.other, tie.axis])
        firm = tie.firm * (view.scale / EXACT) ** 2 / (1 + (left * view.scale / DOUBTED) ** 2)
        one, other = 6 + 3 * tie.one + tie.axis, 6 + 3 * tie.other + tie.axis
        system[one, one] += firm
        system[other, other] += firm
        system[one, other] -= firm
        system[other, one] -= firm
        aim[one] += firm * left
        aim[other] -= firm * left
    return np.linalg.solve(system, aim)


def _moved(view: View, step: np.ndarray) -> View:
    return View(
        view.azimuth + step[0],
        float(np.clip(view.elevation + step[1], *ELEVATIONS)),
        float(np.clip(view.strength + step[2], 0.0, STRONGEST)),
        view.scale * float(np.exp(np.clip(step[3], -0.2, 0.2))),
        view.right + step[4],
        view.up + step[5],
    )
