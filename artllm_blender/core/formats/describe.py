"""An articulation and its parts' surfaces as the description that writers read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..articulation import Articulation, Joint, JointType
from ..motion.interplay import Need
from ..names import identifier, joint_names, link_names
from ..steps import Steps, exhausted, within
from .colliders import AUTOMATIC, colliding, moved
from .convex import Hull, solids, touching
from .description import Description, HullShape, Link, LinkJoint, LinkNeed, Material, Visual
from .dynamics import LEAST_EFFORT, with_dynamics
from .inertia import DENSITY, weighing

NEAR = 1e-3  # of the asset's size: what comes so near at rest counts as touching
VELOCITY = {True: 3.0, False: 1.0}  # rad/s, m/s
SCREWS = math.tau  # rad/s


def link_origin(articulation: Articulation, part: int) -> np.ndarray:
    """(3,) world position of a part's link frame: its joint's origin, the world's for the root."""
    joint = articulation.joint_of(part)
    return np.zeros(3) if joint is None else np.asarray(joint.origin)


def describe(*given: Any, **how: Any) -> Description:
    """All steps of `describing` at once."""
    return exhausted(describing(*given, **how))


def describing(
    name: str,
    articulation: Articulation,
    surfaces: Mapping[int, Visual],
    hull: Hull,
    materials: Iterable[Material] = (),
    needs: Iterable[Need] = (),
    kind: str = AUTOMATIC,
    density: float = DENSITY,
    given: Mapping[int, Sequence[HullShape]] | None = None,
) -> Steps[Description]:
    """surfaces: by part id, in the world; parts without triangles may be left out. hull: of (n, 3) points. kind: of
    colliders. density: kg/m3 of what has a material that says none. given: see
    `colliding`."""
    needs, materials = list(needs), tuple(materials)
    dense = np.array([material.density or density for material in materials])
    solid = yield from within(colliding(articulation, surfaces, hull, needs, kind, given), 0.0, 0.7)
    names, joints, links = link_names(articulation), joint_names(articulation), []
    for id in articulation.from_root():
        part, origin, seen = articulation.part(id), link_origin(articulation, id), surfaces.get(id)
        link = Link(id, names[id], part.name, part.label, origin)
        if seen is not None and len(seen.triangles):
            placed = replace(seen, vertices=seen.vertices - origin)
            weighed = weighing(placed.vertices, placed.triangles, dense[placed.material] if len(dense) else None)
            begin, end = (0.7 + 0.2 * count / len(names) for count in (len(links), len(links) + 1))
            mass = yield from within(weighed, begin, end)
            link = replace(
                link, inertial=mass, visual=placed, colliders=tuple(moved(one, -origin) for one in solid[id])
            )
        links.append(link)
    made = [
        _joint(articulation.joint_of(id), names, joints, [need for need in needs if need.child == id])
        for id in articulation.from_root()[1:]
    ]
    yield "What touches", 0.9
    joints = with_dynamics(made, {link.name: link for link in links})
    return Description(identifier(name, "asset"), tuple(links), joints, materials, _excluded(links, joints, hull))


def _excluded(links: list[Link], joints: tuple[LinkJoint, ...], hull: Hull) -> tuple[tuple[str, str], ...]:
    """Links and what carries them, whose joints hold them apart; and all that touch at rest."""
    filled = [solids(link, hull) for link in links]
    points = [solid.points for link in filled for solid in link]
    size = float(np.ptp(np.concatenate(points), axis=0).max()) if points else 0.0
    pairs = [(links[a].name, links[b].name) for a, b in sorted(touching(filled, NEAR * size))]
    order = {link.name: number for number, link in enumerate(links)}
    pairs += [(joint.parent, joint.child) for joint in joints]
    return tuple(sorted(dict.fromkeys(pairs), key=lambda pair: (order[pair[0]], order[pair[1]])))


def _joint(joint: Joint, links: Mapping[int, str], joints: Mapping[int, str], needs: list[Need]) -> LinkJoint:
    turns = joint.type.turns
    return LinkJoint(
        joints[joint.child],
        links[joint.parent],
        links[joint.child],
        None if joint.still else joint.type,
        np.asarray(joint.axis),
        joint.lower,
        joint.upper,
        joint.pitch,
        joint.closed,
        LEAST_EFFORT[turns],
        SCREWS if joint.type is JointType.SCREW else VELOCITY[turns],
        needs=tuple(LinkNeed(joints[need.needs], need.open, need.value) for need in needs if need.needs in joints),
    )
