"""The mesh files of a description's links, below the folder meshes, as URDF and SDF name them."""

from __future__ import annotations

from pathlib import Path

from ...core.formats.description import Description, HullShape, MeshShape
from ...core.formats.obj import write_hull, write_mtl, writing_obj
from ...core.formats.urdf import LinkFiles
from ...core.formats.visual_glb import unfit, visual_glb
from ...core.steps import Steps, within

OBJ, GLB = VISUALS = ("obj", "glb")


def writing_meshes(
    asset: Description, folder: Path, name: str, format: str, prefix: str = "meshes/", visuals: str = OBJ
) -> Steps[dict[str, LinkFiles]]:
    """Write, link by link, folder/meshes: an OBJ a link and a hull, with their materials and pictures. Gives by name of
    link their URIs, which begin with a prefix. format: as it is told to the artist. visuals: one of VISUALS; what
    collides is an OBJ in any case. OSError: disk."""
    (folder / "meshes").mkdir(exist_ok=True)
    solid = any(isinstance(collider.shape, MeshShape) for link in asset.links for collider in link.colliders)
    if visuals == OBJ or solid:
        write_mtl(folder / "meshes" / f"{name}.mtl", asset.materials)
    files = {}
    for done, link in enumerate(asset.links):
        yield f"Writing {format}", done / len(asset.links)
        shown, seen, solid = "", "", []
        if link.visual and visuals == GLB:
            shown = f"{name}_{link.name}.glb"
            (folder / "meshes" / shown).write_bytes(visual_glb(link.name, link.visual, asset.materials))
        if link.visual and (visuals == OBJ or any(isinstance(one.shape, MeshShape) for one in link.colliders)):
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
        shown = shown or seen
        files[link.name] = LinkFiles(prefix + shown if shown else "", tuple(solid))
    return files


def lost_pictures(asset: Description, visuals: str) -> list[str]:
    """What visuals of that kind do not show, in sentences."""
    names = unfit(asset.materials) if visuals == GLB else []
    return [f"The links' GLBs are white where {name} has its picture: save that as PNG or JPEG." for name in names]
