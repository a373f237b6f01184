"""Bench of the steps between which Blender's window may be drawn, without a window: `bench_stall` has one.

    python -m runtime.lab.measure.bench_slices [--faces 50000 1000000] [--kind modelled] [--export]

Told, in processor time of the main thread, which other programs hardly lengthen: the press of Articulate, the building
of the rig and its limits from a faultless answer, Refine Limits widened, the look at the parts before Play, Try Another
with an answer that lacks the last part, and with --export all formats; how long all steps take, the three longest and
what they were about, and how many there are. Beside it, what the process that parts needs; the model's own time is not
here.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from artllm_blender.core.articulation import without_part
from artllm_blender.core.parting import parted, surface_to_label
from artllm_blender.core.prediction import Prediction
from artllm_blender.core.steps import Steps
from artllm_blender.scene.formats.export import exporting
from artllm_blender.scene.mesh.mesh_in import Source, gather
from artllm_blender.scene.mesh.shells import shells, whole_of
from artllm_blender.scene.preview.preview import Preview
from artllm_blender.scene.rig.asset import refining_limits, whole_asset
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.take_up import taking_up

from ..shapes import Shape
from .bench_cut import KINDS, case
from .oracle import PartOf, answer, articulation

FORMATS = "urdf mjcf glb blend png usda".split()


def told(count: int, name: str, steps: Steps[Any]) -> Any:
    """What steps come to; prints a row of the table about them."""
    took, stage, result = [], "the first", None
    while stage:
        begun, about = time.thread_time(), stage
        try:
            stage, _ = next(steps)
        except StopIteration as end:
            stage, result = "", end.value
        took.append((time.thread_time() - begun, about))
    longest = ", ".join(f"{1000 * seconds:.0f} {about}" for seconds, about in sorted(took, reverse=True)[:3])
    total = sum(seconds for seconds, _ in took)
    print(f"| {count:,} | {name} | {total:.2f} | {longest} | {len(took)} |", flush=True)
    return result


def single(work: Callable[[], Any]) -> Steps[Any]:
    """Work that is one step."""
    yield from ()
    return work()


def answers(shape: Shape, source: Source, part_of: PartOf) -> tuple[Prediction, Prediction]:
    """A faultless answer, and one to which the last part is one with what carries it."""
    tree = articulation(shape)
    first = answer(tree, source.vertices, source.faces, part_of)
    joint = tree.joints[-1]
    whole = without_part(tree, joint.child)
    column = {part.id: column for column, part in enumerate(tree.parts)}
    scores = first.point_scores.copy()
    scores[:, column[joint.parent]] += scores[:, column[joint.child]]
    return first, replace(first, articulation=whole, point_scores=np.delete(scores, column[joint.child], axis=1))


def measured(kind: str, count: int, family: str, seed: int, export: bool) -> None:
    """Prints a row for each button."""
    thing, shape, part_of = case(kind, count, family, seed)
    depsgraph = bpy.context.evaluated_depsgraph_get()
    source = gather([thing], depsgraph)
    count = len(source.faces)

    def press() -> Any:
        source = gather([thing], depsgraph)
        return whole_of(source, shells(source, depsgraph))

    prediction, other = answers(shape, source, part_of)
    whole = told(count, "Articulate, the press", single(press))
    surface = told(count, "(in the other process, beside the model)", single(lambda: surface_to_label(whole)))
    done = told(count, "(in the other process)", single(lambda: parted(whole, surface, prediction, True, 0.0)))
    both = replace(prediction, others=(other,))
    building = whole_asset(bpy.context, source, both, kept=Settings(), parted=done)
    armature = told(count, "Articulate, until the rig stands", building)
    told(count, "Refine Limits, widened", refining_limits(armature, widen=True))
    told(count, "Play, before it", Preview.looking(armature))
    done = parted(whole, surface, other, True, 0.0)
    told(count, "Try Another", taking_up(armature, 1, done, source.vertices))
    if export:
        with tempfile.TemporaryDirectory() as folder:
            told(count, "Export, all formats", exporting(armature, Path(folder), family, FORMATS))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--faces", type=int, nargs="+", default=[50_000, 1_000_000])
    p.add_argument("--kind", choices=KINDS, default="modelled")
    p.add_argument("--family", default="storage_furniture")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--export", action="store_true")
    a = p.parse_args()
    print("| faces | button | all (s) | longest steps (ms) | steps |")
    print("| --: | --- | --: | --- | --: |")
    for count in a.faces:
        measured(a.kind, count, a.family, a.seed, a.export)


if __name__ == "__main__":
    main()
