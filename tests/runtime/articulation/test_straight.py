"""What tells at which angle an object stands, and how an answer about the straightened one is turned back."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from runtime.articulation.answers import Said
from runtime.articulation.straight import LEAST, angle, turned, turned_back
from runtime.lab.shapes import generate

CABINET = generate("storage_furniture", 1)


def box(*extents: float, at: tuple[float, float, float] = (0, 0, 0), degrees: float = 0.0) -> trimesh.Trimesh:
    made = trimesh.creation.box(extents)
    made.vertices = turned(made.vertices, np.radians(degrees)) + at
    return made


def found(mesh: trimesh.Trimesh, degrees: float = 0.0) -> float:
    """Degrees, of a mesh that is turned by some."""
    return float(np.degrees(angle(turned(mesh.vertices, np.radians(degrees)), np.asarray(mesh.faces))))


@pytest.mark.parametrize("degrees", [-40, -17, -5, 5, 17, 33.3, 44])
def test_sides_tell_the_angle(degrees):
    for vertices, faces in ((CABINET.vertices, CABINET.faces), (box(2, 1, 1).vertices, box(2, 1, 1).faces)):
        for quarter in range(4):
            stands = turned(vertices, np.radians(degrees) + quarter * np.pi / 2)
            assert np.degrees(angle(stands, faces)) == pytest.approx(degrees, abs=0.02)
    mirrored = CABINET.vertices * (-1, 1, 1)
    assert np.degrees(angle(turned(mirrored, np.radians(degrees)), CABINET.faces[:, ::-1])) == pytest.approx(
        degrees, abs=0.02
    )


def test_what_stands_along_the_axes_stays_to_the_bit():
    assert angle(CABINET.vertices, CABINET.faces) == 0.0
    assert found(box(2, 1, 1), LEAST - 0.5) == 0.0, "the model takes that as it is"


def test_a_door_that_stands_open_turns_nothing():
    cabinet = trimesh.util.concatenate([box(1, 0.5, 1), box(0.9, 0.02, 0.9, at=(0.9, 0.5, 0), degrees=35)])
    assert found(cabinet) == 0.0
    assert found(cabinet, 20) == pytest.approx(20, abs=0.02)


def test_round_things_have_no_angle():
    for mesh in (trimesh.creation.cylinder(0.3, 1, sections=64), trimesh.creation.icosphere(3), box(1, 1, 0)):
        assert found(mesh, 17) == 0.0


def test_an_answer_is_turned_back():
    turn, extent = np.radians(30), np.array([[-0.9, -0.9, 0], [0.9, 0.9, 1]])
    joint = {"type": "prismatic", "axis": [1.0, 0, 0], "origin": [0.5, 0, 0.2], "lower": 0.0, "upper": 0.3}
    part = {"id": 0, "box": [[-0.5, -0.25, 0.0], [0.5, 0.25, 1.0]], "label": "body"}
    wide = {"id": 1, "box": [[-1.0, -0.5, 0.0], [1.0, 0.5, 1.0]], "label": "base"}
    said = turned_back(Said("", [part, wide], [joint], np.ones((1, 2))), turn, extent)
    (back,) = said.joints
    np.testing.assert_allclose(back["axis"], [np.cos(turn), np.sin(turn), 0])
    np.testing.assert_allclose(back["origin"], [0.5 * np.cos(turn), 0.5 * np.sin(turn), 0.2])
    assert (back["lower"], back["upper"], back["type"]) == (0.0, 0.3, "prismatic")
    half = 0.5 * np.cos(turn) + 0.25 * np.sin(turn), 0.5 * np.sin(turn) + 0.25 * np.cos(turn)
    np.testing.assert_allclose(said.parts[0]["box"], [[-half[0], -half[1], 0], [*half, 1]])
    np.testing.assert_allclose(said.parts[1]["box"], extent)
