"""Objects that the artist has parted, named and hinged: through the operator and the real model."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Matrix

from artllm_blender.core.articulation import JointType
from artllm_blender.ops.active import active_rig
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import notes_of
from artllm_blender.scene.rig.read_rig import read_rig

BASE = [((-1, -1, 0), (1, 1, 0.25)), ((-0.7, -0.7, 0.25), (0.7, 0.7, 0.45))]
GUN = [
    ((-0.45, -0.45, 0.45), (0.45, 0.45, 1.1)), ((-0.5, -0.2, 0.6), (-0.45, 0.2, 1.0)),
    ((0.45, -0.2, 0.6), (0.5, 0.2, 1.0)), ((-0.12, -1.8, 0.75), (0.12, -0.45, 0.95)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def scene(warm_addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def boxes(name: str, solids, origin=(0, 0, 0)) -> bpy.types.Object:
    """An object of boxes (lower, upper), world, with its origin there."""
    vertices, faces = [], []
    for solid in solids:
        corners, sides = scenes.box(*solid)
        faces += [tuple(i + len(vertices) for i in side) for side in sides]
        vertices += corners
    thing = scenes.mesh_object(name, vertices, faces)
    thing.data.transform(Matrix.Translation(np.negative(origin)))
    thing.location = origin
    bpy.context.view_layer.update()
    return thing


def told(*things: bpy.types.Object):
    return gather(things, bpy.context.evaluated_depsgraph_get()).kit


def test_what_is_hinged_turns_there_and_parts_are_the_objects():
    base, gun = boxes("Cube", BASE), boxes("Cube.001", GUN, origin=(0, 0, 0.45))
    assert bpy.ops.artllm.articulate(together="ONE") == {"FINISHED"}
    armature = active_rig(bpy.context)
    rig = read_rig(armature)
    (joint,) = rig.articulation.joints
    assert joint.type in (JointType.REVOLUTE, JointType.CONTINUOUS) and np.abs(joint.axis[2]) > 0.999
    np.testing.assert_allclose(joint.origin[:2], 0, atol=1e-6)
    polygons = {id: sum(len(thing.data.polygons) for thing in things) for id, things in rig.objects.items()}
    assert polygons == {rig.articulation.root: len(base.data.polygons), joint.child: len(gun.data.polygons)}
    assert any("names and origins" in note for note in notes_of(armature))


def test_each_polygon_has_its_objects_part():
    base, lid = boxes("Chest", BASE), boxes("Chest_Lid", GUN)
    holder = bpy.data.objects.new("Holder", None)
    bpy.context.scene.collection.objects.link(holder)
    holder.parent, lid.parent = base, holder
    kit = told(base, lid)
    assert kit.part_of.tolist() == [0] * 12 + [1] * 24 and kit.known.joints[0].parent == 0
    assert told(lid) is None, "a single mesh is parted by the model"


def test_what_shows_instances_is_no_kit():
    base = boxes("Chest", BASE)
    arrow = bpy.data.collections.new("Arrow")
    arrow.objects.link(boxes("Bolt", GUN))
    instancer = bpy.data.objects.new("Lid", None)
    bpy.context.scene.collection.objects.link(instancer)
    instancer.instance_type, instancer.instance_collection = "COLLECTION", arrow
    bpy.context.view_layer.update()
    assert told(base, instancer) is None
