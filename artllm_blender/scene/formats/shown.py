"""Colliders as objects in the scene, named so that exports take them as they are: the artist sees and edits them."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.articulation import Articulation
from ...core.formats.colliders import AUTOMATIC
from ...core.formats.convex import solids
from ...core.steps import Steps
from ..homes import homes_of
from ..rig.read_rig import read_rig
from .export import job_of
from .hulls import hull
from .marked import PREFIX, collider_of, names_of


def showing_colliders(armature: bpy.types.Object, kind: str = AUTOMATIC) -> Steps[int]:
    """Put what each part collides with beside it, as wires that hang on the armature; how many are new. Parts that have
    such objects keep theirs, which hide no longer. kind: one of KINDS. ArticulationError: the armature is no rig."""
    job = job_of(armature, "asset", colliders=kind)
    asset = yield from job.described()
    known = {thing: collider_of(thing, job.articulation, armature) for thing in bpy.context.view_layer.objects}
    before = {part for part in known.values() if part is not None}
    for thing in (thing for thing, part in known.items() if part is not None):
        thing.hide_set(False)
    collection = bpy.data.collections.new(f"{armature.name} Colliders")
    count, names = 0, names_of(job.articulation)
    for link in asset.links:
        for number, solid in enumerate(solids(link, hull) if link.part not in before else (), 1):
            corners = solid.corners.reshape(-1, 3) / job.metres
            vertices, triangles = np.unique(corners, axis=0, return_inverse=True)
            mesh = bpy.data.meshes.new(f"{PREFIX.upper()}{names[link.part]}_{number:02d}")
            mesh.from_pydata(vertices.tolist(), [], triangles.reshape(-1, 3).tolist())
            thing = bpy.data.objects.new(mesh.name, mesh)
            thing.display_type, thing.hide_render, thing.show_in_front = "WIRE", True, True
            thing.parent, thing.matrix_parent_inverse = armature, armature.matrix_world.inverted_safe()
            collection.objects.link(thing)
            count += 1
    if count:
        homes_of(armature, bpy.context.scene)[0].children.link(collection)
    else:
        bpy.data.collections.remove(collection)
    return count


def remove_colliders(armature: bpy.types.Object) -> int:
    """Remove the objects that are colliders of a rig's parts, and collections that are empty then; how many objects."""
    articulation: Articulation = read_rig(armature).articulation
    gone = [t for t in bpy.context.scene.objects if collider_of(t, articulation, armature) is not None]
    homes = {home for thing in gone for home in thing.users_collection}
    for thing in gone:
        mesh = thing.data
        bpy.data.objects.remove(thing)
        if not mesh.users:
            bpy.data.meshes.remove(mesh)
    for home in homes:
        if home.name in bpy.data.collections and not home.all_objects and not home.children:
            bpy.data.collections.remove(home)
    return len(gone)
