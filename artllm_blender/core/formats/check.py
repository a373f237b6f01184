"""What a simulator or an engine would stumble over in an asset, each with what mends it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np

from ..articulation import Articulation, JointType
from ..kinematics import poses
from ..motion.interplay import Need
from ..steps import Steps
from ..units import is_doubtful, said
from .clearance import standing
from .colliders import flat_box
from .convex import Convex, Hull, apart, solids
from .description import Description
from .inertia import LEAST_MASS

DEEP = 0.01  # of the asset's diagonal: colliders that overlap more push each other apart
POSES = 9  # of each joint, from limit to limit
HEAVIER = 1000.0  # times what carries it: solvers do not hold such a part
STAGE = "Checking"


@dataclass(frozen=True)
class Finding:
    """code: a stable snake_case word for programs. says: what is wrong, fix: what mends it, a sentence each. part: the
    id of the one that has to be mended; -1 where it is the asset."""

    code: str
    says: str
    fix: str
    part: int = -1


def looking(asset: Description, articulation: Articulation, needs: Iterable[Need], hull: Hull) -> Steps[list[Finding]]:
    """All that is found in a description, of the articulation that it was made from. Nothing where it is fine."""
    points = [link.visual.vertices + link.origin for link in asset.links if link.visual]
    extent = np.ptp(np.concatenate(points), axis=0) if points else np.zeros(3)
    filled = {link.part: solids(link, hull) for link in asset.links}
    allowed = DEEP * float(np.linalg.norm(extent))
    yield STAGE, 0.0
    found = [*_size(float(extent.max())), *_joints(asset), *_links(asset), *_at_rest(asset, filled, allowed)]
    return found + (yield from _on_the_way(asset, articulation, list(needs), filled, allowed))


def _size(size: float) -> Iterator[Finding]:
    if is_doubtful(size):
        says = f"The asset is {said(size)} large, which no prop is."
        yield Finding("size", says, "Set the scene's unit scale, or scale the source and articulate it again.")


def _joints(asset: Description) -> Iterator[Finding]:
    for joint in asset.joints:
        if joint.type is None:
            says = f"{joint.name} cannot move: its limits are the same."
            fix = "Set its limits apart, or dissolve its part into what carries it."
            yield Finding("still", says, fix, asset.by_name[joint.child].part)


def _links(asset: Description) -> Iterator[Finding]:
    masses = {link.name: link.inertial.mass for link in asset.links}
    for link in asset.links:
        if link.visual is None:
            yield Finding("empty", f"{link.title} has no surface.", "Assign faces to it, or dissolve it.", link.part)
            continue
        if flat_box(link.visual.vertices[np.unique(link.visual.triangles)]) is not None:
            yield Finding("flat", f"{link.title} is flat.", "Give it a thickness, as Solidify does.", link.part)
        moments = np.linalg.eigvalsh(link.inertial.tensor)
        if not moments[0] > 0 or moments[0] + moments[1] < moments[2] * (1 - 1e-6):
            says = f"{link.title} has an inertia that no solid has."
            yield Finding("inertia", says, "Recalculate its normals.", link.part)
        if link.inertial.mass <= LEAST_MASS:
            says = f"{link.title} weighs a gram or less."
            yield Finding("light", says, "Check the scene's unit, or give its material a density.", link.part)
        if link.name != link.title:
            says = f"{link.title} is {link.name} in files: simulators take no other names."
            yield Finding("name", says, "Rename it with plain letters, digits and underscores.", link.part)
    for joint in asset.joints:
        if masses[joint.child] > HEAVIER * masses[joint.parent]:
            says = f"{joint.child} is over {HEAVIER:g} times as heavy as {joint.parent}, which carries it."
            fix = "Give their materials densities, or choose another base."
            yield Finding("heavy", says, fix, asset.by_name[joint.child].part)


def _at_rest(asset: Description, filled: dict[int, list[Convex]], allowed: float) -> Iterator[Finding]:
    for one, other in combinations(asset.links, 2):
        if _depth(filled[one.part], filled[other.part]) > allowed:
            says = f"The colliders of {one.title} and {other.title} overlap at rest."
            yield Finding("overlap", says, "Export with automatic colliders, or edit those of your own.", other.part)


def _on_the_way(
    asset: Description,
    articulation: Articulation,
    needs: Sequence[Need],
    filled: dict[int, list[Convex]],
    allowed: float,
) -> Steps[list[Finding]]:
    """Of each joint the first part that is in its way, other than at rest."""
    links, found = {link.part: link for link in asset.links}, []
    for number, joint in enumerate(articulation.joints):
        yield STAGE, number / len(articulation.joints)
        if joint.still:
            continue
        inside = articulation.subtree(joint.child)
        lower, upper = (0.0, math.tau) if joint.type is JointType.CONTINUOUS else (joint.lower, joint.upper)
        values = standing(articulation, needs, joint.child)
        pairs = [(a, b) for a, b in product(inside, links) if a in links and b not in inside]
        pairs = [(a, b) for a, b in pairs if _depth(filled[a], filled[b]) <= allowed]
        stations = np.linspace(lower, upper, POSES)
        blocked = _blocked(articulation, joint.child, values, stations, pairs, filled, allowed)
        if blocked is not None:
            says = f"{links[joint.child].title} runs into {links[blocked].title} on its way."
            fix = "Refine its limits, or export with automatic colliders."
            found.append(Finding("blocked", says, fix, joint.child))
    return found


def _blocked(
    articulation: Articulation,
    child: int,
    values: dict[int, float],
    stations: np.ndarray,
    pairs: list[tuple[int, int]],
    filled: dict[int, list[Convex]],
    allowed: float,
) -> int | None:
    for value in stations:
        moved = poses(articulation, values | {child: float(value)})
        there = {part: [_carried(solid, moved[part]) for solid in filled[part]] for pair in pairs for part in pair}
        for mover, still in pairs:
            if _depth(there[mover], there[still]) > allowed:
                return still
    return None


def _carried(solid: Convex, matrix: np.ndarray) -> Convex:
    turn, move = matrix[:3, :3], matrix[:3, 3]
    normals = solid.normals @ turn.T
    return replace(solid, points=solid.points @ turn.T + move, normals=normals, offsets=solid.offsets + normals @ move)


def _depth(one: Sequence[Convex], other: Sequence[Convex]) -> float:
    """Metres by which two parts' solids overlap at most; 0 where they do not."""
    if not one or not other:
        return 0.0
    low = np.array([solid.points.min(axis=0) for solid in other])
    high = np.array([solid.points.max(axis=0) for solid in other])
    deepest = 0.0
    for solid in one:
        near = (low < solid.points.max(axis=0)).all(axis=1) & (high > solid.points.min(axis=0)).all(axis=1)
        deepest = max([deepest, *(-apart(solid, other[k]) for k in np.flatnonzero(near))])
    return deepest
