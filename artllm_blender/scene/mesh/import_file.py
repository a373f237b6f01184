"""Mesh files into the current scene, Z-up, as artists deliver them."""

from __future__ import annotations

from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import bpy
import numpy as np

from ...core.errors import InputError
from ...core.formats.positions import finite_gltf, finite_ply
from ..all_or_nothing import all_or_nothing
from .mesh_in import lineage

SUFFIXES = (".glb", ".gltf", ".obj", ".ply", ".stl", ".fbx", ".blend")
_ELSEWHERE = "Check the file in another program."


def import_file(path: Path | str) -> list[bpy.types.Object]:
    """The objects of a GLB, glTF, OBJ, PLY, STL, FBX or .blend file, now in the scene, in the order of names, each
    after its parent; hidden ones are left out.

    Raises InputError, the scene being as it was, when the file is missing, of another kind, broken or empty.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path.name} is not a mesh file that can be read.", f"Use one of {', '.join(SUFFIXES)}.")
    if not path.is_file():
        what = f"{path} is no file" if path.exists() else f"There is no file {path}"
        raise InputError(f"{what}.", "Check the path.")
    objects, meshes = set(bpy.data.objects), set(bpy.data.meshes)
    with all_or_nothing():
        try:
            with redirect_stderr(StringIO()):  # where Blender also prints the tracebacks of readers written in Python
                _read(path)
            _validate(path, set(bpy.data.meshes) - meshes)
        except (RuntimeError, OSError, ValueError, LookupError, TypeError) as problem:
            raise InputError(f"{path.name} cannot be read: {_reason(problem)}.", _ELSEWHERE) from problem
        shown = [thing for thing in bpy.data.objects if thing not in objects and thing.visible_get()]
        shown.sort(key=lineage)
        if not any(map(_may_have_mesh, shown)):
            raise InputError(f"There is no mesh in {path.name}.", _ELSEWHERE)
    return shown


def _reason(problem: Exception) -> str:
    """What went wrong, in one line: of an importer written in Python, its exception rather than where it arose."""
    lines = [line.removeprefix("Error: ") for line in str(problem).splitlines() if not line.startswith("Location:")]
    said = [line.strip().rstrip(".") for line in lines if line.strip()]
    return said[-1] if said else type(problem).__name__


def _may_have_mesh(thing: bpy.types.Object) -> bool:
    if thing.type == "MESH":
        return len(thing.data.vertices) > 0 or len(thing.modifiers) > 0
    return thing.type in ("CURVE", "SURFACE", "FONT", "META") or thing.instance_collection is not None


def _read(path: Path) -> None:
    file = str(path)
    match path.suffix.lower():
        case ".glb" | ".gltf":
            bpy.ops.import_scene.gltf(filepath=file)
        case ".obj":
            bpy.ops.wm.obj_import(filepath=file, validate_meshes=False)
        case ".ply":
            bpy.ops.wm.ply_import(filepath=file)
        case ".stl":
            bpy.ops.wm.stl_import(filepath=file, use_mesh_validate=False)
        case ".fbx":
            _read_fbx(file)
        case ".blend":
            _append(file)


def _read_fbx(file: str) -> None:
    # Blender 4.5 brought a reader of its own; before it there is only the add-on.
    if "fbx_import" in dir(bpy.ops.wm):
        bpy.ops.wm.fbx_import(filepath=file, validate_meshes=False)
    else:
        bpy.ops.import_scene.fbx(filepath=file)


def _validate(path: Path, meshes: set[bpy.types.Mesh]) -> None:
    """Mend what the readers left broken, but not coordinates that are no numbers: Blender would put those at 0."""
    match path.suffix.lower():
        case ".glb" | ".gltf":
            finite = finite_gltf(path)
        case ".ply":
            finite = finite_ply(path.read_bytes())
        case _:
            finite = all(np.isfinite(_positions(mesh)).all() for mesh in meshes)
    if not finite:
        raise InputError(f"{path.name} has coordinates that are infinite or not numbers.", _ELSEWHERE)
    for mesh in meshes:
        mesh.validate(clean_customdata=False)


def _positions(mesh: bpy.types.Mesh) -> np.ndarray:
    positions = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", positions)
    return positions


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
