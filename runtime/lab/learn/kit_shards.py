"""Kits as the model of assemblies reads and writes them, many to a file: made once, and met again and again.

    python -m runtime.lab.learn.kit_shards OUT --first 0 --count 12000

What a part looks like, its symmetries and its kind are found by the same rules as the add-on has, only faster.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from artllm_blender.core.assembly.alike import kinds
from artllm_blender.core.assembly.asking import ADDED, ITEMS, ONTO, RELATIONS, TITLE, asked, item
from artllm_blender.core.assembly.loose import ALIKE, COARSE, SAMPLES, TURNS, LoosePart, loose_part
from artllm_blender.core.assembly.wire import Wire
from artllm_blender.core.frames import inverse, rotation, transform
from runtime.lab.shapes import furniture
from runtime.lab.shapes.kits import Kit
from runtime.lab.shapes.solids import Mesh

A_FILE = 500
ODD = np.radians(37.0)  # what is the same after such a turn is round


@dataclass(frozen=True)
class Lesson:
    """As `asked` has it, and the answer, in its order: turn (n,) of TURNS, the first of those that are the same; place
    (n, 3) of the boxes' middles in scales; tilt (n, 3) the rotation vector that follows the turn."""

    points: np.ndarray
    half: np.ndarray
    kind: np.ndarray
    items: np.ndarray
    turn: np.ndarray
    place: np.ndarray
    tilt: np.ndarray


def lesson(kit: Kit, rng: np.random.Generator) -> Lesson | None:
    """What is learnt from a kit; None: a part of it has no box to speak of."""
    parts = framed(kit.parts, rng)
    put = asked(parts)
    where = [inverse(parts[index].frame) for index in put.order]
    turn, tilt = zip(
        *(told_turn(parts[i], pose[:3, :3]) for i, pose in zip(put.order, where, strict=True)), strict=True
    )
    place = np.array([pose[:3, 3] for pose in where])
    everything = np.concatenate([mesh.vertices for mesh in kit.parts])
    middle = (everything[:, 0].min() + everything[:, 0].max()) / 2
    place = (place - (middle, *place[0, 1:])) / put.scale
    turn, tilt = np.array(turn), np.array(tilt)
    # Identical parts from below, behind and left: which of them is which is nobody's business.
    for one in range(put.kind.max() + 1):
        of = np.flatnonzero(put.kind == one)
        rank = np.lexsort(np.round(place[of] / 0.02).T[[0, 1, 2]])
        turn[of], place[of], tilt[of] = turn[of][rank], place[of][rank], tilt[of][rank]
    if not np.isfinite(place).all() or np.abs(place).max() > 3:
        return None
    return Lesson(put.points, put.half, put.kind, said(kit, rng), turn, place, tilt)


def framed(meshes: tuple[Mesh, ...], rng: np.random.Generator) -> list[LoosePart]:
    """As `loose_parts`, of parts in their places."""
    same = kinds([Wire.of(mesh.vertices, mesh.faces) for mesh in meshes])
    found: list[LoosePart] = []
    count = 0
    for number, mesh in enumerate(meshes):
        first = found[same[number]] if same[number] < number else None
        part = None
        if first is not None:
            part = copied(first, meshes[same[number]], mesh) or matched(first, mesh, rng)
        if part is None:
            part = lying_anyhow(mesh, rng)
            turns = tuple(i for i, turn in enumerate(TURNS) if lies_on(part, turn, part))
            part = replace(part, symmetries=turns or (0,), kind=count)
            count += 1
        found.append(part)
    return found


def lying_anyhow(mesh: Mesh, rng: np.random.Generator) -> LoosePart:
    """The part in its frame, found as it lies turned at random."""
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    turn *= np.sign(np.linalg.det(turn))
    part = loose_part(mesh.vertices @ turn.T, mesh.faces)
    return replace(part, frame=part.frame @ transform(turn))


def copied(first: LoosePart, original: Mesh, mesh: Mesh) -> LoosePart | None:
    """The part, where its mesh is that of the first of its kind, moved."""
    if len(original.vertices) != len(mesh.vertices) or not np.array_equal(original.faces, mesh.faces):
        return None
    one, other = original.vertices.mean(axis=0), mesh.vertices.mean(axis=0)
    u, _, vt = np.linalg.svd((mesh.vertices - other).T @ (original.vertices - one))
    turn = (u * (1, 1, np.sign(np.linalg.det(u @ vt)))) @ vt
    motion = transform(turn, other - turn @ one)
    if np.abs(original.vertices @ turn.T + motion[:3, 3] - mesh.vertices).max() > 1e-6:
        return None
    return replace(first, frame=first.frame @ inverse(motion))


def matched(first: LoosePart, mesh: Mesh, rng: np.random.Generator) -> LoosePart | None:
    part = lying_anyhow(mesh, rng)
    turn = next((turn for turn in TURNS if lies_on(part, turn, first)), None)
    return None if turn is None else replace(first, frame=transform(turn) @ part.frame)


def lies_on(part: LoosePart, turn: np.ndarray, other: LoosePart) -> bool:
    """As in `loose`, by trees."""
    limit = ALIKE * other.size
    if np.abs(np.abs(turn) @ part.half - other.half).max() > 2 * limit:
        return False
    return fits(part, turn, other)


def fits(part: LoosePart, turn: np.ndarray, other: LoosePart) -> bool:
    """Whether a turned part's surface is the other's."""
    limit = ALIKE * other.size
    few = part.points[:: SAMPLES // COARSE] @ turn.T
    back = other.points[:: SAMPLES // COARSE] @ turn
    return off(few, other.points, other.normals) < limit and off(back, part.points, part.normals) < limit


def off(points: np.ndarray, surface: np.ndarray, normals: np.ndarray) -> float:
    across, near = cKDTree(surface).query(points, 8)
    planar = np.abs(((points[:, None] - surface[near]) * normals[near]).sum(axis=2))
    typical = np.median(across[:, 0])
    return float(np.quantile(np.where(across < 4 * typical + 1e-12, planar, across).min(axis=1), 0.985))


def told_turn(part: LoosePart, turned: np.ndarray) -> tuple[int, np.ndarray]:
    """The first of TURNS that says how a part is turned, and (3,) the rotation vector from there."""
    axis = round_about(part)
    if axis is not None:
        way = turned[:, axis]
        up = int(np.abs(way).argmax())
        both = [other for other in part.symmetries if TURNS[other][axis, axis] < 0]
        senses = (-1, 1) if both else (int(np.sign(way[up])),)
        turn = next(i for i, t in enumerate(TURNS) if int(t[up, axis]) in senses)
        goal = way * np.sign(way[up]) * TURNS[turn][up, axis]
        cross = np.cross(TURNS[turn][:, axis], goal)
        length = np.linalg.norm(cross)
        return turn, cross / max(length, 1e-12) * np.arcsin(min(length, 1.0))
    found = []
    for own in part.symmetries:
        whole = turned @ TURNS[own]
        turn = int(np.einsum("nij,ij->n", TURNS, whole).argmax())
        left = whole @ TURNS[turn].T
        angle = np.arccos(np.clip((np.trace(left) - 1) / 2, -1, 1))
        axis = np.array([left[2, 1] - left[1, 2], left[0, 2] - left[2, 0], left[1, 0] - left[0, 1]])
        length = np.linalg.norm(axis)
        found.append((turn, axis / length * angle if length > 1e-9 else np.zeros(3)))
    return min(found, key=lambda one: one[0])


def round_about(part: LoosePart) -> int | None:
    """The axis of its box about which a part may turn by any angle."""
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        if abs(part.half[u] - part.half[v]) < 2 * ALIKE * part.size and fits(
            part, rotation(np.eye(3)[axis], ODD), part
        ):
            return axis
    return None


def said(kit: Kit, rng: np.random.Generator) -> np.ndarray:
    """(ITEMS, 7) what a manual would say, padded by roles of -1."""
    found = [item(TITLE, kit.title)]
    boxes = np.array([(mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)) for mesh in kit.parts])
    there: list[int] = []
    for number, step in enumerate(kit.steps):
        names = [kit.names[k] for k in step]
        base = names[0] if not there and names.count(names[0]) == 1 else ""
        for name in dict.fromkeys(name for name in names if name != base):
            of = [k for k in step if kit.names[k] == name]
            onto = [step[0]] if base else [int(rng.choice(there))] if there else []
            relation = RELATIONS.index(_relation(boxes[of], boxes[onto], rng)) if onto else 0
            found.append(item(ADDED, name, len(of), relation, number))
            if onto:
                found.append(item(ONTO, kit.names[onto[0]], kit.names.count(kit.names[onto[0]]), relation, number))
        there += step
    kept = np.array(found[:ITEMS])
    return np.concatenate([kept, np.full((ITEMS - len(kept), kept.shape[1]), -1)]).astype(np.int8)


def _relation(added: np.ndarray, onto: np.ndarray, rng: np.random.Generator) -> str:
    if rng.random() < 0.3:
        return "to"
    under = added[:, 1, 2].max() - onto[:, 0, 2].min()
    over = onto[:, 1, 2].max() - added[:, 0, 2].min()
    if under < 0.02:
        return "under"
    if over < 0.02:
        return "on"
    return "behind" if added[:, 0, 1].min() > onto[:, 1, 1].max() - 0.02 else str(rng.choice(["to", "between", "in"]))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m runtime.lab.learn.kit_shards", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=12000)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for first in range(options.first, options.first + options.count, A_FILE):
        begun, lessons = time.process_time(), []
        for seed in range(first, first + A_FILE):
            made = lesson(furniture.make(seed), np.random.default_rng([seed, 31]))
            if made is not None:
                lessons.append(made)
        save(options.out / f"{first:08d}.npz", lessons)
        print(f"{first + A_FILE}: {len(lessons)} in {time.process_time() - begun:.0f} s", flush=True)


def save(path: Path, lessons: list[Lesson]) -> None:
    np.savez(
        path.with_suffix(".part.npz"),
        kinds=np.array([len(one.half) for one in lessons]), parts=np.array([len(one.kind) for one in lessons]),
        items=np.array([one.items for one in lessons]),
        points=np.concatenate([one.points for one in lessons]).astype(np.float16),
        **{name: np.concatenate([getattr(one, name) for one in lessons]).astype(kind) for name, kind in (
            ("half", np.float32), ("kind", np.int8), ("turn", np.int8), ("place", np.float32), ("tilt", np.float32))},
    )  # fmt: skip
    path.with_suffix(".part.npz").rename(path)


if __name__ == "__main__":
    main()
