"""What a GLB's document names in its binary chunk, read and written as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
# What a buffer view is for, which vertices and their numbers need.
VERTICES, CORNERS = 34962, 34963

# A thing that names another by its number, and under which key.
Place = tuple[dict[str, Any], str]


def array(document: dict[str, Any], data: bytes, number: int) -> np.ndarray:
    """(n, width) of an accessor, as stored. data: the binary chunk's.

    ValueError, KeyError, IndexError, TypeError: it is not there whole and on its own.
    """
    accessor = document["accessors"][number]
    kind, width, count = np.dtype(COMPONENTS[accessor["componentType"]]), WIDTHS[accessor["type"]], accessor["count"]
    if "sparse" in accessor or count < 1:
        raise ValueError("an accessor is sparse or empty")
    view, size = document["bufferViews"][accessor["bufferView"]], kind.itemsize * width
    if view["buffer"] or view.get("byteStride", size) != size:
        raise ValueError("an accessor lies elsewhere, or among others")
    start = int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0))
    return np.frombuffer(data, kind, count * width, start).reshape(count, width)


def add_array(
    document: dict[str, Any], data: bytearray, values: np.ndarray, target: int | None = None, **own: Any
) -> int:
    """The number of a new accessor of (n, width) values, whose bytes go to the end of the data.

    target: VERTICES or CORNERS. own: more that the accessor says.
    """
    data += b"\0" * (-len(data) % 4)
    view = {"buffer": 0, "byteOffset": len(data), "byteLength": values.nbytes}
    data += np.ascontiguousarray(values).tobytes()
    views, accessors = (document.setdefault(key, []) for key in ("bufferViews", "accessors"))
    views.append(view | ({"target": target} if target else {}))
    component = next(code for code, kind in COMPONENTS.items() if values.dtype == np.dtype(kind))
    kind = next(name for name, width in WIDTHS.items() if width == values.shape[1])
    accessors.append(
        {"bufferView": len(views) - 1, "componentType": component, "count": len(values), "type": kind} | own
    )
    return len(accessors) - 1


def ends(values: np.ndarray) -> dict[str, list[float]]:
    """What an accessor of positions must say of them."""
    return {"min": values.min(axis=0).tolist(), "max": values.max(axis=0).tolist()}


def compacted(document: dict[str, Any], data: bytes) -> bytes:
    """The data without what nothing names any more; the document's meshes, accessors and views without these too."""
    _keep(document, "meshes", [(node, "mesh") for node in document["nodes"] if "mesh" in node])
    _keep(document, "accessors", list(_accessors(document)))
    made = bytearray()
    for view in _keep(document, "bufferViews", list(_views(document))):
        made += b"\0" * (-len(made) % 4)
        start = view.get("byteOffset", 0)
        view["byteOffset"] = len(made)
        made += data[start : start + view["byteLength"]]
    return bytes(made)


def _keep(document: dict[str, Any], kind: str, places: list[Place]) -> list[dict[str, Any]]:
    """What of a kind is named, and now numbered, at the places."""
    kept = sorted({thing[key] for thing, key in places})
    number = {old: new for new, old in enumerate(kept)}
    for thing, key in places:
        thing[key] = number[thing[key]]
    things = [document[kind][old] for old in kept]
    if things:
        document[kind] = things
    else:
        document.pop(kind, None)
    return things


def _accessors(document: dict[str, Any]) -> Iterator[Place]:
    """Where accessors are named, each place once."""
    for mesh in document.get("meshes", ()):
        for primitive in mesh["primitives"]:
            for attributes in (primitive["attributes"], *primitive.get("targets", ())):
                yield from ((attributes, key) for key in attributes)
            if "indices" in primitive:
                yield primitive, "indices"
    for clip in document.get("animations", ()):
        yield from ((sampler, key) for sampler in clip["samplers"] for key in ("input", "output"))
    yield from ((skin, "inverseBindMatrices") for skin in document.get("skins", ()) if "inverseBindMatrices" in skin)


def _views(document: dict[str, Any]) -> Iterator[Place]:
    """Where buffer views are named."""
    for accessor in document.get("accessors", ()):
        sparse = accessor.get("sparse", {})
        for thing in (accessor, sparse.get("indices", {}), sparse.get("values", {})):
            if "bufferView" in thing:
                yield thing, "bufferView"
    yield from ((image, "bufferView") for image in document.get("images", ()) if "bufferView" in image)
