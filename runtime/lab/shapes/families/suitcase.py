"""Luggage: trolley cases with a telescopic handle, briefcases, handbags, trunks, backpack-like bags."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lofted, open_box, prism, rotation, rounded_rectangle, smooth, tube
from ._pose import left_open, posed
from ._wheels import add_caster, wheel_style


def make(rng: np.random.Generator) -> Shape:
    kinds = {"trolley": 0.38, "brief": 0.24, "handbag": 0.3, "trunk": 0.08}
    b = Builder("suitcase")
    body = b.part("body")
    return _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)


def _loop(half: float, high: float, r: float, square: float, segments: int = 8) -> Mesh:
    """Grip over the X axis, its feet at x = -half and half; square 0 is an arc, 1 has upright legs."""
    points = np.array(
        [
            [half, 0, 0],
            [half * (1 - 0.06 * (1 - square)), 0, 0.5 * high],
            [half * (0.75 + 0.2 * square), 0, 0.87 * high],
            [0.4 * half + 0.3 * half * square, 0, 0.98 * high],
            [0, 0, high],
        ]
    )
    path = smooth(points, 4)
    return tube(np.concatenate([path, (path * (-1, 1, 1))[-2::-1]]), r, segments)


def _shell(rng, wide: float, deep: float, low: float, high: float) -> list[Mesh]:
    """A soft or hard case: rounded in front view, bevelled, perhaps ribbed, with pockets and a zip."""
    radius = min(wide, high - low) * rng.uniform(0.03, 0.28)
    outline = rounded_rectangle(wide, high - low, radius, 5) + (0, (low + high) / 2)
    meshes = [prism(outline, "y", -deep / 2, deep / 2, rng.uniform(0.02, 0.35) * deep)]
    if rng.random() < 0.35:
        count = int(rng.integers(3, 9))
        z0, z1 = low + radius, high - radius
        for x in np.linspace(-0.38, 0.38, count) * wide:
            meshes.append(box((x - 0.012, -deep / 2 - 0.006, z0), (x + 0.012, deep / 2 + 0.006, z1)))
    elif rng.random() < 0.5:
        for z0, z1 in ((0.12, 0.45), (0.52, 0.85))[: int(rng.integers(1, 3))]:
            pocket = rounded_rectangle(0.75 * wide, (z1 - z0) * (high - low), 0.03, 4)
            pocket = pocket + (0, low + (z0 + z1) / 2 * (high - low))
            out = rng.uniform(0.1, 0.25) * deep
            meshes.append(prism(pocket, "y", -deep / 2 - out, -0.4 * deep, 0.3 * out))
    if rng.random() < 0.4:
        seam = rng.uniform(-0.1, 0.1) * deep
        line = rounded_rectangle(wide + 0.012, high - low + 0.012, radius, 5) + (0, (low + high) / 2)
        meshes.append(prism(line, "y", seam - 0.006, seam + 0.006))
    return meshes


def _trolley(rng, b: Builder, body: int) -> Shape:
    wide, high, deep = rng.uniform(0.32, 0.55), rng.uniform(0.45, 0.85), rng.uniform(0.18, 0.34)
    style = wheel_style(rng, ("disc", "dished", "tyre"))
    radius = rng.uniform(0.02, 0.035)
    four = rng.random() < 0.6
    low = 2.5 * radius if four else 1.2 * radius
    top = low + high
    b.add(body, *_shell(rng, wide, deep, low, top))
    half, r = rng.uniform(0.12, 0.36) * wide, rng.uniform(0.006, 0.011)
    raised = rng.random() < 0.5  # then its poles run behind the case, whose shell has no channels for them
    y = deep / 2 + 1.5 * r if raised else rng.uniform(0.2, 0.42) * deep
    handle = b.part("handle")
    travel = rng.uniform(0.3, 0.85) * high
    stick = min(travel * rng.uniform(0.9, 1.15), 0.95 * high)
    thick = r * rng.uniform(1.3, 2.5)
    grip = top + thick + rng.uniform(0.002, 0.05)
    square = rng.random() < 0.4
    for s in (-1, 1) if rng.random() < 0.85 else (0,):
        x = s * half
        pole = (
            box((x - r, y - r, top - stick), (x + r, y + r, grip))
            if square
            else cylinder((x, y, top - stick), (x, y, grip), r, 10)
        )
        b.add(handle, pole)
    b.add(
        handle,
        box((-half - thick, y - thick, grip - thick), (half + thick, y + thick, grip + thick))
        if square
        else cylinder((-half - thick, y, grip), (half + thick, y, grip), thick, 12),
    )
    b.prismatic(body, handle, (0, 0, 1), 0.0, travel)
    for place in ("top", "side"):
        if rng.random() < 0.5:
            loop = _loop(rng.uniform(0.06, 0.1), rng.uniform(0.03, 0.05), 0.008, rng.uniform(0, 1))
            at = (0, -0.1 * deep, top) if place == "top" else (wide / 2, 0, low + 0.5 * high)
            turn = 0 if place == "top" else np.pi / 2
            if place == "side":
                loop = loop.rotated((0, 0, 1), np.pi / 2).rotated((0, 1, 0), turn).rotated((1, 0, 0), np.pi / 2)
            part = b.part("handle") if rng.random() < 0.25 else body
            b.add(part, loop.moved(at))
            if part != body:
                b.revolute(body, part, (1, 0, 0) if place == "top" else (0, 0, 1), at, -np.pi / 2, np.pi / 2)
    roll, swivel = rng.random() < 0.75, rng.random() < 0.35
    if four:
        for x in (-0.4 * wide, 0.4 * wide):
            for yy in (-0.33 * deep, 0.33 * deep):
                yaw = np.pi / 2 if rng.random() < 0.5 else rng.uniform(0, 2 * np.pi)
                add_caster(rng, b, body, style, radius, (x, yy, low + 0.01), yaw, swivel, roll)
    else:
        from_axle = 0.36 * deep
        for x in (-0.42 * wide, 0.42 * wide):
            b.add(body, box((x - 0.02, from_axle - 0.03, 0.6 * radius), (x + 0.02, 0.5 * deep, low + 0.03)))
            if roll:
                part = b.part("wheel")
                b.add(part, cylinder((x - 0.03, from_axle, radius), (x + 0.03, from_axle, radius), radius, 16))
                b.continuous(body, part, (1, 0, 0), (x, from_axle, radius))
        b.add(body, box((-0.4 * wide, -0.4 * deep, 0), (0.4 * wide, -0.3 * deep, low + 0.02)))
    shape = b.finish()
    return posed(shape, {0: rng.uniform(0.2, 1) * travel}) if raised else shape


def _brief(rng, b: Builder, body: int) -> Shape:
    """Two shells hinged along the bottom or the rear; standing or lying, open or shut."""
    wide = rng.uniform(0.35, 0.6)
    high, deep = wide * rng.uniform(0.6, 0.85), wide * rng.uniform(0.12, 0.4)
    wall = rng.uniform(0.004, 0.012)
    part_at = rng.uniform(0.35, 0.65) * deep
    x, y = wide / 2, high / 2
    # built lying: the hinge along the rear, the handle at the front; it is stood up afterwards
    b.add(body, open_box((-x, -y, 0), (x, y, part_at), wall))
    lid = b.part("lid")
    b.add(lid, open_box((-x, -y, part_at), (x, y, deep), wall, "-z"))
    if rng.random() < 0.4:
        strip = 0.008
        for i in (-1, 1):
            at = i * rng.uniform(0.2, 0.38) * wide
            b.add(lid, box((at - 0.015, -y - strip, part_at), (at + 0.015, y + strip, deep + strip)))
            b.add(body, box((at - 0.015, -y - strip, -strip), (at + 0.015, y + strip, part_at)))
    if rng.random() < 0.6:
        for i in (-1, 1):
            at = i * 0.3 * wide
            b.add(lid, box((at - 0.02, -y - 0.01, part_at - 0.015), (at + 0.02, -y, part_at + 0.02)))
    half, out, r = rng.uniform(0.1, 0.2) * wide, rng.uniform(0.035, 0.06), rng.uniform(0.005, 0.01)
    loop = _loop(half, out, r, rng.uniform(0, 1)).rotated((1, 0, 0), np.pi / 2)
    z = part_at * rng.uniform(0.6, 0.95)
    if rng.random() < 0.35:
        grip, root = b.part("handle"), (0, -y - 1.3 * r, z)  # so that it can lie flat on the case
        b.add(grip, loop.moved(root))
        b.revolute(body, grip, (1, 0, 0), root, -np.pi / 2, np.pi / 2)
        hinge_index = 1
    else:
        b.add(body, loop.moved((0, -y, z)))
        hinge_index = 0
    widest = rng.choice([np.pi / 2, rng.uniform(1.3, 2.4), np.pi], p=[0.25, 0.25, 0.5])
    b.revolute(body, lid, (-1, 0, 0), (0, y, part_at), 0.0, widest)
    shape = b.finish()
    if rng.random() < 0.7:
        shape = posed(shape, {hinge_index: rng.uniform(0.15, 1) * widest})
    return _stood(shape) if rng.random() < 0.5 else shape


def _stood(shape: Shape) -> Shape:
    """The shape turned so that its rear edge is at the bottom."""
    turn = rotation((1, 0, 0), -np.pi / 2)
    joints = tuple(replace(j, axis=turn @ j.axis, origin=turn @ j.origin) for j in shape.joints)
    return replace(shape, vertices=shape.vertices @ turn.T, joints=joints)


def _handbag(rng, b: Builder, body: int) -> Shape:
    """A bag that narrows upwards with one or two arched handles that fall to either side."""
    wide, high, deep = rng.uniform(0.2, 0.5), rng.uniform(0.14, 0.4), rng.uniform(0.06, 0.2)
    narrow_x, narrow_y = rng.uniform(0.55, 1.1), rng.uniform(0.1, 0.9)
    n = int(rng.integers(4, 9))
    z = np.linspace(0, 1, n)
    bulge = rng.uniform(-0.05, 0.15)
    section = rounded_rectangle(wide, deep, rng.uniform(0.05, 0.5) * deep, 5)
    rings = np.stack(
        [
            np.c_[
                section
                * (
                    1 + (narrow_x - 1) * t + bulge * np.sin(np.pi * t),
                    1 + (narrow_y - 1) * t + bulge * np.sin(np.pi * t),
                ),
                np.full(len(section), t * high),
            ]
            for t in z
        ]
    )
    if rng.random() < 0.3:
        inner = rings[-1] * (0.95, 0.85, 1)
        rings = np.concatenate([rings, inner[None], (inner * (1, 1, 0.3))[None]])
    b.add(body, lofted(rings))
    top_wide, top_deep = wide * narrow_x, max(deep * narrow_y, 0.015)
    if rng.random() < 0.4:
        b.add(body, box((-0.3 * top_wide, -0.55 * deep, 0.45 * high), (0.3 * top_wide, -0.3 * deep, 0.8 * high)))
    if rng.random() < 0.3:
        b.add(
            body, box((-0.48 * top_wide, -0.5 * top_deep, high - 0.01), (0.48 * top_wide, 0.5 * top_deep, high + 0.008))
        )
    half, rise = rng.uniform(0.18, 0.45) * top_wide, rng.uniform(0.3, 1.0) * high + 0.05
    r = rng.uniform(0.004, 0.011)
    flat = rng.choice([1.0, rng.uniform(1.5, 3)])
    count = int(rng.choice([1, 2], p=[0.45, 0.55]))
    drop = rng.choice([0.0, rng.uniform(0, 0.25)]) * high
    spots = [0.0] if count == 1 else [-0.5 * top_deep, 0.5 * top_deep]
    square = rng.uniform(0, 1)
    values = {}
    for n, y in enumerate(spots):
        part = b.part("handle")
        loop = _loop(half, rise, r, square)
        loop = Mesh(loop.vertices * (1, flat, 1), loop.faces).moved((0, y, high - drop))
        b.add(part, loop)
        if rng.random() < 0.3:
            b.add(
                body,
                *(
                    cylinder((s * half, y - 3 * r, high - drop), (s * half, y + 3 * r, high - drop), 2 * r, 10)
                    for s in (-1, 1)
                ),
            )
        sign = 1 if y <= 0 else -1
        # down to the bag's side, which slopes or bulges out below
        down = np.pi - 0.2 - np.arctan2(max(0.5 * deep * (1 + max(bulge, 0)) - abs(y), 0), 0.4 * high)
        down = min(down, 1.6) if drop or count == 1 else down
        swing = min(rng.choice([np.pi / 2, rng.uniform(0.8, 2.2), down]), down)
        low = -swing if count == 1 else -rng.choice([0.0, 0.12])
        b.revolute(body, part, (sign, 0, 0), (0, y, high - drop), low, swing)
        values[n] = rng.choice([0.0, rng.uniform(low, swing)], p=[0.6, 0.4])
    shape = b.finish()
    return posed(shape, values)


def _trunk(rng, b: Builder, body: int) -> Shape:
    """A travelling trunk with a hinged top, corner caps and a handle at each side that swings."""
    wide, deep, high = rng.uniform(0.6, 1.1), rng.uniform(0.35, 0.6), rng.uniform(0.25, 0.6)
    wall, lid_high = 0.012, rng.uniform(0.06, 0.15)
    x, y = wide / 2, deep / 2
    b.add(body, open_box((-x, -y, 0), (x, y, high), wall))
    lid = b.part("lid")
    b.add(lid, open_box((-x, -y, high), (x, y, high + lid_high), wall, "-z"))
    b.revolute(body, lid, (-1, 0, 0), (0, y, high), 0.0, rng.uniform(1.4, 2.2))
    for i in (-1, 1):
        at = (i * x, 0, rng.uniform(0.6, 0.8) * high)
        loop = (
            _loop(0.09, 0.05, 0.009, rng.uniform(0, 1))
            .rotated((0, 0, 1), np.pi / 2)
            .rotated((0, 1, 0), i * 0.9 * np.pi)
        )
        part = b.part("handle") if rng.random() < 0.5 else body
        b.add(part, loop.moved(at))
        if part != body:
            b.revolute(body, part, (0, -i, 0), at, 0.0, np.pi / 2)
        for j in (-1, 1):
            c = np.array([i * x, j * y, 0])
            b.add(body, box(c - (0.02 * 1, 0.02, -0.001), c + (0.02, 0.02, 0.06)))
    for i in (-0.25, 0.25):
        b.add(lid, box((i * wide - 0.02, -y - 0.012, high - 0.03), (i * wide + 0.02, -y, high + 0.04)))
    return left_open(rng, b.finish(), chance=0.6, each=0.8)


_KINDS = {"trolley": _trolley, "brief": _brief, "handbag": _handbag, "trunk": _trunk}
