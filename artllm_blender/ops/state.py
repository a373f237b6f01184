"""What the panel shows of the work in hand. It hangs on the window manager, which undo and .blend files leave out."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ..core.errors import ArtLLMError
from .task import redraw

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
CATEGORY = {"name": "Kind", "description": "What the object is, such as cabinet, if you like to say"}


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
    stage: StringProperty()
    fraction: FloatProperty(min=0, max=1)
    error: StringProperty(description="What went wrong last; empty if nothing did")
    provider: StringProperty(description="What the model last ran on, and why on nothing faster")
    playing: BoolProperty(description="Whether joints are being played")
    show_contacts: BoolProperty(
        name="Show Contacts",
        description="Draw where parts run into each other: red in the present pose, amber where each joint's begins",
        update=_redraw,
    )

    def fail(self, error: ArtLLMError) -> None:
        self.error = str(error)
