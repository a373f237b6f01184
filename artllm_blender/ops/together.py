"""Assemble: loose parts put together, and what the artist corrects: pins, exchanges, other places, step by step."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import BoolProperty, CollectionProperty, StringProperty

from ..client.proposals import lacking
from ..client.work import working
from ..core.assembly.together import Assembled, Loose
from ..core.steps import Steps
from ..scene.assembly.pages import PICTURES, forget_pages, grey, load_pages, loaded_pages
from ..scene.assembly.together import (
    Gathered,
    Place,
    exchange,
    gathered,
    next_place,
    pin,
    place_of,
    put_back,
    put_together,
    together_with,
)
from .explode import InObjectMode, needs_faces
from .slices import InSlices, is_free


def together(context: bpy.types.Context) -> list[bpy.types.Object]:
    """The objects that are assembled with the active one, by step; none where it is not assembled."""
    return together_with(context.active_object, context.scene) if place_of(context.active_object) else []


def shown_together(context: bpy.types.Context) -> list[tuple[bpy.types.Object, Place]]:
    """For the panel: the same, and what is known of each."""
    return [(thing, place_of(thing)) for thing in together(context)]


def pages(context: bpy.types.Context) -> list[bpy.types.Image]:
    """For the panel: the pages that are loaded."""
    return loaded_pages()


def model_lacking() -> str:
    """For the panel: why the model of assemblies cannot be asked; empty where it can."""
    return lacking()


class ARTLLM_OT_assemble(InSlices, bpy.types.Operator):
    bl_idname = "artllm.assemble"
    bl_label = "Assemble"
    bl_description = (
        "Put the selected loose objects, or one mesh's loose pieces, together by their shapes, and by the pages and "
        "words there are. Pinned parts stay, and the rest is put around them"
    )
    bl_options = {"UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
        elif not is_free(cls, context):
            return False
        elif not any(thing.type == "MESH" for thing in context.selected_objects):
            cls.poll_message_set("Select the parts")
        else:
            return needs_faces(cls, context)
        return False

    def steps(self, context: bpy.types.Context) -> Steps[tuple[Gathered, Assembled]]:
        yield "Reading the parts", 0.0
        what = gathered(context, together(context) or context.selected_objects)
        pinned = [k for k, thing in enumerate(what.objects) if (place := place_of(thing)) and place.pinned]
        state = context.window_manager.artllm
        text = state.assembly_words
        lines = [line.body.strip() for line in text.lines if line.body.strip()] if text else []
        sheets = tuple(grey(image) for image in loaded_pages())
        loose = Loose(what.triangles, sheets, tuple(lines), tuple(pinned), model=state.assembly_model)
        found = yield from working(loose)
        return what, found

    def end(self, context: bpy.types.Context, result: tuple[Gathered, Assembled]) -> set[str]:
        what, found = result
        things = put_together(context, what, found)
        for thing in context.selected_objects:
            thing.select_set(False)
        for thing in things:
            thing.select_set(True)
        context.view_layer.objects.active = things[0]
        for note in filter(None, (*found.notes, found.doubt)):
            self.report({"WARNING"}, note)
        unsure = sum(found.sure < 0.5)
        said = f"{len(things)} parts in {int(found.step.max()) + 1} steps"
        self.report({"INFO"}, f"{said}; {unsure} of them are not sure" if unsure else said)
        return {"FINISHED"}


class ARTLLM_OT_load_pages(InObjectMode, bpy.types.Operator):
    bl_idname = "artllm.load_pages"
    bl_label = "Load Pages"
    bl_description = "Pages of a manual as pictures, one a step, in the order of the numbers in their names"
    bl_options = {"UNDO"}

    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE", "HIDDEN"})
    files: CollectionProperty(type=bpy.types.OperatorFileListElement, options={"SKIP_SAVE", "HIDDEN"})
    filter_glob: StringProperty(default=";".join(f"*{suffix}" for suffix in PICTURES), options={"HIDDEN"})

    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context) -> None:
        folder = Path(bpy.path.abspath(self.directory))
        load_pages([folder / file.name for file in self.files if file.name])


class ARTLLM_OT_forget_pages(InObjectMode, bpy.types.Operator):
    bl_idname = "artllm.forget_pages"
    bl_label = "Remove Pages"
    bl_description = "Assemble without the pages that are loaded"
    bl_options = {"UNDO"}

    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        if not loaded_pages():
            cls.poll_message_set("No pages are loaded")
            return False
        return True

    def act(self, context: bpy.types.Context) -> None:
        forget_pages()


class _OnTogether(InObjectMode):
    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        if not place_of(context.active_object):
            cls.poll_message_set("Make an assembled part active")
            return False
        return True


class ARTLLM_OT_pin_parts(_OnTogether, bpy.types.Operator):
    bl_idname = "artllm.pin_parts"
    bl_label = "Pin Parts"
    bl_description = "The selected parts stay where they are now; Assemble puts the rest around them"
    bl_options = {"REGISTER", "UNDO"}

    pinned: BoolProperty(name="Pinned", default=True, options={"SKIP_SAVE"})
    name: StringProperty(description="Of one part; else the selected ones", options={"SKIP_SAVE", "HIDDEN"})

    def act(self, context: bpy.types.Context) -> None:
        things = together(context)
        pin([one for one in things if (one.name == self.name if self.name else one.select_get())], self.pinned)


class ARTLLM_OT_exchange_parts(_OnTogether, bpy.types.Operator):
    bl_idname = "artllm.exchange_parts"
    bl_label = "Exchange Parts"
    bl_description = "Two selected parts change places"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        if not super().ready(context):
            return False
        if len([one for one in together(context) if one.select_get()]) != 2:
            cls.poll_message_set("Select two assembled parts")
            return False
        return True

    def act(self, context: bpy.types.Context) -> None:
        exchange(context, *[one for one in together(context) if one.select_get()])


class ARTLLM_OT_next_place(_OnTogether, bpy.types.Operator):
    bl_idname = "artllm.next_place"
    bl_label = "Next Place"
    bl_description = "Put the active part where else it may belong; after the last place it is back at the first"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        if not next_place(context, context.active_object):
            self.report({"INFO"}, f"No other place is known for {context.active_object.name}")


class ARTLLM_OT_accept_step(_OnTogether, bpy.types.Operator):
    bl_idname = "artllm.accept_step"
    bl_label = "Accept Step"
    bl_description = "Pin the parts of the first step that is not pinned yet, and select those of the next"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        if not super().ready(context):
            return False
        if open_step(context) is None:
            cls.poll_message_set("Every step is accepted")
            return False
        return True

    def act(self, context: bpy.types.Context) -> None:
        step, things = open_step(context), together(context)
        pin([thing for thing in things if place_of(thing).step == step], True)
        after = open_step(context)
        if after is None:
            return
        for thing in things:
            thing.select_set(place_of(thing).step == after)
        context.view_layer.objects.active = next(thing for thing in things if thing.select_get())


def open_step(context: bpy.types.Context) -> int | None:
    """The first step, from 0, of which not all parts are pinned."""
    return min((place.step for _, place in shown_together(context) if not place.pinned), default=None)


class ARTLLM_OT_put_back(_OnTogether, bpy.types.Operator):
    bl_idname = "artllm.put_back"
    bl_label = "Put Back"
    bl_description = "All parts as they lay before they were assembled"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        left = put_back(context, together(context))
        for thing in left:
            thing.select_set(True)
        context.view_layer.objects.active = left[0]


CLASSES = (
    ARTLLM_OT_assemble,
    ARTLLM_OT_load_pages,
    ARTLLM_OT_forget_pages,
    ARTLLM_OT_pin_parts,
    ARTLLM_OT_exchange_parts,
    ARTLLM_OT_next_place,
    ARTLLM_OT_accept_step,
    ARTLLM_OT_put_back,
)
