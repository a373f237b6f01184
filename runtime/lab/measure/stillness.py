"""Stillness: learns from generated shapes which of them stand still, by what the model says of them as a whole.

    python -m runtime.lab.measure.recorded ANSWERS --count 200
    python -m runtime.lab.measure.recorded BARE --count 140 --bare
    python -m runtime.lab.measure.stillness RECORDS --answers ANSWERS BARE [--each 6] [--seed 6060] [--write]

RECORDS gets a summary of what the encoder says, from one side, of shapes of each family, the same without what moves,
and more of what stands still, every second a skin; those that are there are not made again. From these it learns what
the tokens tell, from the answers to others how much that counts beside the surest joint. Printed is the area under the
curve, still from moving, each by a fit that has seen none of its family. --write replaces the shipped numbers.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from runtime.articulation import still
from runtime.articulation.answers import distinct_answers
from runtime.articulation.known import Known
from runtime.articulation.points import seen_as
from runtime.articulation.views import VIEWS
from runtime.backend import load_backend
from runtime.engine import looks_at

from ..learn.decimate import decimated
from ..learn.skin import outer_skin, solid
from ..shapes import STILL, Shape, registry
from .generated import draw
from .recorded import WEIGHTS_FOLDER, Record, bare_of, read
from .verifier import area, fitted

FOLDS = 8
PENALTY = 100.0  # on the squared weights: there are about as many numbers as shapes
MORE = 6  # shapes of a family that stands still, for one of another
PRIOR = 3.0  # as if of four things that are articulated three move; of what was learnt from about half do
FEW = 0.1  # penalty where two numbers are learnt from hundreds of answers
SUREST = np.log(still.SUREST / (1 - still.SUREST))


@dataclass(frozen=True)
class Told:
    """Of things: summaries (n, 3 * width), whether they stand still, and their families, (n,) both."""

    rows: np.ndarray
    stands: np.ndarray
    families: np.ndarray

    def folds(self) -> np.ndarray:
        """(n,) the fold of each, all of a family in one."""
        names = np.random.default_rng(0).permutation(np.unique(self.families))
        fold = {name: i % FOLDS for i, name in enumerate(names)}
        return np.array([fold[name] for name in self.families])


def ways(shape: Shape) -> Iterator[tuple[Shape, bool]]:
    """A shape and, if it moves, the same without what moves; and whether it stands still."""
    yield shape, not shape.joints
    bare = bare_of(shape) if shape.joints else None
    if bare is not None:
        yield bare, True


def gather(folder: Path, seed: int, each: int) -> Told:
    """So many shapes of each family that moves, and MORE times as many of each other."""
    folder.mkdir(parents=True, exist_ok=True)
    backend = load_backend(WEIGHTS_FOLDER, threads=1)
    rows, stands, families = [], [], []
    for family in registry():
        for number in range(each * MORE if family in STILL else each):
            path = folder / f"{family}_{seed}_{number}.npz"
            if not path.exists():
                kept = [(_summary(backend, one, number), stood) for one, stood in ways(draw(family, seed, number))]
                np.savez(path, rows=[row for row, _ in kept], stands=[stood for _, stood in kept])
            kept = np.load(path)
            rows.append(kept["rows"])
            stands.append(kept["stands"])
            families += [family] * len(kept["rows"])
        print(family, flush=True)
    return Told(np.concatenate(rows), np.concatenate(stands), np.array(families))


def _summary(backend, shape: Shape, number: int) -> np.ndarray:
    """What the encoder says of it from one side, or of its skin, whichever the number asks for."""
    vertices, faces = shape.vertices, shape.faces
    if number % 2:
        vertices, faces = decimated(*outer_skin(solid(vertices, faces)))
    looks = looks_at(vertices, faces, 0)
    view, _ = seen_as(looks.cloud, looks.frame, *VIEWS[number % len(VIEWS)])
    return still.summary(backend.encode(view.features, view.curve)[0][0])


def held_out(told: Told, of: Told) -> np.ndarray:
    """Log odds (n,) of each thing by a fit of what was told that has seen none of its family."""
    folds, fold_of, found = told.folds(), dict(zip(told.families, told.folds(), strict=True)), np.empty(len(of.rows))
    asked = np.array([fold_of.get(name, -1) for name in of.families])
    for i in np.unique(asked):
        seen = folds != i
        likely = fitted((), told.rows[seen], told.stands[seen], PENALTY).likely(of.rows[asked == i])
        found[asked == i] = np.log(likely / (1 - likely))
    return found


def surest(found: Record) -> float:
    """The log odds of the best joint that was answered."""
    (said,) = distinct_answers(found.ranked, Known(), found.looks.frame, threading.Event(), alone=True)
    return log_odds(said.surest)


def log_odds(likely: float) -> float:
    return float(np.clip(np.log(max(likely, 1e-9) / max(1 - likely, 1e-9)), -SUREST, SUREST))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("records", type=Path)
    p.add_argument("--answers", type=Path, nargs="+", required=True, help="folders of `recorded`")
    p.add_argument("--each", type=int, default=6, help="shapes of each family that moves")
    p.add_argument("--seed", type=int, default=6060)
    p.add_argument("--write", action="store_true")
    a = p.parse_args()
    told = gather(a.records, a.seed, a.each)
    odds = held_out(told, told)
    print(f"{told.stands.sum()} still, {(~told.stands).sum()} moving, by tokens: area {area(told.stands, odds):.3f}")
    answered = [read(path) for folder in a.answers for path in sorted(folder.glob("*.pickle"))]
    stands = np.array([not one.truth.joints for one in answered])
    of = Told(np.array([one.told for one in answered]), stands, np.array([one.category for one in answered]))
    both = np.stack([[surest(one) for one in answered], held_out(told, of)], axis=1)
    beside = fitted((), both, ~of.stands, FEW)
    for name, column in (("the surest joint", both[:, 0]), ("tokens", -both[:, 1]), ("both", beside.likely(both))):
        print(f"{of.stands.sum()} still, {(~of.stands).sum()} moving, by {name}: area {area(~of.stands, column):.3f}")
    if a.write:
        write(fitted((), told.rows, told.stands, PENALTY), beside)


def write(tokens, beside) -> None:
    """Replace the shipped numbers by those of two fits."""
    weight, of_both = tokens.weight / tokens.scale, beside.weight / beside.scale
    numbers = {
        "weight": np.round(weight, 5).tolist(), "bias": round(float(tokens.bias - tokens.mean @ weight), 5),
        "joint": round(float(of_both[0]), 4), "tokens": round(float(of_both[1]), 4),
        "even": round(float(beside.bias - beside.mean @ of_both) + np.log(PRIOR), 4),
    }  # fmt: skip
    path = Path(still.__file__).with_name("still.json")
    path.write_text(json.dumps(numbers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
