"""An answer of the model parted by a process of its own, before a rig takes it up. Only where there is a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import bpy
import numpy as np

from ..client.work import working
from ..core.kit import Kit
from ..core.parting import Parted
from ..core.prediction import Prediction
from ..core.steps import Steps
from ..scene.mesh.mesh_in import Source
from ..scene.mesh.shells import whole_of
from ..scene.rig.in_place import reading
from ..scene.rig.made_of import MadeOf


def parted_aside(
    armature: bpy.types.Object, asked: Callable[[MadeOf, Source], tuple[Prediction, Kit | None]]
) -> Steps[tuple[Parted | None, np.ndarray | None]]:
    """What becomes of an answer about a rig's original, and (n, 3) the vertices of that; None, None where there is no
    window that could stand still. asked: the answer, and the original's kit where it is of its parts."""
    if bpy.app.background:
        return None, None
    yield "Parting", 0.0
    made, source, meshes = yield from reading(armature)
    yield "Parting", 0.0
    answer, kit = asked(made, source)
    yield "Parting", 0.0
    whole = whole_of(source, meshes, kit)
    settings = replace(answer, others=()), made.settings.interiors, made.settings.thickness
    return (yield from working(whole, settings)), source.vertices
