"""Toilets: a bowl with seat and lid that tip up about the line at their rear, a cistern with a lever, button or lid."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lofted, plate, rounded_rectangle
from ._pose import left_open, lifted
from ._vessel import section


def make(rng: np.random.Generator) -> Shape:
    b = Builder("toilet")
    body = b.part("body")
    half, long, high = rng.uniform(0.17, 0.2), rng.uniform(0.38, 0.5), rng.uniform(0.36, 0.44)
    egg = _egg(rng, half, long)
    b.add(body, *_bowl(rng, egg, half, long, high))
    hinge_y = rng.uniform(0.0, 0.03)
    seat_z = high + rng.uniform(0.0, 0.008)
    thick = rng.uniform(0.012, 0.025)
    plan = str(rng.choice(["both", "lid", "seat"], p=[0.68, 0.22, 0.1]))
    gap = rng.uniform(0.02, 0.09) if rng.random() < 0.8 else None  # between the raised lid and the cistern
    widest = rng.uniform(1.5, 2.0) if gap is None else np.pi / 2 + np.arcsin(gap / long)
    z = seat_z
    if plan != "lid":
        seat = b.part("seat")
        b.add(seat, _ring(egg, 0.62, z, z + thick))
        b.revolute(body, seat, (-1, 0, 0), (0, hinge_y, z), 0.0, widest)
        z += thick + rng.uniform(0, 0.004)
    else:
        b.add(body, _ring(egg, 0.62, z, z + thick))
        z += thick
    top = z
    if plan != "seat":
        lid = b.part("lid")
        cover = plate(egg * rng.uniform(0.97, 1.02), z, z + rng.uniform(0.01, 0.04), 0.006)
        b.add(lid, cover)
        top = cover.vertices[:, 2].max() + 0.006
        if rng.random() < 0.3:
            b.add(
                lid,
                plate(egg * 0.7 - (0, 0.1 * long), top - 0.007, top),
            )
        b.revolute(body, lid, (-1, 0, 0), (0, hinge_y, z if rng.random() < 0.5 else seat_z), 0.0, widest)
    if rng.random() < 0.6:
        b.add(
            body,
            *(
                cylinder((s * 0.08 - 0.02, hinge_y, seat_z), (s * 0.08 + 0.02, hinge_y, seat_z), 0.014, 10)
                for s in (-1, 1)
            ),
        )
    if gap is not None:
        _cistern(rng, b, body, half, high, hinge_y + (top - seat_z) + gap)
    return left_open(rng, b.finish(), chance=0.25, each=0.75)


def _egg(rng, half: float, long: float) -> np.ndarray:
    """Outline of the rim, its rear at y = 0 and its front at y = -long."""
    outline = section(40, rng.uniform(2.0, 3.0))
    y = outline[:, 1]
    wide = outline[:, 0] * (1 + rng.uniform(0, 0.25) * np.clip(y, 0, 1))
    return np.c_[half * np.clip(wide, -1, 1), (y - 1) / 2 * long]


def _ring(outline: np.ndarray, inner: float, low: float, high: float) -> Mesh:
    """A flat ring as one closed skin."""
    middle = outline.mean(0)
    hole = middle + (outline - middle) * inner
    loops = [(outline, low), (outline, high), (hole, high), (hole, low), (outline, low)]
    return lofted(np.stack([np.c_[o, np.full(len(o), z)] for o, z in loops]), caps=False)


def _bowl(rng, egg, half: float, long: float, high: float) -> list[Mesh]:
    """The outside from the floor up to the rim and down again into the basin; on a foot, skirted, or on the wall."""
    middle = egg.mean(0)
    kind = rng.choice(["foot", "skirt", "wall"], p=[0.5, 0.3, 0.2])

    def ring(scale, shift, z):
        return np.c_[middle + (egg - middle) * scale + (0, shift * long), np.full(len(egg), z)]

    if kind == "foot":
        waist = rng.uniform(0.4, 0.65)
        rings = [
            ring((waist * 1.2, 0.75), 0.08, 0),
            ring((waist, 0.6), 0.1, 0.3 * high),
            ring((0.8, 0.8), 0.05, 0.65 * high),
        ]
    elif kind == "skirt":
        rings = [ring((0.8, 0.85), 0.06, 0), ring((0.85, 0.9), 0.04, 0.5 * high)]
    else:
        rings = [ring((0.5, 0.5), 0.2, 0.15 * high), ring((0.75, 0.8), 0.08, 0.4 * high)]
    rings += [
        ring((1, 1), 0, 0.88 * high),
        ring((1, 1), 0, high),
        ring((0.7, 0.7), 0, high),
        ring((0.62, 0.6), 0, 0.75 * high),
        ring((0.25, 0.25), 0, 0.45 * high),
    ]
    meshes = [lofted(np.stack(rings))]
    meshes.append(box((-0.75 * half, -0.12 * long, 0.55 * high), (0.75 * half, rng.uniform(0.08, 0.2), high)))
    return meshes


def _cistern(rng, b: Builder, body: int, half: float, high: float, y0: float) -> None:
    """The cistern behind the bowl, its front at y0."""
    wide, deep, tall = half * rng.uniform(0.9, 1.3), rng.uniform(0.14, 0.2), rng.uniform(0.28, 0.42)
    z0 = high - rng.choice([0.0, 0.02])
    centre = (0, y0 + deep / 2)
    outline = rounded_rectangle(2 * wide, deep, rng.uniform(0.005, 0.06), 4) + centre
    b.add(body, plate(outline, z0, z0 + tall, 0.004))
    top = z0 + tall
    cover = b.part("lid", "cistern lid") if rng.random() < 0.5 else body
    b.add(cover, plate((outline - centre) * 1.04 + centre, top, top + 0.03, 0.006))
    if cover != body:
        b.prismatic(body, cover, (0, 0, 1), 0.0, lifted(rng, 0.25))
    kind = rng.choice(["lever", "button", "none"], p=[0.5, 0.35, 0.15])
    if kind == "lever":
        lever = b.part("lever")
        s = rng.choice([-1, 1])
        at = np.array([s * 0.75 * wide, y0, top - rng.uniform(0.03, 0.08)])
        b.add(lever, cylinder(at + (0, 0.005, 0), at - (0, 0.025, 0), 0.014, 14))
        tip = at + (-s * rng.uniform(0.05, 0.09), -0.028, -0.008)
        b.add(lever, cylinder(at - (0, 0.02, 0), tip, 0.008, 10, 0.01))
        b.revolute(body, lever, (0, -s, 0), at, 0.0, rng.uniform(0.4, 1.2))
    elif kind == "button":
        button = b.part("button")
        r = rng.uniform(0.022, 0.04)
        at = (0, y0 + deep / 2, top + 0.03)
        b.add(button, cylinder((*at[:2], top + 0.02), (*at[:2], top + 0.038), r, 20))
        b.prismatic(cover, button, (0, 0, -1), 0.0, rng.uniform(0.006, 0.02))
