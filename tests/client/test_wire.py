"""The wire: both sides' codecs against the same golden frames, the child's answers against them, and bad bytes."""

from __future__ import annotations

import io
import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from places import TESTS
from wire_frames import FACES, FRAMES, REPLIES, VERTICES, golden

import artllm_blender.client.wire as client_wire
import runtime.wire as runtime_wire
from artllm_blender.client.answer import prediction_of

SIDES = pytest.mark.parametrize("wire", [client_wire, runtime_wire], ids=["client", "runtime"])

EACH = pytest.mark.parametrize("name", FRAMES)


def same(a, b) -> bool:
    arrays = a.arrays.keys() == b.arrays.keys() and all(
        a.arrays[k].dtype == b.arrays[k].dtype and np.array_equal(a.arrays[k], b.arrays[k]) for k in a.arrays
    )
    return (a.type, a.fields) == (b.type, b.fields) and arrays


@SIDES
@EACH
def test_writes_golden_frame(wire, name):
    stream = io.BytesIO()
    wire.write(stream, wire.Message(*FRAMES[name]))
    assert stream.getvalue() == golden(name)


@SIDES
@EACH
def test_reads_golden_frame(wire, name):
    stream = io.BytesIO(golden(name))
    assert same(wire.read(stream), wire.Message(*FRAMES[name]))
    assert wire.read(stream) is None


@SIDES
def test_no_frame_survives_being_cut(wire):
    frame = golden("articulate")
    for length in range(1, len(frame)):
        with pytest.raises(wire.WireError):
            wire.read(io.BytesIO(frame[:length]))


def framed(header: object) -> bytes:
    line = json.dumps(header).encode()
    return b"%08x %s\n" % (len(line), line)


@SIDES
@pytest.mark.parametrize(
    "bad",
    [
        b"hello\n" * 9,
        b"-0000001 {}\n",
        b"00000000 \n",
        b"ffffffff {}\n",
        b"00000002-{}\n",
        b"00000002 {]\n",
        framed([1, 2]),
        framed({"no": "type"}),
        framed({"type": "x", "arrays": [["a", "|O", [1]]]}) + bytes(99),
        framed({"type": "x", "arrays": [["a", "<f4", [-1]]]}) + bytes(99),
        framed({"type": "x", "arrays": [["a", "<f4", [1.5]]]}) + bytes(99),
        framed({"type": "x", "arrays": [["a", "<f4", [1 << 20, 1 << 20]]]}) + bytes(99),
        framed({"type": "x", "arrays": 3}),
    ],
    ids=range(13),
)
def test_bad_bytes_are_refused(wire, bad):
    with pytest.raises(wire.WireError):
        wire.read(io.BytesIO(bad))


@SIDES
def test_what_cannot_be_sent(wire):
    with pytest.raises(ValueError):
        wire.write(io.BytesIO(), wire.Message("progress", {"fraction": float("nan")}))


@SIDES
def test_empty_and_strided_arrays(wire):
    sent = wire.Message("x", {}, {"none": np.zeros((0, 3), "<f4"), "strided": FACES.T})
    stream = io.BytesIO()
    wire.write(stream, sent)
    stream.seek(0)
    got = wire.read(stream)
    assert same(got, sent)
    got.arrays["strided"][0, 0] = 9  # writable


def test_both_sides_have_the_same_file():
    """So that neither side imports the other."""
    assert Path(client_wire.__file__).read_bytes() == Path(runtime_wire.__file__).read_bytes()


@SIDES
@EACH
def test_a_frame_may_come_in_any_pieces(wire, name):
    """As from a pipe that gives what is there."""
    frame, steps = golden(name), wire.decode()
    room, at = next(steps), 0
    with pytest.raises(StopIteration) as end:
        for size in itertools.cycle((1, 2, 7)):
            piece = frame[at : at + min(size, len(room))]
            room[: len(piece)] = piece
            at += len(piece)
            room = steps.send(len(piece))
    assert at == len(frame) and same(end.value.value, wire.Message(*FRAMES[name]))


def test_child_answers_golden_requests():
    """The real child, fed with golden frames, answers with golden frames."""
    requests = golden("hello_request") + golden("articulate") + golden("articulate_known")
    child = subprocess.Popen(
        [sys.executable, str(TESTS / "tiny_child.py"), "normal"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    child.stdin.write(requests)
    child.stdin.flush()
    hello = client_wire.read(child.stdout)
    expected = client_wire.Message(*REPLIES["hello_reply"])
    assert hello.fields.keys() == expected.fields.keys()
    assert {**hello.fields, "version": ""} == {**expected.fields, "version": ""}
    assert child.stdout.read(len(golden("progress"))) == golden("progress")
    result = client_wire.read(child.stdout)
    assert result.fields["timings"].pop("processor") >= 0
    assert same(result, client_wire.read(io.BytesIO(golden("result"))))
    assert client_wire.read(child.stdout).type == "progress"
    assert client_wire.read(child.stdout).fields["blueprint"] == "seed 5 task all known 2"
    child.stdin.close()
    assert child.wait(5) == 0
    assert child.stdout.read() == b""
    child.stdout.close()


def test_client_understands_golden_result():
    prediction = prediction_of(client_wire.read(io.BytesIO(golden("result"))))
    assert [part.label for part in prediction.articulation.parts] == ["body", "door"]
    joint = prediction.articulation.joints[0]
    assert (joint.lower, joint.upper, joint.origin) == (0.0, 1.5, (-1.0, -1.0, 0.0))
    assert prediction.point_scores.dtype == np.float32 and prediction.point_scores.shape == (2, 2)
    assert prediction.points.tolist() == VERTICES[:2].tolist() and prediction.point_triangle.tolist() == [0, 1]
