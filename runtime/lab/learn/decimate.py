"""Fewer triangles for the same surface, by Blender's own modifier."""

from __future__ import annotations

import bpy
import numpy as np

TRIANGLES = 12_000  # of a skin, as image-to-3D tools deliver it


def decimated(vertices: np.ndarray, faces: np.ndarray, count: int = TRIANGLES) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n, 3) and triangles (m, 3) with edges collapsed until count triangles are left.

    There may be up to half as many more where walls are too thin for edges to collapse.
    """
    if len(faces) <= count:
        return vertices, faces
    mesh = bpy.data.meshes.new("skin")
    mesh.from_pydata(vertices, (), faces)
    obj = bpy.data.objects.new("skin", mesh)
    bpy.context.scene.collection.objects.link(obj)
    modifier = obj.modifiers.new("decimate", "DECIMATE")
    modifier.ratio = count / len(faces)
    try:
        result = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
        result.calc_loop_triangles()
        found, corner = np.empty(3 * len(result.vertices)), np.empty(3 * len(result.loop_triangles), np.int32)
        result.vertices.foreach_get("co", found)
        result.loop_triangles.foreach_get("vertices", corner)
    finally:
        bpy.data.objects.remove(obj)
        bpy.data.meshes.remove(mesh)
    return found.reshape(-1, 3), corner.reshape(-1, 3)
