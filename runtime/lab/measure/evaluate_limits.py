"""Evaluate the limits: generated stops against what is known of them, and a bench's true parts against its labels.

    python -m runtime.lab.measure.evaluate_limits [--bench DIR] [--ids A,B] [--count 4] [--json FILE]

generated      the largest error of the stop that is found, in degrees and in percent of the object's size
bench_doubled  the bench's joints with limits of twice their range about its middle, before and after refining
bench_true     the same with their true limits
seconds        processor time: twenty joints on 100,000 faces, and one of them alone

range_iou: of the limits with the true ones, the better of both directions, as the bench scores it; continuous joints
are left out of bench_doubled. collision_free_share: of the declared travel, in 64 places, how much is spent with no
more than TOLERANCE of the part's volume in what carries it that was clear of it at rest; swept_volume: the mean of that
volume over the travel, as a share of the part's. Both are measured by voxels, which the refinement does not use; what a
shift by one frees is free, for less cannot be told. Joints whose parts could not be cut as labelled are left out and
counted.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.kinematics import joint_matrix
from artllm_blender.core.motion.interplay import carriers
from artllm_blender.core.motion.limits import refine
from artllm_blender.core.motion.repair import repaired
from artllm_blender.core.motion.stops import Stops
from artllm_blender.scene.mesh.overlap import Trees

from .bench_parts import BenchObject, load
from .stop_cases import Mesh, chest, stop_cases
from .voxels import Voxels

TOLERANCE = 0.05
_PLACES = 64


def generated(count: int) -> dict[str, float]:
    """The largest errors over the generated objects."""
    worst = {"angle_error_deg": 0.0, "distance_error_pct": 0.0}
    for case in stop_cases(count):
        parts = tuple(Part(id, f"Part {id}", Box((0, 0, 0), (0, 0, 0))) for id in case.meshes)
        articulation = Articulation(parts, (Joint(parent=0, child=1, **case.joint),))
        joint, size = refined(articulation, case.meshes).joints[0], size_of(case.meshes)
        error = abs((joint.upper if case.stop > 0 else joint.lower) - case.stop)
        key = "distance_error_pct" if joint.type.slides else "angle_error_deg"
        worst[key] = max(worst[key], 100 * error / size if joint.type.slides else math.degrees(error))
    return worst


def size_of(meshes: dict[int, Mesh]) -> float:
    return float(np.ptp(np.concatenate([vertices for vertices, _ in meshes.values()]), axis=0).max())


def refined(articulation: Articulation, meshes: dict[int, Mesh]) -> Articulation:
    return refine(articulation, Stops(Trees(meshes), size_of(meshes))).articulation


def seconds() -> dict[str, float]:
    """Processor time of refining a chest of twenty doors and drawers, and of one drawer in the same chest."""
    meshes, fields = chest(20, 100_000)
    parts = tuple(Part(id, f"Part {id}", Box((0, 0, 0), (0, 0, 0))) for id in meshes)
    joints = tuple(Joint(parent=0, **one) for one in fields)
    found = {}
    for key, some in (("twenty_joints", range(21)), ("one_joint", (0, 2))):
        chosen = tuple(parts[id] for id in some)
        articulation = Articulation(chosen, tuple(j for j in joints if j.child in some))
        begin = time.process_time()
        refined(articulation, {id: meshes[id] for id in some})
        found[key] = time.process_time() - begin
    return found


def articulation_of(thing: BenchObject) -> Articulation:
    """The labels as an Articulation."""
    parts = tuple(Part(id, f"Part {id}", Box(tuple(box[0]), tuple(box.max(axis=0)))) for id, box in thing.boxes.items())
    joints = []
    for given in thing.joints:
        kind, child = JointType(given["type"]), next(part for part in parts if part.id == given["child"])
        limits = (given["lower"], given["upper"]) if kind is not JointType.CONTINUOUS else (-math.inf, math.inf)
        place = given["axis"], given["origin"]
        joints.append(repaired(kind, given["parent"], child, *place, *limits, given.get("pitch") or 0.0))
    return Articulation(parts, tuple(joints))


def doubled(joint: Joint) -> Joint:
    """Twice the range about its middle."""
    more = (joint.upper - joint.lower) / 2
    return joint if joint.type is JointType.CONTINUOUS else joint.with_limits(joint.lower - more, joint.upper + more)


def travel(joint: Joint) -> tuple[float, float]:
    """Its limits; of a joint that turns for ever, one turn."""
    return (-math.pi, math.pi) if joint.type is JointType.CONTINUOUS else (joint.lower, joint.upper)


def range_iou(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Intersection over union of two ranges, given from either end."""

    def iou(x: tuple[float, float], y: tuple[float, float]) -> float:
        span = max(x[1], y[1]) - min(x[0], y[0])
        return max(0.0, min(x[1], y[1]) - max(x[0], y[0])) / span if span > 1e-9 else 1.0

    return max(iou(a, b), iou(a, (-b[1], -b[0])))


def measured(voxels: Voxels, joint: Joint) -> tuple[float, float]:
    """Collision-free share of a joint's travel, and mean share of the part's volume that collides."""
    lower, upper = travel(joint)
    values = lower + (np.arange(_PLACES) + 0.5) / _PLACES * (upper - lower)
    shares = voxels.shares(joint_matrix(joint, value) for value in values)
    return float((shares <= TOLERANCE).mean()), float(shares.mean())


def joined(meshes: dict[int, Mesh], ids: list[int]) -> Mesh:
    starts = np.cumsum([0, *(len(meshes[id][0]) for id in ids)])
    triangles = [meshes[id][1] + start for id, start in zip(ids, starts, strict=False)]
    return np.concatenate([meshes[id][0] for id in ids]), np.concatenate(triangles)


def bench_rows(thing: BenchObject) -> tuple[dict[str, list[list[float]]], int]:
    """For doubled and true limits a row a joint (IoU, free share, volume, before and after each); joints left out."""
    true = articulation_of(thing)
    rows: dict[str, list[list[float]]] = {"bench_doubled": [], "bench_true": []}
    fit = [j for j in true.joints if {j.child, *carriers(true, j.child), *true.subtree(j.child)} <= thing.right]
    voxels = {
        j.child: Voxels(
            joined(thing.meshes, sorted(true.subtree(j.child))),
            joined(thing.meshes, list(carriers(true, j.child))),
            thing.size,
        )
        for j in fit
    }
    for key, change in (("bench_doubled", doubled), ("bench_true", lambda joint: joint)):
        before = replace(true, joints=tuple(map(change, true.joints)))
        after = refined(before, thing.meshes)
        for joint in fit:
            if key == "bench_doubled" and joint.type is JointType.CONTINUOUS:
                continue
            pair = [articulation.joint_of(joint.child) for articulation in (before, after)]
            iou = [range_iou(travel(joint), travel(one)) for one in pair]
            (free, volume), (free_after, volume_after) = (measured(voxels[joint.child], one) for one in pair)
            rows[key].append([*iou, free, free_after, volume, volume_after])
    return rows, len(true.joints) - len(fit)


def bench(folders: list[Path]) -> dict:
    """The means over all joints of the objects in some folders."""
    rows: dict[str, list[list[float]]] = {"bench_doubled": [], "bench_true": []}
    left_out = 0
    for folder in folders:
        found, missing = bench_rows(load(folder))
        left_out += missing
        for key, more in found.items():
            rows[key] += more
    measures = ("range_iou", "collision_free_share", "swept_volume")
    names = [f"{measure}_{when}" for measure in measures for when in ("before", "after")]
    result = {
        key: dict(zip(names, np.mean(some, axis=0).round(4).tolist(), strict=True), joints=len(some))
        for key, some in rows.items()
        if some
    }
    return result | {"joints_left_out": left_out}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bench", type=Path, help="a folder with a folder for each object")
    p.add_argument("--ids", default="", help="only these objects, comma-separated")
    p.add_argument("--count", type=int, default=4, help="generated objects of each kind")
    p.add_argument("--json", type=Path)
    a = p.parse_args()
    result = {"generated": generated(a.count), "seconds": seconds()}
    if a.bench:
        wanted = set(filter(None, a.ids.split(",")))
        folders = [f.parent for f in sorted(a.bench.glob("*/labels.json")) if not wanted or f.parent.name in wanted]
        if not folders:
            p.error(f"{a.bench} holds no such object")
        result |= bench(folders)
    if a.json:
        a.json.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
