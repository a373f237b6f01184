"""URDF text. Z-up, metres, radians. A link's frame lies at its joint's origin, along the world's axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Comment, Element, SubElement

import numpy as np

from ..articulation import Articulation, Joint, JointType
from ..frames import rpy
from ..kinematics import motion
from ..motion.interplay import Need
from ..names import identifier, joint_names, link_names
from .inertia import LEAST, Inertial

EFFORT = {True: 50.0, False: 500.0}  # newton metres where the joint turns, newtons where it slides
VELOCITY = {True: 3.0, False: 1.0}  # rad/s, m/s
VALUES = (
    " At 0 every joint is as it was modelled, and positive values open it. "
    "One that was modelled open is closed at the value that its closed element says. "
)


@dataclass(frozen=True)
class SolidBox:
    """Stands for a mesh too flat to collide. centre: (3,); turn: (3, 3) rotation; size: (3,) metres."""

    centre: np.ndarray
    turn: np.ndarray
    size: np.ndarray


@dataclass(frozen=True)
class Link:
    """What a part looks like in its link's frame. visual, collision: a mesh file's URI; None: nothing there."""

    inertial: Inertial
    visual: str | None = None
    collision: str | SolidBox | None = None


def link_origin(articulation: Articulation, part: int) -> np.ndarray:
    """(3,) world position of a part's link frame: its joint's origin, the world's for the root."""
    joint = articulation.joint_of(part)
    return np.zeros(3) if joint is None else np.asarray(joint.origin)


def urdf_text(name: str, articulation: Articulation, links: Mapping[int, Link], needs: Iterable[Need] = ()) -> str:
    """The whole document. links: by part id. needs: each becomes a <needs> in its joint, which readers pass over, as a
    <closed> where the joint's 0 is not closed.

    A screw becomes a prismatic joint, then a revolute one that mimics it, through an empty link. A joint without
    room between its limits becomes a fixed one, which is what it is, and all that every simulator takes.
    """
    robot = Element("robot", name=identifier(name, "asset"))
    robot.append(Comment(VALUES))
    # MuJoCo drops folders from mesh file names, and visual meshes, unless told otherwise; what is too flat or has too
    # many triangles for it to collide with, it cannot show either.
    unfit = any(link.collision != link.visual for link in links.values())
    compiler = {"strippath": "false", "discardvisual": "true" if unfit else "false"}
    SubElement(SubElement(robot, "mujoco"), "compiler", compiler)
    names, joints = link_names(articulation), joint_names(articulation)
    used = {*names.values(), *joints.values()}
    for part in articulation.from_root():
        _link(robot, names[part], links[part])
        joint = articulation.joint_of(part)
        if joint is None:
            continue
        where = link_origin(articulation, part) - link_origin(articulation, joint.parent)
        ends = names[joint.parent], names[part]
        if joint.still:
            element = _joint(robot, joints[part], "fixed", *ends, where)
        elif joint.type is JointType.SCREW:
            between = _free(f"{names[part]}_slide", used)
            turn = _free(f"{joints[part]}_turn", used)
            element = _screw(robot, joint, joints[part], turn, between, *ends, where)
        else:
            limits = joint.lower, joint.upper
            element = _moving(robot, joints[part], joint.type.value, *ends, where, joint.axis, limits)
        if joint.closed:
            SubElement(element, "closed", value=_text([joint.closed]))
        for need in (need for need in needs if need.child == part and need.needs in joints):
            state = "open" if need.open else "closed"
            SubElement(element, "needs", joint=joints[need.needs], state=state, beyond=_text([need.value]))
    ElementTree.indent(robot)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(robot, encoding="unicode") + "\n"


def _screw(
    robot: Element, joint: Joint, slide: str, turn: str, between: str, parent: str, child: str, where: np.ndarray
) -> Element:
    """The slide's element, which bears the joint's own name."""
    _link(robot, between, Link(LEAST))
    limits = joint.lower, joint.upper
    sliding = _moving(robot, slide, "prismatic", parent, between, where, joint.axis, limits)
    angles = sorted(motion(joint, value)[0] for value in limits)
    turning = _moving(robot, turn, "revolute", between, child, np.zeros(3), joint.axis, angles)
    SubElement(turning, "mimic", joint=slide, multiplier=_text([motion(joint, 1.0)[0]]), offset="0")
    return sliding


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
    robot: Element, name: str, type: str, parent: str, child: str, where: np.ndarray, axis: Iterable[float],
    limits: Iterable[float],
) -> Element:  # fmt: skip
    joint = _joint(robot, name, type, parent, child, where)
    SubElement(joint, "axis", xyz=_text(axis))
    turns = type != "prismatic"
    limit = SubElement(joint, "limit", effort=_text([EFFORT[turns]]), velocity=_text([VELOCITY[turns]]))
    lower, upper = limits
    if math.isfinite(upper - lower):
        limit.set("lower", _text([lower]))
        limit.set("upper", _text([upper]))
    return joint


def _link(robot: Element, name: str, link: Link) -> None:
    element = SubElement(robot, "link", name=name)
    inertial = SubElement(element, "inertial")
    SubElement(inertial, "origin", xyz=_text(link.inertial.centre), rpy="0 0 0")
    SubElement(inertial, "mass", value=_text([link.inertial.mass]))
    tensor = link.inertial.tensor
    entries = {f"i{'xyz'[a]}{'xyz'[b]}": _text([tensor[a, b]]) for a in range(3) for b in range(a, 3)}
    SubElement(inertial, "inertia", entries)
    if link.visual:
        _geometry(element, "visual", link.visual)
    if link.collision:
        _geometry(element, "collision", link.collision)


def _geometry(link: Element, tag: str, shape: str | SolidBox) -> None:
    element = SubElement(link, tag)
    if isinstance(shape, SolidBox):
        SubElement(element, "origin", xyz=_text(shape.centre), rpy=_text(rpy(shape.turn)))
        SubElement(SubElement(element, "geometry"), "box", size=_text(shape.size))
    else:
        SubElement(element, "origin", xyz="0 0 0", rpy="0 0 0")
        SubElement(SubElement(element, "geometry"), "mesh", filename=shape)


def _text(numbers: Iterable[float]) -> str:
    return " ".join(f"{number + 0.0:.9g}" for number in numbers)
