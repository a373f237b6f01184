"""How far a screw goes in one turn: read off its thread or, where there is none, off its travel."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ..articulation import Box, Joint
from .samples import Mesh

# A tenth of a part's size for each turn is a bottle cap's thread, about; used where nothing else tells.
USUAL = 0.1
# Slopes of the surface round the axis: less is a face that a lathe could make, more is one along the axis.
_FLATTEST, _STEEPEST = 5e-3, 1.0
# Points whose pitches are this near to each other agree; a thread is what so many of the tilted ones agree on, going
# round the axis in at least so many of 12 sectors. Fewer tilted points tell nothing.
_AGREE, _SHARE, _SECTORS, _FEWEST = 0.2, 0.5, 10, 24

# Of the mesh's size: nearer points are one.
_SAME = 1e-5

GUESSED, READ = "its pitch is a guess", "its pitch is read off its thread"


def usual_pitch(lower: float, upper: float, box: Box) -> float:
    """Metres per turn where no thread tells: the whole travel in one turn, or, without a travel, by the part's size."""
    size = max(b - a for a, b in zip(box.lower, box.upper, strict=True))
    return (upper - lower) or USUAL * size or 1e-3


def threaded(joint: Joint, child: Mesh, parent: Mesh) -> Joint:
    """A screw whose pitch is a guess, with that of its thread, which either part may have; else as it is."""
    if GUESSED not in joint.note:
        return joint
    for mesh in (child, _beside(child, parent)):
        pitch = thread_pitch(mesh, np.array(joint.axis), np.array(joint.origin))
        if pitch:
            return replace(joint, pitch=pitch, note=joint.note.replace(GUESSED, READ))
    return joint


def thread_pitch(mesh: Mesh, axis: np.ndarray, origin: np.ndarray) -> float | None:
    """Metres per turn of a thread about an axis, negative if it is left-handed; None where the mesh has none.

    A screw's motion takes a thread into itself, so at each of its points the normal n is square to the velocity
    a x r + (pitch / 2 pi) a (H. Pottmann and J. Wallner, Computational Line Geometry, 2001). What most
    of the tilted surface solves for the same pitch is a thread; faces about the axis or across it solve for none or 0.
    axis: (3,) unit; origin: (3,) on it.
    """
    points, normals = _points_and_normals(*mesh)
    arms = points - origin
    velocity = np.cross(axis, arms)
    along, around = normals @ axis, np.einsum("ni,ni->n", velocity, normals)
    slope = np.abs(around) / np.maximum(np.linalg.norm(velocity, axis=1) * np.abs(along), 1e-300)
    tilted = (slope > _FLATTEST) & (slope < _STEEPEST) & (np.abs(along) > 0.1)
    if tilted.sum() < _FEWEST:
        return None
    turns = -math.tau * around[tilted] / along[tilted]
    pitch = float(np.median(turns))
    agree = np.abs(turns - pitch) < _AGREE * abs(pitch)
    if agree.mean() < _SHARE or not _goes_round(arms[tilted][agree], axis):
        return None
    return float(turns[agree].mean())


def _points_and_normals(vertices: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) the points of a surface, each once, and (n, 3) its normals there: of the faces around by their angles.

    So they do not depend on where a flat face is cut into triangles, and are the smooth surface's where there is one.
    """
    corners = vertices[triangles].astype(np.float64)
    if not len(corners):
        return np.zeros((0, 3)), np.zeros((0, 3))
    size = max(float(np.ptp(corners, axis=(0, 1)).max()), 1e-9)
    grid = np.round((corners - corners.min(axis=(0, 1))) / (_SAME * size))
    _, first, index = np.unique(grid.reshape(-1, 3), axis=0, return_index=True, return_inverse=True)
    ahead, behind = np.roll(corners, -1, axis=1) - corners, np.roll(corners, 1, axis=1) - corners
    cross = np.cross(ahead, behind)
    sine = np.linalg.norm(cross, axis=2, keepdims=True)
    angle = np.arctan2(sine, np.einsum("nij,nij->ni", ahead, behind)[..., None])
    sums = np.zeros((len(first), 3))
    np.add.at(sums, index.ravel(), (cross / np.maximum(sine, 1e-300) * angle).reshape(-1, 3))
    return corners.reshape(-1, 3)[first], sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-300)


def _beside(child: Mesh, parent: Mesh) -> Mesh:
    """The triangles of the parent in the child's box and a little around it."""
    if not len(child[1]) or not len(parent[1]):
        return parent
    used = child[0][child[1].ravel()]
    lower, upper = used.min(axis=0), used.max(axis=0)
    slack = 0.1 * (upper - lower)
    corners = parent[0][parent[1]]
    inside = ((corners >= lower - slack) & (corners <= upper + slack)).all(axis=(1, 2))
    return parent[0], parent[1][inside]


def _goes_round(arms: np.ndarray, axis: np.ndarray) -> bool:
    """Whether (n, 3) points lie on all sides of the axis, nearly."""
    across = np.linalg.svd(axis[None])[2][1:]
    x, y = across @ arms.T
    sectors = np.floor((np.arctan2(y, x) / math.tau % 1) * 12)
    return len(np.unique(sectors)) >= _SECTORS
