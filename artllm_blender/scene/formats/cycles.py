"""Colours of materials as Cycles bakes them, for nodes that are not reckoned here: about 5 s a million pixels."""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO

import bpy
import numpy as np
from mathutils import Matrix

from ...core.frames import apply
from ..rig.mesh_out import Frame

_TARGET = "artllm_bake"


@dataclass(frozen=True)
class Patches:
    """Quads to bake. corners: (n, 4, 3) world; place: (n, 4, 2) of each corner in the picture, 0 to 1. uvs, colours:
    (n, 4, 2) and (n, 4, 4) by name; frame: (n,) into frames."""

    corners: np.ndarray
    place: np.ndarray
    uvs: dict[str, np.ndarray]
    colours: dict[str, np.ndarray]
    frame: np.ndarray
    frames: tuple[Frame, ...]


def baked(material: bpy.types.Material, patches: Patches, width: int, height: int) -> np.ndarray | None:
    """(height, width, 4) linear, the lowest row first; None where Cycles is not there, or the material has a shader
    without a colour of its own."""
    made: list[bpy.types.ID] = []
    window = bpy.context.window or bpy.context.window_manager.windows[0]
    shown, layer = window.scene, window.view_layer
    scene = bpy.data.scenes.new("ArtLLM bake")
    made.append(scene)
    try:
        if not hasattr(scene, "cycles"):
            return None
        scene.render.engine, scene.cycles.samples, scene.cycles.device = "CYCLES", 1, "CPU"
        copy = material.copy()
        made.append(copy)
        if not _as_emission(copy.node_tree):
            return None
        target = bpy.data.images.new(_TARGET, width, height, float_buffer=True)
        made.append(target)
        node = copy.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = target
        copy.node_tree.nodes.active = node
        for number in np.unique(patches.frame):
            of = np.flatnonzero(patches.frame == number)
            mesh, thing = _object(patches, of, patches.frames[number], copy)
            made += [mesh, thing]
            scene.collection.objects.link(thing)
        window.scene = scene
        scene.render.bake.use_clear = False
        with bpy.context.temp_override(window=window), redirect_stdout(StringIO()):
            for thing in scene.collection.objects:
                thing.select_set(True)
                scene.view_layers[0].objects.active = thing
                bpy.ops.object.bake(type="EMIT", margin=0, use_clear=False)
                thing.select_set(False)
        values = np.empty(width * height * 4, np.float32)
        target.pixels.foreach_get(values)
        return values.reshape(height, width, 4)
    except RuntimeError:
        return None  # Blender's own refusal to bake, which is as good as no Cycles
    finally:
        window.scene, window.view_layer = shown, layer
        bpy.data.batch_remove(made)


def _object(
    patches: Patches, of: np.ndarray, frame: Frame, material: bpy.types.Material
) -> tuple[bpy.types.Mesh, bpy.types.Object]:
    """The patches of one object, in its frame and with its texture space."""
    mesh = bpy.data.meshes.new(_TARGET)
    corners = apply(np.linalg.pinv(frame.matrix), patches.corners[of].reshape(-1, 3))
    mesh.from_pydata(corners.tolist(), [], np.arange(4 * len(of)).reshape(-1, 4).tolist())
    mesh.use_auto_texspace = False
    mesh.texspace_location, mesh.texspace_size = frame.middle, frame.size
    mesh.materials.append(material)
    for name in filter(None, patches.uvs):
        layer = mesh.uv_layers.new(name=name)
        layer.uv.foreach_set("vector", patches.uvs[name][of].astype(np.float32).ravel())
        layer.active_render = np.array_equal(patches.uvs[name], patches.uvs.get(""))
    target = mesh.uv_layers.new(name=_TARGET)
    target.uv.foreach_set("vector", patches.place[of].astype(np.float32).ravel())
    mesh.uv_layers.active = target
    for name in filter(None, patches.colours):
        layer = mesh.color_attributes.new(name, "FLOAT_COLOR", "CORNER")
        layer.data.foreach_set("color", patches.colours[name][of].astype(np.float32).ravel())
        if np.array_equal(patches.colours[name], patches.colours.get("")):
            mesh.color_attributes.default_color_name = layer.name
    thing = bpy.data.objects.new(_TARGET, mesh)
    thing.matrix_world = Matrix(frame.matrix.tolist())
    return mesh, thing


def _as_emission(tree: bpy.types.NodeTree | None) -> bool:
    """Have a material give the colour of its shader as light; whether it has one."""
    output = tree.get_output_node("ALL") if tree else None
    colour = _colour(tree, output.inputs["Surface"]) if output else None
    if colour is None:
        return False
    emission = tree.nodes.new("ShaderNodeEmission")
    tree.links.new(colour, emission.inputs["Color"])
    tree.links.new(emission.outputs[0], output.inputs["Surface"])
    return True


def _colour(tree: bpy.types.NodeTree, socket: bpy.types.NodeSocket) -> bpy.types.NodeSocket | None:
    """What gives the colour of the shader that feeds a socket; of mixed ones, mixed alike."""
    if not socket.is_linked:
        return None
    node = socket.links[0].from_node
    if node.type == "MIX_SHADER":
        parts = [_colour(tree, one) for one in node.inputs[1:3]]
        if None in parts:
            return None
        mix = tree.nodes.new("ShaderNodeMixRGB")
        for value, one in zip((_fed(tree, node.inputs[0]), *parts), mix.inputs, strict=True):
            tree.links.new(value, one)
        return mix.outputs[0]
    inputs = [one for one in node.inputs if one.name in ("Base Color", "Color")]
    return _fed(tree, inputs[0]) if inputs else None


def _fed(tree: bpy.types.NodeTree, socket: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
    """What feeds a socket, or a node of its own that says the same."""
    if socket.is_linked:
        return socket.links[0].from_socket
    node = tree.nodes.new("ShaderNodeRGB" if socket.type == "RGBA" else "ShaderNodeValue")
    node.outputs[0].default_value = socket.default_value
    return node.outputs[0]
