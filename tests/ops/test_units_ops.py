"""The source put right before it is articulated: its unit, its up axis, its place; one undoable step each."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.ops.units import measured
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset, notes_of
from artllm_blender.scene.units import bounds

UPRIGHT = [(-0.4, -0.31, 0), (0.4, 0.25, 1)]


@pytest.fixture(autouse=True)
def registered(addon) -> None:
    pass


def source(scale: float = 1.0, move=(0, 0, 0)) -> list[bpy.types.Object]:
    """The cabinet in parts, one of which hangs on another, all selected."""
    things = list(scenes.cabinet(joined=False).objects)
    things[1].parent = things[0]
    things[0].scale, things[2].scale = (scale,) * 3, (scale,) * 3
    things[0].location = things[2].location = move
    bpy.context.view_layer.update()
    return things


@pytest.mark.parametrize(("scale", "unit"), [(1000, "mm"), (100, "cm"), (1 / 0.0254, "in"), (0.001, "1000"), (1, "m")])
def test_a_click_brings_the_source_to_the_size_of_its_unit(scale, unit):
    things = source(scale)
    assert measured(bpy.context) == (pytest.approx(scale), 0)
    assert bpy.ops.artllm.scale_source(unit=unit) == {"FINISHED"}
    np.testing.assert_allclose(bounds(things)[1] - bounds(things)[0], (0.8, 0.56, 1), rtol=1e-5)
    assert measured(bpy.context)[0] == pytest.approx(1)


def test_the_scenes_unit_counts():
    bpy.context.scene.unit_settings.scale_length = 0.01
    things = source(1000)
    assert measured(bpy.context)[0] == pytest.approx(10)
    assert bpy.ops.artllm.scale_source(unit="mm") == {"FINISHED"}
    np.testing.assert_allclose(bounds(things)[1] - bounds(things)[0], (80, 56, 100), rtol=1e-5)


@pytest.mark.parametrize("axis", ["Y", "-Y", "X", "-X", "-Z"])
def test_the_source_stands_up_where_it_lay(axis):
    things = source(move=(3, 4, 5))
    foot = bounds(things)[0, 2]
    marker = things[0].matrix_world.to_3x3().inverted()
    assert bpy.ops.artllm.turn_up(axis=axis) == {"FINISHED"}
    turned = things[0].matrix_world.to_3x3() @ marker
    now = turned.col["XYZ".index(axis[-1])] * (-1 if axis[0] == "-" else 1)
    np.testing.assert_allclose(now, (0, 0, 1), atol=1e-6)
    assert bounds(things)[0, 2] == pytest.approx(foot, abs=1e-5)


def test_what_lies_far_off_comes_to_the_origin():
    things = source(move=(412345, 0, 0))
    assert measured(bpy.context)[1] > 0.01
    assert bpy.ops.artllm.move_to_origin() == {"FINISHED"}
    assert measured(bpy.context)[1] == 0
    box = bounds(things)
    np.testing.assert_allclose([*box.mean(axis=0)[:2], box[0, 2]], 0, atol=1e-4)


def test_a_rigs_parts_are_no_source():
    armature = rigged(scenes.cabinet())
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing.parent == armature)
    assert not bpy.ops.artllm.scale_source.poll() and not bpy.ops.artllm.turn_up.poll()
    assert measured(bpy.context) == (0, 0)  # so no size is questioned


def test_a_rig_that_is_built_far_off_says_so():
    prop = scenes.cabinet()
    prop.objects[0].location.x = 412345
    bpy.context.view_layer.update()
    gathered = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    armature = build_asset(bpy.context, gathered, scenes.predict(prop, gathered))
    assert any("so far off that places are 3.1 cm apart" in note for note in notes_of(armature))
