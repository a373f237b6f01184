"""Solids: small closed or open meshes that the families are put together from.

Every function returns a `Mesh` in the caller's frame (Z-up, metres); faces wind counter-clockwise seen from outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Mesh:
    """Triangles. vertices: (n, 3) float64, faces: (m, 3) int64."""

    vertices: np.ndarray
    faces: np.ndarray

    def moved(self, offset) -> Mesh:
        """Shifted by offset (3,)."""
        return Mesh(self.vertices + np.asarray(offset, float), self.faces)

    def transformed(self, matrix: np.ndarray) -> Mesh:
        """Under matrix (3, 3) or (4, 4); faces are turned over when it mirrors."""
        linear = matrix[:3, :3]
        vertices = self.vertices @ linear.T
        if matrix.shape == (4, 4):
            vertices = vertices + matrix[:3, 3]
        return Mesh(vertices, self.faces[:, ::-1] if np.linalg.det(linear) < 0 else self.faces)

    def rotated(self, axis, angle: float, origin=(0.0, 0.0, 0.0)) -> Mesh:
        """Turned by angle (radians) about the line through origin along axis."""
        origin = np.asarray(origin, float)
        return Mesh((self.vertices - origin) @ rotation(axis, angle).T + origin, self.faces)


def rotation(axis, angle: float) -> np.ndarray:
    """Rotation matrix (3, 3) about axis (3,) by angle, radians (Rodrigues' formula)."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def joined(meshes: list[Mesh]) -> Mesh:
    """One mesh out of several; vertices are not welded."""
    offsets = np.cumsum([0] + [len(m.vertices) for m in meshes[:-1]])
    return Mesh(
        np.concatenate([m.vertices for m in meshes]),
        np.concatenate([m.faces + o for m, o in zip(meshes, offsets, strict=True)]),
    )


_BOX_FACES = np.array(
    [[0, 2, 1], [1, 2, 3], [4, 5, 6], [5, 7, 6], [0, 1, 4], [1, 5, 4],
     [2, 6, 3], [3, 6, 7], [0, 4, 2], [2, 4, 6], [1, 3, 5], [3, 7, 5]]
)  # fmt: skip


def box(lower, upper) -> Mesh:
    """Closed axis-aligned box between two corners."""
    lower, upper = np.minimum(lower, upper).astype(float), np.maximum(lower, upper).astype(float)
    corner = np.array([[i & 1, i >> 1 & 1, i >> 2 & 1] for i in range(8)])
    return Mesh(lower + corner * (upper - lower), _BOX_FACES)


def extruded(outline: np.ndarray, low: float, high: float, caps: bool = True) -> Mesh:
    """Prism over outline (n, 2), counter-clockwise and star-shaped about its mean, from z = low to high."""
    n = len(outline)
    ring = np.arange(n)
    following = (ring + 1) % n
    vertices = np.concatenate([np.c_[outline, np.full(n, low)], np.c_[outline, np.full(n, high)]])
    faces = [np.c_[ring, following, following + n], np.c_[ring, following + n, ring + n]]
    if caps:
        middle = outline.mean(0)
        vertices = np.concatenate([vertices, [[*middle, low], [*middle, high]]])
        faces += [np.c_[following, ring, np.full(n, 2 * n)], np.c_[ring + n, following + n, np.full(n, 2 * n + 1)]]
    return Mesh(vertices, np.concatenate(faces))


def lathe(profile: np.ndarray, segments: int = 32) -> Mesh:
    """Profile (n, 2) of (radius, z), from bottom to top along the outside, turned about Z. Radius 0 closes an end."""
    angle = np.arange(segments) * 2 * np.pi / segments
    r, z = np.asarray(profile, float).T
    vertices = np.stack(
        [r[:, None] * np.cos(angle), r[:, None] * np.sin(angle), np.repeat(z[:, None], segments, 1)], -1
    ).reshape(-1, 3)
    i, k = np.meshgrid(np.arange(len(r) - 1), np.arange(segments), indexing="ij")
    a, b = (i * segments + k).ravel(), (i * segments + (k + 1) % segments).ravel()
    faces = np.concatenate([np.c_[a, b, b + segments], np.c_[a, b + segments, a + segments]])
    corners = vertices[faces]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    return Mesh(vertices, faces[area > 1e-14])


def cylinder(start, end, radius: float, segments: int = 24, end_radius: float | None = None) -> Mesh:
    """Closed cylinder (or cone, with end_radius) between two points."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    length = np.linalg.norm(end - start)
    top = radius if end_radius is None else end_radius
    mesh = lathe(np.array([[0, 0], [radius, 0], [top, length], [0, length]]), segments)
    return Mesh(mesh.vertices @ frame_along(end - start).T + start, mesh.faces)


def frame_along(direction) -> np.ndarray:
    """Right-handed rotation (3, 3) whose third column is direction."""
    z = np.asarray(direction, float) / np.linalg.norm(direction)
    helper = np.array([1.0, 0, 0]) if abs(z[0]) < 0.9 else np.array([0, 1.0, 0])
    x = np.cross(helper, z)
    x /= np.linalg.norm(x)
    return np.column_stack([x, np.cross(z, x), z])


def sphere(centre, radius, segments: int = 20) -> Mesh:
    """Closed sphere, or ellipsoid when radius is (3,)."""
    t = np.linspace(-np.pi / 2, np.pi / 2, segments // 2 + 1)
    profile = np.c_[np.cos(t), np.sin(t)]
    profile[[0, -1], 0] = 0
    mesh = lathe(profile, segments)
    return Mesh(mesh.vertices * radius + np.asarray(centre, float), mesh.faces)


def tube(path: np.ndarray, radius: float, segments: int = 10, closed: bool = False) -> Mesh:
    """Round bar of radius along path (n, 3); its ends are capped unless it is closed to a ring."""
    path = np.asarray(path, float)
    n = len(path)
    tangent = np.roll(path, -1, 0) - np.roll(path, 1, 0) if closed else np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    side = frame_along(tangent[0])[:, 0]
    rings = []
    angle = np.arange(segments) * 2 * np.pi / segments
    for point, t in zip(path, tangent, strict=True):  # parallel transport keeps the rings from twisting
        side = side - t * (side @ t)
        side /= np.linalg.norm(side)
        rings.append(point + radius * (np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * np.cross(t, side)))
    vertices = np.concatenate(rings)
    rows = n if closed else n - 1
    i, k = np.meshgrid(np.arange(rows), np.arange(segments), indexing="ij")
    a, b = i * segments + k, i * segments + (k + 1) % segments
    c, d = (i + 1) % n * segments + (k + 1) % segments, (i + 1) % n * segments + k
    a, b, c, d = (x.ravel() for x in (a, b, c, d))
    faces = [np.c_[a, b, c], np.c_[a, c, d]]
    if not closed:
        ring = np.arange(segments)
        following = (ring + 1) % segments
        vertices = np.concatenate([vertices, path[[0, -1]]])
        last = (n - 1) * segments
        faces += [
            np.c_[following, ring, np.full(segments, len(vertices) - 2)],
            np.c_[ring + last, following + last, np.full(segments, len(vertices) - 1)],
        ]
    return Mesh(vertices, np.concatenate(faces))


def arc(centre, start, end_angle: float, axis, steps: int = 16) -> np.ndarray:
    """Points (steps, 3) from start, turned about the line through centre along axis up to end_angle."""
    centre, start = np.asarray(centre, float), np.asarray(start, float)
    return np.array([rotation(axis, a) @ (start - centre) + centre for a in np.linspace(0, end_angle, steps)])


def open_box(lower, upper, wall: float, open_side: str = "+z") -> Mesh:
    """Hollow box of wall thickness, made of five slabs; open_side is one of +x -x +y -y +z -z."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    axis, positive = "xyz".index(open_side[1]), open_side[0] == "+"
    slabs = []
    inner_lower, inner_upper = lower.copy(), upper.copy()
    order = [axis] + [a for a in range(3) if a != axis]
    for a in order:  # the back first, then pairs of sides; each slab is cut by those before it, so none overlap
        for high in (False, True):
            if a == axis and high == positive:
                continue
            slab_lower, slab_upper = inner_lower.copy(), inner_upper.copy()
            if high:
                slab_lower[a] = upper[a] - wall
                slab_upper[a] = upper[a]
            else:
                slab_lower[a] = lower[a]
                slab_upper[a] = lower[a] + wall
            slabs.append(box(slab_lower, slab_upper))
        if a != axis or positive:
            inner_lower[a] = lower[a] + wall
        if a != axis or not positive:
            inner_upper[a] = upper[a] - wall
    return joined(slabs)


def rounded_rectangle(width: float, height: float, radius: float, steps: int = 5) -> np.ndarray:
    """Outline (4 * steps, 2) about the origin, counter-clockwise."""
    radius = min(radius, width / 2, height / 2) * 0.999
    corners = []
    for quarter, (sx, sy) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        t = np.linspace(0, np.pi / 2, steps) + quarter * np.pi / 2
        centre = np.array([sx * (width / 2 - radius), sy * (height / 2 - radius)])
        corners.append(centre + radius * np.c_[np.cos(t), np.sin(t)])
    return np.concatenate(corners)


def frame(lower, upper, normal: str, hole_lower, hole_upper) -> Mesh:
    """Slab between two corners with a rectangular hole through it along normal (x, y or z), as four boxes.

    hole_lower, hole_upper: (2,) in the two other axes, in xyz order.
    """
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    n = "xyz".index(normal)
    u, v = [a for a in range(3) if a != n]
    pieces = []
    for u0, u1, v0, v1 in [
        (lower[u], hole_lower[0], lower[v], upper[v]),
        (hole_upper[0], upper[u], lower[v], upper[v]),
        (hole_lower[0], hole_upper[0], lower[v], hole_lower[1]),
        (hole_lower[0], hole_upper[0], hole_upper[1], upper[v]),
    ]:
        if u1 - u0 > 1e-9 and v1 - v0 > 1e-9:
            a, b = lower.copy(), upper.copy()
            a[u], b[u], a[v], b[v] = u0, u1, v0, v1
            pieces.append(box(a, b))
    return joined(pieces)


def lofted(rings: np.ndarray, caps: bool = True) -> Mesh:
    """Skin over rings (k, n, 3), each counter-clockwise seen from the end that the last one is at."""
    k, n, _ = np.shape(rings)
    i, j = np.meshgrid(np.arange(k - 1), np.arange(n), indexing="ij")
    a, b = (i * n + j).ravel(), (i * n + (j + 1) % n).ravel()
    vertices = np.reshape(rings, (-1, 3)).astype(float)
    faces = [np.c_[a, b, b + n], np.c_[a, b + n, a + n]]
    if caps:
        ring = np.arange(n)
        following, top = (ring + 1) % n, (k - 1) * n
        vertices = np.concatenate([vertices, [np.mean(rings[0], 0), np.mean(rings[-1], 0)]])
        faces += [
            np.c_[following, ring, np.full(n, k * n)],
            np.c_[ring + top, following + top, np.full(n, k * n + 1)],
        ]
    return Mesh(vertices, np.concatenate(faces))


def inset(outline: np.ndarray, by: float) -> np.ndarray:
    """Outline (n, 2) shrunk about its box's middle so that the box loses by on every side; it never folds over."""
    low, high = outline.min(0), outline.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    return middle + (outline - middle) * (1 - np.minimum(by / half, 0.9))


def plate(outline: np.ndarray, low: float, high: float, bevel: float = 0.0, below: bool = True) -> Mesh:
    """Prism over a star-shaped outline (n, 2) with its upper and, if below, lower edges bevelled."""
    bevel = min(bevel, 0.45 * (high - low))
    if bevel <= 0:
        return extruded(outline, low, high)
    inner = inset(outline, bevel)
    levels = [(inner, low), (outline, low + bevel)] if below else [(outline, low)]
    levels += [(outline, high - bevel), (inner, high)]
    return lofted(np.stack([np.c_[ring, np.full(len(ring), z)] for ring, z in levels]))


def smooth(points: np.ndarray, steps: int) -> np.ndarray:
    """Catmull-Rom curve through points (n, d): steps points to each of its n - 1 spans, and the last point."""
    p = np.asarray(points, float)
    p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = (np.arange(steps) / steps)[None, :, None]
    a, b, c, d = (p[k : len(p) - 3 + k, None] for k in range(4))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.concatenate([curve.reshape(-1, p.shape[1]), p[-2:-1]])


def boxes(lower: np.ndarray, upper: np.ndarray) -> Mesh:
    """Many boxes at once, between corners (n, 3) and (n, 3)."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    corner = np.array([[i & 1, i >> 1 & 1, i >> 2 & 1] for i in range(8)])
    vertices = lower[:, None] + corner * (upper - lower)[:, None]
    faces = _BOX_FACES + 8 * np.arange(len(lower))[:, None, None]
    return Mesh(vertices.reshape(-1, 3), faces.reshape(-1, 3))


def prism(outline: np.ndarray, normal: str, low: float, high: float, bevel: float = 0.0) -> Mesh:
    """Star-shaped, counter-clockwise outline (n, 2) of (y, z) or (x, z), given thickness along normal x or y."""
    if normal == "x":
        mesh = plate(outline, low, high, bevel)
        return Mesh(mesh.vertices[:, [2, 0, 1]], mesh.faces)
    mesh = plate(outline, -high, -low, bevel)
    return Mesh(mesh.vertices[:, [0, 2, 1]] * (1, -1, 1), mesh.faces)
