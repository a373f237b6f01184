"""A link's surface as a GLB of one mesh, a primitive a material, with its pictures in it.

The vertices are Z-up, as the link's frame is, and the node turns them to glTF's Y-up: right for readers that go by
glTF's axes, and for older ones that drop a root's turn and take vertices as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..picture.colour import linear
from .description import Material, Visual
from .glb import binary_chunk, packed
from .gltf_data import CORNERS, VERTICES, add_array, ends
from .obj import distinct

GENERATOR = "ArtLLM"
# Pictures that glTF knows, by how files begin.
_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def visual_glb(name: str, visual: Visual, materials: Sequence[Material]) -> bytes:
    """The file. materials: of the description."""
    turn = [-np.sqrt(0.5), 0.0, 0.0, np.sqrt(0.5)]
    document: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": GENERATOR},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": name, "mesh": 0, "rotation": turn}],
        "meshes": [{"name": name, "primitives": []}],
        "materials": [],
    }
    data = bytearray()
    for number in dict.fromkeys(visual.material.tolist()):
        primitive = _primitive(document, data, visual.of(number))
        document["meshes"][0]["primitives"].append(primitive | {"material": len(document["materials"])})
        document["materials"].append(_material(document, data, materials[number]))
    document["buffers"] = [{"byteLength": len(data)}]
    return packed(document, binary_chunk(bytes(data)))


def unfit(materials: Sequence[Material]) -> list[str]:
    """Names of materials whose pictures a GLB cannot hold: those are white there."""
    return [one.title or one.name for one in materials if one.picture and not _kind(one.picture.data)]


def _primitive(document: dict[str, Any], data: bytearray, own: Visual) -> dict[str, Any]:
    """Of one material: a vertex for each corner that differs in place, normal or UV."""
    corners = np.concatenate([own.vertices[own.triangles], own.normals, own.uvs], axis=2)
    values, order = distinct(corners)
    normals = values[:, 3:6] / np.maximum(np.linalg.norm(values[:, 3:6], axis=1), 1e-12)[:, None]
    uvs = np.stack([values[:, 6], 1 - values[:, 7]], axis=1)
    points = np.ascontiguousarray(values[:, :3])
    attributes = {
        "POSITION": add_array(document, data, points, VERTICES, **ends(points)),
        "NORMAL": add_array(document, data, normals.astype("<f4"), VERTICES),
        "TEXCOORD_0": add_array(document, data, uvs.astype("<f4"), VERTICES),
    }
    return {"attributes": attributes, "indices": add_array(document, data, order.astype("<u4").reshape(-1, 1), CORNERS)}


def _material(document: dict[str, Any], data: bytearray, own: Material) -> dict[str, Any]:
    colour = [*linear(np.array(own.colour[:3])).tolist(), float(own.colour[3])]
    look: dict[str, Any] = {"baseColorFactor": colour, "metallicFactor": 0.0, "roughnessFactor": 0.6}
    if own.picture and (kind := _kind(own.picture.data)):
        images, textures = (document.setdefault(key, []) for key in ("images", "textures"))
        names = [image["name"] for image in images]
        if own.picture.file not in names:
            data += b"\0" * (-len(data) % 4)
            view = {"buffer": 0, "byteOffset": len(data), "byteLength": len(own.picture.data)}
            data += own.picture.data
            document["bufferViews"].append(view)
            at = len(document["bufferViews"]) - 1
            images.append({"name": own.picture.file, "mimeType": kind, "bufferView": at})
            textures.append({"source": len(images) - 1})
            names.append(own.picture.file)
        look["baseColorTexture"] = {"index": names.index(own.picture.file)}
    blend = {"alphaMode": "BLEND"} if colour[3] < 1 else {}
    return {"name": own.name, "pbrMetallicRoughness": look, "doubleSided": True, **blend}


def _kind(picture: bytes) -> str:
    return next((kind for start, kind in _KINDS.items() if picture.startswith(start)), "")
