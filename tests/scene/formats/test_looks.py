"""What shows in the URDF's OBJ and MTL is what shows in Blender and in the GLB, whatever nodes say it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import bpy
import looks
import numpy as np
import pytest
import rigs
import scenes
from mathutils import Vector

from artllm_blender.core.formats.describe import link_origin
from artllm_blender.core.frames import apply, transform
from artllm_blender.core.picture.colour import linear, srgb
from artllm_blender.scene.formats.export import Exported, export
from artllm_blender.scene.formats.look import Surface, look
from artllm_blender.scene.formats.sampling import Pictures
from artllm_blender.scene.rig.read_rig import read_rig

RED, GREEN = (0.8, 0.1, 0.05, 1), (0.1, 0.6, 0.2, 1)


class Material:
    """One with nodes, added to one at a time."""

    def __init__(self, shader: str = "BsdfPrincipled") -> None:
        self.material = bpy.data.materials.new("Paint")
        self.material.use_nodes = True
        self.material.node_tree.nodes.clear()
        self.shader, output = self.node(shader), self.node("OutputMaterial")
        self.link(self.shader.outputs[0], output.inputs["Surface"])

    def node(self, kind: str, **settings) -> bpy.types.Node:
        node = self.material.node_tree.nodes.new(f"ShaderNode{kind}")
        for name, value in settings.items():
            setattr(node, name, value)
        return node

    def link(self, output: bpy.types.NodeSocket, socket: bpy.types.NodeSocket) -> None:
        self.material.node_tree.links.new(output, socket)

    @property
    def colour(self) -> bpy.types.NodeSocket:
        return next(socket for socket in self.shader.inputs if socket.name in ("Base Color", "Color"))

    def picture(self, image: bpy.types.Image, uv_map: str = "", **mapping) -> bpy.types.Node:
        node = self.node("TexImage", image=image)
        if uv_map or mapping:
            at = self.node("UVMap", uv_map=uv_map).outputs[0]
            if mapping:
                moved = self.node("Mapping")
                for name, value in mapping.items():
                    moved.inputs[name].default_value = value
                self.link(at, moved.inputs["Vector"])
                at = moved.outputs[0]
            self.link(at, node.inputs["Vector"])
        return node

    def mixed(self, blend: str, first, second, share: float = 1.0) -> bpy.types.NodeSocket:
        """first, second: sockets or colours."""
        node = self.node("Mix", data_type="RGBA", blend_type=blend)
        named = {socket.identifier: socket for socket in node.inputs}
        named["Factor_Float"].default_value = share
        for key, value in (("A_Color", first), ("B_Color", second)):
            if isinstance(value, tuple):
                named[key].default_value = value
            else:
                self.link(value, named[key])
        return next(socket for socket in node.outputs if socket.type == "RGBA")


def gradient(name: str = "Wood", size: tuple[int, int] = (32, 24)) -> bpy.types.Image:
    """Smooth, and equal at opposite edges, so that no place in it hangs on how it is repeated."""
    image = bpy.data.images.new(name, *size)
    x, y = np.meshgrid(*((np.arange(n) + 0.5) / n * math.tau for n in size))
    values = np.stack(
        [0.5 + 0.4 * np.sin(x), 0.5 + 0.4 * np.cos(y), 0.5 + 0.4 * np.sin(x + y), np.ones_like(x)], axis=2
    )
    image.pixels.foreach_set(values.astype(np.float32).ravel())
    image.pack()
    return image


def cabinet() -> tuple[bpy.types.Object, bpy.types.Object]:
    """The armature and its door, which has two UV maps, the second of them as it lies, and two colour attributes."""
    scenes.empty_scene()
    armature = rigs.rigged(scenes.cabinet())
    door = read_rig(armature).objects[1][0]
    rng = np.random.default_rng(1)
    at = np.array([door.data.vertices[loop.vertex_index].co for loop in door.data.loops])
    first, second = door.data.uv_layers.new(name="First"), door.data.uv_layers.new(name="Second")
    first.uv.foreach_set("vector", rng.random(2 * len(at)).astype(np.float32))
    second.uv.foreach_set("vector", (at[:, (0, 2)] * (0.9, 1.1) + at[:, 1:2]).astype(np.float32).ravel())
    for name, domain, count in (("Corners", "CORNER", len(at)), ("Points", "POINT", len(door.data.vertices))):
        layer = door.data.color_attributes.new(name, "FLOAT_COLOR", domain)
        values = np.concatenate([rng.random((count, 3)), np.ones((count, 1))], axis=1)
        layer.data.foreach_set("color", values.astype(np.float32).ravel())
    return armature, door


def tiled(paint: Material) -> None:
    node = paint.picture(gradient(), "Second", Scale=(3, 2, 1), Location=(0.3, 0.1, 0), Rotation=(0, 0, 0.4))
    paint.link(node.outputs[0], paint.colour)


def tinted(paint: Material) -> None:
    node = paint.picture(gradient(), "Second", Scale=(2, 2, 1))
    paint.link(paint.mixed("MULTIPLY", node.outputs[0], RED), paint.colour)


def second_map(paint: Material) -> None:
    paint.link(paint.picture(gradient(), "Second").outputs[0], paint.colour)


def unnamed_map(paint: Material) -> None:
    paint.link(paint.picture(gradient()).outputs[0], paint.colour)


def glowing(paint: Material) -> None:
    paint.colour.default_value = (0, 0, 0, 1)
    paint.link(paint.picture(gradient(), "Second").outputs[0], paint.shader.inputs["Emission Color"])
    paint.shader.inputs["Emission Strength"].default_value = 1


def corner_colours(paint: Material) -> None:
    paint.link(paint.node("VertexColor", layer_name="Corners").outputs[0], paint.colour)


def point_colours(paint: Material) -> None:
    paint.link(paint.node("VertexColor", layer_name="Points").outputs[0], paint.colour)


def coloured_picture(paint: Material) -> None:
    """Of another place in the picture than in the mesh."""
    colours = paint.node("VertexColor", layer_name="Corners").outputs[0]
    paint.link(paint.mixed("MULTIPLY", paint.picture(gradient(), "Second").outputs[0], colours), paint.colour)


def through_nodes(paint: Material) -> None:
    """Of which Blender's exporter of glTF reads the picture alone."""
    gamma, hue = paint.node("Gamma"), paint.node("HueSaturation")
    gamma.inputs["Gamma"].default_value, hue.inputs["Hue"].default_value = 1.5, 0.8
    paint.link(paint.picture(gradient(), "Second", Rotation=(0, 0, 0.3)).outputs[0], gamma.inputs["Color"])
    paint.link(gamma.outputs[0], hue.inputs["Color"])
    paint.link(hue.outputs[0], paint.colour)


def compared(exported: Exported, folder: Path) -> np.ndarray:
    obj, glb = looks.of_obj(folder / "meshes" / "c_Door.obj"), looks.Glb(exported.files["glb"])
    return looks.compared(obj, glb.painted("Door", folder), 600)


@pytest.mark.parametrize(
    "painted",
    [tiled, tinted, second_map, unnamed_map, glowing, corner_colours, point_colours, coloured_picture, through_nodes],
)
def test_the_urdf_looks_as_the_glb_does(tmp_path, painted: Callable[[Material], None]):
    armature, door = cabinet()
    paint = Material()
    painted(paint)
    door.data.materials.append(paint.material)
    exported = export(armature, tmp_path, "c", ["urdf", "glb"])
    assert exported.said == []
    off = compared(exported, tmp_path)
    assert off.mean() < 3 and np.percentile(off, 95) < 8, (off.mean(), np.percentile(off, 95))


def test_a_mesh_without_material_shows_its_colours(tmp_path):
    armature, _ = cabinet()
    assert compared(export(armature, tmp_path, "c", ["urdf", "glb"]), tmp_path).mean() < 3


def ramp(paint: Material) -> tuple[float, ...]:
    node = paint.node("ValToRGB")
    node.inputs[0].default_value = 0.25
    node.color_ramp.elements[0].color, node.color_ramp.elements[1].color = RED, GREEN
    paint.link(node.outputs[0], paint.colour)
    return tuple(0.75 * a + 0.25 * b for a, b in zip(RED, GREEN, strict=True))


def mix(paint: Material) -> tuple[float, ...]:
    paint.link(paint.mixed("MIX", RED, GREEN, 0.5), paint.colour)
    return tuple((a + b) / 2 for a, b in zip(RED, GREEN, strict=True))


def rgb(paint: Material) -> tuple[float, ...]:
    node = paint.node("RGB")
    node.outputs[0].default_value = RED
    paint.link(node.outputs[0], paint.colour)
    return RED


def group(paint: Material) -> tuple[float, ...]:
    tree = bpy.data.node_groups.new("Through", "ShaderNodeTree")
    tree.interface.new_socket("In", in_out="INPUT", socket_type="NodeSocketColor")
    tree.interface.new_socket("Out", in_out="OUTPUT", socket_type="NodeSocketColor")
    inner, outer = tree.nodes.new("NodeGroupInput"), tree.nodes.new("NodeGroupOutput")
    gamma = tree.nodes.new("ShaderNodeGamma")
    gamma.inputs["Gamma"].default_value = 2
    tree.links.new(inner.outputs[0], gamma.inputs[0])
    tree.links.new(gamma.outputs[0], outer.inputs[0])
    node = paint.node("Group", node_tree=tree)
    node.inputs[0].default_value = RED
    paint.link(node.outputs[0], paint.colour)
    return tuple(x**2 for x in RED)


def plain(paint: Material) -> tuple[float, ...]:
    paint.colour.default_value = RED
    return RED


CONSTANT = [("BsdfPrincipled", look) for look in (ramp, mix, rgb, group, plain)]
CONSTANT += [("BsdfDiffuse", rgb), ("Emission", plain), ("BsdfDiffuse", plain)]


@pytest.mark.parametrize(("shader", "painted"), CONSTANT, ids=[f"{s} {f.__name__}" for s, f in CONSTANT])
def test_one_colour_is_kd_as_displays_take_it(tmp_path, shader: str, painted: Callable[[Material], tuple[float, ...]]):
    armature, door = cabinet()
    paint = Material(shader)
    wanted = painted(paint)
    door.data.materials.append(paint.material)
    blocks = set(bpy.data.user_map())
    exported = export(armature, tmp_path, "c", ["urdf", "glb"])
    assert exported.said == [] and set(bpy.data.user_map()) == blocks
    assert mtl(tmp_path)["Paint"]["Kd"] == pytest.approx(srgb(np.array(wanted[:3])).tolist(), abs=2e-3)
    assert "map_Kd" not in mtl(tmp_path)["Paint"]
    assert compared(exported, tmp_path).max() < 1


def test_nodes_are_reckoned_as_cycles_bakes_them():
    """A picture, moved, mixed, ramped, turned in hue and curved: every pixel within what rounding pictures does."""
    scenes.empty_scene()
    scene = bpy.context.scene
    scene.render.engine, scene.cycles.samples = "CYCLES", 1
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    thing = scenes.mesh_object("Square", [(x, y, 0) for x, y in square.tolist()], [(0, 1, 2, 3)])
    thing.data.uv_layers.new(name="Second").uv.foreach_set("vector", square.ravel())
    paint = Material("Emission")
    moved = paint.picture(gradient(), "Second", Scale=(2, 3, 1), Rotation=(0.2, 0.1, 0.7), Location=(0.3, 0.1, 0.2))
    ramp, hue, curve = paint.node("ValToRGB"), paint.node("HueSaturation"), paint.node("RGBCurve")
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = RED, GREEN
    hue.inputs["Hue"].default_value, hue.inputs["Saturation"].default_value = 0.3, 1.2
    curve.mapping.curves[3].points.new(0.4, 0.6)
    curve.mapping.update()
    paint.link(moved.outputs[0], ramp.inputs[0])
    paint.link(paint.mixed("SCREEN", moved.outputs[0], ramp.outputs[0], 0.6), hue.inputs["Color"])
    paint.link(hue.outputs[0], curve.inputs["Color"])
    paint.link(curve.outputs[0], paint.colour)
    thing.data.materials.append(paint.material)
    size = 16
    image = bpy.data.images.new("Baked", size, size, float_buffer=True)
    paint.material.node_tree.nodes.active = paint.node("TexImage", image=image)
    bpy.context.view_layer.objects.active = thing
    thing.select_set(True)
    bpy.ops.object.bake(type="EMIT", margin=0)
    baked = np.reshape(image.pixels[:], (-1, 4))[:, :3]
    at = (np.stack(np.meshgrid(*[np.arange(size)] * 2), axis=2).reshape(-1, 2) + 0.5) / size
    surface = Surface(np.zeros((2, 3, 3)), {"Second": np.stack([square[[0, 1, 2]], square[[0, 2, 3]]])})
    shown = look(paint.material, surface, Pictures())
    uvs = shown.over[1] @ np.column_stack([at, np.ones(len(at))]).T
    seen = looks.sampled(shown.picture[::-1, :, :3], uvs.T)
    assert np.abs(seen - srgb(baked)).mean() < 2 / 255


def mtl(folder: Path) -> dict[str, dict[str, list]]:
    found: dict[str, dict[str, list]] = {}
    for key, *rest in (line.split() for line in (folder / "meshes" / "c.mtl").read_text("ascii").splitlines()):
        if key == "newmtl":
            found[name := rest[0]] = {}
        else:
            found[name][key] = rest if key.startswith("map") else [float(number) for number in rest]
    return found


def test_an_unlit_material_shows_what_the_camera_sees(tmp_path):
    """As Blender's reader of glTF builds KHR_materials_unlit."""
    armature, door = cabinet()
    paint = Material("MixShader")
    emission = paint.node("Emission")
    emission.inputs["Color"].default_value = GREEN
    paint.link(paint.node("LightPath").outputs["Is Camera Ray"], paint.shader.inputs[0])
    paint.link(paint.node("BsdfTransparent").outputs[0], paint.shader.inputs[1])
    paint.link(emission.outputs[0], paint.shader.inputs[2])
    door.data.materials.append(paint.material)
    assert export(armature, tmp_path, "c", ["urdf"]).said == []
    assert mtl(tmp_path)["Paint"]["Kd"] == pytest.approx(srgb(np.array(GREEN[:3])).tolist(), abs=2e-3)
    assert mtl(tmp_path)["Paint"]["d"] == [1.0]


def test_a_material_without_shader_shows_its_viewport_colour(tmp_path):
    armature, door = cabinet()
    paint = Material()
    paint.material.node_tree.nodes.clear()
    paint.material.diffuse_color = (1, 0, 0, 0.5)
    door.data.materials.append(paint.material)
    export(armature, tmp_path, "c", ["urdf"])
    assert (mtl(tmp_path)["Paint"]["Kd"], mtl(tmp_path)["Paint"]["d"]) == ([1, 0, 0], [0.5])


def test_faces_of_few_colours_share_few_pixels(tmp_path):
    armature, door = cabinet()
    layer = door.data.color_attributes["Corners"]
    colours = np.repeat([RED if face.index % 2 else GREEN for face in door.data.polygons], 4, axis=0)
    layer.data.foreach_set("color", colours.astype(np.float32).ravel())
    export(armature, tmp_path, "c", ["urdf"])
    said = mtl(tmp_path)["default"]
    seen = looks.picture(tmp_path / "meshes" / said["map_Kd"][0])[..., :3].reshape(-1, 3)
    assert len(seen) <= 4
    for colour in (RED, GREEN):
        assert np.abs(seen - srgb(np.array(colour[:3]))).max(axis=1).min() < 0.003


def procedural(paint: Material) -> None:
    """Each point in the colour of its place in the object."""
    paint.link(paint.node("TexCoord").outputs["Object"], paint.colour)


def test_what_is_not_reckoned_is_baked_by_cycles_and_said(tmp_path):
    armature, door = cabinet()
    door.location += Vector((0.1, 0, 0.2))  # the object's own frame is not the world's
    paint = Material()
    procedural(paint)
    door.data.materials.append(paint.material)
    blocks, scene = set(bpy.data.user_map()), bpy.context.scene
    exported = export(armature, tmp_path, "c", ["urdf", "glb"])
    note, of_glb = exported.notes
    assert "Paint as baked" in note and "Texture Coordinate (Object)" in note
    assert of_glb.startswith("The GLB shows Paint only roughly")
    (material,) = looks.Glb(exported.files["glb"]).document["materials"]  # which is not white, as it would be unread
    mean = material["pbrMetallicRoughness"]["baseColorFactor"]
    assert set(bpy.data.user_map()) == blocks and bpy.context.scene == scene
    obj, rng = looks.of_obj(tmp_path / "meshes" / "c_Door.obj"), np.random.default_rng(0)
    of, weights = rng.integers(0, len(obj.corners), 500), rng.dirichlet((1, 1, 1), 500)
    to_door = np.linalg.inv(np.array(door.matrix_world)) @ transform(
        move=link_origin(read_rig(armature).articulation, 1)
    )
    corners = np.clip(apply(to_door, obj.corners.reshape(-1, 3)), 0, 1)
    assert mean[:3] == pytest.approx(corners.mean(axis=0).tolist(), abs=0.01)
    place = apply(to_door, np.einsum("nc,nck->nk", weights, obj.corners[of]))
    assert 255 * np.abs(obj.colour(of, weights) - srgb(place)).max(axis=1).mean() < 1


def test_what_cannot_be_baked_either_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("artllm_blender.scene.formats.look.baked", lambda *_: None)
    armature, door = cabinet()
    paint = Material()
    procedural(paint)
    door.data.materials.append(paint.material)
    notes = export(armature, tmp_path, "c", ["urdf", "glb"]).notes
    assert [note.partition(" shows Paint only roughly")[0] for note in notes] == ["The URDF", "The GLB"]
    assert all("Texture Coordinate (Object)" in note and "Bake" in note for note in notes)


def test_a_picture_goes_along_as_the_file_that_it_is(tmp_path):
    armature, door = cabinet()
    image = gradient()
    paint = Material()
    paint.link(paint.picture(image, "Second").outputs[0], paint.colour)
    door.data.materials.append(paint.material)
    export(armature, tmp_path, "c", ["urdf"])
    assert (tmp_path / "meshes" / mtl(tmp_path)["Paint"]["map_Kd"][0]).read_bytes() == bytes(image.packed_file.data)


def test_only_what_is_made_anew_is_ever_shrunk_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("artllm_blender.scene.formats.look.LARGEST", 16)
    armature, door = cabinet()
    notes, sizes = [], []
    for painted in (second_map, tinted):
        paint = Material()
        painted(paint)
        door.data.materials.clear()
        door.data.materials.append(paint.material)
        notes.append(export(armature, tmp_path, "c", ["urdf"]).notes)
        name = paint.material.name.replace(".", "_")
        sizes.append(looks.picture(tmp_path / "meshes" / mtl(tmp_path)[name]["map_Kd"][0]).shape[:2])
    assert sizes == [(24, 32), (12, 16)]
    assert notes[0] == [] and "is shrunk to 16 x 12 pixels" in notes[1][0]


def test_linear_is_the_inverse_of_srgb():
    values = np.linspace(0, 1, 101)
    np.testing.assert_allclose(linear(srgb(values)), values, atol=1e-6)
