"""ArtLLM for Blender: core (NumPy only), client (the model's process), scene (all that writes bpy.data), ops and ui.

bpy is imported inside register and unregister only, so that artllm_blender.core can be imported anywhere.
"""

from __future__ import annotations


def register() -> None:
    """Add ArtLLM to Blender. Called by Blender."""
    from . import ops, ui

    ui.register()
    ops.register()


def unregister() -> None:
    """Take it away again; the model's process has ended when this returns. Called by Blender."""
    from . import client, ops, ui

    ops.unregister()
    ui.unregister()
    client.shutdown()
