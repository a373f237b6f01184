"""The shape engine's own tools: python -m runtime.lab.shapes sheet|check [FAMILY...] [options]."""

from __future__ import annotations

import sys

from . import check, sheet

TOOLS = {"sheet": sheet.main, "check": check.main}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TOOLS:
        sys.exit(f"usage: python -m runtime.lab.shapes {{{','.join(TOOLS)}}} [FAMILY...] [options]")
    TOOLS[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    main()
