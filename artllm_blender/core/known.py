"""Known: what the artist has locked before the model is asked: parts, joints, how many parts, what kind of object.

World frame, Z-up, metres, radians. The runtime checks it against itself and the mesh, and answers with it unchanged.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .articulation import KNOWABLE, Articulation, Box, Joint, JointType, Vector
from .errors import ArtLLMError, InputError


@dataclass(frozen=True)
class KnownPart:
    """id: the answer's id of it too. label: any word, empty where the model chooses."""

    id: int
    box: Box
    label: str = ""


@dataclass(frozen=True)
class KnownJoint:
    """What is locked of the joint that moves a known part, child; what is None the model chooses.

    parent: a known part. origin: a point of the axis; without a type, the joint is one that turns. Limits come
    together, and with type and axis.
    """

    child: int
    parent: int | None = None
    type: JointType | None = None
    axis: Vector | None = None
    origin: Vector | None = None
    lower: float | None = None
    upper: float | None = None
    pitch: float | None = None

    def __post_init__(self) -> None:
        numbers = (*(self.axis or ()), *(self.origin or ()), self.lower or 0.0, self.upper or 0.0, self.pitch or 0.0)
        if not all(math.isfinite(x) for x in numbers):
            raise InputError(f"The known joint of part {self.child} holds a number that is not finite.", "Correct it.")


@dataclass(frozen=True)
class Known:
    """part_count: how many parts there are, these included; None where the model finds more as it sees fit.

    category: a word for the object, such as cabinet or "washing machine".
    """

    parts: tuple[KnownPart, ...] = ()
    joints: tuple[KnownJoint, ...] = ()
    part_count: int | None = None
    category: str | None = None

    def scaled(self, factor: float) -> Known:
        """The same in another unit of length."""

        def times(vector: Vector | None) -> Vector | None:
            return vector and tuple(x * factor for x in vector)

        def joint(old: KnownJoint) -> KnownJoint:
            along = factor if old.type and old.type.slides else 1.0
            lower, upper = (None if limit is None else limit * along for limit in (old.lower, old.upper))
            pitch = old.pitch and old.pitch * factor
            return replace(old, origin=times(old.origin), lower=lower, upper=upper, pitch=pitch)

        parts = tuple(replace(p, box=Box(times(p.box.lower), times(p.box.upper))) for p in self.parts)
        return replace(self, parts=parts, joints=tuple(map(joint, self.joints)))

    def fields(self) -> dict[str, Any]:
        """As the wire and files carry it; what is open is left out."""
        parts = [
            {"id": p.id, "box": [list(p.box.lower), list(p.box.upper)], **_set(label=p.label or None)}
            for p in self.parts
        ]
        joints = [
            _set(
                child=j.child, parent=j.parent, type=None if j.type is None else str(j.type), axis=j.axis,
                origin=j.origin, lower=j.lower, upper=j.upper, pitch=j.pitch,
            )
            for j in self.joints
        ]  # fmt: skip
        return _set(
            parts=parts or None, joints=joints or None, part_count=self.part_count, category=self.category or None
        )


def locked(articulation: Articulation, parts: Collection[int], joints: Collection[int] = ()) -> Known:
    """Parts of an articulation as known, by id; the joints that move those in `joints`, and what else was known."""
    return Known(
        tuple(KnownPart(p.id, p.box, p.label) for p in articulation.parts if p.id in parts),
        tuple(
            _known_of(j, KNOWABLE if j.child in joints else j.known, parts)
            for j in articulation.joints
            if j.child in parts and (j.child in joints or j.known)
        ),
    )


def _known_of(j: Joint, fields: Collection[str], parts: Collection[int]) -> KnownJoint:
    bounded = "limits" in fields and j.type is not JointType.CONTINUOUS
    typed = "type" in fields or "origin" in fields and j.type is JointType.PRISMATIC
    return KnownJoint(
        j.child,
        j.parent if "parent" in fields and j.parent in parts else None,
        j.type if typed else None,
        j.axis if "axis" in fields else None,
        j.origin if "origin" in fields else None,
        *((j.lower, j.upper) if bounded else (None, None)),
        j.pitch or None if "pitch" in fields else None,
    )


def read_known(path: Path) -> Known:
    """What a JSON file says is known; InputError says what is wrong with it.

    {"parts": [{"id", "box": [[x, y, z], [x, y, z]], "label"}], "joints": [{"child", "parent", "type", "axis", "origin",
    "lower", "upper", "pitch"}], "part_count", "category"}; all may be left out but a part's box and a joint's child.
    """
    try:
        return _known(json.loads(path.read_text(encoding="utf-8")))
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {problem.strerror}.", "Name another file.") from problem
    except ArtLLMError as problem:
        raise InputError(f"{path}: {problem.args[0]}", problem.hint) from problem
    except (ValueError, TypeError, AttributeError) as problem:
        form = "Write it as docs/command_line.md says."
        raise InputError(f"{path} is no file of known parts: {problem}.", form) from problem


def _known(given: dict[str, Any]) -> Known:
    _only(given, "the file", "parts", "joints", "part_count", "category")
    parts, joints = [], []
    for i, part in enumerate(given.get("parts") or ()):
        _only(part, f"part {part.get('id', i)}", "id", "box", "label", needed="box")
        lower, upper = part["box"]
        parts.append(KnownPart(part.get("id", i), Box(_vector(lower), _vector(upper)), part.get("label") or ""))
    for joint in given.get("joints") or ():
        who = f"the joint of part {joint.get('child')}"
        _only(joint, who, *KnownJoint.__dataclass_fields__, needed="child")
        if (kind := joint.get("type")) not in (None, *JointType):
            raise InputError(f"{who} has the unknown type '{kind}'.", f"Use {', '.join(JointType)}.")
        vectors = {name: _vector(joint[name]) for name in ("axis", "origin") if joint.get(name) is not None}
        joints.append(KnownJoint(**{**joint, **vectors, "type": kind and JointType(kind)}))
    return Known(tuple(parts), tuple(joints), given.get("part_count"), given.get("category"))


def _only(given: dict[str, Any], who: str, *names: str, needed: str = "") -> None:
    """A misspelt name would be a thing silently not known."""
    if unknown := sorted(set(given) - set(names)):
        raise InputError(f"{who} has the unknown field '{unknown[0]}'.", f"Use {', '.join(names)}.")
    if needed and needed not in given:
        raise InputError(f"{who} has no {needed}.", f"Give its {needed}.")


def _vector(given: Any) -> Vector:
    x, y, z = map(float, given)
    return x, y, z


def _set(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
