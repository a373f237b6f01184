"""Building in steps: wherever it is stopped, the scene is as it was; taken to the end, it is as if done at once."""

from __future__ import annotations

import bpy
import pytest
import scenes

from artllm_blender.core.steps import exhausted
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.mesh.mesh_layers import STAGE
from artllm_blender.scene.rig.asset import build_asset, refine_limits, refining_limits, whole_asset
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import read_rig


@pytest.fixture
def made():
    """A cabinet's source and what the model says of it."""
    scenes.empty_scene()
    prop = scenes.cabinet()
    for thing in prop.objects:
        thing.select_set(True)
    bpy.context.view_layer.objects.active = prop.objects[0]
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    return source, scenes.predict(prop, source)


def state() -> tuple:
    """All data-blocks, and of the objects whether they are selected and shown."""
    blocks = {(type(block).__name__, block.name) for block in bpy.data.user_map()}
    shown = [(thing.name, thing.hide_get(), thing.hide_render) for thing in bpy.context.scene.objects]
    return blocks, shown, [thing.name for thing in bpy.context.selected_objects], bpy.context.active_object.name


def test_a_build_that_is_stopped_leaves_the_scene_as_it_was(made):
    source, prediction = made
    before, count, begun = state(), 0, 0
    while True:
        steps = whole_asset(bpy.context, source, prediction, kept=Settings())
        told = STAGE, 0.0
        try:
            for _ in range(count):
                told = next(steps)
                assert 0 <= told[1] <= 1
        except StopIteration:
            break
        steps.close()
        assert state() == before, f"after {count} steps"
        begun += 1
        count += 1 if told[0] == STAGE else 23  # of limits, which are not written before the end
    assert begun > 10


def test_in_steps_it_comes_to_the_same_as_at_once(made):
    source, prediction = made
    shares = []
    whole = exhausted(whole_asset(bpy.context, source, prediction), lambda _, share: shares.append(share))
    for thing in source.objects():
        thing.hide_set(False)
    bpy.context.view_layer.update()
    once = build_asset(bpy.context, source, prediction)
    refine_limits(once)
    assert shares == sorted(shares)
    assert read_rig(whole).articulation.joints == read_rig(once).articulation.joints


def test_refining_that_is_stopped_has_changed_nothing(made):
    armature = build_asset(bpy.context, *made)
    armature.data.bones["Drawer_joint"]["artllm_joint"]["note"] = "as it was"
    before = read_rig(armature).articulation
    steps = refining_limits(armature)
    next(steps), next(steps)
    steps.close()
    assert read_rig(armature).articulation == before


@pytest.mark.parametrize("count", [1, 3, 6, 12, 30, 60])
def test_an_undo_beneath_it_leaves_nothing_to_clean_up(addon, made, count):
    source, prediction = made
    bpy.ops.ed.undo_push(message="Made")
    bpy.context.scene.objects[0].location.x += 1
    bpy.context.view_layer.update()
    bpy.ops.ed.undo_push(message="Moved")
    before = state()
    steps = whole_asset(bpy.context, source, prediction, kept=Settings())
    for _ in range(count):
        next(steps)
    bpy.ops.ed.undo()
    undone = state()
    assert undone == before and bpy.context.scene.objects[0].location.x == 0
    steps.close()
    assert state() == undone
    bpy.ops.ed.redo()
    assert state() == before and bpy.context.scene.objects[0].location.x == 1
