"""What a sentence was read as: a list of steps that are shown, changed and carried out, before and after the joints
have moved. It hangs on the window manager, as the sentence does; each step is about one rig."""

from __future__ import annotations

import json
from collections.abc import Sequence

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ..core.errors import InputError
from ..core.words.rows import Row, about, changed, parts_meant, program_of, rows_of, stored_row, summary
from ..scene.pose.spoken import Done, Heard, do, heard
from ..scene.pose.stored import constraints_of
from ..scene.pose.words import described, put, values_in_metres
from ..scene.pose.write import remove
from ..scene.rig.read_rig import Rig, asset_name, find_rigs, read_rig
from .active import OnRig, active_rig

GOALS = ("open", "close", "on", "off", "toggle", "rest", "go", "set", "turn", "press", "pull", "push", "same")
WAYS = ("up", "down", "left", "right", "front", "back", "in", "out", "side", "cw", "ccw", "more", "less")
# Of each measure of an amount the field that has it; of a limit none.
FIELDS = {"fraction": "share", "angle": "angle", "length": "length", "factor": "factor", "limit": ""}
NEAR = 1e-6


def _parts_completed(self: bpy.types.PropertyGroup, context: bpy.types.Context, text: str) -> list[str]:
    """The line with its last name made that of a part."""
    armature, (head, comma, last) = rig_by(context.scene, self.rig), text.rpartition(",")
    names = [bone["artllm_part"]["name"] for bone in armature.data.bones if "artllm_joint" in bone] if armature else []
    return [f"{head}{comma}{' ' * bool(comma)}{name}" for name in names if last.strip().lower() in name.lower()]


def _targets_completed(self: bpy.types.PropertyGroup, context: bpy.types.Context, text: str) -> list[str]:
    return [thing.name for thing in context.scene.objects if text.lower() in thing.name.lower()]


class ArtLLMStep(bpy.types.PropertyGroup):
    """One row. row: as it was read, `Row.stored`; rig: the session id of the rig that it is about; read_parts: the
    parts that were meant then. What else is here the artist may change."""

    row: StringProperty()
    rig: IntProperty()
    read_parts: StringProperty()
    use: BoolProperty(name="Use", default=True, description="Whether it is carried out")
    parts: StringProperty(
        name="Parts", description="What it is about: names of parts, with commas", search=_parts_completed
    )
    goal: EnumProperty(name="Do", items=[(name, name.capitalize(), "") for name in GOALS])
    way: EnumProperty(name="Way", items=[("NONE", "None", ""), *((name, name.capitalize(), "") for name in WAYS)])
    measure: EnumProperty(
        name="Amount",
        items=[
            ("NONE", "None", "As far as it goes"),
            ("fraction", "Share", "Of the way from closed to open"),
            ("angle", "Angle", ""),
            ("length", "Length", "In metres"),
            ("limit", "All the Way", ""),
            ("factor", "Times", "As far open as it is"),
        ],
    )
    share: FloatProperty(name="Share", subtype="FACTOR", min=0.0, max=1.0, default=0.5)
    angle: FloatProperty(name="Angle", subtype="ANGLE")
    length: FloatProperty(name="Length", description="Metres", precision=3)
    factor: FloatProperty(name="Times", default=1.0)
    target: StringProperty(name="Target", description="An object of the scene", search=_targets_completed)


def rig_by(scene: bpy.types.Scene, id: int) -> bpy.types.Object | None:
    """The rig of the scene that has a session id."""
    return next((armature for armature in find_rigs(scene) if armature.session_uid == id), None)


def show(saying: bpy.types.PropertyGroup, said: Sequence[Heard]) -> None:
    """List the steps that were read, the parts that they mean as the joints are now."""
    saying.steps.clear()
    for one in said:
        _list(saying, one)


def _list(saying: bpy.types.PropertyGroup, heard: Heard) -> None:
    rig = read_rig(heard.armature)
    words, values = described(rig, bpy.context.evaluated_depsgraph_get()), values_in_metres(rig)
    for row in rows_of(heard.program):
        one, step = row.constraint, saying.steps.add()
        step.rig = heard.armature.session_uid
        names = [rig.articulation.part(id).name for id in parts_meant(words, values, row)]
        step.row, step.read_parts, step.parts = row.stored(), ", ".join(names), ", ".join(names)
        step.goal, step.way = one.goal, one.direction or "NONE"
        if one.amount:
            step.measure = one.amount.measure
            if field := FIELDS[one.amount.measure]:
                setattr(step, field, one.amount.value)
        if one.to and one.to.kind == "object":
            step.target = one.to.name
        step.name = _title(saying, heard.armature, summary(row, step.parts))


def _title(saying: bpy.types.PropertyGroup, armature: bpy.types.Object, words: str) -> str:
    """A step in words, before them the rig where it is another than the one that the line was said of."""
    return words if armature.session_uid == saying.about else f"{asset_name(armature)}: {words}"


def edited(step: ArtLLMStep, rig: Rig) -> Row:
    """A row as the artist has it now. InputError: it names a part that is not there."""
    row, one = stored_row(step.row), stored_row(step.row).constraint
    if step.parts != step.read_parts:
        row = about(row, _ids(step.parts, rig), step.parts)
    measure = "" if step.measure == "NONE" else step.measure
    value = getattr(step, FIELDS[measure]) if measure and FIELDS[measure] else 1.0
    if one.amount and one.amount.measure == measure and abs(one.amount.value - value) <= NEAR * max(1.0, abs(value)):
        value = one.amount.value  # as it was read: a slider has fewer digits
    if measure == "limit" and one.amount and one.amount.measure == "limit":
        value = one.amount.value
    row = changed(row, step.goal, "" if step.way == "NONE" else step.way, measure, value, step.target)
    return Row(row.constraint, row.frame, row.until, step.use)


def _ids(names: str, rig: Rig) -> list[int]:
    known = {part.name.lower(): part.id for part in rig.articulation.parts}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if missing := [name for name in wanted if name.lower() not in known]:
        raise InputError(f"There is no part {missing[0]}.", "Choose from the names that the field offers.")
    if not wanted:
        raise InputError("A step is about no part.", "Fill in which, or switch the step off.")
    return [known[name.lower()] for name in wanted]


def carried_out(context: bpy.types.Context, said: Sequence[Heard]) -> tuple[Done, ...]:
    """What was read done, and what is needed to do it again from where the joints were."""
    saying = context.window_manager.artllm.saying
    before = [(values_in_metres(read_rig(one.armature)), len(constraints_of(one.armature))) for one in said]
    done = do(said, context.scene)
    if all(one.reply.asked is None for one in done):
        kept = []
        for one, (values, first) in zip(done, before, strict=True):
            after = values_in_metres(read_rig(one.armature))
            made = [constraint.name for constraint in constraints_of(one.armature)[first:]]
            kept.append([one.armature.session_uid, sorted(values.items()), sorted(after.items()), made])
        saying.done = json.dumps(kept)
    return done


def take_back(context: bpy.types.Context) -> None:
    """Have the joints of each rig where they were before the steps were carried out, if they are where these left
    them, and take off the constraints that they made."""
    saying = context.window_manager.artllm.saying
    for id, before, after, made in json.loads(saying.done or "[]"):
        if armature := rig_by(context.scene, id):
            _taken_back(armature, before, after, made)
    saying.done = ""


def _taken_back(armature: bpy.types.Object, before: list, after: list, made: list[str]) -> None:
    now = values_in_metres(read_rig(armature))
    if all(id in now and abs(now[id] - value) < NEAR for id, value in after):
        names = [one.name for one in constraints_of(armature)]
        if made and names[-len(made) :] == made:
            for _ in made:
                remove(armature, len(constraints_of(armature)) - 1)
        put(armature, dict(map(tuple, before)))


class ARTLLM_OT_read_steps(OnRig, bpy.types.Operator):
    bl_idname = "artllm.read_steps"
    bl_label = "Read as Steps"
    bl_description = "Show what the line would do as steps that can be changed; nothing moves yet"
    bl_options = {"REGISTER"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        saying = context.window_manager.artllm.saying
        if not saying.text.strip():
            raise InputError("Nothing was said.", 'Say what should happen, such as "open the top drawer".')
        recent: Sequence[str] = saying.recent.splitlines() if saying.about == armature.session_uid else ()
        said = heard(armature, context.scene, saying.text.strip(), recent)
        saying.about, saying.done = armature.session_uid, ""
        saying.moved, saying.asked = "", " ".join(dict.fromkeys(q for one in said for q in one.program.questions))
        notes = [note for one in said for note in (*one.program.doubts, *one.program.notes)]
        notes += [f'Left out: "{words}"' for one in said for words in one.program.ignored]
        steps = any(one.program.steps for one in said)
        saying.said = "\n".join(notes if steps else ["That was not understood.", *notes])
        show(saying, said)


class ARTLLM_OT_remove_step(OnRig, bpy.types.Operator):
    bl_idname = "artllm.remove_step"
    bl_label = "Remove Step"
    bl_description = "Leave the active step out when the steps are carried out again"
    bl_options = {"REGISTER"}

    number: IntProperty(name="Step", default=-1, options={"SKIP_SAVE"}, description="-1: the active one")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and needs_steps(cls, context)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        saying = context.window_manager.artllm.saying
        number = saying.active_step if self.number < 0 else self.number
        if not 0 <= number < len(saying.steps):
            raise InputError("No step is active.", "Click one in the list.")
        saying.steps.remove(number)
        saying.active_step = max(0, min(saying.active_step, len(saying.steps) - 1))


def steps_as_edited(context: bpy.types.Context) -> tuple[Heard, ...]:
    """What the list asks of each rig. InputError: a row names no part of its rig, or that is gone."""
    saying, rows = context.window_manager.artllm.saying, {}
    for step in saying.steps:
        if not step.use:
            continue
        armature = rig_by(context.scene, step.rig)
        if armature is None:
            raise InputError(f"What this is about is gone: {step.name}.", "Remove the step, or say it again.")
        row = edited(step, read_rig(armature))
        rows.setdefault(armature, []).append(row)
        step.name = _title(saying, armature, summary(row, step.parts))
    return tuple(Heard(armature, program_of(own)) for armature, own in rows.items())


def needs_steps(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll, where there is a rig: whether steps of it are listed."""
    saying = context.window_manager.artllm.saying
    if not len(saying.steps) or saying.about != active_rig(context).session_uid:
        operator.poll_message_set("Nothing was read yet: say something of this object first")
        return False
    return True


CLASSES = (ARTLLM_OT_read_steps, ARTLLM_OT_remove_step)
