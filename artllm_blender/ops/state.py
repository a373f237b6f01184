"""What the panel shows of the work in hand. It hangs on the window manager, which undo and .blend files leave out."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, PointerProperty, StringProperty

from ..core.articulation import MOVES
from ..core.errors import ArtLLMError
from ..core.kinds import words
from .entered import carried_out_by
from .playing import ArtLLMPlay
from .rows import ACTIVE_ROW
from .saying import ArtLLMSaying
from .views import redraw, status_bar

# What the artist may say of an object before the model is asked, here and as properties of Articulate.
PART_COUNT = {
    "name": "Parts",
    "min": 0,
    "max": 21,
    "description": "How many parts there are, if you know; 0 lets the model count",
}
INTERIORS = {
    "name": "Interiors",
    "default": True,
    "description": "Give what opens in a fused skin an inside: a cavity, a drawer's box, the hollow under a lid",
}
THICKNESS = {
    "name": "Sheet Thickness",
    "min": 0.0,
    "subtype": "DISTANCE",
    "description": "What moving parts get that are mere sheets, cut out of a skin or modelled so; 0 for none",
}
MIN_CONFIDENCE = {
    "name": "Least Confidence",
    "default": MOVES,
    "min": 0.0,
    "max": 1.0,
    "subtype": "FACTOR",
    "description": "How likely it must be that anything moves, or the object is left alone; 0 rigs the best guess",
}
CATEGORY = {
    "name": "Kind",
    "description": "What the object is, such as cabinet, if you like to say",
    "search": lambda self, context, text: [word for word in words() if text.lower() in word],
    "search_options": {"SUGGESTION"},
}
TOGETHER = {
    "name": "Selected Objects",
    "default": "EACH",
    "items": [
        ("ONE", "One Asset", "All selected objects are one thing, though they stand apart"),
        ("EACH", "Each Its Own", "Objects that stand apart become assets of their own, one after the other"),
    ],
}


def _redraw(state: ArtLLMState, context: bpy.types.Context) -> None:
    redraw()


class ArtLLMState(bpy.types.PropertyGroup):
    status: EnumProperty(
        items=[
            ("IDLE", "Idle", "Nothing to do"),
            ("RUNNING", "Running", "The model is at work"),
            ("READY", "Ready", "The model has answered and the rig can be built"),
        ]
    )
    target: StringProperty(description="What is articulated, in words")
    part_count: IntProperty(**PART_COUNT)
    category: StringProperty(**CATEGORY)
    interiors: BoolProperty(**INTERIORS)
    thickness: FloatProperty(**THICKNESS)
    min_confidence: FloatProperty(**MIN_CONFIDENCE)
    together: EnumProperty(**TOGETHER)
    stage: StringProperty()
    fraction: FloatProperty(min=0, max=1)
    slicing: BoolProperty(description="Whether an operator works in slices, until whose end nothing else is done")
    error: StringProperty(description="What went wrong last, or that nothing moves; empty if neither, or that is over")
    error_about: StringProperty(description="What was selected then, by session id")
    error_code: StringProperty(description="What kind of error it is")
    self_test: StringProperty(description="What came of the self-test; empty if it was not run")
    provider: StringProperty(description="What the model last ran on, and why on nothing faster")
    listed: EnumProperty(
        name="List",
        items=[
            ("JOINTS", "Joints", "How the parts move: type, value, lock"),
            ("PARTS", "Parts", "What they are: name, confidence, visibility"),
        ],
    )
    joint_error: StringProperty(description="Why the joint could not be given its last value; empty if it could")
    limits_unit: EnumProperty(
        name="Unit",
        items=[
            ("LENGTH", "Length", "In the scene's unit of length"),
            ("MM", "mm", "In millimetres"),
            ("TURNS", "Turns", "In turns, of a screw"),
        ],
    )
    active_row: IntProperty(**ACTIVE_ROW)
    constraint_text: StringProperty(
        name="Constraint",
        description="What should be kept, such as: aim the lamp at the mug, or: lid upright. Enter does it",
        update=carried_out_by("constrain_by_words"),
    )
    assembly_words: PointerProperty(
        type=bpy.types.Text,
        name="Words",
        description="A text with a line for each step, such as: Attach the four legs to the seat",
    )
    assembly_model: BoolProperty(
        name="Ask the Model",
        description="Where there are no pages, a model of assemblies says where parts stand, not their shapes alone: "
        "quicker, and better of tidy furniture, but worse of furniture as it is mostly modelled",
    )
    active_constraint: IntProperty(description="Which of the active rig's constraints is active in the list")
    playing: BoolProperty(description="Whether joints are being played")
    play: PointerProperty(type=ArtLLMPlay)
    saying: PointerProperty(type=ArtLLMSaying)
    show_overlay: BoolProperty(
        name="Overlay",
        default=True,
        description="Draw the active asset's parts in their colours, and its joints with range and present value",
        update=_redraw,
    )
    show_handles: BoolProperty(
        name="Handles",
        default=True,
        description="Drag parts where they are seen, and the active joint by handles: its pivot, axis and limits",
        update=_redraw,
    )
    show_contacts: BoolProperty(
        name="Show Contacts",
        description="Draw where parts run into each other: red in the present pose, amber where each joint's begins",
        update=_redraw,
    )

    def show(self, target: str, stage: str, fraction: float) -> bool:
        """Have the panel and the status bar say what is at work and how far [0, 1] it is; whether that is news."""
        told = target, stage, round(fraction, 2)
        if told == (self.target, self.stage, round(self.fraction, 2)):
            return False
        self.target, self.stage, self.fraction = told
        status_bar(f"{target}: {stage}. Esc cancels")
        redraw("UI")
        return True

    def fail(self, error: ArtLLMError) -> None:
        """Have the panel show the error, after those of the same run, until it is over or something else selected.

        A hint that several have in common is said once, after the last.
        """
        before = self.error.removesuffix(error.hint).rstrip() if error.hint else self.error
        self.error, self.error_code = " ".join(filter(None, (before, str(error)))), error.code
        self.hold(bpy.context)

    def hold(self, context: bpy.types.Context) -> None:
        """Keep what is shown though the selection was changed, for it was not the artist who did so."""
        self.error_about = _selection(context)

    def trouble(self, context: bpy.types.Context) -> str:
        """The error, where it is about what is selected now."""
        return self.error if self.error_about == _selection(context) else ""


@bpy.app.handlers.persistent
def forgive(*_: object) -> None:
    """Forget the error: after an undo, or in another file, its cause may be gone."""
    bpy.context.window_manager.artllm.error = ""


@bpy.app.handlers.persistent
def forgive_edited(scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> None:
    """After every update: forget the error if the surface of what it is about was edited.

    A rig has none: it is what another asset of the same run became, and is updated whenever it moves.
    """
    state = bpy.context.window_manager.artllm
    if state.error:
        about = state.error_about.split()
        edited = (update.id.original for update in depsgraph.updates if update.is_updated_geometry)
        things = (thing for thing in edited if isinstance(thing, bpy.types.Object) and thing.type != "ARMATURE")
        if any(str(thing.session_uid) in about for thing in things):
            state.error = ""


def _selection(context: bpy.types.Context) -> str:
    return " ".join(sorted(str(thing.session_uid) for thing in context.view_layer.objects.selected))
