"""The active joint's values as properties of its armature, which a popover shows and edits live.

They keep nothing: each reads the joint off the rig, and writes it there, locked. They hang on the object so that
Blender's undo takes back an edit, or all of a drag, as one step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import bpy
import numpy as np
from bpy.props import EnumProperty, FloatProperty, FloatVectorProperty

from ..core.articulation import Joint, JointType
from ..core.errors import ArtLLMError
from ..scene.rig.correct import set_joint
from ..scene.rig.correct_joints import give_type, rehang
from ..scene.rig.read_rig import part_of, read_joint, rig_of
from ..scene.units import metres
from .correct import TYPES
from .joints import FIXED, carriers, chosen_parts

_TYPES = [(*item, number) for number, item in enumerate([*TYPES, FIXED])]


def active_joint(armature: bpy.types.Object) -> Joint | None:
    """Of the active part, if it is one of the armature's; None where there is none."""
    thing = bpy.context.view_layer.objects.active  # Blender also asks where no window is, for library overrides
    part = part_of(thing) if rig_of(thing) == armature else None
    return None if part is None else read_joint(armature, part)


def _edit(armature: bpy.types.Object, edit: Callable[[Joint], None]) -> None:
    """What goes wrong stands in the popover until something goes well."""
    state, joint = bpy.context.window_manager.artllm, active_joint(armature)
    state.joint_error = ""
    try:
        if joint:
            edit(joint)
    except ArtLLMError as error:
        state.joint_error = str(error)


def _change(armature: bpy.types.Object, **changes: object) -> None:
    _edit(armature, lambda joint: set_joint(armature, replace(joint, note="", **changes)))


def _type(armature: bpy.types.Object) -> int:
    joint = active_joint(armature)
    kind = "fixed" if joint is None or joint.still else joint.type.value
    return next(number for *item, number in _TYPES if item[0] == kind)


def _set_type(armature: bpy.types.Object, number: int) -> None:
    _edit(armature, lambda _: give_type(armature, chosen_parts(bpy.context, armature), _TYPES[number][0]))


def _parent(armature: bpy.types.Object) -> int:
    joint = active_joint(armature)
    return joint.parent if joint else 0


def _set_parent(armature: bpy.types.Object, parent: int) -> None:
    _edit(armature, lambda joint: rehang(armature, joint.child, parent))


def _axis(armature: bpy.types.Object) -> tuple[float, float, float]:
    joint = active_joint(armature)
    return joint.axis if joint else (0.0, 0.0, 1.0)


def _set_axis(armature: bpy.types.Object, axis: tuple[float, float, float]) -> None:
    length = float(np.linalg.norm(axis))
    if length:
        _change(armature, axis=tuple(x / length for x in axis))


def _origin(armature: bpy.types.Object) -> tuple[float, float, float]:
    joint = active_joint(armature)
    return joint.origin if joint else (0.0, 0.0, 0.0)


def _set_origin(armature: bpy.types.Object, origin: tuple[float, float, float]) -> None:
    _change(armature, origin=tuple(origin))


def _pitch(armature: bpy.types.Object) -> float:
    joint = active_joint(armature)
    return joint.pitch if joint else 0.0


def _set_pitch(armature: bpy.types.Object, pitch: float) -> None:
    if pitch:
        _change(armature, pitch=pitch)


# What a limit is multiplied by to be shown in a unit.
_UNITS: dict[str, Callable[[Joint], float]] = {
    "angle": lambda joint: 1.0,
    "length": lambda joint: 1.0,
    "mm": lambda joint: 1000 * metres(bpy.context.scene),
    "turns": lambda joint: 1 / abs(joint.pitch or 1.0),
}
# Subtype of a limit's property, and its step while it is dragged, in hundredths of what is shown.
_DRAWN = {"angle": ("ANGLE", 100), "length": ("DISTANCE", 1), "mm": ("NONE", 100), "turns": ("NONE", 10)}


def _limit(end: str, unit: str) -> FloatProperty:
    """One of a joint's limits, counted from where it is closed, as its slider is."""

    def get(armature: bpy.types.Object) -> float:
        joint = active_joint(armature)
        if joint is None or joint.type is JointType.CONTINUOUS:
            return 0.0
        return (getattr(joint, end) - joint.closed) * _UNITS[unit](joint)

    def put(armature: bpy.types.Object, shown: float) -> None:
        joint = active_joint(armature)
        if joint and joint.type is not JointType.CONTINUOUS:
            value = shown / _UNITS[unit](joint) + joint.closed
            # The pose that was modelled lies between the limits.
            _change(armature, **{end: min(value, 0.0) if end == "lower" else max(value, 0.0)})

    words = {"lower": "The least that the joint goes to", "upper": "The most that the joint goes to"}
    subtype, step = _DRAWN[unit]
    return FloatProperty(
        name=end.capitalize(), description=words[end], subtype=subtype, step=step, precision=3, get=get, set=put
    )


PROPERTIES = {
    "artllm_type": EnumProperty(name="Type", items=_TYPES, get=_type, set=_set_type),
    "artllm_parent": EnumProperty(
        name="Parent", description="The part that carries it", items=carriers, get=_parent, set=_set_parent
    ),
    "artllm_axis": FloatVectorProperty(
        name="Axis", description="Direction that it turns about or slides along, world", subtype="XYZ", step=5,
        precision=3, get=_axis, set=_set_axis,
    ),
    "artllm_origin": FloatVectorProperty(
        name="Pivot", description="A point that the axis passes through, world, at rest", subtype="TRANSLATION", step=1,
        precision=4, get=_origin, set=_set_origin,
    ),
    "artllm_pitch": FloatProperty(
        name="Pitch", description="How far a screw goes in one turn", subtype="DISTANCE", step=1, precision=4,
        get=_pitch, set=_set_pitch,
    ),
    **{f"artllm_{end}_{unit}": _limit(end, unit) for end in ("lower", "upper") for unit in _UNITS},
}  # fmt: skip
