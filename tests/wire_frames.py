"""Messages as both sides must write them, byte for byte: tests/golden/wire."""

from __future__ import annotations

import io

import numpy as np
from places import GOLDEN
from tiny_child import JOINTS, OTHER_JOINTS, PARTS

from artllm_blender.client import wire

VERTICES = np.array([[-1, -1, 0], [1, -1, 0], [1, -1, 2], [0.5, 0.25, 0.1]], "<f4")
FACES = np.array([[0, 1, 2], [1, 2, 3]], "<i4")
BOXES = [part["box"] for part in PARTS]
KNOWN = {
    "parts": [{"id": 4, "box": BOXES[0], "label": "body"}, {"id": 2, "box": BOXES[1]}],
    "joints": [{"child": 2, "parent": 4, "type": "revolute", "axis": [0.0, 0.0, 1.0], "lower": 0.0, "upper": 1.5}],
    "part_count": 3,
    "category": "washing machine",
}
REQUESTS = {
    "hello_request": ("hello", {"protocol": 5}, {}),
    "articulate": ("articulate", {"id": 1, "seed": 0, "task": "all"}, {"vertices": VERTICES, "faces": FACES}),
    "articulate_known": (
        "articulate",
        {"id": 2, "seed": 5, "task": "all", "known": KNOWN},
        {"vertices": VERTICES, "faces": FACES},
    ),
    "cancel": ("cancel", {"id": 1, "patience": 0.125}, {}),
}
REPLIES = {
    "hello_reply": (
        "hello",
        {
            "protocol": 5,
            "version": "0.1.0",
            "provider": "tiny",
            "provider_note": "No faster one is needed.",
            "weights": "tiny",
        },
        {},
    ),
    "progress": ("progress", {"id": 1, "stage": "points", "fraction": 0.5}, {}),
    "result": (
        "result",
        {
            "id": 1,
            "blueprint": "seed 0 task all known 0",
            "parts": PARTS,
            "joints": JOINTS,
            "timings": {"points": 0.25},
            "provider": "tiny",
            "moving": 0.75,
            "others": [{"blueprint": "other", "parts": PARTS, "joints": OTHER_JOINTS}],
        },
        {
            "points": VERTICES[:2],
            "point_triangle": np.array([0, 1], "<i4"),
            "point_scores": np.full((2, 2), 0.5, "<f2"),
            "other_scores": np.full((2, 2), 128, "|u1"),
        },
    ),
    "error": (
        "error",
        {"id": 1, "code": "bad_mesh", "message": "The mesh has no area — “Tür”.", "hint": "Choose another."},
        {},
    ),
    "cancelled": ("cancelled", {"id": 1}, {}),
}
FRAMES = REQUESTS | REPLIES


def golden(name: str) -> bytes:
    return (GOLDEN / f"{name}.bin").read_bytes()


def result(**fields) -> wire.Message:
    """The answer of the golden frame with other fields."""
    message = wire.read(io.BytesIO(golden("result")))
    return wire.Message(message.type, {**message.fields, **fields}, message.arrays)


def joint(**fields) -> dict:
    """Its joint with other fields."""
    return {**JOINTS[0], **fields}
