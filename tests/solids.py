"""Parts made of boxes, and joints between them."""

from __future__ import annotations

import numpy as np
import scenes

from artllm_blender.core.articulation import Articulation, Box, Joint, Part
from artllm_blender.core.motion.stops import Stops
from artllm_blender.scene.mesh.overlap import Trees


def boxes(*solids) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Meshes of parts 0, 1, ...; each solid is one (lower, upper) or a list of them."""
    meshes = {}
    for id, pieces in enumerate(solids):
        vertices, triangles = [], []
        for lower, upper in pieces if isinstance(pieces, list) else [pieces]:
            corners, quads = scenes.box(lower, upper)
            triangles += [[len(vertices) + i for i in t] for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
            vertices += corners
        meshes[id] = np.array(vertices, float).reshape(-1, 3), np.array(triangles).reshape(-1, 3)
    return meshes


def stops_of(meshes, at_once: int | None = None) -> Stops:
    return Stops(Trees(meshes, at_once), float(np.ptp(np.concatenate([v for v, _ in meshes.values()]), axis=0).max()))


def articulated(meshes, *joints: dict) -> Articulation:
    parts = tuple(Part(id, f"Part {id}", Box((0, 0, 0), (1, 1, 1))) for id in meshes)
    return Articulation(parts, tuple(Joint(**{"parent": 0, "origin": (0, 0, 0), **joint}) for joint in joints))


def slide(child: int = 1, lower: float = -1, upper: float = 1, **more) -> dict:
    return {"type": "prismatic", "child": child, "axis": (0, 0, 1), "lower": lower, "upper": upper, **more}
