"""Views of a scene, as Blender's 3D view has them."""

from __future__ import annotations

import math

import numpy as np

from artllm_blender.core.frames import unit
from artllm_blender.core.motion.view import View


def view_from(eye, at, size=(800, 600), wide: float = 0.0) -> View:
    """From eye to what is looked at, upright; wide: metres that an orthographic view shows, 0 for a perspective one."""
    eye = np.asarray(eye, dtype=np.float64)
    ahead = unit(np.subtract(at, eye))
    right = unit(np.cross(ahead, (0, 0, 1) if abs(ahead[2]) < 0.999 else (0, 1, 0)))
    turn = np.eye(4)
    turn[:3, :3] = right, np.cross(right, ahead), -ahead
    turn[:3, 3] = -turn[:3, :3] @ eye
    aspect = size[0] / size[1]
    near, far, focus = 0.01, 1000.0, 1 / math.tan(math.radians(25))
    if wide:
        lens = np.diag([2 / wide, 2 * aspect / wide, -2 / far, 1.0])
    else:
        lens = np.zeros((4, 4))
        lens[0, 0], lens[1, 1], lens[3, 2] = focus, focus * aspect, -1.0
        lens[2, 2:] = -(far + near) / (far - near), -2 * far * near / (far - near)
    return View(lens @ turn, size)
