"""Rigs written in each format and read again: what of them comes back, as a table.

    python -m runtime.lab.measure.round_trip --count 20 [--formats urdf,glb,mjcf,usda,usdz]

Rigs are built of generated shapes, a family each. Of each format: rigs that came back whole, so that every joint goes
the same way about the same axis by the same values, and every vertex and collider is where it was; the greatest
difference of axes, degrees; of what lies on axes, of limits, closed ends and pitches, metres or radians; of vertices,
both ways, of the asset's size; and the share of links whose colliders came back where they were.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np
from scipy.spatial import cKDTree

from artllm_blender.core.articulation import Articulation, Joint, JointType, Vector
from artllm_blender.core.formats.colliders import AUTOMATIC
from artllm_blender.core.formats.convex import Convex, filled_by
from artllm_blender.core.formats.description import Collider, Description
from artllm_blender.core.motion.interplay import Need
from artllm_blender.core.names import joint_names, link_names
from artllm_blender.core.steps import exhausted
from artllm_blender.scene.formats.export import export, job_of
from artllm_blender.scene.formats.hulls import hull
from artllm_blender.scene.formats.rig_in import import_rig
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.mesh.split import split
from artllm_blender.scene.rig.build_rig import build_rig
from artllm_blender.scene.rig.mesh_out import part_meshes
from artllm_blender.scene.rig.needs import read_needs
from artllm_blender.scene.rig.read_rig import read_rig

from ..shapes import Shape, generate, registry
from .bench_cut import mesh_object
from .oracle import articulation

# What is called the same: degrees of axes; metres of origins, metres or radians of limits; vertices, of the size.
SAME_AXIS, SAME_NUMBER, SAME_SURFACE = 1e-3, 1e-5, 1e-5


@dataclass(frozen=True)
class Stood:
    """What of a rig is compared. surfaces: (n, 3) world by part id."""

    articulation: Articulation
    needs: tuple[Need, ...]
    surfaces: dict[int, np.ndarray]
    description: Description


@dataclass(frozen=True)
class Difference:
    """told: what is not the same, in words; nothing where all is whole. axis: degrees; the others metres or radians;
    surface: of the size; colliders: share of links whose came back."""

    told: tuple[str, ...] = ()
    axis: float = 0.0
    origin: float = 0.0
    limits: float = 0.0
    surface: float = 0.0
    colliders: float = 1.0


def stood(armature: bpy.types.Object, colliders: str = AUTOMATIC) -> Stood:
    rig, depsgraph = read_rig(armature), bpy.context.evaluated_depsgraph_get()
    meshes = part_meshes(rig, depsgraph)
    surfaces = {id: mesh.vertices[np.unique(mesh.triangles)] for id, mesh in meshes.items()}
    return Stood(
        rig.articulation,
        read_needs(armature),
        surfaces,
        exhausted(job_of(armature, "x", colliders=colliders).described()),
    )


def difference(one: Stood, two: Stood) -> Difference:
    """Between a rig and what came back of it, whose names are those that files have."""
    names, again = link_names(one.articulation), link_names(two.articulation)
    told = []
    if set(names.values()) != set(again.values()):
        return Difference(("parts",))
    number = {name: id for id, name in again.items()}
    ids = {id: number[name] for id, name in names.items()}
    titles, titles_again = joint_names(one.articulation), joint_names(two.articulation)
    labels = {id: one.articulation.part(id).label for id in names}
    told += [f"label of {names[id]}" for id in ids if two.articulation.part(ids[id]).label != labels[id]]
    axis = origin = limits = surface = 0.0
    size = max(float(np.ptp(np.concatenate(list(one.surfaces.values())), axis=0).max()), 1e-9)
    for joint in one.articulation.joints:
        other = two.articulation.joint_of(ids[joint.child])
        if other is None or ids[joint.parent] != other.parent or titles[joint.child] != titles_again[other.child]:
            told.append(f"joint of {names[joint.child]}")
            continue
        if joint.still and other.still:
            continue
        if joint.type is not other.type:
            told.append(f"type of {names[joint.child]}")
            continue
        between = _degrees(joint.axis, other.axis)
        off = float(np.linalg.norm(np.subtract(joint.origin, other.origin)))
        ends = [(joint.pitch, other.pitch), (joint.closed, other.closed)]
        if joint.type is not JointType.CONTINUOUS:
            ends += [(joint.lower, other.lower), (joint.upper, other.upper)]
        beyond = max(abs(a - b) for a, b in ends)
        is_other = {"axis": between > SAME_AXIS, "origin": off > SAME_NUMBER, "limits": beyond > SAME_NUMBER}
        told += [f"{what} of {names[joint.child]}" for what, is_so in is_other.items() if is_so]
        axis, origin, limits = max(axis, between), max(origin, off), max(limits, beyond)
    wanted = {(ids[n.child], ids[n.needs], n.open, round(n.value, 4)) for n in one.needs}
    told += ["needs"] if wanted != {(n.child, n.needs, n.open, round(n.value, 4)) for n in two.needs} else []
    for id, points in one.surfaces.items():
        off = _apart(points, two.surfaces[ids[id]]) / size
        told += [f"shape of {names[id]}"] if off > SAME_SURFACE else []
        surface = max(surface, off)
    kept = []
    for link in one.description.links:
        back = two.description.by_name[link.name]
        kept.append(_same_colliders(link.colliders, back.colliders, link.origin - back.origin, size))
        told += [] if kept[-1] else [f"colliders of {link.name}"]
    return Difference(tuple(told), axis, origin, limits, surface, float(np.mean(kept)))


def _degrees(one: Vector, two: Vector) -> float:
    return math.degrees(math.atan2(np.linalg.norm(np.cross(one, two)), np.dot(one, two)))


def _apart(one: np.ndarray, two: np.ndarray) -> float:
    """How far points are from the nearest of the others, at most, both ways."""
    if not len(one) or not len(two):
        return 0.0 if len(one) == len(two) else math.inf
    return max(float(cKDTree(a).query(b)[0].max()) for a, b in ((one, two), (two, one)))


def _same_colliders(one: tuple[Collider, ...], two: tuple[Collider, ...], off: np.ndarray, size: float) -> bool:
    """Whether as many fill the same, none reaching out of all of the others'. off: from the second link's frame to the
    first's."""
    first, second = [filled_by(each, hull, origin=off) for each in one], [filled_by(each, hull) for each in two]
    return len(one) == len(two) and max(_reach(first, second), _reach(second, first)) < SAME_SURFACE * size


def _reach(these: list[Convex], others: list[Convex]) -> float:
    """How far a corner of these lies outside of all others, at most."""
    corners = np.concatenate([np.zeros((0, 3)), *(each.points for each in these)])
    beyond = [(corners @ each.normals.T - each.offsets).max(axis=1) for each in others]
    return float(np.min(beyond, axis=0).max(initial=0.0)) if beyond else 0.0


def build(shape: Shape, name: str = "asset") -> bpy.types.Object:
    """The rig of a generated shape in an empty scene; ids of parts are their places."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    thing = mesh_object(name, shape.vertices, shape.faces)
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    collection = bpy.data.collections.new(name)
    bpy.context.scene.collection.children.link(collection)
    tree = articulation(shape)
    joints = tuple(replace(joint, name=_title(tree, joint)) for joint in tree.joints)
    tree = Articulation(tree.parts, joints)
    parts = split(source, shape.face_part, tree, collection).objects
    armature = build_rig(tree, parts, collection, name)
    bpy.context.view_layer.update()
    return armature


def _title(tree: Articulation, joint: Joint) -> str:
    return f"{tree.part(joint.child).name}_{joint.child}_joint"


def there_and_back(armature: bpy.types.Object, format: str, folder: Path) -> tuple[Difference, float]:
    """What is other about a rig that was written and read again in an empty scene, and the seconds of reading."""
    before = stood(armature)
    written = export(armature, folder, "asset", [format], glb_physics=True).files[format]
    bpy.ops.wm.read_factory_settings(use_empty=True)
    begin = time.perf_counter()
    again = import_rig(bpy.context, written)
    seconds = time.perf_counter() - begin
    return difference(before, stood(again)), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20, help="families")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--formats", default="urdf,glb,mjcf,usda,usdz")
    options = parser.parse_args()
    print("| format | rigs | whole | axis, deg | origin, m | limits | surface | colliders | s |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    for format in options.formats.split(","):
        found, seconds = [], []
        for family in sorted(registry())[:: max(1, len(registry()) // options.count)][: options.count]:
            with tempfile.TemporaryDirectory() as folder:
                other, took = there_and_back(build(generate(family, options.seed), family), format, Path(folder))
            found.append(other)
            seconds.append(took)
            if other.told:
                print(f"{family}: {', '.join(other.told)}")
        most = [max(getattr(one, name) for one in found) for name in ("axis", "origin", "limits", "surface")]
        cells = [f"{value:.1e}" for value in most]
        whole = sum(not one.told for one in found)
        colliders = np.mean([one.colliders for one in found])
        row = [format, len(found), whole, *cells, f"{100 * colliders:.0f} %", f"{np.median(seconds):.2f}"]
        print(f"| {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    main()
