"""Work: the artist at one object, an action after the other, each time the one that helps most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from .desk import Desk
from .edits import KINDS, Action
from .gestures import Hand
from .right import Left, Truth

MOST = 5
# Less than this, of `Left.far`, helps nobody.
LITTLE = 0.02


class Artist(Protocol):
    """What the artist could do, and how."""

    def choices(self, desk: Desk, left: Left, hand: Hand) -> Iterable[Action]:
        """All that may help."""

    def tried(self, action: Action) -> Action | None:
        """An action that is not sure, after it was tried and taken back; None where it was refused."""

    def perform(self, action: Action) -> Desk:
        """The rig after an action."""


@dataclass(frozen=True)
class Step:
    kind: str
    words: str
    left: Left

    def told(self) -> dict:
        return {"kind": self.kind, "words": self.words, "left": self.left.told(), "far": round(self.left.far, 3)}


def worked(desk: Desk, truth: Truth, artist: Artist, most: int = MOST) -> tuple[Left, list[Step], Desk]:
    """What was left at first, what the artist did, and what came of it. It ends when the rig is right, when nothing
    helps any more, or after so many actions."""
    first = left = truth.left(desk)
    steps: list[Step] = []
    while not left.right and len(steps) < most:
        best = _best(artist, truth, desk, left)
        if best is None or not _helps(best[1], left):
            break
        desk = artist.perform(best[0])
        left = truth.left(desk)
        steps.append(Step(best[0].kind, best[0].words, left))
    return first, steps, desk


def _best(artist: Artist, truth: Truth, desk: Desk, left: Left) -> tuple[Action, Left] | None:
    """The action that helps most, and what is left after it."""
    found: list[tuple[Action, Left]] = []

    def add(action: Action | None) -> bool:
        """Whether that makes the rig right."""
        if action is not None:
            found.append((action, truth.left(action.after)))
        return action is not None and action.sure and found[-1][1].right

    for action in artist.choices(desk, left, Hand.at(desk.surface, truth)):
        if add(action):
            return found[-1]
    while found:
        best = min(found, key=lambda one: _rank(*one))
        if best[0].sure:
            return best
        found.remove(best)
        add(artist.tried(best[0]))
    return None


def _rank(action: Action, left: Left) -> tuple[int, float, int]:
    """Fewest things left to mend; of these the nearest to the truth; of those as near the quickest to do."""
    return left.things, round(left.far, 1), KINDS.index(action.kind)


def _helps(found: Left, before: Left) -> bool:
    return found.things < before.things or (found.things == before.things and found.far < before.far - LITTLE)
