"""Which parts of a rig a phrase means, or what must be asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from ..articulation import JointType
from . import lexicon
from .completing import tokens
from .likeness import alike
from .objects import LOOKS, Objects
from .placing import Chosen
from .program import Goal, Which

# What moves a whole object, where it names that.
_MOVED = ("go", "turn", "push", "pull")
# What says nothing of what a part is for: in a label, and before a noun.
_MAIN = frozenset("power main start on off left right front rear back top bottom upper lower side hot cold".split())
# What shines, by any of its names: a lamp switch is a light's.
_LIT = frozenset(("light", "lights", "lamp", "led", "bulb", "lightbulb"))
# Of a handle these are done to what it opens.
GRIPS, HANDLED = frozenset(("handle", "grip")), ("pull", "push", "open", "close", "go")


class Choice(Objects):
    """Chooses parts of one rig by what they are called, where they are and how they are now."""

    # Whether parts may be meant that are built like what is named, where nothing is called so.
    liken = True

    def choose(self, which: Which, goal: Goal = "set") -> Chosen:
        """The parts that the phrase means where they are to be brought to a goal; a note where none is called so."""
        chosen = self._chosen(which, goal)
        if not chosen.ids or chosen.note or which.ids or not set(chosen.ids) <= set(self._alike(which)):
            return chosen
        what = "are built like one" if len(chosen.ids) > 1 else "is built like one"
        return replace(chosen, note=f'Nothing is called "{which.noun}": {self._list(chosen.ids)} {what}.')

    def _alike(self, which: Which) -> list[int]:
        """Parts that are built like what is named, where nothing on the rig is called so."""
        if not self.liken or which.function or not which.labels or any(self._named(one) for one in which.labels):
            return []
        if any(one[0] == "~" for one in which.qualifiers):
            return []  # a fuel cap is more than a cap
        return alike(self.rig, which.labels[0][0])

    def _chosen(self, which: Which, goal: Goal) -> Chosen:
        if which.ids:
            return Chosen(tuple(id for id in which.ids if id in self.rig.moving))
        if len(own := self._called_exactly(which)) == 1:
            return Chosen(own)
        if which.whole in lexicon.STANDING and goal in _MOVED:
            return Chosen(question=f"{which.said.capitalize()} is not moved here: which part of it is meant?")
        unsaid = which.quantifier == "pronoun" and not (which.labels or which.state) and len(self.rig.moving) > 1
        if unsaid and goal == "go" and self.rig.kinds & lexicon.STANDING:
            return Chosen(question=f'Which part is "{which.said}"?')  # "roll it forward", of a suitcase
        if self.is_itself(which) or goal in ("on", "off") and self._is_head(which):
            kinds = [q[1:] for q in which.qualifiers if q[0] == "?"] if which.labels else []
            named = tokens(self.rig.name)
            more = tuple(q for q in which.qualifiers if q not in named)
            kind = (*kinds, "machine")[0]
            which = replace(which, whole=kind, labels=(), quantifier="whole", qualifiers=more)
        candidates = self._candidates(which, goal)
        if len(candidates) == 1 and self._said_anew(which):
            which = replace(which, qualifiers=())
            candidates = self._candidates(which, goal)
        if not candidates:
            return self._absent(which)
        if "sliding" in which.qualifiers and not which.places:  # "slide the side door" of a van that has two
            slid = [id for id in candidates if self.rig.joint(id).type is JointType.PRISMATIC]
            which = replace(which, either=(), plural=False) if len(slid) == 1 else which
            candidates = slid or candidates
        if goal in ("on", "off"):  # "turn on the steam" of what has a steam knob and a steam wand
            candidates = [id for id in candidates if self.rig.switched(id)] or candidates
        if len(candidates) == 1 and self._borrowed(which):  # "undo the latch and open the top": not the top latch
            own = self.choose(replace(which, labels=(), noun="one"), goal)
            return own if own.ids and not own.question else self._ask(which, candidates)
        if which.quantifier == "pronoun" and which.state == "open":  # "a bit further": what is open, whatever it is
            candidates = [id for id in self.rig.moving if self.rig.is_open(id, self.values)] or candidates
        if which.state:
            wanted = which.state in ("open", "on")
            in_state = [id for id in candidates if self.rig.is_open(id, self.values) == wanted]
            if not in_state and which.quantifier == "pronoun":
                return Chosen(tuple(candidates)) if len(candidates) == 1 else self._ask(which, candidates)
            if not in_state and which.quantifier in ("all", "a") or not in_state and which.plural:
                return Chosen()
            candidates = in_state
        if which.count and which.count == len(candidates) and which.excepting:
            which = replace(which, count=0, plural=True)  # "all three but the left one"
        if which.count > 1 and not (which.labels or which.whole):
            candidates = self._likes(candidates, which.count)
        candidates = self._without(candidates, which, goal)
        if isinstance(candidates, Chosen):
            return candidates
        if not candidates:
            if which.labels and which.excepting and "rest" in which.said.split():
                return self.choose(replace(which, labels=()), goal)  # "leave the door and open the rest": of all
            if which.excepting and which.quantifier == "all":
                return Chosen()
            return self._absent(which)
        if which.quantifier == "pronoun":
            return self._whole(candidates, which, goal)
        if which.either:
            found = []
            if len(candidates) < len(which.either) and not any(map(self._several, which.either)):
                return self._too_few(which, candidates)  # "the left and the right door" of what has one
            for places in which.either:
                one = self._placed(candidates, replace(which, places=places, either=(), plural=False, count=0))
                if isinstance(one, Chosen):
                    return one
                if len(one) != 1 and not (which.quantifier in ("all", "both") or self._several(places)):
                    return self._ask(which, one)
                found += [id for id in one if id not in found]
            if which.quantifier == "a" and len(found) == len(which.either):  # "the top or the bottom drawer"
                return Chosen(tuple(found[:1]), note=f"Any would do; it is the first: {self._list(found[:1])}.")
            return Chosen(tuple(found))
        placed = self._placed(candidates, which)
        if isinstance(placed, Chosen):
            return placed
        if which.quantifier == "whole" and which.places and len(placed) == len(candidates) > 1 and not which.plural:
            return self._ask(which, placed)  # "the left tap" of two that are seen one behind the other
        unknown = [q[1:] for q in which.qualifiers if q[0] == "~"]
        narrowed = which.plural and which.places and len(placed) < len(candidates)  # "the rear passenger doors"
        narrowed = bool(narrowed) or which.quantifier == "both" and len(placed) == 2  # "both passenger doors"
        if unknown and len(placed) > 1 and not narrowed and not any(set(unknown) & self.rig.words(id) for id in placed):
            return self._ask(which, placed)
        chosen = self._counted(placed, which, goal)
        if chosen.question and which.noun == "one" and not which.labels and [p.kind for p in which.places] == ["top"]:
            chosen = self._whole(self._of_object("", goal), which, goal)  # "open the top"
        if GRIPS & set(which.labels[0] if which.labels else ()) and goal in ("open", "close", "pull", "push"):
            return replace(chosen, ids=tuple(dict.fromkeys(self._carrier(id, goal) for id in chosen.ids)))
        return chosen

    def _called_exactly(self, which: Which) -> tuple[int, ...]:
        """The parts whose whole name a phrase says, which wins over all else that it may mean."""
        other = which.quantifier in ("other", "rest", "none", "both") or which.excepting or which.state
        return () if other or len(which.either) > 1 else self.rig.called_exactly(which.said)

    def _likes(self, ids: list[int], count: int) -> list[int]:
        """Of parts of several kinds those of the one kind that has so many: "the top three" are not two drawers and the
        lid over them."""
        kinds: dict[str, list[int]] = {}
        for id in ids:
            kinds.setdefault(self.rig.label(id), []).append(id)
        enough = [alike for alike in kinds.values() if len(alike) >= count]
        return enough[0] if len(enough) == 1 else ids

    def _borrowed(self, which: Which) -> bool:
        """Whether a phrase says only where, and what is there was spoken of before."""
        return bool(which.labels and which.places and which.said and which.noun) and not (
            set(which.noun.split()) & set(which.said.lower().split())
            or any(place.anchor for place in which.places)
            or set(which.said.split()) & {"one", "ones", "other"}
        )

    def _said_anew(self, which: Which) -> bool:
        """Whether a phrase says only which one, with what a phrase before it said more of another: the rear one after
        the driver's door is no door of the driver's."""
        return bool(which.labels and which.places and which.qualifiers) and which.said.endswith(" one")

    def _carrier(self, id: int, goal: Goal) -> int:
        """Of a handle that turns, what it hangs on, if that moves: it is what opens."""
        joint = self.rig.joint(id)
        owner = self.rig.mover(joint.parent)
        turns = joint.type.turns and self.rig.words(id) & GRIPS
        return owner if owner is not None and turns else id

    def _candidates(self, which: Which, goal: Goal) -> list[int]:
        rig = self.rig
        if not self.fits(which) and which.whole == "lamp" and goal in ("on", "off", "toggle"):
            lit = replace(which, whole="", labels=lexicon.functions()["light"], function=True, qualifiers=())
            return self._labelled(lit, lit.labels, goal)  # what shines is switched, whatever the thing itself is
        if not self.fits(which):
            return []
        if which.labels:
            groups = which.labels
            if which.function:
                kinds = [q[1:] for q in which.qualifiers if q[0] in "@?"]
                groups = (*(g for kind in kinds for g in lexicon.switches(kind)), *groups)
            own = self._labelled(which, groups, goal) or self._alike(which)
            if own or not any(q[0] == "?" for q in which.qualifiers):
                return own
            which = replace(which, whole=next(q[1:] for q in which.qualifiers if q[0] == "?"), labels=())
            if not self.fits(which):
                return []
        if which.whole and (own := self._part_of_object(which, goal)):
            return own
        if which.whole or which.quantifier == "pronoun" and not which.labels:
            return self._of_object(which.whole, goal)
        everything = list(rig.moving)
        if len(everything) == 1:
            return everything
        if goal in ("on", "off", "press"):
            controls = [id for id in everything if rig.switched(id)]
            return controls
        return self._that_open(everything) or everything

    def _labelled(self, which: Which, groups: Sequence[Sequence[str]], goal: Goal) -> list[int]:
        rig = self.rig
        qualifiers = {lexicon.singular(q.strip("~")) for q in which.qualifiers if q[0] not in "@?"}
        held = (GRIPS | {"knob"}) & set(groups[0]) and not which.function
        if held and not any(self._named(group) for group in groups) and goal in HANDLED:
            return self._of_object("", goal)  # what has no handle of its own is moved by one that does not move in it
        for number, group in enumerate(groups):
            found = self._named(group)
            # What is only next to it in kind is no more than that: a dispenser's lever is no light switch.
            if which.function or number > 1 and which.noun not in group:
                found = [] if self._closer_said(which) else [id for id in found if not self._more(id, group, which)]
            elif self._closer_said(which) and all(self._more(id, group, which) for id in found):
                found = []  # a shutter button is no video button
            if found:
                closer = [id for id in found if qualifiers & rig.words(id)]
                closer = closer or [id for id in found if qualifiers & rig.called(id)]
                closer = closer or [id for id in found if _stems(qualifiers) & _stems(rig.words(id))]
                closer = closer or [id for id in found if self._other_names(which) & rig.words(id)]
                if closer:
                    return closer
                own = [id for id in rig.moving if qualifiers and rig.words(id) <= qualifiers]
                own = [
                    id for id in own if not set(found) & set(rig.articulation.subtree(id))
                ]  # a door lever is no door
                if own:
                    return own  # "the crisper drawer" of what is called a crisper
                if any(q[0] == "@" for q in which.qualifiers) and len(found) > 1 and not which.places:
                    bare = [id for id in found if rig.words(id) <= set(group)]
                    return bare if bare and not which.plural and which.quantifier == "the" else found
                return found
        covers = [id for id in rig.moving if qualifiers & rig.words(id) and rig.words(id) & lexicon.COVERS]
        asked = {label for group in groups for label in group} & lexicon.COVERS
        return covers if asked and len(covers) == 1 else []  # the battery door of what has a battery cover

    def _closer_said(self, which: Which) -> set[str]:
        """Words that say more closely what is meant, and that no label or object has."""
        known = set(self.rig.name.lower().split()) | LOOKS | _MAIN
        words = {word.strip("~") for word in which.qualifiers if word[0] not in "@?"} - known
        return {word for word in words if word not in lexicon.objects() and word not in self.rig.names()}

    def _more(self, id: int, group: Sequence[str], which: Which) -> set[str]:
        """What a part's label says beyond a group's words and the phrase's."""
        said = {word for label in group for word in label.split("_")} | {q.strip("~") for q in which.qualifiers}
        said |= _LIT if which.function and said & _LIT | {which.noun} & _LIT else set()
        more = set(self.rig.words(id)) - said - _MAIN - set(which.noun.split()) - lexicon.closing()
        return more - GRIPS - lexicon.SWITCHED if said & self.rig.words(id) - GRIPS - lexicon.SWITCHED else more

    def _other_names(self, which: Which) -> set[str]:
        """What else the objects that a phrase names are called: a cupboard's door is a cabinet's."""
        kinds = {qualifier[1:] for qualifier in which.qualifiers if qualifier[0] == "@"}
        return {name for name, kind in lexicon.objects().items() if kind in kinds}

    def _without(self, candidates: list[int], which: Which, goal: Goal) -> list[int] | Chosen:
        """The candidates but for what is excepted; a question where it is open which those are."""
        out: set[int] = set()
        for one in which.excepting:
            inner = self.before.get(one) or self.choose(
                replace(one, quantifier="all" if one.plural else one.quantifier), goal
            )
            if inner.question and not (one.state or inner.absent):
                every = self.choose(replace(one, quantifier="all", plural=True, count=0), goal)
                if every.ids and not set(every.ids) & set(candidates):
                    continue  # "the seat but not the lid", of two lids: whichever, it is no seat
            if inner.question and (one.state or not inner.absent):
                return inner  # "but the lid, which is open", and it is not: it may be asked for
            out |= set(inner.ids)
        return [id for id in candidates if id not in out]

    def _counted(self, ids: list[int], which: Which, goal: Goal) -> Chosen:
        quantifier = which.quantifier
        if not ids:
            return self._absent(which)
        if quantifier == "whole" or which.function and quantifier == "the" and not which.places:
            return self._whole(ids, which, goal)
        if quantifier == "both":
            return Chosen(tuple(ids)) if len(ids) == 2 else self._ask(which, ids)
        if quantifier == "a" and not which.plural:
            chosen = self._free(ids, goal)[: which.count or 1]
            return Chosen(
                tuple(chosen), note=f"Any would do; it is the first: {self._list(chosen)}." if len(ids) > 1 else ""
            )
        if which.count > 1:
            if len(ids) == which.count:
                return Chosen(tuple(ids))
            if len(ids) < which.count:
                return self._too_few(which, ids)
            if quantifier == "all" or quantifier != "a" and "the" in which.said.split() or which.places:
                return self._ask(which, ids)
            chosen = self._free(ids, goal)[: which.count]
            return Chosen(tuple(chosen), note=f"Any would do; these are the first: {self._list(chosen)}.")
        if quantifier == "other" and not which.excepting and not which.plural:
            done = [id for id in ids if self.rig.is_open(id, self.values) == (goal not in ("close", "off"))]
            ids = [id for id in ids if id not in done] or ids
        if quantifier == "all" or which.plural or self._several(which.places) and which.places:
            return Chosen(tuple(ids))
        if len(ids) == 1:
            return Chosen(tuple(ids))
        return self._ask(which, ids)

    def _free(self, ids: list[int], goal: Goal) -> list[int]:
        """The parts in reading order, those first that are not yet as wanted."""
        done = {id: self.rig.is_open(id, self.values) == (goal not in ("close", "off")) for id in ids}
        return sorted(self.in_order(ids), key=lambda id: done[id])

    def _whole(self, ids: list[int], which: Which, goal: Goal) -> Chosen:
        if len(ids) == 1:
            return Chosen(tuple(ids))
        if goal == "on" and not which.plural:
            first = self._free(ids, goal)[:1]
            return Chosen(tuple(first), note=f"Several would do; it is the first: {self._list(first)}.")
        if goal in ("open", "close", "off", "hold", "rest"):
            return Chosen(tuple(ids))
        plain = [id for id in ids if len(self.rig.words(id)) == 1]  # of a fridge the door, not the freezer door
        if len(plain) == 1 and goal == "set":
            return Chosen(tuple(plain))
        return Chosen(tuple(ids)) if which.plural else self._ask(which, ids)


def _stems(words: Collection[str]) -> set[str]:
    """Words without the endings of a verb: a "slide door" is a sliding one."""
    return {re.sub(r"(?:ing|ed|e)$", "", word) for word in words if len(word) > 3}
