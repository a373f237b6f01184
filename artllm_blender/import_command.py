"""Rigs of other programs without a window: python -m artllm_blender import FILE... --out DIR [--formats urdf,glb,...].

Each file becomes a rig as Articulate makes them, which is written into DIR/NAME in any format: a URDF as GLB, say.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from .__main__ import FAILED, described, listed, output_names
from .arguments import ALL_FORMATS, FORMATS, folder, format_list
from .core.errors import ArtLLMError
from .core.formats.colliders import AUTOMATIC, KINDS
from .core.formats.read_model import READERS
from .terminal import Progress, quiet


def converted(path: Path, name: str, options: argparse.Namespace) -> dict[str, Any]:
    """What came of one file. Raises ArtLLMError."""
    import bpy

    from .scene.formats.export import export
    from .scene.formats.rig_in import import_rig
    from .scene.rig.asset import notes_of
    from .scene.rig.read_rig import read_rig

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    begin = time.perf_counter()
    armature = import_rig(bpy.context, path, options.with_colliders, options.positive_opens)
    read = time.perf_counter()
    how = {"colliders": options.colliders, "glb_physics": options.glb_physics, "glb_skinned": options.glb_skinned}
    how |= {"levels": options.lods, "visuals": options.visuals}
    exported = export(armature, options.out / name, name, options.formats, **how)
    articulation = read_rig(armature).articulation
    failures = {format: described(failure) for format, failure in exported.failures.items()}
    return {
        "ok": not failures,
        "parts": len(articulation.parts),
        "joints": len(articulation.joints),
        "articulation": listed(articulation),
        "files": {kind: str(file) for kind, file in exported.files.items()},
        "failures": failures,
        "seconds": {"import": round(read - begin, 4), "export": round(time.perf_counter() - read, 4)},
        "notes": [*notes_of(armature), *exported.notes],
    }


def main(argv: list[str]) -> int:
    """Convert the files that argv names; 1 if one of them or a format of it failed."""
    parser = argparse.ArgumentParser(prog="python -m artllm_blender import", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=f"{', '.join(READERS)}, .usd, .usdc, .usdz")
    parser.add_argument("--out", type=folder, required=True, metavar="DIR", help="gets a folder for each file")
    parser.add_argument(
        "--formats", type=format_list, default=list(FORMATS),
        help=f"of {','.join(ALL_FORMATS)} (default: {','.join(FORMATS)})",
    )  # fmt: skip
    parser.add_argument("--colliders", choices=KINDS, default=AUTOMATIC, help="of parts that bring none of their own")
    parser.add_argument("--glb-physics", action="store_true", help="in GLBs too: KHR_physics_rigid_bodies")
    parser.add_argument("--glb-skinned", action="store_true", help="GLBs are one skinned mesh, a bone for each part")
    parser.add_argument(
        "--lods", type=int, choices=range(7), default=0, metavar="N", help="GLBs with 1/2, ... faces too"
    )
    parser.add_argument("--visuals", choices=("obj", "glb"), default="obj", help="what links look like in URDF, SDF")
    parser.add_argument(
        "--no-colliders", dest="with_colliders", action="store_false", help="leave the files' own colliders out"
    )
    parser.add_argument(
        "--positive-opens", action="store_true",
        help="turn joints round that go to negative values alone: their axes and values change signs",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the results as one JSON document")
    options = parser.parse_args(argv)
    results = []
    with quiet() as output:
        progress = Progress(len(options.files), sys.stderr if options.json else output)
        for path, name in zip(options.files, output_names(options.files), strict=True):
            result: dict[str, Any] = {"name": name, "input": str(path), "notes": []}
            progress.stage(name, "Importing")
            try:
                result |= converted(path, name, options)
            except ArtLLMError as error:
                result |= {"ok": False, "error": described(error)}
            progress.finished(result)
            results.append(result)
        if options.json:
            json.dump({"objects": results}, output, indent=1)
            output.write("\n")
    return 0 if all(result["ok"] for result in results) else FAILED
