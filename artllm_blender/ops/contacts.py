"""Where and when the active object's parts run into each other, kept while the overlay shows it."""

from __future__ import annotations

import bpy
import numpy as np

from ..core.errors import ArtLLMError
from ..core.motion.stops import Stop
from ..core.steps import Steps, exhausted
from ..scene.preview.contact import Contact
from ..scene.preview.preview import Preview
from ..scene.rig.read_rig import rig_of
from .active import active_rig, spelt
from .views import redraw

# Seconds to wait after a change before looking at the parts anew, and between two joints whose stops are looked for.
SETTLE, PAUSE = 0.3, 0.02

_preview: Preview | None = None
_starts: dict[int, list[Stop]] = {}
_drawn: tuple[tuple, list[Contact]] | None = None
_resting: dict[int, float] | None = None


def shown(context: bpy.types.Context) -> bpy.types.Object | None:
    """The armature whose contacts are shown, or None."""
    return active_rig(context) if context.window_manager.artllm.show_contacts else None


def ready(armature: bpy.types.Object) -> Preview:
    """What is known about a rig, made anew if it was changed. Raises ArticulationError if it is broken."""
    return exhausted(getting_ready(armature))


def getting_ready(armature: bpy.types.Object) -> Steps[Preview]:
    """As `ready`, in steps; none where nothing has to be made."""
    global _preview
    if not _is_ready(armature):
        forget()
        _preview = yield from Preview.looking(armature)
    return _preview


def contacts(armature: bpy.types.Object) -> list[Contact] | None:
    """Those of the present pose; looked for again only if something moved. Made for drawing: changes nothing.

    None are known until `ready` was called, which a timer does for the armature that is shown.
    """
    global _drawn
    is_ready = _is_ready(armature)
    if not is_ready or len(_starts) < len(_preview.articulation.joints):
        _look_on_soon()
    if not is_ready:
        return None
    pose = (tuple(_preview.values(armature).items()), tuple(map(tuple, armature.matrix_world)))
    if _drawn is None or _drawn[0] != pose:
        _drawn = pose, _preview.contacts(armature)
    return _drawn[1]


def said(armature: bpy.types.Object) -> list[tuple[str, bool]]:
    """Lines that say what is in contact now (True) and at which values contact starts (False), as far as known."""
    now = contacts(armature)
    if now is None:
        return []
    name = {part.id: part.name for part in _preview.articulation.parts}
    lines = [(f"{name[one]} is in {name[other]}", True) for one, other in (contact.parts for contact in now)]
    for child, stops in _starts.items():
        if stops:
            kind = _preview.articulation.joint_of(child).type
            values = " and ".join(spelt(kind, _preview.slider(child, stop.value)) for stop in stops)
            lines.append((f"{name[child]}: contact from {values}", False))
    return lines


def start_points(armature: bpy.types.Object) -> np.ndarray:
    """(n, 3) all points at which contact starts, as far as they are known yet, where `contacts` are."""
    points = [_preview.start_points(armature, stop) for stops in _starts.values() for stop in stops]
    return np.concatenate([np.zeros((0, 3)), *points])


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Drop all that is known; also runs when another file is loaded."""
    global _preview, _drawn
    _preview = _drawn = None
    _starts.clear()
    if bpy.app.timers.is_registered(_look_on):
        bpy.app.timers.unregister(_look_on)


@bpy.app.handlers.persistent
def forget_edited(scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> None:
    """After every update: drop what is known if the mesh of a part was edited."""
    if _preview and any(
        update.is_updated_geometry
        and isinstance(update.id, bpy.types.Object)
        and update.id.type == "MESH"
        and rig_of(update.id.original)
        for update in depsgraph.updates
    ):
        forget()


def _is_ready(armature: bpy.types.Object) -> bool:
    return _preview is not None and _preview.fits(armature)


def _look_on_soon() -> None:
    if not (bpy.app.background or bpy.app.timers.is_registered(_look_on)):
        bpy.app.timers.register(_look_on, first_interval=PAUSE if _preview else SETTLE)


def _look_on() -> float | None:
    """Timer: one more thing about the armature that is shown, so that the window stays quick; None at the end.

    While joints are dragged or played, it waits.
    """
    global _resting
    armature = shown(bpy.context)
    if armature is None:
        return None
    if _is_ready(armature):
        if (now := _preview.values(armature)) != _resting:
            _resting = now
            return SETTLE
        left = [joint.child for joint in _preview.articulation.joints if joint.child not in _starts]
        if not left:
            return None
        _starts[left[0]] = _preview.starts(left[0])
    else:
        try:
            ready(armature)
        except ArtLLMError:
            return None  # a broken rig; the buttons that need it say how
    redraw()
    return PAUSE
