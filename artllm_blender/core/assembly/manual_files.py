"""A manual as files: its pages, the drawings alone, and what they say for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..errors import ExportError
from ..files import write_whole
from ..picture.drawing import png
from .ink import picture
from .manual import Manual
from .pdf import pdf
from .sheet import svg


def write_manual(made: Manual, names: Sequence[str], folder: Path) -> list[str]:
    """page_00.svg, ..., manual.pdf, step_01.png, ... and manual.json, in a folder that is made where there is none.

    names: of the parts. What an earlier manual left there goes. Notes on what could not be written; ExportError where
    nothing could.
    """
    files = {f"page_{number:02}.svg": svg(sheet).encode() for number, sheet in enumerate(made.sheets)}
    for number, (page, art) in enumerate(zip(made.pages, made.art, strict=True), start=1):
        grey = picture(art, page.new)
        files[f"step_{number:02}.png"] = png(np.repeat(grey[:, :, None], 3, axis=2))
    files["manual.json"] = json.dumps(told(made, names), indent=1).encode()
    notes = []
    try:
        files["manual.pdf"] = pdf(made.sheets)
    except ExportError as error:
        notes.append(str(error))
    write_whole(folder, files)
    for path in (*folder.glob("page_[0-9]*.svg"), *folder.glob("step_[0-9]*.png"), folder / "manual.pdf"):
        if path.name not in files:  # of a longer manual that was here before
            path.unlink(missing_ok=True)
    return notes


def told(made: Manual, names: Sequence[str]) -> dict[str, object]:
    """What manual.json says: for each step its new parts, its sentence, and the least share of one that is seen."""
    steps = [
        {"new": [names[part] for part in page.new], "words": words, "visible": round(visible, 3)}
        for page, words, visible in zip(made.pages, made.words, made.visible, strict=True)
    ]
    return {"steps": steps, "pages": len(made.sheets), "notes": list(made.notes)}
