"""A part given other bounds: what was drawn round it, seen along an axis, says where the skin is cut, and all is closed
again.

As other corrections this needs Object Mode, and raises ArtLLMError before anything is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy
import numpy as np

from ...core.articulation import Articulation
from ...core.corrections import drawn_round, with_joint
from ...core.errors import InputError
from ...core.kinematics import carried
from ...core.steps import Steps, exhausted
from ...core.takeover import Standing
from ..mesh.mesh_in import Source
from .correct import moving, settle
from .correct_joints import boxes_of, twins_of
from .in_place import in_place
from .made_of import MadeOf, keep_outlines, kept_outlines
from .read_rig import read_rig
from .take_up import cutting_anew


def bound(armature: bpy.types.Object, *which: Any, **how: Any) -> list[int]:
    """All steps of `bounding` at once."""
    return exhausted(bounding(armature, *which, **how))


def bounding(
    armature: bpy.types.Object,
    part: int,
    box: np.ndarray,
    alike: bool = False,
    hinge: np.ndarray | None = None,
    about: int | None = None,
) -> Steps[list[int]]:
    """Have a part end at the sides of a box; the ids of the parts that do now.

    box: (2, 3) in the armature's frame, NaN along the axis that it was seen on, where the part stays as deep as it is.
    What it had outside, what carries it has then, and it gets what that had inside. Along the way that it slides
    nothing is cut: there the box says how deep it is behind its front. alike: its `twins`, as seen so, too. hinge: (3,)
    likewise, where the part is hung, about: along which axis; else its hinge goes along (`drawn_round`), unless it is
    locked.
    Raises InputError where that leaves nothing of a part, and where the original is gone. For the rest see `in_place`.
    """
    rig = read_rig(armature)
    boxes = boxes_of(armature, rig.articulation)
    drawn, hinges = {part: box}, {} if hinge is None else {part: hinge}
    if alike:
        images = twins_of(armature, part, int(np.isnan(box[0]).argmax()))
        drawn |= {id: image.box(box) for id, image in images.items()}
        hinges |= {} if hinge is None else {id: image.point(hinge) for id, image in images.items()}
    for id, one in drawn.items():
        moving(rig, id)
        # NaN, where nothing was drawn, is no more than anything; a front may be flat
        if (np.maximum(one[0], boxes[id][0]) > np.minimum(one[1], boxes[id][1])).any():
            raise InputError(f"That leaves nothing of {rig.articulation.part(id).name}.", "Draw round some of it.")
    changed = [(id, rig.articulation.joint_of(id).parent) for id in drawn]

    def work(made: MadeOf, source: Source) -> Steps[set[int]]:
        outlines = kept_outlines(armature)
        for id, one in drawn.items():
            before = outlines.get(id, np.full((2, 3), np.nan))
            outlines[id] = np.where(np.isnan(one), before, one)
        settled = yield from cutting_anew(
            armature, made, source, set(sum(changed, ())),
            lambda standing: _hung(standing, boxes, drawn, hinges, about, made.rig), outlines,
        )  # fmt: skip
        keep_outlines(armature, outlines)
        return settled

    yield from in_place(armature, work)
    for id, carrier in changed:
        settle(armature, {id, carrier}, carrier, hang=False)  # as drawn, it hangs already
    return list(drawn)


def _hung(
    standing: Standing,
    boxes: Mapping[int, np.ndarray],
    drawn: Mapping[int, np.ndarray],
    hinges: Mapping[int, np.ndarray],
    about: int | None,
    matrix: np.ndarray,
) -> Articulation:
    """The rig's with the parts' hinges where they are in what was drawn, by id as `hinges` are. All but the
    articulation, which is in the world, in the frame of the armature, whose (4, 4) matrix it is."""
    tree, back = standing.articulation, np.linalg.inv(matrix)
    for id, one in drawn.items():
        if id in standing.locks and id not in hinges:
            continue
        before = carried(tree.joint_of(id), back)
        joint = drawn_round(before, boxes[id], boxes.get(before.parent, boxes[id]), one, hinges.get(id), about)
        tree = tree if joint == before else with_joint(tree, carried(joint, matrix))
    return tree
