"""Try Another: the answers stepped through by the operator, one undo step each, also after saving and reloading."""

from __future__ import annotations

from dataclasses import replace

import bpy
import pytest
import scenes

from artllm_blender.core.articulation import JointType
from artllm_blender.core.corrections import with_joint
from artllm_blender.core.cut.united import united
from artllm_blender.ops import answers
from artllm_blender.ops.rows import activate_most_doubtful
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.build_rig import bone_of
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import find_rigs, part_of, read_rig
from artllm_blender.scene.rig.update_rig import locked_joints


@pytest.fixture(autouse=True)
def scene(warm_addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def three_answers() -> bpy.types.Object:
    """A cabinet's rig; with the second answer its drawer is of the body, with the third its door slides."""
    prop = scenes.cabinet()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    first = scenes.predict(prop, source)
    door = first.articulation.joint_of(1)
    slides = replace(door, type=JointType.PRISMATIC, axis=(1.0, 0.0, 0.0), lower=0.0, upper=0.4)
    third = replace(first, articulation=with_joint(first.articulation, slides))
    return build_asset(bpy.context, source, replace(first, others=(united(first, 0, 2), third)), kept=Settings())


def stands() -> tuple[int, str, str]:
    """How many parts the rig has, how its door moves, and what is said of the answer."""
    (armature,) = find_rigs(bpy.context.scene)
    articulation = read_rig(armature).articulation
    (door,) = (part for part in articulation.parts if part.name == "Door")
    kind = articulation.joint_of(door.id).type.value
    return len(articulation.parts), kind, answers.said(answers.active_answers(bpy.context)).partition(":")[0]


FIRST, SECOND, THIRD = (
    (3, "revolute", "Answer 1 of 3"), (2, "revolute", "Answer 2 of 3"), (3, "prismatic", "Answer 3 of 3")
)  # fmt: skip


def test_next_previous_and_round_again():
    three_answers()
    assert stands() == FIRST
    for step, expected in ((1, SECOND), (1, THIRD), (1, FIRST), (-1, THIRD), (-1, SECOND)):
        assert bpy.ops.artllm.try_another(step=step) == {"FINISHED"}
        assert stands() == expected
    assert bpy.ops.artllm.try_another(number=3) == {"FINISHED"} and stands() == THIRD


def test_a_step_is_one_undo_step():
    three_answers()
    bpy.ops.ed.undo_push(message="rigged")
    bpy.ops.artllm.try_another("EXEC_DEFAULT", True)
    bpy.ops.artllm.try_another("EXEC_DEFAULT", True)
    assert stands() == THIRD
    bpy.ops.ed.undo()
    assert stands() == SECOND
    bpy.ops.ed.undo()
    assert stands() == FIRST
    bpy.ops.ed.redo()
    assert stands() == SECOND
    assert bpy.ops.artllm.try_another() == {"FINISHED"} and stands() == THIRD


def test_after_saving_and_reloading_it_goes_on(tmp_path):
    three_answers()
    bpy.ops.artllm.try_another()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "cabinet.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "cabinet.blend"))
    assert stands() == SECOND
    assert bpy.ops.artllm.try_another() == {"FINISHED"} and stands() == THIRD
    assert bpy.ops.artllm.try_another() == {"FINISHED"} and stands() == FIRST


def test_from_a_part_it_leads_to_the_part_or_what_is_most_doubtful():
    armature = three_answers()
    for id, name in ((2, "Cabinet.Door"), (0, "Cabinet.Body")):
        (thing,) = read_rig(armature).objects[id]
        bpy.ops.object.select_all(action="DESELECT")
        thing.select_set(True)
        bpy.context.view_layer.objects.active = thing
        bpy.ops.artllm.try_another(number=2)
        active = bpy.context.active_object
        assert active.name == name and active.select_get()
        bpy.ops.artllm.try_another(number=1)


def test_from_a_joint_it_leads_to_the_joint_or_what_is_most_doubtful():
    armature = three_answers()
    activate_most_doubtful(bpy.context, armature, as_bone=True)
    for joint, after in ((1, 1), (2, 1)):
        armature.data.bones.active = bone_of(armature, joint)
        bpy.ops.artllm.try_another(number=2)
        assert bpy.context.active_object == armature and part_of(armature) == after
        assert [thing.name for thing in bpy.context.selected_objects] == [armature.name]
        bpy.ops.artllm.try_another(number=1)
        assert part_of(armature) == after, "it stays where there are more parts again"


def test_it_is_grey_without_answers_or_original():
    armature = three_answers()
    bpy.data.objects.remove(bpy.data.objects["Cabinet"])
    assert not bpy.ops.artllm.try_another.poll()
    with pytest.raises(RuntimeError, match="Cabinet, which this was cut from, is not in the scene"):
        bpy.ops.artllm.try_another()
    del armature["artllm_answers"], armature["artllm_cut"]
    with pytest.raises(RuntimeError, match="keeps no other answers"):
        bpy.ops.artllm.try_another()


def joint_is() -> tuple[str, tuple[float, ...]]:
    (armature,) = find_rigs(bpy.context.scene)
    joint = read_rig(armature).articulation.joint_of(1)
    return joint.type.value, tuple(round(x, 3) for x in joint.axis)


def test_a_joints_alternatives_are_stepped_through_and_come_back():
    armature = three_answers()
    (thing,) = read_rig(armature).objects[1]
    bpy.ops.object.select_all(action="DESELECT")
    thing.select_set(True)
    bpy.context.view_layer.objects.active = thing
    first = read_rig(armature).articulation.joint_of(1)
    name, at, count = answers.active_tried(bpy.context)
    assert (name, at) == ("Door", 0) and count >= 5
    seen = [joint_is()]
    for place in range(1, count):
        assert bpy.ops.artllm.try_joint() == {"FINISHED"}
        assert answers.active_tried(bpy.context) == ("Door", place, count)
        assert locked_joints(armature) == {1}
        seen.append(joint_is())
    assert seen[1] == ("prismatic", (1, 0, 0)), "as the third answer has it"
    bpy.ops.artllm.try_joint()
    assert read_rig(armature).articulation.joint_of(1) == first and not locked_joints(armature)
    bpy.ops.artllm.try_joint(step=-1)
    assert joint_is() == seen[-1]


def test_a_joint_that_was_changed_otherwise_has_alternatives_of_its_own():
    armature = three_answers()
    (thing,) = read_rig(armature).objects[1]
    bpy.context.view_layer.objects.active = thing
    bpy.ops.artllm.try_joint()
    bpy.ops.artllm.joint_axis(axis="Z")
    assert answers.active_tried(bpy.context)[1] == 0
    bpy.ops.artllm.try_joint()
    assert answers.active_tried(bpy.context)[1] == 1
