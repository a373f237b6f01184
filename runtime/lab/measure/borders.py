"""Borders: how far the cut through fused skins runs from the true seams, as shares of the objects' size.

    python -m runtime.lab.measure.borders [FAMILY ...] [--seeds 0 1]

Each shape is fused into one skin and cut as a faultless model would have it, so that what is measured is the cut's own.
The skins' cells are 0.6 % wide; seams are known to 0.1 %. "back" is from the seams to the cut: what was not cut.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.spatial import cKDTree

from artllm_blender.core.cut.border import next_corner, numbered
from artllm_blender.core.cut.connectivity import neighbours
from artllm_blender.core.cut.labels import label
from artllm_blender.core.cut.seam import seam
from runtime.articulation.points import sample, triangle_normals

from ..shapes import generate, registry
from .oracle import Fused

FAMILIES = (
    "storage_furniture", "refrigerator", "oven", "safe", "trash_can", "box", "suitcase", "washing_machine", "laptop",
    "microwave",
)  # fmt: skip
# Shares of the object's size: how far from the cut the seam is looked for, how close samples of the skin are there, and
# how far such a sample may be from the seam to stand for it; the cut is asked so densely.
REACH, SPACING, ON, STEP = 0.05, 0.0012, 0.001, 0.002
MOST = 1_000_000


def cut_places(fused: Fused) -> np.ndarray:
    """(k, 3) places evenly along the edges where the skin is cut."""
    labels = label(fused.vertices, fused.faces, np.arange(len(fused.faces)), fused.prediction())
    corner_vertex, size = fused.faces.ravel(), np.full(len(fused.faces), 3)
    cut = seam(fused.vertices, corner_vertex, size, labels.polygon_part, labels.evidence)
    points = cut.positions(fused.vertices).astype(np.float64)
    following = next_corner(cut.polygon_size)
    edges = numbered(cut.corner_vertex, following)
    pairs, at = neighbours(edges, edges, np.repeat(np.arange(len(cut.polygon_size)), cut.polygon_size))
    at = at[cut.polygon_part[pairs[:, 0]] != cut.polygon_part[pairs[:, 1]], 0]
    a, b = points[cut.corner_vertex[at]], points[cut.corner_vertex[following[at]]]
    count = np.ceil(np.linalg.norm(b - a, axis=1) / (STEP * fused.size)).astype(int)
    edge = np.repeat(np.arange(len(at)), count)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[edge]
    return a[edge] + share[:, None] * (b[edge] - a[edge])


def seam_places(fused: Fused, places: np.ndarray) -> np.ndarray:
    """(k, 3) places on the skin, near the given ones, that are as near to one part as to another."""
    corners = fused.vertices[fused.faces].astype(np.float64)
    radius = np.linalg.norm(corners - corners.mean(axis=1, keepdims=True), axis=2).max(axis=1)
    near = cKDTree(places).query(corners.mean(axis=1))[0] < radius + REACH * fused.size
    areas = triangle_normals(fused.vertices, fused.faces[near])[1]
    count = min(int(areas.sum() / (SPACING * fused.size) ** 2), MOST)
    points = sample(fused.vertices.astype(np.float64), fused.faces[near], areas, count, np.random.default_rng(0))[0]
    first, second = np.sort(fused.away(points), axis=1)[:, :2].T
    return points[second - first < ON * fused.size]


def distances(fused: Fused) -> tuple[np.ndarray, np.ndarray]:
    """(k,) from places along the cut to the true seam and (q,) back, shares of the size; no farther than REACH."""
    cut = cut_places(fused)
    true = seam_places(fused, cut)
    there, back = (cKDTree(a).query(b)[0] / fused.size for a, b in ((true, cut), (cut, true)))
    return np.minimum(there, REACH), np.minimum(back, REACH)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("families", nargs="*", default=FAMILIES, metavar="FAMILY")
    p.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    a = p.parse_args()
    if unknown := sorted(set(a.families) - set(registry())):
        p.error(f"no family is called {', '.join(unknown)}")
    print(f"{'shape':24} {'mean':>7} {'median':>7} {'p95':>7} {'back':>7}  % of the size")
    means = []
    for family in a.families:
        for seed in a.seeds:
            try:
                found, back = (100 * way for way in distances(Fused.of(generate(family, seed))))
            except ValueError as problem:
                print(f"{family} {seed}: {problem}")
                continue
            means.append(found.mean())
            figures = (found.mean(), np.median(found), np.percentile(found, 95), back.mean())
            print(f"{family + ' ' + str(seed):24} " + " ".join(f"{x:7.3f}" for x in figures), flush=True)
    if means:
        print(f"{'mean of ' + str(len(means)):24} {np.mean(means):7.3f}")


if __name__ == "__main__":
    main()
