"""Mesh files as text: read in whatever encoding they are, and moved to the origin before single precision rounds them.

Blender reads no UTF-16, and keeps coordinates in single precision, in which those of a map have no centimetres.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import numpy as np

from .ply import Header

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_VERTEX = {
    ".obj": re.compile(r"^(\s*v\s+)(\S+)\s+(\S+)\s+(\S+)", re.MULTILINE),
    ".stl": re.compile(r"^(\s*vertex\s+)(\S+)\s+(\S+)\s+(\S+)", re.MULTILINE),
}


def encoding(data: bytes) -> str:
    """Of a text file: by its mark, or by where its zeros are; UTF-8 where neither tells."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    start = data[:200]
    if start[1::2].count(0) > len(start) / 4:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) / 4 else "utf-8"


def text_of(path: Path) -> str:
    """What a text file says; bytes that are no text in its encoding stay as they are."""
    data = path.read_bytes()
    return data.decode(encoding(data), errors="surrogateescape")


def libraries(text: str) -> list[str]:
    """The material libraries that an OBJ names."""
    return [name.strip() for name in re.findall(r"^\s*mtllib\s+(.+)$", text, re.MULTILINE)]


def write_obj_copy(text: str, source: Path, folder: Path) -> Path:
    """An OBJ's text as a file of the same name in another folder, with its materials; pictures are named where they
    are."""
    for number, name in enumerate(libraries(text)):
        if (source.parent / name).is_file():
            lines = text_of(source.parent / name).splitlines()
            (folder / f"{number}.mtl").write_bytes(
                "\n".join(_absolute(line, source.parent / name) for line in lines).encode(errors="surrogateescape")
            )
            text = text.replace(f"mtllib {name}", f"mtllib {number}.mtl")
    copy = folder / source.name
    copy.write_bytes(text.encode(errors="surrogateescape"))
    return copy


def _absolute(line: str, library: Path) -> str:
    """A line of a material library with the picture that it names, if it is there, by its whole path."""
    words = line.split(" ")
    for first in range(1, len(words)):
        name = " ".join(words[first:]).strip()
        if name and (library.parent / name).is_file():
            return " ".join([*words[:first], str((library.parent / name).resolve())])
    return line


def moved(path: Path) -> tuple[bytes, np.ndarray] | None:
    """An OBJ, PLY or STL file's content with its middle at the origin, and where (3,) that was, in the file's axes.

    None where its numbers are in single precision to begin with.
    """
    data, suffix = path.read_bytes(), path.suffix.lower()
    if suffix == ".ply":
        return _moved_ply(data)
    if suffix == ".stl" and len(data) >= 84 and len(data) == 84 + 50 * int.from_bytes(data[80:84], "little"):
        return None
    text, pattern = text_of(path), _VERTEX[suffix]
    points = np.array([match[1:] for match in pattern.findall(text)], dtype=np.float64)
    if not len(points) or _is_single(points):
        return None
    middle = _middle(points)
    rows = iter((points - middle).tolist())
    text = pattern.sub(lambda match: match[1] + " ".join(map(repr, next(rows))), text)
    return text.encode(errors="surrogateescape"), middle


def _moved_ply(data: bytes) -> tuple[bytes, np.ndarray] | None:
    """Where the vertices come first and are of double precision or text."""
    header = Header.of(data)
    vertices = header.elements[0] if header.elements else None
    if vertices is None or vertices.name != "vertex" or any(vertices.lengths):
        return None
    head, body, places = data[: header.start], data[header.start :], [vertices.names.index(axis) for axis in "xyz"]
    if not header.order:
        lines = body.split(b"\n")
        cells = [line.split() for line in lines[: vertices.count]]
        points = np.array([[cell[place] for place in places] for cell in cells], dtype=np.float64)
        if _is_single(points):
            return None
        middle = _middle(points)
        for cell, point in zip(cells, (points - middle).tolist(), strict=True):
            for place, value in zip(places, point, strict=True):
                cell[place] = repr(value).encode()
        return head + b"\n".join([*map(b" ".join, cells), *lines[vertices.count :]]), middle
    rows = np.frombuffer(body, vertices.row(), vertices.count).copy()
    axes = [str(place) for place in places]
    if rows[axes[0]].dtype.itemsize < 8:
        return None
    points = np.stack([rows[axis] for axis in axes], axis=1)
    if _is_single(points):
        return None
    middle = _middle(points)
    for axis, value in zip(axes, middle, strict=True):
        rows[axis] -= value
    return head + rows.tobytes() + body[rows.nbytes :], middle


def _is_single(points: np.ndarray) -> bool:
    """Whether numbers, text or doubles, were rounded to single precision before they were written: those along the
    axis where they are greatest, and it coarsest."""
    greatest = points[:, np.abs(points).max(axis=0).argmax()]
    single = greatest.astype(np.float32)
    return bool((np.abs(greatest - single) <= 1e-2 * np.spacing(np.abs(single))).all())


def _middle(points: np.ndarray) -> np.ndarray:
    return (points.min(axis=0) + points.max(axis=0)) / 2
