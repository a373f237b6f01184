"""Faces that a file has twice. Blender keeps one of each while it reads, and which one is chance: it looks in several
threads. Where they face opposite ways a surface came out otherwise every time."""

from __future__ import annotations

import struct

import numpy as np

from .glb import unpacked
from .gltf_data import array
from .ply import Header

_TRIANGLES = 4  # the mode of a primitive
_WIDEST = 1 << 21  # three numbers below it are told by one of 63 bits


def doubled(corners: np.ndarray) -> np.ndarray:
    """(n,) whether a polygon of (n, k) vertices has those of an earlier one, in any order."""
    key = np.sort(corners, axis=1)
    if key.shape[1] == 3 and key.size and key.max() < _WIDEST:
        key = key.astype(np.int64) @ (1 << 42, 1 << 21, 1)
    found = np.ones(len(key), bool)
    found[np.unique(key, axis=0, return_index=True)[1]] = False
    return found


def without_doubles(data: bytes) -> bytes | None:
    """A GLB or PLY file's bytes with all triangles once, the first of each, in place of the others ones without area,
    which readers drop. None where it is that already, or another kind; of a GLB that names files beside it, packed and
    sparse meshes, and a PLY that is text or has other faces nothing is changed."""
    try:
        return _glb(data) if data[:4] == b"glTF" else _ply(data) if data[:3] == b"ply" else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error):
        return None  # whoever reads it says what is wrong


def _glb(glb: bytes) -> bytes | None:
    document, rest = unpacked(glb)
    primitives = [primitive for mesh in document.get("meshes", ()) for primitive in mesh["primitives"]]
    indices = {
        primitive["indices"]
        for primitive in primitives
        if primitive.get("mode", _TRIANGLES) == _TRIANGLES and "indices" in primitive
    }
    if any("uri" in one for kind in ("images", "buffers") for one in document.get(kind, ())):
        return None
    data, found = bytearray(rest[8:]), False
    for number in sorted(indices):
        try:
            corners = array(document, data, number).reshape(-1, 3)
        except (ValueError, LookupError, TypeError):
            continue
        twice = doubled(corners)
        if twice.any():
            corners[twice] = corners[twice][:, :1]
            found = True
    return glb[: len(glb) - len(data)] + bytes(data) if found else None


def _ply(data: bytes) -> bytes | None:
    header = Header.of(data)
    vertices, faces = header.elements
    first, *others = faces.lengths
    if not header.order or (vertices.name, faces.name) != ("vertex", "face") or not first or any(others):
        return None
    start, made = header.start + vertices.count * vertices.row().itemsize, bytearray(data)
    rows = np.frombuffer(made, faces.row((3,)), faces.count, start)
    if len(data) != start + rows.nbytes or (rows["0 length"] != 3).any():
        return None
    twice = doubled(rows["0"])
    rows["0"][twice] = rows["0"][twice][:, :1]
    return bytes(made) if twice.any() else None
