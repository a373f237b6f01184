"""Libraries: files that crash or hang cost themselves alone, what was stopped goes on, the manifest says it all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from places import ROOT
from scenes import OBJ

from artllm_blender.__main__ import FAILED, STILL, main, output_names
from artllm_blender.client.wire import Message
from artllm_blender.core.errors import InputError
from artllm_blender.library import supervised
from artllm_blender.library.manifest import NAME, Manifest, read
from artllm_blender.library.run import files_in, named, spoken
from artllm_blender.library.supervised import Supervised, Task
from artllm_blender.terminal import STOPPED

# A worker that does as its files' names say. It speaks frames that have no arrays: lines after their length.
WORKER = """
import json, os, sys, time
def frame(message):
    line = json.dumps(message)
    print(f"{len(line):08x} {line}", flush=True)
options = json.loads(sys.stdin.readline()[9:])
for number, line in enumerate(iter(sys.stdin.readline, "")):
    task = json.loads(line[9:])
    if "crash" in task["name"] or "tired" in task["name"] and number:
        print("it hurts", file=sys.stderr, flush=True)
        os._exit(7)
    if "hang" in task["name"]:
        time.sleep(60)
    result = {"name": task["name"], "input": task["input"], "notes": [], "parts": 2, "joints": 1}
    if options["asks"]:
        frame({"type": "articulate", "of": task["name"]})
        result["answer"] = json.loads(sys.stdin.readline()[9:])["says"]
    result["ok"] = not ("bad" in task["name"] or "still" in task["name"])
    if "still" in task["name"]:
        result["moves"] = False
    if not result["ok"]:
        result["error"] = {"code": "bad_input", "message": "It is bad.", "hint": "Mend it."}
    frame({"type": "done", "result": result})
"""


@pytest.fixture
def quick(tmp_path, monkeypatch):
    """Workers without Blender."""
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    monkeypatch.setattr(supervised, "boot_command", lambda arguments, module: [sys.executable, "-u", str(script)])


@pytest.fixture
def folder(tmp_path) -> Path:
    for name in ("a", "crash", "deep/b", "hang", "tired", "bad", "deep/c"):
        path = tmp_path / "in" / f"{name}.obj"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "in" / "notes.txt").write_text("mine")
    return tmp_path / "in"


def test_a_file_that_crashes_or_hangs_costs_that_file_alone(quick, folder, capsys):
    out = folder / "out"
    assert main([str(folder), "--out", str(out), "--jobs", "2", "--patience", "2"]) == FAILED
    records = {record["name"]: record for record in read(out / NAME).values()}
    assert {name for name, record in records.items() if record["ok"]} == {"a", "b", "c", "tired"}
    codes = {name: record["error"]["code"] for name, record in records.items() if not record["ok"]}
    assert codes == {"crash": "worker_crashed", "hang": "worker_hung", "bad": "bad_input"}
    assert "exit code 7; its last words: it hurts." in records["crash"]["error"]["message"]
    assert all(record["wall_seconds"] >= 0 and record["file"]["bytes"] for record in records.values())
    assert "4 of 7 articulated" in capsys.readouterr().out


def test_what_a_worker_asks_is_passed_on_and_answered(quick, folder):
    looks = iter(range(3))

    def ask(request: Message):
        return lambda: next(looks, None) is None and Message("result", {"says": f"it is {request.fields['of']}"})

    worker = Supervised({}, 10, ask=ask)
    try:
        worker.give(Task(str(folder / "a.obj"), "a"))
        while (result := worker.poll()) is None:
            pass
    finally:
        worker.stop()
    assert result["answer"] == "it is a" and next(looks, None) is None


def test_what_is_done_is_not_done_again(quick, folder, capsys):
    run = [str(folder), "--out", str(folder / "out"), "--jobs", "2", "--patience", "1", "--json"]
    main(run)
    lines = (folder / "out" / NAME).read_bytes().splitlines()
    # Stopped halfway, amid a line; one file changed meanwhile.
    (folder / "out" / NAME).write_bytes(b"\n".join(lines[:-1]) + b"\n" + lines[-1][:20])
    (folder / "a.obj").write_text("changed")
    capsys.readouterr()
    main(run)
    summary = json.loads(capsys.readouterr().out)
    assert summary["objects"] == 7 and summary["before"] in (5, 6)
    records = read(folder / "out" / NAME)
    assert len(records) == 7 and {record["name"] for record in records.values()} == {
        "a", "b", "c", "crash", "hang", "bad", "tired",
    }  # fmt: skip
    main(run)
    assert json.loads(capsys.readouterr().out)["before"] == 7
    main([*run, "--again"])
    assert json.loads(capsys.readouterr().out)["before"] == 4
    main([*run, "--patience", "2", "--engine", "local"])
    assert json.loads(capsys.readouterr().out)["before"] == 7
    for other in ("--seed=1", "--glb-physics", "--lods=1", "--visuals=glb", "--licence=CC0-1.0"):
        main([*run, other])
        assert json.loads(capsys.readouterr().out)["before"] == 0


def test_what_failed_before_is_told_and_counts(tmp_path, quick, capsys):
    for name in ("a", "bad", "still"):
        (tmp_path / f"{name}.obj").write_text(name)
    run = [str(tmp_path), "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert main(run) == FAILED
    assert "failed before" not in capsys.readouterr().out
    assert main(run) == FAILED
    said = capsys.readouterr().out
    assert said.startswith("3 of 3 are done already") and "\n1 failed before; --again tries them anew\n" in said
    assert "0 of 0" not in said
    assert main([*run, "--json"]) == FAILED
    summary = json.loads(capsys.readouterr().out)
    told = ("failed", "failed_before", "still", "still_before")
    assert [summary[key] for key in told] == [0, 1, 0, 1]
    (tmp_path / "bad.obj").unlink()
    assert main(run) == STILL
    assert "failed before" not in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="sends a signal to a group of processes")
def test_ctrl_c_is_told_in_a_sentence_and_leaves_no_process(tmp_path):
    (tmp_path / "a.glb").write_bytes(b"glTF is not this")
    for name in "bcdefghijkl":
        (tmp_path / f"{name}.obj").write_text(OBJ)
    command = [sys.executable, "-m", "artllm_blender", tmp_path, "--out", tmp_path / "out", "--jobs", "2"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout.readline().startswith("1/12 a: failed.")
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == STOPPED
    assert said == "Stopped: what is done is kept, and the same command goes on.\n"
    end = time.monotonic() + 10
    with pytest.raises(ProcessLookupError):  # the group is empty
        while time.monotonic() < end:
            os.killpg(running.pid, 0)
            time.sleep(0.05)
    records = read(tmp_path / "out" / NAME)
    assert os.path.abspath(tmp_path / "a.glb") in records and len(records) < 12


def test_a_manifest_that_cannot_be_written_is_said_in_words(tmp_path, quick, capsys):
    (tmp_path / "a.obj").write_text("a")
    (tmp_path / "out" / NAME).mkdir(parents=True)
    assert main([str(tmp_path), "--out", str(tmp_path / "out")]) == FAILED
    assert "Errno" not in (said := capsys.readouterr().err) and said.endswith("Choose another folder.\n")


def test_folders_are_searched_but_for_what_is_ours(folder):
    (folder / "out" / "a").mkdir(parents=True)
    (folder / "out" / "a" / "a.glb").write_text("ours")
    found = [path.relative_to(folder).as_posix() for path in files_in([folder, folder / "a.obj"], folder / "out")]
    assert found == ["a.obj", "bad.obj", "crash.obj", "hang.obj", "tired.obj", "deep/b.obj", "deep/c.obj"]
    with pytest.raises(InputError, match="among what is read"):
        files_in([folder], folder)
    (folder / "empty").mkdir()
    with pytest.raises(InputError, match="no mesh file"):
        files_in([folder / "empty"], folder / "out")


def test_names_stay_as_they_were_whatever_comes_beside_them():
    paths = [Path("/x/a.obj"), Path("/x/b.obj"), Path("/x/A.glb")]
    before = {os.path.abspath("/x/b.obj"): {"name": "x"}}
    names = named(paths, before, output_names(paths))
    assert names[1] == "x" and len({name.lower() for name in names}) == 3


def test_a_manifest_that_ends_amid_a_line_is_gone_on_with(tmp_path):
    path = tmp_path / "deep" / NAME
    path.parent.mkdir()
    path.write_bytes(b'{"input": "/a", "ok": true}\n{"input": "/b", "o')
    manifest = Manifest(path)
    manifest.add({"input": "/c\udcff", "ok": False})
    manifest.close()
    assert set(read(path)) == {"/a", "/c\udcff"}


def test_estimates_are_rough():
    assert [spoken(seconds) for seconds in (7.4, 600, 9000)] == ["7 s", "10 min", "2.5 h"]


def test_a_library_in_blender(tmp_path, capsys):
    """A real worker, and a file that nobody can read."""
    (tmp_path / "bad.glb").write_bytes(b"glTF is not this")
    assert main([str(tmp_path), "--out", str(tmp_path / "out"), "--jobs", "1"]) == FAILED
    (record,) = read(tmp_path / "out" / NAME).values()
    assert record["error"]["code"] == "bad_input" and record["name"] == "bad"
