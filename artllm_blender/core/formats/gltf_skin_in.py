"""A GLB of ours that is one skinned mesh, with a mesh at each part's node again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .glb import binary, binary_chunk
from .gltf_data import CORNERS, add_array, array

Document = dict[str, Any]


def without_skins(document: Document, rest: bytes) -> tuple[Document, bytes]:
    """The document, and what follows it, with each skinned mesh in pieces below the bones that most hold their faces.

    ValueError, KeyError, IndexError, TypeError: a skin is broken, or not in the file itself.
    """
    nodes = document["nodes"]
    skinned = [node for node in nodes if "skin" in node and "mesh" in node]
    if not skinned:
        return document, rest
    data, count = bytearray(binary(rest)), len(nodes)
    source = bytes(data)
    for node in skinned:
        skin, mesh = document["skins"][node.pop("skin")], document["meshes"][node.pop("mesh")]
        back = array(document, source, skin["inverseBindMatrices"]).astype(np.float64)
        if not np.isfinite(back).all() or not all(0 <= bone < count for bone in skin["joints"]):
            raise ValueError("a skin's bones are not there")
        held = [_held(document, source, primitive) for primitive in mesh["primitives"]]
        for slot, bone in enumerate(skin["joints"]):
            own = [
                _part_of(document, data, primitive, order[slots == slot])
                for primitive, (order, slots) in zip(mesh["primitives"], held, strict=True)
                if (slots == slot).any()
            ]
            if own:
                document["meshes"].append(mesh | {"primitives": own})
                nodes.append(
                    {"name": nodes[bone].get("name", mesh.get("name", "mesh")), "mesh": len(document["meshes"]) - 1}
                )
                nodes[-1]["matrix"] = back[slot].tolist()
                nodes[bone].setdefault("children", []).append(len(nodes) - 1)
    del document["skins"]
    document["buffers"][0]["byteLength"] = len(data)
    return document, binary_chunk(bytes(data))


def skinned(document: Document, rest: bytes, node: Mapping[str, Any]) -> Iterator[tuple[int, np.ndarray, bool]]:
    """Of a skinned mesh's node, each bone of each primitive: the bone's node, (n, 3) the vertices that it moves, in its
    own frame, and whether they have shape keys. Bones are nowhere turned at rest."""
    source, skin = binary(rest), document["skins"][node["skin"]]
    back = array(document, source, skin["inverseBindMatrices"])[:, 12:15]
    for primitive in document["meshes"][node["mesh"]]["primitives"]:
        points, joints = (array(document, source, primitive["attributes"][key]) for key in ("POSITION", "JOINTS_0"))
        for slot in np.unique(joints[:, 0]).tolist():
            own = points[joints[:, 0] == slot].astype(np.float64)
            yield skin["joints"][slot], own + back[slot], "targets" in primitive


def _held(document: Mapping[str, Any], source: bytes, primitive: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) corners of a primitive's triangles, and (n,) the bone, as the skin counts them, that holds each most."""
    if primitive.get("mode", 4) != 4:
        raise ValueError("a skinned mesh is not of triangles")
    attributes = primitive["attributes"]
    joints, weights = (array(document, source, attributes[key]) for key in ("JOINTS_0", "WEIGHTS_0"))
    order = (
        array(document, source, primitive["indices"])[:, 0] if "indices" in primitive else np.arange(len(joints))
    ).reshape(-1, 3)
    most = joints[np.arange(len(joints)), weights.argmax(axis=1)]
    return order, most[order[:, 0]]


def _part_of(document: Document, data: bytearray, primitive: Mapping[str, Any], order: np.ndarray) -> dict[str, Any]:
    """A primitive of the same vertices with fewer triangles and no bones."""
    attributes = {key: at for key, at in primitive["attributes"].items() if not key.startswith(("JOINTS", "WEIGHTS"))}
    return {**primitive, "attributes": attributes, "indices": add_array(document, data, order.reshape(-1, 1), CORNERS)}
