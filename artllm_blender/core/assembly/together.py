"""Loose parts put together, around those that are pinned: where each goes, in which step, how surely, where else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import ArtLLMError
from ..frames import apply, inverse, transform
from .arranged import arranged
from .asking import MOST_PARTS, asked
from .by_pages import SECONDS, by_pages
from .instructions import counts
from .loose import TURNS, LoosePart, loose_parts
from .page import DARK
from .proposed import Propose, exact

MOST_OTHERS = 6
# Parts are right by their shapes alone about so often, where they fit each other. It is a guess where places are less
# sure than this, and where the model says so, which is surer of what is wrong: chosen on generated furniture, beside
# parts of as many different ones.
BY_SHAPES, GUESS, MODEL_GUESS = 0.3, 0.5, 0.64
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Loose:
    """triangles: (m, 3, 3) of each part, where it lies. pages: (h, w) pictures, 0 black to 1 white, in order; lines:
    of the text, one a step; title: what it is. pinned: numbers of parts that stay where they are. seconds: after
    about so long what is left is placed with less care. model: whether the model is asked where there are no pages."""

    triangles: tuple[np.ndarray, ...]
    pages: tuple[np.ndarray, ...] = ()
    lines: tuple[str, ...] = ()
    pinned: tuple[int, ...] = ()
    seconds: float = SECONDS
    title: str = ""
    model: bool = False


@dataclass(frozen=True)
class Assembled:
    """poses: (n, 4, 4) from where each part lies to where it belongs, in a Z-up world. step: (n,) in which it is put
    there, from 0. sure: (n,) 0 to 1. others: (k, 4, 4) of each part, the next best places. notes: what was not done.
    doubt: a sentence, where all of it is but a guess, else empty."""

    poses: np.ndarray
    step: np.ndarray
    sure: np.ndarray
    others: tuple[np.ndarray, ...]
    notes: tuple[str, ...] = ()
    doubt: str = ""


def assembled(loose: Loose, on_progress: Progress = lambda *_: None, propose: Propose | None = None) -> Assembled:
    """All of it. What is not pinned around stands on the floor where the parts lay. propose: asks the model; without
    it, or where it fails, the shapes alone tell. InputError: a part has no surface."""
    on_progress("Looking at the parts", 0.0)
    parts = loose_parts([(one.reshape(-1, 3), np.arange(3 * len(one)).reshape(-1, 3)) for one in loose.triangles])
    notes: list[str] = []
    drawn = any(len(page) and (page < 1 - DARK).any() for page in loose.pages)
    if loose.pages and not drawn:
        notes.append("The pages are blank: parts are put together by their shapes alone.")
    if drawn:
        on_progress("Reading the pages", 0.1)
        poses, sure = by_pages(parts, loose.pages, counts(loose.lines), loose.seconds)
        least = GUESS
    else:
        on_progress("Fitting parts", 0.1)
        poses, sure, least = _by_shapes(loose, parts, propose, notes)
    poses = _around(loose, parts, poses)
    doubt = _doubt(np.delete(sure, list(loose.pinned)), least)
    sure[list(loose.pinned)] = 1.0
    step = steps(parts, poses)
    others = tuple(other_places(parts, poses, number) for number in range(len(parts)))
    return Assembled(poses, step, sure, others, tuple(notes), doubt)


def _doubt(sure: np.ndarray, least: float) -> str:
    """That it is a guess, in a sentence, where (n,) places are not even so sure on average."""
    if not len(sure) or sure.mean() >= least:
        return ""
    return (
        f"This is a guess, {sure.mean():.0%} sure: look whether all parts, and the pages, are of one thing; "
        "where there are no pages, little is known."
    )


def _by_shapes(
    loose: Loose, parts: Sequence[LoosePart], propose: Propose | None, notes: list[str]
) -> tuple[np.ndarray, np.ndarray, float]:
    """Poses and how sure they are, without pages; and below which figure that is a guess."""
    if propose is not None and 2 <= len(parts) <= MOST_PARTS:
        put = asked(parts, loose.lines, loose.title)
        try:
            return *exact(parts, put, propose(put)), MODEL_GUESS
        except ArtLLMError as error:
            notes.append(f"{error} Parts are put together by their shapes alone.")
    poses, fit = arranged(parts, loose.seconds)
    return poses, np.full(len(parts), BY_SHAPES * fit), GUESS


def _around(loose: Loose, parts: Sequence[LoosePart], poses: np.ndarray) -> np.ndarray:
    """The whole moved: the largest pinned part is where it lies, and so are the others; with none, over where the
    parts lie now, and on the lowest of them."""
    if loose.pinned:
        first = max(loose.pinned, key=lambda number: parts[number].size)
        poses = inverse(poses[first]) @ poses
        poses[list(loose.pinned)] = np.eye(4)
        return poses
    lying = np.array([bounds(one.reshape(-1, 3)) for one in loose.triangles])
    low, high = lying[:, 0].min(axis=0), lying[:, 1].max(axis=0)
    boxes = np.array([bounds(apply(pose, t.reshape(-1, 3))) for pose, t in zip(poses, loose.triangles, strict=True)])
    under, over = boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)
    move = (low + high - under - over) / 2
    move[2] = low[2] - under[2]
    return transform(move=move) @ poses


def bounds(points: np.ndarray) -> np.ndarray:
    """(2, 3) lowest and highest of (n, 3)."""
    return np.array([points.min(axis=0), points.max(axis=0)])


def own_poses(parts: Sequence[LoosePart], poses: np.ndarray) -> np.ndarray:
    """(n, 4, 4) of the parts' own frames, from motions of the parts."""
    return np.array([pose @ inverse(part.frame) for part, pose in zip(parts, poses, strict=True)])


def steps(parts: Sequence[LoosePart], poses: np.ndarray) -> np.ndarray:
    """(n,) the step of each part: the largest first, then always what touches what stands, identical ones at once."""
    own = own_poses(parts, poses)
    boxes = np.array([bounds(apply(pose, part.vertices)) for part, pose in zip(parts, own, strict=True)])
    volume = np.array([part.half.prod() for part in parts])
    step = np.full(len(parts), -1)
    first = int(max(range(len(parts)), key=lambda k: (volume[k], -k)))
    step[first] = 0
    size = float(np.ptp(boxes.reshape(-1, 3), axis=0).max())
    number = 0
    while (step < 0).any():
        stand, wait = np.flatnonzero(step >= 0), np.flatnonzero(step < 0)
        gap = np.maximum(boxes[wait, None, 0] - boxes[None, stand, 1], boxes[None, stand, 0] - boxes[wait, None, 1])
        near = gap.max(axis=2).min(axis=1) < 0.01 * size
        touching = wait[near] if near.any() else wait
        kind = parts[max(touching, key=lambda k: volume[k])].kind
        number += 1
        step[[k for k in touching if parts[k].kind == kind]] = number
    return step


def other_places(parts: Sequence[LoosePart], poses: np.ndarray, number: int) -> np.ndarray:
    """(k, 4, 4) where else a part may go, the likeliest first."""
    own = own_poses(parts, poses)
    part, now = parts[number], own[number]
    boxes = np.array([bounds(apply(pose, one.vertices)) for one, pose in zip(parts, own, strict=True)])
    centre = (boxes[:, 0].min(axis=0) + boxes[:, 1].max(axis=0)) / 2
    found = []
    for signs in ((-1, 1, 1), (1, -1, 1), (-1, -1, 1), (1, 1, -1)):
        middle = centre + (now[:3, 3] - centre) * signs
        if np.abs(middle - now[:3, 3]).max() > 0.01 * part.size:
            found.append(transform(now[:3, :3], middle))
    for turn in part.unlike_turns():
        if not any(np.allclose(now[:3, :3] @ TURNS[own_turn], turn, atol=1e-3) for own_turn in part.symmetries):
            found.append(transform(turn, now[:3, 3]))
    return np.array([one @ part.frame for one in found[:MOST_OTHERS]]).reshape(-1, 4, 4)


def exchanged(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two (4, 4), after which two parts, (m, 3, 3) triangles each, are where the other was: identical parts exactly,
    of others the middles of their boxes."""
    first, second = loose_parts([(t.reshape(-1, 3), np.arange(3 * len(t)).reshape(-1, 3)) for t in (one, other)])
    if first.kind == second.kind:
        there = inverse(second.frame) @ first.frame
        return there, inverse(there)
    away = bounds(other.reshape(-1, 3)).mean(axis=0) - bounds(one.reshape(-1, 3)).mean(axis=0)
    return transform(move=away), transform(move=-away)
