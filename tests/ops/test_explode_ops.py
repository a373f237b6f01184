"""Explode: parts follow one slider and are as before when it is removed."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from boxes import box
from rigs import rigged
from scenes import chosen, of_triangles

from artllm_blender.ops.seen import asset_of, is_apart
from artllm_blender.scene.assembly.explode import followers, plan_of
from artllm_blender.scene.rig.read_rig import read_rig


@pytest.fixture(autouse=True)
def scene(addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def made(name: str, *parts: np.ndarray) -> bpy.types.Object:
    return of_triangles(name, np.concatenate(parts))


def place(thing: bpy.types.Object) -> np.ndarray:
    bpy.context.view_layer.update()
    return np.array(thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).matrix_world)


def put(armature: bpy.types.Object, value: float) -> None:
    armature["exploded"] = value
    armature.update_tag()


def slider() -> bpy.types.Object:
    (armature,) = (thing for thing in bpy.data.objects if "artllm_explode" in thing)
    return armature


BASE, LID = box((0, 0, 0), (1, 1, 0.5)), box((0.1, 0.1, 0.5), (0.9, 0.9, 0.6))


def test_objects_move_with_the_slider_and_stand_as_before_without_it(tmp_path):
    base, lid = made("Base", BASE), made("Lid", LID)
    lid.location.x = 0.05
    chosen(base, lid)
    before = place(lid)
    assert bpy.ops.artllm.explode() == {"FINISHED"}
    armature = slider()
    assert place(lid)[2, 3] - before[2, 3] > 0.02 and np.allclose(place(base), np.eye(4))
    put(armature, 0.5)
    half = place(lid)[2, 3]
    assert before[2, 3] < half < 0.6
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "a.blend"), use_scripts=False)
    lid, armature = bpy.data.objects["Lid"], slider()
    assert place(lid)[2, 3] == pytest.approx(half)
    put(armature, 0.0)
    assert np.allclose(place(lid), before, atol=1e-6)
    put(armature, 1.0)
    chosen(lid)
    assert bpy.ops.artllm.remove_explode() == {"FINISHED"}
    assert np.allclose(place(lid), before) and not lid.constraints
    assert {thing.name for thing in bpy.data.objects} == {"Base", "Lid"}
    assert not bpy.data.armatures and not bpy.data.curves


def test_what_left_first_stays_where_it_is_while_others_leave():
    base, lid, top = made("Base", BASE), made("Lid", LID), made("Top", box((0.3, 0.3, 0.6), (0.6, 0.6, 0.7)))
    chosen(base, lid, top)
    bpy.ops.artllm.explode()
    armature, ends = slider(), [place(thing)[:3, 3] for thing in (base, lid, top)]
    planned = [end[:3, 3] for end in plan_of(armature).final()]
    assert np.allclose(sorted(map(tuple, ends)), sorted(map(tuple, planned)), atol=1e-5)


def test_the_look_changes_and_the_plan_stays():
    base, lid = made("Base", BASE), made("Lid", LID)
    chosen(base, lid)
    bpy.ops.artllm.explode(trails=False)
    once = place(lid)[2, 3]
    bpy.ops.artllm.explode_look(strength=2.0)
    assert place(lid)[2, 3] == pytest.approx(2 * once, rel=1e-4)
    assert [thing.type for thing in slider().children] == ["CURVE"]
    bpy.ops.artllm.explode_look(direction="Y")
    assert place(lid)[2, 3] == pytest.approx(0, abs=1e-6)
    bpy.ops.artllm.explode()
    assert place(lid)[2, 3] == pytest.approx(once, rel=1e-4)


def test_loose_pieces_become_objects_until_it_is_removed():
    thing = made("Thing", BASE, LID)
    chosen(thing)
    assert bpy.ops.artllm.explode() == {"FINISHED"}
    pieces = followers(slider())
    assert len(pieces) == 2 and thing.hide_get() and thing.hide_render
    assert max(place(piece)[2, 3] for piece in pieces) > 0.02
    chosen(pieces[0])
    bpy.ops.artllm.explode()
    assert len(followers(slider())) == 2
    chosen(followers(slider())[0])
    bpy.ops.artllm.remove_explode()
    assert [one.name for one in bpy.data.objects] == ["Thing"]
    assert not thing.hide_get() and not thing.hide_render


def test_a_rig_comes_apart_and_its_joints_still_move():
    armature = rigged(scenes.cabinet())
    chosen(armature)
    assert bpy.ops.artllm.explode() == {"FINISHED"}
    assert len(followers(slider())) >= 2
    put(slider(), 0.0)
    (door,) = read_rig(armature).objects[read_rig(armature).articulation.joints[0].child]
    shut = place(door)
    bpy.context.view_layer.objects.active = door
    bpy.ops.artllm.pose_all(pose="OPEN")
    assert not np.allclose(place(door), shut, atol=1e-2)


def test_joints_are_not_drawn_beside_parts_that_are_taken_apart():
    armature = rigged(scenes.cabinet())
    chosen(*read_rig(armature).objects[0])
    bpy.ops.artllm.explode()
    bpy.context.view_layer.objects.active = armature
    for value in (1.0, 0.0):
        put(slider(), value)
        assert is_apart(asset_of(bpy.context)) == bool(value)


def test_a_screw_cap_turns_by_its_pitch_as_it_leaves():
    armature = rigged(scenes.bottle())
    chosen(armature)
    bpy.ops.artllm.explode()
    (joint,) = read_rig(armature).articulation.joints
    (step,) = plan_of(slider()).steps
    quarter = step.path[1] @ np.linalg.inv(step.path[0])
    assert np.trace(quarter[:3, :3]) == pytest.approx(1, abs=1e-6)
    assert abs(quarter[:3, 3] @ np.array(joint.axis)) == pytest.approx(abs(joint.pitch) / 4, rel=1e-5)
    assert np.allclose(step.path[-1][:3, :3], np.eye(3), atol=1e-6)


def test_slider_is_keyed_from_together_to_apart():
    base, lid = made("Base", BASE), made("Lid", LID)
    chosen(base, lid)
    bpy.ops.artllm.explode()
    apart = place(lid)[2, 3]
    bpy.ops.artllm.key_explode(frames=10)
    bpy.context.scene.frame_set(1)
    assert place(lid)[2, 3] == pytest.approx(0, abs=1e-6)
    bpy.context.scene.frame_set(11)
    assert place(lid)[2, 3] == pytest.approx(apart)


def test_one_part_is_refused_and_nothing_changes():
    chosen(made("Base", BASE))
    with pytest.raises(RuntimeError, match="only one part"):
        bpy.ops.artllm.explode()
    assert [one.name for one in bpy.data.objects] == ["Base"]
    assert not bpy.ops.artllm.remove_explode.poll()


def test_what_has_no_faces_is_neither_exploded_nor_assembled_and_nothing_changes():
    empty = bpy.data.objects.new("Empty", bpy.data.meshes.new("Empty"))
    bpy.context.scene.collection.objects.link(empty)
    chosen(empty)
    for press in (bpy.ops.artllm.explode, bpy.ops.artllm.assemble, bpy.ops.artllm.make_manual):
        with pytest.raises(RuntimeError, match="What is selected has no faces"):
            press()
    empty.modifiers.new("Solidify", "SOLIDIFY")  # which could have made some
    for press in (bpy.ops.artllm.explode, bpy.ops.artllm.assemble):
        with pytest.raises(RuntimeError, match="^Error: Empty has no faces. Select something that has a surface.$"):
            press()
    assert [one.name for one in bpy.data.objects] == ["Empty"]
    chosen(empty, made("Base", BASE))
    with pytest.raises(RuntimeError, match="only one part"):
        bpy.ops.artllm.explode()


def test_what_is_left_of_one_whose_armature_was_deleted_is_removed():
    base, lid, pieces = made("Base", BASE), made("Lid", LID), made("Pieces", BASE + 3, LID + 3)
    chosen(pieces)
    bpy.ops.artllm.explode()
    bpy.data.objects.remove(slider())
    lid.constraints.new("ARMATURE").targets.new()
    chosen(base, lid)
    bpy.ops.artllm.explode()
    chosen(slider())
    assert bpy.ops.object.delete() == {"FINISHED"}
    assert any(thing.type == "CURVE" for thing in bpy.data.objects) and len(lid.constraints) == 2
    chosen(lid)
    assert bpy.ops.artllm.remove_explode() == {"FINISHED"}
    assert {thing.name for thing in bpy.data.objects} == {"Base", "Lid", "Pieces"} and not bpy.data.curves
    assert not base.constraints and [one.name for one in lid.constraints] == ["Armature"], "his own stays"
    assert not pieces.hide_get() and not pieces.hide_render
    assert not bpy.ops.artllm.remove_explode.poll()


def test_nothing_else_is_begun_while_something_is_done_in_slices():
    base, lid = made("Base", BASE), made("Lid", LID)
    chosen(base, lid)
    state = bpy.context.window_manager.artllm
    for name in ("explode", "assemble", "make_manual"):
        operator = getattr(bpy.ops.artllm, name)
        assert operator.poll()
        state.slicing, state.target = True, "Explode"
        with pytest.raises(RuntimeError, match="Something is at work, Explode: wait for it, or press Esc"):
            operator()
        state.slicing = False
