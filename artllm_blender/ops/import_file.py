"""Import and Articulate: mesh files, from the file browser or dropped onto a 3D view, straight to the model."""

from __future__ import annotations

import bpy
from bpy.props import StringProperty

from ..core.errors import InputError
from ..core.units import is_doubtful, said
from ..scene.mesh.import_file import SUFFIXES, import_file
from ..scene.rig.asset import select
from ..scene.units import bounds, metres
from .articulate import Articulating, selected
from .files import FromFiles, OntoView


class ARTLLM_OT_import_articulate(FromFiles, Articulating, bpy.types.Operator):
    bl_idname = "artllm.import_articulate"
    bl_label = "Import and Articulate"
    bl_description = "Read mesh files, find the moving parts of what is in each, cut it into them and rig them"
    bl_options = {"REGISTER", "UNDO"}

    filter_glob: StringProperty(default=";".join(f"*{suffix}" for suffix in SUFFIXES), options={"HIDDEN"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.window_manager.artllm.status != "IDLE":
            cls.poll_message_set("The model is at work: wait for it or cancel it")
        elif context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
        else:
            return True
        return False

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        for name in ("category", "part_count", "min_confidence"):
            column.prop(self, name)

    def execute(self, context: bpy.types.Context) -> set[str]:
        state, each, notes = context.window_manager.artllm, [], []
        state.error = ""
        failures: list[InputError] = []
        for path in self.paths():
            try:
                imported = import_file(path)
            except InputError as error:
                failures.append(error)
                continue
            select(context, imported.objects)
            each.append(selected(context))
            notes += imported.notes
            size = _size(each[-1])
            if is_doubtful(size):
                notes.append(f"{path.name} is {said(size)} large: is its unit another?")
        if each:
            select(context, [thing for things in each for thing in things])
            self.begin(context, each)
        for failure in failures:
            state.fail(failure)
            self.report({"WARNING" if each else "ERROR"}, str(failure))
        if notes:
            self.report({"INFO"}, " ".join(notes))
        return {"FINISHED"} if each else {"CANCELLED"}


def _size(things: list[bpy.types.Object]) -> float:
    """The longest side, metres."""
    box = bounds(things)
    return 0.0 if box is None else float((box[1] - box[0]).max()) * metres()


class ARTLLM_FH_mesh(OntoView, bpy.types.FileHandler):
    bl_idname = "ARTLLM_FH_mesh"
    bl_label = "Import and Articulate"
    bl_import_operator = "artllm.import_articulate"
    bl_file_extensions = ";".join(SUFFIXES)


CLASSES = (ARTLLM_OT_import_articulate, ARTLLM_FH_mesh)
