"""The process that does long work without Blender: python -m artllm_blender.client.worker, started by `Work`.

It reads what is to be parted, and the model's answer with the settings; or loose parts that are to be put together. It
writes parcels: how far it is, and at last ("done", Parted or Assembled) or ("failed", message, hint, code). No Blender
here, and no threads: it does one thing and ends.
"""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

from ..core.assembly.together import Loose, assembled
from ..core.errors import ArtLLMError
from ..core.parting import parted, surface_to_label
from .parcel import pack, unpack
from .proposals import proposals


def read(stream: BinaryIO) -> Any:
    """The next parcel's value. EOFError: there is none."""
    steps = unpack()
    room = next(steps)
    while True:
        try:
            room = steps.send(stream.readinto(room))
        except StopIteration as end:
            return end.value


def write(stream: BinaryIO, value: Any) -> None:
    for piece in pack(value):
        stream.write(piece)
    stream.flush()


def main() -> None:
    take, give = sys.stdin.buffer, sys.stdout.buffer
    try:
        given = read(take)
        if not isinstance(given, Loose):
            surface = surface_to_label(given)  # while the model is at work
            prediction, interiors, thickness = read(take)
    except EOFError:  # nobody wants it any more
        return

    def tell(*said: Any) -> None:
        write(give, ("progress", *said))

    try:
        if isinstance(given, Loose):
            found = assembled(given, tell, proposals if given.model else None)
        else:
            found = parted(given, surface, prediction, interiors, thickness, tell)
    except ArtLLMError as error:
        write(give, ("failed", error.args[0], error.hint, error.code))
    else:
        write(give, ("done", found))


if __name__ == "__main__":
    main()
