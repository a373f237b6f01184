"""Levels of detail: GLBs with half the faces of the one before, that move as the first and keep their shape."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import rigs
import scenes

from artllm_blender.core.formats.glb import binary, unpacked
from artllm_blender.core.formats.gltf_data import array
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.rig.read_rig import read_rig


def fine_bottle() -> bpy.types.Object:
    """With smooth normals of its own and a UV map that goes round it."""
    scenes.empty_scene()
    armature = rigs.rigged(scenes.bottle())
    for things in read_rig(armature).objects.values():
        for thing in things:
            thing.modifiers.new("fine", "SUBSURF").subdivision_type = "SIMPLE"
            thing.modifiers["fine"].levels = 2
            with bpy.context.temp_override(object=thing, active_object=thing):
                bpy.ops.object.modifier_apply(modifier="fine")
            mesh = thing.data
            points = np.array([mesh.vertices[loop.vertex_index].co for loop in mesh.loops])
            mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", points[:, (0, 2)].ravel())
            mesh.shade_smooth()
            mesh.set_sharp_from_angle(angle=0.6)
            mesh.normals_split_custom_set([corner.vector.copy() for corner in mesh.corner_normals])
    return armature


def read(path: Path) -> tuple[dict, list[dict[str, np.ndarray]], int]:
    """The document, each primitive's attributes and the number of triangles."""
    document, rest = unpacked(path.read_bytes())
    primitives = [one for mesh in document["meshes"] for one in mesh["primitives"]]
    data = [{key: array(document, binary(rest), at) for key, at in one["attributes"].items()} for one in primitives]
    return document, data, sum(document["accessors"][one["indices"]]["count"] // 3 for one in primitives)


def test_each_level_has_half_the_faces_and_the_same_shape_maps_and_nodes(tmp_path):
    exported = export(fine_bottle(), tmp_path, "b", ["glb"], levels=2)
    assert exported.said == []
    files = [tmp_path / f"b{end}.glb" for end in ("", "_LOD1", "_LOD2")]
    assert set(tmp_path.iterdir()) == set(files)
    (first, _, most), (second, fewer, half), (_, _, quarter) = map(read, files)
    assert half <= most / 2 + 1 and quarter <= most / 4 + 1
    assert [(one["name"], one["extras"]) for one in first["nodes"]] == [
        (one["name"], one["extras"]) for one in second["nodes"]
    ]
    assert {one["name"] for one in first["meshes"]} == {one["name"] for one in second["meshes"]}
    for own in fewer:
        np.testing.assert_allclose(own["TEXCOORD_0"][:, 0], own["POSITION"][:, 0], atol=2e-3)
        round = np.abs(own["NORMAL"][:, 1]) < 0.5
        out = own["POSITION"][round][:, (0, 2)]
        out = out / np.linalg.norm(out, axis=1)[:, None]
        assert ((own["NORMAL"][round][:, (0, 2)] * out).sum(axis=1) > 0.97).all()


def test_a_level_with_no_fewer_faces_is_left_out_and_one_of_an_earlier_export_goes(tmp_path):
    scenes.empty_scene()
    rig = rigs.rigged(scenes.wardrobe())
    for name in ("w.glb", "w_LOD1.glb", "w_LOD4.glb", "w_LODs.glb"):
        (tmp_path / name).write_bytes(b"earlier")
    exported = export(rig, tmp_path, "w", ["glb"], levels=1, glb_skinned=True)
    assert exported.notes == ["There is no w_LOD1.glb: with fewer faces its shape is lost."]
    assert {path.name for path in tmp_path.iterdir()} == {"w.glb", "w_LODs.glb"}
    read(tmp_path / "w.glb")
