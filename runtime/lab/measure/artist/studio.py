"""Studio: a bench object in Blender, articulated as the add-on does it, and its rig as arrays."""

from __future__ import annotations

import hashlib
import json
import pickle
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np

from artllm_blender.client import runtime
from artllm_blender.core.frames import apply
from artllm_blender.core.kit import heeded, known_with
from artllm_blender.core.known import Known
from artllm_blender.core.prediction import Prediction
from artllm_blender.scene.mesh.import_file import import_file
from artllm_blender.scene.mesh.mesh_in import Source, gather
from artllm_blender.scene.rig.asset import build_asset, refine_limits
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.scene.rig.rest import rest_matrices
from artllm_blender.scene.rig.take_up import take_up

from .desk import Desk, Surface


@dataclass(frozen=True)
class Studio:
    """One imported object. cache: a folder in which the model's answers are kept, by what it was asked; it has to be
    emptied by hand when the model or its runtime is changed."""

    file: Path
    source: Source
    cache: Path | None = None

    @classmethod
    def opened(cls, file: Path, cache: Path | None = None) -> Studio:
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        imported = import_file(file)
        return cls(file, gather(imported.objects, bpy.context.evaluated_depsgraph_get()), cache)

    def asked(self, known: Known | None = None, seed: int = 0) -> Prediction:
        """The model's answer to Articulate. ArtLLMError: it has none."""
        known = known_with(known, heeded(self.source.kit, known))
        return self._answered(self.source.vertices, self.source.faces, seed=seed, known=known)

    def joints_of(self, vertices: np.ndarray, faces: np.ndarray, known: Known) -> Prediction:
        """The model's answer to Re-predict Joints, which is asked about the parts as they are now."""
        return self._answered(vertices, faces, task="joints", known=known)

    def _answered(self, vertices: np.ndarray, faces: np.ndarray, known: Known | None, **more) -> Prediction:
        said = json.dumps([known.fields() if known else {}, more], sort_keys=True)
        question = hashlib.sha256(said.encode())
        question.update(np.ascontiguousarray(vertices, np.float32).tobytes())
        question.update(np.ascontiguousarray(faces, np.int32).tobytes())
        kept = self.cache and self.cache / f"{self.file.parent.name}-{self.file.stem}-{question.hexdigest()[:24]}"
        if kept and kept.exists():
            return pickle.loads(kept.read_bytes())
        job = runtime().articulate(vertices, faces, known=known, **more)
        while not job.wait(0.1):
            pass
        if job.error:
            raise job.error
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(job.prediction))
        return job.prediction

    def built(self, prediction: Prediction, refined: bool = True, number: int = 0) -> Desk:
        """The rig that Articulate makes of an answer; the scene is as before. refined: with its limits, as it is in
        the end, or as it is at first, to look at. number: which of the other answers it takes up then."""
        kit = heeded(self.source.kit, None)
        kept = Settings(is_kit=kit is not None) if number else None
        armature = build_asset(bpy.context, self.source, prediction, kit=kit, kept=kept)
        try:
            if refined:
                refine_limits(armature)
            if number:
                take_up(armature, number)
            return desk_of(armature)
        finally:
            self._remove(armature)

    def _remove(self, armature: bpy.types.Object) -> None:
        (home,) = armature.users_collection
        bpy.data.batch_remove(list(home.objects))
        bpy.data.collections.remove(home)
        for thing in self.source.objects():
            thing.hide_set(False)
            thing.hide_render = False
        bpy.data.orphans_purge(do_recursive=True)


def desk_of(armature: bpy.types.Object) -> Desk:
    """A rig in the scene as arrays, at rest; what modifiers leave of its objects' polygons."""
    rig, depsgraph = read_rig(armature), bpy.context.evaluated_depsgraph_get()
    matrices = rest_matrices(rig, depsgraph)
    vertices, faces, polygon, thing, home = [], [], [], [], []
    names: dict[str, int] = {}
    for id, things in rig.objects.items():
        for one in things:
            mesh = one.evaluated_get(depsgraph).to_mesh()
            mesh.calc_loop_triangles()
            corners, owner = np.empty(3 * len(mesh.loop_triangles), np.int32), np.empty(len(mesh.loop_triangles), int)
            places = np.empty(3 * len(mesh.vertices), np.float32)
            mesh.loop_triangles.foreach_get("vertices", corners)
            mesh.loop_triangles.foreach_get("polygon_index", owner)
            mesh.vertices.foreach_get("co", places)
            count = len(mesh.polygons)
            one.evaluated_get(depsgraph).to_mesh_clear()
            order = np.argsort(owner, kind="stable")
            faces.append(corners.reshape(-1, 3)[order] + sum(map(len, vertices)))
            polygon.append(owner[order] + sum(map(len, thing)))
            vertices.append(apply(matrices[one], places.reshape(-1, 3)))
            thing.append(np.full(count, names.setdefault(one.name, len(names))))
            home.append(np.full(count, id))
    arrays = (np.concatenate(some) for some in (vertices, faces, polygon, thing, home))
    *surface, home = arrays
    return Desk.of(rig.articulation, Surface(*surface), home)
