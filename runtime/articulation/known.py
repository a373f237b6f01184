"""Known: what is certain before the model is asked: parts, joints, how many parts there are, what kind of object it is.

The wire carries it as JSON; `artllm_blender.core.known` writes that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import RuntimeProblem
from . import blueprint as B
from .categories import family_of


class BadKnown(RuntimeProblem):
    """What was given as known contradicts itself, the mesh, or what the model can write."""

    code = "bad_known"


@dataclass(frozen=True)
class KnownPart:
    """box: lower and upper corner (2, 3), world frame. label: any word, empty where the model chooses."""

    id: int
    box: np.ndarray
    label: str = ""


@dataclass(frozen=True)
class KnownJoint:
    """What is locked of the joint that moves a part; None where the model chooses. parent, child: indices of parts.

    axis: unit vector; origin: a point of the axis, so that without a type it is one that turns; limits: radians, or
    metres for slides; all in the world frame.
    """

    child: int
    parent: int | None = None
    type: str | None = None
    axis: np.ndarray | None = None
    origin: np.ndarray | None = None
    limits: tuple[float, float] | None = None
    pitch: float | None = None


@dataclass(frozen=True)
class Known:
    """All of it. part_count: how many parts there are, the known ones included. category: one of `categories`."""

    parts: tuple[KnownPart, ...] = ()
    joints: tuple[KnownJoint, ...] = ()
    part_count: int | None = None
    category: str | None = None

    @classmethod
    def of_boxes(cls, boxes: np.ndarray) -> Known:
        """Parts of which only the boxes (p, 2, 3) are known."""
        return cls.of({"parts": [{"box": np.asarray(box).tolist()} for box in boxes]})

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Known:
        """From the wire: {"parts": [{"id", "box", "label"}], "joints": [{"child", "parent", "type", "axis", "origin",
        "lower", "upper", "pitch"}], "part_count", "category"}, all but box and child optional. Raises BadKnown, and
        UnknownCategory."""
        try:
            parts = tuple(
                KnownPart(part.get("id", i), np.array(part["box"], float).reshape(2, 3), part.get("label") or "")
                for i, part in enumerate(fields.get("parts") or ())
            )
            place = {part.id: i for i, part in enumerate(parts)}
            joints = tuple(_joint(joint, place) for joint in fields.get("joints") or ())
            known = cls(parts, joints, fields.get("part_count"), fields.get("category"))
            if known.category is not None:
                family_of(known.category)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            form = "Give it as docs/command_line.md says."
            raise BadKnown(f"What is known cannot be read: {problem!r}.", form) from problem
        known._check_parts()
        known._check_joints()
        return known

    def complete(self, no_more: bool = False) -> bool:
        """Whether the model has no part to add."""
        return bool(self.parts) and (no_more or len(self.parts) in (self.part_count, B.MAX_PARTS))

    @property
    def rootless(self) -> bool:
        """Whether every known part hangs on another."""
        return 0 < len(self.parts) == len(self.joints)

    def check_against(self, extent: np.ndarray, no_more: bool = False) -> None:
        """Raises BadKnown where a box does not touch the mesh, whose lower and upper corner (2, 3) are given, and where
        no part is left to be the root."""
        for part in self.parts:
            if (part.box[0] > extent[1]).any() or (part.box[1] < extent[0]).any():
                raise BadKnown(
                    f"The box of known part {part.id} lies outside the mesh.",
                    "Give boxes in metres, Z-up, in the world frame.",
                )
        if self.complete(no_more) and self.rootless:
            raise BadKnown("Every known part has a joint, so none can be the root.", "Leave the body without one.")

    def _check_parts(self) -> None:
        count = len(self.parts)
        if not all(type(part.id) is int and part.id >= 0 for part in self.parts):
            raise BadKnown("A known part has an id that is no number.", "Number the parts from 0.")
        ids = [part.id for part in self.parts]
        if twice := sorted({id for id in ids if ids.count(id) > 1}):
            raise BadKnown(f"Two known parts have the id {twice[0]}.", "Give each part an id of its own.")
        if count > B.MAX_PARTS:
            raise BadKnown(f"{count} parts are known.", f"Give at most {B.MAX_PARTS}.")
        for part in self.parts:
            if not (np.isfinite(part.box).all() and (part.box[0] <= part.box[1]).all()):
                raise BadKnown(
                    f"The box of known part {part.id} has no lower and upper corner.",
                    "Give the lower corner, then the upper.",
                )
        if self.part_count is None:
            return
        if type(self.part_count) is not int or not 1 <= self.part_count <= B.MAX_PARTS:
            raise BadKnown(f"There cannot be {self.part_count} parts.", f"Ask for 1 to {B.MAX_PARTS}.")
        if self.part_count < count:
            raise BadKnown(
                f"{count} parts are known, which is more than the {self.part_count} asked for.",
                "Ask for more parts or give fewer.",
            )

    def _check_joints(self) -> None:
        parent: dict[int, int | None] = {}
        for joint in self.joints:
            who = f"The known joint of part {self.parts[joint.child].id}"
            if joint.child in parent:
                raise BadKnown(f"{who} is given twice.", "Give each part at most one joint.")
            parent[joint.child] = joint.parent
            if joint.type not in (None, *B.JOINT_TYPES):
                raise BadKnown(f"{who} has the unknown type '{joint.type}'.", f"Use {', '.join(B.JOINT_TYPES)}.")
            if joint.limits is not None and (joint.type is None or joint.axis is None):
                raise BadKnown(f"{who} has limits but no type or no axis.", "Give all three, or leave the limits out.")
            if joint.limits is not None and not -np.inf < joint.limits[0] <= joint.limits[1] < np.inf:
                raise BadKnown(f"{who} has limits that are no range.", "Give the lower limit, then the upper.")
        for child in parent:
            above = parent[child]
            for _ in parent:
                above = parent.get(above) if above != child else child
            if above == child:
                raise BadKnown(f"The known joints above part {self.parts[child].id} form a cycle.", "Free one of them.")


def _joint(given: dict[str, Any], place: dict[int, int]) -> KnownJoint:
    """Raises KeyError for a part that is not there."""
    for end in ("child", "parent"):
        if (part := given.get(end)) is not None and part not in place:
            raise BadKnown(f"A known joint names part {part}, which is not known.", "Give that part's box too.")
    limits = given.get("lower"), given.get("upper")
    if (limits[0] is None) != (limits[1] is None):
        raise BadKnown(f"The known joint of part {given['child']} has one limit only.", "Give both limits or none.")
    axis, origin = _vector(given, "axis"), _vector(given, "origin")
    if axis is not None:
        axis = axis / np.linalg.norm(axis)
    parent = given.get("parent")
    return KnownJoint(
        place[given["child"]],
        None if parent is None else place[parent],
        given.get("type"),
        axis,
        origin,
        None if limits[0] is None or given.get("type") == "continuous" else (float(limits[0]), float(limits[1])),
        given.get("pitch") or None,
    )


def _vector(given: dict[str, Any], name: str) -> np.ndarray | None:
    """Three finite numbers, or None. A zero axis is no direction."""
    if given.get(name) is None:
        return None
    vector = np.array(given[name], float).reshape(3)
    if not np.isfinite(vector).all() or (name == "axis" and not vector.any()):
        raise BadKnown(f"The known joint of part {given['child']} has no {name}.", "Give three finite numbers.")
    return vector
