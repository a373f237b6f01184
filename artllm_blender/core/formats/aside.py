"""What only ArtLLM asks of a rig, as JSON that MJCF and USD carry in a field of ours: artists' names, kinds of parts,
where joints are closed and what they need, a screw's pitch. It has only what the format does not say itself."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

from ..articulation import JointType
from ..errors import InputError
from .description import Description, LinkNeed
from .model import Body, BodyJoint, Model
from .urdf_in import label_of

_HINT = "Export it anew."


def aside(asset: Description, with_pitch: bool = False) -> str:
    """Of links and joints by name, metres and radians; empty where there is nothing to say."""
    links, joints = {}, {}
    for link in asset.links:
        own = {"title": link.title} if link.title != link.name else {}
        own |= {"label": link.label} if link.label != label_of(link.name) else {}
        if own:
            links[link.name] = own
    for joint in asset.joints:
        said: dict[str, Any] = {"closed": joint.closed} if joint.closed else {}
        if joint.needs:
            said["needs"] = [{"joint": n.joint, "open": n.open, "beyond": n.beyond} for n in joint.needs]
        if with_pitch and joint.type is JointType.SCREW:
            said["pitch"] = joint.pitch
        if said:
            joints[joint.name] = said
    told = {kind: own for kind, own in (("links", links), ("joints", joints)) if own}
    return json.dumps(told) if told else ""


def with_aside(model: Model, text: str) -> Model:
    """The model with what such text says of it. InputError: it is none."""
    if not text:
        return model
    try:
        told = json.loads(text)
        links, joints = told.get("links", {}), told.get("joints", {})
        bodies = tuple(_body(body, links.get(body.name, {})) for body in model.bodies)
        return replace(
            model, bodies=bodies, joints=tuple(_joint(one, joints.get(one.name, {})) for one in model.joints)
        )
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise InputError(f"what ArtLLM wrote into it is broken: {error}.", _HINT) from error


def _body(body: Body, said: dict[str, Any]) -> Body:
    return replace(body, title=str(said.get("title", body.title)), label=str(said.get("label", body.label)))


def _joint(joint: BodyJoint, said: dict[str, Any]) -> BodyJoint:
    needs = tuple(LinkNeed(str(n["joint"]), bool(n["open"]), _number(n["beyond"])) for n in said.get("needs", ()))
    joint = replace(joint, closed=_number(said.get("closed", 0.0)), needs=needs)
    if "pitch" in said and joint.type in (JointType.REVOLUTE, JointType.CONTINUOUS):
        pitch = _number(said["pitch"])
        lower, upper = sorted(end * pitch / math.tau for end in (joint.lower, joint.upper))
        return replace(joint, type=JointType.SCREW, pitch=pitch, lower=lower, upper=upper)
    return joint


def _number(value: Any) -> float:
    found = float(value)
    if not math.isfinite(found):
        raise ValueError(f"{value} is not finite")
    return found
