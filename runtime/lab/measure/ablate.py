"""Ablations: the shipped model trained from nothing on a small budget, each time without one thing.

    python -m runtime.lab.measure.ablate --out runs/ablations --shapes 40000 [--only NAME ...] [options of train]

Each variant sees as many shapes, drawn with the same seed, and is then asked once for shapes held out from training, as
they were modelled and as skins out of cells. Measured is what it writes itself, before anything is chosen, fitted or
cut. A variant that was trained already is only measured again. Prints Markdown.
"""

from __future__ import annotations

import argparse
import math
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

from runtime.articulation import points as P
from runtime.articulation import tokens as T
from runtime.articulation.articulate import parts_and_joints
from runtime.articulation.decode import decode, point_logits
from runtime.articulation.fit import overlap
from runtime.model import ArtLLM, load
from runtime.torch_backend import TorchModel

from ..learn.dataset import part_boxes, skinned
from ..learn.train import arguments, train
from ..shapes import Shape, registry
from .generated import draw

BATCH, SEED = 16, 5
FIRST_STAGE = 0.2  # of the shapes, where there is one
FIGURES = ("mIoU*", "type*", "axis", "pivot", "seg")


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
    "no fused skins": Variant(("--no-skins",)),
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


def measured(model: ArtLLM, some: Sequence[Shape], has_masks: bool) -> list[float]:
    """The means of FIGURES over shapes; nan where none has what a figure is of."""
    backend = TorchModel(model)
    return np.nanmean([figures(backend, shape, has_masks) for shape in some], axis=0).tolist()


def figures(backend: TorchModel, shape: Shape, has_masks: bool) -> list[float]:
    """FIGURES of one shape: true parts and written ones matched by overlap; what is missing or too much counts 0 where
    there is a star, and in seg. axis in radians, pivot in units of half the longest side."""
    faces = shape.faces[-shape.skin :]  # all of them where there is no skin
    cloud, frame = P.cloud(shape.vertices, faces, 0)
    prefix, features, _ = backend.encode(cloud.features, cloud.curve)
    (decoded,) = decode(backend.begin(prefix), T.Task.ALL, threading.Event())
    parts, joints = parts_and_joints(decoded, frame)
    true_boxes, boxes = np.stack(part_boxes(shape), axis=1), np.array([part["box"] for part in parts])
    shares = np.array([[overlap(a, b) for b in frame.apply_boxes(boxes)] for a in frame.apply_boxes(true_boxes)])
    pairs = np.stack(linear_sum_assignment(-shares), axis=1)
    most = max(shares.shape)

    if has_masks:
        part = point_logits(features, decoded.queries).argmax(axis=1)
    else:
        part = nearest_box(frame.undo(cloud.features[:, :3]), boxes)
    true = shape.face_part[-shape.skin :][cloud.triangle]
    seg = sum(((true == a) & (part == b)).sum() / max(((true == a) | (part == b)).sum(), 1) for a, b in pairs)

    mate, written = dict(pairs.tolist()), {joint["child"]: joint for joint in joints}
    matched = [(joint, written[mate[joint.child]]) for joint in shape.joints if mate.get(joint.child) in written]
    right = sum(joint.type == other["type"] for joint, other in matched)
    axes = [math.acos(min(abs(float(joint.axis @ other["axis"])), 1.0)) for joint, other in matched]
    pivots = [
        apart(joint.origin, joint.axis, np.array(other["origin"])) * 2 / np.ptp(true_boxes, axis=(0, 1)).max()
        for joint, other in matched
        if "prismatic" not in (joint.type, other["type"])
    ]
    return [
        shares[tuple(pairs.T)].sum() / most,
        right / max(len(shape.joints), len(joints)) if shape.joints else math.nan,
        float(np.mean(axes)) if axes else math.nan,
        float(np.mean(pivots)) if pivots else math.nan,
        float(seg) / most,
    ]


def nearest_box(points: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """(n,) the box of (b, 2, 3) that each of points (n, 3) is in, the smallest if it is in several, or nearest to."""
    away = np.linalg.norm(
        np.maximum(np.maximum(boxes[:, 0] - points[:, None], points[:, None] - boxes[:, 1]), 0), axis=2
    )
    order = np.argsort(np.prod(boxes[:, 1] - boxes[:, 0], axis=1), kind="stable")
    return order[away[:, order].argmin(axis=1)]


def apart(origin: np.ndarray, axis: np.ndarray, other: np.ndarray) -> float:
    """How far a point is from the line through an origin along a unit axis."""
    return float(np.linalg.norm(np.cross(other - origin, axis)))


def asked(per_family: int) -> tuple[list[Shape], list[Shape]]:
    """The shapes that variants are asked for, which training never draws: as modelled, and as skins."""
    some = [draw(family, SEED, number) for family in registry() for number in range(per_family)]
    return some, [skinned(shape, np.random.default_rng(number)) for number, shape in enumerate(some)]


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
