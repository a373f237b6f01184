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
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .arguments import folder
from .client.proposals import proposals
from .core.assembly.by_pages import SECONDS
from .core.assembly.together import Loose
from .core.assembly.together import assembled as put_together
from .core.errors import ArtLLMError, InputError
from .core.files import write_whole
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


def read_pages(folder: Path) -> tuple[np.ndarray, ...]:
    """(h, w) pictures, 0 black to 1 white, in the order of the numbers in their names."""
    import bpy

    from .scene.assembly.pages import grey, load_picture, pictures_in

    found = []
    for path in pictures_in(folder):
        image = load_picture(path)
        found.append(grey(image))
        bpy.data.images.remove(image)
    return tuple(found)


def read_lines(path: Path) -> tuple[str, list[str]]:
    """The "title" of words.json, perhaps empty, and its "steps", a line a page; nothing where there is no such file.
    InputError: it is something else."""
    if not path.is_file():
        return "", []
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
        title, steps = words.get("title") or "", words["steps"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path.name} could not be read: {error}.", 'Give {"steps": ["...", ...]}.') from error
    return str(title), [str(line) for line in steps]


def assembled(
    folder: Path, without: Sequence[str] = (), seconds: float = SECONDS, model: bool = False
) -> dict[str, object]:
    """What poses.json says of a folder's parts: "parts", by the files' names without ending; "sure", 0 to 1, likewise;
    "seconds"; "notes".
    seconds: after so long of one core's work what is left is placed with less care. model: it is asked where there are
    no pages."""
    begin = time.perf_counter()
    names, meshes = read_parts(folder / "parts")
    pages = () if "pages" in without else read_pages(folder / "pages")
    title, lines = ("", []) if "words" in without else read_lines(folder / "words.json")
    triangles = tuple(vertices[faces] for vertices, faces in meshes)
    loose = Loose(triangles, pages, tuple(lines), seconds=seconds, title=title)
    found = put_together(loose, propose=proposals if model else None)
    told, sure = {}, {}
    for name, pose, likely in zip(names, found.poses, found.sure.tolist(), strict=True):
        path = Path(name)
        of_file = UP @ pose @ UP.T if path.suffix.lower() in ENDS_UP_Y else pose
        told[path.stem], sure[path.stem] = of_file.tolist(), round(likely, 3)
    seconds = round(time.perf_counter() - begin, 3)
    return {"parts": told, "sure": sure, "seconds": seconds, "notes": [*found.notes, *filter(None, [found.doubt])]}


def main(argv: list[str]) -> int:
    """Write poses.json; 1 if the parts could not be read or it not be written."""
    parser = argparse.ArgumentParser(prog="python -m artllm_blender assemble", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="has parts/, perhaps pages/ and words.json")
    parser.add_argument("--out", type=folder, required=True, metavar="OUT", help="gets poses.json")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=("pages", "words"),
        help="as if there were none; repeatable",
    )
    parser.add_argument("--model", action="store_true", help="without pages ask the model, best at tidy furniture")
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        help="of one core's work, after which the rest is placed with less care: %(default)s",
    )
    options = parser.parse_args(argv)
    try:
        with quiet():
            told = assembled(options.folder, options.without, options.seconds, options.model)
        write_whole(options.out, {"poses.json": json.dumps(told, indent=1).encode()})
    except ArtLLMError as error:
        print(error, file=sys.stderr)
        return 1
    for name, likely in told["sure"].items():
        print(f"{name}: {likely:.0%} sure")
    for note in told["notes"]:
        print(note)
    print(f"{len(told['parts'])} parts placed in {told['seconds']} s, in {options.out / 'poses.json'}")
    return 0
