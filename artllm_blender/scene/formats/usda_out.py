"""A description as NAME.usda, its pictures in the folder textures beside it."""

from __future__ import annotations

from pathlib import Path

from ...core.formats.description import Description
from ...core.formats.obj import write_pictures
from ...core.formats.usda import TEXTURES, usda_text
from ...core.steps import Steps


def writing_usda(asset: Description, folder: Path, name: str) -> Steps[None]:
    """Write, link by link, folder/name.usda and, where there are pictures, folder/textures. OSError: disk."""
    if any(material.picture for material in asset.materials):
        (folder / TEXTURES).mkdir(exist_ok=True)
        write_pictures(folder / TEXTURES, asset.materials)
    (folder / f"{name}.usda").write_text((yield from usda_text(asset)), encoding="utf-8")
