"""Deeds: what each tool does in the scene, by the functions that the operators call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import bpy
import numpy as np

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.correct_joints import give_type, make_base
from artllm_blender.scene.rig.read_rig import read_rig


def faces_of(armature: bpy.types.Object, polygons: np.ndarray) -> dict[bpy.types.Object, np.ndarray]:
    """Polygons (k,) of a desk that was just read, by the rig's objects, which it has one after the other."""
    found, first, polygons = {}, 0, np.sort(polygons)
    for things in read_rig(armature).objects.values():
        for thing in things:
            count = len(thing.data.polygons)
            own = polygons[(polygons >= first) & (polygons < first + count)] - first
            found |= {thing: own} if len(own) else {}
            first += count
    return found


def _assign(armature: bpy.types.Object, polygons: np.ndarray, part: int) -> None:
    correct.assign(armature, faces_of(armature, polygons), part)


def _new_part(armature: bpy.types.Object, polygons: np.ndarray, kind: JointType) -> None:
    correct.new_part(armature, faces_of(armature, polygons), kind)


def _retype(armature: bpy.types.Object, parts: Sequence[int], kind: JointType) -> None:
    give_type(armature, parts, kind.value)


def _set_joint(armature: bpy.types.Object, joint: Joint) -> None:
    correct.set_joint(armature, joint)


# By the names that `desk` has for them.
DEEDS: dict[str, Callable[..., None]] = {
    "assign": _assign,
    "new_part": _new_part,
    "merge": correct.merge,
    "dissolve": correct.dissolve,
    "split_loose": correct.split_loose,
    "retype_each": _retype,
    "set_joint": _set_joint,
    "make_base": make_base,
    "adopt": correct.adopt,
}
