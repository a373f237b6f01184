"""Where the border between parts runs through a mesh that hangs together: by polygons roughly, by points exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .connectivity import components, neighbours, weld
from .evidence import Evidence
from .nearby import around
from .straight import outlines, straight_borders

# A border turns where it bends by more than 25 degrees (cos 0.9); a sawtooth is where it turns both ways within so many
# edges. What turns one way or not at all, as along the artist's edge loops and creases, stays.
STRAIGHT, HOPS = 0.9, 3
# The exact border is looked for among so many polygons either side of a sawtooth.
RINGS = 2
# How far from the border points are asked, how far each speaks, how close to each other they need be: of the size.
BAND, REACH, SPACING = 0.04, 0.025, 0.004
# Samples of two parts so near to each other have the border between them.
NEXT = 0.015
# Points so near to each other agree on a part before they are asked.
AGREE = 0.012
# Surfaces back to back are two: normals that differ by 1 part points by this share of the size.
APART = 0.01


@dataclass(frozen=True)
class Border:
    """Nodes are the positions of each connected component. corner_node: (c,) the node of each corner; position, normal:
    (m, 3); jagged: (m,) bool, at or near a border that runs as a sawtooth; clean: (m,) bool, on one that stays so;
    sole: (m,) bool, with polygons of one part only.
    polygon: (c,) of each corner; polygon_part, polygon_normal, centre, area: (n,), (n, 3), (n, 3), (n,). size: metres;
    positions and areas are in units of it."""

    corner_node: np.ndarray
    position: np.ndarray
    normal: np.ndarray
    jagged: np.ndarray
    clean: np.ndarray
    sole: np.ndarray
    polygon: np.ndarray
    polygon_part: np.ndarray
    polygon_normal: np.ndarray
    centre: np.ndarray
    area: np.ndarray
    size: float

    @classmethod
    def of(
        cls,
        positions: np.ndarray,
        corner_vertex: np.ndarray,
        polygon_size: np.ndarray,
        polygon_part: np.ndarray,
        size: float,
        separation: np.ndarray | None = None,
    ) -> Border:
        """The arguments are those of `seam`."""
        polygon = np.repeat(np.arange(len(polygon_size)), polygon_size)
        following = next_corner(polygon_size)
        corners = positions[corner_vertex].astype(np.float64) / size
        first = np.cumsum(polygon_size) - polygon_size
        from_first = corners - corners[np.repeat(first, polygon_size)]
        cross = np.add.reduceat(np.cross(from_first, from_first[following]), first)
        length = np.linalg.norm(cross, axis=1)
        normal = cross / np.maximum(length, 1e-20)[:, None]
        centre = np.add.reduceat(corners, first) / polygon_size[:, None]

        place = weld(positions)[corner_vertex]
        edges, own_edges = numbered(place, following), numbered(corner_vertex, following)
        pairs, at = neighbours(edges, own_edges, polygon)
        component = components(pairs, len(polygon_size))
        key, one, node = np.unique(
            place * (int(component.max()) + 1) + component[polygon], return_index=True, return_inverse=True
        )
        count = len(key)
        node_normal = np.zeros((count, 3))
        np.add.at(node_normal, node, cross[polygon])
        node_normal /= np.maximum(np.linalg.norm(node_normal, axis=1, keepdims=True), 1e-20)

        part = np.asarray(polygon_part)
        parted = part[pairs[:, 0]] != part[pairs[:, 1]]
        pairs, at = pairs[parted], at[parted, 0]
        fixed = np.zeros(len(pairs), bool)
        if separation is not None:
            fixed = separation[pairs[:, 0]] != separation[pairs[:, 1]]
        ends = np.stack([node[at], node[following[at]]], axis=1)
        turned = part[polygon[at]] != part[pairs].min(axis=1)
        ends[turned] = ends[turned, ::-1]
        # Nodes where several parts meet: all that are not part of a sawtooth stay where they are.
        low, high = np.full(count, part.max()), np.full(count, part.min())
        np.minimum.at(low, node, part[polygon])
        np.maximum.at(high, node, part[polygon])
        jagged = _jagged(corners[one], node_normal, ends[~fixed])
        jagged[ends[fixed]] = False
        clean = (low != high) & ~jagged
        for _ in range(RINGS):
            touched = np.logical_or.reduceat(jagged[node], first)
            jagged[node[touched[polygon]]] = True
            jagged[clean] = False
        return cls(
            node, corners[one], node_normal, jagged, clean, low == high, polygon, part, normal, centre, length / 2, size
        )

    def fields(self, evidence: Evidence) -> Fields:
        """What the points near the border say."""
        width = len(evidence.ids)
        column = columns(evidence.ids)
        here = np.zeros((len(self.position), width), bool)
        here[self.corner_node, column[self.polygon_part[self.polygon]]] = True
        # A point may be of any part that its polygon or one beside it has; which, the points around it say together.
        allowed = np.zeros((len(self.polygon_part), width), bool)
        np.logical_or.at(allowed, self.polygon, here[self.corner_node])
        points = evidence.points / evidence.size
        # Polygons may be so large that a border through them is far from all their nodes.
        near = np.zeros(len(self.polygon_part), bool)
        near[self.polygon[self.jagged[self.corner_node]]] = True
        near = near[evidence.polygon] | close_to(points, self.position[self.jagged], BAND)
        points, of, scores = points[near], evidence.polygon[near], evidence.scores[near]
        normal = self.polygon_normal[of]
        meant = np.zeros_like(scores)
        for own, others in around(points, points, AGREE):
            weight = (1 - _squared(points, normal, own, points, normal, others) / AGREE**2).clip(0)
            meant[own] = weight @ scores[others]
        label = np.where(allowed[of], meant, -1).argmax(axis=1)
        spacing = float(self.area.sum()) / max(len(evidence.points), 1)
        fine = np.flatnonzero(self.area < 4 * spacing)
        fine = fine[close_to(self.centre[fine], self.position[self.jagged], BAND)]
        points = np.concatenate([points, self.centre[fine]])
        normal = np.concatenate([normal, self.polygon_normal[fine]])
        label = np.concatenate([label, column[self.polygon_part[fine]]])
        cell = np.floor(points / SPACING).astype(np.int64)
        cell -= cell.min(axis=0, initial=0)
        _, one = np.unique(np.column_stack([cell, label]), axis=0, return_index=True)
        return Fields.of(points[one], normal[one], label[one], evidence.boxes / evidence.size)


@dataclass(frozen=True)
class Fields:
    """Samples on the surface and how far each is inside each part. points, normals: (k, 3), in units of the object's
    size; inside: (k, p), below 0 outside, no more than BAND either way."""

    points: np.ndarray
    normals: np.ndarray
    inside: np.ndarray

    @classmethod
    def of(cls, points: np.ndarray, normals: np.ndarray, label: np.ndarray, boxes: np.ndarray) -> Fields:
        """label: (k,) the column of each sample's part; boxes: (p, 2, 3) in units of the object's size."""
        width = len(boxes)
        away, nearest = np.full((len(points), width), BAND), np.full((len(points), width), -1)
        for own, others in around(points, points, BAND):
            squared = _squared(points, normals, own, points, normals, others)
            for column in np.unique(label[others]).tolist():
                of = np.flatnonzero(label[others] == column)
                least = squared[:, of].argmin(axis=1)
                away[own, column] = np.minimum(BAND, np.sqrt(squared[np.arange(len(own)), of[least]]))
                nearest[own, column] = others[of[least]]
        inside = -away
        rows = np.arange(len(points))
        here, there = np.nonzero((away < NEXT) & (np.arange(width) != label[:, None]))
        ends = np.stack([points[here], points[nearest[here, there]]])
        pairs = np.stack([label[here], there], axis=1)
        turned = pairs[:, 0] > pairs[:, 1]
        ends[:, turned], pairs[turned] = ends[::-1, turned], pairs[turned, ::-1]
        away[rows, label] = np.inf
        inside[rows, label] = np.minimum(away.min(axis=1, initial=BAND), BAND)
        middle, step = (ends[0] + ends[1]) / 2, ends[1] - ends[0]
        boxed = outlines(middle, normals[here], pairs, boxes)
        for outline in boxed:
            near, depth = outline.inside(points, normals, label)
            inside[near, outline.part], inside[near, outline.other] = depth[near], -depth[near]
        known = {frozenset((outline.part, outline.other)) for outline in boxed}
        free = np.array([frozenset(pair) not in known for pair in pairs.tolist()], bool)
        best = np.full(len(points), np.inf)
        for line in straight_borders(middle[free], step[free], pairs[free]):
            near, above = line.inside(points, label)
            near &= np.abs(above) < best
            best[near] = np.abs(above[near])
            inside[near, line.above], inside[near, line.below] = above[near], -above[near]
        return cls(points, normals, inside)

    def at(self, places: np.ndarray, normals: np.ndarray) -> np.ndarray:
        """(q, p) how far places (q, 3) are inside each part, by moving least squares: around each a linear function
        fitted to the samples (Lancaster and Salkauskas, 1981). NaN where no sample is near."""
        width = self.inside.shape[1]
        result = np.full((len(places), width), np.nan)
        for own, near in around(self.points, places, REACH):
            weight = (1 - _squared(places, normals, own, self.points, self.normals, near) / REACH**2).clip(0) ** 2
            # Sums over the samples about the block's middle, which one product gives for all places at once.
            middle = places[own].mean(axis=0)
            x, inside = (self.points[near] - middle) / REACH, self.inside[near]
            first = np.column_stack([np.ones(len(near)), x])
            terms = (first[:, :, None] * np.column_stack([first, inside])[:, None, :]).reshape(len(near), -1)
            sums = (weight @ terms).reshape(len(own), 4, 4 + width)
            result[own] = _constant_term(sums, (places[own] - middle) / REACH)
        return result


def _constant_term(sums: np.ndarray, at: np.ndarray) -> np.ndarray:
    """(q, p) the values at places (q, 3) of linear functions fitted to weighted samples; NaN where none weighs.

    sums: (q, 4, 4 + p) over the samples, of 1 and their coordinates times these and the p values. Solved by the Schur
    complement of the slopes, whose 3 x 3 matrix is inverted by its cofactors: small systems by the thousand are slow in
    a library for large ones.
    """
    total, mean = sums[:, 0, 0], sums[:, 0, 1:4]
    slopes = sums[:, 1:, 1:4] - at[:, :, None] * mean[:, None] - mean[:, :, None] * at[:, None]
    slopes += (total[:, None, None] * at[:, :, None]) * at[:, None]
    mean = mean - total[:, None] * at
    slopes[:, (0, 1, 2), (0, 1, 2)] += 0.01 * total[:, None] + 1e-12
    values = sums[:, 0, 4:]
    sloped = sums[:, 1:, 4:] - at[:, :, None] * values[:, None]
    a, b, c = slopes.swapaxes(0, 1)
    cofactors = np.stack([np.cross(b, c), np.cross(c, a), np.cross(a, b)], axis=1)
    lean = (cofactors * mean[:, None]).sum(axis=2) / (cofactors[:, 0] * a).sum(axis=1)[:, None]
    with np.errstate(invalid="ignore"):
        found = values - (lean[:, :, None] * sloped).sum(axis=1)
        found /= ((1 + 1e-6) * total + 1e-12 - (lean * mean).sum(axis=1))[:, None]
    return np.where(total[:, None] > 1e-6, found, np.nan)


def _squared(
    places: np.ndarray, place_normals: np.ndarray, i: np.ndarray, points: np.ndarray, normals: np.ndarray, j: np.ndarray
) -> np.ndarray:
    """(i, j) squared distances, in which different normals count too."""
    middle = places[i].mean(axis=0)  # about which they lose no digits to cancelling
    here = np.column_stack([places[i] - middle, APART * place_normals[i]])
    there = np.column_stack([points[j] - middle, APART * normals[j]])
    apart = (here**2).sum(axis=1)[:, None] + (there**2).sum(axis=1) - 2 * here @ there.T
    return np.maximum(apart, 0, out=apart)


def _jagged(position: np.ndarray, normal: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(m,) bool: nodes of a border (k, 2), each edge the same way round its parts, near which it turns both ways."""
    count = len(position)
    along = position[ends[:, 1]] - position[ends[:, 0]]
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-20)
    into, out = np.zeros((count, 3)), np.zeros((count, 3))
    np.add.at(into, ends[:, 1], along)
    np.add.at(out, ends[:, 0], along)
    through = (np.bincount(ends[:, 0], minlength=count) == 1) & (np.bincount(ends[:, 1], minlength=count) == 1)
    turns = through & (np.einsum("ij,ij->i", into, out) < STRAIGHT)
    side = np.einsum("ij,ij->i", np.cross(into, out), normal)
    both = np.stack([turns & (side > 0), turns & (side < 0)], axis=1)
    for _ in range(HOPS):
        spread = both.copy()
        np.logical_or.at(spread, ends[:, 0], both[ends[:, 1]])
        np.logical_or.at(spread, ends[:, 1], both[ends[:, 0]])
        both = spread
    return both.all(axis=1)


def close_to(points: np.ndarray, places: np.ndarray, reach: float) -> np.ndarray:
    """(k,) bool: points (k, 3) within about reach of one of the places (q, 3)."""
    near = np.zeros(len(points), bool)
    for _, some in around(points, places, reach):
        near[some] = True
    return near


def columns(ids: np.ndarray) -> np.ndarray:
    """An array that gives the place of an id among ids (p,), which are not negative."""
    place = np.zeros(int(ids.max()) + 1, np.int64)
    place[ids] = np.arange(len(ids))
    return place


def next_corner(polygon_size: np.ndarray) -> np.ndarray:
    """(c,) the corner that follows each in its polygon."""
    first = np.cumsum(polygon_size) - polygon_size
    following = np.arange(int(polygon_size.sum())) + 1
    following[first + polygon_size - 1] = first
    return following


def numbered(vertex: np.ndarray, following: np.ndarray, corners: np.ndarray | slice = slice(None)) -> np.ndarray:
    """(c,) int64 a number for the edge that starts at each corner, or each of some, the same either way round."""
    a, b = vertex[corners].astype(np.int64), vertex[following[corners]].astype(np.int64)
    return (np.minimum(a, b) << 32) | np.maximum(a, b)
