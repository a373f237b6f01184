"""A GLB as one skinned mesh: its bones move the artist's mesh as the articulation does, and it comes back as a rig."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import rigs
import scenes

from artllm_blender.core.formats.glb import binary, unpacked
from artllm_blender.core.formats.gltf_data import array
from artllm_blender.core.frames import apply, rotation, transform, z_up_to_y_up
from artllm_blender.core.kinematics import poses
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.formats.gltf import clip_values
from artllm_blender.scene.formats.rig_in import import_rig
from artllm_blender.scene.rig.mesh_out import part_meshes
from artllm_blender.scene.rig.read_rig import read_rig
from runtime.lab.measure.round_trip import difference, stood


class Skinned:
    """The skinned mesh of a GLB, posed as the glTF 2.0 specification has it."""

    def __init__(self, path) -> None:
        self.document, rest = unpacked(path.read_bytes())
        self.data = binary(rest)
        self.node = next(node for node in self.document["nodes"] if "skin" in node)
        self.mesh = self.document["meshes"][self.node["mesh"]]
        self.skin = self.document["skins"][self.node["skin"]]
        self.clips = {clip["name"]: clip for clip in self.document["animations"]}

    def read(self, number: int) -> np.ndarray:
        return array(self.document, self.data, number)

    def attribute(self, name: str) -> np.ndarray:
        """(n, width) of all primitives' vertices."""
        return np.concatenate([self.read(one["attributes"][name]) for one in self.mesh["primitives"]])

    def places(self, clip: str, frame: int) -> dict[int, np.ndarray]:
        """(4, 4) of each node in the world."""
        state = {number: dict(node) for number, node in enumerate(self.document["nodes"])}
        for channel in self.clips[clip]["channels"]:
            keys = self.read(self.clips[clip]["samplers"][channel["sampler"]]["output"])
            state[channel["target"]["node"]][channel["target"]["path"]] = keys[min(frame, len(keys) - 1)].tolist()
        found = {}

        def walk(number: int, above: np.ndarray) -> None:
            x, y, z, w = state[number].get("rotation", (0, 0, 0, 1))
            turn = rotation((x, y, z), 2 * np.arctan2(np.hypot(np.hypot(x, y), z), w)) if x or y or z else np.eye(3)
            found[number] = above @ transform(turn, state[number].get("translation", (0, 0, 0)))
            for child in state[number].get("children", ()):
                walk(child, found[number])

        for root in self.document["scenes"][0]["nodes"]:
            walk(root, np.eye(4))
        return found

    def posed(self, clip: str, frame: int) -> dict[int, np.ndarray]:
        """(n, 3) world, Y-up, vertices of each part by its id."""
        back = self.read(self.skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
        places, points, slots = self.places(clip, frame), self.attribute("POSITION"), self.attribute("JOINTS_0")[:, 0]
        assert (self.attribute("WEIGHTS_0") == (1, 0, 0, 0)).all()
        return {
            self.document["nodes"][bone]["extras"]["artllm_part"]["id"]: apply(
                places[bone] @ back[slot], points[slots == slot]
            )
            for slot, bone in enumerate(self.skin["joints"])
        }


@pytest.mark.parametrize("make", [scenes.cabinet, scenes.bottle], ids=["hinge and slide", "screw"])
def test_bones_move_the_artist_s_mesh_as_the_articulation_does(tmp_path, make):
    scenes.empty_scene()
    armature = rigs.rigged(make())
    rig = read_rig(armature)
    rest = part_meshes(rig, bpy.context.evaluated_depsgraph_get())
    skinned = Skinned(export(armature, tmp_path, "c", ["glb"], glb_skinned=True).files["glb"])
    assert len(skinned.mesh["primitives"]) == 1 and "mesh" not in skinned.document["nodes"][skinned.skin["joints"][0]]
    for joint in rig.articulation.joints:
        values = clip_values(joint)
        for frame in (0, round(0.6 * len(values))):
            moved = poses(rig.articulation, {joint.child: values[frame]})
            for id, seen in skinned.posed(joint.name, frame).items():
                expected = z_up_to_y_up(apply(moved[id], rest[id].vertices))
                np.testing.assert_allclose(np.unique(seen.round(4), axis=0), np.unique(expected.round(4), axis=0))


def test_materials_uvs_colours_keys_and_properties_are_kept(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet(joined=False)
    paints = [bpy.data.materials.new(f"paint {number}") for number in range(2)]
    for index, thing in enumerate(prop.objects):
        mesh = thing.data
        mesh.materials.append(paints[min(index, 1)])
        mesh.uv_layers.new(name="UVMap").data.foreach_set(
            "uv", np.random.default_rng(index).random(2 * len(mesh.loops))
        )
        thing["price"], mesh["made_by"] = index, "hand"
    prop.objects[1].shape_key_add(name="Basis")
    prop.objects[1].shape_key_add(name="bulge").data[0].co.x += 0.1
    armature = rigs.rigged(prop)
    plain = unpacked(export(armature, tmp_path, "p", ["glb"]).files["glb"].read_bytes())
    skinned = Skinned(export(armature, tmp_path, "s", ["glb"], glb_skinned=True).files["glb"])
    other = [one for mesh in plain[0]["meshes"] for one in mesh["primitives"]]
    uvs = [array(plain[0], binary(plain[1]), one["attributes"]["TEXCOORD_0"]) for one in other]
    found = skinned.attribute("TEXCOORD_0")
    np.testing.assert_array_equal(np.sort(found, axis=0), np.sort(np.concatenate(uvs), axis=0))
    titles = [material["name"] for material in skinned.document["materials"]]
    assert sorted(titles[one["material"]] for one in skinned.mesh["primitives"]) == ["paint 0", "paint 1", "paint 1"]
    bones = [skinned.document["nodes"][bone] for bone in skinned.skin["joints"]]
    assert {bone["name"]: (bone["extras"]["price"], bone["extras"]["made_by"]) for bone in bones} == {
        "Body": (0, "hand"), "Door": (1, "hand"), "Drawer": (2, "hand"),
    }  # fmt: skip
    assert skinned.mesh["extras"]["targetNames"] == ["Door bulge"]
    shifts = [skinned.document["accessors"][one["targets"][0]["POSITION"]] for one in skinned.mesh["primitives"]]
    assert sum(bool({"bufferView", "sparse"} & set(shift)) for shift in shifts) == 1


def test_it_comes_back_as_the_rig_that_it_was_written_from(tmp_path):
    scenes.empty_scene()
    armature = rigs.rigged(scenes.cabinet())
    before = stood(armature, "hulls")
    how = {"glb_skinned": True, "glb_physics": True, "colliders": "hulls"}
    written = export(armature, tmp_path, "x", ["glb"], **how)
    assert written.said == []
    scenes.empty_scene()
    other = difference(before, stood(import_rig(bpy.context, written.files["glb"]), "hulls"))
    assert other.told == () and other.colliders == 1
    assert max(other.axis, other.origin, other.limits, other.surface) < 1e-5
