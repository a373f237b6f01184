"""House doors in frames and walls: hinged, double, saloon, sliding, folding, pivoting, revolving and overhead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, prism
from ._handles import handle, handle_style
from ._leaves import LeafStyle, arch, leaf, leaf_style
from ._levers import add_lever
from ._pose import left_open


@dataclass(frozen=True)
class Doorway:
    """The opening between x0 and x1 up to height, in a frame or wall from y = 0 to depth; its arch's rise."""

    x0: float
    x1: float
    height: float
    depth: float
    rise: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def make(rng: np.random.Generator) -> Shape:
    kinds = {
        "hinged": 0.68, "double": 0.12, "sliding": 0.07, "saloon": 0.03, "folding": 0.03,
        "pivot": 0.03, "revolving": 0.01, "overhead": 0.03,
    }  # fmt: skip
    kind = str(rng.choice(list(kinds), p=list(kinds.values())))
    b = Builder("door")
    body = b.part("frame")
    _KINDS[kind](rng, b, body)
    return left_open(rng, b.finish(), chance=0.1)


def _doorway(rng: np.random.Generator, leaves: int, rise: float) -> Doorway:
    width = rng.uniform(0.6, 1.15) * (1 if leaves == 1 else rng.uniform(1.3, 2) * leaves / 2)
    if leaves == 1 and rng.random() < 0.06:  # a hatch
        return Doorway(-width / 2, width / 2, width * rng.uniform(0.7, 1.5), rng.uniform(0.05, 0.2), rise)
    return Doorway(-width / 2, width / 2, rng.uniform(1.85, 2.6), rng.uniform(0.05, 0.2), rise)


def _surround(
    rng: np.random.Generator, way: Doorway, posts_only: bool = False, style: LeafStyle | None = None
) -> list[Mesh]:
    """Jambs and head, architrave, threshold, a piece of wall, side and top lights. style: the moving leaf's."""
    jamb = rng.choice([rng.uniform(0.015, 0.04), rng.uniform(0.03, 0.14)], p=[0.35, 0.65])
    x0, x1, z1, d = way.x0, way.x1, way.height, way.depth
    if way.rise:
        outer = arch(x0 - jamb, x1 + jamb, 0, z1 + jamb, way.rise)
        inner = arch(x0, x1, 0, z1, way.rise)
        meshes = [
            prism(np.array([inner[k], outer[k], outer[k + 1], inner[k + 1]]), "y", 0, d)
            for k in range(1, len(outer) - 1)
        ] + [prism(np.array([inner[-1], outer[-1], outer[0], inner[0]]), "y", 0, d)]
        if rng.random() < 0.25:
            meshes += _wall(rng, way, jamb)
        return meshes
    meshes = [box((x0 - jamb, 0, 0), (x0, d, z1)), box((x1, 0, 0), (x1 + jamb, d, z1))]
    if posts_only:
        return meshes
    head = jamb * rng.choice([1.0, rng.uniform(0.7, 2)])
    meshes.append(box((x0 - jamb, 0, z1), (x1 + jamb, d, z1 + head)))
    if rng.random() < 0.3:
        meshes.append(box((x0 - jamb, 0, -rng.uniform(0.01, 0.04)), (x1 + jamb, d, 0)))
    if rng.random() < 0.3:
        wide, out = rng.uniform(0.05, 0.12), rng.uniform(0.008, 0.03)
        for y0, y1 in ((-out, 0.0), (d, d + out))[: 1 + int(rng.random() < 0.6)]:
            outside = jamb if rng.random() < 0.5 else jamb + wide
            meshes += [
                box((x0 - outside, y0, 0), (x0 - outside + wide, y1, z1 + head)),
                box((x1 + outside - wide, y0, 0), (x1 + outside, y1, z1 + head)),
                box((x0 - outside, y0, z1 + head - 0.3 * wide), (x1 + outside, y1, z1 + head + 0.7 * wide)),
            ]
    extra = rng.random()
    if extra < 0.14:
        meshes += _wall(rng, way, max(jamb, head))
    elif extra < 0.28:
        meshes += _lights(rng, way, jamb, head, style if style and rng.random() < 0.5 else leaf_style(rng, arched=0))
    return meshes


def _wall(rng: np.random.Generator, way: Doorway, edge: float) -> list[Mesh]:
    left, right, above = rng.uniform(0.1, 1.2, 3) * (1, 1, 0.5)
    y0 = rng.choice([0.0, rng.uniform(0, 0.3) * way.depth])
    y1 = way.depth - y0
    top = way.height + edge
    x0, x1 = way.x0 - edge, way.x1 + edge
    spring = top - way.rise * (x1 - x0)
    meshes = [
        box((x0 - left, y0, 0), (x0, y1, top + above)),
        box((x1, y0, 0), (x1 + right, y1, top + above)),
        box((x0, y0, top), (x1, y1, top + above)),
    ]
    if way.rise:
        curve = arch(x0, x1, 0, top, way.rise)[2:]
        for (xa, za), (xb, zb) in zip(curve[:-1], curve[1:], strict=True):
            quad = np.array([[xb, zb], [xa, za], [xa, top], [xb, top]])
            if spring < top:
                meshes.append(prism(quad, "y", y0, y1))
    return meshes


def _lights(rng: np.random.Generator, way: Doorway, jamb: float, head: float, style: LeafStyle) -> list[Mesh]:
    """Fixed panes beside or above the leaf, in their own frames; they look like leaves and do not move."""
    d = way.depth
    y0, y1 = 0.3 * d, min(0.3 * d + 0.04, d)
    meshes = []
    if rng.random() < 0.5:
        above = rng.uniform(0.25, 0.6)
        z = way.height + head
        meshes += leaf(style, (way.x0 - jamb, y0, z), (way.x1 + jamb, y1, z + above))
        meshes.append(box((way.x0 - jamb, 0, z + above), (way.x1 + jamb, d, z + above + jamb)))
        return meshes
    beside = rng.uniform(0.25, 0.9)
    sides = [s for s in (-1, 1) if rng.random() < 0.7] or [1]
    for s in sides:
        x = way.x1 + jamb if s > 0 else way.x0 - jamb - beside
        meshes += leaf(style, (x, y0, 0), (x + beside, y1, way.height))
        post = x + beside if s > 0 else x - jamb
        meshes.append(box((post, 0, 0), (post + jamb, d, way.height + head)))
        meshes.append(box((x, 0, way.height), (x + beside, d, way.height + head)))
    return meshes


def _opening(rng: np.random.Generator) -> float:
    return float(rng.choice([np.pi / 2, rng.uniform(1.2, 2.0), rng.uniform(2.0, 3.1)], p=[0.78, 0.12, 0.1]))


def _hang(
    rng: np.random.Generator, b: Builder, body: int, way: Doorway, style: LeafStyle, lower, upper, left: bool,
    forward: bool, lever: bool, both: bool = False, chance: float = 0.92,
) -> int:  # fmt: skip
    """A leaf between two corners, hinged at its left or right edge, opening to -Y if forward; returns its part."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    door = b.part("door")
    meshes = leaf(style, lower, upper)
    b.add(door, *meshes)
    x = lower[0] if left else upper[0]
    y = rng.choice([lower[1] if forward else upper[1], (lower[1] + upper[1]) / 2], p=[0.45, 0.55])
    z = rng.choice([0.0, way.height / 2, way.height])
    sign = (-1 if left else 1) * (1 if forward else -1)
    high = _opening(rng)
    if not both and rng.random() < 0.03:
        b.continuous(body, door, (0, 0, sign), (x, y, z))
    else:
        b.revolute(body, door, (0, 0, sign), (x, y, z), -high if both or rng.random() < 0.05 else 0.0, high)
    if rng.random() < 0.35:
        r, long = rng.uniform(0.006, 0.014), rng.uniform(0.06, 0.14)
        edge = lower[1] - 0.3 * r if forward else upper[1] + 0.3 * r
        spots = lower[2] + (upper[2] - lower[2]) * np.array([0.1, 0.8, 0.45])[: int(rng.integers(2, 4))]
        part = int(rng.choice([body, door]))
        b.add(part, *(cylinder((x, edge, s), (x, edge, s + long), r, 10) for s in spots))
    if lever and rng.random() < chance:
        from_edge = rng.uniform(0.05, 0.11)
        at = (upper[0] - from_edge if left else lower[0] + from_edge, lower[1], rng.uniform(0.4, 0.55) * upper[2])
        add_lever(rng, b, door, at, upper[1] - lower[1], -1 if left else 1)
    elif rng.random() < 0.7:
        pull = handle_style(rng, ("bar", "square_bar", "bow", "plate_bow", "ring", "knob", "slab"), rng.uniform(1, 3))
        from_edge = rng.uniform(0.06, 0.14)
        at = (upper[0] - from_edge if left else lower[0] + from_edge, lower[1], 0.48 * upper[2])
        b.add(door, *handle(pull, at, True, 0.5 * (upper[2] - lower[2])))
    return door


def _hinged(rng, b, body) -> None:
    style = leaf_style(rng)
    way = _doorway(rng, 1, style.rise)
    b.add(body, *_surround(rng, way, rng.random() < 0.04, style))
    thick, gap = rng.uniform(0.025, 0.07), rng.choice([0.0, rng.uniform(0.001, 0.008)])
    y = rng.choice([0.0, way.depth - thick, rng.uniform(0, 1) * (way.depth - thick), -thick], p=[0.45, 0.2, 0.25, 0.1])
    lower = (way.x0 + gap, y, rng.choice([0.0, 0.008]))
    forward = y < 0.3 * way.depth if rng.random() < 0.85 else rng.random() < 0.5
    stop = 0.012
    if forward and y >= 0 and y + thick + 0.02 < way.depth and rng.random() < 0.4 and not style.rise:
        y1 = y + thick
        for x in (way.x0, way.x1 - stop):
            b.add(body, box((x, y1, 0), (x + stop, y1 + 0.03, way.height)))
    upper = (way.x1 - gap, y + thick, way.height - gap)
    _hang(rng, b, body, way, style, lower, upper, rng.random() < 0.5, forward, lever=rng.random() < 0.95)


def _double(rng, b, body) -> None:
    style = leaf_style(rng, arched=0)
    way = _doorway(rng, 2, 0)
    b.add(body, *_surround(rng, way))
    thick, gap = rng.uniform(0.025, 0.07), rng.uniform(0, 0.006)
    y = rng.choice([0.0, way.depth - thick, 0.5 * (way.depth - thick)])
    share = float(rng.choice([0.5, rng.uniform(0.2, 0.45), rng.uniform(0.55, 0.8)], p=[0.7, 0.15, 0.15]))
    split = way.x0 + way.width * share
    forward, still = bool(rng.random() < 0.6), share != 0.5 and rng.random() < 0.5
    levers = rng.random() < 0.65
    for x0, x1, left in ((way.x0, split, True), (split, way.x1, False)):
        lower, upper = (x0 + gap, y, 0), (x1 - gap, y + thick, way.height - gap)
        if still and left == (share < 0.5):  # the narrower leaf is fixed
            b.add(body, *leaf(style, np.array(lower), np.array(upper)))
            continue
        _hang(rng, b, body, way, style, lower, upper, left, forward, lever=levers)


def _saloon(rng, b, body) -> None:
    style = leaf_style(rng, arched=0)
    count = int(rng.choice([1, 2, 2]))
    way = _doorway(rng, count, 0)
    b.add(body, *_surround(rng, way, rng.random() < 0.4))
    thick = rng.uniform(0.02, 0.04)
    y = (way.depth - thick) / 2
    low, high = way.height * rng.uniform(0.15, 0.35), way.height * rng.uniform(0.6, 0.85)
    edges = np.linspace(way.x0, way.x1, count + 1)
    for i in range(count):
        lower, upper = (edges[i] + 0.004, y, low), (edges[i + 1] - 0.004, y + thick, high)
        _hang(rng, b, body, way, style, lower, upper, i == 0, True, lever=False, both=True)


def _sliding(rng, b, body) -> None:
    """Leaves on a rail before the wall, or past each other within a frame."""
    style = leaf_style(rng, arched=0)
    count = int(rng.choice([1, 2, 2, 3, 4]))
    way = _doorway(rng, max(count, 1), 0)
    thick = rng.uniform(0.02, 0.05)
    pull = handle_style(rng, ("bar", "recess", "square_bar", "slab", "none", "bow"), 1.6)
    step = way.width / count
    lap = 0.04 * step
    barn = count == 1 or (count == 2 and rng.random() < 0.3)
    proud = 0.034 if barn else 0.0  # past the architrave
    if barn:
        rail_z, r = way.height + rng.uniform(0.04, 0.12), rng.uniform(0.012, 0.03)
        half = way.width * rng.uniform(0.8, 1.1)
        rail = (cylinder((-half, -thick / 2, rail_z), (half, -thick / 2, rail_z), r, 12) if rng.random() < 0.5
                else box((-half, -0.6 * thick, rail_z - r), (half, -0.2 * thick, rail_z + r)))  # fmt: skip
        rail = rail.moved((0, -proud, 0))
        b.add(body, rail)
        if rng.random() < 0.65:
            b.add(body, *_surround(rng, Doorway(way.x0, way.x1, way.height, way.depth, 0)))
        elif rng.random() < 0.5:
            b.add(body, rail.moved((0, 0, -rail_z - r)))
    else:
        b.add(body, *_surround(rng, Doorway(way.x0, way.x1, way.height, max(way.depth, 2.6 * thick), 0)))
    for i in range(count):
        track = 0.0 if barn else 0.1 * thick + (i % 2) * 1.1 * thick
        y = -thick - proud if barn else track
        x0, x1 = way.x0 + i * step - lap / 2, way.x0 + (i + 1) * step + lap / 2
        lower = np.array([max(x0, way.x0) if not barn else x0, y, 0.012])
        upper = np.array([min(x1, way.x1) if not barn else x1, y + thick, way.height - 0.004])
        if not barn and count > 1 and rng.random() < 0.12 and i:
            b.add(body, *leaf(style, lower, upper))
            continue
        door = b.part("door")
        b.add(door, *leaf(style, lower, upper))
        if barn:
            for x in lower[0] + (upper[0] - lower[0]) * np.array([0.2, 0.8]):
                b.add(door, box((x - 0.02, y - 0.006, upper[2] - 0.12), (x + 0.02, y, rail_z)))
                b.add(door, cylinder((x, y, rail_z + r + 0.03), (x, y + 0.6 * thick, rail_z + r + 0.03), 0.035, 14))
        away = -1 if (i < count / 2 if barn else i % 2 or i == count - 1) else 1
        edge = upper[0] - 0.06 if away < 0 else lower[0] + 0.06
        if barn or i % 2 == 0:
            b.add(door, *handle(pull, (edge, y, 0.48 * way.height), True, 0.5))
        b.prismatic(body, door, (away, 0, 0), 0.0, step * rng.uniform(0.75, 1.0))


def _folding(rng, b, body) -> None:
    """A chain of leaves, each hinged to the one before; they fold to alternate sides."""
    style = leaf_style(rng, arched=0)
    count = int(rng.integers(2, 5))
    way = _doorway(rng, 2, 0)
    b.add(body, *_surround(rng, way))
    thick = rng.uniform(0.02, 0.04)
    y = (way.depth - thick) / 2
    step = way.width / count
    parent, sign = body, -1
    for i in range(count):
        lower = np.array([way.x0 + i * step + 0.002, y, 0.01])
        upper = np.array([way.x0 + (i + 1) * step - 0.002, y + thick, way.height - 0.005])
        door = b.part("door")
        b.add(door, *leaf(style, lower, upper))
        x = lower[0] - 0.002
        hinge_y = y if sign < 0 else y + thick
        b.revolute(parent, door, (0, 0, sign), (x, hinge_y, way.height / 2), 0.0, np.pi / 2 if i == 0 else np.pi * 0.95)
        parent, sign = door, -sign


def _pivot(rng, b, body) -> None:
    """One leaf that turns about an upright within its width."""
    style = leaf_style(rng, arched=0)
    way = _doorway(rng, 1, 0)
    b.add(body, *_surround(rng, way))
    thick = rng.uniform(0.03, 0.06)
    y = (way.depth - thick) / 2
    door = b.part("door")
    b.add(door, *leaf(style, (way.x0 + 0.005, y, 0.01), (way.x1 - 0.005, y + thick, way.height - 0.01)))
    x = way.x0 + rng.choice([0.5, rng.uniform(0.15, 0.4)]) * way.width
    if rng.random() < 0.3:
        b.continuous(body, door, (0, 0, 1), (x, y + thick / 2, 0))
    else:
        b.revolute(
            body, door, (0, 0, rng.choice([-1, 1])), (x, y + thick / 2, 0), -np.pi / 2 * (rng.random() < 0.5), np.pi / 2
        )


def _revolving(rng, b, body) -> None:
    """Wings about a post, in a drum or between two discs."""
    style = leaf_style(rng, arched=0)
    radius, height, thick = rng.uniform(0.8, 1.6), rng.uniform(2.0, 2.6), rng.uniform(0.02, 0.05)
    t = rng.uniform(0.05, 0.12)
    b.add(
        body, lathe(np.array([[0, height], [radius + t, height], [radius + t, height + 0.15], [0, height + 0.15]]), 32)
    )
    if rng.random() < 0.5:
        b.add(body, lathe(np.array([[0, -0.05], [radius + t, -0.05], [radius + t, 0], [0, 0]]), 32))
    for start in (0, np.pi):
        angle = start + np.linspace(-0.7, 0.7, 10)
        inner, outer = (
            np.c_[np.cos(angle), np.sin(angle)] * (radius + 0.01),
            np.c_[np.cos(angle), np.sin(angle)] * (radius + t),
        )
        for k in range(len(angle) - 1):
            quad = np.array([inner[k], outer[k], outer[k + 1], inner[k + 1]])
            b.add(body, *_upright(quad, 0, height))
    wings = b.part("door")
    b.add(wings, cylinder((0, 0, 0.01), (0, 0, height - 0.01), rng.uniform(0.03, 0.08), 16))
    count = int(rng.choice([2, 3, 4]))
    for k in range(count):
        blade = leaf(style, (0.03, -thick / 2, 0.02), (radius - 0.02, thick / 2, height - 0.02))
        b.add(wings, *(m.rotated((0, 0, 1), 2 * np.pi * k / count + 0.4) for m in blade))
    b.continuous(body, wings, (0, 0, 1), (0, 0, 0))


def _upright(outline: np.ndarray, low: float, high: float) -> list[Mesh]:
    mesh = prism(outline, "x", low, high)
    return [Mesh(mesh.vertices[:, [1, 2, 0]], mesh.faces)]


def _overhead(rng, b, body) -> None:
    """A garage door: one leaf that tilts out about its top edge, or slides up."""
    style = leaf_style(rng, arched=0)
    way = _doorway(rng, 2, 0)
    b.add(body, *_surround(rng, way))
    thick = rng.uniform(0.03, 0.06)
    door = b.part("door")
    lower, upper = (way.x0 + 0.004, 0.01, 0.0), (way.x1 - 0.004, 0.01 + thick, way.height - 0.004)
    b.add(door, *leaf(style, lower, upper))
    pull = handle_style(rng, ("bar", "slab", "bow", "none"), 1.5)
    b.add(door, *handle(pull, (0, 0.01, 0.15 * way.height), False, 0.4))
    if rng.random() < 0.5:
        b.revolute(body, door, (-1, 0, 0), (0, 0.01, way.height - 0.004), 0.0, np.pi / 2)
    else:
        b.prismatic(body, door, (0, 0, 1), 0.0, way.height * rng.uniform(0.7, 0.95))


_KINDS = {
    "hinged": _hinged,
    "double": _double,
    "saloon": _saloon,
    "sliding": _sliding,
    "folding": _folding,
    "pivot": _pivot,
    "revolving": _revolving,
    "overhead": _overhead,
}
