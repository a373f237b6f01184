"""Trimmed: slivers by which a part cut out of a skin reaches out of its box are of what they lie on.

A clean border still has teeth where polygons are large or the points on a crease disagree: a triangle of a door that
runs back along the body's side. The part's points end at its box, and a plate ends at its faces, so what little of it
lies beyond, between it and another part, is the other's. What ends freely beyond, as the tip of a handle does, stays.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .border import next_corner, numbered
from .connectivity import components, neighbours, weld
from .cutting import Cut
from .evidence import Evidence
from .slicing import Mesh, sliced

# What reaches out of a box by less than LEAST of the object's size stays; so does what is more than SLIVER of the
# part's area, for then the box is too small. Vertices so NEAR to a side are on it.
LEAST, SLIVER, NEAR = 0.002, 0.2, 1e-5
# A box's side is no farther out than a face of the part that looks square that way, which is more than FACE of the
# part's area, and of which no more than STRAY lies beyond.
FACE, SQUARE, STRAY = 0.2, 0.9, 0.04
# A sliver goes to another part that at least this share of its outline borders on.
BORDERS = 0.25


def trimmed(mesh: Mesh, evidence: Evidence, separation: np.ndarray) -> list[Cut]:
    """Cuts to be made one after the other. mesh: one after `seam`, world, metres; evidence: what that was cut by;
    separation: (n,) as for `seam`, of the mesh's polygons: nothing goes where the artist parted what hangs together."""
    cuts = []
    for id, box in zip(evidence.ids.tolist(), evidence.boxes.astype(np.float64), strict=True):
        least = LEAST * evidence.size
        box = _within_faces(mesh, id, box, least)
        for axis, side in _outside(mesh, id, box, least):
            beyond = (mesh.positions[:, axis] - box[side, axis]) * (2 * side - 1)
            beyond[np.abs(beyond) < NEAR * evidence.size] = 0.0
            cut = sliced(mesh, beyond, mesh.polygon_part == id)
            after, keys = mesh.after(cut), separation[cut.polygon_source]
            own = after.polygon_part == id
            over = own & (after.of_polygons(np.append(beyond, np.zeros(len(cut.vertex))), np.add) > 0)
            area = np.linalg.norm(after.some(own).crosses(), axis=1)
            if not 0 < area[over[own]].sum() <= SLIVER * area.sum():
                continue
            home, near = after.polygon_part.copy(), _near(after, over)
            home[near] = _homes(after.some(near), over[near], evidence, keys[near])
            if (home != after.polygon_part).any():
                cuts.append(replace(cut, polygon_part=home))
                mesh, separation = mesh.after(cuts[-1]), keys
    return cuts


def _outside(mesh: Mesh, part: int, box: np.ndarray, least: float) -> list[tuple[int, int]]:
    """Axis and side of those faces of a box (2, 3) that the part reaches out of by more than the least, metres."""
    corners = mesh.positions[mesh.corner_vertex[np.repeat(mesh.polygon_part == part, mesh.polygon_size)]]
    if not len(corners):
        return []
    reach = np.stack([box[0] - corners.min(axis=0), corners.max(axis=0) - box[1]])
    return [(axis, side) for axis, side in np.ndindex(3, 2) if reach[side, axis] > least]


def _within_faces(mesh: Mesh, part: int, box: np.ndarray, least: float) -> np.ndarray:
    """The box (2, 3) with its sides moved in to the part's flat faces, where it has such, but for the least, metres."""
    own = mesh.some(mesh.polygon_part == part)
    cross, centres = own.crosses(), own.centres(own.positions)
    area = np.linalg.norm(cross, axis=1)
    within = box.copy()
    for axis, side in np.ndindex(3, 2):
        out = 2 * side - 1
        square = cross[:, axis] * out > SQUARE * area
        face = area[square].sum()
        if face <= FACE * area.sum():
            continue
        inwards = np.argsort(-out * centres[square, axis])
        grown = np.cumsum(area[square][inwards])
        end = centres[square, axis][inwards][np.searchsorted(grown, STRAY * face)] + out * least
        within[side, axis] = out * min(out * within[side, axis], out * end)
    return within if (within[0] < within[1]).all() else box


def _near(mesh: Mesh, over: np.ndarray) -> np.ndarray:
    """(n,) bool: the polygons over and, of the others, all that may touch them."""
    low, high = (mesh.of_polygons(mesh.positions, ends) for ends in (np.minimum, np.maximum))
    least = 1e-6 * np.abs(mesh.positions).max(initial=0.0)
    return ((high >= low[over].min(axis=0) - least) & (low <= high[over].max(axis=0) + least)).all(axis=1)


def _homes(mesh: Mesh, over: np.ndarray, evidence: Evidence, separation: np.ndarray) -> np.ndarray:
    """(n,) parts, regions of the polygons over, (n,) bool, all of one part, with that other part that most of their
    outline borders on, if it is enough of it and they lie in its box."""
    width = int(max(mesh.polygon_part.max(), evidence.ids.max())) + 1
    region, borders = _borders(mesh, over, separation, width)
    outline = borders.sum(axis=1)
    borders[:, mesh.polygon_part[over][:1]] = 0.0
    borders = borders[:, evidence.ids]
    centres = mesh.centres(mesh.positions)
    for column, (lower, upper) in enumerate(evidence.boxes):
        out = np.maximum(lower - centres, centres - upper).max(axis=1) > LEAST * evidence.size
        borders[region[over & out], column] = 0.0
    most = borders.max(axis=1)
    goes = (most > 0) & (most >= BORDERS * outline)
    return np.where(over & goes[region], evidence.ids[borders.argmax(axis=1)][region], mesh.polygon_part)


def _borders(mesh: Mesh, over: np.ndarray, separation: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """(n,) the region of each polygon: those over, (n,) bool, that hang together are one; and (regions, width) how much
    of the outline of each that is over borders on each part, metres. width: one more than the largest part."""
    following = next_corner(mesh.polygon_size)
    polygon = np.repeat(np.arange(len(mesh.polygon_size)), mesh.polygon_size)
    place = weld(mesh.positions)[mesh.corner_vertex]
    pairs, at = neighbours(numbered(place, following), numbered(mesh.corner_vertex, following), polygon)
    kept = (separation[pairs[:, 0]] == separation[pairs[:, 1]]) & over[pairs].any(axis=1)
    pairs, at = pairs[kept], at[kept, 0]
    inner = over[pairs].all(axis=1)
    region = components(pairs[inner], len(over))
    pairs, at = pairs[~inner], at[~inner]
    here, there = np.where(over[pairs[:, :1]], pairs, pairs[:, ::-1]).T
    ends = mesh.positions[mesh.corner_vertex[np.stack([at, following[at]])]].astype(np.float64)
    borders = np.zeros((int(region.max()) + 1, width))
    np.add.at(borders, (region[here], mesh.polygon_part[there]), np.linalg.norm(ends[0] - ends[1], axis=1))
    return region, borders
