"""Other poses of a finished shape: what a family modelled closed can also be found half open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..builder import Shape, ShapeJoint
from ..solids import rotation


def posed(shape: Shape, values: Mapping[int, float]) -> Shape:
    """The shape with joints moved, values being {index into shape.joints: radians or metres}; that pose is its new 0.

    Descendants and their joints move along, and limits shift by -value. A screw only slides: its cap is round.
    """
    moved = _part_transforms(shape, values)
    used, faces = np.unique(shape.faces, return_inverse=True)
    vertices, faces = shape.vertices[used], faces.reshape(-1, 3)
    part_of_vertex = np.empty(len(vertices), int)
    part_of_vertex[faces] = shape.face_part[:, None]
    transforms = moved[part_of_vertex]
    vertices = np.einsum("nij,nj->ni", transforms[:, :3, :3], vertices) + transforms[:, :3, 3]
    joints = [_carried(j, moved[j.parent], values.get(i, 0.0)) for i, j in enumerate(shape.joints)]
    return replace(shape, vertices=vertices, faces=faces, joints=tuple(joints))


def lifted(rng: np.random.Generator, high: float) -> float:
    """How far a loose lid rises: most only out of their seat, a few per cent of high; some well above it."""
    return float(high * rng.choice([rng.uniform(0.01, 0.08), rng.uniform(0.2, 1.2)], p=[0.7, 0.3]))


def left_open(rng: np.random.Generator, shape: Shape, chance: float = 0.2, each: float = 0.6) -> Shape:
    """With chance, the shape as someone left it: each joint with a range is, with probability each, somewhere in it."""
    if rng.random() >= chance:
        return shape
    values = {}
    for i, j in enumerate(shape.joints):
        if j.type == "continuous" or rng.random() < each:
            values[i] = somewhere(rng, j)
    return posed(shape, values)


def somewhere(rng: np.random.Generator, joint: ShapeJoint) -> float:
    """A value in the joint's range: anywhere in most shapes, at its far end in the others, as doors are often left."""
    if joint.type == "continuous":
        return rng.uniform(0, 2 * np.pi)
    if rng.random() < 0.3:
        return max(joint.lower, joint.upper, key=abs)
    return rng.uniform(joint.lower, joint.upper)


def _part_transforms(shape: Shape, values: Mapping[int, float]) -> np.ndarray:
    """Where each part goes: (parts, 4, 4)."""
    into = {j.child: i for i, j in enumerate(shape.joints)}
    transforms = np.tile(np.eye(4), (len(shape.parts), 1, 1))

    def reach(part: int) -> np.ndarray:
        result = np.eye(4)
        while part in into:
            j = shape.joints[into[part]]
            result = _motion(j, values.get(into[part], 0.0)) @ result
            part = j.parent
        return result

    for part in into:
        transforms[part] = reach(part)
    return transforms


def _motion(joint: ShapeJoint, value: float) -> np.ndarray:
    """The joint's own motion (4, 4) at value, in the rest pose's frame."""
    result = np.eye(4)
    if joint.type in ("prismatic", "screw"):
        result[:3, 3] = joint.axis * value
    else:
        result[:3, :3] = rotation(joint.axis, value)
        result[:3, 3] = joint.origin - result[:3, :3] @ joint.origin
    return result


def _carried(joint: ShapeJoint, transform: np.ndarray, value: float) -> ShapeJoint:
    """The joint under its parent's transform, with its rest pose shifted by value."""
    limits = {} if joint.lower is None else {"lower": joint.lower - value, "upper": joint.upper - value}
    axis, origin = transform[:3, :3] @ joint.axis, transform[:3, :3] @ joint.origin + transform[:3, 3]
    return replace(joint, axis=axis, origin=origin, **limits)
