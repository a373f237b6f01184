"""Loose parts put together without a window: python -m artllm_blender assemble DIR --out OUT.

DIR/parts has a mesh file for each part, lying in any way; DIR/pages, where there is one, the pages of a manual as
pictures, and DIR/words.json a line for each page. OUT/poses.json gets a rigid 4x4 for each, from the file's numbers to
the assembled object.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

import numpy as np

from .core.assembly.by_pages import by_pages
from .core.assembly.instructions import counts
from .core.assembly.loose import loose_parts
from .core.assembly.stacked import stacked
from .core.errors import ArtLLMError, InputError
from .core.files import write_whole
from .core.frames import z_up_to_y_up
from .core.names import SUFFIXES
from .terminal import quiet

UP = np.eye(4)
UP[:3, :3] = z_up_to_y_up(np.eye(3)).T
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")
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


def read_pages(folder: Path) -> list[np.ndarray]:
    """(h, w) pictures, 0 black to 1 white, in the order of the numbers in their names."""
    import bpy

    found = []
    for path in sorted(folder.glob("*"), key=lambda path: [int(n) for n in re.findall(r"\d+", path.stem)]):
        if path.suffix.lower() not in PICTURES:
            continue
        try:
            image = bpy.data.images.load(str(path))
        except RuntimeError as error:
            raise InputError(f"{path.name} cannot be read as a picture.", "Save the page as PNG.") from error
        width, height = image.size
        if not width or not height:
            raise InputError(f"{path.name} cannot be read as a picture.", "Save the page as PNG.")
        values = np.empty(width * height * image.channels, np.float32)
        image.pixels.foreach_get(values)
        colours = values.reshape(height, width, image.channels)[::-1]
        grey = colours[..., : min(3, image.channels)].mean(axis=2)
        if image.channels == 4:
            grey = 1 - (1 - grey) * colours[..., 3]
        found.append(grey)
        bpy.data.images.remove(image)
    return found


def read_lines(path: Path) -> list[str]:
    """The "steps" of words.json, a line a page; none where there is no such file. InputError: it is something else."""
    if not path.is_file():
        return []
    try:
        steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path.name} could not be read: {error}.", 'Give {"steps": ["...", ...]}.') from error
    return [str(line) for line in steps]


def assembled(folder: Path, is_by_pages: bool = False) -> dict[str, object]:
    """What poses.json says of a folder's parts: "parts", by the files' names without ending; "seconds"; "notes"."""
    begin = time.perf_counter()
    names, meshes = read_parts(folder / "parts")
    parts = loose_parts(meshes)
    notes, pages = [], read_pages(folder / "pages")
    lines = read_lines(folder / "words.json")
    if pages and is_by_pages:
        poses, _, is_parallel = by_pages(parts, pages, counts(lines))
        if not is_parallel:
            notes.append("The pages are drawn in perspective, of which little is read yet: expect little.")
    else:
        poses = stacked(parts)
        if pages:
            # On real furniture pages place no more parts than shapes do, and take twenty times as long.
            notes.append("Shapes alone were used; --by-pages tries the pages, which helps on few objects yet.")
    told = {}
    for name, pose in zip(names, poses, strict=True):
        path = Path(name)
        of_file = UP @ pose @ UP.T if path.suffix.lower() in ENDS_UP_Y else pose
        told[path.stem] = of_file.tolist()
    return {"parts": told, "seconds": round(time.perf_counter() - begin, 3), "notes": notes}


def main(argv: list[str]) -> int:
    """Write poses.json; 1 if the parts could not be read or it not be written."""
    parser = argparse.ArgumentParser(prog="python -m artllm_blender assemble", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="has parts/, perhaps pages/ and words.json")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="gets poses.json")
    parser.add_argument("--by-pages", action="store_true", help="as DIR/pages show it, not by shape alone")
    options = parser.parse_args(argv)
    try:
        with quiet():
            told = assembled(options.folder, options.by_pages)
        write_whole(options.out, {"poses.json": json.dumps(told, indent=1).encode()})
    except ArtLLMError as error:
        print(error, file=sys.stderr)
        return 1
    for note in told["notes"]:
        print(note)
    print(f"{len(told['parts'])} parts placed in {told['seconds']} s, in {options.out / 'poses.json'}")
    return 0
