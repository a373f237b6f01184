"""A URDF read as an articulation with the boxes of its parts. Z-up, metres, radians."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from ..articulation import Articulation, Box, Joint, JointType, Part
from ..errors import ArtLLMError, InputError
from ..frames import apply, rotation, transform, unit
from ..kinematics import motion
from .xml_in import parse_xml, read_bounded

_TYPES = {"revolute": JointType.REVOLUTE, "continuous": JointType.CONTINUOUS, "prismatic": JointType.PRISMATIC}


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
    closed: what the file says of where a joint is closed."""

    name: str
    articulation: Articulation
    solids: Mapping[int, np.ndarray]
    normals: Mapping[int, np.ndarray]
    joints: Mapping[int, tuple[str, ...]]
    followers: Mapping[str, Followed]
    closed: Mapping[int, float]

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
    """The file's tree, joints that hold still kept as such. InputError: it is no URDF of one tree."""
    try:
        return _Reader(parse_xml(read_bounded(path)), path).read()
    except InputError as error:
        raise InputError(f"{path.name} could not be read as URDF: {error.args[0]}", error.hint) from error
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(f"{path.name} could not be read as URDF: {error}.", "Choose a URDF of one object.") from error


class _Reader:
    def __init__(self, root: Element, path: Path):
        self.root, self.path = root, path
        self.links = {link.get("name"): link for link in root.findall("link")}
        self.joints = [joint for joint in root.findall("joint") if joint.find("parent") is not None]
        self.into = {joint.find("child").get("link"): joint for joint in self.joints}
        self.ids = {name: number for number, name in enumerate(self.links)}
        self.frames: dict[str, np.ndarray] = {}

    def read(self) -> ReadUrdf:
        screws = self._screws()
        turns = {turn.find("child").get("link") for turn, _, _ in screws.values()}
        parts, solids, normals = [], {}, {}
        for name, link in self.links.items():
            if name in turns:
                continue
            boxes = self._boxes(link, self._frame(name))
            points = np.concatenate([corners for corners, _, _ in boxes]) if boxes else np.zeros((0, 3))
            id = self.ids[name]
            solids[id] = points
            if boxes:
                normals[id] = max(boxes, key=lambda box: box[2])[1]
            low, high = (points.min(0), points.max(0)) if len(points) else (self._frame(name)[:3, 3],) * 2
            parts.append(Part(id, name, Box(tuple(low.tolist()), tuple(high.tolist())), label_of(name)))
        joints, names, followers, closed = [], {}, {}, {}
        for joint in self.joints:
            child = joint.find("child").get("link")
            if child in turns:
                continue
            id = self.ids[child]
            if child in screws:
                turn, slide, ratio = screws[child]
                joints.append(self._joint(slide, turn.find("parent").get("link"), pitch=math.tau * ratio))
                names[id] = (turn.get("name"), slide.get("name"))
                continue
            parent = joint.find("parent").get("link")
            joints.append(self._joint(joint, parent))
            mimic = joint.find("mimic")
            if mimic is not None:
                followers[joint.get("name")] = Followed(
                    mimic.get("joint"), float(mimic.get("multiplier", 1)), float(mimic.get("offset", 0))
                )
            else:
                names[id] = (joint.get("name"),)
            if (end := joint.find("closed")) is not None and end.get("value"):
                closed[id] = float(end.get("value"))
        articulation = Articulation(tuple(parts), tuple(joints))
        return ReadUrdf(self.root.get("name", self.path.stem), articulation, solids, normals, names, followers, closed)

    def _screws(self) -> dict[str, tuple[Element, Element, float]]:
        """Turn, slide and metres a radian of each pair that is coupled through an empty link, by its last child."""
        found = {}
        for outer in self.joints:
            inner = self.into.get(outer.find("parent").get("link"))
            if inner is None or {outer.get("type"), inner.get("type")} not in (
                {"revolute", "prismatic"},
                {"continuous", "prismatic"},
            ):
                continue
            for follower, leader in ((outer, inner), (inner, outer)):
                mimic = follower.find("mimic")
                if mimic is None or mimic.get("joint") != leader.get("name"):
                    continue
                multiplier = float(mimic.get("multiplier", 1))
                slides = follower.get("type") == "prismatic"
                turn, slide = (leader, follower) if slides else (follower, leader)
                ratio = multiplier if slides else 1 / multiplier
                found[outer.find("child").get("link")] = (turn, slide, ratio) if inner is turn else (turn, slide, ratio)
        return {
            child: (t, s, r)
            for child, (t, s, r) in found.items()
            if self.into[t.find("child").get("link")] is not self.into[child]
        }

    def _joint(self, joint: Element, parent: str, pitch: float = 0.0) -> Joint:
        child = joint.find("child").get("link")
        frame = self._frame(child)
        axis = joint.find("axis")
        direction = unit(frame[:3, :3] @ _numbers(axis.get("xyz") if axis is not None else None, (1, 0, 0)))
        kind = _TYPES.get(joint.get("type"), None)
        limit = joint.find("limit")
        lower, upper = (0.0, 0.0) if limit is None else (float(limit.get("lower", 0)), float(limit.get("upper", 0)))
        if kind is None or joint.find("mimic") is not None and not pitch:
            kind, lower, upper = JointType.PRISMATIC, 0.0, 0.0
        return Joint(
            JointType.SCREW if pitch else kind,
            self.ids[parent],
            self.ids[child],
            tuple(direction.tolist()),
            tuple(frame[:3, 3].tolist()),
            min(lower, upper),
            max(lower, upper),
            pitch,
            joint.get("name", ""),
        )

    def _frame(self, link: str) -> np.ndarray:
        """(4, 4) a link's frame in the world, at rest."""
        if link not in self.frames:
            joint = self.into.get(link)
            self.frames[link] = (
                np.eye(4) if joint is None else self._frame(joint.find("parent").get("link")) @ _origin(joint)
            )
        return self.frames[link]

    def _boxes(self, link: Element, frame: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, float]]:
        """Corners, normal of the largest face and its area of each of a link's solids, visible ones if it has any."""
        found = []
        for kind in ("visual", "collision"):
            for solid in link.findall(kind):
                if (bounds := self._bounds(solid.find("geometry"))) is None:
                    continue
                low, high = bounds
                matrix = frame @ _origin(solid)
                grid = np.array([[low[0], high[0]], [low[1], high[1]], [low[2], high[2]]])
                corners = np.array([(x, y, z) for x in grid[0] for y in grid[1] for z in grid[2]])
                size = high - low
                thin = int(size.argmin())
                area = float(np.delete(size, thin).prod())
                found.append((apply(matrix, corners), matrix[:3, thin], area))
            if found:
                break
        return found

    def _bounds(self, geometry: Element | None) -> tuple[np.ndarray, np.ndarray] | None:
        shape = geometry[0] if geometry is not None and len(geometry) else None
        if shape is None:
            return None
        if shape.tag == "box":
            half = _numbers(shape.get("size"), (0, 0, 0)) / 2
        elif shape.tag == "sphere":
            half = np.full(3, float(shape.get("radius")))
        elif shape.tag == "cylinder":
            half = np.array((float(shape.get("radius")), float(shape.get("radius")), float(shape.get("length")) / 2))
        else:
            return self._mesh(shape)
        return -half, half

    def _mesh(self, shape: Element) -> tuple[np.ndarray, np.ndarray] | None:
        """Corners of an OBJ or binary STL beside the file; None where there is no such."""
        name = shape.get("filename", "").split("://")[-1]
        path = next((p for p in (self.path.parent / name, self.path.parent / Path(name).name) if p.is_file()), None)
        reader = _MESHES.get(path.suffix.lower()) if path else None
        points = reader(path) if reader else np.zeros((0, 3))
        if not len(points):
            return None
        points = points * _numbers(shape.get("scale"), (1, 1, 1))
        return points.min(axis=0), points.max(axis=0)


def label_of(name: str) -> str:
    """A link's label: its name without the number at the end."""
    head, _, number = name.rpartition("_")
    return head if head and number.isdigit() else name


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


def _origin(element: Element) -> np.ndarray:
    origin = element.find("origin")
    if origin is None:
        return np.eye(4)
    roll, pitch, yaw = _numbers(origin.get("rpy"), (0, 0, 0))
    turn = rotation((0, 0, 1), yaw) @ rotation((0, 1, 0), pitch) @ rotation((1, 0, 0), roll)
    return transform(turn, _numbers(origin.get("xyz"), (0, 0, 0)))


def _numbers(text: str | None, default: tuple[float, float, float]) -> np.ndarray:
    numbers = np.array([float(word) for word in text.split()] if text else default, dtype=float)
    if numbers.shape != (3,) or not np.isfinite(numbers).all():
        raise ArtLLMError(f"'{text}' is not three numbers.")
    return numbers
