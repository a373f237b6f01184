"""A desk lamp in the scene, rigged: a base, an arm that turns and tilts, a head that is an open box, and a mug."""

from __future__ import annotations

import math

import bpy
import numpy as np
import scenes

from artllm_blender.core.articulation import Articulation, Box, Joint, Part
from artllm_blender.scene.rig.build_rig import build_rig

QUADS = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
# The head's open side looks along +X.
HEAD = ((0.1, -0.05, 0.55), (0.2, 0.05, 0.65))


def solid(name: str, lower, upper, faces=QUADS) -> bpy.types.Object:
    low, high = np.array(lower), np.array(upper)
    corners = [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    return scenes.mesh_object(name, corners, faces)


def lamp(name: str = "Lamp", at: tuple[float, float] = (0.0, 0.0), ajar: bool = False) -> bpy.types.Object:
    """Its armature. Parts: 0 base, 1 post (turns for ever about Z), 2 arm (±80°), 3 head (±100°), both about Y. ajar:
    these two count from their lower limit."""
    move = np.array((*at, 0.0))
    boxes = [
        ((-0.1, -0.1, 0.0), (0.1, 0.1, 0.02)),
        ((-0.02, -0.02, 0.02), (0.02, 0.02, 0.3)),
        ((-0.01, -0.01, 0.3), (0.01, 0.01, 0.6)),
        HEAD,
    ]
    boxes = [tuple(tuple((np.array(corner) + move).tolist()) for corner in box) for box in boxes]
    names = ("Base", "Post", "Arm", "Head")
    parts = tuple(Part(id, names[id], Box(*boxes[id])) for id in range(4))
    y = (0.0, 1.0, 0.0)

    def there(*point: float) -> tuple[float, ...]:
        return tuple((np.array(point) + move).tolist())

    joints = (
        Joint("continuous", 0, 1, (0.0, 0.0, 1.0), there(0, 0, 0), 0, 0),
        Joint("revolute", 1, 2, y, there(0, 0, 0.3), math.radians(-80), math.radians(80), ajar=ajar),
        Joint("revolute", 2, 3, y, there(0, 0, 0.6), math.radians(-100), math.radians(100), ajar=ajar),
    )
    faces = [QUADS, QUADS, QUADS, [quad for quad in QUADS if quad != (4, 6, 7, 5)]]
    things = {id: [solid(names[id], *boxes[id], faces[id])] for id in range(4)}
    armature = build_rig(Articulation(parts, joints), things, bpy.context.scene.collection, name)
    bpy.context.view_layer.update()
    return armature


def mug(at: tuple[float, float, float], name: str = "Mug") -> bpy.types.Object:
    thing = solid(name, (-0.04, -0.04, -0.05), (0.04, 0.04, 0.05))
    thing.location = at
    bpy.context.view_layer.update()
    return thing
