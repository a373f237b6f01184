"""Check Asset: what simulators and engines would stumble over in the active rig."""

from __future__ import annotations

import json

import bpy

from ..scene.formats.checking import FOUND, OF_JOINTS, check_asset, told
from .active import OnRig
from .seen import asset_of


class ARTLLM_OT_check(OnRig, bpy.types.Operator):
    bl_idname = "artllm.check"
    bl_label = "Check Asset"
    bl_description = "Look for what simulators and engines would stumble over: sizes, limits, colliders, mass, pictures"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        found = check_asset(armature)
        said = " ".join(one.says for one in found)
        self.report({"WARNING" if found else "INFO"}, said or "Nothing was found: the asset is fine")


def found_in(armature: bpy.types.Object) -> list[dict[str, str]] | None:
    """What the last check found, each code, says and fix; None where there was none."""
    kept = armature.get(FOUND)
    return None if kept is None else json.loads(kept)


def is_past(context: bpy.types.Context, armature: bpy.types.Object) -> bool:
    """Whether the active rig's joints are others than those that were checked."""
    asset, kept = asset_of(context), armature.get(OF_JOINTS)
    return bool(asset and kept) and kept != told(seen.joint for seen in asset.joints.values())


CLASSES = (ARTLLM_OT_check,)
