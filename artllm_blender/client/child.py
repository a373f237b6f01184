"""The child process: how it is started, its pipes, and how it ends. Nothing here blocks the caller for long.

Three threads serve it: one writes requests, one reads answers into a queue, one keeps the last lines of its log.
"""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

from ..core.errors import RuntimeFailure
from .wire import Message, WireError, read, write

ROOT = Path(__file__).resolve().parents[2]
WHEELS = ("onnxruntime", "trimesh", "numpy")
FINAL = ("result", "error", "cancelled")
# -I keeps the user's environment out, but with it Python does not see the extensions' packages either.
BOOT = (
    "import json, runpy, sys\n"
    "sys.path.insert(0, sys.argv[1])\n"
    "sys.path += [folder for folder in json.loads(sys.argv[2]) if folder not in sys.path]\n"
    "del sys.argv[1:3]\n"
    "runpy.run_module('runtime', run_name='__main__', alter_sys=True)\n"
)


def wheel_folders() -> list[str]:
    """The folders that hold the runtime's packages, found without importing any. RuntimeFailure if one is missing."""
    folders = []
    for name in WHEELS:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise RuntimeFailure(f"The package {name} is not installed.", "Reinstall the extension.", "missing_package")
        folders.append(str(Path(spec.origin).parents[1]))
    return list(dict.fromkeys(folders))


def boot_command(arguments: list[str]) -> list[str]:
    """The command line that runs the runtime with the Python that Blender itself runs on."""
    return [sys.executable, "-I", "-u", "-X", "utf8", "-c", BOOT, str(ROOT), json.dumps(wheel_folders()), *arguments]


class Child:
    """One running process. `events` yields what it says, and at last, as text, why it stopped.

    Start it from a thread that lives on: Linux ends the child together with the thread that started it.
    """

    def __init__(self, command: list[str]):
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as problem:
            raise RuntimeFailure(
                f"The model runtime could not be started: {problem}.",
                "Reinstall the extension, or allow Blender to run its own Python.",
            ) from problem
        self.events: queue.SimpleQueue[Message | str] = queue.SimpleQueue()
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._log: deque[str] = deque(maxlen=20)
        self._working_on: int | None = None
        self._log_reader = self._thread(self._keep_log)
        self._threads = [self._thread(self._write_requests), self._log_reader, self._thread(self._read_answers)]

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: Message) -> None:
        """Queue one message. Its arrays must not change afterwards."""
        if message.type == "articulate":
            self._working_on = message.fields["id"]
        self._outbox.put(message)

    def cancel(self, id: int, patience: float) -> None:
        """Ask to stop a request, and kill the child if it has not answered in `patience` seconds."""
        if self._working_on != id:
            return
        self._outbox.put(Message("cancel", {"id": id}))

        def insist() -> None:
            if self._working_on == id:
                self.kill()

        timer = threading.Timer(patience, insist)
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        self._process.kill()

    def stop(self, patience: float = 0.5) -> None:
        """End the child and wait until it is gone: politely, then, after `patience` seconds, by force."""
        self._outbox.put(Message("shutdown"))
        self._outbox.put(None)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
        for thread in self._threads:
            thread.join(5)

    def _thread(self, target) -> threading.Thread:
        thread = threading.Thread(target=target, name=f"artllm {target.__name__}", daemon=True)
        thread.start()
        return thread

    def _write_requests(self) -> None:
        try:
            with self._process.stdin as stream:
                while message := self._outbox.get():
                    write(stream, message)
        except OSError:
            pass  # the child is gone: the thread that reads its answers says so, and why

    def _read_answers(self) -> None:
        trouble = ""
        try:
            while message := read(self._process.stdout):
                if message.type in FINAL:
                    self._working_on = None
                self.events.put(message)
        except (WireError, OSError, MemoryError) as problem:
            trouble = f" amid an answer that cannot be read ({str(problem).rstrip('.')})"
            self.kill()
        code = self._process.wait()
        self._outbox.put(None)
        self._log_reader.join(1)
        self.events.put(f"The model runtime stopped with {_describe(code)}{trouble}{self._last_words()}.")
        self._process.stdout.close()

    def _keep_log(self) -> None:
        with self._process.stderr as stream:
            for line in stream:
                if text := line.decode(errors="replace").strip():
                    self._log.append(text)

    def _last_words(self) -> str:
        return f"; its last words: {self._log[-1].rstrip('.')}" if self._log else ""


def _describe(code: int) -> str:
    """An exit code in words: 'exit code -9 (SIGKILL)'."""
    if os.name == "posix" and code < 0 and -code in set(signal.Signals):
        return f"exit code {code} ({signal.Signals(-code).name})"
    return f"exit code {code}"
