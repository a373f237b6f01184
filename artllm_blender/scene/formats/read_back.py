"""Written files read again, as far as it takes to see that at rest every part lies where it was modelled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from ...core.articulation import Articulation
from ...core.errors import ExportError
from ...core.formats.glb import binary, unpacked
from ...core.formats.gltf_data import array
from ...core.formats.gltf_skin_in import skinned
from ...core.frames import z_up_to_y_up
from ...core.names import link_names
from ..rig.mesh_out import PartMesh
from ..rig.rest import TOLERANCE

Bounds = dict[int, np.ndarray]
# Metres that Blender's exporter takes for none where a node lies on another.
NOTHING = 2e-6


def check_glb(path: Path, articulation: Articulation, meshes: Mapping[int, PartMesh], off: float = 0.0) -> None:
    """ExportError: a part's node is turned, or its vertices are not where the meshes', by part id, are. off: metres by
    which its surfaces may differ."""
    found, shaped = _glb_bounds(path)
    more = off + NOTHING * len(articulation.parts)
    _compare(found, articulation, {id: mesh for id, mesh in meshes.items() if id not in shaped}, up=1, more=more)


def check_urdf(path: Path, articulation: Articulation, meshes: Mapping[int, PartMesh]) -> None:
    """ExportError: with all joints at 0 a link's vertices are not where the meshes', by part id, are."""
    _compare(_urdf_bounds(path, {name: part for part, name in link_names(articulation).items()}), articulation, meshes)


def _compare(
    found: Bounds, articulation: Articulation, meshes: Mapping[int, PartMesh], up: int = 2, more: float = 0.0
) -> None:
    """found: (2, 3) lower and upper corner of each part's vertices in the file; up: its upward axis; more: metres that
    they may be off beside what numbers in files are."""
    wanted = {id: mesh.vertices[np.unique(mesh.triangles)] for id, mesh in meshes.items() if len(mesh.triangles)}
    every = np.array([[points.min(axis=0), points.max(axis=0)] for points in wanted.values()]).reshape(-1, 3)
    if not len(every):
        return
    # Single precision is coarser far from the origin.
    allowed = more + TOLERANCE * np.ptp(every, axis=0).max() + 1e-6 * np.abs(every).max()
    for id in wanted:
        if id not in found:
            name = articulation.part(id).name
            raise ExportError(f"In the file {name} would be missing.", "Report it, with the .blend.")
        corners = np.array([wanted[id].min(axis=0), wanted[id].max(axis=0)])
        if up == 1:
            turned = z_up_to_y_up(corners)
            corners = np.array([turned.min(axis=0), turned.max(axis=0)])
        off = float(np.abs(found[id] - corners).max())
        if not off <= allowed:
            name = articulation.part(id).name
            raise ExportError(
                f"In the file {name} would lie {off:.3g} m from where it was modelled.",
                "Report it, with the .blend.",
            )


def _glb_bounds(path: Path) -> tuple[Bounds, set[int]]:
    """In the file's frame, of every part with vertices; nan where its node is turned or scaled. And the parts with
    shape keys: of these the file has the first shape, not the one that is shown."""
    document, rest = unpacked(path.read_bytes())
    corners: dict[int, list[np.ndarray]] = {}
    shaped: set[int] = set()
    bones: dict[int, tuple[np.ndarray, int | None]] = {}

    def walk(number: int, place: np.ndarray, part: int | None) -> None:
        node = document["nodes"][number]
        part = node.get("extras", {}).get("artllm_part", {}).get("id", part)
        place = place + node.get("translation", (0.0, 0.0, 0.0))
        if not _is_straight(node):
            place = place * np.nan
        bones[number] = place, part
        for primitive in (
            document["meshes"][node["mesh"]]["primitives"] if "mesh" in node and "skin" not in node else ()
        ):
            accessor = document["accessors"][primitive["attributes"]["POSITION"]]
            corners.setdefault(part, []).extend(np.add(place, accessor[end]) for end in ("min", "max"))
            if primitive.get("targets"):
                shaped.add(part)
        for child in node.get("children", ()):
            walk(child, place, part)

    for root in document["scenes"][document.get("scene", 0)]["nodes"]:
        walk(root, np.zeros(3), None)
    for node in document["nodes"]:
        if "skin" in node:
            for bone, points, moves in skinned(document, rest, node):
                place, part = bones[bone]
                corners.setdefault(part, []).extend(points + place)
                if moves:
                    shaped.add(part)
    found = {
        part: np.array([np.min(points, axis=0), np.max(points, axis=0)])
        for part, points in corners.items()
        if part is not None
    }
    return found, shaped


def _is_straight(node: dict[str, Any]) -> bool:
    turn, scale = np.abs(node.get("rotation", (0, 0, 0, 1))), node.get("scale", (1, 1, 1))
    return "matrix" not in node and np.allclose(turn, (0, 0, 0, 1), atol=1e-6) and np.allclose(scale, 1, atol=1e-6)


def _urdf_bounds(path: Path, parts: Mapping[str, int]) -> Bounds:
    """parts: ids by the names of their links."""
    robot = ElementTree.parse(path).getroot()
    parents = {joint.find("child").get("link"): joint for joint in robot.iter("joint")}
    found = {}
    for link in robot.iter("link"):
        mesh, name = link.find("visual/geometry/mesh"), link.get("name")
        if mesh is None or name not in parts:
            continue
        place = _origin(link.find("visual"))
        while name in parents:
            place, name = place + _origin(parents[name]), parents[name].find("parent").get("link")
        file = path.parent / "meshes" / Path(mesh.get("filename")).name
        points = (_glb_points(file) if file.suffix == ".glb" else _obj_points(file)) + place
        found[parts[link.get("name")]] = np.array([points.min(axis=0), points.max(axis=0)])
    return found


def _origin(element: ElementTree.Element) -> np.ndarray:
    """(3,) of a joint or a visual, 0 where it has none; nan where it is turned, as none of ours is."""
    origin = element.find("origin")
    if origin is None:
        return np.zeros(3)
    turn, place = (np.array(origin.get(key, "0 0 0").split(), float) for key in ("rpy", "xyz"))
    return place if not turn.any() else place * np.nan


def _glb_points(path: Path) -> np.ndarray:
    """(n, 3) the vertices of a link's GLB, Z-up."""
    document, rest = unpacked(path.read_bytes())
    (mesh,) = document["meshes"]
    own = [array(document, binary(rest), one["attributes"]["POSITION"]) for one in mesh["primitives"]]
    return np.concatenate(own).astype(np.float64)


def _obj_points(path: Path) -> np.ndarray:
    """(n, 3) the vertices of an OBJ, whose rows may have colours too."""
    rows = re.findall(rb"^v (.*)$", path.read_bytes(), re.MULTILINE)
    return np.fromstring(b" ".join(rows), sep=" ").reshape(len(rows), -1)[:, :3]
