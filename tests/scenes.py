"""Props that tests articulate: built in bpy from boxes and cylinders, with the truth about their parts and joints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.prediction import Prediction

Solid = tuple[list[tuple[float, ...]], list[tuple[int, ...]]]

# A box with a door before it, Y-up as such files are.
OBJ = """
v -0.4 0 0.25
v 0.4 0 0.25
v 0.4 0 -0.25
v -0.4 0 -0.25
v -0.4 1 0.25
v 0.4 1 0.25
v 0.4 1 -0.25
v -0.4 1 -0.25
f 4 3 2 1
f 5 6 7 8
f 2 3 7 6
f 3 4 8 7
f 4 1 5 8
v -0.4 0 0.28
v 0.4 0 0.28
v 0.4 0 0.26
v -0.4 0 0.26
v -0.4 1 0.28
v 0.4 1 0.28
v 0.4 1 0.26
v -0.4 1 0.26
f 12 11 10 9
f 13 14 15 16
f 9 10 14 13
f 10 11 15 14
f 11 12 16 15
f 12 9 13 16
"""


@dataclass(frozen=True)
class Prop:
    """objects: as selected by an artist. polygon_part: (n,) int, the true part of each polygon, in objects' order."""

    objects: tuple[bpy.types.Object, ...]
    articulation: Articulation
    polygon_part: np.ndarray


def empty_scene() -> bpy.types.Context:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context


def mesh_object(name: str, vertices, faces) -> bpy.types.Object:
    """A new object in the scene, selected and active."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.select_set(True)
    bpy.context.view_layer.objects.active = thing
    return thing


def of_triangles(name: str, triangles: np.ndarray) -> bpy.types.Object:
    """(m, 3, 3) triangles, whose corners that are alike are one vertex."""
    corners, number = np.unique(triangles.reshape(-1, 3).round(7), axis=0, return_inverse=True)
    return mesh_object(name, corners.tolist(), number.reshape(-1, 3).tolist())


def chosen(*things: bpy.types.Object) -> None:
    """They are selected and no other, the first is active."""
    bpy.ops.object.select_all(action="DESELECT")
    for thing in things:
        thing.select_set(True)
    bpy.context.view_layer.objects.active = things[0]
    bpy.context.view_layer.update()


def write(path: Path, **options) -> None:
    """The scene as a mesh file. options: of Blender's exporter."""
    operator = {
        ".glb": bpy.ops.export_scene.gltf,
        ".gltf": bpy.ops.export_scene.gltf,
        ".obj": bpy.ops.wm.obj_export,
        ".ply": bpy.ops.wm.ply_export,
        ".stl": bpy.ops.wm.stl_export,
        ".fbx": bpy.ops.export_scene.fbx,
        ".blend": bpy.ops.wm.save_as_mainfile,
    }[path.suffix]
    always = {".gltf": {"export_format": "GLTF_SEPARATE"}, ".blend": {"copy": True}}.get(path.suffix, {})
    operator(filepath=str(path), **always, **options)


def box(lower, upper) -> Solid:
    corners = [(x, y, z) for z in (lower[2], upper[2]) for y in (lower[1], upper[1]) for x in (lower[0], upper[0])]
    return corners, [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]


def cylinder(radius: float, bottom: float, top: float, sides: int = 32) -> Solid:
    turn = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    ring = [(radius * math.cos(t), radius * math.sin(t)) for t in turn]
    vertices = [(x, y, bottom) for x, y in ring] + [(x, y, top) for x, y in ring]
    walls = [(i, (i + 1) % sides, sides + (i + 1) % sides, sides + i) for i in range(sides)]
    return vertices, [*walls, tuple(reversed(range(sides))), tuple(range(sides, 2 * sides))]


def _prop(name: str, solids: dict[int, list[Solid]], names: dict[int, str], joints: list[Joint], joined: bool) -> Prop:
    """One object of all solids, or one a part."""
    parts, meshes, polygon_part = [], [], []
    for id, pieces in solids.items():
        vertices, faces = _merged(pieces)
        points = np.array(vertices)
        limits = Box(tuple(points.min(axis=0).tolist()), tuple(points.max(axis=0).tolist()))
        parts.append(Part(id, names[id], limits, names[id].lower()))
        meshes.append((vertices, faces))
        polygon_part += [id] * len(faces)
    if joined:
        objects = (mesh_object(name, *_merged(meshes)),)
    else:
        objects = tuple(mesh_object(f"{name} {names[id]}", *mesh) for id, mesh in zip(solids, meshes, strict=True))
    return Prop(objects, Articulation(tuple(parts), tuple(joints)), np.array(polygon_part))


def _merged(solids: list[Solid]) -> Solid:
    vertices: list[tuple[float, ...]] = []
    faces: list[tuple[int, ...]] = []
    for points, polygons in solids:
        faces += [tuple(len(vertices) + i for i in polygon) for polygon in polygons]
        vertices += points
    return vertices, faces


def cabinet(joined: bool = True) -> Prop:
    """0.8 x 0.5 x 1.0 m, front at -Y: part 0 carcass, 1 door hinged at -X, 2 drawer above it."""
    carcass = [
        box((-0.4, -0.25, 0.0), (-0.38, 0.25, 1.0)),
        box((0.38, -0.25, 0.0), (0.4, 0.25, 1.0)),
        box((-0.38, 0.23, 0.0), (0.38, 0.25, 1.0)),
        box((-0.38, -0.25, 0.0), (0.38, 0.23, 0.02)),
        box((-0.38, -0.25, 0.68), (0.38, 0.23, 0.7)),
        box((-0.38, -0.25, 0.98), (0.38, 0.23, 1.0)),
    ]
    door = [box((-0.4, -0.275, 0.0), (0.4, -0.255, 0.68)), box((0.34, -0.31, 0.3), (0.36, -0.27, 0.45))]
    drawer = [
        box((-0.4, -0.275, 0.7), (0.4, -0.255, 1.0)),
        box((-0.05, -0.31, 0.84), (0.05, -0.27, 0.86)),
        box((-0.36, -0.26, 0.72), (0.36, 0.2, 0.73)),
        box((-0.36, -0.26, 0.73), (-0.35, 0.2, 0.9)),
        box((0.35, -0.26, 0.73), (0.36, 0.2, 0.9)),
        box((-0.35, 0.19, 0.73), (0.35, 0.2, 0.9)),
    ]
    joints = [
        Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (-0.4, -0.275, 0), 0, math.pi / 2, name="Door_joint"),
        Joint(JointType.PRISMATIC, 0, 2, (0, -1, 0), (0, 0, 0.8), 0, 0.35, name="Drawer_joint"),
    ]
    names = {0: "Body", 1: "Door", 2: "Drawer"}
    return _prop("Cabinet", {0: carcass, 1: door, 2: drawer}, names, joints, joined)


def wardrobe(joined: bool = True) -> Prop:
    """1.0 x 0.5 x 1.0 m, front at -Y: part 0 body, 1 the left door, 2 the right one."""
    solids = {
        0: [box((-0.5, -0.25, 0), (0.5, 0.25, 1))],
        1: [box((-0.5, -0.28, 0), (-0.01, -0.26, 1))],
        2: [box((0.01, -0.28, 0), (0.5, -0.26, 1))],
    }
    joints = [
        Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (-0.5, -0.27, 0), 0, 1.5, name="Left_joint"),
        Joint(JointType.REVOLUTE, 0, 2, (0, 0, 1), (0.5, -0.27, 0), 0, 1.5, name="Right_joint"),
    ]
    return _prop("Wardrobe", solids, {0: "Body", 1: "Left", 2: "Right"}, joints, joined)


def bottle(joined: bool = True) -> Prop:
    """0.25 m high: part 0 bottle, 1 cap that screws off upwards, 5 mm a turn."""
    solids = {0: [cylinder(0.04, 0, 0.2), cylinder(0.014, 0.2, 0.24)], 1: [cylinder(0.016, 0.215, 0.25)]}
    joints = [Joint(JointType.SCREW, 0, 1, (0, 0, 1), (0, 0, 0.215), 0, 0.025, pitch=0.005, name="Cap_joint")]
    return _prop("Bottle", solids, {0: "Body", 1: "Cap"}, joints, joined)


def laptop(joined: bool = True) -> Prop:
    """0.3 m wide, modelled with its lid upright: part 0 base, 1 lid, whose joint closes by positive values."""
    solids = {0: [box((0, 0, 0), (0.3, 0.2, 0.02))], 1: [box((0, 0.2, 0.02), (0.3, 0.21, 0.22))]}
    joints = [Joint(JointType.REVOLUTE, 0, 1, (1, 0, 0), (0.15, 0.2, 0.02), -0.6, math.pi / 2, name="Lid_joint")]
    return _prop("Laptop", solids, {0: "Base", 1: "Lid"}, joints, joined)


def predict(prop: Prop, source, count: int = 8000, wrong: float = 0.0, seed: int = 0) -> Prediction:
    """What a good model would answer for the gathered source; wrong: the share of points told a random part."""
    rng = np.random.default_rng(seed)
    corners = source.vertices[source.faces].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    triangle = rng.choice(len(area), count, p=area / area.sum())
    a, b = np.sort(rng.random((2, count)), axis=0)
    weights = np.stack([a, b - a, 1 - b], axis=1)
    points = (corners[triangle] * weights[:, :, None]).sum(axis=1)
    ids = np.array([part.id for part in prop.articulation.parts])
    column = np.searchsorted(ids, prop.polygon_part[source.polygon[triangle]])
    lost = rng.random(count) < wrong
    column[lost] = rng.integers(len(ids), size=lost.sum())
    scores = np.full((count, len(ids)), 0.1 / max(len(ids) - 1, 1))
    scores[np.arange(count), column] = 0.9 if len(ids) > 1 else 1.0
    return Prediction(
        prop.articulation, points.astype(np.float32), triangle.astype(np.int32), scores.astype(np.float32), blueprint=""
    )
