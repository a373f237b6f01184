"""The flat faces of a triangle mesh, each with its border: what regions are found by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..cut.connectivity import components

# Triangles that share an edge and turn by less are of one face.
SAME = np.cos(np.radians(1.0))
# So many of the largest faces are looked at, and of those with the most triangles.
MOST = 48


@dataclass(frozen=True)
class Facet:
    """A connected flat face. area: of what is there; centre: (3,) of that; normal: (3,) unit, outwards; loops: (n, 3)
    each, its borders, the one that surrounds the others first."""

    area: float
    centre: np.ndarray
    normal: np.ndarray
    loops: tuple[np.ndarray, ...]

    def covers(self, points: np.ndarray, margin: float) -> bool:
        """Whether (n, 3) points lie over the face's box, seen along its normal."""
        if not self.loops:
            return False
        plane = np.stack(plane_of(self.normal), axis=1)
        ring, flat = self.loops[0] @ plane, points @ plane
        return bool((flat >= ring.min(axis=0) - margin).all() and (flat <= ring.max(axis=0) + margin).all())


def joined(vertices: np.ndarray, triangles: np.ndarray, near: float) -> tuple[np.ndarray, np.ndarray]:
    """(k, 3) vertices and (m, 3) triangles with vertices at one place made one, flat triangles left out."""
    cells = np.round((vertices - vertices.min(axis=0)) / near).astype(np.int64)
    count = cells.max(axis=0) + 1
    number = (cells[:, 0] * count[1] + cells[:, 1]) * count[2] + cells[:, 2]
    _, first, same = np.unique(number, return_index=True, return_inverse=True)
    new = same.reshape(-1)[triangles].reshape(-1, 3)
    whole = (new[:, 0] != new[:, 1]) & (new[:, 1] != new[:, 2]) & (new[:, 2] != new[:, 0])
    return vertices[first], new[whole]


def facets(vertices: np.ndarray, triangles: np.ndarray, flat: float) -> list[Facet]:
    """The largest flat faces, largest first; flat: how far out of its plane a face may lie, metres."""
    if len(triangles) == 0:
        return []
    corners = vertices[triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    double = np.linalg.norm(cross, axis=1)
    normals = cross / np.maximum(double, 1e-30)[:, None]
    pairs = _across(triangles)
    pairs = pairs[(normals[pairs[:, 0]] * normals[pairs[:, 1]]).sum(axis=1) > SAME]
    owner = components(pairs, len(triangles))
    count = int(owner.max()) + 1
    area = np.bincount(owner, double / 2, count)
    found = []
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(count + 1))
    # A thin rim is small, but has more triangles than each flat piece of a round wall.
    most = np.union1d(np.argsort(-area)[:MOST], np.argsort(-np.bincount(owner, minlength=count))[:MOST])
    for number in most[np.argsort(-area[most], kind="stable")]:
        own = order[starts[number] : starts[number + 1]]
        normal = cross[own].sum(axis=0)
        length = np.linalg.norm(normal)
        if not length > 0:
            continue
        normal = normal / length
        centre = np.average(corners[own].mean(axis=1), axis=0, weights=double[own])
        if np.abs((corners[own].reshape(-1, 3) - centre) @ normal).max() <= flat:
            rings = [vertices[loop] for loop in loops(single_edges(triangles[own]))]
            rings.sort(key=lambda ring: -area_of(ring, normal))
            found.append(Facet(float(area[number]), centre, normal, tuple(rings)))
    return found


def single_edges(triangles: np.ndarray) -> np.ndarray:
    """(k, 2) directed edges that no other of the triangles passes."""
    edges = triangles[:, (0, 1, 1, 2, 2, 0)].reshape(-1, 2)
    if not len(edges):
        return edges
    low, high = np.sort(edges, axis=1).T
    _, where, times = np.unique(low * (int(triangles.max()) + 1) + high, return_inverse=True, return_counts=True)
    return edges[times[where.reshape(-1)] == 1]


def loops(edges: np.ndarray) -> list[np.ndarray]:
    """(n,) vertices each: the closed rings that (k, 2) directed edges make; what does not close is left out."""
    after: dict[int, list[int]] = {}
    for a, b in edges.tolist():
        after.setdefault(a, []).append(b)
    found = []
    while after:
        start = next(iter(after))
        ring, at = [start], start
        while at in after:
            way = after[at]
            nxt = way.pop()
            if not way:
                del after[at]
            if nxt == start:
                found.append(np.array(ring))
                break
            ring.append(nxt)
            at = nxt
    return [ring for ring in found if len(ring) > 2]


def pieces(triangles: np.ndarray, count: int) -> list[np.ndarray]:
    """(n,) numbers of triangles each: what hangs together by common vertices. count: how many vertices there are."""
    owner = components(triangles[:, (0, 1, 1, 2)].reshape(-1, 2), count)[triangles[:, 0]]
    return [np.flatnonzero(owner == one) for one in np.unique(owner)]


def plane_of(normal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two unit vectors at right angles to a normal and each other."""
    x = np.cross(normal, np.eye(3)[int(np.abs(normal).argmin())])
    x /= np.linalg.norm(x)
    return x, np.cross(normal, x)


def area_of(ring: np.ndarray, normal: np.ndarray) -> float:
    """What a ring of points, (n, 3), encloses, seen along a normal."""
    return 0.5 * abs(float(_swept(ring) @ normal))


def normal_of(ring: np.ndarray) -> np.ndarray | None:
    """(3,) unit normal of a ring of points; None where it encloses nothing."""
    swept = _swept(ring)
    length = np.linalg.norm(swept)
    return swept / length if length > 0 else None


def middle_of(ring: np.ndarray) -> np.ndarray:
    """(3,) the middle of what a flat ring of points encloses, however its points are spread along it."""
    normal = normal_of(ring)
    if normal is None:
        return ring.mean(axis=0)
    start = ring[0]
    a, b = ring - start, np.roll(ring, -1, axis=0) - start
    double = np.cross(a, b) @ normal
    return start + ((a + b) / 3 * double[:, None]).sum(axis=0) / double.sum()


def inside(points: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """(n,) whether (n, 2) points are inside a ring of (k, 2) points: a ray to the right crosses it an odd number of
    times."""
    found = np.zeros(len(points), dtype=bool)
    near = np.flatnonzero(((points >= ring.min(axis=0)) & (points <= ring.max(axis=0))).all(axis=1))
    x, y = points[near].T
    odd = np.zeros(len(near), dtype=bool)
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if ay != by:
            odd ^= ((ay > y) != (by > y)) & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    found[near] = odd
    return found


def _swept(ring: np.ndarray) -> np.ndarray:
    own = ring - ring[0]
    return np.cross(own, np.roll(own, -1, axis=0)).sum(axis=0)


def _across(triangles: np.ndarray) -> np.ndarray:
    """(k, 2) triangles that share an edge."""
    edges = np.sort(triangles[:, (0, 1, 1, 2, 2, 0)].reshape(-1, 2), axis=1)
    number = edges[:, 0] * (int(triangles.max()) + 1) + edges[:, 1]
    order = np.argsort(number, kind="stable")
    same = np.flatnonzero(np.diff(number[order]) == 0)
    return np.stack([order[same] // 3, order[same + 1] // 3], axis=1)
