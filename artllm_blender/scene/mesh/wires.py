"""A mesh's vertices, edges and face centres, read quickly, for what is snapped to."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.frames import apply
from ...core.motion.snapping import Wires


def object_wires(thing: bpy.types.Object, matrix: np.ndarray, depsgraph: bpy.types.Depsgraph) -> Wires:
    """Of an object as modifiers leave it, brought to where a (4, 4) matrix has it; of what is no mesh nothing."""
    if thing.type != "MESH":
        return Wires(np.zeros((0, 3)), np.zeros((0, 2), np.int64), np.zeros((0, 3)))
    mesh = thing.evaluated_get(depsgraph).data
    vertices, centres = np.empty(3 * len(mesh.vertices), np.float32), np.empty(3 * len(mesh.polygons), np.float32)
    edges = np.empty(2 * len(mesh.edges), np.int32)
    mesh.vertices.foreach_get("co", vertices)
    mesh.edges.foreach_get("vertices", edges)
    mesh.polygons.foreach_get("center", centres)
    return Wires(apply(matrix, vertices.reshape(-1, 3)), edges.reshape(-1, 2), apply(matrix, centres.reshape(-1, 3)))


def joined(wires: list[Wires]) -> Wires:
    """Several as one."""
    firsts = np.cumsum([0, *(len(one.vertices) for one in wires)])
    return Wires(
        np.concatenate([np.zeros((0, 3)), *(one.vertices for one in wires)]),
        np.concatenate([np.zeros((0, 2), np.int64), *(one.edges + a for one, a in zip(wires, firsts, strict=False))]),
        np.concatenate([np.zeros((0, 3)), *(one.centres for one in wires)]),
    )
