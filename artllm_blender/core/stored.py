"""Predictions as few bytes, to be kept with a rig: every other point, places and scores as roughly as cutting allows.

Places are told from a corner of the triangle that they lie on, so where triangles are small there is next to nothing to
tell.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from .articulation import Articulation, Box, Joint, JointType, Part
from .prediction import Prediction

# Which points are kept: one of so many; how finely places are told, of the object's size, and scores.
KEPT, STEP, LEVELS = 2, 0.004, 31


def packed(answers: Sequence[Prediction], vertices: np.ndarray, faces: np.ndarray) -> bytes:
    """Answers about the same points of a mesh of vertices (n, 3), faces (m, 3)."""
    order = np.argsort(answers[0].point_triangle, kind="stable")[::KEPT]
    triangle = answers[0].point_triangle[order]
    corner, step = _corners(vertices, faces, triangle)
    scores = np.concatenate([one.point_scores[order] for one in answers], axis=1)
    out = io.BytesIO()
    np.savez_compressed(
        out,
        said=np.frombuffer(json.dumps([_fields(one) for one in answers]).encode(), np.uint8),
        triangle=_small(np.diff(triangle, prepend=0)),
        place=_small(np.rint((answers[0].points[order] - corner) / step).T.clip(0)),
        scores=np.rint(scores.T * LEVELS).astype(np.uint8),
    )
    return out.getvalue()


def unpacked(data: bytes, vertices: np.ndarray, faces: np.ndarray) -> tuple[Prediction, ...]:
    """The answers again, of the same mesh. ValueError: these are no answers about it."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        said = json.loads(arrays["said"].tobytes())
        triangle = np.cumsum(arrays["triangle"], dtype=np.int64).astype(np.int32)
        place, scores = arrays["place"].T, arrays["scores"].T.astype(np.float32)
    if triangle.max(initial=0) >= len(faces):
        raise ValueError("these answers are about another mesh")
    corner, step = _corners(vertices, faces, triangle)
    points = (corner + place * step).astype(np.float32)
    trees = [_articulation(fields) for fields in said]
    columns = np.split(scores, np.cumsum([len(tree.parts) for tree in trees])[:-1], axis=1)
    return tuple(
        Prediction(tree, points, triangle, _shares(own), fields["blueprint"], given=frozenset(fields["given"]))
        for tree, own, fields in zip(trees, columns, said, strict=True)
    )


def _corners(vertices: np.ndarray, faces: np.ndarray, triangle: np.ndarray) -> tuple[np.ndarray, float]:
    """The lower corners of the boxes of triangles (k,): (k, 3); and how long a step is."""
    return vertices[faces[triangle]].min(axis=1).astype(np.float64), STEP * float(np.ptp(vertices, axis=0).max())


def _shares(levels: np.ndarray) -> np.ndarray:
    """Scores (k, p) from their levels, of which each row has some: rows sum to 1."""
    levels = levels + 0.01  # what was rounded off
    return levels / levels.sum(axis=1, keepdims=True)


def _small(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers, none below 0, in the smallest type that holds them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _fields(answer: Prediction) -> dict[str, Any]:
    return {
        "parts": [asdict(part) for part in answer.articulation.parts],
        "joints": [fields_of(joint) for joint in answer.articulation.joints],
        "blueprint": answer.blueprint,
        "given": sorted(answer.given),
    }


def fields_of(joint: Joint) -> dict[str, Any]:
    """A joint for JSON, which knows no infinity: without limits where there are none."""
    bounds = {} if joint.type is JointType.CONTINUOUS else {"lower": joint.lower, "upper": joint.upper}
    plain = {name: value for name, value in asdict(joint).items() if name not in ("lower", "upper")}
    return {**plain, "type": joint.type.value, "known": sorted(joint.known), **bounds}


def joint_of(fields: dict[str, Any]) -> Joint:
    """What `fields_of` gave."""
    vectors = {name: tuple(fields[name]) for name in ("axis", "origin")}
    bounds = {"lower": -math.inf, "upper": math.inf}
    return Joint(**{**bounds, **fields, **vectors, "known": frozenset(fields["known"])})


def articulations(data: bytes) -> list[Articulation]:
    """Those of packed answers alone, quickly."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return [_articulation(fields) for fields in json.loads(arrays["said"].tobytes())]


def _articulation(fields: dict[str, Any]) -> Articulation:
    boxes = [Box(*(tuple(part["box"][end]) for end in ("lower", "upper"))) for part in fields["parts"]]
    parts = tuple(Part(**{**part, "box": box}) for part, box in zip(fields["parts"], boxes, strict=True))
    return Articulation(parts, tuple(map(joint_of, fields["joints"])))
