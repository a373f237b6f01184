"""Closed parts: polygons that fill the holes which cutting a skin left, and give what is a mere sheet a thickness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .inside import Inside
from .rims import Rim, Skin, newell
from .rings import bridged, ringed

# A rim is filled by one polygon if it is as flat as this, as a share of its length, by triangles if not; with more than
# WAVY it has no direction to be thickened in.
FLAT, WAVY = 1e-3, 0.12
# A sheet is what has this share of its area less than the thickness before its rim.
SHEET = 0.7
# How much deeper than the sheet the hollow is that it lies in, as a share of its thickness.
ROOM = 0.25
# How far the farthest point of a sheet's cap is moved in, as a share of its thickness.
LEAN = 0.1
# A cap of which no more than this share is inside the skin closes a hole that was there before. So many of its corners
# tell.
MATERIAL, _SOME = 0.5, 80


@dataclass(frozen=True)
class Added:
    """Polygons to add to the parts of a mesh, and whose looks they take.

    positions: (k, 3) new vertices, after the mesh's own, world, metres. corner_vertex: (c,) int into both;
    corner_reference: (c,) the mesh's corner whose UVs, colours and other corner values each takes; polygon_size,
    polygon_part, polygon_reference: (m,) corners, part id and the mesh's polygon whose material and other values each
    takes. vertex_reference: (k,) the mesh's vertex whose values each new vertex takes.
    """

    positions: np.ndarray
    vertex_reference: np.ndarray
    corner_vertex: np.ndarray
    corner_reference: np.ndarray
    polygon_size: np.ndarray
    polygon_part: np.ndarray
    polygon_reference: np.ndarray


def caps(
    positions: np.ndarray,
    corner_vertex: np.ndarray,
    polygon_size: np.ndarray,
    polygon_part: np.ndarray,
    order: Sequence[int],
    thickness: float = 0.0,
) -> Added:
    """Close each part of one mesh (as for `seam`, after it) where it hung together with another part.

    Holes that the artist's mesh had before stay. order: part ids, those first that others were cut from, as
    `Articulation.from_root` has them. thickness: metres; what lies flat before its cap, a sheet, gets its cap so far
    behind, and what it was cut from a hollow for it.
    """
    skin = Skin.of(positions, corner_vertex, polygon_size, polygon_part)
    growing = Growing(skin)
    for rim, carrier in fronts(skin, order):
        growing.close_as_sheet(rim, carrier, thickness)
    return growing.added()


def fronts(skin: Skin, order: Sequence[int]) -> list[tuple[Rim, int]]:
    """Each rim once, from the side of the part that was cut out, and the part that it was cut from; with the holes in
    it, if there are any."""
    rank = {part: number for number, part in enumerate(order)}
    result = []
    for rim in skin.rims:
        carrier = min(set(rim.beyond.tolist()), key=rank.__getitem__)
        if rank[carrier] < rank[rim.part]:
            result.append((rim, carrier))
    solid = Inside.of(skin) if result else None
    return [(rim, carrier) for rim, carrier in ringed(result) if solid is None or _in_material(solid, rim)]


def _in_material(solid: Inside, rim: Rim) -> bool:
    """Whether a rim's cap is inside what was cut, and not across a hole in it."""
    if rim.loops:
        return True
    points = rim.points[:: len(rim.points) // _SOME + 1]
    return solid.share(rim, points[triangles(points, -rim.normal)]) > MATERIAL if len(points) > 2 else True


def is_sheet(skin: Skin, rim: Rim, thickness: float) -> bool:
    """Whether most of the part's piece at the rim is less than the thickness, metres, before it."""
    if rim.waviness > WAVY or rim.loops:
        return False
    own = np.flatnonzero(skin.piece == rim.piece)
    first = (np.cumsum(skin.polygon_size) - skin.polygon_size)[own]
    # The middle of the first three corners stands for a polygon, their triangle for its area.
    a, b, c = (skin.positions[skin.corner_vertex[first + i]].astype(np.float64) for i in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) * (skin.polygon_size[own] - 2)
    ahead = (rim.centre - (a + b + c) / 3) @ rim.normal
    return bool(area[np.abs(ahead) < thickness].sum() > SHEET * area.sum())


@dataclass
class Growing:
    """Collects what is added to a skin."""

    skin: Skin
    positions: list[np.ndarray] = field(default_factory=list)
    vertex_reference: list[int] = field(default_factory=list)
    outlines: list[tuple[list[int], list[int], int, int]] = field(default_factory=list)
    taken: set[tuple[int, frozenset[int]]] = field(default_factory=set)

    def vertices(self, points: np.ndarray, reference: list[int]) -> list[int]:
        """Numbers of new vertices at points (k, 3), each with the values of a mesh's vertex."""
        begin = len(self.skin.positions) + len(self.vertex_reference)
        self.positions += list(points)
        self.vertex_reference += reference
        return list(range(begin, begin + len(points)))

    def polygon(self, vertices: list[int], references: list[int], part: int, like: int) -> None:
        """references: the mesh's corners that the polygon's take after; like: the mesh's polygon that it does. One that
        has a vertex twice is none: a rim that meets itself there is filled by others."""
        if len(set(vertices)) < len(vertices):
            return
        self.outlines.append((vertices, references, part, like))
        self.taken.add((part, frozenset(vertices)))

    def close(self, rim: Rim, carrier: int, thickness: float = 0.0, hollow: float = 0.0, lip: float = 0.0) -> None:
        """Fill a rim on both its sides. thickness, hollow: metres behind it, along its normal, at which the cap of its
        part and that of the carrier, which it was cut from, lie flat; walls join them to the rim. 0: in the rim. lip:
        how much narrower the hollow is than the rim, as a share of the way to its centre. One with holes is closed
        around them, in the rim."""
        count = len(rim.corners)
        around = [list(range(count))]
        if rim.loops:
            outline = bridged(rim.points, rim.loops)
            faces = [[outline[i] for i in face] for face in triangles(rim.points[outline], -rim.normal)]
        else:
            simple = len(np.unique(self.skin.corner_vertex[rim.corners])) == count
            faces = around if simple and rim.waviness < FLAT else triangles(rim.points, -rim.normal)
        # The walls of a sheet lean inwards a little, to come free of what they lie in.
        lean = LEAN * thickness / max(float(rim.reach.max()), 1e-20)
        rings = [rim.behind(thickness, lean)] if thickness else []
        outlines = around if thickness else faces
        like = self.largest(rim.corners)
        self._side(rim.part, rim.corners.tolist(), like, rings, [one[::-1] for one in outlines])
        rings = [rim.behind(0, lip)] if hollow and lip else []
        rings += [rim.behind(hollow, lip)] if hollow else []
        outlines = around if hollow else faces
        like = self.largest(np.roll(rim.across, -1)[rim.beyond == carrier])
        turned = [[count - 1 - i for i in one] for one in outlines]
        self._side(carrier, rim.across[::-1].tolist(), like, [ring[::-1] for ring in rings], turned)

    def close_as_sheet(self, rim: Rim, carrier: int, thickness: float) -> None:
        """Fill a rim; what lies flat before it is thickened, if thickness, metres, is not 0."""
        depth = thickness * (thickness > 0 and is_sheet(self.skin, rim, thickness))
        self.close(rim, carrier, depth, (1 + ROOM) * depth)

    def _side(self, part: int, corners: list[int], like: int, rings: list[np.ndarray], faces: list[list[int]]) -> None:
        """One side's cap: faces, of places among its corners (r), which run as its surface does. Walls go through rings
        (r, 3) to it, if there are any. like: the corner of the polygon whose looks it takes."""
        own = [int(self.skin.corner_vertex[corner]) for corner in corners]
        polygon = int(self.skin.polygon[like])
        before = own
        for ring in rings:
            after = self.vertices(ring, own)
            for i in range(len(own)):
                k = (i + 1) % len(own)
                references = [corners[k], corners[i], corners[i], corners[k]]
                self.polygon([before[k], before[i], after[i], after[k]], references, part, polygon)
            before = after
        there = self._outlines_at(corners) if before is own else set()
        for face in faces:
            outline = frozenset(before[i] for i in face)
            if outline not in there and (part, outline) not in self.taken:
                self.polygon([before[i] for i in face], [corners[i] for i in face], part, polygon)
                continue
            # Two polygons of the same vertices are none to Blender: this one gets a vertex of its own in its middle.
            (middle,) = self.vertices(self.skin.positions[[own[i] for i in face]].mean(axis=0)[None], [own[face[0]]])
            for i, k in zip(face, face[1:] + face[:1], strict=True):
                self.polygon([before[i], before[k], middle], [corners[i], corners[k], corners[i]], part, polygon)

    def largest(self, corners: np.ndarray) -> int:
        """Of the skin's corners, one of the polygon with the most area."""

        polygons, first = np.unique(self.skin.polygon[corners], return_index=True)
        spans = np.searchsorted(self.skin.polygon, [polygons, polygons + 1]).T
        outlines = [self.skin.positions[self.skin.corner_vertex[a:b]] for a, b in spans]
        return int(corners[first[np.argmax([np.linalg.norm(newell(outline)) for outline in outlines])]])

    def _outlines_at(self, corners: list[int]) -> set[frozenset[int]]:
        """The vertices of each of the skin's polygons that have one of the corners."""
        polygons = np.unique(self.skin.polygon[corners])
        spans = np.searchsorted(self.skin.polygon, [polygons, polygons + 1]).T
        return {frozenset(self.skin.corner_vertex[a:b].tolist()) for a, b in spans}

    def added(self) -> Added:
        return Added(
            np.array(self.positions, np.float64).reshape(-1, 3),
            np.array(self.vertex_reference, np.int64),
            np.array([v for vertices, *_ in self.outlines for v in vertices], np.int64),
            np.array([c for _, references, *_ in self.outlines for c in references], np.int64),
            np.array([len(vertices) for vertices, *_ in self.outlines], np.int64),
            np.array([part for *_, part, _ in self.outlines], self.skin.polygon_part.dtype),
            np.array([like for *_, like in self.outlines], np.int64),
        )


def triangles(points: np.ndarray, normal: np.ndarray) -> list[list[int]]:
    """An outline (r, 3), counter-clockwise about normal, as triangles, by cutting off its ears, best first.

    An ear is a corner that sticks out with no other point of the outline in it (Meisters, 1975), seen along normal.
    Where an outline crosses itself and has none, the widest corner goes.
    """
    axis = np.eye(3)[np.abs(normal).argmin()]
    u = np.cross(axis, normal)
    u /= np.linalg.norm(u)
    flat = points @ np.stack([u, np.cross(normal, u)], axis=1)
    left, result = list(range(len(points))), []
    quality = {}

    def ear(at: int) -> float:
        i, j, k = left[at - 1], left[at], left[(at + 1) % len(left)]
        a, b, c = flat[i], flat[j], flat[k]
        area = _cross(b - a, c - a)
        if area <= 0:
            return area - 1.0
        others = flat[[m for m in left if m not in (i, j, k)]]
        inside = (_cross(b - a, others - a) > 0) & (_cross(c - b, others - b) > 0) & (_cross(a - c, others - c) > 0)
        longest = max(((b - a) ** 2).sum(), ((c - b) ** 2).sum(), ((a - c) ** 2).sum())
        return -0.5 if inside.any() else area / longest

    for at, number in enumerate(left):
        quality[number] = ear(at)
    while len(left) > 3:
        at = max(range(len(left)), key=lambda n: quality[left[n]])
        result.append([left[at - 1], left[at], left[(at + 1) % len(left)]])
        before, after = left[at - 1], left[(at + 1) % len(left)]
        del left[at]
        for number in (before, after):
            quality[number] = ear(left.index(number))
    return [*result, left]


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
