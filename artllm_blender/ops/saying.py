"""Pose by Words: what is said moves the active rig, and others that it names; what came of it stands in the panel."""

from __future__ import annotations

import math
from collections.abc import Sequence

import bpy
import numpy as np
from bpy.props import BoolProperty, CollectionProperty, EnumProperty, IntProperty, StringProperty
from mathutils import Matrix

from ..core.articulation import Joint
from ..core.errors import ArtLLMError, InputError
from ..core.words.completing import spoken
from ..scene.pose.keyed import key
from ..scene.pose.spoken import Done, Heard, heard
from ..scene.pose.words import described, given_front, set_front, values_in_metres
from ..scene.rig.read_rig import asset_name, read_rig
from ..scene.units import metres
from .active import OnRig, spelt
from .entered import ENTERED, by_enter, carried_out_by
from .rows import rows
from .steps import ArtLLMStep, carried_out, needs_steps, show, steps_as_edited, take_back

# The front that was last guessed, and what it hangs on: the rig's rows, and where it stands.
_known_front: tuple[tuple[dict, Matrix], np.ndarray] | None = None

# How many sentences are kept, and how many of the last ones "it" and "more" may be about.
KEPT, RECENT = 20, 3
KEY = {"name": "Key It", "description": "Also key the joints that it is about: at the current frame, or at those named"}


class ArtLLMSaying(bpy.types.PropertyGroup):
    """The line, what was said before, newest first, and what came of the last."""

    text: StringProperty(
        name="Say",
        description="What should happen, such as: open the top drawer a third, then close the left door. Enter does it",
        update=carried_out_by("say"),
    )
    key: BoolProperty(**KEY)
    history: StringProperty()
    recent: StringProperty(description="What was said of the rig lately, oldest first")
    about: IntProperty(description="The session id of that rig")
    moved: StringProperty(description="What moved, a line each")
    said: StringProperty(description="What should be known, a line each")
    asked: StringProperty()
    steps: CollectionProperty(type=ArtLLMStep)
    active_step: IntProperty(description="Which of the steps is active in the list")
    done: StringProperty(description="Where the joints were before the steps were carried out, and after")


class ARTLLM_OT_say(OnRig, bpy.types.Operator):
    bl_idname = "artllm.say"
    bl_label = "Pose by Words"
    bl_description = "Move the joints as the line says, and keep up what it says of a target"
    bl_options = {"REGISTER", "UNDO"}

    text: StringProperty(name="Say", description="What should happen; empty for the line in the panel")
    key: BoolProperty(**KEY)
    entered: BoolProperty(**ENTERED)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        saying = context.window_manager.artllm.saying
        if self.entered and not (by_enter(event) and saying.text.strip()):
            return {"CANCELLED"}
        if not self.text and not saying.text:
            return context.window_manager.invoke_props_dialog(self, width=420, confirm_text="Move")
        if self.entered or not self.text:  # else it is what was said last, which Blender keeps
            self.text, self.key = saying.text, saying.key
        return self.execute(context)

    def draw(self, context: bpy.types.Context) -> None:
        line = self.layout.row()
        line.activate_init = True  # to type at once
        line.prop(self, "text", text="", placeholder="Such as: open the top drawer a third")
        self.layout.prop(self, "key")

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        text, saying = self.text.strip(), context.window_manager.artllm.saying
        if not text:
            raise InputError("Nothing was said.", 'Say what should happen, such as "open the top drawer".')
        if saying.about != armature.session_uid:
            saying.about, saying.recent, saying.done = armature.session_uid, "", ""
        recent = saying.recent.splitlines()
        said = heard(armature, context.scene, text, recent)
        show(saying, said)
        before = _values(said)
        done = carried_out(context, said)
        if _went(done):
            saying.recent = "\n".join([*recent, text][-RECENT:])
        saying.history = "\n".join([text, *(line for line in saying.history.splitlines() if line != text)][:KEPT])
        tell(self, context, done, before)
        if self.key:
            _key(context, done, before)


class ARTLLM_OT_do_steps(OnRig, bpy.types.Operator):
    bl_idname = "artllm.do_steps"
    bl_label = "Carry Out Steps"
    bl_description = "Do the steps of the list as they are now, from where the joints were before they were last done"
    bl_options = {"REGISTER", "UNDO"}

    key: BoolProperty(**KEY)

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and needs_steps(cls, context)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        said = steps_as_edited(context)
        take_back(context)
        before = _values(said)
        done = carried_out(context, said)
        tell(self, context, done, before)
        if self.key:
            _key(context, done, before)


def _values(said: Sequence[Heard]) -> list[dict[int, float]]:
    """Each joint's value, by child, in metres and radians, of each rig, as it was read with the sentence or is now."""
    return [values_in_metres(one.read[0] if one.read else read_rig(one.armature)) for one in said]


def _went(done: Sequence[Done]) -> bool:
    """Whether it was understood and nothing was asked."""
    return any(one.reply.understood for one in done) and all(one.reply.asked is None for one in done)


def _key(context: bpy.types.Context, done: Sequence[Done], before: Sequence[dict[int, float]]) -> None:
    """Key what was done, if anything was. before: as of `tell`."""
    if _went(done):
        for one, values in zip(done, before, strict=True):
            key(one.armature, one.reply, values, context.scene.frame_current)


def tell(
    operator: bpy.types.Operator, context: bpy.types.Context, done: Sequence[Done], before: Sequence[dict[int, float]]
) -> None:
    """Show in the panel what came of it; the first trouble is also reported. operator: with `key`, whether it is keyed;
    before: each rig's values, by child, metres and radians."""
    saying = context.window_manager.artllm.saying
    moved = [line for one, values in zip(done, before, strict=True) for line in _moved(one, values, saying)]
    replies = [one.reply for one in done]
    asked = next((reply.asked for reply in replies if reply.asked), "")
    understood, unmet = any(reply.understood for reply in replies), any(reply.unmet for reply in replies)
    notes = [note for reply in replies for note in reply.unmet]
    notes += [f'Left out: "{words}"' for reply in replies for words in reply.ignored]
    notes += [note for reply in replies for note in reply.notes]
    timed = any(reply.keys for reply in replies)
    if timed and not operator.key:
        notes.append("Frames were named, but nothing is keyed: press Key It.")
    if not understood and not asked:
        notes = ["That was not understood: nothing moved.", *notes]
    elif not (moved or asked or timed):
        notes = notes if any("moves nothing" in note for note in notes) else ["Nothing had to move.", *notes]
    saying.moved, saying.said, saying.asked = "\n".join(moved), "\n".join(dict.fromkeys(notes)), asked
    if problem := asked or (notes[0] if notes else ""):
        operator.report({"WARNING" if asked or unmet or not understood else "INFO"}, problem)


def _moved(done: Done, before: dict[int, float], saying: bpy.types.PropertyGroup) -> list[str]:
    """What moved of a rig, a line each; of a joint that what is kept has elsewhere than it was put, both."""
    armature, rig, lines = done.armature, read_rig(done.armature), []
    after = values_in_metres(rig)
    for joint in rig.articulation.joints:
        child = joint.child
        put = done.put.get(child, after[child])
        found = _spelt(joint, rig.values[child])
        asked = _spelt(joint, put / metres() if joint.type.slides else put)
        if _apart(put, before[child]) and asked != found:
            found = f"{asked} asked, {found} with what is kept"
        elif not _apart(after[child], before[child]):
            continue
        owner = "" if armature.session_uid == saying.about else f"{asset_name(armature)}, "
        lines.append(f"{owner}{rig.articulation.part(child).name}: {found}")
    return lines


def _apart(value: float, other: float) -> bool:
    return abs(value - other) > 1e-6 * max(1.0, abs(other))


def _spelt(joint: Joint, value: float) -> str:
    return spelt(joint.type, value - joint.closed, joint.pitch)


class ARTLLM_OT_set_front(OnRig, bpy.types.Operator):
    bl_idname = "artllm.set_front"
    bl_label = "Set Front"
    bl_description = "Say which side of the object is its front, by which left and right are told"
    bl_options = {"REGISTER", "UNDO"}

    side: EnumProperty(
        name="Front",
        items=[
            ("VIEW", "Towards the View", "The side that you look at now"),
            ("-Y", "-Y", "It looks along -Y, as Blender's front view has it"),
            ("+X", "+X", "It looks along +X"),
            ("+Y", "+Y", "It looks along +Y"),
            ("-X", "-X", "It looks along -X"),
            ("GUESS", "Guess", "The side that most of it opens to"),
        ],
    )

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        if self.side == "GUESS":
            set_front(armature, None)
        elif self.side != "VIEW":
            way = np.zeros(3)
            way["XY".index(self.side[1])] = 1.0 if self.side[0] == "+" else -1.0
            set_front(armature, way)
        else:
            view = context.region_data
            if view is None:
                raise InputError("There is no view to take it from.", "Choose a direction, or use a 3D view.")
            set_front(armature, np.array(view.view_rotation.to_matrix().col[2]))


def front(context: bpy.types.Context, armature: bpy.types.Object) -> np.ndarray:
    """(3,) the horizontal way out of the front: as it was set, or as it is guessed."""
    way = given_front(armature)
    return _guessed(context, armature) if way is None else way


def front_said(context: bpy.types.Context, armature: bpy.types.Object) -> str:
    """The front in words, for the panel: as it was set, or as it is guessed, unless the rig is broken."""
    way = given_front(armature)
    if way is not None:
        return f"Front: {_way_said(way)}"
    try:
        return f"Front: {_way_said(_guessed(context, armature))} (guessed)"
    except ArtLLMError:
        return "Front: not known"


def part_names(armature: bpy.types.Object) -> list[str]:
    """The names of a rig's parts as one says them."""
    parts = (bone["artllm_part"]["name"] for bone in armature.data.bones if "artllm_part" in bone)
    return list(dict.fromkeys(spoken(name) for name in parts))


def _guessed(context: bpy.types.Context, armature: bpy.types.Object) -> np.ndarray:
    """(3,) the side that is taken for the front; kept for drawing, as long as nothing but the pose changes."""
    global _known_front
    key = rows(armature), armature.matrix_world.copy()
    if _known_front is None or _known_front[0][0] is not key[0] or _known_front[0][1] != key[1]:
        _known_front = key, described(read_rig(armature), context.view_layer.depsgraph).front
    return _known_front[1]


def _way_said(way: np.ndarray) -> str:
    degrees = math.degrees(math.atan2(way[1], way[0])) % 360
    near = {0: "+X", 90: "+Y", 180: "-X", 270: "-Y", 360: "+X"}.get(round(degrees))
    return near or f"{degrees:.0f}° from +X"


CLASSES = (ARTLLM_OT_say, ARTLLM_OT_do_steps, ARTLLM_OT_set_front)
