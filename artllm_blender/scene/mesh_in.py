"""The selected objects as one triangle mesh in the world, as seen: modifiers, parents and instances applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import bpy
import numpy as np

from ..core.errors import InputError

SIZES = (1e-12, 1e12)


@dataclass(frozen=True)
class Source:
    """What was selected, and its mesh.

    uids: session ids of the objects, which outlive renames and undo. vertices: (n, 3) float32, world frame, metres,
    those that a face uses; faces: (m, 3) int32 triangles, wound as seen (a mirrored object's are turned); polygon: (m,)
    int32, ascending, the polygon each triangle came from; polygon_count: polygons of all objects and instances, in the
    order of `pieces`.
    """

    name: str
    uids: tuple[int, ...]
    vertices: np.ndarray
    faces: np.ndarray
    polygon: np.ndarray
    polygon_count: int

    def objects(self) -> list[bpy.types.Object]:
        """The objects again. Raises InputError if one was deleted since."""
        found = {thing.session_uid: thing for thing in bpy.data.objects}
        if missing := [uid for uid in self.uids if uid not in found]:
            raise InputError(f"{len(missing)} of the selected objects no longer exist.", "Articulate again.")
        return [found[uid] for uid in self.uids]


@dataclass(frozen=True)
class Piece:
    """One evaluated mesh where it stands; valid only until the next one. matrix: (4, 4) float64, mesh → world."""

    mesh: bpy.types.Mesh
    matrix: np.ndarray
    materials: tuple[bpy.types.Material | None, ...]


def pieces(objects: Iterable[bpy.types.Object], depsgraph: bpy.types.Depsgraph) -> Iterator[Piece]:
    """Every mesh that the objects show: their own, and those that they instance. The order is stable."""
    wanted = set(objects)
    for instance in depsgraph.object_instances:
        owner = instance.parent if instance.is_instance else instance.object
        thing = instance.object
        if thing.type != "MESH" or owner.original not in wanted:
            continue
        mesh = thing.to_mesh()
        if mesh is None:
            continue
        yield Piece(mesh, np.array(instance.matrix_world, dtype=np.float64), _materials(thing, mesh))
        thing.to_mesh_clear()


def _materials(thing: bpy.types.Object, mesh: bpy.types.Mesh) -> tuple[bpy.types.Material | None, ...]:
    slots = list(mesh.materials)
    for index, slot in enumerate(thing.material_slots[: len(slots)]):
        if slot.link == "OBJECT":
            slots[index] = slot.material
    return tuple(material and material.original for material in slots)


def gather(objects: Iterable[bpy.types.Object], depsgraph: bpy.types.Depsgraph) -> Source:
    """One mesh of all objects.

    Raises InputError, in words for the artist, when nothing in them has a surface to articulate.
    """
    objects = list(objects)
    if not objects:
        raise InputError("Nothing is selected.", "Select the mesh to articulate.")
    vertices, faces, polygons = [np.empty((0, 3))], [np.empty((0, 3), np.int32)], [np.empty(0, np.int32)]
    found = vertex_count = polygon_count = 0
    for piece in pieces(objects, depsgraph):
        points, triangles, polygon = _triangles(piece)
        vertices.append(points)
        faces.append(triangles + vertex_count)
        polygons.append(polygon + polygon_count)
        vertex_count += len(points)
        polygon_count += len(piece.mesh.polygons)
        found += 1
    if not found:
        raise InputError("None of the selected objects has a mesh.", "Select at least one mesh object.")
    points, triangles = np.concatenate(vertices), np.concatenate(faces)
    _check(points, triangles)
    used = np.zeros(len(points), bool)
    used[triangles] = True
    return Source(
        objects[0].name,
        tuple(thing.session_uid for thing in objects),
        points[used].astype(np.float32),
        (np.cumsum(used, dtype=np.int32) - 1)[triangles],
        np.concatenate(polygons),
        polygon_count,
    )


def _triangles(piece: Piece) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mesh = piece.mesh
    points = np.empty((len(mesh.vertices), 3), np.float32)
    mesh.vertices.foreach_get("co", points.ravel())
    mesh.calc_loop_triangles()
    triangles = np.empty((len(mesh.loop_triangles), 3), np.int32)
    mesh.loop_triangles.foreach_get("vertices", triangles.ravel())
    polygon = np.empty(len(triangles), np.int32)
    mesh.loop_triangle_polygons.foreach_get("value", polygon)
    turn, move = piece.matrix[:3, :3], piece.matrix[:3, 3]
    if np.linalg.det(turn) < 0:
        triangles = triangles[:, ::-1]
    with np.errstate(invalid="ignore", over="ignore"):
        return points @ turn.T + move, triangles, polygon


def _check(points: np.ndarray, triangles: np.ndarray) -> None:
    if not len(points):
        raise InputError("The mesh is empty.", "Select a mesh that has faces.")
    if not len(triangles):
        count = "a single vertex" if len(points) == 1 else f"{len(points)} vertices"
        raise InputError(f"The mesh has {count} but no faces.", "Give it a surface.")
    used = points[triangles.ravel()]
    with np.errstate(over="ignore"):
        if not np.isfinite(used.astype(np.float32)).all():
            raise InputError("The mesh has coordinates that are infinite or not numbers.", "Delete those vertices.")
    lower, upper = used.min(axis=0), used.max(axis=0)
    size = float((upper - lower).max())
    corners = ((used - lower) / (size or 1)).reshape(-1, 3, 3)
    doubled = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    if doubled.sum() < 1e-9:
        raise InputError("All faces of the mesh have zero area.", "Give it a surface.")
    if not SIZES[0] <= size <= SIZES[1]:
        raise InputError(f"The mesh is {size:.1g} m large, beyond what can be rigged.", "Scale it to its real size.")
