"""Every change of frame: joint axis to bone, turns about a line, Z-up to Y-up. Right-handed, metres, radians."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def unit(vector: ArrayLike) -> np.ndarray:
    """(3,) float64 of length 1. ValueError: the vector has no direction."""
    vector = np.asarray(vector, dtype=np.float64)
    length = np.linalg.norm(vector)
    if not length > 0 or not np.isfinite(length):
        raise ValueError("A direction needs a finite vector that is not zero.")
    return vector / length


def axis_to_bone(axis: ArrayLike) -> np.ndarray:
    """(3, 3) rotation whose +Y column is the axis, as a bone's is; X and Z are chosen the same way every time."""
    y = unit(axis)
    # The world axis that is least along y keeps the cross product far from zero.
    x = unit(np.cross(y, np.eye(3)[np.argmin(np.abs(y))]))
    return np.column_stack([x, y, np.cross(x, y)])


def rotation(axis: ArrayLike, angle: float) -> np.ndarray:
    """(3, 3) turn by angle about an axis through the origin (Rodrigues' formula)."""
    x, y, z = unit(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def transform(turn: ArrayLike = ((1, 0, 0), (0, 1, 0), (0, 0, 1)), move: ArrayLike = (0, 0, 0)) -> np.ndarray:
    """(4, 4) that turns by a (3, 3) rotation, then moves by a (3,) vector."""
    matrix = np.eye(4)
    matrix[:3, :3] = turn
    matrix[:3, 3] = move
    return matrix


def turn_about(axis: ArrayLike, origin: ArrayLike, angle: float) -> np.ndarray:
    """(4, 4) turn by angle about the line through origin along axis."""
    turn, origin = rotation(axis, angle), np.asarray(origin, dtype=np.float64)
    return transform(turn, origin - turn @ origin)


def inverse(motion: ArrayLike) -> np.ndarray:
    """(4, 4) the other way of a rigid motion: a turn and a move. Much quicker than inverting any matrix."""
    motion = np.asarray(motion, dtype=np.float64)
    turn = motion[:3, :3].T
    return transform(turn, -turn @ motion[:3, 3])


def halfway(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(n, 4, 4) rigid motions halfway from (n, 4, 4) to others, along the screws between them of less than half a
    turn."""
    between = second @ np.array([inverse(one) for one in first]).reshape(-1, 4, 4)
    turns, found = between[:, :3, :3], np.tile(np.eye(4), (len(between), 1, 1))
    # What is twice as far is the whole turn: their sum lies along the half, and the closest turn to it is that.
    u, _, v = np.linalg.svd(np.eye(3) + turns)
    found[:, :3, :3] = u @ v
    found[:, :3, 3] = np.linalg.solve(np.eye(3) + found[:, :3, :3], between[:, :3, 3, None])[..., 0]
    return found @ first


def apply(matrix: ArrayLike, points: ArrayLike) -> np.ndarray:
    """(n, 3) or (3,) points moved by a (4, 4) affine matrix."""
    matrix = np.asarray(matrix, dtype=np.float64)
    return np.asarray(points, dtype=np.float64) @ matrix[:3, :3].T + matrix[:3, 3]


def rpy(turn: ArrayLike) -> np.ndarray:
    """(3,) roll, pitch, yaw of a (3, 3) rotation: turns about the fixed X, then Y, then Z, as URDF has them."""
    m = np.asarray(turn, dtype=np.float64)
    flat = np.hypot(m[0, 0], m[1, 0])
    if flat < 1e-9:  # Gimbal lock: only the sum of roll and yaw matters, so yaw is 0.
        return np.array([np.arctan2(-m[1, 2], m[1, 1]), np.arctan2(-m[2, 0], flat), 0.0])
    return np.array([np.arctan2(m[2, 1], m[2, 2]), np.arctan2(-m[2, 0], flat), np.arctan2(m[1, 0], m[0, 0])])


def z_up_to_y_up(vectors: ArrayLike) -> np.ndarray:
    """(..., 3) vectors or points of a Z-up world in glTF's Y-up world: (x, y, z) becomes (x, z, -y)."""
    x, y, z = np.moveaxis(np.asarray(vectors, dtype=np.float64), -1, 0)
    return np.stack([x, z, -y], axis=-1)


def box_around(points: np.ndarray) -> np.ndarray:
    """(2, 3) the corners of the box around (n, 3) points, of which there is one at least. Column by column, for NumPy
    is several times slower along rows of three."""
    return np.array([[column.min() for column in points.T], [column.max() for column in points.T]])


def similarity(before: ArrayLike, after: ArrayLike) -> np.ndarray | None:
    """(4, 4) move, turn and even scale that brings (n, 3) points to where they are after; None where none does.

    Exact for points that did not change. The best fit is by Umeyama (1991); points may be off by a hundred-thousandth
    of the size, and by what 32 bits cannot hold so far from the origin. Mirrored is not similar.
    """
    before, after = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if np.array_equal(before, after):
        return np.eye(4)
    centre, there = before.mean(axis=0), after.mean(axis=0)
    flat, moved = before - centre, after - there
    u, singular, vt = np.linalg.svd(moved.T @ flat)
    mirrored = np.array([1, 1, np.sign(np.linalg.det(u @ vt))])
    spread = (flat**2).sum()
    if not spread > 0:
        return None
    scaled = (singular * mirrored).sum() / spread * (u * mirrored) @ vt
    matrix = transform(scaled, there - scaled @ centre)
    size, was = np.ptp(after, axis=0).max(), np.ptp(before, axis=0).max()
    coarse = np.finfo(np.float32).eps * max(np.abs(before).max() * size / was, np.abs(after).max())
    return matrix if np.abs(apply(matrix, before) - after).max() <= 1e-5 * size + 4 * coarse else None


def quaternion(turn: ArrayLike) -> np.ndarray:
    """(4,) w, x, y, z of a (3, 3) rotation, of length 1 (S. W. Shepperd, 1978)."""
    m = np.asarray(turn, dtype=np.float64)
    squares = np.array([np.trace(m), *np.diag(m)])
    most = int(squares.argmax())
    if most == 0:
        found = np.array([1 + squares[0], m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]])
    else:
        i, j, k = most - 1, most % 3, (most + 1) % 3
        found = np.zeros(4)
        found[0], found[1 + i] = m[k, j] - m[j, k], 1 + m[i, i] - m[j, j] - m[k, k]
        found[1 + j], found[1 + k] = m[j, i] + m[i, j], m[k, i] + m[i, k]
    return found / np.linalg.norm(found)
