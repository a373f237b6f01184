"""Handles that turn about Y on a door: levers, knobs and T-handles, on one face or through to both."""

from __future__ import annotations

import numpy as np

from ..builder import Builder
from ..solids import Mesh, box, cylinder, lathe, prism, rotation, rounded_rectangle, smooth, sphere, tube

KINDS = ("lever", "knob", "cross")
COUNTS = 1.15e-3  # of the object's box: a lever that fills as much of it is a part of its own, with some to spare


def add_lever(
    rng: np.random.Generator, b: Builder, door: int, at, thick: float, towards: int, still: float = 0.04
) -> None:
    """A lever or knob at point `at` (3,) of a door's front face, with rose or plate; thick: the door's thickness.

    towards: -1 or 1, the way along X in which a lever points. still: chance that it does not turn. A lever that would
    be just too small to count as a part is made larger: whether it is one should be seen, not guessed.
    """
    kind = str(rng.choice(KINDS, p=[0.8, 0.15, 0.05]))
    size = rng.uniform(1.0, 1.8)
    segments = int(rng.choice([8, 12, 20]))
    meshes = _BUILDERS[kind](rng, size, towards, segments)
    plates, with_lever = _rose(rng, size, segments)
    if rng.random() < 0.4:
        flip = np.diag([1.0, -1, 1])
        meshes = meshes + [m.transformed(flip).moved((0, thick, 0)) for m in meshes]
        plates = plates + [m.transformed(flip).moved((0, thick, 0)) for m in plates]
    grown = _grown(b, meshes, thick)
    meshes, plates = [m.transformed(grown).moved(at) for m in meshes], [m.moved(at) for m in plates]
    if rng.random() < still:
        b.add(door, *meshes, *plates)
        return
    handle = b.part("handle")
    b.add(handle, *meshes)
    b.add(handle if with_lever else door, *plates)
    if kind != "lever" and rng.random() < 0.3:
        b.continuous(door, handle, (0, 1, 0), at)
        return
    low, high = [(0.0, rng.uniform(0.5, 1.2)), (0.0, np.pi / 2), (-np.pi / 4, np.pi / 4)][
        rng.choice(3, p=[0.2, 0.7, 0.1])
    ]
    b.revolute(door, handle, (0, towards, 0), at, low, high)


def _grown(b: Builder, meshes: list[Mesh], thick: float) -> np.ndarray:
    """Scaling (3, 3) within the door's plane, by at most 1.7, that lets a lever count as a part."""
    box_ = np.ptp(np.concatenate([m.vertices for m in meshes]), axis=0)
    whole = b.extent()
    out = np.prod(whole) * (1 + max(box_[1] - thick, 0) / max(whole[1], thick))
    factor = np.sqrt(np.clip(COUNTS * out / np.prod(box_), 1, 1.7**2))
    return np.diag([factor, 1, factor])


def _rose(rng: np.random.Generator, size: float, segments: int) -> tuple[list[Mesh], bool]:
    """What lies between handle and door, and whether it turns with the handle; a tall plate never does."""
    kind = rng.choice(["round", "plate", "square", "none"], p=[0.4, 0.3, 0.15, 0.15])
    out = -rng.uniform(0.004, 0.012)
    if kind == "round":
        disc = cylinder((0, 0, 0), (0, out, 0), size * rng.uniform(0.022, 0.032), max(segments, 12))
        return [disc], rng.random() < 0.7
    if kind == "none":
        return [], False
    wide = size * rng.uniform(0.04, 0.065)
    tall, drop = (wide, 0.0) if kind == "square" else (size * rng.uniform(0.15, 0.28), size * rng.uniform(-0.05, 0.02))
    outline = rounded_rectangle(wide, tall, rng.uniform(0.001, 0.03), 3) + (0, drop)
    meshes = [prism(outline, "y", out, 0)]
    if kind == "plate" and rng.random() < 0.6:
        meshes.append(cylinder((0, 0, drop - 0.3 * tall), (0, out - 0.004, drop - 0.3 * tall), 0.01, 12))
    return meshes, kind == "square" and rng.random() < 0.5


def _lever(rng: np.random.Generator, size: float, towards: int, segments: int) -> list[Mesh]:
    out, r = -size * rng.uniform(0.03, 0.06), size * rng.uniform(0.006, 0.014)
    reach = towards * size * rng.uniform(0.09, 0.15)
    neck = cylinder((0, 0, 0), (0, out, 0), r * rng.uniform(0.8, 1.4), segments)
    style = rng.choice(["round", "flat", "curved", "return"])
    if style == "round":
        return [neck, cylinder((-0.2 * towards * r, out, 0), (reach, out, 0), r, segments, r * rng.uniform(0.6, 1))]
    if style == "flat":
        high = r * rng.uniform(0.8, 1.8)
        return [neck, box((-towards * r, out - 0.5 * r, -high), (reach, out + 0.5 * r, high))]
    if style == "return":
        path = np.array([[0, 0, 0], [0, out, 0], [reach, out, 0], [reach, 0.2 * out, 0]])
        path = np.concatenate(
            [np.linspace(p, q, 4)[:-1] for p, q in zip(path[:-1], path[1:], strict=True)] + [path[-1:]]
        )
        return [tube(smooth(path, 2), r, segments)]
    bend = rng.uniform(-0.03, 0.03, 3) * size
    points = [[0, 0, 0], [0, 0.9 * out, 0], [0.15 * reach, out, 0], [0.5 * reach, out, bend[0]], [reach, out, bend[1]]]
    return [tube(smooth(np.array(points), 5), r, segments)]


def _knob(rng: np.random.Generator, size: float, towards: int, segments: int) -> list[Mesh]:
    r, out = size * rng.uniform(0.024, 0.034), size * rng.uniform(0.05, 0.075)
    if rng.random() < 0.4:
        return [cylinder((0, 0, 0), (0, -out, 0), 0.35 * r, segments), sphere((0, -out, 0), (r, 0.75 * r, r), segments)]
    outline = np.array([[0, 0], [0.5, 0], [0.35, 0.3], [0.4, 0.5], [0.9, 0.65], [1, 0.8], [0.8, 1], [0, 1.02]])
    return [lathe(outline * (r, out), segments).transformed(rotation((1, 0, 0), np.pi / 2))]


def _cross(rng: np.random.Generator, size: float, towards: int, segments: int) -> list[Mesh]:
    out, r, half = -size * 0.05, size * rng.uniform(0.006, 0.01), size * rng.uniform(0.035, 0.06)
    meshes = [cylinder((0, 0, 0), (0, out, 0), r, segments), cylinder((-half, out, 0), (half, out, 0), r, segments)]
    if rng.random() < 0.4:
        meshes.append(cylinder((0, out, -half), (0, out, half), r, segments))
    return meshes


_BUILDERS = {"lever": _lever, "knob": _knob, "cross": _cross}
