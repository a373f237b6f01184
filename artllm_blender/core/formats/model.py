"""What a file says of a rig before its meshes are read: every reader gives a Model, and the scene makes rigs of that.

Metres, radians, Z-up. All that has a place has it in the world, with every joint at 0.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ..articulation import Articulation, Joint, JointType, Part
from ..boxes import box_of
from ..errors import InputError
from ..motion.closed import turned
from ..motion.interplay import Need
from .description import BoxShape, CylinderShape, LinkNeed

GREY = (0.8, 0.8, 0.8, 1.0)  # what says no colour
MOST_BODIES, MOST_SOLIDS = 1000, 20_000
_AGAIN = "Correct the file where it was made, or export it anew."


@dataclass(frozen=True)
class EllipsoidShape:
    """radii: (3,), along its own axes; a sphere's are equal."""

    radii: np.ndarray


@dataclass(frozen=True)
class CapsuleShape:
    """Along its own Z axis, centred. length: of the cylinder between the half spheres."""

    radius: float
    length: float


@dataclass(frozen=True)
class FileShape:
    """A mesh file, its numbers taken as they are. scale: (3,), along its axes."""

    path: Path
    scale: np.ndarray


@dataclass(frozen=True)
class NodeShape:
    """What a glTF file shows at the node of a part and below it, but for other parts; in the world."""

    path: Path
    part: int


@dataclass(frozen=True)
class SurfaceShape:
    """A mesh that the file itself holds. vertices: (n, 3); sizes: (m,) corners of each polygon; corners: (k,) the
    vertex of each corner; normals (k, 3) and uvs (k, 2), where there are any; paint: (m,) which of the solid's."""

    vertices: np.ndarray
    sizes: np.ndarray
    corners: np.ndarray
    normals: np.ndarray | None = None
    uvs: np.ndarray | None = None
    paint: np.ndarray | None = None


Shape = BoxShape | CylinderShape | EllipsoidShape | CapsuleShape | FileShape | NodeShape | SurfaceShape


@dataclass(frozen=True)
class Paint:
    """colour: sRGB and opacity, 0 to 1. picture: that shows instead of it."""

    name: str
    colour: tuple[float, float, float, float] = GREY
    picture: Path | None = None


@dataclass(frozen=True)
class Solid:
    """place: (4, 4) world, without scale. name: the file's, if it gives it one. paints: what it looks like, unless its
    mesh file says so."""

    shape: Shape
    place: np.ndarray
    name: str = ""
    paints: tuple[Paint, ...] = ()


@dataclass(frozen=True)
class Body:
    """What moves as one. place: (4, 4) its frame, world. title: the artist's name for it; the name where it is empty.
    label: its semantic kind."""

    name: str
    place: np.ndarray
    visuals: tuple[Solid, ...] = ()
    colliders: tuple[Solid, ...] = ()
    title: str = ""
    label: str = ""


@dataclass(frozen=True)
class BodyJoint:
    """How a body moves on its parent; both by name.

    type: None where it is fixed. axis: (3,) unit, origin: (3,), both world. lower, upper: radians, or metres where it
    slides; infinite where nothing limits it. pitch: metres a turn, of a screw. closed: the value at which it is closed,
    where the file says it.
    """

    name: str
    parent: str
    child: str
    type: JointType | None
    axis: np.ndarray = field(default_factory=lambda: np.array((0.0, 0.0, 1.0)))
    origin: np.ndarray = field(default_factory=lambda: np.zeros(3))
    lower: float = 0.0
    upper: float = 0.0
    pitch: float = 0.0
    closed: float | None = None
    needs: tuple[LinkNeed, ...] = ()


@dataclass(frozen=True)
class Model:
    """notes: what a rig cannot hold or was not found, in sentences. Raises InputError where it is not one tree
    or a joint's limits are the wrong way round."""

    name: str
    bodies: tuple[Body, ...]
    joints: tuple[BodyJoint, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [body.name for body in self.bodies]
        if not names:
            raise InputError("it has no body.", _AGAIN)
        if len(names) > MOST_BODIES or sum(len(b.visuals) + len(b.colliders) for b in self.bodies) > MOST_SOLIDS:
            raise InputError(
                f"it has more than {MOST_BODIES} bodies or {MOST_SOLIDS} shapes.", "Split it into several files."
            )
        if twice := {name for name in names if names.count(name) > 1}:
            raise InputError(f"two bodies are named {min(twice)}.", _AGAIN)
        check_tree({name: None for name in names}, [(j.name, j.parent, j.child) for j in self.joints])
        if wrong := [joint.name for joint in self.joints if joint.lower > joint.upper]:
            raise InputError(f"the joint {wrong[0]} has its lower limit above its upper one.", _AGAIN)

    @property
    def root(self) -> str:
        children = {joint.child for joint in self.joints}
        return next(body.name for body in self.bodies if body.name not in children)


def check_tree(bodies: Mapping[str, object], joints: list[tuple[str, str, str]]) -> list[str]:
    """The bodies' names, each after its parent. joints: name, parent and child of each. InputError: they are no tree of
    these bodies."""
    above: dict[str, str] = {}
    below: dict[str, list[str]] = {}
    for name, parent, child in joints:
        if unknown := {parent, child} - bodies.keys():
            raise InputError(f"its joint {name} names {min(unknown)}, which it does not have.", _AGAIN)
        if child in above:
            raise InputError(f"{child} hangs on two joints.", "A rig is a tree: remove one of them.")
        above[child] = parent
        below.setdefault(parent, []).append(child)
    order = [name for name in bodies if name not in above]
    if len(order) > 1:
        raise InputError(f"nothing joins {order[1]} to {order[0]}.", "A rig is a tree: join them by a fixed joint.")
    for name in order:
        order += below.get(name, ())
    if len(order) < len(bodies):
        raise InputError(f"{min(bodies.keys() - set(order))} carries itself.", "A rig is a tree: hang it elsewhere.")
    return order


def without_frames(model: Model) -> Model:
    """The model without bodies that have no shape and are fixed to another: mere frames. What they carry hangs on it.

    An empty root goes too where something is fixed to it, which is the root then.
    """
    bodies, joints = {body.name: body for body in model.bodies}, {joint.child: joint for joint in model.joints}
    gone = []
    for body in model.bodies:
        if body.visuals or body.colliders:
            continue
        fixed = joints.get(body.name)
        if fixed is None:
            first = next((j for j in joints.values() if j.parent == body.name and j.type is None), None)
            if first is None:
                continue
            heir = first.child
            del joints[heir]
        elif fixed.type is None:
            heir = fixed.parent
            del joints[body.name]
        else:
            continue
        for child, joint in joints.items():
            if joint.parent == body.name:
                joints[child] = replace(joint, parent=heir)
        del bodies[body.name]
        gone.append(body.name)
    notes = [f"{_listed(gone)}: frames without a shape, left out."] if gone else []
    return Model(model.name, tuple(bodies.values()), tuple(joints.values()), (*model.notes, *notes))


def _listed(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"


@dataclass(frozen=True)
class Articulated:
    """numbers: the parts' ids by the bodies' names. notes: what became of joints, in sentences."""

    articulation: Articulation
    numbers: dict[str, int]
    needs: tuple[Need, ...]
    notes: tuple[str, ...]


def articulated(model: Model, points: Mapping[str, np.ndarray], positive_opens: bool = False) -> Articulated:
    """A model as an articulation. points: (n, 3) what each body shows, world, by its name.

    positive_opens: joints that go to negative values alone are turned round; else all keep the signs that the
    file's controllers know. What slides without limits gets the asset's size both ways.
    """
    numbers = {body.name: number for number, body in enumerate(model.bodies)}
    every = np.concatenate([np.zeros((0, 3)), *points.values()])
    size = float(np.ptp(every, axis=0).max()) if len(every) else 1.0
    titles = Counter(body.title for body in model.bodies)
    parts = []
    for body in model.bodies:
        own = points.get(body.name, np.zeros((0, 3)))
        own = own if len(own) else body.place[None, :3, 3]
        box = box_of(own)
        parts.append(Part(numbers[body.name], _called(body, titles), box, body.label))
    joints, notes, backwards = [], [], {}
    for one in model.joints:
        joint, said = _joint(one, numbers, size or 1.0)
        notes += said
        if positive_opens and joint.upper <= 0 and joint.lower < 0 and not joint.still and not joint.ajar:
            joint = turned(joint)
            backwards[one.name] = joint.child
        joints.append(joint)
    if backwards:
        notes.append(f"{_listed(list(backwards))}: turned round, so that positive values open.")
    child = {joint.name: numbers[joint.child] for joint in model.joints}
    needs = tuple(
        Need(child[j.name], child[n.joint], -n.beyond if j.name in backwards else n.beyond, n.open)
        for j in model.joints
        for n in j.needs
        if n.joint in child
    )
    return Articulated(Articulation(tuple(parts), tuple(joints)), numbers, needs, tuple(notes))


def _called(body: Body, titles: Mapping[str, int]) -> str:
    """What the artist called it, where that tells it from others."""
    return body.title if body.title and titles[body.title] == 1 else body.name


def _joint(one: BodyJoint, numbers: Mapping[str, int], size: float) -> tuple[Joint, list[str]]:
    # Blender stores no numbers of NumPy's.
    lower, upper, notes = float(one.lower), float(one.upper), []
    kind = one.type or JointType.PRISMATIC
    if one.type is None:
        lower = upper = 0.0
    elif not math.isfinite(upper - lower):
        if kind.slides:
            lower, upper = max(lower, -size), min(upper, size)
            notes.append(f"{one.name} slides without limits: it got the asset's size, {size:.3g} m.")
        else:
            kind = JointType.CONTINUOUS
    closed = 0.0 if one.closed is None else float(one.closed)
    ajar = abs(closed - lower) < 1e-6 < abs(closed) and lower <= 0 <= upper
    joint = Joint(
        kind,
        numbers[one.parent],
        numbers[one.child],
        tuple(one.axis.tolist()),
        tuple(one.origin.tolist()),
        lower,
        upper,
        float(one.pitch),
        one.name,
        ajar=ajar,
    )
    return joint, notes
