"""What pronouns and phrases without a noun are about: "it", "the other one", "the rest", "the one below it"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .program import Which

# What a label says of where its part is, and the place that it rules out.
_RULED_OUT = {"rear": "front", "back": "front", "front": "back", "upper": "bottom", "top": "bottom", "lower": "top",
              "bottom": "top", "left": "right", "right": "left"}  # fmt: skip
# Where one of a row is, and one of a column.
_WITHIN = {"row": ("left", "right", "middle", "nth"), "column": ("top", "bottom", "middle", "nth")}


def _of_kind(noun: Which, which: Which) -> tuple[tuple[str, ...], ...]:
    """Labels of the kind that a noun named before, for a phrase without one: after "the rear doors" "the front ones"
    are doors, but no rear ones."""
    label = noun.labels[0][0] if noun.labels else ""
    where, _, kind = label.partition("_")
    ruled_out = kind and _RULED_OUT.get(where) in {place.kind for place in which.places}
    return ((kind,),) if ruled_out else noun.labels


@dataclass
class Referring:
    """last: the phrases that were spoken of last. spoken: those that something was wanted of. mentioned: all."""

    last: tuple[Which, ...] = ()
    spoken: list[Which] = field(default_factory=list)
    mentioned: list[Which] = field(default_factory=list)

    def _refer(self, about: tuple[Which, ...]) -> None:
        about = tuple(which for which in about if which.quantifier != "pronoun")
        if about:
            self.last = about
            self.mentioned += about

    def _resolved(self, about: Sequence[Which]) -> tuple[Which, ...]:
        """The phrases with what they leave to what was said before."""
        result: list[Which] = []
        for which in about:
            result += self._one(which, result)
        return tuple(dict.fromkeys(result))

    def _one(self, which: Which, here: list[Which]) -> list[Which]:
        previous = here or list(self.last)
        if which.quantifier == "pronoun":
            spared = self.last[-1].excepting if self.last and self.last[-1].plural and not here else ()
            if len(spared) == 1 and not spared[0].plural and not which.said.startswith(("them", "they")):
                return [spared[0]]  # "all shut but the lid, that one ajar"
            single = len(self.last) == 1 and not self.last[0].plural and self.last[0].count < 2
            if single and not here and which.said.startswith(("them", "they")) and len(set(self.mentioned)) > 1:
                return list(dict.fromkeys(self.mentioned))
            return [one for one in here] or list(self.last) or [which]
        if (again := self._again(which)) is not None:
            return [again]
        if (own := self._its(which, previous)) is not None:
            return [own]
        noun = next((one for one in reversed([*self.last, *here]) if one.labels or one.whole), None)
        borrowed = which
        headless = which.noun == "one" and not which.labels
        if headless and (line := self._line(which)):
            return [line]
        if headless and noun is not None:
            borrowed = replace(
                which,
                labels=_of_kind(noun, which),
                whole="" if noun.labels else noun.whole,
                noun=noun.noun,
                function=noun.function,
                qualifiers=(*noun.qualifiers, *which.qualifiers),
            )
        near = [*here, borrowed] if borrowed.labels else here
        places = tuple(
            replace(p, anchor=self._one(p.anchor, near if p.anchor.noun == "one" else here)[0]) if p.anchor else p
            for p in borrowed.places
        )
        borrowed = replace(borrowed, places=places)
        if which.quantifier == "other":
            if not borrowed.plural and not borrowed.count and len(previous) == 1 and not borrowed.labels:
                borrowed = replace(borrowed, labels=previous[0].labels)
            return [
                replace(
                    borrowed, quantifier="all" if which.plural else "other", excepting=(*borrowed.excepting, *previous)
                )
            ]
        if which.quantifier == "rest":
            one_of = noun is not None and bool(noun.places) and not noun.plural  # "all drawers, the top one half"
            everything = not which.labels and ("else" in which.said or not which.noun and not noun)
            everything |= not (which.labels or one_of) and self._all_spoken(noun)
            base = replace(which, noun="") if everything or "else" in which.said else borrowed
            base = replace(base, places=base.places, quantifier="all", plural=True)
            said = [one for one in self.spoken if not one_of or one.places or one.either]
            out = [  # "leave the top, open the rest of the drawers": the top one of these
                replace(one, labels=base.labels, noun=base.noun) if one.noun == "one" and not one.labels else one
                for one in (*said, *here)
            ]
            return [replace(base, excepting=(*base.excepting, *out))]
        return [borrowed]

    def _its(self, which: Which, previous: list[Which]) -> Which | None:
        """What "its door" means after "the right cabinet": the right cabinet's; None where no object was spoken of."""
        if not (which.labels and which.said.startswith("its ")) or len(previous) != 1 or which.function:
            return None
        owner = previous[0]
        kind = owner.whole or next((one[1:] for one in owner.qualifiers if one[0] == "?"), "")
        if not kind or set(which.labels[0]) & set(owner.labels[0] if owner.labels else ()):
            return None
        places = () if {place.kind for place in which.places} else owner.places
        return replace(
            which, qualifiers=(*which.qualifiers, "@" + kind, *owner.noun.split()), places=which.places + places
        )

    def _line(self, which: Which) -> Which | None:
        """The right column, where "the right one" is said after the left column; after a row the part in it."""
        last = self.last[0] if len(self.last) == 1 else None
        if last is None or [place.kind for place in last.places] not in (["row"], ["column"]):
            return None
        if len(which.places) != 1 or which.plural or which.either:
            return None
        if which.places[0].kind in _WITHIN[last.places[0].kind]:
            return replace(which, labels=last.labels, noun=last.noun, places=(*last.places, *which.places))
        ends = {"left": 1, "right": -1} if last.places[0].kind == "column" else {"top": 1, "bottom": -1}
        if last.noun != "one" or which.places[0].kind not in ends:
            return None
        return replace(last, places=(replace(last.places[0], number=ends[which.places[0].kind]),), said=which.said)

    def _again(self, which: Which) -> Which | None:
        """What "the drawer" means after "the top drawer"; None where that was not said, or several were."""
        bare = which.quantifier == "the" and not (
            which.places
            or which.either
            or which.state
            or which.plural
            or which.count
            or which.qualifiers
            or which.excepting
        )
        if not (bare and which.labels and which.said.startswith("the ")):
            return None
        before = {
            one for one in self.mentioned if one.labels == which.labels and one.noun == which.noun and not one.function
        }
        one = before.pop() if len(before) == 1 else None
        return one if one and (one.places or one.state) and not (one.plural or one.either or one.count > 1) else None

    def _all_spoken(self, noun: Which | None) -> bool:
        """Whether all of a kind were spoken of, so that the rest is of others: "leave the doors, open the rest"."""
        if noun is None or not noun.labels:
            return False
        return any(
            one.labels == noun.labels and one.plural and not (one.places or one.either or one.count or one.state)
            for one in self.spoken
        )
