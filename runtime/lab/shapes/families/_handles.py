"""Handles, knobs and pulls. They are built on a front face (normal -Y) and stay in the part that they sit on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..solids import Mesh, arc, box, cylinder, extruded, frame, lathe, rotation, rounded_rectangle, sphere, tube

KINDS = ("bar", "square_bar", "bow", "knob", "cup", "recess", "lip", "ring", "slab", "plate_bow", "lever", "none")
_USUAL = (0.19, 0.13, 0.12, 0.18, 0.05, 0.04, 0.05, 0.03, 0.05, 0.03, 0.02, 0.11)


@dataclass(frozen=True)
class HandleStyle:
    """What all handles of one object have in common. Sizes in metres; segments: roundness."""

    kind: str
    length: float
    thickness: float
    stand_off: float
    segments: int
    profile: int


def handle_style(rng: np.random.Generator, kinds: tuple[str, ...] = (), scale: float = 1.0) -> HandleStyle:
    """A random style, of one of kinds if any are given. scale 1 suits a kitchen drawer."""
    kind = str(rng.choice(kinds)) if kinds else str(rng.choice(KINDS, p=_USUAL))
    return HandleStyle(
        kind,
        length=scale * rng.uniform(0.06, 0.28),
        thickness=scale * rng.uniform(0.006, 0.018),
        stand_off=scale * rng.uniform(0.018, 0.055),
        segments=int(rng.choice([6, 8, 12, 16])),
        profile=int(rng.integers(4)),
    )


def handle(style: HandleStyle, at, upright: bool, room: float) -> list[Mesh]:
    """Meshes of a handle whose middle sits on the front face at point `at` (3,), reaching out to -Y.

    upright: it runs along Z rather than X. room: the longest that it may be, metres.
    """
    build = _BUILDERS.get(style.kind)
    if build is None:
        return []
    length = min(style.length, room)
    meshes = build(style, length)
    if upright and style.kind not in ("knob", "cup", "ring"):
        meshes = [m.rotated((0, 1, 0), np.pi / 2) for m in meshes]
    return [m.moved(at) for m in meshes]


def _bar(style: HandleStyle, length: float) -> list[Mesh]:
    t, out, s = style.thickness / 2, -style.stand_off, style.segments
    foot = length / 2 * (0.7, 0.8, 0.9, 0.95)[style.profile]
    posts = [cylinder((x, 0, 0), (x, out, 0), t * 0.8, s) for x in (-foot, foot)]
    return [cylinder((-length / 2, out, 0), (length / 2, out, 0), t, s), *posts]


def _square_bar(style: HandleStyle, length: float) -> list[Mesh]:
    t, out, half = style.thickness / 2, -style.stand_off, length / 2
    foot = half - t if style.profile < 2 else 0.8 * half
    posts = [box((x - t, 0, -t), (x + t, out + t, t)) for x in (-foot, foot)]
    return [box((-half, out - t, -t), (half, out + t, t)), *posts]


def _bow(style: HandleStyle, length: float) -> list[Mesh]:
    t = np.linspace(0, np.pi, 9 if style.segments < 12 else 15)
    power = (1.0, 0.6, 0.35, 0.8)[style.profile]
    path = np.c_[-length / 2 * np.cos(t), -style.stand_off * np.sin(t) ** power, 0 * t]
    return [tube(path, style.thickness / 2, style.segments)]


def _plate_bow(style: HandleStyle, length: float) -> list[Mesh]:
    plate = box((-length * 0.62, 0, -style.thickness * 1.6), (length * 0.62, -0.003, style.thickness * 1.6))
    return [plate, *_bow(style, length)]


def _knob(style: HandleStyle, length: float) -> list[Mesh]:
    r = min(style.thickness + 0.09 * style.length, length / 2)
    h = max(style.stand_off, 0.9 * r)
    if style.profile == 0:
        return [cylinder((0, 0, 0), (0, -h * 0.6, 0), r * 0.4, style.segments), sphere((0, -h * 0.7, 0), r, 12)]
    if style.profile == 1:
        return [cylinder((0, 0, 0), (0, -h, 0), r, style.segments, r * 0.85)]
    if style.profile == 2:
        return [box((-r, -h, -r), (r, -h + r, r)), box((-r / 2, -h + r, -r / 2), (r / 2, 0, r / 2))]
    outline = np.array([[0, 0], [0.7, 0], [0.4, 0.25], [0.45, 0.55], [1, 0.75], [0.9, 0.95], [0, 1]])
    return [lathe(outline * (r, h), style.segments).transformed(rotation((1, 0, 0), np.pi / 2))]


def _cup(style: HandleStyle, length: float) -> list[Mesh]:
    """A half shell, open downward."""
    r, deep = length / 2 * 0.8, style.stand_off
    t, p = np.linspace(0, np.pi, 9), np.linspace(0, np.pi / 2, 5)
    grid = np.stack(
        [
            r * np.cos(t)[:, None] * np.ones(5),
            -deep * np.sin(t)[:, None] ** 0.5 * np.cos(p),
            0.45 * r * np.sin(t)[:, None] ** 0.5 * np.sin(p),
        ],
        -1,
    )
    i, k = np.meshgrid(np.arange(8), np.arange(4), indexing="ij")
    a = (i * 5 + k).ravel()
    return [Mesh(grid.reshape(-1, 3), np.concatenate([np.c_[a, a + 5, a + 6], np.c_[a, a + 6, a + 1]]))]


def _recess(style: HandleStyle, length: float) -> list[Mesh]:
    half, rim, high = length / 2, max(style.thickness * 0.4, 0.003), max(style.thickness * 1.5, 0.012)
    outer = frame((-half, -rim, -high), (half, 0.0, high), "y", (-half + rim, -high + rim), (half - rim, high - rim))
    return [outer, box((-half + rim, -0.001, -high + rim), (half - rim, 0.0, high - rim))]


def _lip(style: HandleStyle, length: float) -> list[Mesh]:
    """A bent strip to pull at from behind."""
    half, t = length / 2, 0.003
    hook = -1 if style.profile < 2 else 1
    out = style.stand_off * 0.7
    return [
        box((-half, 0, -t), (half, -out, 0)),
        box((-half, -out, -t), (half, -out + t, hook * style.thickness)),
    ]


def _ring(style: HandleStyle, length: float) -> list[Mesh]:
    r, t = min(length / 2, style.thickness * 2.5), style.thickness * 0.25
    centre = np.array([0, -2 * t, -r])
    path = arc(centre, centre + (0, 0, r), 2 * np.pi * 15 / 16, (0, 1, 0), 16)
    return [tube(path, t, 6, closed=True), cylinder((0, 0, 0), (0, -4 * t, 0), 3 * t, style.segments)]


def _slab(style: HandleStyle, length: float) -> list[Mesh]:
    outline = rounded_rectangle(length, style.thickness * 2.4, style.thickness * (0.1, 0.5, 1.2, 0.3)[style.profile], 3)
    return [extruded(outline, 0, style.stand_off * 0.7).transformed(rotation((1, 0, 0), np.pi / 2))]


def _lever(style: HandleStyle, length: float) -> list[Mesh]:
    t, out, reach = style.thickness / 2, style.stand_off, min(length, 0.13)
    return [
        cylinder((0, 0, 0), (0, -0.006, 0), 2.6 * t, style.segments),
        cylinder((0, 0, 0), (0, -out, 0), t, style.segments),
        cylinder((0, -out, 0), (reach, -out, 0), t, style.segments),
    ]


_BUILDERS = {
    "bar": _bar,
    "square_bar": _square_bar,
    "bow": _bow,
    "knob": _knob,
    "cup": _cup,
    "recess": _recess,
    "lip": _lip,
    "ring": _ring,
    "slab": _slab,
    "plate_bow": _plate_bow,
    "lever": _lever,
}
