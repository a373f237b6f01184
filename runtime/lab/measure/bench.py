"""Bench: how long each stage of the main job takes and how much memory it needs, as Markdown tables.

    python -m runtime.lab.measure.bench [--faces 5000 50000 240000] [--repeats 5] [--family NAME] [--seed 0]
    python -m runtime.lab.measure.bench --cut --faces 240000 2000000    # the cut alone: `bench_cut`
    python -m runtime.lab.measure.bench --scrub --faces 200000          # joints scrubbed: `bench_scrub`
    python -m runtime.lab.measure.bench --pose RIG.urdf...              # constraints solved: `bench_pose`

Objects are generated and subdivided. For each size one main job articulates copies of it in turn, as a user would with
a warm runtime; the first copy, which waits for the runtime to start, is told apart. Memory is read from /proc (Linux).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import trimesh

from ..shapes import generate
from .memory import children, memory
from .subdivide import subdivided

ROOT = Path(__file__).resolve().parents[3]
FORMATS = "urdf,glb"


def main_job(meshes: list[Path], out: Path) -> tuple[dict, int, int, float]:
    """Its JSON result, the peak memory (bytes) of its process and of the runtime's, and how many cores were busy."""
    command = [sys.executable, "-m", "artllm_blender", *map(str, meshes), "--out", str(out)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    job = subprocess.Popen(
        [*command, "--formats", FORMATS, "--json"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    most = {"job": 0, "runtime": 0}

    def watch() -> None:
        while job.poll() is None:
            most["job"] = max(most["job"], memory(pid=job.pid))
            most["runtime"] = max([most["runtime"], *(memory(pid=child) for child in children(job.pid))])
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, errors = job.communicate()
    watcher.join()
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if job.returncode:
        raise RuntimeError(f"the main job ended with status {job.returncode}: {errors[-2000:]}")
    busy = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / seconds
    return json.loads(output), most["job"], most["runtime"], busy


def stages(result: dict) -> dict[str, float]:
    """Seconds by stage, in order; what predicting takes beside the runtime's own stages is its start and the wire."""
    seconds, runtime = result["seconds"], result["runtime_seconds"]
    out = {"import": seconds["import"], **runtime, "start, wire": seconds["predict"] - sum(runtime.values())}
    out |= {k: v for k, v in seconds.items() if k not in ("import", "predict")}
    return {**out, "total": sum(seconds.values())}


def table(faces: int, results: list[dict], job: int, runtime: int, busy: float) -> str:
    """A section of Markdown about one size; the first result is the one that started the runtime."""
    first, *warm = map(stages, results)
    lines = [
        f"### {faces:,} faces, parts found: {results[0]['parts']}, repeats: {len(warm)}",
        "",
        "| stage | median (s) | p90 (s) | first (s) |",
        "| --- | --: | --: | --: |",
    ]
    for name in first:
        median, p90 = np.percentile([seconds[name] for seconds in warm], (50, 90))
        label = f"export {FORMATS.replace(',', ' + ')}" if name == "export" else name
        lines.append(f"| {label} | {median:.3f} | {p90:.3f} | {first[name]:.3f} |")
    lines += [
        "",
        f"Peak memory: Blender {job / 2**20:.0f} MiB, runtime {runtime / 2**20:.0f} MiB. "
        f"{len(os.sched_getaffinity(0))} cores, {busy:.1f} of them busy on average, on {results[0]['provider']}.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--faces", type=int, nargs="+", default=[5_000, 50_000, 240_000])
    p.add_argument("--repeats", type=int, default=5)
    p.add_argument("--family", default="storage_furniture")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--cut", action="store_true", help="only the cut, of a faultless answer")
    p.add_argument("--scrub", action="store_true", help="only joints scrubbed in a finished rig")
    p.add_argument("--pose", type=Path, nargs="+", metavar="URDF", help="only constraints solved on these rigs")
    p.add_argument("--joints", type=int, default=20, help="of the rig that is scrubbed")
    p.add_argument("--save", type=Path, help="keep the rig that is scrubbed, the last, in this .blend: `bench_draw`")
    a = p.parse_args()
    if a.cut:
        from .bench_cut import cut_table  # which needs Blender in this process

        cut_table(a.faces, a.repeats, a.family, a.seed)
        return
    if a.scrub:
        from .bench_scrub import scrub_table

        scrub_table(a.faces, a.joints, a.save)
        return
    if a.pose:
        from .bench_pose import pose_table

        pose_table(a.pose)
        return
    shape = generate(a.family, a.seed)
    for count in a.faces:
        vertices, faces = subdivided(shape.vertices, shape.faces, count)
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            meshes = [folder / f"{a.family}_{i}.glb" for i in range(a.repeats + 1)]
            y_up = vertices[:, [0, 2, 1]] * [1, 1, -1]
            trimesh.Trimesh(y_up, faces, process=False).export(meshes[0], include_normals=False)
            for copy in meshes[1:]:
                shutil.copyfile(meshes[0], copy)
            result, *usage = main_job(meshes, folder / "out")
        print(table(len(faces), result["objects"], *usage), flush=True)


if __name__ == "__main__":
    main()
