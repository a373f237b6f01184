"""Whole: whether an answer is wholly right, as the bench's score.py tells it, and if not, for which causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import networkx
import numpy as np
from scipy.optimize import linear_sum_assignment

from artllm_blender.core.articulation import Joint

# score.py's own bounds. Lengths are normalised so that the longest side is 2; no side counts as less than FLAT.
AXIS, PIVOT, BOXES, FLAT = 0.1, 0.1, 0.8, 5e-3


@dataclass(frozen=True)
class Judged:
    """causes: what an answer that is not wholly right is wrong in: missing, surplus, tree, type, axis, pivot, boxes.

    types: of the joints that have another type than the true one, (true, answered); turned: by how much axes are off
    that are off by AXIS and more, radians; boxes: mean overlap, missing and surplus parts counting 0.
    """

    causes: tuple[str, ...]
    types: tuple[tuple[str, str], ...]
    turned: tuple[float, ...]
    boxes: float

    @property
    def right(self) -> bool:
        return not self.causes


def judged(
    true_boxes: np.ndarray, true_joints: Sequence[dict[str, Any]], boxes: np.ndarray, joints: Sequence[Joint]
) -> Judged:
    """An answer against the truth: boxes (p, 2, 3), (q, 2, 3) of the parts; joints between parts by their places."""
    lower, upper = true_boxes[:, 0].min(axis=0), true_boxes[:, 1].max(axis=0)
    scale, middle = 2 / (upper - lower).max(), (lower + upper) / 2
    true, own = (scale * (np.asarray(of, float) - middle) for of in (true_boxes, boxes))
    away = np.linalg.norm(true.mean(axis=1)[:, None] - own.mean(axis=1)[None], axis=-1)
    partner = dict(zip(*(side.tolist() for side in linear_sum_assignment(away)), strict=True))
    common = sum(_overlap(true[i], own[k]) for i, k in partner.items()) / max(len(true), len(own))
    by_child = {joint.child: joint for joint in joints}
    types, angles, pivots = [], [], []
    missed = 0
    for joint in true_joints:
        other = by_child.get(partner.get(joint["child"]))
        if other is None:
            missed += 1
            continue
        if other.type.value != joint["type"]:
            types.append((joint["type"], other.type.value))
        axis = np.asarray(joint["axis"], float) / np.linalg.norm(joint["axis"])
        angles.append(float(np.arccos(min(abs(axis @ other.axis), 1.0))))
        if "prismatic" not in (joint["type"], other.type.value):
            apart = scale * np.subtract(other.origin, joint["origin"])
            pivots.append(_line_distance(apart, axis, np.array(other.axis)))
    pairs = [(joint["parent"], joint["child"]) for joint in true_joints]
    alike = networkx.is_isomorphic(_tree(pairs, len(true)), _tree([(j.parent, j.child) for j in joints], len(own)))
    wrong = {
        "missing": len(own) < len(true), "surplus": len(own) > len(true), "tree": len(own) == len(true) and not alike,
        "type": bool(types or missed), "axis": bool(angles) and np.mean(angles) >= AXIS,
        "pivot": bool(pivots) and np.mean(pivots) >= PIVOT, "boxes": common <= BOXES,
    }  # fmt: skip
    if not true_joints:
        wrong = {"surplus": bool(len(joints))}
    turned = tuple(angle for angle in angles if angle >= AXIS)
    return Judged(tuple(name for name, is_wrong in wrong.items() if is_wrong), tuple(types), turned, float(common))


def _tree(pairs: Sequence[tuple[int, int]], count: int) -> networkx.DiGraph:
    return networkx.DiGraph(pairs) if pairs else networkx.empty_graph(count, networkx.DiGraph)


def _line_distance(apart: np.ndarray, one: np.ndarray, two: np.ndarray) -> float:
    normal = np.cross(one, two)
    if (length := np.linalg.norm(normal)) < 1e-3:
        return float(np.linalg.norm(np.cross(apart, one)))
    return float(abs(apart @ normal) / length)


def _overlap(one: np.ndarray, two: np.ndarray) -> float:
    grown = [np.stack([box[0], np.maximum(box[1], box[0] + FLAT)]) for box in (one, two)]
    common = (np.minimum(grown[0][1], grown[1][1]) - np.maximum(grown[0][0], grown[1][0])).clip(0).prod()
    volumes = [np.maximum(box[1] - box[0], FLAT).prod() for box in (one, two)]
    return float(common / (sum(volumes) - common))
