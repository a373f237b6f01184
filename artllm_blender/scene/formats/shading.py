"""What colour a material shows where, reckoned from its nodes as Cycles reckons it, without light.

What is known: the shaders that have a colour, pictures, colour attributes, constants, and nodes that mix and map these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import bpy
import numpy as np

# Shaders that show their one colour.
_COLOURED = (
    "BSDF_DIFFUSE", "BSDF_GLOSSY", "BSDF_GLASS", "BSDF_REFRACTION", "BSDF_TRANSLUCENT", "BSDF_TOON", "BSDF_SHEEN",
    "SUBSURFACE_SCATTERING", "EEVEE_SPECULAR", "BSDF_METALLIC",
)  # fmt: skip
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # Rec. 709, Blender's scene-linear space
_STEPS = 4096


class UnknownNode(Exception):
    """Its argument names a node whose colour is not reckoned here."""


class Place(Protocol):
    """Points on a surface. Arrays of one row stand for as many rows as there are points."""

    def uv(self, name: str) -> np.ndarray:
        """(n, 2) of a UV map; '' is the one that renders."""

    def colour(self, name: str) -> np.ndarray:
        """(n, 4) linear, of a colour attribute; '' is the one that renders."""

    def picture(self, node: bpy.types.Node, at: np.ndarray) -> np.ndarray:
        """(n, 4) linear, of an image node at (n, 3) coordinates."""


def shade(material: bpy.types.Material, place: Place) -> np.ndarray:
    """(n, 4) linear colour and opacity. Raises UnknownNode."""
    tree = material.node_tree
    output = tree.get_output_node("ALL") if tree else None
    if output is None or not output.inputs["Surface"].is_linked:
        return np.array([material.diffuse_color], np.float32)
    value = _Reckoning(place).shader(output.inputs["Surface"])
    alpha = np.clip(value[:, 3:], 0, 1)
    return np.concatenate([np.clip(value[:, :3] / np.maximum(alpha, 1e-6), 0, 1), alpha], axis=1)


class _Reckoning:
    """One walk from the output to what feeds it. groups: the group nodes that the walk is inside of."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._groups: list[bpy.types.Node] = []

    def shader(self, socket: bpy.types.NodeSocket) -> np.ndarray:
        """(n, 4) of a shader socket: colour times opacity, opacity."""
        source = _source(socket)
        if source is None:
            return np.array([[0, 0, 0, 1]], np.float32)
        node = source.node
        if node.type in ("GROUP", "GROUP_INPUT"):
            return self._through_group(source, self.shader)
        if node.type == "BSDF_PRINCIPLED":
            glow = self._rgb(node.inputs["Emission Color"]) * np.clip(
                self._number(node.inputs["Emission Strength"]), 0, 1
            )
            return self._over(self._rgb(node.inputs["Base Color"]) + glow, self._number(node.inputs["Alpha"]))
        if node.type == "EMISSION":
            strength = np.clip(self._number(node.inputs["Strength"]), 0, 1)
            return self._over(self._rgb(node.inputs["Color"]) * strength, np.ones((1, 1), np.float32))
        if node.type == "BSDF_TRANSPARENT":
            return np.zeros((1, 4), np.float32)
        if node.type == "MIX_SHADER":
            share = np.clip(self._number(node.inputs[0]), 0, 1)
            # What does not count need not be known.
            if not share.any():
                return self.shader(node.inputs[1])
            if (share == 1).all():
                return self.shader(node.inputs[2])
            return self.shader(node.inputs[1]) * (1 - share) + self.shader(node.inputs[2]) * share
        if node.type == "ADD_SHADER":
            one, other = self.shader(node.inputs[0]), self.shader(node.inputs[1])
            return np.concatenate([one[:, :3] + other[:, :3], np.maximum(one[:, 3:], other[:, 3:])], axis=1)
        if node.type in _COLOURED or (node.type.startswith("BSDF_") and "Color" in node.inputs):
            colour = node.inputs["Color"] if "Color" in node.inputs else node.inputs["Base Color"]
            return self._over(self._rgb(colour), np.ones((1, 1), np.float32))
        raise UnknownNode(node.bl_label)

    @staticmethod
    def _over(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
        rgb, alpha = np.clip(rgb, 0, 1), np.clip(alpha, 0, 1)
        alpha = np.broadcast_to(alpha, (max(len(rgb), len(alpha)), 1))
        return np.concatenate([rgb * alpha, alpha], axis=1)

    def _rgb(self, socket: bpy.types.NodeSocket) -> np.ndarray:
        return _as(self.value(socket), 4)[:, :3]

    def _number(self, socket: bpy.types.NodeSocket) -> np.ndarray:
        return _as(self.value(socket), 1)

    def value(self, socket: bpy.types.NodeSocket) -> np.ndarray:
        """(n, k) float32: k is 4 for colours, 3 for vectors, 1 for numbers."""
        width = {"RGBA": 4, "VECTOR": 3}.get(socket.type, 1)
        source = _source(socket)
        if source is None:
            return np.array(socket.default_value, np.float32).reshape(1, -1)[:, :width]
        node = source.node
        if node.type in ("GROUP", "GROUP_INPUT"):
            return _as(self._through_group(source, self.value), width)
        reckon: Callable | None = getattr(self, f"_node_{node.type.lower()}", None)
        if reckon is None or node.mute:
            raise UnknownNode(node.bl_label)
        return _as(reckon(node, source), width)

    def _through_group(self, source: bpy.types.NodeSocket, reckon: Callable) -> np.ndarray:
        """Into a group by its output, or out of it by its input."""
        node = source.node
        if node.type == "GROUP_INPUT":
            group = self._groups.pop()
            try:
                return reckon(next(socket for socket in group.inputs if socket.identifier == source.identifier))
            finally:
                self._groups.append(group)
        inner = node.node_tree and node.node_tree.nodes
        output = next((one for one in inner or () if one.type == "GROUP_OUTPUT" and one.is_active_output), None)
        if output is None:
            raise UnknownNode(node.bl_label)
        self._groups.append(node)
        try:
            return reckon(next(socket for socket in output.inputs if socket.identifier == source.identifier))
        finally:
            self._groups.pop()

    # Below, one method a kind of node, named after its type: (node, the output asked for) -> (n, k).

    def _node_rgb(self, node, output) -> np.ndarray:
        return np.array([output.default_value], np.float32)

    def _node_value(self, node, output) -> np.ndarray:
        return np.array([[output.default_value]], np.float32)

    def _node_tex_image(self, node, output) -> np.ndarray:
        if node.projection != "FLAT":
            raise UnknownNode(f"{node.bl_label} ({node.projection})")
        vector = node.inputs["Vector"]
        at = _as(self.value(vector), 3) if vector.is_linked else _as(self._place.uv(""), 3)
        seen = self._place.picture(node, at)
        return (
            seen[:, 3:] if output.name == "Alpha" else np.concatenate([seen[:, :3], np.ones_like(seen[:, 3:])], axis=1)
        )

    def _node_uvmap(self, node, output) -> np.ndarray:
        return _as(self._place.uv(node.uv_map), 3)

    def _node_tex_coord(self, node, output) -> np.ndarray:
        if output.name != "UV":
            raise UnknownNode(f"{node.bl_label} ({output.name})")
        return _as(self._place.uv(""), 3)

    def _node_vertex_color(self, node, output) -> np.ndarray:
        colour = self._place.colour(node.layer_name)
        return colour[:, 3:] if output.name == "Alpha" else colour

    def _node_attribute(self, node, output) -> np.ndarray:
        if node.attribute_type != "GEOMETRY":
            raise UnknownNode(f"{node.bl_label} ({node.attribute_type.title()})")
        colour = self._place.colour(node.attribute_name)
        return {"Alpha": colour[:, 3:], "Fac": _as(colour, 1)}.get(output.name, colour)

    def _node_light_path(self, node, output) -> np.ndarray:
        return np.array([[float(output.name == "Is Camera Ray")]], np.float32)

    def _node_mapping(self, node, output) -> np.ndarray:
        vector, scale = _as(self.value(node.inputs["Vector"]), 3), self.value(node.inputs["Scale"])
        turn = self.value(node.inputs["Rotation"])
        move = self.value(node.inputs["Location"]) if "Location" in node.inputs else np.zeros((1, 3), np.float32)
        if len(turn) > 1 or node.vector_type == "NORMAL":
            raise UnknownNode(node.bl_label)
        matrix = _euler(*turn[0])
        if node.vector_type == "TEXTURE":
            return (vector - move) @ matrix / np.where(scale == 0, 1, scale)
        moved = (vector * scale) @ matrix.T
        return moved + move if node.vector_type == "POINT" else moved

    def _node_mix(self, node, output) -> np.ndarray:
        kind = {"RGBA": "Color", "FLOAT": "Float", "VECTOR": "Vector"}.get(node.data_type)
        if kind is None or (kind == "Vector" and node.factor_mode != "UNIFORM"):
            raise UnknownNode(f"{node.bl_label} ({node.data_type.title()})")
        named = {socket.identifier: socket for socket in node.inputs}
        share = self._number(named["Factor_Float"])
        share = np.clip(share, 0, 1) if node.clamp_factor else share
        blend = node.blend_type if kind == "Color" else "MIX"
        mixed = _blended(blend, share, self.value(named[f"A_{kind}"]), self.value(named[f"B_{kind}"]))
        return np.clip(mixed, 0, 1) if kind == "Color" and node.clamp_result else mixed

    def _node_mix_rgb(self, node, output) -> np.ndarray:
        share = np.clip(self._number(node.inputs["Fac"]), 0, 1)
        mixed = _blended(node.blend_type, share, self.value(node.inputs["Color1"]), self.value(node.inputs["Color2"]))
        return np.clip(mixed, 0, 1) if node.use_clamp else mixed

    def _node_valtorgb(self, node, output) -> np.ndarray:
        place = np.clip(self._number(node.inputs[0]), 0, 1)
        ramp = np.array([node.color_ramp.evaluate(step / _STEPS) for step in range(_STEPS + 1)], np.float32)
        seen = ramp[np.rint(place[:, 0] * _STEPS).astype(int)]
        return seen[:, 3:] if output.name == "Alpha" else seen

    def _node_invert(self, node, output) -> np.ndarray:
        share, colour = self._number(node.inputs[0]), self.value(node.inputs["Color"])
        return _blended("MIX", share, colour, 1 - colour)

    def _node_gamma(self, node, output) -> np.ndarray:
        return np.maximum(self.value(node.inputs["Color"]), 0) ** self._number(node.inputs["Gamma"])

    def _node_brightcontrast(self, node, output) -> np.ndarray:
        contrast = self._number(node.inputs["Contrast"])
        offset = self._number(node.inputs["Bright"]) - contrast / 2
        return np.maximum(self.value(node.inputs["Color"]) * (1 + contrast) + offset, 0)

    def _node_hue_sat(self, node, output) -> np.ndarray:
        colour = self.value(node.inputs["Color"])
        hue, saturation, value = (self._number(node.inputs[name]) for name in ("Hue", "Saturation", "Value"))
        turned = _turned(colour[:, :3], hue - 0.5, saturation) * value
        mixed = _blended("MIX", self._number(_share(node)), colour[:, :3], turned)
        return _as(np.maximum(mixed, 0), 4)

    def _node_curve_rgb(self, node, output) -> np.ndarray:
        curves, mapping = node.mapping.curves, node.mapping
        mapping.initialize()
        steps = np.linspace(0, 1, _STEPS + 1)
        tables = [np.array([mapping.evaluate(curve, step) for step in steps], np.float32) for curve in curves]
        colour = self.value(node.inputs["Color"])
        seen = np.interp(np.clip(colour[:, :3], 0, 1), steps, tables[3])
        seen = np.stack([np.interp(seen[:, i], steps, tables[i]) for i in range(3)], axis=1).astype(np.float32)
        return _as(_blended("MIX", self._number(node.inputs[0]), colour[:, :3], seen), 4)

    def _node_rgbtobw(self, node, output) -> np.ndarray:
        return _as(self.value(node.inputs["Color"]), 1)

    def _node_separate_color(self, node, output) -> np.ndarray:
        if node.mode != "RGB":
            raise UnknownNode(f"{node.bl_label} ({node.mode})")
        channel = list(node.outputs).index(output)
        return self.value(node.inputs["Color"])[:, channel : channel + 1]

    def _node_combine_color(self, node, output) -> np.ndarray:
        if node.mode != "RGB":
            raise UnknownNode(f"{node.bl_label} ({node.mode})")
        channels = np.broadcast_arrays(*(self._number(socket) for socket in node.inputs[:3]))
        return _as(np.concatenate(channels, axis=1), 4)

    def _node_math(self, node, output) -> np.ndarray:
        reckon = {
            "ADD": np.add, "SUBTRACT": np.subtract, "MULTIPLY": np.multiply, "MINIMUM": np.minimum,
            "MAXIMUM": np.maximum, "GREATER_THAN": np.greater, "LESS_THAN": np.less,
        }.get(node.operation)  # fmt: skip
        if reckon is None:
            raise UnknownNode(f"{node.bl_label} ({node.operation.title()})")
        result = reckon(self._number(node.inputs[0]), self._number(node.inputs[1])).astype(np.float32)
        return np.clip(result, 0, 1) if node.use_clamp else result


def _share(node: bpy.types.Node) -> bpy.types.NodeSocket:
    """The factor, which Blender 5 calls so and earlier ones Fac."""
    return node.inputs["Fac"] if "Fac" in node.inputs else node.inputs["Factor"]


def _source(socket: bpy.types.NodeSocket) -> bpy.types.NodeSocket | None:
    """The output that feeds a socket, reroutes passed over; None where nothing does."""
    while socket.is_linked and not socket.links[0].is_muted:
        output = socket.links[0].from_socket
        if output.node.type != "REROUTE":
            return output
        socket = output.node.inputs[0]
    return None


def _as(values: np.ndarray, width: int) -> np.ndarray:
    """Colours, vectors and numbers as each other, as sockets turn them."""
    have = values.shape[1]
    if have == width:
        return values
    if width == 1:
        return (values[:, :3] @ _LUMA if have == 4 else values.mean(axis=1))[:, None]
    rgb = np.repeat(values, 3, axis=1) if have == 1 else values[:, :3]
    if rgb.shape[1] == 2:
        rgb = np.concatenate([rgb, np.zeros_like(rgb[:, :1])], axis=1)
    return rgb if width == 3 else np.concatenate([rgb, np.ones_like(rgb[:, :1])], axis=1)


def _turned(rgb: np.ndarray, hue: np.ndarray, saturation: np.ndarray) -> np.ndarray:
    """(n, 3) with its HSV hue turned by so many rounds and its saturation multiplied."""
    high, low = rgb.max(axis=1, keepdims=True), rgb.min(axis=1, keepdims=True)
    chroma = np.where(high > low, high - low, 1)
    r, g, b = ((high - rgb) / chroma).T
    sector = np.where(rgb[:, 0] == high[:, 0], b - g, np.where(rgb[:, 1] == high[:, 0], 2 + r - b, 4 + g - r))
    sector = (np.where(high > low, sector[:, None], 0) + 6 * hue) % 6
    depth = np.clip(np.where(high > 0, (high - low) / np.where(high > 0, high, 1), 0) * saturation, 0, 1)
    pure = np.clip(np.abs((sector + (0, 4, 2)) % 6 - 3) - 1, 0, 1)
    return high * (1 - depth + depth * pure)


def _euler(x: float, y: float, z: float) -> np.ndarray:
    """(3, 3) of XYZ Euler angles."""
    (a, b, c), (d, e, f) = np.cos([x, y, z]), np.sin([x, y, z])
    about_x, about_y = np.array([[1, 0, 0], [0, a, -d], [0, d, a]]), np.array([[b, 0, e], [0, 1, 0], [-e, 0, b]])
    return (np.array([[c, -f, 0], [f, c, 0], [0, 0, 1]]) @ about_y @ about_x).astype(np.float32)


def _blended(kind: str, t: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Blender's node_mix.glsl; opacity stays a's, as there, but in plain mixes."""
    rest = 1 - t
    if kind == "MIX":
        return a * rest + b * t
    safe = np.where(b == 0, 1, b)
    overlay = np.where(a < 0.5, a * (rest + 2 * t * b), 1 - (rest + 2 * t * (1 - b)) * (1 - a))
    mixed = {
        "ADD": a + b * t, "SUBTRACT": a - b * t, "MULTIPLY": a * (rest + b * t), "OVERLAY": overlay,
        "SCREEN": 1 - (rest + t * (1 - b)) * (1 - a), "DIVIDE": np.where(b == 0, a * rest, a * rest + t * a / safe),
        "DIFFERENCE": a * rest + np.abs(a - b) * t, "DARKEN": a * rest + np.minimum(a, b) * t,
        "LIGHTEN": a * rest + np.maximum(a, b) * t,
    }.get(kind)  # fmt: skip
    if mixed is None:
        raise UnknownNode(f"Mix ({kind.title()})")
    return np.concatenate([mixed[:, :3], np.broadcast_to(a[:, 3:], (len(mixed), a.shape[1] - 3))], axis=1)
