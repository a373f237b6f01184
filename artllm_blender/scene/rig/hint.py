"""Hints of the artist to a rig: what the model is asked around them, and the rig after its answer, in place.

All is asked about the original as it stood, so that the model need not look at it anew. Places and directions of hints
are in the armature's frame, at rest, so they hold wherever it is moved meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import bpy
import numpy as np

from ...core.articulation import Articulation, JointType, Part
from ...core.boxes import box_of
from ...core.corrections import free_id, merged, usual_joint, with_box, with_part
from ...core.cut.labels import label
from ...core.cut.regions import region_at
from ...core.cut.welded import Welded
from ...core.errors import ArticulationError, InputError
from ...core.frames import apply, unit
from ...core.hints import Stroke, answered, asked
from ...core.kit import heeded, known_with
from ...core.known import Known, locked
from ...core.part_names import named
from ...core.parting import Parted
from ...core.prediction import Prediction
from ...core.steps import Steps, exhausted, within
from ...core.takeover import Standing, Taken
from ..mesh.mesh_in import Source
from ..mesh.overlap import nearest_triangle
from ..mesh.split import STAGE
from .in_place import at_original, in_place
from .made_of import MadeOf, keep_answers, keep_settings, kept_answers
from .read_rig import read_whole
from .take_up import becoming, from_evidence, putting, standing_of, welded_of
from .update_rig import lock_joint

# Points so near to a click, of the object's size, say what the model sees there; so many of them have to.
NEAR, AGREE = 0.03, 0.5


@dataclass(frozen=True)
class Question:
    """What the model is asked: a mesh, vertices (n, 3), faces (m, 3), and what is known of it."""

    vertices: np.ndarray
    faces: np.ndarray
    seed: int
    known: Known


@dataclass(frozen=True)
class Click:
    """What was clicked on: polygons of the original (n,) bool that are to be part `id`. gone: the part that they were
    all of, which is one with that then; is_new: whether they are a part of their own."""

    region: np.ndarray
    id: int
    is_new: bool = False
    gone: int | None = None


def ask_stroke(armature: bpy.types.Object, stroke: Stroke) -> Question:
    """How the parts move if one moves as a stroke says. Raises ArtLLMError where that cannot be."""
    with at_original(armature) as (made, source):
        standing = standing_of(read_whole(armature), source)
        known = asked(
            _boxed(standing.articulation, source, standing.polygon_part), standing.locks, _in_world(stroke, armature)
        )
        return Question(source.vertices, source.faces, made.settings.seed, known)


def take_stroke(armature: bpy.types.Object, answer: Prediction, stroke: Stroke) -> None:
    """All steps of `taking_stroke` at once."""
    exhausted(taking_stroke(armature, answer, stroke))


def taking_stroke(armature: bpy.types.Object, answer: Prediction, stroke: Stroke) -> Steps[None]:
    """The rig after the answer: its parts as they are, the stroked joint locked. As of `in_place`."""

    def work(made: MadeOf, source: Source) -> Steps[set[int]]:
        yield STAGE, 0.0
        welded = welded_of(source)
        yield STAGE, 0.1
        standing = standing_of(read_whole(armature), source, welded)
        _check_parts(standing.articulation, answer)
        locks = standing.locks - {stroke.child}
        articulation = answered(standing.articulation, answer.articulation, locks, _in_world(stroke, armature))
        standing = replace(standing, locks=locks | {stroke.child})
        taken = _same_parts(articulation, standing.polygon_part)
        settled = yield from within(putting(armature, made, source, standing, taken, welded), 0.2, 1.0)
        lock_joint(armature, stroke.child)
        return settled

    yield from in_place(armature, work)


def ask_click(armature: bpy.types.Object, place: np.ndarray, into: int | None) -> tuple[Question, Click]:
    """How the parts move if what lies at a place, (3,), is a part of its own, or of part `into`.

    Raises InputError where nothing is there to be one.
    """
    with at_original(armature) as (made, source):
        welded = welded_of(source)
        standing = standing_of(read_whole(armature), source, welded)
        click = _clicked(armature, source, standing, welded, place, into)
        known = asked(_with_click(standing, source, click), standing.locks)
        return Question(source.vertices, source.faces, made.settings.seed, known), click


def take_click(armature: bpy.types.Object, answer: Prediction, click: Click) -> None:
    """All steps of `taking_click` at once."""
    exhausted(taking_click(armature, answer, click))


def taking_click(armature: bpy.types.Object, answer: Prediction, click: Click) -> Steps[None]:
    """The rig after the answer: polygons where they were clicked to, and how the part moves that they are now. As of
    `in_place`."""

    def work(made: MadeOf, source: Source) -> Steps[set[int]]:
        yield STAGE, 0.0
        welded = welded_of(source)
        yield STAGE, 0.1
        standing = standing_of(read_whole(armature), source, welded)
        articulation = _with_click(standing, source, click)
        _check_parts(articulation, answer)
        yield STAGE, 0.2
        labels = label(source.vertices, source.faces, source.polygon, answer, source.separation, source.collection)
        articulation = answered(articulation, answer.articulation, standing.locks, about={click.id})
        if click.is_new:
            part = answer.articulation.part(click.id)
            own = {old.id: old.name for old in articulation.parts if old.id != click.id}
            parts = tuple(replace(part, box=old.box) if old.id == click.id else old for old in articulation.parts)
            articulation = named(Articulation(parts, articulation.joints), own)
        taken = _same_parts(articulation, _home(standing, click))
        evidence = from_evidence(labels.evidence, taken, labels.polygon_part)
        said = replace(standing, said=standing.said | click.region)
        return (yield from within(putting(armature, made, source, said, taken, welded, evidence), 0.4, 1.0))

    yield from in_place(armature, work)


def ask_word(armature: bpy.types.Object, words: Known) -> Question:
    """Which parts there are and how they move, of the kind of object that words say, or if there are so many; corrected
    parts and locked joints stay."""
    with at_original(armature) as (made, source):
        standing = standing_of(read_whole(armature), source)
        articulation = _boxed(standing.articulation, source, standing.polygon_part)
        kept = locked(articulation, standing.kept(), standing.locks)
        known = replace(kept, part_count=words.part_count, category=words.category)
        known = known_with(known, heeded(source.kit, known))
        return Question(source.vertices, source.faces, made.settings.seed, known)


def take_word(armature: bpy.types.Object, answer: Prediction, words: Known) -> None:
    """All steps of `taking_word` at once."""
    exhausted(taking_word(armature, answer, words))


def taking_word(
    armature: bpy.types.Object,
    answer: Prediction,
    words: Known,
    parted: Parted | None = None,
    about: np.ndarray | None = None,
) -> Steps[None]:
    """The rig after the answer, which it keeps with its others instead of those that it had. As of `in_place`; parted,
    about: as of `taking_up`."""

    def work(made: MadeOf, source: Source) -> Steps[set[int]]:
        kit = heeded(source.kit, words)
        settings = replace(made.settings, words=json.dumps(words.fields()), is_kit=kit is not None)
        known = parted if about is not None and np.array_equal(about, source.vertices) else None
        settled = yield from becoming(armature, replace(made, settings=settings), source, answer, known)
        keep_settings(armature, settings)
        keep_answers(armature, source, answer.answers())
        return settled

    yield from in_place(armature, work)


def in_armature(stroke: Stroke, armature: bpy.types.Object) -> Stroke:
    """A stroke in the world, at rest, in the armature's frame."""
    return _moved(stroke, np.linalg.inv(np.array(armature.matrix_world)))


def _in_world(stroke: Stroke, armature: bpy.types.Object) -> Stroke:
    return _moved(stroke, np.array(armature.matrix_world))


def _moved(stroke: Stroke, matrix: np.ndarray) -> Stroke:
    turned_round = stroke.type.turns and np.linalg.det(matrix[:3, :3]) < 0
    axis = unit(matrix[:3, :3] @ stroke.axis) * (-1 if turned_round else 1)
    origin = stroke.origin and tuple(apply(matrix, stroke.origin).tolist())
    return replace(stroke, axis=tuple(axis.tolist()), origin=origin)


def _check_parts(articulation: Articulation, answer: Prediction) -> None:
    if {part.id for part in articulation.parts} != {part.id for part in answer.articulation.parts}:
        raise ArticulationError("The parts were changed while the model was at work.", "Give the hint again.")


def _same_parts(articulation: Articulation, polygon_part: np.ndarray) -> Taken:
    return Taken(articulation, polygon_part, {part.id: part.id for part in articulation.parts})


def _boxed(articulation: Articulation, source: Source, polygon_part: np.ndarray) -> Articulation:
    """The same with boxes around the polygons that each part has now, if it has any. polygon_part: (n,)."""
    part = polygon_part[source.polygon]
    for id in np.unique(part).tolist():
        articulation = with_box(articulation, id, box_of(source.vertices, source.faces[part == id]))
    return articulation


def _home(standing: Standing, click: Click) -> np.ndarray:
    return np.where(click.region, click.id, standing.polygon_part).astype(np.int32)


def _with_click(standing: Standing, source: Source, click: Click) -> Articulation:
    """The parts after a click, boxes around what they have then; a new one hangs on the part that it was of."""
    articulation = standing.articulation
    if click.gone is not None:
        articulation = merged(articulation, click.id, click.gone)
    if click.is_new:
        parent = int(standing.polygon_part[click.region][0])
        box = box_of(source.vertices, source.faces[click.region[source.polygon]])
        part = Part(click.id, f"Part_{click.id}", box)
        joint = usual_joint(JointType.REVOLUTE, articulation.part(parent), part)
        articulation = with_part(articulation, part, joint)
    return _boxed(articulation, source, _home(standing, click))


def _clicked(
    armature: bpy.types.Object,
    source: Source,
    standing: Standing,
    welded: Welded,
    place: np.ndarray,
    into: int | None,
) -> Click:
    """What a click at a place in the armature's frame means."""
    place = apply(np.array(armature.matrix_world), place)
    at = int(source.polygon[nearest_triangle(place, source.vertices, source.faces)])
    part = standing.articulation.part(int(standing.polygon_part[at]))
    if part.id == into:
        raise InputError(f"That is of {part.name} already.", "Click on what belongs to it and is another part's.")
    count = source.polygon_count
    region = region_at(
        at, standing.polygon_part, welded.pairs(), source.separation, welded.normals(count), welded.areas(count),
        welded.boxes(), standing.articulation.root, _seen(armature, source, at, place),
    )  # fmt: skip
    if region is not None:
        return Click(region, free_id(standing.articulation) if into is None else into, is_new=into is None)
    if into is None or part.id == standing.articulation.root:
        raise InputError(f"That is all of {part.name}.", "Click on a piece of a part, or select faces in Edit Mode.")
    return Click(standing.polygon_part == part.id, into, gone=part.id)


def _seen(armature: bpy.types.Object, source: Source, at: int, place: np.ndarray) -> Iterator[np.ndarray]:
    """What the model's answers see as the part at a polygon, (n,) bool each, where it is no root. place: (3,) on it."""
    size = float(np.ptp(source.vertices, axis=0).max())
    for answer in kept_answers(armature, source):
        near = np.linalg.norm(answer.points - place, axis=1) < NEAR * size
        root = [part.id for part in answer.articulation.parts].index(answer.articulation.root)
        if not near.any() or (answer.point_scores[near].argmax(axis=1) == root).mean() > AGREE:
            continue
        labels = label(source.vertices, source.faces, source.polygon, answer, source.separation, source.collection)
        id = int(labels.polygon_part[at])
        if id != labels.articulation.root:
            yield labels.polygon_part == id
