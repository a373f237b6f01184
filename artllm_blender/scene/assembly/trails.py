"""Lines along which parts go, that grow with the slider."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.assembly.plan import Plan
from ...core.frames import apply
from .drivers import set_map

TRAIL = "artllm_trail"  # on each of the curves
THICK = 0.003  # of the diagonal, half the width of a line


def draw_trails(armature: bpy.types.Object, plan: Plan, middles: np.ndarray | None, slider: str) -> None:
    """A curve for each step, in place of those before. middles: (n, 3) of the parts at rest; None: no curves."""
    old = [thing for thing in armature.children if thing.type == "CURVE"]
    data = [thing.data for thing in old]
    bpy.data.batch_remove(old)
    bpy.data.batch_remove(data)
    if middles is None:
        return
    size = float(np.linalg.norm(np.ptp(middles, axis=0)))
    stages = plan.stages()
    for number, stage in enumerate(stages):
        for step in stage:
            middle = middles[list(step.parts)].mean(axis=0)
            points = np.array([apply(motion, middle) for motion in step.path])
            ends = np.array([number, number + 1]) / len(stages)
            _draw(armature, points, ends, THICK * size, slider)


def _draw(armature: bpy.types.Object, points: np.ndarray, ends: np.ndarray, thick: float, slider: str) -> None:
    curve = bpy.data.curves.new(f"{armature.name} Trail", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution = "3D", thick, 1
    curve.bevel_factor_mapping_end = "SPLINE"
    line = curve.splines.new("POLY")
    line.points.add(len(points) - 1)
    line.points.foreach_set("co", np.column_stack([points, np.ones(len(points))]).ravel())
    thing = bpy.data.objects.new(curve.name, curve)
    armature.users_collection[0].objects.link(thing)
    thing.parent, thing.matrix_parent_inverse = armature, armature.matrix_world.inverted()
    thing.hide_select, thing[TRAIL] = True, True
    set_map(curve.driver_add("bevel_factor_end"), armature, slider, ends, np.array([0.0, 1.0]))
