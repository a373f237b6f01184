"""A description as a folder that simulators read: NAME.urdf, NAME.srdf, meshes/NAME_PART.obj, materials, pictures."""

from __future__ import annotations

from pathlib import Path

from ...core.formats.description import Description, HullShape
from ...core.formats.obj import write_hull, write_mtl, write_obj
from ...core.formats.urdf import LinkFiles, srdf_text, urdf_text
from ...core.steps import Steps


def writing_urdf(asset: Description, folder: Path, name: str, package: str | None = None) -> Steps[None]:
    """Write, link by link, folder/name.urdf, the SRDF of what does not collide and folder/meshes. OSError: disk.

    package: name of the ROS package whose root the folder is; mesh files then go by package:// instead of
    relative to the URDF.
    """
    (folder / "meshes").mkdir(exist_ok=True)
    prefix = f"package://{package}/meshes/" if package else "meshes/"
    write_mtl(folder / "meshes" / f"{name}.mtl", asset.materials)
    files = {}
    for done, link in enumerate(asset.links):
        yield "Writing URDF", done / len(asset.links)
        seen, solid = "", []
        if link.visual:
            seen = f"{name}_{link.name}.obj"
            write_obj(folder / "meshes" / seen, link.visual, f"{name}.mtl", asset.materials)
        for collider in link.colliders:
            file = seen
            if isinstance(collider.shape, HullShape):
                number = f"_{len(solid) + 1}" if len(link.colliders) > 1 else ""
                file = f"{name}_{link.name}_hull{number}.obj"
                write_hull(folder / "meshes" / file, collider.shape)
            solid.append(prefix + file)
        files[link.name] = LinkFiles(prefix + seen if seen else "", tuple(solid))
    (folder / f"{name}.urdf").write_text(urdf_text(asset, files), encoding="utf-8")
    (folder / f"{name}.srdf").write_text(srdf_text(asset), encoding="utf-8")
