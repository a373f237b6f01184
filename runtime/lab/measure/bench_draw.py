"""Bench of drawing: frames a second as a rig's joints are scrubbed in the window of a whole Blender, all drawn.

    python -m runtime.lab.measure.bench --scrub --faces 200000 --save chest.blend
    blender chest.blend --python runtime/lab/measure/bench_draw.py [-- FRAMES]

Each joint in turn goes through all of its range; every frame redraws the whole window and waits for it, by itself and
then with contacts shown. Turn vertical synchronisation off (NVIDIA: __GL_SYNC_TO_VBLANK=0), or the screen sets the
pace. Prints Markdown and ends Blender, whose own Python runs it, so it needs nothing that is not there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import bpy
import gpu
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import artllm_blender  # noqa: E402
from artllm_blender.ops import contacts  # noqa: E402
from artllm_blender.scene.preview.preview import Preview  # noqa: E402
from runtime.lab.measure.poses import one_by_one  # noqa: E402

FRAMES = int(sys.argv[sys.argv.index("--") + 1]) if "--" in sys.argv else 400
WINDOW_UP = 1.0  # seconds until the window has been drawn once


def frame_times(armature: bpy.types.Object, preview: Preview) -> np.ndarray:
    """Milliseconds of each frame: pose, draw and swap."""
    found = []
    for pose in one_by_one(preview.articulation.joints, FRAMES):
        begin = time.perf_counter()
        preview.pose(armature, pose)
        bpy.ops.wm.redraw_timer(type="DRAW_WIN_SWAP", iterations=1)
        found.append(1e3 * (time.perf_counter() - begin))
    return np.array(found)


def measure() -> None:
    """Timer: all of it, then Blender ends."""
    window = bpy.context.window_manager.windows[0]
    area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
    region = next(region for region in area.regions if region.type == "WINDOW")
    armature = next(thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE")
    faces = sum(len(thing.data.polygons) for thing in bpy.data.objects if thing.type == "MESH")
    print(f"\nBlender {bpy.app.version_string}, {gpu.platform.renderer_get()}, view {region.width} x {region.height}\n")
    print("| faces | joints | contacts | frame: median, p95, p99 (ms) | frames a second |")
    print("| --: | --: | --- | --: | --: |")
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.context.view_layer.objects.active = armature
        bpy.ops.view3d.view_all()
        preview = contacts.ready(armature)
        for shown in (False, True):
            bpy.context.window_manager.artllm.show_contacts = shown
            frame_times(armature, preview)  # once for all that is made on first sight
            found = frame_times(armature, preview)
            cells = ", ".join(f"{value:.1f}" for value in np.percentile(found, (50, 95, 99)))
            print(f"| {faces:,} | {len(preview.articulation.joints)} | {'shown' if shown else '–'} | {cells} "
                  f"| {1e3 / found.mean():.0f} |", flush=True)  # fmt: skip
    bpy.ops.wm.quit_blender()


bpy.context.preferences.view.show_splash = False
artllm_blender.register()
bpy.app.timers.register(measure, first_interval=WINDOW_UP)
