"""Names of parts as they are put into a line."""

from __future__ import annotations


def spoken(name: str) -> str:
    """A part's name as one says it: `Drawer_Top.002` is "drawer top 002"."""
    return " ".join(name.replace("_", " ").replace(".", " ").lower().split())


def with_name(line: str, name: str) -> str:
    """A line with a name at its end, in place of what was typed of it: "open dra" and "drawer" make "open drawer"."""
    words = line.split()
    for begun in range(len(words)):
        if name.startswith(" ".join(words[begun:]).lower()):
            return " ".join([*words[:begun], name])
    return " ".join([*words, name])
