"""Kits: objects that the artist has parted himself, and named or hinged so that they tell what moves.

Nothing is read out of names that say nothing, of origins that programs put there, or of a single mesh.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .articulation import Box, JointType, Vector
from .known import Known, KnownJoint, KnownPart

MOST = 21  # parts that the model can write
# A place is the same as another where it is this share of an object's longest side from it; on the edge of a box where
# it is this share of the box's side from two of its faces, and in the middle of that edge from the middle of its ends.
SAME, EDGE, MIDDLE = 0.02, 0.12, 0.05
# What moves, by the word that artists use for it, as the model calls it, or as it is where the model has no word.
_MOVERS = {
    "door": "door", "gate": "door", "drawer": "drawer", "lid": "lid", "hatch": "lid", "wheel": "wheel", "tire": "wheel",
    "tyre": "wheel", "blade": "blade", "propeller": "blade", "rotor": "blade", "sail": "blade", "turret": "turret",
    "knob": "knob", "dial": "knob", "lever": "lever", "crank": "lever", "pedal": "lever", "button": "button",
    "hood": "lid", "bonnet": "lid", "trunk": "lid", "tailgate": "door", "shutter": "door", "sash": "door",
    "flap": "flap", "cap": "cap", "turntable": "turntable", "trigger": "trigger", "tray": "tray",
    "stopper": "cap",
}  # fmt: skip
# What moves only where its origin lies where it is hung, likewise, as does all else that has a name but is not _STILL.
_MAY_MOVE = {
    "cover": "lid", "arm": "arm", "boom": "arm", "jib": "arm", "link": "arm", "seat": "seat", "grip": "handle",
    "handle": "handle", "screen": "screen", "display": "screen", "monitor": "screen", "window": "window",
    "spout": "spout", "switch": "switch", "toggle": "switch", "key": "button", "rack": "rack",
    "lens": "lens", "leg": "leg", "panel": "panel",
}  # fmt: skip
_STILL = frozenset(
    "body base frame housing case main trim detail board foot feet bolt screw nut decal back wall roof floor shelf"
    " glass stand bracket rail hinge ground leaf".split()
)
# Labels of what hangs on an edge, and of them those whose hinges stand upright.
_LEAVES, _UPRIGHT = frozenset(("door", "lid", "flap", "window", "screen", "seat", "panel")), frozenset(("door",))
# What turns between limits if its origin lies off its middle, by so much of its longest side.
_HINGED, _OFF = _LEAVES | {"lever", "arm", "handle", "bail", "switch", "trigger", "leg", "spout"}, 0.2
# What is pushed or drawn more often than turned: where its origin lies does not say that it turns.
_PUSHED = frozenset(("button", "rack", "tray", "lens"))
# A leaf's thickness is at most this share of its lesser side, and the two sides of a round differ by less than this.
_THIN, _ROUND = 0.5, 0.06
# What is fixed to something else, and goes with what it lies on where it does not move itself.
_HARDWARE = frozenset("handle grip knob pull latch lock clasp catch bolt screw nut rivet".split())
# What programs call a thing that nobody has named.
_UNNAMED = frozenset(
    "circle cone cube curve cylinder default group icosphere mesh node object part plane polysurface sphere"
    " torus".split()
)
# Words that say which one it is, not what.
_WHICH = frozenset(
    "l r fl fr bl br rl rr lf rf left right front back rear upper lower top bottom mid middle center centre inner outer"
    " main geo mesh obj lod low high lp hp leaf box".split()
)


@dataclass(frozen=True)
class Thing:
    """An object as the artist made it, in the world. parent: the number of the one that it hangs on, or None; origin:
    (3,); vertices: (n, 3)."""

    name: str
    parent: int | None
    origin: np.ndarray
    vertices: np.ndarray


@dataclass(frozen=True)
class Kit:
    """part_of: (n,) int, the part of each thing, or of each polygon that they show. known: the parts, which are all
    there are, and their joints' pivots. names: what the artist calls the parts that move, by id."""

    part_of: np.ndarray
    known: Known
    names: dict[int, str]


def kit_of(things: Sequence[Thing]) -> Kit | None:
    """What several things tell of parts and pivots; None where they do not say that something moves, and what stays.

    A thing moves whose name says so (`Door_L`, `wheel.003`); that has a name, other than what stands still, and its
    origin off its middle where it touches what it hangs on; or whose origin lies on the middle of its box's edge, as a
    hinge does, if it hangs on another, or at the middle of another, as that of a turret does; origins alone tell only
    where a single thing is left for the body. What hangs on what moves and does not move itself moves with it, as does
    hardware that hangs on nothing and lies on it; all else is the body. What moves and hangs on nothing hangs on what
    its origin was put on, where that moves too. Where name and origin leave no doubt, they tell type and axis too.
    """
    if not 2 <= len(things):
        return None
    boxes = [_Box.of(thing.vertices) for thing in things]
    nouns = _nouns([thing.name for thing in things])
    labels = [_MOVERS.get(noun) or _MAY_MOVE.get(noun, "") for noun in nouns]
    moves = [noun in _MOVERS or _is_hung(i, noun, things, boxes) for i, noun in enumerate(nouns)]
    above = [thing.parent for thing in things]
    for i, noun in enumerate(nouns):
        if above[i] is None and not moves[i] and noun in _HARDWARE:
            above[i] = _lies_on(i, above, boxes)
    carrier = [_carrier(i, above, moves) for i in range(len(things))]
    movers = sorted(np.flatnonzero(moves).tolist(), key=lambda i: boxes[i].lower[::-1].tolist())  # whatever their names
    if not movers or None not in carrier or len(movers) >= MOST:
        return None
    if any(_hangs_on_unknown(i, things, moves) for i in movers):
        return None
    if not all(nouns[i] and nouns[i] not in _UNNAMED for i in movers) and carrier.count(None) > 1:
        return None  # of what has no telling name either, nobody knows whether it moves
    number = {None: 0} | {mover: place for place, mover in enumerate(movers, 1)}
    part_of = np.array([number[mover] for mover in carrier])
    parts = [KnownPart(0, _around(things, part_of == 0), "body")]
    origins = {i: things[i].origin for i in movers if _is_deliberate(i, things, boxes, nouns[i] not in _MAY_MOVE)}
    hung = _hung(movers, origins, above, carrier, boxes)
    joints = []
    for id, i in enumerate(movers, 1):
        parts.append(KnownPart(id, _around(things, part_of == id), labels[i]))
        joints.append(_joint(id, number[hung[i]], labels[i], boxes[i], origins.get(i)))
    names = {id: things[i].name for id, i in enumerate(movers, 1) if nouns[i] and nouns[i] not in _UNNAMED}
    return Kit(part_of, Known(tuple(parts), tuple(joints), len(parts)), names)


def heeded(kit: Kit | None, known: Known | None) -> Kit | None:
    """The kit, unless the artist says himself which parts there are, or how many."""
    return None if known and (known.parts or known.part_count) else kit


def known_with(known: Known | None, kit: Kit | None) -> Known | None:
    """What is known with what a kit, if there is one, tells."""
    return replace(kit.known, category=known and known.category) if kit else known


@dataclass(frozen=True)
class _Box:
    lower: np.ndarray
    upper: np.ndarray

    @classmethod
    def of(cls, vertices: np.ndarray) -> _Box:
        return cls(vertices.min(axis=0), vertices.max(axis=0))

    @property
    def middle(self) -> np.ndarray:
        return (self.lower + self.upper) / 2

    def off(self, point: np.ndarray) -> float:
        """How far from it a point lies, 0 in it."""
        return float(np.linalg.norm(np.maximum(np.maximum(self.lower - point, point - self.upper), 0)))

    def apart(self, other: _Box) -> float:
        """How far apart the two are, 0 where they meet."""
        return float(np.linalg.norm(np.maximum(np.maximum(self.lower - other.upper, other.lower - self.upper), 0)))

    def place(self, point: np.ndarray) -> np.ndarray:
        """(3,) where a point lies between lower, 0, and upper, 1."""
        return (point - self.lower) / np.maximum(self.upper - self.lower, 1e-9)


def _nouns(names: Sequence[str]) -> list[str]:
    """What each name calls its thing: its last word, in the singular, but for words that all names have and those that
    say which one it is. A `door_handle_L` is a handle. Empty where none is left."""
    found = [[w.lower().rstrip("s") for w in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)] for name in names]
    ignored = _WHICH | set.intersection(*map(set, found))
    return [next((word for word in reversed(words) if word not in ignored), "") for words in found]


def _carrier(i: int, above: Sequence[int | None], moves: Sequence[bool]) -> int | None:
    """The thing that moves a thing: itself, or the nearest that it hangs on; None where nothing does."""
    while not moves[i]:
        i = above[i]
        if i is None:
            return None
    return i


def _lies_on(i: int, above: Sequence[int | None], boxes: Sequence[_Box]) -> int | None:
    """What a thing that hangs on nothing lies on: the nearest, of several the smallest, that does not hang on it."""
    own = boxes[i]
    room = SAME * (own.upper - own.lower).max()

    def near(k: int) -> tuple[float, float]:
        return max(own.apart(boxes[k]) - room, 0.0), float(np.prod(boxes[k].upper - boxes[k].lower))

    return min((k for k in range(len(boxes)) if k != i and not _hangs_on(k, i, above)), key=near, default=None)


def _hangs_on(i: int, other: int, above: Sequence[int | None]) -> bool:
    while i is not None and i != other:
        i = above[i]
    return i == other


def _hung(
    movers: Sequence[int],
    origins: Mapping[int, np.ndarray],
    above: Sequence[int | None],
    carrier: Sequence[int | None],
    boxes: Sequence[_Box],
) -> dict[int, int | None]:
    """What each mover hangs on: a mover, or None, the body. That is what its own thing hangs on, and where that is
    nothing, what its origin lies on: the body or, if it is off that, a mover that so hangs on the body at last."""
    found = {i: None if above[i] is None else carrier[above[i]] for i in movers}
    of = {mover: [k for k, own in enumerate(carrier) if own == mover] for mover in (None, *movers)}

    def off(i: int, mover: int | None) -> float:
        room = EDGE * (boxes[i].upper - boxes[i].lower).max()
        return max(min(boxes[k].off(origins[i]) for k in of[mover]) - room, 0.0)

    free = [i for i in movers if above[i] is None and i in origins and off(i, None) > 0]
    while free:
        settled = [mover for mover in movers if mover not in free]
        on = {i: [mover for mover in settled if off(i, mover) == 0] for i in free}
        on = {i: those for i, those in on.items() if those}
        if not on:
            break
        for i, those in on.items():
            found[i] = min(those, key=lambda mover: float(np.linalg.norm(boxes[mover].middle - origins[i])))
            free.remove(i)
    return found


def _hangs_on_unknown(i: int, things: Sequence[Thing], moves: Sequence[bool]) -> bool:
    """Whether between a mover and the body is a thing of which nothing tells that it moves: it may, as a fan's head."""
    above = things[i].parent
    while above is not None and moves[above]:
        above = things[above].parent
    return above is not None and things[above].parent is not None


def _joint(id: int, parent: int, label: str, box: _Box, origin: np.ndarray | None) -> KnownJoint:
    """What its label, its box and where its origin was put tell of what moves a part."""
    sides = box.upper - box.lower
    if label == "wheel":
        thin = _round_about(sides)
        return KnownJoint(id, parent, JointType.CONTINUOUS, _along(thin), _vector(origin))
    if label == "drawer":
        return KnownJoint(id, parent, JointType.PRISMATIC)
    if origin is None or label in _PUSHED:
        return KnownJoint(id, parent)
    off = np.linalg.norm(origin - box.middle) > _OFF * sides.max()
    if label not in _HINGED or not off:
        return KnownJoint(id, parent, origin=_vector(origin))
    return KnownJoint(id, parent, JointType.REVOLUTE, _along(_edge(label, box, origin)), _vector(origin))


def _round_about(sides: np.ndarray) -> int | None:
    """Along which axis a box of such sides (3,) looks round; None where along none, or along all."""
    pairs = [abs(np.subtract(*np.delete(sides, axis))) for axis in range(3)]
    least = int(np.argmin(pairs))
    others = np.delete(sides, least)
    apart = abs(sides[least] - others.mean()) > 2 * _ROUND * others.mean()
    return least if pairs[least] < _ROUND * others.max() and apart else None


def _edge(label: str, box: _Box, origin: np.ndarray) -> int | None:
    """Along which axis the edge of a box runs that an origin lies on; None where it lies on none, or on several."""
    place, sides = box.place(origin), box.upper - box.lower
    at_face = np.minimum(np.abs(place), np.abs(1 - place)) < EDGE
    order = np.argsort(sides)
    if label in _LEAVES and sides[order[0]] < _THIN * sides[order[1]]:  # a leaf's edges, wherever in its thickness
        wide = order[1:]
        if at_face[wide].sum() == 1:
            return int(wide[~at_face[wide]][0])
        return 2 if at_face[wide].all() and label in _UPRIGHT and 2 in wide else None
    return int(np.flatnonzero(~at_face)[0]) if at_face.sum() == 2 else None


def _along(axis: int | None) -> Vector | None:
    return None if axis is None else _vector(np.eye(3)[axis])


def _vector(point: np.ndarray | None) -> Vector | None:
    return None if point is None else tuple(point.tolist())


def _around(things: Sequence[Thing], chosen: np.ndarray) -> Box:
    box = _Box.of(np.concatenate([things[i].vertices for i in np.flatnonzero(chosen)]))
    return Box(tuple(box.lower.tolist()), tuple(box.upper.tolist()))


def _is_deliberate(i: int, things: Sequence[Thing], boxes: Sequence[_Box], stands: bool = True) -> bool:
    """Whether a thing's origin was put where it is: in its box, and neither the world's, nor another's, nor in the
    middle of its box, its vertices or, if it may be what stands, its foot."""
    own, box = things[i].origin, boxes[i]
    foot = box.middle.copy()
    foot[2] = box.lower[2]
    elsewhere = [np.zeros(3), box.middle, things[i].vertices.mean(axis=0), *([foot] if stands else [])]
    elsewhere += [other.origin for other in things if other is not things[i]]
    near = SAME * (box.upper - box.lower).max()
    room = EDGE * (box.upper - box.lower).max()
    inside = (own > box.lower - room).all() and (own < box.upper + room).all()
    return bool(inside and (np.linalg.norm(np.array(elsewhere) - own, axis=1) > near).all())


def _is_hung(i: int, noun: str, things: Sequence[Thing], boxes: Sequence[_Box]) -> bool:
    """Whether a thing's origin tells that it moves; a name is nearly enough, if it is none of what stands still."""
    if not noun or noun in _UNNAMED or noun in _STILL:
        return _is_pivot(i, things, boxes)
    if not _is_deliberate(i, things, boxes, stands=noun not in _MAY_MOVE):
        return False
    own, box = things[i].origin, boxes[i]
    if np.linalg.norm(own - box.middle) < _OFF * (box.upper - box.lower).max():
        return _is_pivot(i, things, boxes)
    room = EDGE * (box.upper - box.lower).max()
    others = (other for k, other in enumerate(boxes) if k != i and things[k].parent != i)
    return any((own > other.lower - room).all() and (own < other.upper + room).all() for other in others)


def _is_pivot(i: int, things: Sequence[Thing], boxes: Sequence[_Box]) -> bool:
    """Whether a thing's origin tells that it moves: a hinge on an edge, or a hub over another's middle."""
    if not _is_deliberate(i, things, boxes):
        return False
    own, box, parent = things[i].origin, boxes[i], things[i].parent
    place = box.place(own)
    at_face = np.minimum(np.abs(place), np.abs(1 - place)) < EDGE
    central = np.abs(place - 0.5) < MIDDLE
    if parent is not None and at_face.sum() == 2 and central[~at_face].all():
        return True
    others = [parent] if parent is not None else [k for k in range(len(things)) if k != i]
    for other in (boxes[k] for k in others):
        over = np.abs(other.place(own) - 0.5) < MIDDLE
        for axis in range(3):
            across = np.arange(3) != axis
            touches = min(abs(own[axis] - other.lower[axis]), abs(own[axis] - other.upper[axis]))
            if over[across].all() and touches < EDGE * (other.upper - other.lower).max() and not central[across].all():
                return True
    return False
