"""Triangles for drawing: Blender's own, whatever the polygons."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from scenes import empty_scene, mesh_object

from artllm_blender.scene.mesh.triangles import object_points, object_triangles

QUAD = [(0, 0, 0), (2, 0, 0.1), (2, 2, -0.1), (0, 2, 0)]
DARTS = [[QUAD[(start + corner) % 4] if corner != 2 else (0.4, 0.4, 0) for corner in range(4)] for start in range(4)]


def triangles_of(thing: bpy.types.Object) -> tuple[np.ndarray, np.ndarray]:
    bpy.context.view_layer.update()
    return object_triangles(thing, bpy.context.evaluated_depsgraph_get())


@pytest.mark.parametrize(
    ("points", "faces"),
    [
        (QUAD, [(0, 1, 2), (0, 2, 3)]),
        (QUAD, [(0, 1, 2, 3)]),
        *((dart, [(0, 1, 2, 3)]) for dart in DARTS),
        (
            [*QUAD, (1, 5, 0), (0.5, 3, 0), (7, 7, 0), (8, 7, 0), (8, 8, 1)],
            [(0, 1, 2, 3), (3, 2, 4, 5), (0, 1, 2, 4, 5, 3), (6, 7, 8), (8, 7, 6)],
        ),
    ],
)
def test_polygons_are_divided_as_blender_divides_them(points, faces):
    empty_scene()
    thing = mesh_object("Plate", points, faces)
    vertices, triangles = triangles_of(thing)
    mesh = thing.data
    np.testing.assert_array_equal(vertices, np.float32(points))
    own = [sorted(triangle.vertices) for triangle in mesh.loop_triangles]
    assert [sorted(triangle) for triangle in triangles.tolist()] == own
    turn = [np.cross(*(vertices[t[i]] - vertices[t[0]] for i in (1, 2)))[2] for t in triangles]
    assert np.allclose(turn, [np.cross(*(vertices[t[i]] - vertices[t[0]] for i in (1, 2)))[2] for t in
                              (tuple(triangle.vertices) for triangle in mesh.loop_triangles)])  # fmt: skip


def test_modifiers_count():
    empty_scene()
    thing = mesh_object("Plate", QUAD, [(0, 1, 2, 3)])
    thing.modifiers.new("Two", "ARRAY").count = 2
    assert [len(some) for some in triangles_of(thing)] == [8, 4]
    assert len(object_points(thing, bpy.context.evaluated_depsgraph_get())) == 8


def test_what_has_no_surface_has_no_triangles_but_a_box():
    empty_scene()
    thing = bpy.data.objects.new("Nothing", None)
    bpy.context.scene.collection.objects.link(thing)
    for one in (thing, mesh_object("Empty", [], [])):
        assert [some.shape for some in triangles_of(one)] == [(0, 3), (0, 3)]
        assert object_points(one, bpy.context.evaluated_depsgraph_get()).shape == (8, 3)


def test_many_vertices_are_left_out_evenly():
    empty_scene()
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=100, y_subdivisions=100, size=2)
    points = object_points(bpy.context.object, bpy.context.evaluated_depsgraph_get())
    assert 256 < len(points) <= 512 and np.ptp(points, axis=0)[:2].min() > 1.9
