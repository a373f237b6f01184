"""A clean cut: polygons that a part's border crosses are split along a smooth line, so that no sawtooth is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .border import Border, Fields, columns, next_corner, numbered
from .connectivity import components, neighbours, weld
from .cutting import ON, Cut, Polygons, assembled, convex, whole
from .evidence import Evidence

# A crossing nearer to a vertex than this share of its edge is moved into it. Along each edge so many places are asked.
SNAP, STATIONS = 0.04, 9
# It is asked again, more closely, where these are farther apart than this share of the object's size.
FINE = 0.01
# A region of less area than this, in units of the object's size squared, is no part of its own: it came of the cut.
FLAKE = 4e-4
_TINY = 1e-9


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
    polygons = Polygons(np.asarray(corner_vertex), following, t, side)
    splits = convex(border.position[border.corner_node], border.polygon_normal, np.asarray(polygon_size))
    cut = assembled(polygons, np.asarray(polygon_size), border.polygon_part, splits, changed.tolist(), len(positions))
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
