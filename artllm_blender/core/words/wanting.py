"""Clauses that say how parts are to be: which parts, what of them, and what the clause leaves to those before it."""

from __future__ import annotations

from dataclasses import replace

from .asked import OPPOSITE
from .clause import LIGHT, Clause
from .intent import Intent, intent
from .lexicon import parts, tools
from .program import Amount, Constraint, Step, Which
from .reasons import Reasons
from .reference import any_of, opens, sliding, steered, turned
from .verbs import verbs


class Wanting(Reasons):
    """Takes clauses that say how parts are to be."""

    def _want(self, clause: Clause) -> None:
        """Take a clause that says how parts are to be."""
        none = [which for which in clause.about if which.quantifier == "none"]
        if none and len(none) < len(clause.about):  # "open all of the doors and none of the drawers"
            self._want(replace(clause, about=[which for which in clause.about if which not in none]))
            self._want(replace(clause, about=none))
            return
        if clause.word in ("stop", "halt") and not clause.about and self.steps:
            if clause.says or clause.strange:
                self._doubt(self._said(clause))
            return  # "15 cm, then stop"
        if clause.word in ("take", "put", "get") and clause.verb and not (clause.about or self.last):
            self._drop(clause)
            if self.steps or not self.labels:
                return
            self.questions.append(f'What does "{self._said(clause)}" mean here?')
            return  # "take off", said of a drone
        clause = self._button_meant(clause)
        about = self._parts_of(clause)
        wanted = intent(clause, about, self.wanted)
        if clause.negated and wanted and wanted.kind == "value":  # "I don't want any drawer open"
            about = tuple(map(any_of, about))
        wanted = wanted or self._same_again(clause)
        if wanted is None and self._only_a_state(clause, about):
            wanted = Intent(goal="open" if about[0].state == "open" else "close")
            about = (replace(about[0], state="", quantifier="the" if about[0].labels else "whole"),)
        if wanted is None and clause.frame is None:
            self._leave(clause, about)
            return
        asked = wanted or self.wanted or Intent(goal="open")
        about, wanted = self._of_none(clause, about, self._scaled(clause, asked))
        about, wanted = self._kept(clause, about, wanted)
        wanted = self._as_before(clause, wanted)
        about = self._meant(clause, about or self._default(clause), wanted)
        if not about:
            self.questions.append("Which part is meant?")
            return
        if clause.verb is None and not clause.about and not self.last and clause.strange:
            self._drop(clause)
            return
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

    def _button_meant(self, clause: Clause) -> Clause:
        """The clause, or the pressing of a button that its verb alone is the name of: "push power, then start"."""
        if not clause.verb or clause.about or clause.says or not {clause.word, "button"} <= set(self.labels):
            return clause
        button = Which(clause.word, clause.word, parts()["button"], qualifiers=(clause.word,))
        return replace(clause, about=[button], verb=verbs()["press"])

    def _parts_of(self, clause: Clause) -> tuple[Which, ...]:
        """What the clause names, with what its verb says of that."""
        about = self._tool(clause) or self._resolved(clause.about)
        if clause.word.startswith("slid"):
            about = tuple(map(sliding, about))
        pronoun = any(one.quantifier == "pronoun" for one in clause.about)
        if (
            pronoun and _switches(clause) and {"on", "off"} & set(clause.states)
        ):  # after a lid "turn it on" is the whole
            about = tuple(Which(quantifier="pronoun", said=one.said) if opens(one) else one for one in about)
        if clause.more:  # "open it more": what is open
            about = tuple(replace(one, state="open") if one.quantifier == "pronoun" else one for one in about)
        return about

    def _same_again(self, clause: Clause) -> Intent | None:
        """What was wanted last, of parts that are named alone: "open the lid, and the drawer"."""
        named = clause.verb is None and clause.about and clause.frame is None
        if not named or clause.says_more or not clause.flags <= {"only"}:
            return None
        sized = self.wanted and self.wanted.amount and self.wanted.amount.measure in ("angle", "length")
        kinds = {kind for which in clause.about for kind in which.kinds}
        others = clause.link == "then" and kinds and not kinds & {kind for which in self.last for kind in which.kinds}
        if sized and others and self.wanted.goal in ("open", "set", "pull"):
            return Intent(goal="open")  # "both doors 30 degrees, then the drawers": as far as they go
        return self.wanted

    def _only_a_state(self, clause: Clause, about: tuple[Which, ...]) -> bool:
        """Whether a part and a state before it are all that is said: "open lid"."""
        alone = self.heard == 1 and clause.verb is None and len(about) == 1
        return alone and about[0].state in ("open", "closed")

    def _leave(self, clause: Clause, about: tuple[Which, ...]) -> None:
        """Keep in mind what was named and nothing said of."""
        self._refer(about)
        self.idle += [which for which in about if which.quantifier != "pronoun" and not which.function]
        if self.heard == 1 and clause.about and not self.idle:
            self.questions.append(f"What should happen to {clause.about[0].said or 'it'}?")

    def _scaled(self, clause: Clause, wanted: Intent) -> Intent:
        """Half or twice of what was said before: "the left one 20 cm, the right one half that"."""
        if not wanted.amount or wanted.amount.measure != "factor":
            return wanted
        said = self.wanted.amount if self.wanted else None
        if clause.verb is None and self.wanted and not said:
            return replace(self.wanted, amount=Amount("fraction", wanted.amount.value))
        if said and not said.relative:
            return replace(self.wanted, amount=replace(said, value=said.value * wanted.amount.value))
        return wanted

    def _of_none(self, clause: Clause, about: tuple[Which, ...], wanted: Intent) -> tuple[tuple[Which, ...], Intent]:
        """Of "no door" the opposite, or nothing: "close nothing"."""
        if not any(which.quantifier == "none" for which in about):
            return about, wanted
        kept = tuple(one for which in about for one in which.excepting)
        if clause.verb and clause.verb.act not in LIGHT and not kept:
            wanted = Intent("hold")  # "close nothing"
        if kept:
            others = tuple(replace(which, quantifier="all", plural=True) for which in about)
            if wanted.goal in OPPOSITE and (clause.verb is None or clause.verb.act in LIGHT):
                shut = Constraint("value", others, OPPOSITE[wanted.goal], stays=True, said=self._said(clause))
                self.steps.append(Step((shut,), clause.frame))  # "nothing open except the second"
            return kept, wanted  # "no drawer but the second" opens that one
        opposite = OPPOSITE.get(wanted.goal, wanted.goal)
        return tuple(replace(which, quantifier="all") for which in about), replace(wanted, goal=opposite)

    def _kept(self, clause: Clause, about: tuple[Which, ...], wanted: Intent) -> tuple[tuple[Which, ...], Intent]:
        """What stays: others that are so already, and not what is excepted from it."""
        held = clause.verb is not None and clause.verb.act == "hold"
        if held and wanted.goal in ("open", "close"):
            if any(one.quantifier in ("other", "rest") for one in about):  # "leave the other one open"
                state = "open" if wanted.goal == "open" else "closed"
                about, wanted = tuple(replace(one, state=state) for one in about), Intent("hold")
        apart = any(which.excepting for which in clause.about)  # the others are not all but these
        excepted = tuple(one for which in about for one in which.excepting) if apart else ()
        if held and wanted.goal in OPPOSITE and excepted and all(which.quantifier == "all" for which in about):
            one = Constraint("value", excepted, OPPOSITE[wanted.goal], said=self._said(clause))
            self.steps.append(Step((one,), clause.frame))  # "keep all closed but the middle one"
        if wanted.kind == "hold":
            self._spare(about)
        return about, wanted

    def _as_before(self, clause: Clause, wanted: Intent) -> Intent:
        """An amount alone is of what was wanted last."""
        last = self.wanted
        bare = clause.verb is None and wanted.goal == "set" and wanted.kind == "value" and not wanted.direction
        if not (bare and last and wanted.amount) or clause.absolute:
            return wanted
        if last.goal == "open" and not clause.about:
            return replace(wanted, goal="open")
        alike = last.goal in ("turn", "go") and last.amount and last.amount.measure == wanted.amount.measure
        if alike and clause.link == "and" and not wanted.amount.signed:
            as_last = replace(wanted.amount, relative=last.amount.relative)
            return replace(last, amount=as_last)  # "rotate the left one 50° and the right one 20°"
        return wanted

    def _meant(self, clause: Clause, about: tuple[Which, ...], wanted: Intent) -> tuple[Which, ...]:
        """The parts that may be brought to what is wanted: "it" is no knob where it opens, wheels are steered."""
        pronoun = any(one.quantifier == "pronoun" for one in clause.about)
        if wanted.goal in ("open", "close") and pronoun:
            about = tuple(Which(quantifier="pronoun", said=one.said) if turned(one) else one for one in about)
        if _switches(clause) and wanted.goal in ("on", "off") and pronoun:
            # "close the door and start it": not the door
            about = tuple(Which(quantifier="pronoun", said=one.said) if opens(one) else one for one in about)
        ahead = wanted.goal == "rest" and "straight" in self._said(clause)  # "wheels straight ahead"
        if ahead or wanted.direction in ("left", "right") and wanted.goal in ("turn", "go"):
            about = tuple(steered(which) for which in about)
        if wanted.kind == "swap" and len(about) == 1:  # "swap which drawer is open"
            some = bool(about[0].state) or wanted.goal == "toggle"
            about = (replace(about[0], quantifier="all", plural=True, state=""),) if some else about
        return about

    def _tool(self, clause: Clause) -> tuple[Which, ...]:
        """What the clause's verb is done with, where the rig has it and no other of its kind is named."""
        labels = set(tools(clause.word)) & self.labels
        if not labels or any(which.labels and labels & set(which.labels[0]) for which in clause.about):
            return ()
        self._refer(self._resolved(clause.about))
        bare = [one for one in clause.about if one.noun == "one" and (one.places or one.either)]
        whole = bool(clause.about) and all(one.whole for one in clause.about)  # all latches of "unlatch the toolbox"
        several = whole or clause.word.startswith("steer")  # both front wheels
        tool = Which(said=clause.word, noun=clause.word, labels=(tuple(sorted(labels)),), plural=several)
        if len(bare) == len(clause.about) == 1:  # "unlatch the left one"
            tool = replace(bare[0], noun=clause.word, labels=tool.labels)
        return (tool,)

    def _default(self, clause: Clause) -> tuple[Which, ...]:
        """What is meant where nothing is named: what was spoken of, or the whole thing; of "further", what is open."""
        closing_up = bool(clause.verb and clause.verb.act in ("open", "close")) and self._said(clause).endswith(" up")
        if self.last and not closing_up:
            return self.last
        if clause.word in parts() and set(parts()[clause.word][0]) & set(self.labels):
            return (Which(clause.word, clause.word, parts()[clause.word]),)  # "dial a to 30 degrees"
        return (Which(quantifier="pronoun", said=self._said(clause), state="open" if clause.more else ""),)


def _switches(clause: Clause) -> bool:
    """Whether its verb may switch something on or off."""
    return clause.verb is not None and clause.verb.act in ("on", "off", "turn", "toggle")
