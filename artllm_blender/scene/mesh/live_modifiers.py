"""Which modifiers of an object need not be applied when it is cut, and its mesh without them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import bpy
import numpy as np

# What these do to a polygon depends on what hangs together with it and on nothing else.
_LOCAL = {"BEVEL", "EDGE_SPLIT", "NODES", "SOLIDIFY", "SUBSURF", "TRIANGULATE", "WEIGHTED_NORMAL", "WIREFRAME"}
_TRACE = "artllm_polygon"


@dataclass(frozen=True)
class Base:
    """An object's mesh after its first `applied` modifiers. polygon_part: (n,) int, each of its polygons' part."""

    mesh: bpy.types.Mesh
    applied: int
    polygon_part: np.ndarray


def must_apply(thing: bpy.types.Object) -> int:
    """How many of an object's first modifiers have to be applied before it is cut, for what kind they are."""
    kinds = [modifier.type in _LOCAL or not modifier.show_viewport for modifier in thing.modifiers]
    return len(kinds) - next((i for i, local in enumerate(reversed(kinds)) if not local), len(kinds))


@contextmanager
def base_of(thing: bpy.types.Object, polygon_part: np.ndarray) -> Iterator[Base | None]:
    """The mesh to cut so that all other modifiers can stay, for the time of the block; None if all must be applied.

    polygon_part: (m,) int for the polygons with all modifiers. Whether the parts then come out the same is for the
    caller to see: that depends on what the modifiers find at the cut.
    """
    applied = must_apply(thing)
    live = [modifier for modifier in thing.modifiers[applied:] if modifier.show_viewport]
    made: list[bpy.types.ID] = []
    try:
        mesh = thing.data
        if applied:
            mesh = _evaluated(_like(thing, thing.data, slice(applied, None), made))
            made.append(mesh)
        if not live:
            yield Base(mesh, applied, polygon_part)
            return
        traced = mesh.copy()
        made.append(traced)
        traced.attributes.new(_TRACE, "INT", "FACE").data.foreach_set("value", np.arange(len(mesh.polygons)))
        ends = _evaluated(_like(thing, traced, slice(0, applied), made))
        made.append(ends)
        yield _base(mesh, applied, ends, polygon_part)
    finally:
        bpy.data.batch_remove(made)


def _like(thing: bpy.types.Object, mesh: bpy.types.Mesh, without: slice, made: list[bpy.types.ID]) -> bpy.types.Object:
    """A copy of the object in the scene with another mesh, less some modifiers."""
    copy = thing.copy()
    made.append(copy)
    copy.data = mesh
    for modifier in copy.modifiers[without]:
        copy.modifiers.remove(modifier)
    bpy.context.scene.collection.objects.link(copy)
    return copy


def _evaluated(thing: bpy.types.Object) -> bpy.types.Mesh:
    depsgraph = bpy.context.evaluated_depsgraph_get()
    return bpy.data.meshes.new_from_object(
        thing.evaluated_get(depsgraph), preserve_all_data_layers=True, depsgraph=depsgraph
    )


def _base(mesh: bpy.types.Mesh, applied: int, ends: bpy.types.Mesh, polygon_part: np.ndarray) -> Base | None:
    trace = ends.attributes.get(_TRACE)
    if trace is None or trace.domain != "FACE" or len(ends.polygons) != len(polygon_part):
        return None
    origin = np.empty(len(ends.polygons), np.int32)
    trace.data.foreach_get("value", origin)
    parts = np.full(len(mesh.polygons), -1, np.int64)
    parts[origin] = polygon_part
    return Base(mesh, applied, parts) if (parts[origin] == polygon_part).all() and (parts >= 0).all() else None
