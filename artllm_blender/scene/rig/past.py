"""How a part's joint was with each type that it once had, so that the type brings it back.

`artllm_past` on the bone, a group for each type, in the armature's frame.
"""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np

from ...core.articulation import Joint, JointType
from ...core.kinematics import carried
from .build_rig import bone_of

_KEY = "artllm_past"


def write_past(armature: bpy.types.Object, joint: Joint) -> None:
    """Keep a joint, world, for when its part gets this type again; nothing of one that is fixed."""
    if joint.still:
        return
    bone = bone_of(armature, joint.child)
    there = carried(joint, np.linalg.inv(np.array(armature.matrix_world, dtype=np.float64)))
    kept = {"axis": there.axis, "origin": there.origin, "pitch": there.pitch, "note": joint.note, "ajar": joint.ajar}
    if joint.type is not JointType.CONTINUOUS:
        kept |= {"lower": there.lower, "upper": there.upper}
    bone[_KEY] = (bone[_KEY].to_dict() if _KEY in bone else {}) | {joint.type.value: kept}


def read_past(armature: bpy.types.Object, joint: Joint, kind: JointType) -> Joint | None:
    """A part's present joint as it was when it last had that type, world; None where it never had."""
    kept = bone_of(armature, joint.child).get(_KEY, {}).get(kind.value)
    if kept is None:
        return None
    there = replace(
        joint,
        type=kind,
        axis=tuple(kept["axis"]),
        origin=tuple(kept["origin"]),
        lower=kept.get("lower", -np.inf),
        upper=kept.get("upper", np.inf),
        pitch=kept["pitch"],
        note=kept["note"],
        ajar=bool(kept["ajar"]),
    )
    return carried(there, np.array(armature.matrix_world, dtype=np.float64))
