"""USD as text: joints' frames, limits, bodies; read by pxr where there is one."""

from __future__ import annotations

import re
import struct
import zipfile

import bpy
import numpy as np
import pytest
import rigs
import scenes

from artllm_blender.core.errors import InputError
from artllm_blender.core.formats.colliders import HULLS
from artllm_blender.core.formats.usda import turn_to
from artllm_blender.core.formats.usda_text import parse_usda
from artllm_blender.scene.formats.export import export, origin_of
from artllm_blender.scene.formats.rig_in import import_rig
from artllm_blender.scene.formats.usd_binary import pxr_folder
from runtime.lab.measure.round_trip import difference, stood


def turned(quat: tuple[float, float, float, float], vector: np.ndarray) -> np.ndarray:
    w, v = quat[0], np.array(quat[1:])
    return vector + 2 * np.cross(v, np.cross(v, vector) + w * vector)


@pytest.mark.parametrize("axis", [(1, 0, 0), (-1, 0, 0), (0, 0, -1), (0, 1, 0), (-0.6, 0, 0.8), (-0.48, 0.6, -0.64)])
def test_negative_and_oblique_axes_are_the_turned_x(axis):
    quat = turn_to(np.array(axis, float))
    assert np.linalg.norm(quat) == pytest.approx(1)
    np.testing.assert_allclose(turned(quat, np.array([1.0, 0, 0])), axis, atol=1e-9)


def test_a_cabinet_as_usd(tmp_path):
    scenes.empty_scene()
    exported = export(rigs.rigged(scenes.cabinet()), tmp_path, "c", ["usda"])
    text = exported.files["usda"].read_text()
    assert not exported.failures and text.startswith("#usda 1.0")
    assert text.count("PhysicsRigidBodyAPI") == 3 and text.count("PhysicsArticulationRootAPI") == 1
    assert "def PhysicsRevoluteJoint" in text and "def PhysicsPrismaticJoint" in text
    limits = [float(number) for number in re.findall(r"upperLimit = (\S+)", text)]
    assert len(limits) == 2 and max(limits) > 45 and min(limits) < 1
    assert text.count("{") == text.count("}")


def test_what_simready_asks_is_there(tmp_path):
    scenes.empty_scene()
    armature = rigs.rigged(scenes.cabinet())
    exported = export(
        armature, tmp_path / "oak_cupboard", "oak_cupboard", ["usda"], origin=origin_of("A. Nyone", "CC0")
    )
    path = exported.files["usda"]
    # An asset's folder, one between, in which it is the only USD, and the file with the folder's name in its own.
    assert (
        path == tmp_path / "oak_cupboard" / "usd" / "oak_cupboard.usda" and len(list(path.parent.glob("*.usd*"))) == 1
    )
    thumbnail = path.parent / ".thumbs" / "256x256" / "oak_cupboard.usda.png"
    assert struct.unpack(">II", thumbnail.read_bytes()[16:24]) == (256, 256)
    layer = parse_usda(path.read_text())
    told = layer.metadata["customLayerData"]["SimReady_Metadata"]
    assert (told["author"], told["asset_license"], told["qcode"]) == ("A. Nyone", "CC0", "Q14745")
    assert told["rigid_body_count"] == 3 and told["mass"] > 0 and len(told["asset_extents"]) == 3
    assert all(told[name] for name in ("asset_name", "asset_type", "category", "source_file", "usd_date_generated"))
    prims = list(layer.walk())
    for prim in prims:
        if prim.type == "Mesh":
            assert "normals" in prim.values
            np.testing.assert_allclose(np.linalg.norm(prim.values["normals"], axis=1), 1, atol=1e-5)
        if prim.type == "Material":
            assert prim.values["semantics:labels:material"]
        if "SemanticsLabelsAPI:wikidata_qcode" in prim.schemas:
            assert all(re.fullmatch(r"Q\d+", code) for code in prim.values["semantics:labels:wikidata_qcode"])
    labels = [prim.values["semantics:labels:class"] for prim in prims if "SemanticsLabelsAPI:class" in prim.schemas]
    assert ["storage furniture"] in labels and ["door"] in labels


def test_an_usdz_has_its_pictures_in_it_and_comes_back(tmp_path):
    scenes.empty_scene()
    armature = rigs.rigged(scenes.cabinet())
    image = bpy.data.images.new("planks", 4, 4)
    image.pixels[:] = [0.2, 0.4, 0.6, 1.0] * 16
    material = bpy.data.materials.new("planks")
    material.use_nodes = True
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    material.node_tree.links.new(node.outputs["Color"], material.node_tree.nodes["Principled BSDF"].inputs[0])
    for thing in bpy.context.scene.objects:
        if thing.type == "MESH":
            thing.data.materials.clear()
            thing.data.materials.append(material)
            thing.data.uv_layers.new()
    before = stood(armature, HULLS)
    exported = export(armature, tmp_path, "c", ["usdz"], colliders=HULLS)
    with zipfile.ZipFile(exported.files["usdz"]) as archive:
        entries = archive.infolist()
        assert [entry.compress_type for entry in entries] == [zipfile.ZIP_STORED] * 2
        assert archive.read(entries[0])[:8] == (b"PXR-USDC" if pxr_folder() else b"#usda 1.")
        assert entries[1].filename.startswith("textures/")
        # What lies in it begins at multiples of 64, for readers that map it.
        starts = [entry.header_offset + 30 + len(entry.filename) + len(entry.extra) for entry in entries]
        assert [start % 64 for start in starts] == [0, 0]
    scenes.empty_scene()
    again = import_rig(bpy.context, exported.files["usdz"])
    other = difference(before, stood(again, HULLS))
    assert other.told == () and other.colliders == 1 and max(other.origin, other.limits, other.surface) < 1e-5
    (picture,) = [one for one in bpy.data.images if one.source == "FILE"]
    assert picture.packed_file and tuple(picture.size) == (4, 4)


@pytest.mark.parametrize("name", ["x.usdz", "x.usdc", "x.usd"])
def test_what_is_no_binary_usd_is_refused_in_a_sentence(name, tmp_path):
    (tmp_path / name).write_bytes(b"PXR-USDC\0\x08\0\0 no such thing")
    scenes.empty_scene()
    with pytest.raises(InputError, match=f"^{name} cannot be read: .*\\.$") as caught:
        import_rig(bpy.context, tmp_path / name)
    assert caught.value.hint


def test_names_that_lead_out_of_an_usdz_stay_in_its_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.usdz", "w") as archive:
        archive.writestr("x.usda", '#usda 1.0\ndef Xform "x" {\n}\n')
        archive.writestr("../../out.png", b"no")
    scenes.empty_scene()
    with pytest.raises(InputError, match="no rigid bodies"):
        import_rig(bpy.context, tmp_path / "x.usdz")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["x.usdz"]


def test_a_screw_is_said_to_turn_only(tmp_path):
    scenes.empty_scene()
    exported = export(rigs.rigged(scenes.bottle()), tmp_path, "b", ["usda"])
    assert any("no screw" in note for note in exported.notes)


def test_names_cannot_break_out_of_the_text(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet()
    armature = rigs.rigged(prop)
    material = bpy.data.materials.new('"\n}\\')
    for obj in bpy.context.scene.objects:
        if obj.type == "MESH":
            obj.data.materials.clear()
            obj.data.materials.append(material)
    text = export(armature, tmp_path, 'x"y', ["usda"]).files["usda"].read_text()
    names = re.findall(r"displayName = (.*)", text)
    assert all(re.fullmatch(r'"(?:[^"\\]|\\.)*"', name) for name in names)
