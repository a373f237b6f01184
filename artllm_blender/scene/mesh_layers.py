"""A mesh as arrays of everything the artist gave it: read it, take some polygons, join several, build it again.

Kept: materials and slots, every UV map and named attribute, colours, seams, sharp edges and faces, normals. Left
behind: vertex groups, loose edges and vertices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import bpy
import numpy as np

# How foreach_get names the value of an attribute, and how many numbers it is.
_VALUE = {
    "FLOAT": ("value", 1, np.float32),
    "INT": ("value", 1, np.int32),
    "INT8": ("value", 1, np.int32),
    "BOOLEAN": ("value", 1, bool),
    "FLOAT2": ("vector", 2, np.float32),
    "FLOAT_VECTOR": ("vector", 3, np.float32),
    "FLOAT_COLOR": ("color", 4, np.float32),
    "BYTE_COLOR": ("color", 4, np.float32),
    "QUATERNION": ("value", 4, np.float32),
    "INT32_2D": ("value", 2, np.int32),
    "FLOAT4X4": ("value", 16, np.float32),
}
_BUILT = ("position", "material_index", "custom_normal", "uv_seam")


@dataclass(frozen=True)
class Layers:
    """A mesh as arrays. columns: (name, domain, type) → (n, k) values; active: the name of the layer in each role."""

    positions: np.ndarray
    edges: np.ndarray
    corner_vertex: np.ndarray
    corner_edge: np.ndarray
    polygon_size: np.ndarray
    material: np.ndarray
    seam: np.ndarray
    normals: np.ndarray
    columns: dict[tuple[str, str, str], np.ndarray]
    materials: tuple[bpy.types.Material | None, ...]
    active: dict[str, str]
    has_custom_normals: bool
    matrix: np.ndarray

    def domain(self, name: str) -> np.ndarray:
        """An array with a row for each element of an attribute's domain."""
        rows = {"POINT": self.positions, "EDGE": self.edges, "FACE": self.polygon_size, "CORNER": self.normals}
        return rows[name]


def _get(elements, name: str, width: int, kind: type) -> np.ndarray:
    values = np.empty((len(elements), width), kind)
    elements.foreach_get(name, values.ravel())
    return values


def read(mesh: bpy.types.Mesh, matrix: np.ndarray, materials: Sequence[bpy.types.Material | None]) -> Layers:
    """All of a mesh. matrix: (4, 4) mesh → world; materials: what shows in each of its slots."""
    columns = {}
    artists = {layer.name for layer in (*mesh.uv_layers, *mesh.color_attributes)}
    for attribute in mesh.attributes:
        known, is_blenders = _VALUE.get(attribute.data_type), attribute.name.startswith(".")
        if known and attribute.name not in _BUILT and (attribute.name in artists or not is_blenders):
            columns[attribute.name, attribute.domain, attribute.data_type] = _get(attribute.data, *known)
    active = {
        "uv": mesh.uv_layers.active.name if mesh.uv_layers.active else "",
        "uv_render": next((layer.name for layer in mesh.uv_layers if layer.active_render), ""),
        "color": mesh.color_attributes.active_color_name,
        "color_render": mesh.color_attributes.default_color_name,
    }
    return Layers(
        _get(mesh.vertices, "co", 3, np.float32),
        _get(mesh.edges, "vertices", 2, np.int32),
        _get(mesh.loops, "vertex_index", 1, np.int32)[:, 0],
        _get(mesh.loops, "edge_index", 1, np.int32)[:, 0],
        _get(mesh.polygons, "loop_total", 1, np.int32)[:, 0],
        _get(mesh.polygons, "material_index", 1, np.int32)[:, 0],
        _get(mesh.edges, "use_seam", 1, bool)[:, 0],
        _get(mesh.corner_normals, "vector", 3, np.float32),
        columns,
        tuple(materials),
        active,
        mesh.has_custom_normals,
        matrix,
    )


def cut(layers: Layers, polygons: np.ndarray) -> Layers:
    """The same mesh with only some of its polygons, and what they stand on."""
    sizes = layers.polygon_size[polygons]
    first = (np.cumsum(layers.polygon_size) - layers.polygon_size)[polygons]
    corners = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    vertices, corner_vertex = _compact(layers.corner_vertex[corners], len(layers.positions))
    edges, corner_edge = _compact(layers.corner_edge[corners], len(layers.edges))
    new_vertex = np.zeros(len(layers.positions), np.int32)
    new_vertex[vertices] = np.arange(len(vertices))
    chosen = {"POINT": vertices, "EDGE": edges, "FACE": polygons, "CORNER": corners}
    return Layers(
        layers.positions[vertices],
        new_vertex[layers.edges[edges]],
        corner_vertex,
        corner_edge,
        sizes,
        layers.material[polygons],
        layers.seam[edges],
        layers.normals[corners],
        {key: values[chosen[key[1]]] for key, values in layers.columns.items()},
        layers.materials,
        layers.active,
        layers.has_custom_normals,
        layers.matrix,
    )


def _compact(indices: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The indices that occur, ascending, and each index's place among them."""
    occurs = np.zeros(count, bool)
    occurs[indices] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs, dtype=np.int32) - 1)[indices]


def in_world(layers: Layers) -> Layers:
    """The same with its transform applied; a mirrored mesh gets its polygons turned round, to face as seen."""
    turn, move = layers.matrix[:3, :3], layers.matrix[:3, 3]
    # The cofactor matrix carries normals and, unlike the inverse, exists for a flattened object too.
    cofactor = np.stack([np.cross(turn[1], turn[2]), np.cross(turn[2], turn[0]), np.cross(turn[0], turn[1])])
    normals = layers.normals @ cofactor.T
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    moved = replace(layers, positions=layers.positions @ turn.T + move, normals=normals, matrix=np.eye(4))
    if np.linalg.det(turn) >= 0:
        return moved
    size = np.repeat(layers.polygon_size, layers.polygon_size)
    first = np.repeat(np.cumsum(layers.polygon_size) - layers.polygon_size, layers.polygon_size)
    place = np.arange(len(size)) - first
    turned = first + size - 1 - place
    return replace(
        moved,
        corner_vertex=layers.corner_vertex[turned],
        corner_edge=layers.corner_edge[first + (size - 2 - place) % size],
        normals=-normals[turned],
        columns={key: v[turned] if key[1] == "CORNER" else v for key, v in layers.columns.items()},
    )


def join(meshes: list[Layers]) -> Layers:
    """Several meshes as one. What one of them lacks is zero there; equal materials share a slot."""
    if len(meshes) == 1:
        return meshes[0]
    materials = list(dict.fromkeys(material for one in meshes for material in one.materials or (None,)))
    slots = []
    for one in meshes:
        slot = np.array([materials.index(material) for material in one.materials or (None,)], np.int32)
        slots.append(slot[np.clip(one.material, 0, len(slot) - 1)])
    vertices = np.cumsum([0, *(len(one.positions) for one in meshes)])
    edges = np.cumsum([0, *(len(one.edges) for one in meshes)])
    columns = {}
    for key in dict.fromkeys(key for one in meshes for key in one.columns):
        filler = next(one.columns[key] for one in meshes if key in one.columns)[:1] * 0
        columns[key] = np.concatenate(
            [one.columns.get(key, np.repeat(filler, len(one.domain(key[1])), axis=0)) for one in meshes]
        )
    return Layers(
        np.concatenate([one.positions for one in meshes]),
        np.concatenate([one.edges + start for one, start in zip(meshes, vertices, strict=False)]),
        np.concatenate([one.corner_vertex + start for one, start in zip(meshes, vertices, strict=False)]),
        np.concatenate([one.corner_edge + start for one, start in zip(meshes, edges, strict=False)]),
        np.concatenate([one.polygon_size for one in meshes]),
        np.concatenate(slots),
        np.concatenate([one.seam for one in meshes]),
        np.concatenate([one.normals for one in meshes]),
        columns,
        tuple(materials),
        {role: next((one.active[role] for one in meshes if one.active[role]), "") for role in meshes[0].active},
        any(one.has_custom_normals for one in meshes),
        np.eye(4),
    )


def build(name: str, layers: Layers) -> bpy.types.Mesh:
    """A new mesh. Its normals are written down only where they would not come out as they were."""
    mesh = bpy.data.meshes.new(name)
    for material in layers.materials:
        mesh.materials.append(material)
    mesh.vertices.add(len(layers.positions))
    mesh.edges.add(len(layers.edges))
    mesh.loops.add(len(layers.corner_vertex))
    mesh.polygons.add(len(layers.polygon_size))
    _set(mesh.vertices, "co", layers.positions, np.float32)
    _set(mesh.edges, "vertices", layers.edges, np.int32)
    _set(mesh.loops, "vertex_index", layers.corner_vertex, np.int32)
    _set(mesh.loops, "edge_index", layers.corner_edge, np.int32)
    _set(mesh.polygons, "loop_start", np.cumsum(layers.polygon_size) - layers.polygon_size, np.int32)
    _set(mesh.polygons, "material_index", layers.material, np.int32)
    if layers.seam.any():
        _set(mesh.edges, "use_seam", layers.seam, bool)
    for (title, domain, kind), values in layers.columns.items():
        attribute = mesh.attributes.new(title, kind, domain)
        _set(attribute.data, _VALUE[kind][0], values, _VALUE[kind][2])
    _activate(mesh, layers.active)
    mesh.update()
    # A cut takes neighbours away that took part in smooth shading, so the normals along it must be written down.
    now = _get(mesh.corner_normals, "vector", 3, np.float32)
    if layers.has_custom_normals or np.abs(now - layers.normals).max() > 1e-3:
        mesh.normals_split_custom_set(layers.normals)
    return mesh


def _set(elements, name: str, values: np.ndarray, kind: type) -> None:
    elements.foreach_set(name, np.ascontiguousarray(values, kind).ravel())


def _activate(mesh: bpy.types.Mesh, active: dict[str, str]) -> None:
    if layer := mesh.uv_layers.get(active["uv"]):
        mesh.uv_layers.active = layer
    if layer := mesh.uv_layers.get(active["uv_render"]):
        layer.active_render = True
    mesh.color_attributes.active_color_name = active["color"]
    mesh.color_attributes.default_color_name = active["color_render"]
