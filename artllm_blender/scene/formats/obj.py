"""Part meshes as OBJ files that share one MTL file and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import bpy
import numpy as np

from ...core.names import sanitise, unique
from ...core.picture.colour import srgb
from ...core.picture.drawing import png
from ..rig.mesh_out import PartMesh
from .image_files import pixels
from .look import Look, Surface, look
from .sampling import Pictures

# Pictures that simulators read as they are.
EXTENSIONS = {"PNG": ".png", "JPEG": ".jpg", "TARGA": ".tga", "BMP": ".bmp"}


@dataclass(frozen=True)
class PartPaint:
    """uvs: (m, 3, 2), a corner of each triangle. names: the MTL's name for each of the mesh's materials."""

    uvs: np.ndarray
    names: dict[bpy.types.Material | None, str]


@dataclass(frozen=True)
class Paint:
    """How parts are painted, by part id. notes: what of their looks could not be kept, in sentences."""

    of: dict[int, PartPaint] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def write_mtl(folder: Path, name: str, meshes: Mapping[int, PartMesh]) -> Paint:
    """Write folder/name.mtl and the pictures that it names, for the parts' meshes by part id. OSError: disk."""
    shown = [mesh.materials[slot] for mesh in meshes.values() for slot in np.unique(mesh.material)]
    materials = list(dict.fromkeys(shown))
    names = dict(zip(materials, unique((m.name if m else "default" for m in materials), "material"), strict=True))
    paint = Paint({id: PartPaint(np.zeros((len(mesh.triangles), 3, 2)), names) for id, mesh in meshes.items()})
    pictures, files, lines = Pictures(), {}, []
    for material in materials:
        used = {id: _of_material(mesh, material) for id, mesh in meshes.items()}
        seen = look(material, _surface(meshes, used), pictures)
        red, green, blue, alpha = seen.colour
        # Readers take Kd for the colour to show, not for linear light: three.js's MTLLoader says so, PyBullet, SAPIEN
        # and others do so. Some multiply it with the picture and some do not; so beside a picture it is 1.
        lines += [f"newmtl {names[material]}", f"Kd {red:.4f} {green:.4f} {blue:.4f}", f"d {alpha:.4f}", "illum 2"]
        if seen.picture is not None:
            key = seen.picture if isinstance(seen.picture, bpy.types.Image) else material
            if key not in files:
                title = key.name if key else names[material]
                stem = f"{name}_{len(files) + 1}_{sanitise(Path(title).stem, 'picture')}"
                files[key] = _write_picture(folder, stem, seen)
            lines.append(f"map_Kd {files[key]}")
            start = 0
            for id, triangles in used.items():
                paint.of[id].uvs[triangles] = seen.uvs[start : start + len(triangles)]
                start += len(triangles)
        paint.notes.extend(seen.notes)
    (folder / f"{name}.mtl").write_text("\n".join(lines) + "\n", encoding="ascii")
    paint.notes[:0] = pictures.notes
    return paint


def _of_material(mesh: PartMesh, material: bpy.types.Material | None) -> np.ndarray:
    slots = [slot for slot, other in enumerate(mesh.materials) if other == material]
    return np.flatnonzero(np.isin(mesh.material, slots))


def _surface(meshes: Mapping[int, PartMesh], used: dict[int, np.ndarray]) -> Surface:
    """The triangles that a material has in all parts, in the order of these."""

    def together(layers: dict[int, dict[str, np.ndarray]], width: int) -> dict[str, np.ndarray]:
        names = dict.fromkeys(name for id, of_part in layers.items() if len(used[id]) for name in of_part)
        return {
            name: np.concatenate([
                of_part[name][used[id]] if name in of_part else np.zeros((len(used[id]), 3, width))
                for id, of_part in layers.items()
            ])
            for name in names
        }  # fmt: skip

    return Surface(
        sum(map(len, used.values())),
        together({id: mesh.uvs for id, mesh in meshes.items()}, 2),
        together({id: mesh.colours for id, mesh in meshes.items()}, 4),
    )


def _write_picture(folder: Path, stem: str, shown: Look) -> str:
    """The picture of a look: its own file where simulators read that, else a PNG. Gives the file's name."""
    image = shown.picture
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
