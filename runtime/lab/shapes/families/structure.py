"""Fences, walls, columns, arches, stairs, pipes, signs, boards, houses, letters: built things that stand still."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame, lathe, prism, rotation, smooth, sphere, tube


def make(rng: np.random.Generator) -> Shape:
    b = Builder("structure")
    body = b.part("body")
    b.add(body, *_KINDS[str(rng.choice(list(_KINDS)))](rng))
    return b.finish()


def _fence(rng) -> list[Mesh]:
    high, bay, bays = rng.uniform(0.4, 2), rng.uniform(0.5, 2.5), int(rng.integers(1, 5))
    r, kind = 0.04 * high, rng.choice(["pickets", "rails", "panel", "wire"])
    posts = np.arange(bays + 1) * bay
    meshes = [
        box((x - r, -r, 0), (x + r, r, high)) if rng.random() < 0.9 else cylinder((x, 0, 0), (x, 0, high), r, 10)
        for x in posts
    ]
    if kind == "panel":
        return meshes + [box((0, -0.3 * r, 0.05 * high), (posts[-1], 0.3 * r, 0.95 * high))]
    for z in np.linspace(0.2, 0.85, int(rng.integers(2, 5))) * high:
        thin = 0.15 * r if kind == "wire" else 0.5 * r
        meshes.append(box((0, -thin, z - 1.4 * thin), (posts[-1], thin, z + 1.4 * thin)))
    if kind == "pickets":
        step, tip = bay / int(rng.integers(4, 12)), rng.uniform(0, 0.1) * high
        for x in np.arange(step / 2, posts[-1], step):
            w = 0.3 * step
            outline = np.array(
                [
                    [x - w, 0.05 * high],
                    [x + w, 0.05 * high],
                    [x + w, 0.9 * high],
                    [x, 0.9 * high + tip + 1e-4],
                    [x - w, 0.9 * high],
                ]
            )
            meshes.append(prism(outline, "y", 0.5 * r, 0.8 * r))
    return meshes


def _wall(rng) -> list[Mesh]:
    """Walls of blocks, with openings or battlements, ruins."""
    wide, high, t = rng.uniform(1, 5), rng.uniform(0.8, 3), rng.uniform(0.1, 0.5)
    kind = rng.choice(["opening", "blocks", "battlement"])
    if kind == "opening":
        a, c = np.sort(rng.uniform(0.15, 0.85, 2)) * wide
        c = max(c, a + 0.1 * wide)
        sill = rng.choice([0.0, rng.uniform(0.2, 0.5)]) * high
        meshes = [
            frame(
                (0, -t / 2, 0), (wide, t / 2, high), "y", (a, sill), (min(c, 0.95 * wide), high * rng.uniform(0.6, 0.9))
            )
        ]
        return meshes + [box((0, -t, 0), (wide, t, 0.04 * high))] * (sill > 0 and rng.random() < 0.5)
    if kind == "blocks":
        rows, meshes = int(rng.integers(2, 7)), []
        h = high / rows
        for row in range(rows):
            edges = np.r_[0, np.sort(rng.uniform(0.1, 0.9, int(rng.integers(1, 5)))), 1] * wide
            for a, c in zip(edges[:-1], edges[1:], strict=True):
                if rng.random() < 0.95 - 0.3 * row / rows:
                    d = rng.uniform(0.9, 1.05) * t / 2
                    meshes.append(box((a, -d, row * h), (c - 0.01 * wide, d, (row + 0.97) * h)))
        return meshes or [box((0, 0, 0), (wide, t, h))]
    n = int(rng.integers(3, 9))
    teeth = [box((wide * k / n, -t / 2, high), (wide * (k + 0.5) / n, t / 2, 1.2 * high)) for k in range(n)]
    return [box((0, -t / 2, 0), (wide, t / 2, high)), *teeth]


def _column(rng) -> list[Mesh]:
    """Columns, posts, street lamps, arches and colonnades."""
    high, r, count = rng.uniform(1, 5), rng.uniform(0.05, 0.4), int(rng.choice([1, 2, 4]))
    gap, meshes, segments = rng.uniform(3, 7) * r, [], int(rng.choice([4, 8, 12, 24]))
    for k in range(count):
        shaft = lathe(
            np.array(
                [
                    [0, 0],
                    [1.5 * r, 0],
                    [1.5 * r, 0.4 * r],
                    [r, 0.6 * r],
                    [0.85 * r, high - r],
                    [1.4 * r, high - 0.4 * r],
                    [1.4 * r, high],
                    [0, high],
                ]
            ),
            segments,
        )
        meshes.append(shaft.moved((k * gap, 0, 0)))
    if count > 1:
        if rng.random() < 0.5:
            meshes.append(box((-1.6 * r, -1.6 * r, high), ((count - 1) * gap + 1.6 * r, 1.6 * r, high + r)))
        else:
            t = np.linspace(0, np.pi, 14)
            for k in range(count - 1):
                path = np.c_[(k + 0.5) * gap - 0.5 * gap * np.cos(t), 0 * t, high + 0.5 * gap * np.sin(t)]
                meshes.append(tube(path, 0.6 * r, 8))
    elif rng.random() < 0.5:
        top = np.array([0, 0, high])
        meshes += [tube(smooth(np.array([top, top + (2 * r, 0, 3 * r), top + (6 * r, 0, 3 * r)]), 5), 0.3 * r, 8),
                   sphere(top + (6 * r, 0, 2.6 * r), (1.2 * r, 1.2 * r, 0.8 * r), 12)]  # fmt: skip
    return meshes


def _stairs(rng) -> list[Mesh]:
    steps, rise, going, wide = (
        int(rng.integers(2, 12)),
        rng.uniform(0.12, 0.25),
        rng.uniform(0.2, 0.4),
        rng.uniform(0.4, 2),
    )
    kind = rng.choice(["solid", "open", "ladder", "spiral"])
    if kind == "solid":
        return [box((0, k * going, 0), (wide, steps * going, (k + 1) * rise)) for k in range(steps)]
    if kind == "spiral":
        meshes = [cylinder((0, 0, 0), (0, 0, (steps + 1) * rise), 0.08 * wide, 12)]
        step = box((0, -0.14 * wide, 0), (wide, 0.14 * wide, 0.3 * rise))
        return meshes + [step.transformed(rotation((0, 0, 1), 0.42 * k)).moved((0, 0, k * rise)) for k in range(steps)]
    run, t = steps * going * (0.3 if kind == "ladder" else 1), 0.06
    rails = [
        tube(np.array([[x, 0, 0], [x, run / 2, steps * rise / 2], [x, run, steps * rise]]), t / 2, 6) for x in (0, wide)
    ]
    return rails + [
        box((0, run * k / steps - 0.3 * going, k * rise), (wide, run * k / steps + 0.3 * going, k * rise + t / 2))
        for k in range(1, steps)
    ]


def _pipe(rng) -> list[Mesh]:
    """Pipes with bends, flanges and bolts; railings and racks of tube; springs and hoses."""
    r, n = rng.uniform(0.02, 0.15), int(rng.integers(2, 6))
    if rng.random() < 0.2:
        t = np.linspace(0, 2 * np.pi * n, 20 * n)
        return [tube(np.c_[4 * r * np.cos(t), 4 * r * np.sin(t), t * r * rng.uniform(0.4, 0.8)], 0.5 * r, 6)]
    corners, at = [np.zeros(3)], np.zeros(3)
    for k in range(n):
        step = np.zeros(3)
        step[(k + int(rng.integers(2))) % 3] = rng.choice([-1, 1]) * r * rng.uniform(5, 15)
        if step @ (corners[-1] - corners[-2] if k else step) < 0:
            step = -step
        at = at + step
        corners.append(at)
    meshes = []
    for a, c in zip(corners[:-1], corners[1:], strict=True):
        meshes += [cylinder(a, c, r, 16), sphere(c, r * rng.choice([1.0, 1.25]), 14)]
        if rng.random() < 0.6:
            along, middle = (c - a) / np.linalg.norm(c - a), a + rng.uniform(0.2, 0.8) * (c - a)
            meshes.append(cylinder(middle - 0.25 * r * along, middle + 0.25 * r * along, 1.7 * r, 18))
    return meshes


def _sign(rng) -> list[Mesh]:
    """Boards, road signs, picture frames, notice boards, gravestones: a plate that is held."""
    wide, high, t = rng.uniform(0.2, 1.5), rng.uniform(0.2, 1.2), rng.uniform(0.01, 0.08)
    kind = rng.choice(["board", "post", "frame", "stone"])
    low = rng.uniform(0.5, 2) if kind == "post" else 0.0
    meshes = [box((-wide / 2, -t / 2, low), (wide / 2, t / 2, low + high))]
    if kind == "post":
        for x in [(0,), (-0.4 * wide, 0.4 * wide)][int(rng.integers(2))]:
            meshes.append(cylinder((x, t, 0), (x, t, low + 0.9 * high), 0.03, 10))
    elif kind == "frame":
        e = 0.1 * min(wide, high)
        meshes.append(
            frame(
                (-wide / 2 - e, -t, -e),
                (wide / 2 + e, t, high + e),
                "y",
                (-wide / 2 + e / 2, e / 2),
                (wide / 2 - e / 2, high - e / 2),
            )
        )
    elif kind == "stone":
        a = np.linspace(0, np.pi, 12)
        arc = np.c_[wide / 2 * np.cos(a), high + 0.3 * wide * np.sin(a)]
        meshes = [
            prism(np.concatenate([[[-wide / 2, 0], [wide / 2, 0]], arc]), "y", -t, t),
            box((-0.7 * wide, -3 * t, -0.1 * high), (0.7 * wide, 3 * t, 0)),
        ]
    if rng.random() < 0.4:
        for z in low + np.linspace(0.25, 0.75, int(rng.integers(1, 5))) * high:
            meshes.append(
                box((-0.35 * wide, -0.6 * t, z - 0.02 * high), (rng.uniform(0, 0.35) * wide, -0.3 * t, z + 0.02 * high))
            )
    return meshes


def _house(rng) -> list[Mesh]:
    """Sheds, towers and houses whose openings are holes or plain walls."""
    wide, deep, high = rng.uniform(2, 8), rng.uniform(2, 8), rng.uniform(2, 6)
    meshes = [box((-wide / 2, -deep / 2, 0), (wide / 2, deep / 2, high))]
    top, over = rng.uniform(0.1, 0.6) * wide, rng.uniform(0, 0.12) * wide
    roof = rng.choice(["gable", "flat", "pyramid", "dome"])
    if roof == "gable":
        meshes.append(
            prism(
                np.array([[-wide / 2 - over, high], [wide / 2 + over, high], [0, high + top]]),
                "y",
                -deep / 2 - over,
                deep / 2 + over,
            )
        )
    elif roof == "pyramid":
        meshes.append(
            cylinder((0, 0, high), (0, 0, high + top), 0.72 * max(wide, deep), 4, 0.0).transformed(
                rotation((0, 0, 1), np.pi / 4)
            )
        )
    elif roof == "dome":
        meshes.append(sphere((0, 0, high), (wide / 2, deep / 2, top), 20))
    else:
        meshes.append(
            box((-wide / 2 - over, -deep / 2 - over, high), (wide / 2 + over, deep / 2 + over, high + 0.05 * high))
        )
    if rng.random() < 0.5:
        x = rng.uniform(-0.3, 0.3) * wide
        meshes.append(box((x, 0, high), (x + 0.1 * wide, 0.1 * wide, high + 1.3 * top)))
    for k in range(int(rng.integers(0, 4))):
        meshes.append(
            box(
                (wide / 2, deep * (-0.4 + 0.25 * k), 0),
                (wide / 2 + 0.1 * wide, deep * (-0.4 + 0.25 * k) + 0.05 * deep, high),
            )
        )
    return meshes


# Letters of bars on a grid three wide and five high
_LETTERS = {
    "A": "757555",
    "E": "74747",
    "H": "55755",
    "I": "22222",
    "L": "44447",
    "T": "72222",
    "U": "55557",
    "F": "74744",
    "O": "75557",
}


def _text(rng) -> list[Mesh]:
    """A word or a number out of blocks, on a plate or free."""
    cell, deep, meshes = rng.uniform(0.02, 0.2), rng.uniform(0.5, 2), []
    for place in range(int(rng.integers(1, 6))):
        rows = _LETTERS[str(rng.choice(list(_LETTERS)))][:5]
        for y, row in enumerate(rows):
            for x in range(3):
                if int(row) >> (2 - x) & 1:
                    at = np.array([4 * place + x, 0, 4 - y]) * cell
                    meshes.append(box(at, at + np.array([1, deep, 1]) * cell))
    if rng.random() < 0.4:
        right = max(m.vertices[:, 0].max() for m in meshes)
        meshes.append(box((-cell, deep * cell, -cell), (right + cell, (deep + 0.5) * cell, 6 * cell)))
    return meshes


_KINDS = {
    "fence": _fence, "wall": _wall, "column": _column, "stairs": _stairs, "pipe": _pipe, "sign": _sign, "house": _house,
    "text": _text,
}  # fmt: skip
