"""One object, one seed: the same answer in every run, however a file lists it, and in every format."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import bpy
import numpy as np
import pytest
import scenes
from places import ROOT

SIZE = 1.0  # metres, about


def shuffled(thing: bpy.types.Object, rng: np.random.Generator) -> None:
    """The same mesh with its vertices and polygons in another order."""
    mesh = thing.data
    vertices, polygons = rng.permutation(len(mesh.vertices)), rng.permutation(len(mesh.polygons))
    number = np.argsort(vertices).tolist()
    faces = [[number[vertex] for vertex in mesh.polygons[polygon].vertices] for polygon in polygons]
    thing.data = bpy.data.meshes.new("Shuffled")
    thing.data.from_pydata([mesh.vertices[vertex].co for vertex in vertices], [], faces)


def motions(urdf: Path) -> tuple[list[str], np.ndarray]:
    """What parts there are, with how they move; and (joints, 8): where about, along what, how far."""
    robot = ElementTree.parse(urdf).getroot()
    joints = robot.findall("joint")
    names = [
        " ".join([joint.get("type"), *(joint.find(end).get("link") for end in ("parent", "child"))]) for joint in joints
    ]
    numbers = [
        [float(word) for tag, key in (("origin", "xyz"), ("axis", "xyz"), ("limit", "lower"), ("limit", "upper"))
         for word in joint.find(tag).get(key, "0").split()]
        for joint in joints
    ]  # fmt: skip
    numbers = np.array(numbers)
    place, axis = numbers[:, :3], numbers[:, 3:6]
    place -= np.einsum("ij,ij->i", place, axis)[:, None] * axis  # any point of an axis is as good as another
    return names, numbers


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results: `again` of a second process."""
    folder = tmp_path_factory.mktemp("same")
    scenes.empty_scene()
    prop = scenes.cabinet(joined=False)
    for number, thing in enumerate(prop.objects):
        thing.name = f"Object {number}"  # which says nothing, and so may be another in the shuffled file
        thing.modifiers.new("Bevel", "BEVEL").width = 0.004
        thing.parent = prop.objects[0] if number else None
    paths = {name: folder / name for name in ("plain.fbx", "plain.glb", "packed.glb", "shuffled.glb")}
    scenes.write(paths["plain.fbx"])
    scenes.write(paths["plain.glb"], export_apply=True)
    scenes.write(paths["packed.glb"], export_apply=True, export_draco_mesh_compression_enable=True)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.ops.import_scene.gltf(filepath=str(paths["plain.glb"]))
    rng = np.random.default_rng(0)
    for letter, thing in zip("CAB", list(bpy.data.objects), strict=True):
        shuffled(thing, rng)
        thing.name = f"{letter} {thing.name}"  # another order, though what they are called tells what moves
    scenes.write(paths["shuffled.glb"])
    paths["plain.fbx"].rename(folder / "scene.fbx")
    for out, files in (("first", ["scene.fbx", "plain.glb", "packed.glb", "shuffled.glb"]), ("again", ["scene.fbx"])):
        command = [sys.executable, "-m", "artllm_blender", *(str(folder / name) for name in files)]
        subprocess.run([*command, "--out", str(folder / out), "--formats", "urdf"], cwd=ROOT, check=True, timeout=300)
    return folder


def test_a_second_process_writes_the_same_bytes(results):
    """FBX readers list objects in another order in every process."""
    files = sorted(path.relative_to(results / "first" / "scene") for path in (results / "first/scene").rglob("*.*"))
    assert len(files) > 3
    for file in files:
        assert (results / "first/scene" / file).read_bytes() == (results / "again/scene" / file).read_bytes()


@pytest.mark.parametrize(
    ("other", "tolerance"), [("shuffled", 1e-6), ("scene", 1e-3), ("packed", 1e-2)], ids=["shuffled", "FBX", "Draco"]
)
def test_the_same_object_moves_the_same_way(results, other, tolerance):
    names, numbers = motions(results / "first/plain/plain.urdf")
    other_names, other_numbers = motions(results / "first" / other / f"{other}.urdf")
    assert names == other_names and len(names) > 1
    np.testing.assert_allclose(other_numbers, numbers, atol=tolerance * SIZE)
