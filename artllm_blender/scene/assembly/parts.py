"""What the parts of a thing are: those of a rig, or its objects, or the loose pieces of one mesh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import bpy
import numpy as np

from ...core.articulation import Joint
from ...core.cut.connectivity import components, neighbours, triangle_edges, weld
from ...core.errors import InputError
from ...core.frames import apply
from ..mesh.triangles import object_triangles
from ..rig.mesh_out import part_surfaces
from ..rig.read_rig import check_not_flat, read_rig, rig_of

MOST = 200


@dataclass(frozen=True)
class Parts:
    """names: of each part. triangles: (m, 3, 3) of each, world frame, a rig's in its rest pose. objects: that each is;
    none where the parts are pieces of one mesh. joints: by number of the part that they move, with the parts' numbers
    in them; one whose parent has no mesh has a number past the last."""

    names: tuple[str, ...]
    triangles: tuple[np.ndarray, ...]
    objects: tuple[tuple[bpy.types.Object, ...], ...]
    joints: Mapping[int, Joint] = field(default_factory=dict)


def parts_of(objects: Sequence[bpy.types.Object], depsgraph: bpy.types.Depsgraph) -> Parts:
    """The parts of what the objects show. Raises InputError where these have no surface, and where the parts are fewer
    than two, or more than MOST."""
    rigs = list(dict.fromkeys(filter(None, map(rig_of, objects))))
    meshes = [thing for thing in objects if thing.type == "MESH"]
    if len(rigs) == 1 and all(rig_of(thing) for thing in meshes):
        parts = _of_rig(rigs[0], depsgraph)
    elif len(meshes) == 1:
        parts = _of_mesh(meshes[0], depsgraph)
    else:
        found = [(thing, world_triangles(thing, depsgraph)) for thing in meshes]
        found = [(thing, triangles) for thing, triangles in found if _has_area(triangles)]
        parts = Parts(
            tuple(thing.name for thing, _ in found),
            tuple(triangles for _, triangles in found),
            tuple((thing,) for thing, _ in found),
        )
    if meshes and not parts.names:
        said = f"{meshes[0].name} has no faces." if len(meshes) == 1 else "What is selected has no surface."
        raise InputError(said, "Select something that has a surface.")
    if len(parts.names) < 2:
        raise InputError(
            "There is only one part.", "Select several objects, an articulated one, or a mesh of loose pieces."
        )
    if len(parts.names) > MOST:
        raise InputError(f"There are {len(parts.names)} parts.", f"Select at most {MOST}.")
    return parts


def without_faces(objects: Sequence[bpy.types.Object]) -> bool:
    """Whether all objects are meshes without faces, which no modifiers can give them, and of no rig; quick."""
    return all(
        thing.type == "MESH" and not thing.data.polygons and not thing.modifiers and rig_of(thing) is None
        for thing in objects
    )


def _has_area(triangles: np.ndarray) -> bool:
    """Whether any of (n, 3, 3) triangles has some."""
    return bool(np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]).any())


def loose_pieces(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(m,) the piece, 0, 1, ..., that each of (m, 3) triangles is in: what hangs together at an edge, or at an edge in
    the same place. Pieces that touch stay two."""
    owner = np.repeat(np.arange(len(faces)), 3)
    pairs, _ = neighbours(triangle_edges(weld(vertices)[faces]), triangle_edges(faces), owner)
    return components(pairs, len(faces))


def _of_rig(armature: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> Parts:
    check_not_flat(armature)
    rig = read_rig(armature)
    surfaces = part_surfaces(rig, depsgraph)
    there = [part for part in rig.articulation.parts if len(surfaces[part.id][1])]
    number = {part.id: k for k, part in enumerate(there)}
    return Parts(
        tuple(part.name for part in there),
        tuple(surfaces[part.id][0][surfaces[part.id][1]].astype(float) for part in there),
        tuple(tuple(rig.objects[part.id]) for part in there),
        {
            number[joint.child]: replace(joint, child=number[joint.child], parent=number.get(joint.parent, len(there)))
            for joint in rig.articulation.joints
            if joint.child in number
        },
    )


def _of_mesh(thing: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> Parts:
    points, faces = object_triangles(thing, depsgraph)
    if not len(faces):
        return Parts((), (), ())
    piece = loose_pieces(points, faces)
    corners = world_triangles(thing, depsgraph)
    count = int(piece.max()) + 1
    return Parts(
        tuple(f"{thing.name} {number + 1}" for number in range(count)),
        tuple(corners[piece == number] for number in range(min(count, MOST + 1))),
        (),
    )


def world_triangles(thing: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> np.ndarray:
    """(m, 3, 3) of an object as it is shown."""
    points, faces = object_triangles(thing, depsgraph)
    return apply(np.array(thing.evaluated_get(depsgraph).matrix_world), points)[faces]
