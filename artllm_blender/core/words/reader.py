"""English instructions read as a program. Offline, from the lexicon; nothing is carried out here."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from .accounts import asks, beyond
from .clause import Clause
from .clauses import Clauses
from .intent import intent
from .items import Item, is_word, itemised, slips
from .program import Constraint, Program, Step, Target, Which
from .reference import grips, mirrored, ordered
from .relations import Relation, related
from .unheard import with_doubts
from .wanting import Wanting
from .wording import LIMBS, by_nobody, lowered, plain

LONGEST = 1000
_PARTED = re.compile(r"\b(?:and|then|to|by|or|but|please)\s*$")
_STOWED = ("put", "keep", "stow", "stor", "stash", "tuck", "plac", "slip", "leav")
_ENDS, _STARTS = ("open", "close"), ("on", "off", "press")
_ON = re.compile(r" (?:on|onto|in|into|under) ")
# What may carry a thing from one place to another.
_CARRIED = frozenset(("set", "go", "other", "push", "pull", "remove", "down", "hold"))


def read(text: str, names: Collection[str] = (), before: Sequence[str] = ()) -> Program:
    """What a sentence asks for. names: words of the rig's own labels. before: what was said just before, oldest first;
    it is not asked for again, but "it", "the other one" and "a bit more" are about it."""
    talk = _Talk()
    for sentence in before:
        talk.hear(sentence, names)
        talk.forget()
    talk.hear(text, names)
    program = talk.program()
    if program.questions or not program.steps:
        return program
    return with_doubts(program, itemised(talk.whole, names)[0], names, talk.held)


def _coming(items: Sequence[Item]) -> tuple[str, float] | None:
    """The one unit of a sentence whose first numbers have none: "left up ten, right up twenty degrees"."""
    units = {item["unit"] for item in items if "unit" in item and item["unit"][0] != "fraction"}
    units = {one for one in units if one[1] < math.tau / 12}  # a turn is named where it is meant
    return units.pop() if len(units) == 1 else None


class _Talk(Wanting):
    """What was said so far, and what of it was understood."""

    def hear(self, sentence: str, names: Collection[str]) -> None:
        """Take in one sentence."""
        self.labels = {word for name in names if is_word(name) for word in name.split()}
        several = [name.split() for name in names if " " in name]
        self.purposes = {word for name in several for word in name[:-1]} - {name[-1] for name in several}
        mend = slips(lowered(sentence[:LONGEST]), names)
        self.notes += [f'"{word}" was read as "{fixed}".' for word, fixed in mend.items()]
        self.text = self.whole = plain(sentence[:LONGEST], mend)
        if not LIMBS & self.labels:
            self.text = self.whole = by_nobody(self.text)
        if asks(self.text):
            self.questions.append("That asks about it: say what should happen.")
            return
        if said := beyond(self.text):
            self.questions.append(f'"{said}" is more than can be carried out: say what should happen now.')
            return
        for piece in related(self.text):
            if isinstance(piece, Relation):
                self._relate(piece, names)
            else:
                self._clauses(piece, names)

    def _clauses(self, text: str, names: Collection[str]) -> None:
        """Take in what is said of parts alone."""
        self.text = text
        items, notes = itemised(text, names)
        self.notes += notes
        found = ordered(Clauses(items, self.text, self.unit or _coming(items)).read())
        named = [item["unit"] for item in items if "unit" in item and item["unit"][1] < math.tau / 12]
        self.unit = named[-1] if named else self.unit
        self.heard = len(found)
        for clause, following in zip(found, (*found[1:], None), strict=False):
            if clause.frame is None and not (clause.verb or clause.about) and self.steps and clause.amounts:
                clause.frame = self.steps[-1].frame  # "by frame 30, not all the way though"
            bare = clause.verb and not (
                clause.about or clause.says or clause.strange or clause.inside or clause.negated
            )
            if bare and clause.start > 0 and self.steps and self._runs_on(clause):
                self._doubt(self._said(clause))  # "to its widest angle" is not to angle it
            elif following and following.link == "manner" and following.verb and following.about and self._vain(clause):
                self._refer(self._resolved(clause.about))  # "preheat the oven by turning the knob": that does it
            elif following and following.verb and clause.word == "take" and clause.about and not clause.says:
                self._refer(self._resolved(clause.about))  # "take the truck and open its hood"
            elif not (bare and following and following.link == "and" and following.verb and following.about):
                self._take(clause)  # of "push and close it", the second says it
            elif clause.verb.act in _ENDS and following.verb.act in _STARTS:
                self._take(replace(clause, about=list(following.about)))  # "close and start the microwave"

    @staticmethod
    def _vain(clause: Clause) -> bool:
        """Whether a clause says nothing that could be done: what follows may say how."""
        return (clause.verb is None or clause.verb.act == "other") and not clause.says and not clause.negated

    def _runs_on(self, clause: Clause) -> bool:
        """Whether nothing parts a clause from what is said before it, or a bracket makes it an aside."""
        before = self.text[: clause.start].rstrip()
        return before[-1:] == "(" or before[-1:].isalnum() and not _PARTED.search(before)

    def _relate(self, relation: Relation, names: Collection[str]) -> None:
        """Take in where a part is to be against something else; where it names no part it is a clause as any other."""
        about = self._resolved([which for one in self._heard(relation.part, names) for which in one.about])
        amounts = [amount for one in self._heard(relation.amount, names) for amount in one.amounts]
        itself = "@" + relation.to.name in names
        if itself or bool(relation.part) > bool(about) or bool(relation.amount) > bool(amounts):
            self._clauses(relation.said, names)
            return
        about = about or self.last or (Which(quantifier="whole", said=relation.said),)
        amount = replace(amounts[0], back=relation.below) if amounts else None
        one = Constraint(relation.kind, about, "set", amount, "", relation.to, relation.region, said=relation.said)
        self.steps.append(Step((one,), said=relation.said))
        self.spoken += about
        self._refer(about)

    def _heard(self, text: str, names: Collection[str]) -> list[Clause]:
        return Clauses(itemised(text, names)[0], text, self.unit).read()

    def _take(self, clause: Clause) -> None:
        if clause.link == "correct":
            self._correct(clause)
        elif "same" in clause.flags:
            self._same(clause)
        elif self._strange(clause):
            self._drop(clause)
        elif clause.verb and clause.verb.act == "grasp" and not clause.says and not clause.negated:
            self.held |= {one.noun for one in (*clause.about, *clause.inside) if grips((one,)) or clause.word == "use"}
            self._refer(self._resolved(clause.about or clause.inside))
        elif clause.link in ("purpose", "manner") and self.steps:
            self._besides(clause)
        else:
            self._want(clause)

    def _strange(self, clause: Clause) -> bool:
        """Whether the clause is about other things than parts."""
        if clause.verb is None and not clause.says:
            bare = all(which.quantifier == "pronoun" for which in clause.about) and clause.inside
            return bool(clause.strange) and bool(not clause.about or bare)  # "it's too dark in the right cabinet"
        if "strange" in clause.flags:
            return True
        act = clause.verb.act if clause.verb else ""
        if clause.word.startswith(_STOWED) and clause.about and all(self._is_foreign(which) for which in clause.about):
            return True  # "stow the plates in the cupboard"
        if act in _CARRIED:
            things = bool(clause.about) and all(self._is_thing(which) for which in clause.about)
            if things and act == "set" and any(_ON.search(which.said) for which in clause.about):
                return True  # "put the kettle on the stove"
            every = all(which.quantifier == "all" and not which.labels for which in clause.about)
            if every and act == "set" and clause.inside:
                return True  # "take everything out of the drawer"
            if things and act == "set" and clause.ways and not clause.amounts and set(clause.ways) <= {"in", "out"}:
                return True  # "open the trunk and put the bag in"
            it = self.thing and any(which.quantifier == "pronoun" for which in clause.about) and len(clause.about) == 1
            if things and clause.inside or it and (clause.inside or set(clause.ways) & {"in", "out"}):
                return True  # what is put, taken or moved somewhere is a thing, not a part
        if act == "other":
            return not (clause.states and clause.about and not clause.strange)
        return bool(clause.strange) and not clause.about and act != "grasp"

    def _correct(self, clause: Clause) -> None:
        """Take back what was said last, and take this instead."""
        if not self.steps:
            self._want(clause)
            return
        step = self.steps.pop()
        last = step.constraints[-1]
        self.last = last.which
        about = self._resolved(clause.about) or last.which
        wanted = intent(clause, about, self.wanted)
        if clause.loose:
            self.questions.append(f'What does "{" ".join(clause.loose)}" mean here?')
        if wanted is None or wanted.goal == "set" and wanted.amount is None and not wanted.direction:
            constraint = replace(last, which=about)
        elif wanted.goal == "set":
            constraint = replace(last, which=about, amount=wanted.amount, direction=wanted.direction or last.direction)
        else:
            constraint = Constraint(
                wanted.kind, about, wanted.goal, wanted.amount, wanted.direction, said=self._said(clause)
            )
        self.spoken = [which for which in self.spoken if which not in last.which]
        self.steps.append(replace(step, constraints=(constraint,)))
        self._refer(about)

    def _same(self, clause: Clause) -> None:
        """Do to another part what was done to the last."""
        if clause.like is not None and clause.about:  # "the same pose for the left arm as the right"
            like = self._resolved([clause.like])
            to = Target("part", which=like[0] if like else None)
            about = self._resolved(clause.about)
            self.steps.append(Step((Constraint("equal", about, to=to, said=self._said(clause)),)))
            self._refer(about)
            return
        if self.wanted is None and clause.about and clause.amounts:
            self._want(replace(clause, flags=clause.flags - {"same"}))  # "all four to the same 90 degrees"
            return
        if self.wanted is None and clause.about:
            about = self._resolved(clause.about)
            self.steps.append(Step((Constraint("equal", about, said=self._said(clause)),)))
            self._refer(about)
            return
        if self.wanted is None:
            self.questions.append("The same as what?")
            return
        if clause.amounts and (other := intent(clause, (), self.wanted)):
            self.wanted = replace(self.wanted, amount=other.amount or self.wanted.amount)
        about = [which for which in clause.about if which.quantifier != "pronoun"]
        if not about or any(which.quantifier == "other" and not which.labels for which in about):
            across = tuple(mirrored(which) for which in self.last)
            if across != self.last:
                self._add(clause, across, self.wanted)
                return
        self._add(clause, self._resolved(about) or self.last, self.wanted)
