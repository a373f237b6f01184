"""MJCF as a model, MuJoCo's own format, ours and others'."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from ..articulation import JointType
from ..errors import InputError
from ..frames import apply, inverse, transform, unit
from .aside import with_aside
from .description import BoxShape, CylinderShape
from .mjcf_file import MjcfFile, flag, turn_z
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
    SurfaceShape,
)
from .urdf_in import label_of
from .xml_in import AGAIN, listed, number, numbers

WORLD = "world"
# Geoms of these groups MuJoCo's viewers show unless they are told otherwise.
SHOWN = (0, 1, 2)
_WORLDLY = ("plane", "hfield")
# What MuJoCo is told beside bodies, and how it is called where it is left out.
_ELSE = {"tendon": "tendons", "actuator": "actuators", "sensor": "sensors", "deformable": "soft bodies"}


@dataclass(frozen=True)
class _Joint:
    """A joint as it stands in a body. lower, upper: counted from rest."""

    name: str
    type: JointType
    axis: np.ndarray
    origin: np.ndarray
    lower: float
    upper: float


def mjcf_model(path: Path) -> Model:
    """The file's tree; meshes are named, not read. InputError, without the file's name: it is no MJCF."""
    file = MjcfFile(path)
    reader = _Reader(file)
    return with_aside(reader.model(), next((t.get("data", "") for t in file.section("custom", "text")
                                            if t.get("name") == "artllm"), ""))  # fmt: skip


class _Reader:
    def __init__(self, file: MjcfFile) -> None:
        self.file = file
        self.notes: dict[str, None] = {}
        self.meshes = {self._mesh_name(one): file.attributes(one, "main") for one in file.section("asset", "mesh")}
        self.paints = {one.get("name", ""): self._paint(one) for one in file.section("asset", "material")}
        self.coupled = self._couplings()
        self.names: Counter[str] = Counter()
        self.bodies: list[Body] = []
        self.joints: list[BodyJoint] = []

    def model(self) -> Model:
        self._left_out()
        worlds = self.file.root.findall("worldbody")
        self.names[WORLD] += 1
        visuals, colliders = self._geoms((g for w in worlds for g in _inside(w, "geom")), np.eye(4), "main", WORLD)
        visuals_of_world = visuals or colliders
        self.bodies.append(Body(WORLD, np.eye(4), visuals or colliders, colliders if visuals else ()))
        left = [(body, place, WORLD, "main") for w in worlds for body, place in self._bodies(w, np.eye(4))]
        top = len(left)
        left.reverse()
        while left:
            element, above, parent, inherited = left.pop()
            inherited = element.get("childclass", inherited)
            name = self._unique(element.get("name") or "body")
            place = above @ self.file.place(element.attrib, name)
            visuals, colliders = self._geoms(_inside(element, "geom"), place, inherited, name)
            if colliders and not visuals:
                self._note(f"{name} shows nothing in the file: what it collides with is shown.")
                visuals, colliders = colliders, ()
            self.bodies.append(Body(name, place, visuals, colliders, "", label_of(name)))
            if top > 1 and any(True for _ in _free(element)):
                self._note(f"{name} is free to go anywhere in the file: here it is fixed.")
            self._join(parent, name, self._joints(element, place, inherited, name))
            below = [(body, at, name, inherited) for body, at in self._bodies(element, place)]
            left += reversed(below)
        below_world = [joint for joint in self.joints if joint.parent == WORLD]
        if len(below_world) == 1 and below_world[0].type is None and not visuals_of_world:
            self.bodies.pop(0)
            self.joints.remove(below_world[0])
        return Model(self.file.root.get("model") or self.file.path.stem, tuple(self.bodies), tuple(self.joints),
                     tuple(self.notes))  # fmt: skip

    def _note(self, sentence: str) -> None:
        self.notes[sentence] = None

    def _unique(self, name: str) -> str:
        self.names[name] += 1
        return name if self.names[name] == 1 else self._unique(f"{name}_{self.names[name]}")

    def _left_out(self) -> None:
        counts = {title: sum(1 for _ in self.file.section(tag)) for tag, title in _ELSE.items()}
        counts["constraints"] = sum(one.tag != "joint" for one in self.file.section("equality"))
        told = [f"{count} {title}" for title, count in counts.items() if count]
        if told:
            self._note(f"Left out: {', '.join(told)}.")

    def _bodies(self, element: Element, place: np.ndarray) -> list[tuple[Element, np.ndarray]]:
        """The bodies right below one, frames opened."""
        found = []
        for child in element:
            if child.tag == "body":
                found.append((child, place))
            elif child.tag == "frame":
                found += self._bodies(child, place @ self.file.place(child.attrib, "a frame"))
            elif child.tag in ("replicate", "attach", "composite", "flexcomp"):
                self._note(f"A <{child.tag}> is left out: compile the file with MuJoCo first.")
        return found

    def _join(self, parent: str, child: str, joints: list[_Joint]) -> None:
        """A body on its parent, by way of an empty one between each two of its joints."""
        if not joints:
            self.joints.append(BodyJoint(f"{child}_joint", parent, child, None))
            return
        if (screw := self._screw(joints)) is not None:
            self.joints.append(replace(screw, parent=parent, child=child))
            return
        for number_, one in enumerate(joints, 1):
            end = child if number_ == len(joints) else self._unique(f"{child}_{number_}")
            if end != child:
                self.bodies.append(Body(end, transform(move=one.origin)))
            self.joints.append(BodyJoint(one.name, parent, end, one.type, one.axis, one.origin, one.lower, one.upper))
            parent = end
            if one.name in self.coupled:
                self._note(f"{one.name} follows {self.coupled[one.name][0]} in the file; here it moves by itself.")

    def _screw(self, joints: list[_Joint]) -> BodyJoint | None:
        """The screw that a turn and a slide along one line make, where one follows the other; it has the shorter name,
        for the other's is often made of that."""
        if {one.type.slides for one in joints} != {True, False} or len(joints) != 2:
            return None
        slide, turn = sorted(joints, key=lambda one: not one.type.slides)
        follower = next((one for one in joints if one.name in self.coupled), None)
        if follower is None or abs(np.dot(slide.axis, turn.axis)) < 1 - 1e-6:
            return None
        leader, ratio = self.coupled[follower.name]
        if leader not in {one.name for one in joints} or not abs(ratio) > 1e-9:
            return None
        ratio, hand = ratio if follower is slide else 1 / ratio, np.sign(np.dot(slide.axis, turn.axis))
        leads = turn if follower is slide else slide
        name = min(turn.name, slide.name, key=len)
        lower, upper = slide.lower, slide.upper
        if leads is turn and math.isfinite(turn.upper - turn.lower):
            lower, upper = sorted((turn.lower * ratio, turn.upper * ratio))
        return BodyJoint(name, "", "", JointType.SCREW, slide.axis, turn.origin, lower, upper,
                         math.tau * float(ratio * hand))  # fmt: skip

    def _couplings(self) -> dict[str, tuple[str, float]]:
        """Of joints that follow others in proportion: which, and how far."""
        found = {}
        for one in self.file.section("equality", "joint"):
            first, second = one.get("joint1", ""), one.get("joint2", "")
            if not second or one.get("active") == "false":
                continue
            shares = listed(one.get("polycoef", "0 1 0 0 0"), f"the polycoef of {first}")
            if len(shares) > 1 and not shares[0] and not shares[2:].any():
                found[first] = (second, float(shares[1]))
            else:
                self._note(f"{first} follows {second} in the file; here it moves by itself.")
        return found

    def _joints(self, element: Element, place: np.ndarray, inherited: str, body: str) -> list[_Joint]:
        found = []
        for number_, one in enumerate(_inside(element, "joint"), 1):
            said = self.file.attributes(one, inherited)
            name, kind = said.get("name") or f"{body}_joint{number_ if number_ > 1 else ''}", said.get("type", "hinge")
            if kind == "free":
                continue
            if kind not in ("hinge", "slide"):
                self._note(f"{name} is a {kind[:20]} joint, which no rig here can hold: it is fixed.")
                continue
            axis = numbers(said.get("axis"), (0.0, 0.0, 1.0), f"the axis of {name}")
            if not np.linalg.norm(axis) > 1e-9:
                raise InputError(f"the axis of {name} has no direction.", AGAIN)
            origin = apply(place, numbers(said.get("pos"), (0.0, 0.0, 0.0), f"the place of {name}"))
            by = self.file.radians if kind == "hinge" else 1.0
            lower, upper = numbers(said.get("range"), (0.0, 0.0), f"the range of {name}") * by
            limited = said.get("limited", "auto")
            if limited == "false" or (limited == "auto" and not (self.file.autolimits and "range" in said)):
                lower, upper = -math.inf, math.inf
            rest = number(said.get("ref"), 0.0, f"the ref of {name}") * by
            if rest:
                self._note(f"{name} is at {rest:.4g} in the file as it stands; here it counts from there.")
            type = JointType.REVOLUTE if kind == "hinge" else JointType.PRISMATIC
            found.append(_Joint(name, type, unit(place[:3, :3] @ axis), origin, lower - rest, upper - rest))
        return found

    def _geoms(
        self, elements: Iterable[Element], place: np.ndarray, inherited: str, body: str
    ) -> tuple[tuple[Solid, ...], tuple[Solid, ...]]:
        """What a body shows and what it collides with."""
        visuals, colliders = [], []
        for one in elements:
            said = self.file.attributes(one, inherited)
            what = said.get("name") or f"a geom of {body}"
            kind = said.get("type", "mesh" if "mesh" in said else "sphere")
            if kind in _WORLDLY:
                self._note(f"{what} is a {kind}: left out.")
                continue
            found = self._shape(said, "mesh" if "mesh" in said else kind, what)
            if found is None:
                continue
            shape, own = found
            paints = self._paints(said, what)
            solid = Solid(shape, place @ own, said.get("name", ""), paints)
            collides = flag(said.get("contype"), 1, what) or flag(said.get("conaffinity"), 1, what)
            shown = flag(said.get("group"), 0, what) in SHOWN
            if shown or not collides:
                visuals.append(solid)
            if collides and not (shown and isinstance(shape, FileShape | SurfaceShape)):
                colliders.append(solid)
        return tuple(visuals), tuple(colliders)

    def _shape(self, said: Mapping[str, str], kind: str, what: str) -> tuple[Shape, np.ndarray] | None:
        """A geom's shape and its place in the body."""
        if kind == "mesh":
            return self._mesh(said, what)
        size = listed(said.get("size", "0"), f"the size of {what}")
        size = np.abs(np.concatenate([size, np.zeros(max(0, 3 - len(size)))]))[:3]
        place = self.file.place(said, what)
        if "fromto" in said:
            ends = numbers(said["fromto"], (0.0,) * 6, f"the ends of {what}")
            along = ends[3:] - ends[:3]
            if not np.linalg.norm(along) > 1e-12:
                raise InputError(f"{what} has both ends in one place.", AGAIN)
            place = transform(turn_z(along), (ends[:3] + ends[3:]) / 2)
            half = float(np.linalg.norm(along)) / 2
            size = np.array((size[0], half, half) if kind in ("capsule", "cylinder") else (size[0], size[0], half))
        match kind:
            case "sphere":
                return EllipsoidShape(np.full(3, size[0])), place
            case "ellipsoid":
                return EllipsoidShape(size), place
            case "box":
                return BoxShape(2 * size), place
            case "cylinder":
                return CylinderShape(float(size[0]), float(2 * size[1])), place
            case "capsule":
                return CapsuleShape(float(size[0]), float(2 * size[1])), place
        self._note(f"{what} has a shape of the kind {kind[:20]}, which is not read.")
        return None

    def _mesh(self, said: Mapping[str, str], what: str) -> tuple[Shape, np.ndarray] | None:
        mesh = self.meshes.get(said.get("mesh", ""))
        if mesh is None:
            raise InputError(f"{what} names the mesh {said.get('mesh', '')[:40]}, which it does not have.", AGAIN)
        scale = numbers(mesh.get("scale"), (1.0, 1.0, 1.0), f"the scale of {what}")
        moved = {"pos": mesh.get("refpos", "0 0 0"), "quat": mesh.get("refquat", "1 0 0 0")}
        stood = self.file.place(moved, what)
        stood[:3, 3] *= scale
        place = self.file.place(said, what) @ inverse(stood)
        if "file" in mesh:
            try:
                return FileShape(self.file.file("mesh", mesh["file"]), scale), place
            except InputError as error:
                self._note(str(error))
                return None
        vertices = listed(mesh.get("vertex", ""), f"the vertices of {what}")
        triangles = listed(mesh.get("face", ""), f"the faces of {what}").astype(int)
        if not len(triangles) or len(vertices) % 3 or len(triangles) % 3:
            self._note(f"{what} has a mesh without faces, which is not read.")
            return None
        if triangles.min() < 0 or triangles.max() >= len(vertices) // 3:
            raise InputError(f"the faces of {what} name vertices that it does not have.", AGAIN)
        return SurfaceShape(vertices.reshape(-1, 3) * scale, np.full(len(triangles) // 3, 3), triangles), place

    def _paints(self, said: Mapping[str, str], what: str) -> tuple[Paint, ...]:
        if said.get("material", "") in self.paints and "material" in said:
            return (self.paints[said["material"]],)
        if "rgba" not in said:
            return ()
        return (Paint("material", _colour(said["rgba"], what)),)

    def _paint(self, element: Element) -> Paint:
        said = self.file.attributes(element, "main")
        name = said.get("name", "material")
        picture = None
        for texture in self.file.section("asset", "texture"):
            if texture.get("name") == said.get("texture") and texture.get("file"):
                try:
                    picture = self.file.file("texture", texture.get("file"))
                except InputError as error:
                    self._note(str(error))
        return Paint(name, _colour(said["rgba"], name) if "rgba" in said else GREY, picture)

    def _mesh_name(self, element: Element) -> str:
        return element.get("name") or Path(element.get("file", "").replace("\\", "/")).stem


def _inside(element: Element, tag: str) -> list[Element]:
    return element.findall(tag)


def _free(element: Element) -> list[Element]:
    return [*element.findall("freejoint"), *(one for one in element.findall("joint") if one.get("type") == "free")]


def _colour(text: str, what: str) -> tuple[float, ...]:
    return tuple(np.clip(numbers(text, GREY, f"the colour of {what}"), 0, 1).tolist())
