"""URDF as a model, whoever wrote it: ours, xacro's, SolidWorks', PartNet-Mobility's."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from ..articulation import JointType
from ..errors import InputError
from ..frames import rotation, transform, unit
from .description import BoxShape, CylinderShape, LinkNeed
from .model import (
    GREY,
    Body,
    BodyJoint,
    CapsuleShape,
    EllipsoidShape,
    FileShape,
    Model,
    Paint,
    Shape,
    Solid,
    check_tree,
)
from .paths_in import named
from .xml_in import AGAIN, number, numbers, parse_xml, read_bounded

_MOVES = {
    "revolute": JointType.REVOLUTE,
    "continuous": JointType.CONTINUOUS,
    "prismatic": JointType.PRISMATIC,
    "fixed": None,
}


def urdf_model(path: Path) -> Model:
    """The file's tree; meshes are named, not read. InputError, without the file's name: it is no URDF of one tree."""
    return model_of(robot_of(path), path)


def robot_of(path: Path) -> Element:
    """The robot that the file describes. InputError, without the file's name: it is no URDF."""
    root = parse_xml(read_bounded(path))
    if root.tag != "robot":
        raise InputError(f"it is no URDF: it begins with {root.tag[:40]}.", "Choose a .urdf file.")
    if any(element.tag.startswith("xacro:") for element in root.iter()):
        raise InputError("it is xacro, which makes a URDF.", "Expand it first: xacro FILE > robot.urdf")
    return root


def model_of(root: Element, path: Path) -> Model:
    """The tree of a robot. path: the file's, from where meshes are named. InputError as of `urdf_model`."""
    return _Reader(root, path).model()


def label_of(name: str) -> str:
    """A link's label: its name without the number at the end."""
    head, _, number = name.rpartition("_")
    return head if head and number.isdigit() else name


@dataclass(frozen=True)
class _Said:
    """A joint as it stands in the file."""

    element: Element
    name: str
    parent: str
    child: str

    @property
    def kind(self) -> str:
        return self.element.get("type", "").strip().lower()


@dataclass(frozen=True)
class _Screw:
    """inner carries outer; of the two leader leads. ratio: metres slid a radian turned, by the joints' own values;
    hand: -1 where the two axes point against each other, else 1."""

    inner: _Said
    outer: _Said
    slide: _Said
    turn: _Said
    leader: _Said
    ratio: float
    hand: float


class _Reader:
    def __init__(self, root: Element, path: Path):
        self.root, self.path = root, path
        self.notes: dict[str, None] = {}
        self.links: dict[str, Element] = {}
        for number_, link in enumerate(root.findall("link")):
            name = link.get("name") or f"link_{number_}"
            if name in self.links:
                raise InputError(f"two of its links are named {name}.", AGAIN)
            self.links[name] = link
        self.joints = [_said(joint) for joint in root.findall("joint")]
        self.into = {joint.child: joint for joint in self.joints}
        self.frames: dict[str, np.ndarray] = {}
        self.paints = {one.get("name"): one for one in root.findall("material") if one.get("name")}

    def model(self) -> Model:
        order = check_tree(self.links, [(joint.name, joint.parent, joint.child) for joint in self.joints])
        for name in order:
            joint = self.into.get(name)
            above = np.eye(4) if joint is None else self.frames[joint.parent]
            self.frames[name] = above if joint is None else above @ _origin(joint.element, joint.name)
        screws = self._screws()
        between = {screw.inner.child for screw in screws.values()}
        bodies = [self._body(name, self.frames[name]) for name in order if name not in between]
        said = [self.into[name] for name in order if name in self.into and name not in between]
        joints = [self._screw(screws[one.child]) if one.child in screws else self._joint(one) for one in said]
        for one in said:
            mimic = one.element.find("mimic")
            if mimic is not None and one.child not in screws:
                self._note(f"{one.name} follows {mimic.get('joint')} in the file; here it moves by itself.")
        return Model(self.root.get("name") or self.path.stem, tuple(bodies), tuple(joints), tuple(self.notes))

    def _note(self, sentence: str) -> None:
        self.notes[sentence] = None

    def _screws(self) -> dict[str, _Screw]:
        """Turns and slides along one line that are coupled through an empty link, by the child of the outer one."""
        found = {}
        carried = Counter(joint.parent for joint in self.joints)
        for outer in self.joints:
            inner = self.into.get(outer.parent)
            kinds = {outer.kind, inner.kind} if inner else set()
            if "prismatic" not in kinds or not kinds & {"revolute", "continuous"}:
                continue
            if carried[outer.parent] > 1 or next(self.links[outer.parent].iter("geometry"), None) is not None:
                continue
            slide, turn = (outer, inner) if outer.kind == "prismatic" else (inner, outer)
            for follower, leader in ((slide, turn), (turn, slide)):
                mimic = follower.element.find("mimic")
                if mimic is None or mimic.get("joint") != leader.name:
                    continue
                ratio = number(mimic.get("multiplier"), 1.0, f"the multiplier of {follower.name}")
                same = float(np.dot(self._axis(slide), self._axis(turn)))
                if abs(ratio) > 1e-9 and abs(same) > 1 - 1e-6:
                    ratio = ratio if follower is slide else 1 / ratio
                    found[outer.child] = _Screw(inner, outer, slide, turn, leader, ratio, float(np.sign(same)))
        return found

    def _screw(self, screw: _Screw) -> BodyJoint:
        leads, slide = self._joint(screw.leader), self._joint(screw.slide)
        lower, upper = slide.lower, slide.upper
        if screw.leader is screw.turn:
            closed = None if leads.closed is None else leads.closed * screw.ratio
            needs = tuple(replace(need, beyond=need.beyond * screw.ratio) for need in leads.needs)
            leads = replace(leads, closed=closed, needs=needs)
            if math.isfinite(leads.upper - leads.lower):
                lower, upper = sorted((leads.lower * screw.ratio, leads.upper * screw.ratio))
        return replace(
            leads,
            parent=screw.inner.parent,
            child=screw.outer.child,
            type=JointType.SCREW,
            axis=slide.axis,
            origin=self.frames[screw.turn.child][:3, 3],
            lower=lower,
            upper=upper,
            pitch=math.tau * screw.ratio * screw.hand,
        )

    def _joint(self, said: _Said) -> BodyJoint:
        name, element, origin = said.name, said.element, self.frames[said.child][:3, 3]
        if said.kind not in _MOVES:
            self._note(f"{name} is {said.kind or 'of no type'}, which no rig here can hold: it is fixed.")
        kind = _MOVES.get(said.kind)
        if kind is None:
            return BodyJoint(name, said.parent, said.child, None, origin=origin)
        lower, upper = self._limits(element, name, kind)
        closed, needs = element.find("closed"), []
        for one in element.findall("needs"):
            beyond = number(one.get("beyond"), 0.0, f"what {name} needs")
            needs.append(LinkNeed(one.get("joint", ""), one.get("state") != "closed", beyond))
        return BodyJoint(
            name,
            said.parent,
            said.child,
            kind,
            self._axis(said),
            origin,
            lower,
            upper,
            closed=None if closed is None else number(closed.get("value"), 0.0, f"where {name} is closed"),
            needs=tuple(needs),
        )

    def _axis(self, said: _Said) -> np.ndarray:
        axis = said.element.find("axis")
        along = numbers(None if axis is None else axis.get("xyz"), (1.0, 0.0, 0.0), f"the axis of {said.name}")
        if not np.linalg.norm(along) > 1e-9:
            raise InputError(f"the axis of {said.name} has no direction.", AGAIN)
        return unit(self.frames[said.child][:3, :3] @ along)

    def _limits(self, element: Element, name: str, kind: JointType) -> tuple[float, float]:
        limit = element.find("limit")
        if kind is JointType.CONTINUOUS or limit is None:
            return -math.inf, math.inf
        lower, upper = (number(limit.get(end), 0.0, f"the {end} limit of {name}") for end in ("lower", "upper"))
        if lower > upper:
            self._note(f"{name} has its lower limit above its upper one, which means none.")
            return -math.inf, math.inf
        return lower, upper

    def _body(self, name: str, frame: np.ndarray) -> Body:
        link = self.links[name]
        visuals = self._solids(link, "visual", name, frame)
        colliders = self._solids(link, "collision", name, frame)
        if colliders and not visuals:
            self._note(f"{name} shows nothing in the file: what it collides with is shown.")
            visuals, colliders = colliders, ()
        title, label = (link.find(kind) for kind in ("title", "label"))
        return Body(
            name,
            frame,
            visuals,
            () if _same(visuals, colliders) else colliders,
            name if title is None else title.get("value", name),
            label_of(name) if label is None else label.get("value", ""),
        )

    def _solids(self, link: Element, kind: str, name: str, frame: np.ndarray) -> tuple[Solid, ...]:
        found = []
        for element in link.findall(kind):
            shape = self._shape(element.find("geometry"), name)
            if shape is not None:
                place = frame @ _origin(element, f"a {kind} of {name}")
                paints = self._paints(element) if kind == "visual" else ()
                found.append(Solid(shape, place, element.get("name", ""), paints))
        return tuple(found)

    def _shape(self, geometry: Element | None, name: str) -> Shape | None:
        element = geometry[0] if geometry is not None and len(geometry) else None
        kind = "none" if element is None else element.tag
        what = f"the {kind} of {name}"
        match kind:
            case "box":
                return BoxShape(np.abs(numbers(element.get("size"), (1.0, 1.0, 1.0), what)))
            case "sphere":
                return EllipsoidShape(np.full(3, abs(number(element.get("radius"), 1.0, what))))
            case "cylinder" | "capsule":
                radius, length = (abs(number(element.get(key), 1.0, what)) for key in ("radius", "length"))
                return (CylinderShape if kind == "cylinder" else CapsuleShape)(radius, length)
            case "mesh":
                scale = numbers(element.get("scale"), (1.0, 1.0, 1.0), what)
                file = self._file(element)
                return file and FileShape(file, scale)
        self._note(f"{name} has a shape of the kind {kind}, which is not read.")
        return None

    def _paints(self, visual: Element) -> tuple[Paint, ...]:
        own = visual.find("material")
        if own is None:
            return ()
        name = own.get("name") or "material"
        colour, texture = own.find("color"), own.find("texture")
        if colour is None and texture is None and name in self.paints:
            colour, texture = self.paints[name].find("color"), self.paints[name].find("texture")
        if colour is None and texture is None:
            return ()
        rgba = numbers(None if colour is None else colour.get("rgba"), GREY, f"the colour {name}")
        picture = None if texture is None else self._file(texture)
        return (Paint(name, tuple(np.clip(rgba, 0, 1).tolist()), picture),)

    def _file(self, element: Element) -> Path | None:
        try:
            return named(element.get("filename", ""), self.path)
        except InputError as error:
            self._note(str(error))
            return None


def _said(joint: Element) -> _Said:
    name = joint.get("name") or "joint"
    ends = [joint.find(end) for end in ("parent", "child")]
    if any(end is None or not end.get("link") for end in ends):
        raise InputError(f"its joint {name} lacks a parent or a child.", AGAIN)
    return _Said(joint, name, *(end.get("link") for end in ends))


def _same(visuals: tuple[Solid, ...], colliders: tuple[Solid, ...]) -> bool:
    """Whether the colliders are the visible meshes themselves, and so say nothing of their own."""
    seen = {_file_key(solid) for solid in visuals}
    return bool(colliders) and all(_file_key(solid) in seen and _file_key(solid) for solid in colliders)


def _file_key(solid: Solid) -> tuple | None:
    shape = solid.shape
    return (shape.path, *shape.scale, *solid.place.ravel().round(9)) if isinstance(shape, FileShape) else None


def _origin(element: Element, what: str) -> np.ndarray:
    origin = element.find("origin")
    if origin is None:
        return np.eye(4)
    roll, pitch, yaw = numbers(origin.get("rpy"), (0.0, 0.0, 0.0), f"the origin of {what}")
    turn = rotation((0, 0, 1), yaw) @ rotation((0, 1, 0), pitch) @ rotation((1, 0, 0), roll)
    return transform(turn, numbers(origin.get("xyz"), (0.0, 0.0, 0.0), f"the origin of {what}"))
