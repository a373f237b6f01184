"""Objects that the artist marked as colliders by their names, as engines know them: UCX_PART, UCX_PART_01."""

from __future__ import annotations

import re
from collections import Counter

import bpy
import numpy as np

from ...core.articulation import Articulation
from ...core.formats.description import HullShape
from ...core.names import link_names
from .hulls import hull

PREFIX = "ucx_"


def marked(
    articulation: Articulation, armature: bpy.types.Object, depsgraph: bpy.types.Depsgraph, metres: float
) -> dict[int, list[HullShape]]:
    """By part id the convex hull of each mesh object in the scene that is named UCX_ and the part's name, with or
    without a number after it, unless it hangs on another rig's armature. In the world, as the objects stand, in
    metres."""
    found: dict[int, list[HullShape]] = {}
    for thing in sorted(depsgraph.scene.objects, key=lambda one: one.name):
        part = collider_of(thing, articulation, armature)
        if part is None:
            continue
        mesh = thing.evaluated_get(depsgraph).data
        points = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("co", points)
        matrix = np.array(thing.matrix_world)
        placed = points.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]
        around = hull(placed * metres)
        if len(around.triangles):
            found.setdefault(part, []).append(around)
    return found


def names_of(articulation: Articulation) -> dict[int, str]:
    """What the colliders of each part are named after, by id: its name or, where others have the same, that of its link
    in files."""
    count, links = Counter(part.name.lower() for part in articulation.parts), link_names(articulation)
    return {part.id: part.name if count[part.name.lower()] == 1 else links[part.id] for part in articulation.parts}


def collider_of(thing: bpy.types.Object, articulation: Articulation, armature: bpy.types.Object) -> int | None:
    """The part of a rig that an object is a collider of, by its name; None where it is of none."""
    if thing.type != "MESH" or not thing.name.lower().startswith(PREFIX) or _is_others(thing, armature):
        return None
    parts = {name.lower(): id for id, name in names_of(articulation).items()}
    name = re.sub(r"\.\d+$", "", thing.name.lower().removeprefix(PREFIX))
    return parts.get(name, parts.get(re.sub(r"_\d+$", "", name)))


def _is_others(thing: bpy.types.Object, armature: bpy.types.Object) -> bool:
    parent = thing.original.parent
    return parent is not None and parent != armature and "artllm_rig" in parent
