"""Verifier: learns from recorded answers which of their parts and joints are right.

    python -m runtime.lab.measure.recorded RECORDS --count 200
    python -m runtime.lab.measure.verifier RECORDS [--check OTHERS] [--write]

RECORDS are of generated shapes. Printed is the area under the curve, right from wrong, of the chosen answers' parts and
joints: of shapes that a fifth of the fits have not seen, and of OTHERS. --write replaces the shipped numbers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from runtime.articulation import verify
from runtime.articulation.fit import overlaps
from runtime.articulation.points import LONGEST_SIDE, Normalisation
from runtime.articulation.verify import JOINT, PART, Logistic, features_of
from runtime.articulation.views import Articulated

from .recorded import Record, Truth, read

# A part is right with this overlap. A joint is with a lesser one, if its type is right, its axis off by less than this
# angle, and by less than this share of half the object's longest side.
PART_RIGHT, JOINT_RIGHT, ANGLE, AWAY = 0.5, 0.3, 0.1, 0.1
FOLDS = 5
PENALTY = 30.0  # on the squared weights of scaled features; from 10 to 100 it is all the same
ROUNDS = 40


@dataclass(frozen=True)
class Rows:
    """features (n, f); right (n,); chosen (n,): of the answer that counts; fold (n,): one for each object's."""

    features: np.ndarray
    right: np.ndarray
    chosen: np.ndarray
    fold: np.ndarray


def rows_of(records: Iterable[Record]) -> tuple[Rows, Rows]:
    """Those of all answers' parts, and those of their joints."""
    found: tuple[list, list] = [], []
    for number, record in enumerate(records):
        frame, said = record.looks.frame, [one.said for one in record.ranked]
        for rank, one in enumerate(record.ranked):
            pairs = zip(found, features_of(one, said, frame), right(one.said, record.truth, frame), strict=True)
            for rows, features, good in pairs:
                rows += [(each, ok, rank == 0, number % FOLDS) for each, ok in zip(features, good, strict=True)]
    of_parts, of_joints = (Rows(*map(np.array, zip(*rows, strict=True))) for rows in found)
    return of_parts, of_joints


def right(said: Articulated, truth: Truth, frame: Normalisation) -> tuple[list[bool], list[bool]]:
    """Whether each part and each joint is. Parts are matched to the true ones by their boxes' centres."""
    boxes, true = said.boxes(frame), frame.apply_boxes(truth.boxes)
    away = np.linalg.norm(true.mean(1)[:, None] - boxes.mean(1)[None], axis=-1)
    match = dict(zip(*(i.tolist() for i in linear_sum_assignment(away.T)), strict=True))
    common = overlaps(boxes, true)
    moves = {joint["child"]: joint for joint in truth.joints}
    size = frame.scale * LONGEST_SIDE / 2
    joints = []
    for joint in said.joints:
        i = joint["child"]
        other = moves.get(match.get(i))
        joints.append(
            other is not None
            and bool(common[i, match[i]] > JOINT_RIGHT)
            and joint["type"] == other["type"]
            and bool(np.arccos(min(abs(np.dot(joint["axis"], other["axis"])), 1.0)) < ANGLE)
            and (joint["type"] == "prismatic" or line_distance(joint, other) < AWAY * size)
        )
    return [i in match and bool(common[i, match[i]] > PART_RIGHT) for i in range(len(boxes))], joints


def line_distance(one: dict, two: dict) -> float:
    """How near two joints' axes come to each other."""
    apart, axis = np.subtract(two["origin"], one["origin"]), np.asarray(one["axis"], float)
    normal = np.cross(axis, two["axis"])
    if (length := np.linalg.norm(normal)) < 1e-3:
        return float(np.linalg.norm(np.cross(apart, axis)))
    return float(abs(apart @ normal) / length)


def fitted(names: tuple[str, ...], features: np.ndarray, right: np.ndarray, penalty: float = PENALTY) -> Logistic:
    """The logistic regression of rights (n,) by features (n, f), by Newton's method."""
    mean, scale = features.mean(0), features.std(0) + 1e-6
    x = np.concatenate([(features - mean) / scale, np.ones((len(features), 1))], 1)
    penalties = np.append(np.full(len(mean), penalty), 0.0)
    weight = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-x @ weight))
        slope = x.T @ (right - likely) - penalties * weight
        weight += np.linalg.solve((x.T * (likely * (1 - likely))) @ x + np.diag(penalties), slope)
    return Logistic(names, mean, scale, weight[:-1], float(weight[-1]))


def area(right: np.ndarray, likely: np.ndarray) -> float:
    """Under the curve: how often what is right is said to be likelier than what is wrong."""
    right = right.astype(bool)
    above = (likely[right][:, None] > likely[~right]) + 0.5 * (likely[right][:, None] == likely[~right])
    return float(above.mean())


def told(name: str, right: np.ndarray, likely: np.ndarray) -> str:
    """In words how well probabilities tell."""
    doubted = likely < 0.5
    return (
        f"{name}: {len(right)}, {right.mean():.0%} right, {likely.mean():.0%} said; area {area(right, likely):.3f}; "
        f"wrong below a half {1 - right[doubted].mean():.0%} of {doubted.sum()}, "
        f"above {1 - right[~doubted].mean():.0%} of {(~doubted).sum()}"
    )


def _records(folder: Path) -> Iterable[Record]:
    return (read(path) for path in sorted(folder.glob("*.pickle")))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("records", type=Path)
    p.add_argument("--check", type=Path, help="records that nothing is learnt from")
    p.add_argument("--write", action="store_true")
    a = p.parse_args()
    rows = rows_of(_records(a.records))
    others = rows_of(_records(a.check)) if a.check else None
    fields = {}
    for i, (name, names) in enumerate((("part", PART), ("joint", JOINT))):
        mine = rows[i]
        likely = np.empty(len(mine.right))
        for fold in range(FOLDS):
            out = mine.fold == fold
            likely[out] = fitted(names, mine.features[~out], mine.right[~out]).likely(mine.features[out])
        print(told(f"{name}s, held out", mine.right[mine.chosen], likely[mine.chosen]))
        whole = fitted(names, mine.features, mine.right)
        if others:
            theirs = others[i].features[others[i].chosen]
            print(told(f"{name}s, others", others[i].right[others[i].chosen], whole.likely(theirs)))
        fields[name] = {"names": names} | {
            key: np.round(getattr(whole, key), 5).tolist() for key in ("mean", "scale", "weight", "bias")
        }
    if a.write:
        path = Path(verify.__file__).with_name("verifier.json")
        path.write_text(json.dumps(fields, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
