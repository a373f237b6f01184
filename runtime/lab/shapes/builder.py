"""Builder: a family adds solids to parts and joints between parts, and gets a checked `Shape`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from runtime.articulation.blueprint import LABELS

from .solids import Mesh, joined

JOINT_TYPES = ("revolute", "continuous", "prismatic", "screw")


@dataclass(frozen=True)
class ShapePart:
    """A rigid part. label is its semantic kind: body, door, drawer, lid, wheel, cap, knob, handle, leg..."""

    name: str
    label: str


@dataclass(frozen=True)
class ShapeJoint:
    """A joint in the shape's frame. Angles in radians, slides in metres; 0 is the pose that the vertices are in.

    lower and upper are None for a continuous joint; a screw's are its slide. axis is a unit vector.
    """

    type: str
    parent: int
    child: int
    axis: np.ndarray
    origin: np.ndarray
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Shape:
    """An articulated object. vertices (n, 3), faces (m, 3), face_part (m,) index into parts.

    skin: so many of the faces, the last, are what is seen, one fused skin; the others then only tell what is modelled.
    """

    family: str
    vertices: np.ndarray
    faces: np.ndarray
    face_part: np.ndarray
    parts: tuple[ShapePart, ...]
    joints: tuple[ShapeJoint, ...]
    skin: int = 0


class ShapeError(ValueError):
    """A family broke its promise: an empty part, a broken tree, a limit the wrong way round."""


class Builder:
    """Collects one object. Front faces -Y, up is Z, the floor is z = 0 by convention of the families."""

    def __init__(self, family: str):
        self.family = family
        self._parts: list[ShapePart] = []
        self._meshes: list[list[Mesh]] = []
        self._joints: list[ShapeJoint] = []

    @property
    def parts(self) -> int:
        """How many parts have been begun."""
        return len(self._parts)

    def part(self, label: str, name: str | None = None) -> int:
        """Begin a part; returns its index. The first part is the static base."""
        if label not in LABELS:
            raise ShapeError(f"{self.family}: '{label}' is no label; see runtime.articulation.blueprint.LABELS")
        self._parts.append(ShapePart(name or label, label))
        self._meshes.append([])
        return len(self._parts) - 1

    def add(self, part: int, *meshes: Mesh) -> None:
        """Put solids into a part."""
        self._meshes[part] += meshes

    def extent(self) -> np.ndarray:
        """Sides (3,) of the box around all that has been put in so far."""
        return np.ptp(np.concatenate([m.vertices for meshes in self._meshes for m in meshes]), axis=0)

    def revolute(self, parent: int, child: int, axis, origin, lower: float, upper: float) -> None:
        self._join("revolute", parent, child, axis, origin, lower, upper)

    def continuous(self, parent: int, child: int, axis, origin) -> None:
        self._join("continuous", parent, child, axis, origin, None, None)

    def prismatic(self, parent: int, child: int, axis, lower: float, upper: float) -> None:
        self._join("prismatic", parent, child, axis, (0, 0, 0), lower, upper)

    def screw(self, parent: int, child: int, axis, origin, lower: float, upper: float) -> None:
        self._join("screw", parent, child, axis, origin, lower, upper)

    def _join(self, kind, parent, child, axis, origin, lower, upper) -> None:
        axis = np.asarray(axis, float)
        self._joints.append(
            ShapeJoint(kind, parent, child, axis / np.linalg.norm(axis), np.asarray(origin, float), lower, upper)
        )

    def finish(self) -> Shape:
        """The checked shape. Raises ShapeError."""
        if any(not meshes for meshes in self._meshes):
            raise ShapeError(f"{self.family}: a part has no geometry")
        children = [j.child for j in self._joints]
        if sorted(children) != list(range(1, len(self._parts))):
            raise ShapeError(f"{self.family}: every part but the first needs exactly one parent joint")
        parent = {j.child: j.parent for j in self._joints}
        for start in children:
            seen = {start}
            while start in parent:
                start = parent[start]
                if start in seen:
                    raise ShapeError(f"{self.family}: the joints form a cycle")
                seen.add(start)
        for j in self._joints:
            if j.type != "continuous" and not j.lower < j.upper:
                raise ShapeError(f"{self.family}: a {j.type} joint has no range")
            if j.type != "continuous" and not j.lower <= 1e-9 <= j.upper + 2e-9:
                raise ShapeError(f"{self.family}: the rest pose 0 lies outside a {j.type} joint's limits")
        meshes = [joined(m) for m in self._meshes]
        whole = joined(meshes)
        if not np.isfinite(whole.vertices).all():
            raise ShapeError(f"{self.family}: a vertex is not finite")
        face_part = np.repeat(np.arange(len(meshes)), [len(m.faces) for m in meshes])
        return Shape(self.family, whole.vertices, whole.faces, face_part, tuple(self._parts), tuple(self._joints))


Family = Callable[[np.random.Generator], Shape]
