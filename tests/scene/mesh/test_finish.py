"""Skins that parts have in common: cut along a line, closed, and with every value carried over to what is new."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.prediction import Prediction
from artllm_blender.scene.mesh.mesh_in import Source, gather
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.read_rig import read_rig

# Where the lid of the box ends that `skin` makes.
EDGE = 0.31


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


def skin() -> bpy.types.Object:
    """A box as one closed skin, 1 m a side, whose UVs, weights, colours, attributes and shape key all follow from where
    a point is."""
    bpy.ops.mesh.primitive_cube_add(size=1, location=(3, 4, 5))
    box = bpy.context.object
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.mesh.subdivide(number_cuts=9)
    bpy.ops.mesh.quads_convert_to_tris(quad_method="FIXED")
    bpy.ops.object.mode_set(mode="OBJECT")
    mesh, at = box.data, positions(box.data)
    corners = values(mesh.loops, "vertex_index", 1, np.int32)[:, 0]
    mesh.uv_layers.active.uv.foreach_set("vector", uv_of(at[corners]).ravel())
    mesh.attributes.new("height", "FLOAT", "POINT").data.foreach_set("value", at[:, 2].copy())
    mesh.attributes.new("number", "INT", "FACE").data.foreach_set("value", np.arange(len(mesh.polygons)))
    mesh.color_attributes.new("Tint", "FLOAT_COLOR", "CORNER").data.foreach_set("color", tint_of(at[corners]).ravel())
    group = box.vertex_groups.new(name="All")
    for i, point in enumerate(at):
        group.add([i], float(weight_of(point[None])[0]), "REPLACE")
    box.shape_key_add(name="Basis")
    key = box.shape_key_add(name="Twice")
    key.data.foreach_set("co", (2 * at).ravel())
    key.value = 0.0
    return box


def values(elements, name: str, width: int, kind: type = np.float32) -> np.ndarray:
    found = np.empty(len(elements) * width, kind)
    elements.foreach_get(name, found)
    return found.reshape(-1, width)


def positions(mesh: bpy.types.Mesh) -> np.ndarray:
    return values(mesh.vertices, "co", 3)


def uv_of(points: np.ndarray) -> np.ndarray:
    return (points[:, :2] + points[:, 2:] * (0.3, 0.7) + 1) / 4


def tint_of(points: np.ndarray) -> np.ndarray:
    return np.c_[(points + 1) / 2, np.ones(len(points))].astype(np.float32)


def weight_of(points: np.ndarray) -> np.ndarray:
    return (points[:, 0] + 1) / 2


def lidded(source: Source, name: str = "Lid") -> Prediction:
    """What a model would answer that knew the lid's edge to a hair."""
    rng, count = np.random.default_rng(0), 20000
    corners = source.vertices[source.faces].astype(np.float64)
    triangle = rng.integers(len(corners), size=count)
    a, b = np.sort(rng.random((2, count)), axis=0)
    points = (corners[triangle] * np.stack([a, b - a, 1 - b], axis=1)[:, :, None]).sum(axis=1)
    lower, upper = source.vertices.min(axis=0), source.vertices.max(axis=0)
    edge = float(lower[2]) + 0.5 + EDGE
    is_lid = points[:, 2] > edge
    body = Part(0, "", Box(tuple(lower.tolist()), (*upper[:2].tolist(), edge)), "body")
    lid = Part(1, "", Box((*lower[:2].tolist(), edge), tuple(upper.tolist())), "lid")
    joint = Joint(JointType.REVOLUTE, 0, 1, (-1, 0, 0), (float(lower[0]), float(upper[1]), edge), 0, 1.5)
    scores = np.where(is_lid[:, None], (0.02, 0.98), (0.98, 0.02)).astype(np.float32)
    return Prediction(
        Articulation((body, lid), (joint,)), points.astype(np.float32), triangle.astype(np.int32), scores, blueprint=""
    )


def built(interiors: bool) -> tuple[bpy.types.Object, dict[int, bpy.types.Mesh]]:
    """The source, and the meshes of body and lid."""
    box = skin()
    source = gather([box], bpy.context.evaluated_depsgraph_get())
    armature = build_asset(bpy.context, source, lidded(source), interiors=interiors)
    return box, {id: things[0].data for id, things in read_rig(armature).objects.items()}


def areas_and_volume(mesh: bpy.types.Mesh) -> tuple[np.ndarray, float]:
    """(n,) area of each polygon; the volume that all enclose."""
    mesh.calc_loop_triangles()
    triangles = values(mesh.loop_triangles, "vertices", 3, np.int32)
    corners = positions(mesh).astype(np.float64)[triangles]
    return values(mesh.polygons, "area", 1)[:, 0], float(np.linalg.det(corners).sum() / 6)


def is_closed(mesh: bpy.types.Mesh) -> bool:
    uses = np.bincount(values(mesh.loops, "edge_index", 1, np.int32)[:, 0], minlength=len(mesh.edges))
    return bool((uses == 2).all())


@pytest.mark.parametrize("interiors", [False, True])
def test_parts_are_the_source_cut_at_the_edge_and_closed(interiors):
    box, meshes = built(interiors)
    volume, inside = areas_and_volume(box.data)[1], 0.0
    for id, mesh in meshes.items():
        assert not mesh.validate() and is_closed(mesh)
        inside += areas_and_volume(mesh)[1]
        at = positions(mesh)[values(mesh.loops, "vertex_index", 1, np.int32)[:, 0]]
        height = at[np.abs(at).max(axis=1) > 0.5 - 1e-5, 2]
        assert (height >= EDGE - 0.01).all() if id == 1 else (height <= EDGE + 0.01).all()
    if not interiors:
        assert inside == pytest.approx(volume, rel=1e-5)


def test_all_values_lie_where_they_did():
    _, meshes = built(interiors=False)
    for mesh in meshes.values():
        at = positions(mesh)
        corners = values(mesh.loops, "vertex_index", 1, np.int32)[:, 0]
        cap = np.repeat(np.abs(values(mesh.polygons, "center", 3)).max(axis=1) < 0.5 - 1e-4,
                        values(mesh.polygons, "loop_total", 1, np.int32)[:, 0])  # fmt: skip
        assert cap.any() and not cap.all()
        skin = corners[~cap]
        np.testing.assert_allclose(values(mesh.uv_layers.active.uv, "vector", 2)[~cap], uv_of(at[skin]), atol=1e-5)
        np.testing.assert_allclose(
            values(mesh.color_attributes["Tint"].data, "color", 4)[~cap], tint_of(at[skin]), atol=1e-5
        )
        np.testing.assert_allclose(values(mesh.attributes["height"].data, "value", 1)[:, 0], at[:, 2], atol=1e-5)
        np.testing.assert_allclose(values(mesh.shape_keys.key_blocks["Twice"].data, "co", 3), 2 * at, atol=1e-5)
        np.testing.assert_allclose([v.groups[0].weight for v in mesh.vertices], weight_of(at), atol=1e-5)


def test_whole_polygons_keep_every_bit():
    box, meshes = built(interiors=True)
    old = box.data
    ring = [tuple(map(tuple, positions(old)[list(p.vertices)])) for p in old.polygons]
    uvs = values(old.uv_layers.active.uv, "vector", 2)
    kept = 0
    for mesh in meshes.values():
        at, new_uvs = positions(mesh), values(mesh.uv_layers.active.uv, "vector", 2)
        numbers = values(mesh.attributes["number"].data, "value", 1, np.int32)[:, 0]
        for polygon, number in zip(mesh.polygons, numbers, strict=True):
            if tuple(map(tuple, at[list(polygon.vertices)])) == ring[number]:
                kept += 1
                assert (new_uvs[list(polygon.loop_indices)] == uvs[list(old.polygons[number].loop_indices)]).all()
    crossed = sum(min(p[2] for p in one) < EDGE < max(p[2] for p in one) for one in ring)
    assert crossed and kept >= len(ring) - 2 * crossed


def test_twice_the_same():
    first = {id: positions(mesh) for id, mesh in built(interiors=True)[1].items()}
    scenes.empty_scene()
    for id, mesh in built(interiors=True)[1].items():
        np.testing.assert_array_equal(positions(mesh), first[id])


def test_shape_keys_that_show_are_cut_as_seen():
    box = skin()
    box.data.shape_keys.key_blocks["Twice"].value = 1.0
    source = gather([box], bpy.context.evaluated_depsgraph_get())
    prediction = lidded(source)
    armature = build_asset(bpy.context, source, prediction, interiors=False)
    (lid,) = read_rig(armature).objects[1]
    edge = prediction.articulation.parts[1].box.lower[2] - 5
    assert positions(lid.data)[:, 2].min() == pytest.approx(edge / 2, abs=0.01)
    assert lid.data.shape_keys.key_blocks["Twice"].value == 1.0


@pytest.mark.parametrize("thickness", [0.0, 0.03])
def test_modelled_sheets_get_a_thickness_where_they_move(thickness):
    body = scenes.mesh_object("Body", *scenes.box((0, 0, 0), (1, 1, 1)))
    door = scenes.mesh_object("Door", [(0, 0, 0), (2, 0, 0), (2, 0, 2), (0, 0, 2)], [(0, 1, 2, 3)])
    door.scale, door.location = (0.5, 0.5, 0.5), (0, -0.1, 0)
    parts = (Part(0, "", Box((0, 0, 0), (1, 1, 1)), "body"), Part(1, "", Box((0, -0.1, 0), (1, -0.1, 1)), "door"))
    joint = Joint(JointType.REVOLUTE, 0, 1, (0, 0, 1), (1, -0.1, 0), 0, 1.5)
    prop = scenes.Prop((body, door), Articulation(parts, (joint,)), np.repeat([0, 1], [6, 1]))
    bpy.context.view_layer.update()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    armature = build_asset(bpy.context, source, scenes.predict(prop, source), thickness=thickness)
    (made,), (carcass,) = (read_rig(armature).objects[id] for id in (1, 0))
    assert not carcass.modifiers and len(made.data.polygons) == 1
    shown = made.evaluated_get(bpy.context.evaluated_depsgraph_get())
    assert shown.dimensions.y == pytest.approx(thickness, abs=1e-6)


def test_an_open_lid_shows_a_hollow():
    _, meshes = built(interiors=True)
    body = meshes[0]
    assert areas_and_volume(body)[1] < 0.6 * (0.5 + EDGE)
