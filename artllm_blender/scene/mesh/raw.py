"""A mesh's own arrays, read and written whole: a hundred times faster than by its elements, for Blender copies them."""

from __future__ import annotations

import bpy
import numpy as np

# The attributes that a mesh is made of, their values' names, how many numbers they are, and their kind.
_ARRAYS = {
    "position": ("vector", 3, np.float32),
    ".edge_verts": ("value", 2, np.int32),
    ".corner_vert": ("value", 1, np.int32),
    ".corner_edge": ("value", 1, np.int32),
    "material_index": ("value", 1, np.int32),
}


def positions(mesh: bpy.types.Mesh) -> np.ndarray:
    """(v, 3) float32, the mesh's own frame."""
    return _read(mesh, "position", len(mesh.vertices))


def edges(mesh: bpy.types.Mesh) -> np.ndarray:
    """(e, 2) int32 vertices."""
    return _read(mesh, ".edge_verts", len(mesh.edges))


def corner_vertices(mesh: bpy.types.Mesh) -> np.ndarray:
    """(c,) int32."""
    return _read(mesh, ".corner_vert", len(mesh.loops))[:, 0]


def corner_edges(mesh: bpy.types.Mesh) -> np.ndarray:
    """(c,) int32: the edge from each corner to its polygon's next."""
    return _read(mesh, ".corner_edge", len(mesh.loops))[:, 0]


def is_triangulated(mesh: bpy.types.Mesh) -> bool:
    """Whether all polygons are triangles."""
    return len(mesh.loops) == 3 * len(mesh.polygons)


def polygon_sizes(mesh: bpy.types.Mesh) -> np.ndarray:
    """(n,) int32 corners of each polygon."""
    if is_triangulated(mesh):
        return np.full(len(mesh.polygons), 3, np.int32)
    first = np.empty(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("loop_start", first)
    return np.diff(first, append=len(mesh.loops)).astype(np.int32)


def material_slots(mesh: bpy.types.Mesh) -> np.ndarray:
    """(n,) int32 of each polygon."""
    return _read(mesh, "material_index", len(mesh.polygons))[:, 0]


def write(mesh: bpy.types.Mesh, name: str, values: np.ndarray) -> None:
    """Set one of the arrays, all of it. The mesh has to have so many elements already, and to be updated afterwards."""
    value, _, kind = _ARRAYS[name]
    if len(values):
        mesh.attributes[name].data.foreach_set(value, np.ascontiguousarray(values, kind).ravel())


def write_material_slots(mesh: bpy.types.Mesh, slots: np.ndarray) -> None:
    """(n,) int of each polygon; without the attribute they are 0."""
    if slots.any():
        mesh.attributes.new("material_index", "INT", "FACE")
        write(mesh, "material_index", slots)


def _read(mesh: bpy.types.Mesh, name: str, count: int) -> np.ndarray:
    """(count, k); zeros where the mesh does not have the attribute."""
    value, width, kind = _ARRAYS[name]
    values = np.zeros((count, width), kind)
    if count and name in mesh.attributes:
        mesh.attributes[name].data.foreach_get(value, values.ravel())
    return values
