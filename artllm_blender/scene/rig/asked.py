"""Joints that the model was asked for, taken over; what it finds to slide, or to slide no more, is closed for that."""

from __future__ import annotations

from collections.abc import Collection

import bpy
import numpy as np

from ...core.articulation import Articulation, Joint
from ...core.errors import InputError
from ...core.steps import Steps
from ..mesh.mesh_in import Source
from .asset import add_notes
from .correct import adopt, settle
from .in_place import in_place
from .made_of import MadeOf, kept_outlines, made_of
from .read_rig import read_rig
from .take_up import cutting_anew


def adopting(
    armature: bpy.types.Object,
    predicted: Articulation,
    asked: np.ndarray | None = None,
    only: Collection[int] | None = None,
) -> Steps[list[str]]:
    """As `adopt`; then parts that were drawn round in a skin, and slide now or do so no more, are cut out of it and
    closed anew, for a drawer has a box behind its front and a door has none. Where the original is gone, which a note
    says, they stay as they are closed."""
    before = _joints(armature)
    changed = adopt(armature, predicted, asked, only)
    drawn = kept_outlines(armature) if made_of(armature) else {}
    others = {id: joint.parent for id, joint in _joints(armature).items()
              if id in drawn and joint.type.slides != before[id].type.slides}  # fmt: skip
    if not others:
        return changed

    def work(made: MadeOf, source: Source) -> Steps[set[int]]:
        return (yield from cutting_anew(armature, made, source, {*others, *others.values()}))

    try:
        yield from in_place(armature, work)
    except InputError as error:
        add_notes(armature, [f"What slides now is not closed for that: {error}"])
        return changed
    for id, carrier in others.items():
        settle(armature, {id, carrier}, carrier, hang=False)
    return changed


def _joints(armature: bpy.types.Object) -> dict[int, Joint]:
    return {joint.child: joint for joint in read_rig(armature).articulation.joints}
