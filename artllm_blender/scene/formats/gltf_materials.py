"""Materials as Blender's exporter of glTF can read them: where it cannot, copies that say the same more simply."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np

from ...core.picture.colour import linear, srgb
from .image_files import FIRST_TILE, TILES_A_ROW, image_nodes, images_of, packed_tiles, trouble
from .look import Look, Looks


class Copies:
    """Data-blocks made for the export, and the names that they shall have in it, which the originals bear here."""

    def __init__(self) -> None:
        self.made: list[bpy.types.ID] = []
        self.names: dict[tuple[str, str], str] = {}
        self.notes: list[str] = []

    def add(self, block: bpy.types.ID, kind: str = "", name: str = "") -> bpy.types.ID:
        """kind: glTF's word for its list of such things."""
        self.made.append(block)
        self.names[kind, block.name] = name
        return block


class Materials:
    """looks: of all that the export shows. folder: for files that the exporter reads while it writes."""

    def __init__(self, looks: Looks, copies: Copies, folder: Path) -> None:
        self.copies = copies
        self._folder = folder
        self._unpacked: dict[bpy.types.Image, bpy.types.Image] = {}
        self._looks = looks
        self._known: dict[bpy.types.Material, bpy.types.Material] = {}

    def of(self, material: bpy.types.Material) -> bpy.types.Material:
        """The material, or a copy that the exporter can read."""
        if material not in self._known:
            self._known[material] = self._readable(material)
        return self._known[material]

    def _readable(self, material: bpy.types.Material) -> bpy.types.Material:
        lost = [problem for image in images_of([material]) if (problem := trouble(image))]
        self.copies.notes += [problem for problem in lost if problem not in self.copies.notes]
        astray = self._off_tiles(material)
        known = _is_known(material) and not astray
        if known and not lost and not any(map(packed_tiles, images_of([material]))):
            return material
        copy = self.copies.add(material.copy(), "materials", material.name)
        if copy.node_tree:
            self._cut_off(copy.node_tree, lambda image: bool(trouble(image)))
            self._unpack(copy.node_tree)
        if not known:
            shown = self._looks.of(material)
            if shown.unknown or not self._paint(copy, shown):
                if shown.picture is not None and not images_of([material]):
                    self._paint(copy, Look((*self._mean(material, shown), shown.colour[3])))
                why = f"its node {shown.unknown} has" if shown.unknown else "its colours have"
                self.copies.notes.append(
                    f"The GLB shows {material.name} only roughly: {why} no counterpart there. "
                    "Bake its colour into a picture (Render > Bake) to keep it."
                )
        if astray and any(map(_is_tiled, images_of([copy]))):
            self._cut_off(copy.node_tree, _is_tiled)
            self.copies.notes.append(
                f"The GLB shows {material.name} without pictures of several tiles, for its UV map leaves them: "
                "keep each face within one tile."
            )
        return copy

    def _off_tiles(self, material: bpy.types.Material) -> bool:
        """Whether faces lie on no tile of a picture, or over several: the exporter leaves out the former."""
        for node in image_nodes(material.node_tree):
            if _is_tiled(node.image):
                uvs = self._looks.surface(material).uvs.get(_map_of(node), np.zeros((0, 3, 2)))
                low = np.floor(uvs.min(axis=1) + 1e-5)
                number = FIRST_TILE + low @ (1, TILES_A_ROW)
                fine = (uvs <= low[:, None] + 1 + 1e-5).all(axis=(1, 2)) & (low[:, 0] >= 0) & (low[:, 0] < TILES_A_ROW)
                if not (fine & np.isin(number, [tile.number for tile in node.image.tiles])).all():
                    return True
        return False

    def _cut_off(self, tree: bpy.types.NodeTree, is_lost: Callable[[bpy.types.Image], bool]) -> None:
        """Take away what lost pictures feed: the exporter would stumble over some of them."""
        lost = [node for node in image_nodes(tree, groups=False) if is_lost(node.image)]
        for link in [link for node in lost for output in node.outputs for link in output.links]:
            tree.links.remove(link)
        for node in tree.nodes:
            if node.type == "GROUP" and any(is_lost(inner.image) for inner in image_nodes(node.node_tree)):
                node.node_tree = self.copies.add(node.node_tree.copy())
                self._cut_off(node.node_tree, is_lost)

    def _unpack(self, tree: bpy.types.NodeTree) -> None:
        """Have tiles that are packed lie beside: the exporter does not read them where they are."""
        for node in image_nodes(tree, groups=False):
            if packed_tiles(node.image):
                node.image = self._beside(node.image)
        for node in tree.nodes:
            if node.type == "GROUP" and any(packed_tiles(inner.image) for inner in image_nodes(node.node_tree)):
                node.node_tree = self.copies.add(node.node_tree.copy())
                self._unpack(node.node_tree)

    def _beside(self, image: bpy.types.Image) -> bpy.types.Image:
        """The same tiled picture, from files in the folder."""
        if image not in self._unpacked:
            tiles = packed_tiles(image)
            suffix = Path(image.packed_files[0].filepath).suffix
            stem = self._folder / f"tiles{len(self._unpacked)}"
            for number, content in tiles.items():
                Path(f"{stem}.{number}{suffix}").write_bytes(content)
            copy = bpy.data.images.load(f"{stem}.{min(tiles)}{suffix}")
            self._unpacked[image] = self.copies.add(copy, "images", image.name)
            copy.source, copy.filepath = "TILED", f"{stem}.<UDIM>{suffix}"
            copy.colorspace_settings.name, copy.alpha_mode = image.colorspace_settings.name, image.alpha_mode
            for number in set(tiles) - {tile.number for tile in copy.tiles}:
                copy.tiles.new(number)
        return self._unpacked[image]

    def _paint(self, material: bpy.types.Material, shown: Look) -> bool:
        """Have a material's colour be a look's; whether that could be said in nodes that the exporter knows."""
        mapping = _mapping(shown.over[1]) if shown.over else None
        if shown.picture is not None and mapping is None:
            return False
        tree, shader = material.node_tree, _principled(material)
        if shader is None:
            tree.nodes.clear()
            shader, output = (tree.nodes.new(f"ShaderNode{kind}") for kind in ("BsdfPrincipled", "OutputMaterial"))
            tree.links.new(shader.outputs[0], output.inputs["Surface"])
            shader.inputs["Roughness"].default_value = 1.0
            shader.inputs["Alpha"].default_value = shown.colour[3]
        base = shader.inputs["Base Color"]
        for link in list(base.links):
            tree.links.remove(link)
        base.default_value = (*linear(np.array(shown.colour[:3])).tolist(), 1.0)
        if shown.picture is not None:
            node, place, moved = (tree.nodes.new(f"ShaderNode{kind}") for kind in ("TexImage", "UVMap", "Mapping"))
            node.image, place.uv_map = self._image(shown.picture, material.name), shown.over[0]
            for name, value in mapping.items():
                moved.inputs[name].default_value = value
            tree.links.new(place.outputs[0], moved.inputs["Vector"])
            tree.links.new(moved.outputs[0], node.inputs["Vector"])
            tree.links.new(node.outputs["Color"], base)
        return True

    def _mean(self, material: bpy.types.Material, shown: Look) -> tuple[float, ...]:
        """The sRGB that a picture shows on the whole, at the corners of its triangles."""
        height, width = shown.picture.shape[:2]
        u, v = (shown.uvs(self._looks.surface(material)).reshape(-1, 2) % 1).T
        seen = shown.picture[height - 1 - (v * height).astype(int), (u * width).astype(int), :3]
        return tuple(srgb(linear(seen).mean(axis=0)).tolist())

    def _image(self, picture: bpy.types.Image | np.ndarray, name: str) -> bpy.types.Image:
        if isinstance(picture, bpy.types.Image):
            return picture
        height, width, channels = picture.shape
        image = self.copies.add(bpy.data.images.new(name, width, height, alpha=channels == 4))
        values = np.ones((height, width, 4), np.float32)
        values[..., :channels] = picture[::-1]
        image.pixels.foreach_set(values.ravel())
        return image


def _principled(material: bpy.types.Material) -> bpy.types.Node | None:
    """The Principled shader that is all of a material's surface."""
    output = material.node_tree.get_output_node("ALL")
    links = output.inputs["Surface"].links if output else ()
    return links[0].from_node if links and links[0].from_node.type == "BSDF_PRINCIPLED" else None


def _is_tiled(image: bpy.types.Image) -> bool:
    return image.source == "TILED"


def _map_of(node: bpy.types.Node) -> str:
    """The UV map that a picture lies over; '' for the one that renders."""
    while links := node.inputs[0].links if node.inputs else ():
        node = links[0].from_node
    return node.uv_map if node.type == "UVMAP" else ""


def _is_known(material: bpy.types.Material) -> bool:
    """Whether Blender's exporter reads the material's colour as it is; of others it drops what it does not know."""
    output = material.node_tree.get_output_node("ALL") if material.node_tree else None
    if output is None or not output.inputs["Surface"].is_linked:
        return True
    shader = output.inputs["Surface"].links[0].from_node
    if shader.type == "BSDF_PRINCIPLED":
        return _is_known_colour(shader.inputs["Base Color"])
    if shader.type == "EMISSION":
        return _is_known_colour(shader.inputs["Color"])
    # What Blender's reader of glTF makes of an unlit material.
    return shader.type == "MIX_SHADER" and any(link.from_node.type == "LIGHT_PATH" for link in shader.inputs[0].links)


def _is_known_colour(socket: bpy.types.NodeSocket) -> bool:
    if not socket.is_linked:
        return True
    node = socket.links[0].from_node
    if node.type == "REROUTE":
        return _is_known_colour(node.inputs[0])
    if node.type == "MIX" and node.data_type == "RGBA" and node.blend_type == "MULTIPLY":
        named = {one.identifier: one for one in node.inputs}
        whole = not named["Factor_Float"].is_linked and named["Factor_Float"].default_value == 1
        return whole and _is_known_colour(named["A_Color"]) and _is_known_colour(named["B_Color"])
    return node.type in ("RGB", "TEX_IMAGE", "VERTEX_COLOR")


def _mapping(matrix: np.ndarray) -> dict[str, tuple[float, float, float]] | None:
    """A (2, 3) matrix as a Mapping node has it, scale before rotation; None where that cannot be."""
    along, across = matrix[:, 0], matrix[:, 1]
    if abs(along @ across) > 1e-5 * np.linalg.norm(along) * np.linalg.norm(across):
        return None
    width = float(np.linalg.norm(along))
    return {
        "Scale": (width, float(np.linalg.det(matrix[:, :2])) / width, 1.0),
        "Rotation": (0.0, 0.0, math.atan2(along[1], along[0])),
        "Location": (float(matrix[0, 2]), float(matrix[1, 2]), 0.0),
    }
