"""A description as MuJoCo's own format. The root stands still in the world."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from ..articulation import JointType
from ..frames import quaternion
from .aside import aside
from .description import BoxShape, Collider, CylinderShape, Description, Link, LinkJoint

# kg m2 or kg, added to each joint, so that the tiniest parts do not tremble.
ARMATURE = 1e-4
# A screw's slide follows its turn as closely as MuJoCo's steps of 2 ms allow.
STIFF = {"solref": "0.004 1", "solimp": "0.99 0.999 0.001"}


@dataclass(frozen=True)
class MeshFiles:
    """Files below meshes. visuals: of each of a link's materials, by its number; colliders: as the link has them,
    empty where the shape needs none."""

    visuals: Mapping[int, str]
    colliders: tuple[str, ...]


def mjcf_text(asset: Description, files: Mapping[str, MeshFiles]) -> str:
    """The whole document. files: by name of link. Of pictures only PNG files are named, as MuJoCo reads no others."""
    root = Element("mujoco", model=asset.name)
    SubElement(root, "compiler", angle="radian", meshdir="meshes", texturedir="meshes", autolimits="true")
    assets = SubElement(root, "asset")
    for number, material in enumerate(asset.materials):
        painted = SubElement(assets, "material", name=material.name, rgba=_text(material.colour))
        if material.picture and material.picture.file.lower().endswith(".png"):
            texture = f"{material.name}_texture"
            SubElement(assets, "texture", name=texture, type="2d", file=material.picture.file)
            painted.set("texture", texture)
        for link in asset.links:
            if file := files[link.name].visuals.get(number):
                SubElement(assets, "mesh", name=f"{link.name}_visual_{number + 1}", file=file, inertia="shell")
    for link in asset.links:
        for number, file in enumerate(files[link.name].colliders, 1):
            if file:
                SubElement(assets, "mesh", name=f"{link.name}_collider_{number}", file=file, inertia="convex")
    bodies = {"": SubElement(root, "worldbody")}
    into = {joint.child: joint for joint in asset.joints}
    equality = []
    for link in asset.links:
        joint = into.get(link.name)
        where = asset.offset(joint) if joint else link.origin
        above = bodies[joint.parent if joint else ""]
        body = bodies[link.name] = SubElement(above, "body", name=link.name, pos=_text(where))
        _inertial(body, link)
        if joint and joint.type:
            equality += _joints(body, joint)
        for number in files[link.name].visuals:
            seen = {"mesh": f"{link.name}_visual_{number + 1}", "material": asset.materials[number].name}
            SubElement(body, "geom", type="mesh", **seen, group="2", contype="0", conaffinity="0")
        for number, collider in enumerate(link.colliders, 1):
            _geom(body, collider, f"{link.name}_collider_{number}")
    if asset.excluded:
        contact = SubElement(root, "contact")
        for first, second in asset.excluded:
            SubElement(contact, "exclude", body1=first, body2=second)
    if equality:
        equal = SubElement(root, "equality")
        for attributes in equality:
            SubElement(equal, "joint", attributes)
    if told := aside(asset):
        SubElement(SubElement(root, "custom"), "text", name="artllm", data=told)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _joints(body: Element, joint: LinkJoint) -> list[dict[str, str]]:
    """The link's joint; of a screw the turn, and the slide that an equality couples to it, which is given.

    The turn leads: however it is moved, nearly all that resists is what turns.
    """
    moved = joint.turning(opens=True)
    made = _joint(body, joint.name, "hinge" if joint.type.turns else "slide", moved)
    if joint.damping:
        made.set("damping", _text([joint.damping]))
    if joint.friction:
        made.set("frictionloss", _text([joint.friction]))
    if math.isfinite(joint.effort):
        made.set("actuatorfrcrange", _text([-joint.effort, joint.effort]))
    if joint.type is not JointType.SCREW:
        return []
    slide = f"{joint.name}_slide"
    _joint(body, slide, "slide", joint)
    # MuJoCo reckons with no ratio when it chooses how stiff this is: in metres instead of radians it would give way to
    # the lightest load.
    ratio = _text([0, 1 / abs(joint.lead), 0, 0, 0])
    return [{"joint1": joint.name, "joint2": slide, "polycoef": ratio, **STIFF}]


def _joint(body: Element, name: str, type: str, joint: LinkJoint) -> Element:
    made = SubElement(body, "joint", name=name, type=type, axis=_text(joint.axis), armature=_text([ARMATURE]))
    if math.isfinite(joint.upper - joint.lower):
        made.set("range", _text([joint.lower, joint.upper]))
    return made


def _inertial(body: Element, link: Link) -> None:
    t = link.inertial.tensor
    SubElement(
        body, "inertial", pos=_text(link.inertial.centre), mass=_text([link.inertial.mass]),
        fullinertia=_text([t[0, 0], t[1, 1], t[2, 2], t[0, 1], t[0, 2], t[1, 2]]),
    )  # fmt: skip


def _geom(body: Element, collider: Collider, mesh: str) -> None:
    geom = SubElement(body, "geom", pos=_text(collider.centre), quat=_text(quaternion(collider.turn)), group="3")
    shape = collider.shape
    if isinstance(shape, BoxShape):
        geom.set("type", "box")
        geom.set("size", _text(np.asarray(shape.size) / 2))
    elif isinstance(shape, CylinderShape):
        geom.set("type", "cylinder")
        geom.set("size", _text([shape.radius, shape.length / 2]))
    else:
        geom.set("type", "mesh")
        geom.set("mesh", mesh)


def _text(numbers: Iterable[float]) -> str:
    return " ".join(f"{number + 0.0:.9g}" for number in numbers)
