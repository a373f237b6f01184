"""An artist's corrections of a rig: faces and parts that change hands, new parts, other joints; the rig follows.

All need Object Mode, and raise ArtLLMError before anything is changed. What a correction does not name stays: objects,
joints, their values and keys.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import bpy
import numpy as np

from ...core.articulation import Articulation, Box, Joint, JointType, Part
from ...core.boxes import box_of
from ...core.corrections import (
    adopted,
    beside,
    free_id,
    hung_along,
    leaf,
    merged,
    moved_along,
    retyped,
    usual_joint,
    with_box,
    with_joint,
    with_part,
)
from ...core.errors import ArticulationError, InputError
from ...core.frames import apply, similarity
from ...core.kinematics import carried
from ...core.known import Known, locked
from ...core.motion.closed import opening
from ...core.motion.rounds import fitted
from ...core.motion.samples import Mesh
from ...core.part_names import called, free_name, joint_name, word
from .build_rig import bone_of
from .faces import Faces, change_hands, follow, homes_with, loose_pieces, points_of, retitled
from .faces import meant as meant_of
from .mesh_out import part_surfaces
from .past import read_past, write_past
from .read_rig import Rig, read_rig, read_whole
from .update_rig import check_own, check_ready, lock_joint, locked_joints, make_own, update_rig

# A bone's custom property: the name that its part was given by what it seemed to be. Labels that tell nothing of it.
CALLED = "artllm_called"
UNTOLD = frozenset(("", "other", "body", "frame"))


def meant(armature: bpy.types.Object, faces: Faces) -> Faces:
    """The faces that a selection means: loose pieces as wholes, where it is mostly of such (`whole_pieces`)."""
    rig = read_rig(armature)
    own = {thing for things in rig.objects.values() for thing in things}
    return meant_of(rig, faces) if own >= faces.keys() and any(map(len, faces.values())) else faces


def assign(armature: bpy.types.Object, faces: Faces, part: int) -> None:
    """Faces of the rig's objects to a part. A part that has none left becomes one with it.

    Here and wherever faces change hands, hinges go along with the parts' shapes (`hung_along`), but for locked ones.
    """
    check_ready(armature)
    rig = read_rig(armature)
    settle(armature, change_hands(rig, homes_with(rig, faces, part)), part)


def new_part(
    armature: bpy.types.Object,
    faces: Faces,
    kind: JointType | None,
    name: str = "",
    label: str = "",
    on_it: bool = False,
) -> int:
    """Faces as a part of their own, which hangs on the one that most were of, by a joint as usual, or `beside` it where
    it is of its kind. Its id.

    kind: the joint's type, known from then on, for the artist said it; None: it is a hinge until something else is
    found. The rest is the model's to find. on_it: never beside.
    """
    check_ready(armature)
    rig = read_rig(armature)
    articulation = rig.articulation
    id = free_id(read_whole(armature).articulation)
    homes = homes_with(rig, faces, id)
    counts = {part: sum(len(faces.get(thing, ())) for thing in things) for part, things in rig.objects.items()}
    parent = articulation.part(max(counts, key=counts.get))
    for part, count in counts.items():
        if count and count == sum(len(thing.data.polygons) for thing in rig.objects[part]):
            raise InputError(f"That is all of {articulation.part(part).name}.", "Leave some of its faces out.")
    part = Part(id, "", box_of(points_of(rig, homes, id)), label)
    joint = replace(usual_joint(kind or JointType.REVOLUTE, parent, part), known=frozenset(("type",) if kind else ()))
    if not on_it:
        rest = with_box(articulation, parent.id, box_of(points_of(rig, homes, parent.id)))
        joint = beside(with_part(rest, part, joint), id)
    are_leaves = "parent" in joint.known
    part = replace(part, label=label or (parent.label if are_leaves else ""))
    part = replace(part, name=_free_name(articulation, name or label.capitalize() or word(called(part, joint))))
    update_rig(armature, with_part(articulation, part, replace(joint, name=joint_name(part.name))))
    settle(armature, change_hands(read_whole(armature), homes), id)
    if not (name or label):
        bone_of(armature, id)[CALLED] = part.name
    if are_leaves and parent.id not in locked_joints(armature):
        old, cut = articulation.joint_of(parent.id), read_rig(armature).articulation
        other = leaf(old, part.box, cut.part(parent.id))
        if old.type is JointType.REVOLUTE and other.origin != old.origin:
            update_rig(armature, with_joint(cut, replace(other, known=old.known)))
    return id


def merge(armature: bpy.types.Object, into: int, gone: int) -> None:
    """Make two parts one, which keeps the name of the first; the other's objects are named after it too."""
    check_ready(armature)
    rig = read_rig(armature)
    if into == gone:
        raise InputError("A part cannot be merged with itself.", "Select two parts.")
    articulation = merged(rig.articulation, into, gone)
    old, new = (rig.articulation.part(id).name for id in (gone, into))
    for thing in rig.objects[gone]:
        follow(thing, armature, bone_of(armature, into).name)
        thing.name = retitled(thing.name, old, new)
    update_rig(armature, articulation)


def dissolve(armature: bpy.types.Object, part: int) -> None:
    """Make a part one with the part that carries it."""
    articulation = read_rig(armature).articulation
    joint = articulation.joint_of(part)
    if joint is None:
        raise InputError(f"Nothing carries {articulation.part(part).name}.", "Choose a part that moves.")
    merge(armature, joint.parent, part)


def split_loose(armature: bpy.types.Object, part: int, smallest: float = 0.02) -> list[int]:
    """Each loose piece of a part as a part of its own that moves like it; ids of the new ones. The largest stays.

    smallest: pieces of less than this share of the part's area go along with the piece nearest to them.
    """
    check_ready(armature)
    rig = read_rig(armature)
    articulation, joint = rig.articulation, rig.articulation.joint_of(part)
    old = articulation.part(part)
    if not rig.objects[part]:
        raise InputError(f"{old.name} has no object left.", "Undo its deletion.")
    pieces, count = loose_pieces(rig, part, smallest)
    if count < 2:
        raise InputError(f"{old.name} is in one piece.", "Select faces of it and make them a part.")
    free = free_id(read_whole(armature).articulation)
    ids = [part, *range(free, free + count - 1)]
    homes = {thing: np.array(ids)[piece] for thing, piece in pieces.items()}
    for id in ids[1:]:
        new = Part(id, _free_name(articulation, old.name), box_of(points_of(rig, homes, id)), old.label)
        moves = moved_along(joint, old.box, new) if joint else usual_joint(JointType.REVOLUTE, old, new)
        articulation = with_part(articulation, new, moves)
    update_rig(armature, articulation)
    settle(armature, change_hands(read_whole(armature), homes), part)
    return ids[1:]


def set_joint(armature: bpy.types.Object, joint: Joint) -> None:
    """Give a part another joint, which is certain and locked from then on."""
    update_rig(armature, with_joint(read_rig(armature).articulation, replace(joint, confidence=1.0)))
    lock_joint(armature, joint.child)


def retype(armature: bpy.types.Object, part: int, kind: JointType) -> None:
    """Have a part move in another way: as it did when it last had that type, else as such joints usually do, a screw
    as its thread says."""
    rig = read_rig(armature)
    old = moving(rig, part)
    if kind is old.type and not old.still:
        return set_joint(armature, old)
    past = read_past(armature, old, kind)
    joint = retyped(rig.articulation, part, kind, past)
    if past is None:
        meshes = part_surfaces(rig, bpy.context.evaluated_depsgraph_get())
        articulation = with_joint(rig.articulation, _fitted(joint, meshes))
        others = {other.child for other in articulation.joints} - {part}
        joint = opening(articulation, meshes, others).joint_of(part)
    set_joint(armature, joint)
    write_past(armature, old)


def moving(rig: Rig, part: int) -> Joint:
    """A part's joint. Raises InputError where it has none."""
    joint = rig.articulation.joint_of(part)
    if joint is None:
        raise InputError(f"{rig.articulation.part(part).name} has no joint.", "Choose a part that moves.")
    return joint


def rename(armature: bpy.types.Object, part: int, name: str, label: str) -> None:
    """Give a part another name, which its joint, bone and objects get too, and another label.

    A name is cut off where Blender would cut off the bone's.
    """
    rig = read_rig(armature)
    old, joint = rig.articulation.part(part), rig.articulation.joint_of(part)
    name = free_name(name.strip(), set())
    if not name:
        raise InputError("A part needs a name.", "Type one.")
    if name != old.name and name in {other.name for other in rig.articulation.parts}:
        raise InputError(f"There is a part named {name}.", "Choose another name.")
    make_own(armature)
    bone = bone_of(armature, part)
    bone.pop(CALLED, None)
    bone["artllm_part"]["name"], bone["artllm_part"]["label"] = name, label.strip()
    if joint:
        bone["artllm_joint"]["name"] = joint_name(name)
    bone.name = joint_name(name) if joint else name
    for thing in rig.objects[part]:
        thing.name = retitled(thing.name, old.name, name)


def call_anew(armature: bpy.types.Object, found: Articulation | None = None) -> None:
    """Parts made here that nobody has named called by what they are by now. found: the model's answer, whose labels
    they get where they have none."""
    for part in read_rig(armature).articulation.parts:
        bone, articulation = bone_of(armature, part.id), read_rig(armature).articulation
        if bone.get(CALLED) != part.name:
            continue
        said = found.part(part.id).label if found else ""
        label = part.label or ("" if said in UNTOLD else said)
        kind = word(called(replace(part, label=label), articulation.joint_of(part.id)))
        others = {other.name for other in articulation.parts if other.id != part.id}
        name = part.name if _is_numbered(part.name, kind) else free_name(kind, others)
        if (name, label) != (part.name, part.label):
            rename(armature, part.id, name, label)
            bone_of(armature, part.id)[CALLED] = name


def _is_numbered(name: str, kind: str) -> bool:
    """Whether a name is one of these, by itself or with a number."""
    return name.rstrip("0123456789").rstrip("_") == kind


def question(armature: bpy.types.Object, only: Collection[int] | None = None) -> tuple[np.ndarray, np.ndarray, Known]:
    """What the model is to be told so that it finds the joints anew: vertices (n, 3), faces (m, 3), known parts.

    All in the world, at rest. The boxes are those of the parts as they are now; locked joints are known, and all but
    those of the parts `only` where these are given. Raises ArticulationError where the answer could not be adopted, the
    rig being another file's.
    """
    check_own(armature)
    rig = read_rig(armature)
    meshes = part_surfaces(rig, bpy.context.evaluated_depsgraph_get())
    articulation = _boxed(rig.articulation, meshes)
    starts = np.cumsum([0, *(len(points) for points, _ in meshes.values())])
    vertices = np.concatenate([points for points, _ in meshes.values()])
    faces = np.concatenate([triangles + start for (_, triangles), start in zip(meshes.values(), starts, strict=False)])
    return vertices, faces, locked(articulation, set(meshes), _settled(armature, rig, only))


def adopt(
    armature: bpy.types.Object,
    predicted: Articulation,
    asked: np.ndarray | None = None,
    only: Collection[int] | None = None,
) -> list[str]:
    """Take over the joints predicted for the rig's parts, by part id, but for locked ones; whose joints changed.

    asked: (n, 3) the vertices of the `question`, where the rig may have been moved since; only: as there.
    """
    rig = read_rig(armature)
    if {part.id for part in predicted.parts} != {part.id for part in rig.articulation.parts}:
        raise ArticulationError("The parts were changed while the model was at work.", "Predict the joints again.")
    meshes = part_surfaces(rig, bpy.context.evaluated_depsgraph_get())
    if asked is not None:
        predicted = replace(predicted, joints=_carried(predicted.joints, asked, meshes))
    predicted = replace(predicted, joints=tuple(_fitted(joint, meshes) for joint in predicted.joints))
    locks = _settled(armature, rig, only)
    articulation = opening(adopted(rig.articulation, predicted, locks), meshes, locks)
    update_rig(armature, articulation)
    changed = zip(rig.articulation.joints, articulation.joints, strict=True)
    return [articulation.part(new.child).name for old, new in changed if new != old]


def _settled(armature: bpy.types.Object, rig: Rig, only: Collection[int] | None) -> frozenset[int]:
    """The children of the joints that the model is not asked for."""
    others = () if only is None else {joint.child for joint in rig.articulation.joints} - set(only)
    return locked_joints(armature).union(others)


def _carried(joints: tuple[Joint, ...], asked: np.ndarray, meshes: dict[int, Mesh]) -> tuple[Joint, ...]:
    """The joints of parts that stood so, (n, 3), where these are now."""
    now = np.concatenate([vertices for vertices, _ in meshes.values()])
    matrix = similarity(asked, now) if len(asked) == len(now) else None
    if matrix is None:
        raise ArticulationError("The parts were changed while the model was at work.", "Predict the joints again.")
    return tuple(carried(joint, matrix) for joint in joints)


def _fitted(joint: Joint, meshes: dict[int, Mesh]) -> Joint:
    return fitted(joint, meshes[joint.child], meshes[joint.parent])


def settle(armature: bpy.types.Object, touched: set[int], into: int, hang: bool = True) -> None:
    """New boxes for the parts whose faces changed; those that have lost their last become one with `into`.

    hang: their hinges go along.
    """
    bpy.context.view_layer.update()
    rig = read_whole(armature)
    few = replace(rig, objects={id: things if id in touched else [] for id, things in rig.objects.items()})
    meshes = part_surfaces(few, bpy.context.evaluated_depsgraph_get())
    articulation = rig.articulation
    for id in touched - {into}:
        if not rig.objects[id]:
            articulation = merged(articulation, into, id)
    articulation, boxes = _boxed(articulation, meshes), _boxes(armature, meshes)
    update_rig(armature, _hung(armature, articulation, boxes) if hang else articulation)
    for id, box in boxes.items():
        bone_of(armature, id)["artllm_part"]["box"] = [*box.lower, *box.upper]


def _boxes(armature: bpy.types.Object, meshes: dict[int, Mesh]) -> dict[int, Box]:
    """Around the meshes that have faces, in the armature's frame, where a rig that was turned is as it was modelled."""
    back = np.linalg.inv(np.array(armature.matrix_world, dtype=np.float64))
    return {
        id: box_of(apply(back, vertices), triangles) for id, (vertices, triangles) in meshes.items() if len(triangles)
    }


def _hung(armature: bpy.types.Object, articulation: Articulation, boxes: dict[int, Box]) -> Articulation:
    """The same with the hinges of parts that get other boxes where they are in those, but for locked ones."""
    matrix, locks = np.array(armature.matrix_world, dtype=np.float64), locked_joints(armature)
    back = np.linalg.inv(matrix)
    for id, box in boxes.items():
        joint = articulation.joint_of(id)
        if joint is None or id in locks:
            continue
        before, corners = carried(joint, back), np.reshape(bone_of(armature, id)["artllm_part"]["box"], (2, 3))
        if (after := hung_along(before, box_of(corners), box)) != before:
            articulation = with_joint(articulation, carried(after, matrix))
    return articulation


def _boxed(articulation: Articulation, meshes: dict[int, Mesh]) -> Articulation:
    """The same with boxes around the meshes, where there are any faces in them."""
    for part in articulation.parts:
        if part.id in meshes and len(meshes[part.id][1]):
            articulation = with_box(articulation, part.id, box_of(*meshes[part.id]))
    return articulation


def _free_name(articulation: Articulation, word: str) -> str:
    return free_name(word, {part.name for part in articulation.parts})
