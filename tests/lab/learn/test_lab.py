"""The lab: training runs, saves and resumes; what is exported computes what torch computes."""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from places import ROOT

from runtime.articulation import tokens as T
from runtime.articulation.decode import point_logits
from runtime.articulation.points import FEATURES, GROUPS, POINTS, oriented, triangle_normals
from runtime.backend import OnnxBackend
from runtime.lab.shapes.solids import box

torch = pytest.importorskip("torch", reason="only developers' machines have torch, which trains the model")
from safetensors import safe_open  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from tiny_model import TINY  # noqa: E402

from runtime.lab import shapes  # noqa: E402
from runtime.lab.learn import dataset, train  # noqa: E402
from runtime.lab.learn import export as E  # noqa: E402
from runtime.lab.learn.losses import SHARE  # noqa: E402
from runtime.lab.measure import bench_cut, borders, oracle  # noqa: E402
from runtime.lab.measure.subdivide import subdivided  # noqa: E402
from runtime.model import PRESETS, ArtLLM, ModelConfig, load  # noqa: E402


@pytest.fixture(autouse=True)
def few_are_sorted(monkeypatch):
    """The first batch waits for as many examples as are sorted by length at a time."""
    monkeypatch.setattr(dataset, "SORTED", 2)


def run(out: Path, steps: int, *more: str) -> None:
    train.train(train.arguments([
        "--out", str(out), "--preset", "tiny", "--steps", str(steps), "--batch", "1", "--families", "safe", "bottle",
        "--workers", "0", "--threads", "1", "--cpu", "--warmup", "1", "--log-every", "1", *more,
    ]))  # fmt: skip


def rows(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((out / "log.csv").open()))


def test_training_saves_and_resumes(tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "tiny", TINY)
    out = tmp_path / "run"
    run(out, 2)
    assert [r["step"] for r in rows(out)] == ["1", "2"]
    saved = torch.load(out / "state.pt", weights_only=True)
    assert saved["step"] == saved["average_steps"] == 2 and saved["begun"] == 0
    run(out, 3)
    resumed = torch.load(out / "state.pt", weights_only=True)
    assert [r["step"] for r in rows(out)] == ["1", "2", "3"]
    assert resumed["step"] == resumed["average_steps"] == 3 and resumed["begun"] == 1
    assert all(math.isfinite(float(r[name])) for r in rows(out) for name in (*SHARE, "total"))
    moved = {k for k, v in resumed["model"].items() if not torch.equal(v, saved["model"][k])}
    assert len(moved) > 0.9 * len(saved["model"])
    assert (out / "curve.png").read_bytes().startswith(b"\x89PNG")
    model, facts = load(out / "ema.safetensors")
    assert model.config == TINY and (facts["steps"], facts["shapes"], facts["task_mix"]) == ("3", "3", "3:2:5")


@pytest.mark.parametrize("points", ["0", "3072"])
def test_points_that_cannot_be_shared_out_are_told(points, tmp_path, capsys):
    with pytest.raises(SystemExit):
        train.arguments(["--out", str(tmp_path), "--steps", "1", "--points", points])
    assert "a multiple of 2048" in capsys.readouterr().err


def test_training_goes_on_from_weights(tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "tiny", TINY)
    run(tmp_path / "first", 1)
    weights = tmp_path / "first" / "ema.safetensors"
    run(tmp_path / "second", 1, "--weights", str(weights), "--rate", "0")
    first, second = (load(tmp_path / name / "ema.safetensors") for name in ("first", "second"))
    assert (first[1]["shapes"], second[1]["shapes"]) == ("1", "2")
    for name, value in first[0].state_dict().items():
        assert torch.equal(second[0].state_dict()[name], value)


def test_a_deeper_model_goes_on_from_weights_saying_the_same():
    given, deeper = ArtLLM(TINY).eval(), ArtLLM(replace(TINY, group_layers=4, token_layers=3)).eval()
    train.go_on_from(deeper, given)
    points, curve = torch.rand(1, 2 * GROUPS, FEATURES) * 2 - 1, torch.randperm(GROUPS)[None]
    with torch.no_grad():
        for one, other in zip(given.encoder(points, curve), deeper.encoder(points, curve), strict=True):
            assert torch.equal(one, other)


def test_weights_of_another_model_are_told():
    with pytest.raises(ValueError, match="decoder.layers.2.* is in one of the two alone"):
        train.go_on_from(ArtLLM(replace(TINY, layers=3)), ArtLLM(TINY))


def test_two_processes_end_by_one_clock(tmp_path):
    """By minutes: each has its own clock, and one that went on alone would wait for the other for ever."""
    script, out = tmp_path / "tiny.py", tmp_path / "run"
    script.write_text(
        "from runtime.lab.learn import dataset, train\nfrom runtime.model import PRESETS, ModelConfig\n"
        f"PRESETS['tiny'] = {TINY!r}\ndataset.SORTED = 2\ntrain.train(train.arguments())\n"
    )
    options = "--preset tiny --minutes 0.05 --batch 1 --families safe --workers 0 --threads 1 --cpu --log-every 1"
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", str(script)]
    done = subprocess.run(
        [*command, "--out", str(out), *options.split()], timeout=300, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    last = rows(out)[-1]
    assert int(last["shapes"]) == 2 * int(last["step"]) and float(last["minutes"]) >= 0.05
    assert (out / "ema.safetensors").exists()


def test_the_rate_warms_up_stays_and_cools_down():
    rate = [train.rate_at(step / 100, step, warmup=10, cooldown=0.4) for step in range(101)]
    assert rate[0] == pytest.approx(0.1) and rate[9:61] == [1.0] * 52
    assert rate[60:] == sorted(rate[60:], reverse=True) and rate[100] == pytest.approx(0.02)


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Path:
    """A tiny model whose every weight is random, as training would leave it."""
    torch.manual_seed(0)
    model = ArtLLM(TINY)
    with torch.no_grad():
        for p in model.parameters():
            p.normal_(1.0 if p.ndim == 1 else 0.0, 0.1)
    path = tmp_path_factory.mktemp("weights") / "ema.safetensors"
    facts = {"config": json.dumps(model.describe()), "shapes": "0", "steps": "0", "seed": "0", "task_mix": "3:2:5"}
    save_file({k: v.half() for k, v in model.state_dict().items()}, path, facts)
    return path


@pytest.fixture(scope="module")
def exported(weights, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "weights_data"
    E.export(weights, out, "artllm-tiny", "0.0.1")
    return out


def test_the_encoder_agrees_with_torch_at_full_size(weights, exported):
    model, _ = load(weights)
    rng = np.random.default_rng(0)
    features = rng.uniform(-0.9, 0.9, (POINTS, FEATURES)).astype(np.float32)
    curve = rng.permutation(GROUPS)
    prefix, points, motions = OnnxBackend(exported, "CPUExecutionProvider").encode(features, curve)
    with torch.no_grad():
        tokens, wanted, hidden = model.encoder(torch.from_numpy(features)[None], torch.from_numpy(curve)[None])
        tokens = model.projector(tokens)
        wanted_motions = model.encoder.motions(hidden)
        states = torch.randn(1, 4, TINY.width)
        asked_of = model.query(states) @ wanted.transpose(1, 2) * TINY.mask_width**-0.5
        scores = point_logits(points, model.ask(states)[0].numpy())
    assert prefix.shape == (1, TINY.prefix, TINY.width) and points.shape == hidden.shape[1:]
    assert np.abs(prefix).max() > 0.1 and np.abs(points).max() > 0.1
    np.testing.assert_allclose(prefix, tokens.numpy(), atol=1e-3)
    np.testing.assert_allclose(points, hidden[0].numpy(), atol=1e-3)
    assert np.ptp(scores, axis=0).max() > 0.1
    np.testing.assert_allclose(scores, asked_of[0].T.numpy(), atol=1e-3)
    assert np.ptp(motions, axis=0).max() > 0.1
    np.testing.assert_allclose(motions, wanted_motions[0].numpy(), atol=1e-3)


def test_the_decoder_agrees_with_torch_step_by_step(weights, exported):
    model, _ = load(weights)
    rng = np.random.default_rng(1)
    prefix = rng.normal(size=(1, TINY.prefix, TINY.width)).astype(np.float32)
    ids = [int(T.Task.ALL), *rng.integers(6, T.VOCABULARY, 30).tolist()]
    backend = OnnxBackend(exported, "CPUExecutionProvider")
    for _ in range(2):  # a second sequence knows nothing of the first
        sequence = backend.begin(prefix)
        steps = [sequence.step([[i]])[0] for i in ids]
    ((logits, offsets, queries),) = backend.begin(prefix).step([ids])
    half = backend.begin(prefix)
    half.step([ids[:9]])
    half.rows([0]).step([[ids[0]] * 5])  # what one goes on to read is nothing to the other
    ((rest, *_),) = half.rows([0]).step([ids[9:]])
    beside = backend.begin(-prefix).beside([backend.begin(prefix)])  # as is what others read beside it
    beside.step([ids[3:8], ids[:2]])
    beside = beside.rows([1, 0, 1])
    (first, *_), _, (second, *_) = beside.step([ids[2:9], ids[:1], ids[2:4]])
    ((third, *_),) = beside.rows([0]).step([ids[9:]])
    with torch.no_grad():
        ids_tensor = torch.tensor([ids])
        own = model.decoder.embed_tokens(ids_tensor)
        hidden = model.decoder(inputs_embeds=torch.cat([torch.from_numpy(prefix), own], 1)).last_hidden_state
        hidden = hidden[0, TINY.prefix :]
        wanted = [f(hidden).numpy() for f in (model.logits, model.offset, model.ask)]
    assert all(np.abs(w).max() > 0.1 for w in wanted)
    for found, want in zip((np.stack(x) for x in zip(*steps, strict=True)), wanted, strict=True):
        np.testing.assert_allclose(found.reshape(want.shape), want, atol=1e-3)
    np.testing.assert_allclose(logits, wanted[0], atol=1e-3)
    np.testing.assert_allclose(rest, wanted[0][9:], atol=1e-3)
    np.testing.assert_allclose(np.concatenate([first, third]), wanted[0][2:], atol=1e-3)
    np.testing.assert_allclose(second, wanted[0][2:4], atol=1e-3)
    np.testing.assert_allclose(offsets, wanted[1], atol=1e-3)
    np.testing.assert_allclose(queries, wanted[2], atol=1e-3)


def test_the_graphs_hold_no_weights_and_name_no_file_of_this_machine(weights, exported):
    with safe_open(weights, "pt") as file:
        size = sum(2 * file.get_tensor(k).numel() for k in file.keys())  # noqa: SIM118 - not a mapping
    assert (exported / E.WEIGHTS).read_bytes() == weights.read_bytes()
    for name in ("encoder.onnx", "decoder.onnx"):
        content = (exported / name).read_bytes()
        assert len(content) < size
        for path in (ROOT, Path(torch.__file__).parents[1], exported.parent, Path.home()):
            assert str(path).encode() not in content
        assert b"site-packages" not in content and b".py" not in content


def test_what_is_shipped_says_where_it_comes_from(exported):
    manifest = json.loads((exported / "model.json").read_text())
    assert ModelConfig(**manifest["config"]) == TINY
    assert set(manifest["files"]) == {E.WEIGHTS, "encoder.onnx", "decoder.onnx"}
    assert set(manifest["training"]) == {"shapes", "steps", "seed", "task_mix"}
    assert sorted(p.name for p in exported.iterdir()) == sorted([*manifest["files"], "model.json"])
    assert not list(exported.parent.glob("tmp*"))


@pytest.mark.parametrize("count", [12, 13, 40, 500, 5000])
def test_bench_objects_have_the_size_asked_for_and_stay_whole(count):
    cube = box((0, 0, 0), (0.2, 0.3, 0.4))
    vertices, faces = subdivided(cube.vertices, cube.faces, count)
    assert len(faces) in (count, count + 1)
    assert triangle_normals(vertices, faces)[1].sum() == pytest.approx(2 * (0.06 + 0.08 + 0.12))
    flipped, sure = oriented(vertices, faces)
    assert sure.all() and not flipped.any(), "still closed, and facing out"


def test_bench_objects_are_only_made_finer():
    cube = box((0, 0, 0), (1, 1, 1))
    with pytest.raises(ValueError, match="12 faces already"):
        subdivided(cube.vertices, cube.faces, 5)


def test_a_modelled_bench_mesh_is_the_shape_in_more_faces():
    shape = shapes.generate("box", 1)
    vertices, faces, part = bench_cut.modelled(shape, 5000)
    corners, old = vertices[faces], shape.vertices[shape.faces]
    assert abs(len(faces) - 5000) < 5 * len(shape.parts) and len(part) == len(faces)
    for id in range(len(shape.parts)):
        areas = [
            np.linalg.norm(np.cross(c[:, 1] - c[:, 0], c[:, 2] - c[:, 0]), axis=1).sum()
            for c in (corners[part == id], old[shape.face_part == id])
        ]
        assert areas[0] == pytest.approx(areas[1])


def test_the_cut_of_a_generated_skin_runs_along_the_true_seam(monkeypatch):
    monkeypatch.setattr(borders, "SPACING", 0.003)
    monkeypatch.setattr(oracle, "TRUTH", 100_000)
    there, back = borders.distances(oracle.Fused.of(shapes.generate("box", 0), 3000, 100))
    assert there.mean() < 0.01 and back.mean() < 0.01 and len(there) > 100
