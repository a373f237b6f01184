"""At rest a rig stands where its mesh was modelled, in the scene and in every file, whatever its joints' limits."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Euler, Matrix
from rigs import standing

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.frames import apply, turn_about
from artllm_blender.scene.formats import gltf, link_meshes
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.preview.preview import reset
from artllm_blender.scene.rig.build_rig import build_rig, set_limits, value_key
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig
from artllm_blender.scene.rig.rest import astray, rest_matrices

TURN = math.tau
# Floats about a whole turn, and what people type.
SPANS = [np.nextafter(TURN, 0), TURN, np.nextafter(TURN, 9), np.nextafter(np.float32(TURN), np.float32(0)), math.pi]
SPANS += [TURN - 3e-6, TURN - 1e-5, TURN - 2e-4, TURN + 3e-6, 2 * TURN, 2 * TURN - 1e-6]
TYPED = np.radians(
    [(-60, 300), (-300, 60), (0, 360), (-180, 180), (0, 300), (-150, 150), (0, 0), (-360, 360), (10, 90)]
)


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


def a_limit(rng: np.random.Generator) -> tuple[float, float]:
    """In radians, of any travel, but often one that is about a whole turn or that people type."""
    if rng.random() < 0.3:
        return tuple(rng.choice(TYPED).tolist())
    span = float(rng.choice(SPANS)) if rng.random() < 0.7 else rng.uniform(0, 3 * TURN)
    lower = -span * rng.random()
    return lower, lower + span


def a_joint(rng: np.random.Generator, parent: int, child: int) -> Joint:
    kind = list(JointType)[rng.integers(4)]
    axis = np.eye(3)[rng.integers(3)] * rng.choice((-1, 1)) if rng.random() < 0.5 else rng.normal(size=3)
    place = tuple((axis / np.linalg.norm(axis)).tolist()), tuple(rng.uniform(-1, 1, 3).tolist())
    if kind is JointType.CONTINUOUS:
        return Joint(kind, parent, child, *place, 0, 0)
    lower, upper = a_limit(rng)
    if kind is JointType.REVOLUTE:
        return Joint(kind, parent, child, *place, lower, upper)
    pitch = float(rng.uniform(0.001, 0.5) * rng.choice((-1, 1))) if kind is JointType.SCREW else 0.0
    slide = abs(pitch or 0.3) / TURN
    return Joint(kind, parent, child, *place, lower * slide, upper * slide, pitch)


def random_rig(seed: int) -> tuple[bpy.types.Object, dict[int, np.ndarray]]:
    """A tree of ten boxes with joints of all kinds, and where each one's vertices were modelled."""
    rng = np.random.default_rng(seed)
    parts, joints, things, modelled = [], [], {}, {}
    collection = bpy.data.collections.new("Asset")
    bpy.context.scene.collection.children.link(collection)
    for id in range(10):
        lower = rng.uniform(-1, 1, 3)
        upper = lower + rng.uniform(0.05, 0.4, 3)
        thing = scenes.mesh_object(f"Box {id}", *scenes.box((0, 0, 0), upper - lower))
        bpy.context.scene.collection.objects.unlink(thing)
        collection.objects.link(thing)
        thing.matrix_world = Matrix.LocRotScale(lower.tolist(), Euler(rng.uniform(-1, 1, 3)), rng.uniform(0.5, 2, 3))
        bpy.context.view_layer.update()
        modelled[id] = apply(thing.matrix_world, [v.co for v in thing.data.vertices])
        corners = (tuple(f(modelled[id], axis=0).tolist()) for f in (np.min, np.max))
        parts.append(Part(id, f"Part {id}", Box(*corners)))
        things[id] = [thing]
        if id:
            joints.append(a_joint(rng, int(rng.integers(id)), id))
    armature = build_rig(Articulation(tuple(parts), tuple(joints)), things, collection, "Asset")
    bpy.context.view_layer.update()
    return armature, modelled


def assert_as_modelled(points: dict[int, np.ndarray], modelled: dict[int, np.ndarray]) -> None:
    size = np.ptp(np.concatenate(list(modelled.values())), axis=0).max()
    for id, wanted in modelled.items():
        np.testing.assert_allclose(points[id], wanted, atol=1e-5 * size, err_msg=f"part {id}")


@pytest.mark.parametrize("seed", range(20))
def test_a_rig_at_rest_is_as_modelled(seed):
    armature, modelled = random_rig(seed)
    rig = read_rig(armature)
    assert_as_modelled(standing(rig), modelled)
    assert astray(rig, bpy.context.evaluated_depsgraph_get()) == []


def test_limits_about_a_whole_turn_move_no_screw():
    """Each of these was turned by up to 167 degrees at value 0, one in twelve."""
    prop = scenes.bottle(joined=False)
    collection = bpy.context.scene.collection
    armature = build_rig(prop.articulation, {0: [prop.objects[0]], 1: [prop.objects[1]]}, collection, "Bottle")
    bone = armature.data.bones["Cap_joint"]
    rng = np.random.default_rng(0)
    for _ in range(300):
        lower, upper = -rng.uniform(0.005, 0.3), rng.uniform(0.005, 0.3)
        bone["artllm_joint"]["pitch"] = upper - lower
        set_limits(armature, 1, lower, upper)
        bpy.context.view_layer.update()
        turned = np.linalg.inv(bone.matrix_local) @ np.array(armature.pose.bones["Cap_joint"].matrix)
        np.testing.assert_allclose(turned, np.eye(4), atol=1e-6)
        joint = read_rig(armature).articulation.joints[0]
        assert (joint.lower, joint.upper) == pytest.approx((lower, upper), rel=1e-6)


@pytest.mark.parametrize("value", [0.0, 7.0])
@pytest.mark.parametrize("limits", [(-1.0, TURN - 1), (-4.0, 4.0), (0.2, 1.5)])
def test_every_file_is_as_modelled(tmp_path, limits, value):
    """Also of a joint that something has put beyond its limits."""
    prop = scenes.cabinet(joined=False)
    bpy.context.view_layer.update()
    modelled = {
        id: apply(thing.matrix_world, [v.co for v in thing.data.vertices]) for id, thing in enumerate(prop.objects)
    }
    door, drawer = prop.articulation.joints
    articulation = Articulation(prop.articulation.parts, (door.with_limits(*limits), drawer))
    collection = bpy.context.scene.collection
    armature = build_rig(articulation, {id: [thing] for id, thing in enumerate(prop.objects)}, collection, "Asset")
    armature[value_key(1)] = value
    armature.update_tag()
    bpy.context.view_layer.update()
    written = export(armature, tmp_path, "asset", ["urdf", "glb", "blend"]).files
    assert_same_bounds(urdf_bounds(written["urdf"]), modelled)
    assert_same_bounds(glb_bounds(written["glb"]), modelled)
    bpy.ops.wm.open_mainfile(filepath=str(written["blend"]))
    (armature,) = find_rigs(bpy.data.scenes[0])
    bpy.context.window.scene = bpy.data.scenes[0]
    reset(armature)
    assert_as_modelled(standing(read_rig(armature)), modelled)


def test_a_file_in_which_a_part_lies_elsewhere_is_not_written(tmp_path, monkeypatch):
    prop = scenes.cabinet(joined=False)
    armature = build_rig(
        prop.articulation, {id: [thing] for id, thing in enumerate(prop.objects)}, bpy.context.scene.collection, "Asset"
    )
    bpy.context.view_layer.update()
    write, places = link_meshes.writing_obj, gltf.rest_matrices
    monkeypatch.setattr(
        link_meshes,
        "writing_obj",
        lambda path, seen, *more: write(path, replace(seen, vertices=seen.vertices - 0.1), *more),
    )
    result = export(armature, tmp_path / "one", "asset")
    assert set(result.files) == {"glb", "blend", "png"} and not (tmp_path / "one" / "meshes").exists()
    assert "Body would lie 0.1 m from where it was modelled" in result.said[0]
    monkeypatch.setattr(link_meshes, "writing_obj", write)
    turned = turn_about((0, 0, 1), (0, 0, 0), 0.1)
    monkeypatch.setattr(gltf, "rest_matrices", lambda *some: {k: turned @ v for k, v in places(*some).items()})
    result = export(armature, tmp_path / "two", "asset")
    assert set(result.files) == {"urdf", "blend", "png"} and "GLB was not written" in result.said[0]


def test_what_blenders_exporter_takes_for_nothing_is_no_fault_of_a_small_objects_file(tmp_path):
    """A pivot two thousandths of a millimetre from the origin, of an object of a centimetre, which that puts there."""
    prop = scenes.cabinet(joined=False)
    joints = tuple(replace(joint, origin=(1.8e-4, *joint.origin[1:])) for joint in prop.articulation.joints)
    bpy.context.scene.unit_settings.scale_length = 0.01
    rig = Articulation(prop.articulation.parts, joints)
    armature = build_rig(
        rig, {id: [thing] for id, thing in enumerate(prop.objects)}, bpy.context.scene.collection, "Asset"
    )
    bpy.context.view_layer.update()
    assert export(armature, tmp_path, "asset").said == []


def assert_same_bounds(bounds: dict[str, np.ndarray], modelled: dict[int, np.ndarray]) -> None:
    for name, points in zip(("Body", "Door", "Drawer"), modelled.values(), strict=True):
        np.testing.assert_allclose(bounds[name], [points.min(axis=0), points.max(axis=0)], atol=1e-5, err_msg=name)


def urdf_bounds(path: Path) -> dict[str, np.ndarray]:
    """(2, 3) of each link's mesh where the file puts it, all joints at 0."""
    robot = ElementTree.parse(path).getroot()
    joints = {j.find("child").get("link"): j for j in robot.iter("joint")}

    def place(link: str) -> np.ndarray:
        if link not in joints:
            return np.zeros(3)
        origin = joints[link].find("origin")
        assert not np.fromstring(origin.get("rpy", "0 0 0"), sep=" ").any()
        return place(joints[link].find("parent").get("link")) + np.fromstring(origin.get("xyz"), sep=" ")

    found = {}
    for link in robot.iter("link"):
        mesh = link.find("visual/geometry/mesh")
        if mesh is not None:
            rows = (path.parent / mesh.get("filename")).read_text().splitlines()
            points = np.array([row.split()[1:] for row in rows if row.startswith("v ")], float)
            points += place(link.get("name"))
            found[link.get("name")] = np.array([points.min(axis=0), points.max(axis=0)])
    return found


def glb_bounds(path: Path) -> dict[str, np.ndarray]:
    """(2, 3) of each part's mesh where the file puts it, in Blender's frame."""
    data = path.read_bytes()
    document = json.loads(data[20 : 20 + struct.unpack_from("<I", data, 12)[0]])
    found = {}

    def walk(number: int, place: np.ndarray) -> None:
        node = document["nodes"][number]
        assert np.allclose(node.get("rotation", (0, 0, 0, 1)), (0, 0, 0, 1)) and "matrix" not in node
        place = place + node.get("translation", (0, 0, 0))
        if "mesh" in node:
            (primitive,) = document["meshes"][node["mesh"]]["primitives"]
            accessor = document["accessors"][primitive["attributes"]["POSITION"]]
            (ax, ay, az), (bx, by, bz) = (np.add(place, accessor[end]) for end in ("min", "max"))
            found[node["name"]] = np.array([(ax, -bz, ay), (bx, -az, by)])
        for child in node.get("children", ()):
            walk(child, place)

    for root in document["scenes"][document["scene"]]["nodes"]:
        walk(root, np.zeros(3))
    return found


def test_what_stands_elsewhere_is_told():
    armature, _ = random_rig(3)
    rig = read_rig(armature)
    joint = next(j for j in rig.articulation.joints if j.type is JointType.REVOLUTE)
    pose = next(p for p in armature.pose.bones if p.bone["artllm_part"]["id"] == joint.child)
    (limit,) = pose.constraints
    limit.min_y, limit.max_y, limit.use_limit_y = 0.2, 1.0, True
    bpy.context.view_layer.update()
    (said,) = astray(rig, bpy.context.evaluated_depsgraph_get())
    assert said.startswith(f"Part {joint.child} stands ") and "m from where it was modelled" in said
    armature[value_key(joint.child)] = 0.5  # it is away from rest, and so it may be elsewhere
    armature.update_tag()
    bpy.context.view_layer.update()
    assert astray(read_rig(armature), bpy.context.evaluated_depsgraph_get()) == []


def test_an_object_that_its_bone_does_not_leave_where_it_was_is_told():
    armature, _ = random_rig(4)
    rig = read_rig(armature)
    (thing,) = rig.objects[5]
    depsgraph = bpy.context.evaluated_depsgraph_get()
    places = rest_matrices(rig, depsgraph)
    assert astray(rig, depsgraph, places) == []
    thing.location.x += 0.01
    bpy.context.view_layer.update()
    (said,) = astray(rig, bpy.context.evaluated_depsgraph_get(), places)
    assert said.startswith("Part 5 stands 0.01 m")
