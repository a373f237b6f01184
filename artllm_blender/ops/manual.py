"""Make Manual: pages that say step by step how what is selected is put together."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty

from ..core.assembly.manual import manual
from ..core.assembly.manual_files import write_manual
from ..core.assembly.removal import removal
from ..core.names import sanitise
from ..scene.assembly.explode import at_rest, followers, name_of
from ..scene.assembly.page_curves import draw_pages
from ..scene.assembly.parts import parts_of
from .explode import OnParts, exploded, originals


class ARTLLM_OT_make_manual(OnParts, bpy.types.Operator):
    bl_idname = "artllm.make_manual"
    bl_label = "Make Manual"
    bl_description = (
        "Write pages, as SVG and PDF, that show step by step how the selected objects, articulated object, or loose "
        "pieces of one mesh are put together"
    )
    bl_options = {"UNDO"}

    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN"})
    title: StringProperty(
        name="Title", description="On the cover; the asset's or active object's name where it is empty"
    )
    curves: BoolProperty(name="Curves in the Scene", description="Draw the pages beside the object as curves too")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context) -> None:
        before = exploded(context)
        title = self.title or name_of(context.active_object or context.selected_objects[0])
        with at_rest(context, before):
            objects = originals(followers(before)) if before else context.selected_objects
            parts = parts_of(objects, context.evaluated_depsgraph_get())
        made = manual(title, parts.names, parts.triangles, removal(parts.triangles, parts.joints))
        folder = Path(bpy.path.abspath(self.directory), f"{sanitise(title, 'thing')}_manual")
        notes = write_manual(made, parts.names, folder)
        if self.curves:
            draw_pages(context.scene, title, made.sheets)
        said = [f"{len(made.sheets)} pages written to {folder}.", *made.notes, *notes]
        self.report({"WARNING" if len(said) > 1 else "INFO"}, " ".join(said))


CLASSES = (ARTLLM_OT_make_manual,)
