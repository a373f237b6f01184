"""Bench of the pose solver: milliseconds a solve on joints of a URDF, beside SciPy's SLSQP on the same constraints.

    taskset -c 0 python -m runtime.lab.measure.bench --pose chain.urdf tree.urdf

Targets are read off poses that every joint swings through, so they can be met: 600 frames at 60 Hz, each from the last,
and 200 leaps from rest. 100 more are out of reach.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from artllm_blender.core.articulation import Articulation, JointType
from artllm_blender.core.formats.read_urdf import read_urdf
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import poses
from artllm_blender.core.pose import constraints as c
from artllm_blender.core.pose.rows import Rows
from artllm_blender.core.pose.said import unmet
from artllm_blender.core.pose.solve import Solver

FRAMES, LEAPS, BEYOND, SLSQP = 600, 200, 100, 30
COUNTS = (6, 9, 12, 15)
# What a point may be off and count as there: a share of the object's size.
THERE = 0.01


class Swinging:
    """Poses that all joints swing through, and constraints read off them."""

    def __init__(self, path: Path):
        urdf = read_urdf(path)
        self.articulation: Articulation = urdf.articulation
        points = np.concatenate([corners for corners in urdf.solids.values() if len(corners)])
        self.size = float(np.ptp(points, axis=0).max())
        rng = np.random.default_rng(0)
        self.joints = [joint for joint in self.articulation.joints if not joint.still]
        self._speed, self._phase = rng.uniform(0.05, 0.3, len(self.joints)), rng.uniform(0, 1, len(self.joints))
        leaves = {joint.child for joint in self.joints} - {joint.parent for joint in self.joints}
        self.tips = [(id, urdf.solids[id].mean(axis=0)) for id in sorted(leaves)]
        halfway = self.joints[len(self.joints) // 2].child
        self.halfway = halfway, urdf.solids[halfway].mean(axis=0)

    def at(self, seconds: float) -> dict[int, float]:
        """Values by child id."""
        swing = 0.35 * np.sin(2 * np.pi * (self._speed * seconds + self._phase))
        values = {}
        for joint, share in zip(self.joints, swing, strict=True):
            free = joint.type is JointType.CONTINUOUS
            low, high = (-np.pi, np.pi) if free else (joint.lower, joint.upper)
            values[joint.child] = (low + high) / 2 + share * (high - low)
        return values

    def asked(self, values: dict[int, float], count: int) -> list[c.Constraint]:
        """So many constraints that hold in a pose: points first, then a direction, a distance, joints."""
        now = poses(self.articulation, values)

        def feature(id: int, point: np.ndarray) -> c.Feature:
            return c.Feature(id, tuple(point.tolist()))

        def there(id: int, point: np.ndarray, way: tuple = c.UP) -> c.Feature:
            turned = now[id][:3, :3] @ way
            return c.Feature(None, tuple(apply(now[id], point).tolist()), tuple(turned.tolist()))

        found: list[c.Constraint] = []
        for id, point in [*self.tips, self.halfway][:3]:
            found.append(c.PointOnPoint(name=f"point on {id}", one=feature(id, point), to=there(id, point)))
        (tip, point), (middle, half) = self.tips[-1], self.halfway
        against = there(tip, point, (0.0, 0.0, -1.0))
        found.append(c.Facing(one=feature(tip, point), to=against, name="facing"))
        apart = float(np.linalg.norm(apply(now[tip], point) - apply(now[middle], half)))
        found.append(c.Distance(one=feature(tip, point), to=feature(middle, half), metres=apart, name="distance"))
        for number in range(count - len(found)):
            one, two = self.joints[number * 2 % len(self.joints)].child, self.joints[-1 - number].child
            if number % 2:
                found.append(c.Equal(child=one, other=two, more=values[one] - values[two], name="equal"))
            else:
                found.append(c.JointValue(child=one, value=values[one], name="value"))
        return found

    def runs(self) -> Iterator[tuple[str, list[tuple[list[c.Constraint], bool]]]]:
        """Name, and for each solve its constraints and whether it goes on from the last pose."""
        frames = [(self.asked(self.at(k / 60), COUNTS[k // 150 % 4]), True) for k in range(FRAMES)]
        leaps = [(self.asked(self.at(10 + 7.3 * k), COUNTS[k % 4]), False) for k in range(LEAPS)]
        yield "600 frames at 60 Hz", frames
        yield "200 leaps from rest", leaps
        beyond = []
        for asked, _ in leaps[:BEYOND]:
            first = asked[0]
            out = self._outside(first.one)
            far = c.PointOnPoint(one=first.one, to=c.Feature(None, out), name="out of reach")
            beyond.append(([far, *asked[1:]], False))
        yield "100 out of reach", beyond

    def _outside(self, one: c.Feature) -> tuple[float, ...]:
        """10 % of the size outside all that the feature can reach."""
        id, at, reach, slides = one.part, np.array(one.point), 0.0, 0.0
        while joint := self.articulation.joint_of(id):
            reach += float(np.linalg.norm(at - joint.origin)) if joint.type.turns else 0.0
            slides += max(abs(joint.lower), abs(joint.upper)) if joint.type.slides else 0.0
            id, at = joint.parent, np.array(joint.origin) if joint.type.turns else at
        return tuple((at + np.array((0.6, 0.0, 0.8)) * (reach + slides + 0.1 * self.size)).tolist())


def _slsqp(solver: Solver, asked: list[c.Constraint], start: dict[int, float]) -> float:
    """Milliseconds that SciPy takes for the same rows, with their slopes."""
    tree = solver.tree
    before = np.array([start.get(id, 0.0) for id in tree.children])
    rows = Rows(tree, asked, before)

    def cost(values: np.ndarray) -> tuple[float, np.ndarray]:
        off, slope = rows.at(values[None] * tree.unit)
        return float(off[0] @ off[0]), 2 * off[0] @ slope[0]

    bounds = list(zip(tree.low / tree.unit, tree.high / tree.unit, strict=True))
    begin = time.perf_counter()
    minimize(cost, before / tree.unit, jac=True, bounds=bounds, method="SLSQP", options={"ftol": 1e-10, "maxiter": 200})
    return 1e3 * (time.perf_counter() - begin)


def pose_table(paths: list[Path]) -> None:
    """Prints Markdown, line by line."""
    print("| rig | joints | run | p50, p99 (ms) | SLSQP p50 | rows p50 | points there | over a limit | said unmet |")
    print("| --- | --: | --- | --: | --: | --: | --: | --: | --: |")
    for path in paths:
        swinging = Swinging(path)
        solver = Solver(swinging.articulation, swinging.size)
        joints = {joint.child: joint for joint in swinging.joints}
        for name, solves in swinging.runs():
            times, there, over, said, bare, others = [], [], 0.0, 0, [], []
            values = swinging.at(0.0) if solves[0][1] else {}
            for number, (asked, goes_on) in enumerate(solves):
                start = values if goes_on else {}
                begin = time.perf_counter()
                solved = solver.solve(asked, start)
                times.append(1e3 * (time.perf_counter() - begin))
                values = solved.values
                over = max(over, *(max(values[id] - j.upper, j.lower - values[id]) for id, j in joints.items()))
                reachable = [off for one, off in zip(asked, solved.off, strict=True)
                             if isinstance(one, c.PointOnPoint) and one.name != "out of reach"]  # fmt: skip
                there.append(max(reachable) <= THERE)
                said += any("out of reach" in one for one in unmet(solver, asked, solved))
                if number % max(len(solves) // SLSQP, 1) == 0:
                    others.append(_slsqp(solver, asked, start))
                    rows, pose = Rows(solver.tree, asked, solver.array(start)), solver.array(start)[None]
                    begin = time.perf_counter()
                    rows.at(pose)
                    bare.append(1e3 * (time.perf_counter() - begin))
            p50, p99 = np.percentile(times, (50, 99))
            wanted = f"{said} of {len(solves)}" if name.endswith("reach") else str(said)
            cells = (
                path.stem,
                len(joints),
                name,
                f"{p50:.2f}, {p99:.2f}",
                f"{np.median(others):.1f}",
                f"{np.median(bare):.2f}",
                f"{np.mean(there):.1%}",
                f"{max(over, 0.0):.1g}",
                wanted,
            )
            print("| " + " | ".join(map(str, cells)) + " |", flush=True)
