"""Files loaded by a script, one after the other, before Blender has set up the windows of the first."""

from __future__ import annotations

import bpy
import in_window


def load_some(count: int) -> int:
    for _ in range(count):
        bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    return len(bpy.data.objects)


def test_files_loaded_in_a_row(window):
    assert window.call(load_some, 3) == 0
    window.call(in_window.settled)
    assert window.call(load_some, 2) == 0
