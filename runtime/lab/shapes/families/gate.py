"""Gates, barriers, garage doors, portcullises and shutters: hinged, sliding, lifting, tilting, rolling up in panels."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame, sphere, tube
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("gate")
    body = b.part("body")
    kinds = {"leaves": 0.35, "slide": 0.15, "barrier": 0.15, "garage": 0.25, "lift": 0.1}
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.3, each=0.9)


def _posts(rng, b: Builder, body: int, wide: float, high: float) -> None:
    """Two gate posts outside of ±wide / 2, perhaps with fence or wall beyond them."""
    r, top = rng.uniform(0.04, 0.2), high * rng.uniform(1.0, 1.2)
    for s in (-1, 1):
        x = s * (wide / 2 + r)
        b.add(
            body,
            box((x - r, -r, 0), (x + r, r, top)) if rng.random() < 0.6 else cylinder((x, 0, 0), (x, 0, top), r, 12),
        )
        if rng.random() < 0.4:
            b.add(body, sphere((x, 0, top), 1.2 * r, 12))
    if rng.random() < 0.5:
        long = rng.uniform(0.5, 2)
        for s in (-1, 1):
            near = s * (wide / 2 + 2 * r)
            a, c = min(near, near + s * long), max(near, near + s * long)
            if rng.random() < 0.5:
                b.add(body, box((a, -0.7 * r, 0), (c, 0.7 * r, 0.9 * high)))
            else:
                b.add(body, *(box((a, -0.3 * r, z - 0.04), (c, 0.3 * r, z + 0.04)) for z in (0.25 * high, 0.75 * high)))
                b.add(
                    body, *(box((x - 0.03, -0.4 * r, 0), (x + 0.03, 0.4 * r, high)) for x in np.linspace(a, c, 5)[1:-1])
                )


def _leaf(style: np.random.Generator, x0: float, x1: float, low: float, high: float) -> list[Mesh]:
    """A gate's leaf: rails and bars, planks with a brace, a sheet, or a field gate's bars."""
    kind, t = style.choice(["bars", "planks", "field", "sheet"]), style.uniform(0.02, 0.06)
    wide = x1 - x0
    rails = [box((x0, -t / 2, z), (x1, t / 2, z + 1.5 * t)) for z in (low, high - 1.5 * t)]
    stiles = [box((x, -t / 2, low), (x + 1.5 * t, t / 2, high)) for x in (x0, x1 - 1.5 * t)]
    if kind == "sheet":
        return [box((x0, -t / 4, low), (x1, t / 4, high)), *rails, *stiles]
    if kind == "field":
        bars = [
            box((x0, -t / 3, z), (x1, t / 3, z + t)) for z in np.linspace(low, high, int(style.integers(4, 7)))[1:-1]
        ]
        return [
            *rails,
            *stiles,
            *bars,
            tube(np.array([[x0, 0, low], [(x0 + x1) / 2, 0, (low + high) / 2], [x1, 0, high]]), t / 3, 6),
        ]
    count = int(style.integers(4, 10))
    half = wide / count * (0.46 if kind == "planks" else 0.15)
    over = style.choice([0.0, 0.1]) * high
    xs = x0 + wide * (np.arange(count) + 0.5) / count
    return [
        *rails,
        *(stiles if kind == "bars" else []),
        *(box((x - half, -0.9 * t, low - 0.02), (x + half, -0.4 * t, high + over)) for x in xs),
    ]


def _leaves(rng, b: Builder, body: int) -> None:
    wide, high, low = rng.uniform(0.8, 4), rng.uniform(0.7, 2.2), rng.uniform(0.03, 0.15)
    _posts(rng, b, body, wide, high)
    both, gap, seed = wide > 1.4 and rng.random() < 0.65, 0.02, rng.integers(2**63)
    far, toward = rng.uniform(1.2, 1.6), rng.choice([-1, 1])
    hung = rng.choice([-1, 1])
    for s in (-1, 1) if both else (hung,):
        leaf = b.part("door")
        edge, inner = s * (wide / 2 - gap), (s * gap if both else -s * (wide / 2 - gap))
        meshes = _leaf(np.random.default_rng(seed), min(edge, inner), max(edge, inner), low, high)
        b.add(leaf, *meshes)
        if rng.random() < 0.7:
            b.add(
                leaf, *(cylinder((edge, 0, z - 0.05), (edge, 0, z + 0.05), 0.03, 10) for z in (0.2 * high, 0.85 * high))
            )
        if rng.random() < 0.5:
            x = inner + s * 0.1
            b.add(leaf, box((x - 0.02, -0.12, 0.5 * high), (x + 0.02, 0.1, 0.5 * high + 0.04)))
        b.revolute(body, leaf, (0, 0, s * toward), (edge, 0, 0), *((-far, far) if rng.random() < 0.15 else (0.0, far)))


def _slide(rng, b: Builder, body: int) -> None:
    """A gate on a rail that runs sideways behind a wall or a fence."""
    wide, high = rng.uniform(1.5, 4), rng.uniform(0.8, 2)
    gate, t = b.part("door"), 0.05
    b.add(body, box((-wide / 2, -t, 0), (1.6 * wide, t, 0.04)))
    b.add(body, box((wide / 2, -4 * t, 0), (1.6 * wide, -2 * t, high * rng.uniform(0.8, 1.1))))
    b.add(
        body,
        box((-wide / 2 - 0.2, -3 * t, 0), (-wide / 2, 3 * t, 1.1 * high)),
        box((wide / 2, 2 * t, 0), (wide / 2 + 0.15, 4 * t, 1.1 * high)),
    )
    b.add(gate, *_leaf(rng, -wide / 2, wide / 2, 0.1, high))
    if rng.random() < 0.6:
        b.add(gate, *(cylinder((x, -0.4 * t, 0.07), (x, 0.4 * t, 0.07), 0.05, 12) for x in (-0.35 * wide, 0.35 * wide)))
    b.prismatic(body, gate, (1, 0, 0), 0.0, rng.uniform(0.8, 1.0) * wide)


def _barrier(rng, b: Builder, body: int) -> None:
    """A boom on a post that swings up, as at a level crossing, or aside; or a turnstile's arms."""
    high, long = rng.uniform(0.7, 1.2), rng.uniform(1.5, 5)
    half = rng.uniform(0.1, 0.25)
    b.add(body, box((-half, -half, 0), (half, half, high)))
    if rng.random() < 0.5:
        b.add(body, box((long - 0.05, -0.05, 0), (long + 0.05, 0.05, 0.9 * high)))
    arm, r = b.part("arm"), rng.uniform(0.02, 0.06)
    y, z = -half - 1.5 * r, high * rng.uniform(0.8, 0.95)
    boom = rng.random()
    b.add(
        arm,
        cylinder((-0.3 * half, y, z), (long, y, z), r, 10)
        if boom < 0.5
        else box((-half, y - r, z - 1.5 * r), (long, y + r, z + 1.5 * r)),
    )
    b.add(arm, cylinder((0, y - 1.2 * r, z), (0, -0.9 * half, z), 2.5 * r, 16))
    if rng.random() < 0.5:
        b.add(arm, box((-rng.uniform(1.5, 4) * half, y - r, z - 2 * r), (-0.8 * half, y + r, z + 2 * r)))
    if rng.random() < 0.3:
        b.add(arm, *(cylinder((x, y, z - 0.7 * z), (x, y, z), 0.3 * r, 6) for x in np.linspace(0.3, 0.95, 6) * long))
        b.revolute(body, arm, (0, 0, -1), (0, y, z), 0.0, np.pi / 2)
    else:
        b.revolute(body, arm, (0, -1, 0), (0, y, z), 0.0, rng.uniform(1.3, 1.57))


def _garage(rng, b: Builder, body: int) -> None:
    """A wall or a box with a door that tilts up over its opening, or rises: in one piece, in panels, or rolled."""
    wide, high, deep, t = rng.uniform(2, 3.5), rng.uniform(1.9, 2.5), rng.uniform(2.6, 5), 0.12
    kind = rng.choice(["tilt", "panels", "roll"])
    out, top = wide / 2 + 0.3, high + 0.5
    b.add(body, frame((-out, 0, 0), (out, t, top), "y", (-wide / 2, 0), (wide / 2, high)))
    if rng.random() < 0.6:
        b.add(body, box((-out, t, 0), (-wide / 2, deep, top)), box((wide / 2, t, 0), (out, deep, top)))
        b.add(body, box((-out, deep, 0), (out, deep + t, top)))
        if kind == "tilt":  # what rises needs the room
            b.add(body, box((-out, 0, top), (out, deep + t, top + t)))
    door, gap = b.part("door"), 0.02
    y0, y1 = (t + 0.01, t + 0.06) if kind != "tilt" else (0.02, 0.07)
    rows = int(rng.integers(3, 7)) if kind == "panels" else int(rng.integers(12, 30)) if kind == "roll" else 1
    edges, seam = (
        np.linspace(0.01, high - (gap if kind == "tilt" else -0.05), rows + 1),
        0.01 if kind == "panels" else 0.0,
    )
    side = wide / 2 - gap if kind == "tilt" else wide / 2 + 0.1
    for z0, z1 in zip(edges[:-1], edges[1:], strict=True):
        b.add(door, box((-side, y0, z0 + seam), (side, y1, z1 - seam)))
        if rng.random() < 0.5 and kind != "roll":
            b.add(
                door,
                *(
                    box(
                        (x - 0.12 * wide, y0 - 0.015, z0 + 0.15 * (z1 - z0)),
                        (x + 0.12 * wide, y0, z1 - 0.15 * (z1 - z0)),
                    )
                    for x in (-0.3 * wide, 0, 0.3 * wide)
                ),
            )
        elif kind == "roll":
            b.add(door, box((-side, y0 - 0.012, z0), (side, y0, (z0 + z1) / 2)))
    if rng.random() < 0.6:
        b.add(door, box((-0.15, y0 - 0.06, 0.4 * high), (0.15, y0, 0.4 * high + 0.04)))
    if kind == "tilt":
        if rng.random() < 0.6:
            b.add(
                door,
                *(box((s * side - 0.02, y1, 0.55 * high), (s * side + 0.02, y1 + 0.05, high - gap)) for s in (-1, 1)),
            )
        b.revolute(
            body, door, (-1, 0, 0), (0, y0 if rng.random() < 0.5 else y1, high - gap), 0.0, rng.uniform(1.3, 1.57)
        )
        return
    if rng.random() < 0.7:
        b.add(
            body,
            *(box((s * (side + 0.06) - 0.05, t, 0), (s * (side + 0.06) + 0.05, t + 0.12, 1.4 * high)) for s in (-1, 1)),
        )
    if kind == "roll":
        b.add(body, cylinder((-side, t + 0.35, high + 0.3), (side, t + 0.35, high + 0.3), 0.18, 16))
    b.prismatic(body, door, (0, 0, 1), 0.0, high * rng.uniform(0.75, 0.95))


def _lift(rng, b: Builder, body: int) -> None:
    """A grille or a panel that rises between two towers: portcullises, sluices, guillotine hatches."""
    wide, high = rng.uniform(0.8, 3), rng.uniform(1, 3)
    tower = rng.uniform(0.1, 0.6)
    for s in (-1, 1):
        near, far = s * wide / 2, s * (wide / 2 + tower)
        b.add(body, box((min(near, far), -0.3, 0), (max(near, far), 0.3, 1.9 * high)))
    b.add(
        body,
        box((-wide / 2, -0.3, high), (wide / 2, -0.08, 1.9 * high)),
        box((-wide / 2, 0.08, high), (wide / 2, 0.3, 1.9 * high)),
    )
    grille = b.part("door")
    half, t = wide / 2 - 0.02, 0.04
    if rng.random() < 0.6:
        b.add(
            grille,
            *(
                box((x - t, -t, 0.0), (x + t, t, 1.02 * high))
                for x in np.linspace(-half + t, half - t, int(rng.integers(4, 9)))
            ),
        )
        b.add(
            grille,
            *(
                box((-half, -t / 2, z), (half, t / 2, z + 2 * t))
                for z in np.linspace(0.15, 0.9, int(rng.integers(2, 6))) * high
            ),
        )
    else:
        b.add(grille, box((-half, -t, 0.0), (half, t, 1.02 * high)))
    b.prismatic(body, grille, (0, 0, 1), 0.0, rng.uniform(0.6, 0.85) * high)


_KINDS = {"leaves": _leaves, "slide": _slide, "barrier": _barrier, "garage": _garage, "lift": _lift}
