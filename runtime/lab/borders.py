"""Borders: how far the cut through fused skins runs from the true seams, as shares of the objects' size.

    python -m runtime.lab.borders [FAMILY ...] [--seeds 0 1]

Each shape is fused into one skin and cut as a faultless model would have it, so that what is measured is the cut's own.
"""

from __future__ import annotations

import argparse

import numpy as np

from artllm_blender.core.border import next_corner, numbered
from artllm_blender.core.connectivity import neighbours
from artllm_blender.core.labels import label
from artllm_blender.core.seam import seam

from .oracle import Fused
from .shapes import generate, registry

FAMILIES = ("storage_furniture", "refrigerator", "oven", "safe", "trash_can", "box", "suitcase", "washing_machine")
# How far to both sides of the cut the seam is looked for, in how many steps, and at how many places of each edge.
REACH, STEPS, PLACES = 0.05, 100, 5


def cut_edges(fused: Fused) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(k, 2, 3) ends of the edges along which the skin is cut; (k, 2) parts left and right of each; (k, 3) the way to
    the left one in the surface, unit."""
    prediction = fused.prediction()
    polygon = np.arange(len(fused.faces))
    labels = label(fused.vertices, fused.faces, polygon, prediction)
    corner_vertex, size = fused.faces.ravel(), np.full(len(polygon), 3)
    cut = seam(fused.vertices, corner_vertex, size, labels.polygon_part, labels.evidence)
    points = cut.positions(fused.vertices).astype(np.float64)
    following = next_corner(cut.polygon_size)
    edges = numbered(cut.corner_vertex, following)
    pairs, at = neighbours(edges, edges, np.repeat(np.arange(len(cut.polygon_size)), cut.polygon_size))
    parted = cut.polygon_part[pairs[:, 0]] != cut.polygon_part[pairs[:, 1]]
    pairs, at = pairs[parted], at[parted, 0]
    ends = points[np.stack([cut.corner_vertex[at], cut.corner_vertex[following[at]]], axis=1)]
    first = np.cumsum(cut.polygon_size) - cut.polygon_size
    centre = np.add.reduceat(points[cut.corner_vertex], first) / cut.polygon_size[:, None]
    along = _unit(ends[:, 1] - ends[:, 0])
    inwards = centre[pairs[:, 0]] - ends[:, 0]
    return ends, cut.polygon_part[pairs], _unit(inwards - (inwards * along).sum(axis=1, keepdims=True) * along)


def distances(fused: Fused) -> np.ndarray:
    """(k,) from places evenly along the cut to the true seam, shares of the size; no farther than REACH. At a seam two
    parts are as near as each other."""
    ends, parts, way = cut_edges(fused)
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    steps = np.linspace(-REACH, REACH, STEPS + 1)
    found = np.full((len(ends), PLACES), REACH)
    for number, share in enumerate((np.arange(PLACES) + 0.5) / PLACES):
        middle = ends[:, 0] + share * (ends[:, 1] - ends[:, 0])
        places = middle[:, None] + steps[None, :, None] * way[:, None] * fused.size
        rows = np.repeat(parts, len(steps), axis=0)
        ahead = np.empty(len(rows))
        for a, b in np.unique(rows, axis=0):
            of = (rows == (a, b)).all(axis=1)
            near = [fused.nearest[part].query(places.reshape(-1, 3)[of])[0] for part in (a, b)]
            ahead[of] = near[1] - near[0]
        ahead = ahead.reshape(-1, len(steps))  # above 0 where the left part is the nearer
        turns = (ahead[:, :-1] <= 0) & (ahead[:, 1:] > 0)
        away = np.abs((steps[:-1] + steps[1:]) / 2)
        found[:, number] = np.where(turns, away, REACH).min(axis=1)
    weight = np.maximum((length / length.sum() * 10_000).astype(int), 1)
    return np.repeat(found, weight, axis=0).ravel()


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-20)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("families", nargs="*", default=FAMILIES, metavar="FAMILY")
    p.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    a = p.parse_args()
    if unknown := sorted(set(a.families) - set(registry())):
        p.error(f"no family is called {', '.join(unknown)}")
    print(f"{'shape':24} {'mean':>7} {'median':>7} {'p95':>7}  % of the size")
    means = []
    for family in a.families:
        for seed in a.seeds:
            try:
                found = 100 * distances(Fused.of(generate(family, seed)))
            except ValueError as problem:
                print(f"{family} {seed}: {problem}")
                continue
            means.append(found.mean())
            figures = (found.mean(), np.median(found), np.percentile(found, 95))
            print(f"{family + ' ' + str(seed):24} " + " ".join(f"{x:7.3f}" for x in figures), flush=True)
    if means:
        print(f"{'mean of ' + str(len(means)):24} {np.mean(means):7.3f}")


if __name__ == "__main__":
    main()
