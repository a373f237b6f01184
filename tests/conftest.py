"""What every test has: a Blender of its own, whose settings and caches are thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before the first `import bpy`, which reads it.
_HOME = Path(tempfile.mkdtemp(prefix="artllm-tests-"))
os.environ["BLENDER_USER_RESOURCES"] = str(_HOME / "blender")
os.environ["XDG_CACHE_HOME"] = str(_HOME / "cache")


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture
def addon() -> Iterator[None]:
    """The add-on registered in this process's Blender, over an empty scene."""
    import bpy

    import artllm_blender

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    artllm_blender.register()
    yield
    artllm_blender.unregister()


@pytest.fixture(scope="module")
def warm_addon() -> Iterator[None]:
    """The add-on registered once for all tests of a module, so that its runtime stays warm from one to the next."""
    import artllm_blender

    artllm_blender.register()
    yield
    artllm_blender.unregister()
