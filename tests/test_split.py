"""Parts keep what the artist gave them; the source stays as it was."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Euler, Matrix, Vector

from artllm_blender.core.errors import InputError
from artllm_blender.scene.mesh_in import gather
from artllm_blender.scene.split import split


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


def parts_of(prop: scenes.Prop) -> dict[int, bpy.types.Object]:
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    collection = bpy.data.collections.new("Parts")
    bpy.context.scene.collection.children.link(collection)
    parts = split(source, prop.polygon_part, prop.articulation, collection)
    bpy.context.view_layer.update()
    return {id: objects[0] for id, objects in parts.items()}


def values(elements, name: str, width: int) -> np.ndarray:
    found = np.empty(len(elements) * width, np.float32)
    elements.foreach_get(name, found)
    return found.reshape(-1, width)


def corners_of(mesh: bpy.types.Mesh, polygons: np.ndarray) -> np.ndarray:
    return np.concatenate([mesh.polygons[i].loop_indices for i in polygons])


def decorate(thing: bpy.types.Object) -> None:
    """Two UV maps, two kinds of colours, three materials, a face attribute, seams, sharp edges, smooth faces."""
    mesh, rng = thing.data, np.random.default_rng(1)
    for name in ("UVMap", "Lightmap"):
        mesh.uv_layers.new(name=name).uv.foreach_set("vector", rng.random(len(mesh.loops) * 2))
    mesh.uv_layers.active_index = 1
    for name, kind in (("Paint", "BYTE_COLOR"), ("Tint", "FLOAT_COLOR")):
        mesh.color_attributes.new(name, kind, "CORNER").data.foreach_set("color", rng.random(len(mesh.loops) * 4))
    mesh.attributes.new("wear", "FLOAT", "POINT").data.foreach_set("value", rng.random(len(mesh.vertices)))
    mesh.attributes.new("group", "INT", "FACE").data.foreach_set("value", np.arange(len(mesh.polygons)))
    for name in ("Wood", "Steel", "Glass"):
        mesh.materials.append(bpy.data.materials.new(name))
    mesh.polygons.foreach_set("material_index", np.arange(len(mesh.polygons)) % 3)
    mesh.edges.foreach_set("use_seam", np.arange(len(mesh.edges)) % 2 == 0)
    mesh.edges.foreach_set("use_edge_sharp", np.arange(len(mesh.edges)) % 3 == 0)
    mesh.polygons.foreach_set("use_smooth", np.arange(len(mesh.polygons)) % 4 != 0)


@pytest.mark.parametrize("custom", [False, True])
def test_polygons_keep_every_value(custom):
    prop = scenes.cabinet()
    thing = prop.objects[0]
    decorate(thing)
    mesh = thing.data
    if custom:
        mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
        mesh.normals_split_custom_set_from_vertices([Vector(v.co).normalized() for v in mesh.vertices])
    for id, part in parts_of(prop).items():
        polygons = np.flatnonzero(prop.polygon_part == id)
        corners = corners_of(mesh, polygons)
        new = part.data
        assert len(new.polygons) == len(polygons) and not new.validate()
        assert [m.name for m in new.materials] == ["Wood", "Steel", "Glass"]
        for kind, name, width, rows in (
            ("polygons", "material_index", 1, polygons),
            ("polygons", "use_smooth", 1, polygons),
            ("corner_normals", "vector", 3, corners),
        ):
            kept, was = values(getattr(new, kind), name, width), values(getattr(mesh, kind), name, width)[rows]
            np.testing.assert_allclose(kept, was, atol=2e-3 if custom else 1e-6)
        for name in ("UVMap", "Lightmap"):
            was = values(mesh.uv_layers[name].uv, "vector", 2)[corners]
            np.testing.assert_array_equal(values(new.uv_layers[name].uv, "vector", 2), was)
        for name in ("Paint", "Tint"):
            was = values(mesh.color_attributes[name].data, "color", 4)[corners]
            np.testing.assert_array_equal(values(new.color_attributes[name].data, "color", 4), was)
        np.testing.assert_array_equal(values(new.attributes["group"].data, "value", 1)[:, 0], polygons)
        for name in ("use_seam", "use_edge_sharp"):
            edges = np.unique([mesh.loops[i].edge_index for i in corners])
            assert [getattr(e, name) for e in new.edges] == [getattr(mesh.edges[i], name) for i in edges], name
        assert new.uv_layers.active.name == "Lightmap"
        assert new.has_custom_normals == custom


def test_a_cut_through_a_smooth_skin_keeps_its_shading():
    bpy.ops.mesh.primitive_uv_sphere_add(segments=32, ring_count=16)
    bpy.ops.object.shade_smooth()
    ball, prop = bpy.context.object, scenes.cabinet()
    halves = np.array([2 if polygon.center.z > 0 else polygon.center.x > 0 for polygon in ball.data.polygons], int)
    parts = parts_of(scenes.Prop((ball,), prop.articulation, halves))
    for id, part in parts.items():
        was = values(ball.data.corner_normals, "vector", 3)[corners_of(ball.data, np.flatnonzero(halves == id))]
        now = values(part.data.corner_normals, "vector", 3)
        assert np.degrees(np.arccos((was * now).sum(axis=1).clip(-1, 1))).max() < 0.15


@pytest.mark.parametrize(
    ("matrix", "kept"),
    [
        (Matrix.LocRotScale((1, 2, 3), Euler((0.3, 0.4, 0.5)), (1, 2, 0.5)), True),
        (Matrix.LocRotScale((1, 2, 3), Euler((0.3, 0.4, 0.5)), (-1, 2, 0.01)), True),
        (Matrix.Diagonal((3, 1, 1, 1)) @ Matrix.Rotation(0.7, 4, "Z"), False),
        (Matrix.Diagonal((1, 1, 0, 1)), False),
    ],
)
def test_parts_stand_where_the_source_stands(matrix, kept):
    prop = scenes.cabinet()
    thing = prop.objects[0]
    parent = bpy.data.objects.new("Parent", None)
    bpy.context.scene.collection.objects.link(parent)
    thing.parent, thing.matrix_parent_inverse = parent, matrix
    bpy.context.view_layer.update()
    before = [list(row) for row in thing.matrix_world]
    for id, part in parts_of(prop).items():
        assert np.allclose(part.matrix_world, before, atol=1e-6) == kept
        polygons = np.flatnonzero(prop.polygon_part == id)
        was = [thing.matrix_world @ thing.data.polygons[i].center for i in polygons]
        np.testing.assert_allclose([part.matrix_world @ p.center for p in part.data.polygons], was, atol=1e-5)
    assert [list(row) for row in thing.matrix_world] == before and thing.parent == parent


def test_a_part_of_several_objects_is_one_that_faces_as_they_did():
    prop = scenes.cabinet(joined=False)
    steel = bpy.data.materials.new("Steel")
    for thing, materials in zip(prop.objects, (["Wood"], [steel], [steel, "Glass"]), strict=True):
        for material in materials:
            thing.data.materials.append(bpy.data.materials.new(material) if material == str(material) else material)
    mirrored = prop.objects[1]
    mirrored.scale.x = -1
    prop.objects[2].data.uv_layers.new(name="Only here")
    all_one = scenes.Prop(prop.objects, prop.articulation, np.zeros_like(prop.polygon_part))
    bpy.context.view_layer.update()
    was = [
        (thing.matrix_world @ p.center, (thing.matrix_world.to_3x3() @ p.normal).normalized())
        for thing in prop.objects
        for p in thing.data.polygons
    ]
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    collection = bpy.data.collections.new("Parts")
    root = prop.articulation.part(0)
    alone = type(prop.articulation)((root,), ())
    mesh = split(source, all_one.polygon_part, alone, collection)[0][0].data
    assert not mesh.validate()
    assert [m.name for m in mesh.materials] == ["Wood", "Steel", "Glass"] and "Only here" in mesh.uv_layers
    for polygon, (centre, normal) in zip(mesh.polygons, was, strict=True):
        assert (polygon.center - centre).length < 1e-6 and polygon.normal.dot(normal) > 0.999
    assert {steel.name} == {mesh.materials[p.material_index].name for p in list(mesh.polygons)[36:48]}


def test_object_materials_win_over_the_meshs():
    prop = scenes.cabinet()
    thing = prop.objects[0]
    thing.data.materials.append(bpy.data.materials.new("Mesh's"))
    thing.material_slots[0].link = "OBJECT"
    thing.material_slots[0].material = bpy.data.materials.new("Object's")
    assert parts_of(prop)[1].data.materials[0].name == "Object's"


def test_modifiers_are_applied_in_the_parts_and_stay_on_the_source():
    prop = scenes.bottle()
    thing = prop.objects[0]
    thing.modifiers.new("Mirror", "MIRROR").use_mirror_merge = False
    both = scenes.Prop(prop.objects, prop.articulation, np.tile(prop.polygon_part, 2))
    parts = parts_of(both)
    assert sum(len(part.data.polygons) for part in parts.values()) == 2 * len(thing.data.polygons)
    assert [m.name for m in thing.modifiers] == ["Mirror"] and not parts[0].modifiers


def test_an_edited_source_is_refused():
    prop = scenes.cabinet()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    prop.objects[0].modifiers.new("Array", "ARRAY")
    with pytest.raises(InputError, match="edited"):
        split(source, prop.polygon_part, prop.articulation, bpy.context.scene.collection)
    assert not bpy.context.scene.collection.objects.get("Door")
