"""What a part keeps clear of: surfaces by the trees that limits are found by, so that both know the same collisions."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.motion.samples import details
from ...core.pose import constraints as c
from ..mesh.overlap import tree_of
from ..mesh.triangles import object_triangles
from .places import part_surface
from .stored import ArtLLMConstraint

# Of each kind of points on a surface; and how far they are from each other, as a share of its size.
MOST, SPACING = 60, 0.1
# So many surfaces are kept.
KEPT = 64

_known: dict[tuple, tuple[Walls, np.ndarray]] = {}


class Walls:
    """A mesh as `core.pose.constraints.Surface`. vertices (n, 3), triangles (m, 3)."""

    def __init__(self, vertices: np.ndarray, triangles: np.ndarray):
        self._tree = tree_of(vertices, triangles)
        self._low, self._high = vertices.min(axis=0), vertices.max(axis=0)

    def nearest(self, points: np.ndarray) -> tuple[int, float, np.ndarray]:
        """Those first that are nearest to the box; the others only as far as any of them could still be nearer."""
        least = np.linalg.norm(np.maximum(np.maximum(self._low - points, points - self._high), 0.0), axis=1)
        best, far, way = -1, np.inf, np.zeros(3)
        for i in np.argsort(least, kind="stable"):
            if least[i] > far:
                break
            place, normal, _, distance = self._tree.find_nearest(points[i])
            out = points[i] - np.array(place)
            inside = out @ np.array(normal) < 0
            if (-distance if inside else distance) < far:
                far = -distance if inside else distance
                best, way = int(i), (out / far if distance > 1e-9 else np.array(normal))
        return best, float(far), way


def forget() -> None:
    _known.clear()


def keep_clear(
    one: ArtLLMConstraint,
    armature: bpy.types.Object,
    thing: bpy.types.Object | None,
    matrix: np.ndarray,
    on: int | None,
    depsgraph: bpy.types.Depsgraph,
) -> c.KeepClear:
    """As the solver takes it. matrix: (4, 4) of the target in the armature's frame, at rest of the part on that it is
    on. What has no surface, as a camera, is a point; of a world's axis it is the plane across it."""
    walls, points = _own(armature, one.part)
    common = {"child": one.part, "margin": one.length, "weight": one.weight, "name": one.name}
    if one.target in ("X", "Y", "Z"):
        way = matrix[:3, "XYZ".index(one.target)]
        flat = c.Flat(tuple(matrix[:3, 3].tolist()), tuple((way / np.linalg.norm(way)).tolist()))
        return c.KeepClear(sides=(c.Side(points, one.part, flat, on),), **common)
    if thing is None or thing.type not in ("MESH", "CURVE", "SURFACE", "FONT", "META"):
        spot = c.Spot(tuple(matrix[:3, 3].tolist()))
        return c.KeepClear(sides=(c.Side(points, one.part, spot, on),), **common)
    turn, stretch = np.linalg.qr(matrix[:3, :3])
    other, there = _of(thing, stretch, depsgraph)
    sides = (
        c.Side(points, one.part, c.Placed(other, turn, matrix[:3, 3]), on),
        c.Side(there @ turn.T + matrix[:3, 3], on, walls, one.part),
    )
    return c.KeepClear(sides=sides, **common)


def _own(armature: bpy.types.Object, part: int) -> tuple[Walls, np.ndarray]:
    """A part's surface and points on it, in the armature's frame at rest."""
    key = (armature.session_uid, part, len(bpy.data.meshes))
    if key not in _known:
        _keep(key, *part_surface(armature, part))
    return _known[key]


def _of(thing: bpy.types.Object, stretch: np.ndarray, depsgraph: bpy.types.Depsgraph) -> tuple[Walls, np.ndarray]:
    """Of another object, in its own frame stretched."""
    evaluated = thing.evaluated_get(depsgraph)
    box = tuple(tuple(corner) for corner in evaluated.bound_box)
    key = (thing.session_uid, len(evaluated.data.vertices) if thing.type == "MESH" else 0, box,
           tuple(np.round(stretch, 6).ravel().tolist()))  # fmt: skip
    if key not in _known:
        vertices, triangles = object_triangles(thing, depsgraph)
        _keep(key, vertices @ stretch.T, triangles)
    return _known[key]


def _keep(key: tuple, vertices: np.ndarray, triangles: np.ndarray) -> None:
    while len(_known) >= KEPT:
        del _known[next(iter(_known))]
    used = vertices[np.unique(triangles)]
    spacing = SPACING * float(np.ptp(used, axis=0).max())
    _known[key] = Walls(vertices, triangles), details((vertices, triangles), spacing, MOST)
