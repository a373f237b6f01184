"""How long work will still take, as the panel and the status bar say it."""

from __future__ import annotations

from artllm_blender.ops import estimate
from artllm_blender.ops.estimate import Estimate


def test_it_counts_down_and_is_judged_anew_when_work_goes_on(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(estimate.time, "monotonic", lambda: now[0])
    rest = Estimate()
    assert rest.left(0.0) is None
    now[0] = 102.0
    assert rest.left(0.1) is None
    now[0] = 110.0
    assert rest.left(0.5) == 10.0
    now[0] = 113.0
    assert rest.left(0.5) == 7.0
    now[0] = 130.0
    assert rest.left(0.5) == 0.0
    assert rest.left(0.75) == 10.0
    assert rest.left(1.0) is None
