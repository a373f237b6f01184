"""Shapes that were not made with a ruler: smooth bumps, bends and twists on a mesh's vertices."""

from __future__ import annotations

import numpy as np

from ..solids import Mesh, rotation


def lumpy(rng: np.random.Generator, mesh: Mesh, amount: float, waves: int = 6) -> Mesh:
    """The mesh with each vertex pushed by a sum of smooth waves; amount is a share of the mesh's longest side.

    Vertices at one place move alike, so nothing tears.
    """
    size = np.ptp(mesh.vertices, axis=0).max()
    shift = np.zeros_like(mesh.vertices)
    for k in range(1, waves + 1):
        direction = rng.normal(size=3)
        phase = mesh.vertices @ (rng.normal(size=3) * 2.2 * k / size) + rng.uniform(0, 2 * np.pi)
        shift += np.sin(phase)[:, None] * direction / np.linalg.norm(direction) / k
    return Mesh(mesh.vertices + amount * size * 0.5 * shift, mesh.faces)


def bent(mesh: Mesh, angle: float) -> Mesh:
    """The mesh bent about X along its height, its top turned by angle (radians), and its middle left where it was."""
    low, high = mesh.vertices[:, 2].min(), mesh.vertices[:, 2].max()
    if abs(angle) < 1e-3:
        return mesh
    radius = (high - low) / angle
    turn = (mesh.vertices[:, 2] - low) / radius
    arm = radius - mesh.vertices[:, 1]
    y, z = radius - arm * np.cos(turn), low + arm * np.sin(turn)
    return Mesh(np.c_[mesh.vertices[:, 0], y, z], mesh.faces)


def tilted(rng: np.random.Generator, mesh: Mesh, most: float) -> Mesh:
    """The mesh turned about a random level line through the origin by up to most radians, and about Z by any angle."""
    yaw = rng.uniform(0, 2 * np.pi)
    turn = rotation((np.cos(yaw), np.sin(yaw), 0), rng.uniform(-most, most))
    return mesh.transformed(turn @ rotation((0, 0, 1), rng.uniform(0, 2 * np.pi)))
