"""A sentence put to a language model, and its answer read as a program: in a closed schema, each word of it checked.

The model is told the parts by number and label and, where it can see, by their colours on a picture. It answers with
parts' numbers, words of the schema and amounts; never with code, and never with coordinates.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from ..errors import InputError
from .described import Described
from .program import Amount, Constraint, Direction, Goal, Kind, Measure, Program, Region, Step, Target, Which, from_data

# What an amount counts in the schema, in radians, metres and shares.
_UNITS = {"fraction": 1.0, "angle": math.pi / 180, "length": 1.0, "limit": 1.0, "factor": 1.0}
_ON_PLACES = ("aim", "reach", "facing", "distance", "point on point", "point on line", "point on plane")
MOST_STEPS = 40
_TASK = """You turn an instruction for an articulated object into steps. Answer with JSON of the schema alone.
kind "value" moves joints: goal says what is done; measure and amount say how far (fraction: 0 closed to 1 open; angle:
degrees; length: metres; "" for as far as it goes), direction a way as seen by who stands before its front. The other
kinds are kept from then on and need a target, the name of an object of the scene, "camera" or "cursor". parts are
numbers of the list. Where the instruction is unclear, or about parts that are not there, give no steps and ask in
question."""
_PLACE = """The picture shows the part alone. Which place on it is meant? Answer with JSON of the schema alone; "" where
the instruction does not say."""


def schema(rig: Described) -> dict[str, Any]:
    """JSON Schema of an answer about a rig."""

    def words(kind: Any) -> dict[str, Any]:
        return {"type": "string", "enum": list(get_args(kind))}

    step = {
        "kind": words(Kind),
        "parts": {"type": "array", "items": {"type": "integer", "enum": list(rig.moving)}, "minItems": 1},
        "goal": words(Goal),
        "measure": {"type": "string", "enum": ["", *get_args(Measure)]},
        "amount": {"type": "number"},
        "direction": words(Direction),
        "target": {"type": "string"},
    }
    item = {"type": "object", "properties": step, "required": ["kind", "parts", "goal"], "additionalProperties": False}
    return {
        "type": "object",
        "properties": {"steps": {"type": "array", "items": item}, "question": {"type": "string"}},
        "required": ["steps"],
        "additionalProperties": False,
    }


def request(
    rig: Described,
    sentence: str,
    model: str,
    targets: Sequence[str] = (),
    colours: Mapping[int, str] | None = None,
    picture: str = "",
) -> dict[str, Any]:
    """The body of a chat completion that asks which parts are meant and what of them. targets: names of the scene's
    objects. colours: of each part on the picture, a data URL; "": none is sent."""  # fmt: skip
    parts = [
        f"{id}: {rig.articulation.part(id).name}, {rig.label(id)}, {rig.joint(id).type.value}"
        + (f", coloured {colours[id]}" if colours and picture else "")
        for id in rig.moving
    ]
    text = (
        f"Object: {rig.name}\nParts:\n" + "\n".join(parts) + f"\nScene: {', '.join(targets)}\nInstruction: {sentence}"
    )
    return _body(model, _TASK, text, picture, schema(rig))


def place_request(sentence: str, part: str, model: str, picture: str = "") -> dict[str, Any]:
    """Likewise which place on one part is meant. picture: of the part alone, larger."""
    places = {"type": "object", "properties": {"region": {"type": "string", "enum": list(get_args(Region))}},
              "required": ["region"], "additionalProperties": False}  # fmt: skip
    return _body(model, _PLACE, f"Part: {part}\nInstruction: {sentence}", picture, places)


def _body(model: str, task: str, text: str, picture: str, answer: dict[str, Any]) -> dict[str, Any]:
    content: Any = text
    if picture:
        content = [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": picture}}]
    named = {"name": "answer", "strict": True, "schema": answer}
    return {
        "model": model,
        "messages": [{"role": "system", "content": task}, {"role": "user", "content": content}],
        "temperature": 0,
        "response_format": {"type": "json_schema", "json_schema": named},
    }


def understood(answer: str, rig: Described, sentence: str) -> Program:
    """The program that a model's answer says. InputError: it says anything that the schema does not know."""
    found = _object(answer, {"steps", "question"})
    steps, question = found.get("steps"), found.get("question", "")
    if not isinstance(steps, list) or len(steps) > MOST_STEPS or not isinstance(question, str):
        raise _bad(answer)
    read = tuple(Step((one,), said=sentence) for one in (_constraint(step, rig, sentence) for step in steps))
    asked = (question[:200],) if question and not read else ()
    return Program(read, questions=asked or (() if read else ("The language model found no step in it.",)))


def place(answer: str) -> Region:
    """The region that a model's answer names. InputError as `understood`."""
    region = _object(answer, {"region"}).get("region")
    if region not in get_args(Region):
        raise _bad(answer)
    return region


def has_place(one: Constraint) -> bool:
    """Whether a constraint is about a place on its part."""
    return one.kind in _ON_PLACES


def _constraint(step: Any, rig: Described, sentence: str) -> Constraint:
    if not isinstance(step, dict) or not set(step) <= set(_STEP):
        raise _bad(step)
    parts, amount, measure = step.get("parts"), step.get("amount", 0.0), step.get("measure", "")
    numbers = isinstance(amount, int | float) and not isinstance(amount, bool) and math.isfinite(amount)
    if not isinstance(parts, list) or not parts or not numbers or measure not in ("", *_UNITS):
        raise _bad(step)
    if not all(type(id) is int and id in rig.moving for id in parts):
        raise _bad(step)
    target = step.get("target", "")
    if not isinstance(target, str) or len(target) > 100:
        raise _bad(step)
    checked = {name: step[name] for name in ("kind", "goal", "direction") if name in step}
    one = from_data({"which": [{"ids": parts, "plural": len(parts) > 1}], "said": sentence, **checked}, Constraint)
    to = (
        Target(target, name="") if target in ("camera", "cursor") else Target("object", name=target) if target else None
    )
    how = Amount(measure, amount * _UNITS[measure]) if measure else None
    names = ", ".join(rig.articulation.part(id).name for id in parts)
    which = (Which(said=names, plural=len(parts) > 1, ids=tuple(parts)),)
    return Constraint(one.kind, which, one.goal, how, one.direction, to, said=sentence)


_STEP = ("kind", "parts", "goal", "measure", "amount", "direction", "target")


def _object(answer: str, known: set[str]) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise _bad(answer) from error
    if not isinstance(found, dict) or not set(found) <= known:
        raise _bad(answer)
    return found


def _bad(said: Any) -> InputError:
    return InputError(
        f"The language model's answer is not in the schema: {str(said)[:80]}.", "Ask again, or say it in other words."
    )
