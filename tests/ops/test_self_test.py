"""The self-test and the report."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest

from artllm_blender.core.errors import RuntimeFailure
from artllm_blender.ops import self_test


@pytest.fixture(autouse=True)
def state(addon, tiny):
    state = bpy.context.window_manager.artllm
    state.self_test = state.error = ""
    return state


def test_it_says_what_the_model_ran_on_and_what_it_found(state, tiny):
    assert bpy.ops.artllm.self_test() == {"FINISHED"}
    assert state.self_test.startswith("Passed in ") and "parts 2, joints 1" in state.self_test
    assert bpy.ops.artllm.self_test.poll() and not bpy.data.objects


def test_it_says_why_it_failed(state, tiny, monkeypatch):
    monkeypatch.setattr(type(tiny), "mode", "bad_weights")
    tiny.stop()
    assert bpy.ops.artllm.self_test() == {"FINISHED"}
    assert state.self_test.startswith("Failed: ")
    tiny.stop()


def test_the_report_has_what_helps_and_not_who_the_user_is(state, tiny, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tiny.log_folder.parent)
    assert "Error: none" in self_test.report(bpy.context)
    bpy.ops.artllm.self_test()
    state.fail(RuntimeFailure("The model runtime stopped.", "Try again."))
    report = self_test.report(bpy.context)
    for words in (
        bpy.app.version_string,
        "Error: The model runtime stopped. Try again. (runtime_failure)",
        "Passed",
        tiny.version,
    ):
        assert words in report
    assert str(tiny.log_folder.parent) not in report and "Log: ~" in report
    state.error = ""
