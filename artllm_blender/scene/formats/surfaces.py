"""Parts' meshes and looks as the surfaces and materials of a description."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import bpy
import numpy as np

from ...core.formats.description import Material, Picture, Visual
from ...core.names import sanitise, unique
from ...core.picture.colour import srgb
from ...core.picture.drawing import png
from ...core.steps import Steps
from ..rig.mesh_out import PartMesh
from .image_files import pixels
from .look import Looks

# Pictures that simulators read as they are.
EXTENSIONS = {"PNG": ".png", "JPEG": ".jpg", "TARGA": ".tga", "BMP": ".bmp"}

# The custom property by which a material says what lies behind its faces, kg/m3; nothing on earth is denser than so.
DENSITY_KEY = "density"
MOST_DENSE = 25_000.0


def surfaces(
    name: str, meshes: Mapping[int, PartMesh], looks: Looks
) -> Steps[tuple[dict[int, Visual], list[Material]]]:
    """Every part's surface in the world, by part id, and the materials that they use, whose
    custom property DENSITY_KEY is heeded; a step a material. name: begins pictures' names."""
    titles = unique((m.name if m else "default" for m in looks.materials), "material")
    uvs = {id: np.zeros((len(mesh.triangles), 3, 2)) for id, mesh in meshes.items()}
    number = {id: np.zeros(len(mesh.triangles), int) for id, mesh in meshes.items()}
    pictures: dict[bpy.types.ID | None, Picture] = {}
    materials = []
    for index, (material, title) in enumerate(zip(looks.materials, titles, strict=True)):
        yield "Materials", index / len(titles)
        seen, start = looks.of(material), 0
        places = None if seen.picture is None else seen.uvs(looks.surface(material))
        for id, triangles in looks.triangles(material).items():
            number[id][triangles] = index
            if places is not None:
                uvs[id][triangles] = places[start : start + len(triangles)]
            start += len(triangles)
        key = seen.picture if isinstance(seen.picture, bpy.types.Image) else material
        if seen.picture is not None and key not in pictures:
            stem = sanitise(Path(key.name if key else title).stem, "picture")
            pictures[key] = _picture(f"{name}_{len(pictures) + 1}_{stem}", seen.picture)
        picture = None if seen.picture is None else pictures[key]
        said = material.get(DENSITY_KEY) if material else None
        density = float(said) if isinstance(said, int | float) and 0 < said < MOST_DENSE else 0.0
        materials.append(Material(title, seen.colour, picture, material.name if material else "", density))
    seen = {id: Visual(*_used(mesh), mesh.normals, uvs[id], number[id]) for id, mesh in meshes.items()}
    return seen, materials


def _used(mesh: PartMesh) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) the vertices that triangles have, and (m, 3) the triangles: what is loose would collide."""
    used = np.zeros(len(mesh.vertices), bool)
    used[mesh.triangles] = True
    return mesh.vertices[used], (np.cumsum(used) - 1)[mesh.triangles]


def _picture(stem: str, image: bpy.types.Image | np.ndarray) -> Picture:
    """The picture of a look: its own file where simulators read that, else a PNG. OSError: it cannot be read."""
    if isinstance(image, np.ndarray):
        return Picture(f"{stem}.png", png(image))
    extension = EXTENSIONS.get(image.file_format)
    if image.source == "FILE" and not image.is_dirty and extension:
        path = Path(bpy.path.abspath(image.filepath, library=image.library))
        return Picture(stem + extension, bytes(image.packed_file.data) if image.packed_file else path.read_bytes())
    values = pixels(image)[::-1]
    if image.is_float:
        values = np.concatenate([srgb(values[..., :3]), values[..., 3:]], axis=2)
    return Picture(f"{stem}.png", png(np.clip(values, 0, 1)))
