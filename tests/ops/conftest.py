"""A model that finds a door on a body in everything, quickly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from children import TinyRuntime

from artllm_blender import client


@pytest.fixture(scope="module")
def tiny_runtime(tmp_path_factory) -> Iterator[TinyRuntime]:
    runtime = TinyRuntime(log_folder=tmp_path_factory.mktemp("log"))
    yield runtime
    runtime.stop()


@pytest.fixture
def tiny(tiny_runtime, monkeypatch) -> TinyRuntime:
    """Asked instead of the real one."""
    monkeypatch.setattr(client, "_runtime", tiny_runtime)
    return tiny_runtime
