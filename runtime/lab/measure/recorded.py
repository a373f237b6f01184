"""Recorded: what the model answers to objects from all sides, kept, so that choosing among them can be tried.

    python -m runtime.lab.measure.recorded OUT --count 300 [--first 0] [--seed 77] [--skins 0.3]      # generated shapes
    python -m runtime.lab.measure.recorded OUT --count 300 --bare                     # the same without what moves
    python -m runtime.lab.measure.recorded OUT --bench BENCH [--half a] [--variant mesh] [--count N]  # real ones

OUT gets a file an object; those that are there are not asked again. Generated shapes are drawn by the weights of
training, from a stream that it never uses.
"""

from __future__ import annotations

import argparse
import json
import pickle
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import trimesh
from scipy.spatial import cKDTree

from runtime.articulation import tokens as T
from runtime.articulation.known import Known
from runtime.articulation.points import seen_as
from runtime.articulation.views import Answer, Looks, Ranked, ranked_answers
from runtime.backend import load_backend
from runtime.engine import looks_at

from ..learn import dataset, skin
from ..shapes import Shape, registry
from .evaluate import half_of
from .generated import draw, held_out
from .oracle import Fused

WEIGHTS_FOLDER = Path(__file__).resolve().parents[2] / "weights_data"


@dataclass(frozen=True)
class Truth:
    """boxes (p, 2, 3); joints: {"type", "parent", "child", "axis", "origin", "lower", "upper"}; part (n,): of each of
    the cloud's points, in the order of the object's own cloud."""

    boxes: np.ndarray
    joints: list[dict]
    part: np.ndarray


@dataclass(frozen=True)
class Heard(Answer):
    """An answer whose points' scores were kept in place of their features."""

    kept: np.ndarray

    @cached_property
    def scores(self) -> np.ndarray:
        kept = self.kept.astype(np.float32)
        return kept / kept.sum(1, keepdims=True)


@dataclass(frozen=True)
class Record:
    """An object and the model's answers to it, the surest first. vertices (n, 3), faces (m, 3): its mesh, Z-up; told:
    as of `Looks`."""

    name: str
    category: str
    skin: bool
    vertices: np.ndarray
    faces: np.ndarray
    truth: Truth
    looks: Looks
    ranked: list[Ranked]
    told: np.ndarray


@dataclass(frozen=True)
class Thing:
    """part_of: which true part points (n, 3) on triangles (n,) are of."""

    name: str
    category: str
    skin: bool
    vertices: np.ndarray
    faces: np.ndarray
    boxes: np.ndarray
    joints: list[dict]
    part_of: object


def thing_of(shape: Shape, name: str, family: str) -> Thing:
    """A generated shape as it was modelled."""
    joints = [
        {"type": j.type, "parent": j.parent, "child": j.child, "axis": np.asarray(j.axis, float),
         "origin": np.asarray(j.origin, float), "lower": j.lower, "upper": j.upper}
        for j in shape.joints
    ]  # fmt: skip
    boxes = np.stack(dataset.part_boxes(shape), 1)
    return Thing(
        name, family, False, shape.vertices, shape.faces, boxes, joints, lambda _, triangle: shape.face_part[triangle]
    )


def skin_of(shape: Shape, name: str, family: str, cells: int = skin.CELLS) -> Thing:
    """The same as one fused skin. ValueError: a part of it cannot be seen from outside."""
    fused = Fused.of(shape, cells=cells)
    return replace(
        thing_of(shape, name, family), skin=True, vertices=fused.vertices, faces=fused.faces,
        part_of=lambda places, _: fused.away(places).argmin(axis=1),
    )  # fmt: skip


def skins_of(shapes: Iterable[tuple[str, Shape]]) -> Iterator[Thing]:
    """Skins of shapes of families, of which every part can be seen."""
    for number, (family, shape) in enumerate(shapes):
        with suppress(ValueError):
            yield skin_of(shape, f"{family}_{number}", family)


def bare_of(shape: Shape) -> Shape | None:
    """A shape without what moves, which stands still; None of one that is nothing else."""
    body = ~np.isin(shape.face_part, [joint.child for joint in shape.joints])
    used, faces = np.unique(shape.faces[body], return_inverse=True)
    if not len(used):
        return None
    whole = np.zeros(int(body.sum()), shape.face_part.dtype)
    return replace(shape, vertices=shape.vertices[used], faces=faces.reshape(-1, 3), face_part=whole,
                   parts=shape.parts[:1], joints=())  # fmt: skip


def generated(
    count: int, first: int, seed: int, skins: float, families: Sequence[str], bare: bool = False
) -> Iterator[Thing]:
    """Shapes first to first + count of a seed, of these families, or of all where none is named. bare: without what
    moves, where it is not all."""
    names = list(families) or list(registry())
    chance = np.array([dataset.WEIGHTS.get(n, 1.0) for n in names])
    for number in range(first, first + count):
        rng = held_out("recorded", seed, number)
        family = names[rng.choice(len(names), p=chance / chance.sum())]
        shape = draw(family, seed, number)
        shape = bare_of(shape) if bare else shape
        if shape is None:
            continue
        thing = thing_of(shape, f"{number:05d}_{family}", family)
        if rng.random() < skins:
            with suppress(ValueError):  # the few of which a part is hidden are asked about as they were modelled
                thing = skin_of(shape, thing.name, family, int(rng.integers(*dataset.CELLS)))
        yield thing


def benched(folder: Path, half: str | None, variant: str) -> Iterator[Thing]:
    """Objects of a bench."""
    for path in sorted(folder.glob(f"*/{variant}.glb")):
        id = path.parent.name
        if half and half_of(id) != half:
            continue
        labels = json.loads((path.parent / "labels.json").read_text())
        mesh = trimesh.load(path, force="mesh", process=False)
        points = np.load(path.parent / "points.npz")
        xyz = points["lo"] + points["q"] / 65535.0 * (points["hi"] - points["lo"])
        tree, part = cKDTree(xyz), points["part"]
        joints = [
            {**j, "axis": np.array(j["axis"], float) / np.linalg.norm(j["axis"]), "origin": np.array(j["origin"]),
             "lower": j["lower"] or 0.0, "upper": j["upper"] or 0.0}
            for j in labels["joints"]
        ]  # fmt: skip
        yield Thing(
            f"{id}_{variant}", labels["category"], variant == "shell",
            np.asarray(mesh.vertices)[:, [0, 2, 1]] * (1, -1, 1),
            np.asarray(mesh.faces), np.array([[p["aabb_min"], p["aabb_max"]] for p in labels["parts"]]), joints,
            lambda places, _, tree=tree, part=part: part[tree.query(places)[1]],
        )  # fmt: skip


def record(backend, thing: Thing) -> Record:
    """Ask the model about it."""
    looks = looks_at(thing.vertices, thing.faces, 0)
    ranked = ranked_answers(backend, looks, T.Task.ALL, Known(), lambda _: None, threading.Event())
    part = thing.part_of(looks.frame.undo(looks.cloud.features[:, :3]), looks.cloud.triangle)
    found = []
    for one in ranked:
        a = one.answer
        scores, decoded = a.scores.astype(np.float16), replace(a.decoded, given=None)
        nothing = np.zeros((1, 0, 0), np.float32)
        heard = Heard(decoded, a.source, nothing, nothing, a.motions.astype(np.float16), None, a.frame, scores)
        found.append(replace(one, answer=heard, said=None))
    truth = Truth(thing.boxes, thing.joints, np.asarray(part))
    told, looks = looks.told, Looks(looks.cloud, looks.frame, looks.extent)
    return Record(thing.name, thing.category, thing.skin, thing.vertices, thing.faces, truth, looks, found, told)


def read(path: Path) -> Record:
    """A record that was written."""
    found: Record = pickle.loads(path.read_bytes())
    ranked = []
    for one in found.ranked:
        frame = one.answer.frame
        cloud, _ = seen_as(found.looks.cloud, found.looks.frame, frame.quarter_turns, frame.mirrored)
        motions = one.answer.motions.astype(np.float32)
        answer = replace(one.answer, cloud=cloud, motions=motions)
        said = answer.articulated(Known(), found.looks.frame)
        ranked.append(Ranked(answer, one.sureness, one.by_part, said))
    return replace(found, ranked=ranked)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", type=Path)
    p.add_argument("--count", type=int, default=300)
    p.add_argument("--first", type=int, default=0)
    p.add_argument("--seed", type=int, default=77)
    p.add_argument("--skins", type=float, default=0.3, help="share of generated shapes that are skins")
    p.add_argument("--families", default="", help="of generated shapes, with commas between; without, all of them")
    p.add_argument("--bare", action="store_true", help="generated shapes without what moves")
    p.add_argument("--bench", type=Path)
    p.add_argument("--half", choices=("a", "b"))
    p.add_argument("--variant", choices=("mesh", "shell"), default="mesh")
    p.add_argument("--weights", type=Path, default=WEIGHTS_FOLDER)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    backend = load_backend(a.weights, threads=1)
    there = {path.stem for path in a.out.glob("*.pickle")}
    if a.bench:
        things = benched(a.bench, a.half, a.variant)
    else:
        numbers = {int(name[:5]) for name in there}
        families = [name for name in a.families.split(",") if name]
        free = (n for n in range(a.first, a.first + a.count) if n not in numbers)
        things = (thing for n in free for thing in generated(1, n, a.seed, a.skins, families, a.bare))
    for thing in things:
        if thing.name in there:
            continue
        found = record(backend, thing)
        path = a.out / f"{thing.name}.pickle"
        path.with_suffix(".part").write_bytes(pickle.dumps(found))
        path.with_suffix(".part").rename(path)
        print(thing.name, len(thing.boxes), [round(one.sureness, 2) for one in found.ranked], flush=True)


if __name__ == "__main__":
    # What is pickled here is to be of the module by its own name, not of __main__.
    from runtime.lab.measure import recorded

    recorded.main()
