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
from .inertia import Inertial
from .urdf_in import label_of

TURNS = 0.9  # of a screw's inertia, what turns
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

    A screw becomes a prismatic joint, then a revolute one that mimics it, through a link that has half of the mass.
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
            element = _screw(robot, joint, _free(f"{joint.name}_turn", used), between, *ends)
        else:
            limits = joint.lower, joint.upper
            element = _moving(robot, joint, joint.name, joint.type.value, *ends, limits)
        if joint.closed:
            SubElement(element, "closed", value=_text([joint.closed]))
        for need in joint.needs:
            state = "open" if need.open else "closed"
            SubElement(element, "needs", joint=need.joint, state=state, beyond=_text([need.beyond]))
    ElementTree.indent(robot)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(robot, encoding="unicode") + "\n"


def srdf_text(asset: Description) -> str:
    """The SRDF beside it: the pairs of links that do not collide with each other."""
    robot = Element("robot", name=asset.name)
    joined = {(joint.parent, joint.child) for joint in asset.joints}
    for first, second in asset.excluded:
        reason = "Adjacent" if {(first, second), (second, first)} & joined else "Default"
        SubElement(robot, "disable_collisions", link1=first, link2=second, reason=reason)
    ElementTree.indent(robot)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(robot, encoding="unicode") + "\n"


def _screw(
    robot: Element, joint: LinkJoint, turn: str, between: Link, parent: str, child: str, where: np.ndarray
) -> Element:
    """The slide's element, which bears the joint's own name."""
    _link(robot, between, LinkFiles("", ()))
    limits = joint.lower, joint.upper
    sliding = _moving(robot, joint, joint.name, "prismatic", parent, between.name, where, limits)
    ratio = math.tau / joint.pitch
    angles = sorted(ratio * value for value in limits)
    turning = _moving(robot, joint, turn, "revolute", between.name, child, np.zeros(3), angles)
    SubElement(turning, "mimic", joint=joint.name, multiplier=_text([ratio]), offset="0")
    return sliding


def _shared(whole: Inertial) -> tuple[Inertial, Inertial]:
    """Of what slides and turns the shares of the slide's link and of the turn's: one that weighs next to nothing makes
    simulators explode."""
    slide = replace(whole, mass=whole.mass / 2, tensor=(1 - TURNS) * whole.tensor)
    return slide, replace(whole, mass=whole.mass / 2, tensor=TURNS * whole.tensor)


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


def _moving(
    robot: Element, of: LinkJoint, name: str, type: str, parent: str, child: str, where: np.ndarray,
    limits: Iterable[float],
) -> Element:  # fmt: skip
    joint = _joint(robot, name, type, parent, child, where)
    SubElement(joint, "axis", xyz=_text(of.axis))
    limit = SubElement(joint, "limit", effort=_text([of.effort]), velocity=_text([of.velocity]))
    lower, upper = limits
    if math.isfinite(upper - lower):
        limit.set("lower", _text([lower]))
        limit.set("upper", _text([upper]))
    if type == ("prismatic" if of.type.slides else type):
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
