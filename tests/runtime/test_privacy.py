"""The model's process keeps to itself: nothing is sent, and nothing is written but its log."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from places import ROOT

LOAD = """
import time
from runtime.backend import load_backend
from runtime.weights import locate
load_backend(locate(None), "CPUExecutionProvider")
time.sleep(1)
"""


@pytest.mark.skipif(os.name != "posix", reason="ONNX Runtime for Windows hands its reports to the system")
def test_onnx_runtime_reports_nothing(tmp_path):
    """Where it does, it has written a number for this user and a database of reports by now, and has begun to send."""
    home = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    quiet = ("CI", "ORT_", "GITHUB_ACTIONS")  # it is silent where it takes itself to be tested
    there = {name: value for name, value in os.environ.items() if not name.startswith(quiet)}
    subprocess.run([sys.executable, "-c", LOAD], cwd=ROOT, env=there | home, check=True, timeout=120)
    assert [str(path) for path in tmp_path.rglob("*")] == []
