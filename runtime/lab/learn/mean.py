"""The mean of weights: runs that went on from one another are worth more together than the last alone.

    python -m runtime.lab.learn.mean OUT.safetensors runs/b/ema.safetensors=0.6 runs/a/ema.safetensors=0.4

Each file counts by its number, as a share of all numbers. OUT says what the first file says of itself (shapes, steps,
seed); --shapes N puts in how many shapes all of them have seen.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import torch
from safetensors.torch import load_file, safe_open, save_file


def mean(files: dict[Path, float]) -> dict[str, torch.Tensor]:
    """Half-precision tensors by name. files: each one's weight. ValueError: they are of different models."""
    total, found = sum(files.values()), {}
    for file, weight in files.items():
        tensors = load_file(file)
        if found and {k: v.shape for k, v in tensors.items()} != {k: v.shape for k, v in found.items()}:
            raise ValueError(f"{file} is of another model than the files before it: give weights of one size.")
        for name, value in tensors.items():
            found[name] = found.get(name, 0) + value.float() * (weight / total)
    return {name: value.half() for name, value in found.items()}


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", type=Path)
    p.add_argument("files", nargs="+", metavar="FILE=NUMBER")
    p.add_argument("--shapes", type=int)
    a = p.parse_args(argv)
    try:
        files = {Path(path): float(number) for path, number in (one.rsplit("=", 1) for one in a.files)}
        if min(files.values()) <= 0:
            raise ValueError("Each number must be above 0.")
        with safe_open(next(iter(files)), "pt") as first:
            facts = dict(first.metadata() or {})
        found = mean(files)
    except (ValueError, OSError) as problem:
        p.error(f"{problem} (FILE=NUMBER, such as runs/a/ema.safetensors=0.6)")
    if a.shapes:
        facts["shapes"] = str(a.shapes)
    fresh = a.out.with_suffix(".new")
    save_file(found, fresh, facts)
    os.replace(fresh, a.out)


if __name__ == "__main__":
    main()
