"""Surfaces as OBJ files that share one MTL file and its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..steps import Steps
from .description import HullShape, Material, Visual

STAGE = "Writing OBJ"
ROWS = 20_000  # written in one step


def write_mtl(path: Path, materials: Sequence[Material]) -> None:
    """Write the MTL file, and beside it the pictures that it names. OSError: disk."""
    lines = []
    for material in materials:
        red, green, blue, alpha = material.colour
        # Readers take Kd for the colour to show, not for linear light: three.js's MTLLoader says so, PyBullet, SAPIEN
        # and others do so. Some multiply it with the picture and some do not; so beside a picture it is 1. Light that
        # a material gives is part of it: few read Ke, and those that do would add it.
        lines += [f"newmtl {material.name}", f"Kd {red:.4f} {green:.4f} {blue:.4f}", f"d {alpha:.4f}", "illum 2"]
        if material.picture:
            lines.append(f"map_Kd {material.picture.file}")
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    write_pictures(path.parent, materials)


def write_pictures(folder: Path, materials: Sequence[Material]) -> None:
    """Write each of the materials' pictures once. OSError: disk."""
    for file, data in {m.picture.file: m.picture.data for m in materials if m.picture}.items():
        (folder / file).write_bytes(data)


def writing_obj(path: Path, visual: Visual, mtl: str, materials: Sequence[Material]) -> Steps[None]:
    """Write a surface in its own frame. mtl: the name of the file that the materials were written to. OSError: disk."""
    yield STAGE, 0.0
    uvs, uv_index = distinct(visual.uvs)
    yield STAGE, 0.2
    normals, normal_index = distinct(np.round(visual.normals, 4))
    yield STAGE, 0.4
    faces = np.stack([visual.triangles, uv_index, normal_index], axis=2) + 1
    blocks = [("v %.7g %.7g %.7g\n", visual.vertices), ("vt %.6g %.6g\n", uvs), ("vn %.4g %.4g %.4g\n", normals)]
    for number in dict.fromkeys(visual.material.tolist()):
        blocks.append((f"usemtl {materials[number].name}\n", np.zeros((1, 0))))
        blocks.append(("f %d/%d/%d %d/%d/%d %d/%d/%d\n", faces[visual.material == number].reshape(-1, 9)))
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(f"mtllib {mtl}\n")
        for number, (line, rows) in enumerate(blocks):
            for begin in range(0, len(rows), ROWS):
                yield STAGE, 0.5 + 0.5 * number / len(blocks)
                file.write(_rows(line, rows[begin : begin + ROWS]))


def write_hull(path: Path, hull: HullShape) -> None:
    """Write a convex solid in its own frame."""
    text = _rows("v %.7g %.7g %.7g\n", hull.vertices) + _rows("f %d %d %d\n", hull.triangles + 1)
    path.write_text(text, encoding="ascii")


def _rows(line: str, rows: np.ndarray) -> str:
    """One formatted line a row; a single % is several times faster than one for each."""
    return line * len(rows) % tuple(rows.reshape(-1).tolist())


def distinct(corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(m, 3, k) values by corner: the distinct ones (d, k), and the (m, 3) index of each corner's."""
    flat = np.ascontiguousarray(corners.reshape(-1, corners.shape[2]), dtype=np.float32) + 0.0
    whole = flat.view(np.dtype((np.void, flat.dtype.itemsize * flat.shape[1]))).reshape(-1)
    _, first, index = np.unique(whole, return_index=True, return_inverse=True)
    return flat[first], index.reshape(corners.shape[:2])
