"""Where a part stands if it is the mirror image of another in a whole that is symmetric, or the next of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..frames import apply, transform
from .features import Features
from .registering import EXACT, registered

ALIKE = 0.01  # of the root of the area: what is nearly the same may be the same
ON = 0.01  # of the whole: a mirror image that is so near stands there
SAME_PLANE = np.cos(np.radians(1.0))
PLANES, PLACES = 4, 6  # so many planes of a whole, and places of a part, are followed up
LEAST = 0.45  # of what stands has to be mirrored in a plane
CLOSER, SOME = 0.7, 3  # of the least distance between so many that are the same: in a row no other is nearer to one
ROW = 0.7  # what being the next of a row counts for, beside a whole that is mirrored


@dataclass(frozen=True)
class Repeat:
    """A pose in which a part repeats what stands, and how much speaks for it, to 1."""

    pose: np.ndarray
    sure: float


@dataclass(frozen=True)
class Planes:
    """normal: (k, 3) unit; offset: (k,) along it; share: (k,) of what stands that is mirrored in it."""

    normal: np.ndarray
    offset: np.ndarray
    share: np.ndarray

    def mirrored(self, number: int, points: np.ndarray) -> np.ndarray:
        """(n, 3) points beyond one of them."""
        normal = self.normal[number]
        return points - 2 * np.outer(points @ normal - self.offset[number], normal)

    def matrix(self, number: int) -> np.ndarray:
        """(4, 4) the mirroring in one of them."""
        normal = self.normal[number]
        return transform(np.eye(3) - 2 * np.outer(normal, normal), 2 * self.offset[number] * normal)


def planes_of(parts: Sequence[tuple[Features, np.ndarray]], size: float) -> Planes:
    """The planes in which most of what stands is mirrored. parts: with their poses; size: of it all."""
    middles = np.array([apply(pose, part.middle) for part, pose in parts])
    same = _same(parts)
    found = []
    for part, pose in parts:
        for plane in part.mirrors:
            normal = pose[:3, :3] @ plane[:3]
            found.append(np.append(normal, plane[3] + normal @ pose[:3, 3]))
    for i, j in zip(*np.nonzero(np.triu(same, 1)), strict=True):
        way = middles[j] - middles[i]
        long = float(np.linalg.norm(way))
        if long > 2 * ON * size:
            found.append(np.append(way / long, (middles[i] + middles[j]) @ way / long / 2))
    if not found:
        return Planes(np.zeros((0, 3)), np.zeros(0), np.zeros(0))
    found = np.array(found)
    weight = np.sqrt([part.area for part, _ in parts])
    weight /= weight.sum()
    share = np.zeros(len(found))
    alone = [[pose[:3, :3] @ plane[:3] for plane in part.mirrors] for part, pose in parts]
    for k, plane in enumerate(found):
        image = middles - 2 * np.outer(middles @ plane[:3] - plane[3], plane[:3])
        near = same & (np.linalg.norm(image[:, None] - middles, axis=2) < ON * size)
        for i in np.flatnonzero(near.diagonal()):
            near[i, i] = any(abs(plane[:3] @ way) > SAME_PLANE for way in alone[i])
        share[k] = weight @ near.any(axis=1)
    kept: list[int] = []
    for k in np.argsort(-share, kind="stable"):
        if len(kept) == PLANES or share[k] < LEAST:
            break
        if not any(_one_plane(found[k], found[other], size) for other in kept):
            kept.append(int(k))
    return Planes(found[kept, :3], found[kept, 3], share[kept])


def _same(parts: Sequence[tuple[Features, np.ndarray]]) -> np.ndarray:
    """(n, n) bool: which parts may be the same, or each other's mirror images."""
    return np.array([[alike(one, other) for other, _ in parts] for one, _ in parts])


def alike(one: Features, other: Features) -> bool:
    """Whether two parts may be the same, or each other's mirror images."""
    near = ALIKE * max(one.area, other.area) ** 0.5
    return bool(abs(one.area**0.5 - other.area**0.5) < near and np.abs(one.spread - other.spread).max() < near)


def _one_plane(one: np.ndarray, other: np.ndarray, size: float) -> bool:
    facing = float(one[:3] @ other[:3])
    return abs(facing) > SAME_PLANE and abs(one[3] - np.sign(facing) * other[3]) < ON * size


def repeats(
    part: Features,
    pose: np.ndarray,
    others: Sequence[tuple[Features, np.ndarray]],
    planes: Planes,
    reach: float,
    size: float,
) -> list[Repeat]:
    """Where a part stands if it is the mirror image of one of the others, or in a row with two; no farther than it is
    brought."""
    like = [(one, where) for one, where in others if alike(part, one)]
    if not like:
        return []
    middle = apply(pose, part.middle)
    middles = np.array([apply(where, one.middle) for one, where in like])
    asked: list[tuple[float, np.ndarray, int, np.ndarray]] = []
    for k in range(len(planes.share)):
        for j, place in enumerate(planes.mirrored(k, middles)):
            asked.append((float(planes.share[k]), place, j, planes.matrix(k)))
    for i in range(len(like)):
        for j in range(len(like)):
            if i != j:
                for place in (2 * middles[j] - middles[i], (middles[i] + middles[j]) / 2):
                    asked.append((ROW, place, j, transform(move=place - middles[j])))
    apart = np.linalg.norm(middles[:, None] - middles, axis=2)[np.triu_indices(len(like), 1)]
    nearest, free = CLOSER * float(apart.min()) if len(like) >= SOME else 0.0, []
    for sure, place, j, motion in asked:
        far, room = float(np.linalg.norm(place - middle)), float(np.linalg.norm(place - middles, axis=1).min())
        if far < 1.75 * reach and room > max(ON * size, nearest if np.linalg.det(motion[:3, :3]) > 0 else 0.0):
            free.append((sure - 0.2 * far / reach, sure, place, j, motion))
    free.sort(key=lambda one: -one[0])
    own = part.surface.moved(pose)
    found: list[Repeat] = []
    for _, sure, place, j, motion in free:
        there = like[j][0].surface.moved(motion @ like[j][1])
        start = transform(move=place - middle)
        move, off = registered(own.moved(start), there, 10)
        if off < EXACT * part.size:
            found.append(Repeat(move @ start @ pose, sure))
        if len(found) == PLACES:
            break
    return found
