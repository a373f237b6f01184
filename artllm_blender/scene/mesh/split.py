"""The source's polygons into new objects: one for each part and selected object, which keep all that it was given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import bpy
import numpy as np
from mathutils import Matrix

from ...core.articulation import Articulation
from ...core.cut.closing import Closed, Shell, closed
from ...core.cut.evidence import Evidence
from ...core.cut.outline import Outline
from ...core.errors import InputError
from ...core.steps import Steps, exhausted, within
from .layers import STAGE, Layers, extended, in_world, join, loose_homes, recut, take, taking
from .live_modifiers import base_of, must_apply
from .mesh_in import Piece, Source, pieces
from .mesh_layers import build, building, complete, copy_properties, copy_settings, read, shade
from .sheets import thicken
from .shells import shown_positions

# The custom property of each new object that names the object it was cut from.
SOURCE = "artllm_source"
_LONGEST_NAME = 63  # bytes of UTF-8; Blender 5 takes more
# How far corners and normals of a part may be from the source's for its modifiers to stay: share of the size, absolute.
_NEAR, _NEAR_NORMAL = 1e-5, 2e-2


@dataclass(frozen=True)
class Split:
    """objects: those of each part, by part id. notes: what of the source could not be kept as it was, in sentences."""

    objects: dict[int, list[bpy.types.Object]]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Finish:
    """How a skin that parts have in common is cut and closed. evidence: where its borders are.

    separation: as of `Source`. interiors: whether what opens gets an inside. thickness: metres, of moving parts that
    are mere sheets: cut out of a skin where they get no inside, or modelled so. done: what `closed` gave
    beforehand, of the source as it stands, by first polygon; outlines: what the artist has drawn round parts.
    """

    evidence: Evidence
    separation: np.ndarray
    interiors: bool = True
    thickness: float = 0.0
    done: Mapping[int, Closed | None] = field(default_factory=dict)
    outlines: Sequence[Outline] = ()


@dataclass(frozen=True)
class _Shown:
    """A piece of the source that was read.

    shown: (v, 3) world, where shape keys have its vertices. first: the number of its first polygon. applied: how many
    of its owner's modifiers are in its mesh.
    """

    owner: bpy.types.Object
    is_own: bool
    layers: Layers
    shown: np.ndarray
    first: int
    polygon_part: np.ndarray
    applied: int


def split(
    source: Source,
    polygon_part: np.ndarray,
    articulation: Articulation,
    collection: bpy.types.Collection,
    finish: Finish | None = None,
    only: Collection[int] | None = None,
) -> Split:
    """All steps of `splitting` at once."""
    return exhausted(splitting(source, polygon_part, articulation, collection, finish, only))


def splitting(
    source: Source,
    polygon_part: np.ndarray,
    articulation: Articulation,
    collection: bpy.types.Collection,
    finish: Finish | None = None,
    only: Collection[int] | None = None,
) -> Steps[Split]:
    """New objects, linked to the collection, where the source stands. polygon_part: (polygon_count,) int part ids.

    finish: without, polygons stay whole and holes open. only: ids of the parts that get objects. What an object
    instances is joined, one object a part.
    Modifiers are applied as far as the parts would otherwise come out different. Raises InputError when the source was
    edited since it was gathered.
    """
    shown, start = [], 0
    for mesh in dict.fromkeys(thing.data for thing in source.objects() if thing.type == "MESH"):
        yield STAGE, 0.0
        shade(mesh)
    yield STAGE, 0.0
    for piece in pieces(source.objects(), bpy.context.evaluated_depsgraph_get()):
        end = start + len(piece.mesh.polygons)
        shown.append(_read(piece, start, polygon_part[start:end]))
        start = end
    if not start == source.polygon_count == len(polygon_part):
        raise InputError("The mesh was edited or hidden while it was being articulated.", "Articulate it again.")
    names = {part.id: part.name for part in articulation.parts if only is None or part.id in only}
    objects: dict[int, list[bpy.types.Object]] = {id: [] for id in names}
    notes = []
    for number, one in enumerate(shown):
        if one.is_own:
            parting = _own_parts(one, names, articulation, collection, finish)
            found, said = yield from within(parting, number / len(shown), (number + 1) / len(shown))
            notes += said
            for id, thing in found.items():
                objects[id].append(thing)
    for owner in dict.fromkeys(one.owner for one in shown if not one.is_own):
        instanced = []
        for one in shown:
            if one.owner == owner and not one.is_own:
                instanced.append((yield from within(_finished(one, articulation, finish), 1.0, 1.0)))
        for id in names:
            chosen = [np.flatnonzero(one.polygon_part == id) for one in instanced]
            taken = [
                take(one.layers, polygons) for one, polygons in zip(instanced, chosen, strict=True) if len(polygons)
            ]
            if taken:
                objects[id].append(_new_object(owner, names[id], taken, collection))
    if finish and finish.thickness:
        bpy.context.view_layer.update()
        for id in objects.keys() - {articulation.root}:
            for thing in objects[id]:
                thicken(thing, finish.thickness)
    return Split(objects, tuple(notes))


def _read(piece: Piece, first: int, polygon_part: np.ndarray) -> _Shown:
    owner = piece.owner
    is_own = piece.is_own and owner.type == "MESH"
    mesh, materials, applied = piece.mesh, piece.materials, len(owner.modifiers)
    if is_own:
        materials = tuple(material and material.original for material in mesh.materials)
        if not any(modifier.show_viewport for modifier in owner.modifiers):
            mesh, applied = owner.data, 0  # which has its shape keys
    layers = read(mesh, piece.matrix, materials, piece.groups, keys=mesh == owner.data)
    return _Shown(owner, is_own, layers, shown_positions(piece), first, polygon_part, applied)


def _own_parts(
    one: _Shown,
    names: dict[int, str],
    articulation: Articulation,
    collection: bpy.types.Collection,
    finish: Finish | None,
) -> Steps[tuple[dict[int, bpy.types.Object], list[str]]]:
    """An object's own mesh as an object a part that is like it, by part id, for those in names; and what could not be
    kept."""
    found = live = None
    if 0 < one.applied and must_apply(one.owner) < one.applied and _may_stay_live(one):
        with base_of(one.owner, one.polygon_part) as base:
            if base:
                groups = [group.name for group in one.owner.vertex_groups]
                keys = base.mesh == one.owner.data
                layers = read(base.mesh, one.layers.matrix, one.layers.materials, groups, keys)
                live = replace(one, layers=layers, polygon_part=base.polygon_part, applied=base.applied)
        if live:
            found = yield from _objects(live, names, collection, True)
        if found and not _come_out_the_same(found, one):
            meshes = [thing.data for thing in found.values()]
            bpy.data.batch_remove([*found.values(), *meshes])
            found = None
        elif found:
            one = live
    if not found:
        whole = yield from within(_finished(one, articulation, finish), 0.0, 0.3)
        found = yield from within(_objects(whole, names, collection, whole.layers is one.layers), 0.3, 1.0)
    return found, _notes(one)


def _finished(one: _Shown, articulation: Articulation, finish: Finish | None) -> Steps[_Shown]:
    """The piece with its parts cut from each other cleanly, and closed."""
    yield STAGE, 0.0
    layers, parts = one.layers, one.polygon_part
    flat = abs(np.linalg.det(layers.matrix[:3, :3])) == 0
    if finish is None or flat:
        return one
    done = finish.done[one.first] if one.first in finish.done else _closed(one, articulation, finish)
    if done is None:
        return one
    shown, added = one.shown, done.added
    for number, cut in enumerate(done.cuts):
        yield STAGE, number / (len(done.cuts) + 1)
        if cut.changes(len(layers.polygon_size)):
            layers = recut(layers, cut)
        parts, shown = cut.polygon_part, cut.positions(shown)
    yield STAGE, len(done.cuts) / (len(done.cuts) + 1)
    if len(added.polygon_size):
        layers, parts = extended(layers, added, shown), np.concatenate([parts, added.polygon_part])
    return replace(one, layers=layers, polygon_part=parts)


def _closed(one: _Shown, articulation: Articulation, finish: Finish) -> Closed | None:
    shell = Shell(one.first, one.shown, one.layers.corner_vertex, one.layers.polygon_size)
    count = len(one.polygon_part)
    separation = finish.separation[one.first : one.first + count]
    evidence = finish.evidence.of(one.first, count)
    settings = finish.interiors, finish.thickness, finish.outlines
    return closed(shell, one.polygon_part, articulation, evidence, separation, *settings)


def _may_stay_live(one: _Shown) -> bool:
    """Whether no polygon meets one of another part, and the object is the artist's own to copy with its modifiers."""
    first = np.full(len(one.layers.edges), -1, np.int64)
    part = one.polygon_part[one.layers.polygon_of_corner()]
    first[one.layers.corner_edge] = part
    ours = not (one.owner.library or one.owner.override_library)
    return ours and bool((first[one.layers.corner_edge] == part).all())


def _come_out_the_same(found: dict[int, bpy.types.Object], one: _Shown) -> bool:
    """Whether the parts' modifiers leave them as they were on the whole."""
    depsgraph = bpy.context.evaluated_depsgraph_get()
    size = float(np.ptp(one.layers.positions, axis=0).max())
    for id, thing in found.items():
        wanted = take(one.layers, np.flatnonzero(one.polygon_part == id))
        evaluated = thing.evaluated_get(depsgraph)
        mesh = evaluated.to_mesh()
        try:
            now = read(mesh, one.layers.matrix, ())
        finally:
            evaluated.to_mesh_clear()
        if not np.array_equal(now.polygon_size, wanted.polygon_size):
            return False
        off = now.positions[now.corner_vertex] - wanted.positions[wanted.corner_vertex]
        if np.abs(off).max() > _NEAR * size or np.abs(now.normals - wanted.normals).max() > _NEAR_NORMAL:
            return False
    return True


def _objects(
    one: _Shown, names: dict[int, str], collection: bpy.types.Collection, as_read: bool
) -> Steps[dict[int, bpy.types.Object]]:
    """An object a part, by its id. as_read: whether the layers are as the mesh has them."""
    homes = loose_homes(one.layers, one.polygon_part)
    found = {}
    for number, (id, name) in enumerate(names.items()):
        begin, end = number / len(names), (number + 1) / len(names)
        yield STAGE, begin
        polygons = np.flatnonzero(one.polygon_part == id)
        if len(polygons):
            taken = yield from within(taking(one.layers, polygons, homes == id, as_read), begin, begin)
            found[id] = yield from within(_object_like(one, name, taken, collection), begin, end)
    return found


def _object_like(one: _Shown, name: str, layers: Layers, collection: bpy.types.Collection) -> Steps[bpy.types.Object]:
    """A copy of the owner with another mesh: in the same place, with the same settings, properties, slots, groups."""
    owner = one.owner
    stays = _stands_by_itself(owner)
    if not stays and not _is_plain(layers.matrix):
        layers = in_world(layers)
    title = titled(owner.name, name)
    yield STAGE, 0.0
    mesh = yield from building(title, layers)
    yield STAGE, 0.9
    copy_settings(owner.data, mesh)
    copy_properties(owner.data, mesh)
    thing = owner.copy()
    if thing.override_library:
        thing = thing.make_local(clear_liboverride=True)
    thing.name, thing.data = title, mesh
    thing[SOURCE] = owner.name
    thing.animation_data_clear()
    thing.constraints.clear()
    for modifier in thing.modifiers[: one.applied]:
        thing.modifiers.remove(modifier)
    complete(thing, layers, owner)
    if not stays:
        thing.parent = None
        thing.matrix_parent_inverse = Matrix()
        thing.delta_location, thing.delta_rotation_euler, thing.delta_scale = (0, 0, 0), (0, 0, 0), (1, 1, 1)
        thing.delta_rotation_quaternion = (1, 0, 0, 0)
        thing.matrix_world = Matrix(layers.matrix)
    collection.objects.link(thing)
    return thing


def _new_object(
    owner: bpy.types.Object, name: str, meshes: list[Layers], collection: bpy.types.Collection
) -> bpy.types.Object:
    """An object for what is no mesh object: text, curves, instances."""
    stays = len(meshes) == 1 and _is_plain(meshes[0].matrix)
    layers = meshes[0] if stays else join([in_world(mesh) for mesh in meshes])
    title = titled(owner.name, name)
    thing = bpy.data.objects.new(title, build(title, layers))
    copy_properties(owner, thing)
    thing[SOURCE] = owner.name
    if stays:
        thing.matrix_world = Matrix(layers.matrix)
    collection.objects.link(thing)
    return thing


def titled(owner: str, part: str) -> str:
    """'Cabinet.Door_Upper_Left', the front shortened where Blender would cut off the end; of a part called as
    the owner is just that name, which Blender numbers where it is taken."""
    if owner == part:
        return part
    end = f".{part}".encode()[: _LONGEST_NAME - 8]
    front = owner.encode()[: _LONGEST_NAME - len(end)].decode(errors="ignore")
    return front + end.decode(errors="ignore")


def _stands_by_itself(thing: bpy.types.Object) -> bool:
    """Whether its own transform, which can be undone, and its parent put an object where it is."""
    held = any(not constraint.mute and constraint.influence for constraint in thing.constraints)
    return not held and abs(thing.matrix_basis.to_3x3().determinant()) > 0


def _is_plain(matrix: np.ndarray) -> bool:
    """Whether location, rotation and scale say all of it: no shear, nothing flattened."""
    exact = Matrix(matrix)
    again = Matrix.LocRotScale(*exact.decompose())
    size = np.abs(matrix).max()
    return bool(abs(exact.to_3x3().determinant()) > 0 and np.abs(np.array(again) - matrix).max() < 1e-6 * size)


def _notes(one: _Shown) -> list[str]:
    owner, notes = one.owner, []
    modifiers = [modifier.name for modifier in owner.modifiers[: one.applied]]
    if modifiers:
        notes.append(f"The modifiers of {owner.name} are applied in its parts: {', '.join(modifiers)}.")
    if owner.data.shape_keys and one.applied:
        notes.append(f"The shape keys of {owner.name} are applied in its parts, below the modifiers.")
    if owner.animation_data:
        notes.append(f"The animation of {owner.name} stays on the original.")
    if any(not constraint.mute for constraint in owner.constraints):
        notes.append(f"The constraints of {owner.name} stay on the original.")
    return notes
