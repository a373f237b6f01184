"""Which of the selected objects seem to be one asset: those that touch, or hang on one parent and are not far apart."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
import numpy as np
from mathutils import Matrix

from ...core.cut.connectivity import components
from ...core.frames import apply

# Objects of one asset are no farther apart than this share of the longest side of the larger; where they hang on one
# parent, which scenes have for other reasons too, than the second.
NEAR, NEAR_RELATED = 0.02, 0.5


def assets(objects: Iterable[bpy.types.Object]) -> list[list[bpy.types.Object]]:
    """The objects by asset, in their order. Quick: by their boxes alone."""
    objects = list(objects)
    if len(objects) < 2:
        return [objects] if objects else []
    boxes = np.array([_box(thing) for thing in objects]).reshape(-1, 2, 3)
    sizes, roots = np.ptp(boxes, axis=1).max(axis=1), np.array([_root(thing).session_uid for thing in objects])
    pairs = [np.zeros((1, 2), int)]
    for one, box in enumerate(boxes):
        gap = np.maximum(box[0] - boxes[:, 1], boxes[:, 0] - box[1]).max(axis=1)
        near = np.where(roots == roots[one], NEAR_RELATED, NEAR) * np.maximum(sizes, sizes[one])
        others = np.flatnonzero(gap <= near)
        pairs.append(np.stack([np.full(len(others), one), others], axis=1))
    number = components(np.concatenate(pairs), len(objects))
    found: dict[int, list[bpy.types.Object]] = {}
    for thing, asset in zip(objects, number.tolist(), strict=True):
        found.setdefault(asset, []).append(thing)
    return list(found.values())


def _root(thing: bpy.types.Object) -> bpy.types.Object:
    while thing.parent:
        thing = thing.parent
    return thing


def _box(thing: bpy.types.Object) -> np.ndarray:
    """(2, 3) lower and upper corner in the world."""
    shown, matrix = [thing], np.eye(4)
    if instanced := thing.instance_type == "COLLECTION" and thing.instance_collection:
        matrix = np.array(thing.matrix_world @ Matrix.Translation(-instanced.instance_offset))
        shown = [one for one in instanced.all_objects if one.type != "EMPTY"] or shown
    points = [apply(matrix @ np.array(one.matrix_world), [corner[:] for corner in one.bound_box]) for one in shown]
    return np.stack([np.min(points, axis=(0, 1)), np.max(points, axis=(0, 1))])
