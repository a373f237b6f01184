"""What simulators are told of an asset: links, joints, colliders, pairs that do not collide. Writers read only this.

Metres, kilograms, seconds, radians; Z-up. At rest, with every joint at 0, all link frames have the world's axes; a
link's frame lies at its joint's origin, the root's at the world's. All that belongs to a link is in its frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ..articulation import JointType
from .inertia import LEAST, Inertial


@dataclass(frozen=True)
class Picture:
    """file: its name, plain and with extension; data: the bytes of the file."""

    file: str
    data: bytes


@dataclass(frozen=True)
class Material:
    """name: unique and plain. colour: sRGB and opacity, 0 to 1; white where a picture shows instead. title: the
    artist's name for it. density: kg/m3 of what lies behind it; 0 where nothing says it."""

    name: str
    colour: tuple[float, float, float, float]
    picture: Picture | None = None
    title: str = ""
    density: float = 0.0


@dataclass(frozen=True)
class Visual:
    """A link's surface. vertices: (n, 3); triangles: (m, 3) into them; normals: (m, 3, 3) and uvs: (m, 3, 2), one a
    corner; material: (m,) into the description's."""

    vertices: np.ndarray
    triangles: np.ndarray
    normals: np.ndarray
    uvs: np.ndarray
    material: np.ndarray

    def of(self, material: int) -> Visual:
        """The triangles of one material, with the vertices that they use."""
        mine = self.material == material
        used, triangles = np.unique(self.triangles[mine], return_inverse=True)
        return replace(
            self,
            vertices=self.vertices[used],
            triangles=triangles.reshape(-1, 3),
            normals=self.normals[mine],
            uvs=self.uvs[mine],
            material=self.material[mine],
        )


@dataclass(frozen=True)
class BoxShape:
    """size: (3,), along its own axes, centred."""

    size: np.ndarray


@dataclass(frozen=True)
class CylinderShape:
    """Along its own Z axis, centred."""

    radius: float
    length: float


@dataclass(frozen=True)
class HullShape:
    """A convex solid. vertices: (n, 3); triangles: (m, 3), outward."""

    vertices: np.ndarray
    triangles: np.ndarray


@dataclass(frozen=True)
class MeshShape:
    """The link's own visual; engines that move meshes make its convex hull of it."""


Shape = BoxShape | CylinderShape | HullShape | MeshShape


@dataclass(frozen=True)
class Collider:
    """A shape in a link's frame. centre: (3,); turn: (3, 3) rotation."""

    shape: Shape
    centre: np.ndarray = field(default_factory=lambda: np.zeros(3))
    turn: np.ndarray = field(default_factory=lambda: np.eye(3))


@dataclass(frozen=True)
class Link:
    """part: its id in the articulation. name: unique and plain; title, label: the artist's name, the semantic kind.
    origin: (3,) world, at rest. visual: None where the part has no surface."""

    part: int
    name: str
    title: str
    label: str
    origin: np.ndarray
    inertial: Inertial = LEAST
    visual: Visual | None = None
    colliders: tuple[Collider, ...] = ()


@dataclass(frozen=True)
class LinkNeed:
    """To move beyond a value the joint named must be open, or else at rest."""

    joint: str
    open: bool
    beyond: float


@dataclass(frozen=True)
class LinkJoint:
    """How a link moves on its parent, about or along the axis through its own frame's origin.

    name: unique and plain; parent, child: names of links. type: None where it is fixed. lower, upper: radians, metres
    (prismatic, screw), infinite (continuous). pitch: metres a turn. closed: the value at which it is closed. effort:
    newton metres where it turns, a screw too, else newtons; velocity, damping, friction in these, radians or metres,
    and seconds.
    """

    name: str
    parent: str
    child: str
    type: JointType | None
    axis: np.ndarray
    lower: float
    upper: float
    pitch: float
    closed: float
    effort: float
    velocity: float
    damping: float = 0.0
    friction: float = 0.0
    needs: tuple[LinkNeed, ...] = ()

    @property
    def lead(self) -> float:
        """Metres that a screw slides along its axis for each radian that it turns about it; 0 of others."""
        return self.pitch / math.tau if self.type is JointType.SCREW else 0.0

    def turning(self, opens: bool = False) -> LinkJoint:
        """A screw as what is done to move it, a turn: limits and values are radians; another joint as it is. opens: the
        axis is turned over where a left-handed one would open by values below 0."""
        if not self.lead:
            return self
        lead = abs(self.lead) if opens else self.lead
        lower, upper = sorted((self.lower / lead, self.upper / lead))
        needs = tuple(replace(need, beyond=need.beyond / lead) for need in self.needs)
        axis = self.axis * (lead / self.lead)
        return replace(self, axis=axis, lower=lower, upper=upper, closed=self.closed / lead, needs=needs)


@dataclass(frozen=True)
class Description:
    """links: each after the one that carries it, the root first. joints: of links[1:], in their order. excluded: pairs
    of names of links that must not collide with each other."""

    name: str
    links: tuple[Link, ...]
    joints: tuple[LinkJoint, ...]
    materials: tuple[Material, ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Link]:
        return {link.name: link for link in self.links}

    def offset(self, joint: LinkJoint) -> np.ndarray:
        """(3,) where the child's frame lies in the parent's, at rest."""
        return self.by_name[joint.child].origin - self.by_name[joint.parent].origin
