"""Truth: a labelled object's parts and joints as what is known beforehand, so that only the cut is left to err."""

from __future__ import annotations

import json
from pathlib import Path


def known(labels: dict) -> dict:
    """The file that `--known` reads, of a labels.json. Words for parts are left to the model: labels name no kinds."""
    return {
        "parts": [{"id": part["id"], "box": [part["aabb_min"], part["aabb_max"]]} for part in labels["parts"]],
        "joints": [_joint(joint) for joint in labels["joints"]],
        "part_count": len(labels["parts"]),
    }


def _joint(joint: dict) -> dict:
    told = {name: joint[name] for name in ("child", "parent", "type", "axis", "origin")}
    if joint["type"] != "continuous":
        told["lower"], told["upper"] = sorted((joint["lower"] or 0.0, joint["upper"] or 0.0))
    return told


def write_known(folder: Path, out: Path) -> Path:
    """The known file of a bench object, out/NAME.json; folder: the object's."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{folder.name}.json"
    path.write_text(json.dumps(known(json.loads((folder / "labels.json").read_text()))))
    return path
