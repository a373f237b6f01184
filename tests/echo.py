"""A model that answers with what it is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from artllm_blender import client
from artllm_blender.core.articulation import Articulation, JointType, Part
from artllm_blender.core.corrections import usual_joint
from artllm_blender.core.known import Known
from artllm_blender.core.prediction import Prediction


class Echo:
    """Answers with what is known, every joint sliding upwards where that does not say otherwise, or with `says`."""

    provider = provider_note = ""

    def __init__(self):
        self.asked: list[Known] = []
        self.says: Prediction | None = None

    def articulate(self, vertices, faces, *, seed=0, known=None):
        self.asked.append(known)
        job = client.Job(1, None, lambda timeout: None, lambda job: None)
        job.finish(self.says or self._around(known, vertices, faces))
        return job

    def _around(self, known: Known, vertices: np.ndarray, faces: np.ndarray) -> Prediction:
        parts = tuple(Part(p.id, "", p.box, p.label or "flap") for p in known.parts)
        told = {joint.child: joint for joint in known.joints}
        root = next(part for part in parts if part.label == "body")
        joints = []
        for part in (part for part in parts if part is not root):
            said = told.get(part.id)
            kind = (said and said.type) or JointType.PRISMATIC
            joint = usual_joint(kind, root, part)
            axis, origin = (said and said.axis) or (0.0, 0.0, 1.0), (said and said.origin) or joint.origin
            joints.append(replace(joint, axis=axis, origin=origin, lower=-0.3, upper=0.0, name=""))
        points = vertices[faces].mean(axis=1)
        scores = np.stack([((points >= p.box.lower) & (points <= p.box.upper)).all(axis=1) + 0.01 for p in parts], 1)
        scores = (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)
        triangles = np.arange(len(faces), dtype=np.int32)
        return Prediction(Articulation(parts, tuple(joints)), points.astype(np.float32), triangles, scores, "")
