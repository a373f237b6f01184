"""A folder of weights, as far as it can be judged without reading it all; the child, which does, has the last word."""

from __future__ import annotations

import json
from pathlib import Path


def fault(folder: Path) -> str:
    """In a sentence what is wrong with it at first sight; empty where nothing is."""
    try:
        files = json.loads((folder / "model.json").read_text(encoding="utf-8"))["files"]
        sizes = {name: int(of["bytes"]) for name, of in files.items()}
    except OSError:
        return "It has no model.json."
    except (ValueError, KeyError, TypeError, AttributeError):
        return "Its model.json is damaged."
    for name, size in sizes.items():
        if not (folder / name).is_file():
            return f"Its {name} is missing."
        if (folder / name).stat().st_size != size:
            return f"Its {name} is not as large as it should be."
    return ""
