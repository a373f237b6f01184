"""Whether a rig at rest stands where its mesh was modelled, whatever Blender makes of its bones and limits."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import bpy
import numpy as np

from ...core.frames import apply
from .build_rig import bone_of
from .read_rig import Rig

# Of the asset's longest side: nearer is the same place in single precision.
TOLERANCE = 1e-5

Places = Mapping[bpy.types.Object, np.ndarray]


def motions(rig: Rig, depsgraph: bpy.types.Depsgraph) -> dict[int, np.ndarray]:
    """(4, 4) world motion of every part from its rest pose to where its bone is now, by part id."""
    armature = rig.armature.evaluated_get(depsgraph)
    matrix = np.array(armature.matrix_world, dtype=np.float64)
    back, found = np.linalg.pinv(matrix), {}
    for part in rig.articulation.parts:
        bone = bone_of(rig.armature, part.id)
        pose = np.array(armature.pose.bones[bone.name].matrix, dtype=np.float64)
        found[part.id] = matrix @ pose @ np.linalg.inv(np.array(bone.matrix_local, dtype=np.float64)) @ back
    return found


def rest_matrices(rig: Rig, depsgraph: bpy.types.Depsgraph) -> dict[bpy.types.Object, np.ndarray]:
    """(4, 4) world matrix of each object of the rig in the rest pose, whatever pose it is in now."""
    return {
        thing: np.linalg.pinv(motion) @ np.array(thing.evaluated_get(depsgraph).matrix_world)
        for part, motion in motions(rig, depsgraph).items()
        for thing in rig.objects[part]
    }


def astray(rig: Rig, depsgraph: bpy.types.Depsgraph, modelled: Places | None = None) -> list[str]:
    """A sentence for each part that does not stand where it was modelled though its joint is at 0.

    modelled: (4, 4) world matrices where they are known, as after a build; else each object's own, without its bone's.
    It tells in any pose of the other joints, and costs the same for any number of faces.
    """
    corners = np.array([corner for part in rig.articulation.parts for corner in (part.box.lower, part.box.upper)])
    allowed = TOLERANCE * float(np.ptp(corners, axis=0).max())
    moved, rest = motions(rig, depsgraph), rest_matrices(rig, depsgraph)
    found = []
    for part in rig.articulation.parts:
        joint = rig.articulation.joint_of(part.id)
        off = 0.0
        if joint and rig.values[joint.child] == 0:
            box = np.array(list(product(*zip(part.box.lower, part.box.upper, strict=True))))
            by_joint = np.linalg.pinv(moved[joint.parent]) @ moved[part.id]
            off = float(np.abs(apply(by_joint, box) - box).max())
        for thing in rig.objects[part.id]:
            wanted = modelled.get(thing) if modelled is not None else _own_place(thing, rig.armature)
            if wanted is not None:
                box = np.array(thing.bound_box)
                off = max(off, float(np.abs(apply(rest[thing], box) - apply(wanted, box)).max()))
        if not off <= allowed:
            found.append(f"{part.name} stands {off:.3g} m from where it was modelled, though its joint is at rest.")
    return found


def _own_place(thing: bpy.types.Object, armature: bpy.types.Object) -> np.ndarray | None:
    """(4, 4) the world matrix that an object has by itself and the armature; None where more than these place it."""
    if thing.parent != armature or thing.parent_type != "OBJECT" or len(thing.constraints) > 1:
        return None
    return np.array(armature.matrix_world @ thing.matrix_parent_inverse @ thing.matrix_basis, dtype=np.float64)
