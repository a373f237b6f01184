"""Bench of the cut alone: a mesh and a faultless answer in, parts and rig out; how long it takes and how much it holds.

    python -m runtime.lab.measure.bench --cut [--faces 240000 500000 1000000 2000000] [--repeats 3]

Two meshes of each size: a shape of modelled parts, and the same as one fused skin, whose parts are cut out along seams,
closed, and given an inside. Seconds are processor time, the least of the repeats. Each run has a process of its own,
whose memory (Linux) is told at its most, and beside it what it held before the cut: Blender, the mesh and the answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

import bpy
import numpy as np

from artllm_blender.core.cut.connectivity import weld
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.read_rig import read_rig

from ..shapes import Shape, generate
from .memory import memory
from .oracle import Fused, answer, articulation
from .subdivide import subdivided

KINDS = ("modelled", "fused")


def mesh_object(name: str, vertices: np.ndarray, faces: np.ndarray) -> bpy.types.Object:
    """A new object in the scene, of welded triangles."""
    place = weld(vertices)
    _, first, index = np.unique(place, return_index=True, return_inverse=True)
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(first))
    mesh.vertices.foreach_set("co", vertices[first].astype(np.float32).ravel())
    mesh.loops.add(3 * len(faces))
    mesh.loops.foreach_set("vertex_index", index[faces].astype(np.int32).ravel())
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.arange(0, 3 * len(faces), 3, dtype=np.int32))
    mesh.update(calc_edges=True)
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def case(
    kind: str, count: int, family: str, seed: int
) -> tuple[bpy.types.Object, Shape, Callable[[np.ndarray, np.ndarray], np.ndarray]]:
    """Alone in a new scene, an object of about count triangles; the shape that it is of, and what tells the part of
    points (n, 3) on triangles (n,)."""
    shape = generate(family, seed)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    if kind == "fused":
        fused = Fused.of(shape)
        vertices, faces = subdivided(fused.vertices.astype(np.float64), fused.faces, count)
    else:
        vertices, faces, part = modelled(shape, count)

    def part_of(points: np.ndarray, triangle: np.ndarray) -> np.ndarray:
        return fused.away(points).argmin(axis=1) if kind == "fused" else part[triangle]

    return mesh_object(family, vertices, faces), shape, part_of


def once(kind: str, count: int, family: str, seed: int) -> dict:
    """One cut in this process: {"seconds", "peak", "before", "parts", "faces"}; bytes."""
    thing, shape, part_of = case(kind, count, family, seed)
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    prediction = answer(articulation(shape), source.vertices, source.faces, part_of)
    before, begin = memory("VmRSS"), time.process_time()
    armature = build_asset(bpy.context, source, prediction)
    seconds = time.process_time() - begin
    parts = len(read_rig(armature).articulation.parts)
    return {"seconds": seconds, "peak": memory(), "before": before, "parts": parts, "faces": len(source.faces)}


def modelled(shape: Shape, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vertices and about count triangles of the shape, as many of each part's as it has of the shape's; their parts."""
    vertices, faces, part, start = [], [], [], 0
    for id in range(len(shape.parts)):
        own = shape.faces[shape.face_part == id]
        used, index = np.unique(own, return_inverse=True)
        wanted = round(count * len(own) / len(shape.faces))
        points, triangles = subdivided(shape.vertices[used], index.reshape(-1, 3), wanted)
        vertices.append(points)
        faces.append(triangles + start)
        part.append(np.full(len(triangles), id))
        start += len(points)
    return np.concatenate(vertices), np.concatenate(faces), np.concatenate(part)


def in_child(*arguments: str | int) -> dict:
    """`once` in a process of its own. RuntimeError: it failed."""
    command = [sys.executable, "-m", "runtime.lab.measure.bench_cut", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the cut ended with status {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def cut_table(counts: list[int], repeats: int, family: str, seed: int) -> None:
    """Prints Markdown, line by line."""
    print("| faces | mesh | parts | processor time (s) | per million faces (s) | most memory (before the cut) |")
    print("| --: | --- | --: | --: | --: | --: |")
    for count in counts:
        for kind in KINDS:
            runs = [in_child(kind, count, family, seed) for _ in range(repeats)]
            best = min(runs, key=lambda run: run["seconds"])
            seconds, faces = best["seconds"], best["faces"]
            memory = f"{best['peak'] / 2**20:,.0f} MiB ({best['before'] / 2**20:,.0f})"
            print(
                f"| {faces:,} | {kind} | {best['parts']} | {seconds:.2f} | {1e6 * seconds / faces:.1f} | {memory} |",
                flush=True,
            )


if __name__ == "__main__":
    print(json.dumps(once(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))), flush=True)
