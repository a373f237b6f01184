"""The sidebar's panels, as far as they can be asked without a window."""

from __future__ import annotations

import bpy
import scenes
from rigs import rigged

from artllm_blender.ops.active import active_notes
from artllm_blender.ui.panel import ARTLLM_PT_notes


def test_notes_are_there_where_the_active_rig_has_some(addon):
    armature = rigged(scenes.cabinet())
    bpy.context.view_layer.objects.active = armature
    assert not ARTLLM_PT_notes.poll(bpy.context)
    armature["artllm_notes"] = ["The animation of Cabinet stays on the original.", "Something else."]
    assert ARTLLM_PT_notes.poll(bpy.context) and len(active_notes(bpy.context)) == 2
    bpy.context.view_layer.objects.active = bpy.data.objects["Cabinet"]
    assert not ARTLLM_PT_notes.poll(bpy.context)
