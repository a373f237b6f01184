"""Corrections through the buttons: from Edit Mode, as one undo step, and with the model asked again."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated, rigged

from artllm_blender.core.articulation import JointType
from artllm_blender.ops.active import active_joint_type, active_part_name, sliders
from artllm_blender.ops.joints import carriers
from artllm_blender.scene.rig.correct import question
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, set_value
from artllm_blender.scene.rig.update_rig import locked_joints


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    return rigged(scenes.cabinet(), name="Cabinet")


def rig():
    return read_rig(find_rigs(bpy.context.scene)[0])


def activate(*things: bpy.types.Object) -> None:
    """Select objects, the first of them active."""
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing in things)
    bpy.context.view_layer.objects.active = things[0]


def edit(thing: bpy.types.Object, kind: str, numbers: list[int]) -> None:
    """Go to Edit Mode with these polygons or vertices selected, and no others."""
    activate(thing)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_mode(type="FACE" if kind == "polygons" else "VERT")
    bpy.ops.mesh.select_all(action="DESELECT")
    bpy.ops.object.mode_set(mode="OBJECT")
    for number in numbers:
        getattr(thing.data, kind)[number].select = True
    bpy.ops.object.mode_set(mode="EDIT")


def faces_of() -> dict[str, int]:
    found = rig()
    return {p.name: sum(len(o.data.polygons) for o in found.objects[p.id]) for p in found.articulation.parts}


def test_selected_faces_become_another_parts_and_a_part_and_undo_brings_back(armature):
    bpy.ops.ed.undo_push(message="Built")
    edit(rig().objects[1][0], "polygons", list(range(6, 12)))
    assert bpy.ops.artllm.assign_to_part(part="2") == {"FINISHED"} and bpy.context.mode == "OBJECT"
    assert faces_of() == {"Body": 36, "Door": 6, "Drawer": 42}
    bpy.ops.ed.undo_push(message="Assigned")
    edit(rig().objects[0][0], "polygons", list(range(6)))
    assert bpy.ops.artllm.new_part("EXEC_DEFAULT", type="prismatic", label="side panel") == {"FINISHED"}
    assert faces_of() == {"Body": 30, "Door": 6, "Drawer": 42, "Side panel": 6}
    assert_moves_as_calculated(rig().armature)
    bpy.ops.ed.undo_push(message="New part")
    bpy.ops.ed.undo()
    assert faces_of() == {"Body": 36, "Door": 6, "Drawer": 42} and len(sliders(rig().armature)) == 2
    bpy.ops.ed.undo()
    assert faces_of() == {"Body": 36, "Door": 12, "Drawer": 36}
    assert_moves_as_calculated(rig().armature)


def test_an_error_leaves_the_artist_in_edit_mode(armature):
    edit(rig().objects[1][0], "polygons", [])
    with pytest.raises(RuntimeError, match="No faces are selected"):
        bpy.ops.artllm.assign_to_part(part="2")
    assert bpy.context.mode == "EDIT_MESH"
    with pytest.raises(RuntimeError, match="one edge or two vertices"):
        bpy.ops.artllm.joint_axis(axis="EDGE")
    bpy.ops.object.mode_set(mode="OBJECT")


def test_what_edit_mode_could_not_undo_waits_for_object_mode(armature):
    edit(rig().objects[1][0], "polygons", [0])
    names = ("lock_joint", "open_close", "rest", "insert_keys", "refine_limits", "predict_joints")
    assert not [name for name in names if getattr(bpy.ops.artllm, name).poll()]
    bpy.ops.object.mode_set(mode="OBJECT")
    assert all(getattr(bpy.ops.artllm, name).poll() for name in names)


def test_parts_are_merged_split_dissolved_and_renamed(armature):
    door, drawer = (rig().objects[id][0] for id in (1, 2))
    activate(door)
    assert active_part_name(bpy.context) == "Door" and active_joint_type(bpy.context) == "revolute"
    bpy.ops.artllm.split_part(smallest=0)
    assert faces_of() == {"Body": 36, "Door": 6, "Drawer": 36, "Door_2": 6}
    activate(drawer, rig().objects[3][0])
    bpy.ops.artllm.merge_parts()
    assert faces_of() == {"Body": 36, "Door": 6, "Drawer": 42}
    assert {thing.name for thing in rig().objects[2]} == {"Cabinet.Drawer", "Cabinet.Drawer.001"}
    bpy.ops.artllm.rename_part(name="Tray", label="tray")
    assert {thing.name for thing in rig().objects[2]} == {"Cabinet.Tray", "Cabinet.Tray.001"}
    bpy.ops.artllm.dissolve_part()
    assert faces_of() == {"Body": 78, "Door": 6}
    with pytest.raises(RuntimeError, match="Only one part is selected"):
        bpy.ops.artllm.merge_parts()
    with pytest.raises(RuntimeError, match="belong to that part already"):
        bpy.ops.artllm.assign_to_part(part="0")


def test_axis_and_origin_come_from_what_is_selected(armature):
    door = rig().objects[1][0]
    set_value(armature, 1, 1.0)
    bpy.context.view_layer.update()
    ends = np.array([door.data.vertices[i].co[:] for i in (1, 5)])
    edit(door, "vertices", [1, 5])
    bpy.ops.artllm.joint_axis(axis="EDGE")
    joint = rig().articulation.joint_of(1)
    np.testing.assert_allclose(np.abs(joint.axis), (0, 0, 1), atol=1e-6)
    np.testing.assert_allclose(joint.origin, ends.mean(axis=0), atol=1e-6)
    activate(door)
    bpy.context.scene.cursor.location = (0.1, 0.2, 0.3)
    bpy.ops.artllm.joint_origin(origin="CURSOR")
    assert rig().articulation.joint_of(1).origin == pytest.approx((0.1, 0.2, 0.3), abs=1e-6)
    before = joint.axis
    bpy.ops.artllm.joint_axis(axis="FLIP")
    np.testing.assert_allclose(rig().articulation.joint_of(1).axis, -np.array(before), atol=1e-6)
    bpy.ops.artllm.joint_axis(axis="X")
    bpy.ops.artllm.joint_origin(origin="BOX")
    bpy.ops.artllm.joint_type(type="prismatic")
    bpy.ops.artllm.joint_limits(lower_way=-0.1, upper_way=0.5)
    joint = rig().articulation.joint_of(1)
    assert (joint.type, joint.lower, joint.upper) == ("prismatic", pytest.approx(-0.1), pytest.approx(0.5))
    with pytest.raises(RuntimeError, match="include 0"):
        bpy.ops.artllm.joint_limits(lower_way=0.1, upper_way=0.5)
    assert locked_joints(rig().armature) == {1}
    assert_moves_as_calculated(rig().armature)


def test_axis_and_pivot_come_from_faces_and_circles(armature):
    body, door = (rig().objects[id][0] for id in (0, 1))
    front = [i for i, face in enumerate(door.data.polygons) if face.normal.y < -0.9]
    edit(door, "polygons", front[:1])
    bpy.ops.artllm.joint_axis(axis="FACE")
    joint = rig().articulation.joint_of(1)
    np.testing.assert_allclose(joint.axis, (0, -1, 0), atol=1e-6)
    np.testing.assert_allclose(joint.origin, door.data.polygons[front[0]].center, atol=1e-6)
    edit(door, "vertices", [0, 1, 2, 3])
    bpy.ops.artllm.joint_origin(origin="CIRCLE")
    middle = np.mean([door.data.vertices[i].co for i in range(4)], axis=0)
    np.testing.assert_allclose(rig().articulation.joint_of(1).origin, middle, atol=1e-6)
    edit(door, "vertices", [0, 1, 2, 3])
    bpy.ops.artllm.joint_axis(axis="CIRCLE")
    np.testing.assert_allclose(np.abs(rig().articulation.joint_of(1).axis), (0, 0, 1), atol=1e-6)
    edit(door, "vertices", [0, 1])
    for words, call in (("three vertices", bpy.ops.artllm.joint_axis), ("to one side", bpy.ops.artllm.joint_axis)):
        with pytest.raises(RuntimeError, match=words):
            call(axis="CIRCLE" if "three" in words else "FACE")
    bpy.ops.object.mode_set(mode="OBJECT")


def test_the_axis_passes_through_two_points(armature):
    activate(rig().objects[1][0])
    bpy.ops.artllm.axis_through("EXEC_DEFAULT", first=(0.4, -0.27, 0), second=(0.4, -0.27, 1))
    joint = rig().articulation.joint_of(1)
    np.testing.assert_allclose((*joint.axis, *joint.origin), (0, 0, -1, 0.4, -0.27, 0), atol=1e-6)
    with pytest.raises(RuntimeError, match="two points are one"):
        bpy.ops.artllm.axis_through("EXEC_DEFAULT", first=(0, 0, 1), second=(0, 0, 1))


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("joint_type", {"type": "fixed"}), ("joint_type", {"type": "screw"}), ("joint_parent", {"parent": "2"}),
        ("joint_axis", {"axis": "FLIP"}), ("joint_origin", {"origin": "BOX"}),
        ("axis_through", {"first": (0, 0, 0), "second": (1, 0, 0)}), ("hide_part", {}),
        ("rename_part", {"name": "Flap"}),
    ],
)  # fmt: skip
def test_each_correction_is_one_step_of_undo(armature, name, settings):
    activate(rig().objects[1][0])
    bpy.ops.ed.undo_push(message="Built")
    before, hidden = rig().articulation, rig().objects[1][0].hide_get()
    assert getattr(bpy.ops.artllm, name)("EXEC_DEFAULT", True, **settings) == {"FINISHED"}
    assert rig().articulation != before or rig().objects[1][0].hide_get() != hidden
    bpy.ops.ed.undo()
    assert rig().articulation == before and rig().objects[1][0].hide_get() == hidden
    bpy.ops.ed.redo()
    assert rig().articulation != before or rig().objects[1][0].hide_get() != hidden


def test_the_popover_s_buttons_hang_fix_mirror_and_copy(armature):
    activate(rig().objects[1][0])
    bpy.ops.artllm.joint_parent(parent="2")
    assert rig().articulation.joint_of(1).parent == 2
    bpy.ops.artllm.joint_type(type="fixed")
    assert rig().articulation.joint_of(1).still
    bpy.ops.artllm.joint_type(type="prismatic")
    activate(rig().objects[2][0], rig().objects[1][0])
    bpy.ops.artllm.copy_limits()
    assert rig().articulation.joint_of(1).upper == pytest.approx(0.35)
    activate(rig().objects[1][0], rig().objects[2][0], rig().objects[0][0])
    bpy.ops.artllm.joint_type(type="revolute")
    assert [joint.type for joint in rig().articulation.joints] == ["revolute", "revolute"], "the body hangs on nothing"
    activate(rig().objects[2][0])
    with pytest.raises(RuntimeError, match="Drawer has no twin"):
        bpy.ops.artllm.mirror_joint()


def test_a_part_is_made_the_base_which_then_has_no_joint(armature):
    activate(rig().objects[1][0])
    assert bpy.ops.artllm.make_base() == {"FINISHED"}
    assert rig().articulation.root == 1
    assert not bpy.ops.artllm.make_base.poll()


def test_joints_are_predicted_again_but_for_locked_ones(armature):
    activate(rig().objects[1][0])
    bpy.ops.artllm.joint_limits(lower_angle=-0.25, upper_angle=0.75)
    bpy.ops.artllm.lock_joint(child=2, locked=True)
    bpy.ops.artllm.lock_joint(child=2, locked=False)
    before = rig()
    assert bpy.ops.artllm.predict_joints() == {"FINISHED"}
    after = rig()
    assert after.articulation.joint_of(1) == before.articulation.joint_of(1)
    assert [part.name for part in after.articulation.parts] == ["Body", "Door", "Drawer"]
    assert bpy.context.window_manager.artllm.status == "IDLE"
    assert_moves_as_calculated(after.armature)


def test_a_new_part_s_joint_is_asked_for_around_all_others(armature):
    before = rig().articulation
    edit(rig().objects[0][0], "polygons", list(range(6)))
    assert bpy.ops.artllm.new_part(type="prismatic", label="side panel", ask=True) == {"FINISHED"}
    after = rig().articulation
    (part,) = {part.id for part in after.parts} - {part.id for part in before.parts}
    assert after.joint_of(part).type is JointType.PRISMATIC and "type" in after.joint_of(part).known
    assert [after.joint_of(joint.child) for joint in before.joints] == list(before.joints)
    _, _, known = question(rig().armature, [part])
    assert {joint.child: joint.axis is None for joint in known.joints} == {1: False, 2: False, part: True}


def test_a_joint_that_the_model_doubts_is_marked_until_it_is_corrected(armature):
    joints = [slider.child for slider in sliders(rig().armature)]
    assert joints == [1, 2]
    for bone in rig().armature.data.bones:
        if "artllm_joint" in bone:
            bone["artllm_joint"]["confidence"] = {1: 0.2, 2: 0.9}[bone["artllm_part"]["id"]]
    assert [slider.unsure for slider in sliders(rig().armature)] == [True, False]
    activate(rig().objects[1][0])
    bpy.ops.artllm.joint_limits(lower_angle=-0.25, upper_angle=0.75)
    assert [slider.unsure for slider in sliders(rig().armature)] == [False, False]
    assert rig().articulation.joint_of(1).confidence == 1


def test_buttons_are_grey_without_a_rig(addon):
    scenes.cabinet()
    for name in ("assign_to_part", "new_part", "split_part", "joint_axis", "predict_joints", "lock_joint"):
        assert not getattr(bpy.ops.artllm, name).poll()


def test_buttons_that_change_the_rig_are_grey_while_something_plays(armature):
    names = ("merge_parts", "joint_type", "refine_limits", "predict_joints", "rest", "open_close")
    activate(rig().objects[1][0])
    assert all(getattr(bpy.ops.artllm, name).poll() for name in names)
    bpy.context.window_manager.artllm.playing = True
    assert not any(getattr(bpy.ops.artllm, name).poll() for name in names)
    bpy.context.window_manager.artllm.playing = False


def test_a_new_part_is_active_and_takes_no_name_of_the_last(armature):
    edit(rig().objects[0][0], "polygons", list(range(6)))
    assert bpy.ops.artllm.new_part("INVOKE_DEFAULT", type="prismatic", name="Flap", label="lid") == {"FINISHED"}
    assert active_part_name(bpy.context) == "Flap"
    assert [thing.name for thing in bpy.context.selected_objects] == ["Cabinet.Flap"]
    edit(rig().objects[1][0], "polygons", list(range(6)))
    assert bpy.ops.artllm.new_part("INVOKE_DEFAULT", type="revolute") == {"FINISHED"}
    assert active_part_name(bpy.context) == "Door_2", "all but the handle is a door as the other"
    assert [part.label for part in rig().articulation.parts][-2:] == ["lid", "door"]
    assert [joint.known for joint in rig().articulation.joints][-2:] == [{"type"}, {"type", "parent"}]


def test_a_name_of_any_length_comes_and_goes(armature):
    activate(rig().objects[1][0])
    bpy.ops.artllm.rename_part(name="Döor" * 50)
    assert active_part_name(bpy.context) == ("Döor" * 50)[:45]
    assert rig().armature.data.bones[1].name == f"{active_part_name(bpy.context)}_joint"
    assert_moves_as_calculated(rig().armature)
    bpy.ops.artllm.rename_part(name="Door")
    assert rig().objects[1][0].name == "Cabinet.Door"


def test_buttons_that_could_only_fail_are_grey_and_say_why(armature):
    body, door = (rig().objects[id][0] for id in (0, 1))
    activate(door)
    assert bpy.ops.artllm.joint_limits.poll()
    bpy.ops.artllm.joint_type(type="continuous")
    with pytest.raises(RuntimeError, match="Door turns without end: make its joint revolute first"):
        bpy.ops.artllm.joint_limits()
    activate(body)
    for name in ("joint_type", "joint_axis", "joint_origin", "joint_limits"):
        with pytest.raises(RuntimeError, match="Body has no joint: choose a part that moves"):
            getattr(bpy.ops.artllm, name)()
    rig().armature.data.bones.active = None
    activate(rig().armature)
    for name in ("merge_parts", "dissolve_part", "rename_part", "joint_type"):
        with pytest.raises(RuntimeError, match="Click a part"):
            getattr(bpy.ops.artllm, name)()


def test_opening_and_locking_take_the_active_part_where_none_is_named(armature):
    activate(rig().objects[2][0])
    assert bpy.ops.artllm.open_close("EXEC_DEFAULT") == {"FINISHED"}
    assert rig().values == {1: 0, 2: pytest.approx(0.35)}
    assert bpy.ops.artllm.lock_joint() == {"FINISHED"}
    assert locked_joints(rig().armature) == {2}
    assert bpy.ops.artllm.lock_joint(locked=False) == {"FINISHED"}
    assert locked_joints(rig().armature) == set()
    activate(rig().objects[0][0])
    with pytest.raises(RuntimeError, match="No part that moves is active"):
        bpy.ops.artllm.lock_joint()


def test_texts_of_a_menu_outlive_the_menu(armature):
    """Blender points at them, and reads them after the items were made anew."""
    activate(rig().objects[1][0])
    first, second = (list(carriers(None, bpy.context)) for _ in range(2))
    assert [item[0] for item in first] == ["0", "2"]
    for one, other in zip(first, second, strict=True):
        assert all(a is b for a, b in zip(one[:3], other[:3], strict=True))
