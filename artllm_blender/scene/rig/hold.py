"""What a joint's drag changes of the scene while it goes on: little, quickly, and put back to the letter."""

from __future__ import annotations

import bpy

from .build_rig import bone_of
from .values import value_key, write_value


class Hold:
    """One joint of a rig, held. Its limits do not hold its part meanwhile.

    It keeps what Blender may replace: for no longer than an operator runs, in which there is no undo.
    """

    def __init__(self, armature: bpy.types.Object, child: int):
        self._armature, self._bone, self._key = armature, bone_of(armature, child), value_key(child)
        self._before = armature.get(self._key)
        constraints = armature.pose.bones[self._bone.name].constraints
        self._limits = [limit for limit in constraints if limit.type in ("LIMIT_ROTATION", "LIMIT_LOCATION")]
        self._mute = [limit.mute for limit in self._limits]
        for limit in self._limits:
            limit.mute = True

    def put(self, value: float) -> None:
        """Move the part: world metres or radians."""
        write_value(self._armature, self._bone, value)

    def put_back(self) -> None:
        """Everything as it was."""
        for limit, mute in zip(self._limits, self._mute, strict=True):
            limit.mute = mute
        self._armature[self._key] = self._before
        self._armature.update_tag()
