"""What fits where a part is put, in words and as lines to draw."""

from __future__ import annotations

import numpy as np

from ..pose.facets import plane_of
from .features import Features
from .fits import ALIGNED, CENTRED, CONTACT, EDGE, FLUSH, GROOVE, MIRRORED, PEG, ROUND, Fits

SIDES = 24


def told(found: Fits, met: np.ndarray, part: Features, rest: Features, again: bool = False) -> str:
    """The kind of a mate: what holds it first, then what else is right about it. again: it stands like its like."""
    kinds = found.kind[met]
    words = []
    fitting = met & (found.kind == PEG)
    pegs = _one_each(found, fitting)
    if pegs:
        first = found.one[fitting][0]
        of_part, radius = part.axes.peg[first], part.axes.radius
        all_of = int(((part.axes.peg == of_part) & (np.abs(radius - radius[first]) < 0.04 * radius[first])).sum())
        name = "peg in hole" if of_part else "hole over peg"
        words.append(name if pegs == 1 and all_of == 1 else f"{name}, {pegs} of {max(all_of, pegs)}")
    if (kinds == GROOVE).any():
        words.append("board in groove")
    against = _one_each(found, met & (found.kind == CONTACT))
    if against:
        words.append("face to face" if against == 1 else f"{against} faces against others")
    if not words and (kinds == ROUND).any():
        words.append("axes in line")
    if (kinds == FLUSH).any():
        words.append("flush")
    if ((kinds == CENTRED) | (kinds == MIRRORED)).any():
        words.append("centred")
    if again:
        words.append("like the others of its kind")
    elif (kinds == ALIGNED).any():
        words.append("in line with its like")
    if not words and (kinds == EDGE).any():
        words.append("edge to edge")
    return ", ".join(words) or "turned parallel"


def _one_each(found: Fits, chosen: np.ndarray) -> int:
    """How many features of the part are among the chosen fits, one of each of the others'."""
    return min(len(np.unique(found.one[chosen])), len(np.unique(found.other[chosen])))


def strokes(found: Fits, met: np.ndarray, part: Features, rest: Features, shift: np.ndarray) -> np.ndarray:
    """(n, 2, 3) outlines of the faces, circles of the axes and edges that mate; where they are then."""
    lines = [np.zeros((0, 2, 3))]
    for kind in (CONTACT, FLUSH):
        own = met & (found.kind == kind)
        lines += [_ring(part.faces.rim[k] + shift) for k in np.unique(found.one[own])]
        lines += [_ring(rest.faces.rim[k]) for k in np.unique(found.other[own])] if kind == CONTACT else []
    own = met & ((found.kind == PEG) | (found.kind == ROUND))
    lines += [_round(rest, k) for k in np.unique(found.other[own])]
    if len(lines) == 1:
        own = met & (found.kind == EDGE)
        lines += [rest.edges[k][None] for k in np.unique(found.other[own])]
    return np.concatenate(lines)


def _ring(points: np.ndarray) -> np.ndarray:
    return np.stack([points, np.roll(points, -1, axis=0)], axis=1)


def _round(rest: Features, k: int) -> np.ndarray:
    axes = rest.axes
    x, y = plane_of(axes.way[k])
    angle = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)[:, None]
    circle = axes.middle[k] + axes.radius[k] * (np.cos(angle) * x + np.sin(angle) * y)
    ends = axes.half[k] * axes.way[k]
    return np.concatenate(
        [_ring(circle - ends), _ring(circle + ends), np.array([[axes.middle[k] - ends, axes.middle[k] + ends]])]
    )
