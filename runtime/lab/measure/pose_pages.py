"""Pictures of Pose by Words: ten sentences, before and after, and a lamp that tracks a ball.

    python -m runtime.lab.measure.pose_pages --out DIR

The rigs are generated shapes. DIR gets sentences.png, a page of ten pairs, two a row; sentences.txt, what was
said and answered; and lamp.png, frames of the ball's way.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import bpy
import numpy as np
import trimesh

import artllm_blender
from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.picture.drawing import png
from artllm_blender.scene.formats.snapshot import seen, snapshot
from artllm_blender.scene.pose.spoken import tell
from artllm_blender.scene.rig.build_rig import build_rig

from ..shapes import generate

SIZE, BORDER, FRAMES = 260, 6, 10
SENTENCES = (
    ("storage_furniture", 7, "open the left drawer a third and the other one as far as it goes"),
    ("storage_furniture", 3, "open every other door, starting with the left one"),
    ("table", 6, "pull the second drawer out halfway and open the door 80 degrees"),
    ("storage_furniture", 4, "open everything but the leftmost door"),
    ("refrigerator", 2, "open the fridge"),
    ("toilet", 5, "seat upright"),
    ("trash_can", 2, "lift the lid a third"),
    ("oven", 4, "let the oven door down all the way, then pull out the drawer by 10 cm"),
    ("window", 5, "open the left pane 30 degrees and the right one 60"),
    ("faucet", 4, "turn on the left tap"),
)


def rig(family: str, seed: int) -> bpy.types.Object:
    """A generated shape as a rig in an empty scene."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    shape = generate(family, seed)
    things, parts = {}, []
    for id, part in enumerate(shape.parts):
        used, faces = np.unique(shape.faces[shape.face_part == id], return_inverse=True)
        things[id] = [_object(f"{part.name} {id}", shape.vertices[used], faces.reshape(-1, 3))]
        points = shape.vertices[used]
        box = Box(tuple(points.min(axis=0).tolist()), tuple(points.max(axis=0).tolist()))
        parts.append(Part(id, f"{part.name} {id}", box, part.label))
    joints = tuple(
        Joint(JointType(one.type), one.parent, one.child, tuple(one.axis.tolist()), tuple(one.origin.tolist()),
              one.lower or 0.0, one.upper or 0.0)
        for one in shape.joints
    )  # fmt: skip
    return build_rig(Articulation(tuple(parts), joints), things, bpy.context.scene.collection, family.replace("_", " "))


def _object(name: str, vertices: np.ndarray, faces: np.ndarray) -> bpy.types.Object:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(np.asarray(vertices).tolist(), [], np.asarray(faces).tolist())
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def pair(family: str, seed: int, sentence: str) -> tuple[np.ndarray, str]:
    """(SIZE, 2 SIZE, 3) before and after, and what was answered."""
    armature = rig(family, seed)
    bpy.context.view_layer.update()
    before = snapshot(bpy.context.scene)
    given = tell(armature, bpy.context.scene, sentence)
    bpy.context.view_layer.update()
    pictures = seen([before, snapshot(bpy.context.scene)], SIZE)
    said = given.asked or "; ".join((*given.unmet, *given.notes)) or "done"
    return np.concatenate(pictures, axis=1), f"{sentence} ({family.replace('_', ' ')}): {said}"


def lamp() -> tuple[bpy.types.Object, bpy.types.Object]:
    """A desk lamp of four joints, and a ball."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    move = trimesh.transformations.translation_matrix
    # A shade that is open along +X: rings of points, the narrow end closed.
    turn = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    ring = np.stack([np.zeros(40), np.cos(turn), np.sin(turn)], axis=1)
    points = np.concatenate([(-0.02, 0, 0) + 0.03 * ring, (0.14, 0, 0) + 0.09 * ring, [(-0.02, 0, 0)]]) + (0, 0, 0.75)
    i, j = np.arange(40), (np.arange(40) + 1) % 40
    faces = np.concatenate([np.c_[i, j, 40 + j], np.c_[i, 40 + j, 40 + i], np.c_[np.full(40, 80), j, i]])
    shade = trimesh.Trimesh(points, faces, process=False)
    solids = [
        trimesh.creation.cylinder(0.12, 0.03, transform=move((0, 0, 0.015))),
        trimesh.creation.cylinder(0.03, 0.06, transform=move((0, 0, 0.06))),
        trimesh.creation.box((0.025, 0.025, 0.36), move((0, 0, 0.25))),
        trimesh.creation.box((0.02, 0.02, 0.34), move((0, 0, 0.59))),
        shade,
    ]
    names, things, parts = ("base", "post", "lower arm", "upper arm", "head"), {}, []
    for id, solid in enumerate(solids):
        things[id] = [_object(names[id], solid.vertices, solid.faces)]
        parts.append(Part(id, names[id], Box(*(tuple(corner.tolist()) for corner in solid.bounds)), names[id]))
    across, half = (0.0, 1.0, 0.0), math.radians(100)
    joints = (
        Joint(JointType.CONTINUOUS, 0, 1, (0.0, 0.0, 1.0), (0, 0, 0.05), 0, 0),
        Joint(JointType.REVOLUTE, 1, 2, across, (0, 0, 0.08), -math.radians(70), math.radians(70)),
        Joint(JointType.REVOLUTE, 2, 3, across, (0, 0, 0.42), -math.radians(90), math.radians(90)),
        Joint(JointType.REVOLUTE, 3, 4, across, (0, 0, 0.75), -half, half),
    )
    armature = build_rig(Articulation(tuple(parts), joints), things, bpy.context.scene.collection, "lamp")
    round_ = trimesh.creation.icosphere(3, 0.05)
    return armature, _object("ball", round_.vertices, round_.faces)


def tracked() -> np.ndarray:
    """The frames of a ball that goes round a lamp, in two rows."""
    armature, ball = lamp()
    ball.location = (0.6, 0.0, 0.1)
    bpy.context.view_layer.update()
    tell(armature, bpy.context.scene, "aim the lamp at the ball")
    shots = []
    for number in range(FRAMES):
        turn = 2 * math.pi * (number + 0.5) / FRAMES
        ball.location = (0.6 * math.cos(turn), 0.6 * math.sin(turn), 0.35 + 0.3 * math.sin(2 * turn))
        bpy.context.view_layer.update()
        shots.append(snapshot(bpy.context.scene))
    frames = seen(shots, SIZE, (0.6, -1.0, 0.7))
    return grid(frames, FRAMES // 2)


def grid(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    """Pictures of one size in rows, a border around each."""
    framed = [np.pad(one, ((BORDER, BORDER), (BORDER, BORDER), (0, 0)), constant_values=1.0) for one in pictures]
    rows = [np.concatenate(framed[i : i + columns], axis=1) for i in range(0, len(framed), columns)]
    return np.concatenate(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    artllm_blender.register()
    pairs = [pair(*one) for one in SENTENCES]
    (folder / "sentences.png").write_bytes(png(grid([picture for picture, _ in pairs], 2)))
    lines = (f"{number}. {said}" for number, (_, said) in enumerate(pairs, 1))
    (folder / "sentences.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "lamp.png").write_bytes(png(tracked()))


if __name__ == "__main__":
    main()
