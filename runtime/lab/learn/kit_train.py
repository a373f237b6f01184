"""Train the model of assemblies on lessons that `kit_shards` made: on one core, in under an hour.

    python -m runtime.lab.learn.kit_train SHARDS --out runs/kits --minutes 45

OUT/state.pt is where a run goes on from, OUT/kits.pt has the averaged weights, OUT/log.csv the losses.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from .kit_batches import Lessons
from .kit_model import KitConfig, KitModel
from .train import Average, append, rate_at, replace


def train(a: argparse.Namespace) -> None:
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    model = KitModel(
        KitConfig(width=a.width, layers=a.layers, heads=a.width // 32, kv_heads=a.width // 64, hidden=a.width * 3)
    )
    # Muon's products are in bfloat16, which most processors only feign: ten times what a step costs otherwise.
    average, optimizer = Average(model), torch.optim.AdamW(model.parameters(), a.rate, (0.9, 0.98), weight_decay=0.02)
    state, step, met, spent = a.out / "state.pt", 0, 0, 0.0
    if state.exists():
        saved = torch.load(state, weights_only=True)
        model.load_state_dict(saved["model"])
        average.weights, average.steps = saved["average"], saved["average_steps"]
        optimizer.load_state_dict(saved["optimizer"])
        step, met, spent = saved["step"], saved["met"], saved["seconds"]
    lessons = Lessons(a.shards)
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {lessons.refresh()} kits", flush=True)
    begun = saved_at = time.monotonic()
    sums: dict[str, float] = {}
    for batch in lessons.batches(a.batch, np.random.default_rng([a.seed, step])):
        step += 1
        seconds = spent + time.monotonic() - begun
        progress = seconds / 60 / a.minutes
        for group in optimizer.param_groups:
            group["lr"] = a.rate * rate_at(progress, step, a.warmup, a.cooldown)
        found = model(batch)
        found["total"].backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        average.update(model)
        met += a.batch
        for name, value in found.items():
            sums[name] = sums.get(name, 0.0) + float(value.detach())
        if step % a.log_every == 0:
            row = {name: f"{value / a.log_every:.4f}" for name, value in sums.items()}
            row |= {"step": step, "kits": met, "of": len(lessons.kits), "minutes": f"{seconds / 60:.2f}"}
            append(a.out / "log.csv", row)
            sums = {}
        if progress >= 1 or time.monotonic() - saved_at > a.save_minutes * 60:
            saved_at = time.monotonic()
            content = {"model": model.state_dict(), "average": average.weights, "average_steps": average.steps,
                       "optimizer": optimizer.state_dict(), "step": step, "met": met, "seconds": seconds}  # fmt: skip
            replace(state, content)
            facts = {"config": model.describe(), "met": met, "steps": step, "kits": len(lessons.kits)}
            replace(a.out / "kits.pt", {"weights": average.weights, "facts": facts})
        if progress >= 1:
            break


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("shards", type=Path)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--minutes", type=float, default=45)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--width", type=int, default=128)
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--warmup", type=int, default=100)
    p.add_argument("--cooldown", type=float, default=0.5)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--log-every", type=int, default=50)
    p.add_argument("--save-minutes", type=float, default=3)
    return p.parse_args(argv)


if __name__ == "__main__":
    train(arguments())
