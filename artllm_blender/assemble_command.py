"""Loose parts put together without a window: python -m artllm_blender assemble DIR --out OUT.

DIR/parts has a mesh file for each part, lying in any way; DIR/pages, where there is one, the pages of a manual as
pictures, and DIR/words.json a line for each page. OUT/poses.json gets a rigid 4x4 for each, from the file's numbers to
the assembled object.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from .core.assembly.loose import loose_parts
from .core.assembly.stacked import stacked
from .core.errors import ArtLLMError, InputError
from .core.frames import z_up_to_y_up
from .core.names import SUFFIXES
from .terminal import quiet

UP = np.eye(4)
UP[:3, :3] = z_up_to_y_up(np.eye(3)).T
ENDS_UP_Y = (".glb", ".gltf")


def read_parts(folder: Path) -> tuple[list[str], list[tuple[np.ndarray, np.ndarray]]]:
    """Names and meshes, ((n, 3), (m, 3)), of the files in a folder, as Blender takes them. InputError: none."""
    import bpy

    from .scene.mesh.import_file import import_file
    from .scene.mesh.mesh_in import gather

    names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in SUFFIXES) if folder.is_dir() else []
    if not names:
        raise InputError(f"There are no mesh files in {folder}.", "Put each part there as a file of its own.")
    meshes = []
    for name in names:
        source = gather(import_file(folder / name).objects, bpy.context.evaluated_depsgraph_get())
        meshes.append((source.vertices.astype(float), source.faces))
    return names, meshes


def assembled(folder: Path) -> dict[str, object]:
    """What poses.json says of a folder's parts: "parts", by the files' names without ending, and "seconds"."""
    begin = time.perf_counter()
    names, meshes = read_parts(folder / "parts")
    poses = stacked(loose_parts(meshes))
    told = {}
    for name, pose in zip(names, poses, strict=True):
        path = Path(name)
        of_file = UP @ pose @ UP.T if path.suffix.lower() in ENDS_UP_Y else pose
        told[path.stem] = of_file.tolist()
    return {"parts": told, "seconds": round(time.perf_counter() - begin, 3)}


def main(argv: list[str]) -> int:
    """Write poses.json; 1 if the parts could not be read."""
    parser = argparse.ArgumentParser(prog="python -m artllm_blender assemble", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="has parts/, perhaps pages/ and words.json")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="gets poses.json")
    options = parser.parse_args(argv)
    try:
        with quiet():
            told = assembled(options.folder)
    except ArtLLMError as error:
        print(error, file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "poses.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    print(f"{len(told['parts'])} parts placed in {told['seconds']} s, in {options.out / 'poses.json'}")
    return 0
