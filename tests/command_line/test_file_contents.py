"""What mesh files hold besides one mesh: materials, pictures, UVs, several nodes, armatures and animation."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np
import pytest
import scenes

from artllm_blender.core.articulation import Articulation
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.mesh.import_file import import_file
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset


def material(name: str, colour: tuple[float, ...], image: bpy.types.Image | None = None) -> bpy.types.Material:
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = next(node for node in made.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = colour
    if image:
        texture = made.node_tree.nodes.new("ShaderNodeTexImage")
        texture.image = image
        made.node_tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    return made


def painted_cabinet() -> Articulation:
    """Its truth; three objects below one parent, of wood, a packed picture, with handles of metal; UVs all over."""
    image = bpy.data.images.new("Grain", 8, 8)
    pixels = np.random.default_rng(0).integers(0, 2, (8, 8, 4)).astype(np.float32)
    pixels[:, :, 3] = 1
    image.pixels[:] = pixels.ravel()
    image.pack()
    materials = (material("Wood", (1, 1, 1, 1), image), material("Metal", (0, 0, 1, 1)))
    parent = bpy.data.objects.new("Root", None)
    bpy.context.scene.collection.objects.link(parent)
    prop = scenes.cabinet(joined=False)
    for thing in prop.objects:
        thing.parent = parent
        mesh = thing.data
        for one in materials:
            mesh.materials.append(one)
        for polygon in mesh.polygons[6:12]:
            polygon.material_index = 1
        positions = np.array([mesh.vertices[loop.vertex_index].co for loop in mesh.loops])
        oblique = positions @ [(1.0, 0.2), (0.3, 1.0), (0.5, -0.7)]
        mesh.uv_layers.new(name="Map").uv.foreach_set("vector", oblique.astype(np.float32).ravel())
    return prop.articulation


@dataclass
class Look:
    """Of all faces of one material. picture: its pixels."""

    area: float
    uv_area: float
    colour: tuple[float, ...]
    picture: np.ndarray | None


def shown(material: bpy.types.Material) -> tuple[tuple[float, ...], np.ndarray | None]:
    """Its base colour or, in place of that, the pixels of the picture there."""
    base = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED").inputs["Base Color"]
    if not base.links:
        return tuple(base.default_value), None
    return (1.0, 1.0, 1.0, 1.0), np.array(base.links[0].from_node.image.pixels[:])


def looks() -> dict[str, Look]:
    """What the scene shows, by material, however cut into objects."""
    found: dict[str, Look] = {}
    depsgraph = bpy.context.evaluated_depsgraph_get()
    for thing in (thing for thing in bpy.context.scene.objects if thing.type == "MESH"):
        mesh = thing.evaluated_get(depsgraph).to_mesh()
        mesh.transform(thing.matrix_world)
        mesh.calc_loop_triangles()
        uv = mesh.uv_layers.active.uv
        for triangle in mesh.loop_triangles:
            shown_by = mesh.materials[triangle.material_index].original
            a, b, c = (uv[corner].vector for corner in triangle.loops)
            entry = found.setdefault(shown_by.name.split(".")[0], Look(0, 0, *shown(shown_by)))
            entry.area += triangle.area
            entry.uv_area += abs((b - a).cross(c - a)) / 2
    return found


def assert_same_looks(one: dict[str, Look], other: dict[str, Look], bare_uvs: bool) -> None:
    """bare_uvs: the UVs of what shows no picture too, which an OBJ does not need."""
    assert set(one) == set(other)
    for name, look_ in one.items():
        assert other[name].area == pytest.approx(look_.area, rel=1e-4)
        if bare_uvs or look_.picture is not None:
            assert other[name].uv_area == pytest.approx(look_.uv_area, rel=1e-3)
        np.testing.assert_allclose(other[name].colour, look_.colour, atol=0.01)
        if look_.picture is None:
            assert other[name].picture is None
        else:
            np.testing.assert_allclose(other[name].picture, look_.picture, atol=1 / 255)


@pytest.mark.parametrize("suffix", [".glb", ".gltf", ".fbx", ".blend"])
def test_materials_pictures_and_uvs_come_out_as_they_went_in(tmp_path, suffix):
    scenes.empty_scene()
    articulation = painted_cabinet()
    bpy.context.view_layer.update()
    before = looks()
    assert set(before) == {"Wood", "Metal"} and before["Wood"].picture is not None
    embedded = {"path_mode": "COPY", "embed_textures": True} if suffix == ".fbx" else {}
    scenes.write(tmp_path / f"painted{suffix}", **embedded)
    scenes.empty_scene()
    depsgraph = bpy.context.evaluated_depsgraph_get()
    objects = import_file(tmp_path / f"painted{suffix}").objects
    source = gather(objects, depsgraph)
    shown = [thing for thing in objects if thing.type == "MESH"]
    part_of = {"Cabinet Body": 0, "Cabinet Door": 1, "Cabinet Drawer": 2}
    polygon_part = np.concatenate([[part_of[thing.name]] * len(thing.data.polygons) for thing in shown])
    prediction = scenes.predict(scenes.Prop(tuple(objects), articulation, polygon_part), source)
    written = export(
        build_asset(bpy.context, source, prediction), tmp_path / "out", "out", ["urdf", "glb", "blend"]
    ).files
    meshes = sorted(path for path in tmp_path.glob("out/meshes/*.obj") if "_hull_" not in path.name)
    assert [path.name for path in meshes] == ["out_Body.obj", "out_Door.obj", "out_Drawer.obj"]
    for files in ([written["glb"]], [written["blend"]], meshes):
        scenes.empty_scene()
        for path in files:
            import_file(path)
        bpy.context.view_layer.update()
        assert_same_looks(before, looks(), bare_uvs=files is not meshes)


def test_skinned_and_animated_files_are_read_in_the_pose_they_show(tmp_path):
    """And no bone's shape, which the glTF importer adds, is taken for the mesh."""
    scenes.empty_scene()
    thing = scenes.cabinet().objects[0]
    rig = bpy.data.objects.new("Armature", bpy.data.armatures.new("Armature"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    rig.data.edit_bones.new("Bone").tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    thing.parent = rig
    thing.vertex_groups.new(name="Bone").add(range(len(thing.data.vertices)), 1, "REPLACE")
    thing.modifiers.new("Armature", "ARMATURE").object = rig
    bone = rig.pose.bones["Bone"]
    for frame, height in ((1, 0.5), (20, 3)):
        bone.location.y = height
        bone.keyframe_insert("location", frame=frame)
    bpy.context.scene.frame_set(1)
    for suffix in (".glb", ".fbx", ".blend"):
        scenes.write(tmp_path / f"skinned{suffix}")
    for path in sorted(tmp_path.iterdir()):
        scenes.empty_scene()
        objects = import_file(path).objects
        source = gather(objects, bpy.context.evaluated_depsgraph_get())
        box = [source.vertices.min(axis=0), source.vertices.max(axis=0)]
        np.testing.assert_allclose(box, [(-0.4, -0.31, 0.5), (0.4, 0.25, 1.5)], atol=1e-4, err_msg=path.name)
        assert len(source.faces) == 168, path.name
