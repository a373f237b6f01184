"""Parts of a skin that slide now, or no more, closed for that: a drawer has a box behind its front, a door none."""

from __future__ import annotations

from collections.abc import Collection

import bpy
import numpy as np

from ...core.articulation import Articulation, JointType
from ...core.errors import InputError
from ...core.steps import Steps
from ..mesh.mesh_in import Source
from .asset import add_notes
from .correct import settle
from .in_place import in_place
from .made_of import MadeOf, made_of
from .read_rig import read_rig, read_whole
from .take_up import cutting_anew, standing_of, welded_of


def reclosing(armature: bpy.types.Object, before: Articulation, parts: Collection[int]) -> Steps[None]:
    """Cut those of some parts, by id, out of the skin that they share with what carries them anew, and close them anew,
    which slide now and did not before, or the other way round. Where the original is gone, which a note says, they stay
    as they are closed."""
    others = _sliding_otherwise(before, read_rig(armature).articulation, parts)
    made = made_of(armature)
    if not others or made is None or not made.settings.interiors:
        return
    recut: set[int] = set()

    def work(made: MadeOf, source: Source) -> Steps[set[int]]:
        recut.update(_of_a_skin(armature, source, others))
        if not recut:
            return {joint.child for joint in read_rig(armature).articulation.joints}
        return (yield from cutting_anew(armature, made, source, recut))

    try:
        yield from in_place(armature, work)
    except InputError as error:
        add_notes(armature, [f"What slides now is not closed for that: {error}"])
        return
    for id in others.keys() & recut:
        settle(armature, {id, others[id]}, others[id], hang=False)


def _sliding_otherwise(before: Articulation, now: Articulation, parts: Collection[int]) -> dict[int, int]:
    """What carries each of the parts that slide and did not, or slide no more, by their ids."""
    found = {}
    for joint in now.joints:
        past = before.joint_of(joint.child) if joint.child in parts else None
        if past and (joint.type is JointType.PRISMATIC) != (past.type is JointType.PRISMATIC):
            found[joint.child] = joint.parent
    return found


def _of_a_skin(armature: bpy.types.Object, source: Source, carriers: dict[int, int]) -> set[int]:
    """Those of the parts, and of what carries each, between which a surface was cut that they share."""
    welded = welded_of(source)
    part = standing_of(read_whole(armature), source, welded).polygon_part
    borders = part[welded.borders(part)]
    pairs = set(map(tuple, np.sort(borders, axis=1).tolist()))
    return {id for pair in carriers.items() if tuple(sorted(pair)) in pairs for id in pair}
