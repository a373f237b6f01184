"""What is drawn in a 3D view with the mouse: a line from the press to the release, in pixels of its region."""

from __future__ import annotations

import bpy
import numpy as np

from ..core.errors import ArtLLMError
from .views import status_bar, window_region

# What is shorter, in pixels, is a click that was not held still.
SHORTEST = 12
Pixel = tuple[int, int]
# The line that is being drawn, in pixels, and the region that it is drawn in, by its address.
_line: list[Pixel] = []
_region: list[int] = []


def drawn(region: bpy.types.Region) -> list[Pixel]:
    """The line that is being drawn in a region, pixels: an arrow, or closed; empty where none is."""
    return _line if _region == [region.as_pointer()] else []


def over_others(area: bpy.types.Area, region: bpy.types.Region, event: bpy.types.Event) -> bool:
    """Whether the mouse is not over a region, or over what lies on it: header, toolbar, sidebar."""

    def over(one: bpy.types.Region) -> bool:
        return 0 <= event.mouse_x - one.x < one.width and 0 <= event.mouse_y - one.y < one.height

    return not over(region) or any(
        over(other) for other in area.regions if other != region and min(other.width, other.height) > 1
    )


class DrawnInView:
    """An operator that is modal until the mouse is released, Esc or the right button. `words` tell what to do, `begins`
    whether that may be at all, `ended` that it is over, `pressed` whether a line may begin at a place, `shown` what is
    seen of a line; `take` makes the operator's properties of it, and raises ArtLLMError where it means nothing."""

    words = ""
    cursor = "CROSSHAIR"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if context.area is None or context.area.type != "VIEW_3D":
            self.report({"WARNING"}, "Draw in a 3D view.")
            return {"CANCELLED"}
        try:
            self.begins(context)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self._area = context.area.as_pointer()
        # From a button in the sidebar, the event's own region is the sidebar.
        self._region = window_region(context.area)
        self._pixels: list[Pixel] = []
        context.window.cursor_modal_set(self.cursor)
        for say in (status_bar, context.area.header_text_set):
            say(f"{self.words}. Esc: cancel")
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if context.area is None:  # the artist went to another workspace
            return self._end(context, {"CANCELLED"})
        region = self._region
        place = event.mouse_x - region.x, event.mouse_y - region.y
        if event.type in ("ESC", "RIGHTMOUSE"):
            return self._end(context, {"CANCELLED"})
        if not self._pixels:
            if event.type != "LEFTMOUSE" or event.value != "PRESS" or over_others(context.area, region, event):
                return {"PASS_THROUGH"}
            if not self.pressed(context, region, place):
                return self._end(context, {"CANCELLED"})
            self._pixels.append(place)
        elif event.type == "MOUSEMOVE":
            self._pixels.append(place)
            _line[:], _region[:] = self.shown(self._pixels), [region.as_pointer()]
            region.tag_redraw()
        elif event.type == "LEFTMOUSE" and event.value == "RELEASE":
            try:
                self.take(context, event, region, np.array(self._pixels, np.float64))
            except ArtLLMError as error:
                self.report({"ERROR"}, str(error))
                return self._end(context, {"CANCELLED"})
            return self.carry_out(context)
        return {"RUNNING_MODAL"}

    def carry_out(self, context: bpy.types.Context) -> set[str]:
        """What was taken; the end of the drawing."""
        return self._end(context, self.execute(context))

    def _end(self, context: bpy.types.Context, result: set[str]) -> set[str]:
        _line.clear()
        context.window.cursor_modal_restore()
        status_bar(None)
        areas = (area for screen in bpy.data.screens for area in screen.areas)
        if area := next((area for area in areas if area.as_pointer() == self._area), None):
            self.ended(area)
            area.header_text_set(None)
            area.tag_redraw()
        return result

    def begins(self, context: bpy.types.Context) -> None:
        """Raises ArtLLMError where nothing can be drawn."""

    def ended(self, area: bpy.types.Area) -> None:
        """After what was begun, whatever came of it. area: where it was."""

    def pressed(self, context: bpy.types.Context, region: bpy.types.Region, place: Pixel) -> bool:
        """Where False, it says why."""
        return True

    def shown(self, pixels: list[Pixel]) -> list[Pixel]:
        return pixels

    def take(
        self, context: bpy.types.Context, event: bpy.types.Event, region: bpy.types.Region, pixels: np.ndarray
    ) -> None:
        raise NotImplementedError
