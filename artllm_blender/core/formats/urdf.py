"""A description as URDF text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Comment, Element, SubElement

import numpy as np

from ..articulation import JointType
from ..frames import rpy
from .colliders import is_shown
from .description import BoxShape, Collider, CylinderShape, Description, Link, LinkJoint
from .dynamics import holding
from .inertia import Inertial
from .urdf_in import label_of

TURNS = 0.9  # of a screw's mass and inertia, what the link that turns has
# 1/s: where a reader leaves a screw's slide uncoupled, it sinks under its weight at 0.1 m/s.
SINKS = 100.0
MOST_DEFAULT = 31  # pairs that SAPIEN leaves out at most; with more it refuses the file
VALUES = (
    " At 0 every joint is as it was modelled, and positive values open it. "
    "One that was modelled open is closed at the value that its closed element says. "
)


@dataclass(frozen=True)
class LinkFiles:
    """URIs of a link's mesh files. visual: empty where it has no surface; colliders: of each, where it is a mesh."""

    visual: str
    colliders: tuple[str, ...]


def urdf_text(asset: Description, files: Mapping[str, LinkFiles]) -> str:
    """The whole document. files: by name of link. What a joint needs becomes a <needs> in it, which readers pass over,
    as a <closed> where the joint's 0 is not closed, and a <title> and <label> of what the link's name does not tell.

    A screw becomes a prismatic joint that mimics a revolute one, which comes after it, through a link that has a tenth
    of the mass. The turn bears the joint's name: however a screw is moved, nearly all that resists is what turns, and
    whoever pushed a slide would meet hundreds of times the mass that it says.
    """
    robot = Element("robot", name=asset.name)
    robot.append(Comment(VALUES))
    # MuJoCo drops folders from mesh file names, and visual meshes, unless told otherwise; what is too flat or has too
    # many triangles for it to collide with, it cannot show either, nor what is no OBJ.
    unfit = any(link.visual and not is_shown(link.visual) for link in asset.links)
    unfit |= any(file.visual.endswith(".glb") for file in files.values())
    compiler = {"strippath": "false", "discardvisual": "true" if unfit else "false"}
    SubElement(SubElement(robot, "mujoco"), "compiler", compiler)
    used = {*(link.name for link in asset.links), *(joint.name for joint in asset.joints)}
    into = {joint.child: joint for joint in asset.joints}
    for link in asset.links:
        joint = into.get(link.name)
        screws = joint is not None and joint.type is JointType.SCREW
        slide, turn = _shared(link.inertial) if screws else (link.inertial, link.inertial)
        element = _link(robot, replace(link, inertial=turn), files[link.name])
        if link.title != link.name:
            SubElement(element, "title", value=link.title)
        if link.label != label_of(link.name):
            SubElement(element, "label", value=link.label)
        if joint is None:
            continue
        ends = joint.parent, joint.child, asset.offset(joint)
        if joint.type is None:
            element = _joint(robot, joint.name, "fixed", *ends)
        elif screws:
            between = Link(-1, _free(f"{joint.child}_slide", used), "", "", np.zeros(3), slide)
            element = _screw(robot, joint, _free(f"{joint.name}_slide", used), between, *ends)
        else:
            element = _moving(robot, joint, joint.type.value, *ends)
        said = joint.turning(opens=True)
        if said.closed:
            SubElement(element, "closed", value=_text([said.closed]))
        for need in said.needs:
            state = "open" if need.open else "closed"
            SubElement(element, "needs", joint=need.joint, state=state, beyond=_text([need.beyond]))
    ElementTree.indent(robot)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(robot, encoding="unicode") + "\n"


def srdf_text(asset: Description) -> str:
    """The SRDF beside it: the pairs of links that do not collide with each other."""
    robot = Element("robot", name=asset.name)
    # SAPIEN heeds those called Default alone, up to MOST_DEFAULT, and knows of itself what a joint joins. Between a
    # screw's part and what carries it there is a link.
    joined = {(joint.parent, joint.child) for joint in asset.joints if joint.type is not JointType.SCREW}
    left = MOST_DEFAULT
    for first, second in asset.excluded:
        adjacent = bool({(first, second), (second, first)} & joined)
        reason = "Adjacent" if adjacent else "Default" if left > 0 else "Never"
        left -= not adjacent
        SubElement(robot, "disable_collisions", link1=first, link2=second, reason=reason)
    ElementTree.indent(robot)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(robot, encoding="unicode") + "\n"


def _screw(
    robot: Element, joint: LinkJoint, slide: str, between: Link, parent: str, child: str, where: np.ndarray
) -> Element:
    """The turn's element, which bears the joint's own name."""
    _link(robot, between, LinkFiles("", ()))
    mass = between.inertial.mass / (1 - TURNS)
    slides = replace(
        joint, name=slide, effort=holding(mass), velocity=joint.velocity * abs(joint.lead), damping=SINKS * mass
    )
    sliding = _moving(robot, slides, "prismatic", parent, between.name, where)
    SubElement(sliding, "mimic", joint=joint.name, multiplier=_text([abs(joint.lead)]), offset="0")
    return _moving(robot, joint.turning(opens=True), "revolute", between.name, child, np.zeros(3))


def _shared(whole: Inertial) -> tuple[Inertial, Inertial]:
    """Of what slides and turns the shares of the slide's link and of the turn's: one that weighs next to nothing makes
    simulators explode."""
    slide, turn = (replace(whole, mass=share * whole.mass, tensor=share * whole.tensor) for share in (1 - TURNS, TURNS))
    return slide, turn


def _free(name: str, used: set[str]) -> str:
    while name.lower() in {other.lower() for other in used}:
        name += "_"
    used.add(name)
    return name


def _joint(robot: Element, name: str, type: str, parent: str, child: str, where: np.ndarray) -> Element:
    joint = SubElement(robot, "joint", name=name, type=type)
    SubElement(joint, "parent", link=parent)
    SubElement(joint, "child", link=child)
    SubElement(joint, "origin", xyz=_text(where), rpy="0 0 0")
    return joint


def _moving(robot: Element, of: LinkJoint, type: str, parent: str, child: str, where: np.ndarray) -> Element:
    joint = _joint(robot, of.name, type, parent, child, where)
    SubElement(joint, "axis", xyz=_text(of.axis))
    limit = SubElement(joint, "limit", effort=_text([of.effort]), velocity=_text([of.velocity]))
    if math.isfinite(of.upper - of.lower):
        limit.set("lower", _text([of.lower]))
        limit.set("upper", _text([of.upper]))
    # No friction: some read newtons (MuJoCo), some a coefficient (SAPIEN), which would hold every joint fast.
    SubElement(joint, "dynamics", damping=_text([of.damping]), friction="0")
    return joint


def _link(robot: Element, link: Link, files: LinkFiles) -> Element:
    element = SubElement(robot, "link", name=link.name)
    inertial = SubElement(element, "inertial")
    SubElement(inertial, "origin", xyz=_text(link.inertial.centre), rpy="0 0 0")
    SubElement(inertial, "mass", value=_text([link.inertial.mass]))
    tensor = link.inertial.tensor
    entries = {f"i{'xyz'[a]}{'xyz'[b]}": _text([tensor[a, b]]) for a in range(3) for b in range(a, 3)}
    SubElement(inertial, "inertia", entries)
    if files.visual:
        visual = SubElement(element, "visual")
        SubElement(visual, "origin", xyz="0 0 0", rpy="0 0 0")
        SubElement(SubElement(visual, "geometry"), "mesh", filename=files.visual)
    for collider, file in zip(link.colliders, files.colliders, strict=True):
        _collision(element, collider, file)
    return element


def _collision(link: Element, collider: Collider, file: str) -> None:
    element = SubElement(link, "collision")
    SubElement(element, "origin", xyz=_text(collider.centre), rpy=_text(rpy(collider.turn)))
    geometry, shape = SubElement(element, "geometry"), collider.shape
    if isinstance(shape, BoxShape):
        SubElement(geometry, "box", size=_text(shape.size))
    elif isinstance(shape, CylinderShape):
        SubElement(geometry, "cylinder", radius=_text([shape.radius]), length=_text([shape.length]))
    else:
        SubElement(geometry, "mesh", filename=file)


def _text(numbers: Iterable[float]) -> str:
    return " ".join(f"{number + 0.0:.9g}" for number in numbers)
