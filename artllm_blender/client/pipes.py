"""A child process and its pipes, none of which ever makes the caller wait: no thread has to be left waiting instead.

Blender does not support Python threads in its process, so what others leave to a thread is polled here.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

Bytes = bytes | memoryview

# On Windows. A pipe of the size that subprocess asks for holds 4,096 bytes, too few to hand over a large mesh.
PIPE_BYTES = 1 << 20
SLICE_BYTES = 1 << 16
PIPE_NOWAIT = 1


@dataclass(frozen=True)
class Pipes:
    """process: running. read_into(room): the bytes put there, 0 at the end, None where none have come yet.

    write(piece): the bytes taken, 0 where the pipe is full; OSError where nobody reads it any more.
    close(): end what the process reads.
    """

    process: subprocess.Popen
    read_into: Callable[[memoryview], int | None]
    write: Callable[[Bytes], int]
    close: Callable[[], None]

    def write_next(self, outbox: deque[memoryview]) -> int:
        """Send what the pipe takes of the first piece, and take that off the outbox; bytes.

        Where nobody reads any more, all of it is dropped: what is read says so, and why.
        """
        if not outbox:
            return 0
        piece = outbox.popleft()
        try:
            sent = self.write(piece)
        except OSError:
            outbox.clear()
            return 0
        if sent < len(piece):
            outbox.appendleft(piece[sent:])
        return sent


def start(command: list[str], log: BinaryIO) -> Pipes:
    """Run a command with pipes to and from it, its stderr going into an open file. OSError if it fails."""
    return _start_on_windows(command, log) if os.name == "nt" else _start_on_posix(command, log)


def _start_on_posix(command: list[str], log: BinaryIO) -> Pipes:
    process = subprocess.Popen(command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
    for stream in (process.stdin, process.stdout):
        os.set_blocking(stream.fileno(), False)  # from now on a read or write that would wait gives None
    return Pipes(process, process.stdout.readinto, partial(_write_quietly, process.stdin), process.stdin.close)


def _write_quietly(stream: BinaryIO, piece: Bytes) -> int:
    """As Pipes.write. A pipe that nobody reads raises SIGPIPE too, of which Blender 4.3 would die."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})
    try:
        return stream.write(piece) or 0
    finally:
        if signal.SIGPIPE in signal.sigpending():
            signal.sigwait({signal.SIGPIPE})
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_on_windows(command: list[str], log: BinaryIO) -> Pipes:
    """By the functions that multiprocessing uses: before Python 3.12 os.set_blocking does not know Windows' pipes.

    From then on it sets PIPE_NOWAIT, as here. That holds for one end of a pipe: the child's reads wait as ever.
    """
    import _winapi
    import msvcrt

    theirs, ours = _winapi.CreatePipe(None, PIPE_BYTES)
    stdin = msvcrt.open_osfhandle(theirs, os.O_RDONLY)
    try:
        _winapi.SetNamedPipeHandleState(ours, PIPE_NOWAIT, None, None)
        process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=log,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
    except OSError:
        _winapi.CloseHandle(ours)
        raise
    finally:
        os.close(stdin)
    answers = msvcrt.get_osfhandle(process.stdout.fileno())
    return Pipes(
        process,
        partial(read_available, peek=lambda: _winapi.PeekNamedPipe(answers)[0], read=process.stdout.readinto),
        partial(write_slices, write=lambda piece: _winapi.WriteFile(ours, piece)[0]),
        partial(_winapi.CloseHandle, ours),
    )


def read_available(room: memoryview, peek: Callable[[], int], read: Callable[[memoryview], int | None]) -> int | None:
    """As Pipes.read_into, where a read waits. peek: how many bytes are there; BrokenPipeError at the end."""
    try:
        waiting = peek()
    except BrokenPipeError:
        return 0
    return read(room[:waiting]) if waiting else None


def write_slices(piece: Bytes, write: Callable[[Bytes], int], size: int = SLICE_BYTES) -> int:
    """As Pipes.write, where a pipe takes either all of a write or, not having the room, nothing.

    size: bytes that an empty pipe takes at once.
    """
    sent = 0
    while sent < len(piece) and (taken := write(piece[sent : sent + size])):
        sent += taken
    return sent
