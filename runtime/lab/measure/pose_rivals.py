"""Other ways to solve what `bench_pose` asks: SciPy's SLSQP, model predictive path integrals, Blender's own IK.

Each is a function of the constraints and the values, by child id, to begin from, and gives (joints,) values in the
solver's own order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import bpy
import numpy as np
from mathutils import Vector
from scipy.optimize import minimize

from artllm_blender.core.articulation import JointType
from artllm_blender.core.pose import constraints as c
from artllm_blender.core.pose.rows import Rows
from artllm_blender.core.pose.solve import Solver

# Of path integrals: paths, steps of each, how many times they are drawn for a leap, how far a step wanders, as a share
# of a joint's range, and how much better a path must be to count e times as much, as a share of the mean cost.
PATHS, AHEAD, UPDATES, WANDERS, KEEN = 800, 12, 10, 0.02, 0.02


def slsqp(solver: Solver, asked: Sequence[c.Constraint], start: Mapping[int, float], leap: bool) -> np.ndarray:
    """The same rows with their slopes, their squares as the cost, limits as bounds."""
    tree, before = solver.tree, solver.array(start)
    rows = Rows(tree, asked, before)

    def cost(values: np.ndarray) -> tuple[float, np.ndarray]:
        off, slope = rows.at(values[None] * tree.unit)
        return float(off[0] @ off[0]), 2 * off[0] @ slope[0]

    bounds = list(zip(tree.low / tree.unit, tree.high / tree.unit, strict=True))
    options = {"ftol": 1e-10, "maxiter": 200}
    found = minimize(cost, before / tree.unit, jac=True, bounds=bounds, method="SLSQP", options=options)
    return np.clip(found.x * tree.unit, tree.low, tree.high)


def path_integrals(solver: Solver, asked: Sequence[c.Constraint], start: Mapping[int, float], leap: bool) -> np.ndarray:
    """Where the mean of many random paths ends, the better the heavier: drawn once where a target is followed, as a
    controller does each time, and again from there for a leap."""
    tree, values = solver.tree, solver.array(start)
    rows, rng = Rows(tree, asked, values), np.random.default_rng(0)
    free = ~np.isfinite(tree.low)
    low, high = np.where(free, -math.pi, tree.low), np.where(free, math.pi, tree.high)
    for _ in range(UPDATES if leap else 1):
        steps = rng.normal(0, WANDERS, (PATHS, AHEAD, len(values))) * (high - low)
        steps[0] = 0.0
        paths = np.clip(values + steps.cumsum(axis=1), tree.low, tree.high)
        off, _ = rows.off(paths.reshape(-1, len(values)))
        cost = (off * off).sum(axis=1).reshape(PATHS, AHEAD).mean(axis=1)
        weights = np.exp(-(cost - cost.min()) / (KEEN * cost.mean() + 1e-12))
        values = weights @ paths[:, -1] / weights.sum()
    return values


class BlendersIk:
    """A chain of hinges as bones under Blender's own IK, with the joints' limits; targets for some points of it."""

    def __init__(self, solver: Solver, points: Mapping[int, np.ndarray]):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self._solver, articulation = solver, solver.tree.articulation
        scene = bpy.context.scene
        self._rig = bpy.data.objects.new("Chain", bpy.data.armatures.new("Chain"))
        scene.collection.objects.link(self._rig)
        bpy.context.view_layer.objects.active = self._rig
        bpy.ops.object.mode_set(mode="EDIT")
        ids, bones = solver.tree.children, self._rig.data.edit_bones
        for id, below in zip(ids, [None, *ids[:-1]], strict=True):
            bone, joint = bones.new(str(id)), articulation.joint_of(id)
            following = [
                articulation.joint_of(other).origin for other in ids if articulation.joint_of(other).parent == id
            ]
            bone.head, bone.tail = joint.origin, following[0] if following else points[id]
            if below is not None:
                bone.parent = bones[str(below)]
        for id, point in points.items():  # a bone's tail is what IK brings to its target
            tip = bones.new(f"{id} tip")
            tip.head, tip.tail, tip.parent = bones[str(id)].head, point, bones[str(id)]
        bpy.ops.object.mode_set(mode="OBJECT")
        for id in ids:
            self._hinge(id)
        self._targets = {}
        for id in points:
            tip = self._rig.pose.bones[f"{id} tip"]
            tip.lock_ik_x = tip.lock_ik_y = tip.lock_ik_z = True
            self._targets[id] = bpy.data.objects.new(f"Target {id}", None)
            scene.collection.objects.link(self._targets[id])
            tip.constraints.new("IK").target = self._targets[id]
        self._points = points
        bpy.context.view_layer.update()

    def _hinge(self, id: int) -> None:
        joint, pose = self._solver.tree.articulation.joint_of(id), self._rig.pose.bones[str(id)]
        if joint.type not in (JointType.REVOLUTE, JointType.CONTINUOUS):
            raise ValueError("Blender's IK takes hinges alone.")
        along = np.array(pose.bone.matrix_local)[:3, :3].T @ joint.axis
        for number, name in enumerate("xyz"):
            about = abs(along[number]) > 0.999
            setattr(pose, f"lock_ik_{name}", not about)
            if about and joint.type is JointType.REVOLUTE:
                ends = sorted((joint.lower * along[number], joint.upper * along[number]))
                setattr(pose, f"use_ik_limit_{name}", True)
                setattr(pose, f"ik_min_{name}", ends[0])
                setattr(pose, f"ik_max_{name}", ends[1])

    def off(self, wanted: Mapping[int, np.ndarray]) -> float:
        """How far the points are from where they are wanted, the farthest, as a share of the size."""
        for id, place in wanted.items():
            self._targets[id].location = place
        bpy.context.view_layer.update()
        evaluated = self._rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
        far = [(evaluated.pose.bones[f"{id} tip"].tail - Vector(place)).length for id, place in wanted.items()]
        return max(far) / self._solver.tree.size
