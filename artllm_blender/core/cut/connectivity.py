"""What of a triangle mesh hangs together: equal positions, shared edges, coincident polygons, connected components."""

from __future__ import annotations

import numpy as np

# What is there twice is a surface with two sides if this share of its polygons is; else solids touch there.
DOUBLED = 0.5
# Positions closer than this share of the object's longest side are one.
WELD = 1e-5


def weld(vertices: np.ndarray) -> np.ndarray:
    """(v,) int64: which distinct position each (v, 3) vertex is at, on a grid of WELD times the longest side."""
    lower = vertices.min(axis=0).astype(np.float64)
    size = float((vertices.max(axis=0) - lower).max()) or 1.0
    cell = np.rint((vertices - lower) / (size * WELD)).astype(np.int64)
    return np.unique((cell[:, 0] << 42) | (cell[:, 1] << 21) | cell[:, 2], return_inverse=True)[1]


def triangle_edges(faces: np.ndarray) -> np.ndarray:
    """(3m,) int64: a number for each edge of (m, 3) triangles, the same for the same two vertices either way round."""
    a, b = faces.astype(np.int64).ravel(), np.roll(faces, -1, axis=1).astype(np.int64).ravel()
    return (np.minimum(a, b) << 32) | np.maximum(a, b)


def twins(edges: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """(n,) int: for each polygon the lowest-numbered one that has exactly its outline, itself where there is none.

    edges: (3m,) as `triangle_edges` gives them; polygon: (m,) ascending, without gaps. An outline is the exclusive or
    of mixed edge numbers (the mixer of splitmix64), in which a polygon's inner edges, there twice, cancel.
    """
    mixed = edges.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    outline = np.bitwise_xor.reduceat(mixed, 3 * np.flatnonzero(np.diff(polygon, prepend=-1)))
    outlines = np.sort(outline)
    if (outlines[1:] != outlines[:-1]).all():
        return np.arange(len(outline))
    _, first, same = np.unique(outline, return_index=True, return_inverse=True)
    return first[same]


def doubled(twin: np.ndarray, edges: np.ndarray, own_edges: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """(n,) int: twin, as `twins` gives it, but only where a surface is there twice as a whole: two solids that touch
    with a face of the same outline each keep their own. The other arguments are those of `neighbours`."""
    every = np.arange(len(twin))
    again = np.flatnonzero(twin != every)
    if not len(again):
        return twin
    component = components(neighbours(edges, own_edges, owner)[0], len(twin))
    there_twice = np.zeros(len(twin), bool)
    there_twice[again] = there_twice[twin[again]] = True
    share = np.bincount(component, there_twice) / np.bincount(component)
    whole = share[component] > DOUBLED
    return np.where(whole & whole[twin], twin, every)


def neighbours(edges: np.ndarray, own_edges: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(k, 2) int: owners that hang together at an edge; (k, 2) int: where in edges that is, for each of them.

    edges, own_edges: (e,) numbers of the edges after and before welding; owner: (e,) ascending. Where more than two
    owners meet at an edge, touching solids cannot be told from one by position, so there the mesh's own edges decide.
    """
    order = np.argsort(edges, kind="stable")
    edge, name = edges[order], owner[order]
    fresh = np.ones(len(edge), bool)
    fresh[1:] = (edge[1:] != edge[:-1]) | (name[1:] != name[:-1])
    order, edge = order[fresh], edge[fresh]
    starts = np.flatnonzero(np.diff(edge, prepend=-1))
    size = np.diff(starts, append=len(edge))
    simple = starts[size == 2]
    crowded = order[np.repeat(size > 2, size)]
    crowded = crowded[np.argsort(own_edges[crowded], kind="stable")]
    same = np.flatnonzero(np.diff(own_edges[crowded]) == 0)
    left = np.concatenate([order[simple], crowded[same]])
    right = np.concatenate([order[simple + 1], crowded[same + 1]])
    places = np.stack([left, right], axis=1)
    return owner[places], places


def components(pairs: np.ndarray, count: int) -> np.ndarray:
    """(count,) int: 0, 1, ... the connected component of each node of a graph with (k, 2) edges.

    Every root takes the least root it meets and all follow pointers to the end, until nothing changes: union-find as
    whole-array steps (Shiloach and Vishkin, 1982).
    """
    root = np.arange(count)
    while True:
        a, b = root[pairs].T
        if (a == b).all():
            return np.unique(root, return_inverse=True)[1]
        low = np.minimum(a, b)
        np.minimum.at(root, a, low)
        np.minimum.at(root, b, low)
        while not np.array_equal(root, root[root]):
            root = root[root]
