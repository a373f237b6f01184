"""Names that every consumer accepts, from any names that an artist gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .articulation import Articulation

LONGEST = 60
# Mesh files that are read.
SUFFIXES = (".glb", ".gltf", ".obj", ".ply", ".stl", ".fbx", ".blend")
# Latin letters that Unicode does not take for a letter and an accent.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
        "ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "ng",
        "Ŋ": "NG", "ŧ": "t", "Ŧ": "T", "ə": "e", "Ə": "E",
    }
)  # fmt: skip
# "world" is taken in simulators; Windows opens devices, not files, by the others.
RESERVED = {"world", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def sanitise(name: str, fallback: str) -> str:
    """At most LONGEST ASCII letters, digits, - and _; accents are dropped, Latin letters that ASCII lacks
    spelt with those that it has. fallback: where nothing is left."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9-]+", "_", plain)[:LONGEST].strip("_-")
    if not plain:
        return fallback
    return f"{plain}_" if plain.lower() in RESERVED else plain


def unique(names: Iterable[str], fallback: str) -> list[str]:
    """The names sanitised, the later of two equals numbered; equal means on disks that ignore case too."""
    taken: set[str] = set()
    result = []
    for name in names:
        base = candidate = sanitise(name, fallback)
        number = 2
        while candidate.lower() in taken:
            candidate = f"{base}_{number}"
            number += 1
        taken.add(candidate.lower())
        result.append(candidate)
    return result


def identifier(name: str, fallback: str) -> str:
    """The name sanitised, and begun with the fallback where it would begin with a digit.

    Programs that make variables or USD prims of names refuse those; as names of files they are fine.
    """
    plain = sanitise(name, fallback)
    return f"{fallback}_{plain}"[:LONGEST].rstrip("_-") if plain[0].isdigit() else plain


def link_names(articulation: Articulation) -> dict[int, str]:
    """One safe name a part, by part id."""
    parts = articulation.parts
    given = (identifier(part.name, "part") for part in parts)
    return dict(zip((p.id for p in parts), unique(given, "part"), strict=True))


def joint_names(articulation: Articulation) -> dict[int, str]:
    """One safe name a joint, by child id."""
    links, joints = link_names(articulation), articulation.joints
    given = (identifier(j.name or f"{links[j.child]}_joint", "joint") for j in joints)
    return dict(zip((j.child for j in joints), unique(given, "joint"), strict=True))
