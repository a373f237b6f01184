"""XML from anywhere, read without what XML can do to a reader: no DTD, no entities, bounded in size and depth."""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import numpy as np

from ..errors import InputError

MOST_BYTES, MOST_ELEMENTS, DEEPEST = 64 << 20, 500_000, 400
MOST = 1e9  # a number beyond it is no length or angle of anything
AGAIN = "Correct the file where it was made, or export it anew."


def read_bounded(path: Path) -> bytes:
    """A file's content. InputError: it is not there, or larger than any that describes a rig."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"it is larger than {MOST_BYTES >> 20} MB.", "Keep meshes in files of their own.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{getattr(error, 'strerror', None) or error}.", "Check the path.") from error


def parse_xml(data: bytes) -> Element:
    """The root; names keep their prefixes. InputError: it is no XML, or XML that no description of a rig is."""
    builder, parser = TreeBuilder(), expat.ParserCreate()
    depth = count = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise InputError("it nests too deep or has too many elements.", AGAIN)
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: object) -> None:
        raise InputError("it has a document type or entities, which can reach other files.", "Remove its DOCTYPE.")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise InputError(f"it is no XML: {error}.", AGAIN) from error
    return builder.close()


def number(text: str | None, default: float, what: str) -> float:
    """A finite number of an attribute. InputError: it is none."""
    return float(numbers(text, (default,), what)[0])


def numbers(text: str | None, default: tuple[float, ...], what: str) -> np.ndarray:
    """(n,) finite numbers of an attribute, as many as its default has. InputError: they are not."""
    if text is None:
        return np.array(default)
    values = listed(text, what)
    if len(values) != len(default):
        count = "a finite number" if len(default) == 1 else f"{len(default)} finite numbers"
        raise InputError(f"{what} is '{text[:40]}', which is not {count}.", AGAIN)
    return values


def listed(text: str, what: str) -> np.ndarray:
    """(n,) finite numbers of an attribute, however many. InputError: they are not."""
    try:
        values = np.array([float(word) for word in text.replace(",", " ").split()])
    except ValueError:
        values = np.array([math.nan])
    if not (np.abs(values) <= MOST).all():
        raise InputError(f"{what} is '{text[:40]}', which is not of finite numbers.", AGAIN)
    return values
