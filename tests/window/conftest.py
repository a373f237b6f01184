"""One Blender with its window for all tests of this folder in a process, and an empty scene in it for each."""

from __future__ import annotations

from collections.abc import Iterator

import in_window
import pytest
import windows


@pytest.fixture(scope="session")
def opened_window() -> Iterator[windows.Window]:
    if reason := windows.missing():
        pytest.skip(reason)
    with windows.opened() as window:
        yield window


@pytest.fixture
def window(opened_window: windows.Window) -> windows.Window:
    opened_window.call(in_window.new_scene)
    opened_window.call(in_window.settled)
    return opened_window
