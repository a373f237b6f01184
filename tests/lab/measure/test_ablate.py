"""Ablations: variants are trained on one budget, and what they write is judged rightly."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation import tokens as T
from runtime.weights import SHIPPED

torch = pytest.importorskip("torch", reason="only developers' machines have torch, which trains the model")
from tiny_model import TINY  # noqa: E402

from runtime.lab.learn import dataset  # noqa: E402
from runtime.lab.measure import ablate, candidates, generated, recorded, written  # noqa: E402
from runtime.model import PRESETS, ArtLLM, load  # noqa: E402
from runtime.torch_backend import TorchModel  # noqa: E402


@pytest.fixture(autouse=True)
def few_are_sorted(monkeypatch):
    """The first batch waits for as many examples as are sorted by length at a time."""
    monkeypatch.setattr(dataset, "SORTED", 2)


def test_points_go_with_the_box_that_they_are_in_or_near():
    boxes = np.array([[[0, 0, 0], [2, 2, 2]], [[1, 0, 0], [3, 2, 2]], [[0, 0, 0], [1, 1, 1]]], float)
    points = np.array([[0.5, 0.5, 0.5], [2.5, 1, 1], [9, 1, 1], [0.2, 1.9, 1]])
    assert written.nearest_box(points, boxes).tolist() == [2, 1, 1, 0], "the smallest that holds it, else the nearest"


def test_continuous_numbers_are_likely_about_one_value():
    model = ablate.Continuous(TINY)
    logits = model.logits(torch.randn(3, model.config.width))
    assert logits.shape == (3, T.VOCABULARY) and torch.isfinite(logits).all()
    nothing = torch.zeros(1, model.config.width)
    plain = ArtLLM.logits(model, nothing).logsumexp(-1)
    assert model.logits(nothing).logsumexp(-1).item() == pytest.approx(plain.item(), abs=1e-4)
    steps = np.sign(np.diff(logits[:, T.POSITION.start : T.POSITION.stop].detach().numpy(), axis=1))
    assert (np.diff(steps, axis=1) <= 0).all(), "one top only"


def test_what_the_shipped_model_writes_is_judged():
    shape = generated.draw("bottle", 0, 0)
    backend = TorchModel(load(SHIPPED / "artllm.safetensors")[0])
    (skin,) = recorded.skins_of([("bottle", shape)])
    for one, least in ((recorded.thing_of(shape, "bottle", "bottle"), 0.8), (skin, 0.7)):
        miou, _, axis, _, seg = written.figures(backend, one)[0]
        assert least < miou <= 1 and axis < 0.2 and least < seg <= 1
    bottle = recorded.thing_of(shape, "bottle", "bottle")
    by_masks, parts = written.figures(backend, bottle)
    assert by_masks[1] == 1 and parts == 2, "a cap that is screwed"
    by_boxes, _ = written.figures(backend, bottle, has_masks=False)
    assert by_boxes[:4] == by_masks[:4] and 0 < by_boxes[4] <= 1


@pytest.mark.parametrize("name", ["no first stage", "continuous numbers"])
def test_a_variant_is_trained_once(name, tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "tiny", TINY)
    options = ("--preset", "tiny", "--cpu", "--workers", "0", "--batch", "1", "--families", "bottle")
    model = ablate.trained(ablate.VARIANTS[name], tmp_path, 10 * ablate.BATCH, options)
    assert type(model) is ablate.VARIANTS[name].kind and (tmp_path / "first").exists() == (name != "no first stage")
    before = (tmp_path / "trained.safetensors").stat().st_mtime_ns
    ablate.trained(ablate.VARIANTS[name], tmp_path, 10 * ablate.BATCH, options)
    assert (tmp_path / "trained.safetensors").stat().st_mtime_ns == before


def test_what_a_variant_is_without_its_first_stage_is_without_too(tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "tiny", TINY)
    asked, run = [], ablate.run

    def noted(variant, out, steps, options):
        asked.append(ablate.arguments(["--out", str(out), "--steps", str(steps), *options]))
        return run(variant, out, steps, options)

    monkeypatch.setattr(ablate, "run", noted)
    options = ("--preset", "tiny", "--cpu", "--workers", "0", "--batch", "1", "--families", "bottle")
    for name in ("no mask head", "one task"):
        ablate.trained(ablate.VARIANTS[name], tmp_path / name, 10 * ablate.BATCH, options)
    assert [a.without for a in asked] == [["masks"], ["masks"], [], []]
    assert [a.task_mix for a in asked[2:]] == [(1, 0, 0), (0, 0, 1)], "boxes alone, then the one task"


def test_candidates_are_asked_for_what_stands_still_too(monkeypatch):
    monkeypatch.setattr(candidates, "registry", lambda: {"solid": None, "bottle": None})
    monkeypatch.setattr(candidates, "STILL", ("solid",))
    monkeypatch.setattr(candidates, "LATER", ("chain", "hinge"))
    monkeypatch.setattr(candidates, "FUSED", {"bottle": 1})
    asked = dict(candidates.sorts(1))
    assert {name: len(things) for name, things in asked.items()} == {"still": 4, "later": 8, "old": 1, "skins": 1}
    assert asked["skins"][0].skin
    found = candidates.row(SHIPPED / "artllm.safetensors", asked["old"])
    assert found[0] > 0.8 and found[-2:] == [1, 0], "a bottle has a cap, and it moves"
