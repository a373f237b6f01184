"""Oracle: what a faultless model would answer for a generated shape, as it was modelled or as one fused skin."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from artllm_blender.core.articulation import Articulation, Box, Joint, Part
from artllm_blender.core.prediction import Prediction
from runtime.articulation.points import sample, triangle_normals

from ..learn import skin
from ..learn.decimate import TRIANGLES, decimated
from ..shapes import Shape

POINTS = 32_768  # as many as the model reads
TRUTH = 400_000  # samples of the true surface, by which places on a skin are told their part
SURE = 0.9  # the share that each point gives its own part

# Points (k, 3) and the triangles (k,) that they are on to their parts (k,).
PartOf = Callable[[np.ndarray, np.ndarray], np.ndarray]


def articulation(shape: Shape) -> Articulation:
    """The shape's parts, ids being their places, and joints. A screw slides its whole way in one turn."""
    corners = shape.vertices[shape.faces]
    parts = []
    for id, part in enumerate(shape.parts):
        own = corners[shape.face_part == id].reshape(-1, 3)
        box = Box(tuple(own.min(axis=0).tolist()), tuple(own.max(axis=0).tolist()))
        parts.append(Part(id, part.name, box, part.label))
    joints = []
    for joint in shape.joints:
        endless = joint.type == "continuous"
        lower, upper = (-math.inf, math.inf) if endless else (float(joint.lower), float(joint.upper))
        pitch = upper - lower if joint.type == "screw" else 0.0
        place = tuple(joint.axis.tolist()), tuple(joint.origin.tolist())
        joints.append(Joint(joint.type, joint.parent, joint.child, *place, lower, upper, pitch))
    return Articulation(tuple(parts), tuple(joints))


def answer(
    tree: Articulation, vertices: np.ndarray, faces: np.ndarray, part_of: PartOf, count: int = POINTS
) -> Prediction:
    """The prediction for a mesh, whose ids run from 0; the same for the same mesh."""
    areas = triangle_normals(vertices, faces)[1]
    points, triangle = sample(vertices.astype(np.float64), faces, areas, count, np.random.default_rng(0))
    width = len(tree.parts)
    scores = np.full((count, width), (1 - SURE) / max(width - 1, 1), np.float32)
    scores[np.arange(count), part_of(points, triangle)] = SURE if width > 1 else 1.0
    return Prediction(tree, points.astype(np.float32), triangle, scores, "")


@dataclass(frozen=True)
class Fused:
    """A shape as one skin of triangles, and where on it each part is: at a place, the part nearest to it.

    size: its longest side.
    """

    vertices: np.ndarray
    faces: np.ndarray
    articulation: Articulation
    size: float
    nearest: tuple[cKDTree, ...]

    @classmethod
    def of(cls, shape: Shape, triangles: int = TRIANGLES, cells: int = skin.CELLS) -> Fused:
        """Parts that cannot be seen from outside have no place on the skin, and so are none of it."""
        body = skin.solid(shape.vertices, shape.faces, cells)
        vertices, faces = decimated(*skin.outer_skin(body), triangles)
        areas = triangle_normals(shape.vertices, shape.faces)[1]
        points, triangle = sample(shape.vertices, shape.faces, areas, TRUTH, np.random.default_rng(0))
        seen = body.outside(points)
        points, part = points[seen], shape.face_part[triangle[seen]]
        nearest = tuple(cKDTree(points[part == id]) for id in range(len(shape.parts)) if (part == id).any())
        if len(nearest) < len(shape.parts):
            raise ValueError(f"parts of this {shape.family} cannot be seen from outside")
        return cls(
            vertices.astype(np.float32), faces, articulation(shape), float(np.ptp(vertices, axis=0).max()), nearest
        )

    def away(self, places: np.ndarray) -> np.ndarray:
        """(k, p) from places (k, 3) to each part, in the shape's units."""
        return np.stack([tree.query(places)[0] for tree in self.nearest], axis=1)

    def prediction(self) -> Prediction:
        return answer(self.articulation, self.vertices, self.faces, lambda points, _: self.away(points).argmin(axis=1))
