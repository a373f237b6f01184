"""How well real furniture is put together by the pages of its manual.

    python -m runtime.lab.measure.assembled_bench BENCH --out OUT [--half in|out|all] [--without pages]

BENCH has `dev/ID/parts/*.glb`, `pages/*.png` and `words.json`, as the command `assemble` reads them, and `score.py`,
which says how much of it is right. Rules are chosen on the half `in` alone, and figures reported on `out`: which object
is in which follows from its name, the same for all of a family. OUT gets what `score.py` reads.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image

from artllm_blender.assemble_command import UP, read_lines
from artllm_blender.core.assembly.together import Loose, assembled


def in_sight(name: str) -> bool:
    """Whether rules may be chosen on an object such as chair_oak_2; the same for all of the oak family."""
    family = re.sub(r"(_\d+)+$", "", name).partition("_")[2]
    return hashlib.sha256(family.encode()).digest()[0] % 5 < 3


def names_of(bench: Path, half: str) -> list[str]:
    """Of the objects of a half, in order."""
    every = sorted(path.name for path in (bench / "dev").iterdir())
    return [name for name in every if half == "all" or in_sight(name) == (half == "in")]


def read(folder: Path) -> tuple[list[str], Loose]:
    """The names of an object's parts, and what is put together, Z-up."""
    names, triangles = [], []
    for path in sorted((folder / "parts").glob("*.glb")):
        mesh = trimesh.load(path, force="mesh", process=False)
        names.append(path.stem)
        triangles.append(mesh.vertices[mesh.faces] @ UP[:3, :3])
    pictures = sorted((folder / "pages").glob("*.png"), key=lambda path: int(path.stem))
    pages = tuple(np.asarray(Image.open(path).convert("L"), float) / 255 for path in pictures)
    title, lines = read_lines(folder / "words.json")
    return names, Loose(tuple(triangles), pages, tuple(lines), title=title)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--half", choices=("in", "out", "all"), default="in")
    parser.add_argument("--without", action="append", default=[], choices=("pages", "words"))
    parser.add_argument("--ids", help="these alone, divided by commas")
    options = parser.parse_args()
    chosen = options.ids.split(",") if options.ids else names_of(options.bench, options.half)
    for name in chosen:
        names, loose = read(options.bench / "dev" / name)
        begun = time.thread_time()
        pages = () if "pages" in options.without else loose.pages
        lines = () if "words" in options.without else loose.lines
        found = assembled(Loose(loose.triangles, pages, lines, title=loose.title))
        seconds = time.thread_time() - begun
        poses = {part: (UP @ pose @ UP.T).tolist() for part, pose in zip(names, found.poses, strict=True)}
        (options.out / name).mkdir(parents=True, exist_ok=True)
        (options.out / name / "poses.json").write_text(json.dumps({"parts": poses, "seconds": seconds}))
        print(f"{name} {len(names)} parts {seconds:.1f} s of one core", flush=True)
    score = [options.bench / "score.py", options.bench / "dev", options.out, "--ids", ",".join(chosen)]
    subprocess.run([sys.executable, *map(str, score), "--json", str(options.out / "score.json")], check=True)


if __name__ == "__main__":
    main()
