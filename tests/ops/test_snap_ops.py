"""Snap Parts: the active object fits the others exactly, as the chosen candidate says; one undo takes it back."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from boxes import box
from mathutils import Matrix
from scenes import chosen, of_triangles

TOP, LEG = box((0, 0, 0.7), (1.2, 0.8, 0.74)), box((0, 0, 0), (0.06, 0.06, 0.7))
MOVED = Matrix.Translation((0.02, -0.015, -0.01)) @ Matrix.Rotation(0.1, 4, (1, 2, 3))


@pytest.fixture(autouse=True)
def scene(addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def made(name: str, triangles: np.ndarray, matrix: Matrix | None = None) -> bpy.types.Object:
    thing = of_triangles(name, triangles)
    thing.matrix_world = matrix or Matrix()
    return thing


def place(thing: bpy.types.Object) -> np.ndarray:
    bpy.context.view_layer.update()
    return np.array(thing.matrix_world)


def test_the_active_object_goes_where_it_fits_the_selected_ones():
    top, leg = made("Top", TOP), made("Leg", LEG, MOVED)
    chosen(leg, top)
    assert bpy.ops.artllm.snap_parts() == {"FINISHED"}
    assert np.abs(place(leg) - np.eye(4)).max() < 1e-5
    assert np.abs(place(top) - np.eye(4)).max() == 0


def test_with_nothing_else_selected_it_goes_to_the_nearest_and_another_candidate_is_elsewhere():
    made("Top", TOP)
    leg = made("Leg", LEG, MOVED)
    chosen(leg)
    bpy.ops.artllm.snap_parts()
    assert np.abs(place(leg) - np.eye(4)).max() < 1e-5
    leg.matrix_world = MOVED
    chosen(leg)
    bpy.ops.artllm.snap_parts(candidate=2)
    assert np.abs(place(leg) - np.eye(4)).max() > 1e-3


def test_scale_and_parent_are_kept():
    holder = bpy.data.objects.new("Holder", None)
    bpy.context.scene.collection.objects.link(holder)
    holder.matrix_world = Matrix.Translation((3, 1, 2)) @ Matrix.Rotation(0.7, 4, "Z")
    top = made("Top", TOP * 2, Matrix.Scale(0.5, 4))
    leg = made("Leg", LEG / (3, 3, 1))
    leg.parent = holder
    scale = Matrix.Diagonal((3, 3, 1, 1))
    bpy.context.view_layer.update()
    leg.matrix_world = MOVED @ scale
    chosen(leg, top)
    bpy.ops.artllm.snap_parts()
    assert np.abs(place(leg) - np.array(scale)).max() < 1e-5
    assert leg.parent == holder


def test_one_undo_takes_it_back():
    top, leg = made("Top", TOP), made("Leg", LEG, MOVED)
    chosen(leg, top)
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.artllm.snap_parts("EXEC_DEFAULT", True)
    bpy.ops.ed.undo()
    assert np.abs(place(bpy.data.objects["Leg"]) - np.array(MOVED)).max() < 1e-6


def test_why_it_cannot_be_is_said():
    leg = made("Leg", LEG, MOVED)
    chosen(leg)
    with pytest.raises(RuntimeError, match="nothing near"):
        bpy.ops.artllm.snap_parts()
    made("Top", TOP)
    chosen(leg)
    leg.constraints.new("COPY_LOCATION")
    with pytest.raises(RuntimeError, match="held by constraints"):
        bpy.ops.artllm.snap_parts()
    bpy.context.view_layer.objects.active = None
    assert not bpy.ops.artllm.snap_parts.poll()
