"""A rig as GLB: a node a part with its origin at the pivot, joint data in extras, an animation clip for each joint and
for each of the artist's actions.

Parts that follow bones by constraint would be exported without motion, so a plain tree of copies is exported instead,
from a scene of its own that is gone afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.articulation import Articulation, Joint, JointType
from ...core.formats.describe import link_origin
from ...core.formats.glb import packed, unpacked
from ...core.frames import transform, z_up_to_y_up
from ...core.kinematics import motion
from ...core.motion.interplay import Need
from ...core.steps import Steps, within
from ..rig.needs import read_needs
from ..rig.read_rig import Rig
from ..rig.rest import rest_matrices
from .clips import Clips, clips_of
from .gltf_materials import Copies, Materials
from .in_window import in_window
from .levels import coarsening, deviation
from .look import Looks

FRAMES_PER_SECOND = 24
LEAST_FRAMES = 24
MOST_LEVELS = 6
# The clip that plays all joints together; an action of the artist's with that name takes its place.
ALL_JOINTS = "All joints"
# Players turn by the shorter way from one frame to the next, which must be the right one.
MOST_TURN = math.radians(90)


def writing_glb(
    rig: Rig, depsgraph: bpy.types.Depsgraph, looks: Looks, path: Path, metres: float = 1.0, levels: int = 0
) -> Steps[list[str]]:
    """Write the rig, in its rest pose; what it could not keep, in sentences. OSError, RuntimeError: not written.

    metres: of the scene's unit, which Blender's exporter does not heed. levels: so many times again, at `level_path`,
    each with half the faces of the one before; one that would have as many is left out.
    """
    copies, share = Copies(), 0.7 / (1 + levels)
    try:
        with TemporaryDirectory(prefix="artllm-", ignore_cleanup_errors=True) as folder:
            tree = _plain_tree(rig, depsgraph, Materials(looks, copies, Path(folder)), metres)
            scene = yield from within(tree, 0.0, 0.3)
            yield "Writing GLB", 0.3
            with in_window(scene):
                _export(path, copies.notes)
            meshes = {thing: thing.data for thing in scene.objects if thing.data}
            if levels:
                keyed = sorted(thing.name for thing, mesh in meshes.items() if mesh.shape_keys)
                copies.notes += [f"Levels of detail have the shape keys of {name} applied." for name in keyed]
            for level in range(1, levels + 1):
                most = deviation(rig.articulation.scaled(metres), level)
                coarse = coarsening(scene, meshes, level, most, copies)
                own = level_path(path, level)
                if (yield from within(coarse, 0.3 + level * share, 0.3 + (level + 0.5) * share)):
                    with in_window(scene):
                        _export(own, copies.notes)
                else:
                    copies.notes.append(f"There is no {own.name}: with fewer faces its shape is lost.")
    finally:
        bpy.data.batch_remove(copies.made)
    for own in level_paths(path).values():
        _rename(own, copies.names)
    return copies.notes


def level_path(path: Path, level: int) -> Path:
    """Where a level of detail of a GLB lies; the file itself is level 0."""
    return path.with_stem(f"{path.stem}_LOD{level}") if level else path


def level_paths(path: Path) -> dict[int, Path]:
    """A GLB and its levels of detail, as far as they are there, by level."""
    paths = {level: level_path(path, level) for level in range(MOST_LEVELS + 1)}
    return {level: own for level, own in paths.items() if own.is_file()}


def _export(path: Path, notes: list[str]) -> None:
    settings = {
        "filepath": str(path),
        "export_format": "GLB",
        "use_active_scene": True,
        "export_extras": True,
        "export_animation_mode": "NLA_TRACKS",
        "export_optimize_animation_size": False,
    }
    with redirect_stdout(StringIO()):
        try:
            bpy.ops.export_scene.gltf(**settings)
        except RuntimeError as problem:
            if "[Errno" in str(problem):
                raise
            # What stops the exporter elsewhere than at the disk is a material that it does not know how to read.
            bpy.ops.export_scene.gltf(**settings, export_materials="PLACEHOLDER")
            said = [line.strip() for line in str(problem).splitlines() if "Error: " in line]
            notes.append(
                f"The GLB has no materials: Blender's exporter stopped at them ({said[-1] if said else 'unknown'}). "
                "Simplify their nodes, or bake them."
            )


def joint_extras(joint: Joint, articulation: Articulation, needs: Iterable[Need] = ()) -> dict:
    """What a GLB tells of a joint: vectors in glTF's Y-up world, metres, radians, limits where there are any.

    Value 0 is the pose of the nodes, as it was modelled; positive values open, and the part is closed at `closed`.
    needs: those of all joints; what this one has is told by the names of the parts that must be open, or closed.
    """
    extras = {
        "name": joint.name,
        "type": joint.type.value,
        "parent": articulation.part(joint.parent).name,
        "axis": z_up_to_y_up(joint.axis).tolist(),
        "origin": z_up_to_y_up(joint.origin).tolist(),
        "confidence": joint.confidence,
    }
    if joint.type is not JointType.CONTINUOUS:
        extras |= {"lower": joint.lower, "upper": joint.upper, "closed": joint.closed}
    if joint.type is JointType.SCREW:
        extras["pitch"] = joint.pitch
    own = [
        {"part": articulation.part(need.needs).name, "open": need.open, "beyond": need.value}
        for need in needs
        if need.child == joint.child and articulation.joint_of(need.needs)
    ]
    return extras | ({"needs": own} if own else {})


def _plain_tree(
    rig: Rig, depsgraph: bpy.types.Depsgraph, materials: Materials, metres: float
) -> Steps[bpy.types.Scene]:
    """A scene of one node a part, its unit a metre."""
    copies = materials.copies
    scene = copies.add(bpy.data.scenes.new(rig.name), "scenes", rig.name)
    scene.render.fps = FRAMES_PER_SECOND
    articulation, nodes, needs = rig.articulation.scaled(metres), {}, read_needs(rig.armature, metres)
    clips = all_at_once(articulation.joints) | clips_of(rig, FRAMES_PER_SECOND, metres)
    matrices = {obj: np.diag((metres, metres, metres, 1)) @ m for obj, m in rest_matrices(rig, depsgraph).items()}
    for id in articulation.from_root():
        yield "Writing GLB", len(nodes) / len(articulation.parts)
        part, joint, pivot = articulation.part(id), articulation.joint_of(id), link_origin(articulation, id)
        pieces = [
            (obj, _mesh(obj, depsgraph, transform(move=-pivot) @ matrices[obj], materials)) for obj in rig.objects[id]
        ]
        alone = pieces[0] if len(pieces) == 1 else (None, None)
        node = nodes[id] = copies.add(bpy.data.objects.new(part.name, alone[1]), "nodes", part.name)
        node["artllm_part"] = {"id": id, "label": part.label, "confidence": part.confidence}
        scene.collection.objects.link(node)
        if joint:
            node["artllm_joint"] = joint_extras(joint, articulation, needs)
            node.parent = nodes[joint.parent]
            node.location = pivot - link_origin(articulation, joint.parent)
            own = [
                (name if name != joint.name else f"{name} 2", clip[id]) for name, clip in clips.items() if id in clip
            ]
            # The last one is where the exporter finds the node, so it has to be the one that begins at rest.
            for name, values in (*own, (joint.name, clip_values(joint))):
                copies.add(_animate(node, joint, name, values))
        if alone[0]:
            _copy_extras(alone[0], node)
        for obj, mesh in pieces if len(pieces) > 1 else ():
            piece = copies.add(bpy.data.objects.new(obj.name, mesh), "nodes", obj.name)
            piece.parent = node
            _copy_extras(obj, piece)
            scene.collection.objects.link(piece)
    return scene


def _mesh(
    obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph, matrix: np.ndarray, materials: Materials
) -> bpy.types.Mesh:
    """An object's mesh moved by (4, 4) matrix: shape keys stay where it has no modifiers; else as these leave it."""
    copies = materials.copies
    evaluated, keys = obj.evaluated_get(depsgraph), obj.data.shape_keys
    if keys and keys.use_relative and not any(modifier.show_viewport for modifier in obj.modifiers):
        mesh = copies.add(obj.data.copy(), "meshes", obj.data.name)
        copies.made.append(mesh.shape_keys)
        mesh.shape_keys.animation_data_clear()
        for key, now in zip(mesh.shape_keys.key_blocks, evaluated.data.shape_keys.key_blocks, strict=True):
            key.value = now.value
        if keys.animation_data:
            copies.notes.append(f"The GLB has the shape keys of {obj.name}, but not what moves them.")
    else:
        mesh = bpy.data.meshes.new_from_object(evaluated, preserve_all_data_layers=True, depsgraph=depsgraph)
        copies.add(mesh, "meshes", obj.data.name)
        _copy_extras(obj.data, mesh)
        if keys:
            copies.notes.append(
                f"The GLB has the shape keys of {obj.name} applied: "
                f"{'apply its modifiers' if keys.use_relative else 'make them relative'} to keep them."
            )
    for index, slot in enumerate(obj.material_slots[: len(mesh.materials)]):
        # The object's material where it has one of its own.
        mesh.materials[index] = slot.material and materials.of(slot.material)
    moved = Matrix(matrix.tolist())
    mesh.transform(moved, shape_keys=True)
    if moved.determinant() < 0:
        mesh.flip_normals()
    return mesh


def _copy_extras(old: bpy.types.ID, new: bpy.types.ID) -> None:
    """The artist's custom properties, not ours."""
    for name in old.keys():
        if not name.startswith("artllm_"):
            value = old[name]
            new[name] = value.to_dict() if hasattr(value, "to_dict") else value


def _animate(node: bpy.types.Object, joint: Joint, name: str, values: list[float]) -> bpy.types.Action:
    """Key the joint's values, one a frame, on an NLA track of that name; the node stays at rest."""
    rest = node.location.copy()
    node.rotation_mode = "AXIS_ANGLE"
    for frame, value in enumerate(values):
        _place(node, rest, joint, value)
        if joint.type.turns:
            node.keyframe_insert("rotation_axis_angle", frame=frame)
        if joint.type.slides:
            node.keyframe_insert("location", frame=frame)
    _place(node, rest, joint, 0.0)
    animation = node.animation_data
    action, animation.action = animation.action, None
    track = animation.nla_tracks.new()
    track.name = name
    track.strips.new(name, 0, action)
    return action


def _place(node: bpy.types.Object, rest: Vector, joint: Joint, value: float) -> None:
    """Where a joint's value puts its node, whose location at rest is given."""
    angle, slide = motion(joint, value)
    node.rotation_axis_angle = (angle, *joint.axis)
    node.location = rest + slide * Vector(joint.axis)


def clip_values(joint: Joint) -> list[float]:
    """The joint's value at every frame of its clip: 0, lower, upper, 0 with rest at each end; or one even turn. Each
    way takes its share of the time that the whole range does, for what is hardly seen to move seems to stand still."""
    if joint.type is JointType.CONTINUOUS:
        return np.linspace(0, math.tau, 2 * LEAST_FRAMES + 1).tolist()
    values = [0.0]
    for stop in (joint.lower, joint.upper, 0.0):
        change = stop - values[-1]
        if change:
            share = abs(change) / (joint.upper - joint.lower)
            # Eased motion is pi / 2 times faster halfway than on average.
            frames = max(
                math.ceil(LEAST_FRAMES * share), math.ceil(abs(motion(joint, change)[0]) * math.pi / 2 / MOST_TURN)
            )
            eased = (1 - np.cos(np.linspace(0, math.pi, frames + 1)[1:])) / 2
            values += (values[-1] + change * eased).tolist()
    return values if len(values) > 1 else [0.0, 0.0]


def all_at_once(joints: Iterable[Joint]) -> Clips:
    """The clip in which every joint plays its own; none where there is but one joint. The shorter ones wait at rest."""
    values = {joint.child: clip_values(joint) for joint in joints}
    if len(values) < 2:
        return {}
    longest = max(map(len, values.values()))
    return {ALL_JOINTS: {child: own + [own[-1]] * (longest - len(own)) for child, own in values.items()}}


def _rename(path: Path, names: dict[tuple[str, str], str]) -> None:
    """Give what is in a GLB its own names, which the copies could not have beside the originals."""
    document, rest = unpacked(path.read_bytes())
    for kind in {kind for kind, _ in names if kind}:
        for thing in document.get(kind, ()):
            thing["name"] = names.get((kind, thing["name"]), thing["name"])
    path.write_bytes(packed(document, rest))
