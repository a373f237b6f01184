"""One part that holds several things that are the same becomes several parts."""

from __future__ import annotations

import numpy as np
import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, Part
from artllm_blender.core.cut.labels import label
from artllm_blender.core.cut.side_by_side import Pieces, several
from artllm_blender.core.prediction import Prediction

BODY = (0, 0, 0), (1, 0.5, 1)
FRONT, BOTTOM = ((0.05, -0.05, 0.1), (0.45, 0, 0.3)), ((0.07, 0, 0.1), (0.43, 0.4, 0.12))


def shifted(box, by):
    return tuple(tuple(np.add(corner, by)) for corner in box)


def mirrored(box, at: float):
    (a, *low), (b, *high) = box
    return (2 * at - b, *low), (2 * at - a, *high)


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


def test_two_drawers_in_a_part_are_two_parts_that_slide_alike():
    boxes = [BODY, FRONT, BOTTOM, shifted(FRONT, (0, 0, 0.3)), shifted(BOTTOM, (0, 0, 0.3))]
    found = label(*prediction(boxes, (0, 1, 1, 1, 1), "prismatic", (0, -1, 0)))
    assert [joint.axis for joint in found.articulation.joints] == [(0, -1, 0)] * 2
    drawers = found.polygon_part.reshape(5, 12)[1:]
    assert (drawers[:2] == drawers[0, 0]).all() and (drawers[2:] == drawers[2, 0]).all()
    assert len({0, *found.polygon_part.tolist()}) == 3


def test_the_leaves_of_a_pair_hang_on_its_outer_edges():
    leaf, grip = ((0, -0.05, 0), (0.5, 0, 1)), ((0.42, -0.08, 0.4), (0.45, -0.05, 0.6))
    boxes = [BODY, leaf, grip, mirrored(leaf, 0.5), mirrored(grip, 0.5)]
    boxes[3] = shifted(boxes[3], (0.01, 0, 0))
    boxes[4] = shifted(boxes[4], (0.01, 0, 0))
    found = label(*prediction(boxes, (0, 1, 1, 1, 1), "revolute", (0, 0, 1), (0, 0, 0)))
    left, right = found.articulation.joints
    assert left.origin[0] == 0 and right.origin[0] == pytest.approx(1.01)
    assert left.axis == (0, 0, 1) and right.axis == (0, 0, -1), "both open outwards"


@pytest.mark.parametrize(
    ("boxes", "type", "axis"),
    [
        ([FRONT, BOTTOM], "prismatic", (0, -1, 0)),
        ([FRONT, BOTTOM, shifted(BOTTOM, (0, 0, 0.1))], "prismatic", (0, -1, 0)),
        ([FRONT, shifted(FRONT, (0, -0.2, 0))], "prismatic", (0, -1, 0)),
        ([FRONT, shifted(FRONT, (0.5, 0, 0))], "continuous", (1, 0, 0)),
        ([FRONT, BOTTOM, shifted(FRONT, (0, 0, 0.1)), shifted(BOTTOM, (0, 0, 0.1))], "prismatic", (0, -1, 0)),
    ],
    ids=["one", "with two boards", "one behind the other", "two wheels on an axle", "one through the other"],
)
def test_one_thing_stays_one(boxes, type, axis):
    places = np.array([BODY, *boxes], float)
    sides = np.ptp(places, axis=1)
    areas = (sides * np.roll(sides, 1, axis=1)).sum(axis=1)
    *_, said = prediction([BODY, *boxes], (0, *[1] * len(boxes)), type, axis)
    assert several(said, Pieces(places, areas, np.array([0, *[1] * len(boxes)]))) is None


def test_boards_inside_a_drawer_go_with_it():
    """Though the model gives its sides to the body; what stands out of it stays."""
    back = (0.05, 0.4, 0.1), (0.45, 0.42, 0.3)
    side, rail = ((0.07, 0, 0.12), (0.08, 0.4, 0.3)), ((0.06, 0, 0.13), (0.07, 0.5, 0.15))
    found = label(*prediction([BODY, FRONT, BOTTOM, back, side, rail], (0, 1, 1, 1, 0, 0), "prismatic", (0, -1, 0)))
    assert found.polygon_part.reshape(6, 12)[:, 0].tolist() == [0, 1, 1, 1, 1, 0]
