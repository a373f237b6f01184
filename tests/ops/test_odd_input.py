"""Odd things that an artist may select and that must work all the way, through the operators and the real model."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Matrix

from artllm_blender.ops import active
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.mesh_out import part_meshes
from artllm_blender.scene.rig.read_rig import read_rig

FORMATS = {"urdf", "glb", "blend", "png"}


@pytest.fixture(autouse=True)
def scene(warm_addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def linked_to_scene(thing: bpy.types.Object) -> bpy.types.Object:
    bpy.context.scene.collection.objects.link(thing)
    return thing


def articulated(things: list[bpy.types.Object]) -> bpy.types.Object:
    """The armature after Articulate with these selected. Its parts cover what was seen, facing the same way; caps where
    they were cut apart add to the area and, being there twice, not to the volume."""
    bpy.context.view_layer.update()
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing in things)
    bpy.context.view_layer.objects.active = things[0]
    source = gather(things, bpy.context.evaluated_depsgraph_get())
    meshes, collections = set(bpy.data.meshes), set(bpy.context.scene.collection.children)
    assert bpy.ops.artllm.articulate(interiors=False, together="ONE", min_confidence=0.0) == {"FINISHED"}
    armature = active.active_rig(bpy.context)
    rig = read_rig(armature)
    parts = part_meshes(rig, bpy.context.evaluated_depsgraph_get()).values()
    now = np.concatenate([part.vertices[part.triangles] for part in parts])
    then = source.vertices[source.faces].astype(np.float64)
    size = np.ptp(source.vertices, axis=0).max()
    np.testing.assert_allclose(corners_of(now), corners_of(then), atol=1e-6 * size)
    (area, volume), (least, same) = measured(now), measured(then)
    assert area > least * (1 - 1e-4) and volume == pytest.approx(same, rel=1e-4)
    assert all(thing.hide_get() and thing.hide_render for thing in things)
    assert len(set(bpy.context.scene.collection.children) - collections) == 1
    assert len(set(bpy.data.meshes) - meshes) == sum(map(len, rig.objects.values()))
    return armature


def corners_of(triangles: np.ndarray) -> list[np.ndarray]:
    return [triangles.min(axis=(0, 1)), triangles.max(axis=(0, 1))]


def measured(triangles: np.ndarray) -> tuple[float, float]:
    """Area, and the volume enclosed, which is negative where faces point inwards."""
    cross = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    middle = triangles[:, 0] - triangles.mean(axis=(0, 1))
    return float(np.linalg.norm(cross, axis=1).sum() / 2), float(np.einsum("ij,ij->", middle, cross) / 6)


@pytest.mark.parametrize("size", [1e-9, 1e9])
def test_any_size_goes_all_the_way(size, tmp_path):
    prop = scenes.cabinet(joined=False)
    for thing in prop.objects:
        thing.data.transform(Matrix.Scale(size, 4))
    articulated(list(prop.objects))
    assert bpy.ops.artllm.refine_limits() == {"FINISHED"}
    assert bpy.ops.artllm.export(directory=str(tmp_path), formats=FORMATS) == {"FINISHED"}
    (urdf,) = tmp_path.rglob("*.urdf")
    assert "nan" not in urdf.read_text() and "inf" not in urdf.read_text().replace("infinite", "")
    (glb,) = tmp_path.rglob("*.glb")
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.ops.import_scene.gltf(filepath=str(glb))
    bpy.context.scene.frame_set(0)  # where all clips are at rest
    again = gather(list(bpy.data.objects), bpy.context.evaluated_depsgraph_get())
    assert np.ptp(again.vertices[:, 2]) == pytest.approx(size, rel=1e-5)


def test_a_hundred_thousand_faces_go_all_the_way(tmp_path):
    """Of a million, see test_mesh_in."""
    prop = scenes.cabinet()
    subdivision = prop.objects[0].modifiers.new("Subdivision", "SUBSURF")
    subdivision.subdivision_type, subdivision.levels = "SIMPLE", 5
    armature = articulated([prop.objects[0]])
    parts = part_meshes(read_rig(armature), bpy.context.evaluated_depsgraph_get()).values()
    assert sum(len(part.triangles) for part in parts) > 160_000
    assert bpy.ops.artllm.export(directory=str(tmp_path), formats={"urdf"}) == {"FINISHED"}


def shared_data() -> list[bpy.types.Object]:
    first = scenes.cabinet().objects[0]
    second = linked_to_scene(bpy.data.objects.new("Copy", first.data))
    second.location.x = 2
    return [first, second]


def library(folder: Path) -> Path:
    """A .blend whose collection Set holds the cabinet in three objects."""
    prop = scenes.cabinet(joined=False)
    collection = bpy.data.collections.new("Set")
    for thing in prop.objects:
        bpy.context.scene.collection.objects.unlink(thing)
        collection.objects.link(thing)
    bpy.context.scene.collection.children.link(collection)
    path = folder / "library.blend"
    scenes.write(path)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    return path


def from_library(folder: Path, kind: str) -> list:
    path = library(folder)
    with bpy.data.libraries.load(str(path), link=True) as (stored, wanted):
        setattr(wanted, kind, getattr(stored, kind))
    return getattr(wanted, kind)


def linked_objects(folder: Path) -> list[bpy.types.Object]:
    return [linked_to_scene(thing) for thing in from_library(folder, "objects")]


def linked_meshes(folder: Path) -> list[bpy.types.Object]:
    return [linked_to_scene(bpy.data.objects.new(mesh.name, mesh)) for mesh in from_library(folder, "meshes")]


def linked_instance(folder: Path) -> list[bpy.types.Object]:
    (collection,) = from_library(folder, "collections")
    instance = linked_to_scene(bpy.data.objects.new("Instance", None))
    instance.instance_type, instance.instance_collection = "COLLECTION", collection
    return [instance]


def overridden(folder: Path) -> list[bpy.types.Object]:
    (collection,) = from_library(folder, "collections")
    own = collection.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
    if own.name not in bpy.context.scene.collection.children:
        bpy.context.scene.collection.children.link(own)
    return [thing for thing in own.all_objects if thing.type == "MESH"]


def mirrored() -> list[bpy.types.Object]:
    things = list(scenes.cabinet(joined=False).objects)
    for thing in things:
        thing.scale = (-1, 1, 2)
    return things


def below_parents() -> list[bpy.types.Object]:
    """Sheared, mirrored and far away."""
    things = list(scenes.cabinet(joined=False).objects)
    parent = linked_to_scene(bpy.data.objects.new("Parent", None))
    parent.scale, parent.rotation_euler, parent.location = (3, 1, -1), (0.3, 0.4, 0.5), (50, 60, 70)
    for thing in things:
        thing.parent, thing.rotation_euler = parent, (0.1, 0.2, 0.3)
    return things


def modified() -> list[bpy.types.Object]:
    thing = scenes.cabinet().objects[0]
    thing.modifiers.new("Array", "ARRAY").count = 2
    thing.modifiers.new("Solidify", "SOLIDIFY").thickness = 0.002
    thing.modifiers.new("Bevel", "BEVEL").width = 0.002
    return [thing]


def deformed() -> list[bpy.types.Object]:
    """By a shape key and an armature whose pose is animated."""
    thing = scenes.cabinet().objects[0]
    thing.shape_key_add(name="Basis")
    key = thing.shape_key_add(name="Wide")
    key.value = 0.5
    for point in key.data:
        point.co.x *= 2
    rig = linked_to_scene(bpy.data.objects.new("Armature", bpy.data.armatures.new("Armature")))
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    rig.data.edit_bones.new("Bone").tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    thing.vertex_groups.new(name="Bone").add(range(len(thing.data.vertices)), 1, "REPLACE")
    thing.modifiers.new("Armature", "ARMATURE").object = rig
    bone = rig.pose.bones["Bone"]
    for frame, height in ((1, 0), (20, 3)):
        bone.location.y = height
        bone.keyframe_insert("location", frame=frame)
    bpy.context.scene.frame_set(20)
    return [thing]


def not_meshes() -> list[bpy.types.Object]:
    bpy.ops.object.text_add()
    bpy.context.object.data.extrude = 0.1
    text = bpy.context.object
    bpy.ops.object.metaball_add(location=(0, 0, 3))
    ball = bpy.context.object
    bpy.ops.curve.primitive_bezier_circle_add(location=(0, 3, 0))
    bpy.context.object.data.bevel_depth = 0.1
    return [text, ball, bpy.context.object]


@pytest.mark.parametrize("make", [shared_data, mirrored, below_parents, modified, deformed, not_meshes])
def test_things_are_articulated_as_they_are_seen(make):
    articulated(make())


@pytest.mark.parametrize("make", [linked_objects, linked_meshes, linked_instance, overridden])
def test_linked_data_is_articulated_and_only_read(make, tmp_path):
    things = make(tmp_path)
    linked = [block for block in bpy.data.user_map() if block.library]
    assert linked
    articulated(things)
    assert all(block.library for block in linked)


@pytest.mark.parametrize(
    "name", ['"><script>', "../../etc/passwd", "x" * 300, "戸棚 шкаф 🗄", "a\nb\t%s{}", ".", " ", "con"],
    ids=["markup", "path", "long", "not ascii", "control", "dot", "space", "device"],
)  # fmt: skip
def test_hostile_names_go_all_the_way(name, tmp_path):
    """Of objects, meshes, materials, images, UV maps, attributes and vertex groups."""
    things = list(scenes.cabinet(joined=False).objects)
    for thing in things:
        thing.name = thing.data.name = name
        # Blender crashes by itself over longer names of layers.
        thing.data.uv_layers.new(name=name[:12])
        thing.data.attributes.new(f"{name[:12]}2", "FLOAT", "POINT")
        thing.vertex_groups.new(name=name)
        material = bpy.data.materials.new(name)
        material.use_nodes = True
        picture = material.node_tree.nodes.new("ShaderNodeTexImage")
        picture.image = bpy.data.images.new(name, 4, 4)
        shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        material.node_tree.links.new(picture.outputs["Color"], shader.inputs["Base Color"])
        thing.data.materials.append(material)
    armature = articulated(things)
    for things in read_rig(armature).objects.values():
        assert things[0].data.uv_layers.active.name.startswith(name[:12].strip() or " ")
    out = tmp_path / "below" / "out"
    assert bpy.ops.artllm.export(directory=str(out), formats=FORMATS) == {"FINISHED"}
    assert list(tmp_path.iterdir()) == [tmp_path / "below"] and list((tmp_path / "below").iterdir()) == [out]
    (folder,) = out.iterdir()
    assert {path.suffix for path in folder.iterdir()} == {"", ".urdf", ".srdf", ".glb", ".blend", ".png"}
    assert any((folder / "meshes").glob("*.png"))
    assert all(path.name.isascii() and path.name.isprintable() for path in folder.rglob("*"))
