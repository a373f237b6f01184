"""The client's child with a tiny engine, and what tests ask of processes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from places import TESTS
from wire_frames import FACES, VERTICES

from artllm_blender.client.process import Runtime

MESH = (VERTICES, FACES)


class TinyRuntime(Runtime):
    """The runtime with a tiny engine in the child (see tiny_child.py)."""

    mode = "normal"

    def command(self) -> list[str]:
        return [sys.executable, "-u", str(TESTS / "tiny_child.py"), self.mode, str(self.log_folder)]


def alive(pid: int) -> bool:
    """Whether a process exists, a zombie included."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int) -> bool:
    """Whether a process has ended. Its remains count as gone: they wait for a parent that has not looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def until(condition, seconds: float = 10.0) -> float:
    """Wait for condition() to become true; how many seconds that took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "it never happened"
        time.sleep(0.002)
    return time.monotonic() - start


def working(runtime: Runtime):
    """A job whose engine computes."""
    job = runtime.articulate(*MESH)
    until(lambda: job.poll() or job.stage == "points" or job.state != "running")
    assert job.state == "running"
    return job
