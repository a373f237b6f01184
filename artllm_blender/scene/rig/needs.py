"""What joints need of each other, stored on the bones of a rig: `artllm_joint["needs"]`, a list of groups."""

from __future__ import annotations

from collections.abc import Iterable

import bpy

from ...core.articulation import JointType
from ...core.motion.interplay import Need
from .build_rig import bone_of, value_scale
from .read_rig import gone_parts


def write_needs(armature: bpy.types.Object, needs: Iterable[Need]) -> None:
    """Replace the needs of all joints of a rig; values in world metres or radians."""
    for bone in armature.data.bones:
        if "artllm_joint" in bone and "needs" in bone["artllm_joint"]:
            del bone["artllm_joint"]["needs"]
    by_child: dict[int, list[Need]] = {}
    for need in needs:
        by_child.setdefault(need.child, []).append(need)
    for child, own in by_child.items():
        bone = bone_of(armature, child)
        scale = value_scale(armature, bone)
        bone["artllm_joint"]["needs"] = [{"part": n.needs, "value": n.value / scale, "open": n.open} for n in own]


def read_needs(armature: bpy.types.Object, unit: float = 1.0) -> tuple[Need, ...]:
    """What `write_needs` stored, however the armature was scaled since, of parts that are still there. unit: what
    lengths are multiplied by."""
    found, gone = [], gone_parts(armature)
    for bone in armature.data.bones:
        if "artllm_joint" not in bone or "artllm_part" not in bone:
            continue
        slides = JointType(bone["artllm_joint"]["type"]).slides
        for stored in bone["artllm_joint"].get("needs", ()):
            value = stored["value"] * value_scale(armature, bone) * (unit if slides else 1.0)
            found.append(Need(bone["artllm_part"]["id"], stored["part"], value, bool(stored["open"])))
    found = [need for need in found if not {need.child, need.needs} & gone]
    return tuple(sorted(found, key=lambda need: (need.child, need.needs, need.value)))
