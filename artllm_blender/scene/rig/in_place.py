"""Work on a rig beside what it was made of, which is shown for the time being and stands where it did then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import bpy
import numpy as np
from mathutils import Matrix

from ...core.cut.closing import Shell
from ...core.errors import InputError
from ...core.steps import Steps, Stopped, within
from ..homes import check_here
from ..mesh.mesh_in import Source, gather
from ..mesh.shells import shells
from .asset import add_notes, refining_limits
from .made_of import MadeOf, check_same, made_of, originals
from .read_rig import read_whole
from .update_rig import check_ready

STAGE = "Reading"
PUT = 0.6  # of the time, what comes before limits
STILL = 1e-6  # by which a place is the same
SHOWN = 0.03  # seconds of work each time that the original is shown, after which Blender draws all anew


def in_place(armature: bpy.types.Object, work: Callable[[MadeOf, Source], Steps[set[int]]]) -> Steps[None]:
    """Work on a rig beside what it was made of, as of `at_original`; then limits, but for the joints, by child, that
    work gives as settled.

    Between the steps all stands and is hidden as before. Where they are stopped while work is done, the scene is as it
    was; while limits are refined, these stay as the model said, and a note says so.
    """
    made, things = _original(armature)
    with _as_then(armature, made, things):
        source = gather(things, bpy.context.evaluated_depsgraph_get())
        check_same(made, source)
    yield STAGE, 0.0
    steps = within(work(made, source), 0.0, PUT)
    try:
        while True:
            with _as_then(armature, made, things):
                try:
                    until = time.perf_counter() + SHOWN
                    told = next(steps)
                    while time.perf_counter() < until:
                        told = next(steps)
                except StopIteration as end:
                    settled = end.value
                    break
            yield told
    finally:
        steps.close()
    if settled != {joint.child for joint in read_whole(armature).articulation.joints}:
        try:
            yield from within(refining_limits(armature, settled=settled), PUT, 1.0)
        except Stopped:
            add_notes(armature, ["Limits were not refined to the end: press Refine Limits."])


@contextmanager
def at_original(armature: bpy.types.Object) -> Iterator[tuple[MadeOf, Source]]:
    """What a rig was made of; for the time being the original is shown, and both stand where they did then.

    Raises InputError where the original is gone or another, ArticulationError where the rig cannot be changed.
    """
    made, things = _original(armature)
    with _as_then(armature, made, things):
        source = gather(things, bpy.context.evaluated_depsgraph_get())
        check_same(made, source)
        yield made, source


def reading(armature: bpy.types.Object) -> Steps[tuple[MadeOf, Source, tuple[Shell, ...]]]:
    """What a rig was made of, and its meshes where they stood then, in steps. Raises what `at_original` raises."""
    with at_original(armature) as (made, source):
        things = source.objects()
    yield STAGE, 0.5
    with _as_then(armature, made, things):
        meshes = shells(source, bpy.context.evaluated_depsgraph_get())
    return made, source, meshes


def _original(armature: bpy.types.Object) -> tuple[MadeOf, list[bpy.types.Object]]:
    """What a rig was made of, and the objects. Raises what `at_original` raises."""
    check_ready(armature)
    made = made_of(armature)
    if made is None:
        raise InputError("This rig keeps no answers of the model.", "Articulate the original again.")
    things = originals(made)
    check_here(things)
    return made, things


@contextmanager
def _as_then(armature: bpy.types.Object, made: MadeOf, things: list[bpy.types.Object]) -> Iterator[None]:
    """The original shown, and both where they stood."""
    layer = bpy.context.view_layer
    hidden = [thing for thing in things if thing.hide_get()]
    back = made.stood @ np.linalg.pinv(np.array(things[0].matrix_world))
    moved = [armature, *(thing for thing in things if thing.parent not in things)]
    places = [thing.matrix_basis.copy() for thing in moved]
    try:
        for thing in hidden:
            thing.hide_set(False)
        armature.matrix_world = Matrix(made.rig.tolist())
        for thing in moved[1:] if np.abs(back - np.eye(4)).max() > STILL else ():
            thing.matrix_world = Matrix(back.tolist()) @ thing.matrix_world
        layer.update()
        yield
    finally:
        for thing in hidden:
            thing.hide_set(True)
        for thing, place in zip(moved, places, strict=True):
            thing.matrix_basis = place
        layer.update()
