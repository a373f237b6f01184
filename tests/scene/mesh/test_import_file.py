"""Files in other units, with another way up, far off, in other encodings, and packed in ways that need unpacking."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import bpy
import numpy as np
import pytest
import scenes
import trimesh
from mathutils import Matrix

from artllm_blender.core.errors import InputError
from artllm_blender.scene.mesh.import_file import import_file
from artllm_blender.scene.units import bounds, metres

SIZE = (0.8, 0.56, 1.0)  # metres, of the cabinet
UPRIGHT = [(-0.4, -0.31, 0), (0.4, 0.25, 1)]
FAR = np.array((412345.25, 5312345.75, 35.5))


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


def written(path: Path, **options) -> Path:
    """The cabinet as a file, and an empty scene again."""
    scenes.cabinet()
    scenes.write(path, **options)
    scenes.empty_scene()
    return path


def size_of(objects: list[bpy.types.Object]) -> np.ndarray:
    box = bounds(objects)
    return box[1] - box[0]


@pytest.mark.parametrize(
    ("suffix", "options", "up"),
    [
        (".obj", {"up_axis": "Z", "forward_axis": "Y"}, "Z"),
        (".ply", {"up_axis": "Y", "forward_axis": "NEGATIVE_Z"}, "Y"),
        (".stl", {"up_axis": "Y", "forward_axis": "NEGATIVE_Z"}, "Y"),
        (".ply", {"up_axis": "NEGATIVE_Y", "forward_axis": "Z"}, "-Y"),
        (".glb", {}, "Y"),
        (".fbx", {}, "Y"),
        (".fbx", {"axis_up": "Z", "axis_forward": "Y"}, "Z"),
        (".blend", {}, "Z"),
    ],
)
def test_the_axis_that_is_said_to_be_up_is_up(tmp_path, suffix, options, up):
    """And where the format says as much itself, nothing turns."""
    imported = import_file(written(tmp_path / f"cabinet{suffix}", **options), up=up)
    box = bounds(imported.objects)
    np.testing.assert_allclose(box[1] - box[0], SIZE, atol=1e-5)
    np.testing.assert_allclose(box[:, 2], (0, 1), atol=1e-5)


def test_a_unit_that_is_given_becomes_the_scenes(tmp_path):
    path = written(tmp_path / "cabinet.stl", global_scale=1000)
    imported = import_file(path, unit=0.001)
    np.testing.assert_allclose(size_of(imported.objects) * metres(), SIZE, rtol=1e-5)


@pytest.mark.parametrize("given", [None, 0.01])
def test_an_fbx_says_its_own_unit(tmp_path, given):
    """Centimetres, in which Blender writes; given as such, nothing changes."""
    imported = import_file(written(tmp_path / "cabinet.fbx", apply_scale_options="FBX_SCALE_UNITS"), unit=given)
    scale = 1.0 if given is None else 0.01
    np.testing.assert_allclose(size_of(imported.objects) * metres(), np.multiply(SIZE, scale), rtol=1e-5)


def test_a_blend_brings_its_unit(tmp_path):
    prop = scenes.cabinet()
    prop.objects[0].scale = (1000, 1000, 1000)
    bpy.context.scene.unit_settings.scale_length = 0.001
    scenes.write(tmp_path / "cabinet.blend")
    scenes.empty_scene()
    imported = import_file(tmp_path / "cabinet.blend")
    assert metres() == pytest.approx(0.001)
    np.testing.assert_allclose(size_of(imported.objects) * metres(), SIZE, rtol=1e-5)


def obj_text(offset: np.ndarray) -> str:
    """The OBJ of scenes, Y up, so far off."""
    east, north, height = offset

    def moved(match: re.Match) -> str:
        x, y, z = map(float, match[1].split())
        return f"v {east + x:.4f} {height + y:.4f} {z - north:.4f}"

    return re.sub(r"^v (.*)$", moved, scenes.OBJ, flags=re.MULTILINE)


def ply_bytes(order: str, offset: np.ndarray) -> bytes:
    """The same, Z up, of double precision or text."""
    rows = [list(map(float, line.split()[1:])) for line in scenes.OBJ.splitlines() if line.startswith("v ")]
    points = [np.array((x, -z, y)) + offset for x, y, z in rows]
    faces = [[int(n) - 1 for n in line.split()[1:]] for line in scenes.OBJ.splitlines() if line.startswith("f ")]
    head = f"ply\nformat {order} 1.0\nelement vertex {len(points)}\nproperty double x\nproperty double y\n"
    head += f"property double z\nelement face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    if order == "ascii":
        rows = [" ".join(map(repr, point.tolist())) for point in points]
        return "\n".join([head.rstrip(), *rows, *(" ".join(map(str, [4, *face])) for face in faces), ""]).encode()
    rows = [struct.pack("<3d", *point) for point in points] + [struct.pack("<B4i", 4, *face) for face in faces]
    return head.encode() + b"".join(rows)


def stl_text(offset: np.ndarray) -> str:
    """One tetrahedron of a metre."""
    corners = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]) + offset
    lines = ["solid thing"]
    for face in ((0, 2, 1), (0, 1, 3), (1, 2, 3), (0, 3, 2)):
        rows = [f"vertex {corners[i][0]:.3f} {corners[i][1]:.3f} {corners[i][2]:.3f}" for i in face]
        lines += ["facet normal 0 0 0", "outer loop", *rows, "endloop", "endfacet"]
    return "\n".join([*lines, "endsolid thing", ""])


@pytest.mark.parametrize("kind", ["obj", "ascii", "binary_little_endian", "stl"])
def test_what_lies_far_off_is_moved_before_it_is_rounded(tmp_path, kind):
    path = tmp_path / f"map.{'obj' if kind == 'obj' else 'stl' if kind == 'stl' else 'ply'}"
    content = {"obj": obj_text, "stl": stl_text}.get(kind, lambda offset: ply_bytes(kind, offset))(FAR)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    imported = import_file(path)
    np.testing.assert_allclose(size_of(imported.objects), (1, 1, 1) if kind == "stl" else (0.8, 0.53, 1), atol=1e-5)
    np.testing.assert_allclose(bounds(imported.objects).mean(axis=0), 0, atol=1e-5)
    assert len(imported.notes) == 1 and "moved to the origin" in imported.notes[0] and "412345." in imported.notes[0]
    assert imported.objects[0].name.startswith("map")


@pytest.mark.parametrize("suffix", [".obj", ".ply", ".stl"])
def test_text_that_was_rounded_before_it_was_written_is_said(tmp_path, suffix):
    scenes.cabinet().objects[0].location = FAR
    scenes.write(tmp_path / f"rounded{suffix}", **({} if suffix == ".obj" else {"ascii_format": True}))
    scenes.empty_scene()
    imported = import_file(tmp_path / f"rounded{suffix}")
    assert "places there are 0.5 apart: it was moved to the origin. If it is bent" in imported.notes[0]
    assert np.abs(bounds(imported.objects)).max() < 1.1


def test_a_place_far_off_is_left_and_what_is_rounded_in_the_file_is_said(tmp_path):
    prop = scenes.cabinet()
    prop.objects[0].location = FAR
    scenes.write(tmp_path / "placed.glb")
    prop.objects[0].location = (0, 0, 0)
    for vertex in prop.objects[0].data.vertices:
        vertex.co.x += FAR[0]
    scenes.write(tmp_path / "rounded.glb")
    scenes.empty_scene()
    imported = import_file(tmp_path / "placed.glb")
    np.testing.assert_allclose(size_of(imported.objects), SIZE, atol=1e-5)
    assert np.abs(bounds(imported.objects)).max() < 1 and "moved to the origin" in imported.notes[0]
    scenes.empty_scene()
    assert "If it is bent, move it there where it was made." in import_file(tmp_path / "rounded.glb").notes[0]


@pytest.mark.parametrize("ascii_format", [True, False])
def test_a_face_of_a_ply_with_a_corner_that_is_no_vertex_is_left_out(tmp_path, ascii_format):
    scenes.cabinet()
    path = tmp_path / "cabinet.ply"
    scenes.write(path, ascii_format=ascii_format)
    scenes.empty_scene()
    (whole,) = import_file(path).objects
    count, data = len(whole.data.polygons), path.read_bytes()
    corners = list(whole.data.polygons[-1].vertices)
    kind = (lambda at: " ".join(map(str, at)).encode()) if ascii_format else (lambda at: np.array(at, "<u4").tobytes())
    assert data.count(kind(corners)) == 1
    path.write_bytes(data.replace(kind(corners), kind([*corners[:-1], 10**6])))
    scenes.empty_scene()
    imported = import_file(path)
    assert len(imported.objects[0].data.polygons) == count - 1
    assert imported.notes == ["Of cabinet.ply a face has a corner that is no vertex: left out."]


@pytest.mark.parametrize("suffix", [".glb", ".ply", ".stl", ".blend"])
def test_vertices_that_are_far_from_their_origin_are_brought_there(tmp_path, suffix):
    step = np.array((65536.0, 131072.0, 0.0))
    prop = scenes.cabinet()
    prop.objects[0].data.transform(Matrix.Translation(step.tolist()))
    child = bpy.data.objects.new("knob", prop.objects[0].data.copy())
    bpy.context.scene.collection.objects.link(child)
    child.parent = prop.objects[0]
    scenes.write(tmp_path / f"rounded{suffix}")
    scenes.empty_scene()
    imported = import_file(tmp_path / f"rounded{suffix}")
    for thing in imported.objects:
        assert max(abs(value) for vertex in thing.data.vertices for value in vertex.co) < 1
    np.testing.assert_allclose(bounds(imported.objects).mean(axis=0), 0, atol=0.02)
    np.testing.assert_allclose(size_of(imported.objects), SIZE, atol=0.02)
    assert "moved to the origin" in imported.notes[0]


def test_what_has_no_size_does_not_lie_far_off_for_that(tmp_path):
    prop = scenes.cabinet()
    prop.objects[0].scale = (0, 0, 0)
    scenes.write(tmp_path / "flat.blend")
    scenes.empty_scene()
    assert import_file(tmp_path / "flat.blend").notes == []


def test_nothing_is_said_of_an_ordinary_file(tmp_path):
    for suffix in (".glb", ".obj", ".ply", ".stl", ".fbx", ".blend"):
        imported = import_file(written(tmp_path / f"cabinet{suffix}"))
        np.testing.assert_allclose(bounds(imported.objects), UPRIGHT, atol=1e-5)
        assert imported.notes == [] and metres() == 1.0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_an_obj_in_utf_16_comes_in_with_its_materials(tmp_path, encoding):
    folder = tmp_path / "Möbel 1"
    folder.mkdir()
    image = bpy.data.images.new("wood", 4, 4)
    image.filepath_raw, image.file_format = str(folder / "wood grain.png"), "PNG"
    image.save()
    text = "mtllib a cabinet.mtl\nusemtl Wood\n" + scenes.OBJ.lstrip()
    (folder / "cabinet.obj").write_bytes(text.encode(encoding))
    (folder / "a cabinet.mtl").write_bytes("newmtl Wood\nKd 1 0 0\nmap_Kd -s 2 2 2 wood grain.png\n".encode(encoding))
    scenes.empty_scene()
    imported = import_file(folder / "cabinet.obj")
    np.testing.assert_allclose(sorted(size_of(imported.objects)), (0.53, 0.8, 1), atol=1e-5)
    (material,) = imported.objects[0].data.materials
    (picture,) = [node.image for node in material.node_tree.nodes if node.type == "TEX_IMAGE"]
    assert material.name == "Wood" and Path(picture.filepath) == folder / "wood grain.png"
    assert imported.notes == [] and imported.objects[0].name == "cabinet"


def test_a_missing_material_library_is_said(tmp_path):
    (tmp_path / "cabinet.obj").write_text("mtllib colours.mtl\n" + scenes.OBJ)
    assert import_file(tmp_path / "cabinet.obj").notes == [
        "colours.mtl, which has the materials of cabinet.obj, is missing."
    ]


@pytest.mark.parametrize(
    ("extension", "what", "todo"),
    [
        ("EXT_meshopt_compression", "packed by meshoptimizer", "gltfpack -i IN.glb -o OUT.glb -noq"),
        ("KHR_texture_basisu", "KTX2", "gltf-transform ktxdecompress"),
        ("ACME_odd_meshes", "ACME_odd_meshes", "without that extension"),
    ],
)
def test_what_a_gltf_file_needs_is_named_with_what_to_do(tmp_path, extension, what, todo):
    asset = {"asset": {"version": "2.0"}, "extensionsUsed": [extension], "extensionsRequired": [extension]}
    (tmp_path / "packed.gltf").write_text(json.dumps(asset))
    with pytest.raises(InputError, match=what) as caught:
        import_file(tmp_path / "packed.gltf")
    assert todo in caught.value.hint


def test_objects_come_in_the_order_of_their_names_each_after_its_parent(tmp_path):
    for name in "DBAC":
        scenes.mesh_object(name, *scenes.box((0, 0, 0), (1, 1, 1)))
    bpy.data.objects["A"].parent = bpy.data.objects["D"]
    scenes.write(tmp_path / "things.fbx")
    scenes.empty_scene()
    assert [thing.name for thing in import_file(tmp_path / "things.fbx").objects] == ["B", "C", "D", "A"]


@pytest.mark.parametrize("suffix", ["glb", "ply", "obj"])
def test_of_faces_that_are_there_twice_the_first_stays(tmp_path, suffix):
    ball, random = trimesh.creation.icosphere(5), np.random.default_rng(0)
    again = ball.faces[random.permutation(len(ball.faces))][: len(ball.faces) // 2, ::-1]
    trimesh.Trimesh(ball.vertices, np.concatenate([ball.faces, again]), process=False).export(
        tmp_path / f"ball.{suffix}"
    )
    (thing,) = import_file(tmp_path / f"ball.{suffix}").objects
    corners = np.array([tuple(polygon.vertices) for polygon in thing.data.polygons])
    np.testing.assert_array_equal(corners, ball.faces)
    assert len(thing.data.edges) == len(ball.edges_unique)
