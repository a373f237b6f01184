"""Regions found on generated meshes whose features are known, of random sizes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from artllm_blender.core.articulation import Joint
from artllm_blender.core.frames import apply, rotation, transform
from artllm_blender.core.pose.regions import regions

Mesh = tuple[np.ndarray, np.ndarray]
QUADS = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
UP = np.array((0.0, 0.0, 1.0))


def box(lower, upper, without: tuple[int, ...] = ()) -> Mesh:
    low, high = np.array(lower, float), np.array(upper, float)
    points = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    quads = [quad for number, quad in enumerate(QUADS) if number not in without]
    return points, np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])


def lathe(profile: list[tuple[float, float]], count: int = 32) -> Mesh:
    """A surface turned about Z. profile: (radius, height) from its lower middle, outside up, inside down."""
    rings = np.arange(count) * 2 * np.pi / count
    points = [[r * np.cos(a), r * np.sin(a), z] for r, z in profile for a in rings]
    faces = []
    for k in range(len(profile) - 1):
        for i in range(count):
            a, b = k * count + i, k * count + (i + 1) % count
            faces += [(a, b, b + count), (a, b + count, a + count)]
    return np.array(points), np.array(faces)


def together(*meshes: Mesh) -> Mesh:
    starts = np.cumsum([0, *(len(points) for points, _ in meshes[:-1])])
    return np.concatenate([points for points, _ in meshes]), np.concatenate(
        [faces + start for (_, faces), start in zip(meshes, starts, strict=True)]
    )


def door(rng) -> tuple[Mesh, Joint, dict]:
    w, h, t = rng.uniform(0.3, 0.9), rng.uniform(0.5, 2.0), rng.uniform(0.01, 0.04)
    z, long = rng.uniform(0.3, 0.6) * h, rng.uniform(0.05, 0.2) * h
    bar = (0.9 * w, -t - 0.03, z), (0.93 * w, -t, z + long)
    joint = Joint("revolute", 0, 1, (0.0, 0.0, -1.0), (0.0, -t / 2, 0.0), 0.0, 1.5)
    known = {
        "face": (w / 2, -t, h / 2),
        "hinge edge": (0, -t / 2, h / 2),
        "tip": (w, -t / 2, h / 2),
        "handle": np.mean(bar, axis=0),
        "corner": (w, -t, h),
    }
    return together(box((0, -t, 0), (w, 0, h)), box(*bar)), joint, known


def drawer(rng) -> tuple[Mesh, Joint, dict]:
    w, d, h, t = rng.uniform(0.3, 0.8), rng.uniform(0.3, 0.6), rng.uniform(0.1, 0.25), 0.012
    outer, inner = box((0, 0, 0), (w, d, h), (5,)), box((t, t, t), (w - t, d - t, h), (5,))
    # The rim in one ring, of vertices that all its walls share.
    ring = _ring_of((0, 0, w, d), (t, t, w - t, d - t), h)
    knob = (0.45 * w, -0.03, 0.4 * h), (0.55 * w, 0.0, 0.6 * h)
    mesh = together(outer, (inner[0], inner[1][:, ::-1]), ring, box(*knob))
    joint = Joint("prismatic", 0, 1, (0.0, -1.0, 0.0), (0.0, 0.0, 0.0), 0.0, 0.3)
    known = {"opening": (w / 2, d / 2, h), "rim": (w / 2, d / 2, h), "handle": np.mean(knob, axis=0)}
    return mesh, joint, known


def _ring_of(outer, inner, height: float) -> Mesh:
    def corners(x, y, X, Y):
        return [(x, y, height), (X, y, height), (X, Y, height), (x, Y, height)]

    points = np.array(corners(*outer) + corners(*inner), float)
    faces = [t for i in range(4) for j in [(i + 1) % 4] for t in ((i, j, 4 + j), (i, 4 + j, 4 + i))]
    return points, np.array(faces)


def cup(rng) -> tuple[Mesh, Joint, dict]:
    r, h, t = rng.uniform(0.03, 0.2), rng.uniform(0.05, 0.3), 0.004
    profile = [(0.001, 0), (0.8 * r, 0), (r, h), (r - t, h), (0.8 * r - t, t), (0.001, t)]
    joint = Joint("continuous", 0, 1, (0.0, 0.0, 1.0), (0.0, 0.0, 0.0), 0, 0)
    return lathe(profile), joint, {"rim": (0, 0, h), "opening": (0, 0, h), "axis": (0, 0, h / 2)}


def shade(rng) -> tuple[Mesh, Joint, dict]:
    """A mere sheet, open at one end."""
    a, b, h = rng.uniform(0.02, 0.05), rng.uniform(0.08, 0.2), rng.uniform(0.1, 0.3)
    joint = Joint("revolute", 0, 1, (0.0, 1.0, 0.0), (0.0, 0.0, h + 0.05), -1.0, 1.0)
    return lathe([(b, 0), (a, h), (0.001, h)]), joint, {"rim": (0, 0, 0), "opening": (0, 0, 0)}


def cap(rng) -> tuple[Mesh, Joint, dict]:
    r, h, t = rng.uniform(0.01, 0.05), rng.uniform(0.01, 0.05), 0.002
    profile = [(0.0005, h), (r, h), (r, 0), (r - t, 0), (r - t, h - t), (0.0005, h - t)]
    points, faces = lathe(profile)
    joint = Joint("screw", 0, 1, (0.0, 0.0, 1.0), (0.0, 0.0, 0.0), 0.0, 0.02, pitch=0.004)
    return (points, faces[:, ::-1]), joint, {"thread axis": (0, 0, h / 2), "opening": (0, 0, 0)}


def arm(rng) -> tuple[Mesh, Joint, dict]:
    long, w = rng.uniform(0.2, 1.0), rng.uniform(0.01, 0.04)
    joint = Joint("revolute", 0, 1, (0.0, 1.0, 0.0), (0.0, 0.0, 0.0), -1.0, 1.0)
    return box((-w, -w, -w), (w, w, long)), joint, {"tip": (0, 0, long), "centre": (0, 0, (long - w) / 2)}


MAKERS: tuple[Callable, ...] = (door, drawer, cup, shade, cap, arm)


@pytest.mark.parametrize("maker", MAKERS)
def test_known_features_are_found_to_three_hundredths_of_the_diagonal(maker):
    for seed in range(8):
        rng = np.random.default_rng(seed)
        (points, faces), joint, known = maker(rng)
        size = np.linalg.norm(np.ptp(points, axis=0))
        # Quarter turns keep boxes boxes; the part's own frame is what it is at rest.
        turn = rotation(UP, np.pi / 2 * (seed % 4)) @ rotation((1.0, 0.0, 0.0), np.pi / 2 * (seed % 2))
        place = transform(turn, rng.uniform(-1, 1, 3))
        moved = Joint(
            joint.type,
            0,
            1,
            tuple((turn @ joint.axis).tolist()),
            tuple(apply(place, joint.origin).tolist()),
            joint.lower,
            joint.upper,
            joint.pitch,
        )
        found = regions(apply(place, points), faces, moved, apply(place, points).mean(axis=0) + turn @ (0, 0.5, 0))
        for name, point in known.items():
            assert name in found, (name, seed, sorted(found))
            off = np.linalg.norm(found[name].point - apply(place, point)) / size
            assert off < 0.03, (name, seed, off)


def test_openings_look_outwards():
    rng = np.random.default_rng(3)
    for maker, way in ((drawer, UP), (cup, UP), (shade, -UP), (cap, -UP)):
        (points, faces), joint, _ = maker(rng)
        assert regions(points, faces, joint)["opening"].direction @ way > 0.99


def test_what_has_no_such_feature_has_no_such_region():
    points, faces = box((0, 0, 0), (1, 1, 1))
    found = regions(points, faces)
    assert set(found) == {"centre", "face", "corner"}
    assert regions(np.zeros((0, 3)), np.zeros((0, 3), int)) == {}
    still = regions(np.zeros((4, 3)), np.array([(0, 1, 2)]))
    assert "centre" in still
