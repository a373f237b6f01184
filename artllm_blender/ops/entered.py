"""Enter in a text line of the sidebar: it carries out what the line says, as the button beside it does."""

from __future__ import annotations

from collections.abc import Callable

import bpy

RETURN = ("RET", "NUMPAD_ENTER")
# Property of operators that carry out a line.
ENTERED = {
    "name": "Entered",
    "options": {"SKIP_SAVE", "HIDDEN"},
    "description": "Only where the last key was Enter, as it is after a line was typed",
}


def carried_out_by(operator: str) -> Callable[[bpy.types.PropertyGroup, bpy.types.Context], None]:
    """The `update` of a text property whose line, typed in a sidebar and ended by Enter, an operator carries out.

    Blender calls it whatever ends the typing, a click elsewhere too, and whenever a script sets the text: it has to be
    in a sidebar, and the operator, which has an ENTERED of the name `entered`, hears of the key (`by_enter`).
    """

    def update(self: bpy.types.PropertyGroup, context: bpy.types.Context) -> None:
        if context.region is None or context.region.type != "UI":
            return
        try:
            getattr(bpy.ops.artllm, operator)("INVOKE_DEFAULT", True, entered=True)
        except RuntimeError as error:  # what it reports, or why it is grey, which a button's press would show
            said = str(error).strip().removeprefix("Error: ").rpartition(".poll() ")[2]
            context.window_manager.popup_menu(
                lambda menu, _: menu.layout.label(text=said), title="Report: Error", icon="ERROR"
            )

    return update


def by_enter(event: bpy.types.Event) -> bool:
    """Whether an event is of the key that ends a line to have it carried out."""
    return event.type in RETURN
