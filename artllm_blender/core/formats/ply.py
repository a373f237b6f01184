"""PLY files looked through before Blender reads them: its reader believes counts and corners, and ends Blender with it
where these are wrong (Turk, The PLY polygon file format, 1994)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_TYPES = {
    "char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4", "float": "f4",
    "double": "f8", "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4",
    "float32": "f4", "float64": "f8",
}  # fmt: skip
_ORDERS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
_SAID = ("ply", "format", "comment", "obj_info")
_CORNERS = ("vertex_indices", "vertex_index")
_ENDS = ("vertex1", "vertex2")
FEW = 10  # a row in so many may be broken, and is left out; one in any case


@dataclass(frozen=True)
class Element:
    """count: rows; names, types: of what is in each; lengths: of each the type of how many there are, None where it is
    one. All types as NumPy has them."""

    name: str
    count: int
    names: tuple[str, ...]
    types: tuple[str, ...]
    lengths: tuple[str | None, ...]

    def row(self, sizes: tuple[int, ...] = ()) -> np.dtype:
        """Of a row whose lists are so long, one after the other."""
        sizes, fields = iter(sizes), []
        for i, (kind, length) in enumerate(zip(self.types, self.lengths, strict=True)):
            fields += [(f"{i}", kind)] if length is None else [(f"{i} length", length), (f"{i}", kind, (next(sizes),))]
        return np.dtype(fields)


@dataclass(frozen=True)
class Header:
    """order: of bytes, as NumPy has it; empty for text. start: where what is told of begins."""

    order: str
    elements: tuple[Element, ...]
    start: int

    @classmethod
    def of(cls, data: bytes) -> Header:
        """ValueError: it has none."""
        text, end, _ = data.partition(b"end_header")
        words = [line.split() for line in text.decode("ascii", "replace").split("\n")]
        form = next((line[1:2] for line in words if line[:1] == ["format"]), [])
        if not end or words[0] != ["ply"] or not form or form[0] not in _ORDERS:
            raise ValueError("its header is not that of a PLY file")
        order, elements = _ORDERS[form[0]], []
        for line in filter(None, words):
            if line[0] == "element":
                elements.append(_element(line))
            elif line[0] == "property" and elements:
                elements[-1] = _with(elements[-1], line[1:], order)
            elif line[0] not in _SAID:
                raise ValueError(f"its header has a line that no PLY file has: {' '.join(line)[:60]}")
        start = data.find(b"\n", len(text)) + 1
        return cls(order, tuple(elements), start or len(data))


def look_through(data: bytes) -> tuple[bytes, int]:
    """The file without the rows that have a corner which is of no vertex, and how many these were. ValueError, with
    what is wrong: it says that there is more in it than there is, or more than one row in FEW is so."""
    header = Header.of(data)
    vertices = sum(one.count for one in header.elements if one.name == "vertex")
    gone: dict[str, np.ndarray] = {}  # by element: its rows
    spans: dict[str, Row] = {}
    for row in _in_text(data, header) if not header.order else _in_bytes(data, header):
        least = -1 if row.element.name == "tristrips" else 0  # where a strip ends
        wrong = (row.numbers < least) | (row.numbers >= vertices)
        if not wrong.any():
            continue
        bad = np.unique(np.repeat(np.arange(len(row.sizes)), row.sizes)[wrong])
        if least or len(bad) > max(1, row.element.count // FEW) or len(bad) == row.element.count:
            raise ValueError(f"{row.element.name} has corners that are none of its {vertices} vertices ({row.name})")
        gone[row.element.name] = np.union1d(gone.get(row.element.name, bad), bad)
        spans[row.element.name] = row
    if not gone:
        return data, 0
    return _without(data, header, gone, spans), sum(map(len, gone.values()))


def _without(data: bytes, header: Header, gone: dict[str, np.ndarray], rows: dict[str, Row]) -> bytes:
    """The file without some rows of elements."""
    head, cuts = data[: header.start], []
    for element in header.elements:
        if element.name in gone:
            said = rb"element\s+" + re.escape(element.name.encode()) + rb"\s+\d+"
            left = f"element {element.name} {element.count - len(gone[element.name])}"
            head = re.sub(said, left.encode(), head)
            starts, ends = rows[element.name].spans
            cuts += zip(starts[gone[element.name]].tolist(), ends[gone[element.name]].tolist(), strict=True)
    body, at = [], header.start
    for start, end in sorted(cuts):
        body.append(data[at:start])
        at = end
    return b"".join([head, *body, data[at:]])


def _element(words: list[str]) -> Element:
    if len(words) != 3 or not words[2].isdigit():
        raise ValueError(f"its header does not say how many there are of {' '.join(words[1:2]) or 'something'}")
    return Element(words[1], int(words[2]), (), (), ())


def _with(element: Element, words: list[str], order: str) -> Element:
    """With one more property."""
    is_list = words[:1] == ["list"]
    *kinds, name = words[1:] if is_list else words
    if len(kinds) != 1 + is_list or any(kind not in _TYPES for kind in kinds):
        raise ValueError(f"its header has a property that no PLY file has: {' '.join(words)}")
    *length, kind = (order + _TYPES[kind] for kind in kinds)
    return Element(
        element.name, element.count, (*element.names, name), (*element.types, kind),
        (*element.lengths, length[0] if length else None),
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What a property says of all rows of an element: numbers of vertices, (n,), so many of each row, (count,). spans:
    where in the file each row begins and ends, (2, count)."""

    element: Element
    name: str
    numbers: np.ndarray
    sizes: np.ndarray
    spans: np.ndarray


def _asked(element: Element) -> list[int]:
    """Which of its properties are numbers of vertices."""
    return [i for i, name in enumerate(element.names) if name in (_CORNERS if element.lengths[i] else _ENDS)]


def _in_text(data: bytes, header: Header) -> Iterator[Row]:
    lines = data[header.start :].splitlines(keepends=True)
    ends = header.start + np.cumsum([len(line) for line in lines], dtype=np.int64)
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for element in header.elements:
        rows, filled = filled[: element.count], filled[element.count :]
        if len(rows) < element.count:
            raise ValueError(f"it has {len(rows)} of the {element.count} it says there are of {element.name}")
        found, sizes = {i: [] for i in _asked(element)}, {i: [] for i in _asked(element)}
        for row in (lines[i] for i in rows):
            words, at = row.split(), 0
            try:
                for i, length in enumerate(element.lengths):
                    size = 1 if length is None else int(words[at])
                    at += length is not None
                    if i in found:
                        found[i] += map(int, words[at : at + size])
                        sizes[i].append(size)
                    at += max(size, 0)
            except (IndexError, ValueError):
                at = len(words) + 1
            if at > len(words):
                said = row[:60].decode("ascii", "replace").rstrip()
                raise ValueError(f"not as its header says is a line of {element.name}: {said}")
        there = ends[rows] if rows else np.zeros(0, np.int64)
        spans = np.array([there - [len(lines[i]) for i in rows], there], np.int64)
        for i, numbers in found.items():
            yield Row(element, element.names[i], np.array(numbers, np.int64), np.maximum(sizes[i], 0), spans)


def _in_bytes(data: bytes, header: Header) -> Iterator[Row]:
    at = header.start
    for element in header.elements:
        if not (element.count and element.names):
            continue
        rows, at = _alike(data, at, element) or _one_by_one(data, at, element)
        yield from rows


def _alike(data: bytes, at: int, element: Element) -> tuple[list[Row], int] | None:
    """Rows from a byte on whose lists are all as long as those of the first: what they ask for, and where they end.
    None where some are longer or shorter, or not all are there."""
    row = element.row(_sizes(data, at, element))
    end = at + row.itemsize * element.count
    if end > len(data):
        return None
    rows = np.frombuffer(data, row, element.count, at)
    if any((rows[name] != rows[name][0]).any() for name in row.names if name.endswith("length")):
        return None
    starts, found = at + row.itemsize * np.arange(element.count), []
    for i in _asked(element):
        numbers = rows[f"{i}"].reshape(element.count, -1).astype(np.int64)
        sizes = np.full(element.count, numbers.shape[1])
        found.append(Row(element, element.names[i], numbers.ravel(), sizes, np.array([starts, starts + row.itemsize])))
    return found, end


def _one_by_one(data: bytes, at: int, element: Element) -> tuple[list[Row], int]:
    sides = [np.dtype(kind).itemsize for kind in element.types]
    lengths = [length and struct.Struct(length[0] + np.dtype(length).char) for length in element.lengths]
    found = {i: ([], []) for i in _asked(element)}  # where each begins, and how long it is
    bounds = [at]
    for _ in range(element.count):
        for i, (side, length) in enumerate(zip(sides, lengths, strict=True)):
            size = 1
            if length is not None:
                (size,) = length.unpack_from(data, at) if at + length.size <= len(data) else (-1,)
                at += length.size
            if i in found:
                found[i][0].append(at)
                found[i][1].append(size)
            at += size * side
            if size < 0 or at > len(data):
                raise _lacking(element)
        bounds.append(at)
    octets, rows, spans = np.frombuffer(data, np.uint8), [], np.array([bounds[:-1], bounds[1:]])
    for i, (starts, sizes) in found.items():
        within = np.arange(sum(sizes)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = np.repeat(starts, sizes) + within * sides[i]
        numbers = octets[places[:, None] + np.arange(sides[i])].view(element.types[i]).ravel().astype(np.int64)
        rows.append(Row(element, element.names[i], numbers, np.array(sizes), spans))
    return rows, at


def _sizes(data: bytes, at: int, element: Element) -> tuple[int, ...]:
    """How long the lists of the row are that begins at a byte."""
    sizes = []
    for kind, length in zip(element.types, element.lengths, strict=True):
        size = 1
        if length is not None:
            start, at = at, at + np.dtype(length).itemsize
            size = int(np.ndarray((), length, data, start)) if at <= len(data) else -1
            sizes.append(size)
        at += size * np.dtype(kind).itemsize
        if size < 0 or at > len(data):
            raise _lacking(element)
    return tuple(sizes)


def _lacking(element: Element) -> ValueError:
    return ValueError(f"it has not all that it says there is of {element.name}")
