"""Hints: drawn, clicked and said ones ask the model around what stays and change the rig in place, in one undo step."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from echo import Echo
from rigs import assert_moves_as_calculated

from artllm_blender import client
from artllm_blender.core.articulation import Articulation, Joint, JointType, Part
from artllm_blender.core.cut.united import united
from artllm_blender.ops import answers
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset, notes_of
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig
from artllm_blender.scene.rig.update_rig import lock_joint, locked_joints


@pytest.fixture
def model(warm_addon, monkeypatch) -> Echo:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    model = Echo()
    monkeypatch.setattr(client, "_runtime", model)
    return model


def cabinet(make=scenes.cabinet, **settings) -> bpy.types.Object:
    """Its rig; in its second answer the drawer is of the body. make: another prop likewise."""
    prop = make()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    first = scenes.predict(prop, source)
    first = replace(first, others=(united(first, 0, 2),))
    armature = build_asset(bpy.context, source, first, kept=Settings(**settings))
    bpy.ops.ed.undo_push(message="rigged")
    return armature


def rig():
    return read_rig(find_rigs(bpy.context.scene)[0])


def moves() -> dict[str, str]:
    tree = rig().articulation
    return {tree.part(joint.child).name: joint.type.value for joint in tree.joints}


def faces() -> dict[str, int]:
    found = rig()
    return {p.name: sum(len(o.data.polygons) for o in found.objects[p.id]) for p in found.articulation.parts}


BEFORE = {"Door": "revolute", "Drawer": "prismatic"}
COUNTS = {"Body": 36, "Door": 12, "Drawer": 36}


# ----- drawn


def test_a_stroke_is_locked_and_the_model_says_the_rest(model):
    armature = cabinet()
    assert bpy.ops.artllm.draw_motion(child=1, type="prismatic", axis=(-1, 0, 0)) == {"FINISHED"}
    (asked,) = model.asked
    assert [part.id for part in asked.parts] == [0, 1, 2] and asked.part_count == 3
    (told,) = asked.joints
    assert (told.child, told.type, told.axis, told.origin) == (1, "prismatic", (-1, 0, 0), None)
    joint = rig().articulation.joint_of(1)
    np.testing.assert_allclose(joint.axis, (-1, 0, 0), atol=1e-6)
    assert joint.type is JointType.PRISMATIC and joint.lower == 0 < joint.upper, "it opens as it was drawn"
    assert locked_joints(armature) == {1} and faces() == COUNTS
    np.testing.assert_allclose(np.abs(rig().articulation.joint_of(2).axis), (0, 0, 1), atol=1e-6)
    assert_moves_as_calculated(armature)


def test_a_stroke_may_be_its_twins_too(model):
    armature = cabinet(scenes.wardrobe)
    bpy.ops.artllm.draw_motion(child=1, type="prismatic", axis=(-1, 0, 0), alike=True)
    left, right = (rig().articulation.joint_of(part) for part in (1, 2))
    assert left.type is right.type is JointType.PRISMATIC and locked_joints(armature) == {1, 2}
    np.testing.assert_allclose(right.axis, (1, 0, 0), atol=1e-6)
    assert (right.lower, right.upper) == pytest.approx((left.lower, left.upper))
    assert_moves_as_calculated(armature)


def test_a_stroke_for_a_twin_that_is_not_there_is_refused(model):
    cabinet()
    with pytest.raises(RuntimeError, match="No part is like Door"):
        bpy.ops.artllm.draw_motion(child=1, type="prismatic", axis=(-1, 0, 0), alike=True)
    assert moves() == BEFORE and not model.asked


def test_a_turn_about_a_line_wherever_the_rig_was_moved(model):
    armature = cabinet()
    armature.location.x += 3
    armature.rotation_euler.z = 1.0
    bpy.context.view_layer.update()
    local = armature.matrix_world.inverted()
    origin = local @ (armature.matrix_world @ armature.data.bones[0].head_local)
    bpy.ops.artllm.draw_motion(child=1, type="revolute", axis=(0, 0, 1), origin=(0.4, -0.26, 0.3))
    joint = rig().articulation.joint_of(1)
    world = armature.matrix_world @ type(origin)((0.4, -0.26, 0.3))
    away = np.cross(np.subtract(joint.origin, world), joint.axis)
    assert joint.type is JointType.REVOLUTE and np.linalg.norm(away) < 1e-5


def test_locked_joints_stay_around_a_stroke(model):
    armature = cabinet()
    lock_joint(armature, 2)
    before = rig().articulation.joint_of(2)
    bpy.ops.artllm.draw_motion(child=1, type="prismatic", axis=(-1, 0, 0))
    assert replace(rig().articulation.joint_of(2), note="") == before
    assert {joint.child for joint in model.asked[0].joints} == {1, 2}


def test_a_stroke_on_the_body_is_refused(model):
    cabinet()
    with pytest.raises(RuntimeError, match="Body is what everything hangs on"):
        bpy.ops.artllm.draw_motion(child=0, type="prismatic", axis=(1, 0, 0))
    assert moves() == BEFORE and not model.asked


def test_a_hint_is_one_undo_step_and_hints_accumulate(model):
    cabinet()
    bpy.ops.artllm.draw_motion(child=1, type="prismatic", axis=(-1, 0, 0))
    bpy.ops.ed.undo_push(message="drawn")
    bpy.ops.artllm.draw_motion(child=2, type="revolute", axis=(1, 0, 0), origin=(0, -0.25, 0.7))
    bpy.ops.ed.undo_push(message="drawn again")
    assert moves() == {"Door": "prismatic", "Drawer": "revolute"}
    assert locked_joints(rig().armature) == {1, 2}
    bpy.ops.ed.undo()
    assert moves() == {"Door": "prismatic", "Drawer": "prismatic"} and locked_joints(rig().armature) == {1}
    bpy.ops.ed.undo()
    assert moves() == BEFORE and not locked_joints(rig().armature)


# ----- clicked


def local(point) -> tuple[float, ...]:
    return tuple(rig().armature.matrix_world.inverted() @ type(rig().armature.location)(point))


def test_a_click_on_a_piece_makes_it_a_part(model):
    """The door's handle, a solid of its own."""
    cabinet()
    assert bpy.ops.artllm.click_part(place=local((0.35, -0.31, 0.4))) == {"FINISHED"}
    assert faces() == {**COUNTS, "Door": 6, "Flap": 6}
    assert moves() == {**BEFORE, "Flap": "prismatic"}
    (asked,) = model.asked
    assert [(part.id, part.label) for part in asked.parts][-1] == (3, "")
    assert_moves_as_calculated(rig().armature)
    bpy.ops.artllm.try_another()
    assert faces()["Flap"] == 6, "what was clicked stays with other answers"


def test_a_click_means_what_another_answer_sees_there(model):
    """The drawer, all its boards, where the rig has it with the body."""
    cabinet()
    bpy.ops.artllm.try_another()
    assert faces() == {"Body": 72, "Door": 12}
    bpy.ops.artllm.click_part(place=local((0.1, -0.275, 0.9)))
    assert faces() == {"Body": 36, "Door": 12, "Flap": 36}


def test_a_click_gives_a_piece_to_a_part(model):
    cabinet()
    bpy.ops.artllm.click_part(place=local((0.35, -0.31, 0.4)), into=2)
    assert faces() == {"Body": 36, "Door": 6, "Drawer": 42}
    bpy.ops.artllm.click_part(place=local((0.0, -0.275, 0.2)), into=2)
    assert faces() == {"Body": 36, "Drawer": 48}, "and a whole part"


def test_a_click_that_says_nothing_new_is_refused(model):
    cabinet()
    with pytest.raises(RuntimeError, match="of Door already"):
        bpy.ops.artllm.click_part(place=local((0.0, -0.275, 0.2)), into=1)
    assert faces() == COUNTS and not model.asked


# ----- said


def test_a_word_has_the_parts_found_anew_around_what_was_corrected(model):
    armature = cabinet(seed=5)
    lock_joint(armature, 1)
    before = rig().articulation.joint_of(1)
    source_prop = bpy.data.objects["Cabinet"]
    source_prop.hide_set(False)
    source = gather([source_prop], bpy.context.evaluated_depsgraph_get())
    source_prop.hide_set(True)
    truth = scenes.Prop((source_prop,), rig().articulation, np.repeat((0, 1, 2), (36, 12, 36)))
    whole = scenes.predict(truth, source)
    model.says = replace(united(whole, 0, 2), others=(whole,))
    assert bpy.ops.artllm.say_kind(category="armoire", part_count=2) == {"FINISHED"}
    (asked,) = model.asked
    assert asked.category == "storage_furniture" and asked.part_count == 2
    assert [part.id for part in asked.parts] == [1] and asked.joints[0].child == 1
    assert faces() == {"Body": 72, "Door": 12}
    assert replace(rig().articulation.joint_of(1), note="") == before
    made = answers.active_answers(bpy.context)
    assert len(made.summaries) == 2 and made.number == 0 and made.settings.seed == 5
    bpy.ops.artllm.try_another()
    assert faces() == COUNTS
    assert bpy.ops.artllm.say_kind(category="xyzzy") == {"FINISHED"}
    assert model.asked[-1].category is None, "what nobody knows is passed over"
    assert (
        any("xyzzy" in note for note in notes_of(rig().armature))
        and "xyzzy" not in bpy.context.window_manager.artllm.target
    )


def test_articulate_tells_what_was_made_of_the_word(model):
    thing = scenes.cabinet().objects[0]
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    truth = scenes.Prop((thing,), CABINET, np.repeat((0, 1, 2), (36, 12, 36)))
    model.says = scenes.predict(truth, source)
    assert bpy.ops.artllm.articulate(category="xyzzy") == {"FINISHED"}
    assert model.asked[0].category is None
    assert any("xyzzy" in note for note in notes_of(rig().armature))


CABINET = Articulation(
    (
        Part(0, "Body", scenes.Box((-0.4, -0.25, 0), (0.4, 0.25, 1)), "body"),
        Part(1, "Door", scenes.Box((-0.4, -0.31, 0), (0.4, -0.255, 0.68)), "door"),
        Part(2, "Drawer", scenes.Box((-0.4, -0.31, 0.7), (0.4, 0.2, 1)), "drawer"),
    ),
    (
        Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (-0.4, -0.275, 0), 0, 1.5),
        Joint(JointType.PRISMATIC, 0, 2, (0, -1, 0), (0, 0, 0.8), 0, 0.35),
    ),
)


# ----- grey


def test_hints_are_grey_without_a_rig_or_its_original(model):
    thing = scenes.cabinet().objects[0]
    for name in ("draw_motion", "click_part", "say_kind"):
        assert not getattr(bpy.ops.artllm, name).poll()
    bpy.data.objects.remove(thing)
    cabinet()
    assert bpy.ops.artllm.draw_motion.poll()
    bpy.data.objects.remove(bpy.data.objects["Cabinet"])
    for name in ("draw_motion", "click_part", "say_kind"):
        with pytest.raises(RuntimeError, match="Cabinet, which this was cut from"):
            getattr(bpy.ops.artllm, name)()
