"""Ablations: the shipped model trained from nothing on a small budget, each time without one thing.

    python -m runtime.lab.measure.ablate --out runs/ablations --shapes 40000 [--only NAME ...] [options of train]

Each variant sees as many shapes, drawn with the same seed, and is then asked once for shapes held out from training, as
they were modelled and as skins out of cells. Measured is what it writes itself, before anything is chosen, fitted or
cut. A variant that was trained already is only measured again. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from runtime.articulation import tokens as T
from runtime.model import ArtLLM, load
from runtime.torch_backend import TorchModel

from ..learn.train import arguments, train
from ..shapes import registry
from .generated import draw
from .recorded import Thing, skins_of, thing_of
from .written import FIGURES, figures

BATCH, SEED = 16, 5
FIRST_STAGE = 0.2  # of the shapes, where there is one


class Continuous(ArtLLM):
    """Numbers regressed in place of chosen: a coordinate's or limit's scores fall off, as Cauchy's distribution does,
    about one value, which the decoder gives, so that no two bins far apart can both be likely."""

    WIDTH = 1.0  # of the distribution, in bins; its long tails teach what is far off too, as a bell's would not
    SPANS = (T.POSITION, T.ROTATION, T.TRANSLATION)

    def __init__(self, *args):
        super().__init__(*args)
        self.value = torch.nn.Linear(self.config.width, len(self.SPANS))

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        scores = super().logits(hidden)
        values = torch.sigmoid(self.value(hidden).float())
        pieces, at = [], 0
        for i, span in enumerate(self.SPANS):
            bins = torch.arange(len(span), device=hidden.device)
            away = (bins - values[..., i : i + 1] * (len(span) - 1)) / self.WIDTH
            # The span as a whole stays as likely as the tokens make it.
            whole = scores[..., span.start : span.stop].float().logsumexp(-1, keepdim=True)
            pieces += [scores[..., at : span.start].float(), whole + (-away.square().log1p()).log_softmax(-1)]
            at = span.stop
        return torch.cat([*pieces, scores[..., at:].float()], -1)


@dataclass(frozen=True)
class Variant:
    """options: of `train`; first_stage: whether boxes alone are learnt first; has_masks: whether masks are, else points
    go with the boxes that they are in."""

    options: tuple[str, ...] = ()
    kind: type[ArtLLM] = ArtLLM
    first_stage: bool = True
    has_masks: bool = True


VARIANTS = {
    "all of it": Variant(),
    "no mask head": Variant(("--without", "masks"), has_masks=False),
    "one task": Variant(("--task-mix", "0:0:1")),
    "no fused skins": Variant(("--skins", "0", "--fused", "0")),
    "no first stage": Variant(first_stage=False),
    "continuous numbers": Variant(kind=Continuous),
}


def trained(variant: Variant, out: Path, shapes: int, options: Sequence[str]) -> ArtLLM:
    """The variant's averaged weights after so many shapes; those that OUT holds if it was trained before."""
    weights, steps = out / "trained.safetensors", shapes // BATCH
    if not weights.exists():
        given: list[str] = []
        if variant.first_stage:
            first = int(FIRST_STAGE * steps)
            stage = ("--task-mix", "1:0:0", "--seed", "1")
            found = run(variant, out / "first", first, (*variant.options, *stage, *options))
            given, steps = ["--weights", str(found)], steps - first
        os.replace(run(variant, out / "whole", steps, (*given, *variant.options, *options)), weights)
    return load(weights, variant.kind)[0]


def run(variant: Variant, out: Path, steps: int, options: Sequence[str]) -> Path:
    """Train for so many steps; the file of the averaged weights."""
    train(arguments(["--out", str(out), "--steps", str(steps), "--batch", str(BATCH), *options]), variant.kind)
    return out / "ema.safetensors"


def measured(model: ArtLLM, some: Sequence[Thing], has_masks: bool) -> list[float]:
    """The means of FIGURES over shapes; nan where none has what a figure is of."""
    backend = TorchModel(model)
    return np.nanmean([figures(backend, shape, has_masks)[0] for shape in some], axis=0).tolist()


def asked(per_family: int) -> tuple[list[Thing], list[Thing]]:
    """The shapes that variants are asked for, which training never draws: as modelled, and as skins."""
    some = [(family, draw(family, SEED, number)) for family in registry() for number in range(per_family)]
    return [thing_of(shape, f, f) for f, shape in some], list(skins_of(some))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--shapes", type=int, default=40_000, help="that each variant sees")
    p.add_argument("--only", nargs="*", default=list(VARIANTS), choices=VARIANTS)
    p.add_argument("--per-family", type=int, default=2, help="held-out shapes of each family")
    a, options = p.parse_known_args()
    sets = asked(a.per_family)
    heads = [f"{name}, {kind}" for kind in ("modelled", "skins") for name in FIGURES]
    print(f"| variant | {' | '.join(heads)} |\n| --- {'| --: ' * len(heads)}|", flush=True)
    for name in a.only:
        model = trained(VARIANTS[name], a.out / name.replace(" ", "_"), a.shapes, options)
        row = [value for some in sets for value in measured(model, some, VARIANTS[name].has_masks)]
        print(f"| {name} | {' | '.join(f'{value:.3f}' for value in row)} |", flush=True)


if __name__ == "__main__":
    main()
