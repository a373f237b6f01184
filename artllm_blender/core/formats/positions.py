"""Whether every vertex position that a mesh file holds is a finite number, read from the file's own bytes.

Blender's readers of PLY and glTF put what is infinite or not a number at 0 without a word, which would bend the mesh.
"""

from __future__ import annotations

import base64
import json
import re
import struct
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

import numpy as np

PLY_TYPES = {
    "char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4", "float": "f4",
    "double": "f8", "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4",
    "float32": "f4", "float64": "f8",
}  # fmt: skip
_GLTF_FLOAT = 5126


def finite_ply(data: bytes) -> bool:
    """data: a PLY file that Blender could read. Vertices that do not come first in it are not looked at."""
    header, _, body = data.partition(b"end_header")
    words = [line.split() for line in header.decode("ascii", "replace").splitlines()]
    words = [line for line in words if line and line[0] in ("format", "element", "property")]
    if words[0][1] == "ascii":
        return re.search(rb"\b(nan|inf)", body, re.IGNORECASE) is None
    order = ">" if words[0][1] == "binary_big_endian" else "<"
    row = [line[1:] for line in takewhile(lambda line: line[0] == "property", words[2:])]
    if words[1][1] != "vertex" or any(kind == "list" for kind, *_ in row):
        return True
    rows = np.frombuffer(
        body[body.index(b"\n") + 1 :], [(name, order + PLY_TYPES[kind]) for kind, name in row], int(words[1][2])
    )
    return all(np.isfinite(rows[axis]).all() for axis in "xyz")


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
