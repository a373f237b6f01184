"""A joint's alternatives stepped through: what it may be instead, on the armature while nothing else changes it.

`artllm_tried` on the bone, text: {"joints": [...], "at": place, "locked": whether the first was}.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace

import bpy

from ...core.alternatives import alternatives
from ...core.articulation import Joint
from ...core.corrections import with_joint
from ...core.stored import fields_of, joint_of
from .build_rig import bone_of
from .correct import moving, set_joint
from .made_of import other_articulations
from .read_rig import Rig, read_rig
from .update_rig import lock_joint, locked_joints, update_rig

_KEY = "artllm_tried"


def tried(rig: Rig, child: int) -> tuple[list[Joint], int]:
    """A part's joint and its alternatives, and which of them it is now."""
    present = moving(rig, child)
    stored = bone_of(rig.armature, child).get(_KEY)
    if stored:
        fields = json.loads(stored)
        joints = [replace(joint_of(one), parent=present.parent, name=present.name) for one in fields["joints"]]
        if _same(joints[fields["at"]], present):
            return joints, fields["at"]
    return alternatives(rig.articulation, child, other_articulations(rig.armature)), 0


def try_joint(armature: bpy.types.Object, child: int, step: int) -> tuple[int, int]:
    """Give a part the next of its joint's alternatives, locked, or the first again as it was. Which of how many."""
    rig = read_rig(armature)
    joints, at = tried(rig, child)
    stored = json.loads(bone_of(armature, child).get(_KEY, "{}"))
    locked = stored["locked"] if at else child in locked_joints(armature)
    at = (at + step) % len(joints)
    if at or locked:
        set_joint(armature, joints[at])
    else:
        update_rig(armature, with_joint(rig.articulation, joints[0]))
        lock_joint(armature, child, False)
    kept = {"joints": [fields_of(joint) for joint in joints], "at": at, "locked": locked}
    bone_of(armature, child)[_KEY] = json.dumps(kept)
    return at, len(joints)


def _same(one: Joint, two: Joint) -> bool:
    """But for what numbers lose in the scene."""
    near = (math.dist(one.axis, two.axis), math.dist(one.origin, two.origin) / max(1.0, math.hypot(*two.origin)))
    return one.type is two.type and max(near) < 1e-4
