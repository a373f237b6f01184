"""Rigs in the scene, of the props in scenes.py, built from the truth."""

from __future__ import annotations

import bpy
import numpy as np
import scenes

from artllm_blender.core.articulation import Articulation, JointType
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import poses
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.mesh.split import split
from artllm_blender.scene.rig.build_rig import build_rig
from artllm_blender.scene.rig.read_rig import Rig, read_rig, set_value


def rigged(prop: scenes.Prop, articulation: Articulation | None = None, name: str = "Asset") -> bpy.types.Object:
    """The armature of a prop, cut and rigged. articulation: other joints or names for the same parts."""
    articulation = articulation or prop.articulation
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    collection = bpy.data.collections.new(name)
    bpy.context.scene.collection.children.link(collection)
    parts = split(source, prop.polygon_part, articulation, collection).objects
    armature = build_rig(articulation, parts, collection, name)
    bpy.context.view_layer.update()
    return armature


def standing(rig: Rig) -> dict[int, np.ndarray]:
    """World vertices of each part as evaluated now."""
    bpy.context.view_layer.update()
    depsgraph = bpy.context.evaluated_depsgraph_get()
    found = {}
    for id, objects in rig.objects.items():
        things = [thing.evaluated_get(depsgraph) for thing in objects]
        found[id] = np.concatenate([apply(t.matrix_world, [v.co for v in t.data.vertices]) for t in things])
    return found


def assert_moves_as_calculated(armature: bpy.types.Object, tolerance: float = 1e-6) -> None:
    rig = read_rig(armature)
    for joint in rig.articulation.joints:
        set_value(armature, joint.child, 0)
    rest = standing(rig)
    for share in (0.6, 1.0, 0.05):
        values = {}
        for joint in rig.articulation.joints:
            upper = 5.0 if joint.type is JointType.CONTINUOUS else joint.upper
            values[joint.child] = set_value(armature, joint.child, share * upper)
        moved = standing(rig)
        for id, pose in poses(rig.articulation, values).items():
            np.testing.assert_allclose(moved[id], apply(pose, rest[id]), atol=tolerance)
        found = read_rig(armature).values
        np.testing.assert_allclose([found[child] for child in values], list(values.values()), rtol=1e-6, atol=1e-9)
    for joint in rig.articulation.joints:
        set_value(armature, joint.child, 0)
