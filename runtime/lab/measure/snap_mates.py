"""Generated parts that belong together: joints of furniture, pegs, screws, hinges, dowels, grooves; and pieces of the
shapes that are learnt from. Dimensions and where the whole lies are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import trimesh

from ..shapes import generate, kits, rough_kits

Mesh = tuple[np.ndarray, np.ndarray]
FAMILIES = ("plain_furniture", "table", "chair", "box", "storage_furniture", "cart")


@dataclass(frozen=True)
class MateCase:
    """part: the mesh that is moved; others: what it belongs to, all in place. axis: (3,) a round part's, else None."""

    kind: str
    part: Mesh
    others: tuple[Mesh, ...]
    axis: np.ndarray | None = None

    @property
    def diagonal(self) -> float:
        """Of the box of it all."""
        points = np.concatenate([self.part[0], *(vertices for vertices, _ in self.others)])
        return float(np.linalg.norm(np.ptp(points, axis=0)))


def box(lower, upper) -> trimesh.Trimesh:
    return trimesh.creation.box(bounds=[np.minimum(lower, upper), np.maximum(lower, upper)])


def rod(start, end, radius: float, sections: int = 32) -> trimesh.Trimesh:
    return trimesh.creation.cylinder(radius, segment=[start, end], sections=sections)


def without(mesh: trimesh.Trimesh, *cuts: trimesh.Trimesh) -> trimesh.Trimesh:
    return trimesh.boolean.difference([mesh, *cuts], engine="manifold")


def joined(*meshes: trimesh.Trimesh) -> trimesh.Trimesh:
    return trimesh.boolean.union(meshes, engine="manifold")


def leg(rng):
    """A square leg under the corner of a top."""
    (wide, deep), thick, side = rng.uniform(0.4, 1.4, 2), rng.uniform(0.015, 0.06), rng.uniform(0.03, 0.09)
    top = box((0, 0, 0.7), (wide, deep, 0.7 + thick))
    return box((0, 0, 0.7 - rng.uniform(0.3, 0.7)), (side, side, 0.7)), [top]


def block(rng):
    """A block in the middle of a larger one."""
    a, b = rng.uniform(0.2, 0.5, 3), rng.uniform(0.5, 1.0, 3)
    return box((*(-a[:2] / 2), 0), (*(a[:2] / 2), a[2])), [box((*(-b[:2] / 2), -b[2]), (*(b[:2] / 2), 0))]


def carcass(rng):
    """The floor of a cupboard between its sides, or a side against floor and roof."""
    (wide, deep, high), t = rng.uniform((0.4, 0.3, 0.5), (1.0, 0.6, 1.8)), rng.uniform(0.012, 0.03)
    left, right = box((0, 0, 0), (t, deep, high)), box((wide - t, 0, 0), (wide, deep, high))
    floor, roof = box((t, 0, 0), (wide - t, deep, t)), box((t, 0, high - t), (wide - t, deep, high))
    return (floor, [left, right, roof]) if rng.random() < 0.5 else (left, [floor, roof, right])


def rail(rng):
    """A rail between two legs, flush with them above, in the middle of their thickness or flush outside."""
    apart, side, high, t = rng.uniform((0.3, 0.03, 0.05, 0.015), (1.2, 0.08, 0.12, 0.028))
    y = 0.0 if rng.random() < 0.5 else (side - t) / 2
    legs = [box((x, 0, 0), (x + side, side, 0.7)) for x in (0, apart + side)]
    return box((side, y, 0.7 - high), (side + apart, y + t, 0.7)), legs


def boards(rng):
    """A board beside another, edge to edge, or upright on its edge."""
    long, wide, t = rng.uniform((0.5, 0.1, 0.012), (1.5, 0.4, 0.04))
    other = box((0, 0, 0), (long, wide, t))
    if rng.random() < 0.5:
        return box((0, wide, 0), (long, wide + rng.uniform(0.08, 0.4), t)), [other]
    return box((0, 0, t), (long, t, t + rng.uniform(0.1, 0.4))), [other]


def mitre(rng):
    """Two strips of a frame, cut at 45 degrees where they meet."""
    long, wide, t = rng.uniform((0.4, 0.04, 0.01), (1.0, 0.1, 0.03))
    outline = np.array([(0, 0), (long, 0), (long - wide, wide), (wide, wide)])
    one = trimesh.creation.extrude_polygon(__import__("shapely").Polygon(outline), t)
    other = one.copy()
    other.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, (0, 0, 1)))
    other.apply_transform(trimesh.transformations.reflection_matrix((0, 0, 0), (1, 0, 0)))
    return one, [other]


def lid(rng):
    """A lid on a box of its size, some with a lip inside."""
    wide, deep, high, t = rng.uniform((0.2, 0.2, 0.1, 0.008), (0.6, 0.5, 0.4, 0.02))
    body = without(box((0, 0, 0), (wide, deep, high)), box((t, t, t), (wide - t, deep - t, high + 1)))
    top = box((0, 0, high), (wide, deep, high + t))
    if rng.random() < 0.5:
        gap = t + 0.001
        top = joined(top, box((gap, gap, high - 2 * t), (wide - gap, deep - gap, high + t / 2)))
    return top, [body]


def peg(rng):
    """A peg in a blind hole, to its bottom or its shoulder."""
    r, deep, long = rng.uniform((0.01, 0.03, 0.1), (0.03, 0.08, 0.3))
    wide = rng.uniform(0.15, 0.5, 2)
    at = rng.uniform(0.25, 0.75, 2) * wide
    gap = rng.uniform(1.0, 1.02) * r
    plank = without(box((0, 0, -0.1), (*wide, 0)), rod((*at, -deep), (*at, 0.1), gap))
    if rng.random() < 0.5:
        return rod((*at, -deep), (*at, long - deep), r), [plank], (0, 0, 1)
    shank = rod((*at, -deep + 0.004), (*at, 0.01), r)
    return joined(shank, rod((*at, 0), (*at, long), r * rng.uniform(1.4, 2.0))), [plank], (0, 0, 1)


def screw(rng):
    """A screw through a plate into a block."""
    r, t, deep = rng.uniform((0.003, 0.004, 0.02), (0.008, 0.01, 0.05))
    wide = rng.uniform(0.04, 0.15, 2)
    at = rng.uniform(0.3, 0.7, 2) * wide
    plate = without(box((0, 0, 0), (*wide, t)), rod((*at, -1), (*at, 1), 1.08 * r))
    below = without(box((0, 0, -0.08), (*wide, 0)), rod((*at, -deep), (*at, 1), r))
    head = rod((*at, t), (*at, t + 1.2 * r), 1.9 * r)
    return joined(rod((*at, -0.9 * deep), (*at, t + 0.5 * r), r), head), [plate, below], (0, 0, 1)


def dowels(rng):
    """A board with several dowels in another with as many holes."""
    long, t = rng.uniform((0.3, 0.02), (0.9, 0.04))
    count, r, deep = int(rng.integers(2, 5)), 0.22 * t, 0.8 * t
    high = rng.uniform(0.2, 0.6)
    spots = np.sort(rng.uniform(0.08, 0.92, count)) * long
    spots = spots[np.diff(spots, prepend=-1) > 3 * r]
    side = box((0, 0, 0), (t, long, high))
    side = joined(side, *(rod((t / 2, y, -deep), (t / 2, y, t), r) for y in spots))
    x = rng.uniform(0, 0.2)
    base = box((-x - t, -0.05, -2 * t), (rng.uniform(0.2, 0.5), long + 0.07, 0))
    return side, [without(base, *(rod((t / 2, y, -1.02 * deep), (t / 2, y, 1), 1.02 * r) for y in spots))]


def plates(rng):
    """A plate with holes on a larger one with the same holes."""
    wide, t, r = rng.uniform((0.05, 0.003, 0.003), (0.2, 0.008, 0.006))
    count = int(rng.integers(2, 5))
    corners = np.array([(1, 1), (1, 3), (3, 1), (3, 3)])[rng.permutation(4)[:count]] * wide / 4
    size = rng.uniform(1.5, 3.0, 2) * wide
    low = -rng.uniform(0.1, 0.4, 2) * wide
    cuts = [rod((*at, -1), (*at, 1), r) for at in corners]
    return without(box((0, 0, 0), (wide, wide, t)), *cuts), [without(box((*low, -10 * t), (*(low + size), 0)), *cuts)]


def _knuckles(start: float, long: float, count: int, r: float, hole: float, side: int, wide: float, t: float):
    """A hinge's leaf with every second knuckle."""
    piece = long / count
    leaf = box((0.6 * r * side, start, -t / 2), (wide * side, start + long, t / 2))
    own = range(0 if side > 0 else 1, count, 2)
    others = range(1 if side > 0 else 0, count, 2)
    tubes = [rod((0, start + k * piece, 0), (0, start + (k + 1) * piece, 0), r) for k in own]
    room = [box((-1.1 * r, start + k * piece, -r), (1.1 * r, start + (k + 1) * piece, r)) for k in others]
    body = without(leaf, *room)
    return without(joined(body, *tubes), rod((0, start - 1, 0), (0, start + long + 1, 0), hole))


def pin(rng):
    """The pin of a hinge in its knuckles, its ends flush or with a head."""
    long, wide, r = rng.uniform((0.05, 0.02, 0.003), (0.15, 0.05, 0.006))
    count = int(rng.choice([3, 5]))
    leaves = [_knuckles(0, long, count, r, 0.55 * r, side, wide, 0.4 * r) for side in (1, -1)]
    if rng.random() < 0.5:
        return rod((0, 0, 0), (0, long, 0), 0.53 * r), leaves, (0, 1, 0)
    head = rod((0, long, 0), (0, long + r, 0), 0.9 * r)
    return joined(rod((0, 0, 0), (0, long + r / 2, 0), 0.53 * r), head), leaves, (0, 1, 0)


def leaves(rng):
    """One leaf of a hinge between the knuckles of the other, shut flat."""
    long, wide, r = rng.uniform((0.05, 0.02, 0.003), (0.15, 0.05, 0.006))
    count = int(rng.choice([3, 5]))
    made = [_knuckles(0, long, count, r, 0.55 * r, side, wide, 0.4 * r) for side in (1, -1)]
    return made[1], [made[0], rod((0, 0, 0), (0, long, 0), 0.53 * r)]


def groove(rng):
    """A board in a groove of another, flush in front; some with a little play."""
    long, high, t = rng.uniform((0.2, 0.3, 0.008), (0.6, 1.0, 0.02))
    thick = rng.uniform(2, 4) * t
    at, deep, play = rng.uniform(0.15, 0.85) * high, rng.uniform(0.3, 0.6) * thick, rng.choice([0.0, 0.03]) * t
    slot = box((thick - deep, -1, at - play), (thick + 1, long + 1, at + t + play))
    return box((thick - deep, 0, at), (thick + rng.uniform(0.2, 0.6), long, at + t)), [
        without(box((0, 0, 0), (thick, long, high)), slot)
    ]


def tenon(rng):
    """A tenon in a mortise, to its shoulder."""
    a, b = rng.uniform(0.04, 0.09, 2)
    long, deep = rng.uniform(0.3, 0.8), rng.uniform(0.02, 0.035)
    inner = np.array((a, b)) * rng.uniform(0.35, 0.7, 2)
    at = rng.uniform(0.2, 0.8)
    gap = rng.choice([0.0, 0.0005])
    arm = joined(box((0, -a / 2, -b / 2), (long, a / 2, b / 2)), box((-deep, *(-inner / 2)), (0.01, *(inner / 2))))
    post = box((-0.06, -a / 2, -at), (0, a / 2, 1 - at))
    hole = box((-deep - 0.001, *(-inner / 2 - gap)), (1, *(inner / 2 + gap)))
    return arm, [without(post, hole)]


def wheel(rng):
    """A wheel on its axle, up to the shoulder."""
    r, wide, axle = rng.uniform((0.05, 0.02, 0.006), (0.3, 0.08, 0.015))
    tyre = without(rod((0, 0, 0), (0, wide, 0), r, 48), rod((0, -1, 0), (0, 1, 0), 1.02 * axle))
    end = wide if rng.random() < 0.5 else wide + 0.02
    body = joined(rod((0, -0.1, 0), (0, 0, 0), 2.2 * axle), rod((0, -0.05, 0), (0, end, 0), axle))
    return tyre, [joined(body, box((-0.1, -0.2, -0.05), (0.1, -0.09, 0.05)))], (0, 1, 0)


MAKERS: tuple[Callable, ...] = (
    leg, block, carcass, rail, boards, mitre, lid, peg, screw, dowels, plates, pin, leaves, groove, tenon, wheel,
)  # fmt: skip


def mate_cases(count: int, seed: int = 0) -> Iterator[MateCase]:
    """So many of each kind, each lying another way."""
    for number, maker in enumerate(MAKERS):
        for index in range(count):
            rng = np.random.default_rng((seed, number, index))
            part, others, *axis = maker(rng)
            turn = trimesh.transformations.random_rotation_matrix(rng.random(3))
            for mesh in (part, *others):
                mesh.apply_transform(turn)
            yield MateCase(
                maker.__name__,
                _arrays(part),
                tuple(map(_arrays, others)),
                turn[:3, :3] @ np.array(axis[0], float) if axis else None,
            )


def piece_cases(count: int, seed: int = 0) -> Iterator[MateCase]:
    """So many pieces of generated shapes: a piece that touches others, and all others."""
    rng, found = np.random.default_rng((seed, 99)), 0
    while found < count:
        shape = generate(str(rng.choice(FAMILIES)), int(rng.integers(1 << 30)))
        faces = shape.faces[: len(shape.faces) - shape.skin]
        mesh = trimesh.Trimesh(shape.vertices, faces, process=True)
        pieces = [piece for piece in mesh.split(only_watertight=False) if len(piece.faces) >= 12]
        if not 2 <= len(pieces) <= 24:
            continue
        own = int(rng.integers(len(pieces)))
        size = float(np.linalg.norm(np.ptp(shape.vertices, axis=0)))
        moved = pieces[own].vertices
        others = [piece for k, piece in enumerate(pieces) if k != own]
        near = [_apart(moved, piece) < 1e-3 * size for piece in others]
        if not any(near) or np.linalg.norm(np.ptp(moved, axis=0)) < 0.04 * size:
            continue
        turn = trimesh.transformations.random_rotation_matrix(rng.random(3))
        for piece in pieces:
            piece.apply_transform(turn)
        found += 1
        yield MateCase("pieces", _arrays(pieces[own]), tuple(map(_arrays, others)), _round_axis(pieces[own]))


def kit_cases(count: int, seed: int = 0, rough: bool = True) -> Iterator[MateCase]:
    """Every part of so many kits of generated furniture, and all others. Rough: as meshes are found, `roughened`."""
    for number in range(count):
        rng = np.random.default_rng((seed, number, 98))
        kit = (rough_kits if rough else kits).make(int(rng.integers(1 << 30)))
        turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        turn *= np.sign(np.linalg.det(turn))
        parts = [(part.vertices @ turn.T, part.faces) for part in kit.parts]
        if rough:
            styles = {name: int(rng.integers(1 << 30)) for name in sorted(set(kit.names))}
            parts = [roughened(*part, turn, styles[name]) for part, name in zip(parts, kit.names, strict=True)]
        for own, part in enumerate(parts):
            others = tuple(other for k, other in enumerate(parts) if k != own)
            mesh = trimesh.Trimesh(*part, process=True)
            yield MateCase("rough" if rough else "furniture", part, others, _round_axis(mesh))


def roughened(vertices: np.ndarray, faces: np.ndarray, turn: np.ndarray, style: int) -> Mesh:
    """A part a little too large or small for its place, so that it sinks in or stands apart; its vertices a hair off,
    each face with its own. turn: (3, 3) of the axes along which; style: the same for identical parts."""
    rng = np.random.default_rng(style)
    if rng.random() < 0.5:
        middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
        grown = 1 + rng.uniform(-0.015, 0.015, 3)
        vertices = (vertices - middle) @ turn * grown @ turn.T + middle
    if rng.random() < 0.3:
        noise = np.random.default_rng((style, int(1e6 * np.abs(vertices[0]).sum())))
        vertices = vertices + noise.normal(0, 4e-4, vertices.shape) * np.ptp(vertices, axis=0).max()
    if rng.random() < 0.6:
        vertices, faces = vertices[faces].reshape(-1, 3), np.arange(3 * len(faces)).reshape(-1, 3)
    return vertices, faces


def _apart(points: np.ndarray, mesh: trimesh.Trimesh) -> float:
    gap = np.maximum(mesh.vertices.min(axis=0) - points.max(axis=0), points.min(axis=0) - mesh.vertices.max(axis=0))
    return float(gap.max())


def _round_axis(mesh: trimesh.Trimesh) -> np.ndarray | None:
    """(3,) the axis about which a mesh looks the same, told by its moments and by turning it."""
    spread, axes = np.linalg.eigh(np.cov((mesh.vertices - mesh.vertices.mean(axis=0)).T))
    if spread[0] < 1e-8 * spread[2]:
        return None  # a sheet
    own = mesh.vertices - mesh.bounding_box_oriented.centroid
    reach = float(np.linalg.norm(own, axis=1).max())
    for axis in axes.T:
        along = own @ axis
        away = np.linalg.norm(own - np.outer(along, axis), axis=1)
        key = np.round(np.stack([along, away], axis=1) / (0.01 * reach)).astype(int)
        _, times = np.unique(key, axis=0, return_counts=True)
        if times.max() >= 8 and times[np.unique(key, axis=0)[:, 1] > 3].min(initial=99) >= 8:
            return axis
    return None


def _arrays(mesh: trimesh.Trimesh) -> Mesh:
    return np.array(mesh.vertices), np.array(mesh.faces)
