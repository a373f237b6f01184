"""Lessons of assemblies: what a kit says does not depend on how it is read, and the model learns from them."""

from __future__ import annotations

import numpy as np
import torch

from artllm_blender.core.assembly.loose import TURNS, loose_parts
from artllm_blender.core.frames import rotation
from runtime.assembly.answers import answers
from runtime.lab.learn.kit_batches import Lessons, batch
from runtime.lab.learn.kit_model import KitConfig, KitModel
from runtime.lab.learn.kit_shards import framed, lesson, save
from runtime.lab.shapes import furniture

SEEDS = (0, 3, 6)


def test_what_is_placed_by_a_lesson_is_the_kit():
    for seed in SEEDS:
        kit = furniture.make(seed, rough=False)
        one = lesson(kit, np.random.default_rng(0))
        turned = np.array([
            (rotation(tilt, float(np.linalg.norm(tilt))) if np.linalg.norm(tilt) > 1e-9 else np.eye(3)) @ TURNS[turn]
            for turn, tilt in zip(one.turn, one.tilt, strict=True)
        ])  # fmt: skip
        reach = (np.abs(turned) * one.half[one.kind][:, None]).sum(axis=2)
        height = (one.place + reach)[:, 2].max() - (one.place - reach)[:, 2].min()
        points = np.concatenate([mesh.vertices for mesh in kit.parts])
        scale = 2 * max(part.size for part in framed(kit.parts, np.random.default_rng(0)))
        assert abs(height - np.ptp(points[:, 2]) / scale) < 0.12


def test_parts_are_of_the_kinds_and_symmetries_that_the_add_on_finds():
    kit = furniture.make(0, rough=False)
    mine = framed(kit.parts, np.random.default_rng(1))
    theirs = loose_parts([(mesh.vertices, mesh.faces) for mesh in kit.parts])
    assert [part.kind for part in mine] == [part.kind for part in theirs]
    assert [len(part.symmetries) for part in mine] == [len(part.symmetries) for part in theirs]


def test_a_small_model_learns_and_answers_one_number_a_part(tmp_path):
    torch.manual_seed(0)
    made = [lesson(furniture.make(seed), np.random.default_rng(seed)) for seed in SEEDS]
    save(tmp_path / "0.npz", made)
    lessons = Lessons(tmp_path)
    assert lessons.refresh() == lessons.refresh() == len(SEEDS)
    model = KitModel(KitConfig(width=64, layers=2, heads=2, kv_heads=1, hidden=128))
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    losses = []
    for _ in range(12):
        found = model(batch(lessons.kits, None))
        found["total"].backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(found["total"].detach()))
    assert losses[-1] < 0.8 * losses[0]
    one = made[0]
    allowed = np.ones((len(one.half), len(TURNS)), bool)
    items = np.zeros((0, 7), int)
    said = answers(Torch(model), one.points, one.half, one.kind, items, TURNS.astype(np.float32), 3, allowed=allowed)
    assert said.turn.shape == (3, len(one.kind)) and np.isfinite(said.place).all() and (said.sure <= 0).all()


class Torch:
    """`answers.Backend` by PyTorch."""

    def __init__(self, model: KitModel):
        self.model = model

    def __getattr__(self, stage: str):
        def ask(*given):
            with torch.no_grad():
                said = getattr(self.model, stage)(*(torch.from_numpy(np.array(one)) for one in given))
            return said.numpy() if torch.is_tensor(said) else [one.numpy() for one in said]

        return ask
