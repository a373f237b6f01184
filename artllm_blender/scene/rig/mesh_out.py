"""Parts as plain arrays, in the rest pose."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from ...core.frames import apply
from ..mesh import raw
from ..mesh.triangles import object_triangles
from .read_rig import Rig
from .rest import rest_matrices

# Linear colour of what has no material, colour attribute or picture to show: Blender's own for new materials.
BARE = (0.8, 0.8, 0.8, 1.0)


@dataclass(frozen=True)
class Frame:
    """Where an object stands, whose mesh triangles are of. matrix: (4, 4) object → world, in the rest pose. middle,
    size: (3,) each, of its texture space."""

    matrix: np.ndarray
    middle: tuple[float, ...]
    size: tuple[float, ...]


@dataclass(frozen=True)
class PartMesh:
    """Triangles of one part, world frame, metres, as left by modifiers.

    vertices: (n, 3). triangles: (m, 3) into them. normals: (m, 3, 3), one a corner. material: (m,) into materials, in
    which None stands for an empty slot. uvs: (m, 3, 2) by UV map, colours: (m, 3, 4) linear by colour attribute, each
    also as '', which is the one that renders; where one of several objects lacks one it is 0, or as BARE for ''.
    frame: (m,) into frames, those of the part's objects.
    """

    vertices: np.ndarray
    triangles: np.ndarray
    normals: np.ndarray
    material: np.ndarray
    materials: tuple[bpy.types.Material | None, ...]
    uvs: dict[str, np.ndarray]
    colours: dict[str, np.ndarray]
    frame: np.ndarray
    frames: tuple[Frame, ...]


def part_meshes(rig: Rig, depsgraph: bpy.types.Depsgraph) -> dict[int, PartMesh]:
    """Every part's mesh in the rest pose, by part id; parts without an object get an empty one."""
    return {part.id: part_mesh(rig, part.id, depsgraph) for part in rig.articulation.parts}


def part_mesh(rig: Rig, part: int, depsgraph: bpy.types.Depsgraph) -> PartMesh:
    """One of them."""
    matrices = rest_matrices(rig, depsgraph)
    return _joined([object_mesh(obj, matrices[obj], depsgraph) for obj in rig.objects[part]])


def part_surfaces(rig: Rig, depsgraph: bpy.types.Depsgraph) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Every part's, as of `part_surface`."""
    return {part.id: part_surface(rig, part.id, depsgraph) for part in rig.articulation.parts}


def part_surface(rig: Rig, part: int, depsgraph: bpy.types.Depsgraph) -> tuple[np.ndarray, np.ndarray]:
    """A part's (n, 3) vertices and (m, 3) triangles, as `part_meshes` has them, without what they look like."""
    matrices = rest_matrices(rig, depsgraph)
    vertices, triangles, first = [np.zeros((0, 3))], [np.zeros((0, 3), int)], 0
    for obj in rig.objects[part]:
        points, faces = object_triangles(obj, depsgraph)
        mirrored = np.linalg.det(matrices[obj][:3, :3]) < 0
        vertices.append(apply(matrices[obj], points))
        triangles.append((faces[:, ::-1] if mirrored else faces) + first)
        first += len(points)
    return np.concatenate(vertices), np.concatenate(triangles)


def object_mesh(obj: bpy.types.Object, matrix: np.ndarray, depsgraph: bpy.types.Depsgraph) -> PartMesh:
    """One object's mesh where a (4, 4) matrix puts it in the world."""
    evaluated = obj.evaluated_get(depsgraph)
    mesh = evaluated.to_mesh()
    try:
        mesh.calc_loop_triangles()
        if raw.is_triangulated(mesh):
            corners = np.arange(len(mesh.loops), dtype=np.int32).reshape(-1, 3)
        else:
            corners = _read(mesh.loop_triangles, "loops", (-1, 3), np.int32)
        triangles = raw.corner_vertices(mesh)[corners]
        material = raw.material_slots(mesh)[_read(mesh.loop_triangle_polygons, "value", (-1,), np.int32)]
        vertices = raw.positions(mesh)
        normals = _read(mesh.corner_normals, "vector", (-1, 3))
        uvs = {layer.name: _read(layer.uv, "vector", (-1, 2))[corners] for layer in mesh.uv_layers}
        if rendered := next((layer.name for layer in mesh.uv_layers if layer.active_render), ""):
            uvs[""] = uvs[rendered]
        colours = {layer.name: _colours(layer)[corners if layer.domain == "CORNER" else triangles]
                   for layer in mesh.color_attributes if layer.domain in ("CORNER", "POINT")}  # fmt: skip
        if mesh.color_attributes.default_color_name in colours:
            colours[""] = colours[mesh.color_attributes.default_color_name]
        materials = tuple(slot.material for slot in evaluated.material_slots) or (None,)
    finally:
        evaluated.to_mesh_clear()
    if np.linalg.det(matrix[:3, :3]) < 0:
        corners, triangles = corners[:, ::-1], triangles[:, ::-1]
        uvs, colours = ({name: values[:, ::-1] for name, values in layers.items()} for layers in (uvs, colours))
    normals = normals @ np.linalg.pinv(matrix[:3, :3])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    material = np.minimum(material, len(materials) - 1)
    originals = tuple(m and m.original for m in materials)
    frame = Frame(matrix, tuple(obj.data.texspace_location), tuple(obj.data.texspace_size))
    whose = np.zeros(len(triangles), int)
    return PartMesh(
        apply(matrix, vertices), triangles, normals[corners], material, originals, uvs, colours, whose, (frame,)
    )


def _colours(layer: bpy.types.Attribute) -> np.ndarray:
    return _read(layer.data, "color", (-1, 4))


def _read(collection: bpy.types.bpy_prop_collection, name: str, shape: tuple, dtype: type = np.float32) -> np.ndarray:
    width = abs(int(np.prod(shape)))
    values = np.empty(len(collection) * width, dtype)
    collection.foreach_get(name, values)
    return values.reshape(shape)


def _joined(meshes: list[PartMesh]) -> PartMesh:
    firsts = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    slots = np.cumsum([0, *(len(m.materials) for m in meshes)])
    empty = np.zeros((0, 3))
    return PartMesh(
        np.concatenate([empty, *(m.vertices for m in meshes)]),
        np.concatenate([empty.astype(int), *(m.triangles + a for m, a in zip(meshes, firsts, strict=False))]),
        np.concatenate([np.zeros((0, 3, 3)), *(m.normals for m in meshes)]),
        np.concatenate([np.zeros(0, int), *(m.material + a for m, a in zip(meshes, slots, strict=False))]),
        tuple(material for m in meshes for material in m.materials),
        _joined_layers([(m.uvs, len(m.triangles)) for m in meshes], (0, 0)),
        _joined_layers([(m.colours, len(m.triangles)) for m in meshes], BARE),
        np.concatenate([np.zeros(0, int), *(m.frame + number for number, m in enumerate(meshes))]),
        tuple(frame for m in meshes for frame in m.frames),
    )


def _joined_layers(meshes: list[tuple[dict[str, np.ndarray], int]], bare: tuple[float, ...]) -> dict[str, np.ndarray]:
    """By name, of meshes of so many triangles. bare: what '' is where there is none."""
    names = dict.fromkeys(name for layers, _ in meshes for name in layers)
    blank = {name: np.array(bare, np.float32) * (not name) for name in names}
    return {
        name: np.concatenate([
            layers.get(name, np.broadcast_to(blank[name], (count, 3, len(bare)))) for layers, count in meshes
        ])
        for name in names
    }  # fmt: skip
