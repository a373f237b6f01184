"""Mesh files into the current scene, Z-up, as artists deliver them."""

from __future__ import annotations

import re
import struct
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy
import numpy as np
from mathutils import Matrix

from ...core.errors import InputError
from ...core.formats.doubles import doubled, without_doubles
from ...core.formats.glb import cut_short
from ...core.formats.ply import look_through
from ...core.formats.positions import finite_gltf, finite_ply
from ...core.formats.text_copy import encoding, libraries, moved, text_of, write_obj_copy
from ...core.names import SUFFIXES
from ..all_or_nothing import all_or_nothing
from ..units import bounds, copy_units, rounding, set_metres, transform, turn_up
from .mesh_in import lineage
from .raw import corner_vertices, polygon_sizes, write

_ELSEWHERE = "Check the file in another program."
# Which axis of a file Blender's readers take for up, where the file does not say it.
_UP = {".glb": "Y", ".gltf": "Y", ".obj": "Y", ".fbx": "Y"}
# What Blender's glTF reader does not know, and who unpacks it.
_UNPACKERS = {
    "EXT_meshopt_compression": ("its meshes are packed by meshoptimizer", "gltfpack -i IN.glb -o OUT.glb -noq"),
    "KHR_meshopt_compression": ("its meshes are packed by meshoptimizer", "gltfpack -i IN.glb -o OUT.glb -noq"),
    "KHR_texture_basisu": ("its pictures are KTX2", "gltf-transform ktxdecompress IN.glb OUT.glb"),
}


@dataclass(frozen=True)
class Imported:
    """objects: in the scene now, in the order of names, each after its parent. notes: what the artist should know, in
    sentences."""

    objects: list[bpy.types.Object]
    notes: list[str]


def import_file(path: Path | str, up: str | None = None, unit: float | None = None) -> Imported:
    """What a GLB, glTF, OBJ, PLY, STL, FBX or .blend file shows; hidden objects are left out.

    up: the axis of the file that points up, such as Z or -Y, where not as it says or is usual. unit: metres of its
    unit, likewise. The scene's unit becomes that. Raises InputError, the scene being as it was, when the file is
    missing, of another kind, broken or empty.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path.name} is not a mesh file that can be read.", f"Use one of {', '.join(SUFFIXES)}.")
    if not path.is_file():
        what = f"{path} is no file" if path.exists() else f"There is no file {path}"
        raise InputError(f"{what}.", "Check the path.")
    before = set(bpy.data.objects)
    with all_or_nothing():
        try:
            with redirect_stderr(StringIO()):  # where Blender also prints the tracebacks of readers written in Python
                notes = _read_near(path)
        except (RuntimeError, OSError, ValueError, LookupError, TypeError) as problem:
            raise _told(path, _reason(problem)) from problem
        shown = [thing for thing in bpy.data.objects if thing not in before and thing.visible_get()]
        if not any(map(_may_have_mesh, shown)):
            raise InputError(f"There is no mesh in {path.name}.", _ELSEWHERE)
        shown.sort(key=lineage)
    if unit:
        set_metres(unit / _unit(path))
    bpy.context.view_layer.update()
    everything = [thing for thing in bpy.data.objects if thing not in before]
    if up:
        transform(everything, turn_up(up) @ turn_up(_up(path)).inverted())
    return Imported(shown, notes + _brought_near(shown, everything))


def _told(path: Path, reason: str) -> InputError:
    """Why a file cannot be read, and what to do."""
    for extension, (what, command) in _UNPACKERS.items():
        if extension in reason:
            return InputError(
                f"{path.name} cannot be read: {what} ({extension}), which this Blender does not read.",
                f"Unpack it: {command}",
            )
    if "draco" in reason.lower():
        return InputError(
            f"{path.name} cannot be read: its meshes are packed by Draco, whose library this Blender lacks: {reason}.",
            "Export it without compression, or use a Blender from blender.org.",
        )
    if found := re.search(r"Extension (\S+) is not available", reason):
        return InputError(
            f"{path.name} cannot be read: it needs the glTF extension {found[1]}, which this Blender does not know.",
            "Export it without that extension.",
        )
    if "recursion" in reason:
        reason = "what it holds lies in itself, or too deep in one another"
    return InputError(f"{path.name} cannot be read: {reason}.", _ELSEWHERE)


def _read_near(path: Path) -> list[str]:
    """Read a file, by way of a copy that Blender can read where it cannot read the file itself; notes."""
    notes = []
    blocks, meshes = set(bpy.data.user_map()), set(bpy.data.meshes)
    with TemporaryDirectory(prefix="artllm-", ignore_cleanup_errors=True) as folder:
        source = path
        if cut := cut_short(path.read_bytes()):
            raise InputError(f"{path.name} cannot be read: {cut}.", "Get the whole file, or export it anew.")
        if path.suffix.lower() == ".obj":
            text = text_of(path)
            lost = [name for name in libraries(text) if not (path.parent / name).is_file()]
            notes += [f"{name}, which has the materials of {path.name}, is missing." for name in lost]
            odd = [
                file for file in (path, *(path.parent / n for n in libraries(text) if n not in lost)) if _is_odd(file)
            ]
            source = write_obj_copy(text, path, Path(folder)) if odd else path
        if path.suffix.lower() == ".ply":
            sound, broken = look_through(path.read_bytes())
            if broken:
                source = Path(folder, path.name)
                source.write_bytes(sound)
                faces = "a face has a corner that is" if broken == 1 else f"{broken} faces have corners that are"
                notes.append(f"Of {path.name} {faces} no vertex: left out.")
        if path.suffix.lower() in (".glb", ".ply") and (once := without_doubles(source.read_bytes())):
            source = Path(folder, path.name)
            source.write_bytes(once)
        _read(source)
        if path.suffix.lower() in (".obj", ".ply", ".stl") and _is_rounded(set(bpy.data.meshes) - meshes):
            if (near := moved(source if path.suffix.lower() == ".ply" else path)) is not None:
                bpy.data.batch_remove(set(bpy.data.user_map()) - blocks)
                copy = Path(folder, path.name)
                copy.write_bytes(near[0])
                if path.suffix.lower() == ".obj":
                    copy = write_obj_copy(text_of(copy), path, Path(folder))
                _read(copy)
                place = ", ".join(f"{value:.2f}" for value in near[1])
                notes.append(
                    f"{path.name} lies about ({place}), too far off for Blender's numbers: it was moved to the origin."
                )
        _validate(source, set(bpy.data.meshes) - meshes)
    return notes


def _is_odd(file: Path) -> bool:
    with file.open("rb") as opened:
        return encoding(opened.read(200)) != "utf-8"


def _is_rounded(meshes: set[bpy.types.Mesh]) -> bool:
    points = np.concatenate([np.zeros((0, 3), np.float32), *(_positions(mesh).reshape(-1, 3) for mesh in meshes)])
    points = points[np.isfinite(points).all(axis=1)]
    return len(points) > 0 and rounding(np.array([points.min(axis=0), points.max(axis=0)])) > 0


def _brought_near(shown: list[bpy.types.Object], everything: list[bpy.types.Object]) -> list[str]:
    """Objects far off moved to the origin; notes on that, and on what is rounded in the file itself."""
    meshes = {thing.data for thing in shown if thing.type == "MESH"}
    are_rounded = _is_rounded(meshes)
    for mesh in meshes:
        _centre(mesh, [thing for thing in everything if thing.data == mesh], everything)
    notes = []
    if (box := bounds(shown)) is not None and np.isfinite(box).all() and (step := rounding(box)):
        middle = box.mean(axis=0)
        transform(everything, Matrix.Translation((-middle).tolist()))
        place = ", ".join(f"{value:.2f}" for value in middle)
        notes.append(
            f"It lay about ({place}), so far off that places there are {step:.2g} apart: it was moved to the origin. "
            "If it is bent, move it there where it was made."
        )
    elif are_rounded:
        notes.append(
            "Its vertices are so far from its origin that they are rounded: move them there where it was made."
        )
    return notes


def _centre(mesh: bpy.types.Mesh, users: list[bpy.types.Object], everything: list[bpy.types.Object]) -> None:
    """Bring vertices that lie far from their origin to it, and its users there, so that what is shown stays: else each
    product of their places is rounded anew. What modifiers would take another way is left."""
    if any(thing.modifiers for thing in users) or not _is_rounded({mesh}):
        return
    points = _positions(mesh).reshape(-1, 3)
    there = Matrix.Translation(((points.min(axis=0) + points.max(axis=0)) / 2).tolist())
    mesh.transform(there.inverted(), shape_keys=True)
    for thing in users:
        thing.matrix_basis = thing.matrix_basis @ there
        for child in everything:
            if child.parent == thing:
                child.matrix_parent_inverse = there.inverted() @ child.matrix_parent_inverse
    bpy.context.view_layer.update()


def _up(path: Path) -> str:
    """Which axis of a file Blender took for up."""
    if path.suffix.lower() == ".fbx" and (found := _fbx_number(path.read_bytes(), b"UpAxis")) is not None:
        return "XYZ"[int(found)]
    return _UP.get(path.suffix.lower(), "Z")


def _unit(path: Path) -> float:
    """Metres of a file's unit, as Blender took it: of an FBX what it says, which is in centimetres."""
    if path.suffix.lower() != ".fbx":
        return 1.0
    return (_fbx_number(path.read_bytes(), b"UnitScaleFactor") or 1.0) / 100


def _fbx_number(data: bytes, name: bytes) -> float | None:
    """A number among an FBX file's global settings, be it binary or text."""
    binary = re.search(
        rb"S" + struct.pack("<I", len(name)) + name + rb"(?:S.{4}[A-Za-z ]*){3}([ID])(.{8})", data, re.DOTALL
    )
    if binary:
        return struct.unpack_from("<i" if binary[1] == b"I" else "<d", binary[2])[0]
    text = re.search(rb'"' + name + rb'"(?:\s*,\s*"[^"]*"){3}\s*,\s*([-+.\deE]+)', data)
    return float(text[1]) if text else None


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
        _drop_doubles(mesh)
        mesh.validate(clean_customdata=False)


def _drop_doubles(mesh: bpy.types.Mesh) -> None:
    """Make polygons that are there twice, but the first of each, ones without area, which validating drops."""
    corners, sizes = corner_vertices(mesh), polygon_sizes(mesh)
    first, found = np.cumsum(sizes) - sizes, False
    for size in np.unique(sizes):
        places = first[sizes == size, None] + np.arange(size)
        twice = places[doubled(corners[places])]
        corners[twice] = corners[twice[:, :1]]
        found = found or len(twice) > 0
    if found:
        write(mesh, ".corner_vert", corners)


def _positions(mesh: bpy.types.Mesh) -> np.ndarray:
    positions = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", positions)
    return positions


def _append(file: str) -> None:
    """What the file's first scene renders; and its unit, which the scene gets."""
    with bpy.data.libraries.load(file, link=False) as (stored, wanted):
        wanted.scenes = stored.scenes[:1]
    for scene in wanted.scenes:
        for thing in scene.view_layers[0].objects:
            if not (thing.hide_render or thing.hide_viewport):
                bpy.context.scene.collection.objects.link(thing)
        copy_units(scene, bpy.context.scene)
        bpy.data.scenes.remove(scene)
    bpy.context.view_layer.update()
