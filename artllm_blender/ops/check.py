"""Check Asset: what simulators and engines would stumble over in the active rig."""

from __future__ import annotations

import json

import bpy

from ..scene.formats.checking import FOUND, check_asset
from .active import OnRig


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


CLASSES = (ARTLLM_OT_check,)
