"""Files of rigs come back as the rigs that they were written from; those of others move as other readers move them."""

from __future__ import annotations

import bpy
import makers
import numpy as np
import pytest
import rigs
import scenes

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.errors import InputError
from artllm_blender.core.formats.colliders import HULLS
from artllm_blender.core.motion.closed import turned
from artllm_blender.core.motion.interplay import Need
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.formats.marked import collider_of, names_of
from artllm_blender.scene.formats.rig_in import import_rig
from artllm_blender.scene.rig.asset import notes_of
from artllm_blender.scene.rig.needs import write_needs
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, set_value
from runtime.lab.measure.round_trip import difference, stood


@pytest.mark.parametrize("format", ["urdf", "glb", "mjcf", "usda"])
@pytest.mark.parametrize("prop", [scenes.cabinet, scenes.bottle, scenes.laptop], ids=lambda prop: prop.__name__)
def test_a_rig_comes_back_as_it_was(prop, format, tmp_path):
    scenes.empty_scene()
    armature = rigs.rigged(prop())
    if prop is scenes.cabinet:
        write_needs(armature, [Need(2, 1, 0.1)])
    before = stood(armature, HULLS)
    # One GLB with its colliders in it, and others without.
    written = export(armature, tmp_path, "x", [format], colliders=HULLS, glb_physics=prop is scenes.cabinet).files[
        format
    ]
    scenes.empty_scene()
    again = import_rig(bpy.context, written)
    other = difference(before, stood(again, HULLS))
    assert other.told == () and other.axis < 1e-3 and other.colliders == 1
    assert max(other.origin, other.limits, other.surface) < 1e-5
    assert notes_of(again) == []
    rigs.assert_moves_as_calculated(again)


@pytest.mark.parametrize("format", ["urdf", "glb", "mjcf", "usda"])
def test_what_opens_to_negative_values_does_so_when_it_is_back(format, tmp_path):
    """As axes and limits that are known do, and files of others."""
    scenes.empty_scene()
    prop = scenes.cabinet()
    joints = tuple(turned(joint) for joint in prop.articulation.joints)
    armature = rigs.rigged(prop, Articulation(prop.articulation.parts, joints))
    before = stood(armature, HULLS)
    assert all(joint.lower < 0 == joint.upper for joint in before.articulation.joints)
    written = export(armature, tmp_path, "x", [format], colliders=HULLS, glb_physics=True).files[format]
    scenes.empty_scene()
    assert difference(before, stood(import_rig(bpy.context, written), HULLS)).told == ()


def test_colliders_of_parts_of_one_name_are_told_apart():
    """As of the wheels of a bicycle, which its MJCF calls wheel and wheel_2 and the artist both Wheel."""
    scenes.empty_scene()
    box = Box((0, 0, 0), (1, 1, 1))
    parts = tuple(Part(id, name, box) for id, name in enumerate(("Wheel", "Frame", "Wheel")))
    joints = tuple(Joint("revolute", 1, child, (0, 0, 1), (0, 0, 0), 0.0, 1.0) for child in (0, 2))
    tree = Articulation(parts, joints)
    armature = bpy.data.objects.new("rig", bpy.data.armatures.new("rig"))
    for id, name in names_of(tree).items():
        thing = bpy.data.objects.new(f"UCX_{name}_01", bpy.data.meshes.new("solid"))
        assert collider_of(thing, tree, armature) == id


def test_in_a_scene_of_another_unit_the_rig_is_as_large(tmp_path):
    scenes.empty_scene()
    armature = rigs.rigged(scenes.cabinet())
    before = read_rig(armature).articulation
    export(armature, tmp_path, "x", ["urdf"], colliders=HULLS)
    scenes.empty_scene()
    bpy.context.scene.unit_settings.scale_length = 0.01
    after = read_rig(import_rig(bpy.context, tmp_path / "x.urdf")).articulation
    for one, two in zip(before.scaled(100).joints, after.joints, strict=True):
        np.testing.assert_allclose((*one.origin, one.upper), (*two.origin, two.upper), atol=1e-3)
    np.testing.assert_allclose(after.part(0).box.upper, np.multiply(before.part(0).box.upper, 100), atol=1e-3)


@pytest.mark.parametrize("maker", ["xacro", "solidworks", "partnet"])
def test_what_others_wrote_stands_and_moves_as_their_readers_have_it(maker, tmp_path):
    yourdfpy = pytest.importorskip("yourdfpy", reason="yourdfpy is not installed")
    path = makers.write(tmp_path)[maker]
    scenes.empty_scene()
    armature = import_rig(bpy.context, path)
    rig = read_rig(armature)
    robot = yourdfpy.URDF.load(str(path), load_meshes=False, filename_handler=lambda name: name, build_scene_graph=True)
    rest = rigs.standing(rig)
    values = {}
    for joint in rig.articulation.joints:
        wanted = 0.7 if joint.type is JointType.CONTINUOUS else joint.lower + 0.3 * (joint.upper - joint.lower)
        values[joint.name] = set_value(armature, joint.child, wanted)
    moved = rigs.standing(rig)
    at_rest = {part.id: robot.get_transform(part.name) for part in rig.articulation.parts}
    robot.update_cfg({name: values[name] for name in robot.actuated_joint_names if name in values})
    for part in rig.articulation.parts:
        if part.name == "bolt":  # which follows the hinge there
            continue
        motion = robot.get_transform(part.name) @ np.linalg.inv(at_rest[part.id])
        np.testing.assert_allclose(moved[part.id], rest[part.id] @ motion[:3, :3].T + motion[:3, 3], atol=1e-5)


def test_shapes_of_others_become_parts_with_their_looks(tmp_path):
    files = makers.write(tmp_path)
    scenes.empty_scene()
    rig = read_rig(import_rig(bpy.context, files["xacro"], positive_opens=True))
    parts = {part.name: rig.objects[part.id] for part in rig.articulation.parts}
    assert set(parts) == {"post", "leaf", "bolt"} and len(parts["leaf"]) == 2
    steel = parts["post"][0].data.materials[0]
    assert steel.name == "steel" and steel.diffuse_color[0] == pytest.approx(0.1329, abs=1e-3)
    leaf = next(thing for thing in parts["leaf"] if "leaf" in thing.name.rpartition(".")[2])
    assert sorted(leaf.dimensions) == pytest.approx([0.04, 0.8, 1.0])
    assert sum(polygon.area * polygon.normal.dot(polygon.center) for polygon in leaf.data.polygons) / 3 > 0  # outward
    assert rig.articulation.joint_of(1).upper == pytest.approx(1.2)  # it opened to -1.2
    notes = " ".join(notes_of(rig.armature))
    assert "floating" in notes and "follows hinge" in notes and "tool0" in notes and "turned round" in notes


def test_many_shapes_of_a_link_are_objects_of_one_part(tmp_path):
    scenes.empty_scene()
    rig = read_rig(import_rig(bpy.context, makers.write(tmp_path)["partnet"]))
    assert sorted(len(things) for things in rig.objects.values()) == [1, 6]
    assert rig.articulation.part(rig.articulation.root).name == "link_1"
    assert not any(thing.name.startswith("UCX") for thing in bpy.data.objects)  # colliders were the visuals


def test_what_cannot_be_read_leaves_the_scene_as_it_was(tmp_path):
    scenes.empty_scene()
    files = makers.write(tmp_path)
    for mesh in files["solidworks"].parent.parent.glob("meshes/*"):
        mesh.unlink()
    kept = scenes.mesh_object("mine", *scenes.box((0, 0, 0), (1, 1, 1)))
    before = set(bpy.data.user_map())
    with pytest.raises(InputError, match="shows no mesh"):
        import_rig(bpy.context, files["solidworks"])
    assert set(bpy.data.user_map()) == before and bpy.context.view_layer.objects.active == kept
    (tmp_path / "x.urdf").write_text("<robot>")
    with pytest.raises(InputError, match="x.urdf cannot be read"):
        import_rig(bpy.context, tmp_path / "x.urdf")
    assert not find_rigs(bpy.context.scene)


def test_meshes_reach_for_nothing_outside_the_folder(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.mtl").write_text("newmtl secret\nKd 1 0 0\n")
    (home / "inner.mtl").write_text("newmtl inner\nmap_Kd ../secret.png\n")
    text = '<robot name="x">{}</robot>'
    link = '<link name="{0}"><visual><geometry><mesh filename="{0}.obj"/></geometry></visual></link>'
    for name, library in (("a", "../secret.mtl"), ("b", "inner.mtl")):
        (home / f"{name}.obj").write_text(f"mtllib {library}\nusemtl secret\n" + makers.obj((0, 0, 0), (1, 1, 1)))
    joint = '<joint name="j" type="fixed"><parent link="a"/><child link="b"/></joint>'
    (home / "x.urdf").write_text(text.format(link.format("a") + link.format("b") + joint))
    scenes.empty_scene()
    armature = import_rig(bpy.context, home / "x.urdf")
    assert not any(
        material.name.startswith("secret") and material.diffuse_color[1] == 0 for material in bpy.data.materials
    )
    assert len(bpy.data.images) == 0
    assert sum("outside home" in note for note in notes_of(armature)) == 2


def test_normals_of_faces_that_cannot_be_are_left_out(tmp_path):
    """Blender ends at them otherwise."""
    corners = [0, 1, 2, 0, 1, 2, 2, 1, 0, 0, 0, 1, 1, 2, 3]
    (tmp_path / "x.usda").write_text(
        '#usda 1.0\ndef Xform "a" ( prepend apiSchemas = ["PhysicsRigidBodyAPI"] ) {\ndef Mesh "m" {\n'
        "point3f[] points = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]\n"
        f"int[] faceVertexCounts = {[3] * 5}\nint[] faceVertexIndices = {corners}\n"
        f'normal3f[] normals = {[(0, 0, 1)] * 15} (\ninterpolation = "faceVarying"\n)\n}}\n}}\n'
    )
    scenes.empty_scene()
    rig = read_rig(import_rig(bpy.context, tmp_path / "x.usda"))
    assert len(rig.objects[0][0].data.polygons) < 5
