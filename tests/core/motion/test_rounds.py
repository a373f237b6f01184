"""An axle lies in the middle of what is round, and what a wheel only brushes takes none of its spin."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import scenes
from solids import articulated, boxes, stops_of

from artllm_blender.core.articulation import Joint
from artllm_blender.core.frames import apply, rotation, transform
from artllm_blender.core.motion.limits import refine
from artllm_blender.core.motion.rounds import _outline, centred, circle
from runtime.lab.measure import oracle
from runtime.lab.measure.generated import draw

MIDDLE, RADIUS = np.array((0.3, -0.2, 0.5)), 0.4


def triangles(solid) -> tuple[np.ndarray, np.ndarray]:
    points, faces = solid
    return np.array(points), np.array([(f[0], f[i], f[i + 1]) for f in faces for i in range(1, len(f) - 1)])


def joined(*meshes) -> tuple[np.ndarray, np.ndarray]:
    starts = np.cumsum([0, *(len(points) for points, _ in meshes)])
    return np.concatenate([p for p, _ in meshes]), np.concatenate(
        [f + s for (_, f), s in zip(meshes, starts, strict=False)]
    )


def disc(sides: int, turned=((1, 0, 0), (0, 1, 0), (0, 0, 1)), middle=MIDDLE) -> tuple[np.ndarray, np.ndarray]:
    points, faces = triangles(scenes.cylinder(RADIUS, -0.1, 0.1, sides))
    return apply(transform(turned, middle), points), faces


def turning(kind: str = "continuous", off=(0.0, 0.0), axis=(0.0, 0.0, 1.0), **more) -> Joint:
    side = np.cross(axis, (0.6, 0.8, 0.0) if abs(axis[2]) > 0.9 else (0, 0, 1))
    side /= np.linalg.norm(side)
    origin = MIDDLE + off[0] * side + off[1] * np.cross(axis, side)
    limits = (-1.0, 1.0) if kind != "continuous" else (0, 0)
    pitch = 0.01 if kind == "screw" else 0.0
    return Joint(kind, 0, 1, tuple(axis), tuple(origin.tolist()), *limits, pitch, **more)


def off_middle(joint: Joint) -> float:
    return float(np.linalg.norm(np.cross(np.subtract(joint.origin, MIDDLE), joint.axis)))


@pytest.mark.parametrize("sides", [6, 7, 8, 12, 33, 200])
@pytest.mark.parametrize("kind", ["continuous", "screw", "revolute"])
def test_an_axle_is_put_into_the_middle(sides, kind):
    for off in ((0.04, 0), (-0.05, 0.06), (0.0, -0.09)):
        assert off_middle(centred(turning(kind, off), disc(sides))) < 1e-6


def test_whatever_way_it_stands():
    turned = rotation((1, 2, 3), 1.1)
    joint = turning(off=(0.06, -0.05), axis=tuple((turned @ (0, 0, 1)).tolist()))
    assert off_middle(centred(joint, disc(24, turned))) < 1e-6


def test_what_sticks_out_or_is_missing_does_not_draw_it_aside():
    points, faces = disc(32)
    lug = triangles(scenes.box(MIDDLE + (0.3, -0.03, -0.05), MIDDLE + (0.55, 0.03, 0.05)))
    assert off_middle(centred(turning(off=(0.06, -0.05)), joined((points, faces), lug))) < 1e-6
    bitten = faces[~(points[faces][:, :, 0] > MIDDLE[0] + 0.35).any(axis=1)]
    assert off_middle(centred(turning(off=(0.06, -0.05)), (points, bitten))) < 1e-6


@pytest.mark.parametrize("blades", [2, 3, 4, 5])
def test_a_fan_turns_about_its_middle(blades):
    blade = triangles(scenes.box((0.02, -0.05, -0.01), (0.4, 0.05, 0.01)))
    turns = [rotation((0, 0, 1), math.tau * k / blades) for k in range(blades)]
    fan = joined(*((apply(transform(turn, MIDDLE), blade[0]), blade[1]) for turn in turns))
    assert off_middle(centred(turning(off=(0.03, 0.04)), fan)) < 1e-6


def test_what_turns_elsewhere_or_is_not_round_stays():
    for kind, off in (("continuous", 0.2), ("revolute", 0.15)):  # a cam, a lid that swivels
        far = turning(kind, (off, 0))
        assert centred(far, disc(24)) == far
    slab = triangles(scenes.box(MIDDLE - (0.4, 0.3, 0.02), MIDDLE + (0.4, 0.3, 0.02)))
    pivot = turning("revolute", (0.05, 0.05))
    assert centred(pivot, slab) == pivot
    wedge = turning(off=(0.05, 0))
    assert centred(wedge, joined(slab, triangles(scenes.box(MIDDLE, MIDDLE + 0.5)))) == wedge
    known = turning(off=(0.05, 0.05), known=frozenset(("origin",)))
    assert centred(known, disc(24)) == known
    sliding = Joint("prismatic", 0, 1, (0, 0, 1), (0, 0, 0), 0, 1)
    assert centred(sliding, disc(24)) == sliding


@pytest.mark.parametrize("family", ["cart", "vehicle", "suitcase", "fan", "clock", "scissors"])
def test_true_axes_stay_and_wrong_ones_come_back(family):
    rng = np.random.default_rng(0)
    shape = draw(family, 11, 0)
    for joint in oracle.articulation(shape).joints:
        mesh = shape.vertices, shape.faces[shape.face_part == joint.child]
        arms = np.cross(shape.vertices[np.unique(mesh[1])] - joint.origin, joint.axis)
        radius = float(np.linalg.norm(arms, axis=1).max())
        assert math.dist(centred(joint, mesh).origin, joint.origin) < 0.01 * radius
        side = np.cross(joint.axis, rng.normal(size=3))
        off = replace(joint, origin=tuple((joint.origin + 0.1 * radius * side / np.linalg.norm(side)).tolist()))
        if (fitted := centred(off, mesh)) != off:
            assert math.dist(fitted.origin, joint.origin) < 0.01 * radius


def wheel_below(clearance: float, wide: float = 0.6):
    """An eight-sided wheel, and a mudguard so far above its flat sides."""
    wheel = disc(8, rotation((1, 0, 0), math.pi / 2) @ rotation((0, 0, 1), math.pi / 8), np.zeros(3))
    top = RADIUS * math.cos(math.pi / 8) + clearance
    (guard,) = boxes(((-wide, -0.15, top), (wide, 0.15, top + 0.05))).values()
    return {0: guard, 1: wheel}


@pytest.mark.parametrize("wide", [0.6, 0.2])
@pytest.mark.parametrize("clearance", [0.002, 0.01, 0.1])
def test_a_brush_takes_no_spin(clearance, wide):
    meshes = wheel_below(clearance, wide)
    turn = {"type": "continuous", "child": 1, "axis": (0.0, 1.0, 0.0), "lower": 0, "upper": 0}
    (joint,) = refine(articulated(meshes, turn), stops_of(meshes)).articulation.joints
    assert joint.type == "continuous" and not joint.note


def test_what_stands_between_spokes_stops_them():
    plate = ((-0.5, -0.2, -0.6), (0.5, 0.2, -0.5))
    spokes = [((-0.4, -0.05, -0.03), (0.4, 0.05, 0.03)), ((-0.03, -0.05, -0.4), (0.03, 0.05, 0.4))]
    meshes = boxes([((0.08, -0.2, 0.08), (0.2, 0.2, 0.2)), plate], spokes)
    turn = {"type": "continuous", "child": 1, "axis": (0.0, 1.0, 0.0), "lower": 0, "upper": 0}
    (joint,) = refine(articulated(meshes, turn), stops_of(meshes)).articulation.joints
    assert joint.type == "revolute" and -0.8 < joint.lower < -0.2 and 0.2 < joint.upper < 0.8
    assert "limited by collision with Part 0" in joint.note


def test_a_circle_is_found_through_points_in_space():
    angles = np.array([0.1, 1.0, 2.5, 4.0])
    across = np.array([[0, 0.6, 0.8], [1.0, 0, 0]])
    points = (1, 2, 3) + 0.4 * (np.cos(angles)[:, None] * across[0] + np.sin(angles)[:, None] * across[1])
    for count in (3, 4):
        middle, normal, radius = circle(points[:count])
        np.testing.assert_allclose(middle, (1, 2, 3))
        np.testing.assert_allclose(np.abs(normal @ np.cross(*across)), 1)
        assert radius == pytest.approx(0.4)
    assert circle(points[:2]) is None
    assert circle(np.arange(5)[:, None] * [[1.0, 2.0, 3.0]]) is None


@pytest.mark.parametrize("flat", [1.0, 0.02, 0.0])
def test_an_outline_is_of_the_points_that_are_outermost_in_each_direction(flat):
    rng = np.random.default_rng(0)
    ring = np.repeat(np.linspace(0, 2 * np.pi, 12), 20)
    for points in (rng.random((400, 2)), rng.random((400, 2)).round(), np.stack([np.cos(ring), np.sin(ring)], axis=1)):
        points = points * [1.0, flat]
        directions, out = _outline(points)
        np.testing.assert_allclose(
            np.einsum("di,di->d", directions, out), (points @ directions.T).max(axis=0), atol=1e-12
        )
