"""Other answers taken up by a rig in place: what is unlike is cut anew, what the artist said stays."""

from __future__ import annotations

import time
from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Matrix
from rigs import assert_moves_as_calculated
from skins import wardrobe

from artllm_blender.client.ahead import Ahead
from artllm_blender.core.articulation import Articulation, JointType
from artllm_blender.core.corrections import with_joint
from artllm_blender.core.cut.united import united
from artllm_blender.core.errors import InputError
from artllm_blender.core.prediction import Prediction
from artllm_blender.core.steps import Stopped
from artllm_blender.core.stored import unpacked
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.mesh.shells import shells, whole_of
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.asset import build_asset, notes_of, refine_limits, refining_limits
from artllm_blender.scene.rig.made_of import Settings, kept_bytes, made_of, originals
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.scene.rig.take_up import take_up, taking_up
from artllm_blender.scene.rig.values import value_key


@pytest.fixture(autouse=True)
def scene() -> bpy.types.Context:
    return scenes.empty_scene()


def built(prop: scenes.Prop, *others: Prediction) -> bpy.types.Object:
    """The rig of a prop's truth, which keeps others as the model's other answers."""
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    first = scenes.predict(prop, source)
    others = tuple(change(first) for change in others)
    return build_asset(bpy.context, source, replace(first, others=others), kept=Settings())


def without_drawer(first: Prediction) -> Prediction:
    return united(first, 0, 2)


def sliding_door(first: Prediction) -> Prediction:
    door = first.articulation.joint_of(1)
    slides = replace(door, type=JointType.PRISMATIC, axis=(1.0, 0.0, 0.0), lower=0.0, upper=0.4)
    return replace(first, articulation=with_joint(first.articulation, slides))


def shapes(armature: bpy.types.Object) -> dict[str, np.ndarray]:
    """World vertices of each part at rest, by name, in an order of their own."""
    bpy.context.view_layer.update()
    rig, found = read_rig(armature), {}
    for part in rig.articulation.parts:
        points = [thing.matrix_world @ vertex.co for thing in rig.objects[part.id] for vertex in thing.data.vertices]
        found[part.name] = np.array(sorted(tuple(np.round(point, 5)) for point in points))
    return found


def same(one: dict[str, np.ndarray], two: dict[str, np.ndarray]) -> bool:
    return one.keys() == two.keys() and all(
        one[name].shape == two[name].shape and np.allclose(one[name], two[name], atol=1e-4) for name in one
    )


def test_another_answer_is_taken_up_in_place_and_the_first_again():
    armature = built(scenes.cabinet(), without_drawer)
    before, name, (home,) = shapes(armature), armature.name, armature.users_collection
    tree = read_rig(armature).articulation
    armature[value_key(1)] = 0.5
    body, door = (read_rig(armature).objects[id][0] for id in (0, 1))
    take_up(armature, 1)
    rig = read_rig(armature)
    assert [part.name for part in rig.articulation.parts] == ["Body", "Door"]
    assert armature.name == name and armature.users_collection[:] == (home,)
    assert {thing.name for thing in home.objects} == {name, "Cabinet.Body", "Cabinet.Door"}
    assert rig.objects[1] == [door], "what is cut as before is left alone"
    assert armature[value_key(1)] == 0.5 and made_of(armature).number == 1
    with pytest.raises(ReferenceError):
        body.name  # noqa: B018 - was replaced
    assert_moves_as_calculated(armature)
    take_up(armature, 0)
    assert same(shapes(armature), before)
    again = read_rig(armature).articulation
    assert [part.name for part in again.parts] == [part.name for part in tree.parts]
    for joint in tree.joints:
        assert any(
            other.type is joint.type and np.allclose(other.axis, joint.axis, atol=1e-6) for other in again.joints
        )
    assert_moves_as_calculated(armature)


def test_stopped_before_limits_all_is_as_it_was_and_meanwhile_it_is_stopped_early(monkeypatch):
    monkeypatch.setattr("artllm_blender.scene.rig.in_place.SHOWN", 0.0)
    armature = built(scenes.cabinet(), without_drawer, sliding_door)
    before, data = read_rig(armature).articulation, set(bpy.data.user_map())
    (original,) = originals(made_of(armature))
    for count in (1, 3, 5):
        steps = taking_up(armature, 2)
        shares = [next(steps)[1] for _ in range(count)]
        assert shares == sorted(shares) and original.hide_get()
        with pytest.raises(Stopped):
            steps.throw(Stopped())
        assert read_rig(armature).articulation == before and set(bpy.data.user_map()) == data
    steps = taking_up(armature, 2)
    while next(steps)[1] < 0.7:
        pass
    with pytest.raises(StopIteration):
        steps.throw(Stopped())
    assert "press Refine Limits" in " ".join(notes_of(armature)) and made_of(armature).number == 2


def test_joints_that_are_as_before_are_not_refined_again(monkeypatch):
    armature = built(scenes.cabinet(), sliding_door, without_drawer)
    refine_limits(armature)
    before = read_rig(armature).articulation
    asked = []
    monkeypatch.setattr(
        "artllm_blender.scene.rig.in_place.refining_limits",
        lambda armature, settled: asked.append(settled) or refining_limits(armature, settled=settled),
    )
    take_up(armature, 1)
    assert read_rig(armature).articulation.joint_of(2) == before.joint_of(2)
    take_up(armature, 2)
    take_up(armature, 0)
    assert asked == [{2}, set(), {1}]
    again = read_rig(armature).articulation.joint_of(1)
    np.testing.assert_allclose(
        (again.lower, again.upper), (before.joint_of(1).lower, before.joint_of(1).upper), atol=1e-6
    )


def test_where_only_joints_differ_no_object_is_touched():
    armature = built(scenes.cabinet(), sliding_door)
    objects = read_rig(armature).objects
    take_up(armature, 1)
    rig = read_rig(armature)
    assert rig.objects == objects and rig.articulation.joint_of(1).type is JointType.PRISMATIC


def test_a_fused_skin_is_cut_anew_and_closed():
    skin = wardrobe()
    thing = scenes.mesh_object("Wardrobe", skin.vertices, skin.faces.tolist())
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    first = skin.prediction()
    armature = build_asset(bpy.context, source, replace(first, others=(united(first, 0, 2),)), kept=Settings())
    before = shapes(armature)
    take_up(armature, 1)
    assert len(shapes(armature)) == 2
    take_up(armature, 0)
    again = shapes(armature)
    assert again.keys() == before.keys()
    for name in before:
        assert abs(len(again[name]) - len(before[name])) < 0.1 * len(before[name])
        assert np.allclose(again[name].min(axis=0), before[name].min(axis=0), atol=0.02)
        assert np.allclose(again[name].max(axis=0), before[name].max(axis=0), atol=0.02)


def test_what_was_parted_ahead_comes_out_the_same():
    skin = wardrobe()
    thing = scenes.mesh_object("Wardrobe", skin.vertices, skin.faces.tolist())
    depsgraph = bpy.context.evaluated_depsgraph_get()
    source = gather([thing], depsgraph)
    first = skin.prediction()
    whole = whole_of(source, shells(source, depsgraph))
    armature = build_asset(bpy.context, source, replace(first, others=(united(first, 0, 2),)), kept=Settings())
    others = dict(enumerate(unpacked(kept_bytes(armature), source.vertices, source.faces)))
    ahead = Ahead(whole, others, True, 0.0)
    try:
        while ahead.busy:
            ahead.poll()
            time.sleep(0.01)
    finally:
        ahead.end()
    assert ahead.found.keys() == {0, 1}
    alone = {}
    for number in (1, 0):
        take_up(armature, number)
        alone[number] = shapes(armature)
    for number in (1, 0):
        take_up(armature, number, ahead.found[number], ahead.vertices)
        assert same(shapes(armature), alone[number])
    take_up(armature, 1, ahead.found[0], ahead.vertices + 1)
    assert same(shapes(armature), alone[1]), "of another place it is not taken"


def test_locked_joints_stay():
    armature = built(scenes.cabinet(), sliding_door, without_drawer)
    correct.retype(armature, 2, JointType.REVOLUTE)
    wanted = read_rig(armature).articulation.joint_of(2)
    for number in (1, 2):
        take_up(armature, number)
        assert replace(read_rig(armature).articulation.joint_of(2), note="") == wanted
    assert read_rig(armature).articulation.joint_of(1).type is JointType.REVOLUTE


def test_faces_that_the_artist_gave_to_a_part_stay_there():
    """The door's handle, which is a piece of its own, goes to the drawer."""
    armature = built(scenes.cabinet(), sliding_door, without_drawer)
    rig = read_rig(armature)
    (door,) = rig.objects[1]
    handle = [
        face.index for face in door.data.polygons if (door.matrix_world @ face.center).y < -0.28 or face.index >= 6
    ]
    correct.assign(armature, {door: np.array(sorted(handle))}, 2)
    counts = {id: sum(len(t.data.polygons) for t in things) for id, things in read_rig(armature).objects.items()}
    assert counts[1] == 6 and counts[2] > 24
    for number in (1, 2, 0):
        take_up(armature, number)
        now = {id: sum(len(t.data.polygons) for t in things) for id, things in read_rig(armature).objects.items()}
        assert now == counts


def test_parts_that_the_artist_merged_or_made_stay_so():
    armature = built(scenes.cabinet(), sliding_door)
    correct.merge(armature, 0, 2)
    take_up(armature, 1)
    assert [part.name for part in read_rig(armature).articulation.parts] == ["Body", "Door"]
    body = read_rig(armature).objects[0][0]
    made = correct.new_part(armature, {body: np.arange(6)}, JointType.PRISMATIC, "Side")
    take_up(armature, 0)
    rig = read_rig(armature)
    assert [part.name for part in rig.articulation.parts] == ["Body", "Door", "Side"]
    assert len(rig.objects[made][0].data.polygons) == 6


def test_names_that_the_artist_gave_stay():
    armature = built(scenes.cabinet(), sliding_door, without_drawer)
    correct.rename(armature, 1, "Hatch", "door")
    for number in (1, 2):
        take_up(armature, number)
        rig = read_rig(armature)
        assert rig.articulation.part(1).name == "Hatch" and rig.objects[1][0].name == "Cabinet.Hatch"


def test_the_rig_stays_where_it_was_moved_and_the_original_too():
    prop = scenes.cabinet()
    armature = built(prop, without_drawer)
    fresh = shapes(armature)
    armature.matrix_world = Matrix.Translation((2, 1, 0)) @ Matrix.Rotation(1, 4, "Z") @ armature.matrix_world
    prop.objects[0].location.x = -3
    bpy.context.view_layer.update()
    place, moved = armature.matrix_world.copy(), shapes(armature)
    take_up(armature, 1)
    take_up(armature, 0)
    assert armature.matrix_world == place and prop.objects[0].location.x == -3
    assert same(shapes(armature), moved) and not same(moved, fresh)
    assert prop.objects[0].hide_get()


def test_what_the_artist_had_follow_a_part_stays():
    armature = built(scenes.cabinet(), without_drawer)
    sticker = bpy.data.objects.new("Sticker", bpy.data.meshes.new("Sticker"))
    bpy.context.scene.collection.objects.link(sticker)
    drawer = read_rig(armature).objects[2][0].constraints[0].targets[0]
    target = sticker.constraints.new("ARMATURE").targets.new()
    target.target, target.subtarget = armature, drawer.subtarget
    take_up(armature, 1)
    assert sticker in read_rig(armature).objects[0]


def test_an_original_that_is_gone_or_edited_is_told_and_nothing_changes():
    prop = scenes.cabinet()
    armature = built(prop, without_drawer)
    before = shapes(armature)
    (thing,) = prop.objects
    thing.data = scenes.mesh_object("Other", *scenes.box((0, 0, 0), (1, 1, 1))).data
    with pytest.raises(InputError, match="was edited"):
        take_up(armature, 1)
    bpy.data.objects.remove(thing)
    with pytest.raises(InputError, match="Cabinet, which this was cut from, is not in the scene"):
        take_up(armature, 1)
    assert same(shapes(armature), before) and made_of(armature).number == 0


def test_a_trees_other_root_is_the_same_body():
    def turned_over(first: Prediction) -> Prediction:
        """The door carries the body, as models say at times."""
        tree = first.articulation
        joints = tuple(replace(joint, parent=1, child=0) if joint.child == 1 else joint for joint in tree.joints)
        return replace(first, articulation=Articulation(tree.parts, tuple(sorted(joints, key=lambda j: j.child))))

    armature = built(scenes.cabinet(), turned_over)
    take_up(armature, 1)
    rig = read_rig(armature)
    assert len(rig.articulation.parts) == 3 and rig.articulation.root == 0
    assert_moves_as_calculated(armature)
    take_up(armature, 0)
    assert {part.name for part in read_rig(armature).articulation.parts} == {"Body", "Door", "Drawer"}
