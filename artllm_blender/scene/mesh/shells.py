"""What a source's parting needs of the scene, read once: afterwards it can be done without Blender."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.cut.closing import Shell
from ...core.frames import apply
from ...core.kit import Kit
from ...core.parting import Whole
from .mesh_in import Piece, Source, pieces
from .raw import corner_vertices, polygon_sizes, positions


def shells(source: Source, depsgraph: bpy.types.Depsgraph) -> tuple[Shell, ...]:
    """The source's meshes as they are shown now, but for those that are flattened: these are not cut."""
    found, first = [], 0
    for piece in pieces(source.objects(), depsgraph):
        if abs(np.linalg.det(piece.matrix[:3, :3])) > 0:
            found.append(Shell(first, shown_positions(piece), corner_vertices(piece.mesh), polygon_sizes(piece.mesh)))
        first += len(piece.mesh.polygons)
    return tuple(found)


def whole_of(source: Source, shells: tuple[Shell, ...] = (), kit: Kit | None = None) -> Whole:
    """kit: the source's, where the prediction is of its parts."""
    return Whole(
        source.vertices, source.faces, source.polygon, source.separation, source.collection, shells,
        kit.part_of if kit else None, tuple(kit.names.items()) if kit else (),
    )  # fmt: skip


def shown_positions(piece: Piece) -> np.ndarray:
    """(v, 3) world, where shape keys have a piece's vertices; those that are nowhere, which no polygon uses, at 0."""
    return np.nan_to_num(apply(piece.matrix, positions(piece.mesh)), posinf=0.0, neginf=0.0)
