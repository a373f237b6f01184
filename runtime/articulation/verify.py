"""Verify: how likely each part and each joint of an answer is right.

Two logistic regressions, learnt from the model's own answers to generated shapes (`runtime.lab.measure.verifier`);
verifier.json has their numbers. What they go by: how sure the model is of the tokens, from all sides; what the points
say of the motion, and how well they fill the part's box; and how many of the other answers say the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from . import blueprint as B
from . import points as P
from . import tokens as T
from .articulate import parts_and_joints
from .fit import overlap, overlaps
from .views import FIELDS, Articulated, Ranked

# Parts of two answers are the same from this overlap of their boxes on, and their joints' axes up to this cosine; the
# axes pass each other no farther than this, in the normalised frame.
SAME_PART, SAME_AXIS, SAME_PLACE = 0.4, 0.97, 0.1
OTHERS_SAY = 2.0  # in "answer", what all answers say beside how sure the model is
SURE = 0.6  # points that are so much a part's

PART = ("answer", "certainty", "box", "label", "filled", "fitted", "found", "overlap", "parts")
JOINT = (
    "answer", "certainty", "motion", "along", *(f"tokens_{i}" for i in range(FIELDS)), "filled", "fitted", "found",
    "same_type", "same_axis", "same_line", "parts", *B.JOINT_TYPES,
)  # fmt: skip


@dataclass(frozen=True)
class Logistic:
    """names: of the features, in order; mean and scale of each (f,), its weight (f,), and the bias."""

    names: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray
    weight: np.ndarray
    bias: float

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Logistic:
        arrays = (np.array(fields[name], float) for name in ("mean", "scale", "weight"))
        return cls(tuple(fields["names"]), *arrays, fields["bias"])

    def likely(self, features: np.ndarray) -> np.ndarray:
        """Probabilities (n,) by features (n, f)."""
        return 1 / (1 + np.exp(-((features - self.mean) / self.scale @ self.weight + self.bias)))


@cache
def learnt() -> tuple[Logistic, Logistic]:
    """That of parts and that of joints."""
    found = json.loads(Path(__file__).with_name("verifier.json").read_text(encoding="utf-8"))
    return Logistic.of(found["part"]), Logistic.of(found["joint"])


def verified(
    one: Ranked, others: Sequence[Articulated], frame: P.Normalisation
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The parts and joints of an answer, the confidence of a part being how likely it is right, that of a joint the
    geometric mean of how likely it is right and of the model's own.

    others: what all views said; frame: the object's own. Parts that are known, and what is said where nothing was left
    open, are as sure as they were.
    """
    parts, joints = ([dict(thing) for thing in things] for things in (one.said.parts, one.said.joints))
    if one.by_part is None:
        return parts, joints
    of_part, of_joint = (
        of.likely(features) for of, features in zip(learnt(), features_of(one, others, frame), strict=True)
    )
    for part, source in zip(parts, np.argsort(one.said.number), strict=True):
        if one.answer.source[source] is None:
            part["confidence"] = float(of_part[part["id"]])
    for joint, likely in zip(joints, of_joint, strict=True):
        # Few things that stand still were learnt from; the model's own word doubts them, and so counts as much.
        joint["confidence"] = float(np.sqrt(likely * joint["confidence"]))
    return parts, joints


def features_of(one: Ranked, others: Sequence[Articulated], frame: P.Normalisation) -> tuple[np.ndarray, np.ndarray]:
    """What tells right from wrong: of the parts (p, PART), and of the joints (j, JOINT)."""
    said, answer = one.said, one.answer
    count = len(said.parts)
    boxes = said.boxes(frame)
    unfitted = np.empty_like(boxes)
    unfitted[said.number] = frame.apply_boxes(
        np.array([p["box"] for p in parts_and_joints(answer.decoded, answer.frame)[0]])
    )
    fitted = np.array([overlap(*pair) for pair in zip(unfitted, boxes, strict=True)])
    filled = _filled(one, boxes, frame)
    tokens = np.empty((count, FIELDS))
    tokens[said.number] = one.by_part.mean(0)
    common = [overlaps(boxes, other.boxes(frame)) for other in others]
    found = np.mean([c.max(1) > SAME_PART for c in common], axis=0)
    shared = np.mean([c.max(1) for c in common], axis=0)
    certainty = np.log(np.maximum([part["confidence"] for part in said.parts], 1e-4))
    found_again = np.mean([c.max(0).mean() for c in common])  # what all answers say, in this one
    answers = np.full(count, one.sureness + OTHERS_SAY * found_again)
    parts = np.full(count, np.log(count))
    of_parts = np.stack([answers, certainty, *tokens[:, :2].T, filled, fitted, found, shared, parts], 1)

    likely, along = np.empty(count), np.zeros(count)
    scores = said.scores[:, said.number]  # as the tokens number the parts
    likely[said.number] = np.log(np.maximum(answer.likely_motions(scores), 1e-3))
    moved = [joint.child for joint in T.decode(answer.decoded.tokens).joints]
    along[said.number[moved]] = np.log(np.maximum(answer.alike_axes(scores), 0.05))
    rows = []
    for joint in said.joints:
        i = joint["child"]
        alike = [_alike(joint, _counterpart(other, c[i]), frame.scale) for other, c in zip(others, common, strict=True)]
        rows.append([
            answers[i], np.log(max(joint["confidence"], 1e-4)), likely[i], along[i], *tokens[i], filled[i], fitted[i],
            *np.mean(alike, axis=0), parts[i], *(joint["type"] == kind for kind in B.JOINT_TYPES),
        ])  # fmt: skip
    return of_parts, np.array(rows, float).reshape(-1, len(JOINT))


def _filled(one: Ranked, boxes: np.ndarray, frame: P.Normalisation) -> np.ndarray:
    """How much the box of each part's sure points overlaps with the part's own (p, 2, 3), normalised: (p,)."""
    scores, answer = one.said.scores, one.answer
    xyz = frame.apply(answer.frame.undo(answer.cloud.features[:, :3]))
    mine = np.where(scores.max(1) > SURE, scores.argmax(1), -1)
    out = np.zeros(len(boxes))
    for i, box in enumerate(boxes):
        points = xyz[mine == i]
        if len(points):
            out[i] = overlap(np.stack([points.min(0), points.max(0)]), box)
    return out


def _counterpart(other: Articulated, common: np.ndarray) -> dict[str, Any] | None:
    """The joint by which another answer moves a part, whose box has `common` (q,) with that answer's parts."""
    if common.max() <= SAME_PART:
        return None
    part = int(common.argmax())
    return next((joint for joint in other.joints if joint["child"] == part), None)


def _alike(joint: dict[str, Any], other: dict[str, Any] | None, scale: float) -> tuple[bool, bool, bool, bool]:
    """Whether another answer has a joint there, of the same type, along the same axis, and both about the same line.

    scale: metres a unit of the normalised frame.
    """
    if other is None:
        return False, False, False, False
    axis, apart = np.array(joint["axis"]), np.subtract(other["origin"], joint["origin"])
    same_type = joint["type"] == other["type"]
    same_axis = abs(np.dot(axis, other["axis"])) > SAME_AXIS
    off = 0.0 if joint["type"] == "prismatic" else float(np.linalg.norm(apart - apart @ axis * axis))
    return True, same_type, same_axis, same_type and same_axis and off < SAME_PLACE * scale
