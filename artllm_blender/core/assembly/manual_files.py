"""A manual as files: its pages, the drawings alone, and what they say for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..errors import ExportError
from ..picture.drawing import png
from .ink import picture
from .manual import Manual
from .pdf import pdf
from .sheet import svg


def write_manual(made: Manual, names: Sequence[str], folder: Path) -> list[str]:
    """page_00.svg, ..., manual.pdf, step_01.png, ... and manual.json, in a folder that is made where there is none.

    names: of the parts. Notes on what could not be written; ExportError where nothing could.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, sheet in enumerate(made.sheets):
            (folder / f"page_{number:02}.svg").write_text(svg(sheet), encoding="utf-8")
        for number, (page, art) in enumerate(zip(made.pages, made.art, strict=True), start=1):
            grey = picture(art, page.new)
            (folder / f"step_{number:02}.png").write_bytes(png(np.repeat(grey[:, :, None], 3, axis=2)))
        (folder / "manual.json").write_text(json.dumps(told(made, names), indent=1), encoding="utf-8")
        (folder / "manual.pdf").write_bytes(pdf(made.sheets))
    except OSError as error:
        raise ExportError(f"The manual could not be written: {error}.", "Choose another folder.") from error
    except ExportError as error:
        return [str(error)]
    return []


def told(made: Manual, names: Sequence[str]) -> dict[str, object]:
    """What manual.json says: for each step its new parts, its sentence, and the least share of one that is seen."""
    steps = [
        {"new": [names[part] for part in page.new], "words": words, "visible": round(visible, 3)}
        for page, words, visible in zip(made.pages, made.words, made.visible, strict=True)
    ]
    return {"steps": steps, "pages": len(made.sheets), "notes": list(made.notes)}
