"""Pages of a manual as images of the file: which they are, in which order, and as grey values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import bpy
import numpy as np

from ...core.errors import InputError

PAGE = "artllm_page"
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")


def loaded_pages() -> list[bpy.types.Image]:
    """The images that are pages, in their order."""
    return sorted((image for image in bpy.data.images if PAGE in image), key=lambda image: image[PAGE])


def load_pages(paths: Sequence[Path]) -> list[bpy.types.Image]:
    """Pages from files, after those there are, by the numbers in their names. InputError: one is no picture."""
    images = [load_picture(path) for path in sorted(paths, key=_numbers)]
    after = len(loaded_pages())
    for number, image in enumerate(images):
        image[PAGE] = after + number
    return images


def forget_pages() -> None:
    """No image is a page any more; those that nothing else uses are gone."""
    for image in loaded_pages():
        del image[PAGE]
        if not image.users:
            bpy.data.images.remove(image)


def pictures_in(folder: Path) -> list[Path]:
    """The picture files of a folder, by the numbers in their names."""
    found = [path for path in folder.glob("*") if path.suffix.lower() in PICTURES]
    return sorted(found, key=_numbers)


def load_picture(path: Path) -> bpy.types.Image:
    """InputError: it cannot be read as one."""
    trouble = InputError(f"{path.name} cannot be read as a picture.", "Save the page as PNG.")
    try:
        image = bpy.data.images.load(str(path), check_existing=False)
    except RuntimeError as error:
        raise trouble from error
    if not all(image.size):
        bpy.data.images.remove(image)
        raise trouble
    return image


def grey(image: bpy.types.Image) -> np.ndarray:
    """(h, w), 0 black to 1 white, the first row at the top; what is clear is white."""
    width, height = image.size
    values = np.empty(width * height * image.channels, np.float32)
    image.pixels.foreach_get(values)
    colours = values.reshape(height, width, image.channels)[::-1]
    found = colours[..., : min(3, image.channels)].mean(axis=2)
    if image.channels == 4:
        found = 1 - (1 - found) * colours[..., 3]
    return found


def _numbers(path: Path) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", path.stem)], path.name
