"""Leaves of house doors: slabs seen from both sides, arched or square, panelled, glazed, planked or barred."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..solids import Mesh, box, boxes, cylinder, frame, inset, prism, rounded_rectangle

KINDS = ("flat", "panelled", "planks", "window", "bars", "mouldings", "lattice")
_USUAL = (0.2, 0.34, 0.1, 0.14, 0.06, 0.12, 0.04)


@dataclass(frozen=True)
class LeafStyle:
    """How the leaves of one door look. rail: width of its frame; rise: height of the arch, of the leaf's width.

    rows, columns: relative sizes of the panels; field: what fills a panel (thin, raised, pane, none).
    """

    kind: str
    rail: float
    rise: float
    rows: tuple[float, ...]
    columns: int
    field: str
    relief: float
    extra: str


def leaf_style(rng: np.random.Generator, arched: float = 0.16) -> LeafStyle:
    """A random style. arched: chance of an arched top."""
    rise = float(rng.choice([0.5, rng.uniform(0.1, 0.5)])) if rng.random() < arched else 0.0
    kinds = np.array(_USUAL)
    if rise:
        kinds[[1, 3, 6]] = 0
    return LeafStyle(
        kind=str(rng.choice(KINDS, p=kinds / kinds.sum())),
        rail=rng.uniform(0.06, 0.16),
        rise=rise,
        rows=tuple(rng.choice([1, 1, 1.6, 2.4], int(rng.integers(1, 5)))),
        columns=int(rng.choice([1, 2, 2, 3])),
        field=str(rng.choice(["thin", "raised", "pane", "none"], p=[0.4, 0.35, 0.2, 0.05])),
        relief=rng.uniform(0.003, 0.015),
        extra=str(rng.choice(["none", "kick", "slot", "sign", "straps"], p=[0.6, 0.12, 0.12, 0.08, 0.08])),
    )


def arch(x0: float, x1: float, z0: float, z1: float, rise: float, steps: int = 14) -> np.ndarray:
    """Outline (n, 2) of a doorway in (x, z), its top an ellipse's half of height rise * width; square at rise 0."""
    if rise <= 0:
        return np.array([[x0, z0], [x1, z0], [x1, z1], [x0, z1]])
    half, high = (x1 - x0) / 2, rise * (x1 - x0)
    t = np.linspace(0, np.pi, steps)
    curve = np.c_[(x0 + x1) / 2 + half * np.cos(t), z1 - high + high * np.sin(t)]
    return np.concatenate([[[x0, z0], [x1, z0]], curve])


def leaf(style: LeafStyle, lower, upper) -> list[Mesh]:
    """Meshes that fill the slab between two corners (3,), much the same from the front (low y) and the back."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    wide, tall = upper[0] - lower[0], upper[2] - lower[2]
    rail = min(style.rail, 0.35 * wide / style.columns, 0.35 * tall / len(style.rows))
    return [*_BUILDERS[style.kind](style, lower, upper, rail), *_extra(style, lower, upper)]


def _flat(style, lower, upper, rail) -> list[Mesh]:
    return [prism(arch(lower[0], upper[0], lower[2], upper[2], style.rise), "y", lower[1], upper[1])]


def _cells(style, lower, upper, rail):
    """Corners (n, 2), (n, 2) of the panels in (x, z)."""
    x = np.linspace(lower[0] + rail / 2, upper[0] - rail / 2, style.columns + 1)
    sizes = np.cumsum([0, *style.rows]) / sum(style.rows)
    z = lower[2] + rail / 2 + (upper[2] - lower[2] - rail) * sizes
    i, k = (a.ravel() for a in np.meshgrid(range(style.columns), range(len(style.rows))))
    return np.c_[x[i], z[k]] + rail / 2, np.c_[x[i + 1], z[k + 1]] - rail / 2


def _panelled(style, lower, upper, rail) -> list[Mesh]:
    """Stiles and rails with something in each opening."""
    low, high = _cells(style, lower, upper, rail)
    thick = upper[1] - lower[1]
    middle = (lower[1] + upper[1]) / 2
    x = np.unique(np.r_[lower[0], low[:, 0], high[:, 0], upper[0]]).reshape(-1, 2)
    z = np.unique(np.r_[lower[2], low[:, 1], high[:, 1], upper[2]]).reshape(-1, 2)
    stiles = boxes(np.c_[x[:, 0], [lower[1]] * len(x), [lower[2]] * len(x)],
                   np.c_[x[:, 1], [upper[1]] * len(x), [upper[2]] * len(x)])  # fmt: skip
    meshes = [stiles]
    for c0, c1 in zip(x[:-1, 1], x[1:, 0], strict=True):
        n = len(z)
        meshes.append(boxes(np.c_[[c0] * n, [lower[1]] * n, z[:, 0]], np.c_[[c1] * n, [upper[1]] * n, z[:, 1]]))
    if style.field == "none":
        return meshes
    half = 0.003 if style.field == "pane" else max(thick / 2 - style.relief, 0.15 * thick)
    n = len(low)
    meshes.append(boxes(np.c_[low[:, 0], [middle - half] * n, low[:, 1]],
                        np.c_[high[:, 0], [middle + half] * n, high[:, 1]]))  # fmt: skip
    if style.field == "raised":
        half, edge = thick / 2 - 0.2 * style.relief, 0.18 * (high - low).min()
        for a, c in zip(low + edge, high - edge, strict=True):
            outline = arch(a[0], c[0], a[1], c[1], 0)
            meshes.append(prism(outline, "y", middle - half, middle + half, 0.8 * style.relief))
    return meshes


def _planks(style, lower, upper, rail) -> list[Mesh]:
    """Boards side by side, with battens at the back; under an arch each is as long as it may be."""
    count = 3 + 2 * style.columns
    x = np.linspace(lower[0], upper[0], count + 1)
    gap = 0.15 * style.relief
    half, high = (upper[0] - lower[0]) / 2, style.rise * (upper[0] - lower[0])
    middle = (lower[0] + upper[0]) / 2

    def top(at):
        return upper[2] - high + high * np.sqrt(np.clip(1 - ((at - middle) / half) ** 2, 0, 1))

    meshes = []
    for a, c in zip(x[:-1] + gap, x[1:] - gap, strict=True):
        outline = np.array([[a, lower[2]], [c, lower[2]], [c, top(c)], [a, top(a)]])
        meshes.append(prism(outline, "y", lower[1], upper[1] - style.relief))
    for z in (0.15, 0.5, 0.8)[: 2 + len(style.rows) % 2]:
        at = lower[2] + z * (upper[2] - lower[2])
        meshes.append(box((lower[0] + 0.02, upper[1] - style.relief, at), (upper[0] - 0.02, upper[1], at + 0.08)))
    return meshes


def _window(style, lower, upper, rail) -> list[Mesh]:
    """A slab with one glazed hole: tall, wide, a slit or the upper half."""
    wide, tall = upper[0] - lower[0], upper[2] - lower[2]
    left, right, low, high = [
        (0.2, 0.8, 0.5, 0.92),
        (0.14, 0.86, 0.12, 0.93),
        (0.62, 0.76, 0.45, 0.85),
        (0.3, 0.7, 0.6, 0.85),
    ][(style.columns + len(style.rows)) % 4]
    hole_low = np.array([lower[0] + left * wide, lower[2] + low * tall])
    hole_high = np.array([lower[0] + right * wide, lower[2] + high * tall])
    middle = (lower[1] + upper[1]) / 2
    meshes = [frame(lower, upper, "y", hole_low, hole_high)]
    if style.field != "none":
        meshes.append(box((hole_low[0], middle - 0.003, hole_low[1]), (hole_high[0], middle + 0.003, hole_high[1])))
    bead, out = 0.02, style.relief
    rim = (
        (hole_low[0] - bead, lower[1] - out, hole_low[1] - bead),
        (hole_high[0] + bead, upper[1] + out, hole_high[1] + bead),
    )
    if style.relief > 0.007:
        meshes.append(frame(*rim, "y", hole_low, hole_high))
    return meshes


def _bars(style, lower, upper, rail) -> list[Mesh]:
    """A gate: upright bars between rails."""
    x0, x1, z0, z1 = lower[0], upper[0], lower[2], upper[2]
    middle, r = (lower[1] + upper[1]) / 2, 0.3 * (upper[1] - lower[1])
    high = style.rise * (x1 - x0)
    count = 5 + 3 * style.columns
    meshes = [
        box((x, lower[1], z0), (x + np.sign(s) * rail * 0.5, upper[1], z1 - high)) for x, s in ((x0, 1), (x1, -1))
    ]
    for at in (z0 + 0.05, z1 - high - 0.1 * rail, z0 + 0.5 * (z1 - z0))[: 2 + len(style.rows) % 2]:
        meshes.append(box((x0, lower[1], at - rail * 0.3), (x1, upper[1], at + rail * 0.3)))
    for x in np.linspace(x0, x1, count + 2)[1:-1]:
        top = z1 - high + high * np.sqrt(max(1 - ((2 * x - x0 - x1) / (x1 - x0)) ** 2, 0))
        meshes.append(cylinder((x, middle, z0), (x, middle, top), r, 8))
    return meshes


def _mouldings(style, lower, upper, rail) -> list[Mesh]:
    """A slab with applied rims; under an arch one rim follows it."""
    out = style.relief
    core_low, core_high = lower + (0, out, 0), upper - (0, out, 0)
    outline = arch(lower[0], upper[0], lower[2], upper[2], style.rise)
    meshes = [prism(outline, "y", core_low[1], core_high[1])]
    if style.rise:
        outer = inset(outline, rail)
        inner = inset(outer, 0.3 * rail)
        n = len(outer)
        for y0, y1 in ((lower[1], core_low[1]), (core_high[1], upper[1])):
            for k in range(n):
                quad = np.array([outer[k], outer[(k + 1) % n], inner[(k + 1) % n], inner[k]])
                meshes.append(prism(quad, "y", y0, y1))
        return meshes
    low, high = _cells(style, lower, upper, rail)
    edge = min(0.03, 0.15 * (high - low).min())
    for a, c in zip(low, high, strict=True):
        if (c - a).min() < 0.02:  # no room for a rim
            continue
        for y0, y1 in ((lower[1], core_low[1]), (core_high[1], upper[1])):
            meshes.append(frame((a[0], y0, a[1]), (c[0], y1, c[1]), "y", a + edge, c - edge))
    return meshes


def _lattice(style, lower, upper, rail) -> list[Mesh]:
    """A frame with many thin bars and perhaps paper or glass behind."""
    low, high = lower[[0, 2]] + rail, upper[[0, 2]] - rail
    middle, t = (lower[1] + upper[1]) / 2, 0.08 * rail
    meshes = [frame(lower, upper, "y", low, high)]
    if style.field != "none":
        meshes.append(box((low[0], middle, low[1]), (high[0], middle + 0.002, high[1])))
    n, m = 2 + 2 * style.columns, 4 + 2 * len(style.rows)
    y0, y1 = lower[1] + 0.2 * (middle - lower[1]), middle
    meshes += [box((x - t, y0, low[1]), (x + t, y1, high[1])) for x in np.linspace(low[0], high[0], n)[1:-1]]
    meshes += [box((low[0], y0, z - t), (high[0], y1, z + t)) for z in np.linspace(low[1], high[1], m)[1:-1]]
    return meshes


def _extra(style, lower, upper) -> list[Mesh]:
    """Kick plate, letter slot, sign or strap hinges on the front."""
    (x0, y, z0), (x1, _, z1) = lower, upper
    wide, tall = x1 - x0, z1 - z0
    if style.extra == "kick" and style.kind not in ("bars", "lattice"):
        return [box((x0 + 0.04 * wide, y - 0.003, z0 + 0.02), (x1 - 0.04 * wide, y, z0 + 0.11 * tall))]
    if style.extra == "slot" and style.kind in ("flat", "panelled", "planks"):
        x, z = (x0 + x1) / 2, z0 + 0.45 * tall
        return [
            frame(
                (x - 0.14, y - 0.006, z - 0.035),
                (x + 0.14, y, z + 0.035),
                "y",
                (x - 0.12, z - 0.02),
                (x + 0.12, z + 0.02),
            )
        ]
    if style.extra == "sign" and style.kind == "flat":
        return [
            prism(
                rounded_rectangle(0.3 * wide, 0.08 * tall, 0.01) + ((x0 + x1) / 2, z0 + 0.72 * tall), "y", y - 0.004, y
            )
        ]
    if style.extra == "straps" and style.kind in ("flat", "planks", "mouldings"):
        return [box((x0, y - 0.006, z0 + k * tall), (x0 + 0.6 * wide, y, z0 + k * tall + 0.05)) for k in (0.15, 0.75)]
    return []


_BUILDERS = {
    "flat": _flat,
    "panelled": _panelled,
    "planks": _planks,
    "window": _window,
    "bars": _bars,
    "mouldings": _mouldings,
    "lattice": _lattice,
}
