"""The scene's unit, and objects scaled, turned and moved as wholes. In a scene all is in its units; files for engines
and simulators are in metres."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
import numpy as np
from mathutils import Matrix, Vector

# More than this share of an object's size is no longer rounding.
_LOSS = 1e-4


def metres(scene: bpy.types.Scene | None = None) -> float:
    """How long a scene's unit is; a metre where it has no system of units."""
    units = (scene or bpy.context.scene).unit_settings
    return 1.0 if units.system == "NONE" else units.scale_length


def set_metres(length: float) -> None:
    """Have the scene's unit be so many metres."""
    units = bpy.context.scene.unit_settings
    units.system = "METRIC" if units.system == "NONE" else units.system
    units.scale_length = length


def copy_units(old: bpy.types.Scene, new: bpy.types.Scene) -> None:
    """Have a scene use the units of another."""
    for name in ("system", "scale_length", "length_unit"):
        setattr(new.unit_settings, name, getattr(old.unit_settings, name))


def bounds(objects: Iterable[bpy.types.Object]) -> np.ndarray | None:
    """(2, 3) lower and upper corner of the objects where they stand, in the scene's units; None where none has any."""
    corners = [
        np.array(thing.bound_box) @ np.array(thing.matrix_world.to_3x3()).T + np.array(thing.matrix_world.translation)
        for thing in objects
        if thing.type in ("MESH", "CURVE", "SURFACE", "FONT", "META")
    ]
    return np.array([np.min(corners, axis=(0, 1)), np.max(corners, axis=(0, 1))]) if corners else None


def rounding(box: np.ndarray) -> float:
    """How far apart Blender's numbers are in a box (2, 3), where that is a share of its size that shows; else 0."""
    step = float(np.spacing(np.abs(box).max().astype(np.float32)))
    size = float((box[1] - box[0]).max()) or 1.0  # what has none may have been rounded to it, but not near the origin
    return step if step > _LOSS * size else 0.0


def turn_up(axis: str) -> Matrix:
    """The turn that brings an axis, such as 'Y' or '-X', up."""
    now = Vector(np.eye(3)["XYZ".index(axis[-1])] * (-1 if axis[0] == "-" else 1))
    up = Vector((0, 0, 1))
    return Matrix.Rotation(np.pi, 4, "X") if axis == "-Z" else now.rotation_difference(up).to_matrix().to_4x4()


def transform(objects: Iterable[bpy.types.Object], matrix: Matrix) -> None:
    """Apply a world transform to objects and what hangs on them."""
    objects = set(objects)
    for thing in objects:
        if not objects & set(_above(thing)):
            thing.matrix_world = matrix @ thing.matrix_world
    bpy.context.view_layer.update()


def _above(thing: bpy.types.Object) -> list[bpy.types.Object]:
    found = []
    while thing := thing.parent:
        found.append(thing)
    return found
