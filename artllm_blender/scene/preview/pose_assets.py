"""Named poses as assets: actions that the Asset Browser and Pose Mode's asset shelf offer, with a picture each."""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

from ...core.kinematics import at_share
from ..rig.build_rig import bone_of
from ..rig.curves import clear, new_curve
from ..rig.read_rig import asset_name, read_rig
from ..rig.values import closed_at, value_key, value_scale
from .preview import POSES

NAMES = {"CLOSED": "Closed", "HALF": "Half", "OPEN": "Open"}
# On an action, of which asset it is which pose.
_OF = "artllm_pose"


def write_pose_assets(armature: bpy.types.Object, pictures: Mapping[str, np.ndarray]) -> list[bpy.types.Action]:
    """The poses in POSES as assets 'ASSET Closed' and so on; those that were made before are brought up to date.

    Each holds one key of every slider. pictures: (n, n, 3) from 0 to 1 by pose, the upper row first.
    """
    joints, name, made = read_rig(armature).articulation.joints, asset_name(armature), []
    for pose, share in POSES.items():
        about = f"{name}/{pose}"
        action = next((one for one in bpy.data.actions if one.get(_OF) == about and not one.library), None)
        if action is None:
            action = bpy.data.actions.new(f"{name} {NAMES[pose]}")
            action[_OF] = about
        clear(action)
        for joint in joints:
            bone = bone_of(armature, joint.child)
            shown = at_share(joint, share) / value_scale(armature, bone) - closed_at(bone)
            curve = new_curve(action, armature, f'["{value_key(joint.child)}"]')
            curve.keyframe_points.insert(1, shown)
            curve.update()
        action.asset_mark()
        action.asset_data.description = f"Every joint of {name}: {NAMES[pose].lower()}"
        _show(action, pictures[pose])
        made.append(action)
    return made


def _show(action: bpy.types.Action, picture: np.ndarray) -> None:
    preview = action.preview_ensure()
    preview.image_size = picture.shape[1], picture.shape[0]
    opaque = np.concatenate([picture[::-1], np.ones((*picture.shape[:2], 1))], axis=2)
    preview.image_pixels_float.foreach_set(opaque.astype(np.float32).ravel())
