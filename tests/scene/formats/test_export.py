"""Export in a real Blender: files read again hold the artist's mesh and the rig's motion; failures leave nothing."""

from __future__ import annotations

import json
import math
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import bpy
import numpy as np
import pytest
import rigs
import scenes
from disks import full_disk

from artllm_blender.core.articulation import Articulation, JointType
from artllm_blender.core.errors import ArticulationError, ExportError
from artllm_blender.core.formats import colliders
from artllm_blender.core.formats.colliders import flat_box
from artllm_blender.core.formats.inertia import inertial
from artllm_blender.core.frames import apply, rotation, transform
from artllm_blender.core.kinematics import motion, poses
from artllm_blender.core.motion.interplay import Need
from artllm_blender.core.motion.playback import Move
from artllm_blender.core.motion.timeline import Easing, Timeline, Timing
from artllm_blender.scene.formats.export import FORMATS, export
from artllm_blender.scene.formats.gltf import clip_values
from artllm_blender.scene.formats.hulls import hull
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.preview.bake import bake
from artllm_blender.scene.preview.preview import Preview
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.mesh_out import part_meshes
from artllm_blender.scene.rig.needs import write_needs
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, set_value


def cabinet() -> bpy.types.Object:
    scenes.empty_scene()
    return rigs.rigged(scenes.cabinet())


def meshes_of(armature: bpy.types.Object) -> dict:
    return part_meshes(read_rig(armature), bpy.context.evaluated_depsgraph_get())


def blocks() -> dict[str, set[str]]:
    kinds = ("scenes", "objects", "meshes", "actions", "materials", "images", "collections", "armatures")
    return {kind: {block.name for block in getattr(bpy.data, kind)} for kind in kinds}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def contents_of_export(armature: bpy.types.Object, folder: Path) -> dict[str, bytes]:
    export(armature, folder, "c", FORMATS)
    return contents(folder)


def obj(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n, 3) vertices, (m, 3) triangles, (m, 3) normal of each triangle's first corner, of an OBJ file."""
    lines = [line.split() for line in path.read_text("ascii").splitlines()]
    vertices, normals = (np.array([line[1:] for line in lines if line[0] == key], float) for key in ("v", "vn"))
    corners = np.array([[corner.split("/") for corner in line[1:]] for line in lines if line[0] == "f"], int) - 1
    return vertices, corners[:, :, 0], normals[corners[:, 0, 2]]


def glb(path: Path) -> dict:
    data = path.read_bytes()
    magic, version, total, length = struct.unpack_from("<4sIII", data)
    assert (magic, version, total) == (b"glTF", 2, len(data))
    return json.loads(data[20 : 20 + length])


def test_everything_is_written_and_the_scene_is_as_it_was(tmp_path):
    armature = cabinet()
    set_value(armature, 1, 0.5)
    before, scene, layer = blocks(), bpy.context.scene, bpy.context.view_layer
    written = export(armature, tmp_path / "new" / "folder", "Küche", FORMATS).files
    assert written == {format: tmp_path / "new" / "folder" / f"Kuche.{format}" for format in FORMATS}
    meshes = {f"meshes/Kuche{end}" for end in (".mtl", "_Body.obj", "_Door.obj", "_Drawer.obj")}
    files = {*meshes, "Kuche.srdf", *(path.name for path in written.values())}
    assert {path for path in contents(tmp_path / "new" / "folder") if "_hull" not in path} == files
    assert blocks() == before
    assert (bpy.context.scene, bpy.context.view_layer) == (scene, layer)
    assert read_rig(armature).values[1] == pytest.approx(0.5)


def test_the_pose_at_hand_does_not_matter(tmp_path):
    armature = cabinet()
    set_value(armature, 1, 1.0)
    set_value(armature, 2, 0.3)
    player = Player(export(armature, tmp_path, "a", ["glb"]).files["glb"])
    for id, mesh in meshes_of(armature).items():
        part = read_rig(armature).articulation.part(id)
        for vertices in (mesh.vertices, player.mesh(part.name, "Door_joint", 0)):
            assert np.allclose(vertices.min(axis=0), part.box.lower, atol=1e-6)
            assert np.allclose(vertices.max(axis=0), part.box.upper, atol=1e-6)


def test_obj_lies_at_its_joint_and_faces_outwards(tmp_path):
    armature = cabinet()
    # The door, mirrored and sheared, must still be exported as it is seen.
    door = read_rig(armature).objects[1][0]
    door.scale.x = -1
    door.rotation_euler.y = 0.2
    bpy.context.view_layer.update()
    mesh = meshes_of(armature)[1]
    export(armature, tmp_path, "c", ["urdf"])
    vertices, triangles, normals = obj(tmp_path / "meshes" / "c_Door.obj")
    assert np.allclose(vertices + (-0.4, -0.275, 0), mesh.vertices, atol=1e-5)
    a, b, c = vertices[triangles].transpose(1, 0, 2)
    cross = np.cross(b - a, c - a)
    assert np.einsum("ij,ij->", a, cross) > 0
    assert (np.einsum("ij,ij->i", cross / np.linalg.norm(cross, axis=1)[:, None], normals) > 0.99).all()
    # The handle's last 5 mm are in the door, and count once.
    assert inertial(vertices, triangles).mass == pytest.approx(
        700 * (0.8 * 0.02 * 0.68 + 0.02 * 0.035 * 0.15), rel=1e-3
    )


def painted(colour: tuple[float, ...], image: bpy.types.Image | None = None) -> bpy.types.Material:
    material = bpy.data.materials.new("Lack, rot")
    material.use_nodes = True
    shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = colour
    if image:
        texture = material.node_tree.nodes.new("ShaderNodeTexImage")
        texture.image = image
        material.node_tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    return material


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_materials_and_pictures_go_along(tmp_path, format):
    armature = cabinet()
    image = bpy.data.images.new("Holz", 4, 4)
    image.generated_color = (0, 1, 0, 1)
    image.file_format = format
    objects = read_rig(armature).objects
    objects[0][0].data.materials.append(painted((1, 0.2140411, 0, 1)))
    objects[1][0].data.materials.append(painted((0, 0, 0, 1), image))
    objects[1][0].data.uv_layers.new()
    before = blocks()
    export(armature, tmp_path, "c", ["urdf"])
    assert blocks() == before
    mtl = (tmp_path / "meshes" / "c.mtl").read_text("ascii")
    assert "newmtl Lack_rot\nKd 1.0000 0.5000 0.0000" in mtl
    assert "map_Kd c_1_Holz.png" in mtl
    copy = bpy.data.images.load(str(tmp_path / "meshes" / "c_1_Holz.png"))
    assert np.allclose(copy.pixels[:4], (0, 1, 0, 1))
    door = (tmp_path / "meshes" / "c_Door.obj").read_text("ascii").splitlines()
    assert "usemtl Lack_rot_2" in door or "usemtl Lack_rot_001" in door
    assert len({line for line in door if line.startswith("vt ")}) > 1


def test_flat_parts_get_a_box():
    sheet = np.array([(x, y, 0.3 * x) for x in range(5) for y in range(3)], float)
    box = flat_box(sheet)
    assert sorted(box.shape.size) == pytest.approx([4e-3 * math.hypot(1, 0.3), 2, 4 * math.hypot(1, 0.3)])
    assert np.linalg.det(box.turn) == pytest.approx(1)
    assert np.allclose(box.centre, sheet.mean(axis=0))
    assert flat_box(np.random.default_rng(0).random((50, 3))) is None
    assert flat_box(np.ones((4, 3))).shape.size.min() > 0


def test_a_hull_is_closed_and_holds_every_point():
    mesh = meshes_of(cabinet())[0]
    around = hull(mesh.vertices)
    a, b, c = around.vertices[around.triangles].transpose(1, 0, 2)
    outwards = np.cross(b - a, c - a)
    assert (np.einsum("ik,nik->ni", outwards, mesh.vertices[:, None] - a) < 1e-6).all()
    assert inertial(around.vertices, around.triangles).mass == pytest.approx(0.8 * 0.5 * 1.0 * 700, rel=1e-3)


def test_a_part_too_big_to_collide_collides_as_its_hull(tmp_path, monkeypatch):
    monkeypatch.setattr(colliders, "MOST_TRIANGLES", 60)
    text = export(cabinet(), tmp_path, "c", ["urdf"], colliders="mesh").files["urdf"].read_text("utf-8")
    assert text.count("meshes/c_Body.obj") == text.count("meshes/c_Body_hull.obj") == 1
    assert (tmp_path / "meshes" / "c_Body_hull.obj").read_text("ascii").count("\nf ") == 12


def test_package_addresses(tmp_path):
    files = export(cabinet(), tmp_path, "c", ["urdf"], package="kitchen", colliders="mesh").files
    text = files["urdf"].read_text("utf-8")
    assert text.count("package://kitchen/meshes/c_Door.obj") == 2
    assert "<name>kitchen</name>" in (tmp_path / "package.xml").read_text()
    assert (tmp_path / "launch" / "display.launch.py").is_file()


def test_a_part_without_an_object_is_left_out_and_said(tmp_path):
    armature = cabinet()
    for thing in read_rig(armature).objects[2]:
        bpy.data.objects.remove(thing)
    exported = export(armature, tmp_path, "c", FORMATS)
    assert not (tmp_path / "meshes" / "c_Drawer.obj").exists()
    assert {node["name"] for node in glb(exported.files["glb"])["nodes"]} == {"Body", "Door"}
    assert "Drawer has no object left and is left out." in exported.notes


def test_glb_tells_of_its_joints(tmp_path):
    document = glb(export(cabinet(), tmp_path, "c", ["glb"]).files["glb"])
    nodes = {node["name"]: node for node in document["nodes"]}
    assert set(nodes) == {"Body", "Door", "Drawer"}
    assert nodes["Door"]["extras"]["artllm_joint"] == {
        "name": "Door_joint", "type": "revolute", "parent": "Body", "axis": pytest.approx([0, -1, 0]),
        "origin": pytest.approx([-0.4, 0, 0.275]), "lower": 0, "upper": pytest.approx(math.pi / 2), "closed": 0,
        "confidence": 1.0,
    }  # fmt: skip
    assert nodes["Door"]["translation"] == pytest.approx([-0.4, 0, 0.275])
    assert nodes["Body"]["extras"]["artllm_part"]["id"] == 0
    assert {clip["name"] for clip in document["animations"]} == {"Door_joint", "Drawer_joint", "All joints"}
    moved = {"Door_joint": {"Door"}, "Drawer_joint": {"Drawer"}, "All joints": {"Door", "Drawer"}}
    for clip in document["animations"]:
        nodes_moved = {document["nodes"][channel["target"]["node"]]["name"] for channel in clip["channels"]}
        assert nodes_moved == moved[clip["name"]]


def test_glb_keeps_the_artist_s_names_and_properties_and_none_of_ours(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet()
    prop.objects[0]["price"] = 12.5
    prop.objects[0]["sizes"] = {"small": [1, 2]}
    prop.objects[0].data["made_by"] = "hand"
    document = glb(export(rigs.rigged(prop), tmp_path, "c", ["glb"]).files["glb"])
    assert [scene["name"] for scene in document["scenes"]] == ["Asset"]
    assert {mesh["name"] for mesh in document["meshes"]} == {"Cabinet.Body", "Cabinet.Door", "Cabinet.Drawer"}
    assert all(mesh["extras"] == {"made_by": "hand"} for mesh in document["meshes"])
    for node in document["nodes"]:
        extras = {key: value for key, value in node["extras"].items() if key not in ("artllm_part", "artllm_joint")}
        assert extras == {"price": 12.5, "sizes": {"small": [1, 2]}}


def bulged(prop: scenes.Prop) -> bpy.types.Object:
    """The prop's object, given a shape key that makes it wider by a fifth, a quarter of it shown."""
    thing = prop.objects[0]
    thing.shape_key_add(name="Basis")
    key = thing.shape_key_add(name="bulge")
    for point in key.data:
        point.co.x *= 1.2
    key.value = 0.25
    return thing


def test_glb_keeps_shape_keys_as_morph_targets(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet()
    bulged(prop)
    armature = rigs.rigged(prop)
    shown = meshes_of(armature)
    exported = export(armature, tmp_path, "c", ["glb", "urdf"])
    assert exported.said == []
    player = Player(exported.files["glb"])
    for part in read_rig(armature).articulation.parts:
        mesh = player.document["meshes"][player.nodes[part.name]["mesh"]]
        assert (mesh["extras"]["targetNames"], mesh["weights"]) == (["bulge"], [0.25])
        (primitive,) = mesh["primitives"]
        base, bulge = (player.floats(one["POSITION"]) for one in (primitive["attributes"], *primitive["targets"]))
        width = np.ptp(base[:, 0] + 0.25 * bulge[:, 0])
        assert width == pytest.approx(np.ptp(shown[part.id].vertices[:, 0]), abs=1e-6)
    assert all(not mesh.shape_keys or mesh.users for mesh in bpy.data.meshes)


def test_shape_keys_below_modifiers_are_applied_and_said(tmp_path):
    armature = cabinet()
    door = read_rig(armature).objects[1][0]
    door.shape_key_add(name="Basis")
    door.shape_key_add(name="bulge").value = 1
    door.modifiers.new("Bevel", "BEVEL")
    exported = export(armature, tmp_path, "c", ["glb"])
    assert exported.notes == [f"The GLB has the shape keys of {door.name} applied: apply its modifiers to keep them."]


def test_files_tell_where_what_was_modelled_half_open_is_closed(tmp_path):
    scenes.empty_scene()
    prop = scenes.laptop()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    armature = build_asset(bpy.context, source, scenes.predict(prop, source))
    armature["artllm_value_1"] = 0.0  # files hold the rest pose, whatever the sliders are at
    files = export(armature, tmp_path, "laptop", ["urdf", "glb"]).files
    lid = next(node for node in glb(files["glb"])["nodes"] if "artllm_joint" in node.get("extras", {}))
    told = lid["extras"]["artllm_joint"]
    assert (told["lower"], told["closed"], told["upper"]) == pytest.approx((-math.pi / 2, -math.pi / 2, 0.6))
    assert told["axis"] == pytest.approx([-1, 0, 0])
    joint = ElementTree.parse(files["urdf"]).find("joint")
    assert float(joint.find("closed").get("value")) == pytest.approx(-math.pi / 2)
    assert joint.find("axis").get("xyz") == "-1 0 0"


def test_a_glb_has_the_artist_s_actions_as_clips(tmp_path):
    """Beside the joints' own; at rest the nodes stand as modelled."""
    scenes.empty_scene()
    prop = scenes.laptop()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    armature = build_asset(bpy.context, source, scenes.predict(prop, source))
    bpy.context.scene.render.fps = 30
    preview = Preview(armature)
    timeline = Timeline({1: -math.pi / 2})
    timeline.add(Move(1, -math.pi / 2, 0.6))
    for together, name in ((True, "Laptop Play"), (False, "Lid")):
        bake(armature, preview, timeline, Timing(2.0, Easing.LINEAR, ping_pong=False), 10, together)
        bpy.context.scene.frame_set(10)
        exported = export(armature, tmp_path, "laptop", ["glb"])
        played = Player(exported.files["glb"])
        assert not exported.failures and set(played.clips) == {"Lid_joint", name}
        assert played.seconds(name) == pytest.approx(2.0)
        turns = [played.local("Lid", name, frame)[:3, :3] for frame in (0, 24, 48)]
        angles = (-math.pi / 2, (0.6 - math.pi / 2) / 2, 0.6)
        for turn, angle in zip(turns, angles, strict=True):
            np.testing.assert_allclose(turn, rotation((-1, 0, 0), angle), atol=1e-5)


def test_one_clip_of_a_glb_plays_all_joints_together(tmp_path):
    player = Player(export(cabinet(), tmp_path, "c", ["glb"]).files["glb"])
    assert set(player.clips) == {"Door_joint", "Drawer_joint", "All joints"}
    for frame in (0, 24, 30):
        for part, joint in (("Door", "Door_joint"), ("Drawer", "Drawer_joint")):
            np.testing.assert_allclose(
                player.local(part, "All joints", frame), player.local(part, joint, frame), atol=1e-5
            )


def test_glb_tells_what_joints_need(tmp_path):
    armature = cabinet()
    write_needs(armature, [Need(2, 1, 0.1)])
    nodes = {node["name"]: node for node in glb(export(armature, tmp_path, "c", ["glb"]).files["glb"])["nodes"]}
    told = nodes["Drawer"]["extras"]["artllm_joint"]["needs"]
    assert told == [{"part": "Door", "open": True, "beyond": pytest.approx(0.1)}]
    assert "needs" not in nodes["Door"]["extras"]["artllm_joint"]


def every_joint_type() -> list[tuple[scenes.Prop, Articulation]]:
    """Cabinet; bottle with its screw; cabinet with its door as a wheel."""
    scenes.empty_scene()
    given = scenes.cabinet()
    door, drawer = given.articulation.joints
    wheel = replace(given.articulation, joints=(replace(door, type=JointType.CONTINUOUS), drawer))
    return [(given, given.articulation), (given, wheel), (scenes.bottle(), scenes.bottle().articulation)]


@pytest.mark.parametrize("which", range(3), ids=["hinge and slide", "wheel", "screw"])
def test_glb_clips_move_the_artist_s_mesh_as_the_articulation_does(tmp_path, which):
    prop, articulation = every_joint_type()[which]
    armature = rigs.rigged(prop, articulation)
    rest = {id: mesh.vertices for id, mesh in meshes_of(armature).items()}
    player = Player(export(armature, tmp_path, "c", ["glb"]).files["glb"])
    for joint in articulation.joints:
        values = clip_values(joint)
        assert player.seconds(joint.name) == pytest.approx((len(values) - 1) / 24)
        for frame in (0, len(values) // 4, round(0.6 * len(values)), len(values) - 1):
            moved = poses(articulation, {joint.child: values[frame]})
            for part in articulation.parts:
                seen, expected = player.mesh(part.name, joint.name, frame), apply(moved[part.id], rest[part.id])
                assert np.allclose(seen.min(axis=0), expected.min(axis=0), atol=1e-5), (joint.name, part.name, frame)
                assert np.allclose(seen.max(axis=0), expected.max(axis=0), atol=1e-5), (joint.name, part.name, frame)


class Player:
    """Poses of a GLB's nodes by its own keys, as the glTF 2.0 specification has them; what it reads is Z-up again."""

    def __init__(self, path: Path) -> None:
        self.document = glb(path)
        data = path.read_bytes()
        self.binary = data[20 + struct.unpack_from("<I", data, 12)[0] + 8 :]
        self.nodes = {node["name"]: node for node in self.document["nodes"]}
        self.clips = {clip["name"]: clip for clip in self.document["animations"]}

    def floats(self, index: int) -> np.ndarray:
        accessor = self.document["accessors"][index]
        assert accessor["componentType"] == 5126
        width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[accessor["type"]]
        view = self.document["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        return np.frombuffer(self.binary, "<f4", accessor["count"] * width, start).reshape(-1, width)

    def seconds(self, clip: str) -> float:
        return max(self.floats(sampler["input"]).max() for sampler in self.clips[clip]["samplers"])

    def local(self, name: str, clip: str, frame: int) -> np.ndarray:
        state = {"translation": (0, 0, 0), "rotation": (0, 0, 0, 1), **self.nodes[name]}
        for channel in self.clips[clip]["channels"]:
            if self.document["nodes"][channel["target"]["node"]]["name"] == name:
                sampler = self.clips[clip]["samplers"][channel["sampler"]]
                keys = self.floats(sampler["output"])
                state[channel["target"]["path"]] = keys[min(frame, len(keys) - 1)]
        x, y, z, w = state["rotation"]
        turn = rotation((x, y, z), 2 * math.atan2(math.hypot(x, y, z), w)) if any((x, y, z)) else np.eye(3)
        return transform(turn, state["translation"])

    def mesh(self, name: str, clip: str, frame: int) -> np.ndarray:
        """(n, 3) vertices of a node's mesh in the world at a frame of a clip."""
        (primitive,) = self.document["meshes"][self.nodes[name]["mesh"]]["primitives"]
        points = apply(self.local(name, clip, frame), self.floats(primitive["attributes"]["POSITION"]))
        parents = [other for other, node in self.nodes.items() if self.document["nodes"].index(self.nodes[name]) in
                   node.get("children", [])]  # fmt: skip
        for parent in parents:
            points = apply(self.local(parent, clip, frame), points)
        return points[:, (0, 2, 1)] * (1, -1, 1)


def test_clips_never_turn_far_between_frames():
    for _, articulation in every_joint_type():
        for joint in articulation.joints:
            values = np.array(clip_values(joint))
            turns = [motion(joint, change)[0] for change in np.diff(values)]
            assert np.abs(turns).max() < math.radians(120)
            assert values[0] == 0
            if joint.type is not JointType.CONTINUOUS:
                assert (values.min(), values.max(), values[-1]) == pytest.approx((joint.lower, joint.upper, 0))


@pytest.mark.parametrize("make", [scenes.cabinet, scenes.bottle])
def test_khronos_validator(tmp_path, make):
    node = shutil.which("node")
    if not node or subprocess.run([node, "-e", "require('gltf-validator')"], capture_output=True).returncode:
        pytest.skip("node with the package gltf-validator is not installed")
    scenes.empty_scene()
    prop = make()
    if len(prop.objects) == 1:
        bulged(prop)
    path = export(rigs.rigged(prop), tmp_path, "c", ["glb"]).files["glb"]
    script = (
        "require('gltf-validator').validateBytes(new Uint8Array(require('fs').readFileSync(process.argv[1])))"
        ".then(r => console.log(JSON.stringify(r.issues)))"
    )
    result = subprocess.run([node, "-e", script, path], capture_output=True, text=True, check=True)
    issues = json.loads(result.stdout)
    assert issues["numErrors"] == issues["numWarnings"] == 0, issues["messages"]


def test_blend_opens_with_a_working_rig(tmp_path):
    armature = cabinet()
    articulation = read_rig(armature).articulation
    path = export(armature, tmp_path, "c", ["blend"]).files["blend"]
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert {thing.type for thing in bpy.data.objects} == {"ARMATURE", "MESH"}
    assert len(bpy.context.scene.objects) == 4
    (opened,) = find_rigs(bpy.context.scene)
    rig = read_rig(opened)
    assert rig.articulation == articulation
    set_value(opened, 1, 1.0)
    door = rig.objects[1][0].evaluated_get(bpy.context.evaluated_depsgraph_get())
    assert np.allclose(door.matrix_world, poses(articulation, {1: 1.0})[1], atol=1e-6)


def test_picture_shows_rest_beside_opened_and_the_axes(tmp_path):
    path = export(cabinet(), tmp_path, "c", ["png"]).files["png"]
    image = bpy.data.images.load(str(path))
    assert tuple(image.size) == (1000, 500)
    pixels = np.reshape(image.pixels[:], (500, 1000, 4))[:, :, :3]
    assert np.abs(pixels[:, :500] - pixels[:, 500:]).max(axis=2).mean() > 0.05
    for half in (pixels[:, :500], pixels[:, 500:]):
        for axis in ((0.85, 0.1, 0.1), (0.1, 0.3, 0.9)):
            assert (np.abs(half - axis).max(axis=2) < 0.03).sum() > 100


def test_hostile_names_stay_inside_the_folder(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet()
    parts = tuple(
        replace(part, name=name)
        for part, name in zip(prop.articulation.parts, ("../../up", '"><', "ß" * 300), strict=True)
    )
    armature = rigs.rigged(prop, replace(prop.articulation, parts=parts))
    written = export(armature, tmp_path / "in", "../../" + "x" * 300, FORMATS).files
    assert list(tmp_path.iterdir()) == [tmp_path / "in"]
    assert all(path.parent == tmp_path / "in" for path in written.values())
    assert {part.name for part in parts} == {node["name"] for node in glb(written["glb"])["nodes"]}


def test_an_export_replaces_its_own_files_only(tmp_path):
    armature = cabinet()
    export(armature, tmp_path, "c", FORMATS)
    (tmp_path / "meshes" / "other.obj").write_text("mine")
    first = contents(tmp_path)
    export(armature, tmp_path, "c", FORMATS)
    second = contents(tmp_path)
    assert set(first) == set(second)
    assert second["meshes/other.obj"] == b"mine"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("fresh", [True, False], ids=["new folder", "old folder"])
def test_a_full_disk_leaves_nothing(tmp_path, format, fresh):
    armature = cabinet()
    folder = tmp_path / "a" / "b"
    if not fresh:
        export(armature, folder, "c", [format])
    before, there = blocks(), contents(tmp_path)
    with full_disk(700), pytest.raises(ExportError) as failure:
        export(armature, folder, "c", [format])
    assert str(failure.value).startswith(f"Could not write to {folder}: ")
    assert len(str(failure.value).splitlines()) == 1
    assert contents(tmp_path) == there
    assert fresh == (not (tmp_path / "a").exists())
    assert blocks() == before


def test_a_folder_that_cannot_be_made_or_written(tmp_path):
    armature = cabinet()
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/artllm")):
        with pytest.raises(ExportError, match="Could not write to"):
            export(armature, folder, "c", FORMATS)
    assert contents(tmp_path) == {"file": b"mine"}


def test_a_place_that_is_taken_by_a_folder_is_left_alone(tmp_path):
    armature = cabinet()
    export(armature, tmp_path, "c", ["urdf"])
    before = contents(tmp_path)
    (tmp_path / "c.png").mkdir()
    (tmp_path / "c.png" / "mine").write_text("mine")
    exported = export(armature, tmp_path, "c", FORMATS)
    assert set(exported.files) == {"urdf", "glb", "blend"}
    assert exported.failures["png"].code == "export_failed" and "c.png is in the way" in str(exported.failures["png"])
    assert exported.said == [f"PNG was not written: {exported.failures['png']}"]
    after = contents(tmp_path)
    assert set(after) == {*before, "c.png/mine", "c.glb", "c.blend"} and after["c.png/mine"] == b"mine"


def test_a_folder_of_a_format_is_there_whole_or_not_at_all(tmp_path):
    armature = cabinet()
    (tmp_path / "meshes" / "c_Door.obj").mkdir(parents=True)
    (tmp_path / "meshes" / "c_Body.obj").write_text("mine")
    exported = export(armature, tmp_path, "c", ["urdf", "png"])
    assert set(exported.files) == {"png"} and set(exported.failures) == {"urdf"}
    assert set(contents(tmp_path)) == {"c.png", "meshes/c_Body.obj"}
    assert (tmp_path / "meshes" / "c_Body.obj").read_text() == "mine"
    (tmp_path / "other" / "c.urdf").mkdir(parents=True)
    assert "urdf" in export(armature, tmp_path / "other", "c", ["urdf", "png"]).failures
    assert {path.name for path in (tmp_path / "other").iterdir()} == {"c.urdf", "c.png"}


def test_what_fits_on_a_disk_is_written_and_the_rest_named(tmp_path):
    armature = cabinet()
    sizes = {name: len(data) for name, data in contents_of_export(armature, tmp_path / "all").items()}
    limit = max(size for name, size in sizes.items() if name == "c.urdf" or name.startswith("meshes/")) + 100
    assert min(sizes["c.png"], sizes["c.glb"]) > limit
    with full_disk(limit):
        exported = export(armature, tmp_path / "some", "c", FORMATS)
    assert "urdf" in exported.files and {"glb", "png"} <= set(exported.failures)
    for failure in exported.failures.values():
        assert str(failure).startswith(f"Could not write to {tmp_path / 'some'}: ")
        assert failure.hint == "Choose another folder or free some space."
    assert set(contents(tmp_path / "some")) == {name for name in sizes if name.startswith("meshes/")} | {
        "c.urdf",
        "c.srdf",
    }


def test_wrong_requests(tmp_path):
    armature = cabinet()
    with pytest.raises(ExportError, match="no format 'fbx'"):
        export(armature, tmp_path, "c", ["urdf", "fbx"])
    other = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    with pytest.raises(ArticulationError):
        export(other, tmp_path, "c", ["urdf"])
    assert not contents(tmp_path)
