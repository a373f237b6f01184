"""The frames that the client and the runtime exchange, read and written.

A frame is one line and the raw bytes of its arrays:

    0000003a {"type":"...",...,"arrays":[["vertices","<f4",[8,3]]]}\n<bytes of the first array><bytes of the next>...

The eight hexadecimal digits count the bytes of the JSON object. Arrays are little-endian and in C order; "arrays" is
left out where there are none. Runtime and add-on each have this file, which a test holds equal to the letter.
"""

from __future__ import annotations

import json
import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TypeVar

import numpy as np

PROTOCOL = 5
MAX_HEADER = 1 << 24
MAX_ARRAYS = 1 << 31
DTYPES = ("|u1", "<f2", "<f4", "<i4")
Read = TypeVar("Read")
Steps = Generator[memoryview, int, Read]


class WireError(Exception):
    """The bytes read are no frame. The stream cannot be used any further."""


@dataclass(frozen=True)
class Message:
    """One message: its type, its other fields (JSON values), and its arrays by name."""

    type: str
    fields: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)


def encode(message: Message) -> Iterator[bytes | memoryview]:
    """The frame in pieces, the arrays not copied. ValueError where a field holds NaN or infinity."""
    arrays = {name: np.ascontiguousarray(array) for name, array in message.arrays.items()}
    header: dict[str, Any] = {"type": message.type, **message.fields}
    if arrays:
        header["arrays"] = [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()]
    line = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    yield b"%08x %s\n" % (len(line), line)
    for array in arrays.values():
        yield memoryview(array.reshape(-1).view(np.uint8))


def write(stream: BinaryIO, message: Message) -> None:
    """Write one frame and flush it."""
    for piece in encode(message):
        stream.write(piece)
    stream.flush()


def read(stream: BinaryIO) -> Message | None:
    """The next message, its arrays writable; None where the stream ends between two frames. WireError otherwise."""
    steps = decode()
    room = next(steps)
    while True:
        try:
            room = steps.send(stream.readinto(room))
        except StopIteration as end:
            return end.value


def decode() -> Steps[Message | None]:
    """As `read`, for who may not wait: yields room for bytes and is sent how many were put there, 0 at the end."""
    prefix = yield from _exactly(9, may_end=True)
    if prefix is None:
        return None
    line = yield from _exactly(_header_length(bytes(prefix)) + 1)
    try:
        header = json.loads(bytes(line))
        kind, arrays = header.pop("type"), header.pop("arrays", [])
        specs = [(str(name), _checked_dtype(dtype), _checked_shape(shape)) for name, dtype, shape in arrays]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise WireError(f"A message's header cannot be read: {problem}.") from problem
    if sum(dtype.itemsize * math.prod(shape) for _, dtype, shape in specs) > MAX_ARRAYS:
        raise WireError("A message announces more data than a message may hold.")
    message = Message(kind, header)
    for name, dtype, shape in specs:
        data = yield from _exactly(dtype.itemsize * math.prod(shape))
        message.arrays[name] = np.frombuffer(data, dtype).reshape(shape)
    return message


def _header_length(prefix: bytes) -> int:
    try:
        length = int(prefix[:8], 16)
    except ValueError:
        length = -1
    if not 0 < length <= MAX_HEADER or prefix[8:] != b" ":
        raise WireError(f"A message starts with {prefix!r} instead of its length.")
    return length


def _checked_dtype(name: str) -> np.dtype:
    if name not in DTYPES:
        raise ValueError(f"{name!r} is no element type")
    return np.dtype(name)


def _checked_shape(shape: list[int]) -> tuple[int, ...]:
    if len(shape) > 3 or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueError(f"{shape!r} is no shape")
    return tuple(shape)


def _exactly(count: int, may_end: bool = False) -> Steps[bytearray | None]:
    """count bytes. None where the stream has ended before the first of them and may."""
    data = bytearray(count)
    rest = memoryview(data)
    while rest:
        got = yield rest
        if not got:
            if may_end and len(rest) == count:
                return None
            raise WireError("The stream ended in the middle of a message.")
        rest = rest[got:]
    return data
