"""A rig as a .blend of its own: the armature, its parts, and what these need, in an otherwise empty scene."""

from __future__ import annotations

from pathlib import Path

import bpy

from ..rig.read_rig import Rig


def write_blend(rig: Rig, path: Path) -> None:
    """Write the rig as it stands. Pictures that are not packed stay where they are. OSError, RuntimeError: disk."""
    scene = bpy.data.scenes.new(rig.name)
    try:
        scene.collection.objects.link(rig.armature)
        for obj in (obj for objects in rig.objects.values() for obj in objects):
            scene.collection.objects.link(obj)
        # Blender 5.2 crashes when it writes a scene that it has not yet evaluated.
        scene.view_layers[0].update()
        bpy.data.libraries.write(str(path), {scene}, path_remap="ABSOLUTE")
    finally:
        bpy.data.scenes.remove(scene)
