"""A description as SDF, for Gazebo, of the version that all of its releases since 2019 read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from ..articulation import JointType
from ..frames import rpy
from .description import BoxShape, Collider, CylinderShape, Description, Link, LinkJoint, LinkNeed
from .urdf import LinkFiles

VERSION = "1.7"
# Elements with a prefix are passed over by readers that do not know them.
NAMESPACE = "artllm"
_TYPES = {
    None: "fixed",
    JointType.REVOLUTE: "revolute",
    JointType.CONTINUOUS: "continuous",
    JointType.PRISMATIC: "prismatic",
    JointType.SCREW: "screw",
}


def sdf_text(asset: Description, files: Mapping[str, LinkFiles]) -> str:
    """The whole document: one model, each link placed in the one that carries it. files: by name of link.

    A joint's 0 is the pose that was modelled; an element artllm:closed says at which value it is closed where that is
    not 0, artllm:needs what else must be open or shut.
    """
    root = Element("sdf", {"version": VERSION, f"xmlns:{NAMESPACE}": "https://artllm.invalid/joints"})
    model = SubElement(root, "model", name=asset.name)
    # SDF names no pairs that do not collide.
    _put(model, "self_collide", "false")
    into = {joint.child: joint for joint in asset.joints}
    for link in asset.links:
        joint = into.get(link.name)
        where = asset.offset(joint) if joint else link.origin
        _link(model, link, files[link.name], joint.parent if joint else "", where)
    for joint in asset.joints:
        _joint(model, joint)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def config_text(asset: Description, file: str) -> str:
    """model.config, by which Gazebo finds a model's file in its folder."""
    root = Element("model")
    _put(root, "name", asset.name)
    _put(root, "version", "1.0")
    SubElement(root, "sdf", version=VERSION).text = file
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def notes_on(asset: Description) -> list[str]:
    """What the format cannot say, in sentences."""
    screws = [joint.name for joint in asset.joints if joint.type is JointType.SCREW]
    if not screws:
        return []
    return [f"In the SDF the values of {', '.join(screws)} are radians of turn: Gazebo counts screws by them."]


def _link(model: Element, link: Link, files: LinkFiles, parent: str, where: np.ndarray) -> None:
    element = SubElement(model, "link", name=link.name)
    _pose(element, where).attrib.update({"relative_to": parent} if parent else {})
    inertial = SubElement(element, "inertial")
    _pose(inertial, link.inertial.centre)
    _put(inertial, "mass", _text([link.inertial.mass]))
    inertia, tensor = SubElement(inertial, "inertia"), link.inertial.tensor
    for a, b in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)):
        _put(inertia, f"i{'xyz'[a]}{'xyz'[b]}", _text([tensor[a, b]]))
    if files.visual:
        visual = SubElement(element, "visual", name=f"{link.name}_visual")
        _put(SubElement(SubElement(visual, "geometry"), "mesh"), "uri", files.visual)
    for number, (collider, file) in enumerate(zip(link.colliders, files.colliders, strict=True), 1):
        _collision(SubElement(element, "collision", name=f"{link.name}_collision_{number}"), collider, file)


def _collision(element: Element, collider: Collider, file: str) -> None:
    _pose(element, collider.centre, collider.turn)
    geometry, shape = SubElement(element, "geometry"), collider.shape
    if isinstance(shape, BoxShape):
        _put(SubElement(geometry, "box"), "size", _text(shape.size))
    elif isinstance(shape, CylinderShape):
        cylinder = SubElement(geometry, "cylinder")
        _put(cylinder, "radius", _text([shape.radius]))
        _put(cylinder, "length", _text([shape.length]))
    else:
        _put(SubElement(geometry, "mesh"), "uri", file)


def _joint(model: Element, joint: LinkJoint) -> None:
    element = SubElement(model, "joint", name=joint.name, type=_TYPES[joint.type])
    _put(element, "parent", joint.parent)
    _put(element, "child", joint.child)
    if joint.type is None:
        return
    if joint.type is JointType.SCREW:
        # Radians a metre, below zero for a right-handed thread.
        _put(element, "thread_pitch", _text([-1 / joint.lead]))
    joint = joint.turning()
    axis = SubElement(element, "axis")
    _put(axis, "xyz", _text(joint.axis))
    limit = SubElement(axis, "limit")
    if math.isfinite(joint.upper - joint.lower):
        _put(limit, "lower", _text([joint.lower]))
        _put(limit, "upper", _text([joint.upper]))
    _put(limit, "effort", _text([joint.effort]))
    _put(limit, "velocity", _text([joint.velocity]))
    dynamics = SubElement(axis, "dynamics")
    _put(dynamics, "damping", _text([joint.damping]))
    _put(dynamics, "friction", _text([joint.friction]))
    if joint.closed:
        _put(element, f"{NAMESPACE}:closed", _text([joint.closed]))
    for need in joint.needs:
        _need(element, need)


def _need(element: Element, need: LinkNeed) -> None:
    state = "open" if need.open else "closed"
    SubElement(element, f"{NAMESPACE}:needs", joint=need.joint, state=state, beyond=_text([need.beyond]))


def _pose(element: Element, where: np.ndarray, turn: np.ndarray | None = None) -> Element:
    return _put(element, "pose", f"{_text(where)} {_text(np.zeros(3) if turn is None else rpy(turn))}")


def _put(element: Element, tag: str, text: str) -> Element:
    made = SubElement(element, tag)
    made.text = text
    return made


def _text(numbers: Iterable[float]) -> str:
    return " ".join(f"{number + 0.0:.9g}" for number in numbers)
