"""Baselines that know no model, to stand beside it: "one" leaves the mesh whole; "components" makes every connected
component a part that turns about its own middle."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import trimesh

from runtime.articulation.points import weld

KINDS = ("one", "components")
TINY = 1e-3  # of the object's box: the bench merges leaf parts below it


def baseline(mesh: Path, out: Path, kind: str) -> None:
    """A URDF of the mesh without any model."""
    loaded = trimesh.load(mesh, force="mesh", process=False)
    vertices = np.asarray(loaded.vertices)[:, [0, 2, 1]] * [1, -1, 1]
    faces = np.asarray(loaded.faces)
    piece = np.zeros(len(faces), int) if kind == "one" else _components(vertices, faces)
    folder = out / (mesh.parent.name)
    folder.mkdir(parents=True)
    text = [f"<robot name={quoteattr(mesh.parent.name)}>"]
    order = np.argsort(-np.bincount(piece))
    for i, p in enumerate(order):
        mine = faces[piece == p]
        trimesh.Trimesh(vertices, mine, process=False).export(folder / f"{i}.obj", include_normals=False)
        text.append(f'<link name="p{i}"><visual><geometry><mesh filename="{i}.obj"/></geometry></visual></link>')
        if i:
            corners = vertices[mine].reshape(-1, 3)
            x, y, z = (corners.min(0) + corners.max(0)) / 2
            text.append(
                f'<joint name="j{i}" type="revolute"><parent link="p0"/><child link="c{i}"/>'
                f'<origin xyz="{x} {y} {z}"/><axis xyz="0 0 1"/>'
                f'<limit lower="0" upper="1.5708" effort="1" velocity="1"/></joint>'
                f'<link name="c{i}"/><joint name="f{i}" type="fixed"><parent link="c{i}"/><child link="p{i}"/>'
                f'<origin xyz="{-x} {-y} {-z}"/></joint>'
            )
    (folder / f"{mesh.parent.name}.urdf").write_text("\n".join([*text, "</robot>"]))


def _components(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Connected component of each face; those with a tiny box, and all but the twenty largest, are the largest's."""
    size = np.ptp(vertices, axis=0).max()
    piece = weld(vertices / size, faces)[1]
    count = piece.max() + 1
    volume = np.zeros(count)
    for p in range(count):
        volume[p] = np.prod(np.ptp(vertices[faces[piece == p]].reshape(-1, 3), axis=0) + 5e-3 * size)
    largest = np.argsort(-volume)[:21]
    keep = [p for p in largest if volume[p] >= TINY * np.prod(np.ptp(vertices, axis=0))]
    number = np.zeros(count, int)
    number[keep] = np.arange(len(keep))
    return number[piece]
