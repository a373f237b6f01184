"""The model's process with an engine that only takes its time: chaos on a machine that is too busy for the model.

Process, wire, threads, progress and cancel are the product's own; the answer is the cabinet of inside.py, known.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np  # noqa: E402

import runtime.__main__ as child  # noqa: E402
from runtime.errors import Cancelled  # noqa: E402

STAGES = {"points": 0.2, "encoding": 0.3, "articulation": 0.4}  # seconds
DOOR_Y = -0.251  # the door and its handle lie before it
PARTS = [
    {"id": 0, "label": "body", "box": [[-0.4, -0.25, 0.0], [0.4, 0.25, 1.0]], "confidence": 0.95},
    {"id": 1, "label": "door", "box": [[-0.4, -0.31, 0.0], [0.4, -0.252, 1.0]], "confidence": 0.95},
]
HINGE = {
    "type": "revolute", "parent": 0, "child": 1, "axis": [0.0, 0.0, -1.0], "origin": [-0.4, -0.26, 0.5],
    "lower": 0.0, "upper": 1.5, "pitch": 0.0, "confidence": 0.95,
}  # fmt: skip


class QuickEngine:
    provider, provider_note, weights_name = "quick", "", "quick"

    def __init__(self) -> None:
        time.sleep(0.2)

    def articulate(self, vertices, faces, *, seed, task, known, on_progress, cancelled: threading.Event):
        for stage, seconds in STAGES.items():
            for step in range(10):
                if cancelled.is_set():
                    raise Cancelled()
                on_progress(stage, step / 10)
                time.sleep(seconds / 10)
        triangles = np.repeat(np.arange(len(faces), dtype=np.int32), 50)
        weights = np.random.default_rng(seed).dirichlet((1, 1, 1), len(triangles))
        points = np.einsum("nk,nkd->nd", weights, vertices[faces[triangles]])
        before = vertices[faces[triangles]].mean(axis=1)[:, 1] < DOOR_Y
        scores = np.where(before[:, None], (0.02, 0.98), (0.98, 0.02))
        return SimpleNamespace(
            blueprint="", parts=PARTS, joints=[HINGE], points=points, timings={}, point_triangle=triangles,
            point_scores=scores, others=[],
        )  # fmt: skip


if __name__ == "__main__":
    child.serve(QuickEngine, Path(sys.argv[1]))
