"""A URDF as an articulation with the boxes of its parts. Z-up, metres, radians."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from ..articulation import Articulation, Box, Joint, JointType, Part
from ..errors import InputError
from ..frames import apply
from ..kinematics import motion
from .description import BoxShape, CylinderShape
from .model import Body, BodyJoint, CapsuleShape, EllipsoidShape, FileShape, Model, Shape
from .urdf_in import model_of, robot_of
from .xml_in import number


@dataclass(frozen=True)
class Followed:
    """A joint that another moves: value = multiplier * the other's + offset."""

    joint: str
    multiplier: float
    offset: float


@dataclass(frozen=True)
class ReadUrdf:
    """name: the robot's. solids: (8 n, 3) corners of a part's boxes by part id, world, at rest; normals: (3,) of the
    largest of their faces. joints: names of the URDF's joints by child id: one, of a screw the turn's and the slide's.
    closed: what the file says of where a joint is closed. titled: whether it says what somebody calls its parts, which
    is then their names."""

    name: str
    articulation: Articulation
    solids: Mapping[int, np.ndarray]
    normals: Mapping[int, np.ndarray]
    joints: Mapping[int, tuple[str, ...]]
    followers: Mapping[str, Followed]
    closed: Mapping[int, float]
    titled: bool

    def named(self, values: Mapping[int, float]) -> dict[str, float]:
        """The value of every movable joint of the file, by its name, for values by child id."""
        found: dict[str, float] = {}
        for id, names in self.joints.items():
            joint, value = self.articulation.joint_of(id), values.get(id, 0.0)
            if joint.still:
                continue
            if len(names) == 2:
                found[names[0]], found[names[1]] = motion(joint, value)
            else:
                found[names[0]] = value
        for name, followed in self.followers.items():
            found[name] = followed.multiplier * found.get(followed.joint, 0.0) + followed.offset
        return found

    def by_child(self, named: Mapping[str, float]) -> dict[int, float]:
        """Values by child id for values of the file's joints."""
        found = {}
        for id, names in self.joints.items():
            joint = self.articulation.joint_of(id)
            if len(names) == 2 and names[1] not in named and names[0] in named:
                found[id] = named[names[0]] / math.tau * joint.pitch
            elif names[-1] in named:
                found[id] = named[names[-1]]
        return found


def read_urdf(path: Path) -> ReadUrdf:
    """The file's tree, in its order, joints that hold still or follow others kept as such. InputError: it is no URDF of
    one tree."""
    try:
        root = robot_of(path)
        return _read(root, model_of(root, path))
    except InputError as error:
        raise InputError(f"{path.name} could not be read as URDF: {error.args[0]}", error.hint) from error
    except (OSError, ValueError) as error:  # a mesh beside it
        raise InputError(f"{path.name} could not be read as URDF: {error}.", "Choose a URDF of one object.") from error


def _read(root: Element, model: Model) -> ReadUrdf:
    ids = {link.get("name") or f"link_{id}": id for id, link in enumerate(root.findall("link"))}
    said = {joint.get("name") or "joint": joint for joint in root.findall("joint")}
    order = {name: place for place, name in enumerate(said)}
    followers = {name: followed for name, joint in said.items() if (followed := _followed(joint))}
    parts, solids, normals = [], {}, {}
    for body in sorted(model.bodies, key=lambda body: ids[body.name]):
        id, boxes = ids[body.name], _boxes(body)
        points = np.concatenate([corners for corners, _, _ in boxes]) if boxes else np.zeros((0, 3))
        solids[id] = points
        if boxes:
            normals[id] = max(boxes, key=lambda box: box[2])[1]
        low, high = (points.min(0), points.max(0)) if len(points) else (body.place[:3, 3],) * 2
        parts.append(Part(id, body.title or body.name, Box(tuple(low.tolist()), tuple(high.tolist())), body.label))
    joints, names, closed, moving = [], {}, {}, {joint.name for joint in model.joints}
    for one in sorted(model.joints, key=lambda joint: order[joint.name]):
        id = ids[one.child]
        if one.type is JointType.SCREW:
            other = next(n for n, followed in followers.items() if followed.joint == one.name and n not in moving)
            names[id] = (one.name, other) if said[other].get("type") == "prismatic" else (other, one.name)
            del followers[other]
        elif one.name not in followers:
            names[id] = (one.name,)
        joints.append(_joint(one, ids, one.name in followers))
        if one.closed is not None:
            closed[id] = one.closed
    tree = Articulation(tuple(parts), tuple(joints))
    titled = any(body.title not in ("", body.name) for body in model.bodies)
    return ReadUrdf(model.name, tree, solids, normals, names, followers, closed, titled)


def _followed(joint: Element) -> Followed | None:
    mimic, name = joint.find("mimic"), joint.get("name")
    if mimic is None:
        return None
    multiplier = number(mimic.get("multiplier"), 1.0, f"the multiplier of {name}")
    return Followed(mimic.get("joint", ""), multiplier, number(mimic.get("offset"), 0.0, f"the offset of {name}"))


def _joint(one: BodyJoint, ids: Mapping[str, int], still: bool) -> Joint:
    kind, lower, upper = one.type, one.lower, one.upper
    if still or kind is None or not kind.turns and not math.isfinite(upper - lower):
        kind, lower, upper = JointType.PRISMATIC, 0.0, 0.0
    elif not math.isfinite(upper - lower):
        kind, lower, upper = JointType.CONTINUOUS, 0.0, 0.0
    ends, way = (ids[one.parent], ids[one.child]), tuple(one.axis.tolist())
    return Joint(kind, *ends, way, tuple(one.origin.tolist()), lower, upper, one.pitch, one.name)


def _boxes(body: Body) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Corners, normal of the largest face and its area of each of a body's solids."""
    found = []
    for solid in body.visuals:
        if (bounds := _bounds(solid.shape)) is None:
            continue
        grid = np.transpose(bounds)
        corners = np.array([(x, y, z) for x in grid[0] for y in grid[1] for z in grid[2]])
        size = bounds[1] - bounds[0]
        thin = int(size.argmin())
        found.append((apply(solid.place, corners), solid.place[:3, thin], float(np.delete(size, thin).prod())))
    return found


def _bounds(shape: Shape) -> np.ndarray | None:
    """(2, 3) the box of a shape, in its own frame; None where its file cannot be looked into."""
    match shape:
        case BoxShape():
            half = shape.size / 2
        case EllipsoidShape():
            half = shape.radii
        case CylinderShape():
            half = np.array((shape.radius, shape.radius, shape.length / 2))
        case CapsuleShape():
            half = np.array((shape.radius, shape.radius, shape.length / 2 + shape.radius))
        case FileShape() if reader := _MESHES.get(shape.path.suffix.lower()):
            points = reader(shape.path) * shape.scale
            return np.array((points.min(axis=0), points.max(axis=0))) if len(points) else None
        case _:
            return None
    return np.array((-half, half))


def _obj(path: Path) -> np.ndarray:
    with open(path, encoding="utf-8", errors="replace") as lines:
        return np.array([line.split()[1:4] for line in lines if line.startswith("v ")], dtype=float).reshape(-1, 3)


def _stl(path: Path) -> np.ndarray:
    data = path.read_bytes()
    count = int.from_bytes(data[80:84], "little")
    if len(data) != 84 + 50 * count:
        return np.zeros((0, 3))
    facet = np.dtype([("floats", "<f4", (12,)), ("rest", "<u2")])
    return (
        np.frombuffer(data, facet, count, 84)["floats"].reshape(-1, 3)[:, :].reshape(count, 4, 3)[:, 1:].reshape(-1, 3)
    )


_MESHES: dict[str, Callable[[Path], np.ndarray]] = {".obj": _obj, ".stl": _stl}
