"""A description as a model of Gazebo's: NAME.sdf, model.config and the same meshes as a URDF's."""

from __future__ import annotations

from pathlib import Path

from ...core.formats.description import Description
from ...core.formats.sdf import config_text, notes_on, sdf_text
from ...core.steps import Steps
from .link_meshes import OBJ, lost_pictures, writing_meshes


def writing_sdf(asset: Description, folder: Path, name: str, visuals: str = OBJ) -> Steps[list[str]]:
    """Write folder/name.sdf, model.config and, link by link, folder/meshes; gives what SDF cannot say. visuals: one of
    VISUALS. OSError: disk."""
    files = yield from writing_meshes(asset, folder, name, "SDF", visuals=visuals)
    (folder / f"{name}.sdf").write_text(sdf_text(asset, files), encoding="utf-8")
    (folder / "model.config").write_text(config_text(asset, f"{name}.sdf"), encoding="utf-8")
    return [*notes_on(asset), *lost_pictures(asset, visuals)]
