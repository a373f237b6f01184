"""USD's geometry and looks: transforms of prims, shapes as meshes, materials as paints."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import InputError
from ..frames import apply, inverse, rotation, transform, unit
from ..picture.colour import srgb
from .description import BoxShape, CylinderShape
from .model import GREY, CapsuleShape, EllipsoidShape, Paint, SurfaceShape
from .paths_in import named
from .primitives import primitive
from .usda_text import Asset, Prim
from .xml_in import AGAIN, MOST

_TURNS = {"X": 0, "Y": 1, "Z": 2}


def vector(value: Any, count: int, what: str) -> np.ndarray:
    """(count,) finite numbers of a tuple. InputError: they are not."""
    try:
        found = np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        found = np.zeros(0)
    if found.shape != (count,) or not (np.abs(found) <= MOST).all():
        raise InputError(f"{what} is not {count} finite numbers.", AGAIN)
    return found


def scalar(value: Any, what: str) -> float:
    return float(vector((value,), 1, what)[0])


def turn_of(value: Any, what: str) -> np.ndarray:
    """(3, 3) of a quaternion w, x, y, z."""
    w, *xyz = vector(value, 4, what)
    if not math.hypot(w, *xyz) > 1e-9:
        raise InputError(f"{what} is no turn.", AGAIN)
    sine = float(np.linalg.norm(xyz))
    return np.eye(3) if sine < 1e-12 else rotation(xyz, 2 * math.atan2(sine, w))


def matrix_of(prim: Prim) -> tuple[np.ndarray, bool]:
    """(4, 4) a prim's own transform; and whether it is counted from the world instead of from what is above it."""
    order = prim.values.get("xformOpOrder", [])
    matrix, resets = np.eye(4), False
    for op in order if isinstance(order, list) else ():
        if op == "!resetXformStack!":
            matrix, resets = np.eye(4), True
            continue
        name = str(op).removeprefix("!invert!")
        value, what = prim.values.get(name), f"{name[:40]} of {prim.path}"
        if isinstance(value, dict):  # moved in time: as it is first
            value = next(iter(value.values()), None)
        if value is None:
            continue
        one = _op(name.split(":")[1] if ":" in name else "", value, what)
        if str(op).startswith("!invert!"):
            if not abs(np.linalg.det(one)) > 1e-30:
                raise InputError(f"{what} cannot be undone.", AGAIN)
            one = np.linalg.inv(one)
        matrix = matrix @ one
    return matrix, resets


def _op(kind: str, value: Any, what: str) -> np.ndarray:
    match kind:
        case "translate":
            return transform(move=vector(value, 3, what))
        case "scale":
            return np.diag((*vector(value, 3, what), 1.0))
        case "orient":
            return transform(turn_of(value, what))
        case "transform":
            return np.array([vector(row, 4, what) for row in value] if len(value) == 4 else np.eye(4)).T
        case "rotateX" | "rotateY" | "rotateZ":
            return transform(rotation(np.eye(3)[_TURNS[kind[-1]]], math.radians(scalar(value, what))))
    axes = kind.removeprefix("rotate")
    if kind.startswith("rotate") and sorted(axes) == ["X", "Y", "Z"]:
        angles, turn = np.radians(vector(value, 3, what)), np.eye(3)
        for axis in axes:  # the first named turns first
            turn = rotation(np.eye(3)[_TURNS[axis]], angles[_TURNS[axis]]) @ turn
        return transform(turn)
    return np.eye(4)


def rigid(matrix: np.ndarray, what: str) -> np.ndarray:
    """(4, 4) where a prim's frame is, without its scale."""
    u, singular, vt = np.linalg.svd(matrix[:3, :3])
    if not singular.min() > 1e-15:
        raise InputError(f"{what} is flattened.", AGAIN)
    turn = u @ vt
    return transform(turn if np.linalg.det(turn) > 0 else turn @ np.diag((1, 1, -1)), matrix[:3, 3])


def surface(prim: Prim, matrix: np.ndarray, frame: np.ndarray) -> SurfaceShape | None:
    """What a prim shows, in a body's frame (4, 4); None where it is no shape that is read. matrix: (4, 4) its world."""
    into = inverse(frame) @ matrix
    mirrored = np.linalg.det(into[:3, :3]) < 0
    if prim.type == "Mesh":
        return _mesh(prim, into, mirrored)
    shape = _primitive(prim)
    if shape is None:
        return None
    vertices, faces = primitive(shape)
    axis = prim.values.get("axis", "Z")
    if prim.type in ("Cylinder", "Capsule") and axis in ("X", "Y"):
        vertices = np.roll(vertices, 1 if axis == "X" else 2, axis=1)
    faces = [face[::-1] for face in faces] if mirrored else faces
    corners = np.array([corner for face in faces for corner in face])
    return SurfaceShape(apply(into, vertices), np.array([len(face) for face in faces]), corners)


def _primitive(prim: Prim) -> BoxShape | EllipsoidShape | CylinderShape | CapsuleShape | None:
    def size(name: str, default: float) -> float:
        return abs(scalar(prim.values.get(name, default), f"the {name} of {prim.path}"))

    match prim.type:
        case "Cube":
            return BoxShape(np.full(3, size("size", 2.0)))
        case "Sphere":
            return EllipsoidShape(np.full(3, size("radius", 1.0)))
        case "Cylinder":
            return CylinderShape(size("radius", 1.0), size("height", 2.0))
        case "Capsule":
            return CapsuleShape(size("radius", 0.5), size("height", 1.0))
    return None


def _mesh(prim: Prim, into: np.ndarray, mirrored: bool) -> SurfaceShape | None:
    points = _array(prim, "points", 3)
    sizes, corners = (_array(prim, name, 0).astype(int) for name in ("faceVertexCounts", "faceVertexIndices"))
    if not len(points) or not len(sizes):
        return None
    if sizes.min() < 3 or sizes.sum() != len(corners) or corners.min() < 0 or corners.max() >= len(points):
        raise InputError(f"the faces of {prim.path} are not of its points.", AGAIN)
    normals = _a_corner(prim, "normals", 3, corners)
    if normals is None:
        normals = _a_corner(prim, "primvars:normals", 3, corners)
    if normals is not None:
        normals = normals @ np.linalg.pinv(into[:3, :3])
        normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    uvs = next((found for name in prim.values if name.startswith("primvars:st") and ":" not in name[9:]
                if (found := _a_corner(prim, name, 2, corners)) is not None), None)  # fmt: skip
    if mirrored != (prim.values.get("orientation") == "leftHanded"):
        ends = np.cumsum(sizes)
        turned = np.concatenate([np.arange(end - 1, end - size - 1, -1) for end, size in zip(ends, sizes, strict=True)])
        corners, normals, uvs = corners[turned], _taken(normals, turned), _taken(uvs, turned)
    return SurfaceShape(apply(into, points), sizes, corners, normals, uvs)


def _taken(values: np.ndarray | None, order: np.ndarray) -> np.ndarray | None:
    return None if values is None else values[order]


def _a_corner(prim: Prim, name: str, width: int, corners: np.ndarray) -> np.ndarray | None:
    """(k, width) of a primvar that has a value a corner or a vertex; else None."""
    if not isinstance(prim.values.get(name), np.ndarray):
        return None
    values = _array(prim, name, width)
    index = prim.values.get(f"{name}:indices")
    if isinstance(index, np.ndarray) and index.ndim == 1 and len(index):
        index = index.astype(int)
        if index.min() < 0 or index.max() >= len(values):
            return None
        values = values[index]
    if len(values) == len(corners):
        return values
    return values[corners] if len(values) > corners.max() else None


def _array(prim: Prim, name: str, width: int) -> np.ndarray:
    """(n, width) finite numbers; (n,) for width 0."""
    found = prim.values.get(name)
    if isinstance(found, dict):
        found = next(iter(found.values()), None)
    if not isinstance(found, np.ndarray) or not found.size:
        return np.zeros((0, width) if width else 0)
    if found.ndim != (2 if width else 1) or (width and found.shape[1] != width) or not (np.abs(found) <= MOST).all():
        raise InputError(f"{name} of {prim.path} is not of finite numbers, {width or 1} each.", AGAIN)
    return found


class Looks:
    """Materials by their paths. notes: of pictures that cannot be had, in sentences."""

    def __init__(self, prims: Mapping[str, Prim], path: Any) -> None:
        self.prims, self.path, self.notes = prims, path, []
        self._made: dict[str, Paint] = {}

    def of(self, prim: Prim, owner: Prim | None = None) -> Paint | None:
        """What is bound to a prim, or to what is above it, or the colour it has of its own."""
        path = prim.path
        while path:
            bound = self.prims[path].values.get("material:binding") if path in self.prims else None
            if isinstance(bound, list) and bound and bound[0] in self.prims:
                return self._material(self.prims[bound[0]])
            path = path.rpartition("/")[0]
        colours = prim.values.get("primvars:displayColor")
        if isinstance(colours, np.ndarray) and colours.ndim == 2 and colours.shape[1] == 3 and len(colours):
            return Paint("colour", _colour(colours[0], 1.0))
        return None

    def _material(self, prim: Prim) -> Paint:
        if prim.path not in self._made:
            self._made[prim.path] = self._read(prim)
        return self._made[prim.path]

    def _read(self, material: Prim) -> Paint:
        colour, opacity, picture = None, 1.0, None
        for prim in material.walk():
            for name in ("inputs:diffuseColor", "inputs:diffuse_color_constant"):
                value = prim.values.get(name)
                if isinstance(value, tuple) and len(value) == 3:
                    colour = vector(value, 3, f"the colour of {prim.path}")
            if isinstance(prim.values.get("inputs:opacity"), float):
                opacity = prim.values["inputs:opacity"]
            linked = prim.values.get("inputs:diffuseColor.connect", [])
            for name in linked:
                source = self.prims.get(str(name).partition(".")[0])
                picture = picture or (source and source.values.get("inputs:file"))
            picture = picture or prim.values.get("inputs:diffuse_texture")
        file = None
        if isinstance(picture, Asset):
            try:
                file = named(str(picture), self.path)
            except InputError as error:
                self.notes.append(str(error))
        name = material.metadata.get("displayName")
        shown = GREY if colour is None else _colour(colour, opacity)
        return Paint(name if isinstance(name, str) else material.name, shown, file)


def _colour(linear: np.ndarray, opacity: float) -> tuple[float, float, float, float]:
    red, green, blue = srgb(np.nan_to_num(linear)).tolist()
    return red, green, blue, min(max(opacity, 0.0), 1.0) if opacity == opacity else 1.0


def direction(axis: Any) -> np.ndarray:
    return np.eye(3)[_TURNS.get(axis, 0)]


def angle_about(turn: np.ndarray, axis: np.ndarray) -> float:
    """By how much a (3, 3) turn turns about an axis, radians."""
    x = unit(np.cross(axis, np.eye(3)[np.argmin(np.abs(axis))]))
    y = np.cross(axis, x)
    return math.atan2(float(y @ turn @ x), float(x @ turn @ x))
