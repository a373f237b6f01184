"""Objects found again, also after an undo, which replaces them, and after they were renamed."""

from __future__ import annotations

import bpy


def object_again(uid: int) -> bpy.types.Object | None:
    """The object with this `session_uid`; None if it was deleted."""
    return next((thing for thing in bpy.data.objects if thing.session_uid == uid), None)
