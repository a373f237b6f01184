"""Colliders in the viewport: where exports have them, taken as they are then, and gone by one button."""

from __future__ import annotations

from xml.etree import ElementTree

import bpy
import numpy as np
import scenes
from rigs import rigged, standing

from artllm_blender.scene.formats.export import export
from artllm_blender.scene.rig.read_rig import read_rig


def wires() -> list[bpy.types.Object]:
    return [thing for thing in bpy.context.scene.objects if thing.name.startswith("UCX_")]


def test_colliders_are_shown_edited_exported_and_removed(addon, tmp_path):
    armature = rigged(scenes.cabinet(), name="Cabinet")
    bpy.context.view_layer.objects.active = armature
    before = len(bpy.data.objects), len(bpy.data.collections), len(bpy.data.meshes)
    assert bpy.ops.artllm.show_colliders() == {"FINISHED"}
    bpy.context.view_layer.update()
    shown = wires()
    assert {thing.name.split("_")[1] for thing in shown} == {"Body", "Door", "Drawer"}
    assert all(thing.parent == armature and thing.display_type == "WIRE" and thing.hide_render for thing in shown)
    # Every piece lies within what it stands for.
    rig = read_rig(armature)
    body = standing(rig)[next(part.id for part in rig.articulation.parts if part.name == "Body")]
    points = np.array(
        [thing.matrix_world @ v.co for thing in shown if "Body" in thing.name for v in thing.data.vertices]
    )
    assert (points > body.min(axis=0) - 2e-3).all() and (points < body.max(axis=0) + 2e-3).all()
    # What the artist leaves of them is what is written.
    for thing in shown:
        if thing.name.startswith("UCX_Drawer") and not thing.name.endswith("_01"):
            bpy.data.objects.remove(thing)
    path = export(armature, tmp_path, "a", ["urdf"]).files["urdf"]
    assert len(ElementTree.parse(path).getroot().find("link[@name='Drawer']").findall("collision")) == 1
    assert bpy.ops.artllm.show_colliders() == {"FINISHED"}
    assert len(wires()) <= len(shown)
    assert bpy.ops.artllm.remove_colliders() == {"FINISHED"}
    assert not wires() and (len(bpy.data.objects), len(bpy.data.collections)) == before[:2]
