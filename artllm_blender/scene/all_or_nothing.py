"""Blender data that either all comes to be or none of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Removes every datablock made inside the block when it ends in an exception, and lets the exception go on."""
    before = set(bpy.data.user_map())
    try:
        yield
    except BaseException:
        bpy.data.batch_remove(set(bpy.data.user_map()) - before)
        raise
