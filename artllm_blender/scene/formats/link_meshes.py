"""The mesh files of a description's links, below the folder meshes, as URDF and SDF name them."""

from __future__ import annotations

from pathlib import Path

from ...core.formats.description import Description, HullShape
from ...core.formats.obj import write_hull, write_mtl, writing_obj
from ...core.formats.urdf import LinkFiles
from ...core.steps import Steps, within


def writing_meshes(
    asset: Description, folder: Path, name: str, format: str, prefix: str = "meshes/"
) -> Steps[dict[str, LinkFiles]]:
    """Write, link by link, folder/meshes: an OBJ a link and a hull, with their materials and pictures. Gives by name of
    link their URIs, which begin with a prefix. format: as it is told to the artist. OSError: disk."""
    (folder / "meshes").mkdir(exist_ok=True)
    write_mtl(folder / "meshes" / f"{name}.mtl", asset.materials)
    files = {}
    for done, link in enumerate(asset.links):
        yield f"Writing {format}", done / len(asset.links)
        seen, solid = "", []
        if link.visual:
            seen = f"{name}_{link.name}.obj"
            writing = writing_obj(folder / "meshes" / seen, link.visual, f"{name}.mtl", asset.materials)
            yield from within(writing, done / len(asset.links), (done + 1) / len(asset.links))
        for collider in link.colliders:
            file = seen
            if isinstance(collider.shape, HullShape):
                number = f"_{len(solid) + 1}" if len(link.colliders) > 1 else ""
                file = f"{name}_{link.name}_hull{number}.obj"
                write_hull(folder / "meshes" / file, collider.shape)
            solid.append(prefix + file)
        files[link.name] = LinkFiles(prefix + seen if seen else "", tuple(solid))
    return files
