"""Operators: thin, they hand the scene's functions what the artist chose and show what came of it."""

from __future__ import annotations

import bpy

from . import articulate, contacts, correct, export, joints, preview, refine, state, task

CLASSES = (
    state.ArtLLMState,
    articulate.ARTLLM_OT_articulate,
    articulate.ARTLLM_OT_build,
    articulate.ARTLLM_OT_cancel,
    refine.ARTLLM_OT_refine_limits,
    preview.ARTLLM_OT_play_all,
    preview.ARTLLM_OT_open_close,
    preview.ARTLLM_OT_rest,
    preview.ARTLLM_OT_insert_keys,
    *correct.CLASSES,
    *joints.CLASSES,
    export.ARTLLM_OT_export,
)


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.WindowManager.artllm = bpy.props.PointerProperty(type=state.ArtLLMState)
    bpy.app.handlers.load_pre.append(task.forget)
    bpy.app.handlers.load_pre.append(contacts.forget)
    bpy.app.handlers.depsgraph_update_post.append(contacts.forget_edited)


def unregister() -> None:
    task.forget()
    contacts.forget()
    bpy.app.handlers.depsgraph_update_post.remove(contacts.forget_edited)
    bpy.app.handlers.load_pre.remove(contacts.forget)
    bpy.app.handlers.load_pre.remove(task.forget)
    del bpy.types.WindowManager.artllm
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
