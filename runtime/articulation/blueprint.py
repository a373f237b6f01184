"""Blueprint: part boxes and joints as bin indices, and the text form of the ArtLLM paper (its section 9).

Everything here is in the normalised frame: Z-up, the object inside [-1, 1]. `tokens` turns a blueprint into token ids
and back; `grammar` says which sequences are blueprints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

POSITION_BINS = 128
ROTATION_BINS = 48
TRANSLATION_BINS = 64
AXIS_BINS = 128
MAX_PARTS = 21

JOINT_TYPES = ("revolute", "continuous", "prismatic", "screw")
LABELS = (
    "body", "door", "drawer", "lid", "handle", "wheel", "cap", "knob", "lever", "button", "tray", "rack", "shelf",
    "leg", "blade", "seat", "window", "flap", "turntable", "spout", "pump", "trigger", "bail", "arm", "screen",
    "switch", "lens", "panel", "frame", "other",
)  # fmt: skip


def label_index(label: str) -> int:
    """Place of a label in LABELS; that of "other" for any word that is none."""
    return LABELS.index(label if label in LABELS else "other")


class BlueprintError(ValueError):
    """A text or a token sequence that is not a blueprint."""


def _axis_codebook() -> np.ndarray:
    """Unit vectors (128, 3), one for each line through the origin, the first non-zero of (z, y, x) positive.

    The unit circles in XY, YZ and XZ come first (24 lines each, 7.5 degrees apart), then farthest points of a
    Fibonacci half-sphere, as in the paper's section 3.1. Directions opposite to a code are told by the limits.
    """
    angle = np.arange(24) * np.pi / 24
    c, s, o = np.cos(angle), np.sin(angle), np.zeros(24)
    circles = np.concatenate([np.c_[c, s, o], np.c_[o, c, s], np.c_[s, o, c]])
    lines = [np.eye(3)[i] for i in range(3)]
    for v in circles:
        if max(abs(np.array(lines) @ v)) < 1 - 1e-9:
            lines.append(v)
    k = np.arange(2000) + 0.5
    z, turn = 1 - k / 2000, np.pi * (1 + 5**0.5) * k
    r = np.sqrt(1 - z**2)
    half = np.c_[r * np.cos(turn), r * np.sin(turn), z]
    nearest = np.abs(half @ np.array(lines).T).max(1)
    while len(lines) < AXIS_BINS:
        lines.append(half[nearest.argmin()])
        nearest = np.maximum(nearest, np.abs(half @ lines[-1]))
    codes = np.array(lines)
    return np.where(np.abs(codes) < 1e-12, 0.0, codes) * canonical_sign(codes)[:, None]


def canonical_sign(axes: np.ndarray) -> np.ndarray:
    """+1 or -1 (n,) for axes (n, 3): the factor that makes the first non-zero of (z, y, x) positive."""
    axes = np.asarray(axes)[:, ::-1]
    first = axes[np.arange(len(axes)), (np.abs(axes) > 1e-9).argmax(1)]
    return np.where(first < 0, -1.0, 1.0)


AXES = _axis_codebook()


@dataclass(frozen=True)
class BoxBins:
    """A part's box: bins of its lower and upper corner, and the index of its semantic label."""

    lower: tuple[int, int, int]
    upper: tuple[int, int, int]
    label: int = LABELS.index("other")


@dataclass(frozen=True)
class JointBins:
    """A joint in bins. position is None for prismatic joints, limit None for continuous ones."""

    type: str
    parent: int
    child: int
    axis: int
    position: tuple[int, int, int] | None
    limit: tuple[int, int] | None


@dataclass(frozen=True)
class Blueprint:
    """Boxes sorted by their minimum in z-y-x order; joints sorted by child."""

    boxes: tuple[BoxBins, ...]
    joints: tuple[JointBins, ...]


def position_bin(x, up: bool | None = None) -> np.ndarray:
    """Bin of a coordinate in [-1, 1]; up floors (False), ceils (True) or rounds (None) to the bin's edge."""
    t = (np.asarray(x, float) + 1) * (POSITION_BINS / 2)
    t = np.round(t) if up is None else np.ceil(t - 1e-6) if up else np.floor(t + 1e-6)
    return np.clip(t, 0, POSITION_BINS - 1).astype(int)


def position_value(bin) -> np.ndarray:
    return np.asarray(bin, float) * (2 / POSITION_BINS) - 1


def rotation_bin(x) -> np.ndarray:
    """Bin of an angle in [-2 pi, 2 pi]: 15 degrees each, so that 0 and 90 degrees are met exactly."""
    return np.clip(np.round((np.asarray(x, float) + 2 * np.pi) * ROTATION_BINS / (4 * np.pi)), 0, 47).astype(int)


def rotation_value(bin) -> np.ndarray:
    return np.asarray(bin, float) * (4 * np.pi / ROTATION_BINS) - 2 * np.pi


def translation_bin(x) -> np.ndarray:
    """Bin of a distance in [-2, 2], 0.0625 each."""
    return np.clip(np.round((np.asarray(x, float) + 2) * TRANSLATION_BINS / 4), 0, 63).astype(int)


def translation_value(bin) -> np.ndarray:
    return np.asarray(bin, float) * (4 / TRANSLATION_BINS) - 2


def axis_bin(axis) -> tuple[int, float]:
    """Nearest code of a direction (3,), and the sign by which limits are multiplied when it points the other way."""
    dots = AXES @ np.asarray(axis, float)
    code = int(np.abs(dots).argmax())
    return code, 1.0 if dots[code] >= 0 else -1.0


def limit_bins(joint_type: str, ends: np.ndarray) -> tuple[int, int]:
    """Bins of a range (2,), ascending, in radians (revolute) or normalised units; a range within one bin gets two."""
    lower, upper = map(int, (rotation_bin if joint_type == "revolute" else translation_bin)(ends))
    if lower == upper:
        return (lower, upper + 1) if abs(ends[1]) > abs(ends[0]) else (lower - 1, upper)
    return lower, upper


_TEXT_TYPES = {t: f"{t.capitalize()}Joint" for t in JOINT_TYPES}
_BOX = re.compile(r"bbox_(\d+)\s*=\s*BBox\(([^)]*)\)(?:[ \t]*#[ \t]*(\w+))?")
_JOINT = re.compile(r"joint_(\d+)\s*=\s*(\w+)Joint\(([^)]*)\)")
_TOKEN = re.compile(r"<(P|D|LR|LT)_(\d+)>|(\d+)")
_COUNT = {"P": POSITION_BINS, "D": AXIS_BINS, "LR": ROTATION_BINS, "LT": TRANSLATION_BINS, None: MAX_PARTS}


def to_text(blueprint: Blueprint) -> str:
    """The paper's text form; a part's label follows its box as a comment."""
    p = "<P_{}>".format
    lines = ["<|layout_start|>"]
    for i, b in enumerate(blueprint.boxes):
        corner = ", ".join(map(p, b.lower)), ", ".join(map(p, b.upper))
        lines.append(f"bbox_{i} = BBox(\n    {corner[0]},\n    {corner[1]}\n)  # {LABELS[b.label]}")
    lines += ["<|layout_end|>", "<|art_start|>"]
    for i, j in enumerate(blueprint.joints):
        fields = [f"{j.parent}, {j.child}, <D_{j.axis}>"]
        if j.position is not None:
            fields.append("[" + ", ".join(map(p, j.position)) + "]")
        if j.limit is not None:
            kind = "LR" if j.type == "revolute" else "LT"
            fields.append(f"[<{kind}_{j.limit[0]}>, <{kind}_{j.limit[1]}>]")
        inside = ",\n    ".join(fields)
        lines.append(f"joint_{i} = {_TEXT_TYPES[j.type]}(\n    {inside}\n)")
    return "\n".join([*lines, "<|art_end|>"]) + "\n"


def from_text(text: str) -> Blueprint:
    """Reads what `to_text` writes. Raises BlueprintError that names the line at fault."""
    boxes, joints = [], []
    for match in _BOX.finditer(text):
        bins = _fields(match, 2, ["P"] * 6)
        label = match[3] or "other"
        if label not in LABELS:
            raise BlueprintError(f"bbox_{match[1]} has the unknown label '{label}'")
        boxes.append(BoxBins(tuple(bins[:3]), tuple(bins[3:]), LABELS.index(label)))
    for match in _JOINT.finditer(text):
        kind = match[2].lower()
        if kind not in JOINT_TYPES:
            raise BlueprintError(f"joint_{match[1]} has the unknown type '{match[2]}Joint'")
        position = ["P"] * 3 if kind != "prismatic" else []
        limit = {"revolute": ["LR"] * 2, "continuous": []}.get(kind, ["LT"] * 2)
        bins = _fields(match, 3, [None, None, "D", *position, *limit])
        joints.append(
            JointBins(
                kind, *bins[:3],
                tuple(bins[3:6]) if position else None,
                tuple(bins[-2:]) if limit else None,
            )
        )  # fmt: skip
    if not boxes:
        raise BlueprintError("the text holds no part box")
    return Blueprint(tuple(boxes), tuple(joints))


def _fields(match: re.Match, group: int, kinds: list[str | None]) -> list[int]:
    found = _TOKEN.findall(match[group])
    bins = [int(f[1] or f[2]) for f in found]
    if [f[0] or None for f in found] != kinds or any(b >= _COUNT[k] for b, k in zip(bins, kinds, strict=True)):
        raise BlueprintError(f"the fields of '{match[0].split('(')[0].strip()}' do not fit its kind")
    return bins
