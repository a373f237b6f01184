"""Bench of scrubbing: a rig's joints drawn back and forth, what each frame costs before Blender draws it.

    python -m runtime.lab.measure.bench --scrub [--faces 200000] [--joints 20]

A chest of doors and drawers. Of each frame: the pose (a joint's value set, drivers, bones and parts evaluated), and
what the overlay adds when contacts are shown. Drawing is Blender's own and the graphics card's, and is not in it:
`bench_draw` measures it in a window.
"""

from __future__ import annotations

import time
from pathlib import Path

import bpy
import numpy as np

from artllm_blender.core.articulation import Articulation, Box, Joint, Part
from artllm_blender.scene.preview.preview import Preview
from artllm_blender.scene.rig.build_rig import build_rig

from .poses import one_by_one
from .stop_cases import chest

_FRAMES = 400


def rigged_chest(faces: int, joints: int) -> bpy.types.Object:
    """The armature of a chest of so many joints, alone in a new scene."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    meshes, fields = chest(joints, faces)
    collection, parts, objects = bpy.context.scene.collection, [], {}
    for id, (vertices, triangles) in meshes.items():
        mesh = bpy.data.meshes.new(f"Part {id}")
        mesh.from_pydata(vertices, (), triangles)
        objects[id] = [bpy.data.objects.new(mesh.name, mesh)]
        collection.objects.link(objects[id][0])
        parts.append(Part(id, mesh.name, Box(tuple(vertices.min(axis=0)), tuple(vertices.max(axis=0)))))
    return build_rig(Articulation(tuple(parts), tuple(Joint(parent=0, **one) for one in fields)), objects, collection)


def scrub(armature: bpy.types.Object) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds of each frame's pose, and of its contacts: every joint in turn through all of its range."""
    preview, pose, contacts = Preview(armature), [], []
    for values in one_by_one(preview.articulation.joints, _FRAMES):
        begin = time.perf_counter()
        preview.pose(armature, values)
        bpy.context.view_layer.update()
        posed = time.perf_counter()
        preview.contacts(armature)
        pose.append(1e3 * (posed - begin))
        contacts.append(1e3 * (time.perf_counter() - posed))
    return np.array(pose), np.array(contacts)


def scrub_table(counts: list[int], joints: int, save: Path | None = None) -> None:
    """Prints Markdown, line by line; save: where the last rig is kept."""
    print("| faces | joints | pose: median, p99 (ms) | contacts: median, p99 (ms) |")
    print("| --: | --: | --: | --: |")
    for count in counts:
        armature = rigged_chest(count, joints)
        faces = sum(len(thing.data.polygons) for thing in bpy.data.objects if thing.type == "MESH")
        cells = ("{:.1f}, {:.1f}".format(*np.percentile(some, (50, 99))) for some in scrub(armature))
        print(f"| {faces:,} | {joints} | {' | '.join(cells)} |", flush=True)
    if save:
        bpy.ops.wm.save_as_mainfile(filepath=str(save.absolute()), compress=True)
