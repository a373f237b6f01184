"""Bench of following: the tip of a chain of 20 joints reaches for a target that is dragged at 60 Hz in a window.

    blender --factory-startup --python runtime/lab/measure/bench_follow.py [-- OUT.txt]

Ten seconds along a curve that the tip can follow, with a jump to the other side in the middle. Every 1/60 s, or where
the window was drawn longer one after the other for all that were missed, the target is moved and the scene updated, in
which the rig is solved, as when the mouse drags it. A solve is late where that takes longer than the 1/60 s to the
next, in brackets by the time of the processor alone, for the machine may be busy with other things. Recovery: from the
jump until the tip is within 1 % of the chain's length.

Prints, or writes to OUT.txt, Markdown and ends Blender, whose own Python runs it.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

import bpy
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import artllm_blender  # noqa: E402
from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part  # noqa: E402
from artllm_blender.scene.pose.write import add  # noqa: E402
from artllm_blender.scene.rig.build_rig import build_rig  # noqa: E402

RATE, SECONDS, LINKS, LINK = 60, 10.0, 20, 0.08
NEAR = 0.01
FACES = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]


def chain() -> tuple[bpy.types.Object, bpy.types.Object]:
    """Its armature and its last link, upright, hinges about X, Y and Z in turn."""
    things, parts, joints = {}, [], []
    for number in range(LINKS + 1):
        low, high = np.array((-0.012, -0.012, number * LINK)), np.array((0.012, 0.012, (number + 1) * LINK))
        corners = [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
        mesh = bpy.data.meshes.new(f"Link {number}")
        mesh.from_pydata(corners, [], FACES)
        thing = bpy.data.objects.new(mesh.name, mesh)
        bpy.context.scene.collection.objects.link(thing)
        things[number] = [thing]
        parts.append(Part(number, mesh.name, Box(tuple(low.tolist()), tuple(high.tolist()))))
        if number:
            axis = tuple(np.eye(3)[number % 3].tolist())
            at = (0.0, 0.0, number * LINK)
            joints.append(Joint(JointType.REVOLUTE, number - 1, number, axis, at, -math.radians(60), math.radians(60)))
    armature = build_rig(Articulation(tuple(parts), tuple(joints)), things, bpy.context.scene.collection, "Chain")
    return armature, things[LINKS][0]


def place(seconds: float) -> tuple[float, float, float]:
    """Where the target is; after half of the time on the other side."""
    side = 1.0 if seconds < SECONDS / 2 else -1.0
    turn = 2 * math.pi * 0.25 * seconds
    return side * (0.6 + 0.2 * math.sin(turn)), 0.4 * math.cos(1.3 * turn), 0.9 + 0.3 * math.sin(0.7 * turn)


class Dragging:
    def __init__(self) -> None:
        self.armature, self.tip = chain()
        self.target = bpy.data.objects.new("Target", None)
        bpy.context.scene.collection.objects.link(self.target)
        self.target.location = place(0.0)
        bpy.context.view_layer.update()
        self.one = add(self.armature, "REACH", LINKS, "OBJECT", self.target, "tip")
        bpy.context.view_layer.update()
        self.took, self.spent, self.off, self.at = [], [], [], []
        self.begin, self.draws = 0.0, 0

    def tick(self) -> float | None:
        """All places of the target since the last call, solved for one by one, as mouse moves that waited meanwhile."""
        self.begin = self.begin or time.perf_counter()
        while len(self.took) / RATE <= min(time.perf_counter() - self.begin, SECONDS):
            self.solve(len(self.took) / RATE)
            if time.perf_counter() - self.begin - len(self.took) / RATE < 1 / RATE:
                break
        self.draws += 1
        if len(self.took) > RATE * SECONDS:
            self.report()
            return None
        return max(len(self.took) / RATE - (time.perf_counter() - self.begin), 0.0)

    def solve(self, at: float) -> None:
        begin, cpu = time.perf_counter(), time.thread_time()
        self.target.location = place(at)
        bpy.context.view_layer.update()
        self.took.append(time.perf_counter() - begin)
        self.spent.append(time.thread_time() - cpu)
        self.at.append(at)
        self.off.append(self.how_far())

    def how_far(self) -> float:
        """Between the tip and the target, of the chain's length."""
        matrix = np.array(self.tip.evaluated_get(bpy.context.evaluated_depsgraph_get()).matrix_world)
        tip = matrix[:3, :3] @ np.array((0.0, 0.0, (LINKS + 1) * LINK)) + matrix[:3, 3]
        return float(np.linalg.norm(tip - np.array(self.target.location))) / (LINKS * LINK)

    def report(self) -> None:
        took, spent, at = np.array(self.took) * 1e3, np.array(self.spent) * 1e3, np.array(self.at)
        jump = int(np.argmax(at >= SECONDS / 2))
        there = [i for i in range(jump, len(at)) if self.off[i] < NEAR]
        recovery = took[jump : there[0] + 1].sum() if there else math.inf
        late, busy = (took > 1000 / RATE).mean(), (spent > 1000 / RATE).mean()
        lines = [
            "| solves | p50, p99 (ms) | of the processor | late | recovery | tip within 1 % | window drawn |",
            "| --: | --: | --: | --: | --: | --: | --: |",
            f"| {len(took)} | {np.percentile(took, 50):.1f}, {np.percentile(took, 99):.1f} "
            f"| {np.percentile(spent, 50):.1f}, {np.percentile(spent, 99):.1f} | {late:.1%} "
            f"({busy:.1%}) | {recovery:.0f} ms | {np.mean(np.array(self.off) < NEAR):.1%} | {self.draws} times |",
        ]
        text = "\n".join(lines)
        out = sys.argv[sys.argv.index("--") + 1] if "--" in sys.argv else ""
        if out:
            Path(out).write_text(text + "\n", encoding="utf-8")
        print(text, flush=True)
        bpy.ops.wm.quit_blender()


def start() -> None:
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    artllm_blender.register()
    bpy.app.timers.register(Dragging().tick, first_interval=1.0)


bpy.app.timers.register(start, first_interval=1.0)  # once the window is there
