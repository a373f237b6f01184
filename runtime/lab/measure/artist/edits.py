"""Edits: what the artist could do next with one of the tools, and what would come of it.

One action is one operator, called once on what one gesture selected: a click on a part, a selection as `gestures` has
it, a drag of a handle that snaps. The artist knows what is true and therefore what to aim at; what an action does is
what the tool does, and nothing of the truth goes into the rig.

- type: Joint Type, of one part or of several that are selected. axis: the world's (and the boxes') X, Y or Z, or along
  and through an edge, two vertices, or a face's middle, straight out of it. pivot: a vertex, the middle of an edge or
  of a face of the part or of what carries it, or a line of the part's box (`hinges.box_lines`). parent: another
  carrier. base: Make Base.
- merge: two parts clicked. dissolve, split: one part clicked. assign, new part: selected faces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.errors import ArtLLMError
from artllm_blender.core.motion.hinges import box_lines

from . import desk as tools
from .desk import Desk
from .gestures import Hand
from .right import Left

# Of actions that help as much the first, which is the quickest, is taken.
KINDS = (
    "answer", "ask", "type", "dissolve", "base", "axis", "pivot", "parent", "stroke", "round", "draw", "click", "word",
    "split", "merge", "assign", "new part",
)  # fmt: skip
SMALLEST = (0.02, 0.0, 0.1)  # what Split by Loose Parts is told to leave with others


@dataclass(frozen=True, eq=False)
class Action:
    """kind: one of KINDS; words: what is done; tool, given: a key of `deeds.DEEDS` and what it is given; after: what
    comes of it; sure: whether that is certain, or what the artist hopes for before the model has answered."""

    kind: str
    words: str
    tool: str
    given: tuple
    after: Desk
    sure: bool = True


def edits(desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
    """Each that may help."""
    for maker in (_joints, _parents, _bases, _merges, _splits, _faces):
        for kind, words, tool, *given in maker(desk, left, hand):
            try:
                after = getattr(tools, tool)(desk, *given)
            except ArtLLMError:  # the artist is told why, and does something else
                continue
            yield Action(kind, words, tool, tuple(given), after)


def _name(desk: Desk, part: int) -> str:
    return desk.articulation.part(part).name


def _joints(desk: Desk, left: Left, hand: Hand) -> Iterator[tuple]:
    truth = hand.truth
    alike: dict[JointType, list[int]] = {}
    for true in left.types:
        part = left.partner.get(true)
        if part is not None and desk.articulation.joint_of(part):
            alike.setdefault(JointType(truth.joints[true]["type"]), []).append(part)
    for kind, parts in alike.items():
        for some in [*([part] for part in parts), *([parts] if len(parts) > 1 else [])]:
            yield "type", f"{', '.join(_name(desk, part) for part in some)}: {kind}", "retype_each", some, kind
    for true in {*left.axes, *left.pivots} - {*left.types}:  # whose type is changed gets the usual axis of that type
        part = left.partner.get(true)
        if part is None or desk.articulation.joint_of(part) is None:
            continue
        joint, point, axis = desk.articulation.joint_of(part), *truth.axis_line(true)
        name = _name(desk, part)
        for words, changed in _axes(desk, hand, joint, point, axis):
            yield "axis", f"{name} along {words}", "set_joint", changed
        if joint.type.turns:
            for words, changed in _pivots(desk, hand, joint, point, axis):
                yield "pivot", f"{name} at {words}", "set_joint", changed


def _near(desk: Desk, hand: Hand, joint: Joint) -> np.ndarray:
    """(n,) bool: polygons of the part and of what carries it."""
    return np.isin(desk.home, (joint.child, joint.parent))


def _axes(desk: Desk, hand: Hand, joint: Joint, point: np.ndarray, axis: np.ndarray) -> Iterator[tuple[str, Joint]]:
    """The axis of the world, and the edge, the two vertices and the normal, that are nearest to the true one."""
    world = int(np.abs(axis).argmax())
    yield "XYZ"[world], replace(joint, axis=tuple(float(i == world) for i in range(3)))
    surface, near = desk.surface, _near(desk, hand, joint)
    used = np.zeros(len(surface.vertices), bool)
    used[surface.faces[near[surface.polygon]]] = True
    ends = surface.vertices[surface.edges[used[surface.edges].all(axis=1)]]
    along = ends[:, 1] - ends[:, 0]
    length = np.linalg.norm(along, axis=1)
    ends, along = ends[length > 0], along[length > 0] / length[length > 0, None]
    if len(along):
        aligned = np.abs(along @ axis)
        away = np.linalg.norm(np.cross(ends.mean(axis=1) - point, axis), axis=1)
        straight = aligned > np.cos(0.05)
        best = np.flatnonzero(straight)[away[straight].argmin()] if straight.any() else aligned.argmax()
        place = tuple(ends[best].mean(axis=0).tolist())
        yield "an edge", replace(joint, axis=_unit(along[best]), origin=place)
    corners = surface.vertices[used]
    apart = np.linalg.norm(np.cross(corners - point, axis), axis=1)
    ends = corners[apart <= max(apart.min(), 0.02 * 2 / hand.truth.scale)]
    first, last = ends[(ends @ axis).argmin()], ends[(ends @ axis).argmax()]
    if np.linalg.norm(last - first) > 0:
        yield "two vertices", replace(joint, axis=_unit(last - first), origin=tuple(((first + last) / 2).tolist()))
    normals = surface.normals[near]
    aligned = np.flatnonzero(np.abs(normals @ axis) > np.cos(0.05))
    if not len(aligned):
        aligned = np.abs(normals @ axis).argmax()[None]
    away = np.linalg.norm(np.cross(surface.centres[near][aligned] - point, axis), axis=1)
    best = aligned[away.argmin()]
    if normals[best].any():
        place = tuple(surface.centres[near][best].tolist())
        yield "a face's normal", replace(joint, axis=_unit(normals[best]), origin=place)


def _pivots(desk: Desk, hand: Hand, joint: Joint, point: np.ndarray, axis: np.ndarray) -> Iterator[tuple[str, Joint]]:
    """What is nearest to the true axis of each kind of what the pivot's handle snaps to."""
    surface, near = desk.surface, _near(desk, hand, joint)
    used = np.zeros(len(surface.vertices), bool)
    used[surface.faces[near[surface.polygon]]] = True
    edges = surface.edges[used[surface.edges].all(axis=1)]
    own = np.unique(surface.faces[(desk.home == joint.child)[surface.polygon]])
    places = {
        "a vertex": surface.vertices[used],
        "the middle of an edge": surface.vertices[edges].mean(axis=1),
        "the middle of a face": surface.centres[near],
        "its box": box_lines(joint, surface.vertices[own]).mean(axis=1),
    }
    for words, found in places.items():
        if len(found):
            best = np.linalg.norm(np.cross(found - point, axis), axis=1).argmin()
            yield words, replace(joint, origin=tuple(found[best].tolist()))


def _unit(vector: np.ndarray) -> tuple[float, ...]:
    return tuple((vector / np.linalg.norm(vector)).tolist())


def _parents(desk: Desk, left: Left, hand: Hand) -> Iterator[tuple]:
    for true in left.parents:
        part = left.partner.get(true)
        joint = None if part is None else desk.articulation.joint_of(part)
        if joint is None:
            continue
        wanted = hand.truth.joints.get(true, {}).get("parent")
        parent = left.partner.get(wanted)
        if parent is None or parent == joint.parent:
            continue
        words = f"{_name(desk, part)} hangs on {_name(desk, parent)}"
        yield "parent", words, "set_joint", replace(joint, parent=parent)


def _bases(desk: Desk, left: Left, hand: Hand) -> Iterator[tuple]:
    """The part that stands still, where it is another's partner."""
    for part in (left.partner[still] for still in left.base):
        yield "base", f"{_name(desk, part)} stands still", "make_base", part


def _merges(desk: Desk, left: Left, hand: Hand) -> Iterator[tuple]:
    """A part without a partner, or one that is mostly another's, and what it should be one with."""
    areas = desk.surface.areas
    for part in desk.articulation.parts:
        own = desk.home == part.id
        if part.id not in desk.boxes:
            continue
        joint = desk.articulation.joint_of(part.id)
        if joint:
            yield "dissolve", f"{part.name} into what carries it", "dissolve", part.id
        share = np.bincount(hand.true[own], areas[own] + 1e-20, len(hand.truth.boxes))
        into = left.partner.get(int(share.argmax()))
        if into is not None and into != part.id and not (joint and joint.parent == into):
            yield "merge", f"{part.name} with {_name(desk, into)}", "merge", into, part.id


def _splits(desk: Desk, left: Left, hand: Hand) -> Iterator[tuple]:
    if not left.missing:
        return
    for part in desk.articulation.parts:
        for smallest in SMALLEST:
            yield "split", f"{part.name} by loose parts", "split_loose", part.id, smallest


def _selections(desk: Desk, hand: Hand, polygons: np.ndarray, true: int) -> Iterator[tuple[str, np.ndarray]]:
    """As they are, and with Whole Pieces."""
    known = set()
    for words, chosen in hand.selections(polygons, true):
        for more, found in (("", chosen), (", whole pieces,", np.sort(tools.meant(desk, chosen)))):
            if (key := found.tobytes()) not in known:
                known.add(key)
                yield words + more, found


def _faces(desk: Desk, left: Left, hand: Hand) -> Iterator[tuple]:
    """Selected faces to the part that is to have them, or as a part of their own where it is missing."""
    areas = desk.surface.areas
    everything = np.arange(len(desk.home))
    for true in {*left.missing, *left.boxes}:
        part = left.partner.get(true)
        aimed = hand.true == true
        owners = np.bincount(desk.home[aimed], areas[aimed]) if aimed.any() else np.zeros(0)
        rooms = [np.flatnonzero(desk.home == id) for id in np.flatnonzero(owners > 0).tolist() if id != part]
        for polygons in [*rooms, everything]:
            for words, chosen in _selections(desk, hand, polygons, true):
                if part is not None:
                    if (desk.home[chosen] != part).any():
                        yield "assign", f"{words} to {_name(desk, part)}", "assign", chosen, part
                    continue
                kind = hand.truth.joints.get(true, {}).get("type", "revolute")
                yield "new part", f"{words} is {kind}", "new_part", chosen, JointType(kind)
    for true, part in left.partner.items():  # and what a part should not have, to the part that should
        own = np.flatnonzero(desk.home == part)
        others = np.bincount(hand.true[own], areas[own], len(hand.truth.boxes))
        for other in np.flatnonzero(others > 0).tolist():
            into = left.partner.get(other)
            if other == true or into is None or true not in left.boxes:
                continue
            for words, chosen in _selections(desk, hand, own, other):
                yield "assign", f"{words} to {_name(desk, into)}", "assign", chosen, into
