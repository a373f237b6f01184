"""What words did to a rig, kept in keys: those joints alone that it was about."""

from __future__ import annotations

from collections.abc import Mapping

import bpy

from ...core.words.carry_out import Reply
from ..rig.keys import has_key_before, insert_keys
from ..rig.read_rig import read_rig
from .words import put, values_in_metres

SAME = 1e-6


def key(armature: bpy.types.Object, reply: Reply, before: Mapping[int, float], now: int) -> None:
    """Key what a reply was about, which the rig was put to: at the frames that were named, else at frame now.

    A joint that is to come to a value by a later frame, and has no key before that, gets one with the value that it
    had, at the frame that was named before or now. before: the rig's values before, by child, metres and radians.
    """
    after = values_in_metres(read_rig(armature))
    moved = {id for id, value in after.items() if abs(value - before.get(id, value)) > SAME * max(1.0, abs(value))}
    named = {id for _, values in reply.keys for id in values}
    _insert(armature, now, {id: after[id] for id in (reply.about | moved) - named if id in after})
    known, since = dict(before), now
    for frame, values in sorted(reply.keys, key=lambda one: one[0]):
        if since < frame:
            fresh = [id for id in values if id in known and not has_key_before(armature, id, frame)]
            _insert(armature, since, {id: known[id] for id in fresh})
        _insert(armature, frame, values)
        known, since = known | dict(values), frame
    put(armature, after)


def _insert(armature: bpy.types.Object, frame: int, values: Mapping[int, float]) -> None:
    """Keys of values, metres and radians, at a frame."""
    put(armature, values)
    if values:
        insert_keys(armature, frame, values)
