"""From a prediction to a rig in the scene, and on to limits that parts can reach. The steps in order, all or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import bpy
import numpy as np

from ...core.articulation import DOUBTS, UNPLACED, Articulation, Joint, doubts, unplaced
from ...core.boxes import box_of
from ...core.cut.order import ordering
from ...core.errors import InputError
from ...core.frames import apply
from ...core.kinematics import carried
from ...core.kit import Kit
from ...core.motion.closed import opening_each, turned
from ...core.motion.interplay import STAGE as LIMITS
from ...core.motion.limits import refining
from ...core.motion.samples import Mesh
from ...core.motion.stops import Stops
from ...core.parting import Parted, labelled, surface_to_label
from ...core.prediction import Prediction
from ...core.steps import Steps, exhausted, within
from ...core.units import said
from .. import replaced
from ..all_or_nothing import all_or_nothing
from ..homes import home_named, homes_of
from ..mesh.mesh_in import Source, gather
from ..mesh.moved import moved_since
from ..mesh.overlap import Trees
from ..mesh.shells import whole_of
from ..mesh.split import STAGE, Finish, splitting
from ..units import bounds, metres, rounding
from .build_rig import bone_of, build_rig, set_limits
from .made_of import Settings, keep, keep_answers
from .mesh_out import part_surface
from .needs import read_needs, write_needs
from .read_rig import read_rig
from .refined import read_before, write_before
from .rest import astray
from .update_rig import check_ready, locked_joints, make_own, update_rig
from .values import closed_at, reckon

# Key of the meshes that are no parts, among the parts'.
SURROUNDINGS = -1
_KIT = "The parts are the objects, by their names and origins; say how many there are to have the model part them."
# So many triangles' trees are made in a step, which takes 0.02 s, or such a share of all.
AT_ONCE, SHARE = 20_000, 1 / 16
# Of building and refining, the share of time that the first takes.
BUILT = 0.5
_NOTES, _EXPORT_NOTES = "artllm_notes", "artllm_export_notes"


def build_asset(context: bpy.types.Context, source: Source, prediction: Prediction, **how: Any) -> bpy.types.Object:
    """All steps of `building` at once."""
    return exhausted(building(context, source, prediction, **how))


def building(
    context: bpy.types.Context,
    source: Source,
    prediction: Prediction,
    interiors: bool = True,
    thickness: float = 0.0,
    kit: Kit | None = None,
    kept: Settings | None = None,
    parted: Parted | None = None,
) -> Steps[bpy.types.Object]:
    """The source cut into parts and rigged, in a new collection 'NAME ArtLLM'; its armature, which is now active.

    The collection lies where the source does; the rig stands where that is now, if it was moved since it was gathered.
    The source is hidden and otherwise untouched. What could not be kept of it is said in `notes_of`. interiors,
    thickness: see `Finish`; kit: the source's, where the prediction is of its parts; kept: how this was asked,
    so that the rig keeps the model's other answers; parted: what another process has made of source and prediction
    already. Needs Object Mode, and that nothing else is done to the scene between the steps. Raises ArtLLMError, the
    scene being as it was; so it is too where the steps are not taken to their end. Where the scene was replaced between
    two steps they can only be closed, which touches nothing.
    """
    if context.mode != "OBJECT":
        raise InputError("The rig can only be built in Object Mode.", "Leave the mode you are in, then build.")
    yield STAGE, 0.0
    matrix = moved_since(source, context.evaluated_depsgraph_get())
    if parted is None:
        whole = whole_of(source, kit=kit)
        parted = labelled(whole, surface_to_label(whole), prediction)
    labels, articulation, evidence = parted.labels, parted.articulation, parted.labels.evidence
    done = dict(parted.closed)
    if (matrix != np.eye(4)).any():
        done = {}
        articulation = _carried(articulation, matrix, source, labels.polygon_part)
        boxes = [articulation.part(id).box for id in evidence.ids]
        evidence = evidence.moved(matrix, np.array([(box.lower, box.upper) for box in boxes]))
    finish = Finish(evidence, source.separation, interiors, thickness, done)
    active, times = context.view_layer.objects.active, replaced.times()
    things = source.objects()
    try:
        with all_or_nothing():
            collection = home_named(context, f"{source.name} ArtLLM", homes_of(things[0], context.scene))
            cutting = splitting(source, labels.polygon_part, articulation, collection, finish)
            parts = yield from within(cutting, 0.1, 0.8)
            yield STAGE, 0.8
            context.view_layer.update()
            modelled = {thing: np.array(thing.matrix_world) for own in parts.objects.values() for thing in own}
            armature = build_rig(articulation, parts.objects, collection, source.name, _carrier(things))
            yield STAGE, 0.9
            context.view_layer.update()
            off = astray(read_rig(armature), context.evaluated_depsgraph_get(), modelled)
            far = _far_off(things)
            if kept:
                keep(armature, source, labels.polygon_part, kept, matrix)
                yield STAGE, 0.95
                keep_answers(armature, source, prediction.answers())
            told = [*doubts(articulation), *unplaced(prediction.articulation, articulation)]
            add_notes(armature, [*parts.notes, *off, *far, *told, *([_KIT] if kit else [])])
    except BaseException:
        if times == replaced.times():
            context.view_layer.objects.active = active
        raise
    _hide(things, context)
    select(context, [armature])
    context.view_layer.update()
    return armature


def whole_asset(
    context: bpy.types.Context, source: Source, prediction: Prediction, **how: Any
) -> Steps[bpy.types.Object]:
    """As `building`, with limits that the parts can reach."""
    active, chosen = context.view_layer.objects.active, list(context.selected_objects)
    here, times = context.view_layer.objects, replaced.times()
    shown = [(thing, thing.hide_render, thing.name in here and thing.hide_get()) for thing in source.objects()]
    try:
        with all_or_nothing():
            armature = yield from within(building(context, source, prediction, **how), 0.0, BUILT)
            yield from within(refining_limits(armature), BUILT, 1.0)
    except BaseException:
        if times == replaced.times():
            for thing, unrendered, hidden in shown:
                thing.hide_render = unrendered
                if thing.name in here:
                    thing.hide_set(hidden)
            for thing in chosen:
                thing.select_set(True)
            context.view_layer.objects.active = active
        raise
    return armature


def remove_asset(armature: bpy.types.Object, source: Source) -> None:
    """Take away what `build_asset` made, and show the source again."""
    (home,) = armature.users_collection
    bpy.data.batch_remove([*home.objects, home])
    for thing in source.objects():
        thing.hide_render = False
        if thing.name in bpy.context.view_layer.objects:
            thing.hide_set(False)
    bpy.data.orphans_purge(do_recursive=True)


def _far_off(things: list[bpy.types.Object]) -> list[str]:
    """That objects stand where Blender's numbers are too coarse for them, if so."""
    box = bounds(things)
    step = 0.0 if box is None else rounding(box) * metres()
    return (
        [f"It stands so far off that places are {said(step)} apart: move the original to the origin."] if step else []
    )


def select(context: bpy.types.Context, things: list[bpy.types.Object]) -> None:
    """Select these objects and no others, the first of them active."""
    for thing in list(context.selected_objects):
        thing.select_set(False)
    for thing in things:
        thing.select_set(True)
    context.view_layer.objects.active = things[0]


def notes_of(armature: bpy.types.Object) -> list[str]:
    """What the artist should know about how a rig was built and last exported, in sentences."""
    return [*armature.get(_NOTES, ()), *armature.get(_EXPORT_NOTES, ())]


def add_notes(armature: bpy.types.Object, sentences: Iterable[str]) -> None:
    """Keep more of what was found while a rig was built for `notes_of`."""
    armature[_NOTES] = list(dict.fromkeys([*armature.get(_NOTES, ()), *sentences]))


def note_doubts(armature: bpy.types.Object, articulation: Articulation) -> None:
    """Keep which joints the model doubts for `notes_of`, instead of which it doubted before."""
    armature[_NOTES] = [note for note in armature.get(_NOTES, ()) if not note.startswith(DOUBTS)]
    add_notes(armature, doubts(articulation))


def note_unplaced(armature: bpy.types.Object, predicted: Articulation, left: Articulation) -> None:
    """Keep which parts of an answer no faces were found for, instead of those of the answer before."""
    armature[_NOTES] = [note for note in armature.get(_NOTES, ()) if not note.startswith(UNPLACED)]
    add_notes(armature, unplaced(predicted, left))


def note_export(armature: bpy.types.Object, sentences: list[str]) -> None:
    """Keep what the last export could not do for `notes_of`, instead of what the one before could not."""
    armature[_EXPORT_NOTES] = sentences


def _carried(articulation: Articulation, matrix: np.ndarray, source: Source, polygon_part: np.ndarray) -> Articulation:
    """The same where the source, which was moved by a (4, 4), is now. polygon_part: (n,) part ids."""
    part, points = polygon_part[source.polygon], apply(matrix, source.vertices)
    parts = []
    for old in articulation.parts:
        parts.append(replace(old, box=box_of(points, source.faces[part == old.id])))
    return Articulation(tuple(parts), tuple(carried(joint, matrix) for joint in articulation.joints))


def _carrier(things: list[bpy.types.Object]) -> bpy.types.Object | None:
    """What the first object hangs on, or what that hangs on, and so on: the first that is not one of them."""
    carrier = things[0].parent
    while carrier in things:
        carrier = carrier.parent
    return carrier


def _hide(things: list[bpy.types.Object], context: bpy.types.Context) -> None:
    for thing in things:
        thing.hide_render = True
        if thing.name in context.view_layer.objects:
            thing.hide_set(True)


def refine_limits(armature: bpy.types.Object, **how: Any) -> list[str]:
    """All steps of `refining_limits` at once."""
    return exhausted(refining_limits(armature, **how))


def refining_limits(
    armature: bpy.types.Object,
    widen: bool = False,
    surroundings: Iterable[bpy.types.Object] = (),
    settled: Collection[int] = (),
) -> Steps[list[str]]:
    """Limits where the rig's parts run into each other or the surroundings; a sentence for each joint with a note.

    widen: also make them longer, up to the true stop. surroundings: mesh objects that are no parts of the rig.
    settled: children of joints that were refined and about which nothing has changed; they stay. Nothing is written
    before the last step.
    """
    rig = read_rig(armature)
    depsgraph = bpy.context.evaluated_depsgraph_get()
    meshes = {}
    for part in rig.articulation.parts:
        yield LIMITS, 0.0
        surface = part_surface(rig, part.id, depsgraph)
        meshes[part.id] = yield from _mesh(*surface)
    lower = np.min([part.box.lower for part in rig.articulation.parts], axis=0)
    upper = np.max([part.box.upper for part in rig.articulation.parts], axis=0)
    own = {thing for things in rig.objects.values() for thing in things}
    around = [thing for thing in surroundings if thing.type == "MESH" and thing not in own]
    if around:
        source = gather(around, depsgraph)
        meshes[SURROUNDINGS] = yield from _mesh(source.vertices, source.faces)
    at_once = max(AT_ONCE, round(SHARE * sum(len(triangles) for _, triangles in meshes.values())))
    stops = Stops(Trees(meshes, at_once), float((upper - lower).max()))
    surroundings = (SURROUNDINGS,) if around else ()
    locks, (before, widened) = locked_joints(armature), read_before(rig)
    refined = yield from refining(rig.articulation, stops, widen, surroundings, locks, before, widened, settled)
    yield LIMITS, 1.0
    articulation = yield from opening_each(refined.articulation, meshes, (LIMITS, 1.0), {*locks, *settled})
    pairs = list(zip(rig.articulation.joints, articulation.joints, strict=True))
    about = {new.child for old, new in pairs if new.axis != old.axis}
    if any(_shape(old) != _shape(new) for old, new in pairs):
        check_ready(armature)
        for child in about:  # so that pose and keys stay
            reckon(armature, child, -1.0, -2 * closed_at(bone_of(armature, child)))
        update_rig(armature, articulation)
    else:
        make_own(armature)
        for _, joint in (pair for pair in pairs if pair[0] != pair[1]):
            set_limits(armature, joint.child, joint.lower, joint.upper, joint.note)
    for old, new in (pair for pair in pairs if pair[0].child not in settled):
        first = before.get(old.child, old)
        first = turned(first) if old.child in about else first
        write_before(armature, first, widen or old.child in widened, moved=first.origin != new.origin)
    needs = [replace(need, value=-need.value) if need.child in about else need for need in refined.needs]
    kept = (need for need in read_needs(armature) if {need.child, need.needs} <= set(settled))
    write_needs(armature, [*kept, *needs])
    return list(refined.notes)


def _shape(joint: Joint) -> tuple:
    """What of a joint is more than its limits."""
    return joint.type, joint.axis, joint.origin, joint.ajar


def _mesh(vertices: np.ndarray, triangles: np.ndarray) -> Steps[Mesh]:
    """As `Stops` samples it: in an order in which the file's does not show."""
    yield LIMITS, 0.0
    steps = ordering(vertices, triangles)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            mesh = end.value.vertices, end.value.faces
            break
        yield LIMITS, 0.0
    yield LIMITS, 0.0
    return mesh
