"""GLB's container: a JSON document, and what follows it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

_JSON, _BINARY = 0x4E4F534A, 0x004E4942


def cut_short(data: bytes) -> str:
    """In words that a file is empty, or a GLB of which the end is missing; nothing where it is whole or no GLB."""
    if not data:
        return "it is empty"
    if data[:4] != b"glTF"[: len(data)]:
        return ""
    if len(data) < 20:
        return f"it is cut short after {len(data)} bytes"
    (whole,) = struct.unpack_from("<I", data, 8)
    return f"it is cut short, {len(data):,} of its {whole:,} bytes are there" if len(data) < whole else ""


def unpacked(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The document of a GLB, and all chunks that follow it. ValueError, struct.error: it is none."""
    (length,) = struct.unpack_from("<I", data, 12)
    return json.loads(data[20 : 20 + length]), data[20 + length :]


def packed(document: Mapping[str, Any], rest: bytes) -> bytes:
    """A GLB of a document and the chunks that follow it."""
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    return struct.pack("<4sIIII", b"glTF", 2, 20 + len(text) + len(rest), len(text), _JSON) + text + rest


def binary(rest: bytes) -> bytes:
    """The bytes of the first chunk that follows the document; none where there is none."""
    return rest[8 : 8 + struct.unpack_from("<I", rest)[0]] if len(rest) >= 8 else b""


def binary_chunk(data: bytes) -> bytes:
    """That chunk, of bytes."""
    data += b"\0" * (-len(data) % 4)
    return struct.pack("<II", len(data), _BINARY) + data
