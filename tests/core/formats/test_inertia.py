"""Mass, centre and inertia of solids, shells and what overlaps, against what is exact."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from artllm_blender.core.formats.inertia import DENSITY, SHEET_THICKNESS, Inertial, inertial


def box(size, centre=(0.0, 0.0, 0.0)) -> trimesh.Trimesh:
    made = trimesh.creation.box(size)
    made.apply_translation(centre)
    return made


def ball(radius: float) -> trimesh.Trimesh:
    return trimesh.creation.icosphere(4, radius)


def inside_out(mesh: trimesh.Trimesh) -> trimesh.Trimesh:
    return trimesh.Trimesh(mesh.vertices, mesh.faces[:, ::-1], process=False)


def measured(*meshes: trimesh.Trimesh, density=None) -> Inertial:
    all = trimesh.util.concatenate(meshes)
    return inertial(all.vertices, all.faces, density)


def exact(*signed: tuple[int, trimesh.Trimesh]) -> tuple[float, np.ndarray, np.ndarray]:
    """Mass, centre and tensor of solids added, 1, and taken away, -1."""
    mass = sum(sign * mesh.volume for sign, mesh in signed)
    centre = sum(sign * mesh.volume * mesh.center_mass for sign, mesh in signed) / mass
    tensor = np.zeros((3, 3))
    for sign, mesh in signed:
        arm = mesh.center_mass - centre
        tensor += sign * (mesh.moment_inertia + mesh.volume * (arm @ arm * np.eye(3) - np.outer(arm, arm)))
    return DENSITY * mass, centre, DENSITY * tensor


A, B, COMMON = box((1, 0.6, 0.8)), box((1, 0.6, 0.8), (0.7, 0.2, 0.1)), box((0.3, 0.4, 0.7), (0.35, 0.1, 0.05))
OUTER, CAVITY = box((0.6, 0.5, 0.8)), box((0.56, 0.46, 0.7), (0, 0, 0.02))


@pytest.mark.parametrize(
    ("meshes", "wanted"),
    [
        ([OUTER, inside_out(CAVITY)], [(1, OUTER), (-1, CAVITY)]),
        ([inside_out(OUTER), CAVITY], [(1, OUTER), (-1, CAVITY)]),
        ([A, B], [(1, A), (1, B), (-1, COMMON)]),
        ([A, inside_out(B)], [(1, A), (1, B), (-1, COMMON)]),
        ([A, box((0.1, 0.1, 0.1))], [(1, A)]),
        ([OUTER, inside_out(CAVITY), box((0.1, 0.2, 0.1))], [(1, OUTER), (-1, CAVITY), (1, box((0.1, 0.2, 0.1)))]),
        ([ball(0.5), inside_out(ball(0.45))], [(1, ball(0.5)), (-1, ball(0.45))]),
        ([A, A], [(1, A)]),
    ],
    ids=[
        "cavity",
        "cavity, inside out",
        "overlap",
        "overlap, one inside out",
        "within",
        "in a cavity",
        "ball",
        "twice",
    ],
)
def test_cavities_are_subtracted_and_overlaps_counted_once(meshes, wanted):
    found, (mass, centre, tensor) = measured(*meshes), exact(*wanted)
    assert found.mass == pytest.approx(mass, rel=0.01)
    assert np.allclose(found.centre, centre, atol=0.005)
    assert np.allclose(found.tensor, tensor, atol=0.01 * np.abs(tensor).max())


def test_a_sheet_weighs_its_area_by_its_thickness():
    sheet = box((0.6, 0.4, 0.5))
    sheet.update_faces(sheet.face_normals[:, 2] < 0.5)
    area = 2 * (0.6 + 0.4) * 0.5 + 0.6 * 0.4
    assert measured(sheet).mass == pytest.approx(DENSITY * SHEET_THICKNESS * area, rel=0.01)


def test_a_thin_wall_weighs_what_it_holds():
    walls = box((0.6, 0.4, 0.5)), inside_out(box((0.598, 0.398, 0.498)))
    assert measured(box((0.6, 0.4, 0.001))).mass == pytest.approx(DENSITY * 0.6 * 0.4 * 0.001, rel=0.01)
    assert measured(*walls).mass == pytest.approx(DENSITY * (walls[0].volume + walls[1].volume), rel=0.01)


def test_a_thin_round_wall_weighs_what_it_holds():
    walls = trimesh.creation.icosphere(3, 0.4), trimesh.creation.icosphere(3, 0.398)
    mass, _, tensor = exact((1, walls[0]), (-1, walls[1]))
    found = measured(walls[0], inside_out(walls[1]))
    assert found.mass == pytest.approx(mass, rel=1e-3)
    assert np.allclose(found.tensor, tensor, atol=1e-3 * np.abs(tensor).max())


def test_what_lies_behind_a_face_has_that_face_s_density():
    steel = measured(A, density=np.full(12, 7850.0))
    assert steel.mass == pytest.approx(7850 * A.volume)
    apart = box((0.2, 0.2, 0.2), (3, 0, 0))
    both = measured(A, apart, density=np.repeat([500.0, 2500.0], 12))
    assert both.mass == pytest.approx(500 * A.volume + 2500 * apart.volume)
