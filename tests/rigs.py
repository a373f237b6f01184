"""Rigs in the scene, of the props in scenes.py, built from the truth."""

from __future__ import annotations

import bpy
import scenes

from artllm_blender.core.articulation import Articulation
from artllm_blender.scene.build_rig import build_rig
from artllm_blender.scene.mesh_in import gather
from artllm_blender.scene.split import split


def rigged(prop: scenes.Prop, articulation: Articulation | None = None, name: str = "Asset") -> bpy.types.Object:
    """The armature of a prop, cut and rigged. articulation: other joints or names for the same parts."""
    articulation = articulation or prop.articulation
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    collection = bpy.data.collections.new(name)
    bpy.context.scene.collection.children.link(collection)
    armature = build_rig(articulation, split(source, prop.polygon_part, articulation, collection), collection, name)
    bpy.context.view_layer.update()
    return armature
