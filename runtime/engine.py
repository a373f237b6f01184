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
from .articulate import forced_boxes, in_given_order, parts_and_joints
from .backend import OnnxBackend
from .decode import decode
from .errors import BadMesh, Cancelled

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
        timings: dict[str, float] = {}

        def stage(name: str) -> None:
            if cancelled.is_set():
                raise Cancelled
            timings[name] = time.perf_counter()
            on_progress(name, 0.0)

        if task not in TASKS:
            raise BadMesh(f"There is no task '{task}'.", "Ask for boxes, joints or all.")
        if (task == "joints") != (boxes is not None):
            raise BadMesh("Joints are predicted from given boxes, and only they.", "Give boxes with task 'joints'.")
        if not len(faces):
            raise BadMesh("The mesh has no faces.", "Give a mesh with faces.")
        if boxes is not None:
            _check(boxes)
        stage("points")
        try:
            cloud, frame = P.cloud(np.asarray(vertices, float), np.asarray(faces, np.int64), seed)
        except ValueError as problem:
            raise BadMesh(f"The mesh has no surface: {problem}.", "Give a mesh whose faces have an area.") from problem
        stage("encode")
        prefix, features = self._backend.encode(cloud.features, cloud.curve)
        stage("decode")
        forced, order = forced_boxes(boxes, frame) if boxes is not None else ([], None)
        decoded = decode(
            self._backend, prefix, TASKS[task], forced, lambda fraction: on_progress("decode", fraction), cancelled
        )
        stage("articulation")
        scores = features @ np.stack(decoded.queries).T * np.float32(features.shape[1] ** -0.5)
        scores = np.exp(scores - scores.max(1, keepdims=True))
        scores /= scores.sum(1, keepdims=True)
        evidence = cloud.features[:, :3], scores
        parts, joints = parts_and_joints(decoded, frame, evidence, fit_boxes=boxes is None)
        if order is not None:
            parts, joints, scores = in_given_order(parts, joints, scores, boxes, order)
        text = B.to_text(T.decode(decoded.tokens))
        started = [*timings.values(), time.perf_counter()]
        seconds = {name: b - a for name, a, b in zip(timings, started, started[1:], strict=False)}
        world = frame.undo(cloud.features[:, :3]).astype(np.float32)
        return Result(text, parts, joints, world, cloud.triangle, scores, seconds)


def _check(boxes: np.ndarray) -> None:
    if not 1 <= len(boxes) <= B.MAX_PARTS:
        raise BadMesh(f"{len(boxes)} boxes were given.", f"Give 1 to {B.MAX_PARTS} boxes.")
    if not (np.isfinite(boxes).all() and (boxes[:, 0] <= boxes[:, 1]).all()):
        raise BadMesh("A given box has no lower and upper corner.", "Give each box its lower corner, then its upper.")
