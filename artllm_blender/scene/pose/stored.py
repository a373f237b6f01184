"""What is asked of a rig's pose, stored on its armature: `artllm_constraints`, a collection of these.

Points and directions of parts are in the armature's own frame, with every joint at rest; those of an object in its own.
"""

from __future__ import annotations

import bpy
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

# Identifier, label, what it asks.
KINDS = (
    ("AIM", "Aim", "The region's direction points at the target"),
    ("REACH", "Reach", "The region is at the target"),
    ("DISTANCE", "Distance", "The region is so far from the target"),
    ("ON_LINE", "On Line", "The region is on the line through the target along its direction"),
    ("ON_PLANE", "On Plane", "The region is so high over the plane through the target across its direction"),
    ("CLEAR", "Keep Clear", "The part stays so far from all of the target"),
    ("PARALLEL", "Parallel", "The region's direction is the target's, or the opposite one"),
    ("PERPENDICULAR", "Perpendicular", "The region's direction is at a right angle to the target's"),
    ("ANGLE", "Angle", "The region's direction is at an angle to the target's"),
    ("FACING", "Facing", "The region's direction is the opposite of the target's, as of faces that look at each other"),
    ("UPRIGHT", "Upright", "The region, a face, stands upright: its direction is level"),
    ("LEVEL", "Level", "The region, a face, lies level: its direction points up or down"),
    ("VALUE", "Value", "The joint is at a value"),
    ("SHARE", "How Open", "The joint is at a share of its way from closed to open"),
    ("EQUAL", "Equal", "The joint is as far as another one, and so much more"),
    ("MIRRORED", "Mirrored", "The joint is as far as another one the other way"),
    ("HOLD", "Hold", "No constraint moves the joint"),
)
TARGETS = (
    ("OBJECT", "Object", "An object of the scene, which may also be a part of a rig"),
    ("CURSOR", "3D Cursor", "Where the 3D cursor is; its direction is its Z axis"),
    ("CAMERA", "Camera", "The scene's camera; its direction is the one that it looks along"),
    ("X", "World X", "The world's X axis, through its origin"),
    ("Y", "World Y", "The world's Y axis, through its origin"),
    ("Z", "World Z", "Upwards, from the world's origin"),
)
# Which of the fields each kind is about.
ON_JOINT = frozenset(("VALUE", "SHARE", "EQUAL", "MIRRORED", "HOLD"))
TO_TARGET = frozenset((
    "AIM", "REACH", "DISTANCE", "ON_LINE", "ON_PLANE", "CLEAR", "PARALLEL", "PERPENDICULAR", "ANGLE", "FACING",
))  # fmt: skip
TO_OTHER = frozenset(("EQUAL", "MIRRORED"))

PROPERTY = "artllm_constraints"

# How often any constraint was edited so far.
_edits = 0


def _again(constraint: ArtLLMConstraint, context: bpy.types.Context) -> None:
    """Have the rig solved in the next redraw, also where a script has changed something."""
    global _edits
    _edits += 1
    constraint.id_data.update_tag()


class ArtLLMConstraint(bpy.types.PropertyGroup):
    """name: as the artist calls it. part: the id of the part that it is about. other: of the joint that it is compared
    with. region: what the point and the direction are of the part. object: the target, where that is one; place, way:
    the point and the direction there; called: what it is called in `name`. angle, length: how much, counted as the
    joint's slider is. offset: of the scene, from the target to where the region is to be."""

    kind: EnumProperty(name="Kind", items=KINDS, update=_again)
    use: BoolProperty(name="Enabled", default=True, description="Whether it is kept", update=_again)
    weight: FloatProperty(
        name="Weight",
        default=1.0,
        min=0.0,
        soft_max=10.0,
        description="How much it counts where not all can be met",
        update=_again,
    )
    part: IntProperty(name="Part")
    region: StringProperty(name="Region")
    point: FloatVectorProperty(name="Point", subtype="XYZ", update=_again)
    direction: FloatVectorProperty(name="Direction", subtype="XYZ", default=(0, 0, 1), update=_again)
    target: EnumProperty(name="Target", items=TARGETS, update=_again)
    object: PointerProperty(
        name="Object", type=bpy.types.Object, description="What it is about, of the scene", update=_again
    )
    called: StringProperty()
    place: FloatVectorProperty(name="Place", subtype="XYZ", description="In the object's own frame", update=_again)
    way: FloatVectorProperty(name="Direction", subtype="XYZ", default=(0, 0, 1), update=_again)
    other: IntProperty(name="Other Part", default=-1, update=_again)
    angle: FloatProperty(name="Angle", subtype="ANGLE", update=_again)
    length: FloatProperty(name="Length", subtype="DISTANCE", update=_again)
    share: FloatProperty(name="Open", subtype="FACTOR", min=0.0, max=1.0, default=0.5, update=_again)
    offset: FloatVectorProperty(name="Offset", subtype="TRANSLATION", update=_again)


def edits() -> int:
    """How often any constraint was edited so far."""
    return _edits


def constraints_of(armature: bpy.types.Object) -> list[ArtLLMConstraint]:
    """All of a rig; none where the add-on is not registered, as on the command line."""
    return list(getattr(armature, PROPERTY, ()))


def as_key(one: ArtLLMConstraint) -> tuple:
    """All that it says, to be compared."""
    target = one.object
    return (
        one.name, one.kind, one.use, one.weight, one.part, one.point[:], one.direction[:], one.target,
        target.session_uid if target else 0, one.place[:], one.way[:], one.other, one.angle, one.length,
        one.share, one.offset[:],
    )  # fmt: skip
