"""Lessons in batches: of kits of about the same size, with words left out at random."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from artllm_blender.core.assembly.asking import ITEMS
from artllm_blender.core.assembly.loose import TURNS
from runtime.assembly.places import placed

POOL = 8  # batches are cut of so many, sorted by size
WORDLESS, UNSAID, UNNAMED = 0.35, 0.1, 0.08  # kits without words, things unsaid, words not known
UNSURE = 0.006  # in scales: how far off parts that stand may be, where kits are not exact


class Lessons:
    """All shards of a folder; what comes later is read when it is asked for."""

    def __init__(self, folder: Path):
        self.folder, self.read, self.kits = folder, set(), []

    def refresh(self) -> int:
        """How many kits there are."""
        for path in sorted(self.folder.glob("*.npz")):
            if path.name.endswith(".part.npz") or path in self.read:
                continue
            with np.load(path) as file:
                data = {name: file[name] for name in file.files}
            self.read.add(path)
            kinds, parts = np.cumsum(np.r_[0, data["kinds"]]), np.cumsum(np.r_[0, data["parts"]])
            for k, items in enumerate(data["items"]):
                of_kind, of_part = slice(kinds[k], kinds[k + 1]), slice(parts[k], parts[k + 1])
                kit = {name: data[name][of_kind] for name in ("points", "half")}
                kit |= {name: data[name][of_part] for name in ("kind", "turn", "place", "tilt")}
                self.kits.append({**kit, "items": items})
        return len(self.kits)

    def batches(self, size: int, rng: np.random.Generator) -> Iterator[dict[str, torch.Tensor]]:
        """For ever; all kits before any comes again."""
        while True:
            order = rng.permutation(self.refresh())
            for begin in range(0, len(order) - size * POOL + 1, size * POOL):
                pool = order[begin : begin + size * POOL]
                length = [len(self.kits[k]["kind"]) + 0.3 * len(self.kits[k]["half"]) for k in pool]
                pool = pool[np.argsort(length, kind="stable")]
                for at in rng.permutation(POOL):
                    yield batch([self.kits[k] for k in pool[at * size : (at + 1) * size]], rng)


def batch(kits: list[dict[str, np.ndarray]], rng: np.random.Generator | None) -> dict[str, torch.Tensor]:
    """Kits side by side, padded. rng: what is left out and unsure; None: nothing."""
    k, n = max(len(kit["half"]) for kit in kits), max(len(kit["kind"]) for kit in kits)
    b, p = len(kits), kits[0]["points"].shape[1]
    points, half = np.zeros((b, k, p, 6), np.float32), np.zeros((b, k, 3), np.float32)
    count, items = np.zeros((b, k), int), np.full((b, ITEMS, 7), -1)
    kind, copy, turn = (np.zeros((b, n), int) for _ in range(3))
    place, tilt, before = (np.zeros((b, n, size), np.float32) for size in (3, 3, len(TURNS) + 9))
    part = np.zeros((b, n), bool)
    for row, kit in enumerate(kits):
        own, m = len(kit["half"]), len(kit["kind"])
        points[row, :own], half[row, :own] = kit["points"], kit["half"]
        of = kit["kind"].astype(int)
        count[row, :own] = np.bincount(of, minlength=own)
        kind[row, :m], part[row, :m] = of, True
        copy[row, :m] = [int((of[:i] == of[i]).sum()) for i in range(m)]
        turn[row, :m], place[row, :m], tilt[row, :m] = kit["turn"], kit["place"], kit["tilt"]
        items[row] = kit["items"] if rng is None else _half_said(kit["items"], rng)
        where = kit["place"]
        if rng is not None and rng.random() < 0.5:
            where = where + rng.normal(size=where.shape) * UNSURE
        before[row, 1:m] = placed(kit["turn"].astype(int), where, kit["half"][of], kit["tilt"], TURNS)[:-1]
    used = max(int((items[..., 0] >= 0).sum(axis=1).max()), 1)
    first = np.zeros((b, n), bool)
    first[:, 0] = True
    made = {"points": points, "half": half, "count": count, "items": items[:, :used], "kind": kind, "copy": copy,
            "turn": turn, "place": place, "tilt": tilt, "placed": before, "part": part, "first": first}  # fmt: skip
    return {name: torch.from_numpy(value) for name, value in made.items()}


def _half_said(items: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    left = np.full(items.shape, -1)
    if rng.random() < WORDLESS:
        return left
    kept = items[(items[:, 0] >= 0) & (rng.random(len(items)) > UNSAID)].astype(int)
    if rng.random() < 0.2:
        kept = kept[kept[:, 0] > 0]
    words = kept[:, 1:4]
    words[(words > 0) & (rng.random(words.shape) < UNNAMED)] = 1
    if rng.random() < 0.2:
        kept[:, 5] = 0
    left[: len(kept)] = kept
    return left
