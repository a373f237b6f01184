"""A GLB of ours as one skinned mesh: the parts' nodes become bones, which the same clips move.

Every vertex hangs on its part's bone alone. The mesh lies where it was modelled, faces of one material and the same
attributes together; the nodes keep their names and extras, and take those of the meshes that they had.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .glb import binary, binary_chunk
from .gltf_data import CORNERS, VERTICES, add_array, array, compacted, ends

Document = dict[str, Any]


def with_skin(document: Document, rest: bytes, name: str) -> tuple[Document, bytes]:
    """The document, and what follows it, of a GLB of ours whose nodes are only moved at rest, with one mesh of that
    name; as it is where it has no mesh."""
    parts = list(_parts(document))
    found = [_Piece(document, *part) for part in parts if "mesh" in document["nodes"][part[0]]]
    if not found:
        return document, rest
    bones = [number for number, _, bone in parts if number == bone]
    source = binary(rest)
    data = bytearray(source)
    targets = [title for piece in found for title in piece.targets]
    groups: dict[Any, list[tuple[_Piece, dict[str, Any]]]] = {}
    for piece in found:
        for primitive in piece.primitives:
            groups.setdefault(_kind(document, piece, primitive), []).append((piece, primitive))
    mesh: dict[str, Any] = {"name": name, "primitives": []}
    for group in groups.values():
        mesh["primitives"].append(_joined(document, source, data, group, bones, found))
    if targets:
        mesh |= {"weights": [w for piece in found for w in piece.weights], "extras": {"targetNames": targets}}
    for piece in found:
        piece.take_off(document)
    document.setdefault("meshes", []).append(mesh)
    places = {number: place for number, place, _ in parts}
    back = np.tile(np.eye(4, dtype="<f4").reshape(1, 16), (len(bones), 1))
    back[:, 12:15] = [-places[bone] for bone in bones]
    skin = {"joints": bones, "skeleton": bones[0], "inverseBindMatrices": add_array(document, data, back)}
    document.setdefault("skins", []).append({"name": name, **skin})
    document["nodes"].append({"name": name, "mesh": len(document["meshes"]) - 1, "skin": len(document["skins"]) - 1})
    document["scenes"][document.get("scene", 0)]["nodes"].append(len(document["nodes"]) - 1)
    kept = compacted(document, bytes(data))
    document["buffers"][0]["byteLength"] = len(kept)
    return document, binary_chunk(kept)


class _Piece:
    """A node with a mesh. place: (3,) world; bone: the part's node. targets: of its shape keys, by name."""

    def __init__(self, document: Document, number: int, place: np.ndarray, bone: int) -> None:
        self.node, self.place, self.bone = number, place, bone
        self.mesh = document["meshes"][document["nodes"][number]["mesh"]]
        self.primitives = self.mesh["primitives"]
        count = len(self.primitives[0].get("targets", ()))
        said = self.mesh.get("extras", {}).get("targetNames", [f"target {index}" for index in range(count)])
        self.targets = [f"{document['nodes'][bone]['name']} {title}" for title in said[:count]]
        self.weights = self.mesh.get("weights", [0.0] * count)

    def take_off(self, document: Document) -> None:
        """Take the mesh off its node, which keeps what the mesh says."""
        node = document["nodes"][self.node]
        del node["mesh"]
        node.pop("weights", None)
        own = {key: value for key, value in self.mesh.get("extras", {}).items() if key != "targetNames"}
        if own:
            node["extras"] = own | node.get("extras", {})


def _parts(document: Document) -> Iterator[tuple[int, np.ndarray, int]]:
    """Of every node of the scene in or below a part: its number, its place, the part's node; parents first."""
    left = [(number, np.zeros(3), None) for number in reversed(document["scenes"][document.get("scene", 0)]["nodes"])]
    while left:
        number, place, bone = left.pop()
        node = document["nodes"][number]
        place = place + node.get("translation", (0.0, 0.0, 0.0))
        bone = number if "artllm_part" in node.get("extras", {}) else bone
        if bone is not None:
            yield number, place, bone
        left += [(child, place, bone) for child in reversed(node.get("children", ()))]


def _kind(document: Document, piece: _Piece, primitive: dict[str, Any]) -> Any:
    """What primitives that are joined have in common; those with shape keys stay alone."""
    stored = [document["accessors"][number] for number in primitive["attributes"].values()]
    kinds = [(one["componentType"], one["type"], one.get("normalized", False)) for one in stored]
    alone = (piece.node, id(primitive)) if piece.targets else None
    own = tuple(sorted(zip(primitive["attributes"], kinds, strict=True)))
    return primitive.get("material"), primitive.get("mode", 4), own, alone


def _joined(
    document: Document,
    source: bytes,
    data: bytearray,
    group: list[tuple[_Piece, dict[str, Any]]],
    bones: list[int],
    every: list[_Piece],
) -> dict[str, Any]:
    """A primitive of several of one kind, read from the source and added to the data."""
    first = group[0][1]
    read = [{key: array(document, source, at) for key, at in one["attributes"].items()} for _, one in group]
    counts = [len(own["POSITION"]) for own in read]
    made: dict[str, Any] = {}
    for key, number in first["attributes"].items():
        values = np.concatenate([own[key] for own in read])
        said = {"normalized": True} if document["accessors"][number].get("normalized") else {}
        if key == "POSITION":
            values = values + np.repeat([piece.place for piece, _ in group], counts, axis=0).astype("<f4")
            said = ends(values)
        made[key] = add_array(document, data, values, VERTICES, **said)
    joints = np.zeros((sum(counts), 4), "<u1" if len(bones) <= 256 else "<u2")
    joints[:, 0] = np.repeat([bones.index(piece.bone) for piece, _ in group], counts)
    weights = np.zeros((sum(counts), 4), "<f4")
    weights[:, 0] = 1
    made |= {"JOINTS_0": add_array(document, data, joints, VERTICES)}
    made |= {"WEIGHTS_0": add_array(document, data, weights, VERTICES)}
    corners = [
        array(document, source, one["indices"])[:, 0] if "indices" in one else np.arange(count)
        for (_, one), count in zip(group, counts, strict=True)
    ]
    starts = np.cumsum([0, *counts[:-1]])
    order = np.concatenate([own.astype("<u4") + start for own, start in zip(corners, starts.tolist(), strict=True)])
    stored = order.astype("<u2" if sum(counts) <= 65535 else "<u4")[:, None]
    primitive = {key: value for key, value in first.items() if key not in ("attributes", "indices", "targets")}
    primitive |= {"attributes": made, "indices": add_array(document, data, stored, CORNERS)}
    if any(piece.targets for piece in every):
        own = first.get("targets", [{"POSITION": None}])
        still = _still(document, sum(counts))
        primitive["targets"] = []
        for piece in every:
            mine = own if piece is group[0][0] else [dict.fromkeys(own[0], still)] * len(piece.targets)
            primitive["targets"] += [dict(one) for one in mine[: len(piece.targets)]]
    return primitive


def _still(document: Document, count: int) -> int:
    """The number of an accessor of so many vertices that a shape key leaves where they are."""
    zero = {"componentType": 5126, "type": "VEC3", "count": count, "min": [0.0] * 3, "max": [0.0] * 3}
    document["accessors"].append(zero)
    return len(document["accessors"]) - 1
