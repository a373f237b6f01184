"""English instructions read as a program. Offline, from the lexicon; nothing is carried out here."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from .accounts import asks, beyond
from .asked import OPPOSITE
from .clause import LIGHT, Clause
from .clauses import Clauses
from .intent import Intent, intent
from .items import Item, itemised, slips
from .lexicon import parts, tools
from .program import Amount, Constraint, Program, Step, Target, Which
from .reasons import Reasons
from .reference import any_of, grips, mirrored, opens, ordered, sliding, steered, turned
from .relations import Relation, related
from .unheard import with_doubts
from .verbs import verbs
from .wording import LIMBS, by_nobody, lowered, plain

LONGEST = 1000
_PARTED = re.compile(r"\b(?:and|then|to|by|or|but|please)\s*$")
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


class _Talk(Reasons):
    """What was said so far, and what of it was understood."""

    def hear(self, sentence: str, names: Collection[str]) -> None:
        """Take in one sentence."""
        self.labels = {word for name in names if name[0] not in "@+" for word in name.split()}
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

    @staticmethod
    def _vain(clause: Clause) -> bool:
        """Whether a clause says nothing that could be done: what follows may say how."""
        return (clause.verb is None or clause.verb.act == "other") and not clause.says and not clause.negated

    def _runs_on(self, clause: Clause) -> bool:
        """Whether nothing parts a clause from what is said before it."""
        return self.text[: clause.start].rstrip()[-1:].isalnum() and not _PARTED.search(self.text[: clause.start])

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
            return bool(clause.strange) and not clause.about
        if "strange" in clause.flags:
            return True
        act = clause.verb.act if clause.verb else ""
        if act in _CARRIED:
            things = bool(clause.about) and all(which.whole or self._is_thing(which) for which in clause.about)
            if things and act == "set" and clause.ways and not clause.amounts and set(clause.ways) <= {"in", "out"}:
                return True  # "open the trunk and put the bag in"
            it = self.thing and any(which.quantifier == "pronoun" for which in clause.about) and len(clause.about) == 1
            if things and clause.inside or it and (clause.inside or set(clause.ways) & {"in", "out"}):
                return True  # what is put, taken or moved somewhere is a thing, not a part
        if act == "other":
            return not (clause.states and clause.about and not clause.strange)
        return bool(clause.strange) and not clause.about and act != "grasp"

    def _is_thing(self, which: Which) -> bool:
        """Whether it is what a part's label only says that it is for: a coin, of what has a coin return lever."""
        return which.quantifier == "a" and which.noun in self.purposes and which.noun not in parts()

    def _want(self, clause: Clause) -> None:
        none = [which for which in clause.about if which.quantifier == "none"]
        if none and len(none) < len(clause.about):  # "open all of the doors and none of the drawers"
            self._want(replace(clause, about=[which for which in clause.about if which not in none]))
            self._want(replace(clause, about=none))
            return
        if clause.word in ("stop", "halt") and not clause.about and self.steps:
            if clause.says or clause.strange:
                self._doubt(self._said(clause))
            return  # "15 cm, then stop"
        if clause.verb and not (clause.about or clause.says) and {clause.word, "button"} <= set(self.labels):
            button = Which(clause.word, clause.word, parts()["button"], qualifiers=(clause.word,))
            clause = replace(clause, about=[button], verb=verbs()["press"])  # "push the power button, then start"
        about = self._tool(clause) or self._resolved(clause.about)
        if clause.word.startswith("slid"):
            about = tuple(map(sliding, about))
        if clause.more:  # "open it more": what is open
            about = tuple(replace(one, state="open") if one.quantifier == "pronoun" else one for one in about)
        wanted = intent(clause, about, self.wanted)
        if clause.negated and wanted and wanted.kind == "value":  # "I don't want any drawer open"
            about = tuple(map(any_of, about))
        if (
            wanted is None
            and clause.verb is None
            and clause.about
            and self.wanted
            and not clause.says_more
            and clause.flags <= {"only"}
            and clause.frame is None
        ):
            wanted = self.wanted
        if (
            wanted is None
            and self.heard == 1
            and clause.verb is None
            and len(about) == 1
            and about[0].state in ("open", "closed")
        ):
            wanted = Intent(goal="open" if about[0].state == "open" else "close")
            about = (replace(about[0], state="", quantifier="the" if about[0].labels else "whole"),)
        if wanted is None and clause.frame is None:
            self._refer(about)
            self.idle += [which for which in about if which.quantifier != "pronoun" and not which.function]
            if self.heard == 1 and clause.about and not self.idle:
                self.questions.append(f"What should happen to {clause.about[0].said or 'it'}?")
            return
        if wanted is None:
            wanted = self.wanted or Intent(goal="open")
        said, asked = self.wanted.amount if self.wanted else None, wanted
        if wanted.amount and wanted.amount.measure == "factor" and clause.verb is None and self.wanted and not said:
            wanted = replace(self.wanted, amount=Amount("fraction", wanted.amount.value))
        elif wanted.amount and wanted.amount.measure == "factor" and said and not said.relative:
            wanted = replace(self.wanted, amount=replace(said, value=said.value * wanted.amount.value))
        if any(which.quantifier == "none" for which in about) and clause.verb and clause.verb.act not in LIGHT:
            if not any(which.excepting for which in about):
                wanted = Intent("hold")  # "close nothing"
        if any(which.quantifier == "none" for which in about):
            opposite = OPPOSITE.get(wanted.goal, wanted.goal)
            kept = tuple(one for which in about for one in which.excepting)
            about = kept or tuple(replace(which, quantifier="all") for which in about)
            wanted = wanted if kept else replace(wanted, goal=opposite)  # "no drawer but the second" opens that one
        if clause.verb and clause.verb.act == "hold" and wanted.goal in ("open", "close"):
            if any(one.quantifier in ("other", "rest") for one in about):  # "leave the other one open"
                state = "open" if wanted.goal == "open" else "closed"
                about, wanted = tuple(replace(one, state=state) for one in about), Intent("hold")
        kept = clause.verb is not None and clause.verb.act == "hold" and wanted.goal in OPPOSITE
        excepted = tuple(one for which in about for one in which.excepting)
        if kept and excepted and all(which.quantifier == "all" for which in about):
            one = Constraint("value", excepted, OPPOSITE[wanted.goal], said=self._said(clause))
            self.steps.append(Step((one,), clause.frame))  # "keep all closed but the middle one"
        if wanted.kind == "hold":
            self._spare(about)
        bare = clause.verb is None and wanted.goal == "set" and wanted.kind == "value" and not wanted.direction
        if (
            bare
            and self.wanted
            and self.wanted.goal in ("open", "close")
            and wanted.amount
            and not clause.absolute
            and not clause.about
        ):
            wanted = replace(wanted, goal=self.wanted.goal) if self.wanted.goal == "open" else wanted
        likewise = bare and self.wanted and self.wanted.goal in ("turn", "go") and clause.link == "and"
        likewise = likewise and wanted.amount and said and wanted.amount.measure == said.measure
        if likewise and not (clause.absolute or wanted.amount.signed):
            as_last = replace(wanted.amount, relative=self.wanted.amount.relative)
            wanted = replace(self.wanted, amount=as_last)  # "rotate the left one 50° and the right one 20°"
        if not about:
            about = self._default(clause)
        if wanted.goal in ("open", "close") and any(one.quantifier == "pronoun" for one in clause.about):
            about = tuple(Which(quantifier="pronoun", said=one.said) if turned(one) else one for one in about)
        switches = clause.verb is not None and clause.verb.act in ("on", "off", "turn", "toggle")
        if switches and wanted.goal in ("on", "off") and any(one.quantifier == "pronoun" for one in clause.about):
            # "close the door and start it": not the door
            about = tuple(Which(quantifier="pronoun", said=one.said) if opens(one) else one for one in about)
        if not about:
            self.questions.append("Which part is meant?")
            return
        if clause.verb is None and not clause.about and not self.last and clause.strange:
            self._drop(clause)
            return
        if wanted.direction in ("left", "right") and wanted.goal in ("turn", "go"):
            about = tuple(steered(which) for which in about)
        if wanted.kind == "swap" and len(about) == 1:  # "swap which drawer is open"
            about = tuple(replace(one, quantifier="all", plural=True, state="") if one.state else one for one in about)
        if "only" in clause.flags:
            self._only(about, wanted, clause)
        last = self.wanted
        self._add(clause, about, wanted)
        if tools(clause.word):
            self._refer(self._resolved(clause.about))  # "unbolt the gate and swing both sides open"
        if clause.negated:
            self.wanted = last  # what must not be is not wanted of what is named next
        elif any(which.quantifier == "none" for which in clause.about):
            self.wanted = asked  # "no doors open, just the trunk"

    def _tool(self, clause: Clause) -> tuple[Which, ...]:
        """What the clause's verb is done with, where the rig has it and no other of its kind is named."""
        labels = set(tools(clause.word)) & self.labels
        if not labels or any(which.labels and labels & set(which.labels[0]) for which in clause.about):
            return ()
        self._refer(self._resolved(clause.about))
        bare = [one for one in clause.about if one.noun == "one" and (one.places or one.either)]
        whole = bool(clause.about) and all(one.whole for one in clause.about)  # all latches of "unlatch the toolbox"
        tool = Which(said=clause.word, noun=clause.word, labels=(tuple(sorted(labels)),), plural=whole)
        if len(bare) == len(clause.about) == 1:  # "unlatch the left one"
            tool = replace(bare[0], noun=clause.word, labels=tool.labels)
        return (tool,)

    def _default(self, clause: Clause) -> tuple[Which, ...]:
        """What is meant where nothing is named: what was spoken of, or the whole thing; of "further", what is open."""
        closing_up = bool(clause.verb and clause.verb.act in ("open", "close")) and self._said(clause).endswith(" up")
        if self.last and not closing_up:
            return self.last
        return (Which(quantifier="pronoun", said=self._said(clause), state="open" if clause.more else ""),)

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
