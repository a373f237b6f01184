"""What was asked for so far, as steps, and how a clause is added to them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from .accounts import unread
from .clause import LIGHT, Clause
from .intent import Intent
from .lexicon import parts
from .program import Constraint, Program, Step, Target, Which
from .reference import each, every
from .referring import Referring

# What is done to parts, seldom to other things.
_OF_PARTS = frozenset(("open", "close", "fold", "tilt", "turn", "on", "off", "toggle", "rest"))
_GROWN = re.compile(r"\b(?:taller|longer|shorter|bigger|smaller|larger|thinner|thicker|narrower)\b")
OPPOSITE = {"open": "close", "close": "open", "on": "off", "off": "on"}


def _alike(one: tuple[Which, ...], other: tuple[Which, ...]) -> bool:
    """Whether phrases mean the same, in whatever words."""
    return [replace(which, said="") for which in one] == [replace(which, said="") for which in other]


@dataclass
class Asked(Referring):
    """steps: what was understood. ignored, questions, notes, doubts: as of a Program. wanted: what was asked for last.
    text: a sentence as it is read. heard: of how many clauses. unit: the last that was named. thing: whether other
    things than parts were spoken of. idle: phrases of which nothing was said. labels: words of the rig's own;
    purposes: those of them that only stand before others. word: the verb of what was added last. whole: the last
    sentence. held: words of parts that others are worked by."""

    steps: list[Step] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    wanted: Intent | None = None
    text: str = ""
    heard: int = 0
    unit: tuple[str, float] | None = None
    thing: bool = False
    idle: list[Which] = field(default_factory=list)
    labels: Collection[str] = ()
    purposes: Collection[str] = ()
    word: str = ""
    whole: str = ""
    held: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """What was asked for is done; what was spoken of is remembered."""
        self.steps, self.ignored, self.questions, self.notes, self.idle, self.doubts = [], [], [], [], [], []

    def program(self) -> Program:
        used = {which for step in self.steps for one in step.constraints for which in one.which}
        named = {which.labels for which in used}
        idle = [
            which.said
            for which in self.idle
            if which.said
            and which not in used
            and (which.labels not in named or which.places or which.either)
            and not (self.steps and f"{which.said}:" in self.whole)  # "knobs: the left one up, the other down"
        ]
        idle += [
            which.said
            for step in self.steps
            for one in step.constraints
            for which in one.which
            if one.kind == "value" and one.goal == "set" and one.amount is None and not one.direction and which.said
        ]
        asked = [*self.questions, *(f"What should happen to {said}?" for said in idle)]
        return Program(tuple(self.steps), tuple(self.ignored), tuple(asked), tuple(self.notes), tuple(self.doubts))

    def _doubt(self, said: str) -> None:
        self.doubts.append(f'Not understood: "{said}".')

    def _said(self, clause: Clause) -> str:
        return self.text[max(clause.start, 0) : max(clause.end, 0)].strip(" ,.;")

    def _spare(self, about: tuple[Which, ...]) -> None:
        """Except what is to stay from what was asked for before."""
        about = tuple(map(every, about))
        apart = [one for which in about for one in which.excepting]  # the rest is no part of these

        def without(which: Which) -> Which:
            return (
                replace(which, excepting=(*which.excepting, *about))
                if (which.plural or which.whole) and which not in (*about, *apart)
                else which
            )

        for number, step in enumerate(self.steps):
            spared = tuple(replace(c, which=tuple(map(without, c.which))) for c in step.constraints)
            self.steps[number] = replace(step, constraints=spared)

    def _only(self, about: tuple[Which, ...], wanted: Intent, clause: Clause) -> None:
        opposite = OPPOSITE.get(wanted.goal)
        if opposite and clause.verb is None or opposite and clause.verb and clause.verb.act in ("hold", "want", "set"):
            first = about[0]
            others = Which(said="the others", quantifier="all", plural=True, labels=first.labels, excepting=about)
            self.steps.append(
                Step(
                    (Constraint("value", (others,), goal=opposite, stays=True, said=self._said(clause)),), clause.frame
                )
            )

    def _add(self, clause: Clause, about: tuple[Which, ...], wanted: Intent) -> None:
        to = None
        if clause.like is not None:
            like = (
                self._one(clause.like, list(about))
                if about != self.last or not self.last
                else self._resolved([clause.like])
            )
            to = Target("part", which=like[0] if like else None)
        if clause.strange:
            self.ignored.append(" ".join(clause.strange))
        if clause.odd and not clause.inside:
            self._doubt(" ".join(clause.odd))
        self.word = clause.word
        pairs = each(clause, about, wanted)
        if question := unread(clause, wanted, bool(pairs)):
            self.questions.append(f'{question} ("{self._said(clause)}")')
        vague = clause.verb is None or clause.verb.act in ("set", "want", "increase", "decrease")
        grows = clause.more or clause.verb is not None and _GROWN.search(self._said(clause))
        done = {which for step in self.steps for one in step.constraints for which in one.which}
        grows = grows and not set(about) & done  # "to 95 degrees and then 10 degrees further"
        if grows and vague and not clause.states and any(which.whole for which in about):
            self.questions.append(f"Which part of {about[0].said} is meant?")  # "make the chair higher"
        if pairs:
            for which, amount in pairs:
                one = Constraint("value", (which,), wanted.goal, amount, wanted.direction, said=self._said(clause))
                self.steps.append(Step((one,), clause.frame))
            self.wanted = wanted
            self.spoken += about
            self._refer(about)
            return
        kept = clause.verb is not None and clause.verb.act == "hold" and wanted.amount is None
        stays = kept and wanted.kind == "value" and wanted.goal in ("open", "close")
        about = tuple(map(every, about)) if stays else about
        constraint = Constraint(
            wanted.kind,
            about,
            wanted.goal,
            wanted.amount,
            wanted.direction,
            to=to,
            stays=stays,
            said=self._said(clause),
        )
        if clause.since is not None and clause.frame is not None and clause.since < clause.frame:
            self.steps.append(Step((Constraint("hold", about, said=constraint.said),), clause.since))
        last = self.steps[-1].constraints[-1] if self.steps else None
        if last and not (clause.verb or clause.about or clause.frame) and clause.link == "and" and last.which == about:
            if last.amount is None and {last.goal, wanted.goal} in ({"open", "close"}, {"on", "off"}):
                self.questions.append(f"Which of them {last.goal}, which {wanted.goal}?")
        met = Constraint("reach", (), said=clause.until) if clause.until else None
        step = Step((constraint,), clause.frame, met, said=constraint.said)
        first = [step.constraints[0].to for step in self.steps[-1:]]
        told = clause.verb is not None and clause.verb.act not in LIGHT
        if clause.link == "and" and not told and any(to and to.which and _alike((to.which,), about) for to in first):
            self.steps.insert(-1, step)  # "as far as the door, and the door at 90 degrees"
        else:
            self.steps.append(step)
        if wanted.kind != "hold":
            self.wanted = wanted
        self.spoken += about
        self._refer(about)

    def _is_thing(self, which: Which) -> bool:
        """Whether it is an object, or what a part's label only says that it is for: a coin, of a coin return lever."""
        purpose = which.quantifier == "a" and which.noun in self.purposes and which.noun not in parts()
        kinds = {word for group in which.labels for label in group for word in label.split("_")}
        foreign = bool(kinds) and not (kinds & set(self.labels) or which.places or which.function)
        return purpose or foreign or bool(which.whole)

    def _is_foreign(self, which: Which) -> bool:
        """Whether it is called as no part here is, and lies in, on or under one that is here."""
        kinds = {word for group in which.labels for label in group for word in label.split("_")}
        within = [place.anchor for place in which.places if place.kind == "of" and place.anchor]
        here = any(
            set(label.split("_")) <= set(self.labels) for one in within for group in one.labels for label in group
        )
        return bool(kinds) and not kinds & set(self.labels) and here and len(within) == len(which.places)

    def _drop(self, clause: Clause) -> None:
        if said := self._said(clause):
            self.ignored.append(said)
            listed = self.text[: max(clause.start, 0)].rstrip().endswith((" and", " &"))
            done = re.match(r"[a-z]+ (?:the|a|an|some|your|my|his|her|its|it|them|all|this|that)\b", said)
            if clause.verb is None and listed and self.steps and not (done and not said.startswith(("the ", "a "))):
                self.questions.append(f'What is "{said}"?')
        act = clause.verb.act if clause.verb else ""
        if act in _OF_PARTS and clause.strange:
            self._doubt(self._said(clause))
        unsaid = [one.said for one in clause.about if one.labels and not (one.function or self._is_thing(one))]
        if unsaid and act not in ("other", "grasp") and not clause.inside and "strange" not in clause.flags:
            self.questions.append(f"What should happen to {' and '.join(unsaid)}?")
        self.thing |= bool(clause.strange) or any(which.whole for which in clause.about)
        known = [which for which in (*clause.about, *clause.inside) if which.labels or which.places]
        if known:
            self._refer(self._resolved(known[-1:]))
