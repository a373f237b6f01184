"""A thing shown taken apart: one slider on an armature, a bone a part, and parts that follow; all of it stays live.

What is stored where:
- armature object: `artllm_explode` (version of this layout), `exploded`, the slider, which is all that drivers read,
  `artllm_plan`, what it is taken apart by, as JSON, and `artllm_explode_look`;
- part object: an Armature constraint, `Exploded`, that names its bone, after those that it has, so that its joints
  still move it;
- objects made from one mesh's pieces point to it in `artllm_piece`; it is hidden meanwhile;
- trails: curves that hang on the armature, marked by `artllm_trail`.
Drivers map the slider to a bone's channels by their curves' keys alone, which needs no script.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.assembly.plan import Plan, Step
from ...core.assembly.showing import Keys, along, keyed, radial, stretched
from ...core.errors import InputError
from ...core.frames import apply, quaternion
from ..all_or_nothing import all_or_nothing
from ..homes import homes_of
from .drivers import set_map
from .parts import Parts
from .pieces import PIECE
from .trails import TRAIL, draw_trails

MARK, SLIDER, PLAN, LOOK, NOTES, BOX = (
    "artllm_explode",
    "exploded",
    "artllm_plan",
    "artllm_explode_look",
    "artllm_explode_notes",
    "artllm_box",
)
CONSTRAINT = "Exploded"
VERSION = 1
DIRECTIONS = {"X": (1, 0, 0), "Y": (0, 1, 0), "Z": (0, 0, 1)}


@dataclass(frozen=True)
class Look:
    """direction: STEPS, one step after the other by their paths; RADIAL, X, Y or Z, all at once. strength: how many
    times as far as needed. trails: whether lines show the ways."""

    direction: str = "STEPS"
    strength: float = 1.0
    trails: bool = True


def exploded_by(thing: bpy.types.Object | None) -> bpy.types.Object | None:
    """The armature that shows an object taken apart, or that an object is; None if there is none."""
    if thing is None or MARK in thing:
        return thing
    if thing.parent and MARK in thing.parent:
        return thing.parent
    return next((armature for armature in map(_target, thing.constraints) if armature and MARK in armature), None)


def explode(
    context: bpy.types.Context, parts: Parts, objects: Sequence[Sequence[bpy.types.Object]], plan: Plan, look: Look
) -> bpy.types.Object:
    """The new armature, its slider at 1. objects: those of each part, which follow it. Needs Object Mode."""
    first = objects[0][0]
    with all_or_nothing():
        name = f"{name_of(first)} Exploded"
        armature = bpy.data.objects.new(name, bpy.data.armatures.new(name))
        homes_of(first, context.scene)[0].objects.link(armature)
        armature[MARK], armature[PLAN] = VERSION, json.dumps(_written(plan))
        armature[NOTES] = "\n".join(plan.notes(parts.names))
        parents = {thing.parent for things in objects for thing in things}
        parent = parents.pop() if len(parents) == 1 else None
        if parent and abs(parent.matrix_world.determinant()) > 0:
            armature.parent, armature.matrix_parent_inverse = parent, parent.matrix_world.inverted()
        context.view_layer.update()
        boxes = np.array([(t.min(axis=(0, 1)), t.max(axis=(0, 1))) for t in parts.triangles])
        bones = _add_bones(context, armature, parts.names, boxes)
        for bone, things in zip(bones, objects, strict=True):
            for thing in things:
                constraint = thing.constraints.new("ARMATURE")
                constraint.name = CONSTRAINT
                target = constraint.targets.new()
                target.target, target.subtarget = armature, bone
    armature[SLIDER] = 1.0
    slider = armature.id_properties_ui(SLIDER)
    slider.update(min=0.0, max=1.0, soft_min=0.0, soft_max=1.0, default=0.0, subtype="FACTOR",
                  description="0 together, 1 taken apart")  # fmt: skip
    armature.property_overridable_library_set(f'["{SLIDER}"]', True)
    armature.hide_render = True
    armature.data.display_type = "WIRE"
    restyle(armature, look)
    return armature


def restyle(armature: bpy.types.Object, look: Look) -> None:
    """Have what is exploded look otherwise; its plan stays."""
    boxes = _boxes(armature)
    plan = plan_of(armature)
    if look.direction == "RADIAL":
        plan = radial(boxes)
    elif look.direction != "STEPS":
        plan = along(boxes, np.array(DIRECTIONS[look.direction]))
    plan = stretched(plan, look.strength)
    keys = keyed(plan)
    for number, bone in enumerate(_bones(armature)):
        _drive(armature, bone, keys.get(number))
    armature[LOOK] = {"direction": look.direction, "strength": look.strength, "trails": look.trails}
    draw_trails(armature, plan, boxes.mean(axis=1) if look.trails else None, SLIDER)
    armature.update_tag()


@contextmanager
def at_rest(context: bpy.types.Context, armature: bpy.types.Object | None) -> Iterator[None]:
    """What is exploded is together meanwhile, and what was cut into pieces is whole."""
    if armature is None:
        yield
        return
    value, sources = armature[SLIDER], _sources(armature)
    armature[SLIDER] = 0.0
    armature.update_tag()
    for source in sources:
        source.hide_set(False)
    context.view_layer.update()
    try:
        yield
    finally:
        armature[SLIDER] = value
        armature.update_tag()
        for source in sources:
            source.hide_set(True)


def write_keys(armature: bpy.types.Object, start: int, count: int, together: bool) -> None:
    """Key the slider from 0 to 1, or back, over so many frames."""
    for frame, value in ((start, float(together)), (start + count, float(not together))):
        armature[SLIDER] = value
        armature.keyframe_insert(f'["{SLIDER}"]', frame=frame)
    armature.update_tag()


def look_of(armature: bpy.types.Object) -> Look:
    stored = armature[LOOK]
    return Look(stored["direction"], stored["strength"], bool(stored["trails"]))


def plan_of(armature: bpy.types.Object) -> Plan:
    """What it is taken apart by."""
    return _read(json.loads(armature[PLAN]))


def notes_of(armature: bpy.types.Object) -> tuple[str, ...]:
    """What of it does not come apart, in sentences."""
    return tuple(armature[NOTES].splitlines())


def followers(armature: bpy.types.Object) -> list[bpy.types.Object]:
    """The objects that are shown apart by it."""
    return [thing for thing in bpy.data.objects if any(_target(one) == armature for one in thing.constraints)]


def remove_explode(armature: bpy.types.Object) -> list[bpy.types.Object]:
    """Everything as it was before; the objects that are left."""
    left = []
    made = [thing for thing in followers(armature) if PIECE in thing]
    sources = _sources(armature)
    for thing in followers(armature):
        if thing in made:
            continue
        for constraint in [one for one in thing.constraints if _target(one) == armature]:
            thing.constraints.remove(constraint)
        left.append(thing)
    _show(sources)
    trails = [thing for thing in armature.children if thing.type == "CURVE"]
    _remove([*made, *trails, armature])
    return [*left, *sources]


def was_exploded(thing: bpy.types.Object) -> bool:
    """Whether an object was shown taken apart by an armature that was deleted."""
    return thing.library is None and any(map(_is_dead, thing.constraints))


def remove_left() -> list[bpy.types.Object]:
    """Everything as it was before whatever an armature that was deleted has shown apart; the objects that are left."""
    things = [thing for thing in bpy.data.objects if was_exploded(thing)]
    made = [thing for thing in things if thing.get(PIECE)]
    sources = _cut_up(made)
    left = [thing for thing in things if thing not in made]
    for thing in left:
        for constraint in filter(_is_dead, list(thing.constraints)):
            thing.constraints.remove(constraint)
    _show(sources)
    trails = [thing for thing in bpy.data.objects if TRAIL in thing and thing.library is None]
    _remove([*made, *(trail for trail in trails if not (trail.parent and MARK in trail.parent))])
    return [*left, *sources]


def _remove(things: list[bpy.types.Object]) -> None:
    """The objects, and their data where nothing else uses it."""
    data = list(dict.fromkeys(thing.data for thing in things))
    bpy.data.batch_remove(things)
    bpy.data.batch_remove([one for one in data if not one.users])


def _is_dead(constraint: bpy.types.Constraint) -> bool:
    """Whether it is one of an armature that was deleted."""
    return constraint.type == "ARMATURE" and constraint.name.startswith(CONSTRAINT) and _target(constraint) is None


def _sources(armature: bpy.types.Object) -> list[bpy.types.Object]:
    """The meshes whose pieces it shows apart."""
    return _cut_up(followers(armature))


def _cut_up(things: list[bpy.types.Object]) -> list[bpy.types.Object]:
    """The meshes of which things are pieces."""
    return list(dict.fromkeys(filter(None, (thing.get(PIECE) for thing in things))))


def _show(sources: list[bpy.types.Object]) -> None:
    for source in sources:
        source.hide_render = False
        if source.name in bpy.context.view_layer.objects:
            source.hide_set(False)


def _target(constraint: bpy.types.Constraint) -> bpy.types.Object | None:
    if constraint.type != "ARMATURE":
        return None
    return next((target.target for target in constraint.targets if target.target), None)


def name_of(thing: bpy.types.Object) -> str:
    """What is shown with an object: its rig's, or its parent's name, or its own."""
    return thing.parent.name.removesuffix(" Rig") if thing.parent else thing.name


def _add_bones(
    context: bpy.types.Context, armature: bpy.types.Object, names: Sequence[str], boxes: np.ndarray
) -> list[str]:
    """A bone a part, in its middle, whose axes are the world's."""
    layer, back = context.view_layer, armature.matrix_world.inverted()
    active, layer.objects.active = layer.objects.active, armature
    length = 0.01 * float(np.linalg.norm(boxes[:, 1].max(axis=0) - boxes[:, 0].min(axis=0)))
    bpy.ops.object.mode_set(mode="EDIT")
    try:
        made = []
        for name, box in zip(names, boxes, strict=True):
            bone = armature.data.edit_bones.new(name)
            bone.head = back @ Vector(box.mean(axis=0))
            bone.tail = bone.head + back.to_3x3() @ Vector((0, length, 0))
            bone.align_roll(back.to_3x3() @ Vector((0, 0, 1)))
            made.append(bone)
        found = [bone.name for bone in made]
    finally:
        bpy.ops.object.mode_set(mode="OBJECT")
        layer.objects.active = active
    for number, (name, box) in enumerate(zip(found, boxes, strict=True)):
        armature.data.bones[name][BOX] = [number, *box.ravel().tolist()]
        pose = armature.pose.bones[name]
        pose.rotation_mode = "QUATERNION"
    return found


def _bones(armature: bpy.types.Object) -> list[bpy.types.PoseBone]:
    """By number of the part."""
    marked = [bone for bone in armature.pose.bones if BOX in bone.bone]
    if not marked:
        raise InputError(f"{armature.name} has lost its bones.", "Undo that, or explode again.")
    return sorted(marked, key=lambda bone: bone.bone[BOX][0])


def _boxes(armature: bpy.types.Object) -> np.ndarray:
    return np.array([list(bone.bone[BOX])[1:] for bone in _bones(armature)]).reshape(-1, 2, 3)


def _drive(armature: bpy.types.Object, bone: bpy.types.PoseBone, keys: Keys | None) -> None:
    """Have a bone follow the slider by the keys of its part; without keys it stays."""
    for channel in ("location", "rotation_quaternion"):
        bone.driver_remove(channel)
    bone.matrix_basis = Matrix()
    if keys is None:
        return
    box = np.array(list(bone.bone[BOX])[1:]).reshape(2, 3)
    head = box.mean(axis=0)
    places = np.array([apply(motion, head) - head for motion in keys.motions])
    turns = np.array([quaternion(motion[:3, :3]) for motion in keys.motions])
    for k in range(1, len(turns)):  # of the two that turn alike, the one nearer to the last
        turns[k] *= 1 if turns[k] @ turns[k - 1] >= 0 else -1
    for axis in range(3):
        _map(armature, bone, "location", axis, keys.times, places[:, axis])
    if np.abs(turns - turns[0]).max() > 1e-6:
        for axis in range(4):
            _map(armature, bone, "rotation_quaternion", axis, keys.times, turns[:, axis])


def _map(
    armature: bpy.types.Object, bone: bpy.types.PoseBone, channel: str, axis: int, times: np.ndarray, values: np.ndarray
) -> None:
    if np.ptp(values) < 1e-12 and abs(values[0]) < 1e-12:
        return
    set_map(bone.driver_add(channel, axis), armature, SLIDER, times, values)


def _written(plan: Plan) -> dict[str, object]:
    steps = [
        {"parts": step.parts, "path": step.path.tolist(), "stage": step.stage, "free": step.free} for step in plan.steps
    ]
    return {"count": plan.count, "steps": steps, "whole": plan.whole}


def _read(stored: dict) -> Plan:
    steps = tuple(
        Step(tuple(step["parts"]), np.array(step["path"]), step["stage"], step["free"]) for step in stored["steps"]
    )
    return Plan(stored["count"], steps, tuple(map(tuple, stored["whole"])))
