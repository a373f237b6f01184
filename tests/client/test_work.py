"""The process that parts: what it makes is what is made here, and it goes when it is not wanted any more."""

from __future__ import annotations

import dataclasses
import os
import signal

import numpy as np
import pytest
import skins
from children import alive, gone, until

from artllm_blender.client.asset_job import AssetJob
from artllm_blender.client.job import Job
from artllm_blender.client.parcel import pack, unpack
from artllm_blender.client.wire import Message
from artllm_blender.client.work import working
from artllm_blender.core.cut.closing import Shell
from artllm_blender.core.errors import NothingMoves
from artllm_blender.core.parting import Whole, parted, surface_to_label
from artllm_blender.core.steps import exhausted

SKIN = skins.wardrobe()
PATIENCE = 60.0  # seconds, of busy machines


def whole() -> Whole:
    count = len(SKIN.faces)
    every, same = np.arange(count, dtype=np.int32), np.zeros(count, np.int64)
    corners, sizes = SKIN.faces.astype(np.int32).ravel(), np.full(count, 3, np.int32)
    shell = Shell(0, SKIN.vertices.astype(np.float64), corners, sizes)
    return Whole(SKIN.vertices, SKIN.faces, every, same, same, (shell,), None, ((1, "Hatch"),))


def same(one, other) -> bool:
    """Whether two values are equal to the last digit and of the same types, arrays too."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if dataclasses.is_dataclass(one):
        return type(one) is type(other) and all(
            same(getattr(one, field.name), getattr(other, field.name)) for field in dataclasses.fields(one)
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def through(value):
    steps, data = unpack(), memoryview(b"".join(pack(value)))
    room = next(steps)
    while True:
        count = min(len(room), 1000)
        room[:count], data = data[:count], data[count:]
        try:
            room = steps.send(count)
        except StopIteration as end:
            assert not len(data)
            return end.value


def job() -> Job:
    return Job(1, Message("articulate"), lambda timeout: None, Job.drop)


def asked(accept=lambda answer: answer) -> tuple[Job, AssetJob]:
    """A job of the model that runs, and all of the work."""
    model = job()
    return model, AssetJob(model, whole(), True, 0.0, accept)


@pytest.mark.parametrize("interiors", [True, False])
def test_the_process_makes_what_is_made_here(interiors):
    heard = []
    here = parted(
        whole(), surface_to_label(whole()), SKIN.prediction(), interiors, 0.01, lambda *said: heard.append(said)
    )
    assert here.closed and len(here.closed[0][1].added.polygon_size) and here.articulation.part(1).name == "Hatch"
    assert same(exhausted(working(whole(), (SKIN.prediction(), interiors, 0.01))), here)
    assert [stage for stage, _ in heard] == ["Parting", "Fitting joints", "Cutting"]


def test_a_parcel_is_the_same_again():
    joint, *others = SKIN.articulation.joints
    joint = dataclasses.replace(joint, known=frozenset(("axis", "limits")))
    tree = dataclasses.replace(SKIN.articulation, joints=(joint, *others))
    value = ("one", 1, 0.1, None, True, float("inf"), tree, whole(), np.zeros((0, 3), np.float32), np.ones(3, bool))
    assert same(through(value), value)
    with pytest.raises(TypeError, match="no object"):
        list(pack(object()))


def test_an_answer_of_which_nothing_is_made_ends_it():
    def refuse(answer):
        raise NothingMoves("Nothing here moves.")

    model, work = asked(refuse)
    model.finish(SKIN.prediction())
    assert work.wait(PATIENCE) and work.state == "failed" and isinstance(work.error, NothingMoves) and gone(work.pid)


def test_cancelled_at_any_stage_nothing_is_left():
    model, work = asked()
    assert alive(work.pid)
    work.cancel()
    assert (work.state, model.state) == ("cancelled", "cancelled") and gone(work.pid)
    model, work = asked()
    model.finish(SKIN.prediction())
    until(lambda: work.poll() or work.prediction, PATIENCE)
    work.cancel()
    assert work.state == "cancelled" and gone(work.pid)


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_a_killed_process_is_said():
    model, work = asked()
    os.kill(work.pid, signal.SIGKILL)
    assert work.wait(PATIENCE) and work.state == "failed" and work.error.code == "runtime_failure"
    assert model.state == "cancelled"
