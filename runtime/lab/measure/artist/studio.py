"""Studio: a bench object in Blender, articulated as the add-on does it, and its rig as arrays."""

from __future__ import annotations

import hashlib
import json
import pickle
from functools import cached_property
from pathlib import Path

import bpy
import numpy as np
from mathutils.bvhtree import BVHTree

from artllm_blender.client import runtime
from artllm_blender.core.frames import apply
from artllm_blender.core.kit import heeded, known_with
from artllm_blender.core.known import Known
from artllm_blender.core.prediction import Prediction
from artllm_blender.scene.mesh.import_file import import_file
from artllm_blender.scene.mesh.mesh_in import Source, gather
from artllm_blender.scene.mesh.overlap import tree_of
from artllm_blender.scene.rig.asset import build_asset, refine_limits
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.scene.rig.rest import rest_matrices

from .desk import Desk, Surface


class Studio:
    """One object, imported, and what Articulate makes of it. cache: a folder in which the model's answers are kept; it
    has to be emptied by hand when the model or its runtime is changed."""

    def __init__(self, file: Path, cache: Path | None = None):
        self._name, self._cache, self._kept = f"{file.parent.name}-{file.stem}", cache, False
        self._answers: dict[str, Prediction] = {}
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        self.source: Source = gather(import_file(file).objects, bpy.context.evaluated_depsgraph_get())
        self._rig = ""

    @property
    def armature(self) -> bpy.types.Object:
        """The rig's; another after `go_back`."""
        return bpy.data.objects[self._rig]

    @cached_property
    def surface(self) -> Surface:
        """What was imported."""
        source = self.source
        return Surface(source.vertices, source.faces, source.polygon, np.zeros(source.polygon[-1] + 1, int))

    def predicted(self) -> Prediction:
        """The model's answer to Articulate. ArtLLMError: it has none."""
        known = known_with(None, heeded(self.source.kit, None))
        return self.answered(self.source.vertices, self.source.faces, seed=0, known=known)

    def answered(self, vertices: np.ndarray, faces: np.ndarray, known: Known | None, **more) -> Prediction:
        """The model's answer. ArtLLMError: it has none."""
        said = json.dumps([known.fields() if known else {}, more], sort_keys=True)
        question = hashlib.sha256(said.encode())
        question.update(np.ascontiguousarray(vertices, np.float32).tobytes())
        question.update(np.ascontiguousarray(faces, np.int32).tobytes())
        name = f"{self._name}-{question.hexdigest()[:24]}"
        if name not in self._answers:
            self._answers[name] = self._remembered(name) or self._asked(name, vertices, faces, known, **more)
        return self._answers[name]

    def _remembered(self, name: str) -> Prediction | None:
        kept = self._cache and self._cache / name
        return pickle.loads(kept.read_bytes()) if kept and kept.exists() else None

    def _asked(self, name: str, vertices: np.ndarray, faces: np.ndarray, known: Known | None, **more) -> Prediction:
        job = runtime().articulate(vertices, faces, known=known, **more)
        while not job.wait(0.1):
            pass
        if job.error:
            raise job.error
        if self._cache:
            self._cache.mkdir(parents=True, exist_ok=True)
            (self._cache / name).write_bytes(pickle.dumps(job.prediction))
        return job.prediction

    def articulate(self, prediction: Prediction) -> Desk:
        """The rig that Articulate makes of an answer, however much it is doubted."""
        kit = heeded(self.source.kit, None)
        kept = Settings(is_kit=kit is not None)
        armature = build_asset(bpy.context, self.source, prediction, kit=kit, kept=kept)
        refine_limits(armature)
        self._rig = armature.name
        return self.desk()

    def desk(self) -> Desk:
        """The rig as it is now."""
        self._kept = False
        return desk_of(self.armature)

    def polygons(self, places: np.ndarray) -> np.ndarray:
        """(k,) the source's polygon that each of the places (k, 3) is nearest to."""
        tree = self._tree
        return self.source.polygon[[tree.find_nearest(place)[2] for place in places.tolist()]]

    @cached_property
    def _tree(self) -> BVHTree:
        return tree_of(self.source.vertices, self.source.faces)

    def keep(self) -> None:
        """Remember the scene as it is, to go back to it."""
        if not self._kept:
            bpy.ops.wm.save_as_mainfile(filepath=self._file, copy=True)
        self._kept = True

    def go_back(self) -> None:
        bpy.ops.wm.open_mainfile(filepath=self._file, load_ui=False)
        self._kept = True

    @cached_property
    def _file(self) -> str:
        return str(Path(bpy.app.tempdir) / f"{self._name}.blend")


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
