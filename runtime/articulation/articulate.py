"""Articulation: decoded tokens as parts and joints with real numbers, in the world frame."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from . import blueprint as B
from . import tokens as T
from .decode import Decoded
from .fit import LEAVES, away_from_handle, fitted_boxes, fitted_origin, on_edge
from .points import Normalisation

SMALLEST_SIDE = 1e-3
ROTATION_STEP = 4 * np.pi / B.ROTATION_BINS
TRANSLATION_STEP = 4 / B.TRANSLATION_BINS


def parts_and_joints(
    decoded: Decoded,
    frame: Normalisation,
    evidence: tuple[np.ndarray, np.ndarray] | None = None,
    given_boxes: Mapping[int, np.ndarray] | None = None,
    given_origins: Collection[int] = (),
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Parts {id, label, box, confidence} and joints {type, parent, child, axis, origin, lower, upper, pitch,
    confidence} as the wire carries them; limits are None for continuous joints, pitch is None (not predicted).
    A joint's confidence is that of its type, its axis and its part at once.

    evidence: normalised points (n, 3) and their scores (n, p), onto which boxes and joints are fitted. given_boxes: by
    part, boxes (2, 3), world, that are known and so kept; given_origins: parts about whose joint's axis it is so.
    """
    blueprint = T.decode(decoded.tokens)
    offsets, certainty = np.array(decoded.offsets), np.array(decoded.certainty)
    parts, joints, boxes = [], [], []
    at = 1
    for b in blueprint.boxes:
        bins = np.array([*b.lower, *b.upper]) + np.clip(offsets[at : at + 6, 0], -1, 1)
        lower, upper = np.split(B.position_value(bins), 2)
        boxes.append((lower, np.maximum(upper, lower + SMALLEST_SIDE)))
        at += T.BOX_LENGTH
    boxes = np.array(boxes)
    if evidence is not None:
        boxes = fitted_boxes(boxes, *evidence)
    for i, box in (given_boxes or {}).items():
        boxes[i] = frame.apply_boxes(box)
    at = 1
    for i, b in enumerate(blueprint.boxes):
        label = B.LABELS[b.label]
        parts.append({
            "id": i, "label": "" if label == "other" else label,
            "box": frame.undo_boxes(boxes[i]).tolist(),
            "confidence": float(certainty[at : at + T.BOX_LENGTH].mean()),
        })  # fmt: skip
        at += T.BOX_LENGTH
    at += 1
    part_of = evidence[1].argmax(1) if evidence is not None else None
    for j in blueprint.joints:
        length = 4 + 3 * (j.position is not None) + 2 * (j.limit is not None)
        fit_to = leaf = None
        if evidence is not None and j.child not in given_origins:
            fit_to = boxes[j.child]
            if j.type == "revolute" and parts[j.child]["label"] in LEAVES:
                leaf = evidence[0][np.isin(part_of, _carried(blueprint, j.child))]
        is_door = leaf is not None and parts[j.child]["label"] == "door"
        joint = _joint(j, offsets[at : at + length], frame, fit_to, leaf, is_door)
        joint["confidence"] = float(certainty[at] * certainty[at + 3]) * parts[j.child]["confidence"]
        joints.append(joint)
        at += length
    return parts, joints


def _carried(blueprint: B.Blueprint, part: int) -> list[int]:
    """The part and all that hangs on it."""
    found = [part]
    for carrier in found:
        found += [joint.child for joint in blueprint.joints if joint.parent == carrier]
    return found


def _joint(
    j: B.JointBins,
    offsets: np.ndarray,
    frame: Normalisation,
    fit_to: np.ndarray | None,
    leaf: np.ndarray | None,
    is_door: bool,
) -> dict[str, Any]:
    """fit_to: the child's box (2, 3) to put the axis onto; leaf: points (n, 3) of a leaf, to find its handle."""
    axis = B.AXES[j.axis].copy()
    if j.axis >= 3:  # the first three codes are X, Y and Z, which mean just that
        axis += np.clip(offsets[3], -2, 2) / 8  # no direction is farther from its code
        axis /= np.linalg.norm(axis)
    origin, lower, upper, sense = frame.centre, None, None, 1
    if j.position is not None:
        bins = np.array(j.position) + np.clip(offsets[4:7, 0], -1, 1)
        origin = B.position_value(bins)
        if fit_to is not None:
            origin = fitted_origin(j.type, axis, origin, fit_to)
            origin = on_edge(axis, origin, fit_to) if is_door else origin
        if leaf is not None and len(leaf) and (other := away_from_handle(axis, origin, fit_to, leaf)) is not None:
            origin, sense = other, -1  # on the other edge the same way out is the other way round
        origin = frame.undo(origin)
    if j.limit is not None:
        step, reach = (ROTATION_STEP, 2 * np.pi) if j.type == "revolute" else (TRANSLATION_STEP, 2.0)
        ends = ((np.array(j.limit) + np.clip(offsets[-2:, 0], -1, 1)) * step - reach) * sense
        if j.type != "revolute":
            ends = ends * frame.scale
        lower, upper = float(min(*ends, 0)), float(max(*ends, 0))  # 0 is the pose that the mesh is in
    return {
        "type": j.type, "parent": j.parent, "child": j.child,
        "axis": frame.undo_axis(axis, j.type).tolist(), "origin": origin.tolist(),
        "lower": lower, "upper": upper, "pitch": None,
    }  # fmt: skip


def box_bins(boxes: np.ndarray, frame: Normalisation) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bins of lower and upper corners (p, 3) of boxes (p, 2, 3), world; and the order (p,) of a blueprint's parts."""
    normalised = frame.apply_boxes(np.asarray(boxes, float))
    lower = np.minimum(B.position_bin(normalised[:, 0], up=False), B.POSITION_BINS - 2)
    upper = np.maximum(B.position_bin(normalised[:, 1], up=True), lower + 1)
    return lower, upper, np.lexsort((lower[:, 0], lower[:, 1], lower[:, 2]))


def blueprint_of(
    parts: list[dict[str, Any]], joints: list[dict[str, Any]], frame: Normalisation
) -> tuple[B.Blueprint, np.ndarray]:
    """Parts and joints, world, in bins again; and the order (p,) of the parts in it."""
    lower, upper, order = box_bins(np.array([p["box"] for p in parts]), frame)
    place = np.argsort(order)
    boxes = tuple(
        B.BoxBins(tuple(lower[i].tolist()), tuple(upper[i].tolist()), B.label_index(parts[i]["label"])) for i in order
    )
    return B.Blueprint(
        boxes, tuple(_bins(j, place, frame) for j in sorted(joints, key=lambda j: place[j["child"]]))
    ), order


def _bins(j: dict[str, Any], place: np.ndarray, frame: Normalisation) -> B.JointBins:
    code, sign = B.axis_bin(frame.apply_axis(j["axis"], j["type"]))
    position = limit = None
    if j["type"] != "prismatic":
        position = origin_bins(j["origin"], frame)
    if j["type"] != "continuous":
        limit = limit_bins(j["type"], (j["lower"], j["upper"]), sign, frame)
    return B.JointBins(j["type"], int(place[j["parent"]]), int(place[j["child"]]), code, position, limit)


def origin_bins(origin: np.ndarray, frame: Normalisation) -> tuple[int, ...]:
    """Bins of a point (3,), world."""
    return tuple(B.position_bin(frame.apply(np.asarray(origin, float))).tolist())


def limit_bins(kind: str, limits: tuple[float, float], sign: float, frame: Normalisation) -> tuple[int, int]:
    """Bins of limits in radians or metres; sign: -1 if the joint's axis is against its code."""
    ends = np.sort(np.array(limits) * sign)
    return B.limit_bins(kind, ends if kind == "revolute" else ends / frame.scale)


def renumbered(
    parts: list[dict[str, Any]], joints: list[dict[str, Any]], scores: np.ndarray, number: np.ndarray
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], np.ndarray]:
    """Parts, joints and score columns (k, p) with part i called number[i], number being a permutation (p,)."""
    new = number.tolist()
    parts = [{**p, "id": new[p["id"]]} for p in parts]
    joints = [{**j, "parent": new[j["parent"]], "child": new[j["child"]]} for j in joints]
    columns = np.empty_like(scores)
    columns[:, number] = scores
    return sorted(parts, key=lambda p: p["id"]), sorted(joints, key=lambda j: j["child"]), columns
