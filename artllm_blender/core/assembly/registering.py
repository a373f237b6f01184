"""One surface laid onto another that it is near: points to planes, least squares (Y. Chen and G. Medioni, 1992)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..frames import transform

FACING = 0.6  # cosine: normals that differ by more are of other faces
KEPT = 0.9  # of the points, the nearest, count
EXACT = 0.004  # of the size: surfaces that are so near are the same
HARDLY = 0.25  # of that
SAME_PLANE = np.cos(np.radians(1.0))


@dataclass(frozen=True)
class Surface:
    """points, normals: (n, 3), spread evenly."""

    points: np.ndarray
    normals: np.ndarray

    def moved(self, matrix: np.ndarray) -> Surface:
        """Under a (4, 4), which may mirror."""
        linear = matrix[:3, :3]
        return Surface(self.points @ linear.T + matrix[:3, 3], self.normals @ linear.T)

    def off(self, other: Surface) -> float:
        """How far off another nearly all of it lies, by the planes there."""
        _, away = _nearest(self, other)
        return float(np.quantile(np.abs(away), KEPT))


def registered(one: Surface, other: Surface, rounds: int) -> tuple[np.ndarray, float]:
    """(4, 4) the motion that lays a surface onto another; how far off nearly all of it lies then."""
    motion = np.eye(4)
    for _ in range(rounds):
        here = one.moved(motion)
        which, away = _nearest(here, other)
        far = np.abs(away)
        used = far <= np.quantile(far, KEPT) + 1e-12
        step = _step(here.points[used], other.normals[which[used]], away[used])
        motion = step @ motion
        if np.abs(step - np.eye(4)).max() < 1e-6:
            break
    return motion, one.moved(motion).off(other)


def _nearest(one: Surface, other: Surface) -> tuple[np.ndarray, np.ndarray]:
    """(n,) the nearest point of the other that faces the same way, (n,) how far over its plane each point is."""
    square = (other.points**2).sum(axis=1) - 2 * one.points @ other.points.T
    spread = float(np.ptp(other.points, axis=0).max()) ** 2
    which = np.where(one.normals @ other.normals.T > FACING, square, square + 4 * spread).argmin(axis=1)
    return which, ((one.points - other.points[which]) * other.normals[which]).sum(axis=1)


def _step(points: np.ndarray, normals: np.ndarray, away: np.ndarray) -> np.ndarray:
    """(4, 4) the small motion that brings points to planes; along what no plane tells, none."""
    centre = points.mean(axis=0)
    reach = max(float(np.linalg.norm(points - centre, axis=1).max()), 1e-12)
    slopes = np.concatenate([np.cross((points - centre) / reach, normals), normals], axis=1)
    system = slopes.T @ slopes + 1e-4 * len(points) * np.eye(6)
    found = np.linalg.solve(system, -slopes.T @ away)
    turn = found[:3] / reach
    angle = float(np.linalg.norm(turn))
    if angle > 1e-12:
        x, y, z = turn / angle
        k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
        spin = np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k
    else:
        spin = np.eye(3)
    return transform(spin, centre + found[3:] - spin @ centre)


def mirrors(surface: Surface, middle: np.ndarray, ways: np.ndarray, size: float) -> np.ndarray:
    """(k, 4) unit normals and offsets of planes in which a surface is its own mirror image, of those that are across
    (n, 3) unit directions and near its middle."""
    found: list[np.ndarray] = []
    for way in ways:
        if any(abs(way @ one[:3]) > SAME_PLANE for one in found):
            continue
        mirror = transform(np.eye(3) - 2 * np.outer(way, way), 2 * (middle @ way) * way)
        image = surface.moved(mirror)
        off, plane = image.off(surface), np.append(way, middle @ way)
        if off > 5 * EXACT * size:
            continue
        if off > HARDLY * EXACT * size:  # else it is exact, which registering by samples is not
            motion, off = registered(image, surface, 4)
            whole = motion @ mirror
            values, vectors = np.linalg.eigh((whole[:3, :3] + whole[:3, :3].T) / 2)
            plane = np.append(vectors[:, 0], vectors[:, 0] @ whole[:3, 3] / 2)
            if values[0] > -0.999 or any(abs(plane[:3] @ one[:3]) > SAME_PLANE for one in found):
                continue
        if off < EXACT * size:
            found.append(plane)
    return np.array(found).reshape(-1, 4)
