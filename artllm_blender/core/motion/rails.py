"""How far a drawer goes before it leaves what guides it."""

from __future__ import annotations

import numpy as np

from ..articulation import Joint
from .samples import Mesh

# A slide that is no deeper in its carrier than this share of its own length lies on it or in front of it: no drawer.
INSERTED = 0.5
# What is no deeper than this share of its lesser side, as seen along its way, is a mere front, which no rail guides.
FRONT = 0.5
# The share of what is inside at rest that has to stay inside to carry the rest.
KEPT = 0.1
# A slide that ends within this share of its length of its carriers' end is flush with them.
FLUSH = 0.05


def rails_end(joint: Joint, part: Mesh, carriers: Mesh, sign: float) -> float:
    """The value, of that sign, at which a sliding part hangs on its rails by the last of its length; inf: no rails.

    On its lesser way it goes in, and ends where it is flush with its carriers, as a drawer's front is.
    part, carriers: what slides and all that carries it, at rest.
    """
    along = np.array(joint.axis) * sign
    ours, theirs = part[0], carriers[0]
    if not len(ours) or not len(theirs):
        return sign * np.inf
    # Only carriers beside the part guide it: seen along the axis, those in the part's box and a little around it.
    across = np.linalg.svd(along[None])[2][1:]
    lower, upper = (ours @ across.T).min(axis=0), (ours @ across.T).max(axis=0)
    if np.ptp(ours @ along) < FRONT * (upper - lower).min():
        return sign * np.inf
    slack = 0.1 * (upper - lower)
    seen = theirs @ across.T
    beside = ((seen >= lower - slack) & (seen <= upper + slack)).all(axis=1)
    if not beside.any():
        return sign * np.inf
    heights, guides = ours @ along, theirs[beside] @ along
    inserted = float(guides.max() - heights.min())
    if inserted < INSERTED * np.ptp(heights):
        return sign * np.inf
    proud = float(guides.min() - heights.min())
    if proud > -FLUSH * np.ptp(heights) and heights.max() < guides.max() and sign * (joint.lower + joint.upper) < 0:
        return sign * max(proud, 0.0)
    return sign * (1 - KEPT) * inserted
