"""What exported files say of colours: of an OBJ with its MTL and of a GLB, at points of the surface, in sRGB."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np

from artllm_blender.core.picture.colour import linear, srgb


@dataclass(frozen=True)
class Painted:
    """corners: (m, 3, 3) of triangles, metres, Z-up. colour: (point weights (n, 3), triangles (n,)) -> (n, 3) sRGB."""

    corners: np.ndarray
    groups: list[tuple[np.ndarray, object]]

    def colour(self, of: np.ndarray, weights: np.ndarray) -> np.ndarray:
        result = np.full((len(of), 3), np.nan)
        for triangles, shown in self.groups:
            place = np.full(len(self.corners), -1)
            place[triangles] = np.arange(len(triangles))
            here = place[of] >= 0
            result[here] = shown(place[of[here]], weights[here])
        return result


def picture(path: Path) -> np.ndarray:
    """(h, w, 4) as stored, the lowest row first."""
    image = bpy.data.images.load(str(path))
    try:
        return np.reshape(image.pixels[:], (image.size[1], image.size[0], -1))
    finally:
        bpy.data.images.remove(image)


def sampled(pixels: np.ndarray, uv: np.ndarray) -> np.ndarray:
    """Bilinear, repeating."""
    height, width = pixels.shape[:2]
    x, y = uv[:, 0] * width - 0.5, uv[:, 1] * height - 0.5
    left, low = np.floor(x).astype(int), np.floor(y).astype(int)
    a, b = (x - left)[:, None], (y - low)[:, None]

    def at(column: np.ndarray, row: np.ndarray) -> np.ndarray:
        return pixels[row % height, column % width]

    lower = at(left, low) * (1 - a) + at(left + 1, low) * a
    return lower * (1 - b) + (at(left, low + 1) * (1 - a) + at(left + 1, low + 1) * a) * b


def of_obj(path: Path) -> Painted:
    """By the rules of OBJ and MTL: map_Kd repeats over vt and is multiplied by Kd."""
    lines = [line.split(maxsplit=1) for line in path.read_text("ascii").splitlines()]
    v, vt = (np.array([rest.split() for key, rest in lines if key == name], float) for name in ("v", "vt"))
    materials, name = {}, ""
    for key, rest in (line.split(maxsplit=1) for line in mtl_of(path).read_text("ascii").splitlines()):
        if key == "newmtl":
            name = rest
            materials[name] = {}
        materials[name][key] = rest
    faces, owner = [], []
    for key, rest in lines:
        if key == "usemtl":
            name = rest
        elif key == "f":
            faces.append([[int(number) - 1 for number in corner.split("/")] for corner in rest.split()])
            owner.append(name)
    faces, owner, groups = np.array(faces), np.array(owner), []
    for name in dict.fromkeys(owner.tolist()):
        triangles, said = np.flatnonzero(owner == name), materials[name]
        kd = np.array(said["Kd"].split(), float)
        pixels = picture(path.with_name(said["map_Kd"]))[..., :3] if "map_Kd" in said else np.ones((1, 1, 3))
        uvs = vt[faces[triangles, :, 1]]

        def shown(of, weights, kd=kd, pixels=pixels, uvs=uvs):
            return kd * sampled(pixels, np.einsum("nc,nck->nk", weights, uvs[of]))

        groups.append((triangles, shown))
    return Painted(v[faces[:, :, 0]], groups)


def mtl_of(path: Path) -> Path:
    return path.with_name(path.read_text("ascii").splitlines()[0].split(maxsplit=1)[1])


class Glb:
    """A GLB's document and buffer."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        (length,) = struct.unpack_from("<I", data, 12)
        self.document, self.binary = json.loads(data[20 : 20 + length]), data[28 + length :]

    def view(self, index: int) -> bytes:
        view = self.document["bufferViews"][index]
        return self.binary[view.get("byteOffset", 0) :][: view["byteLength"]]

    def array(self, index: int) -> np.ndarray:
        accessor = self.document["accessors"][index]
        kind = {5121: "u1", 5123: "<u2", 5125: "<u4", 5126: "<f4"}[accessor["componentType"]]
        width = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}[accessor["type"]]
        flat = np.frombuffer(self.view(accessor["bufferView"]), kind, accessor["count"] * width)
        whole = {"u1": 255, "<u2": 65535}.get(kind, 1) if accessor.get("normalized") else 1
        return flat.reshape(-1, width) / whole

    def painted(self, node: str, folder: Path) -> Painted:
        """By glTF 2.0, of the one mesh of a node: base colour and emission, as stored pictures say them."""
        (found,) = (one for one in self.document["nodes"] if one["name"] == node)
        corners, groups, start = [], [], 0
        for primitive in self.document["meshes"][found["mesh"]]["primitives"]:
            index = self.array(primitive["indices"])[:, 0].astype(int).reshape(-1, 3)
            attributes = {key: self.array(number) for key, number in primitive["attributes"].items()}
            corners.append(attributes["POSITION"][index][:, :, (0, 2, 1)] * (1, -1, 1))
            material = self.document["materials"][primitive["material"]] if "material" in primitive else {}
            groups.append((start + np.arange(len(index)), self._shown(material, attributes, index, folder)))
            start += len(index)
        return Painted(np.concatenate(corners), groups)

    def _shown(self, material: dict, attributes: dict, index: np.ndarray, folder: Path):
        base = material.get("pbrMetallicRoughness", {})

        def shown(of, weights):
            def between(name):
                return np.einsum("nc,nck->nk", weights, attributes[name][index[of]])

            def textured(info):
                return linear(self._texture(info, between, folder)) if info else 1.0

            rgb = np.array(base.get("baseColorFactor", [1, 1, 1, 1])[:3]) * textured(base.get("baseColorTexture"))
            if "COLOR_0" in attributes:
                rgb = rgb * between("COLOR_0")[:, :3]
            extension = material.get("extensions", {}).get("KHR_materials_emissive_strength", {})
            strength = extension.get("emissiveStrength", 1)
            glow = np.array(material.get("emissiveFactor", [0, 0, 0])) * textured(material.get("emissiveTexture"))
            return np.broadcast_to(srgb(rgb + glow * min(strength, 1)), (len(of), 3))

        return shown

    def _texture(self, info: dict, between, folder: Path) -> np.ndarray:
        moved = info.get("extensions", {}).get("KHR_texture_transform", {})
        uv = between(f"TEXCOORD_{moved.get('texCoord', info.get('texCoord', 0))}")
        turn, (x, y) = moved.get("rotation", 0.0), moved.get("offset", (0, 0))
        uv = uv * moved.get("scale", (1, 1))
        cos, sin = np.cos(turn), np.sin(turn)
        uv = np.stack([cos * uv[:, 0] + sin * uv[:, 1] + x, -sin * uv[:, 0] + cos * uv[:, 1] + y], axis=1)
        image = self.document["images"][self.document["textures"][info["index"]]["source"]]
        path = folder / f"glb_{image['bufferView']}.{image['mimeType'].rpartition('/')[2]}"
        path.write_bytes(self.view(image["bufferView"]))
        return sampled(picture(path)[..., :3], uv * (1, -1) + (0, 1))


def compared(one: Painted, other: Painted, count: int = 2000) -> np.ndarray:
    """(n,) largest difference of colours, 0 to 255, at random points of one's triangles that the other has too."""
    rng = np.random.default_rng(0)
    of = rng.integers(0, len(one.corners), count)
    weights = rng.dirichlet((1, 1, 1), count)
    points = np.einsum("nc,nck->nk", weights, one.corners[of])
    mine, theirs = _normals(one.corners), _normals(other.corners)
    found = [_inside(point, mine[triangle], other.corners, theirs) for point, triangle in zip(points, of, strict=True)]
    known = np.array([triangle >= 0 for triangle, _ in found])
    there = np.array([triangle for triangle, _ in found])[known], np.array([weight for _, weight in found])[known]
    assert known.mean() > 0.99
    return 255 * np.abs(one.colour(of, weights)[known] - other.colour(*there)).max(axis=1)


def _normals(corners: np.ndarray) -> np.ndarray:
    """(m, 3), twice the area long."""
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])


def _inside(point: np.ndarray, facing: np.ndarray, corners: np.ndarray, normals: np.ndarray) -> tuple[int, np.ndarray]:
    """The triangle that a point lies in and that faces the same way, -1 for none; its barycentric weights there."""
    a, u, v = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    double = np.maximum((normals**2).sum(axis=1), 1e-30)
    offset = point - a
    second = (np.cross(offset, v) * normals).sum(axis=1) / double
    third = (np.cross(u, offset) * normals).sum(axis=1) / double
    weights = np.stack([1 - second - third, second, third], axis=1)
    off = np.abs((offset * normals).sum(axis=1)) / np.sqrt(double) + np.maximum(-weights.min(axis=1), 0)
    off = off + (normals @ facing <= 0)
    best = int(off.argmin())
    return (best if off[best] < 1e-4 else -1), weights[best]
