"""Bench of drawing: what the overlays cost a frame in the window of a whole Blender, all drawn.

    python -m runtime.lab.measure.bench --scrub --faces 200000 --save chest.blend
    blender chest.blend --python runtime/lab/measure/bench_draw.py [-- FRAMES]

The view is turned about the rig, then each joint goes through all of its range. Every frame is drawn without overlays
and with each of them, in turn, the whole window, and waited for; one part is active, as it is while the artist works.
What more a frame costs is the median of its differences from the one without. Of the processor's time in that: what
the overlay's own code takes, and what the graphics driver takes for what it is asked to draw, texts too, which is all
of the drawing where there is no graphics card. Turn vertical synchronisation off (NVIDIA: __GL_SYNC_TO_VBLANK=0), or
the screen sets the pace. Prints Markdown and ends Blender, whose own Python runs it, so it needs nothing that is not
there.
"""

from __future__ import annotations

import math
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import bpy
import gpu
import numpy as np
from mathutils import Quaternion

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import artllm_blender  # noqa: E402
from artllm_blender.ops import contacts  # noqa: E402
from artllm_blender.scene.preview.preview import Preview  # noqa: E402
from artllm_blender.ui import overlay  # noqa: E402
from artllm_blender.ui.overlay import labels, paint, tint  # noqa: E402
from runtime.lab.measure.poses import one_by_one  # noqa: E402

FRAMES = int(sys.argv[sys.argv.index("--") + 1]) if "--" in sys.argv else 400
WINDOW_UP = 1.0  # seconds until the window has been drawn once
# What is shown: parts and joints, contacts.
SHOWN = {"nothing": (False, False), "parts and joints": (True, False), "contacts": (False, True)}

# Seconds of the processor in the frame that is being drawn: in all that the overlays do, and in the driver.
_spent = {"overlay": 0.0, "driver": 0.0}
# Whether it is the overlays that draw; handles use the same functions.
_inside = False


def timed(draw: Callable[..., None], where: str) -> Callable[..., None]:
    """The same, its seconds added up."""

    def drawn(*arguments: object) -> None:
        global _inside
        before, _inside = _inside, where == "overlay" or _inside
        begin = time.thread_time()
        draw(*arguments)
        _spent[where] += (time.thread_time() - begin) * _inside
        _inside = before

    return drawn


def turned(view: bpy.types.RegionView3D) -> Iterator[Callable[[], None]]:
    """What brings about each frame of a view turned once round."""
    for _ in range(FRAMES):
        after = Quaternion((0, 0, 1), math.tau / FRAMES) @ view.view_rotation
        yield lambda after=after: setattr(view, "view_rotation", after)


def scrubbed(armature: bpy.types.Object, preview: Preview) -> Iterator[Callable[[], None]]:
    """Likewise of joints that go through their ranges."""
    for pose in one_by_one(preview.articulation.joints, FRAMES):
        yield lambda pose=pose: preview.pose(armature, pose)


def frame_times(frames: Iterator[Callable[[], None]], modes: list[str]) -> dict[str, np.ndarray]:
    """(n, 3) milliseconds of each frame, of the overlay's own code and of the driver in it, by what is shown."""
    state, found = bpy.context.window_manager.artllm, defaultdict(list)
    for number, change in enumerate(frames):
        for mode in modes if number % 2 else reversed(modes):
            state.show_overlay, state.show_contacts = SHOWN[mode]
            _spent.update(overlay=0.0, driver=0.0)
            begin = time.perf_counter()
            change()
            bpy.ops.wm.redraw_timer(type="DRAW_WIN_SWAP", iterations=1)
            frame, driver = time.perf_counter() - begin, _spent["driver"]
            found[mode].append((1e3 * frame, 1e3 * (_spent["overlay"] - driver), 1e3 * driver))
    return {mode: np.array(times) for mode, times in found.items()}


def measure() -> None:
    """Timer: all of it, then Blender ends."""
    window = bpy.context.window_manager.windows[0]
    area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
    region = next(region for region in area.regions if region.type == "WINDOW")
    armature = next(thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE")
    meshes = [thing for thing in bpy.data.objects if thing.type == "MESH"]
    faces = sum(len(thing.data.polygons) for thing in meshes)
    print(f"\nBlender {bpy.app.version_string}, {gpu.platform.renderer_get()}, view {region.width} x {region.height}\n")
    print("| faces | joints | what moves | shown | frame: median, p95 (ms) | more (ms) | ratio "
          "| own code: median, p95 (ms) | driver (ms) |")  # fmt: skip
    print("| --: | --: | --- | --- | --: | --: | --: | --: | --: |")
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.context.view_layer.objects.active = meshes[1]
        bpy.ops.view3d.view_all()
        preview, view = contacts.ready(armature), region.data
        motions = (
            ("the view", list(SHOWN)[:2], lambda: turned(view)),
            ("the joints", list(SHOWN), lambda: scrubbed(armature, preview)),
        )
        for name, modes, frames in motions:
            # Once for all that is made on first sight.
            frame_times((change for number, change in enumerate(frames()) if number < 20), modes)
            times = frame_times(frames(), modes)
            plain = times["nothing"][:, 0]
            for mode, found in times.items():
                spent = ", ".join(f"{value:.1f}" for value in np.percentile(found[:, 0], (50, 95)))
                own = ", ".join(f"{value:.2f}" for value in np.percentile(found[:, 1], (50, 95)))
                more, ratio = np.median(found[:, 0] - plain), np.median(found[:, 0]) / np.median(plain)
                print(f"| {faces:,} | {len(preview.articulation.joints)} | {name} | {mode} | {spent} | {more:.2f} "
                      f"| {ratio:.2f} | {own} | {np.median(found[:, 2]):.2f} |", flush=True)  # fmt: skip
    bpy.ops.wm.quit_blender()


bpy.context.preferences.view.show_splash = False
for room, names, where in (
    (overlay, ("_draw", "_draw_flat"), "overlay"),
    (tint, ("_draw_at",), "driver"),
    (paint, ("draw_strokes", "draw_faces"), "driver"),
    (labels, ("_write",), "driver"),
):
    for name in names:
        setattr(room, name, timed(getattr(room, name), where))
artllm_blender.register()
bpy.app.timers.register(measure, first_interval=WINDOW_UP)
