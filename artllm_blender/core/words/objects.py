"""Objects that phrases name as wholes: whether a rig may be one, and which of its parts open or switch it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..articulation import JointType
from . import lexicon
from .completing import tokens
from .placing import Placing
from .program import Goal, Which

# Everything: what opens, but for what is pressed or turned, rolls or lets water out.
_NO_OPENERS = frozenset(("wheel", "steering", "spout", "turntable", "handle", "latch", "caster")) | lexicon.SWITCHED
_POSED = 1e-6  # what is farther than this from how it was modelled, radians or metres, was moved since
# What is said of how a thing looks, and not of what it is.
LOOKS = frozenset(
    "red green blue black white yellow orange grey gray brown silver golden wooden metal glass plastic steel round"
    " square flat heavy old new actual correct proper given said whole single other only very".split()
)
_CABINETS = frozenset("cabinet cabinets cupboard cupboards unit units storage furniture cabinetry".split())
# What several machines may stand in, none of which is started by another's button.
_COMPOSED = frozenset(("room", "house", "storage"))


class Objects(Placing):
    """Parts of one rig by the object that they belong to, and by their labels."""

    def _named(self, group: Sequence[str]) -> list[int]:
        rig, found = self.rig, []
        exact = [
            id
            for id in rig.moving
            if "_".join(sorted(rig.words(id))) in ["_".join(sorted(w.split("_"))) for w in group]
        ]
        fixed = [p.id for p in rig.articulation.parts if p.id not in rig.moving and p.id != rig.articulation.root]
        for id in (*rig.moving, *fixed):
            words = rig.words(id)
            if any(set(word.split("_")) <= words for word in group):
                mover = rig.mover(id)
                if mover is not None and mover not in found:
                    found.append(mover)
        heads = [id for id in found if id in exact or not rig.words(id) & {"trunk", "hood", "steering"}]
        if found:  # what its own name says to be such a one is one too, whatever its label
            heads += [id for id in rig.moving if id not in found and rig.own_head(id) in group]
        return heads or found or [id for id in rig.moving if rig.called(id) & set(group)]

    def _part_of_object(self, which: Which, goal: Goal) -> list[int]:
        """Parts that are of an object that the rig is not, or is besides others."""
        if built_in := self._built_in(which.whole):
            switching = goal in ("on", "off", "toggle", "press")
            for group in (lexicon.switches if switching else lexicon.openers)(which.whole):
                if own := [id for id in self._named(group) if id in built_in]:
                    return own  # of a faucet's handle and its spout the one that lets water out
            if not switching or any(self.rig.words(id) & (lexicon.SWITCHED | lexicon.TURNED) for id in built_in):
                return built_in
        return self._own_of_object(which, goal)

    def _of_object(self, kind: str, goal: Goal) -> list[int]:
        rig = self.rig
        if goal == "rest":
            return list(rig.moving)
        switching = goal in ("on", "off", "toggle", "press")
        if len(rig.moving) == 1:
            only = rig.moving[0]
            opens = goal in ("on", "off") and rig.words(only) & lexicon.OPENED and not rig.switched(only)
            return [] if opens else [only]  # a microwave is not started by its door
        alone = not rig.kinds & _COMPOSED
        main = (("power",), ("start",) if goal in ("on", "press") else ()) if alone else ()
        for word in (*(one for words in main for one in words), "speed") if switching else ():
            if power := [id for id in rig.moving if word in rig.words(id)]:
                return power
        own = [one for one in (kind, *sorted(rig.kinds)) if one]
        stranger = kind not in ("", "machine") and not rig.kinds
        ways = lexicon.switches if switching else lexicon.openers
        for one in own:
            for group in ways(one):
                if found := self._first_named(group) if goal == "on" else self._named(group):
                    return found + self._still_open(found, goal)
        if goal == "press" and kind in rig.kinds:  # a stapler has no button: its lid
            for group in lexicon.openers(kind):
                if len(found := self._named(group)) == 1:
                    return found
        if stranger:
            return []  # what the object is called is not known: it may be that, where it has what opens such a one
        if not kind and goal in ("turn", "go", "set"):
            return list(rig.moving)  # "turn around": nothing says what
        for group in lexicon.CONTROLS if switching else lexicon.OPENERS:
            if found := self._named(group):
                return found + self._still_open(found, goal)
        return [] if switching else self._that_open(list(rig.moving))

    def _first_named(self, group: Sequence[str]) -> list[int]:
        """Parts of the first of a group's labels that there is: an oven is put on by a knob rather than a button."""
        return next((found for label in group if (found := self._named((label,)))), [])

    def _still_open(self, found: list[int], goal: Goal) -> list[int]:
        """What else is open of an object that is to be closed."""
        if goal != "close":
            return []
        opened = [id for id in self.rig.moving if id not in found and self.rig.is_open(id, self.values)]
        opened = [id for id in opened if not self.rig.words(id) & _NO_OPENERS]
        # What was modelled so is not open because it could be folded smaller, as mirrors are.
        return [id for id in opened if self.rig.words(id) & lexicon.closing() or abs(self.values.get(id, 0.0)) > _POSED]

    def fits(self, which: Which) -> bool:
        """Whether the object that the phrase names may be this one."""
        named = [which.whole] if which.whole else []
        named += [q[1:] for q in which.qualifiers if q[0] == "@"]
        kinds = self.rig.kinds
        known = not kinds and all(word in lexicon.parts() for word in self.rig.name.lower().replace("_", " ").split())
        for kind in named:
            if not kinds and not known or kind == "machine" or any(lexicon.akin(kind, own) for own in kinds):
                continue
            alike = set(word for names, own in lexicon.objects().items() if own == kind for word in names.split())
            if kind == "storage" and which.whole and which.noun:  # a cupboard is a cabinet; a pantry is none
                alike = _CABINETS if _CABINETS & set(which.noun.split()) else set(which.noun.split())
            if not alike & self.rig.names():
                return False
        return True

    def _own_of_object(self, which: Which, goal: Goal) -> list[int]:
        """Parts whose labels have what is said before the name of an object: "the cold faucet" of two taps."""
        said = {word for word in which.qualifiers if word[0] not in "@?~"} - LOOKS
        found = [id for id in self.rig.moving if said & self.rig.words(id)]
        if goal in ("on", "off", "toggle", "press"):
            found = [id for id in found if self.rig.words(id) & (lexicon.SWITCHED | lexicon.TURNED)]
        return found if which.quantifier == "whole" else []

    def _built_in(self, kind: str) -> list[int]:
        """Parts that their labels say to be of an object of a kind, where the rig is of another kind or of several."""
        rig, by_kind = self.rig, {}
        for name, own in lexicon.objects().items():
            by_kind.setdefault(own, set()).add(name)
        names = by_kind.get(kind, set())
        found = [id for id in rig.moving if names & {*rig.words(id), rig.label(id)}]
        if kind not in rig.kinds or not found:
            return found
        rest = [rig.words(id) for id in rig.moving if id not in found]
        others = [own for own in rig.kinds if own != kind and not lexicon.akin(own, kind)]
        return found if any(by_kind[own] & words for own in others for words in rest) else []

    def is_itself(self, which: Which) -> bool:
        """Whether a phrase says what the rig is called, and no part of it is called so: "the gate" of two leaves."""
        if which.labels and tokens(which.said) == tokens(self.rig.name) and not self._named(which.labels[0]):
            return which.quantifier == "the" and not which.plural
        called = which.noun in re.findall(r"[a-z]+", self.rig.name.lower())
        plain = which.quantifier == "the" and not (which.places or which.plural or which.count or which.state)
        same = [one for one in which.labels[1:2] if len(self._named(one)) == 1]  # a gate valve's handwheel
        own = (self.rig.label(id).split() for id in self.rig.moving)
        parts = any(which.noun in words[-1:] for words in own) or bool(same)  # no lamp is meant by the lamp's head
        parts |= bool(which.kinds & lexicon.LIFTED and self._named(which.labels[0]))
        return bool(which.labels) and called and plain and not parts

    def _is_head(self, which: Which) -> bool:
        """Whether what is to be switched is called as the whole is, and no part that is called so is switched: the
        mixer, whose head is a mixer head."""
        named = self._named(which.labels[0]) if which.labels and any(q[0] == "?" for q in which.qualifiers) else []
        return bool(named) and not (which.places or any(self.rig.switched(id) for id in named)) and self.fits(which)

    def _that_open(self, ids: list[int]) -> list[int]:
        """Those that "everything" opens: what turns for ever has no open end."""
        ids = [id for id in ids if not self.rig.words(id) & _NO_OPENERS]
        return [id for id in ids if self.rig.joint(id).type is not JointType.CONTINUOUS] or ids
