"""A description as a folder that simulators read: NAME.urdf, NAME.srdf, meshes/NAME_PART.obj, materials, pictures."""

from __future__ import annotations

from pathlib import Path

from ...core.formats.description import Description
from ...core.formats.ros import package_files
from ...core.formats.simready import Origin
from ...core.formats.urdf import srdf_text, urdf_text
from ...core.steps import Steps
from .link_meshes import OBJ, lost_pictures, writing_meshes


def writing_urdf(
    asset: Description,
    folder: Path,
    name: str,
    package: str | None = None,
    origin: Origin | None = None,
    visuals: str = OBJ,
) -> Steps[list[str]]:
    """Write, link by link, folder/name.urdf, the SRDF of what does not collide and folder/meshes;
    gives what these do not show. OSError: disk.

    package: name of the ROS 2 package that the folder becomes; mesh files then go by package:// instead of relative to
    the URDF. origin: what it says of who made it. visuals: one of VISUALS.
    """
    prefix = f"package://{package}/meshes/" if package else "meshes/"
    files = yield from writing_meshes(asset, folder, name, "URDF", prefix, visuals)
    (folder / f"{name}.urdf").write_text(urdf_text(asset, files), encoding="utf-8")
    (folder / f"{name}.srdf").write_text(srdf_text(asset), encoding="utf-8")
    if package:
        for file, text in package_files(package, name, asset.links[0].name, origin or Origin()).items():
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
    return lost_pictures(asset, visuals)
