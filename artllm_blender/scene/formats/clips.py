"""The artist's animations of a rig: the actions that its armature uses, as joint values at every frame of a file."""

from __future__ import annotations

import math

import bpy

from ..rig.build_rig import bone_of
from ..rig.curves import curves_of, users
from ..rig.read_rig import Rig
from ..rig.values import closed_at, value_key, value_scale

Clips = dict[str, dict[int, list[float]]]


def clips_of(rig: Rig, rate: float, metres: float) -> Clips:
    """By action, each joint's values at `rate` frames a second, by child; metres or radians. Joints without keys of
    their own are left out, as are actions without any and those of a single frame.

    metres: of the scene's unit. The seconds are those of the scene's own frame rate.
    """
    render = bpy.context.scene.render
    step = render.fps / render.fps_base / rate
    moving = {f'["{value_key(joint.child)}"]': joint for joint in rig.articulation.joints}
    found: Clips = {}
    for user in users(rig.armature):
        start, end = user.action.frame_range
        if user.action.name in found or end <= start:
            continue
        frames = [min(start + i * step, end) for i in range(math.ceil((end - start) / step - 1e-6) + 1)]
        clip = {}
        for curve in curves_of(user):
            if joint := moving.get(curve.data_path):
                bone = bone_of(rig.armature, joint.child)
                closed, unit = closed_at(bone), value_scale(rig.armature, bone)
                unit *= metres if joint.type.slides else 1.0
                clip[joint.child] = [(curve.evaluate(frame) + closed) * unit for frame in frames]
        if clip:
            found[user.action.name] = clip
    return found
