"""The extension's own icons, from icons/, and a swatch of each part's colour."""

from __future__ import annotations

from pathlib import Path

import bpy.utils.previews
import numpy as np

from ..core.colours import BODY, Colour, part_colour

# Pixels of a swatch, of its clear edge and of what is rounded; of its rim, and what that is: a colour may be the one in
# which a theme paints an active row.
SIDE, EDGE, CORNER, RIM = 32, 3, 6, 2
DARK = (0.0, 0.0, 0.0, 0.6)
FOLDER = Path(__file__).resolve().parents[2] / "icons"

_icons: bpy.utils.previews.ImagePreviewCollection | None = None
_swatches: dict[Colour, int] = {}


def register() -> None:
    global _icons
    _icons = bpy.utils.previews.new()
    for path in FOLDER.glob("*.png"):
        _icons.load(path.stem, str(path), "IMAGE")


def unregister() -> None:
    global _icons
    bpy.utils.previews.remove(_icons)
    _icons = None
    _swatches.clear()


def icon(name: str = "artllm") -> int:
    """icon_value for a layout."""
    return _icons[name].icon_id


def swatch(part: int, is_body: bool) -> int:
    """icon_value of a part's colour, made when it is first asked for."""
    colour = BODY if is_body else part_colour(part)
    if colour not in _swatches:
        made = _icons.new(f"swatch {len(_swatches)}")
        made.icon_size = made.image_size = (SIDE, SIDE)
        made.icon_pixels_float = _rounded(colour)
        _swatches[colour] = made.icon_id
    return _swatches[colour]


def _rounded(colour: tuple[float, float, float]) -> np.ndarray:
    """(4 n,) RGBA, multiplied by A as Blender wants icons, of a square with round corners, a rim and a clear edge."""
    beyond = np.maximum(np.abs(np.arange(SIDE) - (SIDE - 1) / 2) - (SIDE / 2 - EDGE - CORNER), 0)
    away = np.hypot(*np.meshgrid(beyond, beyond))
    inside, within = (np.clip(reach + 0.5 - away, 0, 1)[:, :, None] for reach in (CORNER, CORNER - RIM))
    return (within * (*colour, 1.0) + (inside - within) * DARK).ravel()
