"""Grammar: which token may come next, so that whatever the model prefers, the output is a valid blueprint.

Held: counts, ids, box minimum below maximum, boxes in z-y-x order, one parent for every part but the root, no cycle,
children ascending, lower limit below upper; and all that is given beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from . import tokens as T
from .blueprint import JOINT_TYPES, MAX_PARTS, POSITION_BINS

ANY = frozenset(T.TYPE)
SLIDE = T.TYPE[JOINT_TYPES.index("prismatic")]
TURNING = ANY - {SLIDE}


@dataclass(frozen=True)
class GivenJoint:
    """What a joint must say, as tokens; what is None or empty the model chooses. limits need a type."""

    type: int | None = None
    parent: int | None = None
    axis: int | None = None
    position: tuple[int, ...] = ()
    limits: tuple[int, ...] = ()

    @property
    def types(self) -> frozenset[int]:
        """What it may be: a slide has no position, so what has one turns."""
        if self.type is not None:
            return frozenset((self.type,))
        return TURNING if self.position else ANY


OPEN = GivenJoint()


@dataclass(frozen=True)
class Given:
    """What a blueprint must say, its parts numbered as the sequence numbers them.

    boxes: BOX_LENGTH tokens each, in z-y-x order, None for a label that the model chooses; if there are any, they are
    all the parts. joints: by the child's number, without a cycle and not for every part. least, most: how many boxes
    the model writes itself, of those that `counts` (tokens of a box -> bool) says yes to.
    """

    boxes: tuple[tuple[int | None, ...], ...] = ()
    joints: Mapping[int, GivenJoint] = field(default_factory=dict)
    least: int = 1
    most: int = MAX_PARTS
    counts: Callable[[list[int]], bool] = lambda box: True


class Grammar:
    """Follows one sequence. `allowed()` is the mask for the next token, `push()` takes it, `done` ends it."""

    def __init__(self, task: T.Task, given: Given | None = None):
        self.task = task
        self.done = False
        self._given = given or Given()
        self._boxes: list[list[int]] = []
        self._counted = 0
        self._in_boxes = True
        self._current: list[int] = []
        self._parent = {c: j.parent - T.PART.start for c, j in self._given.joints.items() if j.parent is not None}
        self._next_child = 0
        self._root: int | None = None

    @property
    def parts(self) -> int:
        """How many part boxes are complete."""
        return len(self._boxes)

    @property
    def at_box_end(self) -> bool:
        """True right after a part's last token."""
        return self._in_boxes and not self._current and bool(self._boxes) and not self.done

    @property
    def tells(self) -> bool:
        """Whether the next token says if there is one more part, or about what one moves; not how far a box or a way
        goes."""
        if self._in_boxes:
            return not self._current
        return len(self._current) < (4 if self._current[:1] == [SLIDE] else 7)

    def allowed(self) -> np.ndarray:
        """Mask (VOCABULARY,) bool of the tokens that continue a valid blueprint; never all False until done."""
        mask = np.zeros(T.VOCABULARY, bool)
        for span in self._box_choice() if self._in_boxes else self._joint_choice():
            mask[span] = True
        return mask

    def push(self, token: int) -> None:
        """Take a token that `allowed` permits. Raises ValueError for any other."""
        if self.done or not self.allowed()[token]:
            raise ValueError(f"token {token} does not continue this blueprint")
        if token == T.END:
            self.done = True
        elif token == T.SEPARATOR:
            self._in_boxes = False
        else:
            self._current.append(token)
            self._close()

    def _close(self) -> None:
        if self._in_boxes:
            if len(self._current) == T.BOX_LENGTH:
                self._boxes.append([t - T.POSITION.start for t in self._current[:6]])
                self._counted += self._given.counts(self._current)
                self._current = []
            return
        kind = JOINT_TYPES[self._current[0] - T.TYPE.start]
        length = 4 + 3 * (kind != "prismatic") + 2 * (kind != "continuous")
        if len(self._current) == 3:
            child = self._current[2] - T.PART.start
            if child > self._next_child:
                self._root = self._next_child
            self._parent[child] = self._current[1] - T.PART.start
            self._next_child = child + 1
        if len(self._current) == length:
            self._current = []

    def _box_choice(self) -> list:
        place = len(self._current)
        bins = [t - T.POSITION.start for t in self._current]
        position = T.POSITION.start
        close = T.END if self.task is T.Task.BOXES else T.SEPARATOR
        if given := self._given.boxes:
            if self.parts == len(given):
                return [close]
            token = given[self.parts][place]
            return [slice(T.LABEL.start, T.LABEL.stop) if token is None else token]
        if place == 0:
            room = self._room()
            enough = self._boxes and (self._counted >= self._given.least or not room)
            return ([close] if enough else []) + ([self._minimum(bins)] if room else [])
        if place < 3:
            return [self._minimum(bins)]
        if place < 6:
            return [slice(position + bins[place - 3] + 1, position + POSITION_BINS)]
        return [slice(T.LABEL.start, T.LABEL.stop)]

    def _room(self) -> bool:
        if self._counted >= self._given.most or len(self._boxes) == 2 * MAX_PARTS:
            return False
        full = [POSITION_BINS - 2] * 3
        return self._counted < self._given.least or not self._boxes or self._boxes[-1][:3] != full

    def _minimum(self, so_far: list[int]) -> slice:
        """Bins of the next minimum coordinate (x, then y, then z) that keep boxes in z-y-x order."""
        start, last = T.POSITION.start, POSITION_BINS - 2
        least = 0
        if self._boxes:
            x, y, z = self._boxes[-1][:3]
            if len(so_far) == 2:
                least = z if (so_far[1], so_far[0]) >= (y, x) else z + 1
            elif z == last and len(so_far) == 1:  # z cannot grow any more, so y and x must not fall
                least = y if so_far[0] >= x else y + 1
            elif z == last and y == last:
                least = x
        return slice(start + least, start + last + 1)

    def _joint_choice(self) -> list:
        place = len(self._current)
        if place == 0:
            left = self.parts - self._next_child - (self._root is None)
            return [t for c in self._candidates() for t in self._of(c).types] if left > 0 else [T.END]
        if place == 1:
            return [T.PART[p] for p in range(self.parts) if any(self._fits(p, c) for c in self._candidates())]
        if place == 2:
            parent = self._current[1] - T.PART.start
            return [T.PART[c] for c in self._candidates() if self._fits(parent, c)]
        given = self._of(self._current[2] - T.PART.start)
        if place == 3:
            return [slice(T.AXIS.start, T.AXIS.stop) if given.axis is None else given.axis]
        kind = JOINT_TYPES[self._current[0] - T.TYPE.start]
        lower_place = 7 if kind != "prismatic" else 4
        if place < lower_place:
            return [given.position[place - 4] if given.position else slice(T.POSITION.start, T.POSITION.stop)]
        if given.limits:
            return [given.limits[place - lower_place]]
        span = T.limit_span(kind)
        if place == lower_place:
            return [slice(span.start, span.stop - 1)]
        return [slice(self._current[-1] + 1, span.stop)]

    def _of(self, child: int) -> GivenJoint:
        return self._given.joints.get(child, OPEN)

    def _candidates(self) -> list[int]:
        """The next child, or the one after it, which leaves the next one to be the root."""
        c, known = self._next_child, self._given.joints
        if self._root is not None or c in known:
            return [c]
        another_root = any(k not in known for k in range(c + 1, self.parts))
        return [c] * another_root + [c + 1] * (c + 1 < self.parts)

    def _fits(self, parent: int, child: int) -> bool:
        """True when a joint of the type begun may join them: nothing given speaks against it, parent does not hang on
        child, and a tree can still come of it."""
        given = self._of(child)
        if self._current[0] not in given.types or given.parent not in (None, T.PART[parent]):
            return False
        while parent != child and parent in self._parent:
            parent = self._parent[parent]
        return parent != child
