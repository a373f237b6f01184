"""A rig sent to another Blender, which exports there what would be exported here: by a file that has all of the scene
that an export reads, and the rest in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import bpy

from ...core.formats.simready import Origin
from ..units import copy_units
from .export import Job, job_of
from .image_files import images_of
from .marked import collider_of

SCENE, ARMATURE = "ArtLLM sent", "artllm_armature"
# What modifiers and clips heed of how the scene is rendered.
_RENDER = ("fps", "fps_base", "use_simplify", "simplify_subdivision")


def faces(job: Job) -> int:
    """How many a rig has, as its modifiers leave them."""
    return sum(len(thing.evaluated_get(job.depsgraph).data.polygons) for thing in _parts(job))


def can_be_sent(job: Job) -> bool:
    """Whether a file holds all of it: every picture is saved as it is, and no part lies where Blender evaluates
    nothing, such as in a collection that is left out."""
    images = images_of(slot.material for thing in _parts(job) for slot in thing.material_slots)
    evaluated = (thing.evaluated_get(job.depsgraph).is_evaluated for thing in _sent(job))
    return all(evaluated) and not any(image.is_dirty for image in images)


def send(job: Job, path: Path) -> dict[str, Any]:
    """Write the file; what `received` needs beside it, plain values. OSError, RuntimeError: disk."""
    with _scene(bpy.context.scene, _sent(job)) as scene:
        scene[ARMATURE] = job.rig.armature
        bpy.data.libraries.write(str(path), {scene}, path_remap="ABSOLUTE")
    return {"file": str(path), "name": job.name, "how": asdict(job.how), "trusted": not bpy.app.autoexec_fail}


def received(file: str, name: str, how: dict[str, Any], trusted: bool) -> Job:
    """The job that was sent, in a Blender that has nothing else open. RuntimeError: the file cannot be read."""
    bpy.ops.wm.open_mainfile(filepath=file, load_ui=False, use_scripts=trusted)
    scene = bpy.data.scenes[SCENE]
    bpy.context.window_manager.windows[0].scene = scene
    scene.collection.children[0].hide_viewport = False
    bpy.context.view_layer.update()
    return job_of(scene[ARMATURE], name, **how | {"origin": Origin(**how["origin"])})


def _parts(job: Job) -> list[bpy.types.Object]:
    return [thing for objects in job.rig.objects.values() for thing in objects]


def _sent(job: Job) -> list[bpy.types.Object]:
    """The armature, the parts and their colliders, each once."""
    everything = job.depsgraph.scene.objects
    own = (thing for thing in everything if collider_of(thing, job.articulation, job.rig.armature) is not None)
    return list(dict.fromkeys([job.rig.armature, *_parts(job), *own]))


@contextmanager
def _scene(old: bpy.types.Scene, things: Iterable[bpy.types.Object]) -> Iterator[bpy.types.Scene]:
    """A scene of things, set as another one is, for as long as the block takes. They are not shown in it, or they would
    have to be evaluated once more."""
    scene, home = bpy.data.scenes.new(SCENE), bpy.data.collections.new(SCENE)
    try:
        copy_units(old, scene)
        scene.frame_current, scene.frame_subframe = old.frame_current, old.frame_subframe
        for name in _RENDER:
            setattr(scene.render, name, getattr(old.render, name))
        home.hide_viewport = True
        scene.collection.children.link(home)
        for thing in things:
            home.objects.link(thing)
        # Blender 5.2 crashes when it writes a scene that it has not yet evaluated.
        scene.view_layers[0].update()
        yield scene
    finally:
        bpy.data.batch_remove([scene, home])
