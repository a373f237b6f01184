"""A bench object's mesh cut into its true parts, by its labelled points and boxes, with its true joints."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import trimesh
from scipy import sparse
from scipy.spatial import cKDTree

from runtime.articulation.points import weld

Mesh = tuple[np.ndarray, np.ndarray]
# Of the object's longest side: how far a face may stick out of its part's box; how far a part's own box may be off it.
SLACK, EXACT = 4e-3, 0.02
# A connected piece goes to one part as a whole if that has this share of its votes.
MAJORITY = 0.5
_VOTERS, _NEAREST = 4, 3


@dataclass(frozen=True)
class BenchObject:
    """meshes: Z-up, by part id. joints: as in labels.json. right: ids of the parts whose box came out as labelled."""

    name: str
    meshes: dict[int, Mesh]
    joints: list[dict]
    boxes: dict[int, np.ndarray]
    right: frozenset[int]
    size: float


def load(folder: Path) -> BenchObject:
    """One object of the bench, from its folder."""
    labels = json.loads((folder / "labels.json").read_text())
    vertices, faces = _mesh(folder / "mesh.glb")
    size = float(np.ptp(vertices, axis=0).max())
    boxes = {part["id"]: np.array([part["aabb_min"], part["aabb_max"]]) for part in labels["parts"]}
    moved = {joint["child"] for joint in labels["joints"]}
    root = min(boxes.keys() - moved)
    face_part = _face_parts(folder, vertices, faces, boxes, root, size)
    meshes, right = {}, set()
    for id, box in boxes.items():
        used, index = np.unique(faces[face_part == id], return_inverse=True)
        meshes[id] = vertices[used], index.reshape(-1, 3)
        if len(used):
            off = np.abs([vertices[used].min(axis=0) - box[0], vertices[used].max(axis=0) - box[1]]).max()
            right |= {id} if off <= EXACT * size else set()
    return BenchObject(folder.name, meshes, labels["joints"], boxes, frozenset(right), size)


def _mesh(path: Path) -> tuple[np.ndarray, np.ndarray]:
    loaded = trimesh.load(path, force="mesh", process=False)
    return np.asarray(loaded.vertices)[:, [0, 2, 1]] * [1, -1, 1], np.asarray(loaded.faces)


def _face_parts(
    folder: Path, vertices: np.ndarray, faces: np.ndarray, boxes: dict[int, np.ndarray], root: int, size: float
) -> np.ndarray:
    """(m,) part id of each face: by vote of the labelled points nearest to it, among the parts whose box it is in."""
    with np.load(folder / "points.npz") as stored:
        points = stored["lo"] + stored["q"] / 65535 * (stored["hi"] - stored["lo"])
        part = stored["part"].astype(int)
    corners = vertices[faces]
    weights = np.random.default_rng(0).dirichlet([1, 1, 1], size=(len(faces), _VOTERS))
    voters = np.einsum("fkc,fcd->fkd", weights, corners).reshape(-1, 3)
    nearest = cKDTree(points).query(voters, k=_NEAREST)[1]
    ids = np.array(sorted(boxes))
    votes = (part[nearest].reshape(len(faces), -1)[:, :, None] == ids).sum(axis=1).astype(float)
    low, high = (np.array([boxes[id][side] for id in ids]) for side in (0, 1))
    fits = (corners.min(axis=1)[:, None] > low - SLACK * size) & (corners.max(axis=1)[:, None] < high + SLACK * size)
    fits = fits.all(axis=2)
    fits[~fits.any(axis=1), np.searchsorted(ids, root)] = True
    piece = weld(vertices / size, faces)[1]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) + 1e-12
    by_piece = sparse.csr_matrix((np.ones(len(faces)), (piece, np.arange(len(faces)))))
    shares = by_piece @ (votes * area[:, None])
    shares /= shares.sum(axis=1, keepdims=True)
    shares[(by_piece @ ~fits) > 0] = -1
    whole = shares.argmax(axis=1)[piece]
    alone = np.where(fits, votes + 0.1, -1).argmax(axis=1)
    return ids[np.where(shares.max(axis=1)[piece] > MAJORITY, whole, alone)]
