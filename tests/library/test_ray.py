"""A cluster of this machine alone does what workers without it do, to the byte."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from places import ROOT, TESTS

from artllm_blender.__main__ import FAILED, main
from artllm_blender.library import ray_engine
from artllm_blender.library.manifest import NAME, read
from artllm_blender.library.supervised import Task
from runtime.lab.measure.generated import draw

ray = pytest.importorskip("ray", reason="Ray is not installed")


def test_a_library_on_ray_is_the_same_to_the_byte(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(2):
        shape = draw("box", 7, number)
        corners = "".join(f"v {x} {y} {z}\n" for x, y, z in shape.vertices)
        (folder / f"{number}.obj").write_text(corners + "".join(f"f {a} {b} {c}\n" for a, b, c in shape.faces + 1))
    (folder / "bad.glb").write_bytes(b"glTF is not this")
    run = [str(folder), "--jobs", "2", "--views", "1", "--formats", "urdf", "--colliders", "hulls"]
    assert main([*run, "--out", str(tmp_path / "plain")]) == FAILED
    assert main([*run, "--out", str(tmp_path / "ray"), "--engine", "ray"]) == FAILED
    told = [
        {r["name"]: (r["ok"], r.get("error")) for r in read(tmp_path / out / NAME).values()} for out in ("plain", "ray")
    ]
    assert told[0] == told[1] and sorted(told[0]) == ["0", "1", "bad"]
    for path in (tmp_path / "plain").rglob("*"):
        if path.is_file() and path.name != NAME:
            assert (tmp_path / "ray" / path.relative_to(tmp_path / "plain")).read_bytes() == path.read_bytes()


class Asks:
    """A worker that asks its model for the task's name."""

    def work(self, task: Task, model) -> dict:
        return {"name": task.name, "ok": ray.get(model.answer.remote(task.name, task.input)) == task.name}


class Fragile:
    """A model that dies of some names, of "once" if the file is not there yet."""

    async def answer(self, name: str, path: str) -> str:
        if name == "always" or (name == "once" and not Path(path).exists()):
            Path(path).touch()
            os._exit(1)
        return name

    async def live(self) -> None:
        await asyncio.Event().wait()


def test_a_model_that_dies_is_replaced_and_its_file_tried_again(tmp_path, monkeypatch):
    monkeypatch.setenv("RAY_worker_niceness", "0")
    folders = os.pathsep.join(
        filter(None, (str(ROOT), str(TESTS / "library"), str(TESTS), os.environ.get("PYTHONPATH")))
    )
    ray.init(address="local", num_cpus=2, runtime_env={"env_vars": {"PYTHONPATH": folders}}, log_to_driver=False,
             include_dashboard=False)  # fmt: skip
    try:
        model, worker = ray.remote(num_cpus=1)(Fragile), ray.remote(num_cpus=0.5, max_restarts=-1)(Asks)
        tasks = [Task(str(tmp_path / name), name) for name in ("a", "once", "always", "b")]
        found = ray_engine._shared_out(ray, tasks, [worker.remote(), worker.remote()], [model.remote()], model.remote)
        results = {result["name"]: result for result in found if result is not None}
    finally:
        ray.shutdown()
    assert {name: result["ok"] for name, result in results.items()} == {"a": 1, "once": 1, "always": 0, "b": 1}
    assert results["always"]["error"]["code"] == "node_lost"
