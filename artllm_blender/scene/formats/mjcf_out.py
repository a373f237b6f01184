"""A description as NAME.xml, MuJoCo's own format, beside meshes of one material each, which is what it can show."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...core.formats.colliders import MOST_TRIANGLES
from ...core.formats.description import Description, HullShape, MeshShape
from ...core.formats.mjcf import MeshFiles, mjcf_text
from ...core.formats.obj import write_hull, write_mtl, writing_obj
from ...core.steps import Steps, within
from .hulls import hull


def writing_mjcf(asset: Description, folder: Path, name: str) -> Steps[list[str]]:
    """Write, mesh by mesh, folder/name.xml and folder/meshes. Gives what it does not show, in sentences.

    OSError: disk."""
    (folder / "meshes").mkdir(exist_ok=True)
    write_mtl(folder / "meshes" / f"{name}.mtl", asset.materials)
    files, notes = {}, []
    for done, link in enumerate(asset.links):
        visuals = {}
        for number in np.unique(link.visual.material) if link.visual else ():
            yield "Writing MJCF", done / len(asset.links)
            seen = link.visual.of(number)
            if len(seen.triangles) > MOST_TRIANGLES:
                notes.append(f"The MJCF does not show all of {link.title}: MuJoCo reads no mesh of so many triangles.")
                continue
            visuals[int(number)] = f"{name}_{link.name}_{number + 1}.obj"
            writing = writing_obj(folder / "meshes" / visuals[int(number)], seen, f"{name}.mtl", asset.materials)
            yield from within(writing, done / len(asset.links), (done + 1) / len(asset.links))
        solid = []
        for number, collider in enumerate(link.colliders, 1):
            shape = hull(link.visual.vertices) if isinstance(collider.shape, MeshShape) else collider.shape
            solid.append(f"{name}_{link.name}_solid_{number}.obj" if isinstance(shape, HullShape) else "")
            if isinstance(shape, HullShape):
                write_hull(folder / "meshes" / solid[-1], shape)
        files[link.name] = MeshFiles(visuals, tuple(solid))
    for material in asset.materials:
        if material.picture and not material.picture.file.lower().endswith(".png"):
            notes.append(f"The MJCF shows {material.title} without its picture: MuJoCo reads PNG files only.")
    (folder / f"{name}.xml").write_text(mjcf_text(asset, files), encoding="utf-8")
    return notes
