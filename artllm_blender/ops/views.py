"""The 3D views and status bars of all windows."""

from __future__ import annotations

import bpy


def window_region(area: bpy.types.Area) -> bpy.types.Region:
    """The region of a 3D view's area that shows the scene."""
    return next(region for region in area.regions if region.type == "WINDOW")


def redraw(kind: str | None = None) -> None:
    """Have every 3D view drawn again, or only its regions of a kind: "UI" is the sidebar, far cheaper than a scene."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if kind in (None, region.type):
                        region.tag_redraw()


def status_bar(text: str | None) -> None:
    """Have every window's status bar say it; None: what it says by itself, also in workspaces that were left since."""
    windows = bpy.context.window_manager.windows
    shown = [window.workspace for window in windows]
    # Whose text it is Blender tells by the context, not by whose method is called.
    for workspace in bpy.data.workspaces if text is None else ():
        if workspace not in shown:
            with bpy.context.temp_override(workspace=workspace):
                workspace.status_text_set(None)
    for window in windows:
        with bpy.context.temp_override(window=window):
            window.workspace.status_text_set(text)
