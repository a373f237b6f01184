"""The source's polygons into one object a part, as the artist sees them: modifiers, shape keys, instances applied."""

from __future__ import annotations

import bpy
import numpy as np
from mathutils import Matrix

from ..core.articulation import Articulation
from ..core.errors import InputError
from .mesh_in import Source, pieces
from .mesh_layers import build, cut, in_world, join, read


def split(
    source: Source,
    polygon_part: np.ndarray,
    articulation: Articulation,
    collection: bpy.types.Collection,
) -> dict[int, list[bpy.types.Object]]:
    """One new object a part, linked to the collection. polygon_part: (polygon_count,) int part ids.

    An object whose polygons all come from one mesh keeps its transform; one joined from several stands at the origin.
    Raises InputError when the source was edited since it was gathered.
    """
    shown = pieces(source.objects(), bpy.context.evaluated_depsgraph_get())
    meshes = [read(piece.mesh, piece.matrix, piece.materials) for piece in shown]
    starts = np.cumsum([0, *(len(mesh.polygon_size) for mesh in meshes)])
    if starts[-1] != source.polygon_count:
        raise InputError("The mesh was edited or hidden while it was being articulated.", "Articulate it again.")
    objects = {}
    for part in articulation.parts:
        own = []
        for mesh, start in zip(meshes, starts, strict=False):
            chosen = np.flatnonzero(polygon_part[start : start + len(mesh.polygon_size)] == part.id)
            if len(chosen):
                own.append(cut(mesh, chosen))
        stays = len(own) == 1 and _is_plain(own[0].matrix)
        whole = own[0] if stays else join([in_world(mesh) for mesh in own])
        thing = bpy.data.objects.new(part.name, build(part.name, whole))
        if stays:
            thing.matrix_world = Matrix(own[0].matrix)
        collection.objects.link(thing)
        objects[part.id] = [thing]
    return objects


def _is_plain(matrix: np.ndarray) -> bool:
    """Whether location, rotation and scale say all of it: no shear, nothing flattened."""
    exact = Matrix(matrix)
    again = Matrix.LocRotScale(*exact.decompose())
    size = np.abs(matrix).max()
    return bool(abs(exact.to_3x3().determinant()) > 0 and np.abs(np.array(again) - matrix).max() < 1e-6 * size)
