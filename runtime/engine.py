"""Engine: mesh -> points -> tokens -> articulation, with one backend kept loaded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import blueprint as B
from . import points as P
from . import tokens as T
from .articulate import blueprint_of, box_bins, parts_and_joints, renumbered
from .backend import load_backend
from .decode import Decoded
from .errors import BadMesh
from .known import Known
from .locked import decode_known, give_ids, restore

# The model looks at the object from each side, and at its mirror image, and the answer that it is surest of counts: it
# learnt them all, but not equally well.
VIEWS = [(turns, mirrored) for mirrored in (False, True) for turns in range(4)]
POINTS_SAY = 0.5  # what points say of a part's motion, against what its tokens do; chosen on generated shapes
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
    """provider: what the model runs on; provider_note: why it is not something faster, empty if it is.

    weights, provider, backend: see `backend.load_backend`.
    """

    def __init__(self, weights: Path, provider: str | None = None, backend: str | None = None):
        self._backend = load_backend(weights, provider, backend)
        self.provider, self.provider_note = self._backend.provider, self._backend.provider_note
        self.weights_name = self._backend.name

    def articulate(
        self,
        vertices: np.ndarray,
        faces: np.ndarray,
        *,
        seed: int = 0,
        task: str = "all",
        known: Known | None = None,
        boxes: np.ndarray | None = None,
        on_progress: Callable[[str, float], None] = lambda stage, fraction: None,
        cancelled: threading.Event | None = None,
    ) -> Result:
        """Parts and joints of a mesh, vertices (n, 3) in metres and Z-up, faces (m, 3).

        known: what the answer has to say; its parts come first, with their ids. Task "joints" needs it: then they are
        all the parts. boxes (p, 2, 3): short for known parts, of which the lower and upper corners are known.
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
        clock = Clock()
        on_progress("points", 0.0)
        try:
            cloud, frame = P.cloud(np.asarray(vertices, float), np.asarray(faces, np.int64), seed)
        except ValueError as problem:
            raise BadMesh(f"The mesh has no surface: {problem}.", "Give a mesh whose faces have an area.") from problem
        corners = np.asarray(vertices, float)[np.unique(faces)]
        extent = np.stack([corners.min(0), corners.max(0)])
        known.check_against(extent, no_more=task == "joints")
        clock.lap("points")

        def look(turns: int, mirrored: bool) -> Answer:
            view, view_frame = P.seen_as(cloud, frame, turns, mirrored)
            prefix, features, motions = self._backend.encode(view.features, view.curve)
            decoded, source = decode_known(self._backend, prefix, TASKS[task], cancelled, known, extent, view_frame)
            return Answer(decoded, source, features, motions, view, view_frame)

        answers = []
        on_progress("views", 0.0)
        with ThreadPoolExecutor(self._backend.lanes) as pool:
            looks = [pool.submit(look, *view) for view in VIEWS]
            try:
                for pending in looks:
                    answers.append(pending.result())
                    on_progress("views", len(answers) / len(VIEWS))
                    if answers[-1].decoded.sureness == 0:  # nothing was open
                        break
            finally:
                for pending in looks:
                    pending.cancel()
        clock.lap("views")

        on_progress("articulation", 0.0)
        best = max(answers, key=Answer.sureness)
        parts, joints, scores = best.articulated(known, frame)
        restore(parts, joints, known)
        blueprint, _ = blueprint_of(parts, joints, frame)
        give_ids(parts, joints, known)
        points = best.frame.undo(best.cloud.features[:, :3]).astype(np.float32)
        clock.lap("articulation")
        return Result(B.to_text(blueprint), parts, joints, points, best.cloud.triangle, scores, clock.seconds)


@dataclass(frozen=True)
class Answer:
    """What the model said of one view. source: which known part each part is, if any; features (n, mask_width) and
    motions (n, 5): those of the cloud's points."""

    decoded: Decoded
    source: list[int | None]
    features: np.ndarray
    motions: np.ndarray
    cloud: P.Cloud
    frame: P.Normalisation

    def scores(self) -> np.ndarray:
        """How likely each point belongs to each part: (n, p), rows sum to 1."""
        logits = self.features @ np.stack(self.decoded.queries).T * np.float32(self.features.shape[1] ** -0.5)
        likely = np.exp(logits - logits.max(1, keepdims=True))
        return likely / likely.sum(1, keepdims=True)

    def sureness(self) -> float:
        """How sure the model is of its tokens, and its points of their parts' moving as the tokens say."""
        if self.decoded.tokens[0] == T.Task.BOXES:
            return self.decoded.sureness
        likely = self.likely_motions(self.scores())
        return self.decoded.sureness + POINTS_SAY * float(np.log(np.maximum(likely, 1e-3)).mean())

    def likely_motions(self, scores: np.ndarray) -> np.ndarray:
        """How likely each part moves as its joint says, or is static as it has none, by its points: (p,)."""
        motion = np.zeros(scores.shape[1], int)
        for joint in T.decode(self.decoded.tokens).joints:
            motion[joint.child] = 1 + B.JOINT_TYPES.index(joint.type)
        of_part = scores.T @ self.motions / np.maximum(scores.sum(0), 1e-6)[:, None]
        return of_part[np.arange(len(motion)), motion]

    def articulated(
        self, known: Known, frame: P.Normalisation
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]], np.ndarray]:
        """Parts, joints and scores (n, p): first the known parts as they were given, then the model's own in the order
        that a blueprint in this frame has them."""
        scores = self.scores()
        given = {i: known.parts[k].box for i, k in enumerate(self.source) if k is not None}
        evidence = self.cloud.features[:, :3], scores
        pivots = {joint.child for joint in known.joints if joint.origin is not None}
        kept = [i for i, k in enumerate(self.source) if k in pivots]
        parts, joints = parts_and_joints(self.decoded, self.frame, evidence, given, kept)
        likely = self.likely_motions(scores)
        for joint in joints:
            joint["confidence"] *= float(likely[joint["child"]])
        order = box_bins(np.array([part["box"] for part in parts]), frame)[2]
        own = [i for i in order if self.source[i] is None]
        number = np.array(self.source, object)
        number[own] = np.arange(len(own)) + len(known.parts)
        return renumbered(parts, joints, scores, number.astype(int))


class Clock:
    """Seconds by stage; a stage may come again."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now
