"""Worst: a picture sheet of the objects that a run scored worst, what is true beside what was predicted.

A row an object: true at rest and opened, then predicted at rest and opened, from one eye. A predicted part has the
colour of the true part that score.py compares it with, a surplus one is black. Arrows are joint axes: red revolute,
purple continuous, blue prismatic, green screw.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import trimesh
import yourdfpy
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.errors import ArtLLMError
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import opened, poses
from artllm_blender.core.picture.drawing import arrow, shaded
from artllm_blender.core.picture.raster import Camera
from artllm_blender.scene.formats.picture import AXIS_COLOURS, part_colours

SIZE = 260  # pixels a side of a picture
CAPTION = 34  # pixels above a row
# on a triangle, as weights of its corners: its middle, towards its corners, and towards the middles of its sides
PLACES = np.array([(4, 4, 4), (8, 2, 2), (2, 8, 2), (2, 2, 8), (5, 5, 2), (5, 2, 5), (2, 5, 5)]) / 12
BLACK = (0.12, 0.12, 0.12)


@dataclass(frozen=True)
class Figure:
    """An object at rest and opened. rest, moved: (m, 3, 3) triangles; part: (m,) of each triangle.

    axes: of each joint its type, and the ends (2, 3) of an arrow at rest and opened.
    """

    articulation: Articulation
    rest: np.ndarray
    moved: np.ndarray
    part: np.ndarray
    axes: tuple[tuple[JointType, np.ndarray, np.ndarray], ...]

    def centres(self) -> np.ndarray:
        """(parts, 3) middles of the parts' boxes."""
        boxes = [self.rest[self.part == i].reshape(-1, 3) for i in range(self.part.max() + 1)]
        return np.array([(x.min(0) + x.max(0)) / 2 for x in boxes])


def figure(articulation: Articulation, triangles: np.ndarray, part: np.ndarray) -> Figure:
    """An articulation whose part ids are 0 to n - 1, with all joints opened as pictures of rigs show them."""
    motions = poses(articulation, {j.child: opened(j) for j in articulation.joints})
    moved = np.empty_like(triangles)
    for id, motion in motions.items():
        moved[part == id] = apply(motion, triangles[part == id].reshape(-1, 3)).reshape(-1, 3, 3)
    axes = []
    for j in articulation.joints:
        offset = triangles[part == j.child].reshape(-1, 3) - j.origin
        origin, along = np.array(j.origin), offset @ np.array(j.axis)
        if j.type is JointType.PRISMATIC:  # any parallel line is as true, so through the part's middle
            origin = origin + offset.mean(0) - along.mean() * np.array(j.axis)
        reach = 0.1 * float(np.ptp(offset, axis=0).max())
        ends = origin + np.outer([along.min() - reach, along.max() + 2 * reach], j.axis)
        axes.append((j.type, ends, apply(motions[j.parent], ends)))
    return Figure(articulation, triangles, moved, part, tuple(axes))


def truth(folder: Path, variant: str) -> Figure:
    """The bench's own object; a triangle belongs to the part to whose labelled points most places on it are nearest."""
    triangles = z_up_triangles(folder / f"{variant}.glb")
    points = np.load(folder / "points.npz")
    keep = points["visible"] if variant == "shell" else np.ones(len(points["q"]), bool)
    xyz = points["lo"] + points["q"][keep] / 65535 * (points["hi"] - points["lo"])
    given = json.loads((folder / "labels.json").read_text())
    nearest = points["part"][keep][cKDTree(xyz).query(PLACES @ triangles)[1]]
    part = np.stack([(nearest == p["id"]).sum(1) for p in given["parts"]], 1).argmax(1)
    # a part that is hidden inside a shell has no triangle of it, but a place
    hidden = [p for p in given["parts"] if p["id"] not in part]
    triangles = np.concatenate([triangles, *([[p["aabb_min"], p["aabb_max"], p["aabb_max"]]] for p in hidden)])
    part = np.concatenate([part, [p["id"] for p in hidden]]).astype(int)
    joints = [
        _joint(j["type"], j["parent"], j["child"], j["axis"], j["origin"], j["lower"], j["upper"])
        for j in given["joints"]
    ]
    return figure(_articulation(len(given["parts"]), joints), triangles, part)


def prediction(urdf: Path) -> Figure:
    """What a URDF holds. Links joined by fixed joints are one part, a slide and a turn by an empty link a screw."""
    robot = yourdfpy.URDF.load(str(urdf), load_meshes=True, build_scene_graph=True)
    link = {name: name for name in robot.link_map}  # the link whose part it is of
    joints = {}
    for j in robot.joint_map.values():
        if j.type == "fixed":
            link = {name: link[j.parent] if of == link[j.child] else of for name, of in link.items()}
    triangles, part = [], []
    for node in robot.scene.graph.nodes_geometry:
        matrix, name = robot.scene.graph[node]
        at = node
        while at not in link:
            at = robot.scene.graph.transforms.parents[at]
        found = apply(matrix, robot.scene.geometry[name].triangles.reshape(-1, 3)).reshape(-1, 3, 3)
        triangles.append(found)
        part += [link[at]] * len(found)
    number = {name: i for i, name in enumerate(dict.fromkeys(part))}
    moving = [j for j in robot.joint_map.values() if j.type != "fixed"]
    slide = {link[j.child]: j for j in moving if j.type == "prismatic" and link[j.child] not in number}
    for j in moving:
        child, parent, kind = link[j.child], link[j.parent], j.type
        if child not in number:
            continue
        frame = robot.get_transform(j.parent, robot.base_link) @ (np.eye(4) if j.origin is None else j.origin)
        limit = j.limit
        if parent in slide:
            kind, limit, parent = "screw", slide[parent].limit, link[slide[parent].parent]
        lower, upper = (limit.lower, limit.upper) if limit is not None else (0.0, 0.0)
        joints[child] = _joint(kind, number[parent], number[child], frame[:3, :3] @ j.axis, frame[:3, 3], lower, upper)
    return figure(
        _articulation(len(number), list(joints.values())),
        np.concatenate(triangles),
        np.array([number[name] for name in part]),
    )


def _joint(kind, parent, child, axis, origin, lower, upper) -> Joint:
    kind, axis = JointType(kind), np.asarray(axis, float) / np.linalg.norm(axis)
    lower, upper = (0.0, 0.0) if lower is None or upper is None else sorted((lower, upper))
    pitch = max(upper - lower, 1e-6) * 4 if kind is JointType.SCREW else 0.0  # a quarter turn over its range
    return Joint(kind, parent, child, tuple(axis), tuple(map(float, origin)), lower, upper, pitch)


def _articulation(count: int, joints: list[Joint]) -> Articulation:
    nowhere = Box((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    return Articulation(tuple(Part(i, str(i), nowhere) for i in range(count)), tuple(joints))


def z_up_triangles(path: Path) -> np.ndarray:
    """(m, 3, 3) triangles of a glTF file, Z-up."""
    y_up = np.asarray(trimesh.load(path, force="mesh", process=False).triangles)
    return y_up[..., [0, 2, 1]] * [1, -1, 1]


def matched(true: Figure, found: Figure) -> np.ndarray:
    """(predicted parts,) the true part that each is compared with, -1 for a surplus one, as score.py matches them."""
    apart = np.linalg.norm(true.centres()[:, None] - found.centres()[None], axis=-1)
    partner = np.full(apart.shape[1], -1)
    of_true, of_found = linear_sum_assignment(apart)
    partner[of_found] = of_true
    return partner


def row(true: Figure, found: Figure | None) -> np.ndarray:
    """(SIZE, 4 SIZE, 3) picture; empty on the right where nothing was predicted."""
    figures = [true, *([found] if found else [])]
    everything = np.concatenate([x.reshape(-1, 3) for f in figures for x in (f.rest, f.moved)])
    camera = Camera.around(everything, _back(true), 2 * SIZE)
    palette = np.vstack([part_colours(true.articulation), BLACK])
    picture = np.ones((SIZE, 4 * SIZE, 3))
    for k, f in enumerate(figures):
        part = true.part if f is true else matched(true, f)[f.part]
        for i, triangles in enumerate((f.rest, f.moved)):
            side = _drawn(camera, triangles, np.where(part < 0, len(palette) - 1, part), palette)
            for kind, *ends in f.axes:
                arrow(side, *camera.project(ends[i])[:, :2] / 2, AXIS_COLOURS[kind], 2.5)
            left = (2 * k + i) * SIZE
            picture[:, left : left + SIZE] = side
    return picture


def _drawn(camera: Camera, triangles: np.ndarray, part: np.ndarray, palette: np.ndarray) -> np.ndarray:
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    corners = np.arange(3 * len(triangles)).reshape(-1, 3)
    return shaded(camera, triangles.reshape(-1, 3), corners, np.repeat(normals[:, None], 3, axis=1), part, palette)


def _back(true: Figure) -> np.ndarray:
    """(3,) towards the eye: of eight views from above, the one that what opens comes nearest to."""
    shift = (true.moved - true.rest).reshape(-1, 3).mean(0)[:2]
    angles = math.radians(33) + np.arange(8) * math.pi / 4
    views = np.stack([np.cos(angles), np.sin(angles)], 1)
    return np.array([*views[np.argmax(views @ shift)], 0.5])


def badness(row: dict) -> float:
    """What the sheet is sorted by: how far parts end from where they should, and how much surface is mislabelled."""
    return (row["motion"] or 0.0) + 1 - (row["seg"] or 0.0)


def draw_sheet(
    bench: Path, variant: str, out: Path, rows: list[dict], count: int, path: Path, columns: int = 2
) -> None:
    """A PNG file of the worst objects of a bench folder. out: the folder of the URDF files; rows: score.py's."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    worst = sorted(rows, key=badness, reverse=True)[:count]
    columns = min(columns, len(worst))
    high, wide = SIZE + CAPTION, 4 * SIZE + 12
    canvas = np.ones((-(-len(worst) // columns) * high, columns * wide, 3))
    plot = plt.figure(figsize=(canvas.shape[1] / 100, canvas.shape[0] / 100), dpi=100)
    axes = plot.add_axes((0, 0, 1, 1))
    for n, scores in enumerate(worst):
        top, left = n // columns * high, n % columns * wide
        urdfs = sorted((out / scores["id"]).rglob("*.urdf"))
        true, text = truth(bench / scores["id"], variant), ""
        try:
            found = prediction(urdfs[0]) if urdfs else None
        except (ArtLLMError, KeyError, ValueError, ElementTree.ParseError) as problem:
            found, text = None, f" unreadable: {problem}"
        canvas[top + CAPTION : top + high, left : left + 4 * SIZE] = row(true, found)
        told = [k for k in ("seg", "motion", "mIoU*", "type*") if scores[k] is not None]
        figures = "  ".join(f"{k} {scores[k]:.2f}" for k in told)
        parts = f"parts {scores['n_pred']} for {scores['n_gt']}" if found else "nothing predicted"
        axes.text(left + 4, top + 22, f"{scores['id']}  {scores['category']}  {figures}  {parts}{text}", fontsize=8)
    axes.imshow(canvas, aspect="auto", interpolation="nearest")
    axes.set_axis_off()
    path.parent.mkdir(parents=True, exist_ok=True)
    plot.savefig(path, format="png")
    plt.close(plot)
