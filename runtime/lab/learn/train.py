"""Train the model on generated shapes: on a CPU, its cores, one GPU, or many under `accelerate launch`.

    python -m runtime.lab.learn.train --out runs/first --minutes 90
    torchrun --nproc_per_node 2 -m runtime.lab.learn.train --out runs/second --minutes 90 --threads 1
    accelerate launch --num_processes 8 -m runtime.lab.learn.train --out runs/large --preset paper --steps 200000

Data are made on the fly and never repeat. The rate warms up, stays, and is cooled down along a cosine. A run resumes
from OUT/state.pt when it is there; OUT/ema.safetensors holds the averaged weights, OUT/log.csv the losses, and
OUT/curve.png draws them, beside what evaluate wrote into OUT/bench.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import time
from collections.abc import Collection
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.utils import broadcast
from safetensors.torch import save_file
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.data import DataLoader

from runtime.model import PRESETS, ArtLLM, load

from .curve import draw_curve
from .dataset import FUSED, SKINS, TRAIN_POINTS, Batches
from .losses import JUDGED, SHARE, losses


class Average:
    """Exponential moving average of the weights; short at first, `horizon` steps long later."""

    def __init__(self, model: torch.nn.Module, horizon: int = 400):
        self.weights = {k: v.detach().clone().float() for k, v in model.state_dict().items()}
        self.horizon, self.steps = horizon, 0

    @torch.no_grad()
    def update(self, model: torch.nn.Module) -> None:
        self.steps += 1
        keep = 1 - 1 / min(self.steps, self.horizon)
        for k, v in model.state_dict().items():
            self.weights[k].lerp_(v.detach().float(), 1 - keep)


class Learner(torch.nn.Module):
    """The model with its losses as forward, so that a wrapper for many GPUs sees every step."""

    def __init__(self, model: ArtLLM, without: Collection[str] = ()):
        super().__init__()
        self.model, self.without = model, without

    def forward(self, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return losses(self.model, batch, self.without)


def go_on_from(model: ArtLLM, given: ArtLLM) -> None:
    """Take a model's weights, also of one with fewer blocks in its encoder: new blocks start as the identity, so that
    a deeper model first says what the given one says."""
    missing, unexpected = model.load_state_dict(given.state_dict(), strict=False)
    lost = [k for k in missing if not k.startswith(("encoder.group_blocks.", "encoder.token_blocks."))] + unexpected
    if lost:
        raise ValueError(f"The weights are of another model: {lost[0]} is in one of the two alone.")


def optimizers(model: torch.nn.Module, rate: float, inside: str = "muon") -> list[torch.optim.Optimizer]:
    """Muon (or AdamW) for the matrices inside, AdamW for embeddings, heads, norms and biases."""
    if inside == "adamw":
        return [torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.0)]
    inner, outer = [], []
    for name, p in model.named_parameters():
        edge = any(k in name for k in ("embed_tokens", "point_in", "dense", "offset"))
        (inner if p.ndim == 2 and not edge else outer).append(p)
    return [
        torch.optim.Muon(inner, lr=rate, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(outer, lr=rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def rate_at(progress: float, step: int, warmup: int, cooldown: float) -> float:
    """Factor of the rate: linear warm-up, flat, then a cosine to 2 % over the last `cooldown` of the run."""
    if progress > 1 - cooldown:
        return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - 1 + cooldown) / cooldown)))
    return min(1.0, (step + 1) / warmup)


def append(log: Path, row: dict[str, str | int]) -> None:
    """Add a row to a log of comma-separated values, and print it."""
    fresh = not log.exists()
    with log.open("a", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        if fresh:
            writer.writeheader()
        writer.writerow(row)
    print(" ".join(f"{name} {value}" for name, value in row.items()), flush=True)


def replace(path: Path, content: dict) -> None:
    """Save what torch can save, whole or not at all."""
    torch.save(content, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)


class Training:
    """A run: the model, its average, its optimizers and how far it has come; saved into OUT, and resumed from there.

    step, shapes: learnt from, of all runs on these weights; seconds: of this run; begun: how often it was resumed.
    """

    def __init__(self, a: argparse.Namespace, accelerator: Accelerator, kind: type[ArtLLM]):
        self.a, self.accelerator = a, accelerator
        self.step, self.shapes, self.seconds, self.begun = 0, 0, 0.0, 0
        self.model = kind(PRESETS[a.preset])
        self._state, self.log = a.out / "state.pt", a.out / "log.csv"
        if a.weights and not self._state.exists():
            given, facts = load(a.weights, kind)
            go_on_from(self.model, given)
            self.shapes = int(facts["shapes"])
        self.average = Average(self.model)
        opts = optimizers(self.model, a.rate, a.optimizer)
        if self._state.exists():
            self._resume(opts)
        if a.compile:
            self.model.encoder.compile()
            self.model.decoder.compile(dynamic=True)
        self.learner, *self.opts = accelerator.prepare(Learner(self.model, a.without), *opts)
        self.average.weights = {k: v.to(accelerator.device) for k, v in self.average.weights.items()}
        # plain matrix products beat the fused kernel on a CPU, where its backward pass is slow
        on_gpu = accelerator.device.type == "cuda"
        self._attention = [SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION] if on_gpu else SDPBackend.MATH

    def _resume(self, opts: list[torch.optim.Optimizer]) -> None:
        saved = torch.load(self._state, map_location="cpu", weights_only=True)
        self.model.load_state_dict(saved["model"])
        self.average.weights, self.average.steps = saved["average"], saved["average_steps"]
        for o, s in zip(opts, saved["optimizers"], strict=True):
            o.load_state_dict(s)
        self.step, self.shapes = saved["step"], saved["shapes"]
        self.seconds, self.begun = saved["seconds"], saved["begun"] + 1
        self.accelerator.print(f"resumed at step {self.step}")

    def save(self) -> None:
        """All that resuming needs, the averaged weights in half precision, and the curve; by the main process alone."""
        if not self.accelerator.is_main_process:
            return
        content = {
            "model": self.model.state_dict(), "average": self.average.weights, "average_steps": self.average.steps,
            "optimizers": [o.state_dict() for o in self.opts], "step": self.step, "shapes": self.shapes,
            "seconds": self.seconds, "begun": self.begun,
        }  # fmt: skip
        replace(self._state, content)
        facts = {
            "config": json.dumps(self.model.describe()), "shapes": str(self.shapes), "steps": str(self.step),
            "seed": str(self.a.seed), "task_mix": ":".join(map(str, self.a.task_mix)),
        }  # fmt: skip
        half = {k: v.half().contiguous().cpu() for k, v in self.average.weights.items()}
        save_file(half, self.a.out / "ema.safetensors", facts)
        if self.log.exists():
            draw_curve(self.log, self.a.out / "curve.png")

    def batches(self) -> DataLoader:
        a, process = self.a, self.accelerator.process_index
        seed = a.seed + 1000 * self.begun
        data = Batches(a.batch, seed, a.task_mix, tuple(a.families), process, a.points, a.skins, a.fused)
        return DataLoader(
            data, batch_size=None, num_workers=a.workers, persistent_workers=a.workers > 0,
            prefetch_factor=4 if a.workers else None, worker_init_fn=lambda _: torch.set_num_threads(1),
        )  # fmt: skip

    def progress(self) -> float:
        """How much of the run is done, 0 to 1, by its steps or its minutes."""
        a = self.a
        done = max(self.step / a.steps if a.steps else 0, self.seconds / 60 / a.minutes if a.minutes else 0)
        if self.accelerator.num_processes > 1:  # by one clock, or one process would end while another waits for it
            done = float(broadcast(torch.tensor([done], device=self.accelerator.device)))
        return done

    def learn(self, batch: dict[str, torch.Tensor], rate: float) -> dict[str, float]:
        """Take a step at this rate; every loss by name."""
        for o in self.opts:
            for group in o.param_groups:
                group["lr"] = rate
        batch = {k: v.to(self.accelerator.device, non_blocking=True) for k, v in batch.items()}
        with self.accelerator.autocast(), sdpa_kernel(self._attention):
            found = self.learner(batch)
        self.accelerator.backward(found["total"])
        self.accelerator.clip_grad_norm_(self.learner.parameters(), 1.0)
        for o in self.opts:
            o.step()
            o.zero_grad()
        self.average.update(self.model)
        self.shapes += self.a.batch * self.accelerator.num_processes
        return {k: float(v.detach()) for k, v in found.items()}


def train(a: argparse.Namespace, kind: type[ArtLLM] = ArtLLM) -> None:
    accelerator = Accelerator(mixed_precision=a.precision, cpu=a.cpu or not torch.cuda.is_available())
    if a.threads:
        torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    run = Training(a, accelerator, kind)
    recent: list[dict[str, float]] = []
    spent, began = run.seconds, time.monotonic()
    saved_at = began
    for batch in run.batches():
        run.step += 1
        run.seconds = spent + time.monotonic() - began
        progress = run.progress()
        rate = a.rate * rate_at(progress, run.step, a.warmup, a.cooldown)
        recent.append(run.learn(batch, rate))
        if run.step % a.log_every == 0 and accelerator.is_main_process:
            row = {k: f"{sum(found[k] for found in recent) / len(recent):.4f}" for k in recent[0]}
            where = {
                "step": run.step,
                "shapes": run.shapes,
                "minutes": f"{run.seconds / 60:.1f}",
                "rate": f"{rate:.2e}",
            }
            append(run.log, row | where)
            recent = []
        if progress >= 1:
            run.save()
            break
        if time.monotonic() - saved_at > a.save_minutes * 60:
            saved_at = time.monotonic()
            run.save()
    accelerator.wait_for_everyone()


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--preset", choices=PRESETS, default="small")
    p.add_argument("--weights", type=Path, help="to go on from, such as runtime/weights_data/artllm.safetensors")
    p.add_argument("--steps", type=int, default=0)
    p.add_argument("--minutes", type=float, default=0)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument(
        "--optimizer",
        choices=("muon", "adamw"),
        default="muon",
        help="of the matrices; Muon reckons in bfloat16, 25 s a step on a processor without it, where AdamW takes 0.1",
    )
    p.add_argument("--warmup", type=int, default=100)
    p.add_argument("--cooldown", type=float, default=0.4)
    p.add_argument(
        "--task-mix",
        type=lambda text: tuple(map(float, text.split(":"))),
        default=(3, 2, 5),
        help="boxes:joints:all; 1:0:0 is the paper's first stage",
    )
    p.add_argument("--points", type=int, default=TRAIN_POINTS, help=f"read of each shape, a multiple of {JUDGED}")
    p.add_argument("--families", nargs="*", default=[])
    p.add_argument("--skins", type=float, default=SKINS, help="share of the shapes that are skins out of cells")
    p.add_argument("--fused", type=float, default=FUSED, help="share of the others of which only the outside is read")
    p.add_argument("--without", nargs="*", default=[], choices=SHARE, help="losses that teach nothing")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--compile", action="store_true", help="minutes to start, then half as long a step")
    p.add_argument("--cpu", action="store_true")
    p.add_argument(
        "--precision",
        choices=("bf16", "no"),
        default="bf16",
        help="no: single; 12 times as fast on a processor without AVX-512 or AMX for bfloat16",
    )
    p.add_argument("--log-every", type=int, default=20)
    p.add_argument("--save-minutes", type=float, default=5)
    a = p.parse_args(argv)
    if not a.steps and not a.minutes:
        p.error("give --steps or --minutes")
    if a.points < JUDGED or a.points % JUDGED:
        p.error(f"--points must be a multiple of {JUDGED}, such as {TRAIN_POINTS}")
    return a


if __name__ == "__main__":
    train(arguments())
