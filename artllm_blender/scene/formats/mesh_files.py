"""The meshes that a description names, read by Blender's own importers, their numbers as they stand in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy
import numpy as np
from mathutils import Matrix

from ...core.errors import InputError
from ...core.formats.glb_in import at_rest, gltf_json
from ...core.formats.paths_in import is_inside
from ...core.formats.text_copy import libraries, text_of
from ...core.formats.visual_glb import GENERATOR
from ..mesh.import_file import Imported, import_file

SUFFIXES = (".obj", ".stl", ".ply", ".glb", ".gltf")


class MeshFiles:
    """Mesh files, each read once. notes: what they lack, in sentences. home: the folder that they may not leave."""

    def __init__(self, home: Path) -> None:
        self.home, self.notes = home, []
        self._read: dict[Path, list[bpy.types.Mesh]] = {}
        self._parts: dict[Path, dict[int, list[tuple[str, bpy.types.Mesh]]]] = {}

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
        own = [mesh for meshes in self._read.values() for mesh in meshes]
        own += [mesh for parts in self._parts.values() for named in parts.values() for _, mesh in named]
        bpy.data.batch_remove(own)

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
        stands = path.suffix.lower() in (".stl", ".ply") or is_ours(path)
        raw = None if stands else "Z"
        with _taken_away(path, raw) as (imported, keep):
            self.notes += imported.notes
            found = [placed(thing, thing.matrix_world) for thing in _meshes(imported.objects)]
            keep += found
        return found

    def part_of(self, path: Path, part: int) -> list[tuple[str, bpy.types.Mesh]]:
        """New meshes and the names of their nodes, in the world, of a part of a glTF file of ours."""
        if path not in self._parts:
            self._parts[path] = self._load_parts(path)
        return [(name, mesh.copy()) for name, mesh in self._parts[path].get(part, ())]

    def _load_parts(self, path: Path) -> dict[int, list[tuple[str, bpy.types.Mesh]]]:
        check_gltf(path, self.home)
        found: dict[int, list[tuple[str, bpy.types.Mesh]]] = {}
        with TemporaryDirectory(prefix="artllm-", ignore_cleanup_errors=True) as folder:
            still = Path(folder, f"{path.stem}.glb")
            still.write_bytes(at_rest(path))
            with _taken_away(still, None) as (imported, keep):
                self.notes += imported.notes
                for thing in _meshes(imported.objects):
                    if (part := _part_above(thing)) is not None:
                        keep.append(placed(thing, thing.matrix_world))
                        found.setdefault(part, []).append((thing.name, keep[-1]))
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


def _meshes(things: Iterable[bpy.types.Object]) -> list[bpy.types.Object]:
    return [thing for thing in things if thing.type == "MESH"]


def _part_above(thing: bpy.types.Object | None) -> int | None:
    """The part whose node an object is, or hangs on."""
    while thing is not None:
        said = thing.get("artllm_part")
        if hasattr(said, "get") and isinstance(said.get("id"), int | float):
            return int(said["id"])
        thing = thing.parent
    return None


@contextmanager
def _taken_away(path: Path, up: str | None) -> Iterator[tuple[Imported, list[bpy.types.Mesh]]]:
    """What a file shows; afterwards all is gone but the meshes that were put into the list, and their looks. up: see
    `import_file`."""
    kinds = [
        getattr(bpy.data, name) for name in ("objects", "actions", "cameras", "lights", "armatures", "collections")
    ]
    before, old = [set(kind) for kind in kinds], set(bpy.data.meshes)
    keep: list[bpy.types.Mesh] = []
    yield import_file(path, up), keep
    for kind, known in zip(kinds, before, strict=True):
        bpy.data.batch_remove(set(kind) - known)
    bpy.data.batch_remove(set(bpy.data.meshes) - old - set(keep))


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


def is_ours(path: Path) -> bool:
    """Whether it is a GLB of a link that an export wrote, Y-up as glTF has it; those of others are taken as numbers."""
    if path.suffix.lower() != ".glb":
        return False
    said = gltf_json(path)[0].get("asset")
    return isinstance(said, dict) and said.get("generator") == GENERATOR


def check_gltf(path: Path, home: Path) -> None:
    """InputError: it is no glTF, or it names files outside the home."""
    document, _ = gltf_json(path)
    for kind in ("buffers", "images"):
        listed = document.get(kind)
        for one in listed if isinstance(listed, list) else ():
            uri = one.get("uri") if isinstance(one, dict) else None
            if isinstance(uri, str) and not uri.startswith("data:") and not is_inside(uri, path.parent, home):
                raise InputError(
                    f"{path.name} names files outside {home.name}, so it was not read.", "Move them beside it."
                )
