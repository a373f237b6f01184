"""What a sentence was read as: a list of steps that are shown, changed and carried out, before and after the joints
have moved. It hangs on the window manager, as the sentence does, and is about one rig."""

from __future__ import annotations

import json
from collections.abc import Sequence

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ..core.errors import InputError
from ..core.words.carry_out import Reply
from ..core.words.program import Program
from ..core.words.rows import Row, about, changed, parts_meant, program_of, rows_of, stored_row, summary
from ..scene.pose.spoken import do, heard
from ..scene.pose.stored import constraints_of
from ..scene.pose.words import described, put, values_in_metres
from ..scene.pose.write import remove
from ..scene.rig.read_rig import Rig, read_rig
from .active import OnRig, active_rig

GOALS = ("open", "close", "on", "off", "toggle", "rest", "go", "set", "turn", "press", "pull", "push", "same")
WAYS = ("up", "down", "left", "right", "front", "back", "in", "out", "side", "cw", "ccw", "more", "less")
# Of each measure of an amount the field that has it; of a limit none.
FIELDS = {"fraction": "share", "angle": "angle", "length": "length", "factor": "factor", "limit": ""}
NEAR = 1e-6


def _parts_completed(self: bpy.types.PropertyGroup, context: bpy.types.Context, text: str) -> list[str]:
    """The line with its last name made that of a part."""
    armature, (head, comma, last) = active_rig(context), text.rpartition(",")
    names = [bone["artllm_part"]["name"] for bone in armature.data.bones if "artllm_joint" in bone] if armature else []
    return [f"{head}{comma}{' ' * bool(comma)}{name}" for name in names if last.strip().lower() in name.lower()]


def _targets_completed(self: bpy.types.PropertyGroup, context: bpy.types.Context, text: str) -> list[str]:
    return [thing.name for thing in context.scene.objects if text.lower() in thing.name.lower()]


class ArtLLMStep(bpy.types.PropertyGroup):
    """One row. row: as it was read, `Row.stored`; read_parts: the parts that were meant then. What else is here the
    artist may change."""

    row: StringProperty()
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


def show(steps: bpy.types.bpy_prop_collection, armature: bpy.types.Object, program: Program) -> None:
    """List a program's steps, the parts that they mean as the joints are now."""
    rig = read_rig(armature)
    words, values = described(rig, bpy.context.evaluated_depsgraph_get()), values_in_metres(rig)
    steps.clear()
    for row in rows_of(program):
        one, step = row.constraint, steps.add()
        names = [rig.articulation.part(id).name for id in parts_meant(words, values, row)]
        step.row, step.read_parts, step.parts = row.stored(), ", ".join(names), ", ".join(names)
        step.goal, step.way = one.goal, one.direction or "NONE"
        if one.amount:
            step.measure = one.amount.measure
            if field := FIELDS[one.amount.measure]:
                setattr(step, field, one.amount.value)
        if one.to and one.to.kind == "object":
            step.target = one.to.name
        step.name = summary(row, step.parts)


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


def carried_out(armature: bpy.types.Object, context: bpy.types.Context, program: Program) -> Reply:
    """A program done, and what is needed to do it again from where the joints were."""
    saying = context.window_manager.artllm.saying
    before, first = values_in_metres(read_rig(armature)), len(constraints_of(armature))
    reply = do(armature, context.scene, program)
    if reply.asked is None:
        after = values_in_metres(read_rig(armature))
        made = [one.name for one in constraints_of(armature)[first:]]
        saying.done = json.dumps([sorted(before.items()), sorted(after.items()), made])
    return reply


def take_back(armature: bpy.types.Object, context: bpy.types.Context) -> None:
    """Have the joints where they were before the steps were carried out, if they are where these left them, and take
    off the constraints that they made."""
    saying = context.window_manager.artllm.saying
    if not saying.done or saying.about != armature.session_uid:
        return
    before, after, made = json.loads(saying.done)
    now = values_in_metres(read_rig(armature))
    if all(id in now and abs(now[id] - value) < NEAR for id, value in after):
        names = [one.name for one in constraints_of(armature)]
        if made and names[-len(made) :] == made:
            for _ in made:
                remove(armature, len(constraints_of(armature)) - 1)
        put(armature, dict(map(tuple, before)))
    saying.done = ""


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
        program = heard(armature, saying.text.strip(), recent)
        saying.about, saying.done = armature.session_uid, ""
        saying.moved, saying.asked = "", " ".join(program.questions)
        notes = [*program.notes, *(f'Left out: "{one}"' for one in program.ignored)]
        saying.said = "\n".join(notes if program.steps else ["That was not understood.", *notes])
        show(saying.steps, armature, program)


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


def steps_as_edited(armature: bpy.types.Object, context: bpy.types.Context) -> Program:
    """What the list asks for. InputError: a row names no part of the rig."""
    rig, steps = read_rig(armature), context.window_manager.artllm.saying.steps
    rows = []
    for step in steps:
        if step.use:
            rows.append(edited(step, rig))
            step.name = summary(rows[-1], step.parts)
    return program_of(rows)


def needs_steps(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll, where there is a rig: whether steps of it are listed."""
    saying = context.window_manager.artllm.saying
    if not len(saying.steps) or saying.about != active_rig(context).session_uid:
        operator.poll_message_set("Nothing was read yet: say something of this object first")
        return False
    return True


CLASSES = (ARTLLM_OT_read_steps, ARTLLM_OT_remove_step)
