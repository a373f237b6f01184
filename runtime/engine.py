"""Engine: mesh -> points -> tokens -> articulation, with one backend kept loaded."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from .articulation import points as P
from .articulation import tokens as T
from .articulation.answers import Said, distinct_answers, likely_moving, shared
from .articulation.known import Known
from .articulation.straight import angle, extent_of, turned, turned_back
from .articulation.views import VIEWS, Looks, ranked_answers
from .backend import load_backend
from .errors import BadMesh

TASKS = {"boxes": T.Task.BOXES, "joints": T.Task.JOINTS, "all": T.Task.ALL}


@dataclass(frozen=True)
class Result:
    """parts and joints as the wire carries them, world frame; points (k, 3), point_triangle (k,), point_scores (k, p),
    rows summing to 1; blueprint: the paper's text; timings: seconds by stage; moving: how likely anything does;
    others: the model's other answers, the surest first, each another articulation, their scores those of the same
    points."""

    blueprint: str
    parts: list[dict[str, Any]]
    joints: list[dict[str, Any]]
    points: np.ndarray
    point_triangle: np.ndarray
    point_scores: np.ndarray
    timings: dict[str, float]
    moving: float
    others: list[Said]


class Engine:
    """provider: what the model runs on; provider_note: why it is not something faster, empty if it is.

    weights, provider, backend, threads: see `backend.load_backend`.
    """

    def __init__(
        self, weights: Path, provider: str | None = None, backend: str | None = None, threads: int | None = None
    ):
        self._backend = load_backend(weights, provider, backend, threads)
        self.provider, self.provider_note = self._backend.provider, self._backend.provider_note
        self.weights_name = self._backend.name
        self._last: tuple[bytes, Looks | None] = (b"", None)

    def articulate(
        self,
        vertices: np.ndarray,
        faces: np.ndarray,
        *,
        seed: int = 0,
        task: str = "all",
        known: Known | None = None,
        boxes: np.ndarray | None = None,
        views: int | None = None,
        alone: bool = False,
        on_progress: Callable[[str, float], None] = lambda stage, fraction: None,
        cancelled: threading.Event | None = None,
    ) -> Result:
        """Parts and joints of a mesh, vertices (n, 3) in metres and Z-up, faces (m, 3).

        known: what the answer has to say; its parts come first, with their ids. Task "joints" needs it: then they are
        all the parts. boxes (p, 2, 3): short for known parts, of which the lower and upper corners are known.
        views: from how many sides the model looks, 1 to 8, all where it is not said: with fewer it is faster
        and less sure. alone: the best answer without the others, for which the model looks from no more sides
        once half of the first few, at least two, say the same.
        Equal input and seed give equal output. Raises BadMesh, BadKnown and Cancelled.
        """
        cancelled = cancelled or threading.Event()
        if task not in TASKS:
            raise BadMesh(f"There is no task '{task}'.", "Ask for boxes, joints or all.")
        known = Known.of_boxes(boxes) if boxes is not None else known or Known()
        if task == "joints" and not known.parts:
            raise BadMesh("Joints alone need known parts.", "Give boxes with task 'joints'.")
        if not len(faces):
            raise BadMesh("The mesh has no faces.", "Give a mesh with faces.")
        sides = VIEWS if views is None else VIEWS[: max(views, 1)]
        clock = Clock()
        on_progress("points", 0.0)
        vertices, faces = np.asarray(vertices), np.asarray(faces)
        extent = extent_of(vertices, faces)
        known.check_against(extent, no_more=task == "joints")
        # A known part's box lies along the axes as they are.
        aslant = 0.0 if known.parts else angle(vertices, faces)
        looks = self._looks_at(turned(vertices, -aslant) if aslant else vertices, faces, seed)
        clock.lap("points")

        on_progress("prediction", 0.0)
        by_many = partial(shared, frame=looks.frame) if alone else None
        ranked = ranked_answers(
            self._backend, looks, TASKS[task], known, partial(on_progress, "prediction"), cancelled, sides, by_many
        )
        clock.lap("prediction")

        on_progress("articulation", 0.0)
        found = distinct_answers(ranked, known, looks.frame, cancelled, alone)
        moving = likely_moving(found, known, looks.still)
        best = ranked[0].answer
        points = best.frame.undo(best.cloud.features[:, :3])
        if aslant:
            found = [turned_back(said, aslant, extent) for said in found]
            points = turned(points, aslant)
        points = points.astype(np.float32)
        first, *others = found
        clock.lap("articulation")
        return Result(
            first.blueprint, first.parts, first.joints, points, best.cloud.triangle, first.scores, clock.seconds,
            moving, others,
        )  # fmt: skip

    def _looks_at(self, vertices: np.ndarray, faces: np.ndarray, seed: int) -> Looks:
        """The object as the encoder sees it; the last one is remembered, for hints ask about it again."""
        key = hashlib.blake2b(vertices.tobytes() + faces.tobytes() + str((faces.dtype, seed)).encode()).digest()
        if key != self._last[0]:
            self._last = key, looks_at(np.asarray(vertices, float), np.asarray(faces, np.int64), seed)
        return self._last[1]


def looks_at(vertices: np.ndarray, faces: np.ndarray, seed: int) -> Looks:
    """A mesh as the encoder will see it; raises BadMesh where it has no surface."""
    try:
        cloud, frame = P.cloud(vertices, faces, seed)
    except ValueError as problem:
        raise BadMesh(f"The mesh has no surface: {problem}.", "Give a mesh whose faces have an area.") from problem
    return Looks(cloud, frame, extent_of(vertices, faces))


class Clock:
    """Seconds by stage; a stage may come again."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now
