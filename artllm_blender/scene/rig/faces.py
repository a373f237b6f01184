"""Faces of a rig's objects from part to part: what an object holds of another part becomes that part's object."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import bpy
import numpy as np

from ...core.cut.connectivity import components, weld
from ...core.cut.pieces import whole_pieces, with_small_ones
from ...core.errors import InputError
from ...core.frames import apply
from ..mesh.layers import Layers, loose_homes, sewn, take
from ..mesh.mesh_layers import build, complete, copy_properties, copy_settings, read
from ..mesh.split import SOURCE
from .build_rig import bone_of
from .read_rig import Rig
from .rest import rest_matrices

# Numbers of faces, ascending, by object; and a part id for every face, by object.
Faces = Mapping[bpy.types.Object, np.ndarray]
Homes = dict[bpy.types.Object, np.ndarray]


def homes_with(rig: Rig, faces: Faces, part: int) -> Homes:
    """Where each face of the objects belongs if these are to be the part's. InputError: none, or not the rig's."""
    if not any(len(polygons) for polygons in faces.values()):
        raise InputError("No faces are selected.", "Select some in Edit Mode.")
    owner = {thing: id for id, things in rig.objects.items() for thing in things}
    if strangers := [thing.name for thing in faces if thing not in owner]:
        raise InputError(f"{strangers[0]} is no part of {rig.name}.", "Select faces of its parts only.")
    homes = {thing: np.full(len(thing.data.polygons), owner[thing]) for thing in faces}
    for thing, polygons in faces.items():
        homes[thing][polygons] = part
    return homes


def loose_pieces(rig: Rig, part: int, smallest: float) -> tuple[Homes, int]:
    """A piece number for every face of a part, 0 for the piece of most area, and how many there are.

    smallest: what is less than this share of the part's area counts to the piece that it is nearest to.
    """
    matrices, found, areas, boxes, start = _rest(rig), {}, [], [], 0
    for thing in rig.objects[part]:
        layers = _layers(thing)
        points = apply(matrices[thing], layers.positions)
        piece = _pieces(layers, points)
        found[thing] = piece + start
        count = int(piece.max(initial=-1)) + 1
        start += count
        corner_piece = np.repeat(piece, layers.polygon_size)
        corners = points[layers.corner_vertex]
        areas += np.bincount(piece, _areas(corners, layers.polygon_size), count).tolist()
        for number in range(count):
            own = corners[corner_piece == number]
            boxes.append((own.min(axis=0), own.max(axis=0)))
    order = with_small_ones(np.array(areas), np.array(boxes).reshape(-1, 2, 3), smallest)
    return {thing: order[piece] for thing, piece in found.items()}, int(order.max(initial=-1)) + 1


@dataclass(frozen=True)
class LaidOut:
    """An object's polygons at rest. corners: (c, 3) world, one polygon's after the other's; size: (n,) how many each
    has; piece: (n,) the loose piece, 0, 1, ..., that it is of; area: (n,)."""

    corners: np.ndarray
    size: np.ndarray
    piece: np.ndarray
    area: np.ndarray


def laid_out(rig: Rig, things: Iterable[bpy.types.Object]) -> dict[bpy.types.Object, LaidOut]:
    """Some of a rig's objects, below their modifiers."""
    matrices, found = _rest(rig), {}
    for thing in things:
        layers = _layers(thing)
        points = apply(matrices[thing], layers.positions)
        corners, size = points[layers.corner_vertex], layers.polygon_size
        found[thing] = LaidOut(corners, size, _pieces(layers, points), _areas(corners, size))
    return found


def meant(rig: Rig, faces: Faces) -> Faces:
    """The faces that a selection means: see `whole_pieces`. Pieces of several objects do not hang together."""
    chosen, piece, areas, start = [], [], [], 0
    for thing, one in laid_out(rig, faces).items():
        areas.append(one.area)
        piece.append(one.piece + start)
        start += len(one.piece)
        chosen.append(np.isin(np.arange(len(one.area)), faces[thing]))
    whole = whole_pieces(*(np.concatenate(rows) for rows in (chosen, piece, areas)))
    ends = np.cumsum([len(rows) for rows in chosen])
    found = zip(faces, np.split(whole, ends[:-1]), strict=True)
    return {thing: np.flatnonzero(own) for thing, own in found if own.any()}


def _pieces(layers: Layers, points: np.ndarray) -> np.ndarray:
    """(n,) which loose piece, 0, 1, ..., each polygon is of: what hangs together by places. points: (v, 3) world."""
    at = weld(points) if len(points) else np.zeros(0, int)
    loose = components(at[layers.edges], int(at.max(initial=-1)) + 1)
    first = np.cumsum(layers.polygon_size) - layers.polygon_size
    return np.unique(loose[at[layers.corner_vertex[first]]], return_inverse=True)[1]


def _areas(corners: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """(n,) the areas of polygons, from their corners one after the other."""
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    following = np.arange(1, len(corners) + 1)
    following[np.cumsum(sizes) - 1] = np.cumsum(sizes) - sizes
    cross = np.cross(corners - corners[first], corners[following] - corners[first])
    return np.linalg.norm(np.add.reduceat(cross, np.cumsum(sizes) - sizes), axis=1) / 2 if len(sizes) else np.zeros(0)


def points_of(rig: Rig, homes: Homes, part: int) -> np.ndarray:
    """(n, 3) world, at rest: the corners of all faces that belong to a part."""
    matrices, found = _rest(rig), [np.empty((0, 3))]
    for thing, home in homes.items():
        layers = _layers(thing)
        corners = np.repeat(home == part, layers.polygon_size)
        found.append(apply(matrices[thing], layers.positions[layers.corner_vertex[corners]]))
    return np.concatenate(found)


def change_hands(rig: Rig, homes: Homes) -> set[int]:
    """Have every face follow the bone of the part that it belongs to. The parts that lost or won some.

    Faces join an object of that part that was cut from the same one as theirs; else they become an object of their own.
    """
    owner = {thing: id for id, things in rig.objects.items() for thing in things}
    hosts = {id: [thing for thing in things if thing not in homes] for id, things in rig.objects.items()}
    touched = {owner[thing] for thing in homes}.union(*(np.unique(home).tolist() for home in homes.values()))
    for thing, home in homes.items():
        layers, ids = _layers(thing), np.unique(home).tolist()
        loose = loose_homes(layers, home)
        stays = owner[thing] if owner[thing] in ids else None
        for id in ids:
            if id == stays:
                continue
            taken = take(layers, np.flatnonzero(home == id), loose == id)
            host = next((other for other in hosts[id] if _alike(thing, other)), None)
            if host:
                _give_mesh(host, sewn(_layers(host), taken), host)
                continue
            if stays is None:
                stays, host = id, thing
            else:
                host = thing.copy()
                for collection in thing.users_collection:
                    collection.objects.link(host)
                _give_mesh(host, taken, thing)
            host.name = retitled(thing.name, _part_name(rig, owner[thing]), _part_name(rig, id))
            follow(host, rig.armature, bone_of(rig.armature, id).name)
        if stays is None:
            mesh = thing.data
            bpy.data.objects.remove(thing)
            if not mesh.users:
                bpy.data.meshes.remove(mesh)
        elif len(ids) > 1:
            _give_mesh(thing, take(layers, np.flatnonzero(home == stays), loose == stays), thing)
    return touched


def follow(thing: bpy.types.Object, armature: bpy.types.Object, bone: str) -> None:
    """Have an object of a rig follow another of its bones."""
    for constraint in thing.constraints:
        if constraint.type == "ARMATURE":
            for target in constraint.targets:
                if target.target == armature:
                    target.subtarget = bone


def retitled(title: str, old: str, new: str) -> str:
    """An object's name with its part's name in it replaced; 'Cabinet.Door' becomes 'Cabinet.Flap', and so does
    'Cabinet.Door.001', which Blender numbers anew if it has to, and 'Cabinet.Do', where the name was cut off."""
    plain = re.sub(r"\.\d{3,}$", "", title)
    if plain.endswith(old):
        return plain[: -len(old)] + new
    front, dot, end = plain.rpartition(".")
    return f"{front if dot and end and old.startswith(end) else title}.{new}"


def _part_name(rig: Rig, id: int) -> str:
    return rig.articulation.part(id).name


def _rest(rig: Rig) -> dict[bpy.types.Object, np.ndarray]:
    return rest_matrices(rig, bpy.context.evaluated_depsgraph_get())


def _layers(thing: bpy.types.Object) -> Layers:
    """What is in an object's mesh, below its modifiers."""
    groups, matrix = [group.name for group in thing.vertex_groups], np.array(thing.matrix_world, dtype=np.float64)
    return read(thing.data, matrix, tuple(thing.data.materials), groups, keys=True)


def _alike(one: bpy.types.Object, other: bpy.types.Object) -> bool:
    """Whether the meshes of the two can be one: they were cut from the same, and no one changed either since."""
    ours, theirs = _layers(one), _layers(other)
    return (
        SOURCE in one
        and one[SOURCE] == other.get(SOURCE)
        and other.data.users == 1
        and [modifier.name for modifier in one.modifiers] == [modifier.name for modifier in other.modifiers]
        and (one.matrix_basis, one.matrix_parent_inverse) == (other.matrix_basis, other.matrix_parent_inverse)
        and ours.materials == theirs.materials
        and ours.columns.keys() == theirs.columns.keys()
    )


def _give_mesh(thing: bpy.types.Object, layers: Layers, like: bpy.types.Object) -> None:
    """Another mesh for an object, with the groups, shape keys and properties that `like` had until now."""
    old, model = like.data, like.copy()
    try:
        mesh = build(old.name, layers)
        copy_settings(old, mesh)
        copy_properties(old, mesh)
        thing.data = mesh
        complete(thing, layers, model)
    finally:
        bpy.data.objects.remove(model)
    if thing == like and not old.users:
        name = old.name
        bpy.data.meshes.remove(old)
        mesh.name = name
    elif thing != like:
        mesh.name = thing.name
