"""What a GLB says that its parts collide with, by KHR_physics_rigid_bodies and KHR_implicit_shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import InputError
from ..frames import apply, transform
from .description import BoxShape, CylinderShape
from .glb import binary
from .gltf_physics import BODIES, SHAPES
from .model import CapsuleShape, EllipsoidShape, Solid, SurfaceShape
from .xml_in import AGAIN, MOST

# Turns the Z axis, along which our cylinders lie, to glTF's Y.
_Y = transform(np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]))
_COMPONENTS = {5121: "<u1", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC3": 3}


def has_collider(node: Mapping[str, Any]) -> bool:
    """Whether a node collides."""
    return "collider" in _own(node)


def collider(document: Mapping[str, Any], rest: bytes, node: Mapping[str, Any], place: np.ndarray) -> Solid | str:
    """The collider of a node, or in a sentence why it is left out; "" where it is what the file shows too. place:
    (4, 4) of the node in our world. TypeError, ValueError, KeyError, IndexError: the document is broken."""
    name, geometry = str(node.get("name", "collider")), _own(node)["collider"]["geometry"]
    scale = np.linalg.norm(place[:3, :3], axis=0)
    if not (scale > 1e-12).all() or np.linalg.det(place[:3, :3]) < 0:
        return f"{name} is flattened or mirrored: it is left out."
    still = transform(place[:3, :3] / scale, place[:3, 3])
    if "node" in geometry:
        mesh = document["nodes"][geometry["node"]]["mesh"]
        if any(other.get("mesh") == mesh for other in _shown(document)):
            return ""
        return _surface(document, rest, mesh, place, name)
    shape = document["extensions"][SHAPES]["shapes"][geometry["shape"]]
    kind, own = shape["type"], shape.get(shape["type"], {})
    if kind == "box":
        return Solid(BoxShape(_positive(own.get("size", (1, 1, 1)), 3) * scale), still, name)
    if np.ptp(scale) > 1e-4 * scale.max() or kind not in ("sphere", "cylinder", "capsule"):
        return f"{name} is a {kind} that cannot be held here: it is left out."
    if kind == "sphere":
        return Solid(EllipsoidShape(np.full(3, _size(own, "radius", 0.5) * scale[0])), still, name)
    ends = [_size(own, f"radius{end}", 0.25) * scale[0] for end in ("Top", "Bottom")]
    if abs(ends[0] - ends[1]) > 1e-6 * max(ends):
        return f"{name} is a cone: it is left out."
    length = _size(own, "height", 0.5) * scale[0]
    made = CylinderShape(ends[0], length) if kind == "cylinder" else CapsuleShape(ends[0], length)
    return Solid(made, still @ _Y, name)


def _own(node: Mapping[str, Any]) -> Mapping[str, Any]:
    extensions = node.get("extensions")
    own = extensions.get(BODIES) if isinstance(extensions, dict) else None
    return own if isinstance(own, dict) else {}


def _shown(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The nodes of the scene."""
    nodes, left, seen = document["nodes"], list(document["scenes"][document.get("scene", 0)]["nodes"]), set()
    while left:
        number = left.pop()
        if number not in seen:
            seen.add(number)
            left += nodes[number].get("children", ())
    return [nodes[number] for number in seen]


def _size(own: Mapping[str, Any], key: str, default: float) -> float:
    return float(_positive([own.get(key, default)], 1)[0])


def _positive(values: Any, count: int) -> np.ndarray:
    found = np.asarray(values, np.float64)
    if found.shape != (count,) or not (found > 0).all() or not (found <= MOST).all():
        raise InputError(f"{str(values)[:60]} is no size of a collider.", AGAIN)
    return found


def _surface(document: Mapping[str, Any], rest: bytes, mesh: int, place: np.ndarray, name: str) -> Solid | str:
    """Of all primitives of a mesh, in the world."""
    points, corners, count = [], [], 0
    for primitive in document["meshes"][mesh]["primitives"]:
        vertices = _numbers(document, rest, primitive["attributes"]["POSITION"])
        order = _numbers(document, rest, primitive["indices"]) if "indices" in primitive else np.arange(len(vertices))
        if primitive.get("mode", 4) != 4 or not len(order) or len(order) % 3 or order.max() >= len(vertices):
            return f"{name} has a mesh of no triangles: it is left out."
        points.append(vertices)
        corners.append(order.astype(int) + count)
        count += len(vertices)
    corner = np.concatenate(corners)
    world = apply(place, np.concatenate(points))
    middle = transform(move=world.mean(axis=0))
    return Solid(SurfaceShape(world - middle[:3, 3], np.full(len(corner) // 3, 3), corner), middle, name)


def _numbers(document: Mapping[str, Any], rest: bytes, number: int) -> np.ndarray:
    """(n,) or (n, 3) of an accessor in the file's own binary chunk."""
    accessor = document["accessors"][number]
    view, width = document["bufferViews"][accessor["bufferView"]], _WIDTHS[accessor["type"]]
    kind = np.dtype(_COMPONENTS[accessor["componentType"]])
    if view["buffer"] or view.get("byteStride", width * kind.itemsize) != width * kind.itemsize:
        raise ValueError("a collider's mesh is not beside the document")
    start, count = int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0)), int(accessor["count"])
    if count < 1:
        raise ValueError("a collider's mesh is empty")
    found = np.frombuffer(binary(rest), kind, count * width, start)
    if kind.kind == "f" and not (np.abs(found) <= MOST).all():
        raise ValueError("a collider's mesh is not finite")
    return found.reshape(-1, width).astype(np.float64) if width > 1 else found
