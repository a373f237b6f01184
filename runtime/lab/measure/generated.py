"""A bench folder of generated shapes that training never draws, so that the gap between generated and real is seen.

    python -m runtime.lab.measure.generated OUT --per-family 4 --seed 0
    python -m runtime.lab.measure.evaluate OUT --score BENCH/../score.py

OUT gets a folder an object, FAMILY_sSEED_NUMBER, as the bench of real objects has them:

    mesh.glb     modelled parts at rest, one mesh, Y-up        labels.json  parts and joints, Z-up
    shell.glb    the same as one fused outer skin, Y-up        points.npz   labelled surface points, Z-up

Shapes are augmented as in training: posed, mirrored, stretched, turned; tiny parts are merged.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from zlib import crc32

import numpy as np
import trimesh

from artllm_blender.core.frames import z_up_to_y_up
from runtime.articulation.blueprint import MAX_PARTS
from runtime.articulation.points import sample, triangle_normals

from ..learn import skin
from ..learn.dataset import augment, merge_tiny, part_boxes
from ..learn.decimate import decimated
from ..shapes import Shape, registry

POINTS = 8000
LEAST = 300  # more points for a part that has fewer
DRAWS = 50


def held_out(family: str, seed: int, number: int) -> np.random.Generator:
    """A stream that training never uses: its streams are spawned by no key, so none is equal to one that is."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(crc32(family.encode()), number)))


def draw(family: str, seed: int, number: int) -> Shape:
    """The shape of a family that seed and number stand for, as training would meet it. RuntimeError: none came out."""
    rng = held_out(family, seed, number)
    for _ in range(DRAWS):
        try:
            shape = registry()[family](rng)
        except ValueError as problem:  # as training does, which skips the rare draw that fails its own check
            print(f"skipped a {family}: {problem}", file=sys.stderr)
            continue
        if len(shape.parts) <= MAX_PARTS:
            return augment(merge_tiny(shape), rng)
    raise RuntimeError(f"{family} made no usable shape in {DRAWS} draws: look at the family")


def labels(shape: Shape, name: str) -> dict:
    """labels.json of a shape: boxes, axes and origins in its own frame."""
    lower, upper = part_boxes(shape)
    parts = [
        {"id": i, "name": part.name, "aabb_min": a.tolist(), "aabb_max": b.tolist()}
        for i, (part, a, b) in enumerate(zip(shape.parts, lower, upper, strict=True))
    ]
    joints = [
        {"type": j.type, "parent": j.parent, "child": j.child, "axis": j.axis.tolist(), "origin": j.origin.tolist(),
         "lower": j.lower, "upper": j.upper}
        for j in shape.joints
    ]  # fmt: skip
    category = "".join(word.capitalize() for word in shape.family.split("_"))
    return {"id": name, "category": category, "license": "GPL-3.0-or-later", "parts": parts, "joints": joints}


def surface_points(shape: Shape, body: skin.Solid, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """points.npz of a shape: q (n, 3) uint16 between lo and hi (3,), part (n,) int8, visible (n,) from outside."""
    areas = triangle_normals(shape.vertices, shape.faces)[1]
    xyz, triangle = sample(shape.vertices, shape.faces, areas, POINTS, rng)
    xyz, part = [xyz], [shape.face_part[triangle]]
    for i in np.flatnonzero(np.bincount(part[0], minlength=len(shape.parts)) < LEAST):
        mine = shape.face_part == i
        xyz.append(sample(shape.vertices, shape.faces[mine], areas[mine], LEAST, rng)[0])
        part.append(np.full(LEAST, i))
    xyz, part = np.concatenate(xyz), np.concatenate(part).astype(np.int8)
    lo, hi = xyz.min(0), xyz.max(0)
    q = np.round((xyz - lo) / np.maximum(hi - lo, 1e-12) * 65535).astype(np.uint16)
    return {"q": q, "lo": lo, "hi": hi, "part": part, "visible": body.outside(xyz)}


def write(shape: Shape, folder: Path) -> None:
    """The four files of one object, in a new folder that is named after it."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(crc32(folder.name.encode()))
    body = skin.solid(shape.vertices, shape.faces)
    for name, (vertices, faces) in {
        "mesh": (shape.vertices, shape.faces),
        "shell": decimated(*skin.outer_skin(body)),
    }.items():
        trimesh.Trimesh(z_up_to_y_up(vertices), faces, process=False).export(folder / f"{name}.glb")
    np.savez_compressed(folder / "points.npz", **surface_points(shape, body, rng))
    (folder / "labels.json").write_text(json.dumps(labels(shape, folder.name), indent=1) + "\n")


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", type=Path, help="a new folder")
    p.add_argument("--per-family", type=int, default=4)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--families", nargs="*", default=[], help="default: all")
    a = p.parse_args(argv)
    known = list(registry())
    if unknown := sorted(set(a.families) - set(known)):
        p.error(f"no family is called {', '.join(unknown)}; there are {', '.join(known)}")
    if a.out.exists() and any(a.out.iterdir()):
        p.error(f"{a.out} is not empty: give a new folder")
    for family in a.families or known:
        for number in range(a.per_family):
            write(draw(family, a.seed, number), a.out / f"{family}_s{a.seed}_{number}")
        print(f"{family}: {a.per_family}", flush=True)


if __name__ == "__main__":
    main()
