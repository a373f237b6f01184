"""What processes hold, read from /proc (Linux)."""

from __future__ import annotations

from pathlib import Path


def memory(kind: str = "VmHWM", pid: int | str = "self") -> int:
    """Bytes that a process has held at its most so far (VmHWM) or holds (VmRSS); 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in status.splitlines() if line.startswith(kind)), 0)


def children(pid: int) -> list[int]:
    """Process ids of the processes that a process started and that still run."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, thread.read_text().split())
        except OSError:
            continue
    return found
