"""The weights: where they lie, and whether they are the ones that were shipped.

`model.json` beside them: {"name", "version", "files": {"encoder.onnx": {"sha256", "bytes"}, ...}, "config": {...}}.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import BadWeights

SHIPPED = Path(__file__).resolve().parent / "weights_data"
REINSTALL = "Reinstall the extension."
CHOOSE = "Choose another folder of weights in the preferences."


@dataclass(frozen=True)
class Manifest:
    """Weights found whole. files: by name, checked. config: what the model needs to know about itself."""

    name: str
    version: str
    files: dict[str, Path]
    config: dict[str, Any]


def locate(folder: str | Path | None = None) -> Path:
    """The folder of the weights: the one given, or the one shipped."""
    return Path(folder) if folder else SHIPPED


def verify(folder: Path) -> Manifest:
    """Check every file's size and SHA-256 against model.json. BadWeights says which one is not as it was shipped."""
    hint = REINSTALL if folder == SHIPPED else CHOOSE
    try:
        model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        name, version, config = str(model["name"]), str(model["version"]), dict(model["config"])
        expected = [(file, int(of["bytes"]), str(of["sha256"])) for file, of in model["files"].items()]
    except OSError as problem:
        raise BadWeights(f"The model's weights are missing: {folder / 'model.json'}.", hint) from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadWeights("The model's description model.json is damaged.", hint) from problem
    for file, size, digest in expected:
        _check(folder, file, size, digest, hint)
    return Manifest(name, version, {file: folder / file for file, _, _ in expected}, config)


def safetensors_in(weights: Path) -> Path | None:
    """The safetensors file that the path is, or the only one in the folder that it is."""
    found = [weights] if weights.is_file() else sorted(weights.glob("*.safetensors"))
    return found[0] if len(found) == 1 and found[0].suffix == ".safetensors" else None


def _check(folder: Path, file: str, size: int, digest: str, hint: str) -> None:
    if Path(file).name != file:
        raise BadWeights(f"model.json names a weights file outside its folder: {file!r}.", hint)
    try:
        with open(folder / file, "rb") as stream:
            found = stream.seek(0, 2)
            stream.seek(0)
            if found != size:
                raise BadWeights(f"The weights file {file} has {found:,} bytes instead of {size:,}.", hint)
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise BadWeights(f"The weights file {file} was altered.", hint)
    except OSError as problem:
        raise BadWeights(f"The weights file {file} cannot be read: {problem.strerror}.", hint) from problem
