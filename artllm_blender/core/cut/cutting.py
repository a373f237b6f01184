"""Polygons in pieces: a mesh cut where its edges are crossed, and all that is needed to carry its attributes over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# The part of a corner that is on the border itself.
ON = -1


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


@dataclass(frozen=True)
class Polygons:
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


def assembled(
    polygons: Polygons,
    polygon_size: np.ndarray,
    polygon_part: np.ndarray,
    splits: np.ndarray,
    changed: list[int],
    vertex_count: int,
) -> Cut:
    """The mesh with the changed polygons in pieces. splits: (n,) bool, those that may be; the others stay whole, and
    only get the crossings into their outlines."""
    first = np.cumsum(polygon_size) - polygon_size
    part = polygon_part.copy()
    vertex: dict[tuple[int, int], tuple[int, float]] = {}
    rows: list[tuple[int, int, int, float, int]] = []
    sizes, sources, parts = [], [], []
    for number in changed:
        corners = range(int(first[number]), int(first[number] + polygon_size[number]))
        pieces = polygons.pieces(corners, int(part[number]), not splits[number])
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


def convex(corners: np.ndarray, normals: np.ndarray, polygon_size: np.ndarray) -> np.ndarray:
    """(n,) bool: polygons in which a straight cut from edge to edge stays inside. corners: (c, 3); normals: (n, 3)."""
    first = np.cumsum(polygon_size) - polygon_size
    following = np.arange(1, len(corners) + 1)
    following[first + polygon_size - 1] = first
    along = corners[following] - corners
    turn = np.einsum("ij,ij->i", np.cross(along, along[following]), np.repeat(normals, polygon_size, axis=0))
    return (np.minimum.reduceat(turn, first) >= -1e-12) | (polygon_size == 3) if len(first) else np.zeros(0, bool)
