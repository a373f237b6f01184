"""Choices: all that the artist could do next, with what the model offers, and the doing of it in the scene.

- answer: Try Another, once or several times, until the one that is wanted stands there; as long as nothing else was
  done since the model answered.
- ask: Re-predict Joints, of parts that were changed; joints that the artist has set are locked and stay.
- round: Draw Round Part, in a view along an axis, a box round what is seen of the part and what it hides, off by a
  hand's unsteadiness, for all that are alike or not; where the part's joint is wrong too, also with Ctrl, and the model
  finds that anew, and with Alt, from the corner that is nearest to the true hinge, first along that where it goes along
  a side.
- draw: Draw New Part round one that is missing, in a view along an axis, by the same hand; the model is asked how it
  moves, or with Alt as above.
- new part: as in `edits`, but the model is asked how the part moves, as the button has it unless that is unticked; of
  the selections the one that would leave the least.
- stroke: an arrow drawn on a part, by an unsteady hand (`arrows`), for all that are alike or not. click: on a piece
  that is a part of its own, or with Ctrl, of the active part. word: what kind of object it is, how many parts it has,
  or both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import product

import bpy
import numpy as np

from artllm_blender.core.articulation import JointType
from artllm_blender.core.corrections import drawn_round, with_joint
from artllm_blender.core.errors import ArtLLMError
from artllm_blender.core.frames import apply
from artllm_blender.core.hints import Stroke, stroked
from artllm_blender.core.kinds import understood
from artllm_blender.core.known import Known
from artllm_blender.core.steps import exhausted
from artllm_blender.core.twins import twins
from artllm_blender.scene.rig import correct, hint
from artllm_blender.scene.rig.asked import adopting
from artllm_blender.scene.rig.bound import bound
from artllm_blender.scene.rig.correct_joints import move_likewise, twins_of
from artllm_blender.scene.rig.drawn_part import draw_part
from artllm_blender.scene.rig.made_of import made_of
from artllm_blender.scene.rig.take_up import take_up

from . import desk as tools
from .arrows import strokes
from .deeds import DEEDS, faces_of
from .desk import Desk
from .edits import Action, edits
from .gestures import Hand
from .right import Left, Truth
from .studio import Studio

UNSTEADY = 0.003  # of the object's size, by which the side of a box that is drawn is off
SQUARE = 0.99  # a cosine: so nearly along a side
CLICKS = 2  # places that are tried on each part


class Choices:
    """Of an artist at a rig in the studio. category: what the object is called."""

    def __init__(self, studio: Studio, category: str):
        self._studio, self._category = studio, category
        self._fresh = True
        self._deeds: dict[str, Callable[..., None]] = DEEDS | {
            "answer": take_up, "round": self._round, "ask": self._ask, "stroke": self._stroke, "click": self._click,
            "draw": self._draw, "word": self._word, "new_part_asked": self._new_part,
        }  # fmt: skip

    def choices(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        """All that may help. What takes the model's time comes last, for nobody asks it when an edit does all."""
        if self._fresh:
            yield from self._answers(desk)
        yield from self._edits(desk, left, hand)
        yield from self._strokes(desk, left, hand)
        yield from self._rounds(desk, left, hand)
        yield from self._parts_drawn(desk, left, hand)
        if left.missing or left.boxes:
            yield from self._clicks(desk, left, hand)
        if not self._fresh and (left.types or left.axes or left.pivots or left.parents):
            yield from self._asked(desk)
        if self._fresh and (left.missing or left.surplus or left.types):
            yield from self._words(desk, hand)

    def _edits(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        """And of the new parts the best of each true one, hoped to move as that does once the model is asked."""
        best: dict[int, tuple[tuple, Action]] = {}
        for action in edits(desk, left, hand):
            yield action
            if action.kind == "new part":
                after = hand.truth.left(action.after)
                true = next((one for one, part in after.partner.items() if part not in desk.boxes), None)
                if true is not None and true in {*after.axes, *after.pivots}:
                    key = after.things, after.far
                    best[true] = min(best.get(true, (key, action)), (key, action), key=lambda one: one[0])
        for true, (_, action) in best.items():
            part = hand.truth.left(action.after).partner[true]
            point, axis = hand.truth.axis_line(true)
            joint = replace(
                action.after.articulation.joint_of(part), axis=tuple(axis.tolist()), origin=tuple(point.tolist())
            )
            hoped = replace(action.after, articulation=with_joint(action.after.articulation, joint))
            yield Action("new part", f"{action.words}, and how it moves", "new_part_asked", action.given, hoped, False)

    def tried(self, action: Action) -> Action | None:
        """An action that is not sure, after it was tried and taken back; None where it was refused."""
        self._studio.keep()
        try:
            self._deeds[action.tool](self._studio.armature, *action.given)
            bpy.context.view_layer.update()
            return replace(action, after=self._studio.desk(), sure=True)
        except ArtLLMError:  # it says why
            return None
        finally:
            self._studio.go_back()

    def perform(self, action: Action) -> Desk:
        """The rig after an action, which is done in the scene."""
        self._deeds[action.tool](self._studio.armature, *action.given)
        self._fresh = action.tool == "word"
        bpy.context.view_layer.update()
        return self._studio.desk()

    def _trying(self, kind: str, words: str, desk: Desk, *given) -> Iterator[Action]:
        """An action of which only trying tells anything; none where it is refused."""
        action = self.tried(Action(kind, words, kind, given, desk))
        if action:
            yield action

    def _answers(self, desk: Desk) -> Iterator[Action]:
        count = len(made_of(self._studio.armature).summaries)
        for number in range(1, count):
            yield from self._trying("answer", f"answer {number + 1} of {count}", desk, number)

    def _strokes(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        for true in sorted({*left.types, *left.axes, *left.pivots}):
            part = left.partner.get(true)
            if part is None or desk.articulation.joint_of(part) is None:
                continue
            for stroke in strokes(desk, hand.truth, true, part):
                words = f"an arrow on {desk.articulation.part(part).name}: {stroke.type}"
                after = stroked(desk.articulation, stroke)
                yield Action("stroke", words, "stroke", (stroke, False), replace(desk, articulation=after), sure=False)
                hoped = after
                for id, image in twins(desk.articulation, desk.boxes, part).items():
                    other = desk.articulation.joint_of(id)
                    moved = replace(image.joint(after.joint_of(part)), child=id, parent=other.parent)
                    hoped = with_joint(hoped, moved)
                if hoped is not after:
                    hoped = replace(desk, articulation=hoped)
                    yield Action("stroke", f"{words}, all alike", "stroke", (stroke, True), hoped, sure=False)

    def _rounds(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        """What the part's box is hoped to be then; its faces are seen only when it was cut."""
        truth, back = hand.truth, np.linalg.inv(np.array(self._studio.armature.matrix_world))
        if not np.allclose(back[:3, :3], np.eye(3), atol=1e-6):
            return  # its axes are not the truth's
        for true in left.boxes:
            part = left.partner.get(true)
            if part is None or desk.articulation.joint_of(part) is None:
                continue
            wanted = truth.outlines(self._studio.surface)[true]
            unsteady = np.random.default_rng(true).normal(0, UNSTEADY * 2 / truth.scale, (2, 3))
            alike_along = [twins(desk.articulation, desk.boxes, part, axis) for axis in range(3)]
            for axis, alike in product(range(3), (False, True)):
                images = alike_along[axis]
                if alike and not images:
                    continue
                box = np.sort(wanted + unsteady, axis=0)
                box[:, axis] = np.nan
                drawn, joint_wrong = {part: box}, true in {*left.types, *left.axes, *left.pivots}
                if alike:
                    drawn |= {id: image.box(box) for id, image in images.items()}
                if any(_misses(one, desk.boxes[id]) for id, one in drawn.items()):
                    continue
                words = f"round {desk.articulation.part(part).name} along {'XYZ'[axis]}{', all alike' * alike}"
                given, hoped = (part, box + back[:3, 3], alike), _drawn(desk, drawn)
                yield Action("round", words, "round", (*given, False), hoped, sure=False)
                if joint_wrong:
                    yield Action("round", f"{words}, and how it moves", "round", (*given, True), hoped, sure=False)
                if joint_wrong and truth.joints[true]["type"] == "revolute":
                    corner = _corner(truth, true, box)
                    hinges = {id: images[id].point(corner) if id != part else corner for id in drawn}
                    about = _about(truth, true, box)
                    given = (*given, False, corner + back[:3, 3], about)
                    hoped = _drawn(desk, drawn, hinges, about)
                    yield Action("round", f"{words}, from its hinge", "round", given, hoped, sure=False)

    def _parts_drawn(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        """What is true of the part is hoped for it; its faces are seen only when it was cut."""
        truth, matrix = hand.truth, np.array(self._studio.armature.matrix_world)
        if not np.allclose(matrix[:3, :3], np.eye(3), atol=1e-6):
            return
        for true in left.missing:
            aimed = np.flatnonzero(hand.true == true)
            joint = truth.joints.get(true)
            if joint is None or not len(aimed):
                continue
            unsteady = np.random.default_rng(true).normal(0, UNSTEADY * 2 / truth.scale, (2, 3))
            try:
                hoped = tools.new_part(desk, aimed, JointType(joint["type"]))
            except ArtLLMError:
                continue
            point, along = truth.axis_line(true)
            hung = replace(hoped.articulation.joints[-1], axis=tuple(along.tolist()), origin=tuple(point.tolist()))
            hoped = replace(hoped, articulation=with_joint(hoped.articulation, hung))
            for axis, above in hand.views(true):
                box = np.sort(truth.outlines(self._studio.surface)[true] + unsteady, axis=0)
                box[:, axis] = np.nan
                words = f"a new part along {'XYZ'[axis]}"
                given = box - matrix[:3, 3], above
                yield Action("draw", f"{words}, and how it moves", "draw", given, hoped, sure=False)
                if joint["type"] == "revolute":
                    given = (*given, _corner(truth, true, box) - matrix[:3, 3], _about(truth, true, box))
                    yield Action("draw", f"{words}, from its hinge", "draw", given, hoped, sure=False)

    def _asked(self, desk: Desk) -> Iterator[Action]:
        vertices, faces, known = tools.question(desk)
        try:
            answer = self._studio.answered(vertices, faces, task="joints", known=known)
            after = tools.adopt(desk, answer.articulation)
        except ArtLLMError:
            return
        yield Action("ask", "the joints predicted again", "ask", (), after)

    def _words(self, desk: Desk, hand: Hand) -> Iterator[Action]:
        count = len(hand.truth.boxes)
        for words, known in (
            (f"{self._category}, {count} parts", Known(part_count=count, category=self._category)),
            (f"{count} parts", Known(part_count=count)),
        ):
            yield from self._trying("word", words, desk, understood(known)[0])

    def _clicks(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        """What is clicked on is seen at once; how it moves then is hoped."""
        armature, surface = self._studio.armature, desk.surface
        back = np.linalg.inv(np.array(armature.matrix_world))
        for true in (*left.missing, *left.boxes):
            into = left.partner.get(true)
            there = np.flatnonzero((hand.true == true) & (desk.home != (-1 if into is None else into)))
            for polygon in there[np.argsort(-surface.areas[there], kind="stable")][:CLICKS]:
                place = apply(back, surface.centres[polygon])
                try:
                    _, click = hint.ask_click(armature, place, into)
                    chosen = np.flatnonzero(click.region[self._studio.polygons(surface.centres)])
                    kind = JointType(hand.truth.joints.get(true, {}).get("type", "revolute"))
                    hoped = tools.new_part(desk, chosen, kind) if into is None else tools.assign(desk, chosen, into)
                except ArtLLMError:  # there is nothing to be a part
                    continue
                words = "is a part of its own" if into is None else f"is of {desk.articulation.part(into).name}"
                yield Action("click", f"this {words}", "click", (place, into), hoped, sure=False)

    def _ask(self, armature: bpy.types.Object, only: Collection[int] | None = None) -> None:
        vertices, faces, known = correct.question(armature, only)
        answer = self._studio.answered(vertices, faces, task="joints", known=known)
        exhausted(adopting(armature, answer.articulation, vertices, only))

    def _new_part(self, armature: bpy.types.Object, polygons: np.ndarray, kind: JointType) -> None:
        self._ask(armature, [correct.new_part(armature, faces_of(armature, polygons), kind)])

    def _round(
        self,
        armature: bpy.types.Object,
        part: int,
        box: np.ndarray,
        alike: bool,
        ask: bool,
        hinge: np.ndarray | None = None,
        about: int | None = None,
    ) -> None:
        ids = bound(armature, part, box, alike, hinge, about)
        if ask:
            self._ask(armature, ids)

    def _draw(
        self,
        armature: bpy.types.Object,
        box: np.ndarray,
        above: bool,
        hinge: np.ndarray | None = None,
        about: int | None = None,
    ) -> None:
        id = draw_part(armature, box, above, hinge=hinge, about=about)
        if hinge is None:
            self._ask(armature, [id])

    def _stroke(self, armature: bpy.types.Object, stroke: Stroke, alike: bool) -> None:
        stroke = hint.in_armature(stroke, armature)
        hint.take_stroke(armature, self._answer(hint.ask_stroke(armature, stroke)), stroke)
        if alike:
            move_likewise(armature, stroke.child, twins_of(armature, stroke.child))

    def _click(self, armature: bpy.types.Object, place: np.ndarray, into: int | None) -> None:
        question, click = hint.ask_click(armature, place, into)
        hint.take_click(armature, self._answer(question), click)

    def _word(self, armature: bpy.types.Object, words: Known) -> None:
        hint.take_word(armature, self._answer(hint.ask_word(armature, words)), words)

    def _answer(self, question: hint.Question):
        return self._studio.answered(question.vertices, question.faces, seed=question.seed, known=question.known)


def _corner(truth: Truth, true: int, box: np.ndarray) -> np.ndarray:
    """(3,) of a box that was drawn, (2, 3), the corner that is nearest to a true axis; NaN where it is not seen."""
    point, axis = truth.axis_line(true)
    corners = np.array([box[which, (0, 1, 2)] for which in product((0, 1), repeat=3)])
    away = np.cross(np.where(np.isnan(corners), 0.0, corners - point), axis)
    return corners[np.linalg.norm(away, axis=1).argmin()]


def _about(truth: Truth, true: int, box: np.ndarray) -> int | None:
    """The axis along which a true hinge goes, where sides of a box that was drawn, (2, 3), go along it too."""
    axis = np.abs(truth.axis_line(true)[1])
    along = int(axis.argmax())
    return along if axis[along] > SQUARE and not np.isnan(box[0, along]) else None


def _misses(drawn: np.ndarray, box: np.ndarray) -> bool:
    """Whether a box that was drawn, (2, 3), leaves nothing of a part's, which `bound` refuses; NaN as not seen."""
    return bool((np.maximum(drawn[0], box[0]) > np.minimum(drawn[1], box[1])).any())


def _drawn(
    desk: Desk,
    drawn: Mapping[int, np.ndarray],
    hinges: Mapping[int, np.ndarray] | None = None,
    about: int | None = None,
) -> Desk:
    """What is hoped for of boxes (2, 3) drawn round parts, from hinges (3,) where these are given; NaN as not seen."""
    tree, boxes, hinges = desk.articulation, dict(desk.boxes), hinges or {}
    for id, box in drawn.items():
        joint = tree.joint_of(id)
        if id not in desk.locks or id in hinges:
            carrier = desk.boxes.get(joint.parent, desk.boxes[id])
            tree = with_joint(tree, drawn_round(joint, desk.boxes[id], carrier, box, hinges.get(id), about))
        boxes[id] = np.where(np.isnan(box), desk.boxes[id], box)
    return replace(desk, articulation=tree, boxes=boxes)
