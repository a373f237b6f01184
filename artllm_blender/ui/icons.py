"""The extension's own icons, from icons/."""

from __future__ import annotations

from pathlib import Path

import bpy.utils.previews

FOLDER = Path(__file__).resolve().parents[2] / "icons"

_icons: bpy.utils.previews.ImagePreviewCollection | None = None


def register() -> None:
    global _icons
    _icons = bpy.utils.previews.new()
    for path in FOLDER.glob("*.png"):
        _icons.load(path.stem, str(path), "IMAGE")


def unregister() -> None:
    global _icons
    bpy.utils.previews.remove(_icons)
    _icons = None


def icon(name: str = "artllm") -> int:
    """icon_value for a layout."""
    return _icons[name].icon_id
