"""What joints were before they were refined, stored on a rig's bones, so that refining again starts from there.

`artllm_joint["before"]`, a group in the armature's frame; it holds as long as the joint is as refining left it.
"""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np

from ...core.articulation import Joint, JointType
from ...core.frames import apply
from .build_rig import bone_of, value_scale
from .read_rig import Rig


def read_before(rig: Rig) -> tuple[dict[int, Joint], frozenset[int]]:
    """By child, each joint as it was, of those that nobody changed since they were refined; and which were widened."""
    before, widened = {}, set()
    matrix = np.array(rig.armature.matrix_world, dtype=np.float64)
    for joint in rig.articulation.joints:
        bone = bone_of(rig.armature, joint.child)
        stored = bone["artllm_joint"].get("before")
        if stored is None or list(stored["left"]) != _state(rig.armature, bone):
            continue
        # One factor, so that nothing is rounded where the armature was not scaled since.
        scale = value_scale(rig.armature, bone) / stored["scale"] if joint.type.slides else 1.0
        kind, (lower, upper) = JointType(stored["type"]), (stored[end] * scale for end in ("lower", "upper"))
        origin = tuple(apply(matrix, stored["origin"]).tolist()) if "origin" in stored else joint.origin
        note = stored["note"]
        before[joint.child] = replace(joint, type=kind, origin=origin, lower=lower, upper=upper, note=note)
        if stored["widened"]:
            widened.add(joint.child)
    return before, frozenset(widened)


def write_before(armature: bpy.types.Object, joint: Joint, widened: bool, moved: bool) -> None:
    """Store what a joint, which stands in the scene as it was refined to, was before; moved: at another origin."""
    bone = bone_of(armature, joint.child)
    before = {
        "type": joint.type.value,
        "lower": joint.lower,
        "upper": joint.upper,
        "scale": value_scale(armature, bone),
        "note": joint.note,
        "widened": widened,
        "left": _state(armature, bone),
    }
    if moved:
        back = np.linalg.pinv(np.array(armature.matrix_world, dtype=np.float64))
        before["origin"] = apply(back, joint.origin).tolist()
    bone["artllm_joint"]["before"] = before


def _state(armature: bpy.types.Object, bone: bpy.types.Bone) -> list[float]:
    """All of a joint that refining may change, as numbers, and its axis."""
    limits = [
        number
        for constraint in armature.pose.bones[bone.name].constraints
        if constraint.type in ("LIMIT_ROTATION", "LIMIT_LOCATION")
        for number in (constraint.min_y, constraint.max_y)
    ]
    kind = list(JointType).index(JointType(bone["artllm_joint"]["type"]))
    return [float(kind), *bone.head_local, *bone.matrix_local.col[1][:3], *limits]
