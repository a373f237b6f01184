"""A clean cut: polygons that a part's border crosses are split along a smooth line, so that no sawtooth is left."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .border import Border, Fields, columns, next_corner, numbered
from .connectivity import components, neighbours, weld
from .evidence import Evidence

# A crossing nearer to a vertex than this share of its edge is moved into it. Along each edge so many places are asked.
SNAP, STATIONS = 0.04, 9
# It is asked again, more closely, where these are farther apart than this share of the object's size.
FINE = 0.01
# A region of less area than this, in units of the object's size squared, is no part of its own: it came of the cut.
FLAKE = 4e-4
# The part of a corner that is on the border itself.
ON = -1
_TINY = 1e-9


@dataclass(frozen=True)
class Cut:
    """One mesh with some polygons split; all that is needed to carry every attribute over.

    The old vertices stay, in order; the new ones follow. vertex: (k, 2) int old vertices and vertex_t: (k,) share of
    the second: a new one is at (1 - t) a + t b, on an old edge. corner_vertex: (c,) int into old and new vertices;
    corner: (c, 2) int old corners of the same old polygon, next to each other in it, and corner_t: (c,) likewise; a
    corner that was there before has both equal and t 0. corner_edge: (c,) the old corner from which the old edge starts
    that the edge from this corner to the polygon's next lies on; -1 where the edge is new, inside an old polygon.
    polygon_size, polygon_source, polygon_part: (n,) corners, old polygon and part id of each polygon, in the order of
    their sources. A polygon that was not touched keeps its corners in their order.
    """

    vertex: np.ndarray
    vertex_t: np.ndarray
    corner_vertex: np.ndarray
    corner: np.ndarray
    corner_t: np.ndarray
    corner_edge: np.ndarray
    polygon_size: np.ndarray
    polygon_source: np.ndarray
    polygon_part: np.ndarray

    def changes(self, polygons: int) -> bool:
        """Whether any of the mesh's so many polygons was split; else at most their parts are others."""
        return bool(len(self.vertex)) or len(self.polygon_size) != polygons

    def positions(self, old: np.ndarray) -> np.ndarray:
        """(v + k, 3) of old and new vertices. old: (v, 3)."""
        t = self.vertex_t[:, None]
        new = (1 - t) * old[self.vertex[:, 0]] + t * old[self.vertex[:, 1]]
        return np.concatenate([old, new.astype(old.dtype)])


def seam(
    positions: np.ndarray,
    corner_vertex: np.ndarray,
    polygon_size: np.ndarray,
    polygon_part: np.ndarray,
    evidence: Evidence,
    separation: np.ndarray | None = None,
) -> Cut:
    """positions: (v, 3) world, metres; corner_vertex: (c,) int; polygon_size, polygon_part: (n,) of one mesh.

    evidence: on this mesh alone (`Evidence.of`). separation: (n,) as for `label`; what the artist parted is cut there.
    Polygons on both sides of a cut edge get the same new vertex. Borders along creases and along smooth runs of edges
    are clean already and stay.
    """
    if not (np.asarray(polygon_part) != polygon_part[:1]).any():
        return whole(corner_vertex, polygon_size, polygon_part)
    border = Border.of(positions, corner_vertex, polygon_size, polygon_part, evidence.size, separation)
    if not border.jagged.any():
        return whole(corner_vertex, polygon_size, polygon_part)
    following = next_corner(polygon_size)
    side, t = _crossings(border, border.fields(evidence), evidence.ids, following)
    own = border.polygon_part[border.polygon]
    changed = np.unique(border.polygon[(t > 0) | ((side != own) & (side != ON))])
    polygons = _Polygons(np.asarray(corner_vertex), following, t, side)
    cut = _assembled(polygons, np.asarray(polygon_size), border, changed.tolist(), len(positions))
    return replace(cut, polygon_part=without_flakes(cut.positions(positions), cut, evidence.size))


def without_flakes(positions: np.ndarray, cut: Cut, size: float) -> np.ndarray:
    """(n,) parts of a cut mesh's polygons, but that small regions at the cut, other than a part's largest, are of the
    part that they share most of their border with. positions: (v, 3) metres, after the cut."""
    corners = positions[cut.corner_vertex].astype(np.float64) / size
    following = next_corner(cut.polygon_size)
    polygon = np.repeat(np.arange(len(cut.polygon_size)), cut.polygon_size)
    place = weld(positions)[cut.corner_vertex]
    pairs, at = neighbours(numbered(place, following), numbered(cut.corner_vertex, following), polygon)
    part = cut.polygon_part
    parted = part[pairs[:, 0]] != part[pairs[:, 1]]
    region = components(pairs[~parted], len(part))
    first = (np.cumsum(cut.polygon_size) - cut.polygon_size)[polygon]
    cross = np.cross(corners - corners[first], corners[following] - corners[first])
    twice = np.linalg.norm(np.add.reduceat(cross, first[np.flatnonzero(np.diff(polygon, prepend=-1))]), axis=1)
    area = np.bincount(region, twice / 2)
    part_of = np.zeros(len(area), part.dtype)
    part_of[region] = part
    largest = np.zeros(int(part.max()) + 1)
    np.maximum.at(largest, part_of, area)
    small = area < np.minimum(FLAKE, 0.5 * largest[part_of])
    # Both ways round, so that each region meets all that it borders on.
    here, there = np.concatenate([pairs[parted], pairs[parted, ::-1]]).T
    length = np.tile(np.linalg.norm(corners[at[parted, 0]] - corners[following[at[parted, 0]]], axis=1), 2)
    of = small[region[here]] & ~small[region[there]]
    borders = np.zeros((int(small.sum()), len(largest)))
    row = np.cumsum(small) - 1
    np.add.at(borders, (row[region[here[of]]], part[there[of]]), length[of])
    heir = part_of.copy()
    heir[small] = np.where(borders.any(axis=1), borders.argmax(axis=1), part_of[small])
    return heir[region]


def whole(corner_vertex: np.ndarray, polygon_size: np.ndarray, polygon_part: np.ndarray) -> Cut:
    """Nothing cut."""
    every = np.arange(len(corner_vertex))
    return Cut(
        np.zeros((0, 2), np.int64),
        np.zeros(0),
        np.asarray(corner_vertex),
        np.stack([every, every], axis=1),
        np.zeros(len(every)),
        every,
        np.asarray(polygon_size),
        np.arange(len(polygon_size)),
        np.asarray(polygon_part),
    )


def _crossings(border: Border, fields: Fields, ids: np.ndarray, following: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(c,) the part that each corner is in, ON where it is on the border itself; and (c,) where along the edge to the
    next corner the border crosses, in (0, 1), 0 where it does not."""
    node = border.corner_node
    label = np.zeros(len(border.position), border.polygon_part.dtype)
    label[node] = border.polygon_part[border.polygon]
    label[border.clean] = ON
    open_ = np.flatnonzero(border.jagged)
    inside = fields.at(border.position[open_], border.normal[open_])
    unknown = np.where(border.sole[open_], label[open_], ON)
    label[open_] = np.where(np.isnan(inside[:, 0]), unknown, ids[np.nan_to_num(inside).argmax(axis=1)])

    a, b = label[node], label[node[following]]
    cut = np.flatnonzero((a != b) & (a != ON) & (b != ON))
    # Each edge once, from its lower node, so that all its polygons are cut at one place.
    ends = np.stack([node[cut], node[following[cut]]], axis=1)
    turned = ends[:, 0] > ends[:, 1]
    edges, which = np.unique(np.sort(ends, axis=1), axis=0, return_inverse=True)
    share = _zeros(border, fields, edges, columns(ids)[label[edges]])
    label[edges[share < SNAP, 0]] = ON
    label[edges[share > 1 - SNAP, 1]] = ON
    t = np.zeros(len(node))
    t[cut] = np.where(turned, 1 - share[which.ravel()], share[which.ravel()])
    side = label[node]
    t[(side == ON) | (side[following] == ON)] = 0
    return side, t


def _zeros(border: Border, fields: Fields, edges: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """(k,) where along edges (k, 2) from one part to another, columns (k, 2), the border is."""
    ends = border.position[edges]
    low, high = np.zeros(len(edges)), np.ones(len(edges))
    normal = border.normal[edges].mean(axis=1)
    # The ends are where they are, whatever the fit says there.
    above, below = np.full(len(edges), _TINY), np.full(len(edges), -_TINY)
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    todo = np.arange(len(edges))
    while len(todo):
        steps = low[todo] + np.linspace(0, 1, STATIONS)[:, None] * (high - low)[todo]
        rise = np.empty(steps.shape)
        rows = np.arange(len(todo))
        for station, share in enumerate(steps[..., None]):
            inside = fields.at(ends[todo, 0] + share * (ends[todo, 1] - ends[todo, 0]), normal[todo])
            rise[station] = inside[rows, parts[todo, 0]] - inside[rows, parts[todo, 1]]
        rise[0], rise[-1] = np.fmax(rise[0], above[todo]), np.fmin(rise[-1], below[todo])
        for station in range(1, STATIONS):  # what nobody speaks for is as what was before
            rise[station] = np.where(np.isnan(rise[station]), rise[station - 1], rise[station])
        last = STATIONS - 2 - (rise[-2::-1] > 0).argmax(axis=0)
        low[todo], high[todo] = steps[last, rows], steps[last + 1, rows]
        above[todo], below[todo] = rise[last, rows], rise[last + 1, rows]
        todo = todo[((high - low) * length)[todo] > FINE]
    return low + above / (above - below) * (high - low)


@dataclass(frozen=True)
class _Polygons:
    """Corners (c,): their vertices, the next corner, where the border crosses the edge to it (or 0), their part."""

    vertex: np.ndarray
    following: np.ndarray
    t: np.ndarray
    side: np.ndarray

    def pieces(self, corners: range, own: int, unsplit: bool) -> list[tuple[int, list[tuple[int, bool]]]]:
        """(part, outline) of what a polygon falls into. An outline is corners, and crossings (their edge's first
        corner, True). own: its part; unsplit: it stays in one piece, and only gets the crossings into its outline."""
        outline: list[tuple[int, bool]] = []
        labels: list[int] = []
        for corner in corners:
            outline.append((corner, False))
            labels.append(int(self.side[corner]))
            if self.t[corner] > 0:
                outline.append((corner, True))
                labels.append(ON)
        inside = [i for i, label in enumerate(labels) if label != ON]
        if not inside or unsplit:
            return [(own, outline)]
        switches = []
        for i, j in zip(inside, inside[1:] + inside[:1], strict=True):
            if labels[i] != labels[j]:
                switches.append(((i + 1) % len(outline), labels[j]))
        if not switches:
            return [(labels[inside[0]], outline)]
        result = []
        for (start, label), (end, _) in zip(switches, switches[1:] + switches[:1], strict=True):
            run = outline[start : end + 1] if start < end else outline[start:] + outline[: end + 1]
            result.append((label, run))
        if len(switches) > 2:
            result.append((own, [outline[start] for start, _ in switches]))
        return result

    def rows(
        self, outline: list[tuple[int, bool]], vertex: dict[tuple[int, int], tuple[int, float]], vertex_count: int
    ) -> list[tuple[int, int, int, float, int]]:
        """Vertex, two corners, share of the second and old edge, as in `Cut`, of each corner of an outline. vertex: the
        new vertices by their edge: number and share; what is new is added."""
        result = []
        for (corner, crossing), (to, to_crossing) in zip(outline, outline[1:] + outline[:1], strict=True):
            after = int(self.following[corner])
            on_edge = to == (corner if to_crossing else after)
            edge = corner if on_edge else -1
            a, b, t = int(self.vertex[corner]), int(self.vertex[after]), float(self.t[corner])
            if not crossing:
                result.append((a, corner, corner, 0.0, edge))
                continue
            key = (min(a, b), max(a, b))
            number, _ = vertex.setdefault(key, (vertex_count + len(vertex), t if a < b else 1 - t))
            result.append((number, corner, after, t, edge))
        return result


def _assembled(
    polygons: _Polygons, polygon_size: np.ndarray, border: Border, changed: list[int], vertex_count: int
) -> Cut:
    """The mesh with the changed polygons in pieces."""
    first = np.cumsum(polygon_size) - polygon_size
    part = border.polygon_part.copy()
    vertex: dict[tuple[int, int], tuple[int, float]] = {}
    rows: list[tuple[int, int, int, float, int]] = []
    sizes, sources, parts = [], [], []
    for number in changed:
        corners = range(int(first[number]), int(first[number] + polygon_size[number]))
        pieces = polygons.pieces(corners, int(part[number]), not _convex(border, corners, number))
        if len(pieces) == 1 and len(pieces[0][1]) == len(corners):
            part[number] = pieces[0][0]
            continue
        for label, outline in pieces:
            sizes.append(len(outline))
            sources.append(number)
            parts.append(label)
            rows += polygons.rows(outline, vertex, vertex_count)
    kept = np.setdiff1d(np.arange(len(part)), sources)
    source = np.concatenate([kept, np.array(sources, np.int64)])
    order = np.argsort(source, kind="stable")
    size = np.concatenate([polygon_size[kept], np.array(sizes, polygon_size.dtype)])
    old = len(polygons.vertex)
    start = np.concatenate([first[kept], old + np.cumsum([0, *sizes])[:-1].astype(np.int64)])
    size, start = size[order], start[order]
    corner = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
    every = np.arange(old)
    table = np.array(rows, np.float64).reshape(-1, 5)
    integers = table[:, [0, 1, 2, 4]].astype(np.int64)
    known = np.array(list(vertex.values()), np.float64).reshape(-1, 2)
    return Cut(
        np.array(list(vertex), np.int64).reshape(-1, 2),
        known[:, 1],
        np.concatenate([polygons.vertex, integers[:, 0]])[corner].astype(polygons.vertex.dtype),
        np.concatenate([np.stack([every, every], axis=1), integers[:, 1:3]])[corner],
        np.concatenate([np.zeros(old), table[:, 3]])[corner],
        np.concatenate([every, integers[:, 3]])[corner],
        size,
        source[order],
        np.concatenate([part[kept], np.array(parts, part.dtype)])[order],
    )


def _convex(border: Border, corners: range, number: int) -> bool:
    """Whether a straight cut from edge to edge stays inside a polygon."""
    if len(corners) == 3:
        return True
    points = border.position[border.corner_node[corners.start : corners.stop]]
    along = np.roll(points, -1, axis=0) - points
    return bool((np.cross(along, np.roll(along, -1, axis=0)) @ border.polygon_normal[number] >= -1e-12).all())
