"""Drivers that map one slider to a channel by the keys of their curves, which run where scripts are disabled."""

from __future__ import annotations

import bpy
import numpy as np


def set_map(
    curve: bpy.types.FCurve, armature: bpy.types.Object, slider: str, times: np.ndarray, values: np.ndarray
) -> None:
    """Have a driver's new curve give (k,) values at (k,) ascending places of a custom property of an armature, evenly
    between them and the same beyond."""
    for modifier in list(curve.modifiers):
        curve.modifiers.remove(modifier)
    curve.keyframe_points.clear()
    curve.keyframe_points.add(len(times))
    curve.keyframe_points.foreach_set("co", np.stack([times, values], axis=1).astype(np.float32).ravel())
    for key in curve.keyframe_points:
        key.interpolation = "LINEAR"
    curve.extrapolation = "CONSTANT"  # Blender's choice for drivers is to go on
    curve.update()
    curve.driver.type = "AVERAGE"
    variable = curve.driver.variables.new()
    variable.targets[0].id = armature
    variable.targets[0].data_path = f'["{slider}"]'
