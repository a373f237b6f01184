"""Bench of the pose solver: milliseconds a solve on joints of a URDF, beside others (`pose_rivals`) on the same.

    taskset -c 0 python -m runtime.lab.measure.bench --pose chain.urdf tree.urdf

Targets are read off poses that every joint swings through, so they can be met: 600 frames at 60 Hz, each from the last,
and 200 leaps from rest. 100 more are out of reach. Met: all that is asked is within 1 % of the size, or 0.01 radians.
Times are the processor's, so that it may run on a machine that is busy with other things too.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.formats.read_urdf import read_urdf
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import poses
from artllm_blender.core.pose import constraints as c
from artllm_blender.core.pose.rows import Rows
from artllm_blender.core.pose.said import unmet
from artllm_blender.core.pose.solve import Solver

from .pose_rivals import BlendersIk, path_integrals, slsqp

FRAMES, LEAPS, BEYOND = 600, 200, 100
# So many of the solves are done by others too.
SLSQP, PATHS = 60, 10
COUNTS = (6, 9, 12, 15)
# Of the chain of hinges, metres.
LINKS, LINK = 20, 0.08
# What a constraint may be off and count as met: shares of the object's size, radians.
THERE = 0.01


class Swinging:
    """Poses that all joints swing through, and constraints read off them."""

    def __init__(self, articulation: Articulation, solids: Mapping[int, np.ndarray]):
        """solids: by part id, (n, 3) corners."""
        self.articulation = articulation
        points = np.concatenate([corners for corners in solids.values() if len(corners)])
        self.size = float(np.ptp(points, axis=0).max())
        rng = np.random.default_rng(0)
        self.joints = [joint for joint in self.articulation.joints if not joint.still]
        self._speed, self._phase = rng.uniform(0.05, 0.3, len(self.joints)), rng.uniform(0, 1, len(self.joints))
        leaves = {joint.child for joint in self.joints} - {joint.parent for joint in self.joints}
        self.tips = [(id, solids[id].mean(axis=0)) for id in sorted(leaves)]
        halfway = self.joints[len(self.joints) // 2].child
        self.halfway = halfway, solids[halfway].mean(axis=0)

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


def pose_table(paths: list[Path]) -> None:
    """Prints Markdown, line by line."""
    print("| rig | run | solver | solves | p50, p99 (ms) | met |")
    print("| --- | --- | --- | --: | --: | --: |")
    for path in paths:
        urdf = read_urdf(path)
        swinging = Swinging(urdf.articulation, urdf.solids)
        solver = Solver(swinging.articulation, swinging.size)
        for name, solves in swinging.runs():
            _print_row(path.stem, name, "ours", *_ours(solver, swinging, solves))
            if name.endswith("reach"):
                continue
            for rival, count in ((slsqp, SLSQP), (path_integrals, PATHS)):
                _print_row(path.stem, name, rival.__name__, *_other(rival, solver, swinging, solves, count))
    _blenders(hinges())


def _print_row(rig: str, run: str, who: str, times: list[float], met: str) -> None:
    p50, p99 = np.percentile(times, (50, 99))
    print(f"| {rig} | {run} | {who} | {len(times)} | {p50:.2f}, {p99:.2f} | {met} |", flush=True)


def _ours(solver: Solver, swinging: Swinging, solves: list) -> tuple[list[float], str]:
    """Milliseconds of each solve, and how many were met, or of what is out of reach, how many were said."""
    times, good, values = [], 0, swinging.at(0.0)
    for asked, goes_on in solves:
        begin = time.process_time()
        solved = solver.solve(asked, values if goes_on else {})
        times.append(1e3 * (time.process_time() - begin))
        values = solved.values
        beyond = any(one.name == "out of reach" for one in asked)
        good += any("out of reach" in one for one in unmet(solver, asked, solved)) if beyond else _met(solved.off)
    return times, f"{good} said" if beyond else f"{good / len(solves):.1%}"


def _other(rival: Callable, solver: Solver, swinging: Swinging, solves: list, count: int) -> tuple[list[float], str]:
    """The same of another solver, for so many of the solves: of frames those that follow each other."""
    times, good, values = [], 0, swinging.at(0.0)
    follows = solves[0][1]
    for asked, goes_on in solves[:count] if follows else solves[:: len(solves) // count]:
        start = values if goes_on else {}
        begin = time.process_time()
        found = rival(solver, asked, start, not goes_on)
        times.append(1e3 * (time.process_time() - begin))
        rows = Rows(solver.tree, asked, solver.array(start))
        squares = np.bincount(rows.owner, rows.off(found[None])[0][0] ** 2, len(asked))
        good += _met(np.sqrt(squares))
        values = dict(zip(solver.tree.children, found.tolist(), strict=True))
    return times, f"{good / len(times):.1%}"


def _met(off: Sequence[float]) -> bool:
    return max(off) <= THERE


def hinges() -> Swinging:
    """A chain of 20 hinges about X, Y and Z in turn, as Blender's own IK can have it."""
    solids, parts, joints = {}, [], []
    for number in range(LINKS + 1):
        low, high = np.array((-0.012, -0.012, number * LINK)), np.array((0.012, 0.012, (number + 1) * LINK))
        parts.append(Part(number, f"link {number}", Box(tuple(low.tolist()), tuple(high.tolist()))))
        solids[number] = np.array([low, high])
        if number:
            axis, at = tuple(np.eye(3)[number % 3].tolist()), (0.0, 0.0, number * LINK)
            joints.append(Joint(JointType.REVOLUTE, number - 1, number, axis, at, -math.radians(60), math.radians(60)))
    return Swinging(Articulation(tuple(parts), tuple(joints)), solids)


def _blenders(swinging: Swinging) -> None:
    """Blender's own IK and the others on points alone, for it knows no other constraints."""
    solver, points = Solver(swinging.articulation, swinging.size), dict([*swinging.tips, swinging.halfway])
    ik = BlendersIk(solver, points)
    for name, solves in swinging.runs():
        if name.endswith("reach"):
            continue
        alone = [([one for one in asked if isinstance(one, c.PointOnPoint)], goes_on) for asked, goes_on in solves]
        _print_row("hinges", f"{name}, points alone", "ours", *_ours(solver, swinging, alone))
        times, good = [], 0
        for asked, _ in alone:
            begin = time.process_time()
            off = ik.off({one.one.part: one.to.point for one in asked})
            times.append(1e3 * (time.process_time() - begin))
            good += off <= THERE
        _print_row("hinges", f"{name}, points alone", "Blender's IK", times, f"{good / len(alone):.1%}")
