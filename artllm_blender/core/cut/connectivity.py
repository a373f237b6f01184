"""What of a triangle mesh hangs together: equal positions, shared edges, coincident polygons, connected components."""

from __future__ import annotations

import numpy as np

from ..frames import box_around

# What is there twice is a surface with two sides if this share of its polygons is; else solids touch there.
DOUBLED = 0.5
# Positions closer than this share of the object's longest side are one.
WELD = 1e-5


def weld(vertices: np.ndarray) -> np.ndarray:
    """(v,) int64: which distinct position each (v, 3) vertex is at, on a grid of WELD times the longest side."""
    lower, upper = box_around(vertices).astype(np.float64)
    size = float((upper - lower).max()) or 1.0
    cell = np.rint((vertices - lower) / (size * WELD)).astype(np.int64)
    return np.unique((cell[:, 0] << 42) | (cell[:, 1] << 21) | cell[:, 2], return_inverse=True)[1]


def triangle_edges(faces: np.ndarray) -> np.ndarray:
    """(3m,) int64: a number for each edge of (m, 3) triangles, the same for the same two vertices either way round."""
    a, b = faces.astype(np.int64), faces[:, (1, 2, 0)].astype(np.int64)
    number = np.minimum(a, b)
    number <<= 32
    number |= np.maximum(a, b, out=b)
    return number.ravel()


def twins(edges: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """(n,) int: for each polygon the lowest-numbered one that has exactly its outline, itself where there is none.

    edges: (3m,) as `triangle_edges` gives them; polygon: (m,) ascending, without gaps. An outline is the exclusive or
    of mixed edge numbers (the mixer of splitmix64), in which a polygon's inner edges, there twice, cancel.
    """
    mixed = edges.astype(np.uint64)
    mixed += np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
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
    order, fresh = _sorted(edges)
    inner = ~fresh[1:]
    inner[inner] = np.diff(owner[order])[inner] == 0
    if inner.any():
        outer = np.concatenate([[True], ~inner])
        order, fresh = order[outer], fresh[outer]
    starts = np.flatnonzero(fresh)
    size = np.diff(starts, append=len(order))
    simple = starts[size == 2]
    crowded = order[np.repeat(size > 2, size)]
    crowded = crowded[np.argsort(own_edges[crowded], kind="stable")]
    same = np.flatnonzero(np.diff(own_edges[crowded]) == 0)
    places = np.empty((len(simple) + len(same), 2), np.int64)
    for side in (0, 1):
        places[: len(simple), side] = order[simple + side]
        places[len(simple) :, side] = crowded[same + side]
    return owner[places], places


def _sorted(edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(e,) int: the places of edges in ascending order, equal ones in theirs; and (e,) bool: which differ from the one
    before. Numbers that leave room are sorted with their places in the same word, which takes half of the time."""
    low = edges & 0xFFFFFFFF
    bits = int(low.max(initial=0)).bit_length()
    room = len(edges).bit_length()
    fresh = np.ones(len(edges), bool)
    if int(edges.max(initial=0) >> 32).bit_length() + bits + room > 63:
        order = np.argsort(edges, kind="stable")
        edges = edges[order]
        fresh[1:] = edges[1:] != edges[:-1]
        return order, fresh
    word = edges >> 32
    word <<= bits
    word |= low
    word <<= room
    word |= np.arange(len(edges))
    word.sort()
    order = word & ((1 << room) - 1)
    word >>= room
    fresh[1:] = word[1:] != word[:-1]
    return order, fresh


def components(pairs: np.ndarray, count: int) -> np.ndarray:
    """(count,) int: 0, 1, ... the connected component of each node of a graph with (k, 2) edges.

    Every root takes the least root it meets and all follow pointers to the end, until nothing changes: union-find as
    whole-array steps (Shiloach and Vishkin, 1982).
    """
    root = np.arange(count)
    a, b = pairs.T
    while True:
        a, b = root[a], root[b]
        apart = a != b
        if not apart.any():
            return (np.cumsum(root == np.arange(count)) - 1)[root]
        a, b = a[apart], b[apart]
        low = np.minimum(a, b)
        np.minimum.at(root, a, low)
        np.minimum.at(root, b, low)
        while not np.array_equal(root, root[root]):
            root = root[root]
