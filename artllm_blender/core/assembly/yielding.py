"""A way out past what is in the way: parts are pushed one way, and slide and turn along what stops them.

At each step the motion nearest to the wanted one is found under which nothing that touches gets deeper than it may: a
quadratic programme in six unknowns, solved by an active set.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..frames import apply, transform, turn_about
from ..steps import Steps

STRIDE = 0.002  # of the diagonal: one step
MOST, LOOK = 400, 10  # steps at most; every so many it is tried whether it is free straight on
WINDOW, GAIN = 24, 0.2  # within so many steps this share of the way has to be gained
PRESSED = 0.0003  # of the diagonal: deeper past its limit nothing may be for WINDOW / 4 steps
ACTIVE = 24  # rounds of the active set
STRAIGHT = 5e-5  # of the diagonal by which a thinned path may be off

# For a (4, 4) motion: (k, 3) points that touch, (k, 3) which way each pushes what moves, (k,) how much nearer it may
# get.
Contacts = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]


def pushed(
    contacts: Contacts, is_free: Callable[[np.ndarray], bool], box: np.ndarray, way: np.ndarray, diagonal: float
) -> Steps[list[np.ndarray]]:
    """(4, 4) motions, step by step, after the last of which it is free to go on along a (3,) unit way; none if it gets
    stuck. box: (2, 3) of what moves, at rest."""
    middle, radius, stride = box.mean(axis=0), float(np.linalg.norm(box[1] - box[0])) / 2, STRIDE * diagonal
    wanted = np.concatenate([stride * way, np.zeros(3)])
    at, path, gained, pressed = np.eye(4), [], [], 0
    for step in range(MOST):
        yield "ways out", 0.0
        points, normals, slack = contacts(at)
        if (step % LOOK == LOOK - 1 or not len(points)) and is_free(at):
            return path
        pressed = pressed + 1 if len(slack) and slack.min() < -PRESSED * diagonal else 0
        centre = apply(at, middle)
        gained.append(float(centre @ way))
        if pressed > WINDOW / 4 or (step >= WINDOW and gained[-1] - gained[-WINDOW] < GAIN * WINDOW * stride):
            return []
        rows = np.concatenate([normals, np.cross(points - centre, normals) / radius], axis=1)
        motion = _allowed(wanted, rows, -slack, 0.01 * stride)
        motion *= min(1.0, 2 * stride / max(float(np.linalg.norm(motion)), 1e-12))
        turn = motion[3:] / radius
        angle = float(np.linalg.norm(turn))
        if angle > 1e-9:
            at = turn_about(turn, centre, angle) @ at
        at = transform(move=motion[:3]) @ at
        path.append(at)
    return []


def _allowed(wanted: np.ndarray, rows: np.ndarray, least: np.ndarray, slip: float) -> np.ndarray:
    """(6,) the nearest to the wanted whose products with (k, 6) rows are at least (k,), but for a slip."""
    active: list[int] = []
    motion = wanted
    for _ in range(ACTIVE):
        short = least - rows @ motion if len(rows) else np.full(1, -np.inf)
        worst = int(short.argmax())
        if short[worst] < slip or worst in active:
            break
        active.append(worst)
        while active:
            held = rows[active]
            force = np.linalg.solve(held @ held.T + 1e-6 * np.eye(len(held)), least[active] - held @ wanted)
            motion = wanted + held.T @ force
            if force.min() >= 0:
                break
            active.pop(int(force.argmin()))
        else:
            motion = wanted
    return motion


def thinned(path: list[np.ndarray], box: np.ndarray, diagonal: float) -> list[np.ndarray]:
    """The path with fewer motions, between which all corners of a box go nearly as before; the last is kept."""
    corners = np.array([[box[a, 0], box[b, 1], box[c, 2]] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    track = np.array([apply(motion, corners) for motion in (np.eye(4), *path)])
    kept, start = [], 0
    while start < len(track) - 1:
        end = start + 1
        while end + 1 < len(track):
            shares = (np.arange(start, end + 2) - start)[:, None, None] / (end + 1 - start)
            straight = track[start] + shares * (track[end + 1] - track[start])
            if np.linalg.norm(straight - track[start : end + 2], axis=2).max() > STRAIGHT * diagonal:
                break
            end += 1
        kept.append(path[end - 1])
        start = end
    return kept
