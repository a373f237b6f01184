"""Written: what a model writes itself, before anything is chosen, fitted or cut, and how near that is to the truth."""

from __future__ import annotations

import math
import threading

import numpy as np
from scipy.optimize import linear_sum_assignment

from runtime.articulation import points as P
from runtime.articulation import tokens as T
from runtime.articulation.articulate import parts_and_joints
from runtime.articulation.decode import decode, point_logits
from runtime.articulation.fit import overlap
from runtime.torch_backend import TorchModel

from .recorded import Thing

FIGURES = ("mIoU*", "type*", "axis", "pivot", "seg")


def figures(backend: TorchModel, thing: Thing, has_masks: bool = True) -> tuple[list[float], int]:
    """FIGURES of one object, and how many parts are written: true parts and written ones matched by overlap; what is
    missing or too much counts 0 where there is a star, and in seg. axis in radians, pivot in units of half the longest
    side; nan where there is nothing to tell. Points go to parts by masks, or by the boxes that they are in."""
    cloud, frame = P.cloud(thing.vertices, thing.faces, 0)
    prefix, features, _ = backend.encode(cloud.features, cloud.curve)
    (decoded,) = decode(backend.begin(prefix), T.Task.ALL, threading.Event())
    parts, joints = parts_and_joints(decoded, frame)
    boxes = np.array([part["box"] for part in parts])
    shares = np.array([[overlap(a, b) for b in frame.apply_boxes(boxes)] for a in frame.apply_boxes(thing.boxes)])
    pairs = np.stack(linear_sum_assignment(-shares), axis=1)
    most = max(shares.shape)

    places = frame.undo(cloud.features[:, :3])
    part = point_logits(features, decoded.queries).argmax(axis=1) if has_masks else nearest_box(places, boxes)
    true = np.asarray(thing.part_of(places, cloud.triangle))
    seg = sum(((true == a) & (part == b)).sum() / max(((true == a) | (part == b)).sum(), 1) for a, b in pairs)

    mate, written = dict(pairs.tolist()), {joint["child"]: joint for joint in joints}
    matched = [(joint, written[mate[joint["child"]]]) for joint in thing.joints if mate.get(joint["child"]) in written]
    right = sum(joint["type"] == other["type"] for joint, other in matched)
    axes = [math.acos(min(abs(float(joint["axis"] @ other["axis"])), 1.0)) for joint, other in matched]
    pivots = [
        apart(joint["origin"], joint["axis"], np.array(other["origin"])) * 2 / np.ptp(thing.boxes, axis=(0, 1)).max()
        for joint, other in matched
        if "prismatic" not in (joint["type"], other["type"])
    ]
    return [
        shares[tuple(pairs.T)].sum() / most,
        right / max(len(thing.joints), len(joints)) if thing.joints else math.nan,
        float(np.mean(axes)) if axes else math.nan,
        float(np.mean(pivots)) if pivots else math.nan,
        float(seg) / most,
    ], len(parts)


def nearest_box(points: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """(n,) the box of (b, 2, 3) that each of points (n, 3) is in, the smallest if it is in several, or nearest to."""
    away = np.linalg.norm(
        np.maximum(np.maximum(boxes[:, 0] - points[:, None], points[:, None] - boxes[:, 1]), 0), axis=2
    )
    order = np.argsort(np.prod(boxes[:, 1] - boxes[:, 0], axis=1), kind="stable")
    return order[away[:, order].argmin(axis=1)]


def apart(origin: np.ndarray, axis: np.ndarray, other: np.ndarray) -> float:
    """How far a point is from the line through an origin along a unit axis."""
    return float(np.linalg.norm(np.cross(other - origin, axis)))
