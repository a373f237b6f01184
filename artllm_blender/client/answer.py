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
        first, *others = (_answer(fields, known or {}) for fields in (message.fields, *message.fields["others"]))
        points, triangles, scores, beside = (
            message.arrays[name] for name in ("points", "point_triangle", "point_scores", "other_scores")
        )
        timings, provider, moving = (message.fields[name] for name in ("timings", "provider", "moving"))
    except (KeyError, TypeError, ValueError) as problem:
        raise RuntimeFailure(
            f"The model runtime's answer is incomplete: {problem!r}.", "Reinstall the extension.", "bad_answer"
        ) from problem
    count, widths = len(points), [len(parts) for parts, _, _ in (first, *others)]
    shapes = points.shape, triangles.shape, scores.shape, beside.shape
    if shapes != ((count, 3), (count,), (count, widths[0]), (count, sum(widths[1:]))):
        raise RuntimeFailure(
            "The model runtime's answer has arrays that do not fit its parts.", "Reinstall the extension.", "bad_answer"
        )

    def prediction(said: tuple, scores: np.ndarray, others: tuple[Prediction, ...] = ()) -> Prediction:
        parts, joints, blueprint = said
        scores = scores.astype(np.float32)
        scores /= scores.sum(axis=1, keepdims=True)
        given = _given(known or {}, (part.id for part in parts))
        tree = Articulation(parts, joints)
        likely = 1.0 if any(joint.child in given for joint in joints) else moving  # who says so knows
        return Prediction(tree, points, triangles, scores, blueprint, timings, provider, likely, given, others)

    columns = np.split(beside, np.cumsum(widths[1:-1]), axis=1) if others else ()
    return prediction(first, scores, tuple(map(prediction, others, columns)))


def _answer(fields: dict[str, Any], known: dict[str, Any]) -> tuple[tuple[Part, ...], tuple[Joint, ...], str]:
    """Parts, joints and blueprint of one of the answers."""
    parts = _parts(fields["parts"])
    by_id = {part.id: part for part in parts}
    told = {joint["child"]: _known_of(joint) for joint in known.get("joints", ())}
    joints = tuple(_joint(given, by_id[given["child"]], told.get(given["child"], ())) for given in fields["joints"])
    return parts, joints, fields["blueprint"]


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
