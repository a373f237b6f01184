"""Part meshes as OBJ files that share one MTL file and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np

from ...core.names import sanitise, unique
from ...core.picture.colour import srgb
from ...core.picture.drawing import png
from ..rig.mesh_out import PartMesh
from .image_files import pixels
from .look import Looks

# Pictures that simulators read as they are.
EXTENSIONS = {"PNG": ".png", "JPEG": ".jpg", "TARGA": ".tga", "BMP": ".bmp"}


@dataclass(frozen=True)
class PartPaint:
    """uvs: (m, 3, 2), a corner of each triangle. names: the MTL's name for each of the mesh's materials."""

    uvs: np.ndarray
    names: dict[bpy.types.Material | None, str]


def write_mtl(folder: Path, name: str, meshes: Mapping[int, PartMesh], looks: Looks) -> dict[int, PartPaint]:
    """Write folder/name.mtl and the pictures that it names. Gives how parts are painted, by part id. OSError: disk."""
    titles = unique((m.name if m else "default" for m in looks.materials), "material")
    names = dict(zip(looks.materials, titles, strict=True))
    paint = {id: PartPaint(np.zeros((len(mesh.triangles), 3, 2)), names) for id, mesh in meshes.items()}
    files, lines = {}, []
    for material in looks.materials:
        seen = looks.of(material)
        red, green, blue, alpha = seen.colour
        # Readers take Kd for the colour to show, not for linear light: three.js's MTLLoader says so, PyBullet, SAPIEN
        # and others do so. Some multiply it with the picture and some do not; so beside a picture it is 1. Light that
        # a material gives is part of it: few read Ke, and those that do would add it.
        lines += [f"newmtl {names[material]}", f"Kd {red:.4f} {green:.4f} {blue:.4f}", f"d {alpha:.4f}", "illum 2"]
        if seen.picture is None:
            continue
        key = seen.picture if isinstance(seen.picture, bpy.types.Image) else material
        if key not in files:
            title = key.name if key else names[material]
            files[key] = _write_picture(
                folder, f"{name}_{len(files) + 1}_{sanitise(Path(title).stem, 'picture')}", seen.picture
            )
        lines.append(f"map_Kd {files[key]}")
        uvs, start = seen.uvs(looks.surface(material)), 0
        for id, triangles in looks.triangles(material).items():
            paint[id].uvs[triangles] = uvs[start : start + len(triangles)]
            start += len(triangles)
    (folder / f"{name}.mtl").write_text("\n".join(lines) + "\n", encoding="ascii")
    return paint


def _write_picture(folder: Path, stem: str, image: bpy.types.Image | np.ndarray) -> str:
    """The picture of a look: its own file where simulators read that, else a PNG. Gives the file's name."""
    if isinstance(image, np.ndarray):
        (folder / f"{stem}.png").write_bytes(png(image))
        return f"{stem}.png"
    extension = EXTENSIONS.get(image.file_format)
    if image.source == "FILE" and not image.is_dirty and extension:
        path = Path(bpy.path.abspath(image.filepath, library=image.library))
        (folder / (stem + extension)).write_bytes(image.packed_file.data if image.packed_file else path.read_bytes())
        return stem + extension
    values = pixels(image)[::-1]
    if image.is_float:
        values = np.concatenate([srgb(values[..., :3]), values[..., 3:]], axis=2)
    (folder / f"{stem}.png").write_bytes(png(np.clip(values, 0, 1)))
    return f"{stem}.png"


def write_obj(path: Path, mesh: PartMesh, origin: np.ndarray, mtl: str = "", paint: PartPaint | None = None) -> None:
    """Write a part's mesh, moved so that origin, (3,) metres, becomes 0. mtl: the file that paint was written to."""
    uvs, uv_index = _distinct(paint.uvs if paint else np.zeros((len(mesh.triangles), 3, 2)))
    normals, normal_index = _distinct(np.round(mesh.normals, 4))
    chunks = [f"mtllib {mtl}\n"] if paint else []
    chunks += [_rows("v %.7g %.7g %.7g\n", mesh.vertices - origin)]
    chunks += [_rows("vt %.6g %.6g\n", uvs), _rows("vn %.4g %.4g %.4g\n", normals)]
    faces = np.stack([mesh.triangles, uv_index, normal_index], axis=2) + 1
    for slot in np.unique(mesh.material):
        if paint:
            chunks.append(f"usemtl {paint.names[mesh.materials[slot]]}\n")
        chunks.append(_rows("f %d/%d/%d %d/%d/%d %d/%d/%d\n", faces[mesh.material == slot].reshape(-1, 9)))
    path.write_text("".join(chunks), encoding="ascii")


def _rows(line: str, rows: np.ndarray) -> str:
    """One formatted line a row; a single % is several times faster than one for each."""
    return line * len(rows) % tuple(rows.reshape(-1).tolist())


def _distinct(corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(m, 3, k) values by corner: the distinct ones (d, k), and the (m, 3) index of each corner's."""
    flat = np.ascontiguousarray(corners.reshape(-1, corners.shape[2]), dtype=np.float32) + 0.0
    whole = flat.view(np.dtype((np.void, flat.dtype.itemsize * flat.shape[1]))).reshape(-1)
    _, first, index = np.unique(whole, return_index=True, return_inverse=True)
    return flat[first], index.reshape(corners.shape[:2])
