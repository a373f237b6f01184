"""What shows when a fused skin opens: a cavity behind a door, a box behind a drawer's front, the hollow under a lid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..articulation import Articulation, Joint, JointType
from .caps import WAVY, Added, Growing, fronts, is_sheet
from .inside import fans
from .outline import Outline
from .rims import Rim, Skin, within

# Shares of the object's longest side: how thick a sheet becomes, what is left of walls, the gap around a drawer's box,
# how thick its boards are. A hollow that would be flatter than LEAST is not worth it.
THICKNESS, WALL, GAP, BOARD, LEAST = 0.01, 0.02, 0.008, 0.006, 0.03
# What covers an opening is not much larger than it; a drawer's front is a rectangle, and its box lower than that.
COVERS, RECTANGULAR, HEIGHT = 0.5, 0.8, 0.75
# There is a wall behind if this share of the places behind a rim meets one.
BEHIND = 0.9
# How much longer a drawer is than its way.
SPARE = 1.1
# Places asked across a rim, and along it at most.
_RAYS, _ALONG = 9, 64


def interior(
    positions: np.ndarray,
    corner_vertex: np.ndarray,
    polygon_size: np.ndarray,
    polygon_part: np.ndarray,
    articulation: Articulation,
    thickness: float = 0.0,
    outlines: Sequence[Outline] = (),
) -> Added:
    """In place of `caps`: the same arguments, of one mesh after `seam`. Behind what opens there is a hollow, before
    which it becomes a sheet of the thickness, or some, with a box on it if it is a drawer's front; all else gets caps.

    A hollow is as deep as the walls behind leave room for, no deeper than a slide needs, and what is put into it keeps
    clear of it. Nothing is hollowed where no wall is found behind, but for a slide that one of the outlines, drawn
    round parts, says the depth of.
    """
    skin = Skin.of(positions, corner_vertex, polygon_size, polygon_part)
    size = float(np.ptp(positions, axis=0).max()) if len(positions) else 0.0
    growing, walls, drawn_round = Growing(skin), _Walls.of(skin), {outline.part: outline for outline in outlines}
    for rim, carrier in fronts(skin, articulation.from_root()):
        joint = articulation.joint_of(rim.part)
        hollow, lip, drawn = 0.0, 0.0, 0.0
        if rim.part in drawn_round:
            drawn = drawn_round[rim.part].behind(rim.points, rim.normal)
        if _opens(skin, rim, joint, size):
            hollow, lip = _hollow(walls, rim, joint, articulation, growing, size, drawn)
        if not hollow:
            growing.close_as_sheet(rim, carrier, thickness)
            continue
        depth = min(thickness or THICKNESS * size, hollow / 3)
        depth *= is_sheet(skin, rim, depth)
        growing.close(rim, carrier, depth, hollow, lip)
        if joint.type is JointType.PRISMATIC:
            _drawer(growing, rim, depth, hollow, drawn or depth + SPARE * _way(joint), size)
    return growing.added()


def _opens(skin: Skin, rim: Rim, joint: Joint | None, size: float) -> bool:
    """Whether a part covers an opening of its parent at this rim, and its joint takes it off that."""
    if joint is None or rim.loops or rim.waviness > WAVY or joint.parent not in rim.beyond:
        return False
    along = abs(float(rim.normal @ np.array(joint.axis)))
    if joint.type is JointType.CONTINUOUS or (along > 0.5 if joint.type is JointType.REVOLUTE else along < 0.7):
        return False
    if joint.type.slides and _way(joint) < 0.01 * size:
        return False
    corners = skin.corner_vertex[skin.piece[skin.polygon] == rim.piece]
    frame = _frame(rim.normal)
    covered = np.ptp(rim.points @ frame[:2].T, axis=0)
    own = np.ptp(skin.positions[corners].astype(np.float64) @ frame[:2].T, axis=0)
    return bool((covered > COVERS * own).all())


def _way(joint: Joint) -> float:
    """Metres that a slide goes at most."""
    return max(abs(joint.lower), abs(joint.upper))


@dataclass(frozen=True)
class _Walls:
    """All triangles of a skin: their corners (m, 3, 3), metres, the parts (m,) they are of, their boxes' corners (m, 3)
    and the length from end to end of all."""

    corners: np.ndarray
    part: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    length: float

    @classmethod
    def of(cls, skin: Skin) -> _Walls:
        corners = skin.positions.astype(np.float64)[fans(skin.corner_vertex, skin.polygon_size)]
        part = np.repeat(skin.polygon_part, skin.polygon_size - 2)
        lower, upper = corners.min(axis=1), corners.max(axis=1)
        length = float(np.linalg.norm(upper.max(axis=0, initial=0) - lower.min(axis=0, initial=0)))
        return cls(corners, part, lower, upper, length)

    def behind(self, places: np.ndarray, normal: np.ndarray, without: list[int]) -> np.ndarray:
        """(k, 3, 3) corners of all triangles that something which comes from places (r, 3) along the normal can meet,
        and of some that it cannot; not those of the parts `without`."""
        swept = np.concatenate([places, places + self.length * normal])
        lower, upper = swept.min(axis=0), swept.max(axis=0)
        near = np.flatnonzero(~np.isin(self.part, without))
        for axis in range(3):
            near = near[(self.lower[near, axis] <= upper[axis]) & (self.upper[near, axis] >= lower[axis])]
        return self.corners[near]


def _hollow(
    walls: _Walls, rim: Rim, joint: Joint, articulation: Articulation, growing: Growing, size: float, drawn: float
) -> tuple[float, float]:
    """Metres of hollow that fit behind a rim and that its joint can use, or as many as were drawn, if any; 0 if it is
    not worth it. And its lip, as for `Growing.close`, where the rim is as wide as what is behind it."""
    moved = sorted(articulation.subtree(rim.part))
    wall = WALL * size / max(float(rim.reach.min()), WALL * size)
    lip = wall if not np.isfinite(_rooms(walls, rim, -wall, moved, growing)).mean() > BEHIND else 0.0
    if lip > 0.5:
        return 0.0, 0.0
    rooms = _rooms(walls, rim, lip, moved, growing)
    found = np.isfinite(rooms)
    depth = rooms[found].min() - WALL * size if found.mean() > BEHIND else 0.0
    if drawn:
        depth = min(depth or np.inf, drawn + GAP * size)
    elif joint.type is JointType.PRISMATIC:
        depth = min(depth, SPARE * _way(joint) + 2 * THICKNESS * size)
    return (float(depth), lip) if depth >= LEAST * size else (0.0, 0.0)


def _rooms(walls: _Walls, rim: Rim, shrink: float, without: list[int], growing: Growing) -> np.ndarray:
    """(r,) metres from places behind a rim to the first wall, or to what was built in before; infinite where none is.

    The places are on the rim, drawn in by `shrink` as `Rim.behind` has it, or if that is positive or 0 all over it.
    without: parts that are in nobody's way.
    """
    frame = _frame(rim.normal)
    places = rim.behind(0, shrink)
    outline = places @ frame.T
    lower, upper = outline.min(axis=0), outline.max(axis=0)
    rays = outline[:: -(-len(outline) // _ALONG), :2]
    if shrink >= 0:
        grid = np.stack(np.meshgrid(*np.linspace(lower[:2], upper[:2], _RAYS + 2)[1:-1].T), axis=2).reshape(-1, 2)
        middle = (lower + upper)[:2] / 2
        rays = np.concatenate([grid[within(grid, outline[:, :2])], middle + 0.97 * (rays - middle)])
    added = growing.added()
    every = np.concatenate([growing.skin.positions.astype(np.float64), added.positions])
    built = every[fans(added.corner_vertex, added.polygon_size)]
    corners = np.concatenate([walls.behind(places, rim.normal, without), built]) @ frame.T
    near = (corners[:, :, :2].max(axis=1) >= lower[:2]).all(axis=1)
    near &= (corners[:, :, :2].min(axis=1) <= upper[:2]).all(axis=1) & (corners[:, :, 2].max(axis=1) > upper[2])
    least = 1e-6 * float(np.ptp(growing.skin.positions, axis=0).max())
    return _hits(rays, corners[near], upper[2] + least) - upper[2]


def _hits(rays: np.ndarray, corners: np.ndarray, start: float) -> np.ndarray:
    """(r,) the least height above start at which vertical lines through (r, 2) meet triangles (m, 3, 3), if any."""
    a, b, c = corners[:, :, :2].swapaxes(0, 1)
    lies = np.abs(_cross(b - a, c - a)) > 1e-12 * float(np.ptp(corners, axis=(0, 1)).max() if len(corners) else 1) ** 2
    a, b, c, corners = a[lies], b[lies], c[lies], corners[lies]
    area = _cross(b - a, c - a)
    result = np.full(len(rays), np.inf)
    for number, ray in enumerate(rays):
        u, v = _cross(b - ray, c - ray) / area, _cross(c - ray, a - ray) / area
        met = (u >= 0) & (v >= 0) & (u + v <= 1)
        height = (np.stack([u, v, 1 - u - v], axis=1)[met] * corners[met, :, 2]).sum(axis=1)
        result[number] = height[height > start].min(initial=np.inf)
    return result


def _drawer(growing: Growing, rim: Rim, thickness: float, hollow: float, reach: float, size: float) -> None:
    """An open box behind a drawer's front, that reaches so far, metres, behind its rim where the hollow lets it."""
    if abs(rim.normal[2]) > 0.5:
        return
    up = np.array([0.0, 0.0, 1.0]) - rim.normal[2] * rim.normal
    up /= np.linalg.norm(up)
    frame = np.stack([np.cross(up, rim.normal), up, rim.normal])
    outline = rim.points @ frame.T
    lower, upper = outline.min(axis=0), outline.max(axis=0)
    turned = np.roll(outline, -1, axis=0)
    area = abs(_cross(outline, turned).sum()) / 2
    begin = upper[2] + thickness
    end = upper[2] + min(hollow - GAP * size, reach)
    gap, board = GAP * size, BOARD * size
    low, high = _rectangle(outline[:, :2], gap)
    high[1] = low[1] + HEIGHT * (high[1] - low[1])
    if area < RECTANGULAR * np.prod((upper - lower)[:2]) or end - begin < 4 * board or (high - low).min() < 4 * board:
        return
    outer = [(x, y, z) for y in (low[1], high[1]) for x, z in _round(low[0], high[0], begin, end)]
    inner_round = _round(low[0] + board, high[0] - board, begin + board, end - board)
    inner = [(x, y, z) for y in (low[1] + board, high[1]) for x, z in inner_round]
    corner = growing.largest(rim.corners)
    like = int(growing.skin.polygon[corner])
    reference = int(growing.skin.corner_vertex[corner])
    numbers = growing.vertices(np.array(outer + inner) @ frame, [reference] * 16)
    faces = [(0, 1, 2, 3), (11, 10, 9, 8)]
    for i in range(4):
        k = (i + 1) % 4
        faces += [(i, i + 4, k + 4, k), (8 + k, 12 + k, 12 + i, 8 + i), (4 + i, 12 + i, 12 + k, 4 + k)]
    for face in faces:
        growing.polygon([numbers[i] for i in face], [corner] * 4, rim.part, like)


def _rectangle(outline: np.ndarray, gap: float) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper corner of a rectangle in an outline (r, 2), a gap away from it, at rounded corners too."""
    lower, upper = outline.min(axis=0), outline.max(axis=0)
    away = gap
    for _ in range(8):
        low, high = lower + away, upper - away
        corners = np.array([(x, y) for x in (low[0] - gap, high[0] + gap) for y in (low[1] - gap, high[1] + gap)])
        if away > gap and within(corners + 0.3 * gap * np.sign((low + high) / 2 - corners), outline).all():
            break
        away += gap / 2
    return low, high


def _round(x0: float, x1: float, z0: float, z1: float) -> list[tuple[float, float]]:
    return [(x0, z0), (x1, z0), (x1, z1), (x0, z1)]


def _frame(normal: np.ndarray) -> np.ndarray:
    """(3, 3) rows of a right-handed frame whose last is the normal."""
    u = np.cross(np.eye(3)[np.abs(normal).argmin()], normal)
    u /= np.linalg.norm(u)
    return np.stack([u, np.cross(normal, u), normal])


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
