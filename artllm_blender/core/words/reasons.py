"""Clauses that say why ("to turn on the light") or how ("by pushing it") what was said before them is done."""

from __future__ import annotations

import re
from dataclasses import replace

from .asked import OPPOSITE, Asked
from .clause import Clause
from .intent import Intent, intent
from .lexicon import openers, tools
from .program import Constraint, Step, Which
from .reference import controls, grips

# What is done to a part that works something else; what is pulled or pushed is but held.
_WORKED = frozenset(("turn", "press", "toggle", "go"))
# What may happen then is not asked for.
_POSSIBLE = re.compile(r"\b(?:can|could|may|might|able)\b")


class Reasons(Asked):
    """Takes what says why and how."""

    def _besides(self, clause: Clause) -> None:
        """Take a clause that says why or how the last one is done."""
        if clause.link == "purpose" and clause.negated:
            self.ignored.append(self._said(clause))  # "so that it doesn't bang"
            return
        about = self._resolved(clause.about)
        named = tuple(which for which in about if which.labels or which.whole)
        wanted = intent(clause, about, self.wanted)
        if clause.link == "manner":
            self._how(clause, named, wanted)
        else:
            self._why(clause, about, named, wanted)

    def _how(self, clause: Clause, named: tuple[Which, ...], wanted: Intent | None) -> None:
        """Take "by turning the knob": it says what is worked, and where that is a part apart what is done first."""
        if not named:
            return
        last = self.steps[-1].constraints[-1]
        vague = all(which.function or which.whole or not self._has(which) for which in last.which)
        held = all(grips((which,)) for which in named if which.labels)
        worked = wanted is not None and wanted.kind == "value" and (wanted.amount or wanted.goal in _WORKED)
        worked = worked and all(self._has(which) for which in named)
        own = wanted and Constraint(
            "value", named, wanted.goal, wanted.amount, wanted.direction, said=self._said(clause)
        )
        apart = worked and last.goal in ("open", "close") and controls(named) and all(one.whole for one in last.which)
        apart = (
            apart
            and not tools(self.word)
            and not any(set(one.labels[0]) & _opening(last.which) for one in named if one.labels)
        )
        if apart:
            self.steps.insert(-1, Step((own,), said=own.said))  # "open the safe by turning the knob"
            return
        if worked and (tools(self.word) or vague and wanted.amount and last.amount is None):
            self.steps[-1] = replace(self.steps[-1], constraints=(own,))  # "unlock the door by turning the knob"
        elif vague and (not held or last.goal in ("on", "off") and all(map(self._has, named))):
            self.steps[-1] = replace(self.steps[-1], constraints=(replace(last, which=_closer(named, last.which)),))
        elif worked and not set(named) & set(last.which):
            self.steps.insert(-1, Step((own,), said=own.said))  # "open the door by turning the handle"
            return
        else:
            if wanted and wanted.goal == "turn" and tools(self.word) and all(map(self._has_like, named)):
                self.steps[-1] = replace(self.steps[-1], constraints=(own,))  # the knob of a door that has no lock else
                return
            if wanted and wanted.goal == "turn" and not any(map(self._has, named)) and not _by_hand(named):
                self._doubt(self._said(clause))  # "unlock the door by turning the lock", of what has no lock
            self.held |= {which.noun for which in named}
            return
        own = tuple(which for which in last.which if which.labels and self._has(which) and not grips((which,)))
        self._refer(own or named)  # "unlatch the door by pressing the handle, then pull it open"

    def _has(self, which: Which) -> bool:
        """Whether the rig has parts that are called so."""
        return any(set(label.split("_")) <= set(self.labels) for group in which.labels[:1] for label in group)

    def _has_like(self, which: Which) -> bool:
        """Whether the rig has parts of a kind that may be called so."""
        return any(set(label.split("_")) <= set(self.labels) for group in which.labels for label in group)

    def _why(self, clause: Clause, about: tuple[Which, ...], named: tuple[Which, ...], wanted: Intent | None) -> None:
        """Take "to turn on the light": it says what the last one is for, and how far or of what that is done."""
        last = self.steps[-1].constraints[-1]
        direct = wanted and (wanted.goal in OPPOSITE or wanted.kind != "value" or wanted.amount is not None)
        if _POSSIBLE.search(self._said(clause)) and not direct:
            self.ignored.append(self._said(clause))  # "so that the plate can be put inside"
            return
        if not named and clause.about == [] and (wanted is None or clause.strange):
            if clause.strange or clause.verb is None or clause.verb.act in ("other", "set"):
                self._drop(clause)
            elif clause.ways or clause.amounts or clause.states:
                self._doubt(self._said(clause))
            return
        if wanted is None and clause.verb is not None and clause.verb.act in ("want", "grasp", "other"):
            self.ignored.append(self._said(clause))  # "so you can see the dancer": nothing is asked of that
            return
        if wanted is None:
            self._drop(clause)
            return
        if not named or all(which.function or which.whole for which in named):
            if direct and all(which.labels or which.whole for which in last.which):
                goal = (
                    {"open": "on", "close": "off"}.get(wanted.goal, wanted.goal)
                    if controls(last.which)
                    else wanted.goal
                )
                if not named or goal in ("on", "off") or not controls(last.which):
                    kept = replace(last, goal=goal, kind=wanted.kind, amount=wanted.amount, direction="")
                    kept = last if last.direction and goal == "on" else kept
                    kept = replace(kept, which=_closer(last.which, named))
                    self.steps[-1] = replace(self.steps[-1], constraints=(kept,))
            return
        if last.kind == wanted.kind and wanted.kind in ("level", "upright"):
            return  # "open the laptop flat so that the screen lies level"
        worked = last.goal in _WORKED and all(self._has(which) for which in last.which)
        if worked and (tools(clause.word) or grips(last.which)):
            if not tools(clause.word):
                self._add(clause, about, wanted)  # "turn the handle to open the door"
            elif all(map(self._has, named)):
                self._refer(named)
            return  # "turn the handle to unlock the door": that unlocks it
        if grips(last.which) or set(named) & set(last.which) or last.goal in ("pull", "push", "go"):
            if not controls(last.which):
                self.held |= {which.noun for which in last.which if grips((which,))}
                self.steps.pop()
        self._add(clause, about, wanted)


def _by_hand(about: tuple[Which, ...]) -> bool:
    """Whether it is but what one takes hold of: a part that has no handle of its own is moved all the same."""
    return any(which.kinds & {"handle", "grip"} for which in about)


def _opening(about: tuple[Which, ...]) -> set[str]:
    """Labels of what opens objects."""
    return {label for which in about for group in openers(which.whole) for label in group}


def _closer(last: tuple[Which, ...], named: tuple[Which, ...]) -> tuple[Which, ...]:
    """What is worked, as closely as what it is for says: "turn the knobs so that the two left burners are on", "turn on
    the left burner by its knob"."""
    if (
        len(last) != 1
        or len(named) != 1
        or last[0].places
        or last[0].either
        or not (named[0].places or named[0].either)
    ):
        return last
    one = named[0]
    return (replace(last[0], places=one.places, either=one.either, count=one.count, plural=one.plural),)
