"""The pictures that materials use: whether Blender can read them, and their pixels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import bpy
import numpy as np

FIRST_TILE, TILES_A_ROW = 1001, 10


def image_nodes(tree: bpy.types.NodeTree | None, groups: bool = True) -> Iterator[bpy.types.Node]:
    """Image nodes of a tree, and of the groups in it, that hold a picture and feed something."""
    for node in tree.nodes if tree else ():
        if node.type == "TEX_IMAGE" and node.image and any(output.is_linked for output in node.outputs):
            yield node
        elif node.type == "GROUP" and groups:
            yield from image_nodes(node.node_tree)


def images_of(materials: Iterable[bpy.types.Material | None]) -> list[bpy.types.Image]:
    """The pictures in use, each once."""
    found = (node.image for material in materials if material for node in image_nodes(material.node_tree))
    return list(dict.fromkeys(found))


def trouble(image: bpy.types.Image) -> str:
    """Why a picture's pixels cannot be had, and what to do, in a sentence; empty where they can."""
    if image.source in ("MOVIE", "SEQUENCE"):
        return f"The picture {image.name} is a movie or a sequence and is left out: use a single frame instead."
    if all(image.size):  # asking for its size loads a picture that nothing has shown yet
        return ""
    # The first tile's name stands in for the mark in the name of a tiled one.
    path = Path(bpy.path.abspath(image.filepath, library=image.library).replace("<UDIM>", str(FIRST_TILE)))
    if image.packed_file or path.is_file():
        return f"The picture {image.name} cannot be read and is left out: save it as PNG in another program."
    return (
        f"The picture {image.name} is missing and left out: there is no {path}. "
        "Find it by File > External Data > Find Missing Files, then export again."
    )


def packed_tiles(image: bpy.types.Image) -> dict[int, bytes]:
    """The files of the tiles that a tiled picture has packed, by UDIM number; empty for any other."""
    return {file.tile_number: file.packed_file.data for file in image.packed_files if image.source == "TILED"}


def pixels(image: bpy.types.Image) -> np.ndarray:
    """(h, w, 4) float32 as stored, the lowest row first; of a readable picture, a tiled one's first tile."""
    width, height = image.size
    values = np.ones(width * height * image.channels, np.float32)
    image.pixels.foreach_get(values)
    values = values.reshape(height, width, image.channels)
    if image.channels == 4:
        return values
    result = np.ones((height, width, 4), np.float32)
    grey = image.channels < 3
    result[..., :3] = values[..., :1] if grey else values
    if image.channels == 2:
        result[..., 3] = values[..., 1]
    return result
