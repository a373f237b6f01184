"""Runs in Blender's window, started by bench_stall.py: presses one button after the other on meshes in turn and times
the gaps meanwhile."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import bpy
import numpy as np

# Seconds: between two ticks, before each press, and how long is looked at what plays.
TICK, QUIET, PLAYED = 0.004, 2.0, 3.0
AWAY = 500.0  # metres along each axis, where nothing is


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


def presses(folder: Path) -> dict[str, Callable[[], None]]:
    """What is pressed, by its name, as in a 3D view."""
    operators = bpy.ops.artllm

    def stroke() -> None:
        armature = next(thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE")
        part = next(bone["artllm_part"] for bone in armature.data.bones if "artllm_joint" in bone)
        operators.draw_motion(child=part["id"], type="prismatic", axis=(0, -1, 0))

    def export() -> None:
        operators.export("INVOKE_DEFAULT", directory=str(folder), formats=set("urdf mjcf glb blend png usda".split()))

    return {
        "Articulate": lambda: operators.articulate("INVOKE_DEFAULT"),
        "Refine Limits": lambda: operators.refine_limits("INVOKE_DEFAULT", widen=True),
        "Export": export,
        "Play": lambda: operators.play_all("INVOKE_DEFAULT"),
        "Try Another": lambda: operators.try_another("INVOKE_DEFAULT"),
        "Stroke": stroke,
        "Word": lambda: operators.say_kind(category="cabinet"),
        "Re-predict Joints": lambda: operators.predict_joints("INVOKE_DEFAULT"),
    }


def watched_slices() -> list[list[float]]:
    """Each slice of operators' work from now on: its seconds by the clock, and of the processor."""
    module = next(module for name, module in sys.modules.items() if name.endswith("artllm_blender.ops.slices"))
    took, taken = [], module.taken

    def timed(steps: object) -> tuple[str, float]:
        begun = _now()
        try:
            return taken(steps)
        finally:
            took.append([now - then for now, then in zip(_now(), begun, strict=True)])

    module.taken = timed
    return took


def run(folder: Path, out: Path, wanted: str, away: bool, names: list[str]) -> Iterator[float]:
    """The wanted buttons, or all, for all meshes in turn; yields for how many seconds Blender may go on."""
    manager = bpy.context.window_manager
    window, state = manager.windows[0], manager.artllm
    slices = watched_slices()
    area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
    region = next(region for region in area.regions if region.type == "WINDOW")
    if away:
        area.spaces.active.region_3d.view_location = 3 * [AWAY]
    for turn, name in enumerate(names):
        mesh_object(folder / f"{name}.npz")
        for button, press in presses(folder).items():
            if wanted and button not in wanted.split(","):
                continue
            rest = time.perf_counter() + QUIET
            while time.perf_counter() < rest:  # until the view is drawn as it is
                yield TICK
            said, ticks = "", [_now()]
            slices.clear()
            with bpy.context.temp_override(window=window, area=area, region=region):
                try:
                    press()
                except RuntimeError as problem:
                    said = str(problem)
            ticks.append(_now())
            while state.status != "IDLE" or window.modal_operators:
                if state.playing and ticks[-1][0] - ticks[0][0] > PLAYED:
                    state.playing = False
                yield TICK
                ticks.append(_now())
            gaps = np.diff(ticks, axis=0)
            seconds = ticks[-1][0] - ticks[0][0]
            result = {"turn": turn, "mesh": name, "button": button, "seconds": seconds, "gaps": gaps.tolist()}
            result |= {"slices": slices, "error": said or state.error}
            with out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result) + "\n")


def _now() -> tuple[float, float]:
    """Seconds by the clock, and those of the processor that this thread had."""
    return time.perf_counter(), time.thread_time()


if __name__ == "__main__":
    bpy.context.preferences.view.show_splash = False
    folder, out, wanted, away, *names = sys.argv[sys.argv.index("--") + 1 :]
    steps = run(Path(folder), Path(out), wanted, bool(away), names)

    def tick() -> float | None:
        rest = None
        try:
            rest = next(steps, None)
        finally:
            if rest is None:
                bpy.ops.wm.quit_blender()
        return rest

    bpy.app.timers.register(tick, first_interval=1.0, persistent=True)
