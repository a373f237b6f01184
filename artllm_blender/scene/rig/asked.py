"""Joints that the model was asked for, taken over."""

from __future__ import annotations

from collections.abc import Collection

import bpy
import numpy as np

from ...core.articulation import Articulation
from ...core.steps import Steps
from .correct import adopt, call_anew
from .made_of import kept_outlines, made_of
from .read_rig import read_rig
from .reclosed import reclosing


def adopting(
    armature: bpy.types.Object,
    predicted: Articulation,
    asked: np.ndarray | None = None,
    only: Collection[int] | None = None,
) -> Steps[list[str]]:
    """As `adopt`, and parts that nobody has named are called by what they turn out to be; then those that were drawn
    round in a skin are closed for how they move now, as of `reclosing`. The names of those whose joints changed."""
    before = read_rig(armature).articulation
    changed = adopt(armature, predicted, asked, only)
    call_anew(armature, predicted)
    drawn = kept_outlines(armature) if made_of(armature) else {}
    yield from reclosing(armature, before, drawn)
    return changed
