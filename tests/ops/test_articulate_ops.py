"""What the Articulate button asks, takes from the panel, and refuses; several assets one after the other."""

from __future__ import annotations

import time

import bpy
import pytest
import scenes
from mathutils import Matrix
from rigs import rigged

from artllm_blender.ops import active, task
from artllm_blender.ops.articulate import arranged
from artllm_blender.scene.mesh.apart import assets
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, rig_made_of


@pytest.fixture(autouse=True)
def scene(warm_addon, tiny) -> None:
    """An empty one, and a model that finds a door on a body in everything, quickly."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def activate(*things: bpy.types.Object) -> None:
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing in things)
    bpy.context.view_layer.objects.active = things[0]


def two_props() -> list[bpy.types.Object]:
    """A cabinet in three objects and a bottle 2 m away, all selected."""
    cabinet, bottle = scenes.cabinet(joined=False), scenes.bottle()
    bottle.objects[0].location.x = 2
    bpy.context.view_layer.update()
    return [*cabinet.objects, *bottle.objects]


def tick_until_idle() -> None:
    """As with a window: the timer polls, nobody waits."""
    while task._tick() is not None:
        time.sleep(0.001)


# ----- what is not said is as in the panel


def test_the_panels_settings_are_taken_where_none_are_said(monkeypatch):
    asked = []
    monkeypatch.setattr(task, "begin_each", lambda context, *said: asked.append(said) or task.forget())
    scenes.cabinet()
    state = bpy.context.window_manager.artllm
    state.part_count, state.category, state.interiors, state.thickness = 4, "cabinet", False, 0.25
    try:
        for call in ("INVOKE_DEFAULT", "EXEC_DEFAULT"):
            bpy.ops.artllm.articulate(call)
        bpy.ops.artllm.articulate(part_count=2, interiors=True)
    finally:
        for name in ("part_count", "category", "interiors", "thickness"):
            state.property_unset(name)
    for _, _, known, interiors, thickness, _ in asked[:2]:
        assert (known.part_count, known.category, interiors, thickness) == (4, "cabinet", False, 0.25)
    _, _, known, interiors, thickness, _ = asked[2]
    assert (known.part_count, known.category, interiors, thickness) == (2, "cabinet", True, 0.25)


# ----- a part, the armature, an original


def test_parts_and_armatures_are_refused_with_the_reason():
    armature = rigged(scenes.cabinet(), name="Cabinet")
    door = read_rig(armature).objects[1][0]
    for thing, reason in ((door, "Cabinet.Door is a part of Cabinet Rig"), (armature, "Rig is articulated already")):
        activate(thing)
        with pytest.raises(RuntimeError, match=f"{reason}: select an original, or use Re-predict Joints"):
            bpy.ops.artllm.articulate()
    other = scenes.bottle().objects[0]
    activate(other, door)
    assert not bpy.ops.artllm.articulate.poll()
    activate(other, armature)
    assert bpy.ops.artllm.articulate.poll()
    assert find_rigs(bpy.context.scene) == [armature]


def test_an_original_is_known_again():
    prop = scenes.cabinet()
    assert rig_made_of(prop.objects[0]) is None
    armature = rigged(prop)
    assert rig_made_of(prop.objects[0]) == armature
    for thing in read_rig(armature).objects.values():
        bpy.data.objects.remove(thing[0])
    assert rig_made_of(prop.objects[0]) is None


# ----- several props


def test_what_stands_apart_is_told_from_what_belongs_together():
    assert assets([]) == [] and arranged(bpy.context) == 0
    things = two_props()
    assert assets(things) == [things[:3], things[3:]] and arranged(bpy.context) == 2
    parent = bpy.data.objects.new("Parent", None)
    bpy.context.scene.collection.objects.link(parent)
    things[3].location.x = 0.7
    bpy.context.view_layer.update()
    assert len(assets(things)) == 2
    for thing in things:
        thing.parent = parent
    assert assets(things) == [things]  # a part set aside
    things[3].location.x = 5
    bpy.context.view_layer.update()
    assert len(assets(things)) == 2  # a scene's own root
    assert arranged(bpy.context) == 2


def test_of_many_objects_a_panel_asks_without_counting():
    things = [scenes.mesh_object(f"Dust {number}", [(0, 0, 0)], []) for number in range(101)]
    assert arranged(bpy.context) == 101 and len(assets(things)) == 1
    things[0].select_set(False)
    assert arranged(bpy.context) == 1


def test_instanced_collections_stand_where_they_are_seen():
    prop = scenes.cabinet()
    collection = bpy.data.collections.new("Set")
    collection.objects.link(prop.objects[0])
    instances = [bpy.data.objects.new(f"Instance {x}", None) for x in (0, 5)]
    for x, instance in zip((0, 5), instances, strict=True):
        bpy.context.scene.collection.objects.link(instance)
        instance.instance_type, instance.instance_collection = "COLLECTION", collection
        instance.matrix_world = Matrix.Translation((x, 0, 0))
    bpy.context.view_layer.update()
    assert assets([*prop.objects, *instances]) == [[prop.objects[0], instances[0]], [instances[1]]]


def test_two_props_become_two_rigs_or_one_as_was_said():
    things = two_props()
    activate(*things)
    assert bpy.ops.artllm.articulate() == {"FINISHED"}
    assert sorted(rig.name for rig in find_rigs(bpy.context.scene)) == ["Bottle Rig", "Cabinet Body Rig"]
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    activate(*two_props())
    assert bpy.ops.artllm.articulate(together="ONE") == {"FINISHED"}
    assert len(find_rigs(bpy.context.scene)) == 1


def test_several_are_followed_one_after_the_other(monkeypatch):
    things, state = two_props(), bpy.context.window_manager.artllm
    third = scenes.mesh_object("Dust", [(9, 0, 0)], [])
    with pytest.raises(RuntimeError, match="Dust: The mesh has a single vertex but no faces"):
        bpy.ops.artllm.articulate()
    bpy.data.objects.remove(third)
    seen, show = [], task._show_progress
    monkeypatch.setattr(task, "_show_progress", lambda: (show(), seen.append(state.target)))
    task.begin_each(bpy.context, [things[:3], things[3:]], seed=0)
    tick_until_idle()
    assert list(dict.fromkeys(seen)) == ["Cabinet Body and 2 more, 1 of 2", "Bottle, 2 of 2"]
    assert len(find_rigs(bpy.context.scene)) == 2 and state.status == "IDLE" and not state.error
    assert active.active_rig(bpy.context).name == "Bottle Rig"


def test_one_of_several_that_fails_does_not_stop_the_others():
    things, state = two_props(), bpy.context.window_manager.artllm
    task.begin_each(bpy.context, [things[:3], things[3:]], seed=0)
    bpy.data.objects.remove(things[1])
    tick_until_idle()
    (rig,) = find_rigs(bpy.context.scene)
    assert rig.name == "Bottle Rig" and state.status == "IDLE"
    rig.update_tag()
    bpy.context.view_layer.update()
    assert state.error.startswith("Cabinet Body and 2 more: ")
    assert state.trouble(bpy.context) == state.error


def test_in_another_mode_it_says_what_it_waits_for():
    (thing,), state = scenes.cabinet().objects, bpy.context.window_manager.artllm
    job = task.begin_each(bpy.context, [[thing]], seed=0)
    bpy.ops.object.mode_set(mode="EDIT")
    job.wait()
    task._tick()
    assert (state.status, state.stage) == ("READY", "Waits for Object Mode")
    bpy.ops.object.mode_set(mode="OBJECT")
    tick_until_idle()
    assert len(find_rigs(bpy.context.scene)) == 1 and not state.error


def test_in_another_scene_it_waits_for_its_own():
    (thing,), state, window = scenes.cabinet().objects, bpy.context.window_manager.artllm, bpy.context.window
    home = bpy.context.scene
    job = task.begin_each(bpy.context, [[thing]], seed=0)
    window.scene = bpy.data.scenes.new("Elsewhere")
    job.wait()
    task._tick()
    assert (state.status, state.stage) == ("READY", "Waits for Scene to be shown")
    assert not bpy.ops.artllm.build.poll()
    window.scene = home
    tick_until_idle()
    assert len(find_rigs(home)) == 1 and not state.error


def test_an_undo_of_the_first_does_not_stop_the_second():
    things = two_props()
    bpy.ops.ed.undo_push(message="Two props")
    task.begin_each(bpy.context, [things[:3], things[3:]], seed=0)
    while "2 of 2" not in bpy.context.window_manager.artllm.target:
        task._tick()
    assert len(find_rigs(bpy.context.scene)) == 1
    bpy.ops.ed.undo()
    assert not find_rigs(bpy.context.scene)
    tick_until_idle()
    assert [rig.name for rig in find_rigs(bpy.context.scene)] == ["Bottle Rig"]


def test_cancelling_drops_those_that_wait():
    things = two_props()
    task.begin_each(bpy.context, [things[:3], things[3:]], seed=0)
    bpy.ops.artllm.cancel()
    assert bpy.context.window_manager.artllm.status == "IDLE" and not find_rigs(bpy.context.scene)
    assert bpy.ops.artllm.articulate.poll()


# ----- an error is over


@pytest.fixture
def trouble():
    thing = scenes.mesh_object("Dust", [(0, 0, 0), (1, 0, 0), (0, 1, 0)], [])
    with pytest.raises(RuntimeError, match="no faces"):
        bpy.ops.artllm.articulate()
    state = bpy.context.window_manager.artllm
    assert "no faces" in state.trouble(bpy.context)
    return thing, state


def test_a_hint_that_errors_of_a_run_have_in_common_is_said_once(trouble):
    _, state = trouble
    state.error = ""
    for name in ("Vase", "Brick"):
        state.fail(task.InputError(f"{name} stays.", "Select another."))
    assert state.error == "Vase stays. Brick stays. Select another."


def test_an_error_is_not_shown_with_another_selection(trouble):
    thing, state = trouble
    other = scenes.cabinet().objects[0]
    activate(other)
    assert not state.trouble(bpy.context)
    activate(thing)
    assert state.trouble(bpy.context)
    activate(other)
    assert bpy.ops.artllm.articulate() == {"FINISHED"}
    assert not state.error


def test_an_error_is_over_when_its_object_was_edited(trouble):
    thing, state = trouble
    thing.location.x = 1
    bpy.context.view_layer.update()
    assert state.trouble(bpy.context)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.mesh.edge_face_add()
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.context.view_layer.update()
    assert not state.error


def test_an_error_is_over_after_an_undo_and_in_another_file(trouble):
    _, state = trouble
    bpy.ops.ed.undo_push(message="one")
    bpy.ops.ed.undo_push(message="two")
    bpy.ops.ed.undo()
    assert not bpy.context.window_manager.artllm.error
    bpy.context.window_manager.artllm.fail(task.InputError("Once more."))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    assert not bpy.context.window_manager.artllm.error
