"""Stops that generated objects are known to have, and contact that is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from solids import articulated, boxes, slide, stops_of

from artllm_blender.core.articulation import Joint
from artllm_blender.core.motion.limits import refine
from artllm_blender.core.motion.stops import Way
from artllm_blender.scene.mesh import overlap
from runtime.lab.measure.stop_cases import stop_cases


@pytest.mark.parametrize("case", list(stop_cases(2)), ids=lambda case: case.name)
def test_known_stops_are_found(case):
    articulation = articulated(case.meshes, {"child": 1, **case.joint})
    stops = stops_of(case.meshes)
    joint = refine(articulation, stops).articulation.joints[0]
    error = (joint.upper if case.stop > 0 else joint.lower) - case.stop
    assert abs(error) <= (math.radians(0.3) if case.joint["type"] == "revolute" else 0.003 * stops.size)


def test_what_makes_its_trees_in_steps_stops_where_it_does_at_once(monkeypatch):
    case = next(stop_cases(2))
    articulation = articulated(case.meshes, {"child": 1, **case.joint})
    monkeypatch.setattr(overlap, "MOST", 4)
    whole = refine(articulation, stops_of(case.meshes))
    assert refine(articulation, stops_of(case.meshes, at_once=1)) == whole


def test_a_sheet_stops_as_a_solid_does_whichever_way_it_faces():
    meshes = boxes(((0, 0, 2), (4, 4, 6)), ((1, 1, 0), (3, 3, 1)))
    vertices, triangles = meshes[0]
    for some in (triangles[:2], triangles[:2, ::-1]):
        way = Way(Joint(parent=0, origin=(0, 0, 0), **slide()), (1,), (0,))
        stop = stops_of({**meshes, 0: (vertices, some)}).first(way, 3)
        assert stop.value == pytest.approx(1, abs=1e-6)
        assert np.allclose(stop.points[:, 2], 2, atol=0.01)


def test_what_overlaps_at_rest_may_go_on_doing_so():
    """A drawer that slides out of a solid block it was modelled into."""
    meshes = boxes(((0, 0, 0), (4, 4, 4)), ((1, 1, 1), (3, 3, 4.5)))
    assert stops_of(meshes).first(Way(Joint(parent=0, origin=(0, 0, 0), **slide()), (1,), (0,)), 8) is None


def test_flush_walls_and_seals_stop_nothing_and_touching_ones_do():
    rubbing = boxes([((0, 0, 0), (1, 1, 4)), ((0.995, 0, 0), (1.005, 1, 4))], ((1, 0, 0), (2, 1, 1)))
    way = Way(Joint(parent=0, origin=(0, 0, 0), **slide()), (1,), (0,))
    assert stops_of(rubbing).first(way, 2) is None
    touching = boxes(((0, 0, -1), (1, 1, 0)), ((0, 0, 0), (1, 1, 0.1)))
    assert stops_of(touching).first(way, 2) is None
    assert stops_of(touching).first(way, -2).value == pytest.approx(0, abs=0.005)
