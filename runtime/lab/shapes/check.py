"""Self-check of generated shapes: the tree is whole, the labels fit, and joints move without running into other parts.

Collision is judged on points of the moving parts against the solids of all others, one joint at a time, over its whole
range. What overlaps at rest does not count: panels that touch and a cap on its thread are as they should be.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from runtime.articulation.blueprint import LABELS

from . import generate, registry
from .builder import JOINT_TYPES, Shape
from .families._pose import posed
from .solids import rotation

POINTS, POSES = 192, 13
DEEP, SHALLOW = 0.01, 0.003  # of the object's diagonal: nothing less deep than these is a collision
NEAR = 0.08  # of the moving part's size: as close to its axis a hinge is only hinted at by most artists
PRESSED = ("button", "pump", "lens")  # these sink into a seat that few artists hollow out
MANY, MORE = 0.06, 0.015  # of the moving points: those that ever collide, and what a pose must add to the rest pose


@dataclass(frozen=True)
class Solid:
    """One connected piece of a part. vertices (n, 3), faces (m, 3); thickness: twice its volume over its area."""

    vertices: np.ndarray
    faces: np.ndarray
    thickness: float


def tree_problems(shape: Shape) -> list[str]:
    """What is wrong with the parts, joints and labels of a shape, in words; empty if nothing is."""
    found = []
    count = len(shape.parts)
    if sorted(j.child for j in shape.joints) != list(range(1, count)):
        found.append("a part has no joint of its own, or two")
    parent = {j.child: j.parent for j in shape.joints}
    for start in parent:
        at, steps = start, 0
        while at in parent and steps <= count:
            at, steps = parent[at], steps + 1
        if at != 0:
            found.append(f"part {start} does not hang on the base")
    if len(shape.face_part) != len(shape.faces) or set(np.unique(shape.face_part)) != set(range(count)):
        found.append("faces and parts do not match")
    if not np.isfinite(shape.vertices).all():
        found.append("a vertex is not finite")
    found += [f"'{p.label}' is no label" for p in shape.parts if p.label not in LABELS]
    for j in shape.joints:
        if j.type not in JOINT_TYPES or abs(np.linalg.norm(j.axis) - 1) > 1e-9:
            found.append(f"joint of part {j.child}: type or axis")
        if (j.type == "continuous") != (j.lower is None) or (
            j.lower is not None and not j.lower <= 1e-6 <= j.upper + 2e-6
        ):
            found.append(f"joint of part {j.child}: its limits do not hold the rest pose")
    return found


def collisions(shape: Shape, seed: int = 0) -> list[tuple[int, float]]:
    """(joint index, share of the moving points that ever run into another part) of each joint that collides.

    No collision is: what a part that itself can move out of the way is hit by, as a door before a drawer; what is
    PRESSED; a round wheel that turns in a body without a well.
    """
    rng = np.random.default_rng(seed)
    size = np.linalg.norm(np.ptp(shape.vertices, axis=0))
    found = []
    for index, joint in enumerate(shape.joints):
        if shape.parts[joint.child].label in PRESSED:
            continue
        above = [i for i, j in enumerate(shape.joints) if j.child in _ancestors(shape, joint.child)]
        poses = [shape] + [posed(shape, _ends(shape, above, end)) for end in ("lower", "upper") if above]
        share = min(_share(pose, index, size, rng) for pose in poses)
        if share > MANY:
            found.append((index, share))
    return found


def _share(shape: Shape, index: int, size: float, rng: np.random.Generator) -> float:
    """Share of the points moved by a joint that run into something, the joints above it as they are in the shape."""
    joint = shape.joints[index]
    moving, pieces, above = _subtree(shape, joint.child), _pieces(shape), _ancestors(shape, joint.child)
    path = _path(shape, joint, moving, rng)
    if joint.type in ("revolute", "continuous"):
        arm = np.linalg.norm(np.cross(path[0] - joint.origin, joint.axis), axis=1)
        path = path[:, arm > NEAR * np.linalg.norm(np.ptp(path[0], axis=0))]
    if not path.shape[1]:  # a pin that turns in its hole
        return 0.0
    inside = np.zeros(path.shape[:2], bool)
    for part in set(range(len(shape.parts))) - moving:
        hit = _inside(path, pieces[part], size)
        if hit.any() and part not in above:
            own = [i for i, j in enumerate(shape.joints) if j.child in _ancestors(shape, part) | {part}]
            for end in ("lower", "upper"):
                hit &= _inside(path, _pieces(posed(shape, _ends(shape, own, end)))[part], size)
        inside |= hit
    before = inside[0].mean()
    chance = 3 * np.sqrt(before * (1 - before) / inside.shape[1])  # the points are a sample
    if inside[1:].mean(1).max(initial=0) < before + MORE + chance:
        return 0.0
    return float((inside[1:] & ~inside[0]).any(0).mean())


def _ends(shape: Shape, joints: list[int], end: str) -> dict[int, float]:
    """Those of the joints that have limits at one end of their range."""
    return {i: getattr(shape.joints[i], end) for i in joints if shape.joints[i].type != "continuous"}


def _subtree(shape: Shape, part: int) -> set[int]:
    found = {part}
    for _ in shape.joints:
        found |= {j.child for j in shape.joints if j.parent in found}
    return found


def _ancestors(shape: Shape, part: int) -> set[int]:
    parent, found = {j.child: j.parent for j in shape.joints}, set()
    while part in parent:
        part = parent[part]
        found.add(part)
    return found


def _path(shape: Shape, joint, moving: set[int], rng: np.random.Generator) -> np.ndarray:
    """Where points of the moving parts are at rest and at each pose: (1 + POSES, POINTS, 3)."""
    rest, _ = _samples(shape.vertices, shape.faces[np.isin(shape.face_part, list(moving))], POINTS, rng)
    lower, upper = (-np.pi, np.pi) if joint.type == "continuous" else (joint.lower, joint.upper)
    path = [rest]
    for value in np.linspace(lower, upper, POSES):
        if joint.type in ("prismatic", "screw"):
            path.append(rest + value * joint.axis)
        else:
            path.append((rest - joint.origin) @ rotation(joint.axis, value).T + joint.origin)
    return np.stack(path)


def _samples(
    vertices: np.ndarray, faces: np.ndarray, count: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Points (count, 3) spread evenly over triangles, and vectors (count, 3) along their outward normals."""
    a, b, c = vertices[faces].swapaxes(0, 1)
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1)
    face = np.searchsorted(np.cumsum(area), rng.random(count) * area.sum()).clip(max=len(faces) - 1)
    u, v = rng.random((2, count, 1))
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    return a[face] + u * (b - a)[face] + v * (c - a)[face], normal[face]


def _pieces(shape: Shape) -> list[list[Solid]]:
    """The closed connected pieces of each part."""
    faces = shape.faces
    link = coo_matrix(
        (np.ones(2 * len(faces)), (faces[:, [0, 1]].ravel(), faces[:, [1, 2]].ravel())), (len(shape.vertices),) * 2
    )
    _, of_vertex = connected_components(link, directed=False)
    of_face = of_vertex[faces[:, 0]]
    pieces: list[list[Solid]] = [[] for _ in shape.parts]
    order = np.argsort(of_face, kind="stable")
    for run in np.split(order, np.flatnonzero(np.diff(of_face[order])) + 1):
        used, local = np.unique(faces[run], return_inverse=True)
        vertices, local = shape.vertices[used], local.reshape(-1, 3)
        a, b, c = (vertices - vertices.mean(0))[local].swapaxes(0, 1)
        cross = np.cross(b - a, c - a)
        area, volume = np.linalg.norm(cross, axis=1).sum() / 2, (a * cross).sum() / 6
        if volume > 1e-12 and np.abs(cross.sum(0)).max() < 1e-3 * area:
            pieces[shape.face_part[run[0]]].append(Solid(vertices, local, 2 * volume / area))
    return pieces


def _inside(path: np.ndarray, pieces: list[Solid], size: float) -> np.ndarray:
    """Which points of a path (1 + POSES, n, 3) are within a piece and well below its surface: (1 + POSES, n)."""
    result = np.zeros(path.shape[:2], bool)
    for piece in pieces:
        margin = max(SHALLOW * size, min(DEEP * size, 0.25 * piece.thickness))
        lower, upper = piece.vertices.min(0) + margin, piece.vertices.max(0) - margin
        near = ((path > lower) & (path < upper)).all(-1) & ~result
        if near.any() and not _is_box(piece):
            at = path[near]
            surface, normal = _samples(piece.vertices, piece.faces, 1500, np.random.default_rng(0))
            distance, nearest = cKDTree(surface).query(at)
            inside = (distance > margin) & (((surface[nearest] - at) * normal[nearest]).sum(1) > 0)
            below = inside.copy()
            inside[below] = _winding(at[below], piece) > 0.5  # the nearest sample's normal only hints at it
            near[near] = inside
        result |= near
    return result


def _is_box(piece: Solid) -> bool:
    if len(piece.vertices) != 8 or len(piece.faces) != 12:
        return False
    low, high = piece.vertices.min(0), piece.vertices.max(0)
    return bool(np.minimum(piece.vertices - low, high - piece.vertices).max() < 1e-6 * (high - low).max())


def _winding(points: np.ndarray, piece: Solid) -> np.ndarray:
    """Winding number (n,) about points: 1 inside a closed piece, 0 outside (Van Oosterom and Strackee, 1983)."""
    result = np.empty(len(points))
    for start in range(0, len(points), 256):
        a, b, c = (piece.vertices[piece.faces] - points[start : start + 256, None, None]).transpose(2, 0, 1, 3)
        la, lb, lc = (np.linalg.norm(x, axis=-1) for x in (a, b, c))
        dot = lambda x, y: (x * y).sum(-1)  # noqa: E731
        below = la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb
        result[start : start + 256] = np.arctan2(dot(a, np.cross(b, c)), below).sum(-1) / (2 * np.pi)
    return result


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m runtime.lab.shapes check", description=__doc__.splitlines()[0])
    parser.add_argument("families", nargs="*", help="default: all")
    parser.add_argument("--seeds", type=int, default=40, help="shapes per family")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    args = parser.parse_args(argv)
    for family in args.families or list(registry()):
        broken, hits = [], {}
        for seed in range(args.first, args.first + args.seeds):
            shape = generate(family, seed)
            broken += [f"{seed}: {text}" for text in tree_problems(shape)]
            for index, share in collisions(shape):
                joint = shape.joints[index]
                hits.setdefault(seed, []).append(f"{shape.parts[joint.child].label} {joint.type[:4]} {share:.2f}")
        print(f"{family:18s} {len(hits):3d} of {args.seeds} collide; tree: {broken or 'whole'}")
        for seed, texts in hits.items():
            print(f"    seed {seed}: {', '.join(texts)}")


if __name__ == "__main__":
    main()
