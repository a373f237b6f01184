"""A sentence about several objects: which of them each of its clauses is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from . import lexicon
from .choosing import Choice
from .completing import tokens
from .described import Described
from .program import Constraint, Goal, Program, Step, Which
from .reader import read

# Kinds of which things with names of their own are: no toolbox is a treasure chest.
_VARIOUS = frozenset(("box", "storage"))


def read_for(rigs: Sequence[Described], active: int, text: str, before: Sequence[str] = ()) -> dict[int, Program]:
    """What a sentence asks of each of the rigs, by its number; of the active one what names no other. The active one is
    always among them. before: as in `read`. What must be asked of one is asked of all."""
    names = set(rigs[active].names())
    for number, rig in enumerate(rigs):
        if number != active:
            names |= {"+" + name[1:] if name[0] == "@" else name for name in rig.names()}
    return shared(rigs, active, read(text, names, before))


def shared(rigs: Sequence[Described], active: int, program: Program) -> dict[int, Program]:
    """A program's steps by the number of the rig that they are about, in their order."""
    sharing = _Sharing(rigs, active)
    steps: dict[int, list[Step]] = {active: []}
    for step in program.steps:
        for one in step.constraints:
            for number, own in sharing.constraint(one).items():
                steps.setdefault(number, []).append(replace(step, constraints=(own,)))
    if len(steps) > 1 and not steps[active]:
        del steps[active]
    questions = (*program.questions, *sharing.questions)
    first = next(iter(steps))
    return {
        number: Program(
            tuple(own),
            program.ignored * (number == first),
            questions,
            program.notes * (number == first),
            program.doubts * (number == first),
        )
        for number, own in steps.items()
    }


@dataclass
class _Sharing:
    """named: the number of the rig that was named last. nouns: by what each of them was called."""

    rigs: Sequence[Described]
    active: int
    named: int | None = None
    questions: list[str] = field(default_factory=list)
    nouns: dict[int, str] = field(default_factory=dict)

    def constraint(self, one: Constraint) -> dict[int, Constraint]:
        """The constraint on each rig that it is about."""
        whiches: dict[int, list[Which]] = {}
        for which in one.which:
            for number in self._rigs_of(which, one.goal):
                whiches.setdefault(number, []).append(which)
        apart = one.kind in ("equal", "mirrored", "swap", "graded") and len(whiches) > 1
        if one.to and one.to.which and set(self._rigs_of(one.to.which, "set")) != set(whiches):
            apart = True
        if apart:
            self.questions.append(f'"{one.said}" is of more than one object: say it of each.')
        return {number: replace(one, which=tuple(own)) for number, own in whiches.items()}

    def _rigs_of(self, which: Which, goal: Goal) -> list[int]:
        if which.ids:
            return [self.active]
        kinds = {q[1:] for q in which.qualifiers if q[0] == "@"} | ({which.whole} if which.whole else set())
        if kinds:
            return self._called(which, kinds)
        if not which.labels:
            return [self.active]
        holding = [number for number in range(len(self.rigs)) if self._has(number, which, goal)]
        near = [number for number in dict.fromkeys((self.named, self.active)) if number in holding]
        own = which.said.startswith(("its ", "their "))
        if len(near) == 1 or near and own:
            return near[:1]
        if near or len(holding) > 1 and not which.plural:
            return self._asked(which, near or holding)
        return holding or [self.active]

    def _called(self, which: Which, kinds: set[str]) -> list[int]:
        """The rigs whose name or kind a phrase says; the active one where it says none's."""
        words = {lexicon.singular(word) for word in re.findall(r"[a-z]+", which.said.lower())}
        scores = []
        for rig in self.rigs:
            name = {lexicon.singular(word) for word in re.findall(r"[a-z]+", rig.name.lower())}
            akin = any(lexicon.akin(one, own) for one in kinds - {"machine"} for own in rig.kinds - {"machine"})
            scores.append(4 * bool(kinds & rig.kinds - {"machine"}) + 2 * akin + len(words & name))
        best = max(scores)
        found = [number for number, score in enumerate(scores) if score == best]
        if best == 0 or len(found) > 1 and self.active in found and not which.plural:
            found = [self.active]
        if len(found) > 1 and not which.plural:
            return self._asked(which, found)
        self.named = found[0] if len(found) == 1 else None
        if best > 0 and which.whole:
            self._doubted(which, found)
        return found

    def _doubted(self, which: Which, found: Sequence[int]) -> None:
        """Ask about a name that no rig has, where one of its kind may be another thing: it is called otherwise in the
        same sentence, or the kind has many that nobody takes for each other, and another rig may be of it too."""
        unknown = which.whole in _VARIOUS and sum(not rig.kinds or which.whole in rig.kinds for rig in self.rigs) > 1
        for number in found:
            first = self.nouns.setdefault(number, which.noun)
            called = set(which.noun.split()) & set(tokens(self.rigs[number].name))
            if not called and (first != which.noun or unknown):
                names = [rig.name for rig in self.rigs]
                there = f". Which is meant: {' or '.join(names)}?" if len(names) > 1 else f", only {names[0]}."
                self.questions.append(f'Nothing here is called "{which.noun}"{there}')
                return

    def _has(self, number: int, which: Which, goal: Goal) -> bool:
        choice = Choice(self.rigs[number], {}, {})
        choice.liken = False  # what is called so on one rig is not what is only built like it on another
        return not choice.choose(which, goal).absent

    def _asked(self, which: Which, numbers: Sequence[int]) -> list[int]:
        names = " or ".join(self.rigs[number].name for number in numbers)
        self.questions.append(f'Of which is "{which.said}": {names}?')
        return list(numbers[:1])
