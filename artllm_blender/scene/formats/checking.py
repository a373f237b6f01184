"""Check Asset: what is found in a rig before it leaves, kept on its armature for the panel."""

from __future__ import annotations

import json
from dataclasses import asdict

import bpy

from ...core.formats.check import Finding, check
from ...core.formats.colliders import AUTOMATIC
from ...core.formats.inertia import DENSITY
from ...core.steps import exhausted
from ..rig.needs import read_needs
from .export import job_of
from .hulls import hull

FOUND = "artllm_check"


def check_asset(armature: bpy.types.Object, colliders: str = AUTOMATIC, density: float = DENSITY) -> list[Finding]:
    """What simulators and engines would stumble over, as it would be exported; kept on it as JSON. ArticulationError:
    the armature is no rig."""
    job = job_of(armature, "asset", colliders=colliders, density=density)
    found = check(exhausted(job.described()), job.articulation, read_needs(armature, job.metres), hull)
    for note in job.looks.notes:
        code = "picture" if "missing" in note else "look"
        found.append(Finding(code, note, "Find the file, or choose another picture." if code == "picture" else ""))
    armature[FOUND] = json.dumps([asdict(one) for one in found])
    return found
