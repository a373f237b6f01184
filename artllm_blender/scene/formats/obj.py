"""Part meshes as OBJ files that share one MTL file and its pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import bpy
import numpy as np

from ...core.names import sanitise, unique
from ..rig.mesh_out import PartMesh
from .look import look

EXTENSIONS = {"PNG": ".png", "JPEG": ".jpg", "TARGA": ".tga", "BMP": ".bmp"}


def write_mtl(folder: Path, name: str, materials: Iterable[bpy.types.Material | None]) -> dict:
    """Write folder/name.mtl and the pictures that it names. Gives each material its name there. OSError: disk."""
    materials = list(dict.fromkeys(materials))
    names = dict(zip(materials, unique((m.name if m else "default" for m in materials), "material"), strict=True))
    lines, pictures = [], {}
    for material in materials:
        shown = look(material)
        red, green, blue, alpha = shown.colour
        lines += [f"newmtl {names[material]}", f"Kd {red:.4f} {green:.4f} {blue:.4f}", f"d {alpha:.4f}", "illum 2"]
        if shown.image:
            if shown.image not in pictures:
                pictures[shown.image] = _write_picture(folder, f"{name}_{len(pictures) + 1}", shown.image)
            lines.append(f"map_Kd {pictures[shown.image]}")
    (folder / f"{name}.mtl").write_text("\n".join(lines) + "\n", encoding="ascii")
    return names


def _write_picture(folder: Path, prefix: str, image: bpy.types.Image) -> str:
    """A copy of an image, in its own format where simulators read it, else as PNG. Gives the file's name."""
    stem = f"{prefix}_{sanitise(Path(image.name).stem, 'picture')}"
    extension = EXTENSIONS.get(image.file_format)
    if extension:
        image.save(filepath=str(folder / (stem + extension)), save_copy=True)
        return stem + extension
    copy = image.copy()
    try:
        copy.file_format = "PNG"
        copy.save(filepath=str(folder / f"{stem}.png"), save_copy=True)
    finally:
        bpy.data.images.remove(copy)
    return f"{stem}.png"


def write_obj(path: Path, mesh: PartMesh, origin: np.ndarray, mtl: str, names: Mapping) -> None:
    """Write a part's mesh, moved so that origin, (3,) metres, becomes 0. names: of materials, from write_mtl."""
    uvs, uv_index = _distinct(mesh.uvs)
    normals, normal_index = _distinct(np.round(mesh.normals, 4))
    chunks = [f"mtllib {mtl}\n", _rows("v %.7g %.7g %.7g\n", mesh.vertices - origin)]
    chunks += [_rows("vt %.6g %.6g\n", uvs), _rows("vn %.4g %.4g %.4g\n", normals)]
    faces = np.stack([mesh.triangles, uv_index, normal_index], axis=2) + 1
    for slot in np.unique(mesh.material):
        chunks.append(f"usemtl {names[mesh.materials[slot]]}\n")
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
