"""A rig of the scene as words speak of it, and its joints put where words say. Words count in metres."""

from __future__ import annotations

import math

import bpy
import numpy as np

from ...core.errors import InputError
from ...core.frames import apply, unit
from ...core.words.described import Described, guessed_front
from ..rig.build_rig import bone_of
from ..rig.read_rig import Rig
from ..rig.rest import rest_matrices
from ..rig.values import write_value
from ..units import metres
from .places import places, usual

# The armature's custom property: the horizontal way out of the object's front, in the armature's own frame.
FRONT = "artllm_front"


def given_front(armature: bpy.types.Object) -> np.ndarray | None:
    """(3,) horizontal unit vector of the world that the artist set; None where the front is guessed."""
    stored = armature.get(FRONT)
    if stored is None:
        return None
    way = np.array(armature.matrix_world)[:3, :3] @ np.array(stored) * (1, 1, 0)
    return unit(way) if np.linalg.norm(way) > 1e-6 else None


def set_front(armature: bpy.types.Object, way: np.ndarray | None) -> None:
    """Have the object's front look along a direction of the world, made level; None: it is guessed again."""
    if way is None:
        armature.pop(FRONT, None)
        return
    level = np.asarray(way, dtype=np.float64) * (1, 1, 0)
    if np.linalg.norm(level) < 1e-6:
        raise InputError("A front looks to a side, not up or down.", "Look at the object from its front.")
    armature[FRONT] = (np.linalg.inv(np.array(armature.matrix_world)[:3, :3]) @ unit(level)).tolist()


def described(rig: Rig, depsgraph: bpy.types.Depsgraph) -> Described:
    """A rig at rest, in metres: its parts by the boxes of their objects."""
    length, matrices = metres(), rest_matrices(rig, depsgraph)
    solids, normals = {}, {}
    for part in rig.articulation.parts:
        corners = [
            apply(matrices[thing], np.array(thing.evaluated_get(depsgraph).bound_box)) * length
            for thing in rig.objects[part.id]
            if thing.type == "MESH"
        ]
        solids[part.id] = np.concatenate(corners) if corners else np.zeros((0, 3))
        if corners:
            normals[part.id] = _normal(max(corners, key=lambda box: float(np.ptp(box, axis=0).prod())))
    articulation = rig.articulation.scaled(length)
    front = given_front(rig.armature)
    closed = {joint.child: joint.closed for joint in articulation.joints}
    front = guessed_front(articulation, solids, _turned(rig.armature)) if front is None else front
    return Described(rig.name, articulation, solids, normals, front, closed, pointing=lambda id: _pointing(rig, id))


def _pointing(rig: Rig, part: int) -> np.ndarray | None:
    """(3,) unit, world: the way that a part points at rest, as one that aims does; None where it has no mesh."""
    found = places(rig.armature, part)
    if not found:
        return None
    return unit(np.array(rig.armature.matrix_world)[:3, :3] @ usual("AIM", found).direction)


def _turned(armature: bpy.types.Object) -> float:
    """Radians by which it is turned about the vertical."""
    x, y, _ = np.array(armature.matrix_world)[:3, 0]
    return math.atan2(y, x) if math.hypot(x, y) > 1e-6 else 0.0


def _normal(box: np.ndarray) -> np.ndarray:
    """(3,) of the largest face of a box of Blender's eight corners."""
    edges = box[[4, 3, 1]] - box[0]
    sizes = np.linalg.norm(edges, axis=1)
    thin = int(sizes.argmin())
    return unit(np.cross(edges[(thin + 1) % 3], edges[(thin + 2) % 3])) if sizes[sizes > 0].size > 1 else np.eye(3)[2]


def values_in_metres(rig: Rig) -> dict[int, float]:
    """Where its joints are, by child id, metres and radians whatever the scene counts in."""
    length = metres()
    sliding = {joint.child for joint in rig.articulation.joints if joint.type.slides}
    return {id: value * (length if id in sliding else 1.0) for id, value in rig.values.items()}


def put(armature: bpy.types.Object, values: dict[int, float]) -> None:
    """Put joints at values, by child id, in metres and radians."""
    length = metres()
    for id, value in values.items():
        bone = bone_of(armature, id)
        slides = bone["artllm_joint"]["type"] in ("prismatic", "screw")
        write_value(armature, bone, value / length if slides else value)
