"""A rig as a .blend of its own: the armature, its parts, and what these need, in an otherwise empty scene."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bpy

from ..rig.read_rig import Rig
from ..units import copy_units
from .image_files import images_of, trouble


def write_blend(rig: Rig, path: Path) -> list[str]:
    """Write the rig as it stands, its pictures packed; what it could not take along, in sentences.

    OSError, RuntimeError: disk.
    """
    things = [obj for objects in rig.objects.values() for obj in objects]
    images = images_of(slot.material for obj in things for slot in obj.material_slots)
    scene = bpy.data.scenes.new(rig.name)
    copy_units(bpy.context.scene, scene)
    try:
        scene.collection.objects.link(rig.armature)
        for obj in things:
            scene.collection.objects.link(obj)
        # Blender 5.2 crashes when it writes a scene that it has not yet evaluated.
        scene.view_layers[0].update()
        with _packed([image for image in images if image.library is None]) as notes:
            bpy.data.libraries.write(str(path), {scene}, path_remap="ABSOLUTE")
    finally:
        bpy.data.scenes.remove(scene)
    return notes


@contextmanager
def _packed(images: list[bpy.types.Image]) -> Iterator[list[str]]:
    """Pictures packed, under their files' names alone, inside the block; what could not be, in sentences."""
    notes: list[str] = []
    paths: list[tuple[bpy.types.bpy_struct, str, str]] = []
    ours: list[bpy.types.Image] = []
    try:
        for image in images:
            if image.is_dirty:  # what packing does to one of these cannot be undone
                notes.append(
                    f"The picture {image.name} was changed and not saved: the .blend holds it as it was. Save it."
                )
                continue
            if problem := trouble(image):
                notes.append(problem)
                continue
            if image.source != "GENERATED" and not image.packed_files:
                image.pack()
                ours.append(image)
            paths += [(image, "filepath_raw", image.filepath_raw)] if image.filepath_raw else []
            paths += [(file, "filepath", file.filepath) for file in image.packed_files]
        for thing, key, value in paths:
            setattr(thing, key, bpy.path.basename(value))
        yield notes
    finally:
        for thing, key, value in paths:
            setattr(thing, key, value)
        for image in ours:
            image.unpack(method="REMOVE")
