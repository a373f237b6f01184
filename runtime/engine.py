"""Engine: mesh -> points -> tokens -> articulation, with one backend kept loaded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import blueprint as B
from . import points as P
from . import tokens as T
from .articulate import blueprint_of, forced_boxes, parts_and_joints, renumbered
from .backend import OnnxBackend
from .decode import Decoded, decode
from .errors import BadMesh

# The model looks at the object from each side and the answer that it is surest of counts: it learnt all directions,
# but not equally well.
VIEWS = 4
TASKS = {"boxes": T.Task.BOXES, "joints": T.Task.JOINTS, "all": T.Task.ALL}


@dataclass(frozen=True)
class Result:
    """parts and joints as the wire carries them, world frame; points (k, 3), point_triangle (k,), point_scores (k, p),
    rows summing to 1; blueprint: the paper's text; timings: seconds by stage."""

    blueprint: str
    parts: list[dict[str, Any]]
    joints: list[dict[str, Any]]
    points: np.ndarray
    point_triangle: np.ndarray
    point_scores: np.ndarray
    timings: dict[str, float]


class Engine:
    """provider: the execution provider in use; provider_note: why it is not a faster one, empty if it is."""

    def __init__(self, weights_folder: Path, provider: str | None = None):
        self._backend = OnnxBackend(weights_folder, provider)
        self.provider, self.provider_note = self._backend.provider, self._backend.provider_note
        self.weights_name = self._backend.name

    def articulate(
        self,
        vertices: np.ndarray,
        faces: np.ndarray,
        *,
        seed: int = 0,
        task: str = "all",
        boxes: np.ndarray | None = None,
        on_progress: Callable[[str, float], None] = lambda stage, fraction: None,
        cancelled: threading.Event | None = None,
    ) -> Result:
        """Parts and joints of a mesh, vertices (n, 3) in metres and Z-up, faces (m, 3).

        boxes (p, 2, 3): parts' lower and upper corners that are known; task "joints" needs them, and the parts of the
        answer are these, in this order.
        Equal input and seed give equal output. Raises BadMesh and Cancelled.
        """
        cancelled = cancelled or threading.Event()
        if task not in TASKS:
            raise BadMesh(f"There is no task '{task}'.", "Ask for boxes, joints or all.")
        if (task == "joints") != (boxes is not None):
            raise BadMesh("Joints are predicted from given boxes, and only they.", "Give boxes with task 'joints'.")
        if not len(faces):
            raise BadMesh("The mesh has no faces.", "Give a mesh with faces.")
        if boxes is not None:
            _check(boxes)
        clock = Clock()
        on_progress("points", 0.0)
        try:
            cloud, frame = P.cloud(np.asarray(vertices, float), np.asarray(faces, np.int64), seed)
        except ValueError as problem:
            raise BadMesh(f"The mesh has no surface: {problem}.", "Give a mesh whose faces have an area.") from problem
        clock.lap("points")

        answers = []
        for turns in range(VIEWS):
            on_progress("encode", turns / VIEWS)
            view, view_frame = P.seen_turned(cloud, frame, turns)
            prefix, features = self._backend.encode(view.features, view.curve)
            clock.lap("encode")
            forced = forced_boxes(boxes, view_frame)[0] if boxes is not None else []
            on_progress("decode", turns / VIEWS)
            decoded = decode(self._backend, prefix, TASKS[task], forced, cancelled)
            answers.append(Answer(decoded, features, view, view_frame))
            clock.lap("decode")

        on_progress("articulation", 0.0)
        best = max(answers, key=lambda answer: answer.decoded.sureness)
        scores = best.scores()
        evidence = best.cloud.features[:, :3], scores
        parts, joints = parts_and_joints(best.decoded, best.frame, evidence, fit_boxes=boxes is None)
        if boxes is not None:
            parts, joints, scores = renumbered(parts, joints, scores, forced_boxes(boxes, best.frame)[1])
            parts = [{**p, "box": box.tolist()} for p, box in zip(parts, boxes, strict=True)]
        blueprint, order = blueprint_of(parts, joints, frame)
        if boxes is None:
            parts, joints, scores = renumbered(parts, joints, scores, np.argsort(order))
        points = best.frame.undo(best.cloud.features[:, :3]).astype(np.float32)
        clock.lap("articulation")
        return Result(B.to_text(blueprint), parts, joints, points, best.cloud.triangle, scores, clock.seconds)


@dataclass(frozen=True)
class Answer:
    """What the model said of one view: features are those of the cloud's points (n, mask_width)."""

    decoded: Decoded
    features: np.ndarray
    cloud: P.Cloud
    frame: P.Normalisation

    def scores(self) -> np.ndarray:
        """How likely each point belongs to each part: (n, p), rows sum to 1."""
        logits = self.features @ np.stack(self.decoded.queries).T * np.float32(self.features.shape[1] ** -0.5)
        likely = np.exp(logits - logits.max(1, keepdims=True))
        return likely / likely.sum(1, keepdims=True)


class Clock:
    """Seconds by stage; a stage may come again."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now


def _check(boxes: np.ndarray) -> None:
    if not 1 <= len(boxes) <= B.MAX_PARTS:
        raise BadMesh(f"{len(boxes)} boxes were given.", f"Give 1 to {B.MAX_PARTS} boxes.")
    if not (np.isfinite(boxes).all() and (boxes[:, 0] <= boxes[:, 1]).all()):
        raise BadMesh("A given box has no lower and upper corner.", "Give each box its lower corner, then its upper.")
