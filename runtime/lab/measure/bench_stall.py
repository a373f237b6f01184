"""Bench of stalls: for how long Blender's window stands still after a press of a button, Articulate first.

    python -m runtime.lab.measure.bench_stall --zip artllm-VERSION-linux_x64.zip [--faces 50000 1000000] -- BLENDER ...

BLENDER ... starts a Blender with its window, as for tests/chaos; the extension is installed into settings of its own.
A generated shape of modelled parts and the same as one fused skin, subdivided. A timer ticks every few milliseconds;
between two ticks lies whatever Blender did meanwhile: our work, its own and the drawing. Told are, by button, how long
it took, the gaps between ticks (median, 99th percentile, longest), the most that Blender's main thread computed
between two ticks, which other programs and drawing without a graphics card do not lengthen, and the most that it
computed in the press and in one slice of our work, without its own. A first round, which starts the model's process,
is not told unless it is the only one. With --away the view looks past all objects, as if they were drawn in no time;
without a graphics card drawing takes one of the cores.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..shapes import generate
from .subdivide import subdivided

INSIDE = Path(__file__).resolve().with_name("stall_inside.py")
KINDS = ("modelled", "fused")
POLL = 0.2  # seconds


def write_meshes(folder: Path, counts: list[int], kinds: list[str], family: str, seed: int) -> list[str]:
    """Meshes of each kind and size as .npz files in a folder; their names, the first one twice."""
    from .bench_cut import modelled  # needs Blender in this process
    from .oracle import Fused

    shape, names = generate(family, seed), []
    for count in counts:
        for kind in kinds:
            if kind == "fused":
                fused = Fused.of(shape)
                vertices, faces = subdivided(fused.vertices.astype(np.float64), fused.faces, count)
            else:
                vertices, faces, _ = modelled(shape, count)
            names.append(f"{count}_{kind}")
            np.savez(folder / f"{names[-1]}.npz", vertices=vertices.astype("<f4"), faces=faces.astype("<i4"))
    return [names[0], *names]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--zip", type=Path, required=True)
    p.add_argument("--faces", type=int, nargs="+", default=[50_000, 1_000_000])
    p.add_argument("--family", default="storage_furniture")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    p.add_argument("--buttons", nargs="+", default=[], help="those of stall_inside.py, Articulate first; all")
    p.add_argument("--once", action="store_true", help="no first round")
    p.add_argument("--away", action="store_true", help="the view looks past all objects")
    p.add_argument("blender", nargs="+")
    a = p.parse_args()
    with tempfile.TemporaryDirectory(prefix="stall-") as temporary:
        folder = Path(temporary)
        there = os.environ | {"BLENDER_USER_RESOURCES": str(folder / "user")}
        install = ["--command", "extension", "install-file", "-r", "user_default", "-e", str(a.zip.resolve())]
        subprocess.run([*a.blender, *install], env=there, check=True, stdout=subprocess.DEVNULL)
        names, out = write_meshes(folder, a.faces, a.kinds, a.family, a.seed)[a.once :], folder / "out.jsonl"
        told_inside = [str(folder), str(out), ",".join(a.buttons), "away" * a.away]
        run = ["--python-exit-code", "9", "--python", str(INSIDE), "--", *told_inside]
        print(
            "| faces | mesh | button | seconds | median, p99, longest gap (ms) | main thread, longest | press | slice |"
        )
        print("| --: | --- | --- | --: | --: | --: | --: | --: |", flush=True)
        with subprocess.Popen([*a.blender, *run, *names], env=there, stdout=subprocess.DEVNULL) as blender:
            for result in results(out, blender):
                if result["turn"] or a.once:
                    print(told(result), flush=True)
        if blender.returncode:
            raise SystemExit(blender.returncode)


def results(out: Path, blender: subprocess.Popen) -> Iterator[dict]:
    """What Blender writes into a file, as soon as it has, until it has ended."""
    read, ended = 0, False
    while not ended:
        ended = blender.poll() is not None
        written = out.read_text() if out.exists() else ""
        lines = written[: written.rfind("\n") + 1].splitlines()
        yield from map(json.loads, lines[read:])
        read = len(lines)
        time.sleep(POLL)


def told(result: dict) -> str:
    """A row of the table."""
    count, kind = result["mesh"].split("_")
    wall, computed = 1000 * np.array(result["gaps"]).T
    gaps = ", ".join(f"{gap:.0f}" for gap in (*np.percentile(wall, (50, 99)), wall.max()))
    button = result["button"] + (f" ({result['error']})" if result["error"] else "")
    slices = [1000 * took for _, took in result["slices"]]
    most = " | ".join(f"{took:.0f}" for took in (computed.max(), computed[0], max(slices, default=0.0)))
    return f"| {int(count):,} | {kind} | {button} | {result['seconds']:.1f} | {gaps} | {most} |"


if __name__ == "__main__":
    main()
