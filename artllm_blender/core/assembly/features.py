"""What of a part others are put against: flat faces, round pegs and holes, edges, and slabs between opposite faces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..cut.connectivity import components
from ..pose.facets import joined, loops, plane_of, single_edges
from .registering import Surface, mirrors
from .samples import sampled
from .solid import Solid

FLAT_TURN, SHARP = np.cos(np.radians(1.0)), np.cos(np.radians(50.0))
# Broad triangles, of such a share of the part's diagonal across, are of one face too if they turn by no more than that
# and are as uneven: corners that are a hair off tilt them.
TILT, BROAD, UNEVEN = np.cos(np.radians(4.0)), 0.015, 0.002
OUT_OF_PLANE = 0.003  # of the part's diagonal, that a flat face may be uneven
LEAST_FACE = 2e-4  # of the square of the diagonal: smaller faces are no places to put anything against
FACES, AXES, EDGES, SLABS, WAYS = 48, 24, 24, 32, 16  # so many are looked at, the largest
RIM = 16  # points that stand for a face's outline
ROUND = 0.025  # of the radius, that a circle may be uneven
AROUND = np.radians(150.0)  # how far about its axis a round wall must go
SIDES = 8  # corners that a round outline has at least
SAMPLES, PITCH, SHEET = 360, 1 / 90, 0.002
SAME_SIZE = 0.004  # of the root of the area: parts that differ by less are called the same
TINY = 1e-12


@dataclass(frozen=True)
class Faces:
    """normal: (f, 3) outwards. rim: (f, RIM, 3) points of the outline. way: (f, 3) along the outline's longest edge.
    area: (f,)."""

    normal: np.ndarray
    rim: np.ndarray
    way: np.ndarray
    area: np.ndarray


@dataclass(frozen=True)
class Axes:
    """Round walls and round outlines. middle: (a, 3) on the axis; way: (a, 3); half: (a,) half of its length; radius:
    (a,); peg: (a,) whether it stands out, else it is a hole."""

    middle: np.ndarray
    way: np.ndarray
    half: np.ndarray
    radius: np.ndarray
    peg: np.ndarray


@dataclass(frozen=True)
class Slabs:
    """Pairs of opposite faces. normal: (s, 3); middle: (s, 3) between the faces; thick: (s,); groove: (s,) whether they
    face each other, with nothing between; reach: (s,) how far they stretch from the middle; whole: (s,) whether all of
    the part is between them."""

    normal: np.ndarray
    middle: np.ndarray
    thick: np.ndarray
    groove: np.ndarray
    reach: np.ndarray
    whole: np.ndarray


@dataclass(frozen=True)
class Features:
    """A part's, in its own frame. triangles: (m, 3, 3); lower, upper: (3,) its box; edges: (e, 2, 3) straight ones;
    points, normals: (n, 3) on the surface, each for as much of it; middle: (3,) of the surface; spread: (3,) how far
    from there it reaches, whichever way it lies."""

    triangles: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    faces: Faces
    axes: Axes
    slabs: Slabs
    edges: np.ndarray
    points: np.ndarray
    normals: np.ndarray
    area: float
    middle: np.ndarray
    spread: np.ndarray

    @property
    def size(self) -> float:
        return float(np.linalg.norm(self.upper - self.lower))

    @property
    def centre(self) -> np.ndarray:
        """(3,) of its box."""
        return (self.lower + self.upper) / 2

    def alike(self, other: Features) -> bool:
        """Whether another is most likely the same, or its mirror image."""
        near = SAME_SIZE * max(self.area, other.area) ** 0.5
        return bool(abs(self.area**0.5 - other.area**0.5) < near and np.abs(self.spread - other.spread).max() < near)

    @property
    def surface(self) -> Surface:
        return Surface(self.points, self.normals)

    @cached_property
    def mirrors(self) -> np.ndarray:
        """(k, 4) planes, unit normal and offset, in which it is its own mirror image."""
        corners = self.triangles - self.middle
        double = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
        centres = corners.mean(axis=1)
        axes = np.linalg.eigh((centres * double[:, None]).T @ centres)[1].T
        ways = np.concatenate([self.faces.normal[:6], self.axes.way[:3], axes])
        return mirrors(self.surface, self.middle, ways, self.size)

    @cached_property
    def solid(self) -> Solid:
        """How deep points lie in it: made when it is first asked for."""
        return Solid(self.triangles, PITCH * self.size, SHEET * self.size, 0)


def features(vertices: np.ndarray, faces: np.ndarray) -> Features | None:
    """Of a part's triangles, (n, 3) and (m, 3) int. None: it has no surface."""
    vertices = np.asarray(vertices, float)
    if not len(faces) or not np.ptp(vertices[faces].reshape(-1, 3), axis=0).any():
        return None
    corners = vertices[faces]
    lower, upper = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
    size = float(np.linalg.norm(upper - lower))
    vertices, faces = joined(vertices, np.asarray(faces), 1e-5 * size)
    corners = vertices[faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    double = np.linalg.norm(cross, axis=1)
    keep = double > 1e-10 * size**2
    faces, corners, double = faces[keep], corners[keep], double[keep]
    if not len(faces):
        return None
    mesh = _Mesh(vertices, faces, cross[keep] / double[:, None], double / 2, size)
    axes, round_faces = _axes(mesh)
    flat, rims = _faces(mesh, round_faces)
    axes = _with_rims(axes, rims, size)
    points, at = sampled(corners, SAMPLES)
    slabs = _slabs(flat, corners.reshape(-1, 3), size)
    area = float(mesh.area.sum())
    middle, spread = _spread(corners, mesh.area)
    return Features(
        corners, lower, upper, flat, axes, slabs, _edges(mesh), points, mesh.normal[at], area, middle, spread
    )


def _spread(corners: np.ndarray, area: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(3,) the middle of a surface of triangles, (m, 3, 3) and (m,); (3,) how far it spreads along its main axes."""
    share = area / area.sum()
    middle = share @ corners.mean(axis=1)
    own = corners - middle
    total = own.sum(axis=1)
    moments = (np.einsum("m,mki,mkj->ij", share, own, own) + (total * share[:, None]).T @ total) / 12
    return middle, np.sqrt(np.maximum(np.linalg.eigvalsh(moments), 0))


class _Mesh:
    """Triangles with their neighbours: pairs (k, 2) across edges (k, 2), cosine of the turn, whether it is convex, and
    flat: whether the two are of one plane."""

    def __init__(self, vertices, faces, normal, area, size):
        self.vertices, self.faces, self.normal, self.area, self.size = vertices, faces, normal, area, size
        edges = np.sort(faces[:, (0, 1, 1, 2, 2, 0)].reshape(-1, 2), axis=1)
        number = edges[:, 0] * (int(faces.max()) + 1) + edges[:, 1]
        order = np.argsort(number, kind="stable")
        same = np.flatnonzero(np.diff(number[order]) == 0)
        self.pairs = np.stack([order[same] // 3, order[same + 1] // 3], axis=1)
        self.edges = edges[order[same]]
        one, other = self.pairs.T
        self.cosine = (normal[one] * normal[other]).sum(axis=1)
        centre = vertices[faces].mean(axis=1)
        self.convex = ((centre[other] - centre[one]) * normal[one]).sum(axis=1) < 0
        line = vertices[self.edges[:, 1]] - vertices[self.edges[:, 0]]
        across = 2 * area[self.pairs].min(axis=1) / np.maximum(np.linalg.norm(line, axis=1), TINY)
        uneven = across * np.sqrt(np.maximum(1 - self.cosine**2, 0))
        tilted = (self.cosine > TILT) & (across > BROAD * size) & (uneven < UNEVEN * size)
        self.flat = (self.cosine > FLAT_TURN) | tilted
        self.owner = components(self.pairs[self.flat], len(faces))


def _faces(mesh: _Mesh, round_faces: np.ndarray) -> tuple[Faces, list[tuple]]:
    """The largest flat faces, without the strips of round walls; and circles among their outlines."""
    count = int(mesh.owner.max()) + 1
    area = np.bincount(mesh.owner, mesh.area, count)
    area[np.unique(mesh.owner[round_faces])] = 0.0
    found, circles = [], []
    for number in np.argsort(-area, kind="stable")[:FACES]:
        if area[number] < LEAST_FACE * mesh.size**2:
            break
        own = mesh.faces[mesh.owner == number]
        normal = (mesh.normal * mesh.area[:, None])[mesh.owner == number].sum(axis=0)
        normal /= max(float(np.linalg.norm(normal)), TINY)
        points = mesh.vertices[np.unique(own)]
        if np.ptp(points @ normal) > 2 * OUT_OF_PLANE * mesh.size:
            continue
        border = single_edges(own)
        if not len(border):
            continue
        lines = mesh.vertices[border[:, 1]] - mesh.vertices[border[:, 0]]
        way = lines[np.linalg.norm(lines, axis=1).argmax()]
        way = way - normal * (normal @ way)
        way /= max(float(np.linalg.norm(way)), TINY)
        found.append((normal, _rim(points, normal, way), way, area[number]))
        if len(border) >= SIDES:
            circles += _circles(mesh, border, normal)
    if not found:
        return Faces(np.zeros((0, 3)), np.zeros((0, RIM, 3)), np.zeros((0, 3)), np.zeros(0)), circles
    return Faces(*(np.array(column) for column in zip(*found, strict=True))), circles


def _rim(points: np.ndarray, normal: np.ndarray, way: np.ndarray) -> np.ndarray:
    """(RIM, 3) the points that reach farthest in as many directions of the plane."""
    angle = (np.arange(RIM) + 0.5) * (2 * np.pi / RIM)
    ways = np.cos(angle)[:, None] * way + np.sin(angle)[:, None] * np.cross(normal, way)
    return points[(points @ ways.T).argmax(axis=0)]


def _circles(mesh: _Mesh, border: np.ndarray, normal: np.ndarray) -> list[tuple]:
    """(middle, normal, half length 0, radius, whether it stands out) of the round ones of a face's outlines."""
    rings = [mesh.vertices[loop] for loop in loops(border)]
    found = []
    x, y = plane_of(normal)
    for ring in rings:
        flat = np.stack([ring @ x, ring @ y], axis=1)
        circle = _circle(flat) if len(ring) >= SIDES else None
        if circle is None:
            continue
        turned = np.cross(flat, np.roll(flat, -1, axis=0)).sum()
        middle = circle[0] * x + circle[1] * y + normal * float((ring @ normal).mean())
        found.append((middle, normal, 0.0, circle[2], bool(turned > 0)))
    return found


def _circle(flat: np.ndarray) -> tuple[float, float, float] | None:
    """Middle and radius of the circle through (n, 2) points (I. Kåsa, 1976); None where they lie on none."""
    centre = flat.mean(axis=0)
    own = flat - centre
    left = np.concatenate([2 * own, np.ones((len(own), 1))], axis=1)
    (x, y, rest), *_ = np.linalg.lstsq(left, (own**2).sum(axis=1), rcond=None)
    square = rest + x * x + y * y
    if not square > 0:
        return None
    radius = float(np.sqrt(square))
    away = np.linalg.norm(own - (x, y), axis=1)
    return (*(centre + (x, y)), radius) if np.abs(away - radius).max() <= ROUND * radius else None


def _axes(mesh: _Mesh) -> tuple[list[tuple], np.ndarray]:
    """Round walls, and (m,) whether each triangle is of one. The edges between the strips of one are parallel."""
    smooth = np.flatnonzero(~mesh.flat & (mesh.cosine > SHARP))
    line = mesh.vertices[mesh.edges[smooth, 1]] - mesh.vertices[mesh.edges[smooth, 0]]
    length = np.linalg.norm(line, axis=1)
    line /= np.maximum(length, TINY)[:, None]
    flat = mesh.pairs[mesh.flat]
    left, found, taken = length.copy(), [], np.zeros(len(mesh.faces), bool)
    for _ in range(WAYS):
        if not len(left) or not left.max() > 0:
            break
        way = line[left.argmax()]
        near = (np.abs(line @ way) > 0.9995) & (left > 0)
        left[near] = 0.0
        if near.sum() < 5:
            continue
        here = smooth[near]
        owner = components(np.concatenate([flat, mesh.pairs[here]]), len(mesh.faces))
        turn = np.arccos(np.clip(mesh.cosine[here], -1, 1))
        turned = np.bincount(owner[mesh.pairs[here, 0]], turn, int(owner.max()) + 1)
        for number in np.flatnonzero(turned > AROUND):
            own = owner == number
            wall = _wall(mesh, own, way, bool(mesh.convex[here][owner[mesh.pairs[here, 0]] == number].mean() > 0.5))
            if wall is not None:
                found.append(wall)
                taken |= own
    return found, taken


def _wall(mesh: _Mesh, own: np.ndarray, way: np.ndarray, peg: bool) -> tuple | None:
    if np.abs(mesh.normal[own] @ way).max() > 0.05:
        return None
    points = mesh.vertices[np.unique(mesh.faces[own])]
    x, y = plane_of(way)
    circle = _circle(np.stack([points @ x, points @ y], axis=1))
    if circle is None:
        return None
    along = points @ way
    middle = circle[0] * x + circle[1] * y + way * float(along.min() + along.max()) / 2
    return middle, way, float(np.ptp(along)) / 2, circle[2], peg


def _with_rims(walls: list[tuple], rims: list[tuple], size: float) -> Axes:
    """All axes: walls, one for those that continue each other, and outlines that no wall has."""
    found = list(walls)
    for rim in rims:
        if not any(_in_line(rim, wall, size) for wall in walls):
            found.append(rim)
    for wall in walls:
        others = [other for other in walls if other[4] == wall[4] and _in_line(wall, other, size)]
        if len(others) > 1 and wall is others[0]:
            along = np.array([[(o[0] @ wall[1]) - o[2], (o[0] @ wall[1]) + o[2]] for o in others])
            low, high = along.min(), along.max()
            middle = wall[0] + wall[1] * ((low + high) / 2 - wall[0] @ wall[1])
            found.append((middle, wall[1], (high - low) / 2, wall[3], wall[4]))
    found = sorted(found, key=lambda one: -(one[3] + one[2]))[:AXES]
    if not found:
        return Axes(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0), np.zeros(0), np.zeros(0, bool))
    return Axes(*(np.array(column) for column in zip(*found, strict=True)))


def _in_line(one: tuple, other: tuple, size: float) -> bool:
    """Whether two are about the same line and as wide."""
    off = other[0] - one[0]
    off = off - one[1] * (off @ one[1])
    same = abs(one[3] - other[3]) < 0.02 * max(one[3], other[3])
    return bool(same and abs(one[1] @ other[1]) > 0.999 and np.linalg.norm(off) < 1e-3 * size)


def _slabs(flat: Faces, points: np.ndarray, size: float) -> Slabs:
    """Faces that look away from each other, or at each other, over the same ground."""
    found = []
    count = len(flat.area)
    for i in range(count):
        for j in range(i + 1, count):
            if flat.normal[i] @ flat.normal[j] > -0.9998:
                continue
            normal = flat.normal[i]
            ways = np.stack([flat.way[i], np.cross(normal, flat.way[i])])
            one, other = flat.rim[i] @ ways.T, flat.rim[j] @ ways.T
            low, high = np.maximum(one.min(axis=0), other.min(axis=0)), np.minimum(one.max(axis=0), other.max(axis=0))
            shared = high - low
            smaller = min(np.prod(np.ptp(one, axis=0)), np.prod(np.ptp(other, axis=0)))
            if (shared <= 0).any() or np.prod(shared) < 0.25 * smaller:
                continue
            first, second = flat.rim[i].mean(axis=0) @ normal, flat.rim[j].mean(axis=0) @ normal
            middle = ((low + high) / 2) @ ways + normal * (first + second) / 2
            reach = float(np.linalg.norm(shared)) / 2
            groove, thick = bool(second > first), abs(first - second)
            whole = not groove and float(np.ptp(points @ normal)) < thick + 0.01 * size
            found.append((normal, middle, thick, groove, reach, whole, np.prod(shared)))
    found = sorted((one for one in found if one[2] > 1e-4 * size), key=lambda one: -one[6])[:SLABS]
    if not found:
        none = np.zeros(0, bool)
        return Slabs(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0), none, np.zeros(0), none)
    return Slabs(*(np.array(column) for column in list(zip(*found, strict=True))[:6]))


def _edges(mesh: _Mesh) -> np.ndarray:
    """(e, 2, 3) the longest straight edges between two flat faces each."""
    sharp = np.flatnonzero(mesh.cosine < np.cos(np.radians(20.0)))
    if not len(sharp):
        return np.zeros((0, 2, 3))
    owners = np.sort(mesh.owner[mesh.pairs[sharp]], axis=1)
    number = owners[:, 0] * len(mesh.faces) + owners[:, 1]
    line = mesh.vertices[mesh.edges[sharp, 1]] - mesh.vertices[mesh.edges[sharp, 0]]
    groups, group = np.unique(number, return_inverse=True)
    length = np.bincount(group, np.linalg.norm(line, axis=1))
    found = []
    for one in groups[np.argsort(-length, kind="stable")[: 2 * EDGES]]:
        points = mesh.vertices[np.unique(mesh.edges[sharp[number == one]])]
        spread = points - points.mean(axis=0)
        way = np.linalg.svd(spread, full_matrices=False)[2][0]
        along = spread @ way
        if np.abs(spread - np.outer(along, way)).max() < 1e-3 * mesh.size:
            found.append(points[[along.argmin(), along.argmax()]])
    found.sort(key=lambda ends: -float(np.linalg.norm(ends[1] - ends[0])))
    return np.array(found[:EDGES]).reshape(-1, 2, 3)
