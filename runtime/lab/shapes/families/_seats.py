"""Seats: free places on a part, on which the mechanism grammar puts movers; and bodies that offer them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..builder import Builder
from ..solids import Mesh, box, cylinder, lofted, plate, rounded_rectangle, sphere
from ._noise import lumpy
from ._vessel import section


@dataclass(frozen=True)
class Seat:
    """A rectangle on a part. turn (3, 3): columns right, up and out, left-handed for a mirrored twin; at (3,): its
    middle; half (2,): half sides; out, deep: how far it is free above it, and solid below it."""

    part: int
    turn: np.ndarray
    at: np.ndarray
    half: np.ndarray
    out: float
    deep: float

    @property
    def small(self) -> float:
        return float(self.half.min())

    def put(self, b: Builder, part: int, *meshes: Mesh) -> None:
        """Add meshes, given with the seat as their XY plane, to a part."""
        b.add(part, *(m.transformed(self.turn).moved(self.at) for m in meshes))

    def point(self, local) -> np.ndarray:
        return self.turn @ np.asarray(local, float) + self.at

    def slide(self, b: Builder, part: int, along, low: float, high: float) -> None:
        b.prismatic(self.part, part, self.turn @ np.asarray(along, float), low, high)

    def hinge(self, b: Builder, part: int, axis, origin, low: float | None = None, high: float | None = None) -> None:
        """A revolute joint, or without limits a continuous one; a mirrored seat turns the other way round."""
        axis = np.linalg.det(self.turn) * self.turn @ np.asarray(axis, float)
        if low is None:
            b.continuous(self.part, part, axis, self.point(origin))
        else:
            b.revolute(self.part, part, axis, self.point(origin), low, high)

    def on(self, part: int, local, half, out: float | None = None, deep: float = 0.0) -> Seat:
        """A seat that looks the same way on another part (or the same), its middle at local (3,)."""
        return replace(
            self, part=part, at=self.point(local), half=np.asarray(half, float), out=out or self.out, deep=deep
        )

    def turned(self, quarter: int) -> Seat:
        """The same place with right and up exchanged by so many quarter turns."""
        for _ in range(quarter % 4):
            right, up, out = self.turn.T
            self = replace(self, turn=np.column_stack([up, -right, out]), half=self.half[::-1])
        return self

    def row(self, count: int, gap: float) -> list[Seat]:
        """So many equal seats side by side along the longer side, gap being a share of each one's."""
        axis = int(self.half[1] > self.half[0])
        half = self.half.copy()
        half[axis] /= count
        middle = (np.arange(count) - (count - 1) / 2) * 2 * half[axis]
        half[axis] *= 1 - gap
        return [self.on(self.part, np.eye(3)[axis] * m, half, deep=self.deep) for m in middle]

    def twins(self, gap: float) -> list[Seat]:
        """Two seats, the second the first one's mirror image."""
        first, second = self.row(2, gap)
        flip = np.array([-1.0, 1, 1]) if self.half[0] >= self.half[1] else np.array([1.0, -1, 1])
        return [first, replace(second, turn=second.turn * flip)]


def _seat(part: int, out, up, at, half, room: float, deep: float) -> Seat:
    out, up = np.asarray(out, float), np.asarray(up, float)
    return Seat(
        part, np.column_stack([np.cross(up, out), up, out]), np.asarray(at, float), np.asarray(half, float), room, deep
    )


def _faces(part: int, half: np.ndarray, middle: np.ndarray, room: float) -> list[Seat]:
    """Seats on a block: front, right, left, back, top."""
    x, y, z = half
    return [
        _seat(part, (0, -1, 0), (0, 0, 1), middle - (0, y, 0), (x, z), room, 2 * y),
        _seat(part, (1, 0, 0), (0, 0, 1), middle + (x, 0, 0), (y, z), room, 2 * x),
        _seat(part, (-1, 0, 0), (0, 0, 1), middle - (x, 0, 0), (y, z), room, 2 * x),
        _seat(part, (0, 1, 0), (0, 0, 1), middle + (0, y, 0), (x, z), room, 2 * y),
        _seat(part, (0, 0, 1), (0, 1, 0), middle + (0, 0, z), (x, y), room, 2 * z),
    ]


def _block(rng, b: Builder, part: int) -> list[Seat]:
    half = rng.uniform(0.2, 1, 3)
    if rng.random() < 0.3:
        half[int(rng.integers(3))] *= rng.uniform(0.1, 0.3)
    if rng.random() < 0.6:
        b.add(part, box(-half, half))
    else:
        edge = rng.uniform(0.05, 0.4) * half.min()
        b.add(
            part,
            plate(rounded_rectangle(2 * half[0], 2 * half[1], edge, 4), -half[2], half[2], rng.choice([0, 0.6 * edge])),
        )
        half[:2] -= 0.02 * edge
    foot = half[2]
    if rng.random() < 0.4:  # on feet
        high, r = rng.uniform(0.05, 0.6), 0.12 * half[:2].min()
        b.add(
            part,
            *(
                cylinder((x, y, -foot - high), (x, y, -foot), r, 10)
                for x in np.array([-0.8, 0.8]) * half[0]
                for y in np.array([-0.8, 0.8]) * half[1]
            ),
        )
    return _faces(part, half, np.zeros(3), 2 * half.max())


def _drum(rng, b: Builder, part: int) -> list[Seat]:
    r, high, n = rng.uniform(0.2, 0.8), rng.uniform(0.1, 1), int(rng.choice([5, 6, 8, 12, 28]))
    b.add(part, cylinder((0, 0, -high), (0, 0, high), r, n))
    seats = [_seat(part, (0, 0, 1), (0, 1, 0), (0, 0, high), (0.65 * r, 0.65 * r), 2 * r, 2 * high)]
    wide = r * np.sin(np.pi / n) if n < 12 else 0.3 * r
    for k in range(min(n, 4)):
        a = 2 * np.pi * (k + 0.5) / n if n < 12 else np.pi / 2 * k
        out = np.array([np.cos(a), np.sin(a), 0])
        flat = r * (np.cos(np.pi / n) if n < 12 else 1.0)
        seats.append(_seat(part, out, (0, 0, 1), flat * out, (0.9 * wide, 0.9 * high), 2 * r, r))
    return seats


def _post(rng, b: Builder, part: int) -> list[Seat]:
    """A pole or beam on a foot or a bracket: places at its top and along it."""
    high, r = rng.uniform(0.8, 2), rng.uniform(0.03, 0.12)
    b.add(part, box((-r, -r, 0), (r, r, high)) if rng.random() < 0.5 else cylinder((0, 0, 0), (0, 0, high), r, 14))
    foot = rng.uniform(2, 6) * r
    if rng.random() < 0.8:
        b.add(
            part,
            cylinder((0, 0, -0.5 * r), (0, 0, 0), foot, 20)
            if rng.random() < 0.5
            else box((-foot, -foot, -r), (foot, foot, 0)),
        )
    head = r * rng.uniform(1, 4)
    b.add(part, box((-head, -head, high), (head, head, high + r)))
    seats = [_seat(part, (0, 0, 1), (0, 1, 0), (0, 0, high + r), (0.95 * head, 0.95 * head), high, 0.0)]
    for k, out in enumerate(np.array([[0, -1, 0], [1, 0, 0], [-1, 0, 0]])):
        if rng.random() < 0.5:
            continue
        z, half = high * (0.8 - 0.22 * k), r * np.array([rng.uniform(1, 3), rng.uniform(1, 3)])
        across = np.abs(np.cross(out, (0, 0, 1)))
        reach = half[0] * across + (0, 0, half[1])
        b.add(
            part,
            box((0, 0, z) - reach + 0.8 * r * np.minimum(out, 0), (0, 0, z) + reach + 0.8 * r * np.maximum(out, 0)),
        )
        b.add(
            part,
            box(
                (0, 0, z) - 0.9 * reach + 1.4 * r * np.minimum(out, 0),
                (0, 0, z) + 0.9 * reach + 1.4 * r * np.maximum(out, 0),
            ),
        )
        seats.append(_seat(part, out, (0, 0, 1), 1.4 * r * out + (0, 0, z), 0.85 * half, high, 0.0))
    return seats


def _ball(rng, b: Builder, part: int) -> list[Seat]:
    """Round or lumpy bodies; places on small flats."""
    size = rng.uniform(0.3, 0.8, 3)
    b.add(part, lumpy(rng, sphere((0, 0, 0), size, 20), rng.choice([0.0, 0.04])))
    seats = []
    for axis, side in ((1, -1), (0, 1), (0, -1), (2, 1)):
        out = np.eye(3)[axis] * side
        others = np.delete(size, axis).min()
        up = np.eye(3)[1 if axis == 2 else 2]
        flat, half = 1.02 * size * out, 0.3 * others
        b.add(part, cylinder(0.6 * flat, flat, 1.3 * half, 20))
        seats.append(_seat(part, out, up, flat, (half, half), size.max(), 0.0))
    return seats


def _lofted(rng, b: Builder, part: int) -> list[Seat]:
    """Hulls whose section changes along X; places on the flats of their ends and on a deck."""
    long, n = rng.uniform(0.6, 1.5), int(rng.integers(3, 6))
    outline = section(24, rng.uniform(2, 6))
    size = rng.uniform(0.15, 0.45, (n, 2))
    rings = [np.c_[np.full(24, x), outline * s] for x, s in zip(np.linspace(-long, long, n), size, strict=True)]
    b.add(part, lofted(np.stack(rings)))
    deck = size[:, 1].max()
    b.add(part, box((-0.5 * long, -0.2, 0), (0.5 * long, 0.2, 1.05 * deck)))
    return [
        _seat(part, (1, 0, 0), (0, 0, 1), (long, 0, 0), 0.6 * size[-1], long, 0.0),
        _seat(part, (-1, 0, 0), (0, 0, 1), (-long, 0, 0), 0.6 * size[0], long, 0.0),
        _seat(part, (0, 0, 1), (0, 1, 0), (0, 0, 1.05 * deck), (0.5 * long, 0.2), long, deck),
    ]  # fmt: skip


def _plate(rng, b: Builder, part: int) -> list[Seat]:
    """A wall plate or a base plate: one large place."""
    half, t = rng.uniform(0.4, 1, 2), rng.uniform(0.02, 0.12)
    b.add(
        part,
        plate(rounded_rectangle(*(2 * half), rng.uniform(0.01, 0.3) * half.min(), 4), -t, 0, rng.choice([0, 0.3 * t])),
    )
    flat = _seat(part, (0, 0, 1), (0, 1, 0), (0, 0, 0), 0.95 * half, 2 * half.max(), t)
    return flat.row(int(rng.integers(1, 4)), 0.1)


def _lattice(rng, b: Builder, part: int) -> list[Seat]:
    """A frame of bars around a room; places across its open sides and on its top."""
    half, r = rng.uniform(0.3, 1, 3), rng.uniform(0.02, 0.06)
    for axis in range(3):
        u, v = [a for a in range(3) if a != axis]
        for i in (-1, 1):
            for k in (-1, 1):
                low, high = -half.copy(), half.copy()
                low[[u, v]], high[[u, v]] = (
                    np.array([i, k]) * (half[[u, v]] - r) - r,
                    np.array([i, k]) * (half[[u, v]] - r) + r,
                )
                b.add(part, box(low, high))
    if rng.random() < 0.6:
        b.add(part, box(-half, half * (1, 1, 0) - (0, 0, half[2] - r)))
    if rng.random() < 0.6:
        b.add(part, box(half * (-1, 1, -1) - (0, r, 0), half))
    seats = _faces(part, half, np.zeros(3), half.max())
    return [replace(s, deep=0.0 if k else 1.7 * half[1]) for k, s in enumerate(seats)]


BODIES = {"block": 0.36, "drum": 0.16, "post": 0.14, "plate": 0.12, "ball": 0.08, "lofted": 0.06, "lattice": 0.08}
_MAKERS = {
    "block": _block, "drum": _drum, "post": _post, "ball": _ball, "lofted": _lofted, "plate": _plate,
    "lattice": _lattice,
}  # fmt: skip


def body(rng: np.random.Generator, b: Builder, part: int) -> list[Seat]:
    """Fill the body and say where on it there is room; the front, or the best place, comes first."""
    return _MAKERS[str(rng.choice(list(BODIES), p=list(BODIES.values())))](rng, b, part)
