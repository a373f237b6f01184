"""Parts keep what the artist gave them; the source stays as it was."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Euler, Matrix, Vector

from artllm_blender.core.articulation import Articulation
from artllm_blender.core.errors import InputError
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.mesh.split import split


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


def parts_of(prop: scenes.Prop, said: list[str] | None = None) -> dict[int, list[bpy.types.Object]]:
    """The objects of each part, in a collection of their own. said: gets the notes."""
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    collection = bpy.data.collections.new("Parts")
    bpy.context.scene.collection.children.link(collection)
    found = split(source, prop.polygon_part, prop.articulation, collection)
    if said is not None:
        said += found.notes
    bpy.context.view_layer.update()
    return found.objects


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
    for id, (part,) in parts_of(prop).items():
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


BLENDERS = {".corner_vert", ".corner_edge", ".edge_verts", ".select_vert", ".select_edge", ".select_poly"}


def zoo() -> scenes.Prop:
    """A cabinet with something of everything that Blender keeps in a mesh and its object."""
    prop = scenes.cabinet()
    (thing,) = prop.objects
    decorate(thing)
    mesh, rng = thing.data, np.random.default_rng(2)
    kinds = {"INT": "value", "INT8": "value", "FLOAT2": "vector", "FLOAT_VECTOR": "vector", "QUATERNION": "value"}
    for domain in ("POINT", "EDGE", "FACE", "CORNER"):
        for kind, field in kinds.items():
            data = mesh.attributes.new(f"{kind} {domain}", kind, domain).data
            whole = "INT" in kind
            width = 1 if whole else len(getattr(data[0], field))
            data.foreach_set(field, rng.integers(-100, 100, len(data)) if whole else rng.random(len(data) * width))
    for name, kind, domain in (
        ("crease_edge", "FLOAT", "EDGE"), ("crease_vert", "FLOAT", "POINT"), ("bevel_weight_edge", "FLOAT", "EDGE"),
        (".sculpt_mask", "FLOAT", "POINT"), (".sculpt_face_set", "INT", "FACE"), (".hide_poly", "BOOLEAN", "FACE"),
    ):  # fmt: skip
        data = mesh.attributes.new(name, kind, domain).data
        data.foreach_set("value", rng.integers(0, 2, len(data)).tolist())
    for i, element in enumerate(mesh.attributes.new("tag", "STRING", "POINT").data):
        element.value = f"v{i}".encode()
    for name, every in (("Soft", 3), ("Hard", 2)):
        group = thing.vertex_groups.new(name=name)
        for i in range(0, len(mesh.vertices), every):
            group.add([i], i / len(mesh.vertices), "REPLACE")
    thing.vertex_groups["Hard"].lock_weight = True
    thing.shape_key_add(name="Basis")
    for name, factor in (("Wide", 2), ("High", 3)):
        key = thing.shape_key_add(name=name)
        key.slider_max, key.value = 4, 0.25
        key.data.foreach_set("co", factor * values(mesh.vertices, "co", 3).ravel())
    key.relative_key, key.vertex_group = mesh.shape_keys.key_blocks["Wide"], "Soft"
    driver = key.driver_add("value").driver
    driver.type, driver.expression = "SCRIPTED", "0.125"
    for owner in (thing, mesh):
        owner["price"] = 9.5
        owner.id_properties_ui("price").update(min=1.0, description="Euros")
        owner["box"] = {"kind": "oak", "sizes": [1, 2]}
    thing.color, thing.pass_index, thing.visible_shadow = (1, 0, 0, 1), 7, False
    thing.delta_location, thing.rotation_mode, thing.rotation_euler = (1, 2, 3), "ZYX", (0.1, 0.2, 0.3)
    return prop


def rows_of(mesh: bpy.types.Mesh, polygons: np.ndarray) -> dict[str, np.ndarray]:
    """The elements of each domain that polygons are made of, in their order."""
    corners = corners_of(mesh, polygons)
    vertices, edges = (values(mesh.loops, name, 1)[corners, 0] for name in ("vertex_index", "edge_index"))
    points, lines = np.unique(vertices).astype(int), np.unique(edges).astype(int)
    return {"POINT": points, "EDGE": lines, "FACE": polygons, "CORNER": corners}


def contents(data) -> list:
    field = next(field for field in ("vector", "color", "value") if hasattr(data[0], field))
    found = [getattr(element, field) for element in data]
    return found if isinstance(found[0], bytes | int | float) else [tuple(value) for value in found]


def test_nothing_is_lost():
    prop = zoo()
    (thing,) = prop.objects
    mesh = thing.data
    bpy.context.view_layer.update()
    for id, (part,) in parts_of(prop).items():
        new, rows = part.data, rows_of(mesh, np.flatnonzero(prop.polygon_part == id))
        for attribute in mesh.attributes:
            if attribute.name not in BLENDERS:
                was, now = contents(attribute.data), contents(new.attributes[attribute.name].data)
                assert now == [was[i] for i in rows[attribute.domain]], attribute.name
        assert {a.name for a in new.attributes} - BLENDERS == {a.name for a in mesh.attributes} - BLENDERS
        for group in thing.vertex_groups:
            weights = {i: g.weight for i, v in enumerate(mesh.vertices) for g in v.groups if g.group == group.index}
            kept = {i: g.weight for i, v in enumerate(new.vertices) for g in v.groups if g.group == group.index}
            assert kept == {i: weights[row] for i, row in enumerate(rows["POINT"]) if row in weights}
            assert part.vertex_groups[group.index].name == group.name
        assert part.vertex_groups["Hard"].lock_weight
        for key, kept in zip(mesh.shape_keys.key_blocks, new.shape_keys.key_blocks, strict=True):
            np.testing.assert_array_equal(values(kept.data, "co", 3), values(key.data, "co", 3)[rows["POINT"]])
            for field in ("name", "value", "slider_max", "vertex_group"):
                assert getattr(kept, field) == getattr(key, field)
            assert kept.relative_key.name == key.relative_key.name
        assert new.shape_keys.animation_data.drivers[0].driver.expression == "0.125"
        for owner, kept in ((thing, part), (mesh, new)):
            assert kept["price"] == 9.5 and kept.id_properties_ui("price").as_dict()["description"] == "Euros"
            assert kept["box"].to_dict() == owner["box"].to_dict()
        assert (tuple(part.color), part.pass_index, part.visible_shadow) == ((1, 0, 0, 1), 7, False)
        assert part.rotation_mode == "ZYX" and tuple(part.rotation_euler) == tuple(thing.rotation_euler)
        assert part.matrix_world == thing.matrix_world


def test_what_is_cut_twice_is_the_same():
    prop = zoo()
    first, second = parts_of(prop), parts_of(prop)
    for id, (part,) in first.items():
        again = second[id][0].data
        assert [a.name for a in part.data.attributes] == [a.name for a in again.attributes]
        for attribute in part.data.attributes:
            if attribute.name not in BLENDERS:
                assert contents(attribute.data) == contents(again.attributes[attribute.name].data)


def test_loose_edges_and_vertices_go_with_what_they_hang_on():
    thing = scenes.mesh_object("Two", [], [])
    vertices = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (5, 0, 0), (6, 0, 0), (5, 1, 0), (7, 0, 0), (9, 9, 9)]
    thing.data.from_pydata(vertices, [(4, 6)], [(0, 1, 2), (3, 4, 5)])
    articulation = scenes.bottle().articulation
    parts = parts_of(scenes.Prop((thing,), articulation, np.array([0, 1])))
    assert [len(parts[id][0].data.vertices) for id in (0, 1)] == [4, 4]
    assert [len(parts[id][0].data.edges) for id in (0, 1)] == [3, 4]


def test_solids_that_hang_together_nowhere_keep_their_shading():
    """Sharp and smooth edges, a flat face between smooth ones: nothing is written down, and all is as it was."""
    bpy.ops.mesh.primitive_uv_sphere_add(segments=12, ring_count=8)
    both = bpy.context.object
    bpy.ops.mesh.primitive_cylinder_add(vertices=9, location=(3, 0, 0))
    both.select_set(True)
    bpy.context.view_layer.objects.active = both
    bpy.ops.object.join()
    bpy.ops.object.shade_smooth()
    mesh = both.data
    mesh.edges.foreach_set("use_edge_sharp", np.arange(len(mesh.edges)) % 5 == 0)
    mesh.polygons.foreach_set("use_smooth", np.arange(len(mesh.polygons)) % 4 != 0)
    is_right = np.array([polygon.center.x > 1.5 for polygon in mesh.polygons]).astype(int)
    was = values(mesh.corner_normals, "vector", 3)
    parts = parts_of(scenes.Prop((both,), scenes.bottle().articulation, is_right))
    assert set(parts) == {0, 1}
    for id, (part,) in parts.items():
        assert not part.data.has_custom_normals
        now = values(part.data.corner_normals, "vector", 3)
        assert np.allclose(now, was[corners_of(mesh, np.flatnonzero(is_right == id))], atol=1e-5)


def test_a_cut_through_a_smooth_skin_keeps_its_shading():
    bpy.ops.mesh.primitive_uv_sphere_add(segments=32, ring_count=16)
    bpy.ops.object.shade_smooth()
    ball, prop = bpy.context.object, scenes.cabinet()
    halves = np.array([2 if polygon.center.z > 0 else polygon.center.x > 0 for polygon in ball.data.polygons], int)
    parts = parts_of(scenes.Prop((ball,), prop.articulation, halves))
    for id, (part,) in parts.items():
        was = values(ball.data.corner_normals, "vector", 3)[corners_of(ball.data, np.flatnonzero(halves == id))]
        now = values(part.data.corner_normals, "vector", 3)
        assert np.degrees(np.arccos((was * now).sum(axis=1).clip(-1, 1))).max() < 0.15


@pytest.mark.parametrize(
    "matrix",
    [
        Matrix.LocRotScale((1, 2, 3), Euler((0.3, 0.4, 0.5)), (1, 2, 0.5)),
        Matrix.LocRotScale((1, 2, 3), Euler((0.3, 0.4, 0.5)), (-1, 2, 0.01)),
        Matrix.Diagonal((3, 1, 1, 1)) @ Matrix.Rotation(0.7, 4, "Z"),
        Matrix.Diagonal((1, 1, 0, 1)),
    ],
)
def test_parts_stand_where_the_source_stands(matrix):
    prop = scenes.cabinet()
    thing = prop.objects[0]
    parent = bpy.data.objects.new("Parent", None)
    bpy.context.scene.collection.objects.link(parent)
    thing.parent, thing.matrix_parent_inverse = parent, matrix
    bpy.context.view_layer.update()
    before = [list(row) for row in thing.matrix_world]
    for id, (part,) in parts_of(prop).items():
        np.testing.assert_array_equal(part.matrix_world, before)
        polygons = np.flatnonzero(prop.polygon_part == id)
        was = [thing.matrix_world @ thing.data.polygons[i].center for i in polygons]
        np.testing.assert_allclose([part.matrix_world @ p.center for p in part.data.polygons], was, atol=1e-5)
    assert [list(row) for row in thing.matrix_world] == before and thing.parent == parent


def instancer(things: tuple[bpy.types.Object, ...]) -> bpy.types.Object:
    """An empty that shows the objects, which themselves are gone from the scene."""
    collection = bpy.data.collections.new("Set")
    for thing in things:
        bpy.context.scene.collection.objects.unlink(thing)
        collection.objects.link(thing)
    empty = bpy.data.objects.new("Instance", None)
    empty.instance_type, empty.instance_collection = "COLLECTION", collection
    empty["price"] = 5
    bpy.context.scene.collection.objects.link(empty)
    return empty


def test_a_part_of_several_instances_is_one_object_that_faces_as_they_did():
    prop = scenes.cabinet(joined=False)
    steel = bpy.data.materials.new("Steel")
    for thing, materials in zip(prop.objects, (["Wood"], [steel], [steel, "Glass"]), strict=True):
        for material in materials:
            thing.data.materials.append(bpy.data.materials.new(material) if material == str(material) else material)
    prop.objects[1].scale.x = -1
    prop.objects[2].data.uv_layers.new(name="Only here")
    bpy.context.view_layer.update()
    was = [
        (thing.matrix_world @ p.center, (thing.matrix_world.to_3x3() @ p.normal).normalized())
        for thing in prop.objects
        for p in thing.data.polygons
    ]
    empty = instancer(prop.objects)
    alone = Articulation((prop.articulation.part(0),), ())
    (part,) = parts_of(scenes.Prop((empty,), alone, np.zeros_like(prop.polygon_part)))[0]
    mesh = part.data
    assert not mesh.validate() and part.name == "Instance.Body" and part["price"] == 5
    assert [m.name for m in mesh.materials] == ["Wood", "Steel", "Glass"] and "Only here" in mesh.uv_layers
    for polygon, (centre, normal) in zip(mesh.polygons, was, strict=True):
        assert (polygon.center - centre).length < 1e-6 and polygon.normal.dot(normal) > 0.999
    assert {steel.name} == {mesh.materials[p.material_index].name for p in list(mesh.polygons)[36:48]}


def test_objects_that_are_one_part_stay_apart():
    prop = scenes.cabinet(joined=False)
    one = scenes.Prop(prop.objects, prop.articulation, np.where(prop.polygon_part == 1, 1, 0))
    parts = parts_of(one)
    assert [thing.name for thing in parts[0]] == ["Cabinet Body.Body", "Cabinet Drawer.Body"]
    assert [thing.name for thing in parts[1]] == ["Cabinet Door.Door"] and parts[2] == []


def test_a_part_that_is_an_object_has_its_name():
    prop = scenes.cabinet(joined=False)
    door = next(thing for thing in prop.objects if thing.name == "Cabinet Door")
    door.name = "Door"
    (part,) = parts_of(prop)[1]
    assert part.name == "Door.001" and door.name == "Door", "numbered, for the original has the name"


def test_slots_stay_the_meshs_or_the_objects():
    prop = scenes.cabinet()
    thing = prop.objects[0]
    thing.data.materials.append(bpy.data.materials.new("Mesh's"))
    thing.material_slots[0].link = "OBJECT"
    thing.material_slots[0].material = bpy.data.materials.new("Object's")
    (part,) = parts_of(prop)[1]
    assert part.material_slots[0].link == "OBJECT" and part.material_slots[0].material.name == "Object's"
    assert part.data.materials[0].name == "Mesh's"


def evaluated_faces(thing: bpy.types.Object) -> int:
    return len(thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).data.polygons)


def spread(prop: scenes.Prop) -> scenes.Prop:
    """The truth about the parts for the mesh as modifiers leave it."""
    (thing,) = prop.objects
    thing.data.attributes.new("truth", "INT", "FACE").data.foreach_set("value", prop.polygon_part)
    bpy.context.view_layer.update()
    shown = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    return replace(prop, polygon_part=values(shown.attributes["truth"].data, "value", 1)[:, 0].astype(int))


def test_modifiers_stay_where_the_parts_come_out_the_same():
    prop = scenes.cabinet()
    thing = prop.objects[0]
    thing.data.vertices[0].co.z += 0.01
    thing.modifiers.new("Array", "ARRAY").count = 2
    thing.modifiers.new("Bevel", "BEVEL").width = 0.002
    thing.modifiers.new("Levels", "SUBSURF").levels = 2
    thing.modifiers.new("Asleep", "DECIMATE").show_viewport = False
    both = spread(prop)
    said: list[str] = []
    parts = parts_of(both, said)
    for (part,) in parts.values():
        assert [m.name for m in part.modifiers] == ["Bevel", "Levels", "Asleep"] and part.modifiers[1].levels == 2
    assert sum(evaluated_faces(part) for (part,) in parts.values()) == evaluated_faces(thing) == len(both.polygon_part)
    assert len(thing.modifiers) == 4 and said == ["The modifiers of Cabinet are applied in its parts: Array."]


def test_modifiers_are_applied_where_a_cut_would_change_what_they_do():
    prop = scenes.cabinet()
    thing = prop.objects[0]
    thing.modifiers.new("Levels", "SUBSURF")
    torn = spread(prop)
    torn.polygon_part[::2] = 1
    parts = parts_of(torn)
    assert sum(len(part.data.polygons) for (part,) in parts.values()) == len(torn.polygon_part)
    assert not any(part.modifiers for (part,) in parts.values()) and [m.name for m in thing.modifiers] == ["Levels"]


def test_an_edited_source_is_refused():
    prop = scenes.cabinet()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    prop.objects[0].modifiers.new("Array", "ARRAY")
    with pytest.raises(InputError, match="edited"):
        split(source, prop.polygon_part, prop.articulation, bpy.context.scene.collection)
    assert not bpy.context.scene.collection.objects.get("Door")
