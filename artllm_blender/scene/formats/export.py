"""A rig as files, written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import bpy

from ...core.errors import ExportError
from ...core.names import sanitise
from ..rig.mesh_out import part_meshes
from ..rig.needs import read_needs
from ..rig.read_rig import Rig, read_rig
from .blend_out import write_blend
from .gltf import write_glb
from .picture import picture
from .urdf_out import write_urdf

FORMATS = ("urdf", "glb", "blend", "png")


def export(
    armature: bpy.types.Object, folder: Path, name: str, formats: Iterable[str] = FORMATS, package: str | None = None
) -> dict[str, Path]:
    """Write the rig of an armature as folder/name.FORMAT, a URDF's meshes to folder/meshes. Gives each format's path.

    All but the .blend hold the rest pose. The folder is made where it is missing; files of these names are replaced.
    package: the ROS package whose root the folder is, for a URDF that names its meshes by package:// instead of
    relative to itself. Raises ExportError, having changed nothing on the disk or in the scene; ArticulationError where
    the armature is no rig.
    """
    formats = list(dict.fromkeys(formats))
    if unknown := set(formats) - set(FORMATS):
        raise ExportError(f"There is no format {min(unknown)!r}.", f"Choose from {', '.join(FORMATS)}.")
    rig, name, folder = read_rig(armature), sanitise(name, "asset"), Path(folder)
    made = _missing_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".artllm-", dir=folder, ignore_cleanup_errors=True) as aside:
            new, old = Path(aside, "new"), Path(aside, "old")
            new.mkdir()
            _write(rig, new, name, formats, package)
            _move_into_place(new, old, folder)
    except (OSError, RuntimeError) as error:
        with suppress(OSError):
            for missing in made:
                missing.rmdir()
        reason = getattr(error, "strerror", None) or str(error).strip().splitlines()[-1]
        hint = "Choose another folder or free some space."
        raise ExportError(f"Could not write to {folder}: {reason}.", hint) from error
    return {format: folder / f"{name}.{format}" for format in formats}


def _write(rig: Rig, folder: Path, name: str, formats: list[str], package: str | None) -> None:
    depsgraph = bpy.context.evaluated_depsgraph_get()
    meshes = part_meshes(rig, depsgraph)
    if "urdf" in formats:
        write_urdf(rig.articulation, meshes, folder, name, package, read_needs(rig.armature))
    if "png" in formats:
        (folder / f"{name}.png").write_bytes(picture(rig.articulation, meshes))
    if "glb" in formats:
        write_glb(rig, depsgraph, folder / f"{name}.glb")
    if "blend" in formats:
        write_blend(rig, folder / f"{name}.blend")


def _missing_folders(folder: Path) -> list[Path]:
    """The folder and its parents that are not there yet, innermost first."""
    return [path for path in (folder, *folder.parents) if not path.exists()]


def _move_into_place(new: Path, old: Path, folder: Path) -> None:
    """Move every file below new to its place below folder; on an error put everything back as it was."""
    moved: list[Path] = []
    try:
        for source in sorted(path for path in new.rglob("*") if path.is_file()):
            place = source.relative_to(new)
            for root in (folder, old):
                (root / place).parent.mkdir(parents=True, exist_ok=True)
            if (folder / place).is_dir():
                raise IsADirectoryError(errno.EISDIR, f"a folder named {place} is in the way")
            if (folder / place).exists():
                os.replace(folder / place, old / place)
            moved.append(place)
            os.replace(source, folder / place)
    except OSError:
        for place in moved:
            (folder / place).unlink(missing_ok=True)
            if (old / place).exists():
                os.replace(old / place, folder / place)
        raise
