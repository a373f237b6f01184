"""What plays: moves on a clock, shown in the rig itself, which afterwards and in files is as it was before."""

from __future__ import annotations

import time
from collections.abc import Mapping

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty

from ..core.errors import ArtLLMError
from ..core.motion.playback import Plan, Player
from ..core.motion.timeline import Easing, Timeline, Timing
from ..scene.again import object_again
from ..scene.preview.preview import Preview
from .active import active_rig, needs_own_rig
from .contacts import getting_ready
from .slices import LOOKING, taken
from .views import redraw, status_bar

RATE = 30
# Of the time between two ticks, what goes into planning what comes next, and at most so many seconds of a tick.
SHARE, MOST = 0.5, 0.05

EASINGS = [
    (Easing.IN_OUT, "Ease In and Out", "Slow at both ends"),
    (Easing.LINEAR, "Linear", "As fast all the way"),
    (Easing.IN, "Ease In", "Slow at the beginning"),
    (Easing.OUT, "Ease Out", "Slow at the end"),
]
WHICH = [
    ("ALL", "All Joints", "Every joint, one after the other"),
    ("SELECTED", "Selected", "The joints of the selected objects or bones"),
]
# What only turns the view or moves the mouse.
_LOOKS = ("MOUSE", "INBETWEEN", "MIDDLE", "WHEEL", "TRACKPAD", "NDOF", "TIMER", "NUMPAD", "WINDOW", "NONE")
_MODIFIERS = frozenset(f"{side}_{key}" for side in ("LEFT", "RIGHT") for key in ("CTRL", "SHIFT", "ALT")) | {"OSKEY"}


class Show:
    """Something that plays.

    preview: of the rig. armature: its session id, which outlives renames and undo. values: the pose that it begins
    from; plan: what moves then. before: the pose that is the artist's; what he changes meanwhile is his too. paused:
    the clock stands.
    """

    def __init__(self, preview: Preview, armature: bpy.types.Object, values: Mapping[int, float], plan: Plan):
        self.preview, self.armature = preview, armature.session_uid
        self.before = preview.values(armature)
        self.timeline = Timeline(values)
        self.paused = False
        self._plan, self._planned = plan, False
        self._clock, self._share = 0.0, None
        self._shown = self.before
        self._last = time.monotonic()

    def length(self, timing: Timing) -> float:
        """Seconds that it takes once there, as far as it is known."""
        return self.timeline.length(timing)

    def share(self, timing: Timing) -> float:
        """Of the way there, from 0 to 1."""
        length = self.length(timing)
        return self._share if self._share is not None else self.second(timing) / length if length else 0.0

    def second(self, timing: Timing) -> float:
        """Of the way there, which it is at now."""
        if self._share is not None:
            return self._share * self.length(timing)
        return min(self._clock, self.length(timing)) if self._is_waiting(timing) else self._on_clock(timing)

    def seek(self, share: float, timing: Timing) -> None:
        """Stand still at a share of the way there."""
        self.paused, self._share = True, share
        self._clock = share * self.length(timing)

    def go_on(self) -> None:
        self.paused, self._share = False, None

    def tick(self, timing: Timing) -> bool:
        """The pose of now; False where it is over, or what it is about is no more what it was."""
        now = time.monotonic()
        passed, self._last = now - self._last, now
        armature = object_again(self.armature)
        if armature is None or not self.preview.fits(armature):
            return False
        self._heed(armature)
        self._look_ahead(now + min(max(SHARE * passed, SHARE / RATE), MOST))
        if self.paused and self._share is not None:
            self._clock = self._share * self.length(timing)
        if not (self.paused or self._is_waiting(timing)):
            self._clock += passed
        if self._planned and self.timeline.second(self._clock, timing) is None and not self.paused:
            return False
        self._pose(armature, self.timeline.at(self.second(timing), timing))
        return True

    def end(self) -> None:
        """At once to where all moves lead."""
        self._look_ahead(float("inf"))
        if armature := object_again(self.armature):
            self._pose(armature, self.timeline.last())

    def put_back(self) -> None:
        """Have the scene be the artist's, for saving it, for an undo step, or for good."""
        armature = object_again(self.armature)
        if armature and self.preview.fits(armature):
            self._heed(armature)
            self._pose(armature, self.before)

    def _heed(self, armature: bpy.types.Object) -> None:
        """What was changed, or undone, since the last pose is not to be put back."""
        now = self.preview.values(armature)
        self.before |= {child: value for child, value in now.items() if value != self._shown.get(child)}

    def _pose(self, armature: bpy.types.Object, values: Mapping[int, float]) -> None:
        if values != self._shown:
            self.preview.pose(armature, values)
        self._shown = self.preview.values(armature)

    def _look_ahead(self, until: float) -> None:
        while not self._planned and (time.monotonic() < until or not self.timeline.moves):
            try:
                move = next(self._plan)
            except StopIteration:
                self._planned = True
                return
            if move:
                self.timeline.add(move)

    def _is_waiting(self, timing: Timing) -> bool:
        """Whether the clock is at the end of what is planned, and more is to come."""
        return not self._planned and self._clock >= self.length(timing)

    def _on_clock(self, timing: Timing) -> float:
        second = self.timeline.second(self._clock, timing) if self._planned else self._clock
        return self.length(timing) if second is None else second


_show: Show | None = None
# Where it was scrubbed to while the parts were still looked at.
_sought: float | None = None


@bpy.app.handlers.persistent
def pose_for_saving(*_: object) -> None:
    """Before a file is saved: back into the pose that was before, which the next frame played leaves again."""
    if _show:
        _show.put_back()


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Before another file is loaded, whose objects may have the same ids."""
    global _show
    _show = None
    bpy.context.window_manager.artllm.playing = False


def timing(loops: bool = True) -> Timing:
    """As the panel says; without loops, once there."""
    play = bpy.context.window_manager.artllm.play
    back = {"ping_pong": play.ping_pong, "loops": play.loops} if loops else {"ping_pong": False}
    return Timing(play.seconds, Easing(play.easing), **back)


def clock(timing: Timing) -> tuple[float, float]:
    """The second of the way there that is shown, and how many it has; zeros where nothing plays."""
    return (_show.second(timing), _show.length(timing)) if _show else (0.0, 0.0)


def _share(play: bpy.types.PropertyGroup) -> float:
    return _show.share(timing()) if _show else 0.0


def _seek(play: bpy.types.PropertyGroup, share: float) -> None:
    global _sought
    if _show is None and bpy.ops.artllm.play_all.poll():
        bpy.ops.artllm.play_all("INVOKE_DEFAULT")
    if _show:
        _show.seek(share, timing())
    elif bpy.context.window_manager.artllm.playing:
        _sought = share


def _is_paused(play: bpy.types.PropertyGroup) -> bool:
    return bool(_show and _show.paused)


def _pause(play: bpy.types.PropertyGroup, paused: bool) -> None:
    if _show and paused:
        _show.paused = True
    elif _show:
        _show.go_on()


class ArtLLMPlay(bpy.types.PropertyGroup):
    """How joints are played, and where the clock stands."""

    seconds: FloatProperty(
        name="Seconds", default=1.0, min=0.05, max=60, soft_max=5, subtype="TIME", unit="TIME_ABSOLUTE",
        description="How long a joint takes from closed to open; a whole turn takes twice as long",
    )  # fmt: skip
    easing: EnumProperty(name="Easing", items=EASINGS, description="How a joint's speed changes on its way")
    ping_pong: BoolProperty(name="Ping-Pong", default=True, description="Back again the same way, last joint first")
    loops: IntProperty(
        name="Loops", default=1, min=0, max=999, description="How often all of it is played; 0: for ever"
    )
    which: EnumProperty(name="Joints", items=WHICH)
    scrub: FloatProperty(
        name="Scrub", subtype="FACTOR", min=0.0, max=1.0, get=_share, set=_seek,
        description="Drag through what is played: from all closed to all open. Esc puts back what was before",
    )  # fmt: skip
    paused: BoolProperty(name="Pause", get=_is_paused, set=_pause, description="Have the clock stand still, or go on")


class Playing:
    """An operator that shows what `_plan` gives from the pose that `_start` gives. Looking around goes on meanwhile.

    Esc puts back what was before. So do the end and all else that the artist does where `_keeps` is False; where it is
    True, these lead to the last pose.
    """

    _keeps = True

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_own_rig(cls, context)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        window = context.window_manager
        self._looking, self._is_looking = getting_ready(active_rig(context)), True
        try:
            self._begin(context)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self._timer = window.event_timer_add(1 / RATE, window=context.window)
        window.modal_handler_add(self)
        window.artllm.playing = True
        redraw()
        return {"RUNNING_MODAL"}

    def _begin(self, context: bpy.types.Context) -> None:
        """Begin to play, or go on looking at the parts for a slice. Raises ArtLLMError where nothing can be played."""
        global _show
        try:
            stage, share = taken(self._looking)
        except StopIteration as end:
            armature, preview, self._is_looking = active_rig(context), end.value, False
            values = self._start(context, preview, armature)
            _show = Show(preview, armature, values, self._plan(context, preview.player(values)))
            if _sought is not None:
                _show.seek(_sought, timing())
            status_bar("Esc: stop")
        else:
            status_bar(f"{self.bl_label}: {stage}, {share:.0%}. Esc: stop")

    def _look_on(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Before anything plays, nothing else is done but looking around."""
        if event.type != "TIMER":
            return {"PASS_THROUGH"} if event.type in LOOKING else {"RUNNING_MODAL"}
        try:
            self._begin(context)
        except ArtLLMError as error:
            self._stop(context)
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"PASS_THROUGH"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if self._is_looking and context.window_manager.artllm.playing and event.type != "ESC":
            return self._look_on(context, event)
        if _show is None or not context.window_manager.artllm.playing:
            self.cancel(context)
            return {"CANCELLED"}
        if event.type == "ESC" and event.value == "PRESS":
            self.cancel(context)
            return {"CANCELLED"}
        if event.type == "TIMER":
            if not _show.tick(timing(loops=not self._keeps)):
                return self._finish(context)
            redraw()  # changed values alone do not have the view drawn again
        elif _is_in_sidebar(context, event):
            if event.type != "MOUSEMOVE":
                _show.put_back()  # a button may end in an undo step, which is to hold the artist's pose
        elif event.value == "PRESS" and not event.type.startswith(_LOOKS) and event.type not in _MODIFIERS:
            return self._finish(context) | {"PASS_THROUGH"}
        return {"PASS_THROUGH"}

    def cancel(self, context: bpy.types.Context) -> None:
        if _show:
            _show.put_back()
        self._stop(context)

    def _finish(self, context: bpy.types.Context) -> set[str]:
        if self._keeps:
            _show.end()
        else:
            _show.put_back()
        self._stop(context)
        # Blender passes an event on to others only from an operator that is cancelled.
        return {"FINISHED"} if self._keeps else {"CANCELLED"}

    def _stop(self, context: bpy.types.Context) -> None:
        global _show, _sought
        _show = _sought = None
        context.window_manager.event_timer_remove(self._timer)
        context.window_manager.artllm.playing = False
        self._looking.close()
        status_bar(None)
        redraw()

    def _start(self, context: bpy.types.Context, preview: Preview, armature: bpy.types.Object) -> dict[int, float]:
        return preview.values(armature)

    def _plan(self, context: bpy.types.Context, player: Player) -> Plan:
        raise NotImplementedError


def _is_in_sidebar(context: bpy.types.Context, event: bpy.types.Event) -> bool:
    return any(
        region.x <= event.mouse_x < region.x + region.width and region.y <= event.mouse_y < region.y + region.height
        for area in context.window.screen.areas
        if area.type == "VIEW_3D"
        for region in area.regions
        if region.type == "UI"
    )
