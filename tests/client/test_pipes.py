"""Pipes that do not wait. Windows' are tried here by their rules, which functions over a pipe of this system follow."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

import pytest
from places import ROOT

from artllm_blender.client.pipes import read_available, start, write_slices

fcntl = pytest.importorskip("fcntl", reason="the rules of Windows' pipes are played on POSIX")
import termios  # noqa: E402

ECHO = "import os\nwhile data := os.read(0, 1 << 16): os.write(1, data)"


@pytest.fixture
def pipe():
    read, write = os.pipe()
    yield read, write
    for end in (read, write):
        if end is not None:
            try:
                os.close(end)
            except OSError:
                pass  # a test closed it


def waiting(end: int) -> int:
    return int.from_bytes(fcntl.ioctl(end, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_what_is_written_comes_back_in_pieces_and_then_the_end():
    sent = os.urandom(1 << 20)
    with tempfile.TemporaryFile() as log:
        pipes = start([sys.executable, "-c", ECHO], log)
        room, left, got = bytearray(1 << 20), memoryview(sent), bytearray()
        assert pipes.read_into(memoryview(room)) is None  # it has said nothing yet, and we go on
        while taken := pipes.write(left):  # until it is full, for nobody reads what comes back
            left = left[taken:]
        assert left
        while len(got) < len(sent):
            left = left[pipes.write(left) :] if left else left
            if count := pipes.read_into(memoryview(room)):
                got += room[:count]
            time.sleep(0.0001)
        assert got == sent
        pipes.close()
        assert pipes.process.wait(5) == 0
        assert pipes.read_into(memoryview(room)) == 0
        pipes.process.stdout.close()


def test_a_child_that_is_gone_is_an_error_to_write_to():
    with tempfile.TemporaryFile() as log:
        pipes = start([sys.executable, "-c", ""], log)
        pipes.process.wait(5)
        with pytest.raises(BrokenPipeError):
            pipes.write(b"hello")
        pipes.close()
        pipes.process.stdout.close()


DEAD = """
import signal, sys, tempfile
from artllm_blender.client.pipes import start
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
pipes = start([sys.executable, "-c", ""], tempfile.TemporaryFile())
pipes.process.wait()
for _ in range(2):
    try:
        pipes.write(b"hello")
    except BrokenPipeError:
        print("told", not signal.pthread_sigmask(signal.SIG_BLOCK, ()))
"""


def test_a_child_that_is_gone_does_not_end_a_blender_that_minds_sigpipe():
    """As 4.3 does: Python's own programs ignore this signal, Python in Blender need not."""
    done = subprocess.run([sys.executable, "-c", DEAD], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.splitlines() == ["told True"] * 2, done


def test_a_command_that_is_not_there():
    with tempfile.TemporaryFile() as log, pytest.raises(OSError):
        start(["/nowhere/python"], log)


def test_a_read_takes_only_what_is_there(pipe):
    """This end waits, as Windows' do: a read of more than is there would hang this test."""
    read, write = pipe
    room = bytearray(10)

    def peek() -> int:
        return waiting(read)

    def read_into(room: memoryview) -> int:
        return os.readv(read, [room])

    assert read_available(memoryview(room), peek, read_into) is None
    os.write(write, b"hello")
    assert read_available(memoryview(room), peek, read_into) == 5 and room[:5] == b"hello"
    os.write(write, b"more than there is room for")
    assert read_available(memoryview(room), peek, read_into) == 10 and room == b"more than "


def test_a_pipe_whose_other_end_is_closed_has_ended():
    def peek() -> int:
        raise BrokenPipeError

    assert read_available(memoryview(bytearray(9)), peek, lambda room: pytest.fail("read")) == 0


def test_a_pipe_that_takes_all_or_nothing_is_filled_by_slices(pipe):
    read, write = pipe
    holds = 5000
    data = bytes(range(250)) * 50

    def all_or_nothing(piece) -> int:
        return os.write(write, piece) if waiting(read) + len(piece) <= holds else 0

    left, got = memoryview(data), b""
    taken = []
    while left:
        taken.append(write_slices(left, all_or_nothing, size=1000))
        left = left[taken[-1] :]
        assert write_slices(left, all_or_nothing, size=1000) == 0 or not left
        got += os.read(read, 3000 if left else holds)
    assert taken[0] == 5000 and set(taken[1:-1]) == {3000}
    assert got + (os.read(read, waiting(read)) if waiting(read) else b"") == data
