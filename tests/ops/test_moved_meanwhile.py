"""What the artist does to the source, or to the rig, while the model is at work."""

from __future__ import annotations

import time

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Euler, Matrix
from rigs import assert_moves_as_calculated, rigged, standing

from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import carried
from artllm_blender.ops import task
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.read_rig import Rig, find_rigs, read_rig, set_value


@pytest.fixture(autouse=True)
def scene(warm_addon, tiny) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def tick_until_idle() -> None:
    while task._tick() is not None:
        time.sleep(0.001)


def built(joined: bool, move: Matrix) -> Rig:
    """The cabinet's rig, its objects moved between question and answer."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    prop = scenes.cabinet(joined)
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    for thing in prop.objects:
        thing.matrix_world = move @ thing.matrix_world
    bpy.context.view_layer.update()
    return read_rig(build_asset(bpy.context, source, scenes.predict(prop, source)))


@pytest.mark.parametrize("joined", [True, False])
@pytest.mark.parametrize(
    "move",
    [
        Matrix.Translation((3, -2, 1)),
        Matrix.LocRotScale((50, 60, 70), Euler((0.4, 0.5, 0.9)), (1, 1, 1)),
        Matrix.LocRotScale((1, 0, 0), Euler((0, 0, 2)), (0.25, 0.25, 0.25)),
    ],
    ids=["moved", "turned", "scaled"],
)
def test_the_articulation_goes_along(joined, move):
    still = built(joined, Matrix())
    wanted = {joint.child: carried(joint, np.array(move)) for joint in still.articulation.joints}
    corners = {id: apply(np.array(move), points) for id, points in standing(still).items()}
    moved = built(joined, move)
    for joint in moved.articulation.joints:
        expected = wanted[joint.child]
        assert (joint.type, joint.parent) == (expected.type, expected.parent)
        np.testing.assert_allclose(joint.axis, expected.axis, atol=1e-5)
        np.testing.assert_allclose(np.cross(np.subtract(joint.origin, expected.origin), joint.axis), 0, atol=1e-4)
        assert (joint.lower, joint.upper) == pytest.approx((expected.lower, expected.upper), abs=1e-4)
    assert_moves_as_calculated(moved.armature, 1e-4)
    for id, points in standing(moved).items():
        np.testing.assert_allclose(points.min(axis=0), corners[id].min(axis=0), atol=1e-4)
        np.testing.assert_allclose(points.max(axis=0), corners[id].max(axis=0), atol=1e-4)


def test_a_move_that_is_undone_meanwhile():
    thing = scenes.cabinet().objects[0]
    bpy.ops.ed.undo_push(message="Made")
    thing.location.x = 5
    bpy.context.view_layer.update()
    bpy.ops.ed.undo_push(message="Moved")
    task.begin(bpy.context, [thing], seed=0)
    bpy.ops.ed.undo()
    assert bpy.data.objects["Cabinet"].location.x == 0
    tick_until_idle()
    rig = read_rig(find_rigs(bpy.context.scene)[0])
    for points in standing(rig).values():
        assert np.abs(points[:, 0]).max() < 1
    assert all(abs(joint.origin[0]) < 2 for joint in rig.articulation.joints)


def vertex_moved(thing: bpy.types.Object) -> None:
    thing.data.vertices[0].co.x += 0.1
    thing.data.update()


def face_turned(thing: bpy.types.Object) -> None:
    thing.data.polygons[0].flip()
    thing.data.update()


def stretched(thing: bpy.types.Object) -> None:
    thing.scale.z = 2


def mirrored(thing: bpy.types.Object) -> None:
    thing.scale.x = -1


def modified(thing: bpy.types.Object) -> None:
    thing.modifiers.new("Subdivision", "SUBSURF")


def unlinked(thing: bpy.types.Object) -> None:
    thing.use_fake_user = True
    bpy.context.scene.collection.objects.unlink(thing)


@pytest.mark.parametrize(
    "change", [vertex_moved, face_turned, stretched, mirrored, modified, unlinked], ids=lambda it: it.__name__
)
def test_what_was_changed_is_not_built_and_that_is_said(change):
    thing, state = scenes.cabinet().objects[0], bpy.context.window_manager.artllm
    task.begin(bpy.context, [thing], seed=0)
    change(thing)
    bpy.context.view_layer.update()
    before = set(bpy.data.user_map())
    tick_until_idle()
    assert state.error == "Cabinet was changed while the model was at work. Articulate it again, as it was edited."
    assert set(bpy.data.user_map()) == before and state.status == "IDLE"


@pytest.mark.parametrize("way", ["hide_viewport", "hide_set", "exclude"])
def test_what_was_hidden_is_waited_for(way):
    thing, state = scenes.cabinet().objects[0], bpy.context.window_manager.artllm
    home = bpy.data.collections.new("Home")
    bpy.context.scene.collection.children.link(home)
    home.objects.link(thing)
    bpy.context.scene.collection.objects.unlink(thing)
    layer = bpy.context.view_layer.layer_collection.children["Home"]
    bpy.context.view_layer.update()
    job = task.begin(bpy.context, [thing], seed=0)

    def hide(hidden: bool) -> None:
        if way == "hide_set":
            thing.hide_set(hidden)
        else:
            setattr(layer if way == "exclude" else thing, way, hidden)

    hide(True)
    job.wait()
    task._tick()
    assert (state.status, state.stage) == ("READY", "Waits for Cabinet to be shown")
    hide(False)
    tick_until_idle()
    assert len(find_rigs(bpy.context.scene)) == 1 and not state.error


def test_a_deleted_source_is_said():
    things = scenes.cabinet(joined=False).objects
    task.begin(bpy.context, list(things), seed=0)
    bpy.data.objects.remove(things[2])
    tick_until_idle()
    assert "1 of the selected objects no longer exist" in bpy.context.window_manager.artllm.error
    assert not find_rigs(bpy.context.scene)


def test_predicted_joints_go_along_with_a_rig_that_was_moved():
    def predicted(move: Matrix) -> Rig:
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        prop = scenes.cabinet()
        source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
        armature = build_asset(bpy.context, source, scenes.predict(prop, source))
        task.begin_joints(bpy.context, armature)
        armature.matrix_world = move @ armature.matrix_world
        set_value(armature, 1, 0.5)
        bpy.context.view_layer.update()
        tick_until_idle()
        return read_rig(armature)

    still = predicted(Matrix()).articulation.joints
    move = Matrix.LocRotScale((5, 6, 7), Euler((0, 0, 1)), (2, 2, 2))
    for was, now in zip(still, predicted(move).articulation.joints, strict=True):
        expected = carried(was, np.array(move))
        np.testing.assert_allclose(now.axis, expected.axis, atol=1e-5)
        np.testing.assert_allclose(now.origin, expected.origin, atol=1e-4)
        assert (now.lower, now.upper) == pytest.approx((expected.lower, expected.upper), abs=1e-4)


def test_parts_that_were_edited_meanwhile_keep_their_joints():
    armature = rigged(scenes.cabinet())
    task.begin_joints(bpy.context, armature)
    before = read_rig(armature).articulation.joints
    read_rig(armature).objects[1][0].data.vertices[0].co.x += 1
    tick_until_idle()
    assert "parts were changed while the model was at work" in bpy.context.window_manager.artllm.error
    assert read_rig(armature).articulation.joints == before
