"""A GLB's bodies, colliders and joints by the extensions KHR_physics_rigid_bodies and KHR_implicit_shapes, both drafts.

Each part's node is a body. Below it a node a collider; a hull's mesh hangs on a node outside the scene, so that it is
not drawn. A joint is two nodes that lie in each other at rest, their X along its axis: one below what carries, which
has the joint, one below what it moves. A screw only turns, for nothing couples a slide to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..articulation import JointType
from ..frames import quaternion, z_up_to_y_up
from .description import BoxShape, Collider, CylinderShape, Description, HullShape, Link, LinkJoint
from .glb import binary, binary_chunk
from .gltf_data import CORNERS, VERTICES, add_array, ends
from .usda import turn_to

BODIES, SHAPES = "KHR_physics_rigid_bodies", "KHR_implicit_shapes"
# Columns: where Z-up's axes point in Y-up's.
_UP = z_up_to_y_up(np.eye(3)).T


def with_physics(document: dict[str, Any], rest: bytes, asset: Description) -> tuple[dict[str, Any], bytes]:
    """The document and the chunks that follow it, of a GLB of ours, with the asset's physics."""
    return _Writer(document, binary(rest), asset).written()


def notes_on(asset: Description) -> list[str]:
    """What the extensions cannot say, in sentences."""
    screws = [joint.name for joint in asset.joints if joint.type is JointType.SCREW]
    return [f"In the GLB's physics {name} turns without sliding, for nothing couples the two there." for name in screws]


class _Writer:
    def __init__(self, document: dict[str, Any], data: bytes, asset: Description) -> None:
        self.document, self.data, self.asset = document, bytearray(data), asset
        self.shapes: list[dict[str, Any]] = []
        self.joints: list[dict[str, Any]] = []
        self.nodes = document["nodes"]
        said = [(node.get("extras", {}).get("artllm_part"), number) for number, node in enumerate(self.nodes)]
        self.number = {int(part["id"]): number for part, number in said if part}

    def written(self) -> tuple[dict[str, Any], bytes]:
        asset, filters = self.asset, _filters(self.asset)
        for link in asset.links:
            self._extend(self.number[link.part], "motion", _motion(link))
            for count, collider in enumerate(link.colliders):
                self._collider(link, collider, f"{link.name}_collider_{count}", filters)
        for joint in asset.joints:
            self._joint(joint)
        own = {"physicsJoints": self.joints} | ({"collisionFilters": list(filters.values())} if filters else {})
        extensions = self.document.setdefault("extensions", {})
        extensions[BODIES] = {key: value for key, value in own.items() if value}
        if self.shapes:
            extensions[SHAPES] = {"shapes": self.shapes}
        used = self.document.setdefault("extensionsUsed", [])
        used += [name for name in (BODIES, SHAPES) if name in extensions and name not in used]
        if self.data:
            self.document.setdefault("buffers", [{}])[0]["byteLength"] = len(self.data)
        return self.document, binary_chunk(bytes(self.data)) if self.data else b""

    def _extend(self, node: int, key: str, value: dict[str, Any]) -> None:
        self.nodes[node].setdefault("extensions", {}).setdefault(BODIES, {})[key] = value

    def _child(self, above: int, name: str, move: np.ndarray, turn: Iterable[float]) -> int:
        """The number of a new node. turn: quaternion w, x, y, z, Y-up."""
        w, x, y, z = turn
        self.nodes.append({"name": name, "translation": list(map(float, move)), "rotation": [x, y, z, w]})
        self.nodes[above].setdefault("children", []).append(len(self.nodes) - 1)
        return len(self.nodes) - 1

    def _collider(self, link: Link, collider: Collider, name: str, filters: dict[str, Any]) -> None:
        shape, above = collider.shape, self.number[link.part]
        if isinstance(shape, BoxShape | CylinderShape | HullShape):
            turn = quaternion(_UP @ np.asarray(collider.turn) @ _UP.T)
            geometries = [(z_up_to_y_up(collider.centre), tuple(turn.tolist()), self._geometry(shape, name))]
        else:
            geometries = [
                (move, turn, {"node": self._outside(name, mesh), "convexHull": True})
                for move, turn, mesh in self._meshes(above)
            ]
        for move, turn, geometry in geometries:
            node = self._child(above, name, move, turn)
            number = {"collisionFilter": list(filters).index(link.name)} if link.name in filters else {}
            self._extend(node, "collider", {"geometry": geometry, **number})

    def _geometry(self, shape: BoxShape | CylinderShape | HullShape, name: str) -> dict[str, Any]:
        if isinstance(shape, BoxShape):
            x, y, z = np.asarray(shape.size).tolist()
            self.shapes.append({"type": "box", "box": {"size": [x, z, y]}})
        elif isinstance(shape, CylinderShape):
            own = {"height": shape.length, "radiusTop": shape.radius, "radiusBottom": shape.radius}
            self.shapes.append({"type": "cylinder", "cylinder": {key: float(value) for key, value in own.items()}})
        else:
            return {"node": self._outside(name, self._mesh(shape, name)), "convexHull": True}
        return {"shape": len(self.shapes) - 1}

    def _outside(self, name: str, mesh: int) -> int:
        """The number of a new node outside the scene that has a mesh."""
        self.nodes.append({"name": f"{name}_mesh", "mesh": mesh})
        return len(self.nodes) - 1

    def _mesh(self, hull: HullShape, name: str) -> int:
        points = z_up_to_y_up(hull.vertices).astype("<f4")
        corners = np.asarray(hull.triangles).astype("<u4" if len(points) > 65535 else "<u2").reshape(-1, 1)
        place = add_array(self.document, self.data, points, VERTICES, **ends(points))
        indices = add_array(self.document, self.data, corners, CORNERS)
        meshes = self.document.setdefault("meshes", [])
        meshes.append({"name": name, "primitives": [{"attributes": {"POSITION": place}, "indices": indices}]})
        return len(meshes) - 1

    def _meshes(self, number: int) -> list[tuple[np.ndarray, tuple[float, float, float, float], int]]:
        """A part's meshes: where the node of each lies in the part's, and its number."""
        node, own = self.nodes[number], []
        if "mesh" in node:
            own.append((np.zeros(3), (1.0, 0.0, 0.0, 0.0), node["mesh"]))
        for child in node.get("children", ()):
            piece = self.nodes[child]
            if "mesh" in piece and "artllm_part" not in piece.get("extras", {}):
                x, y, z, w = piece.get("rotation", (0, 0, 0, 1))
                own.append((np.array(piece.get("translation", (0, 0, 0))), (w, x, y, z), piece["mesh"]))
        return own

    def _joint(self, joint: LinkJoint) -> None:
        turn = turn_to(z_up_to_y_up(joint.axis))
        parent, child = (self.number[self.asset.by_name[name].part] for name in (joint.parent, joint.child))
        there = self._child(child, f"{joint.name}_there", np.zeros(3), turn)
        here = self._child(parent, f"{joint.name}_here", z_up_to_y_up(self.asset.offset(joint)), turn)
        self.joints.append(_described(joint))
        self._extend(here, "joint", {"connectedNode": there, "joint": len(self.joints) - 1})


def _motion(link: Link) -> dict[str, Any]:
    moments, axes = np.linalg.eigh(_UP @ link.inertial.tensor @ _UP.T)
    w, x, y, z = quaternion(axes * [1, 1, np.sign(np.linalg.det(axes))]).tolist()
    return {
        "mass": float(link.inertial.mass),
        "centerOfMass": z_up_to_y_up(link.inertial.centre).tolist(),
        "inertiaDiagonal": moments.tolist(),
        "inertiaOrientation": [x, y, z, w],
    }


def _described(joint: LinkJoint) -> dict[str, Any]:
    """X is the axis: all other ways to move are shut."""
    shut = {"min": 0.0, "max": 0.0}
    if joint.type is None:
        return {"name": joint.name, "limits": [{"linearAxes": [0, 1, 2], **shut}, {"angularAxes": [0, 1, 2], **shut}]}
    joint = joint.turning()
    lower, upper = joint.lower, joint.upper
    slides = joint.type is JointType.PRISMATIC
    free, other = ("linearAxes", "angularAxes") if slides else ("angularAxes", "linearAxes")
    limits = [{other: [0, 1, 2], **shut}, {free: [1], **shut}, {free: [2], **shut}]
    if math.isfinite(upper - lower):
        limits.append({free: [0], "min": float(lower), "max": float(upper)})
    drive = {"type": "linear" if slides else "angular", "mode": "force", "axis": 0, "maxForce": float(joint.effort)}
    drive |= {"velocityTarget": 0.0, "damping": float(joint.damping)}
    return {"name": joint.name, "limits": limits, "drives": [drive]}


def _filters(asset: Description) -> dict[str, dict[str, Any]]:
    """By link's name, of links that must not collide with some; each is a system of its own."""
    partners: dict[str, list[str]] = {}
    for one, two in asset.excluded:
        partners.setdefault(one, []).append(two)
        partners.setdefault(two, []).append(one)
    return {
        name: {"collisionSystems": [name], "notCollideWithSystems": others} for name, others in sorted(partners.items())
    }
