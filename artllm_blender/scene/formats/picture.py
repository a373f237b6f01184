"""A picture of a rig: the rest pose beside the opened one, parts coloured, joint axes drawn."""

from __future__ import annotations

import colorsys
from typing import Any

import numpy as np

from ...core.articulation import Articulation, JointType
from ...core.errors import InputError
from ...core.frames import apply
from ...core.kinematics import opened, poses
from ...core.picture.drawing import arrow, png, shading
from ...core.picture.raster import STAGE, Camera
from ...core.steps import Steps, exhausted, within
from ..rig.mesh_out import PartMesh

SIZE = 500  # pixels a side, of each of the two
AXIS_WIDTH = 2.5
AXIS_COLOURS = {
    JointType.REVOLUTE: (0.85, 0.1, 0.1),
    JointType.CONTINUOUS: (0.55, 0.15, 0.75),
    JointType.PRISMATIC: (0.1, 0.3, 0.9),
    JointType.SCREW: (0.05, 0.6, 0.2),
}


def picture(articulation: Articulation, meshes: dict[int, PartMesh]) -> Steps[bytes]:
    """A PNG file, 1000 x 500 pixels."""
    states = [poses(articulation, {}), poses(articulation, {j.child: opened(j) for j in articulation.joints})]
    sides = yield from drawing(articulation, meshes, states, SIZE, with_axes=True)
    return png(np.concatenate(sides, axis=1))


def thumbnail(articulation: Articulation, meshes: dict[int, PartMesh], size: int) -> Steps[bytes]:
    """A square PNG file of the rest pose, size pixels a side."""
    (side,) = yield from drawing(articulation, meshes, [poses(articulation, {})], size)
    return png(side)


def drawn(*given: Any) -> list[np.ndarray]:
    """All steps of `drawing` at once."""
    return exhausted(drawing(*given))


def drawing(
    articulation: Articulation,
    meshes: dict[int, PartMesh],
    states: list[dict[int, np.ndarray]],
    size: int,
    with_axes: bool = False,
) -> Steps[list[np.ndarray]]:
    """(size, size, 3) each, from 0 to 1: the asset in several poses, (4, 4) by part, all seen by the same camera.
    InputError: there is nothing of it."""
    yield STAGE, 0.0
    order = [part.id for part in articulation.parts]
    sizes = [len(meshes[id].vertices) for id in order]
    if not any(sizes):
        raise InputError("No part has a mesh that could be drawn.", "Undo the deletion of its objects.")
    starts = np.cumsum([0, *sizes[:-1]])
    triangles = np.concatenate([meshes[id].triangles + start for id, start in zip(order, starts, strict=True)])
    group = np.repeat(np.arange(len(order)), [len(meshes[id].triangles) for id in order])
    colours = part_colours(articulation)
    points = [np.concatenate([apply(state[id], meshes[id].vertices) for id in order]) for state in states]
    axes = [_axes(articulation, meshes, state) if with_axes else [] for state in states]
    seen = np.concatenate([*points, *(ends for pose in axes for ends in pose)])
    camera = Camera.around(seen, looking_at(points[-1] - points[0]), 2 * size)
    sides = []
    for state, moved, pose in zip(states, points, axes, strict=True):
        normals = np.concatenate([meshes[id].normals @ state[id][:3, :3].T for id in order])
        looks = shading(camera, moved, triangles, normals, group, colours)
        side = yield from within(looks, len(sides) / len(states), (len(sides) + 1) / len(states))
        for joint, ends in zip(articulation.joints, pose, strict=with_axes):
            arrow(side, *camera.project(ends)[:, :2] / 2, AXIS_COLOURS[joint.type], AXIS_WIDTH)
        sides.append(side)
    return sides


def part_colours(articulation: Articulation) -> np.ndarray:
    """(p, 3) in the order of parts: the root pale, the others each its own hue."""
    golden = 0.618034  # turns between neighbours that never come near each other soon
    hues = (0.58 + golden * i for i in range(len(articulation.parts)))
    return np.array([
        (0.8, 0.78, 0.74) if part.id == articulation.root else colorsys.hsv_to_rgb(next(hues) % 1, 0.5, 0.95)
        for part in articulation.parts
    ])  # fmt: skip


def looking_at(shift: np.ndarray) -> np.ndarray:
    """(3,) towards the eye: of eight views from above, the first that what opens comes nearest to."""
    views = [(0.55, -0.85), (-0.55, -0.85), (-0.85, -0.55), (0.85, -0.55), (-0.85, 0.55), (0.85, 0.55), (0.55, 0.85),
             (-0.55, 0.85)]  # fmt: skip
    toward = np.array(views) @ shift[:, :2].mean(axis=0)
    best = np.argmax(toward > toward.max() - 1e-3 * np.abs(shift).max() - 1e-30)
    return np.array([*views[best], 0.5])


def _axes(articulation: Articulation, meshes: dict[int, PartMesh], state: dict[int, np.ndarray]) -> list[np.ndarray]:
    """(2, 3) ends of an arrow along each joint's axis, a little longer than the part; a slide's passes through it."""
    arrows = []
    for joint in articulation.joints:
        axis, origin = np.array(joint.axis), np.array(joint.origin)
        offset = meshes[joint.child].vertices - origin
        if not len(offset):
            offset = np.zeros((1, 3))
        along = offset @ axis
        if joint.type is JointType.PRISMATIC:
            origin = origin + offset.mean(axis=0) - along.mean() * axis
        reach = 0.1 * float(np.ptp(offset, axis=0).max())
        ends = origin + np.outer([along.min() - reach, along.max() + 2 * reach], axis)
        arrows.append(apply(state[joint.parent], ends))
    return arrows
