"""Check Asset: what is found in a rig before it leaves, kept on its armature for the panel."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

import bpy

from ...core.articulation import Joint
from ...core.formats.check import Finding, looking
from ...core.formats.colliders import AUTOMATIC
from ...core.formats.inertia import DENSITY
from ...core.steps import Steps, exhausted, within
from ..rig.needs import read_needs
from ..rig.read_rig import read_rig
from .export import job_of
from .hulls import hull

FOUND, OF_JOINTS = "artllm_check", "artllm_check_joints"


def check_asset(armature: bpy.types.Object, colliders: str = AUTOMATIC, density: float = DENSITY) -> list[Finding]:
    """All steps of `checking` at once."""
    return exhausted(checking(armature, colliders, density))


def checking(armature: bpy.types.Object, colliders: str = AUTOMATIC, density: float = DENSITY) -> Steps[list[Finding]]:
    """What simulators and engines would stumble over, as it would be exported; kept on it as JSON. ArticulationError:
    the armature is no rig."""
    job = job_of(armature, "asset", colliders=colliders, density=density)
    asset = yield from within(job.described(), 0.0, 0.8)
    found = yield from within(looking(asset, job.articulation, read_needs(armature, job.metres), hull), 0.8, 1.0)
    # These notes say what mends it.
    found += [Finding("picture" if "missing" in note else "look", note, "") for note in job.looks.notes]
    armature[OF_JOINTS] = told(read_rig(armature).articulation.joints)
    armature[FOUND] = json.dumps([asdict(one) for one in found])
    return found


def told(joints: Iterable[Joint]) -> str:
    """How joints move, in a text that differs where they do, by what matters here."""
    return json.dumps(
        sorted((one.child, one.parent, one.type, round(one.lower, 4), round(one.upper, 4)) for one in joints)
    )
