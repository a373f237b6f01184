"""A description as USD in text form, laid out as SimReady wants it: usd/NAME.usda, beside it pictures and thumbnail."""

from __future__ import annotations

from pathlib import Path

from ...core.formats.description import Description
from ...core.formats.obj import write_pictures
from ...core.formats.simready import Origin
from ...core.formats.usda import TEXTURES, usda_text
from ...core.steps import Steps, within

FOLDER = "usd"
THUMBNAIL = 256  # pixels a side


def writing_usda(asset: Description, origin: Origin, thumbnail: Steps[bytes], folder: Path, name: str) -> Steps[None]:
    """Write, link by link, folder/usd/NAME.usda, its textures and .thumbs. thumbnail: a PNG. OSError: disk."""
    (own := folder / FOLDER).mkdir(exist_ok=True)
    if any(material.picture for material in asset.materials):
        (own / TEXTURES).mkdir(exist_ok=True)
        write_pictures(own / TEXTURES, asset.materials)
    text = yield from within(usda_text(asset, origin), 0.0, 0.6)
    (own / f"{name}.usda").write_text(text, encoding="utf-8")
    drawing = yield from within(thumbnail, 0.6, 1.0)
    place = own / ".thumbs" / f"{THUMBNAIL}x{THUMBNAIL}"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.usda.png").write_bytes(drawing)
