"""Whether the scene is still the one that was worked on: an undo, a redo and another file replace its data.

What was held of it before must not be touched then, not even to clean up: nothing of the work is left in the scene.
"""

from __future__ import annotations

import bpy

_times = 0


@bpy.app.handlers.persistent
def count(*_: object) -> None:
    """Handler: it was replaced."""
    global _times
    _times += 1


def times() -> int:
    """How often it was so far."""
    return _times
