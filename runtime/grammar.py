"""Grammar: which token may come next, so that whatever the model prefers, the output is a valid blueprint.

Held: counts, ids, box minimum below maximum, boxes in z-y-x order, one parent for every part but the root, no cycle,
children ascending, lower limit below upper.
"""

from __future__ import annotations

import numpy as np

from . import tokens as T
from .blueprint import JOINT_TYPES, MAX_PARTS, POSITION_BINS


class Grammar:
    """Follows one sequence. `allowed()` is the mask for the next token, `push()` takes it, `done` ends it."""

    def __init__(self, task: T.Task):
        self.task = task
        self.done = False
        self._boxes: list[list[int]] = []
        self._in_boxes = True
        self._current: list[int] = []
        self._parent: dict[int, int] = {}
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
        if place == 0:
            close = T.END if self.task is T.Task.BOXES else T.SEPARATOR
            return ([close] if self._boxes else []) + ([self._minimum(bins)] if self._room() else [])
        if place < 3:
            return [self._minimum(bins)]
        if place < 6:
            return [slice(position + bins[place - 3] + 1, position + POSITION_BINS)]
        return [slice(T.LABEL.start, T.LABEL.stop)]

    def _room(self) -> bool:
        full = [POSITION_BINS - 2] * 3
        return len(self._boxes) < MAX_PARTS and (not self._boxes or self._boxes[-1][:3] != full)

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
            return [slice(T.TYPE.start, T.TYPE.stop)] if left > 0 else [T.END]
        if place == 1:
            return [T.PART[p] for p in range(self.parts) if any(self._fits(p, c) for c in self._candidates())]
        if place == 2:
            parent = self._current[1] - T.PART.start
            return [T.PART[c] for c in self._candidates() if self._fits(parent, c)]
        if place == 3:
            return [slice(T.AXIS.start, T.AXIS.stop)]
        kind = JOINT_TYPES[self._current[0] - T.TYPE.start]
        if kind != "prismatic" and place < 7:
            return [slice(T.POSITION.start, T.POSITION.stop)]
        span = T.limit_span(kind)
        lower_place = 7 if kind != "prismatic" else 4
        if place == lower_place:
            return [slice(span.start, span.stop - 1)]
        return [slice(self._current[-1] + 1, span.stop)]

    def _candidates(self) -> list[int]:
        """The next child, or the one after it, which leaves the next one to be the root."""
        c = self._next_child
        return [c] if self._root is not None else [k for k in (c, c + 1) if k < self.parts]

    def _fits(self, parent: int, child: int) -> bool:
        """True when parent does not hang on child, and a tree can still come of it."""
        while parent != child and parent in self._parent:
            parent = self._parent[parent]
        return parent != child
