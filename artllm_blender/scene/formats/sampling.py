"""Pictures as arrays, and what they show between their pixels."""

from __future__ import annotations

import tempfile
from pathlib import Path

import bpy
import numpy as np

from ...core.picture.colour import linear
from ..rig.mesh_out import BARE
from .image_files import FIRST_TILE, TILES_A_ROW, packed_tiles, pixels, trouble


class Pictures:
    """Pixels of pictures, read once each. notes: of those that cannot be read, in sentences."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._tiles: dict[bpy.types.Image, dict[int, np.ndarray]] = {}

    def readable(self, image: bpy.types.Image) -> bool:
        """Whether its pixels can be had; if not, that is noted."""
        problem = trouble(image)
        if problem and problem not in self.notes:
            self.notes.append(problem)
        return not problem

    def tiles(self, image: bpy.types.Image) -> dict[int, np.ndarray]:
        """(h, w, 4) linear, the lowest row first, by UDIM number, a plain picture's the first. Empty: unreadable."""
        if image not in self._tiles:
            tiled = image.source == "TILED"
            numbers = [tile.number for tile in image.tiles] if tiled else [FIRST_TILE]
            numbers = numbers if self.readable(image) else []
            read = {n: _tile(image, n) if tiled else pixels(image) for n in numbers}
            missing = [str(number) for number, values in read.items() if values is None]
            if missing:
                self.notes.append(
                    f"The picture {image.name} lacks the tiles {', '.join(missing)}: find or remove them."
                )
            self._tiles[image] = {n: _linear(image, values) for n, values in read.items() if values is not None}
        return self._tiles[image]

    def size(self, image: bpy.types.Image) -> tuple[int, int]:
        """(width, height) in pixels of its largest tile; 1 where it cannot be read."""
        if image.source != "TILED" and self.readable(image):
            return tuple(image.size)
        shapes = [values.shape for values in self.tiles(image).values()] or [(1, 1)]
        return max(shape[1] for shape in shapes), max(shape[0] for shape in shapes)

    def sample(self, node: bpy.types.Node, at: np.ndarray) -> np.ndarray:
        """(n, 4) linear, of an image node at (n, 2 or more) coordinates; BARE where the picture cannot be read."""
        tiles = self.tiles(node.image) if node.image else {}
        if not tiles:
            return np.array([BARE], np.float32)
        smooth = node.interpolation != "Closest"
        if node.image.source != "TILED":
            return _sampled(tiles[FIRST_TILE], at, node.extension, smooth)
        column, row = np.floor(at[:, :2]).astype(int).T
        number = np.where((column >= 0) & (column < TILES_A_ROW), FIRST_TILE + column + TILES_A_ROW * row, -1)
        result = np.full((len(at), 4), BARE, np.float32)
        for tile in set(np.unique(number).tolist()) & set(tiles):
            here = number == tile
            result[here] = _sampled(tiles[tile], at[here, :2] % 1, "EXTEND", smooth)
        return result


def _linear(image: bpy.types.Image, values: np.ndarray) -> np.ndarray:
    """Pictures of floats are linear in Blender already, whatever they were in their file."""
    if not image.is_float and image.colorspace_settings.name == "sRGB":
        values = np.concatenate([linear(values[..., :3]), values[..., 3:]], axis=2)
    return values


def _tile(image: bpy.types.Image, number: int) -> np.ndarray | None:
    """A tile's pixels. Blender gives those of the first alone, so that others are read as pictures of their own."""
    if number == image.tiles[0].number:
        return pixels(image)
    path = Path(bpy.path.abspath(image.filepath, library=image.library).replace("<UDIM>", str(number)))
    packed = packed_tiles(image).get(number)
    with tempfile.TemporaryDirectory() as folder:
        if packed:
            path = Path(folder, path.name)
            path.write_bytes(packed)
        if not path.is_file():
            return None
        tile = bpy.data.images.load(str(path))
        try:
            return pixels(tile) if all(tile.size) else None
        finally:
            bpy.data.images.remove(tile)


def _sampled(values: np.ndarray, at: np.ndarray, extension: str, smooth: bool) -> np.ndarray:
    height, width = values.shape[:2]
    x, y = at[:, 0] * width, at[:, 1] * height
    if not smooth:
        return _texels(values, np.floor(x).astype(int), np.floor(y).astype(int), extension)
    # So near a pixel's middle, rounding would take a little of its neighbours.
    x, y = (np.where(np.abs(v - np.rint(v)) < 1e-3, np.rint(v), v) for v in (x - 0.5, y - 0.5))
    left, low = np.floor(x).astype(int), np.floor(y).astype(int)
    right_share, high_share = (x - left)[:, None], (y - low)[:, None]
    rows = [
        _texels(values, left, row, extension) * (1 - right_share)
        + _texels(values, left + 1, row, extension) * right_share
        for row in (low, low + 1)
    ]
    return (rows[0] * (1 - high_share) + rows[1] * high_share).astype(np.float32)


def _texels(values: np.ndarray, column: np.ndarray, row: np.ndarray, extension: str) -> np.ndarray:
    height, width = values.shape[:2]
    if extension == "REPEAT":
        return values[row % height, column % width]
    if extension == "MIRROR":
        column, row = column % (2 * width), row % (2 * height)
        return values[np.minimum(row, 2 * height - 1 - row), np.minimum(column, 2 * width - 1 - column)]
    seen = values[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    if extension == "CLIP":
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        seen = seen * inside[:, None]
    return seen
