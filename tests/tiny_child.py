"""A runtime child with a tiny engine, for the tests of the client: the real process, wire and threads, no model.

    python tests/tiny_child.py MODE [LOG_FOLDER]

The engine answers every mesh with a door on a body. MODE says what else it does on its way.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402

import runtime.__main__ as child  # noqa: E402
from runtime.errors import BadMesh, BadWeights, Cancelled  # noqa: E402

PARTS = [
    {"id": 0, "label": "body", "box": [[-1.0, -1.0, 0.0], [1.0, 1.0, 2.0]], "confidence": 0.75},
    {"id": 1, "label": "door", "box": [[-1.0, -1.0, 0.0], [1.0, -0.875, 2.0]], "confidence": 0.5},
]
JOINTS = [
    {
        "type": "revolute",
        "parent": 0,
        "child": 1,
        "axis": [0.0, 0.0, 1.0],
        "origin": [-1.0, -1.0, 0.0],
        "lower": 0.0,
        "upper": 1.5,
        "pitch": 0.0,
        "confidence": 0.5,
    }
]
OTHER_JOINTS = [{**JOINTS[0], "type": "prismatic", "axis": [0.0, -1.0, 0.0]}]


class TinyEngine:
    provider, provider_note, weights_name = "tiny", "No faster one is needed.", "tiny"

    def __init__(self, mode: str):
        if mode == "bad_weights":
            raise BadWeights("The weights file tiny.onnx was altered.", "Reinstall the extension.")
        if mode == "slow_start":
            child.log.info("loading")
            time.sleep(1)
        self.mode = mode

    def articulate(self, vertices, faces, *, seed, task, known, on_progress, cancelled):
        on_progress("points", 0.5)
        getattr(self, self.mode, lambda cancelled: None)(cancelled)
        points = vertices[faces[: 9 if self.mode == "few_points" else None, 0]]
        scores = np.full((len(points), len(PARTS)), 0.5, np.float16)
        return SimpleNamespace(
            blueprint=f"seed {seed} task {task} known {len(known.parts)}",
            parts=PARTS,
            joints=JOINTS,
            points=points,
            timings={"points": 0.25},
            moving=0.75,
            point_triangle=np.arange(len(points), dtype=np.int32),
            point_scores=scores,
            others=[SimpleNamespace(blueprint="other", parts=PARTS, joints=OTHER_JOINTS, scores=scores)],
        )

    def cooperative(self, cancelled: threading.Event) -> None:
        """Computes for long, but looks up from time to time."""
        for _ in range(3000):
            if cancelled.is_set():
                raise Cancelled()
            time.sleep(0.01)

    def deaf(self, cancelled: threading.Event) -> None:
        """Computes for long and holds the interpreter's lock for most of it."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            sum(range(200_000))

    def asleep(self, cancelled: threading.Event) -> None:
        time.sleep(30)

    def short(self, cancelled: threading.Event) -> None:
        time.sleep(0.2)

    def quits(self, cancelled: threading.Event) -> None:
        child.log.error("The sky falls.")
        os._exit(7)

    def segfaults(self, cancelled: threading.Event) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def refuses(self, cancelled: threading.Event) -> None:
        raise BadMesh("The mesh has no area.", "Choose a mesh with faces that are seen.")

    def fails(self, cancelled: threading.Event) -> None:
        raise ZeroDivisionError("surprise")

    def prints(self, cancelled: threading.Event) -> None:
        print("hello from a library")
        os.write(1, b"and from C\n")

    def chatters(self, cancelled: threading.Event) -> None:
        os.write(2, b"a line of a library\n" * 100_000)

    def babbles(self, cancelled: threading.Event) -> None:
        server_output.write(b"this is no frame\n")
        server_output.flush()
        time.sleep(30)


class WatchedServer(child.Server):
    """Lets an engine write on the stream of answers, as only a fault could."""

    def __init__(self, load_engine, output):
        global server_output
        server_output = output
        super().__init__(load_engine, output)


if __name__ == "__main__":
    child.Server = WatchedServer
    child.serve(lambda: TinyEngine(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
