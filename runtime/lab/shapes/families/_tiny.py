"""Parts too small to be worth moving become part of what they sit on, as in the usual data sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..builder import Shape


def without_tiny(shape: Shape, share: float = 1e-3) -> Shape:
    """The shape with each leaf part whose box is under share of the object's box merged into its parent.

    One joint always stays.
    """
    whole = np.prod(np.ptp(shape.vertices[shape.faces].reshape(-1, 3), axis=0))
    inner = {j.parent for j in shape.joints}
    for index, joint in enumerate(shape.joints):
        own = shape.face_part == joint.child
        size = np.prod(np.ptp(shape.vertices[shape.faces[own]].reshape(-1, 3), axis=0))
        if joint.child in inner or size >= share * whole or len(shape.joints) == 1:
            continue
        kept = [i for i in range(len(shape.parts)) if i != joint.child]
        number = {old: new for new, old in enumerate(kept)} | {joint.child: kept.index(joint.parent)}
        joints = [
            replace(j, parent=number[j.parent], child=number[j.child]) for i, j in enumerate(shape.joints) if i != index
        ]
        face_part = np.array([number[i] for i in range(len(shape.parts))])[shape.face_part]
        merged = replace(shape, face_part=face_part, parts=tuple(shape.parts[i] for i in kept), joints=tuple(joints))
        return without_tiny(merged, share)
    return shape
