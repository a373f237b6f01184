"""Blender data that either all comes to be or none of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy

from . import replaced


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Removes every datablock made inside the block when it ends in an exception, and lets the exception go on. Where
    the scene was replaced meanwhile, what was made is gone with it."""
    before, times = set(bpy.data.user_map()), replaced.times()
    try:
        yield
    except BaseException:
        if times == replaced.times():
            bpy.data.batch_remove(set(bpy.data.user_map()) - before)
        raise
