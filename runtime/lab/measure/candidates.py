"""Candidates: weights beside each other, by one answer each as they write it: minutes where `evaluate` takes hours.

    python -m runtime.lab.measure.candidates WEIGHTS.safetensors ... [--per-family 1] [--bench BENCH --half a --every 2]

Asked for are held-out generated shapes, of families that stand still, of those that 0.6.0 was made with, and of later
ones, furniture and kitchen machines as skins, and objects of one half of a bench, as modelled and as skins. Prints
Markdown, a table for each sort: FIGURES, how often there are as many parts as there should be, and how often nothing is
said to move.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from runtime.model import load
from runtime.torch_backend import TorchModel

from ..shapes import STILL, registry
from .generated import draw
from .recorded import Thing, benched, skins_of, thing_of
from .written import FIGURES, figures

SEED = 6
LATER = ("mechanism", "chain", "hinge", "branched_arms", "playground", "gate", "bicycle", "chest", "windmill")
# of these kinds' skins so many: where a drawer ends melts first
FUSED = {"storage_furniture": 10, "table": 4, "refrigerator": 3, "oven": 3, "dishwasher": 2}


def sorts(per_family: int) -> Iterator[tuple[str, list[Thing]]]:
    """Generated shapes by sort, so many of each family; grammar and chains, of which no two are alike, four times."""
    kinds = {"still": STILL, "later": LATER, "old": [f for f in registry() if f not in (*STILL, *LATER)]}
    for name, families in kinds.items():
        count = {family: per_family * (4 if name == "still" or family in LATER[:2] else 1) for family in families}
        yield name, [thing_of(draw(f, SEED, i), f"{f}_{i}", f) for f in families for i in range(count[f])]
    fused = ((family, draw(family, SEED, i)) for family, share in FUSED.items() for i in range(share * per_family))
    yield "skins", list(skins_of(fused))


def row(weights: Path, things: Sequence[Thing]) -> list[float]:
    """What is printed of one file's answers."""
    backend = TorchModel(load(weights)[0])
    told = [figures(backend, thing) for thing in things]
    count = np.mean([parts == len(thing.boxes) for (_, parts), thing in zip(told, things, strict=True)])
    return [*np.nanmean([found for found, _ in told], axis=0), count, np.mean([parts == 1 for _, parts in told])]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("weights", nargs="+", type=Path)
    p.add_argument("--per-family", type=int, default=1)
    p.add_argument("--bench", type=Path)
    p.add_argument("--half", choices=("a", "b"), default="a")
    p.add_argument("--every", type=int, default=2, help="of the bench's objects one of so many, of skins one of twice")
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    asked = list(sorts(a.per_family))
    if a.bench:
        asked.append(("bench", list(benched(a.bench, a.half, "mesh"))[:: a.every]))
        asked.append(("bench, skins", list(benched(a.bench, a.half, "shell"))[:: 2 * a.every]))
    for name, things in asked:
        print(f"\n| {name}, {len(things)} | {' | '.join(FIGURES)} | count | still |\n| --- {'| --: ' * 7}|", flush=True)
        for weights in a.weights:
            told = " | ".join("–" if np.isnan(value) else f"{value:.3f}" for value in row(weights, things))
            print(f"| {weights} | {told} |", flush=True)


if __name__ == "__main__":
    main()
