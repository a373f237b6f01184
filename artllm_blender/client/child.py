"""The child process: how it is started, what goes to and fro, and how it ends. Nothing here waits for it but `stop`."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from ..core.errors import RuntimeFailure
from .pipes import start
from .wire import Message, WireError, decode, encode

ROOT = Path(__file__).resolve().parents[2]
BOOT = ROOT / "runtime" / "boot.py"
WHEELS = ("onnxruntime", "trimesh", "numpy")
FINAL = ("result", "error", "cancelled")
LOG_BYTES = 1 << 12
POLL_SECONDS = 0.008  # at most, for a large mesh on its way
STILL_SECONDS = 0.002  # with nothing moving, after which the poll is over
NAP_SECONDS = 0.0002
SILENCE_SECONDS = 0.25  # without polls, as after a cancel


def wheel_folders() -> list[str]:
    """The folders that hold the runtime's packages, found without importing any. RuntimeFailure if one is missing."""
    folders = []
    for name in WHEELS:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise RuntimeFailure(f"The package {name} is not installed.", "Reinstall the extension.", "missing_package")
        folders.append(str(Path(spec.origin).parents[1]))
    return list(dict.fromkeys(folders))


def boot_command(arguments: list[str], module: str = "runtime") -> list[str]:
    """The command line that runs a module with the Python that Blender itself runs on."""
    boot = [str(BOOT), str(ROOT), json.dumps(wheel_folders()), module]
    return [sys.executable, "-I", "-u", "-X", "utf8", *boot, *arguments]


def blender_command(blender: str, module: str) -> list[str]:
    """The command line that runs a module in a Blender of its own: no window, no network, none of the user's settings.
    blender: its path."""
    bare = ["--background", "--factory-startup", "--offline-mode", "-noaudio", "--python-exit-code", "1"]
    return [blender, *bare, "--python", str(BOOT), "--", str(ROOT), "[]", module]


class Child:
    """One running process. To be used from one thread that lives on: Linux ends the child together with it."""

    def __init__(self, command: list[str], name: str = "The model runtime"):
        """name: what its errors call it. RuntimeFailure: it cannot be started."""
        self._name = name
        try:
            self._log = tempfile.TemporaryFile()  # not a pipe: whoever writes to one that nobody reads stands still
            self._pipes = start(command, self._log)
        except OSError as problem:
            raise RuntimeFailure(
                f"{name} could not be started: {problem}.",
                "Reinstall the extension, or allow Blender to run its own Python.",
            ) from problem
        self._process = self._pipes.process
        self._outbox: deque[memoryview] = deque()
        self._frame = decode()
        self._room = next(self._frame)
        self._polled = time.monotonic()
        self._at_rest = True  # between two frames of what it says
        self._trouble = ""
        self._working_on: int | None = None
        self._overdue = float("inf")

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: Message) -> None:
        """Begin to send one message; polls send the rest. Its arrays must not change meanwhile."""
        if message.type == "articulate":
            self._working_on = message.fields["id"]
        self._outbox.extend(memoryview(piece) for piece in encode(message) if len(piece))
        self._pipes.write_next(self._outbox)

    def cancel(self, id: int, patience: float) -> None:
        """Ask to stop a request. A child that has not answered in `patience` seconds ends itself, or is killed."""
        if self._working_on == id:
            self.send(Message("cancel", {"id": id, "patience": patience}))
            self._overdue = time.monotonic() + patience

    def poll(self) -> list[Message | str]:
        """What the child has said and, as the last, in text, why it stopped. Takes up to POLL_SECONDS."""
        events: list[Message | str] = []
        start = moved = now = time.monotonic()
        if start - self._polled > SILENCE_SECONDS:  # what the child said in time may only now be read
            self._overdue = max(self._overdue, start + SILENCE_SECONDS)
        code = self._process.poll()  # before reading: what an ended child has said is there by now
        while now < min(start + POLL_SECONDS, moved + STILL_SECONDS):
            if self._pipes.write_next(self._outbox) + self._read(events):
                moved = now
            elif code is not None:
                events.append(f"{self._name} stopped with {exit_words(code)}{self._trouble}{self._last_words()}.")
                break
            elif self._at_rest and not self._outbox:
                break
            else:
                time.sleep(NAP_SECONDS)
            now = time.monotonic()
        if now > self._overdue:
            self._trouble = " for not answering"  # so that nothing more is asked of it
            self.kill()
        self._polled = now
        return events

    def kill(self) -> None:
        self._process.kill()

    def stop(self, patience: float = 0.5) -> None:
        """End the child and wait until it is gone: by closing its stdin and, after `patience` seconds, by force."""
        self._pipes.close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.close()

    def _read(self, events: list[Message | str]) -> int:
        """Take in what is there of the next piece, and the message that it completes; bytes."""
        if self._trouble:
            return 0
        try:
            count = self._pipes.read_into(self._room)
            if count or (count == 0 and not self._at_rest):
                self._room = self._frame.send(count)
                self._at_rest = False
        except StopIteration as end:
            if end.value.type in FINAL:
                self._working_on, self._overdue = None, float("inf")
            events.append(end.value)
            self._frame = decode()
            self._room = next(self._frame)
            self._at_rest = True
        except (WireError, OSError, MemoryError) as problem:
            self._trouble = f" amid an answer that cannot be read ({str(problem).rstrip('.')})"
            self.kill()
            return 0
        return count or 0

    def _last_words(self) -> str:
        """The last line of its log."""
        self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - LOG_BYTES))
        lines = [line for line in self._log.read().decode(errors="replace").splitlines() if line.strip()]
        return f"; its last words: {lines[-1].strip().rstrip('.')}" if lines else ""


def exit_words(code: int) -> str:
    """An exit code in words: 'exit code -9 (SIGKILL)'."""
    if os.name == "posix" and code < 0 and -code in set(signal.Signals):
        return f"exit code {code} ({signal.Signals(-code).name})"
    return f"exit code {code}"
