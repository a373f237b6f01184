"""Links that look like GLBs in URDF and SDF: upright by glTF's axes, with materials and pictures, and read back."""

from __future__ import annotations

from xml.etree import ElementTree

import bpy
import numpy as np
import rigs
import scenes

from artllm_blender.core.formats.glb import binary, unpacked
from artllm_blender.core.formats.gltf_data import array
from artllm_blender.core.picture.drawing import png
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.formats.rig_in import import_rig
from artllm_blender.scene.rig.read_rig import read_rig
from runtime.lab.measure.round_trip import difference, stood


def painted(prop: scenes.Prop, folder) -> None:
    """The door has a picture, the drawer a colour."""
    (folder / "wood.png").write_bytes(png(np.linspace(0, 1, 48).reshape(4, 4, 3)))
    for index, thing in enumerate(prop.objects[1:]):
        material = bpy.data.materials.new(("wood", "red")[index])
        material.use_nodes = True
        shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        shader.inputs["Base Color"].default_value = (0.5, 0, 0, 1)
        if not index:
            texture = material.node_tree.nodes.new("ShaderNodeTexImage")
            texture.image = bpy.data.images.load(str(folder / "wood.png"))
            material.node_tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
        thing.data.materials.append(material)
        layer = thing.data.uv_layers.new(name="UVMap")
        layer.data.foreach_set("uv", np.random.default_rng(0).random(2 * len(thing.data.loops)))


def test_links_glbs_hold_what_the_objs_show_and_come_back_upright(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet(joined=False)
    painted(prop, tmp_path)
    armature = rigs.rigged(prop)
    before = stood(armature, "hulls")
    exported = export(armature, tmp_path / "x", "c", ["urdf", "sdf"], visuals="glb", colliders="hulls")
    assert exported.said == []
    names = {path.name for path in (tmp_path / "x" / "meshes").iterdir()}
    assert names == {f"c_{part}{end}" for part in ("Body", "Door", "Drawer") for end in (".glb", "_hull.obj")}
    seen = [mesh.get("filename") for mesh in ElementTree.parse(exported.files["urdf"]).iterfind(".//visual//mesh")]
    assert seen == [f"meshes/c_{part}.glb" for part in ("Body", "Door", "Drawer")]
    for id, part, title in ((1, "Door", "wood"), (2, "Drawer", "red")):
        document, rest = unpacked((tmp_path / "x" / "meshes" / f"c_{part}.glb").read_bytes())
        ((primitive,), node) = document["meshes"][0]["primitives"], document["nodes"][0]
        points = array(document, binary(rest), primitive["attributes"]["POSITION"])
        origin = read_rig(armature).articulation.joint_of(id).origin
        np.testing.assert_allclose(
            np.unique((points + origin).round(5), axis=0), np.unique(before.surfaces[id].round(5), axis=0), atol=2e-5
        )
        assert np.allclose(node["rotation"], (-np.sqrt(0.5), 0, 0, np.sqrt(0.5)))  # Z goes to Y
        look = document["materials"][0]["pbrMetallicRoughness"]
        assert document["materials"][0]["name"] == title and ("baseColorTexture" in look) == (title == "wood")
        if title == "red":
            np.testing.assert_allclose(look["baseColorFactor"], (0.5, 0, 0, 1), atol=1e-3)
    scenes.empty_scene()
    again = import_rig(bpy.context, exported.files["urdf"])
    other = difference(before, stood(again, "hulls"))
    assert other.told == () and max(other.origin, other.surface) < 1e-5
    door = read_rig(again).objects[1][0].data
    assert door.materials[0].name.startswith("wood") and len(door.uv_layers) == 1


def test_what_collides_as_it_is_seen_is_an_obj(tmp_path):
    scenes.empty_scene()
    exported = export(rigs.rigged(scenes.wardrobe()), tmp_path, "w", ["urdf"], visuals="glb", colliders="mesh")
    robot = ElementTree.parse(exported.files["urdf"]).getroot()
    for kind, suffix in (("visual", ".glb"), ("collision", ".obj")):
        files = [tmp_path / mesh.get("filename") for mesh in robot.iterfind(f".//{kind}//mesh")]
        assert len(files) == 3 and all(file.suffix == suffix and file.is_file() for file in files)
