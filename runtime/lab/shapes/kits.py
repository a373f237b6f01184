"""Kits: furniture as loose solid parts in their places, with what each is called and what is put on in which step.

Not articulated, so no family: what Assemble is measured on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .solids import Mesh, box, cylinder, joined, lofted, plate, rounded_rectangle


@dataclass(frozen=True)
class Kit:
    """title: what it is. parts: in their places, front to -Y, the floor at z = 0. names: of each part. steps: parts by
    step, the first also has what it begins with."""

    title: str
    parts: tuple[Mesh, ...]
    names: tuple[str, ...]
    steps: tuple[tuple[int, ...], ...]


class Bench:
    """Collects parts, step by step."""

    def __init__(self) -> None:
        self.parts: list[Mesh] = []
        self.names: list[str] = []
        self.steps: list[list[int]] = [[]]

    def add(self, name: str, *meshes: Mesh) -> None:
        self.steps[-1].append(len(self.parts))
        self.parts.append(joined(list(meshes)))
        self.names.append(name)

    def step(self) -> None:
        self.steps.append([])

    def kit(self, title: str) -> Kit:
        steps = [tuple(step) for step in self.steps if step]
        steps[:2] = [sum(steps[:2], ())]  # the first page shows what it begins with and what is put to it
        return Kit(title, tuple(self.parts), tuple(self.names), tuple(steps))


def _post(foot, head, thick: float, taper: float = 1.0, round_: bool = False) -> Mesh:
    """A leg from foot to head, level at both ends."""
    foot, head = np.asarray(foot, float), np.asarray(head, float)
    if round_:
        return cylinder(foot, head, thick / 2 * taper, 16, thick / 2)
    ring = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * thick / 2
    ends = [np.c_[ring * scale + at[:2], np.full(4, at[2])] for at, scale in ((foot, taper), (head, 1.0))]
    return lofted(np.array(ends))


def _board(x, y, z, rng, rounded: bool = False) -> Mesh:
    if rounded:
        w, d = x[1] - x[0], y[1] - y[0]
        outline = rounded_rectangle(w, d, rng.uniform(0.05, 0.4) * min(w, d), 5)
        return plate(outline + ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2), *z)
    return box((x[0], y[0], z[0]), (x[1], y[1], z[1]))


def _legs(bench: Bench, rng, w: float, d: float, top: float) -> float:
    """Four legs under a board of half sides w, d, whose underside is at `top`; how thick they are."""
    thick = rng.uniform(0.03, 0.07)
    inset = thick / 2 + rng.choice([0.0, rng.uniform(0.005, 0.05)])
    splay = rng.choice([0.0, 0.0, rng.uniform(0.02, 0.08)])
    taper = rng.choice([1.0, 1.0, rng.uniform(0.5, 0.9)])
    is_round = rng.random() < 0.25
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        head = (x * (w - inset), y * (d - inset), top)
        foot = (head[0] + x * splay, head[1] + y * splay, 0.0)
        leg = _post((0.0, 0.0, 0.0), np.subtract((abs(head[0]), abs(head[1]), top), (abs(foot[0]), abs(foot[1]), 0)),
                    thick, taper, is_round)  # fmt: skip
        if splay:  # one leg, turned about the vertical for each corner
            leg = leg.rotated((0, 0, 1), {(1, 1): 0, (-1, 1): np.pi / 2, (-1, -1): np.pi, (1, -1): -np.pi / 2}[x, y])
        bench.add("leg", leg.moved(foot))
    return thick + 2 * inset - thick if not splay else -1.0


def table(rng: np.random.Generator) -> Kit:
    bench = Bench()
    w, d, h = rng.uniform(0.3, 0.9), rng.uniform(0.25, 0.5), rng.uniform(0.35, 0.8)
    t = rng.uniform(0.018, 0.045)
    bench.add("top", _board((-w, w), (-d, d), (h - t, h), rng, rng.random() < 0.3))
    bench.step()
    inset = _legs(bench, rng, w, d, h - t)
    if inset >= 0 and rng.random() < 0.6:
        bench.step()
        a, high = inset / 2, rng.uniform(0.05, 0.1)
        thin = rng.uniform(0.015, 0.025)
        for s in (-1, 1):
            y = s * (d - a - thin)
            bench.add("rail", box((-w + 2 * a, y - thin / 2, h - t - high), (w - 2 * a, y + thin / 2, h - t)))
        for s in (-1, 1):
            x = s * (w - a - thin)
            bench.add("side rail", box((x - thin / 2, -d + 2 * a, h - t - high), (x + thin / 2, d - 2 * a, h - t)))
    if inset >= 0 and rng.random() < 0.35:
        bench.step()
        z = rng.uniform(0.15, 0.4) * h
        bench.add("shelf", box((-w + inset, -d + inset, z), (w - inset, d - inset, z + 0.02)))
    return bench.kit("Table")


def desk(rng: np.random.Generator) -> Kit:
    bench = Bench()
    w, d, h, t = rng.uniform(0.4, 0.8), rng.uniform(0.25, 0.4), rng.uniform(0.6, 0.8), rng.uniform(0.018, 0.04)
    side = rng.uniform(0.018, 0.035)
    bench.add("top", box((-w, -d, h - t), (w, d, h)))
    bench.step()
    for s in (-1, 1):
        bench.add("side", box((s * (w - side / 2) - side / 2, -d, 0), (s * (w - side / 2) + side / 2, d, h - t)))
    bench.step()
    z = rng.uniform(0.3, 0.6) * h
    y = d - rng.uniform(0.0, 0.1) - 0.018
    bench.add("back", box((-w + side, y, z), (w - side, y + 0.018, h - t)))
    if rng.random() < 0.5:
        bench.step()
        bench.add("shelf", box((-w + side, -d * rng.uniform(0, 0.9), z - 0.018), (w - side, y + 0.018, z)))
    return bench.kit("Desk")


def shelf(rng: np.random.Generator) -> Kit:
    bench = Bench()
    w, d, h = rng.uniform(0.2, 0.6), rng.uniform(0.12, 0.25), rng.uniform(0.5, 1.6)
    t = rng.uniform(0.015, 0.03)
    for s in (-1, 1):
        bench.add("side", box((s * (w - t / 2) - t / 2, -d, 0), (s * (w - t / 2) + t / 2, d, h)))
    bench.step()
    n = int(rng.integers(1, 4))
    z0 = rng.choice([0.0, rng.uniform(0.03, 0.1)])
    for z in np.linspace(z0, h - t, n + 2):
        bench.add("shelf", box((-w + t, -d, z), (w - t, d, z + t)))
    if rng.random() < 0.6:
        bench.step()
        bench.add("back", box((-w, d, z0), (w, d + 0.008, h)))
    return bench.kit("Shelf")


def bench(rng: np.random.Generator) -> Kit:
    made = Bench()
    w, d, h, t = rng.uniform(0.4, 0.8), rng.uniform(0.15, 0.25), rng.uniform(0.35, 0.5), rng.uniform(0.02, 0.04)
    slats = int(rng.integers(1, 5))
    if rng.random() < 0.5:
        bench_frame = rng.uniform(0.03, 0.05)
        x = w * rng.uniform(0.6, 0.98)
        for s in (-1, 1):
            made.add("leg frame", *_loop(s * x, d, h - t, bench_frame))
        made.step()
    else:
        made.add("rail", box((-0.8 * w, -0.02, h - t - 0.05), (0.8 * w, 0.02, h - t)))
        made.step()
        _legs(made, rng, 0.95 * w, d, h - t)
        made.step()
    edges = np.linspace(-d, d, slats + 1)
    gap = 0.008 if slats > 1 else 0.0
    for a, b in zip(edges[:-1], edges[1:], strict=True):
        made.add("slat" if slats > 1 else "seat", box((-w, a + gap, h - t), (w, b - gap, h)))
    return made.kit("Bench")


def _loop(x: float, d: float, h: float, thick: float) -> list[Mesh]:
    """A frame of two legs and two rails across, one part."""
    a, b = x - thick / 2, x + thick / 2
    return [
        box((a, -d, 0), (b, -d + thick, h)), box((a, d - thick, 0), (b, d, h)),
        box((a, -d + thick, h - thick), (b, d - thick, h)),
        box((a, -d + thick, 0.1 * h), (b, d - thick, 0.1 * h + thick)),
    ]  # fmt: skip


def chair(rng: np.random.Generator) -> Kit:
    return (_plain_chair, _side_chair, _side_chair)[int(rng.integers(3))](rng)


def _back_panels(made: Bench, rng, w: float, y: float, low: float, high: float, lean: float, origin) -> None:
    kind = rng.choice(["board", "slats", "bars"])
    thick = rng.uniform(0.012, 0.03)
    if kind == "board":
        a = rng.uniform(0.3, 0.6)
        panels = [("back", box((-w, y - thick / 2, low + a * (high - low)), (w, y + thick / 2, high - 0.02)))]
    elif kind == "slats":
        n, tall = int(rng.integers(2, 4)), rng.uniform(0.04, 0.09)
        zs = np.linspace(low + 0.3 * (high - low), high - tall, n)
        panels = [("back slat", box((-w, y - thick / 2, z), (w, y + thick / 2, z + tall))) for z in zs]
    else:
        n = int(rng.integers(3, 6))
        z0, z1 = low + 0.15 * (high - low), high - 0.06
        panels = [("back rail", box((-w, y - thick / 2, z), (w, y + thick / 2, z + 0.04))) for z in (z0, z1)]
        xs = np.linspace(-w, w, n + 2)[1:-1]
        panels += [("bar", box((x - 0.012, y - 0.006, z0 + 0.04), (x + 0.012, y + 0.006, z1))) for x in xs]
    for name, mesh in panels:
        made.add(name, mesh.rotated((1, 0, 0), -lean, origin))


def _plain_chair(rng: np.random.Generator) -> Kit:
    """A seat on four legs; a back between two posts on it, or none: a stool."""
    made = Bench()
    w, d, h, t = rng.uniform(0.18, 0.28), rng.uniform(0.18, 0.26), rng.uniform(0.35, 0.65), rng.uniform(0.018, 0.05)
    made.add("seat", _board((-w, w), (-d, d), (h - t, h), rng, rng.random() < 0.5))
    made.step()
    _legs(made, rng, 0.9 * w, 0.9 * d, h - t)
    if rng.random() < 0.75:
        made.step()
        p, tall = rng.uniform(0.02, 0.04), rng.uniform(0.3, 0.5)
        lean = rng.choice([0.0, rng.uniform(0.05, 0.2)])
        y, origin = d - 1.5 * p, (0, d - 1.5 * p, h)
        for s in (-1, 1):
            x = s * (0.85 * w - p / 2)
            made.add(
                "post",
                box((x - p / 2, y - p / 2, h), (x + p / 2, y + p / 2, h + tall)).rotated((1, 0, 0), -lean, origin),
            )
        made.step()
        _back_panels(made, rng, 0.85 * w - p, y, h, h + tall, lean, origin)
    return made.kit("Chair")


def _side_chair(rng: np.random.Generator) -> Kit:
    """Two sides of a front leg, a rear post that goes on upwards and rails; between them rails, seat and back."""
    made = Bench()
    w, d, h, tall = rng.uniform(0.18, 0.3), rng.uniform(0.18, 0.26), rng.uniform(0.38, 0.48), rng.uniform(0.3, 0.5)
    thick, lean = rng.uniform(0.022, 0.04), rng.choice([0.0, rng.uniform(0.05, 0.22)])
    arms = rng.random() < 0.4
    arm = rng.uniform(0.18, 0.26) if arms else 0.0
    y, origin = d - thick / 2, (0, d - thick / 2, h)
    for s in (-1, 1):
        x = s * (w + thick / 2)
        a, b = x - thick / 2, x + thick / 2
        front = box((a, -d, 0), (b, -d + thick, h + arm if arms else h))
        rear = box((a, d - thick, 0), (b, d, h))
        post = box((a, d - thick, h), (b, d, h + tall)).rotated((1, 0, 0), -lean, origin)
        rails = [box((a, -d + thick, z), (b, d - thick, z + 0.04)) for z in (h - 0.05, 0.25 * h)]
        if arms:
            rails.append(box((a - 0.01, -d - 0.01, h + arm), (b + 0.01, d + np.tan(lean) * arm, h + arm + 0.02)))
        made.add("side", front, rear, post, *rails)
    made.step()
    for at in (-d + thick / 2, d - thick / 2):
        made.add("rail", box((-w, at - 0.01, h - 0.06), (w, at + 0.01, h - 0.02)))
    made.step()
    made.add("seat", _board((-w, w), (-d, d - thick), (h - 0.02, h + rng.uniform(0.0, 0.03)), rng))
    made.step()
    _back_panels(made, rng, w, y, h, h + tall, lean, origin)
    return made.kit("Chair")


MAKERS: dict[str, Callable[[np.random.Generator], Kit]] = {
    "chair": chair, "table": table, "bench": bench, "desk": desk, "shelf": shelf,
}  # fmt: skip
# As often as shops have them.
SHARES = (0.5, 0.2, 0.1, 0.1, 0.1)


def make(seed: int) -> Kit:
    """The kit of a number."""
    rng = np.random.default_rng([seed, 21])
    return MAKERS[str(rng.choice(list(MAKERS), p=SHARES))](rng)
