"""python -m artllm_blender assemble: loose parts in, their places out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from artllm_blender.assemble_command import main
from artllm_blender.core.frames import apply

CUBE = np.array([(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
QUADS = ((1, 2, 4, 3), (5, 7, 8, 6), (1, 5, 6, 2), (3, 4, 8, 7), (1, 3, 7, 5), (2, 6, 8, 4))


def write_table(folder: Path, seed: int) -> dict[str, np.ndarray]:
    """Parts of a table that lie anyhow; the vertices in each file."""
    (folder / "parts").mkdir(parents=True)
    random, told = np.random.default_rng(seed), {}
    for name, size in {"0": (1.2, 0.7, 0.03), **{str(k): (0.05, 0.05, 0.7) for k in range(1, 5)}}.items():
        turn = np.linalg.qr(random.normal(size=(3, 3)))[0]
        told[name] = (CUBE * size) @ (turn * np.sign(np.linalg.det(turn))).T
        lines = [f"v {x:.7f} {y:.7f} {z:.7f}" for x, y, z in told[name]]
        lines += ["f " + " ".join(map(str, quad)) for quad in QUADS]
        (folder / "parts" / f"{name}.obj").write_text("\n".join(lines))
    return told


def distances(folder: Path, seed: int) -> np.ndarray:
    """Between the middles of the assembled parts, whichever of the identical legs is which."""
    parts = write_table(folder, seed)
    assert main([str(folder), "--out", str(folder / "out")]) == 0
    poses = json.loads((folder / "out" / "poses.json").read_text())["parts"]
    assert set(poses) == set(parts)
    middles = np.array([apply(np.array(poses[name]), parts[name]).mean(axis=0) for name in sorted(parts)])
    return np.sort(np.linalg.norm(middles[:, None] - middles, axis=2), axis=None)


def test_the_answer_does_not_depend_on_how_the_parts_lie_in_their_files(tmp_path):
    assert np.allclose(distances(tmp_path / "a", 1), distances(tmp_path / "b", 2), atol=1e-4)


def test_how_sure_each_place_is_and_that_it_is_a_guess_is_told(tmp_path, capfd):
    parts = write_table(tmp_path, 1)
    assert main([str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    told = json.loads((tmp_path / "out" / "poses.json").read_text())
    assert set(told["sure"]) == set(parts) and all(0 <= sure <= 1 for sure in told["sure"].values())
    said = capfd.readouterr().out.splitlines()
    assert said[:5] == [f"{name}: {told['sure'][name]:.0%} sure" for name in sorted(parts)]
    assert said[5].startswith("This is a guess") and said[5] == told["notes"][-1]


def test_no_parts_are_an_error_in_words(tmp_path, capsys):
    assert main([str(tmp_path), "--out", str(tmp_path)]) == 1
    assert "no mesh files" in capsys.readouterr().err
