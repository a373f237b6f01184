"""Runs in Blender's window, started by in_window.py: disturbs articulations at random moments and looks what is left.

Each trial builds the same small scene, presses Articulate, waits for a random while, disturbs, waits until all is
quiet, and compares. A trial's random numbers hang on its name alone, so that it can be repeated by itself.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import bpy

TICK = 0.02
QUIET_SECONDS = 120.0
QUICK = Path(__file__).resolve().with_name("quick_child.py")
EXTENSION = "bl_ext.user_default.artllm.artllm_blender"
client = importlib.import_module(f"{EXTENSION}.client")
ahead = importlib.import_module(f"{EXTENSION}.ops.ahead")
task = importlib.import_module(f"{EXTENSION}.ops.task")

# Corners of a cabinet of boards: sides, back, bottom, top, a door before it and its handle.
BOARDS = [
    ((-0.40, -0.25, 0.00), (-0.38, 0.25, 1.00)),
    ((0.38, -0.25, 0.00), (0.40, 0.25, 1.00)),
    ((-0.38, 0.23, 0.00), (0.38, 0.25, 1.00)),
    ((-0.38, -0.25, 0.00), (0.38, 0.23, 0.02)),
    ((-0.38, -0.25, 0.98), (0.38, 0.23, 1.00)),
    ((-0.40, -0.27, 0.00), (0.40, -0.252, 1.00)),
    ((0.33, -0.31, 0.40), (0.36, -0.27, 0.60)),
]
QUADS = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]


def mesh_object(name: str, boards: list[tuple]) -> bpy.types.Object:
    vertices = [(x, y, z) for lower, upper in boards for z in (lower[2], upper[2]) for y in (lower[1], upper[1])
                for x in (lower[0], upper[0])]  # fmt: skip
    faces = [tuple(8 * board + corner for corner in quad) for board in range(len(boards)) for quad in QUADS]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def view() -> dict[str, object]:
    """The context of the 3D view, for operators that a timer calls."""
    window = bpy.context.window_manager.windows[0]
    area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
    return {"window": window, "area": area, "region": next(r for r in area.regions if r.type == "WINDOW")}


def point_at_view() -> None:
    """Put the mouse over the 3D view, where keys are meant for it, and the focus on its window: where no window manager
    gives it, none has it, and keys go nowhere."""
    where = view()
    region, height = where["region"], where["window"].height
    subprocess.run(
        ["xdotool", "mousemove", str(region.x + region.width // 2), str(height - region.y - 200)], check=True
    )
    subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Blender", "windowfocus", "--sync"], check=True)


def press(key: str) -> None:
    subprocess.run(["xdotool", "key", key], check=True)


def step(message: str) -> None:
    with bpy.context.temp_override(**view()):
        bpy.ops.ed.undo_push(message=message)


def snapshot() -> dict[str, list]:
    """All data-blocks that a rig is made of, objects with where they are and whether they are seen."""
    kinds = ("meshes", "armatures", "actions", "collections", "materials", "node_groups", "images", "texts")
    found: dict[str, list] = {kind: sorted(block.name for block in getattr(bpy.data, kind)) for kind in kinds}
    found["objects"] = sorted(
        [thing.name, thing.hide_get(), [round(x, 5) for x in thing.matrix_world.translation]]
        for thing in bpy.data.objects
    )
    return found


def new_scene() -> list[dict[str, list]]:
    """The scene of a trial, selected to be articulated; what it looked like after each of the artist's steps."""
    for kind in ("objects", "meshes", "armatures", "actions", "collections", "materials", "node_groups"):
        bpy.data.batch_remove(list(getattr(bpy.data, kind)))
    step("Empty")
    states = [snapshot()]
    other = mesh_object("Bystander", [((2, 0, 0), (3, 1, 1))])
    prop = mesh_object("Prop", BOARDS)
    bpy.context.view_layer.objects.active = prop
    prop.select_set(True)
    for message, place in (("Add", 0.0), ("Move", 1.0), ("Move Again", 2.0)):
        other.location.z = place
        bpy.context.view_layer.update()
        step(message)
        states.append(snapshot())
    return states


def children() -> set[int]:
    """Ids of the living processes that are models' children of this Blender."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (path / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (path / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == str(os.getpid()) and state != "Z" and (b"boot.py" in command or b"quick_child.py" in command):
            found.add(int(path.name))
    return found


def articulate() -> None:
    with bpy.context.temp_override(**view()):
        bpy.ops.artllm.articulate("INVOKE_DEFAULT")


def state() -> bpy.types.PropertyGroup:
    return bpy.context.window_manager.artllm


class Chaos:
    def __init__(self, options: dict):
        self.options = options
        self.failed = 0
        self.pids: set[int] = set()
        self.built = False
        self.added: list[dict[str, list]] = []

    def log(self, **fields: object) -> None:
        with open(self.options["log"], "a", encoding="utf-8") as file:
            file.write(json.dumps(fields) + "\n")

    def run(self) -> Iterator[float]:
        """All trials, one after the other; yields for how many seconds Blender may go on."""
        yield 1.0
        point_at_view()
        yield 0.5
        yield from self.undisturbed()  # the first of all is slow: the window is drawn for the first time too
        client.shutdown()
        cold = yield from self.undisturbed()
        warm = yield from self.undisturbed()
        for number in range(self.options["times"]):
            for kind in self.options["kinds"]:
                name = f"{kind}-{number}"
                if self.options["only"] in ("", name):
                    yield from self.trial(name, kind, cold if kind == "kill" else warm)
        keys = bpy.context.window_manager.keyconfigs.addon.keymaps
        bpy.ops.preferences.addon_disable(module=EXTENSION.rpartition(".")[0])
        left = [item.idname for keymap in keys for item in keymap.keymap_items if item.idname.startswith("artllm.")]
        yield 0.3
        self.log(end=True, failed=self.failed, pids=sorted(self.pids), left=left, children=sorted(children()))
        bpy.ops.wm.quit_blender()

    def until_quiet(self) -> Iterator[float]:
        """Wait until the extension is idle, and a little longer for keys on their way; see whether it built a rig."""
        end = time.monotonic() + QUIET_SECONDS
        quiet = 0
        while quiet < 25 and time.monotonic() < end:
            self.built |= bool(bpy.data.armatures)
            quiet = quiet + 1 if state().status == "IDLE" else 0
            yield TICK

    def undisturbed(self) -> Iterator[float]:
        """What an articulation makes of the scene, and how many seconds it takes."""
        states = new_scene()
        begin = time.monotonic()
        articulate()
        yield from self.until_quiet()
        seconds = time.monotonic() - begin - 0.5
        after = snapshot()
        self.whole = {kind: [x for x in after[kind] if x not in states[-1][kind]] for kind in after}
        self.log(undisturbed=self.whole, seconds=round(seconds, 2), error=state().error, blender=bpy.app.version_string)
        if not self.whole["armatures"]:
            raise SystemExit("the undisturbed articulation made no rig")
        return seconds

    def rigged(self, before: dict[str, list]) -> dict[str, list]:
        """A scene with the whole rig, and the original hidden."""
        after = {kind: sorted([*before[kind], *self.whole[kind]]) for kind in before}
        after["objects"] = [x for x in after["objects"] if x[0] != "Prop" or x[1]]
        return after

    def trial(self, name: str, kind: str, seconds: float) -> Iterator[float]:
        chance = random.Random(f"{self.options['seed']}-{name}")
        states = new_scene()
        self.built = False
        articulate()
        moment = chance.uniform(0.0, seconds * 1.1)
        yield moment
        job, pid = task._work and task._work.job, client.runtime().pid
        at = {"status": state().status, "stage": state().stage, "job": job.state if job else "none", "pid": pid}
        presses = 0
        if kind == "kill" and pid:
            os.kill(pid, signal.SIGKILL)
        elif kind == "cancel":
            press("Escape")
        elif kind == "undo":
            presses = chance.randint(1, 3)
            for _ in range(presses):
                press("ctrl+z")
                yield chance.uniform(0.0, 0.1)
        yield from self.until_quiet()
        ahead.rest()  # other answers are parted ahead from now on, by a process that is none too many
        after, error = snapshot(), state().error
        alive = children()
        self.pids |= alive | ({pid} if pid else set())
        before = states if kind == "undo" else states[-1:]
        as_before, whole = after in before, any(after == self.rigged(each) for each in before)
        wrong = []
        if state().status != "IDLE":
            wrong.append(f"status {state().status}")
        if not (as_before or whole):
            wrong.append("the scene is neither as before nor with the whole rig")
        if not alive <= {client.runtime().pid}:
            wrong.append(f"orphans {sorted(alive)} beside {client.runtime().pid}")
        if kind != "undo" and as_before and at["status"] == "RUNNING" and (kind == "kill") != bool(error):
            wrong.append("an error is due" if kind == "kill" else "no error is due")
        if whole and error:
            wrong.append("a rig and an error")
        if kind == "kill" and as_before and not error:
            wrong.append("no rig and no error")
        if kind == "undo" and after == states[0] and at["status"] == "RUNNING" and not (self.built or error):
            wrong.append("what was to be rigged is gone, and nobody says so")
        self.failed += bool(wrong)
        result = "whole rig" if whole else "as before" if as_before else "neither"
        then = {"job": job.state if job else "none", "step": states.index(after) if after in states else None}
        self.log(name=name, moment=round(moment, 3), at=at, presses=presses, then=then | {"built": self.built},
                 result=result, error=error, wrong=wrong,
                 **({"after": after, "states": states} if result == "neither" else {}))  # fmt: skip


def main() -> None:
    bpy.context.preferences.view.show_splash = False
    options = json.loads(Path(sys.argv[sys.argv.index("--") + 1]).read_text(encoding="utf-8"))
    if options["quick"]:
        client.Runtime.command = lambda self: [sys.executable, "-u", str(QUICK), str(self.log_folder)]
    chaos = Chaos(options)
    steps = chaos.run()

    def tick() -> float | None:
        return next(steps, None)

    bpy.app.timers.register(tick, first_interval=1.0, persistent=True)


main()
