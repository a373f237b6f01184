"""Plates, bowls, cups, glasses, vases, cutlery and candlesticks, alone, stacked or laid out: nothing moves."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, joined, lathe, plate, rounded_rectangle, smooth, sphere, tube
from ._vessel import section, shell, vessel


def make(rng: np.random.Generator) -> Shape:
    b = Builder("tableware")
    body = b.part("body")
    kind = str(rng.choice(list(_KINDS)))
    one = joined(_KINDS[kind](rng))
    count, wide = int(rng.choice([1, 2, 3, 5], p=[0.65, 0.15, 0.1, 0.1])), np.ptp(one.vertices, axis=0)
    if kind in ("dish", "bowl") and rng.random() < 0.5:  # in a stack
        b.add(body, *(one.moved((0, 0, k * 0.35 * wide[2])) for k in range(count)))
    else:
        b.add(body, *(one.moved((k * wide[0] * 1.1, rng.normal(0, 0.1) * wide[1], 0)) for k in range(count)))
        if count > 1 or rng.random() < 0.1:
            _board(rng, b, body, one, count)
    return b.finish()


def _board(rng, b: Builder, body: int, one: Mesh, count: int) -> None:
    """A tray or board under it all."""
    low, high = one.vertices.min(0), one.vertices.max(0)
    wide = high - low
    right = high[0] + (count - 1) * 1.1 * wide[0]
    thick = 0.05 * wide[0]
    b.add(
        body,
        box(
            (low[0] - 0.2 * wide[0], low[1] - 0.4 * wide[1], low[2] - thick),
            (right + 0.2 * wide[0], high[1] + 0.4 * wide[1], low[2]),
        ),
    )


def _dish(rng) -> list[Mesh]:
    r, high = rng.uniform(0.06, 0.2), rng.uniform(0.01, 0.04)
    outline = section(36, rng.choice([2.0, rng.uniform(3, 8)], p=[0.7, 0.3]), rng.choice([1.0, rng.uniform(0.5, 0.9)]))
    rim = rng.uniform(0.55, 0.9) * r
    profile = np.array(
        [
            [0, 0],
            [0.9 * rim, 0],
            [rim, 0.3 * high],
            [r, high],
            [0.98 * r, 1.1 * high],
            [0.96 * rim, 0.5 * high],
            [0.85 * rim, 0.2 * high],
            [0, 0.2 * high],
        ]
    )
    return [vessel(profile, outline)]


def _bowl(rng) -> list[Mesh]:
    r, high = rng.uniform(0.05, 0.25), rng.uniform(0.04, 0.2)
    t = np.linspace(0.35, np.pi / 2, 8)
    profile = np.c_[r * np.sin(t) ** rng.uniform(0.5, 1.5), high * (1 - np.cos(t)) / (1 - np.cos(np.pi / 2))]
    foot = np.array([[0.5 * r, 0], [0.45 * r, 0.5 * profile[0, 1]]])
    skin = shell(np.concatenate([foot, profile]), rng.uniform(0.03, 0.08) * r, 0.1 * high)
    outline = section(32, rng.choice([2.0, rng.uniform(3, 8)], p=[0.75, 0.25]))
    return [vessel(skin, outline)]


def _cup(rng) -> list[Mesh]:
    r, high = rng.uniform(0.03, 0.05), rng.uniform(0.06, 0.13)
    foot = r * rng.uniform(0.6, 1.1)
    skin = shell(
        np.array([[foot, 0], [(r + foot) / 2 * rng.uniform(0.95, 1.15), 0.5 * high], [r, high]]), 0.08 * r, 0.06 * high
    )
    meshes = [lathe(skin, 28)]
    for side in [1, -1][: int(rng.choice([0, 1, 1, 1, 2]))]:
        out = r * rng.uniform(0.5, 0.9)
        x = 0.96 * (r + foot) / 2
        path = np.array([[x, 0, 0.82 * high], [x + out, 0, 0.8 * high], [x + out, 0, 0.35 * high], [x, 0, 0.2 * high]])
        handle = tube(smooth(path, 5), 0.12 * r, 8)
        meshes.append(Mesh(handle.vertices * (side, side, 1), handle.faces))
    if rng.random() < 0.3:
        meshes.append(lathe(np.array([[0, -0.1 * high], [1.6 * r, -0.05 * high], [1.6 * r, 0], [0, -0.02 * high]]), 28))
    return meshes


def _glass(rng) -> list[Mesh]:
    r, high = rng.uniform(0.025, 0.05), rng.uniform(0.1, 0.22)
    if rng.random() < 0.4:
        return [
            lathe(
                shell(np.array([[r * rng.uniform(0.6, 1), 0], [r, high]]), 0.06 * r, 0.1 * r),
                int(rng.choice([8, 12, 28])),
            )
        ]
    bowl = high * rng.uniform(0.35, 0.6)
    profile = np.array(
        [
            [0.9 * r, 0],
            [0.15 * r, 0.05 * high],
            [0.1 * r, high - bowl],
            [0.8 * r, high - 0.75 * bowl],
            [r, high - 0.4 * bowl],
            [r * rng.uniform(0.6, 1.1), high],
        ]
    )
    inner = np.array(
        [
            [0.92 * profile[-1, 0], high],
            [0.9 * r, high - 0.4 * bowl],
            [0.7 * r, high - 0.7 * bowl],
            [0, high - 0.9 * bowl],
        ]
    )
    return [lathe(np.concatenate([[[0, 0]], profile, inner]), 28)]


def _vase(rng) -> list[Mesh]:
    high, n = rng.uniform(0.1, 0.7), int(rng.integers(3, 7))
    r = high * rng.uniform(0.1, 0.4, n)
    profile = np.maximum(smooth(np.c_[r, np.linspace(0, high, n)], 5), (0.05 * high, 0))
    outline = section(32, rng.choice([2.0, rng.uniform(3, 9)], p=[0.7, 0.3]))
    meshes = [vessel(shell(profile, 0.02 * high, 0.04 * high), outline)]
    if rng.random() < 0.5:  # earth and stems
        z = 0.85 * high
        inside = 0.8 * float(np.interp(z, profile[:, 1], profile[:, 0]))
        meshes.append(cylinder((0, 0, 0.1 * high), (0, 0, z), 0.6 * inside, 16))
        for _ in range(int(rng.integers(1, 7))):
            tip = np.array([*rng.normal(0, 0.3 * high, 2), high * rng.uniform(1.1, 2)])
            meshes.append(tube(smooth(np.array([[0, 0, 0.7 * z], [0, 0, 1.1 * high], tip]), 3), 0.012 * high, 5))
            meshes.append(sphere(tip, high * rng.uniform(0.03, 0.15, 3), 8))
    return meshes


def _cutlery(rng) -> list[Mesh]:
    long = rng.uniform(0.12, 0.3)
    w, t = 0.06 * long, 0.012 * long
    grip = plate(rounded_rectangle(0.6 * long, w * rng.uniform(0.6, 1.3), 0.4 * w, 4), 0, t, 0.3 * t)
    kind = rng.choice(["spoon", "fork", "spatula"])
    if kind == "spoon":
        return [grip, sphere((0.42 * long, 0, 0), np.array([0.14, 0.09, 0.02]) * long, 16)]
    if kind == "fork":
        prongs = int(rng.integers(2, 5))
        neck = box((0.3 * long, -w, 0), (0.42 * long, w, t))
        return [
            grip,
            neck,
            *(
                box((0.4 * long, y - 0.1 * w, 0), (0.6 * long, y + 0.1 * w, t))
                for y in np.linspace(-0.9 * w, 0.9 * w, prongs)
            ),
        ]
    return [grip, box((0.28 * long, -1.6 * w, 0), (0.6 * long, 1.6 * w, 0.7 * t))]


def _holder(rng) -> list[Mesh]:
    """Candlesticks with candles, egg cups, tripods with a dish, plant pots, cake stands that do not turn."""
    high, r = rng.uniform(0.1, 0.4), rng.uniform(0.04, 0.12)
    arms = int(rng.choice([1, 1, 2, 3, 5]))
    meshes = [
        lathe(
            np.array(
                [
                    [0, 0],
                    [r, 0],
                    [0.8 * r, 0.1 * high],
                    [0.15 * r, 0.2 * high],
                    [0.2 * r, 0.6 * high],
                    [0.12 * r, high],
                    [0, high],
                ]
            ),
            24,
        )
    ]
    for k in range(arms):
        x = (k - (arms - 1) / 2) * 1.6 * r
        if abs(x) > 1e-6:
            meshes.append(
                tube(smooth(np.array([[0, 0, 0.6 * high], [0.6 * x, 0, 0.6 * high], [x, 0, high]]), 4), 0.1 * r, 8)
            )
        seat = np.array([[0, high], [0.35 * r, high], [0.4 * r, high + 0.3 * r], [0, high + 0.25 * r]])
        meshes.append(lathe(seat, 16).moved((x, 0, 0)))
        if rng.random() < 0.7:
            meshes.append(cylinder((x, 0, high), (x, 0, high + rng.uniform(0.3, 1.2) * high), 0.2 * r, 12))
    return meshes


_KINDS = {
    "dish": _dish,
    "bowl": _bowl,
    "cup": _cup,
    "glass": _glass,
    "vase": _vase,
    "cutlery": _cutlery,
    "holder": _holder,
}
