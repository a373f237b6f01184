"""The model of assemblies as it ships: asked of a table, however its parts lie."""

from __future__ import annotations

import numpy as np
import pytest

from artllm_blender.client import proposals as client
from artllm_blender.client.work import working
from artllm_blender.core.assembly.asking import asked
from artllm_blender.core.assembly.loose import loose_parts
from artllm_blender.core.assembly.together import Loose, assembled
from artllm_blender.core.errors import RuntimeFailure
from artllm_blender.core.frames import apply
from artllm_blender.core.steps import exhausted
from runtime.lab.shapes.solids import box

SIZES = [(0.9, 0.6, 0.03), *[(0.05, 0.05, 0.6)] * 4]
LINES = ("Attach the 4 legs under the tabletop.",)


def lying(seed: int, order: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    found = []
    for number in order:
        turn = np.linalg.qr(np.random.default_rng([seed, number]).normal(size=(3, 3)))[0]
        mesh = box(-np.array(SIZES[number]) / 2, np.array(SIZES[number]) / 2)
        found.append((mesh.vertices @ (turn * np.sign(np.linalg.det(turn))).T + number)[mesh.faces])
    return tuple(found)


def stood(seed: int, order: tuple[int, ...]) -> np.ndarray:
    """(5, 2, 3) the boxes of the parts where they are put, about the middle of the top, from the right."""
    triangles = lying(seed, order)
    found = assembled(Loose(triangles, lines=LINES, title="Table"), propose=client.proposals)
    assert found.notes == ()
    there = [apply(pose, one.reshape(-1, 3)) for pose, one in zip(found.poses, triangles, strict=True)]
    boxes = np.array([(one.min(axis=0), one.max(axis=0)) for one in there])
    boxes -= boxes[order.index(0)].mean(axis=0)
    return boxes[np.lexsort(np.round(boxes.mean(axis=1), 4).T[[1, 0, 2]])[::-1]]


def test_a_table_stands_and_the_answer_is_the_same_however_its_parts_lie():
    one, other = stood(0, (0, 1, 2, 3, 4)), stood(5, (3, 0, 4, 2, 1))
    assert np.allclose(one, other, atol=2e-3)
    assert np.allclose(np.ptp(one[0], axis=0), SIZES[0], atol=1e-3)
    assert np.allclose(np.ptp(one[1:, :, 2], axis=1), 0.6, atol=1e-3)
    assert np.allclose(one[1:, 1, 2], one[0, 0, 2], atol=1e-3)


def test_nothing_need_be_said():
    found = assembled(Loose(lying(0, (0, 1, 2, 3, 4))), propose=client.proposals)
    assert found.notes == () and np.allclose(np.linalg.det(found.poses[:, :3, :3]), 1)


def test_a_process_that_cannot_answer_is_said(monkeypatch):
    monkeypatch.setattr(client, "MODULE", "runtime.no_such_module")
    put = asked(loose_parts([(t.reshape(-1, 3), np.arange(3 * len(t)).reshape(-1, 3)) for t in lying(0, (0, 1))]))
    notes = assembled(Loose(lying(0, (0, 1, 2, 3, 4))), propose=client.proposals).notes
    assert "does not answer" in notes[0] and notes[0].endswith("by their shapes alone.")
    with pytest.raises(RuntimeFailure):
        client.proposals(put)


def test_weights_that_are_not_whole_are_said_with_what_mends_it(monkeypatch, tmp_path):
    assert client.lacking() == ""
    monkeypatch.setattr(client, "WEIGHTS", tmp_path)
    assert client.lacking() == ("The model of assemblies is not whole: it has no model.json. Reinstall the extension.")


def test_the_process_that_assembles_asks_only_where_that_is_wanted():
    by_model, by_shapes = (
        exhausted(working(Loose(lying(0, (0, 1, 2, 3, 4)), lines=LINES, title="Table", model=wanted)))
        for wanted in (True, False)
    )
    own = assembled(Loose(lying(0, (0, 1, 2, 3, 4)), lines=LINES, title="Table"), propose=client.proposals)
    assert by_model.notes == () and np.allclose(by_model.poses, own.poses, atol=1e-4)
    assert np.all(by_shapes.sure == 0.3) and not np.all(by_model.sure == 0.3), "by shapes alone all are as sure"
