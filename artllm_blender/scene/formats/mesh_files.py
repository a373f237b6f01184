"""The meshes that a description names, read by Blender's own importers, their numbers as they stand in the file."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy
import numpy as np
from mathutils import Matrix

from ...core.errors import InputError
from ...core.formats.paths_in import is_inside
from ...core.formats.text_copy import libraries, text_of
from ..mesh.import_file import import_file

SUFFIXES = (".obj", ".stl", ".ply", ".glb", ".gltf")


class MeshFiles:
    """Mesh files, each read once. notes: what they lack, in sentences. home: the folder that they may not leave."""

    def __init__(self, home: Path) -> None:
        self.home, self.notes = home, []
        self._read: dict[Path, list[bpy.types.Mesh] | None] = {}

    def of(self, path: Path) -> list[bpy.types.Mesh]:
        """New meshes, as the file has them, none where it cannot be read."""
        if path not in self._read:
            try:
                self._read[path] = self._load(path)
            except InputError as error:
                self._read[path] = []
                self.notes.append(str(error))
        return [mesh.copy() for mesh in self._read[path]]

    def close(self) -> None:
        """Take away what was read but for the copies."""
        bpy.data.batch_remove([mesh for meshes in self._read.values() for mesh in meshes])

    def _load(self, path: Path) -> list[bpy.types.Mesh]:
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise InputError(f"{path.name} is not a mesh that can be read here.", f"Use one of {', '.join(SUFFIXES)}.")
        if suffix == ".obj" and self._names_outside(path):
            self.notes.append(f"{path.name} names files outside {self.home.name}: it was read without materials.")
            with TemporaryDirectory(prefix="artllm-", ignore_cleanup_errors=True) as folder:
                copy = Path(folder, path.name)
                lines = text_of(path).splitlines()
                text = "\n".join(line for line in lines if not line.lstrip().startswith("mtllib"))
                copy.write_bytes(text.encode(errors="surrogateescape"))
                return self._imported(copy)
        if suffix in (".glb", ".gltf"):
            check_gltf(path, self.home)
        return self._imported(path)

    def _imported(self, path: Path) -> list[bpy.types.Mesh]:
        before, old = set(bpy.data.objects), set(bpy.data.meshes)
        imported = import_file(path, up=None if path.suffix.lower() in (".stl", ".ply") else "Z")
        self.notes += imported.notes
        found = [placed(thing, thing.matrix_world) for thing in imported.objects if thing.type == "MESH"]
        bpy.data.batch_remove(set(bpy.data.objects) - before)
        bpy.data.batch_remove(set(bpy.data.meshes) - old - set(found))
        return found

    def _names_outside(self, path: Path) -> bool:
        """Whether an OBJ names materials, or these pictures, outside the home."""
        for name in libraries(text_of(path)):
            if not is_inside(name, path.parent, self.home):
                return True
            library = path.parent / name
            if not library.is_file():
                continue
            for line in text_of(library).splitlines():
                words = line.split()
                if words and words[0].lower().startswith(("map_", "bump", "disp", "decal", "refl", "norm")):
                    names = [" ".join(words[first:]) for first in range(1, len(words))]
                    if not all(is_inside(name, library.parent, self.home) for name in names):
                        return True
        return False


def placed(thing: bpy.types.Object, matrix: Matrix) -> bpy.types.Mesh:
    """A copy of an object's mesh, moved by a matrix."""
    mesh = thing.data.copy()
    if not np.allclose(np.array(matrix), np.eye(4), atol=1e-6):
        mesh.transform(matrix, shape_keys=True)
        if matrix.determinant() < 0:
            mesh.flip_normals()
    for index, slot in enumerate(thing.material_slots[: len(mesh.materials)]):
        mesh.materials[index] = slot.material
    return mesh


def gltf_json(data: bytes) -> dict:
    """The document of a GLB or glTF file. InputError: it has none."""
    try:
        if data[:4] == b"glTF":
            (length,) = struct.unpack_from("<I", data, 12)
            data = data[20 : 20 + length]
        document = json.loads(data)
    except (ValueError, struct.error, RecursionError) as error:
        raise InputError(f"it is no glTF: {error}.", "Export it anew.") from error
    if not isinstance(document, dict):
        raise InputError("it is no glTF.", "Export it anew.")
    return document


def check_gltf(path: Path, home: Path) -> None:
    """InputError: it is no glTF, or it names files outside the home."""
    document = gltf_json(path.read_bytes())
    for kind in ("buffers", "images"):
        listed = document.get(kind)
        for one in listed if isinstance(listed, list) else ():
            uri = one.get("uri") if isinstance(one, dict) else None
            if isinstance(uri, str) and not uri.startswith("data:") and not is_inside(uri, path.parent, home):
                raise InputError(
                    f"{path.name} names files outside {home.name}, so it was not read.", "Move them beside it."
                )
