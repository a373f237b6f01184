"""What the 3D view shows of the active asset: its parts and joints, kept until they change. Changes nothing itself."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace

import bpy
import numpy as np

from ..core.articulation import Joint
from ..core.errors import ArtLLMError
from ..core.frames import apply
from ..core.motion.drawn import Form, form
from ..scene.again import object_again
from ..scene.assembly.explode import SLIDER, exploded_by
from ..scene.mesh.triangles import object_points, object_triangles
from ..scene.rig.build_rig import bone_of
from ..scene.rig.read_rig import Rig, read_rig
from ..scene.rig.rest import rest_matrices
from ..scene.rig.values import read_value
from . import active
from .active import active_rig, sliders

# So many assets are kept, one a window that shows another.
MOST = 4
# Seconds after which it is looked whether an asset changed of which Blender says nothing, as of what scripts write into
# bones' properties; what ArtLLM changes there it tells Blender (`make_own`), which then says so.
LASTS = 2.0


@dataclass(frozen=True)
class Thing:
    """An object of a part, to be found again after an undo. uid: its session id."""

    name: str
    uid: int
    part: int

    def again(self) -> bpy.types.Object | None:
        """The object; None if it was deleted."""
        thing = bpy.data.objects.get(self.name)
        return thing if thing and thing.session_uid == self.uid else object_again(self.uid)


@dataclass(frozen=True)
class SeenJoint:
    """A joint and what is drawn of it, at rest, in the world as it was when the asset was read.

    points: (n, 3) some of its part, at rest; carried: the ids of the parts that it moves; unsure: whether the model
    doubts it.
    """

    joint: Joint
    name: str
    points: np.ndarray
    form: Form
    carried: frozenset[int]
    unsure: bool


@dataclass(frozen=True)
class Asset:
    """What is drawn of one rig. armature: its session id. apart_by: the armatures that can show parts taken apart.
    bones: (part id) of each pose bone, in Blender's order; back: (bones, 4, 4), which undo each bone's rest and the
    armature's place when this was read."""

    armature: int
    root: int
    things: tuple[Thing, ...]
    apart_by: tuple[Thing, ...]
    joints: dict[int, SeenJoint]
    bones: tuple[int, ...]
    back: np.ndarray
    about: tuple


@dataclass(frozen=True)
class Moment:
    """Where an asset is now. motions: (4, 4) of each part, by id, from where it was at rest when the asset was read;
    key: differs where they do."""

    motions: dict[int, np.ndarray]
    key: bytes


_assets: dict[int, Asset | None] = {}
_looked: dict[int, float] = {}
_edits: Counter[int] = Counter()
# By session id: how often the surface had been edited when it was read, and its vertices and triangles.
_triangles: dict[int, tuple[int, tuple[np.ndarray, np.ndarray]]] = {}
_supposed: SeenJoint | None = None
_merged: tuple[Asset, SeenJoint, Asset] | None = None
# The last, which several ask for in one redraw, and the asset's array that it is of.
_moment: tuple[np.ndarray, Moment] | None = None


def active_asset(context: bpy.types.Context) -> Asset | None:
    """The active rig's, where the artist wants to see it and it is not broken or its bones being edited."""
    return asset_of(context) if context.window_manager.artllm.show_overlay else None


def asset_of(context: bpy.types.Context) -> Asset | None:
    """Likewise, also where it is not to be seen. A joint that is supposed takes the place of the one that is there."""
    armature = active_rig(context)
    if armature is None or armature.mode == "EDIT":
        return None
    uid = armature.session_uid
    if time.monotonic() - _looked.get(uid, -LASTS) >= LASTS:
        _look(armature, context)
    known = _assets[uid]
    return known and _with_supposed(known)


def is_apart(asset: Asset) -> bool:
    """Whether parts are shown taken apart, which its joints do not follow."""
    return any((armature := one.again()) and armature.get(SLIDER, 0.0) > 0 for one in asset.apart_by)


def as_if(seen: SeenJoint, joint: Joint) -> SeenJoint:
    """The same with another joint for its part."""
    return replace(seen, joint=joint, form=form(joint, seen.points))


def suppose(seen: SeenJoint | None) -> None:
    """Show a joint of the active asset as it would be, while it is dragged; None: no longer."""
    global _supposed
    _supposed = seen


def _with_supposed(asset: Asset) -> Asset:
    """The same one for as long as nothing changes, for drawing goes by that."""
    global _merged
    if _supposed is None or _supposed.joint.child not in asset.joints:
        return asset
    if _merged is None or _merged[0] is not asset or _merged[1] is not _supposed:
        _merged = asset, _supposed, replace(asset, joints=asset.joints | {_supposed.joint.child: _supposed})
    return _merged[2]


def active_part(context: bpy.types.Context, asset: Asset) -> int | None:
    """As `part_of` the active object, quicker."""
    thing = context.active_object
    if thing.session_uid != asset.armature:
        return next((own.part for own in asset.things if own.uid == thing.session_uid), None)
    bone = thing.data.bones.active
    return bone["artllm_part"]["id"] if bone and "artllm_part" in bone else None


def moment(context: bpy.types.Context, asset: Asset) -> Moment:
    """Of the active asset."""
    global _moment
    armature = active_rig(context)
    flat = np.empty(16 * len(asset.bones), np.float32)
    armature.pose.bones.foreach_get("matrix", flat)
    world = np.array(armature.matrix_world)
    key = world.tobytes() + flat.tobytes()
    if _moment is None or _moment[0] is not asset.back or _moment[1].key != key:
        # Blender lays matrices out column by column.
        motions = world @ flat.reshape(-1, 4, 4).swapaxes(1, 2) @ asset.back
        _moment = asset.back, Moment(dict(zip(asset.bones, motions, strict=True)), key)
    return _moment[1]


def value_now(context: bpy.types.Context, seen: SeenJoint) -> float:
    """A joint's present value, world metres or radians."""
    armature = active_rig(context)
    return read_value(armature, bone_of(armature, seen.joint.child))


def spelt(seen: SeenJoint, value: float) -> str:
    """A value as the artist reads it, from closed, with its unit."""
    return active.spelt(seen.joint.type, value - seen.joint.closed, seen.joint.pitch)


def triangles(context: bpy.types.Context, thing: bpy.types.Object) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) vertices and (m, 3) triangles of an object, in its own frame."""
    uid, edited = thing.session_uid, edits(thing.session_uid)
    if uid not in _triangles or _triangles[uid][0] != edited:
        for other in _triangles.keys() - kept():
            del _triangles[other]
        _triangles[uid] = edited, object_triangles(thing, context.evaluated_depsgraph_get())
    return _triangles[uid][1]


def edits(uid: int) -> int:
    """How often the surface of an object was edited so far, by session id."""
    return _edits[uid]


def kept_assets() -> frozenset[int]:
    """Session ids of the armatures of assets that are kept."""
    return frozenset(_assets)


def kept() -> frozenset[int]:
    """Session ids of all objects of assets that are kept."""
    return frozenset(thing.uid for asset in _assets.values() if asset for thing in asset.things)


@bpy.app.handlers.persistent
def look_again(scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph | None = None) -> None:
    """After every update: what was read may have changed, and surfaces that were edited certainly have.

    While joints are played or a part is dragged nothing else can be done, and every redraw comes after an update.
    """
    if not _is_posing():
        _looked.clear()
    for update in depsgraph.updates if depsgraph else ():
        if update.is_updated_geometry and isinstance(update.id, bpy.types.Object) and update.id.type == "MESH":
            _edits[update.id.original.session_uid] += 1


def _is_posing() -> bool:
    manager = bpy.context.window_manager
    running = (tool.bl_idname for window in manager.windows for tool in window.modal_operators)
    return manager.artllm.playing or "ARTLLM_OT_pose_part" in running


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Drop all that is known, as another file's objects may have the same ids."""
    _assets.clear()
    _looked.clear()
    _edits.clear()
    _triangles.clear()


def _look(armature: bpy.types.Object, context: bpy.types.Context) -> None:
    """Read an asset unless it is as it was."""
    uid = armature.session_uid
    known = _assets.pop(uid, None)
    if not (known and known.about == _about(armature, known.things, context)):
        try:
            known = _read(armature, context)
        except ArtLLMError:
            known = None  # a broken rig; the buttons that need it say how
    _assets[uid] = known
    for oldest in list(_assets)[:-MOST]:
        del _assets[oldest]
    _looked[uid] = time.monotonic()


def _read(armature: bpy.types.Object, context: bpy.types.Context) -> Asset:
    rig, depsgraph = read_rig(armature), context.evaluated_depsgraph_get()
    things = tuple(Thing(thing.name, thing.session_uid, part) for part, own in rig.objects.items() for thing in own)
    exploding = dict.fromkeys(exploded_by(thing) for own in rig.objects.values() for thing in own)
    apart_by = tuple(Thing(one.name, one.session_uid, -1) for one in exploding if one)
    points = _points(rig, depsgraph)
    unsure = {slider.child for slider in sliders(armature) if slider.unsure}
    joints = {}
    for joint in rig.articulation.joints:
        child = joint.child
        joints[child] = SeenJoint(
            joint,
            rig.articulation.part(child).name,
            points[child],
            form(joint, points[child]),
            rig.articulation.subtree(child),
            child in unsure,
        )
    here = np.linalg.pinv(np.array(armature.matrix_world))
    poses = armature.pose.bones
    back = np.array([np.linalg.inv(np.array(pose.bone.matrix_local)) @ here for pose in poses])
    bones = tuple(pose.bone["artllm_part"]["id"] if "artllm_part" in pose.bone else -1 for pose in poses)
    about = _about(armature, things, context)
    return Asset(armature.session_uid, rig.articulation.root, things, apart_by, joints, bones, back, about)


def _points(rig: Rig, depsgraph: bpy.types.Depsgraph) -> dict[int, np.ndarray]:
    """(n, 3) of each part's surface at rest, world; of a part without objects, its box's corners."""
    rest, found = rest_matrices(rig, depsgraph), {}
    for part in rig.articulation.parts:
        own = [apply(rest[thing], object_points(thing, depsgraph)) for thing in rig.objects[part.id]]
        found[part.id] = np.concatenate(own) if own else np.array([part.box.lower, part.box.upper])
    return found


def _about(armature: bpy.types.Object, things: tuple[Thing, ...], context: bpy.types.Context) -> tuple:
    """What has to be the same for what was read to hold: bones, joints, limits, parts, and which objects there are."""
    bones, poses = armature.data.bones, armature.pose.bones
    frames = np.empty(16 * len(bones), np.float32)
    bones.foreach_get("matrix_local", frames)
    uids = np.empty(len(bpy.data.objects), np.int32)
    bpy.data.objects.foreach_get("session_uid", uids)
    stored = [(bone.name, _plain(bone, "artllm_part"), _plain(bone, "artllm_joint")) for bone in bones]
    parents = [bone.parent and bone.parent.name for bone in bones]
    limits = [
        (limit.min_y, limit.max_y)
        for pose in poses
        for limit in pose.constraints
        if limit.type in ("LIMIT_ROTATION", "LIMIT_LOCATION")
    ]
    parts = []
    for own in things:
        if thing := own.again():
            followed = [
                target.subtarget for one in thing.constraints if one.type == "ARMATURE" for target in one.targets
            ]
            parts.append((thing.name, edits(own.uid), followed, thing.matrix_basis.copy()))
    # A turn alone changes the last digits.
    scale = [f"{length:.5g}" for length in armature.matrix_world.to_scale()]
    layer = len(context.view_layer.objects)
    return frames.tobytes(), uids.tobytes(), layer, scale, stored, parents, limits, parts


def _plain(bone: bpy.types.Bone, key: str) -> dict | None:
    group = bone.get(key)
    return group and group.to_dict()
