"""Which parts of a rig a phrase means, or what must be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from . import lexicon
from .described import Described
from .program import Goal, Place, Which

_AXIS = {"left": (0, -1), "right": (0, 1), "bottom": (1, -1), "top": (1, 1), "back": (2, -1), "front": (2, 1)}
# Everything: what opens, but for what is pressed or turned, rolls or lets water out.
_NO_OPENERS = frozenset(("wheel", "steering", "spout", "turntable", "handle", "latch", "caster")) | lexicon.SWITCHED
_GRIPS, _HANDLED = frozenset(("handle", "grip")), ("pull", "push", "open", "close", "go")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Chosen:
    """ids: the parts that are meant. question: what must be asked instead. absent: whether there is none."""

    ids: tuple[int, ...] = ()
    question: str = ""
    absent: bool = False
    note: str = ""


class Choice:
    """Chooses parts of one rig; values: where its joints are, by child id."""

    def __init__(self, rig: Described, values: Mapping[int, float], before: Mapping[Which, Chosen] | None = None):
        self.rig, self.values, self.before = rig, values, before or {}

    def choose(self, which: Which, goal: Goal = "set") -> Chosen:
        """The parts that the phrase means where they are to be brought to a goal."""
        if which.ids:
            return Chosen(tuple(id for id in which.ids if id in self.rig.moving))
        candidates = self._candidates(which, goal)
        if not candidates:
            return self._absent(which)
        if which.state:
            wanted = which.state in ("open", "on")
            in_state = [id for id in candidates if self.rig.is_open(id, self.values) == wanted]
            if not in_state and which.quantifier in ("all", "a") or not in_state and which.plural:
                return Chosen()
            candidates = in_state
        candidates = self._without(candidates, which)
        if not candidates:
            if which.excepting and which.quantifier == "all":
                return Chosen()
            return self._absent(which)
        if which.quantifier == "pronoun":
            return self._whole(candidates, which, goal)
        if which.either:
            found = []
            for places in which.either:
                one = self._placed(candidates, replace(which, places=places, either=(), plural=False, count=0))
                if isinstance(one, Chosen):
                    return one
                if len(one) != 1 and not (which.quantifier in ("all", "both") or self._several(places)):
                    return self._ask(which, one)
                found += [id for id in one if id not in found]
            return Chosen(tuple(found))
        placed = self._placed(candidates, which)
        if isinstance(placed, Chosen):
            return placed
        chosen = self._counted(placed, which, goal)
        if chosen.question and which.noun == "one" and not which.labels and [p.kind for p in which.places] == ["top"]:
            chosen = self._whole(self._of_object("", goal), which, goal)  # "open the top"
        if _GRIPS & set(which.labels[0] if which.labels else ()) and goal in ("open", "close", "pull", "push"):
            return replace(chosen, ids=tuple(dict.fromkeys(self._carrier(id, goal) for id in chosen.ids)))
        return chosen

    def _carrier(self, id: int, goal: Goal) -> int:
        """Of a handle that turns, what it hangs on, if that moves: it is what opens."""
        joint = self.rig.joint(id)
        owner = self.rig.mover(joint.parent)
        turns = joint.type.turns and self.rig.words(id) & _GRIPS
        return owner if owner is not None and turns else id

    def _several(self, places: Sequence[Place]) -> bool:
        return all(place.kind in ("row", "column") for place in places)

    # ---- by name

    def _candidates(self, which: Which, goal: Goal) -> list[int]:
        rig = self.rig
        if not self._fits(which):
            return []
        if which.labels:
            groups = which.labels
            if which.function:
                kinds = [q[1:] for q in which.qualifiers if q[0] in "@?"]
                groups = (*(g for kind in kinds for g in lexicon.switches(kind)), *groups)
            own = self._labelled(which, groups, goal)
            if own or not any(q[0] == "?" for q in which.qualifiers):
                return own
            which = replace(which, whole=next(q[1:] for q in which.qualifiers if q[0] == "?"), labels=())
            if not self._fits(which):
                return []
        if which.whole or which.quantifier == "pronoun" and not which.labels:
            return self._of_object(which.whole, goal)
        everything = list(rig.moving)
        if len(everything) == 1:
            return everything
        if goal in ("on", "off", "press"):
            controls = [id for id in everything if rig.switched(id)]
            return controls
        return [id for id in everything if not rig.words(id) & _NO_OPENERS] or everything

    def _labelled(self, which: Which, groups: Sequence[Sequence[str]], goal: Goal) -> list[int]:
        rig = self.rig
        qualifiers = {lexicon.singular(q) for q in which.qualifiers if q[0] not in "@?"}
        if _GRIPS & set(groups[0]) and not any(self._named(group) for group in groups) and goal in _HANDLED:
            return self._of_object("", goal)  # what has no handle of its own is moved by one that does not move in it
        for group in groups:
            found = self._named(group)
            if found:
                closer = [id for id in found if qualifiers & rig.words(id)]
                if closer:
                    return closer
                if any(q[0] == "@" for q in which.qualifiers) and len(found) > 1 and not which.places:
                    bare = [id for id in found if rig.words(id) <= set(group)]
                    return bare if bare and not which.plural and which.quantifier == "the" else found
                return found
        return []

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
        heads = [id for id in found if id in exact or not rig.words(id) & {"trunk", "hood"}]
        return heads or found

    def _fits(self, which: Which) -> bool:
        """Whether the object that the phrase names may be this one."""
        named = [which.whole] if which.whole else []
        named += [q[1:] for q in which.qualifiers if q[0] == "@"]
        kinds = self.rig.kinds
        known = not kinds and all(word in lexicon.parts() for word in self.rig.name.lower().replace("_", " ").split())
        for kind in named:
            if not kinds and not known or kind == "machine" or any(lexicon.akin(kind, own) for own in kinds):
                continue
            alike = set(word for names, own in lexicon.objects().items() if own == kind for word in names.split())
            if not alike & self.rig.names():
                return False
        return True

    def _of_object(self, kind: str, goal: Goal) -> list[int]:
        rig = self.rig
        if len(rig.moving) == 1 or goal == "rest" and not kind:
            return list(rig.moving)
        switching = goal in ("on", "off", "toggle", "press")
        own = [one for one in (kind, *sorted(rig.kinds)) if one]
        ways = lexicon.switches if switching else lexicon.openers
        for one in own:
            for group in ways(one):
                if found := self._named(group):
                    return found
        for group in lexicon.CONTROLS if switching else lexicon.OPENERS:
            if found := self._named(group):
                return found
        return [] if switching else [id for id in rig.moving if not rig.words(id) & _NO_OPENERS]

    def _without(self, candidates: list[int], which: Which) -> list[int]:
        out: set[int] = set()
        for one in which.excepting:
            inner = self.before.get(one) or self.choose(
                replace(one, quantifier="all" if one.plural else one.quantifier)
            )
            out |= set(inner.ids)
        return [id for id in candidates if id not in out]

    # ---- by place

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
        if len(edges) == 1:
            return self._edge(candidates, edges[0], which, many) or []
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
            sizes = {id: float(sorted(rig.places[id][1])[1:][0] * sorted(rig.places[id][1])[2]) for id in ids}
            best = (max if place.kind == "biggest" else min)(sizes.values())
            close = [id for id in ids if abs(sizes[id] - best) <= 0.02 * best]
            return ids if len(close) == len(ids) and len(ids) > 1 else close
        if place.kind == "alternate":
            return self._sorted(ids)[max(place.number - 1, 0) :: 2]
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

    def _sorted(self, ids: list[int]) -> list[int]:
        """As one reads: from above, then from the left."""
        rows, columns = self.rig.rows(ids, 1), self.rig.rows(ids, 0)
        return sorted(ids, key=lambda id: (-rows[id], columns[id]))

    def _nth(self, ids: list[int], place: Place, which: Which) -> list[int] | Chosen:
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
        index = place.number - 1 if place.number > 0 else len(order) + place.number
        if not 0 <= index < len(order):
            return self._too_few(which, ids)
        return [id for id in ids if rows[id] == order[index]]

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
        anchored = self.choose(place.anchor)
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
        for id in ids:
            if id in anchored.ids:
                continue
            offset = rig.places[id][0] - centre
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

    # ---- how many

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
        return sorted(self._sorted(ids), key=lambda id: done[id])

    def _whole(self, ids: list[int], which: Which, goal: Goal) -> Chosen:
        if len(ids) == 1:
            return Chosen(tuple(ids))
        if goal == "on" and not which.plural:
            first = self._free(ids, goal)[:1]
            return Chosen(tuple(first), note=f"Several would do; it is the first: {self._list(first)}.")
        if goal in ("open", "close", "off", "hold", "rest"):
            return Chosen(tuple(ids))
        return Chosen(tuple(ids)) if which.plural else self._ask(which, ids)

    # ---- what is said

    def _list(self, ids: Sequence[int]) -> str:
        return ", ".join(self.rig.articulation.part(id).name for id in ids)

    def _ask(self, which: Which, ids: list[int]) -> Chosen:
        said = which.said or which.noun or "that"
        if not ids:
            return Chosen(question=f'Which one is "{said}"?')
        return Chosen(question=f'Which one is "{said}"? There are {_number(len(ids))}: {self._list(ids)}.')

    def _too_few(self, which: Which, ids: list[int]) -> Chosen:
        have = f"only {_number(len(ids))}: {self._list(ids)}" if ids else "none"
        return Chosen(
            question=f'There is no "{which.said or which.noun}"; there are {have}. Which is meant?', absent=True
        )

    def _absent(self, which: Which) -> Chosen:
        parts = self._list(self.rig.moving)
        return Chosen(question=f'There is no "{which.said or which.noun}" here. What moves: {parts}.', absent=True)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
