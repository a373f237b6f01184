"""Fused skins that tests cut: one closed surface of irregular triangles, with the truth about its parts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.cut.evidence import Evidence
from artllm_blender.core.prediction import Prediction


@dataclass(frozen=True)
class Skin:
    """vertices: (v, 3) float32; faces: (m, 3); part_at: (k, 3) places on it → (k,) ids; articulation: the truth."""

    vertices: np.ndarray
    faces: np.ndarray
    part_at: Callable[[np.ndarray], np.ndarray]
    articulation: Articulation

    @property
    def face_part(self) -> np.ndarray:
        return self.part_at(self.vertices[self.faces].mean(axis=1))

    def prediction(self, count: int = 16000, wrong: float = 0.0) -> Prediction:
        """What a good model would answer; wrong: the share of points told a random part."""
        rng = np.random.default_rng(1)
        corners = self.vertices[self.faces].astype(np.float64)
        area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
        triangle = rng.choice(len(area), count, p=area / area.sum()).astype(np.int32)
        a, b = np.sort(rng.random((2, count)), axis=0)
        points = (corners[triangle] * np.stack([a, b - a, 1 - b], axis=1)[:, :, None]).sum(axis=1)
        part, width = self.part_at(points), len(self.articulation.parts)
        lost = rng.random(count) < wrong
        part[lost] = rng.integers(width, size=lost.sum())
        scores = np.full((count, width), 0.1 / (width - 1), np.float32)
        scores[np.arange(count), part] = 0.9
        return Prediction(self.articulation, points.astype(np.float32), triangle, scores, "")

    def evidence(self, wrong: float = 0.0) -> Evidence:
        said = self.prediction(wrong=wrong)
        boxes = np.array([(part.box.lower, part.box.upper) for part in self.articulation.parts])
        ids = np.arange(len(boxes), dtype=np.int32)
        size = float(np.ptp(self.vertices, axis=0).max())
        return Evidence(said.points, said.point_triangle, said.point_scores.astype(np.float64), ids, boxes, size)


def block(cells: int = 24, side=(1.0, 0.6, 0.8)) -> tuple[np.ndarray, np.ndarray]:
    """A closed box from 0 to side of triangles whose vertices lie off the grid and whose diagonals run any way."""
    rng = np.random.default_rng(0)
    count = [max(2, round(cells * length / max(side))) for length in side]
    points: dict[tuple[int, int, int], int] = {}
    faces = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for end in (0, count[axis]):
            for i, k in np.ndindex(count[u], count[v]):
                square = []
                for di, dk in ((0, 0), (1, 0), (1, 1), (0, 1)):
                    cell = [0, 0, 0]
                    cell[axis], cell[u], cell[v] = end, i + di, k + dk
                    square.append(points.setdefault(tuple(cell), len(points)))
                a, b, c, d = square if end else square[::-1]
                faces += [(a, b, c), (a, c, d)] if rng.random() < 0.5 else [(a, b, d), (b, c, d)]
    cell = np.array(list(points), float)
    free = (cell > 0) & (cell < count)
    cell += np.where(free, rng.uniform(-0.3, 0.3, cell.shape), 0)
    return (cell / count * side).astype(np.float32), np.array(faces, np.int32)


@functools.cache
def wardrobe(cells: int = 24) -> Skin:
    """Part 0 body, 1 a door in its front (y = 0) hinged at its left, 2 a drawer beside it."""
    door, drawer = Box((0.07, 0, 0.11), (0.48, 0, 0.69)), Box((0.55, 0, 0.31), (0.93, 0, 0.52))
    parts = (Part(1, "Door", door), Part(2, "Drawer", drawer))
    joints = (
        Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (0.07, 0, 0), 0, 1.5),
        Joint(JointType.PRISMATIC, 0, 2, (0, -1, 0), (0, 0, 0), 0, 0.3),
    )
    return _fronted(parts, joints, cells)


@functools.cache
def chest(cells: int = 24) -> Skin:
    """Part 0 body, 1, 2 and 3 drawers in its front (y = 0), one above the other."""
    parts = tuple(Part(i, f"Drawer {i}", Box((0.1, 0, 0.25 * i - 0.2), (0.9, 0, 0.25 * i))) for i in (1, 2, 3))
    joints = tuple(Joint(JointType.PRISMATIC, 0, i, (0, -1, 0), (0, 0, 0), 0, 0.3) for i in (1, 2, 3))
    return _fronted(parts, joints, cells)


def _fronted(parts: tuple[Part, ...], joints: tuple[Joint, ...], cells: int) -> Skin:
    """A block whose front has parts, which begin with 1 and hang on part 0."""
    vertices, faces = block(cells)

    def part_at(places: np.ndarray) -> np.ndarray:
        part = np.zeros(len(places), np.int32)
        for one in parts:
            inside = (places >= np.array(one.box.lower) - 1e-5) & (places <= np.array(one.box.upper) + 1e-5)
            part[inside.all(axis=1)] = one.id
        return part

    body = Part(0, "Body", Box((0, 0, 0), (1, 0.6, 0.8)))
    return Skin(vertices, faces, part_at, Articulation((body, *parts), joints))


@functools.cache
def jar(cells: int = 24) -> Skin:
    """Part 0 a jar, 1 its lid, which is all above a plane that stands a little askew."""
    vertices, faces = block(cells)

    def part_at(places: np.ndarray) -> np.ndarray:
        return (places[:, 2] + 0.1 * places[:, 0] > 0.63).astype(np.int32)

    parts = (Part(0, "Jar", Box((0, 0, 0), (1, 0.6, 0.63))), Part(1, "Lid", Box((0, 0, 0.53), (1, 0.6, 0.8))))
    joint = Joint(JointType.REVOLUTE, 0, 1, (1, 0, 0), (0, 0.6, 0.63), 0, 1.5)
    return Skin(vertices, faces, part_at, Articulation(parts, (joint,)))
