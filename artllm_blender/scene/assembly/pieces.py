"""One mesh's loose pieces as objects of their own, for as long as it is shown apart."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.articulation import Articulation, Joint, JointType, Part
from ...core.boxes import box_of
from ..mesh.mesh_in import gather
from ..mesh.split import split
from .parts import Parts, loose_pieces

PIECE = "artllm_piece"


def made_pieces(context: bpy.types.Context, thing: bpy.types.Object, parts: Parts) -> list[list[bpy.types.Object]]:
    """A new object for each piece, which keeps all that the mesh has; the mesh itself is hidden."""
    source = gather([thing], context.evaluated_depsgraph_get())
    piece = loose_pieces(source.vertices, source.faces)
    polygon_piece = np.zeros(source.polygon_count, int)
    polygon_piece[source.polygon] = piece
    boxes = [box_of(t.reshape(-1, 3)) for t in parts.triangles]
    tree = Articulation(
        tuple(Part(k, name, box, "", 1.0) for k, (name, box) in enumerate(zip(parts.names, boxes, strict=True))),
        tuple(Joint(JointType.PRISMATIC, 0, k, (0, 0, 1), (0, 0, 0), 0.0, 0.0) for k in range(1, len(boxes))),
    )
    collection = (thing.users_collection or [context.scene.collection])[0]
    objects = split(source, polygon_piece, tree, collection).objects
    for made in objects.values():
        for one in made:
            one[PIECE] = thing
    thing.hide_set(True)
    thing.hide_render = True
    return [objects[number] for number in range(len(boxes))]
