"""What lies inside a part that slides goes with it."""

from __future__ import annotations

import numpy as np

from artllm_blender.core.articulation import Articulation, Box, Joint, Part
from artllm_blender.core.cut.labels import label
from artllm_blender.core.prediction import Prediction

BODY = (0, 0, 0), (1, 0.5, 1)
FRONT, BOTTOM = ((0.05, -0.05, 0.1), (0.45, 0, 0.3)), ((0.07, 0, 0.1), (0.43, 0.4, 0.12))


def prediction(boxes, of_part, type: str, axis, origin=(0.05, 0, 0), parts: int = 2) -> tuple:
    """Boxes of twelve triangles each, as vertices, faces and what the model says: which part each box is of."""
    corners = np.array([(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1)], float)
    sides = np.array([
        (0, 2, 3), (0, 3, 1), (4, 5, 7), (4, 7, 6), (0, 1, 5), (0, 5, 4),
        (2, 6, 7), (2, 7, 3), (0, 4, 6), (0, 6, 2), (1, 3, 7), (1, 7, 5),
    ])  # fmt: skip
    vertices = np.concatenate([low + corners * np.subtract(high, low) for low, high in boxes])
    faces = np.concatenate([8 * i + sides for i in range(len(boxes))])
    of_face = np.repeat(of_part, 12)
    triangle = np.repeat(np.arange(len(faces)), 8)
    weights = np.random.default_rng(0).dirichlet((1, 1, 1), len(triangle))
    points = np.einsum("kc,kcx->kx", weights, vertices[faces[triangle]]).astype(np.float32)
    scores = np.full((len(triangle), parts), 0.02, np.float32)
    scores[np.arange(len(triangle)), of_face[triangle]] = 1 - 0.02 * (parts - 1)
    around = [vertices[np.unique(faces[of_face == id])] for id in range(parts)]
    tree = Articulation(
        tuple(Part(id, "", Box(tuple(p.min(0).tolist()), tuple(p.max(0).tolist()))) for id, p in enumerate(around)),
        tuple(Joint(type, 0, id, axis, origin, 0.0, 0.3) for id in range(1, parts)),
    )
    return vertices, faces, np.arange(len(faces)), Prediction(tree, points, triangle, scores, "")


def test_boards_inside_a_drawer_go_with_it():
    """Though the model gives its sides to the body; what stands out of it stays."""
    back = (0.05, 0.4, 0.1), (0.45, 0.42, 0.3)
    side, rail = ((0.07, 0, 0.12), (0.08, 0.4, 0.3)), ((0.06, 0, 0.13), (0.07, 0.5, 0.15))
    found = label(*prediction([BODY, FRONT, BOTTOM, back, side, rail], (0, 1, 1, 1, 0, 0), "prismatic", (0, -1, 0)))
    assert found.polygon_part.reshape(6, 12)[:, 0].tolist() == [0, 1, 1, 1, 1, 0]
