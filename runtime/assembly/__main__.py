"""The process that asks the model of assemblies: python -m runtime.assembly. It reads one request, answers, and ends.

{"type": "assemble"} with arrays points, half, kind, items, turns, allowed -> "result" with arrays turn, place, tilt,
sure, or "error" with message, hint and code.
"""

from __future__ import annotations

import os
import sys

from ..errors import RuntimeProblem
from ..wire import Message, WireError, read, write
from .answers import answers


def answer(request: Message) -> Message:
    """What is written back."""
    from .backend import KitBackend

    try:
        backend = KitBackend(threads=min(os.cpu_count() or 1, 2))
    except RuntimeProblem as problem:
        return Message("error", {"message": str(problem), "hint": problem.hint, "code": problem.code})
    given = request.arrays
    found = answers(
        backend, given["points"], given["half"], given["kind"].astype(int), given["items"].astype(int), given["turns"],
        allowed=given["allowed"].astype(bool),
    )  # fmt: skip
    said = {name: getattr(found, name)[0].astype("<f4") for name in ("place", "tilt", "sure")}
    return Message("result", {}, {"turn": found.turn[0].astype("<i4"), **said})


def main() -> None:
    # The stream of answers is this process's alone: a library that prints would break it.
    requests, output = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        request = read(requests)
    except (WireError, OSError, MemoryError) as problem:
        sys.exit(f"The request cannot be understood: {problem}")
    if request is not None:
        write(output, answer(request))


if __name__ == "__main__":
    main()
