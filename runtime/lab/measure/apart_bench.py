"""How many objects of the bench come wholly apart, cut into their true parts and with their true joints:

    python -m runtime.lab.measure.apart_bench DIR FIRST EVERY

takes every so manyeth object from the first on. What the parts enclose is told as Explode tells it, but on another grid
and at other points. Only totals are printed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.assembly.plan import Plan
from artllm_blender.core.assembly.removal import ALONG, PITCH, SHEET, removal
from artllm_blender.core.assembly.solid import Solid

from .apart import Verdict, checked
from .bench_parts import BenchObject, load

FINER, POINTS = 0.8, 2000


class Found:
    """A part by its mesh, as `checked` wants it."""

    def __init__(self, triangles: np.ndarray, diagonal: float):
        self._solid = Solid(triangles, FINER * PITCH * diagonal, SHEET * diagonal, POINTS)
        self.points, self.lower, self.upper = self._solid.points, self._solid.lower, self._solid.upper

    def depth(self, points: np.ndarray) -> np.ndarray:
        return np.maximum(self._solid.exact(points), 0)


def parts_of(thing: BenchObject) -> tuple[list[np.ndarray], dict[int, Joint]]:
    """(m, 3, 3) triangles of each part that has some, and its joint by number."""
    ids = [id for id, (_, faces) in thing.meshes.items() if len(faces)]
    number = {id: k for k, id in enumerate(ids)}
    joints = {
        number[j["child"]]: _joint(j, number[j["child"]], number.get(j["parent"], len(ids)))
        for j in thing.joints
        if j["child"] in number
    }
    return [thing.meshes[id][0][thing.meshes[id][1]] for id in ids], joints


def _joint(told: dict, child: int, parent: int) -> Joint:
    axis = np.array(told["axis"], float)
    kind = JointType(told["type"])
    lower, upper = told.get("lower") or 0.0, told.get("upper") or 0.0
    pitch = float(told.get("pitch") or 0.01) if kind is JointType.SCREW else 0.0
    return Joint(kind, parent, child, tuple(axis / np.linalg.norm(axis)), tuple(told["origin"]), lower, upper, pitch)


def rails(plan: Plan, joints: dict[int, Joint]) -> list[bool]:
    """Of each part that slides whether, at its first step against its parent, it goes along its rail."""
    found = []
    for child, joint in joints.items():
        if joint.type is JointType.PRISMATIC and joint.parent < plan.count:
            step = next((s for s in plan.steps if (child in s.parts) != (joint.parent in s.parts)), None)
            if step is not None:
                way = step.path[-1][:3, 3] - step.path[0][:3, 3]
                found.append(bool(abs(way @ joint.axis) >= ALONG * np.linalg.norm(way) - 0.01))
    return found


def measured(folder: Path) -> tuple[Verdict, list[bool], float] | None:
    """None for an object of one part."""
    parts, joints = parts_of(load(folder))
    if len(parts) < 2:
        return None
    diagonal = float(np.linalg.norm(np.ptp(np.concatenate([p.reshape(-1, 3) for p in parts]), axis=0)))
    begin = time.process_time()
    plan = removal(parts, joints)
    seconds = time.process_time() - begin
    return checked([Found(part, diagonal) for part in parts], plan, diagonal), rails(plan, joints), seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m runtime.lab.measure.apart_bench", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("first", type=int)
    parser.add_argument("every", type=int)
    options = parser.parse_args()
    found, along = [], []
    for folder in sorted(options.folder.iterdir())[options.first :: options.every]:
        if one := measured(folder):
            found.append(one)
            along += one[1]
            share = np.mean([v.solved for v, _, _ in found])
            near = np.mean([v.excess <= 0.1 and v.apart and not v.whole for v, _, _ in found])
            seconds = [s for _, _, s in found]
            print(
                f"{len(found)} objects: {100 * share:.1f} % solved, {100 * near:.1f} % near, "
                f"{np.mean([v.buried for v, _, _ in found]):.2f} too much inside, "
                f"{np.mean([bool(v.whole) for v, _, _ in found]):.2f} stay one somewhere, "
                f"deepest {[round(v.excess, 2) for v, _, _ in found if v.excess > 0]}, "
                f"{sum(along)} of {len(along)} along their rails, "
                f"{np.mean(seconds):.1f} s, median {np.median(seconds):.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
