"""Stillness: learns from generated shapes which of them stand still, by what the encoder says of them as a whole.

    python -m runtime.lab.measure.stillness RECORDS [--still 80] [--moving 10] [--seed 505] [--write]

RECORDS gets what the model reads of each shape, a third of them skins; those that are there are not made again, and
what the shipped weights make of them is learnt from. Printed is the area under the curve, still from moving, each by a
fit that has seen none of its family. --write replaces the shipped numbers.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from runtime.articulation import still
from runtime.articulation.points import seen_as
from runtime.articulation.views import VIEWS
from runtime.backend import load_backend
from runtime.engine import looks_at

from ..learn.decimate import decimated
from ..learn.skin import outer_skin, solid
from ..shapes import STILL, Shape, registry
from .generated import draw
from .recorded import WEIGHTS_FOLDER
from .verifier import area, fitted

FOLDS = 8
PENALTY = 200.0  # on the squared weights: there are about as many numbers as shapes
SKINS = 3  # one of so many is a skin


def read(shape: Shape, is_skin: bool) -> tuple[np.ndarray, np.ndarray]:
    """What the model reads of it from the first side that it looks from: points (n, 12) and their curve."""
    vertices, faces = shape.vertices, shape.faces
    if is_skin:
        vertices, faces = decimated(*outer_skin(solid(vertices, faces)))
    looks = looks_at(vertices, faces, 0)
    view, _ = seen_as(looks.cloud, looks.frame, *VIEWS[0])
    return view.features, view.curve


def gather(folder: Path, seed: int, stills: int, moving: int) -> tuple[np.ndarray, np.ndarray]:
    """Summaries (n, f) and the family (n,) of each shape."""
    folder.mkdir(parents=True, exist_ok=True)
    backend = load_backend(WEIGHTS_FOLDER, threads=1)
    rows, families = [], []
    for family in registry():
        for number in range(stills if family in STILL else moving):
            path = folder / f"{family}_{seed}_{number}.npz"
            if not path.exists():
                points, curve = read(draw(family, seed, number), number % SKINS == SKINS - 1)
                np.savez(path, points=points, curve=curve)
            kept = np.load(path)
            rows.append(still.summary(backend.encode(kept["points"], kept["curve"])[0][0]))
            families.append(family)
        print(family, flush=True)
    return np.array(rows), np.array(families)


def held_out(rows: np.ndarray, families: np.ndarray) -> np.ndarray:
    """Log odds (n,) of each shape by a fit that has seen none of its family."""
    stands = np.isin(families, STILL)
    names = np.random.default_rng(0).permutation(np.unique(families))
    fold = {name: i % FOLDS for i, name in enumerate(names)}
    folds = np.array([fold[name] for name in families])
    found = np.empty(len(rows))
    for i in range(FOLDS):
        out = folds == i
        likely = fitted((), rows[~out], stands[~out], PENALTY).likely(rows[out])
        found[out] = np.log(likely / (1 - likely))
    return found


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("records", type=Path)
    p.add_argument("--still", type=int, default=80, help="shapes of each family that stands still")
    p.add_argument("--moving", type=int, default=10, help="and of each that moves")
    p.add_argument("--seed", type=int, default=505)
    p.add_argument("--write", action="store_true")
    a = p.parse_args()
    rows, families = gather(a.records, a.seed, a.still, a.moving)
    stands = np.isin(families, STILL)
    found = held_out(rows, families)
    print(f"{stands.sum()} stand still, {(~stands).sum()} move; families held out: area {area(stands, found):.3f}")
    if a.write:
        of = fitted((), rows, stands, PENALTY)
        weight = of.weight / of.scale
        numbers = {"weight": np.round(weight, 5).tolist(), "bias": round(float(of.bias - of.mean @ weight), 5)}
        path = Path(still.__file__).with_name("still.json")
        path.write_text(json.dumps(numbers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
