"""A thing taken apart without a window: python -m artllm_blender explode FILE --out OUT.

FILE has the parts as objects (a GLB's nodes), as one mesh's loose pieces or, a .blend file, as a rig of ours.
OUT/explode.json gets "order", the parts that leave together, step by step; "parts", their names by number; "frames", by
number or, in a GLB of several nodes, by the node's name: motions from rest, 4x4, in the frame of the file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from .arguments import folder
from .core.assembly.plan import Plan
from .core.assembly.removal import removal
from .core.errors import ArtLLMError
from .core.files import write_whole
from .core.frames import transform, z_up_to_y_up
from .terminal import quiet

UP_Y = (".glb", ".gltf")
TO_Y_UP = transform(z_up_to_y_up(np.eye(3)).T)


def exploded(path: Path) -> dict[str, object]:
    """What explode.json says of a file. Raises InputError."""
    import bpy

    from .scene.assembly.parts import parts_of
    from .scene.mesh.import_file import import_file

    begin = time.perf_counter()
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    imported = import_file(path)
    parts = parts_of(imported.objects, bpy.context.evaluated_depsgraph_get())
    plan = removal(parts.triangles, parts.joints)
    turn = TO_Y_UP if path.suffix.lower() in UP_Y else np.eye(4)
    return told(plan, parts.names, turn) | {
        "notes": [*imported.notes, *plan.notes(parts.names)],
        "seconds": round(time.perf_counter() - begin, 3),
    }


def told(plan: Plan, names: tuple[str, ...], turn: np.ndarray) -> dict[str, object]:
    """The plan by the parts' names, numbers where they are such. turn: (4, 4), from Blender's frame to the file's."""
    frames = [
        {names[part]: (turn @ motion @ turn.T).tolist() for part, motion in frame.items()} for frame in plan.frames()
    ]
    return {
        "relative": True,
        "order": [[_number(names[part]) for part in step.parts] for step in plan.steps],
        "whole": [[_number(names[part]) for part in parts] for parts in plan.whole],
        "frames": frames,
    }


def _number(name: str) -> int | str:
    return int(name) if name.isdecimal() else name


def main(argv: list[str]) -> int:
    """Write explode.json; 1 if the file could not be read or has but one part, or explode.json not be written."""
    parser = argparse.ArgumentParser(prog="python -m artllm_blender explode", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="mesh file, or a .blend file with a rig")
    parser.add_argument("--out", type=folder, required=True, metavar="OUT", help="gets explode.json")
    options = parser.parse_args(argv)
    try:
        with quiet():
            found = exploded(options.file)
        write_whole(options.out, {"explode.json": json.dumps(found).encode()})
    except ArtLLMError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(found['order'])} steps in {found['seconds']} s, in {options.out / 'explode.json'}")
    for note in found["notes"]:
        print(f"    note: {note}")
    return 0
