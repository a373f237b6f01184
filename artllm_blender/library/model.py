"""One loaded model that many ask, in a process of its own that is watched: python -m runtime."""

from __future__ import annotations

import itertools
from dataclasses import replace

from ..client.child import FINAL, Child, boot_command
from ..client.wire import Message
from ..core.errors import RuntimeFailure

# How often the process may break while it has a request before that is taken to be the reason.
MOST_BROKEN = 2


class Model:
    """All that is asked goes to its process at once, which answers one after the other and never waits for the next."""

    def __init__(self, command: list[str]):
        """command: what runs the process, which is started when there is something to ask, and again after it broke."""
        self._command, self._child = command, None
        self._numbers = itertools.count(1)
        self._asked: dict[int, Message] = {}  # in the order in which they are answered
        self._broken: dict[int, int] = {}
        self._answers: dict[int, Message] = {}

    def ask(self, request: Message) -> int:
        """Begin with a request; the number by which `take` knows it."""
        number = next(self._numbers)
        self._asked[number] = replace(request, fields=request.fields | {"id": number})
        if self._child is not None:
            self._child.send(self._asked[number])
        return number

    def take(self, number: int) -> Message | None:
        """The last that there is to say about a request, once that is known, and once only. Does not wait."""
        self._poll()
        return self._answers.pop(number, None)

    def stop(self) -> None:
        """Its process is gone when this returns."""
        if self._child is not None:
            self._child.kill()
            self._child.stop()
        self._child = None

    def _poll(self) -> None:
        if self._child is None and self._asked:
            try:
                self._child = Child(self._command)
            except RuntimeFailure as problem:
                self._answers |= {number: _error(str(problem.args[0]), problem.hint) for number in self._asked}
                self._asked.clear()
                return
            for request in self._asked.values():
                self._child.send(request)
        for event in self._child.poll() if self._child else ():
            if isinstance(event, str):
                self._again(event)
            elif event.type in FINAL:
                number = event.fields["id"]
                self._answers[number] = event
                del self._asked[number]
                self._broken.pop(number, None)

    def _again(self, why: str) -> None:
        """It broke: all that had no answer is asked a fresh process, but what it was at when the last broke too."""
        self.stop()
        if not self._asked:
            return
        first = next(iter(self._asked))
        self._broken[first] = self._broken.get(first, 0) + 1
        if self._broken[first] == MOST_BROKEN:
            del self._asked[first], self._broken[first]
            self._answers[first] = _error(why, "Look what the mesh has that others have not, or leave it out.")


def _error(message: str, hint: str) -> Message:
    return Message("error", {"code": "runtime_failure", "message": message, "hint": hint})


def command(threads: int) -> list[str]:
    """What runs a model on so many of a processor's cores or, where the node has one, on a graphics card."""
    return boot_command(["--threads", str(threads)])
