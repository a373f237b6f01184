"""What stands so far in an assembly that pages show, and what a place in space would be worth to one more part.

A place is worth what of the part's lines, where nothing hides them, is met on the page; and what space says: that the
part touches what stands, stands in line with its like, and is not inside anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from ..frames import rotation
from .contour import BESIDE, Contour, beside, contour, met, stamped, standing_depth
from .enclosed import Hull, touching
from .loose import LoosePart, tilted
from .page import Maps, pixel
from .samples import sampled
from .viewpoint import View
from .wire import Wire

LEANS = np.radians((-16, -11, -6, 6, 11, 16))  # by which backs lean
LEANS_FOR = 0.07  # by how much lines have to fit better for that
FITS = 0.36  # lines that are met so well are met
WORTH = 0.45  # of a line's nearness: less speaks against a part, more for it
FLOATING = 0.1  # what it takes from a place to touch nothing
FITTING = 0.8  # what that counts for two alike that stand apart just so that a part fits between
TOUCHING = 0.25  # what it adds to touch with a whole face
EVEN = 0.08  # what standing in line with an identical part adds, by axis
ROUGH, COVER = 24, 12  # points of a contour, and of what it covers, that are looked at first
LOOKED = 60  # depths that are looked at in space
FACES = 1200  # of a part's mesh as far as its outline goes
SWEPT = 8  # depths that are looked at closely
DENSE = 9000  # points on a part's surface that tell what it encloses
MIRRORED = 0.05  # what being a mirror image of what stands adds to a place's worth
LIKE = 0.05  # radians that a camera may turn before contours are looked at anew
SLACK = 0.006  # of the whole picture's side, in the world: surfaces nearer than that touch
FINE = 64  # pixels a side of the maps over which contours are slid


@dataclass(frozen=True)
class Kind:
    """What all identical parts share: edges, hull, turns to try, some of their points; all in `part`'s own frame, to
    which `own`, (4, 4), takes that of the parts of such a kind."""

    kind: int
    own: np.ndarray
    part: LoosePart
    wire: Wire
    hull: Hull
    turns: np.ndarray
    points: np.ndarray

    @property
    def plain(self) -> bool:
        """Whether it lies as its box does, not as its ends do."""
        return bool(np.array_equal(self.own, np.eye(4)))

    @classmethod
    def of(cls, part: LoosePart, own: np.ndarray | None = None) -> Kind:
        dense, _ = sampled(part.vertices[part.faces], DENSE)
        part = replace(part, **dict(zip(("vertices", "faces"), thinned(part.vertices, part.faces), strict=True)))
        return cls(
            part.kind,
            np.eye(4) if own is None else own,
            part,
            Wire.of(part.vertices, part.faces),
            Hull.of(dense, part.half),
            part.unlike_turns(),
            dense[::120],
        )


def thinned(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A mesh of about FACES triangles at most: vertices in one cell of a grid become one."""
    for cells in (160, 110, 80, 56, 40):
        if len(faces) <= FACES:
            break
        size = float(np.ptp(vertices, axis=0).max()) / cells
        cell = np.floor((vertices - vertices.min(axis=0)) / size).astype(np.int64)
        _, number = np.unique((cell[:, 0] << 40) | (cell[:, 1] << 20) | cell[:, 2], return_inverse=True)
        number = number.ravel()
        count = np.bincount(number)
        joined = np.stack([np.bincount(number, vertices[:, k]) / count for k in range(3)], axis=1)
        kept = number[faces]
        kept = kept[(kept != np.roll(kept, 1, axis=1)).all(axis=1)]
        _, first = np.unique(np.sort(kept, axis=1), axis=0, return_index=True)
        if len(first) <= FACES or cells == 40:
            return joined, kept[np.sort(first)]
    return vertices, faces


def kinds_of(parts: Sequence[LoosePart]) -> dict[int, Kind]:
    """By number, each kind of part as its box lies, and again as its ends lie where they are cut aslant."""
    found: list[Kind] = []
    for part in {part.kind: part for part in reversed(parts)}.values():
        found.append(Kind.of(part))
        found += [Kind.of(other, own) for own, other in tilted(part)]
    return dict(enumerate(found))


@dataclass(frozen=True)
class Placed:
    """index: of the part; shape: number of its kind; turn: (3, 3); middle: (3,) in the world; half: (3,) of its box
    there; worth: how well its lines are met, by length. axis, on: across which axis a face meets, or is flush with,
    that of which part; or -1."""

    index: int
    shape: int
    turn: np.ndarray
    middle: np.ndarray
    half: np.ndarray
    contour: Contour
    worth: float
    axis: int = -1
    on: int = -1

    @property
    def merit(self) -> float:
        """What is placed first: what is surest, and of that the larger."""
        return self.worth * abs(self.worth) * self.contour.length**0.5


def square(reach: float, count: int) -> np.ndarray:
    """(count * count, 2) even steps to all sides."""
    return np.stack(np.meshgrid(*[np.linspace(-reach, reach, count)] * 2), axis=-1).reshape(-1, 2)


@dataclass
class Standing:
    """The parts, by kinds; the camera; what stands; and, of that, how near it is at each place on the page.

    stamps: by kind and turn, of contours, transformed, for this camera; contours: with the camera they were seen by,
    kept until it is another by more than LIKE.
    """

    parts: Sequence[LoosePart]
    kinds: dict[int, Kind]
    view: View
    standing: list[Placed] = field(default_factory=list)
    stamps: dict[tuple[int, int], np.ndarray] = field(default_factory=dict)
    contours: dict[tuple[int, int], tuple[View, Contour]] = field(default_factory=dict)
    depth: np.ndarray | None = None

    def spans(self, kind: int) -> np.ndarray:
        """(l,) how long and broad the parts that wait are: two alike may stand as far apart, for one goes between."""
        waiting = {part.kind: part for index, part in enumerate(self.parts) if self.waits(index)}
        waiting.pop(self.kinds[kind].kind, None)
        return np.unique(np.round([2 * size for part in waiting.values() for size in part.half[:2]], 5))

    def stand(self, one: Placed) -> None:
        self.standing.append(one)
        shape = self.kinds[one.shape].part
        depth = standing_depth(shape.vertices @ one.turn.T + one.middle, shape.faces, self.view)
        self.depth = depth if self.depth is None else np.maximum(self.depth, depth)

    def shown(self, kind: int, number: int) -> Contour:
        """A kind's contour in one of its turns."""
        view, one = self.contours.get((kind, number), (None, None))
        if view is None or max(abs(view.azimuth - self.view.azimuth), abs(view.elevation - self.view.elevation)) > LIKE:
            one = contour(self.kinds[kind].wire, self.kinds[kind].turns[number], self.view)
            self.contours[kind, number] = self.view, one
        return one

    def stamp(self, kind: int, number: int) -> np.ndarray:
        """The stamp of such a contour, transformed, in one or more sizes."""
        if (kind, number) not in self.stamps:
            one = self.shown(kind, number)
            # In perspective what is near is larger.
            sizes = (1.0,) if self.view.strength < 0.05 else 1 + self.view.strength * np.array((-0.5, 0.0, 0.5))
            views = [replace(self.view, scale=self.view.scale * size) for size in sizes]
            stamp = np.concatenate([np.fft.rfft2(stamped([one], view, FINE)).conj() for view in views])
            self.stamps[kind, number] = stamp.astype(np.complex64)
        return self.stamps[kind, number]

    def waits(self, index: int) -> bool:
        return all(one.index != index for one in self.standing)

    def in_space(self, index: int, kind: int, number: int, place: np.ndarray, maps: Maps) -> Placed:
        """The best of a part's depths at a place on the page, moved to where its lines fit best."""
        one = self.shown(kind, number)
        turn = self.kinds[kind].turns[number]
        depths, axes, owners = self.depths(kind, turn, place)
        few, some = max(len(one.points) // ROUGH, 1), max(len(one.cover) // COVER, 1)
        rough = replace(
            one,
            points=one.points[::few],
            angles=one.angles[::few],
            channels=one.channels[::few],
            weight=one.weight[::few] * one.length / max(one.weight[::few].sum(), 1e-12),
            cover=one.cover[::some],
        )
        moves = square(0.03 / self.view.scale, 3)
        middles = self.view.lift(place, depths)
        aside = np.stack([np.insert(moves, axis, 0.0, axis=1) for axis in range(3)])[axes]  # on what is met, not off it
        tried = middles[:, None] + aside
        worth = self.lines_met(rough, tried.reshape(-1, 3), maps).reshape(len(middles), -1)
        middles = tried[np.arange(len(tried)), worth.argmax(axis=1)]
        worth = worth.max(axis=1)
        few = np.argsort(-worth, kind="stable")[:LOOKED]
        space = self.physics(kind, turn, middles[few])
        best = np.argsort(-(worth[few] + space), kind="stable")[:SWEPT]
        few, space = few[best], space[best]
        worth = self.lines_met(one, middles[few], maps) + space
        half = np.abs(turn) @ self.kinds[kind].part.half
        found = []
        for rank in np.argsort(-worth, kind="stable")[:2]:
            pick = few[rank]
            middle, value = self.slid(one, middles[pick], int(axes[pick]), maps)
            on = int(owners[pick])
            axis = int(axes[pick]) if on >= 0 else -1
            found.append(Placed(index, kind, turn, middle, half, one, value + float(space[rank]), axis, on))
        best = max(found, key=lambda one: one.worth)
        space = float(self.physics(kind, turn, best.middle[None])[0])
        return replace(best, worth=float(self.lines_met(one, best.middle[None], maps)[0]) + space)

    def slid(self, one: Contour, middle: np.ndarray, axis: int, maps: Maps) -> tuple[np.ndarray, float]:
        """A place in space moved a little, but not along an axis, to where lines are met best; that, and how well."""
        value = -np.inf
        for reach in (0.026, 0.008):
            moves = np.insert(square(reach / self.view.scale, 5), axis, 0.0, axis=1)
            met_there = self.lines_met(one, middle + moves, maps)
            if met_there.max() > value:
                value, middle = float(met_there.max()), middle + moves[int(met_there.argmax())]
        return middle, value

    def leaned(self, one: Placed, maps: Maps) -> Placed:
        """A placement with the part turned a little about a level axis, if its lines fit better so by LEANS_FOR."""
        now = float(self.lines_met(one.contour, one.middle[None], maps)[0])
        if now > FITS:
            return one
        wire, best, gained = self.kinds[one.shape].wire, one, now + LEANS_FOR
        moves = square(0.05 / self.view.scale, 5) @ self.view.turn[:2]
        for axis in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)):
            for lean in LEANS:
                turn = rotation(axis, lean) @ one.turn
                shown = contour(wire, turn, self.view)
                met_there = self.lines_met(shown, one.middle + moves, maps)
                if met_there.max() > gained:
                    gained = float(met_there.max())
                    best = replace(one, turn=turn, middle=one.middle + moves[met_there.argmax()], contour=shown)
        if best is one:
            return one
        return replace(best, worth=one.worth + gained - now)

    def worth(self, kind: int, turn: np.ndarray, one: Contour, middles: np.ndarray, maps: Maps) -> np.ndarray:
        """(d,) how well a part's lines that are not hidden are met at (d, 3) places, and what space says to them."""
        return self.lines_met(one, middles, maps) + self.physics(kind, turn, middles)

    def lines_met(self, one: Contour, middles: np.ndarray, maps: Maps) -> np.ndarray:
        """(d,) how well lines that are not hidden are met, and white page is not covered."""
        seen = self.view.project_all(middles, one.points)
        found = ((met(maps.near, one, seen[..., :2]) - WORTH) * self._unhidden(one, seen)).sum(axis=1) / one.length
        return found - BESIDE * beside(maps, self.view.project_all(middles, one.cover)[..., :2])

    def seen(self, one: Contour, middles: np.ndarray) -> np.ndarray:
        """(d, m) the weight of a part's lines at (d, 3) places, 0 where what stands hides them."""
        return self._unhidden(one, self.view.project_all(middles, one.points))

    def _unhidden(self, one: Contour, seen: np.ndarray) -> np.ndarray:
        if self.depth is None:
            return np.tile(one.weight, (len(seen), 1))
        row, column = pixel(seen[..., :2], self.depth.shape[0])
        return one.weight * (seen[..., 2] >= self.depth[row, column] - 2.0 * SLACK / self.view.scale)

    def mirrored(self, index: int, kind: int, maps: Maps) -> list[Placed]:
        """A part across the middle of the largest that stands, or of it all, from where its like stand."""
        siblings = [one for one in self.standing if self.kinds[one.shape].kind == self.kinds[kind].kind]
        if not siblings:
            return []
        low = np.min([one.middle - one.half for one in self.standing], axis=0)
        high = np.max([one.middle + one.half for one in self.standing], axis=0)
        centres = [max(self.standing, key=lambda one: float(np.prod(one.half))).middle, (low + high) / 2]
        ways = ((-1, 1, 1), (1, -1, 1), (-1, -1, 1))
        found = []
        for number, turn in enumerate(self.kinds[kind].turns):
            half = np.abs(turn) @ self.kinds[kind].part.half
            like = [one for one in siblings if np.abs(half - one.half).max() < 1e-3 * half.max()]
            if not like:
                continue
            of, middles = zip(
                *[(one, c + (one.middle - c) * way) for one, c, way in product(like, centres, ways)], strict=True
            )
            one = self.shown(kind, number)
            worth = self.worth(kind, turn, one, np.array(middles), maps) + MIRRORED
            best = int(worth.argmax())
            sibling = of[best]
            found.append(
                Placed(index, kind, turn, middles[best], half, one, float(worth[best]), sibling.axis, sibling.on)
            )
        return found

    def depths(self, kind: int, turn: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(d,) nearnesses at which a flat face of the part meets, or is flush with, one of what stands; (d,) across
        which axis that face is; (d,) of which part, -1 for none."""
        if not self.standing:
            return np.zeros(1), np.full(1, int(np.abs(self.view.turn[2]).argmax())), np.full(1, -1)
        start, ahead = self.view.lift(place, 0.0), self.view.lift(place, 1.0)
        ahead = ahead - start
        own, found, axes, owners = self.offsets(kind, turn), [], [], []
        spans = self.spans(kind)
        for one in self.standing:
            other = self.offsets(one.shape, one.turn)
            for axis in range(3):
                if abs(ahead[axis]) > 0.05:
                    gaps = other[axis][:, None] + one.middle[axis] - own[axis] - start[axis]
                    if one.shape == kind and len(spans):
                        gaps = (gaps + np.concatenate([[0.0], spans, -spans])[:, None, None]).reshape(-1, 1)
                    found.append(gaps.ravel() / ahead[axis])
                    axes.append(np.full(gaps.size, axis))
                    owners.append(np.full(gaps.size, one.index))
        found, axes, owners = np.concatenate(found), np.concatenate(axes), np.concatenate(owners)
        step = 0.5 * SLACK / self.view.scale
        _, first = np.unique(np.rint(found / step).astype(int) * 3 + axes, return_index=True)
        first = first[np.abs(found[first]) < 2.2 / self.view.scale]
        return found[first], axes[first], owners[first]

    def offsets(self, kind: int, turn: np.ndarray) -> list[np.ndarray]:
        """By axis of the world, where a turned part has flat faces across it, and its middle."""
        part = self.kinds[kind].part
        found = []
        for axis in range(3):
            own = int(np.abs(turn[axis]).argmax())
            offsets = part.planes[own][:, 0] * np.sign(turn[axis, own])
            found.append(np.unique(np.round(np.append(offsets, 0.0), 6)))
        return found

    def sides(self, kind: int, turn: np.ndarray) -> list[np.ndarray]:
        """By axis of the world (j, 2): where a turned part has flat faces across it, and to which side they look."""
        part = self.kinds[kind].part
        found = []
        for axis in range(3):
            own = int(np.abs(turn[axis]).argmax())
            found.append(part.planes[own][:, (0, 2)] * np.sign(turn[axis, own]))
        return found

    def meets(
        self, kind: int, turn: np.ndarray, half: np.ndarray, middles: np.ndarray, other: Placed, slack: float
    ) -> np.ndarray:
        """(d,) of which share of the smaller of two faces a part at (d, 3) places lies against another; FITTING where
        two alike stand apart by what goes between them."""
        off = middles - other.middle
        lap = half + other.half - np.abs(off)
        found = np.zeros(len(middles))
        theirs = self.sides(other.shape, other.turn)
        spans = self.spans(kind) if other.shape == kind else ()
        for axis, own in enumerate(self.sides(kind, turn)):
            gap = off[:, axis, None, None] + own[:, None, 0] - theirs[axis][:, 0]
            against = own[:, None, 1] * theirs[axis][:, 1] <= 0
            meets = ((np.abs(gap) < slack) & against).any(axis=(1, 2))
            u, v = (axis + 1) % 3, (axis + 2) % 3
            if len(spans) and (np.abs(off[:, (u, v)]) < slack).all(axis=1).any():
                fits = (np.abs(np.abs(gap)[..., None] - spans) < 0.3 * slack).any(axis=3) & against
                fits = fits.any(axis=(1, 2)) & (np.abs(off[:, (u, v)]) < slack).all(axis=1)
                found = np.maximum(found, FITTING * fits)
            meets &= (lap[:, u] > slack) & (lap[:, v] > slack)
            across = np.minimum(lap[:, u], 2 * min(half[u], other.half[u])) * np.minimum(
                lap[:, v], 2 * min(half[v], other.half[v])
            )
            face = 4 * min(half[u] * half[v], other.half[u] * other.half[v])
            found = np.maximum(found, np.where(meets, across / max(face, 1e-12), 0))
        return found

    def physics(self, kind: int, turn: np.ndarray, middles: np.ndarray) -> np.ndarray:
        """(d,) what speaks for places in space: touching what stands, not being inside it."""
        half = np.abs(turn) @ self.kinds[kind].part.half
        if not self.standing:
            return np.zeros(len(middles))
        slack = SLACK * 2 / self.view.scale
        others = np.stack([one.middle for one in self.standing])
        _, deep = touching(middles, half, others, np.stack([one.half for one in self.standing]), slack)
        covered = np.stack([self.meets(kind, turn, half, middles, one, slack) for one in self.standing], axis=1)
        good = covered.sum(axis=1)
        bad = np.zeros(len(middles))
        inside = self.kinds[kind].points @ turn.T
        for number, one in enumerate(self.standing):
            close = np.flatnonzero(deep[:, number] > 0.25 * slack)
            if not len(close):
                continue
            other = self.kinds[one.shape]
            margin = min(slack, 0.25 * other.part.half[2], 0.25 * half.min())
            points = (inside + middles[close, None] - one.middle) @ one.turn
            share = (other.hull.depth(points) > margin).mean(axis=1)
            back = (other.points @ one.turn.T + one.middle - middles[close, None]) @ turn
            share = np.maximum(share, (self.kinds[kind].hull.depth(back) > margin).mean(axis=1))
            bad[close] += np.minimum(share * 6, 1)
        even = np.zeros(len(middles))
        for one in self.standing:
            if self.kinds[one.shape].kind == self.kinds[kind].kind:
                off = np.abs(middles - one.middle)
                if np.abs(one.half - half).max() < 0.05 * half.max():
                    even = np.maximum(even, (off < 0.5 * slack).sum(axis=1))
                bad += 2.5 * (off < 0.6 * np.minimum(half, one.half) + 0.5 * slack).all(axis=1)
        return EVEN * even + TOUCHING * np.minimum(good, 2) - FLOATING * (good < 0.02) - 0.6 * np.minimum(bad, 2.5)
