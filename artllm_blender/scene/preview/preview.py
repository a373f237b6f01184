"""Trying a rig out: poses, moves, keys, and where and when its parts run into each other."""

from __future__ import annotations

import math
from collections.abc import Mapping

import bpy
import numpy as np

from ...core.articulation import JointType
from ...core.frames import apply
from ...core.kinematics import at_share
from ...core.motion.playback import Player
from ...core.motion.stops import Stop, Stops, Way
from ...core.steps import Steps, exhausted, within
from ..mesh.overlap import Trees
from ..rig.build_rig import bone_of
from ..rig.keys import moving_bones
from ..rig.mesh_out import part_surface
from ..rig.needs import read_needs
from ..rig.read_rig import read_rig
from ..rig.values import closed_at, value_key, value_scale, write_value
from .contact import STAGE, Contact, Contacts

# How far every joint is open, from 0 to 1.
POSES = {"CLOSED": 0.0, "HALF": 0.5, "OPEN": 1.0}


def reset(armature: bpy.types.Object) -> None:
    """Put every joint back into the pose that was modelled."""
    for _, bone in moving_bones(armature):
        write_value(armature, bone, 0.0)


def pose_all(armature: bpy.types.Object, share: float) -> None:
    """Put every joint at a share of the way from closed to wide open. What turns for ever has neither and goes to 0."""
    for joint in read_rig(armature).articulation.joints:
        write_value(armature, bone_of(armature, joint.child), at_share(joint, share))


class Preview:
    """What a rig's parts do to each other as its joints move. Holds no reference to the scene, so undo cannot harm it.

    articulation: as it stood, in the world, when this was made. Raises ArticulationError if the armature is no rig.
    """

    def __init__(self, armature: bpy.types.Object):
        exhausted(self._look(armature))

    @classmethod
    def looking(cls, armature: bpy.types.Object) -> Steps[Preview]:
        """As `Preview`, in steps."""
        made = cls.__new__(cls)
        yield from made._look(armature)
        return made

    def _look(self, armature: bpy.types.Object) -> Steps[None]:
        rig, meshes = read_rig(armature), {}
        depsgraph, parts = bpy.context.evaluated_depsgraph_get(), rig.articulation.parts
        for part in parts:
            yield STAGE, 0.3 * len(meshes) / len(parts)
            meshes[part.id] = part_surface(rig, part.id, depsgraph)
        points = np.concatenate([vertices for vertices, _ in meshes.values()])
        self.articulation = rig.articulation
        self._needs = read_needs(armature)
        trees = Trees(meshes)
        self._contacts = yield from within(Contacts.looking(rig.articulation, trees), 0.3, 1.0)
        self._stops = Stops(trees, float(np.ptp(points, axis=0).max()) if len(points) else 0.0)
        self._is_about, self._matrix = _identity(armature), np.array(armature.matrix_world)
        moving = moving_bones(armature)
        self._scales = {child: value_scale(armature, bone) for child, bone in moving}
        self._closed = {child: closed_at(bone) for child, bone in moving}

    def fits(self, armature: bpy.types.Object) -> bool:
        """Whether this is still about that rig: the same bones, joints and limits, wherever it was moved. Quick."""
        return self._is_about == _identity(armature)

    def values(self, armature: bpy.types.Object) -> dict[int, float]:
        """Each joint's present value, by child, in the units of the world as it was when this was made."""
        shown = {child: float(armature.get(value_key(child), -closed)) for child, closed in self._closed.items()}
        return {child: (shown[child] + self._closed[child]) * scale for child, scale in self._scales.items()}

    def pose(self, armature: bpy.types.Object, values: Mapping[int, float]) -> None:
        """Put joints at such values, which must be within their limits."""
        for child, value in values.items():
            armature[value_key(child)] = self.slider(child, value)
        armature.update_tag()

    def contacts(self, armature: bpy.types.Object) -> list[Contact]:
        """Those of the present pose, where the rig stands now."""
        found = self._contacts.at(self.values(armature))
        return [Contact(contact.parts, self._there(armature, contact.segments)) for contact in found]

    def starts(self, child: int) -> list[Stop]:
        """Where and when one joint's parts run into any other, all others at rest: none, one, or one each way."""
        joint, moving = self.articulation.joint_of(child), tuple(sorted(self.articulation.subtree(child)))
        ends = (-math.tau, math.tau) if joint.type is JointType.CONTINUOUS else (joint.lower, joint.upper)
        # Fewer parts, sooner done.
        way = Way(joint, moving, self._contacts.reached(child, np.linspace(*ends, 33)))
        if not way.still:
            return []
        stops = [self._stops.first(way, end) for end in ends if end]
        # A stop is also looked for a little beyond the end, where it is of no interest.
        return [stop for stop in stops if stop and ends[0] <= stop.value <= ends[1]]

    def start_points(self, armature: bpy.types.Object, stop: Stop) -> np.ndarray:
        """(n, 3) a stop's points where the rig stands now."""
        return self._there(armature, stop.points)

    def slider(self, child: int, value: float) -> float:
        """A value of a joint as its slider shows it."""
        return value / self._scales[child] - self._closed[child]

    def player(self, values: Mapping[int, float]) -> Player:
        """What plans moves from a pose on, given as values by child."""
        return Player(self.articulation, self._needs, self._touching, values)

    def _touching(self, values: Mapping[int, float], child: int) -> list[tuple[int, int]]:
        return self._contacts.touching(values, child, [joint.child for joint in self.articulation.joints])

    def _there(self, armature: bpy.types.Object, points: np.ndarray) -> np.ndarray:
        """Points (..., 3) taken along with the armature since this was made."""
        moved = np.array(armature.matrix_world) @ np.linalg.inv(self._matrix)
        return apply(moved, points.reshape(-1, 3)).reshape(points.shape)


def _identity(armature: bpy.types.Object) -> tuple:
    """What has to be the same for what was found about a rig to hold."""
    bones = []
    for child, bone in moving_bones(armature):
        frame = [number for row in bone.matrix_local for number in row]
        limits = [
            (limit.min_y, limit.max_y)
            for limit in armature.pose.bones[bone.name].constraints
            if limit.type in ("LIMIT_ROTATION", "LIMIT_LOCATION")
        ]
        kind = bone["artllm_joint"]["type"], bone["artllm_joint"]["pitch"], closed_at(bone)
        bones.append((child, bone.parent and bone.parent.name, *frame, *limits, *kind))
    parts = [
        (thing.session_uid, *(number for row in thing.matrix_basis for number in row)) for thing in armature.children
    ]
    return armature.session_uid, *bones, *parts, *read_needs(armature)
