"""Operators: thin, they hand the scene's functions what the artist chose and show what came of it."""

from __future__ import annotations

import bpy

from ..scene import replaced
from ..scene.pose.stored import PROPERTY, ArtLLMConstraint
from . import (
    ahead,
    answers,
    articulate,
    ask_model,
    axes,
    axis_points,
    bounds,
    check,
    click_constraint,
    colliders,
    constraints,
    contacts,
    correct,
    drag,
    drag_axis,
    explode,
    export,
    framing,
    hints,
    import_file,
    import_rig,
    joint_values,
    joints,
    manual,
    playing,
    pointing,
    preview,
    refine,
    rows,
    saying,
    seen,
    self_test,
    snap,
    state,
    steps,
    task,
    together,
    units,
)

CLASSES = (
    ArtLLMConstraint,
    playing.ArtLLMPlay,
    steps.ArtLLMStep,
    saying.ArtLLMSaying,
    state.ArtLLMState,
    articulate.ARTLLM_OT_articulate,
    *import_file.CLASSES,
    *import_rig.CLASSES,
    articulate.ARTLLM_OT_take_any,
    articulate.ARTLLM_OT_build,
    articulate.ARTLLM_OT_cancel,
    refine.ARTLLM_OT_refine_limits,
    *preview.CLASSES,
    *saying.CLASSES,
    *steps.CLASSES,
    *ask_model.CLASSES,
    *constraints.CLASSES,
    *click_constraint.CLASSES,
    *explode.CLASSES,
    *manual.CLASSES,
    *snap.CLASSES,
    *together.CLASSES,
    *answers.CLASSES,
    *hints.CLASSES,
    *correct.CLASSES,
    *check.CLASSES,
    *colliders.CLASSES,
    *bounds.CLASSES,
    *joints.CLASSES,
    *axes.CLASSES,
    drag.ARTLLM_OT_pose_part,
    drag.ARTLLM_OT_pull_limit,
    drag_axis.ARTLLM_OT_move_pivot,
    drag_axis.ARTLLM_OT_turn_axis,
    axis_points.ARTLLM_OT_axis_through,
    rows.ARTLLM_OT_hide_part,
    *framing.CLASSES,
    *units.CLASSES,
    export.ARTLLM_OT_export,
    *self_test.CLASSES,
)

HANDLERS = (
    ("undo_post", replaced.count),
    ("redo_post", replaced.count),
    ("load_post", replaced.count),
    ("load_pre", task.forget),
    ("load_pre", ahead.forget),
    ("load_pre", self_test.forget),
    ("load_pre", contacts.forget),
    ("depsgraph_update_post", contacts.forget_edited),
    ("load_pre", seen.forget),
    ("load_pre", pointing.forget),
    ("depsgraph_update_post", seen.look_again),
    ("frame_change_post", seen.look_again),
    ("undo_post", seen.look_again),
    ("redo_post", seen.look_again),
    ("depsgraph_update_post", articulate.forget_arrangement),
    ("depsgraph_update_post", rows.forget_changed),
    ("depsgraph_update_post", units.forget_measures),
    ("depsgraph_update_post", state.forgive_edited),
    ("save_pre", playing.pose_for_saving),
    ("load_pre", playing.forget),
    ("load_pre", state.forgive),
    ("load_pre", rows.forget),
    ("depsgraph_update_post", constraints.follow),
    ("frame_change_post", constraints.follow),
    ("load_pre", constraints.forget),
    ("load_pre", click_constraint.forget),
    ("load_pre", snap.forget),
    ("undo_post", constraints.again),
    ("redo_post", constraints.again),
    ("undo_post", state.forgive),
    ("undo_post", rows.forget),
    ("redo_post", state.forgive),
    ("redo_post", rows.forget),
)


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.WindowManager.artllm = bpy.props.PointerProperty(type=state.ArtLLMState)
    setattr(bpy.types.Object, PROPERTY, bpy.props.CollectionProperty(type=ArtLLMConstraint))
    bpy.types.Bone.artllm_name = rows.NAME
    for name, value in joint_values.PROPERTIES.items():
        setattr(bpy.types.Object, name, value)
    for moment, handler in HANDLERS:
        getattr(bpy.app.handlers, moment).append(handler)


def unregister() -> None:
    task.forget()
    ahead.forget()
    playing.forget()
    self_test.forget()
    constraints.forget()
    click_constraint.forget()
    snap.forget()
    contacts.forget()
    rows.forget()
    seen.forget()
    pointing.forget()
    for moment, handler in HANDLERS:
        getattr(bpy.app.handlers, moment).remove(handler)
    for name in joint_values.PROPERTIES:
        delattr(bpy.types.Object, name)
    delattr(bpy.types.Object, PROPERTY)
    del bpy.types.Bone.artllm_name
    del bpy.types.WindowManager.artllm
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
