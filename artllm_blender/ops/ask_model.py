"""A sentence put to the language model of the preferences: its steps are listed, and nothing moves until they are
carried out. A process of its own asks, so that the window goes on."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace

import bpy
import numpy as np

from ..client.work import Work
from ..core.errors import ArtLLMError, InputError
from ..core.picture.drawing import png
from ..core.words.model_answer import has_place, place, place_request, request, understood
from ..core.words.program import Program
from ..scene.formats.picture import part_colours
from ..scene.formats.snapshot import seen, snapshot
from ..scene.pose.spoken import Heard
from ..scene.pose.words import described
from ..scene.rig.read_rig import read_rig
from .active import OnRig, active_rig
from .settings import LanguageModel, language_model
from .steps import show
from .views import status_bar

MODULE = "artllm_blender.client.ask_worker"
SECONDS, TICK, SIZE = 120.0, 0.1, 512


class Asking:
    """What is asked, one question after the other: which parts and what of them, then of each place on one which it is.
    program: set when all is answered. ArtLLMError: a process cannot be started, or an answer is not in the schema."""

    def __init__(self, context: bpy.types.Context, armature: bpy.types.Object, model: LanguageModel, sentence: str):
        self._rig = read_rig(armature)
        self._words = described(self._rig, context.evaluated_depsgraph_get())
        self._model, self._sentence = model, sentence
        self.program: Program | None = None
        self._read: Program | None = None
        self._places: list[str] = []
        colours = {
            part.id: "#" + "".join(f"{round(255 * value):02x}" for value in colour)
            for part, colour in zip(self._rig.articulation.parts, part_colours(self._rig.articulation), strict=True)
        }
        targets = [thing.name for thing in context.scene.objects if thing.parent != armature and thing != armature]
        self._ask(request(self._words, sentence, model.model, targets, colours, self._picture(context)))

    def poll(self, context: bpy.types.Context) -> bool:
        """Whether there is nothing left to wait for. ArtLLMError as above."""
        self._work.poll()
        if self._work.error:
            raise self._work.error
        if self._work.state != "done":
            return False
        answer = self._work.result
        if self._read is None:
            self._read = understood(answer, self._words, self._sentence)
        else:
            self._places.append(place(answer))
        asked = [step.constraints[0] for step in self._read.steps if has_place(step.constraints[0])]
        if len(self._places) < len(asked):
            part = asked[len(self._places)].which[0].ids[0]
            name = self._rig.articulation.part(part).name
            self._ask(place_request(self._sentence, name, self._model.model, self._picture(context, part)))
            return False
        self.program = self._placed()
        return True

    def end(self) -> None:
        self._work.end()

    def _placed(self) -> Program:
        places, steps = iter(self._places), []
        for step in self._read.steps:
            one = step.constraints[0]
            steps.append(replace(step, constraints=(replace(one, region=next(places)),)) if has_place(one) else step)
        return replace(self._read, steps=tuple(steps))

    def _ask(self, body: dict) -> None:
        self._work = Work(MODULE)
        self._work.send((self._model.address, self._model.key, SECONDS, json.dumps(body)))

    def _picture(self, context: bpy.types.Context, part: int | None = None) -> str:
        """A data URL of the scene or, larger, of one part; "" where none is to be sent."""
        if not self._model.pictures:
            return ""
        things = None if part is None else self._rig.objects[part]
        (picture,) = seen([snapshot(context.scene, things)], SIZE)
        return "data:image/png;base64," + base64.b64encode(png(np.asarray(picture))).decode()


class ARTLLM_OT_ask_model(OnRig, bpy.types.Operator):
    bl_idname = "artllm.ask_model"
    bl_label = "Ask Language Model"
    bl_description = (
        "Have the language model of the preferences read the line; its steps are listed, and nothing moves yet"
    )
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not super().poll(context):
            return False
        if language_model(context) is None:
            cls.poll_message_set("Turn it on in the preferences of ArtLLM first")
            return False
        if not bpy.app.online_access:
            cls.poll_message_set("Blender is offline: allow online access in Preferences, System")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        try:
            self._asking = self._begun(context)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self._timer = context.window_manager.event_timer_add(TICK, window=context.window)
        context.window_manager.modal_handler_add(self)
        status_bar("Asking the language model. Esc cancels")
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if event.type == "ESC":
            return self._over(context, {"CANCELLED"})
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        try:
            if not self._asking.poll(context):
                return {"PASS_THROUGH"}
            self._show(context, self._asking.program)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return self._over(context, {"CANCELLED"})
        return self._over(context, {"FINISHED"})

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        """At once, as in a script."""
        asking, end = self._begun(context), time.monotonic() + SECONDS
        try:
            while not asking.poll(context):
                if time.monotonic() > end:
                    raise InputError("The language model gave no answer in time.", "Try again.")
                time.sleep(TICK / 10)
            self._show(context, asking.program)
        finally:
            asking.end()

    def _begun(self, context: bpy.types.Context) -> Asking:
        sentence = context.window_manager.artllm.saying.text.strip()
        if not sentence:
            raise InputError("Nothing was said.", 'Say what should happen, such as "open the top drawer".')
        return Asking(context, active_rig(context), language_model(context), sentence)

    def _show(self, context: bpy.types.Context, program: Program) -> None:
        armature, saying = active_rig(context), context.window_manager.artllm.saying
        saying.about, saying.done, saying.moved = armature.session_uid, "", ""
        saying.asked, saying.said = " ".join(program.questions), "The language model read it so; nothing has moved yet."
        show(saying, (Heard(armature, program),))

    def _over(self, context: bpy.types.Context, result: set[str]) -> set[str]:
        self._asking.end()
        context.window_manager.event_timer_remove(self._timer)
        status_bar(None)
        return result


CLASSES = (ARTLLM_OT_ask_model,)
