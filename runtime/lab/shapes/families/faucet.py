"""Faucets: a spout on a column or a bridge with levers, cross handles or knobs; some stand on a basin."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, open_box, plate, prism, rounded_rectangle, smooth, sphere, tube
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("faucet")
    body = b.part("body")
    kinds = {"top_lever": 0.6, "side_lever": 0.08, "two_handles": 0.2, "bridge": 0.07, "wall": 0.05}
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    if rng.random() < 0.06:
        _basin(rng, b, body)
    return left_open(rng, b.finish(), chance=0.15)


def _column(rng, radius: float, height: float, segments: int) -> list[Mesh]:
    """The body from its foot at z = 0; straight, waisted, square or ringed."""
    foot = radius * rng.uniform(1.0, 1.7)
    low = rng.uniform(0.02, 0.08) * height
    kind = rng.choice(["straight", "waisted", "square", "turned"], p=[0.5, 0.2, 0.12, 0.18])
    if kind == "square":
        return [box((-radius, -radius, 0), (radius, radius, height)), box((-foot, -foot, 0), (foot, foot, low))]
    profile = [[0, 0], [foot, 0], [foot, low], [radius, low * 1.5], [radius, height], [0, height]]
    if kind == "waisted":
        profile[4:4] = [[radius * rng.uniform(0.6, 0.9), 0.5 * height]]
    if kind == "turned":
        profile[4:4] = [
            [radius * 0.7, 0.3 * height],
            [radius * 1.1, 0.4 * height],
            [radius * 0.8, 0.5 * height],
            [radius * 1.15, 0.85 * height],
        ]
    return [lathe(np.array(profile), segments)]


def _spout(rng, radius: float, low: float, top: float, start: float = 0.0, under: bool = False) -> list[Mesh]:
    """A spout reaching to -Y, rooted in the upright through the origin between heights low and top.

    under: it leaves at the front and so clears what is on top of the upright.
    """
    reach = rng.uniform(0.09, 0.24)
    r = radius * rng.uniform(0.4, 0.85)
    kind = rng.choice(["straight", "goose", "bow", "s", "block"], p=[0.3, 0.28, 0.24, 0.09, 0.09])
    if under:
        kind = "straight" if kind in ("goose", "s") else kind
        top = low + 0.8 * (top - low)
    z = rng.uniform(0.55, 0.92) * (top - low) + low
    segments = int(rng.choice([8, 12, 16]))
    if kind == "block":
        wide, thick = r * rng.uniform(0.8, 1.8), r * rng.uniform(0.5, 1)
        tilt = rng.uniform(-0.3, 0.5)
        bar = box((-wide, -reach, -thick), (wide, 0, thick)).rotated((1, 0, 0), -tilt).moved((0, start, z))
        return [bar]
    if kind == "straight":
        tilt = rng.uniform(-0.25, 0.3 if under else 0.9)
        tip = np.array([0, start - reach * np.cos(tilt), z + reach * np.sin(tilt)])
        meshes = [cylinder((0, start, z), tip, r, segments, r * rng.uniform(0.75, 1))]
        if rng.random() < 0.7:
            meshes.append(cylinder(tip + (0, 0.8 * r, 0), tip + (0, 0.8 * r, -1.8 * r), 0.75 * r, segments))
        return meshes
    if kind == "goose":
        high = top + rng.uniform(0.05, 0.28)
        points = [
            [0, 0, z],
            [0, 0, 0.6 * high + 0.4 * z],
            [0, -0.15 * reach, 0.93 * high],
            [0, -0.5 * reach, high],
            [0, -0.9 * reach, 0.92 * high],
            [0, -reach, high - rng.uniform(0.3, 0.8) * (high - z)],
        ]
    elif kind == "bow":
        rise = rng.uniform(0.0, 0.03) if under else rng.uniform(0.02, 0.14)
        points = [
            [0, 0, z - r],
            [0, -0.25 * reach, z + 0.7 * rise],
            [0, -0.65 * reach, z + rise],
            [0, -0.95 * reach, z + 0.7 * rise],
            [0, -reach, z + rng.uniform(-0.3, 0.5) * rise],
        ]
    else:
        rise = rng.uniform(0.05, 0.12)
        points = [
            [0, 0, z],
            [0, -0.25 * reach, z - 0.1 * rise],
            [0, -0.5 * reach, z + rise],
            [0, -0.8 * reach, z + 1.2 * rise],
            [0, -reach, z + 0.3 * rise],
        ]
    path = smooth(np.array(points), 6) + (0, start, 0)
    meshes = [tube(path, r, segments)]
    end = path[-1]
    if rng.random() < 0.6:
        along = end - path[-2]
        along /= np.linalg.norm(along)
        meshes.append(cylinder(end - 0.8 * r * along, end + 0.8 * r * along, 1.2 * r, segments))
    return meshes


def _add_spout(rng, b: Builder, body: int, meshes: list[Mesh], z: float, chance: float) -> None:
    """The spout as part of the body or, with chance, turning about the upright."""
    if rng.random() >= chance:
        b.add(body, *meshes)
        return
    spout = b.part("spout")
    b.add(spout, *meshes)
    if rng.random() < 0.25:
        b.continuous(body, spout, (0, 0, 1), (0, 0, z))
    else:
        half = rng.choice([np.pi / 2, rng.uniform(0.7, np.pi)])
        b.revolute(body, spout, (0, 0, 1), (0, 0, z), -half, half)


def _lever(rng, radius: float, segments: int) -> list[Mesh]:
    """A cap on an upright's end at z = 0 with a lever pointing to -Y or elsewhere by the caller's turn."""
    cap_high = radius * rng.uniform(0.4, 2.2)
    kind = rng.choice(["dome", "drum", "none"], p=[0.35, 0.5, 0.15])
    meshes = []
    if kind == "dome":
        t = np.linspace(0, np.pi / 2, 6)
        meshes.append(lathe(np.concatenate([[[0, 0]], np.c_[radius * np.cos(t), cap_high * np.sin(t)]]), segments))
    elif kind == "drum":
        edge = 0.1 * cap_high
        meshes.append(
            lathe(
                np.array(
                    [
                        [0, 0.02 * cap_high],
                        [radius, 0.02 * cap_high],
                        [radius, cap_high - edge],
                        [radius - edge, cap_high],
                        [0, cap_high],
                    ]
                ),
                segments,
            )
        )
    else:
        cap_high = 0.3 * radius
        meshes.append(cylinder((0, 0, 0), (0, 0, cap_high), 0.6 * radius, segments))
    long, r = rng.uniform(0.05, 0.15), radius * rng.uniform(0.15, 0.35)
    tilt = rng.choice([rng.uniform(0.0, 0.9), rng.uniform(0.9, 1.5)], p=[0.8, 0.2])
    root = np.array([0, 0, 0.7 * cap_high])
    shape = rng.choice(["rod", "paddle", "curved", "loop"], p=[0.35, 0.35, 0.22, 0.08])
    along = np.array([0, -np.cos(tilt), np.sin(tilt)])
    if shape == "rod":
        meshes.append(cylinder(root, root + long * along, r, 10, r * rng.uniform(0.6, 1.3)))
    elif shape == "paddle":
        wide = radius * rng.uniform(0.35, 0.9)
        outline = rounded_rectangle(2 * wide, long, 0.6 * wide, 4) * (1, 1) - (0, long / 2)
        outline[:, 0] *= 1 + rng.uniform(-0.4, 0.4) * outline[:, 1] / long
        meshes.append(plate(outline, -0.5 * r, 0.5 * r, 0.1 * r).rotated((1, 0, 0), -tilt).moved(root))
    elif shape == "curved":
        bend = rng.uniform(-0.5, 0.6) * long
        points = [[0, 0, 0], [0, -0.35 * long, 0.2 * bend], [0, -0.7 * long, 0.6 * bend], [0, -long, bend]]
        meshes.append(tube(smooth(np.array(points), 5), r, 8).rotated((1, 0, 0), -0.5 * tilt).moved(root))
        meshes.append(sphere(np.array([0, -long, bend]), 1.4 * r, 8).rotated((1, 0, 0), -0.5 * tilt).moved(root))
    else:
        t = np.linspace(0, 2 * np.pi, 19)[:-1]
        path = np.c_[0.6 * radius * np.sin(t), -long / 2 + long / 2 * np.cos(t), 0 * t]
        meshes.append(tube(path, 0.7 * r, 6, closed=True).rotated((1, 0, 0), -tilt).moved(root))
    return meshes


def _handle(rng, size: float, segments: int) -> list[Mesh]:
    """A cross, a knob, a wheel or a lever about Z from z = 0, for one of two taps."""
    kind = rng.choice(["cross", "knob", "lever", "wheel", "tee"], p=[0.25, 0.2, 0.35, 0.1, 0.1])
    high, r = size * rng.uniform(0.6, 1.3), size * rng.uniform(0.14, 0.24)
    if kind == "knob":
        mesh = lathe(
            np.array(
                [[0, 0], [0.6 * size, 0], [0.7 * size, 0.3 * high], [size, 0.6 * high], [0.8 * size, high], [0, high]]
            ),
            segments,
        )
        grips = int(rng.choice([0, 4, 6, 8]))
        return [
            mesh,
            *(
                sphere((0.9 * size * np.cos(a), 0.9 * size * np.sin(a), 0.6 * high), 0.3 * size, 8)
                for a in np.arange(grips) * 2 * np.pi / max(grips, 1)
            ),
        ]
    meshes = [cylinder((0, 0, 0), (0, 0, high), 0.45 * size, segments)]
    if kind == "lever":
        long = size * rng.uniform(1.8, 3.5)
        rise = rng.uniform(-0.1, 0.5) * size
        if rng.random() < 0.5:
            meshes.append(cylinder((0, 0.3 * size, 0.8 * high), (0, -long, 0.8 * high + rise), r, 10, 0.7 * r))
        else:
            meshes.append(box((-1.3 * r, -long, 0.8 * high), (1.3 * r, 0.45 * size, high)))
    elif kind == "wheel":
        t = np.linspace(0, 2 * np.pi, 25)[:-1]
        meshes.append(
            tube(np.c_[1.2 * size * np.cos(t), 1.2 * size * np.sin(t), 0 * t + 0.8 * high], r, 8, closed=True)
        )
        meshes += [
            cylinder(
                (-1.2 * size * np.cos(a), -1.2 * size * np.sin(a), 0.8 * high),
                (1.2 * size * np.cos(a), 1.2 * size * np.sin(a), 0.8 * high),
                0.7 * r,
                8,
            )
            for a in (0, np.pi / 2)
        ]
    else:
        for a in (0, np.pi / 2)[: 2 if kind == "cross" else 1]:
            d = np.array([np.cos(a), np.sin(a), 0]) * size * 1.3
            meshes.append(cylinder((0, 0, 0.75 * high) - d, (0, 0, 0.75 * high) + d, r, 8))
            meshes += [sphere((0, 0, 0.75 * high) + s * d, 1.4 * r, 8) for s in (-1, 1) if size > 0.02]
    return meshes


def _top_lever(rng, b: Builder, body: int) -> None:
    radius, height = rng.uniform(0.017, 0.04), rng.uniform(0.06, 0.2)
    segments = int(rng.choice([16, 24, 32]))
    b.add(body, *_column(rng, radius, height, segments))
    if rng.random() < 0.2:
        b.add(body, plate(rounded_rectangle(rng.uniform(0.12, 0.26), 2.6 * radius, 1.3 * radius), 0, 0.008, 0.003))
    _add_spout(rng, b, body, _spout(rng, radius, 0, height, under=True), 0.5 * height, 0.08)
    lever = b.part("lever")
    cap = radius * rng.uniform(0.9, 1.12)
    yaw = rng.choice(
        [0.0, np.pi, rng.choice([-1, 1]) * np.pi / 2, rng.uniform(-np.pi, np.pi)], p=[0.62, 0.12, 0.18, 0.08]
    )
    b.add(lever, *(m.rotated((0, 0, 1), yaw).moved((0, 0, height)) for m in _lever(rng, cap, segments)))
    _turn(rng, b, body, lever, yaw, (0, 0, height), tilt=0.08)


def _turn(rng, b: Builder, parent: int, part: int, yaw: float, origin, tilt: float) -> None:
    """About the upright; with chance tilt about the level line across the lever instead."""
    if rng.random() < tilt:
        axis = (-np.cos(yaw), -np.sin(yaw), 0)
        b.revolute(parent, part, axis, origin, 0.0, rng.uniform(0.25, 0.6))
        return
    half = rng.choice([np.pi / 2, rng.uniform(0.5, 1.6), np.pi], p=[0.75, 0.17, 0.08])
    low = rng.choice([-half, 0.0], p=[0.85, 0.15])
    b.revolute(parent, part, (0, 0, rng.choice([-1, 1])), origin, low, half)


def _side_lever(rng, b: Builder, body: int) -> None:
    """The valve stands out at the column's side; its lever turns about that stub."""
    radius, height = rng.uniform(0.016, 0.03), rng.uniform(0.08, 0.25)
    segments = int(rng.choice([16, 24]))
    b.add(body, *_column(rng, radius, height, segments))
    _add_spout(rng, b, body, _spout(rng, radius, 0.5 * height, height), height, 0.2)
    side = rng.choice([-1, 1])
    z, out = rng.uniform(0.3, 0.8) * height, radius * rng.uniform(1.3, 2.2)
    stub = radius * rng.uniform(0.6, 0.95)
    b.add(body, cylinder((0, 0, z), (side * out, 0, z), stub, segments))
    lever = b.part("lever")
    turn = rng.choice([0.0, rng.uniform(-0.6, 0.6)])
    meshes = [m.rotated((0, 0, 1), np.pi).rotated((0, 1, 0), side * np.pi / 2) for m in _lever(rng, stub, segments)]
    upright = rng.choice([np.pi / 2, 0.0, np.pi])
    b.add(lever, *(m.rotated((1, 0, 0), upright + turn).moved((side * out, 0, z)) for m in meshes))
    half = rng.uniform(0.5, 1.6)
    b.revolute(body, lever, (rng.choice([-1, 1]), 0, 0), (side * out, 0, z), -half * (rng.random() < 0.6), half)


def _pair(rng, b: Builder, body: int, spread: float, y: float, z: float, size: float, segments: int) -> None:
    """Two equal handles at either side, mirrored."""
    meshes = _handle(rng, size, segments)
    yaw = rng.choice([0.0, np.pi / 2, rng.uniform(-0.8, 0.8)])
    kind = rng.choice(["revolute", "continuous"], p=[0.8, 0.2])
    high = rng.choice([np.pi / 2, rng.uniform(1.2, 3.1), np.pi])
    low = -high if rng.random() < 0.3 else 0.0
    for s in (-1, 1):
        part = b.part("handle")
        at = (s * spread, y, z)
        flip = np.diag([s, 1.0, 1.0])
        b.add(part, *(m.rotated((0, 0, 1), yaw).transformed(flip).moved(at) for m in meshes))
        if kind == "continuous":
            b.continuous(body, part, (0, 0, 1), at)
        else:
            b.revolute(body, part, (0, 0, s), at, low, high)


def _two_handles(rng, b: Builder, body: int) -> None:
    """Spout between two taps, on one plate or each on its own foot."""
    radius, height = rng.uniform(0.012, 0.026), rng.uniform(0.04, 0.2)
    segments = int(rng.choice([12, 16, 24]))
    spread, size = rng.uniform(0.06, 0.14), rng.uniform(0.014, 0.028)
    b.add(body, *_column(rng, radius, height, segments))
    _add_spout(rng, b, body, _spout(rng, radius, 0.3 * height, height), 0.6 * height, 0.18)
    if rng.random() < 0.5:
        b.add(
            body,
            plate(rounded_rectangle(2 * spread + 3 * size, 3 * size, 1.5 * size), 0, rng.uniform(0.006, 0.03), 0.003),
        )
    post = rng.uniform(0.02, 0.09)
    stem = _column(rng, size * rng.uniform(0.7, 1.2), post, segments)
    b.add(body, *(m.moved((s * spread, 0, 0)) for s in (-1, 1) for m in stem))
    _pair(rng, b, body, spread, 0.0, post, size, segments)


def _bridge(rng, b: Builder, body: int) -> None:
    """Two uprights joined by a bar that carries the spout; the handles on top, or at the bar's ends."""
    radius, height = rng.uniform(0.01, 0.02), rng.uniform(0.06, 0.16)
    spread, size = rng.uniform(0.07, 0.12), rng.uniform(0.014, 0.028)
    stem = _column(rng, radius, height, 16)
    b.add(body, *(m.moved((s * spread, 0, 0)) for s in (-1, 1) for m in stem))
    z = rng.uniform(0.4, 0.9) * height
    b.add(body, cylinder((-spread, 0, z), (spread, 0, z), 0.8 * radius, 12))
    _add_spout(rng, b, body, _spout(rng, radius * 1.2, z - radius, z + 2 * radius), z, 0.3)
    if rng.random() < 0.6:
        _pair(rng, b, body, spread, 0.0, height, size, 16)
        return
    meshes = _handle(rng, size, 16)
    for s in (-1, 1):
        part = b.part("handle")
        at = (s * (spread + radius), 0, z)
        b.add(part, *(m.rotated((0, 1, 0), s * np.pi / 2).moved(at) for m in meshes))
        if rng.random() < 0.3:
            b.continuous(body, part, (s, 0, 0), at)
        else:
            b.revolute(body, part, (s, 0, 0), at, 0.0, rng.choice([np.pi / 2, np.pi]))


def _wall(rng, b: Builder, body: int) -> None:
    """Out of a wall: a flange, a spout and one or two handles on the wall's face; an outdoor tap in some."""
    radius = rng.uniform(0.012, 0.025)
    b.add(
        body,
        box((-0.13, 0, -0.06), (0.13, 0.012, 0.06))
        if rng.random() < 0.4
        else cylinder((0, 0.012, 0), (0, 0, 0), 2.2 * radius, 20),
    )
    reach, drop = rng.uniform(0.1, 0.22), rng.uniform(0.02, 0.08)
    points = [[0, 0, 0], [0, -0.6 * reach, 0], [0, -0.95 * reach, -0.3 * drop], [0, -reach, -drop]]
    b.add(body, tube(smooth(np.array(points), 5), radius * rng.uniform(0.6, 0.9), 12))
    if rng.random() < 0.5:  # the handle on top of the pipe
        y, post = -rng.uniform(0.3, 0.6) * reach, rng.uniform(0.02, 0.05)
        b.add(body, cylinder((0, y, 0), (0, y, post), 0.6 * radius, 12))
        part = b.part("handle")
        b.add(part, *(m.moved((0, y, post)) for m in _handle(rng, 1.3 * radius, 16)))
        if rng.random() < 0.5:
            b.continuous(body, part, (0, 0, 1), (0, y, post))
        else:
            b.revolute(body, part, (0, 0, 1), (0, y, post), 0.0, rng.uniform(1.2, 3.1))
        return
    meshes = _handle(rng, 1.2 * radius, 16)
    for s in (-1, 1):
        part = b.part("handle")
        at = (s * 0.09, -0.02, 0)
        b.add(body, cylinder((s * 0.09, 0.012, 0), at, radius, 16))
        b.add(part, *(m.rotated((1, 0, 0), np.pi / 2).moved(at) for m in meshes))
        b.revolute(body, part, (0, -s, 0), at, 0.0, rng.choice([np.pi / 2, np.pi]))


def _basin(rng, b: Builder, body: int) -> None:
    """A sink in front of and below the tap."""
    wide, deep, high = rng.uniform(0.3, 0.6), rng.uniform(0.25, 0.45), rng.uniform(0.1, 0.25)
    rim = rng.uniform(0.03, 0.07)
    b.add(body, open_box((-wide / 2, -deep - 0.02, -high), (wide / 2, -0.02, 0), 0.012))
    b.add(body, box((-wide / 2, -0.02, -0.015), (wide / 2, rim, 0)))
    b.add(body, prism(rounded_rectangle(0.06, 0.03, 0.01) + (0, -0.4 * high), "y", -0.035, -0.03))


_KINDS = {
    "top_lever": _top_lever,
    "side_lever": _side_lever,
    "two_handles": _two_handles,
    "bridge": _bridge,
    "wall": _wall,
}
