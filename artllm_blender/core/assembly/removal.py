"""Planning how a thing is taken apart: what comes free, which way, in which order.

A part is free along a way if nothing that is still there stops it. Which parts stop which is found pair by pair, once;
a set of parts that stop only each other comes free together (the blocking graphs of R. H. Wilson and J.-C. Latombe,
1994).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..articulation import Joint, JointType
from ..frames import apply, inverse, transform
from ..kinematics import joint_matrix
from ..steps import Steps, exhausted, within
from . import directions
from .at_rest import AtRest
from .blocking import Way, leaving
from .clearance import ALL, CROSSES, FEW, SOME, Pair
from .copies import motion_to
from .easing import asides
from .layout import Node, laid_out
from .plan import Plan
from .solid import Solid
from .yielding import pushed, thinned

PITCH = 0.0025  # of the diagonal: the grid in which depths are kept
SHEET = 0.002  # of the diagonal: what faces without thickness have to each side
POINTS = 6000  # on each part, all looked at before a way is taken
# In this order ways are looked for: how many levels of them, and how little strictly at most; then those round about
# the best too; and those along which parts pass through others, where even what slides and turns does not come out.
TRIES, NEARLY, SCRAPES = ((1, 1), (2, 1), (3, 2), (3, 4), (3, 5)), (5, 7), (11, 12)
ROUND, TILT = 4, 0.087  # of how many of the best ways others round about are looked along, and how far off, in radians
ALONG = 0.9999  # cosine from which a way is a screw's axis
# Of a screw's turn, how often it is looked at and how many places it has on its way; how many turns it makes at most.
LOOKS, TURN, MOST_TURNS = 24, 4, 12
UNSCREWED = 3  # how strictly a thread is looked at
EASE = 0.004  # of the diagonal by which a part is taken off what it would slide along
OFF_RAIL = 12  # so little strict that what slides may leave another way than along its rail
YIELDS, YIELDED = 6, 7  # how strictly what yields is looked at, on the way and in the end
BAND = 0.003  # of the diagonal: what counts as touching then
MOST_PUSHES = 40  # looks at pairs of parts while one is pushed, for each part, after which none is pushed any more
PUSHES, FARTHEST = 6, 2  # ways along which parts are pushed: that scrape, and that stop, of each part
MOST_LAX, NEVER = 12, 99  # no way is so little strict
SHAPES, CONTACTS = 0.3, 0.4  # of the work, after which the shapes and the contacts are known


def removal(parts: Sequence[np.ndarray], joints: Mapping[int, Joint] | None = None) -> Plan:
    """How parts, each of (m, 3, 3) triangles in the world and at rest, are taken apart.

    joints: by number of the part that they move, with the parts' numbers in them. What slides leaves along its rail if
    it can, what a screw moves turns by its pitch as it leaves along its axis, and all axes are ways to try.
    """
    return exhausted(removing(parts, joints))


def removing(parts: Sequence[np.ndarray], joints: Mapping[int, Joint] | None = None) -> Steps[Plan]:
    """The same in steps, each a fraction of a second."""
    return Planner(parts, joints).steps()


class Planner:
    """What is known of the parts of one thing, found as it is asked for."""

    def __init__(self, parts: Sequence[np.ndarray], joints: Mapping[int, Joint] | None = None):
        corners = np.concatenate([part.reshape(-1, 3) for part in parts])
        self._diagonal = float(np.linalg.norm(np.ptp(corners, axis=0)))
        self._triangles, self._joints = parts, dict(joints or {})
        self.solids: list[Solid] = []
        self._pairs: dict[tuple[int, int], Pair] = {}
        self._ways = np.zeros((0, 3))
        # By pair, (m, 2) of each way: the strictest at which the first is known to get away from the second, and the
        # least strict at which it is known to be stopped.
        self._known: dict[tuple[int, int], np.ndarray] = {}
        self._pushes, self._cut_short = 0, False
        # Pairs, ways and strictnesses that were looked at closely and found free.
        self._clear: set[tuple[int, int, int, int]] = set()

    def steps(self) -> Steps[Plan]:
        count = len(self._triangles)
        for number, part in enumerate(self._triangles):
            if solid := self._copied(part):
                self.solids.append(solid)
                continue
            making = Solid.made(part, PITCH * self._diagonal, SHEET * self._diagonal, POINTS)
            solid = yield from within(making, SHAPES * number / count, SHAPES * (number + 1) / count)
            self.solids.append(solid)
        for i in range(count):
            for j in range(i):
                yield "contacts", SHAPES + (CONTACTS - SHAPES) * i * i / count**2
                self._pairs[i, j] = Pair(self.solids[i], self.solids[j], self._diagonal)
        self._rest = AtRest(self.solids, self._pairs, self._diagonal)
        axes = np.reshape([joint.axis for joint in self._joints.values()], (-1, 3))
        self._levels = directions.levels(self._triangles, [pair.normals for pair in self._pairs.values()], axes)
        boxes = [np.stack([solid.lower, solid.upper]) for solid in self.solids]
        self._apart = 0
        root = yield from self._parted(frozenset(range(count)))
        return replace(laid_out(root, boxes, self._diagonal), cut_short=self._cut_short)

    def _copied(self, part: np.ndarray) -> Solid | None:
        """The solid of a part that is like one before it."""
        for solid, before in zip(self.solids, self._triangles, strict=False):
            if (motion := motion_to(before, part)) is not None:
                return solid.moved(motion)
        return None

    def _parted(self, parts: frozenset[int]) -> Steps[Node]:
        """The parts as they come apart, down to single ones and to what stays whole."""
        way = (yield from self._way_out(parts)) if len(parts) > 1 else None
        if way is None:
            self._apart += len(parts)
            return Node(parts)
        moving = yield from self._parted(way.parts)
        staying = yield from self._parted(parts - way.parts)
        return Node(parts, moving, staying, way.motions, way.way, way.strictness < CROSSES)

    def _share(self) -> float:
        """How far all is once ways out are looked for."""
        return CONTACTS + (1 - CONTACTS) * self._apart / len(self.solids)

    def _way_out(self, parts: frozenset[int]) -> Steps[Way | None]:
        """The best way to take some of the parts from the others."""
        for level, laxest in TRIES:
            if way := (yield from self._straight(parts, level, laxest)):
                return way
        self._levels.append(self._round_about(sorted(parts)))
        for laxest in NEARLY:
            if way := (yield from self._straight(parts, len(self._levels), laxest)):
                return way
        if way := (yield from self._yielding(parts)):
            return way
        for laxest in SCRAPES:
            if way := (yield from self._straight(parts, len(self._levels), laxest)):
                return way
        return None

    def _round_about(self, numbers: list[int]) -> np.ndarray:
        """(k, 3) ways a little off the best of those along which some of the parts leave the others at all."""
        found = self._free(numbers, MOST_LAX)
        costs = self._rest.costs(found, frozenset(numbers), self._ways)
        best = list(dict.fromkeys(found[k].number for k in np.argsort(costs, kind="stable")))[:ROUND]
        return directions.around(self._ways[best], TILT)

    def _straight(self, parts: frozenset[int], level: int, laxest: int) -> Steps[Way | None]:
        """The best of the straight ways of a level and those before it."""
        self._open(level)
        for asked in (self._asked_of_each, self._asked_of_all):
            yield from asked(sorted(parts), range(laxest + 1))
            if way := (yield from self._best(parts, laxest)):
                return way
        return None

    def _asked_of_each(self, numbers: list[int], strictnesses: range) -> Steps[None]:
        """What stops each part is asked of those that it touches first, then of others where none has stopped it."""
        for i in numbers:
            left = np.ones(len(self._ways), bool)
            for j in sorted(set(numbers) - {i}, key=lambda j, i=i: (-len(self._rest.normals(i, j)), j)):
                yield "ways out", self._share()
                self._ask(i, j, strictnesses, left)
                left &= self._least(i, j) <= strictnesses[-1]
                if not left.any():
                    break

    def _asked_of_all(self, numbers: list[int], strictnesses: range) -> Steps[None]:
        """Whether it stops the other is asked of all parts, as must be known of those that leave together."""
        for i, j in itertools.combinations(numbers, 2):
            yield "ways out", self._share()
            self._ask(j, i, strictnesses, np.ones(len(self._ways), bool))

    def _best(self, parts: frozenset[int], laxest: int) -> Steps[Way | None]:
        """The best of the ways that are free as far as is known, looked at closely."""
        numbers = sorted(parts)
        found = self._free(numbers, laxest)
        costs = self._rest.costs(found, parts, self._ways)
        while found:
            yield "ways out", self._share()
            best = self._rest.least_brushing(found, costs, parts)
            stopped = self._stopped(best, parts - best.parts)
            if not stopped:
                self._rest.remember(best)
                return self._eased(best, parts - best.parts)
            keep = [k for k, one in enumerate(found) if one.number not in stopped]
            again = self._free(numbers, laxest, only=sorted(stopped))
            found = [*(found[k] for k in keep), *again]
            costs = np.concatenate([costs[keep], self._rest.costs(again, parts, self._ways)])
        return None

    def _stopped(self, one: Way, rest: frozenset[int]) -> set[int]:
        """None if a way that seems free is, looked at closely; else that way's number and those of others that are now
        known to be stopped at the same places, and back along them."""
        pairs = [(i, j) for i in one.parts for j in rest]
        for i, j in sorted(pairs, key=lambda pair: (-len(self._rest.normals(*pair)), pair)):
            a, b, number = (i, j, one.number) if i > j else (j, i, one.number ^ 1)
            if (a, b, number, one.strictness) in self._clear:
                continue
            if self._pairs[a, b].leaves(self._ways[number][None], one.strictness, every=ALL)[0]:
                self._clear.add((a, b, number, one.strictness))
                continue
            known = self._of_pair(a, b)
            alike = np.flatnonzero(known[:, 0] <= one.strictness)
            alike = alike[self._pairs[a, b].stopped_again(self._ways[alike], one.strictness)]
            stopped = {number, *(int(k) for k in alike if (a, b, int(k), one.strictness) not in self._clear)}
            known[sorted(stopped)] = one.strictness + 1, one.strictness
            return stopped | {k ^ 1 for k in stopped}
        return set()

    def _yielding(self, parts: frozenset[int]) -> Steps[Way | None]:
        """Some of the parts that come out sliding and turning along what would stop them on a straight way."""
        numbers = sorted(parts)
        yield from self._asked_of_all(numbers, range(0))
        found = self._free(numbers, MOST_LAX, MOST_LAX)
        found = [found[k] for k in np.argsort(self._rest.costs(found, parts, self._ways), kind="stable")[:PUSHES]]
        for part in numbers if len(numbers) > 2 else numbers[:1]:
            yield "ways out", self._share()
            found += self._farthest(part, [j for j in numbers if j != part])
        for one in found:
            yield "ways out", self._share()
            if not self._on_rails(one.parts, one.way):
                continue
            if self._pushes > MOST_PUSHES * len(self.solids):
                self._cut_short = True
                return None
            if motions := (yield from self._pushed(one, parts - one.parts)):
                return replace(one, motions=motions, strictness=YIELDED)
        return None

    def _farthest(self, part: int, rest: list[int]) -> list[Way]:
        """The few ways along which a part gets farthest before it is stopped."""
        ways = directions.closed(self._levels[0], np.zeros((0, 3)))
        far = np.full(len(ways), np.inf)
        for j in rest:
            far = np.minimum(far, self._reach(part, j, ways, YIELDS))
        best = np.argsort(-far, kind="stable")[:FARTHEST]
        return [Way(frozenset([part]), ways[k], -1, 1.0, MOST_LAX) for k in best if far[k] > BAND * self._diagonal]

    def _pushed(self, one: Way, rest: frozenset[int]) -> Steps[tuple[np.ndarray, ...]]:
        """Motions after which a set is free along a way, slid and turned off what would stop it; none if it is not."""
        pairs = [(i, j) for i in sorted(one.parts) for j in sorted(rest)]

        def contacts(motion: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            self._pushes += len(pairs)
            found = [self._contacts(i, j, motion) for i, j in pairs]
            return tuple(np.concatenate(column) for column in zip(*found, strict=True))

        def is_free(motion: np.ndarray) -> bool:
            return all(self._leaves(i, j, one.way, YIELDS, motion) for i, j in pairs)

        box = np.stack(self._rest.box(one.parts))
        share = self._share()
        path = yield from within(pushed(contacts, is_free, box, one.way, self._diagonal), share, share)
        if not path:
            return ()
        for i, j in pairs:
            if not self._is_clear(i, j, np.stack(path), YIELDED) or not self._leaves(
                i, j, one.way, YIELDED, path[-1], every=ALL
            ):
                return ()
        return tuple(thinned(path, box, self._diagonal))

    def _contacts(self, i: int, j: int, motion: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What of i, moved, touches j at rest: points, which way j pushes i, how much deeper they may get."""
        if i > j:
            return self._pairs[i, j].contacts(motion, YIELDS, BAND * self._diagonal)
        points, normals, slack = self._pairs[j, i].contacts(inverse(motion), YIELDS, BAND * self._diagonal)
        return apply(motion, points), -normals @ motion[:3, :3].T, slack

    def _eased(self, one: Way, rest: frozenset[int]) -> Way:
        """The way with a small step before it, off what the parts would slide along, where there is room for that; a
        screw's with its turns."""
        if best := self._unscrewed(one, rest):
            return best
        best = one
        pairs = [(i, j) for i in one.parts for j in rest]
        least = 0.5 * self._rest.brushes(one, rest)
        for off in asides(np.concatenate([self._rest.normals(i, j) for i, j in pairs]), one.way) if least else ():
            first, then = (transform(move=share * EASE * self._diagonal * off) for share in (0.5, 1.0))
            eased = replace(one, motions=(then,))
            if (brushes := self._rest.brushes(eased, rest)) > least:
                continue
            if all(
                self._is_clear(i, j, np.stack([first, then]), one.strictness)
                and self._leaves(i, j, one.way, one.strictness, then, every=ALL)
                for i, j in pairs
            ):
                best, least = eased, 0.9 * brushes
        return best

    def _unscrewed(self, one: Way, rest: frozenset[int]) -> Way | None:
        """The way of a single part that a screw moves along it, with as many whole turns as bring it out."""
        (part, *others) = one.parts
        joint = self._joints.get(part)
        if others or joint is None or joint.type is not JointType.SCREW or abs(one.way @ joint.axis) < ALONG:
            return None
        held = [j for j in rest if len(self._rest.normals(part, j))]
        length = max((float(self._rest.out(part, j, one.way[None])[0]) for j in held), default=0.0)
        turns = min(int(np.ceil(length / abs(joint.pitch))), MOST_TURNS)
        run = float(np.sign(one.way @ joint.axis)) * turns * abs(joint.pitch)
        looks = [joint_matrix(joint, run * k / (turns * LOOKS)) for k in range(1, turns * LOOKS + 1)]
        if not looks or not all(self._passes_by(part, j, np.stack(looks), one.way) for j in rest):
            return None
        return replace(one, motions=tuple(looks[LOOKS // TURN - 1 :: LOOKS // TURN]))

    def _passes_by(self, i: int, j: int, motions: np.ndarray, way: np.ndarray) -> bool:
        """Whether i passes j, at rest, by motions of which the last only moves it, and then on along a way."""
        if not self._leaves(i, j, way, UNSCREWED, transform(move=motions[-1][:3, 3])):
            return False
        return self._is_clear(i, j, motions, UNSCREWED)

    def _is_clear(self, i: int, j: int, motions: np.ndarray, strictness: int) -> bool:
        """Whether i may be everywhere that (k, 4, 4) motions bring it, for all that j, at rest, minds."""
        a, b, between = (i, j, motions) if i > j else (j, i, np.linalg.inv(motions))
        return self._pairs[a, b].clear(between, strictness) == len(motions)

    def _reach(self, i: int, j: int, ways: np.ndarray, strictness: int) -> np.ndarray:
        """(m,) how far i gets along each of (m, 3) ways until j stops it."""
        return self._pairs[i, j].reach(ways, strictness) if i > j else self._pairs[j, i].reach(-ways, strictness)

    def _leaves(self, i: int, j: int, way: np.ndarray, strictness: int, start: np.ndarray, every: int = SOME) -> bool:
        """Whether i gets away from j along one way, from where a (4, 4) motion has brought it."""
        if i > j:
            return bool(self._pairs[i, j].leaves(way[None], strictness, start, every)[0])
        back = (-way @ start[:3, :3])[None]
        return bool(self._pairs[j, i].leaves(back, strictness, inverse(start), every)[0])

    def _open(self, level: int) -> None:
        """Ways of a level and those before it are looked along from now on."""
        wanted = self._levels[:level]
        known = np.zeros((0, 3))
        for ways in wanted:
            known = np.concatenate([known, directions.closed(ways, known)])
        if len(known) > len(self._ways):
            self._ways = known

    def _ask(self, i: int, j: int, strictnesses: range, among: np.ndarray) -> None:
        """Look whether j, at rest, stops i along those ways, (m,) bool, of which that is not known."""
        if i < j:
            # Closed sets hold a way and its opposite side by side.
            i, j, among = j, i, among.reshape(-1, 2)[:, ::-1].ravel()
        known, laxest = self._of_pair(i, j), strictnesses[-1] if strictnesses else -1
        # What is stopped is mostly stopped for good: that is asked once, of a few points.
        asked = np.flatnonzero(among & (known[:, 0] > MOST_LAX) & (known[:, 1] < MOST_LAX))
        if len(asked):
            away = self._pairs[i, j].leaves(self._ways[asked], MOST_LAX, every=FEW)
            known[asked, 1 - away] = MOST_LAX
        asked = np.flatnonzero(among & (known[:, 0] > known[:, 1] + 1) & (known[:, 1] < laxest))
        if len(asked):
            first = np.maximum(known[asked, 1] + 1, strictnesses[0])
            least = self._pairs[i, j].least(self._ways[asked], first, laxest)
            known[asked, 0] = np.where(least <= laxest, least, known[asked, 0])
            known[asked, 1] = least - 1

    def _of_pair(self, i: int, j: int) -> np.ndarray:
        """(m, 2) what is known of a pair, i > j, for all ways that are looked along; nothing is NEVER, -1."""
        known = self._known.get((i, j), np.zeros((0, 2), int))
        if len(known) < len(self._ways):
            more = np.tile([NEVER, -1], (len(self._ways) - len(known), 1))
            known = self._known[i, j] = np.concatenate([known, more])
        return known

    def _free(self, parts: list[int], laxest: int, strictest: int = 0, only: Sequence[int] | None = None) -> list[Way]:
        """Every smallest set that leaves the others along one of the ways, or only of those with such numbers; the
        smaller half where both are one; each as strictly as it does."""
        numbers = np.arange(len(self._ways)) if only is None else np.array(only)
        least = np.full((len(numbers), len(parts), len(parts)), NEVER)
        for a, i in enumerate(parts):
            for b, j in enumerate(parts):
                if a != b:
                    least[:, a, b] = self._least(i, j)[numbers]
        found: dict[tuple[frozenset[int], int], Way] = {}
        for strictness, place, row in leaving(least, range(strictest, laxest + 1)):
            group, number = frozenset(parts[k] for k in np.flatnonzero(row)), int(numbers[place])
            if 2 * len(group) > len(parts):
                group, number = frozenset(parts) - group, number ^ 1
            way = self._ways[number]
            if (group, number) not in found and (strictness >= OFF_RAIL or self._on_rails(group, way)):
                rank = 0.0 if number < 6 else 1.0 + number / len(self._ways)
                found[group, number] = Way(group, way, number, rank, strictness)
        return list(found.values())

    def _least(self, i: int, j: int) -> np.ndarray:
        """(m,) how little strictly j, at rest, is known to let i pass along each way that is looked along."""
        return self._of_pair(i, j)[:, 0] if i > j else self._of_pair(j, i)[:, 0].reshape(-1, 2)[:, ::-1].ravel()

    def _on_rails(self, group: frozenset[int], way: np.ndarray) -> bool:
        """Whether all that slides on a part which it leaves, or is left by, goes along its rail, the way it opens."""
        for child, joint in self._joints.items():
            if joint.type is JointType.PRISMATIC and (child in group) != (joint.parent in group):
                along = float(way @ joint.axis) * (1 if child in group else -1)
                if along < ALONG if joint.open > 0 else along > -ALONG:
                    return False
        return True
