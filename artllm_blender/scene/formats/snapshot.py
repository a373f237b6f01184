"""What a scene's meshes look like in several poses, seen by the same camera; rigs' parts in their colours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import bpy
import numpy as np

from ...core.picture.drawing import shaded
from ...core.picture.raster import Camera
from ..rig.mesh_out import object_mesh
from ..rig.read_rig import find_rigs, read_rig
from .picture import looking_at, part_colours

OTHER = (0.62, 0.63, 0.66)


@dataclass(frozen=True)
class Snapshot:
    """The meshes of a scene as they stand. points: (n, 3), triangles: (m, 3), normals: (m, 3, 3) by corner, group: (m,)
    into colours, (g, 3): one of each part, and one of each other object."""

    points: np.ndarray
    triangles: np.ndarray
    normals: np.ndarray
    group: np.ndarray
    colours: np.ndarray


def snapshot(scene: bpy.types.Scene, only: Collection[bpy.types.Object] | None = None) -> Snapshot:
    """The scene's meshes that are not hidden, where they stand now. only: of these."""
    depsgraph = bpy.context.evaluated_depsgraph_get()
    parts = {}
    for armature in find_rigs(scene):
        rig = read_rig(armature)
        for part, colour in zip(rig.articulation.parts, part_colours(rig.articulation), strict=True):
            parts |= {thing: ((armature.name, part.id), tuple(colour)) for thing in rig.objects[part.id]}
    shown = scene.objects if only is None else only
    things = [thing for thing in shown if thing.type == "MESH" and thing.visible_get()]
    groups: dict[object, int] = {}
    colours, pieces, count = [], [], 0
    for thing in things:
        key, colour = parts.get(thing, (thing.name, OTHER))
        if key not in groups:
            groups[key] = len(groups)
            colours.append(colour)
        mesh = object_mesh(thing, np.array(thing.evaluated_get(depsgraph).matrix_world), depsgraph)
        owner = np.full(len(mesh.triangles), groups[key])
        pieces.append((mesh.vertices, mesh.triangles + count, mesh.normals, owner))
        count += len(mesh.vertices)
    if not pieces:
        return Snapshot(*(np.zeros(shape) for shape in ((0, 3), (0, 3), (0, 3, 3), (0,), (0, 3))))
    return Snapshot(*(np.concatenate(some) for some in zip(*pieces, strict=True)), np.array(colours))


def seen(snapshots: Sequence[Snapshot], size: int, back: Sequence[float] | None = None) -> list[np.ndarray]:
    """(size, size, 3) each, from 0 to 1. back: (3,) towards the eye; None: from where most of what moved is seen."""
    points = [one.points for one in snapshots]
    same = len({len(own) for own in points}) == 1
    eye = looking_at(points[-1] - points[0] if same else np.zeros((1, 3))) if back is None else np.array(back)
    camera = Camera.around(np.concatenate(points), eye, 2 * size)
    return [shaded(camera, one.points, one.triangles, one.normals, one.group, one.colours) for one in snapshots]
