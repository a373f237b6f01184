"""The processes that the client starts."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from artllm_blender.client.child import BOOT, boot_command

# How many threads OpenBLAS has started is what Linux counts of a process that has multiplied two large matrices.
COUNTING = """
import os, numpy
numpy.ones((900, 900)) @ numpy.ones((900, 900))
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists() or os.cpu_count() == 1, reason="needs Linux and two cores")
@pytest.mark.parametrize(("asked", "threads"), [(None, 1), ("2", 2)], ids=["alone", "as_asked"])
def test_a_childs_products_share_no_cores_unless_asked_to(asked: str | None, threads: int, tmp_path: Path) -> None:
    (tmp_path / "counting.py").write_text(COUNTING)
    python, *flags = boot_command([])[: boot_command([]).index(str(BOOT))]
    folders = boot_command([])[-2]
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment |= {"OPENBLAS_NUM_THREADS": asked} if asked else {}
    command = [python, *flags, str(BOOT), str(tmp_path), folders, "counting"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert int(run.stdout) == threads
