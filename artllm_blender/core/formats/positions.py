"""Whether every vertex position that a mesh file holds is a finite number, read from the file's own bytes.

Blender's readers of PLY and glTF put what is infinite or not a number at 0 without a word, which would bend the mesh.
"""

from __future__ import annotations

import base64
import json
import re
import struct
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from .ply import Header

_GLTF_FLOAT = 5126


def finite_ply(data: bytes) -> bool:
    """data: a PLY file that Blender could read. Vertices that do not come first in it are not looked at."""
    header = Header.of(data)
    if not header.order:
        return re.search(rb"\b(nan|inf)", data[header.start :], re.IGNORECASE) is None
    vertices = header.elements[0]
    if vertices.name != "vertex" or any(vertices.lengths):
        return True
    rows = np.frombuffer(data, vertices.row(), vertices.count, header.start)
    return all(np.isfinite(rows[str(vertices.names.index(axis))]).all() for axis in "xyz")


def finite_gltf(path: Path) -> bool:
    """path: a GLB or glTF file that Blender could read. Compressed and sparse positions are not looked at."""
    data, binary = path.read_bytes(), b""
    if data[:4] == b"glTF":
        (length,) = struct.unpack_from("<I", data, 12)
        data, binary = data[20 : 20 + length], data[28 + length :]
    document = json.loads(data)
    primitives = [primitive for mesh in document.get("meshes", ()) for primitive in mesh["primitives"]]
    used = {primitive["attributes"].get("POSITION") for primitive in primitives} - {None}
    buffers = [_buffer(buffer, path.parent, binary) for buffer in document.get("buffers", ())]
    for accessor in (document["accessors"][index] for index in used):
        if accessor["componentType"] != _GLTF_FLOAT or "bufferView" not in accessor:
            continue
        view = document["bufferViews"][accessor["bufferView"]]
        if "extensions" in view:
            continue
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        shape, strides = (accessor["count"], 3), (view.get("byteStride", 12), 4)
        if not np.isfinite(np.ndarray(shape, "<f4", buffers[view["buffer"]], start, strides)).all():
            return False
    return True


def _buffer(buffer: dict, folder: Path, binary: bytes) -> bytes:
    uri = buffer.get("uri")
    if uri is None:
        return binary
    return base64.b64decode(uri.partition(",")[2]) if uri.startswith("data:") else (folder / unquote(uri)).read_bytes()
