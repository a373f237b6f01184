"""Joints that the model was asked for, taken over."""

from __future__ import annotations

from collections.abc import Collection

import bpy
import numpy as np

from ...core.articulation import Articulation
from ...core.steps import Steps
from .correct import adopt
from .made_of import kept_outlines, made_of
from .read_rig import read_rig
from .reclosed import reclosing


def adopting(
    armature: bpy.types.Object,
    predicted: Articulation,
    asked: np.ndarray | None = None,
    only: Collection[int] | None = None,
) -> Steps[list[str]]:
    """As `adopt`; then parts that were drawn round in a skin are closed for how they move now, as of `reclosing`."""
    before = read_rig(armature).articulation
    changed = adopt(armature, predicted, asked, only)
    drawn = kept_outlines(armature) if made_of(armature) else {}
    yield from reclosing(armature, before, drawn)
    return changed
