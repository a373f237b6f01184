"""A part that is pointed straight up or down points so, and does not go on to its limit."""

from __future__ import annotations

import math

import bpy
import pytest
from desk_lamp import lamp

from artllm_blender.scene.pose.places import now, places
from artllm_blender.scene.pose.spoken import tell
from artllm_blender.scene.rig.build_rig import set_limits
from artllm_blender.scene.rig.read_rig import set_value


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ("point the head straight down", -1),
        ("aim the head straight up", 1),
        ("point the head vertically down", -1),
        ("point the head straight downwards", -1),
    ],
)
@pytest.mark.parametrize("leaning", [0.0, 0.1])
def test_what_is_pointed_straight_up_or_down_points_so(addon, said, way, leaning):
    armature = lamp()
    set_value(armature, 2, leaning)
    reply = tell(armature, bpy.context.scene, said)
    assert not reply.asked and not reply.unmet
    bpy.context.view_layer.update()
    assert now(armature, 3, places(armature, 3)["opening"]).direction[2] == pytest.approx(way, abs=1e-4)


def test_what_cannot_point_so_says_by_how_much(addon):
    armature = lamp()
    set_limits(armature, 3, math.radians(-60), math.radians(60))
    reply = tell(armature, bpy.context.scene, "point the head straight down")
    assert reply.unmet == ("30° short: Head cannot point straight down.",)
