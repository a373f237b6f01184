"""From a prediction to a rig in the scene, and on to limits that parts can reach. The steps in order, all or none."""

from __future__ import annotations

from collections.abc import Callable

import bpy
import numpy as np

from ..core.errors import InputError
from ..core.labels import label
from ..core.limits import refine
from ..core.prediction import Prediction
from .all_or_nothing import all_or_nothing
from .build_rig import build_rig, set_limits
from .mesh_in import Source
from .mesh_out import part_meshes
from .overlap import Overlap
from .read_rig import read_rig
from .split import split

# Contact deeper than this share of the asset's size counts: less is how exactly props are modelled and cut.
TOLERANCE = 0.01


def build_asset(context: bpy.types.Context, source: Source, prediction: Prediction) -> bpy.types.Object:
    """The source cut into parts and rigged, in a new collection 'NAME ArtLLM'; its armature, which is now active.

    The source is hidden and otherwise untouched. Needs Object Mode. Raises ArtLLMError, the scene being as it was.
    """
    if context.mode != "OBJECT":
        raise InputError("The rig can only be built in Object Mode.", "Leave the mode you are in, then build.")
    labels = label(source.vertices, source.faces, source.polygon, prediction)
    active, selected = context.view_layer.objects.active, list(context.selected_objects)
    try:
        with all_or_nothing():
            collection = bpy.data.collections.new(f"{source.name} ArtLLM")
            context.scene.collection.children.link(collection)
            parts = split(source, labels.polygon_part, labels.articulation, collection)
            armature = build_rig(labels.articulation, parts, collection, source.name)
    except BaseException:
        context.view_layer.objects.active = active
        raise
    for thing in selected:
        thing.select_set(False)
    _hide(source, context)
    armature.select_set(True)
    context.view_layer.objects.active = armature
    context.view_layer.update()
    return armature


def _hide(source: Source, context: bpy.types.Context) -> None:
    for thing in source.objects():
        thing.hide_render = True
        if thing.name in context.view_layer.objects:
            thing.hide_set(True)


def refine_limits(armature: bpy.types.Object, on_progress: Callable[[float], None] | None = None) -> list[str]:
    """Shorten the rig's limits to where its parts would collide; a sentence for each joint that this concerns."""
    rig = read_rig(armature)
    meshes = part_meshes(rig, bpy.context.evaluated_depsgraph_get())
    overlap = Overlap(rig.articulation, {id: (mesh.vertices, mesh.triangles) for id, mesh in meshes.items()})
    lower = np.min([part.box.lower for part in rig.articulation.parts], axis=0)
    upper = np.max([part.box.upper for part in rig.articulation.parts], axis=0)
    refined, notes = refine(rig.articulation, overlap.depth, TOLERANCE * float((upper - lower).max()), on_progress)
    for before, joint in zip(rig.articulation.joints, refined.joints, strict=True):
        if joint != before:
            set_limits(armature, joint.child, joint.lower, joint.upper, joint.note)
    return notes
