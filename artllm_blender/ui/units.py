"""A question about sizes that no prop has, with the answers as buttons; and which way is up."""

from __future__ import annotations

import bpy

from ..core.units import is_doubtful, said
from ..ops.units import guessed, measured


def draw_size(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """For when the selected objects are about to be articulated."""
    size, step = measured(context)
    if not size:
        return
    row = layout.row()
    row.label(text=f"{said(size)} large")
    row.operator_menu_enum("artllm.turn_up", "axis", text="Up Is")
    if is_doubtful(size):
        box = layout.box()
        box.label(text=f"{said(size)}: in another unit?", icon="QUESTION")
        buttons = box.row(align=True)
        for guess in guessed(context):
            buttons.operator("artllm.scale_source", text=f"{guess.unit}: {said(guess.size)}").unit = guess.unit
    if step:
        box = layout.box()
        box.label(text=f"So far off that places are {said(step)} apart", icon="ERROR")
        box.operator("artllm.move_to_origin")
