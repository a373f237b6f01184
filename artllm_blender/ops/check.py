"""Check Asset: what simulators and engines would stumble over in the active rig, and buttons that mend it."""

from __future__ import annotations

import json
from dataclasses import asdict

import bpy
from bpy.props import EnumProperty, FloatProperty, IntProperty, StringProperty

from ..core.errors import InputError
from ..core.formats.check import Finding
from ..core.formats.inertia import DENSITY
from ..core.steps import Steps
from ..core.units import UNITS
from ..scene.formats.checking import FOUND, OF_JOINTS, checking, told
from ..scene.formats.marked import PREFIX
from ..scene.formats.mending import MENDS, set_density
from ..scene.formats.surfaces import MOST_DENSE
from ..scene.rig.read_rig import part_of
from ..scene.units import set_metres
from .active import OnRig, active_rig, needs_object_undo
from .seen import asset_of
from .slices import InSlices

PART = {
    "name": "Part",
    "default": -1,
    "options": {"SKIP_SAVE", "HIDDEN"},
    "description": "Id of the part that is mended; -1 for the active part",
}
# What mends a part, by the code of what was found: the words on its button, and what it does.
MENDING = {
    "flat": ("Give It a Thickness", "A Solidify modifier makes it as thick as a sheet"),
    "inertia": ("Recalculate Its Normals", "Its faces look outward"),
    "name": ("Rename It", "It is called as its link is called in files"),
    "still": ("Dissolve into Parent", "It becomes one with the part that carries it"),
    "empty": ("Dissolve into Parent", "It becomes one with the part that carries it"),
    "heavy": ("Make It the Base", "It stands still, and what carries it moves instead"),
}

# What is found anew, or no more, where the numbers are of another unit.
OF_UNIT = ("size", "light")


class ARTLLM_OT_check(InSlices, bpy.types.Operator):
    bl_idname = "artllm.check"
    bl_label = "Check Asset"
    bl_description = "Look for what simulators and engines would stumble over: sizes, limits, colliders, mass, pictures"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_object_undo(cls, context)

    def steps(self, context: bpy.types.Context) -> Steps[list[Finding]]:
        return checking(active_rig(context))

    def end(self, context: bpy.types.Context, result: list[Finding]) -> set[str]:
        said = " ".join(one.says for one in result)
        self.report({"WARNING" if result else "INFO"}, said or "Nothing was found: the asset is fine")
        return {"FINISHED"}


class ARTLLM_OT_mend(OnRig, bpy.types.Operator):
    bl_idname = "artllm.mend"
    bl_label = "Mend"
    bl_description = "Do to the part what mends it"
    bl_options = {"REGISTER", "UNDO"}

    code: EnumProperty(name="How", items=[(code, *words) for code, words in MENDING.items()], options={"SKIP_SAVE"})
    part: IntProperty(**PART)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        part = _meant(context, self.part)
        MENDS[self.code](armature, part)
        forget_found(armature, self.code, part)


class ARTLLM_OT_set_density(OnRig, bpy.types.Operator):
    bl_idname = "artllm.set_density"
    bl_label = "Set Density"
    bl_description = "Say what the part's materials weigh, as a custom property of each that all exports heed"
    bl_options = {"REGISTER", "UNDO"}

    density: FloatProperty(
        name="kg/m\u00b3", description="Wood 700, plastics 1000, aluminium 2700, steel 7800",
        default=DENSITY, min=0.01, max=MOST_DENSE, options={"SKIP_SAVE"},
    )  # fmt: skip
    code: StringProperty(
        name="Found", description="What was found of the part and is mended by it", options={"SKIP_SAVE", "HIDDEN"}
    )
    part: IntProperty(**PART)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        return context.window_manager.invoke_props_dialog(self)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        part = _meant(context, self.part)
        names = set_density(armature, part, self.density)
        forget_found(armature, self.code, part)
        self.report({"INFO"}, f"{', '.join(names)}: {self.density:g} kg/m\u00b3")


class ARTLLM_OT_scene_unit(OnRig, bpy.types.Operator):
    bl_idname = "artllm.scene_unit"
    bl_label = "Set Unit of Scene"
    bl_description = "Have the scene's numbers be in another unit: nothing moves, all is as large as it says then"
    bl_options = {"REGISTER", "UNDO"}

    unit: EnumProperty(name="Unit", items=[(name, name, f"The numbers are {name}") for name in UNITS])

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        set_metres(UNITS[self.unit])
        for one in found_in(armature) or ():
            if one.code in OF_UNIT:
                forget_found(armature, one.code, one.part)


def found_in(armature: bpy.types.Object) -> list[Finding] | None:
    """What the last check found; None where there was none."""
    kept = armature.get(FOUND)
    return None if kept is None else [Finding(**one) for one in json.loads(kept)]


def forget_found(armature: bpy.types.Object, code: str, part: int) -> None:
    """It is mended: what of that kind was found of a part, -1 for the asset, is told no more. That nothing is left to
    be found is for another check to say."""
    left = [one for one in found_in(armature) or () if (one.code, one.part) != (code, part)]
    if left:
        armature[FOUND] = json.dumps([asdict(one) for one in left])
    elif FOUND in armature:
        del armature[FOUND]


def has_own_colliders(context: bpy.types.Context) -> bool:
    """Whether any object of the scene is marked as a collider."""
    return any(thing.name.lower().startswith(PREFIX) for thing in context.scene.objects)


def is_past(context: bpy.types.Context, armature: bpy.types.Object) -> bool:
    """Whether the active rig's joints are others than those that were checked."""
    asset, kept = asset_of(context), armature.get(OF_JOINTS)
    return bool(asset and kept) and kept != told(seen.joint for seen in asset.joints.values())


def _meant(context: bpy.types.Context, part: int) -> int:
    """The part that an operator's `part` means. InputError: it means the active one, and that is none."""
    meant = part if part >= 0 else part_of(context.active_object)
    if meant is None:
        raise InputError("No part is active.", "Click one, or one of the armature's bones.")
    return meant


CLASSES = (ARTLLM_OT_check, ARTLLM_OT_mend, ARTLLM_OT_set_density, ARTLLM_OT_scene_unit)
