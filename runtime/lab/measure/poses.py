"""Poses that benches of the preview go through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from artllm_blender.core.articulation import Joint


def one_by_one(joints: Sequence[Joint], frames: int) -> Iterator[dict[int, float]]:
    """About so many poses, each the value of one joint by its child: every joint in turn through all of its range."""
    per_joint = max(frames // len(joints), 2)
    for joint in joints:
        for step in range(per_joint):
            yield {joint.child: joint.lower + step / (per_joint - 1) * (joint.upper - joint.lower)}
