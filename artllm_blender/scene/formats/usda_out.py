"""A description as USD, laid out as SimReady wants it: usd/NAME.usda, beside it pictures and thumbnail.

And as an .usdz, which has the pictures in it, in a folder of its own, since there may be but one USD in each.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ...core.formats.description import Description
from ...core.formats.obj import write_pictures
from ...core.formats.usda import TEXTURES
from ...core.steps import Steps, within
from .usd_binary import crate, write_usdz

FOLDER, PACKAGES = "usd", "usdz"
THUMBNAIL = 256  # pixels a side


def writing_usda(asset: Description, text: Steps[str], thumbnail: Steps[bytes], folder: Path, name: str) -> Steps[None]:
    """Write folder/usd/NAME.usda, its textures and .thumbs. text: what `usda_text` makes of the asset; thumbnail: a
    PNG. OSError: disk."""
    (own := folder / FOLDER).mkdir(exist_ok=True)
    told = yield from within(text, 0.0, 0.6)
    (own / f"{name}.usda").write_text(told, encoding="utf-8")
    if any(material.picture for material in asset.materials):
        (own / TEXTURES).mkdir(exist_ok=True)
        write_pictures(own / TEXTURES, asset.materials)
    _write_thumbnail(own, f"{name}.usda", (yield from within(thumbnail, 0.6, 1.0)))


def writing_usdz(
    asset: Description, text: Steps[str], thumbnail: Steps[bytes], folder: Path, name: str
) -> Steps[list[str]]:
    """Write folder/usdz/NAME.usdz, with pictures in it, and its thumbnail; what it could not keep, in sentences. text,
    thumbnail: as above. OSError: disk."""
    (own := folder / PACKAGES).mkdir(exist_ok=True)
    told = yield from within(text, 0.0, 0.5)
    with TemporaryDirectory(prefix="artllm-", ignore_cleanup_errors=True) as aside:
        layer, binary = Path(aside, f"{name}.usda"), Path(aside, f"{name}.usdc")
        layer.write_text(told, encoding="utf-8")
        yield "Writing USDZ", 0.5
        first = binary if crate(layer, binary) else layer
        (pictures := Path(aside, TEXTURES)).mkdir()
        write_pictures(pictures, asset.materials)
        packed = {f"{TEXTURES}/{file.name}": file for file in sorted(pictures.iterdir())}
        write_usdz(own / f"{name}.usdz", {first.name: first} | packed)
    _write_thumbnail(own, f"{name}.usdz", (yield from within(thumbnail, 0.6, 1.0)))
    return [] if first is binary else [f"This Blender has no USD: what is in {name}.usdz is text."]


def _write_thumbnail(folder: Path, file: str, drawing: bytes) -> None:
    place = folder / ".thumbs" / f"{THUMBNAIL}x{THUMBNAIL}"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{file}.png").write_bytes(drawing)
