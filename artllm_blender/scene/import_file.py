"""Mesh files into the current scene, Z-up, as artists deliver them."""

from __future__ import annotations

from pathlib import Path

import bpy

from ..core.errors import InputError
from .all_or_nothing import all_or_nothing

SUFFIXES = (".glb", ".gltf", ".obj", ".ply", ".stl", ".fbx", ".blend")
_ELSEWHERE = "Check the file in another program."


def import_file(path: Path | str) -> list[bpy.types.Object]:
    """The objects of a GLB, glTF, OBJ, PLY, STL, FBX or .blend file, now in the scene; hidden ones are left out.

    Raises InputError, the scene being as it was, when the file is missing, of another kind, broken or empty.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path.name} is not a mesh file that can be read.", f"Use one of {', '.join(SUFFIXES)}.")
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Check the path.")
    before = set(bpy.data.objects)
    with all_or_nothing():
        try:
            _read(path)
        except (RuntimeError, OSError, ValueError) as problem:
            reason = (str(problem).strip().splitlines() or ["no reason given"])[-1].removeprefix("Error: ")
            raise InputError(f"{path.name} cannot be read: {reason}.", _ELSEWHERE) from problem
        shown = [thing for thing in bpy.data.objects if thing not in before and thing.visible_get()]
        if not any(thing.type in ("MESH", "CURVE", "SURFACE", "FONT") or thing.instance_collection for thing in shown):
            raise InputError(f"There is no mesh in {path.name}.", _ELSEWHERE)
    return shown


def _read(path: Path) -> None:
    file = str(path)
    match path.suffix.lower():
        case ".glb" | ".gltf":
            bpy.ops.import_scene.gltf(filepath=file)
        case ".obj":
            bpy.ops.wm.obj_import(filepath=file)
        case ".ply":
            bpy.ops.wm.ply_import(filepath=file)
        case ".stl":
            bpy.ops.wm.stl_import(filepath=file)
        case ".fbx":
            _read_fbx(file)
        case ".blend":
            _append(file)


def _read_fbx(file: str) -> None:
    # Blender 4.5 brought a reader of its own; before it there is only the add-on.
    if "fbx_import" in dir(bpy.ops.wm):
        bpy.ops.wm.fbx_import(filepath=file)
    else:
        bpy.ops.import_scene.fbx(filepath=file)


def _append(file: str) -> None:
    """What the file's first scene renders."""
    with bpy.data.libraries.load(file, link=False) as (stored, wanted):
        wanted.scenes = stored.scenes[:1]
    for scene in wanted.scenes:
        for thing in scene.view_layers[0].objects:
            if not (thing.hide_render or thing.hide_viewport):
                bpy.context.scene.collection.objects.link(thing)
        bpy.data.scenes.remove(scene)
    bpy.context.view_layer.update()
