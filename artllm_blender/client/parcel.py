"""What Blender and the process that does its long work hand each other: our own dataclasses and arrays, as bytes.

    8 bytes, the length of the JSON document that follows, and the raw bytes of the arrays that it names

Only the classes listed here can come out of a parcel, and nothing in it is ever run.
"""

from __future__ import annotations

import json
import math
from collections.abc import Generator, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from ..core.articulation import Articulation, Box, Joint, JointType, Part
from ..core.assembly.together import Assembled, Loose
from ..core.cut.caps import Added
from ..core.cut.closing import Closed, Shell
from ..core.cut.evidence import Evidence
from ..core.cut.labels import Labels
from ..core.cut.seam import Cut
from ..core.parting import Parted, Whole
from ..core.prediction import Prediction

_CLASSES = {
    kind.__name__: kind
    for kind in (
        Added, Articulation, Assembled, Box, Closed, Cut, Evidence, Joint, Labels, Loose, Part, Parted, Prediction,
        Shell, Whole,
    )
}  # fmt: skip
_LENGTH = 8


def pack(value: Any) -> Iterator[bytes | memoryview]:
    """The bytes of a value, in pieces, arrays not copied. TypeError: of a kind that no parcel holds."""
    arrays: list[np.ndarray] = []
    said = json.dumps(_plain(value, arrays)).encode()
    head = json.dumps([[array.dtype.str, array.shape] for array in arrays]).encode()
    document = b"%s\n%s" % (head, said)
    yield len(document).to_bytes(_LENGTH, "little") + document
    for array in arrays:
        if array.size:
            yield memoryview(array.reshape(-1).view(np.uint8))


def unpack() -> Generator[memoryview, int, Any]:
    """Yields room for bytes and is sent how many were put there; returns the value. EOFError: 0 were."""
    length = int.from_bytes((yield from _exactly(_LENGTH)), "little")
    head, said = bytes((yield from _exactly(length))).split(b"\n", 1)
    arrays = []
    for kind, shape in json.loads(head):
        dtype = np.dtype(kind)
        data = yield from _exactly(dtype.itemsize * math.prod(shape))
        arrays.append(np.frombuffer(data, dtype).reshape(shape))
    return _value(json.loads(said), arrays)


def unpack_after(mark: bytes) -> Generator[memoryview, int, Any]:
    """Likewise, of the first parcel behind a mark, whatever was said before."""
    seen = bytearray()
    while not seen.endswith(mark):
        seen += yield from _exactly(1)
    return (yield from unpack())


def _exactly(count: int) -> Generator[memoryview, int, bytearray]:
    data = bytearray(count)
    rest = memoryview(data)
    while rest:
        got = yield rest
        if not got:
            raise EOFError
        rest = rest[got:]
    return data


def _plain(value: Any, arrays: list[np.ndarray]) -> Any:
    """The value as JSON has it; its arrays, added to a list, as their numbers there."""
    if is_dataclass(value) and type(value).__name__ in _CLASSES:
        own = {field.name: _plain(getattr(value, field.name), arrays) for field in fields(value)}
        return {"is": type(value).__name__, "of": own}
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        arrays.append(np.ascontiguousarray(value))
        return {"is": "array", "of": len(arrays) - 1}
    if isinstance(value, JointType):
        return {"is": "type", "of": value.value}
    if isinstance(value, tuple):
        return {"is": "tuple", "of": [_plain(one, arrays) for one in value]}
    if isinstance(value, frozenset):
        return {"is": "set", "of": sorted(value)}
    if isinstance(value, dict):
        return {"is": "dict", "of": [[_plain(part, arrays) for part in item] for item in value.items()]}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a parcel holds no {type(value).__name__}")


def _value(plain: Any, arrays: list[np.ndarray]) -> Any:
    if not isinstance(plain, dict):
        return plain
    kind, content = plain["is"], plain["of"]
    if kind == "array":
        return arrays[content]
    if kind == "type":
        return JointType(content)
    if kind == "set":
        return frozenset(content)
    if kind == "tuple":
        return tuple(_value(one, arrays) for one in content)
    if kind == "dict":
        return {_value(key, arrays): _value(one, arrays) for key, one in content}
    return _CLASSES[kind](**{name: _value(one, arrays) for name, one in content.items()})
