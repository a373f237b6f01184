"""Another answer of the model taken up by a rig, in place: same collection and armature, the artist's corrections and
locks as they are. What is unlike in the two answers is cut anew from the original; all else stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import bpy
import numpy as np

from ...core.articulation import Articulation, Joint, JointType
from ...core.cut.closing import Closed
from ...core.cut.evidence import Evidence
from ...core.cut.labels import label
from ...core.cut.outline import Outline
from ...core.cut.welded import Welded
from ...core.errors import InputError
from ...core.frames import unit
from ...core.motion.closed import opening_each
from ...core.motion.rounds import fitted
from ...core.parting import Parted
from ...core.prediction import Prediction
from ...core.steps import Steps, exhausted, within
from ...core.takeover import Standing, Taken, taken_up
from ..all_or_nothing import all_or_nothing
from ..mesh.mesh_in import Source
from ..mesh.overlap import tree_of
from ..mesh.split import STAGE, Finish, Split, splitting
from .asset import add_notes, note_doubts, note_unplaced
from .build_rig import attach, bone_of
from .faces import follow, retitled
from .in_place import in_place
from .made_of import (
    MadeOf,
    cut_objects,
    keep_cut,
    keep_number,
    kept_answers,
    kept_cut,
    kept_outlines,
    touched,
)
from .mesh_out import part_surfaces
from .read_rig import Rig, part_of, read_whole
from .refined import read_before
from .update_rig import locked_joints, update_rig

ALIKE = 1e-4  # by which a joint is the same
ALL_BUT = 0.98  # of a part's polygons: if so many stay, it goes as far as before
_NUMBER = re.compile(r"\.\d{3,}$")  # that Blender puts behind a name that is taken
ALONG = 0.98  # how nearly a slide goes along an axis: a cosine
NEAR = 1e-4  # of the object's size: a polygon that is no farther from a part's surface is on it


def take_up(armature: bpy.types.Object, *which: Any) -> None:
    """All steps of `taking_up` at once."""
    exhausted(taking_up(armature, *which))


def taking_up(
    armature: bpy.types.Object, number: int, parted: Parted | None = None, about: np.ndarray | None = None
) -> Steps[None]:
    """Have a rig take up another of the answers that it keeps. Raises ArtLLMError, the scene being as it was; for the
    rest see `in_place`.

    parted: what was made of the answer beforehand; about: (n, 3) the vertices that it was made of.
    """

    def work(made: MadeOf, source: Source) -> Steps[set[int]]:
        yield STAGE, 0.0
        answers = kept_answers(armature, source)
        known = parted if about is not None and np.array_equal(about, source.vertices) else None
        settled = yield from becoming(armature, made, source, answers[number % len(answers)], known)
        keep_number(armature, number % len(answers))
        return settled

    yield from in_place(armature, work)


def becoming(
    armature: bpy.types.Object, made: MadeOf, source: Source, answer: Prediction, parted: Parted | None = None
) -> Steps[set[int]]:
    """The rig as an answer about the source has it, around what the artist has said. Both stand as of `at_original`.
    The children of the joints that are settled.

    parted: what was made of source and answer beforehand.
    """
    yield STAGE, 0.05
    welded = welded_of(source)
    yield STAGE, 0.1
    standing, area = standing_of(read_whole(armature), source, welded), welded.areas(source.polygon_count)
    yield STAGE, 0.15
    if parted is None:
        labels = label(source.vertices, source.faces, source.polygon, answer, source.separation, source.collection)
    else:
        labels = parted.labels
    tree, polygon_part = labels.articulation, labels.polygon_part
    if made.settings.is_kit and source.kit:
        tree, polygon_part = answer.articulation, source.kit.part_of
    taken = taken_up(standing, tree, polygon_part, area)
    evidence = from_evidence(labels.evidence, taken, polygon_part)
    as_answered = parted is not None and np.array_equal(taken.polygon_part, renumbered(polygon_part, taken.number))
    done = {first: _renumbered(one, taken.number) for first, one in parted.closed} if as_answered else {}
    settled = yield from within(putting(armature, made, source, standing, taken, welded, evidence, done), 0.3, 1.0)
    note_unplaced(armature, answer.articulation, tree)
    return settled


def cutting_anew(
    armature: bpy.types.Object,
    made: MadeOf,
    source: Source,
    parts: Collection[int],
    articulation: Callable[[Standing], Articulation] = lambda standing: standing.articulation,
    outlines: Mapping[int, np.ndarray] | None = None,
) -> Steps[set[int]]:
    """The rig as it stands, or as another articulation of that, some parts of it, by id, cut out of the source anew.
    outlines, and what is given: as of `putting`."""
    welded = welded_of(source)
    standing = standing_of(read_whole(armature), source, welded)
    answer = kept_answers(armature, source)[made.number]
    labels = label(source.vertices, source.faces, source.polygon, answer, source.separation, source.collection)
    area = welded.areas(source.polygon_count)
    number = taken_up(standing, labels.articulation, labels.polygon_part, area).number
    taken = Taken(articulation(standing), standing.polygon_part, number)
    evidence = from_evidence(labels.evidence, taken, labels.polygon_part)
    steps = putting(armature, made, source, standing, taken, welded, evidence, outlines=outlines, also=parts)
    return (yield from within(steps, 0.3, 1.0))


def putting(
    armature: bpy.types.Object,
    made: MadeOf,
    source: Source,
    standing: Standing,
    taken: Taken,
    welded: Welded,
    evidence: Evidence | None = None,
    done: Mapping[int, Closed | None] | None = None,
    outlines: Mapping[int, np.ndarray] | None = None,
    also: Collection[int] = (),
) -> Steps[set[int]]:
    """The rig as it was taken: polygons cut anew where they are another part's, joints as there. The children of those
    joints whose limits need not be refined; all others' do.

    welded: the source; evidence: for the rig's parts, where polygons are another part's than before; done: as of
    `Finish`, where nothing is drawn; outlines: what is drawn round parts, those of `kept_outlines` unless they are
    given; also: ids of parts that are cut anew anyway.
    """
    yield STAGE, 0.0
    settings, rig = made.settings, read_whole(armature)
    articulation = yield from _fitting(taken.articulation, source, taken.polygon_part, standing.locks)
    same = (standing.polygon_part == taken.polygon_part) & ~np.isin(taken.polygon_part, list(also))
    articulation, settled = _settled(rig, articulation, same, taken)
    yield STAGE, 0.1
    recut, is_fused = _to_cut(standing, taken, welded, also)
    yield STAGE, 0.15
    drawn = _drawn(kept_outlines(armature) if outlines is None else outlines, articulation, made)
    done = {} if drawn else done or {}
    finish = Finish(evidence, source.separation, settings.interiors, settings.thickness, done, drawn)
    (home, *_) = armature.users_collection
    parts = Split({}, ())
    with all_or_nothing():
        if recut:
            cut = finish if is_fused or drawn else None
            cutting = splitting(source, taken.polygon_part, articulation, home, cut, recut)
            parts = yield from within(cutting, 0.2, 0.8)
            if outlines is not None:
                _check_left(parts, articulation, recut.intersection(outlines))
            yield STAGE, 0.8
    _replace(rig, parts, articulation)
    add_notes(armature, parts.notes)
    note_doubts(armature, articulation)
    keep_cut(armature, taken.polygon_part, standing.said)
    return settled


def _check_left(parts: Split, articulation: Articulation, drawn: Collection[int]) -> None:
    """Raises InputError where what was drawn round a part, by id, is round none of its skin."""
    for id in drawn:
        if not parts.objects.get(id):
            raise InputError(f"That leaves nothing of {articulation.part(id).name}.", "Draw round some of it.")


def _settled(rig: Rig, articulation: Articulation, same: np.ndarray, taken: Taken) -> tuple[Articulation, set[int]]:
    """The articulation with those joints of the rig that only refining has made other than they are in it; and the
    children of all that stay, as their parts move as they did. same: (n,) bool, polygons that are of the same part."""
    before, _ = read_before(rig)
    size = float(
        np.ptp([corner for part in articulation.parts for corner in (part.box.lower, part.box.upper)], 0).max()
    )
    joints, settled = {}, set()
    for joint in articulation.joints:
        old = rig.articulation.joint_of(joint.child)
        joints[joint.child] = joint
        if (
            old
            and same[taken.polygon_part == joint.child].mean() > ALL_BUT
            and _alike(before.get(joint.child, old), joint, size)
        ):
            joints[joint.child] = replace(old, parent=joint.parent, name=joint.name, confidence=joint.confidence)
            settled |= {joint.child} if joint.child in before or old == joint else set()
    return Articulation(articulation.parts, tuple(joints.values())), settled


def _alike(one: Joint, two: Joint, size: float) -> bool:
    """Whether two joints move a part in the same way, but for what numbers lose on their way through the scene."""
    if (one.type, one.parent) != (two.type, two.parent) or np.dot(one.axis, two.axis) < 1 - ALIKE:
        return False
    apart = np.subtract(one.origin, two.origin)
    off = 0.0 if one.type is JointType.PRISMATIC else float(np.linalg.norm(np.cross(apart, two.axis))) / size
    ends = [] if one.type is JointType.CONTINUOUS else [abs(one.lower - two.lower), abs(one.upper - two.upper)]
    return max([off, *(end / max(two.upper - two.lower, 1e-9) for end in ends)]) < ALIKE


def welded_of(source: Source) -> Welded:
    return Welded.of(source.vertices, source.faces, source.polygon)


def standing_of(rig: Rig, source: Source, welded: Welded | None = None) -> Standing:
    """A rig as it stands, over the source's polygons; both as of `at_original`. welded: the source, if known."""
    cut, said_before = kept_cut(rig.armature)
    now = _owners(rig, cut, source)
    said = now != cut
    if said.any():  # what lies at a border that was cut clean may be on either side of it, without anybody's saying so
        parted = (welded or welded_of(source)).borders(cut)
        said[parted] &= ~np.isin(now[parted], cut)
    return Standing(rig.articulation, now, said | said_before, locked_joints(rig.armature))


def _owners(rig: Rig, cut: np.ndarray, source: Source) -> np.ndarray:
    """(n,) the part that each polygon is on now, which it was cut for unless the artist has put it elsewhere."""
    ids = touched(rig.armature)
    if ids:  # what a drawing took from a part may have gone on to another since
        ids |= kept_outlines(rig.armature).keys()
    asked = np.flatnonzero(np.isin(cut, list(ids)))
    if not len(asked):
        return cut
    own = {id: cut_objects(things) if id in ids else [] for id, things in rig.objects.items()}
    meshes = part_surfaces(replace(rig, objects=own), bpy.context.evaluated_depsgraph_get())
    trees = {id: tree_of(*mesh) for id, mesh in meshes.items() if len(mesh[1])}
    first = np.searchsorted(source.polygon, asked)
    places = source.vertices[source.faces[first]].mean(axis=1)
    near, now = NEAR * float(np.ptp(source.vertices, axis=0).max()), cut.copy()
    for polygon, place in zip(asked.tolist(), places.tolist(), strict=True):
        before = int(cut[polygon])
        if before in trees and trees[before].find_nearest(place, near)[0] is not None:
            continue
        away = {id: tree.find_nearest(place)[3] for id, tree in trees.items() if id != before}
        nearest = min(away, key=away.get, default=before)
        # What lies at a cut is nowhere exactly, and of a part that is no more it is the nearest one's.
        if before not in rig.objects or away.get(nearest, np.inf) <= near:
            now[polygon] = nearest
    return now


def _fitting(
    articulation: Articulation, source: Source, polygon_part: np.ndarray, locks: frozenset[int]
) -> Steps[Articulation]:
    """The same with what the parts' shapes tell of the joints that are not locked."""
    part = polygon_part[source.polygon]
    meshes = {one.id: (source.vertices, source.faces[part == one.id]) for one in articulation.parts}
    joints = []
    for joint in articulation.joints:
        yield STAGE, 0.0
        if joint.child not in locks:
            joint = fitted(joint, meshes[joint.child], meshes[joint.parent])
        joints.append(joint)
    yield STAGE, 0.0
    fitting = Articulation(articulation.parts, tuple(joints))
    return (yield from opening_each(fitting, meshes, (STAGE, 0.0), locks))


def _drawn(outlines: Mapping[int, np.ndarray], articulation: Articulation, made: MadeOf) -> list[Outline]:
    """What is drawn round parts, where the original stands."""
    frame, found = np.linalg.inv(made.rig), []
    for id, box in outlines.items():
        joint = articulation.joint_of(id)
        if joint:
            lower, upper = np.where(np.isnan(box), [[-np.inf], [np.inf]], box)
            found.append(Outline(id, joint.parent, frame, lower, upper, _slides(joint, frame)))
    return found


def _slides(joint: Joint, frame: np.ndarray) -> int:
    """Along which axis of a frame, (4, 4) from the world, a joint slides; -1 where along none."""
    if joint.type is not JointType.PRISMATIC:
        return -1
    way = np.abs(unit(frame[:3, :3] @ joint.axis))
    return int(way.argmax()) if way.max() > ALONG else -1


def _to_cut(standing: Standing, taken: Taken, welded: Welded, also: Collection[int] = ()) -> tuple[set[int], bool]:
    """Ids of the parts that need new objects; and whether parts have a skin in common, which is cut then.

    New objects need those whose polygons are others than before and those that share a skin with them. welded: the
    source; also: ids of others that need some.
    """
    before, after, other = standing.polygon_part, taken.polygon_part, standing.polygon_part != taken.polygon_part
    changed = {*np.unique(after[other]).tolist(), *np.unique(before[other]).tolist(), *also}
    common = np.unique(np.sort(after[welded.borders(after)], axis=1), axis=0).tolist()
    recut = set(changed)
    for _ in common if changed else ():
        recut.update(*(pair for pair in common if recut.intersection(pair)))
    ids = {part.id for part in taken.articulation.parts}
    return (changed | recut - standing.kept()) & ids, bool(common)


def renumbered(polygon_part: np.ndarray, number: Mapping[int, int]) -> np.ndarray:
    """(n,) ids, each as number has it."""
    table = np.zeros(max(number) + 1, np.int32)
    table[list(number)] = list(number.values())
    return table[polygon_part]


def _renumbered(closed: Closed | None, number: Mapping[int, int]) -> Closed | None:
    if closed is None:
        return None
    *cuts, added = (
        replace(one, polygon_part=renumbered(one.polygon_part, number).astype(one.polygon_part.dtype))
        for one in (*closed.cuts, closed.added)
    )
    return Closed(tuple(cuts), added)


def from_evidence(evidence: Evidence, taken: Taken, polygon_part: np.ndarray) -> Evidence:
    """That of the answer's parts for the rig's. polygon_part: (n,) by the answer's ids."""
    ids = np.array([part.id for part in taken.articulation.parts], np.int32)
    scores = np.full((len(evidence.scores), len(ids)), 1e-9)
    for column, id in enumerate(evidence.ids.tolist()):
        scores[:, ids == taken.number[id]] += evidence.scores[:, [column]]
    home = taken.polygon_part[evidence.polygon]
    other = home != renumbered(polygon_part[evidence.polygon], taken.number)  # where the artist has the last word
    scores[other] = home[other, None] == ids
    boxes = np.array([(part.box.lower, part.box.upper) for part in taken.articulation.parts])
    return replace(evidence, scores=scores, ids=ids, boxes=boxes)


def _replace(rig: Rig, parts: Split, articulation: Articulation) -> None:
    """The rig's bones and joints as in the articulation, and the new objects in place of those of the same parts."""
    armature, layer = rig.armature, bpy.context.view_layer
    ids = {part.id for part in articulation.parts}
    active = part_of(layer.objects.active)
    chosen = {part_of(thing) for thing in bpy.context.selected_objects if thing != armature}
    replaced = [id for id in rig.objects if id in parts.objects or id not in ids]
    old = [thing for id in replaced for thing in cut_objects(rig.objects[id])]
    others = {id: [thing for thing in rig.objects[id] if thing not in old] for id in replaced}
    meshes = {thing.data for thing in old}
    bpy.data.batch_remove(old)
    bpy.data.batch_remove([mesh for mesh in meshes if not mesh.users])
    update_rig(armature, articulation)
    for id, things in parts.objects.items():
        for thing in things:
            attach(thing, armature, bone_of(armature, id).name)
            thing.name = thing.data.name = _NUMBER.sub("", thing.name)
            thing.select_set(id in chosen)
    for id in others.keys() - ids:
        for thing in others[id]:
            follow(thing, armature, bone_of(armature, articulation.root).name)
    _rename(armature, rig.articulation)
    if layer.objects.active is None:
        layer.objects.active = next(iter(parts.objects.get(active, ())), armature)
        layer.objects.active.select_set(True)


def _rename(armature: bpy.types.Object, before: Articulation) -> None:
    """Have bones and objects be called as their parts are now, where these were called otherwise before."""
    rig = read_whole(armature)
    old = {part.id: part.name for part in before.parts}
    changed = [part for part in rig.articulation.parts if old.get(part.id, part.name) != part.name]
    for part in changed:  # two may have changed their names with each other
        bone_of(armature, part.id).name = f"artllm {part.id}"
    for part in changed:
        joint = rig.articulation.joint_of(part.id)
        bone_of(armature, part.id).name = joint.name if joint and joint.name else part.name
        for thing in rig.objects[part.id]:
            if not _NUMBER.sub("", thing.name).endswith(f".{part.name}"):  # cut just now, by its new name
                thing.name = retitled(thing.name, old[part.id], part.name)
