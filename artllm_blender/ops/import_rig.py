"""Import Rig: files that describe a rig, from the file browser or dropped onto a 3D view, as rigs of ours."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, StringProperty

from ..core.errors import ArtLLMError
from ..scene.formats.rig_in import SUFFIXES, import_rig
from ..scene.rig.asset import notes_of, select
from .files import FromFiles, OntoView
from .rows import activate_most_doubtful


class ARTLLM_OT_import_rig(FromFiles, bpy.types.Operator):
    bl_idname = "artllm.import_rig"
    bl_label = "Import Rig"
    bl_description = "Read files that describe parts and joints, whoever made them, as rigs to correct and export"
    bl_options = {"REGISTER", "UNDO"}

    filter_glob: StringProperty(default=";".join(f"*{suffix}" for suffix in SUFFIXES), options={"HIDDEN"})
    with_colliders: BoolProperty(
        name="Colliders", default=True, description="Also what parts collide with, as hidden objects that exports take"
    )
    positive_opens: BoolProperty(
        name="Positive Opens",
        default=False,
        description="Turn joints round that go to negative values alone: their axes and values change signs",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
            return False
        return True

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.prop(self, "with_colliders")
        column.prop(self, "positive_opens")

    def execute(self, context: bpy.types.Context) -> set[str]:
        made, failures = [], []
        for path in self.paths():
            try:
                made.append(import_rig(context, path, self.with_colliders, self.positive_opens))
            except ArtLLMError as error:
                failures.append(error)
        for armature in made:
            activate_most_doubtful(context, armature, as_bone=True)
        if made:
            select(context, made)
        for failure in failures:
            context.window_manager.artllm.fail(failure)
            self.report({"WARNING" if made else "ERROR"}, str(failure))
        for armature in made:
            self.report({"INFO"}, " ".join([f"{armature.name} is imported.", *notes_of(armature)]))
        return {"FINISHED"} if made else {"CANCELLED"}


class ARTLLM_FH_rig(OntoView, bpy.types.FileHandler):
    bl_idname = "ARTLLM_FH_rig"
    bl_label = "Import Rig"
    bl_import_operator = "artllm.import_rig"
    bl_file_extensions = ";".join(SUFFIXES)


CLASSES = (ARTLLM_OT_import_rig, ARTLLM_FH_rig)
