"""The meshes of a tree of parts with fewer faces, for what is seen from afar."""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np
from mathutils.bvhtree import BVHTree

from ...core.articulation import Articulation
from ...core.steps import Steps
from .gltf_materials import Copies
from .in_window import in_window

# How far a surface may go, of the asset's size, at level 1; twice as far at each after it, which is seen half as large.
DEVIATION = 0.005
# So many vertices are looked at to see how far it went.
SAMPLES = 2000


def deviation(articulation: Articulation, level: int) -> float:
    """How far the surfaces of a level may lie from those of level 0, in the articulation's unit."""
    boxes = [part.box for part in articulation.parts]
    ends = np.max([box.upper for box in boxes], axis=0) - np.min([box.lower for box in boxes], axis=0)
    return DEVIATION * 2 ** (level - 1) * float(ends.max()) if level else 0.0


def coarsening(
    scene: bpy.types.Scene,
    meshes: Mapping[bpy.types.Object, bpy.types.Mesh],
    level: int,
    most: float,
    copies: Copies,
) -> Steps[bool]:
    """Give the scene's objects meshes of a 2 ** level-th of the faces of these, but for those whose surface would get
    farther than `most` from where it is: they keep the mesh that they have. Whether any has fewer faces now."""
    changed = False
    for done, (thing, mesh) in enumerate(meshes.items()):
        yield "Levels of Detail", done / len(meshes)
        with in_window(scene):
            coarse = _decimated(scene, mesh, 0.5**level)
        copies.add(coarse, "meshes", copies.names.get(("meshes", mesh.name), mesh.name))
        if _triangles(coarse) < _triangles(thing.data) and _is_near(mesh, coarse, most):
            for name in mesh.keys():
                coarse[name] = mesh[name]
            thing.data, changed = coarse, True
    return changed


def _decimated(scene: bpy.types.Scene, mesh: bpy.types.Mesh, ratio: float) -> bpy.types.Mesh:
    """A new mesh with a share of the faces, whose normals are those of the corners that lie nearest and face alike."""
    source, thing = (bpy.data.objects.new(mesh.name, mesh) for _ in range(2))
    for one in (source, thing):
        scene.collection.objects.link(one)
    decimate = thing.modifiers.new("Decimate", "DECIMATE")
    decimate.ratio = ratio
    if mesh.has_custom_normals:
        normals = thing.modifiers.new("Normals", "DATA_TRANSFER")
        normals.object, normals.use_loop_data = source, True
        normals.data_types_loops, normals.loop_mapping = {"CUSTOM_NORMAL"}, "NEAREST_POLYNOR"
    depsgraph = bpy.context.evaluated_depsgraph_get()
    made = bpy.data.meshes.new_from_object(
        thing.evaluated_get(depsgraph), preserve_all_data_layers=True, depsgraph=depsgraph
    )
    bpy.data.batch_remove([source, thing])
    return made


def _triangles(mesh: bpy.types.Mesh) -> int:
    return len(mesh.loops) - 2 * len(mesh.polygons)


def _is_near(mesh: bpy.types.Mesh, coarse: bpy.types.Mesh, most: float) -> bool:
    """Whether the coarse mesh has faces, and the other's vertices and its ends lie within that distance of it."""
    if not len(coarse.polygons):
        return False
    points, fewer = (_points(one) for one in (mesh, coarse))
    ends = [np.array([own.min(axis=0), own.max(axis=0)]) for own in (points, fewer)]
    if np.abs(ends[0] - ends[1]).max() > most:
        return False
    tree = BVHTree.FromPolygons(fewer.tolist(), [tuple(polygon.vertices) for polygon in coarse.polygons])
    some = points[:: max(1, len(points) // SAMPLES)].tolist()
    return all(tree.find_nearest(point, most)[0] is not None for point in some)


def _points(mesh: bpy.types.Mesh) -> np.ndarray:
    """(n, 3) vertices."""
    points = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", points)
    return points.reshape(-1, 3)
