"""What a part is by how it is built and how it moves, where its label does not say: a drawer slides out of the front.

Only what a person would call so without knowing the object: a panel that hangs by an upright edge is a door, one that
lies on top and tips up a lid, what is small and turns about its own middle a knob.
"""

from __future__ import annotations

import numpy as np

from ..articulation import JointType
from . import lexicon
from .described import Described

# Of the object's largest side: what is smaller is worked by a finger; what is larger is no control.
SMALL, HAND = 0.06, 0.2
# Thinner than this share of its second smallest side it is a panel; longer than its second largest by this, a rod.
THIN, LONG = 0.35, 2.5
# A joint's axis is along one of the view from this cosine on.
ALONG = 0.8
RIGHT, UP, FORTH = 0, 1, 2
# Labels that any name of a kind may stand for.
KINDS = {
    "door": ("door", "leaf", "gate", "hatch_door", "panel"),
    "drawer": ("drawer", "tray", "rack"),
    "lid": ("lid", "cover", "hood", "flap", "cap", "hatch", "screen"),
    "window": ("window", "sash", "pane"),
    "wheel": ("wheel",),
    "knob": ("knob", "dial", "valve"),
    "button": ("button", "key"),
    "lever": ("lever", "handle", "switch", "latch"),
}


def alike(rig: Described, label: str) -> list[int]:
    """Ids of the moving parts that are built and move as parts of a label do, and are not called something else of
    these; none for labels of no such kind."""
    kinds = {kind for kind, labels in KINDS.items() if label in labels}
    found = [id for id in rig.moving if kinds and kind_of(rig, id) in kinds]
    return [id for id in found if _called(rig, id) <= kinds and (_called(rig, id) or not _other(rig, id))]


def _called(rig: Described, id: int) -> set[str]:
    words = rig.words(id)
    return {kind for kind, labels in KINDS.items() if words & set(labels)}


def _other(rig: Described, id: int) -> bool:
    """Whether its label names a part that is none of these: a mast, a kickstand."""
    label = rig.label(id)
    return label in lexicon.parts() or label.rpartition(" ")[2] in lexicon.parts()


def kind_of(rig: Described, id: int) -> str:
    """What a part is by its joint and its box, "" where that is not plain."""
    joint, (middle, size) = rig.joint(id), rig.places[id]
    whole = np.concatenate([points for points in rig.solids.values() if len(points)]) @ rig.axes.T
    share = size.max() / max(float(np.ptp(whole, axis=0).max()), 1e-9)
    axis = np.abs(rig.axes @ np.array(joint.axis))
    along = int(axis.argmax()) if axis.max() > ALONG else -1
    if joint.type is JointType.PRISMATIC:
        pressed = share < 0.5 and joint.upper - joint.lower < 0.5 * np.sort(size)[1]
        return "button" if share < SMALL or pressed else _slides(along, size)
    if not joint.type.turns or along < 0:
        return ""
    top = middle[UP] > (whole[:, UP].max() + whole[:, UP].min()) / 2
    if _centred(rig, id):
        rolls = joint.type is JointType.CONTINUOUS and along == RIGHT and not top
        return "wheel" if rolls else "knob" if share < HAND else ""
    thin, second, longest = np.sort(size)
    if share < HAND:
        return "lever" if longest > LONG * second else ""
    if thin > THIN * second:
        return ""
    flat = int(size.argmin())
    if flat == UP and along != UP:
        return "lid" if top else ""
    return "door" if along == UP or flat == FORTH and along == RIGHT else ""


def _slides(along: int, size: np.ndarray) -> str:
    if along == FORTH and size[FORTH] > THIN * min(size[RIGHT], size[UP]):
        return "drawer"
    panel = size[FORTH] < THIN * min(size[RIGHT], size[UP])
    return {RIGHT: "door", UP: "window"}.get(along, "") if panel else ""


def _centred(rig: Described, id: int) -> bool:
    """Whether a part turns about its own middle."""
    joint = rig.joint(id)
    points = rig.around(id)
    arms = np.linalg.norm(np.cross(points - np.array(joint.origin), np.array(joint.axis)), axis=1)
    away = np.linalg.norm(np.cross(points.mean(axis=0) - np.array(joint.origin), np.array(joint.axis)))
    return bool(away < 0.2 * max(float(arms.max()), 1e-9))
