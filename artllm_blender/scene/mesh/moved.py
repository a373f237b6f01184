"""Where the source stands now, if the artist moved it while the model was at work; and whether it is still the same."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.errors import InputError
from ...core.frames import similarity
from .mesh_in import Source, gather


def moved_since(source: Source, depsgraph: bpy.types.Depsgraph) -> np.ndarray:
    """(4, 4) that brings the source's vertices to where they are seen now: a move, a turn and an even scale.

    Raises InputError if the objects were changed otherwise, hidden or deleted.
    """
    things = source.objects()
    try:
        now = gather(things, depsgraph)
    except InputError:
        raise changed(source.name) from None
    matrix = similarity(source.vertices, now.vertices) if same_surface(source, now) else None
    if matrix is None:
        raise changed(source.name)
    return matrix


def same_surface(one: Source, other: Source) -> bool:
    """Whether the faces of two are of the same vertices."""
    return (
        len(one.vertices) == len(other.vertices)
        and np.array_equal(one.faces, other.faces)
        and np.array_equal(one.polygon, other.polygon)
    )


def changed(name: str) -> InputError:
    return InputError(f"{name} was changed while the model was at work.", "Articulate it again, as it was edited.")
