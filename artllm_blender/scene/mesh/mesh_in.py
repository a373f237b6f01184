"""The selected objects as one triangle mesh in the world, as seen: modifiers, parents and instances applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import bpy
import numpy as np
from mathutils import Matrix

from ...core.errors import InputError
from ...core.frames import box_around
from ...core.kit import Kit, Thing, kit_of
from .raw import corner_vertices, is_triangulated, material_slots, polygon_sizes, positions

SIZES = (1e-12, 1e12)
# Vertex groups part a mesh where this share of its polygons is in one alone.
HARD = 0.95
# Twice the area of a surface of size 1 that has any; and of how many triangles it is added up at once.
_LEAST_AREA, _AT_ONCE = 1e-9, 1 << 14


@dataclass(frozen=True)
class Source:
    """What was selected, and its mesh.

    uids: session ids of the objects, which outlive renames and undo. vertices: (n, 3) float32, world frame, metres,
    those that a face uses; faces: (m, 3) int32 triangles, wound as seen (a mirrored object's are turned); polygon: (m,)
    int32, ascending, the polygon each triangle came from; polygon_count: polygons of all objects and instances, in the
    order of `pieces`. separation: (polygon_count,) int, the same for what the artist has not parted by objects,
    materials, face maps or vertex groups; collection: likewise, the same for what is in one collection. kit: what the
    objects tell of parts, of each polygon.
    """

    name: str
    uids: tuple[int, ...]
    vertices: np.ndarray
    faces: np.ndarray
    polygon: np.ndarray
    polygon_count: int
    separation: np.ndarray
    collection: np.ndarray
    kit: Kit | None = None

    def objects(self) -> list[bpy.types.Object]:
        """The objects again. Raises InputError if one was deleted since."""
        found = {thing.session_uid: thing for thing in bpy.data.objects}
        if missing := [uid for uid in self.uids if uid not in found]:
            raise InputError(f"{len(missing)} of the selected objects no longer exist.", "Articulate again.")
        return [found[uid] for uid in self.uids]


@dataclass(frozen=True)
class Piece:
    """One evaluated mesh where it stands; valid only until the next one. matrix: (4, 4) float64, mesh → world.

    owner: the selected object that shows it. is_own: whether it is that object's own mesh, not an instance. groups: the
    names of its vertex groups. materials: what shows in its slots. collection: the smallest that it is in, by name.
    """

    owner: bpy.types.Object
    is_own: bool
    mesh: bpy.types.Mesh
    matrix: np.ndarray
    materials: tuple[bpy.types.Material | None, ...]
    groups: tuple[str, ...]
    collection: str


def pieces(objects: Iterable[bpy.types.Object], depsgraph: bpy.types.Depsgraph) -> Iterator[Piece]:
    """Every mesh that the objects show: their own, and those that they instance. In the order of the objects, for in
    the depsgraph they come in another every time."""
    objects = list(dict.fromkeys(objects))
    wanted = set(objects)
    found: dict[bpy.types.Object, bool] = {}  # whether all that it shows is its own mesh
    for instance in depsgraph.object_instances:
        owner = _owner(instance)
        if owner in wanted:
            found[owner] = found.get(owner, True) and not instance.is_instance and owner.type == "MESH"
    for owner in (thing for thing in objects if thing in found):
        if found[owner]:
            thing = owner.evaluated_get(depsgraph)
            yield from _piece(thing, owner, True, thing.matrix_world)
            continue
        for instance in depsgraph.object_instances:
            if _owner(instance) == owner:
                yield from _piece(instance.object, owner, not instance.is_instance, instance.matrix_world)


def lineage(thing: bpy.types.Object) -> tuple[str, ...]:
    """The names of all that an object hangs on, from the top down, and its own, to order objects by."""
    above = lineage(thing.parent) if thing.parent else ()
    return *above, thing.name_full


def _owner(instance: bpy.types.DepsgraphObjectInstance) -> bpy.types.Object:
    return (instance.parent if instance.is_instance else instance.object).original


def _piece(thing: bpy.types.Object, owner: bpy.types.Object, is_own: bool, matrix: Matrix) -> Iterator[Piece]:
    """What an evaluated object shows, if it is a mesh."""
    mesh = thing.to_mesh() if thing.type == "MESH" else None
    if mesh is None:
        return
    groups = tuple(group.name for group in thing.vertex_groups)
    home = min(thing.original.users_collection, key=lambda one: (len(one.all_objects), one.name), default=None)
    yield Piece(
        owner, is_own, mesh, np.array(matrix, dtype=np.float64), _materials(thing, mesh), groups,
        home.name if home else "",
    )  # fmt: skip
    thing.to_mesh_clear()


def _materials(thing: bpy.types.Object, mesh: bpy.types.Mesh) -> tuple[bpy.types.Material | None, ...]:
    slots = list(mesh.materials)
    for index, slot in enumerate(thing.material_slots[: len(slots)]):
        if slot.link == "OBJECT":
            slots[index] = slot.material
    return tuple(material and material.original for material in slots)


def gather(objects: Iterable[bpy.types.Object], depsgraph: bpy.types.Depsgraph) -> Source:
    """One mesh of all objects, in their order.

    Raises InputError, in words for the artist, when nothing in them has a surface to articulate.
    """
    objects = list(objects)
    if not objects:
        raise InputError("Nothing is selected.", "Select the mesh to articulate.")
    vertices, faces, polygons = [np.empty((0, 3))], [np.empty((0, 3), np.int32)], [np.empty(0, np.int32)]
    separations, homes, sizes, shown, uses = [np.empty(0, np.int64)], [], [], [], [np.empty(0, bool)]
    found = vertex_count = polygon_count = 0
    for piece in pieces(objects, depsgraph):
        points, triangles, polygon = _triangles(piece)
        vertices.append(points)
        faces.append(triangles + vertex_count)
        polygons.append(polygon + polygon_count)
        groups = _separation(piece)
        separations.append(groups + separations[-1].max(initial=-1) + 1)
        homes.append(piece.collection)
        sizes.append(len(groups))
        uses.append(_used(triangles, len(points)))
        shown.append((piece.owner if piece.is_own else None, points[uses[-1]]))
        vertex_count += len(points)
        polygon_count += len(piece.mesh.polygons)
        found += 1
    if not found:
        raise InputError("None of the selected objects has a mesh.", "Select at least one mesh object.")
    points, triangles = np.concatenate(vertices), np.concatenate(faces)
    used, seen = np.concatenate(uses), np.concatenate([np.empty((0, 3)), *(points for _, points in shown)])
    _check(points, triangles, seen)
    return Source(
        objects[0].name,
        tuple(thing.session_uid for thing in objects),
        seen.astype(np.float32),
        (np.cumsum(used, dtype=np.int32) - 1)[triangles],
        np.concatenate(polygons),
        polygon_count,
        np.concatenate(separations),
        np.repeat(np.unique(homes, return_inverse=True)[1], sizes),
        _kit(shown, sizes),
    )


def _kit(shown: list[tuple[bpy.types.Object | None, np.ndarray]], sizes: list[int]) -> Kit | None:
    """What objects tell of parts; None where one shows other things than its own mesh. shown: each object, None for
    such a one, and its corners (n, 3); sizes: how many polygons each has."""
    owners = [owner for owner, _ in shown]
    if not all(owner and len(points) for owner, points in shown):
        return None
    things = [
        Thing(owner.name, _above(owner, owners), np.array(owner.matrix_world.translation), points)
        for owner, points in shown
    ]
    kit = kit_of(things)
    return kit and replace(kit, part_of=np.repeat(kit.part_of, sizes))


def _above(thing: bpy.types.Object, owners: list[bpy.types.Object]) -> int | None:
    """The place of the nearest of the owners that an object hangs on."""
    above = thing.parent
    while above is not None and above not in owners:
        above = above.parent
    return None if above is None else owners.index(above)


def _triangles(piece: Piece) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mesh = piece.mesh
    points = positions(mesh)
    if is_triangulated(mesh):
        triangles = corner_vertices(mesh).reshape(-1, 3)
        polygon = np.arange(len(triangles), dtype=np.int32)
    else:
        mesh.calc_loop_triangles()
        triangles = np.empty((len(mesh.loop_triangles), 3), np.int32)
        polygon = np.empty(len(triangles), np.int32)
        mesh.loop_triangles.foreach_get("vertices", triangles.ravel())
        mesh.loop_triangle_polygons.foreach_get("value", polygon)
    turn, move = piece.matrix[:3, :3], piece.matrix[:3, 3]
    if np.linalg.det(turn) < 0:
        triangles = triangles[:, ::-1]
    with np.errstate(invalid="ignore", over="ignore"):
        return points @ turn.T + move, triangles, polygon


def _separation(piece: Piece) -> np.ndarray:
    """(n,) int, from 0: polygons of a piece that the artist has put into one material, face map and vertex group."""
    mesh = piece.mesh
    slot = material_slots(mesh)
    slots = piece.materials or (None,)
    names = {material: number for number, material in enumerate(dict.fromkeys(slots))}
    keys = [np.array([names[material] for material in slots])[np.clip(slot, 0, len(slots) - 1)]]
    face_map = mesh.attributes.get("face_maps")
    if face_map and (face_map.domain, face_map.data_type) == ("FACE", "INT"):
        keys.append(np.empty(len(slot), np.int32))
        face_map.data.foreach_get("value", keys[-1])
    if len(piece.groups) > 1:
        keys.append(_hard_groups(mesh))
    together = np.zeros(len(slot), np.int64)
    for key in keys:
        if len(key) and (key != key[0]).any():
            together = together * (int(np.ptp(key)) + 1) + (key - key.min())
    return np.unique(together, return_inverse=True)[1] if together.any() else together


def _hard_groups(mesh: bpy.types.Mesh) -> np.ndarray:
    """(n,) int: the vertex group that each polygon is in, where almost all are in one only; else 0 for all.

    Groups that run into each other say how a thing bends, not what its parts are.
    """
    if not len(mesh.polygons):
        return np.zeros(0, np.int32)
    strongest = [max(v.groups, key=lambda g: g.weight).group if v.groups else -1 for v in mesh.vertices]
    sizes = polygon_sizes(mesh)
    starts, group = np.cumsum(sizes) - sizes, np.array(strongest)[corner_vertices(mesh)]
    least, most = np.minimum.reduceat(group, starts), np.maximum.reduceat(group, starts)
    return least if (least == most).mean() > HARD else np.zeros_like(least)


def _used(triangles: np.ndarray, count: int) -> np.ndarray:
    """(count,) bool: the vertices that triangles have."""
    used = np.zeros(count, bool)
    used[triangles.ravel()] = True
    return used


def _check(points: np.ndarray, triangles: np.ndarray, shown: np.ndarray) -> None:
    """shown: (n, 3) those of the points that triangles have."""
    if not len(points):
        raise InputError("The mesh is empty.", "Select a mesh that has faces.")
    if not len(triangles):
        count = "a single vertex" if len(points) == 1 else f"{len(points)} vertices"
        raise InputError(f"The mesh has {count} but no faces.", "Give it a surface.")
    with np.errstate(over="ignore"):
        if not np.isfinite(shown.astype(np.float32)).all():
            raise InputError("The mesh has coordinates that are infinite or not numbers.", "Delete those vertices.")
    lower, upper = box_around(shown)
    size = float((upper - lower).max())
    if not _has_area(points, triangles, lower, size or 1):
        raise InputError("All faces of the mesh have zero area.", "Give it a surface.")
    if not SIZES[0] <= size <= SIZES[1]:
        raise InputError(f"The mesh is {size:.1g} m large, beyond what can be rigged.", "Scale it to its real size.")


def _has_area(points: np.ndarray, triangles: np.ndarray, lower: np.ndarray, size: float) -> bool:
    """Whether a surface of a size, from a (3,) corner on, has any area. The first triangles that have some tell it."""
    doubled = 0.0
    for some in np.split(triangles, range(_AT_ONCE, len(triangles), _AT_ONCE)):
        corners = (points[some] - lower) / size
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        doubled += float(np.linalg.norm(cross, axis=1).sum())
        if doubled >= _LEAST_AREA:
            return True
    return False
