"""GLB and glTF of ours as a model: joints from the nodes' extras, pivots and parts from the nodes themselves.

Nodes may have been moved, turned or evenly scaled since, by whatever program: axes and limits go with them.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np

from ..articulation import JointType
from ..errors import InputError
from ..frames import transform, unit
from ..names import identifier, unique
from .description import LinkNeed
from .glb import cut_short, packed, unpacked
from .gltf_physics_in import collider, has_collider
from .gltf_skin_in import without_skins
from .model import Body, BodyJoint, Model, NodeShape, Solid
from .xml_in import AGAIN, MOST

MOST_NODES = 100_000
# (x, y, z) of glTF's Y-up world in ours.
UP = np.array([[1.0, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]])


@dataclass(frozen=True)
class _Node:
    """place: (4, 4) world, Z-up. above: the part that the nearest node above it is of."""

    extras: Mapping[str, Any]
    name: str
    place: np.ndarray
    above: int | None


def gltf_json(path: Path) -> tuple[dict[str, Any], bytes]:
    """The document of a GLB or glTF file, and what follows it in a GLB. InputError: it has none."""
    try:
        data, rest = path.read_bytes(), b""
        if cut := cut_short(data):
            raise InputError(f"{cut}.", "Get the whole file, or export it anew.")
        if data[:4] == b"glTF":
            document, rest = unpacked(data)
        else:
            document = json.loads(data)
    except (OSError, ValueError, struct.error, RecursionError) as error:
        raise InputError(f"it is no glTF: {getattr(error, 'strerror', None) or error}.", AGAIN) from error
    if not isinstance(document, dict):
        raise InputError("it is no glTF.", AGAIN)
    return document, rest


def at_rest(path: Path) -> bytes:
    """A glTF file of ours as a GLB without its animations, which readers would show a frame of, and skins, whose meshes
    are in pieces on the parts' nodes; the files that it names by their whole paths. InputError: a skin is broken."""
    document, rest = gltf_json(path)
    document.pop("animations", None)
    try:
        document, rest = without_skins(document, rest)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, struct.error) as error:
        raise InputError(f"{path.name} has a skinned mesh that cannot be read: {error}.", AGAIN) from error
    for kind in ("buffers", "images"):
        for one in document.get(kind, ()):
            uri = one.get("uri", "data:")
            if not uri.startswith("data:"):
                one["uri"] = str((path.parent / unquote(uri)).resolve()).replace("%", "%25")
    return packed(document, rest)


def glb_model(path: Path) -> Model:
    """The parts and joints that the file's extras tell of. InputError, without the file's name: it tells of none."""
    document, rest = gltf_json(path)
    try:
        nodes, solids, notes = _part_nodes(document, rest)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, struct.error) as error:
        raise InputError(f"its nodes are not as glTF has them: {error}.", AGAIN) from error
    if not nodes:
        raise InputError("it has no joint data of ArtLLM.", "Find its joints by Import and Articulate.")
    ids = sorted(nodes)
    names = dict(zip(ids, unique((identifier(nodes[id].name, "part") for id in ids), "part"), strict=True))
    titles = {node.name: _title(node) for node in nodes.values()}
    bodies, joints = [], []
    for id, node in sorted(nodes.items()):
        place = transform(move=node.place[:3, 3])
        label = node.extras["artllm_part"].get("label", "")
        shown, solid = (Solid(NodeShape(path, id), place),), tuple(solids.get(id, ()))
        body = Body(names[id], place, shown, solid, node.name, str(label))
        bodies.append(body)
        if node.above is not None:
            joints.append(_joint(node, names[node.above], names[id], titles))
    scenes = document.get("scenes")
    scene = scenes[0] if isinstance(scenes, list) and scenes and isinstance(scenes[0], dict) else {}
    return Model(str(scene.get("name") or path.stem), tuple(bodies), tuple(joints), tuple(notes))


def _part_nodes(document: Mapping[str, Any], rest: bytes) -> tuple[dict[int, _Node], dict[int, list[Solid]], list[str]]:
    """The nodes that are parts, by the parts' ids, and what these collide with; and what was left out, in sentences."""
    nodes = document["nodes"]
    if len(nodes) > MOST_NODES:
        raise InputError(f"it has more than {MOST_NODES} nodes.", "Split it into several files.")
    found: dict[int, _Node] = {}
    solids: dict[int, list[Solid]] = {}
    notes = []
    scene = document["scenes"][document.get("scene", 0)]
    left = [(number, UP, None) for number in scene["nodes"]]
    seen = set()
    while left:
        number, above, part = left.pop()
        if number in seen or not 0 <= number < len(nodes):
            raise InputError("its nodes are no tree.", AGAIN)
        seen.add(number)
        node = nodes[number]
        place = above @ _matrix(node)
        extras = node.get("extras") or {}
        if isinstance(extras, dict) and isinstance(extras.get("artllm_part"), dict):
            id = int(extras["artllm_part"]["id"])
            if id in found:
                raise InputError(f"two of its nodes are part {id}.", AGAIN)
            found[id] = _Node(extras, str(node.get("name", f"part_{id}")), place, part)
            part = id
        if part is not None and has_collider(node):
            solid = collider(document, rest, node, place)
            if isinstance(solid, Solid):
                solids.setdefault(part, []).append(solid)
            elif solid:
                notes.append(solid)
        left += [(child, place, part) for child in reversed(node.get("children", ()))]
    return found, solids, notes


def _matrix(node: Mapping[str, Any]) -> np.ndarray:
    if "matrix" in node:
        return _checked(node["matrix"], 16).reshape(4, 4).T
    move, turn = _checked(node.get("translation", (0, 0, 0)), 3), _checked(node.get("rotation", (0, 0, 0, 1)), 4)
    scale = _checked(node.get("scale", (1, 1, 1)), 3)
    x, y, z, w = unit(turn)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return transform(np.array(rows) * scale, move)


def _checked(values: Any, count: int) -> np.ndarray:
    """(count,) finite numbers. InputError: they are not."""
    found = np.asarray(values)
    if found.shape != (count,) or found.dtype.kind not in "iuf" or not (np.abs(found) <= MOST).all():
        raise InputError(f"{str(values)[:60]} is not {count} finite numbers.", AGAIN)
    return found.astype(np.float64)


def _title(node: _Node) -> str:
    said = node.extras.get("artllm_joint")
    return str(said.get("name") or f"{node.name}_joint") if isinstance(said, dict) else ""


def _joint(node: _Node, parent: str, child: str, titles: Mapping[str, str]) -> BodyJoint:
    said, origin = node.extras.get("artllm_joint"), node.place[:3, 3]
    if not isinstance(said, dict):
        return BodyJoint(f"{node.name}_joint", parent, child, None, origin=origin)
    name = _title(node)
    if said.get("type") not in [kind.value for kind in JointType]:
        raise InputError(f"the joint {name} is of no type.", AGAIN)
    kind = JointType(said["type"])
    # Extras are in glTF's world as it was written, in which no node was turned.
    turn = node.place[:3, :3]
    scale = float(np.cbrt(np.linalg.det(turn)))
    if not abs(scale) > 1e-12:
        raise InputError(f"the node {node.name} is flattened.", AGAIN)
    axis = turn @ _checked(said.get("axis"), 3)
    if not np.linalg.norm(axis) > 1e-9:
        raise InputError(f"the axis of {name} has no direction.", AGAIN)
    by = abs(scale) if kind.slides else 1.0

    def value(key: str, default: float, by: float = by) -> float:
        return float(_checked([said.get(key, default)], 1)[0]) * by

    lower, upper = (-math.inf, math.inf) if kind is JointType.CONTINUOUS else (value("lower", 0), value("upper", 0))
    pitch = value("pitch", 0, scale) if kind is JointType.SCREW else 0.0
    if kind is JointType.SCREW and not pitch:
        raise InputError(f"the screw {name} has no pitch.", AGAIN)
    needs = said.get("needs", ())
    told = tuple(
        LinkNeed(
            titles.get(str(one.get("part")), ""),
            bool(one.get("open")),
            float(_checked([one.get("beyond", 0)], 1)[0]) * by,
        )
        for one in (needs if isinstance(needs, list) else ())
        if isinstance(one, dict)
    )
    axis = unit(axis) * (1 if scale > 0 or kind.slides else -1)
    return BodyJoint(name, parent, child, kind, axis, origin, lower, upper, pitch, value("closed", 0), told)
