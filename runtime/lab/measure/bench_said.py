"""Bench of saying: how long it takes in a window from a sentence to the moved rig.

    blender --factory-startup --python runtime/lab/measure/bench_said.py [-- OUT.txt]

A cabinet of two doors and three drawers, and a lamp beside a ball. Each sentence is carried out as by the panel, with
its undo step, until the scene is updated; drawing is Blender's own and is not in it. In brackets by the time of the
processor alone, for the machine may be busy with other things.

Prints, or writes to OUT.txt, Markdown and ends Blender, whose own Python runs it.
"""

from __future__ import annotations

import math
import sys
import time
from itertools import product
from pathlib import Path

import bpy
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import artllm_blender  # noqa: E402
from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part  # noqa: E402
from artllm_blender.scene.rig.build_rig import build_rig  # noqa: E402

ROUNDS = 8
FACES = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
DOOR, DRAWER = math.radians(100), 0.3
# Name, box, and of what moves its joint: kind, axis, origin, upper limit; each hangs on the first unless it says so.
CABINET = [
    ("body", ((0, 0, 0), (1, 0.5, 1.2)), None),
    ("left door", ((0, -0.02, 0), (0.5, 0, 0.6)), (JointType.REVOLUTE, (0, 0, -1), (0, 0, 0), DOOR)),
    ("right door", ((0.5, -0.02, 0), (1, 0, 0.6)), (JointType.REVOLUTE, (0, 0, 1), (1, 0, 0), DOOR)),
    ("drawer", ((0, -0.02, 0.6), (1, 0.4, 0.8)), (JointType.PRISMATIC, (0, -1, 0), (0, 0, 0.7), DRAWER)),
    ("drawer", ((0, -0.02, 0.8), (1, 0.4, 1.0)), (JointType.PRISMATIC, (0, -1, 0), (0, 0, 0.9), DRAWER)),
    ("drawer", ((0, -0.02, 1.0), (1, 0.4, 1.2)), (JointType.PRISMATIC, (0, -1, 0), (0, 0, 1.1), DRAWER)),
]
LAMP = [
    ("base", ((2, 0, 0), (2.3, 0.3, 0.05)), None),
    ("arm", ((2.1, 0.1, 0.05), (2.2, 0.2, 0.6)), (JointType.REVOLUTE, (0, 1, 0), (2.15, 0.15, 0.05), 1.2)),
    ("head", ((2.1, 0.05, 0.6), (2.5, 0.25, 0.75)), (JointType.REVOLUTE, (0, 1, 0), (2.15, 0.15, 0.6), 1.5)),
]
SAID = {
    "Cabinet": (
        "open the top drawer a third",
        "open both doors 30 degrees",
        "close everything but the left door",
        "open the bottom drawer halfway and the right door as far as it goes",
        "close all",
    ),
    "Lamp": ("raise the arm by 20 degrees", "aim the head at the ball"),
}


def rig(name: str, rows: list[tuple]) -> bpy.types.Object:
    """The armature of boxes as the table says."""
    things, parts, joints = {}, [], []
    for id, (label, corners, moves) in enumerate(rows):
        mesh = bpy.data.meshes.new(label)
        mesh.from_pydata(list(product(*zip(*corners, strict=True))), [], FACES)
        thing = bpy.data.objects.new(label, mesh)
        bpy.context.scene.collection.objects.link(thing)
        things[id] = [thing]
        parts.append(Part(id, label, Box(*(tuple(map(float, corner)) for corner in corners)), label=label))
        if moves:
            kind, axis, origin, upper = moves
            parent = id - 1 if name == "Lamp" else 0
            lower = 0.0 if name == "Cabinet" else -upper
            joints.append(Joint(kind, parent, id, tuple(map(float, axis)), tuple(map(float, origin)), lower, upper))
    return build_rig(Articulation(tuple(parts), tuple(joints)), things, bpy.context.scene.collection, name)


def measured() -> list[str]:
    """Rows of Markdown, a sentence each."""
    rigs = {"Cabinet": rig("Cabinet", CABINET), "Lamp": rig("Lamp", LAMP)}
    ball = bpy.data.objects.new("Ball", bpy.data.meshes.new("Ball"))
    ball.data.from_pydata([(0, 0, 0), (0.1, 0, 0), (0, 0.1, 0)], [], [(0, 1, 2)])
    ball.location = (3.0, 0.15, 0.3)
    bpy.context.scene.collection.objects.link(ball)
    lines, all_of_it = [], []
    for name, sentences in SAID.items():
        for thing in bpy.context.view_layer.objects:
            thing.select_set(thing == rigs[name])
        bpy.context.view_layer.objects.active = rigs[name]
        for text in sentences:
            took = []
            for _ in range(ROUNDS):
                begin, cpu = time.perf_counter(), time.process_time()
                result = bpy.ops.artllm.say("EXEC_DEFAULT", True, text=text)
                bpy.context.view_layer.update()
                took.append((time.perf_counter() - begin, time.process_time() - cpu))
                if result != {"FINISHED"}:
                    raise SystemExit(f"{text}: {result}")
            all_of_it += took
            lines.append(row(text, took))
    return [*lines, row("all", all_of_it)]


def row(what: str, took: list[tuple[float, float]]) -> str:
    wall, cpu = 1e3 * np.array(took).T
    cells = (f"{np.percentile(wall, share):.0f} ({np.percentile(cpu, share):.0f})" for share in (50, 99))
    return f"| {what} | {' | '.join(cells)} |"


def start() -> None:
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    artllm_blender.register()
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
        lines = ["| sentence | p50 (ms) | p99 |", "| --- | --: | --: |", *measured()]
    text = "\n".join(lines)
    if "--" in sys.argv:
        Path(sys.argv[sys.argv.index("--") + 1]).write_text(text + "\n", encoding="utf-8")
    print(text, flush=True)
    bpy.ops.wm.quit_blender()


bpy.app.timers.register(start, first_interval=1.0)  # once the window is there
