"""Which of several parts of a kind is meant, by where they are seen from the front."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from . import small_words
from .described import Described
from .lexicon import singular
from .program import Goal, Place, Which
from .verbs import by_word

_AXIS = {"left": (0, -1), "right": (0, 1), "bottom": (1, -1), "top": (1, 1), "back": (2, -1), "front": (2, 1)}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Chosen:
    """ids: the parts that are meant. question: what must be asked instead. absent: whether there is none."""

    ids: tuple[int, ...] = ()
    question: str = ""
    absent: bool = False
    note: str = ""


class Placing(ABC):
    """Narrows parts down by where they are; values: where the rig's joints are, by child id."""

    def __init__(self, rig: Described, values: Mapping[int, float], before: Mapping[Which, Chosen] | None = None):
        self.rig, self.values, self.before = rig, values, before or {}

    @abstractmethod
    def choose(self, which: Which, goal: Goal = "set") -> Chosen:
        """The parts that another phrase means."""

    @abstractmethod
    def _named(self, group: Sequence[str]) -> list[int]:
        """Parts that a group of labels names."""

    def _several(self, places: Sequence[Place]) -> bool:
        return all(place.kind in ("row", "column") for place in places)

    def _placed(self, candidates: list[int], which: Which) -> list[int] | Chosen:
        """Those of the candidates that are at the places; a question where that cannot be said."""
        edges = [p for p in which.places if p.kind in _AXIS or p.kind in ("row", "column")]
        others = [p for p in which.places if p not in edges]
        if (
            len(which.places) == 2
            and which.places[0].kind == "nth"
            and len(edges) == 1
            and edges[0].kind in _AXIS
            and which.count
        ):
            others, edges = [], [edges[0]]
        many = which.plural or which.quantifier in ("all", "both")
        result = self._edged(candidates, edges, which, many)
        if isinstance(result, Chosen):
            return result
        for place in others:
            narrowed = self._other(result, place, which, many, candidates)
            if isinstance(narrowed, Chosen):
                return narrowed
            if not narrowed:
                return Chosen(
                    question=f"There is no {which.said or which.noun}: {self._list(candidates)}.", absent=True
                )
            result = narrowed
        return result

    def _edged(self, candidates: list[int], edges: list[Place], which: Which, many: bool) -> list[int] | Chosen:
        if not edges:
            return candidates
        if "car" in self.rig.kinds and which.labels and "door" in which.labels[0] and len(edges) > 1:
            if not max(self.rig.rows(candidates, 2).values(), default=0):
                edges = [place for place in edges if place.kind != "front"]  # of a car that has no doors behind them
        beyond = len(edges) > 1 or which.function  # it may say where the burner is, not its knob
        if len(candidates) > 1 and beyond and any(p.kind in ("front", "back") for p in edges):
            if not max(self.rig.rows(candidates, 2).values()):
                return self._ask(which, candidates)  # "the back left burner" of knobs in one row
        if len(edges) == 1:
            return self._edge(candidates, edges[0], which, many) or []
        lines = [place for place in edges if place.kind in ("row", "column")]
        if lines and len(lines) < len(edges):  # "the top one of the right column": of that column
            edges = [*lines, *(place for place in edges if place not in lines)]
            left = candidates
            for place in edges:
                left = self._edge(left, place, which, many, candidates if place in lines else None)
            return left
        ways = []
        for order in (edges, edges[::-1]):
            left = candidates
            for place in order:
                left = self._edge(left, place, which, many, candidates)
            ways.append(left)
        if set(ways[0]) == set(ways[1]):
            return ways[0]
        strict = [id for id in candidates if all(id in self._edge(candidates, place, which, True) for place in edges)]
        if strict:
            return strict
        return self._ask(which, list(dict.fromkeys([*ways[0], *ways[1]])))

    def _edge(
        self, ids: list[int], place: Place, which: Which, many: bool, among: list[int] | None = None
    ) -> list[int]:
        """The parts of the outermost row in a direction, or of a numbered row or column."""
        if not ids:
            return ids
        if place.kind in ("row", "column"):
            axis = 1 if place.kind == "row" else 0
            rows = self.rig.rows(among or ids, axis)
            top = max(rows.values())
            number = place.number
            if number == 0 and top == 0 and len(ids) > 1:
                return []
            if number == 0:
                return [id for id in ids if top % 2 == 0 and rows[id] == top // 2]
            counted = {id: (top - row if axis == 1 else row) for id, row in rows.items()}
            wanted = number - 1 if number > 0 else top + 1 + number
            return [id for id in ids if counted[id] == wanted]
        axis, sign = _AXIS[place.kind]
        rows = self.rig.rows(ids, axis)
        ends = max(rows.values()) if sign > 0 else 0
        if which.count > 1 and not which.either:
            order = sorted(ids, key=lambda id: -sign * rows[id])
            if len(order) > which.count and rows[order[which.count - 1]] == rows[order[which.count]]:
                outer = [id for id in ids if rows[id] == ends]
                return outer if len(outer) == which.count else ids
            return order[: which.count]
        outer = [id for id in ids if rows[id] == ends]
        if many and len(outer) == 1 and max(rows.values()) > 1 and not which.either and which.plural:
            half = max(rows.values()) / 2
            return [id for id in ids if (rows[id] - half) * sign > 0]
        return outer

    def _other(self, ids: list[int], place: Place, which: Which, many: bool, all_: list[int]) -> list[int] | Chosen:
        rig = self.rig
        if place.kind == "nth":
            return self._nth(ids, place, which)
        if place.kind in ("middle", "centre"):
            return self._middle(ids, which, many)
        if place.kind in ("biggest", "smallest"):
            sizes = {word for word, kind in by_word(small_words.PLACES).items() if kind == place.kind}
            if called := [id for id in ids if sizes & rig.words(id)]:
                return called  # what is labelled a large blade
            faces = {id: float(np.sort(rig.places[id][1])[1:].prod()) for id in ids}
            fronts = {id: float(rig.places[id][1][:2].prod()) for id in ids}  # drawers that are equally deep
            for sizes in (faces, fronts):
                best = (max if place.kind == "biggest" else min)(sizes.values())
                close = [id for id in ids if abs(sizes[id] - best) <= 0.02 * best]
                if len(close) < len(ids):
                    break
            return close
        if place.kind == "alternate":
            order = self.in_order(ids)
            return order[::-2] if place.number < 0 else order[max(place.number - 1, 0) :: 2]
        if place.kind in ("outer", "inner"):
            axis = self._axis(ids)
            rows = rig.rows(ids, axis if axis is not None else 0)
            ends = {0, max(rows.values())}
            return [id for id in ids if (rows[id] in ends) == (place.kind == "outer")]
        return self._relative(ids, place, which)

    def _axis(self, ids: list[int]) -> int | None:
        """Along which axis the parts are in one line: 1 a column, 0 a row, 2 behind each other; None: a grid."""
        if len(ids) < 2:
            return 1
        counts = [max(self.rig.rows(ids, axis).values()) + 1 for axis in (0, 1, 2)]
        for axis, across in ((1, 0), (0, 1)):
            if counts[axis] == len(ids) and counts[across] == 1:
                return axis
        for axis in (1, 0, 2):
            if counts[axis] == len(ids):
                return axis
        return None

    def in_order(self, ids: list[int]) -> list[int]:
        """As one reads: from above, then from the left."""
        rows, columns = self.rig.rows(ids, 1), self.rig.rows(ids, 0)
        return sorted(ids, key=lambda id: (-rows[id], columns[id]))

    def _nth(self, ids: list[int], place: Place, which: Which) -> list[int] | Chosen:
        if place.called and (named := self._numbered(ids, place.number, which)) is not None:
            return named
        along = place.along
        axis = {"down": 1, "up": 1, "rightwards": 0, "leftwards": 0}.get(along, self._axis(ids))
        if axis is None:
            return self._ask(which, ids)
        rows = self.rig.rows(ids, axis)
        from_least = along in ("up", "rightwards") or not along and axis == 0
        order = sorted(set(rows.values()), reverse=not from_least)
        if which.count > 1 and place.number in (1, -1):
            names = order[: which.count] if place.number > 0 else order[-which.count :]
            if len(order) < which.count:
                return self._too_few(which, ids)
            return [id for id in ids if rows[id] in names]
        if place.total and place.total != len(ids):
            return self._ask(which, ids)
        index = place.number - 1 if place.number > 0 else len(order) + place.number
        if not 0 <= index < len(order):
            return self._too_few(which, ids)
        return [id for id in ids if rows[id] == order[index]]

    def _numbered(self, ids: list[int], number: int, which: Which) -> list[int] | Chosen | None:
        """Parts by the number in their own names; None where these do not number what is named."""
        nouns = {word for group in which.labels for label in group for word in label.split("_")}
        nouns |= {singular(word) for word in which.noun.split()} - {"one"}
        named = {id: self.rig.number(id) for id in ids}
        own = {id: one for id, (words, one) in named.items() if one is not None and (words[-1] in nouns or not nouns)}
        if found := [id for id, one in own.items() if one == number]:
            return found
        begun = [id for id in ids if named[id][1] is None and any(named[id][0] == named[other][0] for other in own)]
        if number == 1 and len(begun) == 1:
            return begun  # of Drawer, Drawer 2 and Drawer 3
        return self._too_few(which, ids) if own and len(own) + len(begun) == len(ids) else None

    def _middle(self, ids: list[int], which: Which, many: bool) -> list[int] | Chosen:
        if len(ids) == 1:
            return ids
        axis = self._axis(ids)
        if axis is None:
            counts = [max(self.rig.rows(ids, axis).values()) + 1 for axis in (0, 1)]
            odd = [axis for axis in (0, 1) if counts[axis] % 2 and counts[axis] > 1]
            if len(odd) != 1 and not all(count % 2 for count in counts):
                return self._ask(which, ids)
            for one in odd:
                rows = self.rig.rows(ids, one)
                ids = [id for id in ids if rows[id] == counts[one] // 2]
            return ids
        rows = self.rig.rows(ids, axis)
        last = max(rows.values())
        if last % 2:
            if which.count == 2 or many:
                return [id for id in ids if rows[id] in (last // 2, last // 2 + 1)]
            return self._ask(which, ids)
        return [id for id in ids if rows[id] == last // 2] if not (many and which.plural) else [
            id for id in ids if 0 < rows[id] < last]  # fmt: skip

    def _relative(self, ids: list[int], place: Place, which: Which) -> list[int] | Chosen:
        rig = self.rig
        if place.anchor is None:
            return ids
        anchored = self.before.get(place.anchor) or self.choose(place.anchor)
        if place.kind == "of" and anchored.question and not anchored.absent and not place.anchor.places:
            every = self.choose(replace(place.anchor, quantifier="all", plural=True))
            if set(ids) <= set(every.ids):
                return ids  # "both leaves of the gate"
        if anchored.question and place.anchor.whole in rig.kinds:
            return ids  # "the doors below the grill", of a grill
        if anchored.question or not anchored.ids:
            return Chosen(question=anchored.question or f"There is no {place.anchor.said}.", absent=anchored.absent)
        if place.kind == "of":
            owned = [id for id in ids if any(id in rig.articulation.subtree(one) for one in anchored.ids)]
            return owned or [one for one in anchored.ids]
        anchor = anchored.ids[0]
        centre, size = rig.places[anchor]
        axis, sign = {"above": (1, 1), "below": (1, -1), "left of": (0, -1), "right of": (0, 1)}.get(
            place.kind, (-1, 0)
        )
        near: list[tuple[float, int]] = []
        headless = which.noun == "one" and not which.labels
        for id in ids:
            if id in anchored.ids:
                continue
            offset = rig.places[id][0] - centre
            aside = (
                abs(offset[1 - axis]) > (size[1 - axis] + rig.places[id][1][1 - axis]) / 2 if axis in (0, 1) else False
            )
            if headless and aside:  # what is below something is under it
                continue
            if axis < 0:
                near.append((abs(offset[0]) + 3 * abs(offset[1]), id))
                continue
            if sign * offset[axis] > 0.25 * min(size[axis], rig.places[id][1][axis]):
                near.append((abs(offset[axis]) + 3 * abs(offset[1 - axis]), id))
        near.sort()
        if which.plural:
            return [id for _, id in near][: which.count or None]
        if not near:
            return []
        return [id for distance, id in near if distance <= near[0][0] * 1.02 + 1e-9]

    def _list(self, ids: Sequence[int]) -> str:
        return ", ".join(self.rig.articulation.part(id).name for id in ids)

    def _choices(self, ids: Sequence[int]) -> str:
        """How many they are and their names, as they are numbered or as one reads."""
        names = {id: self.rig.number(id) for id in ids}
        numbered = all(number is not None for _, number in names.values()) and len({n for n, _ in names.values()}) == 1
        order = sorted(ids, key=lambda id: names[id][1]) if numbered else self.in_order(list(ids))
        return f"{_number(len(ids))}: {self._list(order)}"

    def _ask(self, which: Which, ids: list[int]) -> Chosen:
        said = which.said or which.noun or "that"
        if not ids:
            return Chosen(question=f'Which one is "{said}"?')
        if which.labels and not which.function and not any(self._named(group) for group in which.labels):
            parts = self._list(self.in_order(ids))
            return Chosen(question=f'Nothing here is called "{_bare(said)}". Which is meant: {parts}?')
        there = "There is" if len(ids) == 1 else "There are"
        return Chosen(question=f'Which one is "{said}"? {there} {self._choices(ids)}.')

    def _too_few(self, which: Which, ids: list[int]) -> Chosen:
        have = f"only {self._choices(ids)}" if ids else "none"
        there = "there is" if len(ids) == 1 else "there are"
        return Chosen(
            question=f'There is no "{which.said or which.noun}"; {there} {have}. Which is meant?', absent=True
        )

    def _absent(self, which: Which) -> Chosen:
        parts = self._list(self.in_order(list(self.rig.moving)))
        said = _bare(which.said or which.noun)
        return Chosen(question=f'There is no "{said}" here. What moves: {parts}.', absent=True)


def _bare(said: str) -> str:
    """Words for a part without the article before them."""
    return re.sub(r"^(?:the|an?|its|your|my) ", "", said)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
