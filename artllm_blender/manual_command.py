"""The manual of a thing without a window: python -m artllm_blender manual FILE --out OUT.

FILE has the parts as objects (a GLB's nodes), as one mesh's loose pieces or, a .blend file, as a rig of ours.
OUT gets page_00.svg, the cover with the parts, page_01.svg, ..., one for each step, step_01.png, ..., the drawings of
the steps without words or arrows, manual.pdf, and manual.json: for each step the parts that it puts on, what is said,
and how much is seen of them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from .arguments import folder
from .core.assembly.manual import Manual, manual
from .core.assembly.manual_files import write_manual
from .core.assembly.plan import Plan
from .core.assembly.removal import removal
from .core.assembly.storyboard import by_order
from .core.errors import ArtLLMError, InputError
from .terminal import quiet


def ordered(path: Path, names: Sequence[str]) -> Plan:
    """The plan of a JSON file: its "order" as explode.json has it, or only that list. Raises InputError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        order = found["order"] if isinstance(found, dict) else found
        number = {name: index for index, name in enumerate(names)}
        return by_order(len(names), [[number[str(name)] for name in step] for step in order])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{path.name} is no order of these parts: {error}.",
            'Give JSON such as [["lid"], ["leg", "foot"]]: which parts are taken off, step by step.',
        ) from error


def main(argv: list[str]) -> int:
    """Write a manual; 1 if the file could not be read or has but one part, or the manual not be written."""
    parser = argparse.ArgumentParser(prog="python -m artllm_blender manual", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="mesh file, or a .blend file with a rig")
    parser.add_argument("--out", type=folder, required=True, metavar="OUT", help="folder for the pages")
    parser.add_argument("--title", help="on the cover (default: the file's name)")
    parser.add_argument(
        "--order", type=Path, metavar="JSON", help="explode.json, or a list of what is taken off, step by step"
    )
    options = parser.parse_args(argv)
    try:
        with quiet():
            names, made, seconds = _made(options)
        notes = write_manual(made, names, options.out)
    except ArtLLMError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(made.pages)} steps on {len(made.sheets)} pages in {seconds:.2f} s, in {options.out}")
    for note in (*made.notes, *notes):
        print(f"    note: {note}")
    return 0


def _made(options: argparse.Namespace) -> tuple[Sequence[str], Manual, float]:
    """Names of the parts, the manual, and the seconds that its pages took."""
    import bpy

    from .scene.assembly.parts import parts_of
    from .scene.mesh.import_file import import_file

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    imported = import_file(options.file)
    parts = parts_of(imported.objects, bpy.context.evaluated_depsgraph_get())
    plan = ordered(options.order, parts.names) if options.order else removal(parts.triangles, parts.joints)
    begin = time.perf_counter()
    title = options.title or options.file.stem.replace("_", " ").capitalize()
    made = manual(title, parts.names, parts.triangles, plan)
    return parts.names, made, time.perf_counter() - begin
