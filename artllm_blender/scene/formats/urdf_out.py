"""A rig as a folder that simulators read: NAME.urdf beside meshes/NAME_PART.obj, their materials and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bmesh
import numpy as np

from ...core.articulation import Articulation
from ...core.formats.inertia import inertial
from ...core.formats.urdf import Link, SolidBox, link_origin, urdf_text
from ...core.motion.interplay import Need
from ...core.names import link_names
from ..rig.mesh_out import PartMesh
from .look import Looks
from .obj import write_mtl, write_obj

# MuJoCo reads no mesh of more.
MOST_TRIANGLES = 200_000
# A part this much flatter than it is wide has no hull that every simulator can build.
FLATTEST = 1e-3


def write_urdf(
    articulation: Articulation,
    meshes: dict[int, PartMesh],
    looks: Looks,
    folder: Path,
    name: str,
    package: str | None = None,
    needs: Iterable[Need] = (),
) -> list[str]:
    """Write folder/name.urdf and folder/meshes. Gives what they do not show as it is, in sentences. OSError: disk.

    package: name of the ROS package whose root the folder is; mesh files then go by package:// instead of
    relative to the URDF.
    """
    (folder / "meshes").mkdir(exist_ok=True)
    prefix = f"package://{package}/meshes/" if package else "meshes/"
    paint = write_mtl(folder / "meshes", name, meshes, looks)
    links = {}
    for part, link_name in link_names(articulation).items():
        mesh, origin = meshes[part], link_origin(articulation, part)
        vertices = mesh.vertices - origin
        if not len(mesh.triangles):
            links[part] = Link(inertial(vertices, mesh.triangles))
            continue
        file = f"{name}_{link_name}.obj"
        write_obj(folder / "meshes" / file, mesh, origin, f"{name}.mtl", paint[part])
        solid = flat_box(vertices[np.unique(mesh.triangles)])
        if solid is None and len(mesh.triangles) > MOST_TRIANGLES:
            solid = prefix + f"{name}_{link_name}_hull.obj"
            write_obj(folder / "meshes" / f"{name}_{link_name}_hull.obj", hull(mesh), origin)
        links[part] = Link(inertial(vertices, mesh.triangles), prefix + file, solid or prefix + file)
    text = urdf_text(name, articulation, links, needs)
    (folder / f"{name}.urdf").write_text(text, encoding="utf-8")
    return looks.notes


def flat_box(points: np.ndarray) -> SolidBox | None:
    """The box along the principal axes of (n, 3) points, given some thickness; None where they are not flat."""
    middle = points.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((points - middle).T))
    axes[:, 0] *= np.sign(np.linalg.det(axes))
    along = (points - middle) @ axes
    lower, upper = along.min(axis=0), along.max(axis=0)
    size = upper - lower
    least = FLATTEST * size.max()
    if size.min() > least:
        return None
    return SolidBox(middle + axes @ ((lower + upper) / 2), axes, np.maximum(size, max(least, 1e-6)))


def hull(mesh: PartMesh) -> PartMesh:
    """The convex hull."""
    built = bmesh.new()
    try:
        for point in mesh.vertices:
            built.verts.new(point)
        result = bmesh.ops.convex_hull(built, input=built.verts, use_existing_faces=False)
        inside = {*result["geom_interior"], *result["geom_unused"]}
        bmesh.ops.delete(built, geom=[item for item in inside if isinstance(item, bmesh.types.BMVert)], context="VERTS")
        built.verts.index_update()
        vertices = np.array([vertex.co for vertex in built.verts])
        triangles = np.array([[vertex.index for vertex in face.verts] for face in built.faces])
        normals = np.repeat(np.array([face.normal for face in built.faces])[:, None], 3, axis=1)
    finally:
        built.free()
    slot = np.zeros(len(triangles), int)
    return PartMesh(vertices, triangles, normals, slot, (None,), {}, {}, slot, mesh.frames)
