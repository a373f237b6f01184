"""The regions of a rig's parts, in the armature's own frame at rest; and where they are now."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np

from ...core.frames import apply
from ...core.pose.regions import Region, regions
from ..mesh.triangles import object_triangles
from ..rig.read_rig import Rig, read_own, read_rig
from ..rig.rest import motions, rest_matrices

# What each kind of constraint is about where nobody says another, the first that the part has.
USUAL = {
    "AIM": ("opening", "tip", "face", "axis"),
    "REACH": ("tip", "handle", "centre"),
    "DISTANCE": ("tip", "handle", "centre"),
    "UPRIGHT": ("face",),
    "LEVEL": ("face",),
    "FACING": ("opening", "face", "centre"),
}
FLAT = ("face", "axis", "centre")


def part_surface(armature: bpy.types.Object, part: int) -> tuple[np.ndarray, np.ndarray]:
    """A part's (n, 3) vertices and (m, 3) triangles in the armature's own frame at rest; none where it has no mesh."""
    depsgraph, rig = bpy.context.evaluated_depsgraph_get(), read_rig(armature)
    back = np.linalg.pinv(np.array(armature.matrix_world))
    at_rest = rest_matrices(rig, depsgraph)
    points, faces, count = [np.zeros((0, 3))], [np.zeros((0, 3), int)], 0
    for thing in rig.objects.get(part, ()):
        own, triangles = object_triangles(thing, depsgraph)
        matrix = back @ at_rest[thing]
        points.append(apply(matrix, own))
        turned = np.linalg.det(matrix[:3, :3]) < 0
        faces.append((triangles[:, ::-1] if turned else triangles) + count)
        count += len(own)
    return np.concatenate(points), np.concatenate(faces)


def places(armature: bpy.types.Object, part: int) -> dict[str, Region]:
    """A part's regions by name; none where it has no mesh."""
    points, faces = part_surface(armature, part)
    if not len(points):
        return {}
    articulation = read_own(armature)
    boxes = np.array([corner for one in articulation.parts for corner in (one.box.lower, one.box.upper)])
    middle = (boxes.min(axis=0) + boxes.max(axis=0)) / 2
    return regions(points, faces, articulation.joint_of(part), middle)


def usual(kind: str, found: dict[str, Region], wanted: str = "") -> Region:
    """The region that a constraint of a kind is about; wanted: where somebody names one, or else the centre."""
    names = (wanted,) if wanted else USUAL.get(kind, FLAT)
    return next((found[name] for name in names if name in found), found["centre"])


def now(armature: bpy.types.Object, part: int, region: Region, rig: Rig | None = None) -> Region:
    """A region where it stands in the world now."""
    depsgraph = bpy.context.evaluated_depsgraph_get()
    moved = motions(rig or read_rig(armature), depsgraph)[part] @ np.array(armature.matrix_world)
    way = moved[:3, :3] @ region.direction
    return replace(
        region,
        point=apply(moved, region.point),
        direction=way / np.linalg.norm(way),
        outline=apply(moved, region.outline),
    )
