"""Straight: an object that stands at an angle is turned along the axes before the model sees it, and the answer back.

The model has learnt from things that stand along the axes, and so do boxes lie: of a cupboard at 17 degrees it sees
fewer drawers, and doors that hang on the wrong edge.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .answers import Said
from .points import triangle_normals

# Faces whose normals are so nearly level are sides.
LEVEL = 0.95
# Chosen on generated shapes: sides that face within WIDE degrees of one direction or square to it are of one set, which
# decides where it has such a share of all sides' area; where the axes' own set has that share of it, it does not; and
# angles smaller than LEAST degrees the model takes as they are.
WIDE, SHARE, AXES, LEAST = 2.0, 0.45, 0.35, 3.0
_BINS = 360  # of a quarter turn
# Angles are rounded to so many degrees, or the order of triangles would show in their last bits.
_STEP = 0.01


def angle(vertices: np.ndarray, faces: np.ndarray) -> float:
    """Radians about Z, up to a quarter of pi, at which an object of vertices (n, 3) and triangles (m, 3) stands; 0
    where it stands along the axes or its sides do not tell."""
    normals, areas = triangle_normals(np.asarray(vertices, float), faces)
    level = np.hypot(normals[:, 0], normals[:, 1])
    sides = level > LEVEL
    weight = areas[sides]
    if not weight.sum() > 0:
        return 0.0
    degrees = np.degrees(np.arctan2(normals[sides, 1], normals[sides, 0])) % 90.0
    in_bins = np.bincount((degrees * (_BINS / 90.0)).astype(int) % _BINS, weight, _BINS)
    reach = round(WIDE * _BINS / 90.0)
    near = sum((reach + 1 - abs(shift)) * np.roll(in_bins, shift) for shift in range(-reach, reach + 1))
    middle = (int(near.argmax()) + 0.5) * (90.0 / _BINS)
    off = (degrees - middle + 45.0) % 90.0 - 45.0
    own = np.abs(off) <= WIDE
    share = weight[own].sum()
    found = middle + (off[own] * weight[own]).sum() / share
    found = round(((found + 45.0) % 90.0 - 45.0) / _STEP) * _STEP
    along = weight[(degrees <= WIDE) | (degrees >= 90.0 - WIDE)].sum()
    if abs(found) < LEAST or share < SHARE * weight.sum() or along >= AXES * share:
        return 0.0
    return float(np.radians(found))


def extent_of(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Lower and upper corner (2, 3) of the vertices that triangles have."""
    used = np.zeros(len(vertices), bool)
    used[faces] = True
    corners = vertices[used]
    return np.stack([corners.min(0), corners.max(0)])


def turned(x: np.ndarray, angle: float) -> np.ndarray:
    """Points or directions (..., 3) turned about Z by radians."""
    x, (sin, cos) = np.asarray(x, float), (np.sin(angle), np.cos(angle))
    return np.stack([x[..., 0] * cos - x[..., 1] * sin, x[..., 0] * sin + x[..., 1] * cos, x[..., 2]], -1)


def turned_back(said: Said, angle: float, extent: np.ndarray) -> Said:
    """An answer about an object that was straightened, in the world again. angle: at which it stands there; extent: its
    corners (2, 3) there, beyond which no part's box reaches."""
    parts = [{**part, "box": _around(np.array(part["box"]), angle, extent).tolist()} for part in said.parts]
    joints = [
        {**joint, **{key: turned(joint[key], angle).tolist() for key in ("axis", "origin")}} for joint in said.joints
    ]
    return replace(said, parts=parts, joints=joints)


def _around(box: np.ndarray, angle: float, extent: np.ndarray) -> np.ndarray:
    """The box (2, 3) along the axes around a turned one."""
    corners = turned(np.stack(np.meshgrid(*box.T), -1).reshape(-1, 3), angle)
    return np.clip(np.stack([corners.min(0), corners.max(0)]), *extent)
