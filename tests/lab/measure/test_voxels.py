"""Collision by voxels: what is exactly in contact is free, what goes on is not."""

from __future__ import annotations

import math

import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, Part
from runtime.lab.measure.evaluate_limits import measured, size_of
from runtime.lab.measure.stop_cases import StopCase, stop_cases
from runtime.lab.measure.voxels import Voxels

CASES = [case for case in stop_cases(2) if case.name.startswith(("door", "drawer", "lid"))]
FAR = 0.1  # metres of about one


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_an_exact_stop_is_free_and_a_late_one_is_not(case: StopCase):
    parts = tuple(Part(id, f"Part {id}", Box((0, 0, 0), (0, 0, 0))) for id in case.meshes)
    joint = Articulation(parts, (Joint(parent=0, child=1, **case.joint),)).joints[0]
    voxels = Voxels(case.meshes[1], case.meshes[0], size_of(case.meshes))

    def until(value: float) -> tuple[float, float]:
        return measured(voxels, joint.with_limits(min(value, 0.0), max(value, 0.0)))

    free, volume = until(case.stop)
    assert free == 1 and volume < 0.01
    late = case.stop + math.copysign(FAR if joint.type.slides else math.radians(15), case.stop)
    free, more = until(late)
    assert free < 1 and more > volume
