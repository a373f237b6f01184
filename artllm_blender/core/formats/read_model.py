"""Which reader a file is for."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from .glb_in import glb_model
from .mjcf_in import mjcf_model
from .model import Model
from .urdf_in import urdf_model
from .usd_in import usd_model

READERS = {
    ".urdf": urdf_model,
    ".glb": glb_model,
    ".gltf": glb_model,
    ".xml": mjcf_model,
    ".mjcf": mjcf_model,
    ".usda": usd_model,
}


def read_model(path: Path) -> Model:
    """The model of a file, by its suffix. InputError, without the file's name: it cannot be read."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError("no rig is read from such files.", f"Use one of {', '.join(READERS)}.")
    return reader(path)
