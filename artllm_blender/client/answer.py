"""The runtime's result message as a Prediction. Names of parts and joints are made when the rig is built."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

from ..core.articulation import KNOWABLE, Articulation, Box, Joint, JointType, Part
from ..core.errors import RuntimeFailure
from ..core.motion.repair import repaired
from ..core.prediction import Prediction
from .wire import Message


def prediction_of(message: Message, known: dict[str, Any] | None = None) -> Prediction:
    """The answer. RuntimeFailure if fields or arrays do not fit each other, ArticulationError if it is no tree.

    known: what the request said is known, as it was sent.
    """
    try:
        parts = _parts(message.fields["parts"])
        by_id = {part.id: part for part in parts}
        told = {joint["child"]: _known_of(joint) for joint in (known or {}).get("joints", ())}
        joints = tuple(
            _joint(given, by_id[given["child"]], told.get(given["child"], ())) for given in message.fields["joints"]
        )
        points, triangles, scores = (message.arrays[name] for name in ("points", "point_triangle", "point_scores"))
        blueprint, timings, provider = (message.fields[name] for name in ("blueprint", "timings", "provider"))
    except (KeyError, TypeError, ValueError) as problem:
        raise RuntimeFailure(
            f"The model runtime's answer is incomplete: {problem!r}.", "Reinstall the extension.", "bad_answer"
        ) from problem
    count = len(points)
    if points.shape != (count, 3) or triangles.shape != (count,) or scores.shape != (count, len(parts)):
        raise RuntimeFailure(
            "The model runtime's answer has arrays that do not fit its parts.", "Reinstall the extension.", "bad_answer"
        )
    scores = scores.astype(np.float32)
    scores /= scores.sum(axis=1, keepdims=True)
    given = _given(known or {}, by_id)
    return Prediction(Articulation(parts, joints), points, triangles, scores, blueprint, timings, provider, given)


def _given(known: dict[str, Any], ids: Iterable[int]) -> frozenset[int]:
    """Ids of the parts that are there because the request said so: all, where it said how many there are."""
    if known.get("part_count"):
        return frozenset(ids)
    return frozenset(part["id"] for part in known.get("parts", ()))


def _parts(given: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(part["id"], part["label"], Box(*map(tuple, part["box"])), part["label"], part["confidence"])
        for part in given
    )


def _known_of(joint: dict[str, Any]) -> set[str]:
    """What a request says of a joint, by the names in KNOWABLE."""
    said = {name for name, value in joint.items() if value is not None}
    return said & KNOWABLE | ({"limits"} if {"lower", "upper"} <= said or joint.get("type") == "continuous" else set())


def _joint(given: dict[str, Any], child: Part, known: Collection[str]) -> Joint:
    """Limits are null where there are none, as is a pitch that the model does not know."""
    lower = -math.inf if given["lower"] is None else given["lower"]
    upper = math.inf if given["upper"] is None else given["upper"]
    return repaired(
        JointType(given["type"]), given["parent"], child, given["axis"], given["origin"], lower, upper,
        given["pitch"] or 0.0, confidence=given["confidence"], known=known,
    )  # fmt: skip
