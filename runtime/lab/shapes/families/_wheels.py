"""Wheels and casters. A wheel is built about the X axis at the origin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..builder import Builder
from ..solids import Mesh, box, cylinder, frame_along, lathe, rotation

_ALONG_X = rotation((0, 1, 0), np.pi / 2)


@dataclass(frozen=True)
class WheelStyle:
    """How the wheels of one object look. kind: disc, spoked, tyre, dished or holed; width: of the radius."""

    kind: str
    width: float
    spokes: int
    rim: float
    round: float
    hub: float
    segments: int


def wheel_style(rng: np.random.Generator, kinds: tuple[str, ...] = ()) -> WheelStyle:
    kind = str(
        rng.choice(
            kinds or ("disc", "spoked", "tyre", "dished", "holed"), p=None if kinds else [0.2, 0.25, 0.3, 0.15, 0.1]
        )
    )
    return WheelStyle(
        kind,
        width=rng.uniform(0.22, 0.8),
        spokes=int(rng.choice([3, 4, 5, 6, 8, 12])),
        rim=rng.uniform(0.55, 0.85),
        round=rng.uniform(0.05, 0.45),
        hub=rng.uniform(0.12, 0.3),
        segments=int(rng.choice([16, 20, 28, 36])),
    )


def wheel(style: WheelStyle, radius: float) -> list[Mesh]:
    """Meshes of a wheel of radius about X."""
    half, cut = style.width * radius / 2, style.round * style.width * radius / 2
    rim, hub = style.rim * radius, style.hub * radius
    edge = [[radius - cut, -half], [radius, -half + cut], [radius, half - cut], [radius - cut, half]]
    if style.kind == "disc":
        meshes = [_turned([[0, -half], *edge, [0, half]], style)]
    elif style.kind == "dished":
        deep = 0.5 * half
        meshes = [_turned([[0, -deep], [hub, -deep], [rim, -half], *edge, [rim, half], [hub, deep], [0, deep]], style)]
    else:
        meshes = [_turned([[rim, half], [rim, -half], *edge, [rim, half]], style)]
        if style.kind == "tyre":
            meshes.append(
                _turned([[0, -0.6 * half], [rim * 1.01, -0.7 * half], [rim * 1.01, 0.7 * half], [0, 0.6 * half]], style)
            )
        else:
            wide = hub * (0.35 if style.kind == "spoked" else 0.9)
            deep = half * (0.4 if style.kind == "spoked" else 0.7)
            spoke = box((-deep, -wide, 0), (deep, wide, rim * 1.02))
            meshes += [spoke.rotated((1, 0, 0), 2 * np.pi * k / style.spokes) for k in range(style.spokes)]
    meshes.append(cylinder((-1.08 * half, 0, 0), (1.08 * half, 0, 0), hub, 12))
    return meshes


def _turned(profile, style: WheelStyle) -> Mesh:
    return lathe(np.array(profile), style.segments).transformed(_ALONG_X)


def add_wheel(b: Builder, parent: int, style: WheelStyle, radius: float, at, axle=(1.0, 0.0, 0.0)) -> int:
    """A wheel at point `at` (3,) that turns about the line along axle; returns its part."""
    part = b.part("wheel")
    axle = np.asarray(axle, float)
    turn = np.eye(3) if abs(axle[0]) > 0.999 else frame_along(axle)[:, [2, 0, 1]]
    b.add(part, *(m.transformed(turn).moved(at) for m in wheel(style, radius)))
    b.continuous(parent, part, axle, at)
    return part


def add_caster(
    rng: np.random.Generator,
    b: Builder,
    parent: int,
    style: WheelStyle,
    radius: float,
    at,
    yaw: float,
    swivel: bool,
    roll: bool,
) -> None:
    """A caster below point `at` (3,), its wheel touching 2.5 radii lower, trailing towards yaw.

    swivel: its fork turns about the upright; roll: its wheel turns. Neither: it is part of the parent.
    """
    at = np.asarray(at, float)
    ahead = np.array([np.cos(yaw), np.sin(yaw), 0])
    axle = np.array([-np.sin(yaw), np.cos(yaw), 0])
    centre = at + 0.6 * radius * ahead - (0, 0, 1.5 * radius)
    half = style.width * radius * 0.62
    fork = [cylinder(at - (0, 0, 0.5 * radius), at, 0.3 * radius, 10)]
    arm = box((-0.35 * radius, -0.06 * radius, 0), (0.35 * radius, 0.06 * radius, 1.2 * radius))
    plate = box((-0.4 * radius, -half, 1.1 * radius), (0.4 * radius, half, 1.2 * radius))
    turn = rotation((0, 0, 1), yaw)
    for piece in (arm.moved((0, half, 0)), arm.moved((0, -half, 0)), plate):
        fork.append(piece.transformed(turn).moved(centre))
    owner = parent
    if swivel:
        owner = b.part("other", "fork")
        b.continuous(parent, owner, (0, 0, 1), at)
    b.add(owner, *fork)
    if roll:
        add_wheel(b, owner, style, radius, centre, axle)
    else:
        side = frame_along(axle)[:, [2, 0, 1]]
        b.add(owner, *(m.transformed(side).moved(centre) for m in wheel(style, radius)))
