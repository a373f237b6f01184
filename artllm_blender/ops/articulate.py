"""Articulate: the selected mesh to the model and, when it answers, the rig; and the way to stop it."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ..core.errors import ArtLLMError, NothingMoves
from ..core.known import Known
from ..core.steps import Steps
from ..scene.mesh.apart import assets
from ..scene.rig.asset import notes_of
from ..scene.rig.read_rig import rig_made_of, rig_of
from . import task
from .settings import preferences
from .slices import InSlices
from .state import CATEGORY, INTERIORS, MIN_CONFIDENCE, PART_COUNT, THICKNESS, TOGETHER

MOST_COUNTED = 100
_arranged: dict[tuple[int, ...], int] = {}
MESHES = ("MESH", "CURVE", "SURFACE", "FONT", "META")


class Articulating:
    """An operator that has the model articulate objects. What is not said of them is as in the panel and the
    preferences."""

    seed: IntProperty(name="Seed", default=0, min=0, description="Other seeds sample other points of the surface")
    part_count: IntProperty(**PART_COUNT)
    category: StringProperty(**CATEGORY)
    interiors: BoolProperty(**INTERIORS)
    thickness: FloatProperty(**THICKNESS)
    min_confidence: FloatProperty(**MIN_CONFIDENCE)

    def begin(self, context: bpy.types.Context, each: list[list[bpy.types.Object]]) -> set[str]:
        """Begin with several assets, one after the other."""
        self.take_settings(context)
        known = Known(part_count=self.part_count or None, category=self.category.strip() or None)
        return task.carry_out(
            self,
            context,
            lambda: task.begin_each(
                context, each, self.seed, known, self.interiors, self.thickness, self.min_confidence
            ),
        )

    def take_settings(self, context: bpy.types.Context) -> None:
        state, chosen = context.window_manager.artllm, preferences(context)
        for name in ("part_count", "category", "interiors", "thickness", "min_confidence"):
            if not self.properties.is_property_set(name):
                setattr(self, name, getattr(state, name))
        if chosen and not self.properties.is_property_set("seed"):
            self.seed = chosen.seed


class ARTLLM_OT_articulate(Articulating, bpy.types.Operator):
    bl_idname = "artllm.articulate"
    bl_label = "Articulate"
    bl_description = "Find the moving parts of the selected mesh, cut it into them and rig them. The original is kept"

    together: EnumProperty(**TOGETHER)

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.window_manager.artllm.status != "IDLE":
            cls.poll_message_set("The model is at work: wait for it or cancel it")
        elif context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
        elif (part := next(filter(rig_of, selected(context) or context.selected_objects), None)) is not None:
            rig = rig_of(part)
            what = "is articulated already" if part == rig else f"is a part of {rig.name}"
            cls.poll_message_set(f"{part.name} {what}: select an original, or use Re-predict Joints")
        elif not selected(context):
            cls.poll_message_set("Select the mesh to articulate")
        else:
            return True
        return False

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        objects = selected(context)
        self.take_settings(context)
        self._apart = len(assets(objects)) > 1 and not self.properties.is_property_set("together")
        self._again = [(thing.name, rig.name) for thing in objects if (rig := rig_made_of(thing))]
        if self._apart or self._again:
            return context.window_manager.invoke_props_dialog(self, width=400, confirm_text=self.bl_label)
        return self.execute(context)

    def draw(self, context: bpy.types.Context) -> None:
        for name, rig in self._again:
            self.layout.label(text=f"{name} is articulated already, as {rig}. Once more?", icon="QUESTION")
        if self._apart:
            self.layout.label(text="The selected objects stand apart:")
            self.layout.row().prop(self, "together", expand=True)

    def execute(self, context: bpy.types.Context) -> set[str]:
        objects = selected(context)
        return self.begin(context, assets(objects) if self.together == "EACH" else [objects])


class ARTLLM_OT_take_any(Articulating, bpy.types.Operator):
    bl_idname = "artllm.take_any"
    bl_label = "Rig the Best Guess"
    bl_description = "Rig what was found not to move, however little the model is sure of how it does"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not task.still():
            cls.poll_message_set("This is for what was just found not to move")
            return False
        return context.window_manager.artllm.status == "IDLE" and context.mode == "OBJECT"

    def execute(self, context: bpy.types.Context) -> set[str]:
        self.min_confidence = 0.0
        return self.begin(context, task.still())


class ARTLLM_OT_build(InSlices, bpy.types.Operator):
    bl_idname = "artllm.build"
    bl_label = "Build"
    bl_description = "Cut the mesh and rig it as the model proposed"
    bl_options = {"INTERNAL", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
            return False
        if name := task.left_scene(context.scene):
            cls.poll_message_set(f"Go back to {name} first")
            return False
        return context.window_manager.artllm.status == "READY"

    def steps(self, context: bpy.types.Context) -> Steps[bpy.types.Object]:
        return task.finishing(context)

    def title(self) -> str:
        return task.title()

    def end(self, context: bpy.types.Context, result: bpy.types.Object) -> set[str]:
        self.report({"INFO"}, " ".join([f"{result.name} is rigged.", *notes_of(result)]))
        return {"FINISHED"}

    def fail(self, context: bpy.types.Context, error: ArtLLMError) -> set[str]:
        # Not as an error report: that would raise in the timer that calls this. The panel shows it.
        context.window_manager.artllm.fail(error)
        if isinstance(error, NothingMoves):
            self.report({"INFO"}, str(error))
        return {"CANCELLED"}

    def cancelled(self, context: bpy.types.Context) -> None:
        self.report({"INFO"}, task.cancel())

    def dropped(self, context: bpy.types.Context) -> None:
        if said := task.drop():
            self.report({"WARNING"}, said)


class ARTLLM_OT_cancel(bpy.types.Operator):
    bl_idname = "artllm.cancel"
    bl_label = "Cancel"
    bl_description = "Stop articulating; the scene stays as it is"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return context.window_manager.artllm.status != "IDLE"

    def execute(self, context: bpy.types.Context) -> set[str]:
        self.report({"INFO"}, task.cancel())
        return {"FINISHED"}


def selected(context: bpy.types.Context) -> list[bpy.types.Object]:
    """The selected objects that can have a mesh, the active one first."""
    things = [thing for thing in context.selected_objects if thing.type in MESHES or thing.instance_collection]
    return sorted(things, key=lambda thing: thing != context.active_object)


def arranged(context: bpy.types.Context) -> int:
    """How many assets the selected objects may be, for a panel: counted again only after something changed, and of many
    objects not at all, for those are dragged at the same time."""
    uids = tuple(thing.session_uid for thing in selected(context))
    if len(uids) > MOST_COUNTED:
        return len(uids)
    if uids not in _arranged:
        _arranged[uids] = len(assets(selected(context)))
    return _arranged[uids]


@bpy.app.handlers.persistent
def forget_arrangement(*_: object) -> None:
    _arranged.clear()
