"""Pose by Words on predicted articulations in place of true ones, the loss split by what is predicted wrongly.

    python -m runtime.lab.measure.pose_predicted POSE PREDICTED

POSE: a folder with sentences.jsonl, pairs.jsonl, starts.json, fronts.json, assets and score.py. PREDICTED: what
`evaluate` wrote, a folder for each object. Step by step the truth is put in place of what was predicted: labels of the
parts that were found, then the parts themselves, the joints, the limits. What each step wins back is that cause's loss;
what is still wrong with all of the truth is the words'. A joint beyond its true limit counts as at it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from artllm_blender.core.articulation import Articulation, Joint, JointType
from artllm_blender.core.errors import ArtLLMError
from artllm_blender.core.formats.read_urdf import ReadUrdf, read_urdf
from artllm_blender.core.kinematics import clamp
from artllm_blender.core.words.carry_out import reply
from artllm_blender.core.words.described import Described

STAGES = ("as predicted", "true labels", "true parts", "true joints", "true limits")
# A predicted part is a true one from this overlap of their boxes on; axes are one line from this cosine on.
SAME, ALONG = 0.3, 0.9
EPS = 1e-9


@dataclass(frozen=True)
class Pair:
    """Truth and prediction of one object. found: true part by predicted part."""

    truth: ReadUrdf
    guess: ReadUrdf
    front: np.ndarray
    found: Mapping[int, int]

    def rig(self, stage: int) -> tuple[Described, dict[int, tuple[int, Joint]]]:
        """The rig at a stage, and of each of its moving parts the true part, -1 for none, and its joint."""
        true = self.truth.articulation
        if stage < 2:
            read, labels = self.guess, {p.id: p.label for p in true.parts}
            parts = read.articulation.parts
            if stage == 1:
                parts = tuple(replace(p, label=labels[self.found[p.id]]) if p.id in self.found else p for p in parts)
            tree = Articulation(parts, read.articulation.joints)
            meant = {joint.child: (self.found.get(joint.child, -1), joint) for joint in tree.joints}
            closed = read.closed
        else:
            read, back = self.truth, {there: here for here, there in self.found.items()}
            joints = [self._joint(joint, back.get(joint.child), stage) for joint in true.joints]
            tree = Articulation(true.parts, tuple(joints))
            meant = {joint.child: (joint.child, joint) for joint in joints}
            closed = self.truth.closed if stage == 4 else {}
        return Described(self.truth.name, tree, read.solids, read.normals, self.front, closed), meant

    def _joint(self, true: Joint, guessed: int | None, stage: int) -> Joint:
        guess = None if guessed is None else self.guess.articulation.joint_of(guessed)
        if stage == 4 or guess is None:
            return true
        if stage == 2:
            return replace(guess, parent=true.parent, child=true.child, name=true.name)
        if guess.type != true.type or true.type is JointType.CONTINUOUS:
            return true
        lower, upper = sorted(_as_true(true, guess, end) for end in (guess.lower, guess.upper))
        return replace(true, lower=min(lower, 0.0), upper=max(upper, 0.0))


def _as_true(true: Joint, guess: Joint, value: float) -> float:
    """A predicted joint's value as the true one counts."""
    return value * float(np.sign(np.dot(true.axis, guess.axis)) or 1.0)


def _same_way(true: Joint, guess: Joint) -> bool:
    turning = {JointType.REVOLUTE, JointType.CONTINUOUS}
    kinds = true.type == guess.type or {true.type, guess.type} <= turning
    return kinds and abs(float(np.dot(true.axis, guess.axis))) > ALONG


def found_parts(truth: ReadUrdf, guess: ReadUrdf) -> dict[int, int]:
    """True part by predicted part, of those that move, the best overlaps of their boxes first."""
    overlaps = [
        (_overlap(truth.solids[t.child], guess.solids[g.child]), g.child, t.child)
        for t in truth.articulation.joints
        for g in guess.articulation.joints
        if len(truth.solids[t.child]) and len(guess.solids[g.child])
    ]
    found: dict[int, int] = {}
    for overlap, here, there in sorted(overlaps, reverse=True):
        if overlap >= SAME and here not in found and there not in found.values():
            found[here] = there
    return found


def _overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union of the boxes of two sets of points, (n, 3) and (m, 3), a little thickened."""
    thick = 0.02 * np.ptp(np.concatenate([one, other]), axis=0).max()
    low, high = np.maximum(one.min(0), other.min(0)) - thick, np.minimum(one.max(0), other.max(0)) + thick
    shared = float(np.maximum(high - low, 0).prod())
    sizes = [float((np.ptp(points, axis=0) + 2 * thick).prod()) for points in (one, other)]
    return shared / (sum(sizes) - shared)


def answered(pair: Pair, stage: int, said: str, start: Mapping[str, float]) -> dict:
    """What the command would print of the true joints, had it the rig of a stage."""
    rig, meant = pair.rig(stage)
    truth = pair.truth
    begin = truth.by_child(start)
    there = {
        id: begin.get(true, 0.0) * _as_true(truth.articulation.joint_of(true), joint, 1.0) if true >= 0 else 0.0
        for id, (true, joint) in meant.items()
    }
    *before, sentence = said.split("\t")
    given = reply(rig, sentence, there, before)
    values, lost = dict(begin), False
    for id, value in given.values.items():
        if abs(value - there.get(id, 0.0)) <= EPS:
            continue
        true, joint = meant[id]
        own = truth.articulation.joint_of(true) if true >= 0 else None
        if own is None or not _same_way(own, joint):
            lost = True  # a part that is not there moved, or one moved another way than it can
        else:
            values[true] = clamp(own, _as_true(own, joint, value))
    joints = truth.named(values)
    if lost:
        joints = {name: value + 1e3 for name, value in joints.items()}
    then = truth.named(begin)
    changed = [name for name, value in joints.items() if abs(value - then.get(name, 0.0)) > EPS]
    return {"sentence": sentence, "understood": given.understood, "asked": given.asked, "joints": joints,
            "changed": changed, "unmet": list(given.unmet), "ignored": list(given.ignored),
            "steps": [{"frame": frame, "joints": joints} for frame, _ in given.frames]}  # fmt: skip


def rates(folder: Path, predicted: Path) -> tuple[dict[str, tuple[float, float]], int, int]:
    """Share right, and wrong without a word, by stage, counted by sentence; how many objects and pairs."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    sentences, asked, starts, fronts = score.load(str(folder))
    rows: dict[str, dict[str, list]] = {stage: defaultdict(list) for stage in STAGES}
    objects, count = {}, 0
    for one in asked:
        id = one["case"].split("@")[0]
        if id not in objects:
            objects[id] = _pair(folder / "assets" / f"{id}.urdf", predicted / id / f"{id}.urdf", fronts[id])
        if objects[id] is None:
            continue
        count += 1
        start, sentence = starts.get(one["case"], {}), sentences[one["sentence"]]
        rig = score.Rig(str(folder / "assets" / f"{id}.urdf"))
        for number, stage in enumerate(STAGES):
            given = json.loads(json.dumps(answered(objects[id], number, score.say(sentence), start)))
            rows[stage][one["sentence"]].append(score.judge(one, sentence, given, rig, start))
    return (
        {stage: (_mean(own, _right), _mean(own, lambda row: row["silent"])) for stage, own in rows.items()},
        sum(pair is not None for pair in objects.values()),
        count,
    )


def _pair(true: Path, guess: Path, front: list[float]) -> Pair | None:
    try:
        truth, guessed = read_urdf(true), read_urdf(guess)
    except (ArtLLMError, OSError):
        return None
    return Pair(truth, guessed, np.array(front, dtype=float), found_parts(truth, guessed))


def _right(row: dict) -> bool | None:
    return row["asked"] if row["ask"] == "must" else row["both"]


def _mean(rows: Mapping[str, list[dict]], of: Callable[[dict], bool | None]) -> float:
    shares = []
    for own in rows.values():
        values = [float(value) for row in own if (value := of(row)) is not None]
        shares += [sum(values) / len(values)] if values else []
    return sum(shares) / max(len(shares), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pose", type=Path)
    parser.add_argument("predicted", type=Path)
    options = parser.parse_args()
    found, objects, count = rates(options.pose, options.predicted)
    print(f"{objects} objects, {count} pairs\n\n| | right | wrong without a word |\n| --- | --: | --: |")
    for stage, (right, silent) in found.items():
        print(f"| {stage} | {100 * right:.1f} | {100 * silent:.1f} |")


if __name__ == "__main__":
    main()
