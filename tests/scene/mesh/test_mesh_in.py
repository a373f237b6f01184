"""Selected objects and mesh files as one triangle mesh, and every input that cannot be one."""

from __future__ import annotations

import math

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Matrix

from artllm_blender.core.errors import InputError
from artllm_blender.scene.mesh.import_file import import_file
from artllm_blender.scene.mesh.mesh_in import Source, gather

TRIANGLE = [(0, 0, 0), (1, 0, 0), (0, 1, 0)]


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


def seen(*objects: bpy.types.Object) -> Source:
    return gather(objects, bpy.context.evaluated_depsgraph_get())


def normals(source: Source) -> np.ndarray:
    corners = source.vertices[source.faces].astype(np.float64)
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])


def volume(source: Source) -> float:
    first = source.vertices[source.faces[:, 0]].astype(np.float64)
    return float(np.einsum("ij,ij->i", first, normals(source)).sum() / 6)


@pytest.mark.parametrize(
    ("vertices", "faces", "says"),
    [
        ([], [], "empty"),
        ([(0, 0, 0)], [], "single vertex"),
        (TRIANGLE, [], "no faces"),
        ([(math.nan, 0, 0), *TRIANGLE], [(0, 1, 2)], "not numbers"),
        ([(math.inf, 0, 0), *TRIANGLE], [(0, 1, 2)], "not numbers"),
        ([(0, 0, 0), (1, 0, 0), (2, 0, 0)], [(0, 1, 2)], "zero area"),
        ([(1, 1, 1)] * 3, [(0, 1, 2)], "zero area"),
        ([(1e20 * x, 1e20 * y, 0) for x, y, _ in TRIANGLE], [(0, 1, 2)], "large"),
    ],
)
def test_what_cannot_be_articulated_is_refused_in_words(vertices, faces, says):
    with pytest.raises(InputError, match=says) as caught:
        seen(scenes.mesh_object("Bad", vertices, faces))
    assert caught.value.hint


def test_nothing_selected_and_no_mesh_are_refused():
    with pytest.raises(InputError, match="Nothing is selected"):
        seen()
    lamp = bpy.data.objects.new("Empty", None)
    bpy.context.scene.collection.objects.link(lamp)
    with pytest.raises(InputError, match="has a mesh"):
        seen(lamp)


def test_a_broken_vertex_that_no_face_uses_is_left_out():
    source = seen(scenes.mesh_object("Loose", [(math.nan, 0, 0), *TRIANGLE], [(1, 2, 3)]))
    assert len(source.vertices) == 3 and np.isfinite(source.vertices).all() and source.faces.max() == 2


@pytest.mark.parametrize("size", [1e-9, 1e9])
def test_any_size_is_fine(size):
    prop = scenes.cabinet()
    prop.objects[0].scale = (size,) * 3
    assert seen(*prop.objects).vertices.max() == pytest.approx(size)


def test_modifiers_and_parents_count_as_seen():
    thing = scenes.mesh_object("Box", *scenes.box((0, 0, 0), (1, 1, 1)))
    array = thing.modifiers.new("Array", "ARRAY")
    array.count = 3
    parent = bpy.data.objects.new("Parent", None)
    bpy.context.scene.collection.objects.link(parent)
    parent.location.z, thing.parent = 5, parent
    source = seen(thing)
    assert source.polygon_count == 18
    np.testing.assert_allclose([source.vertices.min(axis=0), source.vertices.max(axis=0)], [(0, 0, 5), (3, 1, 6)])


def test_instances_count_as_seen():
    collection = bpy.data.collections.new("Leg")
    thing = scenes.mesh_object("Leg", *scenes.box((0, 0, 0), (1, 1, 1)))
    bpy.context.scene.collection.objects.unlink(thing)
    collection.objects.link(thing)
    both = []
    for x in (0, 4):
        both.append(bpy.data.objects.new("Instance", None))
        both[-1].instance_type, both[-1].instance_collection = "COLLECTION", collection
        both[-1].location.x = x
        bpy.context.scene.collection.objects.link(both[-1])
    source = seen(*both)
    assert source.polygon_count == 12 and source.vertices[:, 0].max() == 5
    assert seen(both[0]).polygon_count == 6


def test_a_mirrored_object_faces_outwards():
    thing = scenes.mesh_object("Box", *scenes.box((0, 0, 0), (1, 2, 3)))
    assert volume(seen(thing)) == pytest.approx(6)
    thing.scale = (-1, 1, 1)
    assert volume(seen(thing)) == pytest.approx(6)


def test_several_objects_are_one_asset_and_linked_data_is_only_read():
    apart, joined = scenes.cabinet(joined=False), scenes.cabinet()
    assert len(seen(*apart.objects).faces) == len(seen(*joined.objects).faces) == 168
    copy = bpy.data.objects.new("Copy", joined.objects[0].data)
    bpy.context.scene.collection.objects.link(copy)
    before = len(bpy.data.meshes)
    assert seen(joined.objects[0], copy).polygon_count == 168
    assert len(bpy.data.meshes) == before and copy.data == joined.objects[0].data


def test_curves_have_a_mesh_too():
    bpy.ops.curve.primitive_bezier_circle_add()
    bpy.context.object.data.bevel_depth = 0.1
    assert len(seen(bpy.context.object).faces) > 100


@pytest.mark.parametrize("name", ['"><script>', "../../etc", "x" * 300, "戸棚 шкаф 🗄", "a\nb\tc", " "])
def test_names_do_not_matter(name):
    thing = scenes.mesh_object(name, *scenes.box((0, 0, 0), (1, 1, 1)))
    assert seen(thing).objects() == [thing]


def test_objects_are_found_again_unless_deleted():
    thing = scenes.mesh_object("Box", *scenes.box((0, 0, 0), (1, 1, 1)))
    source = seen(thing)
    thing.name = "Renamed"
    assert source.objects() == [thing]
    bpy.data.objects.remove(thing)
    with pytest.raises(InputError, match="no longer exist"):
        source.objects()


def test_a_million_faces():
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=1000, y_subdivisions=1000)
    assert len(seen(bpy.context.object).faces) == 2_000_000


@pytest.mark.parametrize("suffix", [".glb", ".gltf", ".obj", ".ply", ".stl", ".fbx", ".blend"])
def test_every_kind_of_file_comes_in_upright(tmp_path, suffix):
    path = tmp_path / f"戸棚 'x'{suffix}"
    scenes.cabinet()
    scenes.write(path)
    scenes.empty_scene()
    source = seen(*import_file(path).objects)
    box = [source.vertices.min(axis=0), source.vertices.max(axis=0)]
    np.testing.assert_allclose(box, [(-0.4, -0.31, 0), (0.4, 0.25, 1)], atol=1e-6)
    assert len(source.faces) == 168 and len(bpy.data.scenes) == 1


@pytest.mark.parametrize("suffix", [".glb", ".gltf", ".obj", ".ply", ".fbx", ".blend"])
@pytest.mark.parametrize("content", [b"", b"no mesh at all " * 50])
def test_a_broken_file_leaves_the_scene_as_it_was(tmp_path, suffix, content):
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(content)
    before = set(bpy.data.user_map())
    with pytest.raises(InputError, match=f"broken{suffix}"):
        import_file(path)
    assert set(bpy.data.user_map()) == before


def test_other_files_and_missing_ones_are_refused(tmp_path):
    with pytest.raises(InputError, match="not a mesh file"):
        import_file(tmp_path / "picture.png")
    with pytest.raises(InputError, match="no file"):
        import_file(tmp_path / "missing.glb")


def test_a_sheared_parent_counts_as_seen():
    thing = scenes.mesh_object("Box", *scenes.box((0, 0, 0), (1, 1, 1)))
    parent = bpy.data.objects.new("Parent", None)
    bpy.context.scene.collection.objects.link(parent)
    parent.scale = (3, 1, 1)
    thing.parent, thing.matrix_basis = parent, Matrix.Rotation(math.pi / 4, 4, "Z")
    assert seen(thing).vertices[:, 0].max() == pytest.approx(3 / math.sqrt(2))
