"""Names that tell parts apart by what they are and where: Door_Upper_Left, Drawer_2, Wheel_Front_Right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from .articulation import Articulation, Joint, JointType, Part

# Up, forward, right: the words for the lesser and the greater end of each, and in this order they stand in a name.
_WORDS = (("Lower", "Upper"), ("Back", "Front"), ("Left", "Right"))
_ACROSS = ("Middle", "Middle", "Center")
# Which of them to try first: what tells all parts apart in the fewest words, height before side before depth.
_CHOICES = [choice for size in (1, 2, 3) for choice in combinations((0, 2, 1), size)]
# Parts are in one row where the gap between their middles is under this share of their size.
_GAP = 0.4
# What moves and has no label; of what turns between limits its shape says more, by how much less one side is.
_MOVERS = {JointType.PRISMATIC: "slider", JointType.CONTINUOUS: "rotor", JointType.SCREW: "screw"}
_SLIM = 0.35


def named(articulation: Articulation, own: Mapping[int, str] | None = None) -> Articulation:
    """The same with a name of its own for each part and joint: what the artist calls it, in `own` by id, else what it
    is `called` and where it is.

    Left and right are the viewer's who looks at the front, which is where most of it opens to, and -Y in doubt.
    """
    frame = viewed(articulation)
    groups: dict[str, list[Part]] = {}
    names = dict(own or {})
    for part in (part for part in articulation.parts if part.id not in names):
        groups.setdefault(word(called(part, articulation.joint_of(part.id))), []).append(part)
    for kind, parts in groups.items():
        boxes = np.array([(part.box.lower, part.box.upper) for part in parts]) @ frame.T
        for part, place in zip(parts, _places(boxes.mean(axis=1), np.abs(boxes[:, 1] - boxes[:, 0])), strict=True):
            names[part.id] = free_name("_".join(filter(None, (kind, place))), set(names.values()))
    parts = tuple(replace(part, name=names[part.id]) for part in articulation.parts)
    return Articulation(parts, tuple(replace(j, name=joint_name(names[j.child])) for j in articulation.joints))


# Bytes of a part's name of which nothing is cut off where its joint's is a bone's, which are 63 long at most.
LONGEST = 57


def joint_name(part: str) -> str:
    """What the joint is called that moves a part of this name."""
    return f"{part}_joint"


def free_name(wanted: str, taken: set[str]) -> str:
    """The name, cut off where it is too long, and numbered from 2 on where it is taken."""
    name, number = _cut(wanted, LONGEST), 2
    while name in taken:
        ending = f"_{number}"
        name, number = _cut(wanted, LONGEST - len(ending)) + ending, number + 1
    return name


def _cut(name: str, most: int) -> str:
    """As many of its letters as so many bytes hold."""
    return name.encode()[:most].decode(errors="ignore")


def called(part: Part, joint: Joint | None) -> str:
    """A part's label; of one for which there is no word, what it is by its shape and the joint that moves it."""
    if part.label not in ("", "other"):
        return part.label
    if joint is None:
        return "body"
    if joint.still:
        return "part"
    if joint.type is not JointType.REVOLUTE:
        return _MOVERS[joint.type]
    thin, wide, long = np.sort(np.subtract(part.box.upper, part.box.lower))
    return "arm" if wide < _SLIM * long else "flap" if thin < _SLIM * wide else "swivel"


def word(called: str) -> str:
    """As it stands in names: Coffee_Pot."""
    words = called.replace("-", "_").replace(" ", "_").split("_")
    return "_".join(word.capitalize() for word in words if word)


def viewed(articulation: Articulation) -> np.ndarray:
    """(3, 3) rows: up, forward, right, for one who looks at the front: where most of it opens to, and -Y in doubt."""
    body = articulation.part(articulation.root).box
    middle, size = np.add(body.lower, body.upper) / 2, np.subtract(body.upper, body.lower).max() or 1.0
    opening = np.zeros(3)
    for joint in articulation.joints:
        box = articulation.part(joint.child).box
        extent = np.subtract(box.upper, box.lower)
        weight = float(np.sort(extent)[1:].prod()) / size**2  # what is large tells more than a knob
        opening += weight * _opening(joint, (np.add(box.lower, box.upper) / 2 - middle) / size)
    forward = np.array((0.0, -1.0, 0.0))
    axis = int(np.abs(opening[:2]).argmax())
    if abs(opening[axis]) > 1.2 * abs(opening[1 - axis]):
        forward = np.zeros(3)
        forward[axis] = np.sign(opening[axis])
    up = np.array((0.0, 0.0, 1.0))
    return np.stack([up, forward, np.cross(up, forward)])


def _opening(joint: Joint, offset: np.ndarray) -> np.ndarray:
    """(3,) where a joint opens to. offset: (3,) from the body's middle to the part's."""
    if joint.type is JointType.PRISMATIC:
        return np.array(joint.axis) * np.sign(joint.upper + joint.lower)
    return offset * (1, 1, 0)


def _places(centres: np.ndarray, sizes: np.ndarray) -> list[str]:
    """What to add to each name of a group. centres, sizes: (n, 3) of the boxes; up, forward, right."""
    count = len(centres)
    if count == 1:
        return [""]
    levels = [_levels(centres[:, axis], float(np.median(sizes[:, axis]))) for axis in range(3)]
    useful = [axis for axis in range(3) if 1 < levels[axis].max() + 1 <= 3]
    best = [""] * count
    for choice in _CHOICES:
        if set(choice) <= set(useful):
            places = _spoken(levels, sorted(choice))
            if len(set(places)) > len(set(best)):
                best = places
    seen: dict[str, int] = {}
    names = list(best)
    for i in np.lexsort((centres[:, 1], levels[2], -levels[0])):  # as one reads: from above, from the left
        seen[best[i]] = number = seen.get(best[i], 0) + 1
        if best.count(best[i]) > 1:
            names[i] = "_".join(filter(None, (best[i], str(number))))
    return names


def _spoken(levels: list[np.ndarray], axes: list[int]) -> list[str]:
    """A place in words for each part. levels: (n,) for each axis, 0 the least."""
    words = []
    for axis in axes:
        low, high = _WORDS[axis]
        names = (low, high) if levels[axis].max() == 1 else (low, _ACROSS[axis], high)
        words.append([names[level] for level in levels[axis]])
    return ["_".join(place) for place in zip(*words, strict=True)]


def _levels(values: np.ndarray, size: float) -> np.ndarray:
    """(n,) int: 0, 1, ... the rows that values fall into."""
    order = np.argsort(values, kind="stable")
    step = np.diff(values[order], prepend=values[order[0]]) > _GAP * size
    levels = np.empty(len(values), int)
    levels[order] = np.cumsum(step)
    return levels
