"""A model that many ask: all are answered, whatever becomes of its process; what breaks it twice is told."""

from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path

import pytest
import wire_frames
from children import MESH, until
from places import TESTS

from artllm_blender.client.elsewhere import Elsewhere
from artllm_blender.client.process import request
from artllm_blender.client.wire import Message, read, write
from artllm_blender.library.model import Model
from artllm_blender.library.ray_actors import Shares
from artllm_blender.library.ray_engine import _is_installed


@pytest.fixture
def model():
    """The model of a tiny engine of some mode."""
    made = []

    def of(mode: str) -> Model:
        made.append(Model([sys.executable, "-u", str(TESTS / "tiny_child.py"), mode]))
        return made[-1]

    yield of
    for one in made:
        one.stop()


def answers(model: Model, numbers: list[int]) -> list[Message]:
    found = {}

    def all_there() -> bool:
        for number in numbers:
            if (answer := model.take(number)) is not None:
                found[number] = answer
        return len(found) == len(numbers)

    until(all_there)
    assert all(model.take(number) is None for number in numbers)
    return [found[number] for number in numbers]


def test_all_that_ask_at_once_are_answered_with_what_is_theirs(model):
    one = model("normal")
    told = answers(one, [one.ask(request(0, *MESH, seed=seed)) for seed in range(4)])
    assert [answer.fields["blueprint"] for answer in told] == [f"seed {seed} task all known 0" for seed in range(4)]


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_a_process_that_dies_is_replaced_and_asked_again(model):
    one = model("short")
    asked = [one.ask(request(0, *MESH, seed=seed)) for seed in range(3)]
    assert one.take(asked[0]) is None
    os.kill(one._child.pid, signal.SIGKILL)
    assert [answer.type for answer in answers(one, asked)] == ["result"] * 3


def test_what_breaks_it_twice_is_given_up_and_told(model):
    one = model("quits")
    for answer in answers(one, [one.ask(request(0, *MESH)) for _ in range(2)]):
        assert answer.type == "error" and answer.fields["code"] == "runtime_failure"
        assert "exit code 7; its last words: The sky falls." in answer.fields["message"]


def test_a_model_that_cannot_be_started_is_told():
    (answer,) = answers(one := Model(["/no/such/program"]), [one.ask(request(0, *MESH))])
    assert answer.type == "error" and "could not be started" in answer.fields["message"]


def test_a_runtime_elsewhere_asks_and_is_answered_as_one_here():
    questions, stream = io.BytesIO(), io.BytesIO((Path(TESTS) / "golden" / "wire" / "result.bin").read_bytes())
    job = Elsewhere(stream, questions).articulate(wire_frames.VERTICES, wire_frames.FACES, seed=5)
    assert job.wait(0.0) and job.state == "done" and job.prediction.articulation.joints
    questions.seek(0)
    assert read(questions).fields == {"id": 0, "seed": 5, "task": "all"}
    said = io.BytesIO()
    write(said, Message("error", {"id": 1, "code": "bad_mesh", "message": "It is none.", "hint": "Mend it."}))
    for frames, code in ((said.getvalue(), "bad_mesh"), (b"", "bad_answer"), (b"no frame\n", "bad_answer")):
        job = Elsewhere(io.BytesIO(frames), io.BytesIO()).articulate(*MESH)
        assert job.wait() and job.error.code == code


@pytest.mark.parametrize(
    ("asked", "cluster", "shares"),
    [
        ((None, None), (16, 0), (16, 8, 0.5, 0)),
        ((3, None), (16, 0), (3, 2, 0.5, 0)),
        ((None, None), (16, 2), (14, 2, 1, 1)),
        ((8, 4), (16, 2), (8, 4, 1, 0.5)),
        ((None, None), (1, 0), (1, 1, 0.5, 0)),
    ],
)
def test_a_cluster_is_shared_by_blenders_and_models(asked, cluster, shares):
    """asked: blenders and models; cluster: cores and graphics cards."""
    assert Shares.of(*asked, *cluster) == Shares(*shares)
    assert Shares(16, 8, 0.5, 0).cores == 16
    assert _is_installed("pytest") and not _is_installed("no-such-distribution")
