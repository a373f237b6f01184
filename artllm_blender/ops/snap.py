"""Snap: an object brought to where it fits others exactly, by candidates that are stepped through, or while it is
dragged."""

from __future__ import annotations

import bpy
import numpy as np
from bpy.props import FloatProperty, IntProperty
from bpy_extras.view3d_utils import region_2d_to_location_3d

from ..core.assembly.features import Features
from ..core.assembly.mates import REACH, Mate, mates, size_of
from ..core.errors import ArtLLMError, InputError
from ..core.frames import apply, transform
from ..core.motion.view import View
from ..scene.assembly.snap import Stand, check_free, features_of, neighbours, put, stand_of
from .explode import InObjectMode
from .seen import edits
from .views import status_bar, window_region

CANDIDATES = 8
# Pixels: what is nearer is snapped to while dragging, and let go of when the mouse has gone farther.
PIXELS, LET_GO = 22.0, 30.0
PAUSE = 0.04  # seconds between two looks while dragging
NEXT, BEFORE = {"TAB", "WHEELDOWNMOUSE", "RIGHT_ARROW"}, {"WHEELUPMOUSE", "LEFT_ARROW"}
CONFIRM, CANCEL = {"LEFTMOUSE", "RET", "NUMPAD_ENTER", "SPACE"}, {"RIGHTMOUSE", "ESC"}

# By session id: how often the surface had been edited, the scale, and the features.
_features: dict[int, tuple[int, bytes, Features | None]] = {}
# (n, 2, 3) lines along what mates now, in the world.
_marks: list[np.ndarray] = []


def marks() -> np.ndarray | None:
    """What is to be drawn while parts are snapped: (n, 2, 3) lines in the world."""
    return _marks[0] if _marks else None


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Another file's objects may have the same ids."""
    _features.clear()
    _marks.clear()


def known_features(context: bpy.types.Context, thing: bpy.types.Object) -> Features | None:
    """An object's, kept until it is edited or scaled."""
    uid, own = thing.session_uid, stand_of(thing).own
    about = edits(uid), np.round(own, 6).tobytes()
    if uid not in _features or _features[uid][:2] != about:
        _features[uid] = *about, features_of(thing, context.evaluated_depsgraph_get())
    return _features[uid][2]


class _Snap:
    """The active object and what it may fit."""

    def __init__(self, context: bpy.types.Context):
        self.thing = context.active_object
        check_free(self.thing)
        self.start: Stand = stand_of(self.thing)
        part = known_features(context, self.thing)
        if part is None:
            raise InputError(f"{self.thing.name} has no faces.", "Select a mesh with a surface.")
        self.part = part
        around = neighbours(context, self.thing, context.selected_objects)
        found = [(known_features(context, one), stand_of(one).pose) for one in around]
        self.others = [(one, pose) for one, pose in found if one is not None]

    def candidates(self, pose: np.ndarray, reach: float | None) -> list[Mate]:
        return mates(self.part, pose, self.others, reach, CANDIDATES)

    def put(self, pose: np.ndarray) -> None:
        put(self.thing, pose, self.start.own)


class _Snapping(InObjectMode):
    bl_options = {"REGISTER", "UNDO", "BLOCKING"}

    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        thing = context.active_object
        if thing is None or thing.type != "MESH" or not thing.select_get():
            cls.poll_message_set("Select a mesh object; it is brought to the other selected ones, or the nearest")
            return False
        return True

    def begin(self, context: bpy.types.Context) -> bool:
        """Take hold; False where that cannot be, which was reported."""
        if context.area is None or context.area.type != "VIEW_3D":
            self.report({"WARNING"}, "Snap in a 3D view.")
            return False
        try:
            self._snap = _Snap(context)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return False
        self._region = window_region(context.area)
        self._found: list[Mate] = []
        self._index = 0
        return True

    def shown(self, context: bpy.types.Context, keys: str, otherwise: str) -> None:
        """Draw what mates, and say it."""
        mate = self._found[self._index] if self._found else None
        _marks[:] = [mate.marks] if mate else []
        said = f"{mate.kind}   ({self._index + 1} of {len(self._found)})" if mate else otherwise
        context.area.header_text_set(f"{self._snap.thing.name}: {said}")
        status_bar(keys)
        context.area.tag_redraw()

    def stepped(self, event: bpy.types.Event) -> bool:
        """Whether it was another candidate that was asked for."""
        if event.value != "PRESS" or not self._found or event.type not in NEXT | BEFORE:
            return False
        step = -1 if event.type in BEFORE or event.shift else 1
        self._index = (self._index + step) % len(self._found)
        return True

    def in_region(self, event: bpy.types.Event) -> bool:
        """Whether the mouse is over the view itself."""
        x, y = event.mouse_x - self._region.x, event.mouse_y - self._region.y
        return 0 <= x < self._region.width and 0 <= y < self._region.height

    def cancel(self, context: bpy.types.Context) -> None:
        """Let go of everything as it was before. Blender calls it too."""
        self._snap.put(self._snap.start.pose)
        _marks.clear()
        status_bar(None)
        context.area.header_text_set(None)
        context.area.tag_redraw()


class ARTLLM_OT_snap_parts(_Snapping, bpy.types.Operator):
    bl_idname = "artllm.snap_parts"
    bl_label = "Snap Parts"
    bl_description = (
        "Bring the active object to where it fits the other selected ones exactly, or else the nearest: faces, pegs "
        "and holes, grooves, patterns of holes, edges. Tab or the wheel shows the next candidate"
    )

    candidate: IntProperty(
        name="Candidate", default=1, min=1, max=CANDIDATES, description="The likeliest is 1", options={"SKIP_SAVE"}
    )
    reach: FloatProperty(
        name="Reach", subtype="FACTOR", default=REACH, min=0.002, soft_max=0.25, max=1.0,
        description="How far it is brought at most along each direction, of the size of all of them",
    )  # fmt: skip

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if not self.begin(context):
            return {"CANCELLED"}
        self._found = self._snap.candidates(self._snap.start.pose, self._reach())
        if not self._found:
            self.report({"WARNING"}, "Nothing fits here. Move it nearer, or select what it belongs to.")
            return {"CANCELLED"}
        context.window_manager.modal_handler_add(self)
        self._show(context)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if event.type in CANCEL and event.value == "PRESS":
            self.cancel(context)
            return {"CANCELLED"}
        if event.type in CONFIRM and event.value == "PRESS":
            if event.type == "LEFTMOUSE" and not self.in_region(event):
                return {"PASS_THROUGH"}
            self.candidate = self._index + 1
            self.cancel(context)
            return self.execute(context)
        if self.stepped(event):
            self._show(context)
            return {"RUNNING_MODAL"}
        return {"PASS_THROUGH"} if event.type in ("MOUSEMOVE", "MIDDLEMOUSE") else {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context) -> None:
        snap = _Snap(context)
        found = snap.candidates(snap.start.pose, self._reach(snap))
        if not found:
            raise InputError("Nothing fits here.", "Move it nearer, or select what it belongs to.")
        mate = found[min(self.candidate, len(found)) - 1]
        snap.put(mate.pose)
        self.report({"INFO"}, f"{snap.thing.name}: {mate.kind}")

    def _reach(self, snap: _Snap | None = None) -> float | None:
        snap = snap or self._snap
        return self.reach * size_of([(snap.part, snap.start.pose), *snap.others])

    def _show(self, context: bpy.types.Context) -> None:
        self._snap.put(self._found[self._index].pose)
        self.shown(context, "Tab, wheel: next candidate.   Enter, click: confirm.   Esc: put back", "")


class ARTLLM_OT_drag_snapping(_Snapping, bpy.types.Operator):
    bl_idname = "artllm.drag_snapping"
    bl_label = "Drag and Snap"
    bl_description = (
        "Drag the active object across the view; where it fits the other selected ones, or the nearest, it jumps "
        "there. Ctrl: freely. Tab or the wheel: the next candidate"
    )

    matrix: bpy.props.FloatVectorProperty(size=16, subtype="MATRIX", options={"SKIP_SAVE", "HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if not self.begin(context):
            return {"CANCELLED"}
        self._from = self._place(context, event)
        self._held = event.type == "LEFTMOUSE" and event.value == "PRESS"
        self._free, self._looked_at = self._snap.start.pose, None
        self._timer = context.window_manager.event_timer_add(PAUSE, window=context.window)
        context.window_manager.modal_handler_add(self)
        self._show(context)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if event.type in CANCEL and event.value == "PRESS":
            self.cancel(context)
            return {"CANCELLED"}
        confirmed = event.type in CONFIRM and event.value == ("RELEASE" if self._held else "PRESS")
        if confirmed:
            pose = self._pose()
            self.cancel(context)
            self.matrix = [x for column in (pose @ self._snap.start.own).T for x in column]
            return self.execute(context)
        if self.stepped(event):
            self._show(context)
        elif event.type == "MOUSEMOVE":
            self._go(context, event)
        elif event.type == "TIMER" and not event.ctrl and self._looked_at is None:
            self._look(context)
        return {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context) -> None:
        if not np.any(self.matrix):
            raise InputError("It was not dragged.", "Start it in a 3D view.")
        check_free(context.active_object)
        context.active_object.matrix_world = self.matrix

    def cancel(self, context: bpy.types.Context) -> None:
        context.window_manager.event_timer_remove(self._timer)
        super().cancel(context)

    def _go(self, context: bpy.types.Context, event: bpy.types.Event) -> None:
        """With the mouse; what it was snapped to is kept as long as that is near."""
        moved = self._place(context, event) - self._from
        self._free, self._looked_at = transform(move=moved) @ self._snap.start.pose, None
        if self._found and (event.ctrl or self._away(context, self._found[self._index]) > LET_GO):
            self._found, self._index = [], 0
        self._show(context)

    def _look(self, context: bpy.types.Context) -> None:
        """What fits where it is dragged to now."""
        self._looked_at = self._free
        # Across the view it is the mouse that says how far; how deep it is in it one does not see while dragging.
        pixels = 1.2 * PIXELS * self._view(context).metres(apply(self._free, self._snap.part.centre))
        reach = max(pixels, REACH * size_of([(self._snap.part, self._free), *self._snap.others]))
        found = self._snap.candidates(self._free, reach)
        near = [one for one in found if one.holds and self._away(context, one) <= PIXELS]
        if near or not self._found:
            self._found, self._index = near, 0
        self._show(context)

    def _away(self, context: bpy.types.Context, mate: Mate) -> float:
        """Pixels from where it is dragged to, to where it fits."""
        middle = self._snap.part.centre
        places = self._view(context).pixels(np.array([apply(self._free, middle), apply(mate.pose, middle)]))
        return float(np.linalg.norm(places[1] - places[0]))

    def _view(self, context: bpy.types.Context) -> View:
        scale = context.preferences.system.ui_scale
        matrix = np.array(context.space_data.region_3d.perspective_matrix, dtype=np.float64)
        return View(matrix, (self._region.width / scale, self._region.height / scale))

    def _place(self, context: bpy.types.Context, event: bpy.types.Event) -> np.ndarray:
        """(3,) under the mouse, as far from the eye as the part was."""
        mouse = event.mouse_x - self._region.x, event.mouse_y - self._region.y
        depth = apply(self._snap.start.pose, self._snap.part.centre)
        return np.array(region_2d_to_location_3d(self._region, context.space_data.region_3d, mouse, depth))

    def _pose(self) -> np.ndarray:
        return self._found[self._index].pose if self._found else self._free

    def _show(self, context: bpy.types.Context) -> None:
        self._snap.put(self._pose())
        keys = "Ctrl: freely.   Tab, wheel: next candidate.   Enter, click: confirm.   Esc: put back"
        self.shown(context, keys, "free")


CLASSES = (ARTLLM_OT_snap_parts, ARTLLM_OT_drag_snapping)
