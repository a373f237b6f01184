"""Articulation: decoded tokens as parts and joints with real numbers, in the world frame."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import blueprint as B
from . import tokens as T
from .decode import Decoded
from .fit import fitted_boxes, fitted_origin
from .points import Normalisation

SMALLEST_SIDE = 1e-3
ROTATION_STEP = 4 * np.pi / B.ROTATION_BINS
TRANSLATION_STEP = 4 / B.TRANSLATION_BINS


def parts_and_joints(
    decoded: Decoded,
    frame: Normalisation,
    evidence: tuple[np.ndarray, np.ndarray] | None = None,
    fit_boxes: bool = True,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Parts {id, label, box, confidence} and joints {type, parent, child, axis, origin, lower, upper, pitch,
    confidence} as the wire carries them; limits are None for continuous joints, pitch is None (not predicted).

    evidence: normalised points (n, 3) and their scores (n, p), onto which joints are fitted, and boxes if fit_boxes.
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
    if evidence is not None and fit_boxes:
        boxes = fitted_boxes(boxes, *evidence)
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
    for j in blueprint.joints:
        length = 4 + 3 * (j.position is not None) + 2 * (j.limit is not None)
        fit_to = boxes[j.child] if evidence is not None else None
        joints.append(_joint(j, offsets[at : at + length], certainty[at : at + length], frame, fit_to))
        at += length
    return parts, joints


def _joint(
    j: B.JointBins, offsets: np.ndarray, certainty: np.ndarray, frame: Normalisation, fit_to: np.ndarray | None
) -> dict[str, Any]:
    axis = B.AXES[j.axis].copy()
    if j.axis >= 3:  # the first three codes are X, Y and Z, which mean just that
        axis += np.clip(offsets[3], -2, 2) / 8  # no direction is farther from its code
        axis /= np.linalg.norm(axis)
    origin, lower, upper = frame.centre, None, None
    if j.position is not None:
        bins = np.array(j.position) + np.clip(offsets[4:7, 0], -1, 1)
        origin = B.position_value(bins)
        if fit_to is not None:
            origin = fitted_origin(j.type, axis, origin, fit_to)
        origin = frame.undo(origin)
    if j.limit is not None:
        step, reach = (ROTATION_STEP, 2 * np.pi) if j.type == "revolute" else (TRANSLATION_STEP, 2.0)
        ends = (np.array(j.limit) + np.clip(offsets[-2:, 0], -1, 1)) * step - reach
        if j.type != "revolute":
            ends = ends * frame.scale
        lower, upper = float(min(*ends, 0)), float(max(*ends, 0))  # 0 is the pose that the mesh is in
    return {
        "type": j.type, "parent": j.parent, "child": j.child,
        "axis": frame.undo_direction(axis).tolist(), "origin": origin.tolist(),
        "lower": lower, "upper": upper, "pitch": None, "confidence": float(certainty[:3].min() * certainty[3:].mean()),
    }  # fmt: skip


def box_bins(boxes: np.ndarray, frame: Normalisation) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bins of lower and upper corners (p, 3) of boxes (p, 2, 3), world; and the order (p,) of a blueprint's parts."""
    normalised = frame.apply_boxes(np.asarray(boxes, float))
    lower = np.minimum(B.position_bin(normalised[:, 0], up=False), B.POSITION_BINS - 2)
    upper = np.maximum(B.position_bin(normalised[:, 1], up=True), lower + 1)
    return lower, upper, np.lexsort((lower[:, 0], lower[:, 1], lower[:, 2]))


def forced_boxes(boxes: np.ndarray, frame: Normalisation) -> tuple[list[int | None], np.ndarray]:
    """Tokens that force given boxes (p, 2, 3), world, labels left open; and the order (p,) they are written in."""
    lower, upper, order = box_bins(boxes, frame)
    forced: list[int | None] = []
    for i in order:
        forced += [T.POSITION[b] for b in (*lower[i], *upper[i])] + [None]
    return [*forced, T.SEPARATOR], order


def blueprint_of(
    parts: list[dict[str, Any]], joints: list[dict[str, Any]], frame: Normalisation
) -> tuple[B.Blueprint, np.ndarray]:
    """Parts and joints, world, in bins again; and the order (p,) of the parts in it."""
    lower, upper, order = box_bins(np.array([p["box"] for p in parts]), frame)
    place = np.argsort(order)
    boxes = tuple(
        B.BoxBins(tuple(lower[i].tolist()), tuple(upper[i].tolist()), B.LABELS.index(parts[i]["label"] or "other"))
        for i in order
    )
    return B.Blueprint(
        boxes, tuple(_bins(j, place, frame) for j in sorted(joints, key=lambda j: place[j["child"]]))
    ), order


def _bins(j: dict[str, Any], place: np.ndarray, frame: Normalisation) -> B.JointBins:
    code, sign = B.axis_bin(j["axis"])
    position = limit = None
    if j["type"] != "prismatic":
        position = tuple(B.position_bin(frame.apply(np.array(j["origin"]))).tolist())
    if j["type"] != "continuous":
        ends = np.sort(np.array([j["lower"], j["upper"]]) * sign)
        limit = B.limit_bins(j["type"], ends if j["type"] == "revolute" else ends / frame.scale)
    return B.JointBins(j["type"], int(place[j["parent"]]), int(place[j["child"]]), code, position, limit)


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
