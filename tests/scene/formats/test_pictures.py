"""Pictures of every kind: what can be written is, what cannot is named with what to do, and nothing else is lost."""

from __future__ import annotations

from pathlib import Path

import bpy
import looks
import numpy as np
import pytest
import rigs
import scenes

from artllm_blender.scene.formats.export import export
from artllm_blender.scene.rig.read_rig import read_rig

# All that hold pictures.
FORMATS = ("urdf", "glb", "blend")


def stored(folder: Path, name: str, format: str = "PNG", is_float: bool = False) -> Path:
    """A file of 8 x 8 pixels, red below and green above."""
    image = bpy.data.images.new("new", 8, 8, float_buffer=is_float)
    values = np.zeros((8, 8, 4), np.float32)
    values[..., 3], values[:4, :, 0], values[4:, :, 1] = 1, 1, 1
    image.pixels.foreach_set(values.ravel())
    image.filepath_raw, image.file_format = str(folder / name), format
    image.save()
    bpy.data.images.remove(image)
    return folder / name


def good(folder: Path, kind: str) -> bpy.types.Image:
    if kind == "packed":
        path = stored(folder, "picture.png")
        image = bpy.data.images.load(str(path))
        image.pack()
        path.unlink()
        return image
    if kind == "generated":
        return bpy.data.images.new("picture", 8, 8)
    if kind == "udim":
        first = stored(folder, "picture.1001.png")
        stored(folder, "picture.1002.png")
        image = bpy.data.images.load(str(first))
        image.source, image.filepath = "TILED", str(folder / "picture.<UDIM>.png")
        image.tiles.new(1002)
        return image
    extension = {"JPEG": "jpg", "OPEN_EXR": "exr", "TIFF": "tif"}.get(kind, kind.lower())
    return bpy.data.images.load(str(stored(folder, f"picture.{extension}", kind, kind in ("OPEN_EXR", "HDR"))))


def bad(folder: Path, kind: str) -> bpy.types.Image:
    if kind in ("missing", "absent"):
        path = stored(folder, "picture.png")
        image = bpy.data.images.load(str(path))
        path.unlink()
        if kind == "absent":  # from the start, so that Blender never knew what it was
            image.reload()
        return image
    if kind == "broken":
        (folder / "picture.png").write_bytes(b"this is no picture")
        return bpy.data.images.load(str(folder / "picture.png"))
    image = bpy.data.images.load(str(stored(folder, "picture0001.png")))
    image.source = kind
    return image


def painted(image: bpy.types.Image, *sockets: str) -> bpy.types.Object:
    """The cabinet, a picture on its door."""
    armature = rigs.rigged(scenes.cabinet())
    material = bpy.data.materials.new("Paint")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    node = nodes.new("ShaderNodeTexImage")
    node.image = image
    for name in sockets:
        links.new(node.outputs[0], nodes["Principled BSDF"].inputs[name])
    door = read_rig(armature).objects[1][0].data
    door.materials.append(material)
    layer = door.uv_layers.new()
    at = np.array([door.vertices[loop.vertex_index].co for loop in door.loops])
    layer.uv.foreach_set("vector", (at[:, (0, 2)] + (0.5, 0.01)).astype(np.float32).ravel())
    return armature


def state(image: bpy.types.Image) -> tuple:
    return image.filepath_raw, image.source, image.is_dirty, len(image.packed_files), *image.size


@pytest.mark.parametrize(
    "kind", ["PNG", "JPEG", "BMP", "TARGA", "TIFF", "WEBP", "OPEN_EXR", "HDR", "packed", "generated", "udim"]
)
def test_every_kind_of_picture_goes_along(tmp_path, kind):
    scenes.empty_scene()
    image = good(tmp_path, kind)
    armature, before = painted(image, "Base Color"), state(image)
    exported = export(armature, tmp_path / "out", "c", FORMATS)
    assert set(exported.files) == set(FORMATS) and exported.failures == {}
    assert state(image) == before
    assert [note for note in exported.notes if kind != "generated"] == []
    mtl = (tmp_path / "out" / "meshes" / "c.mtl").read_text("ascii")
    assert "map_Kd" in mtl
    if kind != "WEBP":  # which Blender's exporter of glTF stores as it is
        obj = looks.of_obj(tmp_path / "out" / "meshes" / "c_Door.obj")
        off = looks.compared(obj, looks.Glb(exported.files["glb"]).painted("Door", tmp_path), 400)
        assert np.median(off) < 3


@pytest.mark.parametrize("packed", [False, True])
def test_a_picture_over_several_tiles_is_put_together(tmp_path, packed):
    scenes.empty_scene()
    image = good(tmp_path, "udim")
    if packed:
        image.pack()
        for tile in tmp_path.glob("*.png"):
            tile.unlink()
    armature = painted(image, "Base Color")
    layer = read_rig(armature).objects[1][0].data.uv_layers[0]
    for corner in layer.data:
        corner.uv = corner.uv[0] * 2, corner.uv[1]
    exported = export(armature, tmp_path / "out", "c", ["urdf", "glb"])
    mtl = (tmp_path / "out" / "meshes" / "c.mtl").read_text("ascii")
    picture = looks.picture(tmp_path / "out" / "meshes" / mtl.split("map_Kd ")[1].split()[0])
    assert picture.shape[:2] == (8, 16)
    obj = looks.of_obj(tmp_path / "out" / "meshes" / "c_Door.obj")
    off = looks.compared(obj, looks.Glb(exported.files["glb"]).painted("Door", tmp_path), 400)
    assert (
        np.median(off) < 3 and off.mean() < 6
    )  # at the tiles' edges the one blends with the next, the other with itself


@pytest.mark.parametrize("sockets", [("Base Color",), ("Base Color", "Roughness")])
def test_faces_that_lie_on_no_tile_are_kept(tmp_path, sockets):
    scenes.empty_scene()
    armature = painted(good(tmp_path, "udim"), *sockets)
    layer = read_rig(armature).objects[1][0].data.uv_layers[0]
    for corner in layer.data:
        corner.uv = corner.uv[0], corner.uv[1] - 0.5
    exported = export(armature, tmp_path / "out", "c", ["urdf", "glb"])
    assert exported.failures == {}
    corners = looks.Glb(exported.files["glb"]).painted("Door", tmp_path).corners
    assert len(corners) == len(looks.of_obj(tmp_path / "out" / "meshes" / "c_Door.obj").corners)
    assert any("keep each face within one tile" in note for note in exported.notes) == (len(sockets) > 1)


@pytest.mark.parametrize("kind", ["missing", "absent", "broken", "SEQUENCE", "MOVIE"])
@pytest.mark.parametrize("socket", ["Base Color", "Anisotropic"])
def test_a_picture_that_cannot_be_read_is_named_and_nothing_else_is_lost(tmp_path, kind, socket):
    scenes.empty_scene()
    image = bad(tmp_path, kind)
    armature, before = painted(image, socket), state(image)
    blocks = set(bpy.data.user_map())
    exported = export(armature, tmp_path / "out", "c", FORMATS)
    assert set(exported.files) == set(FORMATS) and exported.failures == {}
    (note,) = exported.notes
    assert image.name in note and any(words in note for words in ("Find Missing Files", "save it as", "use a single"))
    assert state(image) == before and set(bpy.data.user_map()) == blocks
    materials = looks.Glb(exported.files["glb"]).document["materials"]
    assert [material["name"] for material in materials] == ["Paint"]


def test_the_blend_has_its_pictures_in_it_and_no_path_of_this_machine(tmp_path):
    scenes.empty_scene()
    (tmp_path / "pictures").mkdir()
    image = good(tmp_path / "pictures", "PNG")
    armature = painted(image, "Base Color")
    exported = export(armature, tmp_path / "out", "c", ["blend"])
    (tmp_path / "pictures" / "picture.png").unlink()
    assert str(tmp_path).encode() not in exported.files["blend"].read_bytes()
    bpy.ops.wm.open_mainfile(filepath=str(exported.files["blend"]))
    (image,) = (image for image in bpy.data.images if image.source == "FILE")
    assert image.packed_file and tuple(image.size) == (8, 8) and image.filepath == "picture.png"


def test_an_unsaved_picture_is_said_and_stays_unsaved(tmp_path):
    scenes.empty_scene()
    image = bpy.data.images.load(str(stored(tmp_path, "picture.png")))
    armature = painted(image, "Base Color")
    image.pixels[:4] = (0, 0, 1, 1)
    exported = export(armature, tmp_path / "out", "c", ["blend", "urdf"])
    (note,) = exported.notes
    assert "picture.png" in note and "not saved" in note
    assert image.is_dirty and not image.packed_files
    mtl = (tmp_path / "out" / "meshes" / "c.mtl").read_text("ascii")
    seen = looks.picture(tmp_path / "out" / "meshes" / mtl.split("map_Kd ")[1].split()[0])
    assert seen[0, 0] == pytest.approx([0, 0, 1, 1])  # as it is, not as it was saved
