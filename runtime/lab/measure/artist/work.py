"""Work: the artist at one object, an action after the other, each time the one that helps most."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .desk import Desk
from .edits import KINDS, Action
from .gestures import Hand
from .right import Left, Truth

MOST = 5
# Less than this, of `Left.far`, helps nobody.
LITTLE = 0.02

Choices = Callable[[Desk, Left, Hand], Iterable[Action]]


@dataclass(frozen=True)
class Step:
    kind: str
    words: str
    left: Left

    def told(self) -> dict:
        return {"kind": self.kind, "words": self.words, "left": self.left.told(), "far": round(self.left.far, 3)}


def worked(desk: Desk, truth: Truth, choices: Choices, most: int = MOST) -> tuple[Left, list[Step], Desk]:
    """What was left at first, what the artist did, and what came of it. It ends when the rig is right, when nothing
    helps any more, or after so many actions."""
    hand = Hand.at(desk.surface, truth)
    first = left = truth.left(desk)
    steps: list[Step] = []
    while not left.right and len(steps) < most:
        if desk.surface is not hand.surface:
            hand = Hand.at(desk.surface, truth)
        best = None
        for action in choices(desk, left, hand):
            found = truth.left(action.after)
            if best is None or _rank(action, found) < _rank(*best):
                best = action, found
        if best is None or not _helps(best[1], left):
            break
        action, left = best
        desk = action.finished() if action.finished else action.after
        left = truth.left(desk)
        steps.append(Step(action.kind, action.words, left))
    return first, steps, desk


def _rank(action: Action, left: Left) -> tuple[int, float, int]:
    """Fewest things left to mend; of these the nearest to the truth; of those as near the quickest to do."""
    return left.things, round(left.far, 1), KINDS.index(action.kind)


def _helps(found: Left, before: Left) -> bool:
    return found.things < before.things or (found.things == before.things and found.far < before.far - LITTLE)
