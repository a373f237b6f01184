"""A program carried out on one rig, joint by joint: what moves where, what cannot be met, what must be asked."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from . import lexicon
from .choosing import GRIPS, HANDLED, Choice, Chosen
from .described import Described
from .intent import BACKWARDS
from .levels import WAYS
from .needs import before_it
from .program import Amount, Constraint, Program, Step, Which
from .reader import read
from .values import Values

EPS = 1e-9
# Ways that lead round an upright axis.
ROUND = ("left", "right", "cw", "ccw")
# Of its way; a part that went less far without an amount was so already.
_ALREADY = 0.02
# Who says these knows that it may be so already.
_STILL = frozenset(
    "close closed closing shut shuts shutting off stay stays staying keep keeping leave leaving left remain remains"
    " rest other others neither none nothing no nor".split()
)
_PRONOUN = re.compile(r"\b(?:it|them|its|their)\b")
# What is said of where a part is to be, not of how it is to be turned.
_HELD, _PRESSED = re.compile(r"hold (?!still\b|back\b)"), frozenset(("button", "key", "trigger", "pedal"))
_HEIGHT = re.compile(r"\bheight\b")
_PLACED = re.compile(r"\b(?:higher|lower|move|moved|moving|bring|brought|shift|shifted|position)\b")
# What may well bring a part back to where it was before the sentence.
_BACK = ("close", "off", "rest", "push", "press", "toggle")


@dataclass(frozen=True)
class Reply:
    """values: of every joint by child id, in its unit. asked: then nothing moved. frames: values at named frames; keys:
    of these what the steps were about that name them; about: the joints that the others were about."""

    understood: bool
    asked: str | None
    values: Mapping[int, float]
    unmet: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    frames: tuple[tuple[int, Mapping[int, float]], ...] = ()
    keys: tuple[tuple[int, Mapping[int, float]], ...] = ()
    about: frozenset[int] = frozenset()


def reply(rig: Described, text: str, start: Mapping[int, float], before: Sequence[str] = ()) -> Reply:
    """What a sentence does to the rig from where its joints are, by child id. before: what was said just before."""
    program = read(text, rig.names(), before)
    begun = _begun(rig, program, start, before)
    given = carry_out(rig, program, begun)
    kept = {id: start.get(id, 0.0) for id in rig.moving if abs(given.values[id] - begun.get(id, 0.0)) <= EPS}
    return replace(given, values={**given.values, **kept})


def _begun(rig: Described, program: Program, start: Mapping[int, float], before: Sequence[str]) -> Mapping[int, float]:
    """Where joints are that are to go further: what is closed begins where the sentence before would have brought it,
    for "a bit more" is never said of what is closed."""
    wished = [one for step in program.steps for one in step.constraints]
    if not before or not wished or not all(one.amount and one.amount.relative for one in wished):
        return start
    said = reply(rig, before[-1], start, before[:-1]).values
    return {**start, **{id: value for id, value in said.items() if not rig.is_open(id, start)}}


def carry_out(rig: Described, program: Program, start: Mapping[int, float]) -> Reply:
    """The program's joint targets reached one after the other. Nothing moves where anything must be asked."""
    before = {id: start.get(id, 0.0) for id in rig.moving}
    doing = _Doing(rig, dict(before), before)
    phrases = [which for step in program.steps for one in step.constraints for which in one.which]
    doing.at_first = {"open", "closed"} <= {which.state for which in phrases}
    for step in program.steps:
        doing.step(step)
    questions = [*program.questions, *doing.questions]
    if doing.absent and not doing.done:
        questions += doing.absent
    ignored = (*program.ignored, *doing.ignored)
    still = {id: start.get(id, 0.0) for id in rig.moving}
    if questions:
        return Reply(True, " ".join(dict.fromkeys(questions)), still, (), program.ignored, program.notes)
    understood = bool(program.steps)
    wished = any(one.kind not in ("hold", "equal", "swap") for step in program.steps for one in step.constraints)
    idle = wished and not doing.moved and all(abs(doing.values[id] - still[id]) <= EPS for id in still)
    if idle and not (doing.unmet or doing.absent or doing.frames):
        doing.unmet.append("Nothing had to move.")
    unmet = (*doing.unmet, *doing.absent, *program.doubts)
    notes = (*program.notes, *doing.notes)
    done = tuple(doing.frames), tuple(doing.keys.items()), frozenset(doing.about)
    return Reply(understood, None, doing.values, tuple(dict.fromkeys(unmet)), ignored, notes, *done)


@dataclass
class _Doing:
    rig: Described
    values: dict[int, float]
    start: Mapping[int, float]
    chosen: dict[tuple[Which, bool], Chosen] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    frames: list[tuple[int, Mapping[int, float]]] = field(default_factory=list)
    keys: dict[int, Mapping[int, float]] = field(default_factory=dict)
    about: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    several: set[int] = field(default_factory=set)  # what a step moved that was about more than one
    went: dict[int, str] = field(default_factory=dict)  # which way a part was moved last
    last: tuple[int, ...] = ()  # what the constraint is about
    before_it: tuple[int, ...] = ()  # what the one before was about
    at_first: bool = False  # "open what's closed and close what's open" says both of how it was
    done: bool = False
    moved: bool = False

    def step(self, step: Step) -> None:
        about: set[int] = set()
        for constraint in step.constraints:
            before, told = dict(self.values), self._told()
            self._constraint(constraint)
            about |= {id for id, value in self.values.items() if id in self.last or abs(value - before[id]) > EPS}
            if step.frame is None and told == self._told():
                self._without_effect(constraint, before)
            self.before_it = self.last
            if len(self.last) > 1:
                self.several |= {id for id in self.last if abs(self.values[id] - before[id]) > EPS}
        if step.until is not None:
            self.unmet.append(f'Where it "{step.until.said}" is not known here: it went as far as its limit.')
        if step.frame is not None:
            self.frames = [one for one in self.frames if one[0] != step.frame]
            self.frames.append((step.frame, dict(self.values)))
            self.keys[step.frame] = {**self.keys.get(step.frame, {}), **{id: self.values[id] for id in about}}
        else:
            self.about |= about

    def _told(self) -> int:
        """How much is said so far of what is not done as it was asked."""
        return len(self.questions) + len(self.absent) + len(self.unmet)

    def _without_effect(self, constraint: Constraint, before: Mapping[int, float]) -> None:
        """Say of what moves nothing that it does not: more often than not it was meant otherwise."""
        measured = constraint.kind in ("hold", "upright", "level") or constraint.direction == "in" or constraint.stays
        if measured or _STILL & set(re.findall(r"[a-z]+", constraint.said.lower())):
            return
        for id, value in self.values.items():
            joint = self.rig.joint(id)
            slack = _ALREADY * (joint.upper - joint.lower) if constraint.amount is None else EPS
            if abs(value - before[id]) > (slack if math.isfinite(slack) else EPS):
                return
        if self.last and self.last == self.before_it and _PRONOUN.search(constraint.said):
            return  # "push the lever down to turn it on"
        if self.last and set(self.last) <= self.several:
            return  # "like stairs, the bottom one all the way out": it is so already, with the others
        self.unmet.append(f'"{constraint.said}" moves nothing.')

    def _constraint(self, constraint: Constraint) -> None:
        ids: list[int] = []
        for which in constraint.which:
            if moved := self._whole(which, constraint):
                self.chosen[which, False] = Chosen(tuple(moved))
            chosen = self._choose(which, constraint.goal)
            if chosen.absent:
                self.absent.append(chosen.question)
                self.ignored.append(which.said or constraint.said)
            elif chosen.question and constraint.kind != "hold":
                self.questions.append(chosen.question)
            ids += [id for id in chosen.ids if id not in ids]
            self.notes += [chosen.note] if chosen.note else []
        self.last = tuple(ids)
        self.done |= bool(ids) or not any(self._choose(which, constraint.goal).absent for which in constraint.which)
        if constraint.kind == "hold":
            if _HELD.match(constraint.said) and ids and all(self.rig.words(id) & _PRESSED for id in ids):
                self._move(replace(constraint, kind="value", goal="press"), ids)  # "hold the start button"
            return
        if not ids and not any(self._choose(which, constraint.goal).absent for which in constraint.which):
            self.unmet += [f'There is no "{which.said}" now.' for which in constraint.which if which.said]
        if constraint.kind in ("value", "upright", "level"):
            self._move(constraint, ids)
        elif constraint.kind in ("equal", "mirrored"):
            self._match(constraint, ids)
        elif constraint.kind == "swap":
            self._swap(ids, constraint)
        elif constraint.kind == "graded":
            self._graded(ids, constraint)
        else:
            self.questions.append(f'"{constraint.said}" needs a target in a scene: at what exactly?')

    def _choose(self, which: Which, goal: str) -> Chosen:
        """The parts of a phrase, the same ones whenever it is meant again; of a handle either it or what it opens."""
        handle = goal in HANDLED and bool(which.labels and GRIPS & set(which.labels[0]))
        itself = bool(which.whole) or any(one[0] == "?" for one in which.qualifiers)
        started = goal in ("on", "off", "press", "toggle") and itself
        key = which, handle or started  # a microwave is opened by its door, and started by its button
        if key not in self.chosen:
            now = self.start if which.state and self.at_first else self.values
            chosen = Choice(self.rig, now, self._before()).choose(which, goal)
            if which.state and (chosen.question or not chosen.ids):  # "close the open one and open the closed one"
                before = Choice(self.rig, self.start, self._before()).choose(which, goal)
                chosen = before if before.ids and not before.question else chosen
            if which.whole and len(chosen.ids) > 1:  # "freezer open, fridge shut": what has been named goes its own way
                apart = tuple(id for id in chosen.ids if id not in self.named)
                chosen = replace(chosen, ids=apart or chosen.ids)
            elif which.labels and not chosen.question:
                self.named |= set(chosen.ids)
            self.chosen[key] = chosen
        return self.chosen[key]

    def _before(self) -> dict[Which, Chosen]:
        """The parts of the phrases that were said so far."""
        return {which: chosen for (which, _), chosen in self.chosen.items()}

    def _movers(self, constraint: Constraint, ids: list[int]) -> list[int]:
        """What does it in place of parts whose own joints do not go that way: a seat that spins is raised by its
        column, a chair by what carries the most of it."""
        way, amount = constraint.direction, constraint.amount
        values = Values(self.rig, self.values)
        if _HEIGHT.search(constraint.said) and constraint.goal in ("set", "open") and amount is not None:
            return [self._raiser(id, values) for id in ids]
        if constraint.goal in ("turn", "go") and way in ROUND and not (amount and amount.measure == "length"):
            return [self._turner(id, way, values) for id in ids]
        if constraint.goal != "go" or way not in WAYS or amount is not None and amount.measure == "angle":
            return ids
        lifted = way in ("up", "down") and (amount and amount.measure == "length" or _PLACED.search(constraint.said))
        return [(lifted and self._lifter(id, way, values)) or self._mover(id, way, values) for id in ids]

    def _whole(self, which: Which, constraint: Constraint) -> list[int]:
        """The part that moves a whole object: the one that goes that way and carries the most of it."""
        way, amount = constraint.direction, constraint.amount
        if not which.whole or which.plural or constraint.goal not in ("turn", "go"):
            return []
        values = Values(self.rig, self.values)
        if constraint.goal == "turn" and way in ("", *ROUND) or way in ROUND and amount and amount.measure == "angle":
            able = [id for id in self.rig.moving if values.spins(id)]
        elif way in ("up", "down"):
            able = [id for id in self.rig.moving if values.slides(id, way)]
            carried = max((len(self.rig.articulation.subtree(id)) for id in able), default=0)
            if carried < 2 and (seat := self._seat(which, values)):
                return seat
            if carried < 2:
                able = [id for id in self.rig.moving if values.lifts(id, way)]
                return able if len(able) == 1 else []
        else:
            return []
        carried = {id: len(self.rig.articulation.subtree(id)) for id in able}
        best = [id for id in able if carried[id] == max(carried.values()) > 1]
        return best if len(best) == 1 and Choice(self.rig, self.values).fits(which) else []

    def _seat(self, which: Which, values: Values) -> list[int]:
        """Of the parts that slide up and down the one that is the main of such an object: a chair's seat."""
        able = [id for id in self.rig.moving if values.slides(id, "up") or values.slides(id, "down")]
        main = (word for group in lexicon.openers(which.whole) for word in group)
        found = ([id for id in able if word in self.rig.words(id)] for word in main)
        return next((ids for ids in found if len(ids) == 1), [])

    def _turner(self, id: int, way: str, values: Values) -> int:
        """What turns a part that only tips about an upright axis: of a dish the mount under it."""
        above = self.rig.mover(self.rig.joint(id).parent) if values.tips(id) else None
        while above is not None and not values.spins(above) and way in ("left", "right"):
            above = self.rig.mover(self.rig.joint(above).parent)
        if above is None or not values.spins(above):
            return id
        self.notes.append(f"{self._name(id)} does not turn so: {self._name(above)}, which carries it, does.")
        return above

    def _raiser(self, id: int, values: Values) -> int:
        """What a part's height is set by: itself, or what carries it up and down."""
        above: int | None = id
        while above is not None and not (values.slides(above, "up") or values.slides(above, "down")):
            above = self.rig.mover(self.rig.joint(above).parent)
        if above is None and self.rig.articulation.joint_of(id).type.turns and values.spins(id):
            self.unmet.append(f"{self._name(id)} has no height that could be set.")
        if above not in (None, id):
            self.notes.append(
                f"{self._name(id)} does not go up by itself: {self._name(above)}, which carries it, does."
            )
        return id if above is None else above

    def _lifter(self, id: int, way: str, values: Values) -> int | None:
        """What carries a part that is to be higher or lower and itself only tilts: the nearest that takes it there."""
        if not values.tilts(id, way):
            return None
        above = self.rig.mover(self.rig.joint(id).parent)
        while above is not None and not values.carries(above, id, way):
            above = self.rig.mover(self.rig.joint(above).parent)
        if above is not None:
            self.notes.append(f"{self._name(id)} only tilts: {self._name(above)}, which carries it, goes {way}.")
        return above

    def _mover(self, id: int, way: str, values: Values) -> int:
        if values.goes(id, way):
            return id
        above = self.rig.mover(self.rig.joint(id).parent)
        while above is not None and not values.slides(above, way):
            above = self.rig.mover(self.rig.joint(above).parent)
        if above is None:
            return id
        self.notes.append(f"{self._name(id)} does not go {way} by itself: {self._name(above)}, which carries it, does.")
        return above

    def _move(self, constraint: Constraint, ids: list[int]) -> None:
        ids = list(dict.fromkeys(self._movers(constraint, ids)))
        reached = {id: Values(self.rig, self.values).reach(constraint, id) for id in ids}
        if constraint.amount and constraint.amount.measure == "factor":
            shut = [id for id in ids if not self.rig.is_open(id, self.values)]
            self.questions += [f"{self._name(id)} is closed: so many times what?" for id in shut]
        for id, one in reached.items():
            if abs(one.value - self.values[id]) > EPS:
                self.moved = True
                returned = constraint.goal in _BACK or constraint.direction == BACKWARDS.get(self.went.get(id, ""))
                self.went[id] = constraint.direction
                if abs(one.value - self.start[id]) <= EPS and not returned and not constraint.to:
                    self.unmet.append(f'{self._name(id)} is back where it was: "{constraint.said}" is taken for that.')
                self._clear(id, ids)
            self.values[id] = one.value
            self.unmet += [one.unmet] if one.unmet else []

    def _clear(self, id: int, ids: list[int]) -> None:
        """Open what shuts the part in."""
        for door in before_it(self.rig, self.values, id):
            if door not in ids:
                self.values[door] = self.rig.ends[door][1]
                self.notes.append(f"{self._name(door)} is in the way of {self._name(id)} and was opened.")

    def _name(self, id: int) -> str:
        return self.rig.articulation.part(id).name

    def _match(self, constraint: Constraint, ids: list[int]) -> None:
        other = constraint.to.which if constraint.to else None
        if other is None and len(ids) > 1:
            widest = max(ids, key=lambda id: abs(self.rig.fraction(id, self.values[id])))
            fraction = self.rig.fraction(widest, self.values[widest])
            self._move(replace(constraint, kind="value", goal="set", amount=_at(fraction)), ids)
            return
        chosen = self._choose(other, "set") if other else Chosen(question="As what?")
        if chosen.question or not chosen.ids:
            self.questions.append(chosen.question or "As what?")
            return
        source = chosen.ids[0]
        fraction = self.rig.fraction(source, self.values[source])
        ids = [id for id in ids if id != source]
        self._move(replace(constraint, kind="value", goal="set", amount=_at(fraction), to=None), ids)
        if constraint.amount is not None and constraint.amount.measure == "factor":
            self._move(replace(constraint, kind="value", to=None), ids)
        elif constraint.amount is not None:
            further = replace(constraint.amount, relative=True)
            self._move(replace(constraint, kind="value", amount=further, to=None), ids)

    def _swap(self, ids: list[int], constraint: Constraint) -> None:
        if constraint.goal == "toggle":
            fractions = {id: 0.0 if self.rig.is_open(id, self.values) else 1.0 for id in ids}
        elif len(ids) == 2:
            one, other = (self.rig.fraction(id, self.values[id]) for id in ids)
            fractions = {ids[0]: other, ids[1]: one}
        else:
            fractions = {id: 1 - self.rig.fraction(id, self.values[id]) for id in ids}
        for id, fraction in fractions.items():
            self._move(replace(constraint, kind="value", goal="set", amount=_at(fraction)), [id])

    def _graded(self, ids: list[int], constraint: Constraint) -> None:
        """Each one further than the one before it, from above or from the left."""
        if len(ids) < 2 and not self.questions:
            self.questions.append(f'Of which parts is each to be further: "{constraint.said}"?')
        order = Choice(self.rig, self.values).in_order(ids)
        order = order[::-1] if constraint.goal == "close" else order
        for number, id in enumerate(order, 1):
            self._move(replace(constraint, kind="value", goal="set", amount=_at(number / len(order))), [id])


def _at(fraction: float) -> Amount:
    return Amount("fraction", fraction)
