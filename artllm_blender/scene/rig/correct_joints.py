"""An artist's corrections of joints that take more than the joint itself: its carrier, its twin, others like it.

As those in `correct`, they need Object Mode, and raise ArtLLMError before anything is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import bpy
import numpy as np

from ...core.articulation import Articulation, JointType
from ...core.corrections import based, fixed
from ...core.errors import ArticulationError, InputError
from ...core.kinematics import carried
from ...core.steps import exhausted
from ...core.twins import Image, image_of, twin, twins
from .build_rig import bone_of
from .correct import call_anew, moving, retype, set_joint
from .past import write_past
from .read_rig import read_rig
from .reclosed import reclosing
from .update_rig import lock_joint, update_rig


def give_type(armature: bpy.types.Object, parts: Sequence[int], kind: str) -> list[str]:
    """Have parts move in another way, as each did when it last had that type; "fixed" for not at all. Their names.

    Of several, what everything hangs on is left as it is; InputError where there is nothing else. Parts of a skin are
    closed for how they move now, as of `reclosing`.
    """
    tree = read_rig(armature).articulation
    parts = [part for part in parts if tree.joint_of(part)] or list(parts)
    for part in parts:
        if kind == "fixed":
            joint = moving(read_rig(armature), part)
            set_joint(armature, fixed(joint))
            write_past(armature, joint)
        else:
            retype(armature, part, JointType(kind))
    call_anew(armature)
    exhausted(reclosing(armature, tree, parts))
    tree = read_rig(armature).articulation
    return [tree.part(part).name for part in parts]


def rehang(armature: bpy.types.Object, part: int, parent: int) -> None:
    """Have another part carry a part."""
    rig = read_rig(armature)
    joint = moving(rig, part)
    if parent in rig.articulation.subtree(part):
        name, carrier = (rig.articulation.part(id).name for id in (part, parent))
        raise ArticulationError(f"{name} carries {carrier} itself.", "Choose a part that does not hang on it.")
    set_joint(armature, replace(joint, parent=parent))


def make_base(armature: bpy.types.Object, part: int) -> None:
    """Have a part stand still, and what it hung on move instead, by the same joints, which are locked."""
    rig = read_rig(armature)
    before, after = rig.articulation, based(rig.articulation, part)
    update_rig(armature, after)
    for id in (before.root, part):
        bone, joint = bone_of(armature, id), after.joint_of(id)
        bone.name = joint.name if joint else after.part(id).name
    for joint in after.joints:
        if before.joint_of(joint.child) != joint:
            lock_joint(armature, joint.child)


def copy_limits(armature: bpy.types.Object, part: int, others: Collection[int]) -> tuple[list[str], list[str]]:
    """Give other parts' joints the limits of a part's. The names of those that have them now, and of those that do not
    since they move in another way."""
    rig = read_rig(armature)
    joint = moving(rig, part)
    if joint.type is JointType.CONTINUOUS:
        raise InputError(f"{rig.articulation.part(part).name} turns without end.", "Choose a part that has limits.")
    done, unlike = [], []
    for id in sorted(set(others) - {part}):
        other, name = rig.articulation.joint_of(id), rig.articulation.part(id).name
        if other is None or other.type is not joint.type:
            unlike.append(name)
            continue
        set_joint(armature, replace(other, lower=joint.lower, upper=joint.upper, pitch=joint.pitch, note=""))
        done.append(name)
    if not done:
        raise InputError("No other part that moves in the same way is selected.", "Select some, this one last.")
    return done, unlike


def twins_of(armature: bpy.types.Object, part: int, unseen: int | None = None) -> dict[int, Image]:
    """The parts that are like a part, and how they lie; unseen: as of `twins`. InputError: there are none."""
    articulation = read_rig(armature).articulation
    found = twins(articulation, boxes_of(armature, articulation), part, unseen)
    if not found:
        raise InputError(f"No part is like {articulation.part(part).name}.", "Draw without Shift.")
    return found


def boxes_of(armature: bpy.types.Object, articulation: Articulation) -> dict[int, np.ndarray]:
    """(2, 3) of all parts, by id, in the armature's frame."""
    return {one.id: np.reshape(bone_of(armature, one.id)["artllm_part"]["box"], (2, 3)) for one in articulation.parts}


def mirror(armature: bpy.types.Object, part: int) -> str:
    """Have the part on the other side of the asset move as a part does, mirrored. Its name."""
    rig = read_rig(armature)
    moving(rig, part)
    articulation = rig.articulation
    found = twin(boxes_of(armature, articulation), articulation.root, part)
    if found is None:
        name = articulation.part(part).name
        raise InputError(f"{name} has no twin on another side.", "Correct the other joint by itself.")
    other, image = found
    return move_likewise(armature, part, {other: image})[0]


def move_likewise(armature: bpy.types.Object, part: int, images: Mapping[int, Image]) -> list[str]:
    """Have parts move as a part does, each where it is an image of that. Their names."""
    rig = read_rig(armature)
    boxes, matrix = boxes_of(armature, rig.articulation), np.array(armature.matrix_world, dtype=np.float64)
    joint = carried(moving(rig, part), np.linalg.inv(matrix))
    for other, image in images.items():
        old = rig.articulation.joint_of(other)
        parent = image_of(boxes, joint.parent, image)
        if parent is None or parent in rig.articulation.subtree(other):
            parent = old.parent
        moved = carried(image.joint(joint), matrix)
        set_joint(armature, replace(moved, child=other, parent=parent, name=old.name, note="", known=frozenset()))
        write_past(armature, old)
    return [rig.articulation.part(other).name for other in images]
