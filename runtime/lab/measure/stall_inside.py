"""Runs in Blender's window, started by bench_stall.py: articulates meshes in turn and times the gaps meanwhile."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import bpy
import numpy as np

TICK, QUIET = 0.004, 4.0


def mesh_object(path: Path) -> None:
    """A file's mesh as the only object of the scene, selected."""
    bpy.data.batch_remove([*bpy.data.objects, *bpy.data.meshes, *bpy.data.armatures, *bpy.data.collections])
    with np.load(path) as stored:
        vertices, faces = stored["vertices"], stored["faces"]
    mesh = bpy.data.meshes.new(path.stem)
    mesh.vertices.add(len(vertices))
    mesh.attributes["position"].data.foreach_set("vector", vertices.ravel())
    mesh.loops.add(faces.size)
    mesh.attributes[".corner_vert"].data.foreach_set("value", faces.ravel())
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.arange(0, faces.size, 3, dtype=np.int32))
    mesh.update(calc_edges=True)
    thing = bpy.data.objects.new(path.stem, mesh)
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    thing.select_set(True)
    bpy.ops.ed.undo_push(message="Mesh")


def articulate() -> None:
    window = bpy.context.window_manager.windows[0]
    area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.ops.artllm.articulate("INVOKE_DEFAULT")


def run(folder: Path, out: Path, names: list[str]) -> Iterator[float]:
    """All meshes in turn; yields for how many seconds Blender may go on."""
    state = bpy.context.window_manager.artllm
    for name in names:
        mesh_object(folder / f"{name}.npz")
        for _ in range(int(QUIET / TICK)):  # until the view is drawn as it is
            yield TICK
        ticks = [(time.perf_counter(), time.process_time(), False)]
        articulate()
        while state.status != "IDLE":
            ticks.append((time.perf_counter(), time.process_time(), False))
            yield TICK
        ticks.append((time.perf_counter(), time.process_time(), True))
        gaps = [(b[0] - a[0], b[1] - a[1], b[2]) for a, b in zip(ticks, ticks[1:], strict=False)]
        result = {"seconds": ticks[-1][0] - ticks[0][0], "error": state.error}
        for when, at_end in (("before", False), ("build", True)):
            result[when] = max(gap[:2] for gap in gaps if gap[2] == at_end)
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")
    bpy.ops.wm.quit_blender()


if __name__ == "__main__":
    bpy.context.preferences.view.show_splash = False
    folder, out, *names = sys.argv[sys.argv.index("--") + 1 :]
    steps = run(Path(folder), Path(out), names)
    bpy.app.timers.register(lambda: next(steps, None), first_interval=1.0, persistent=True)
