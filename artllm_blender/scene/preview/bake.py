"""Moves as keys: an action for all joints or one for each, as strips that play what Play shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import bpy

from ...core.motion.playback import Move
from ...core.motion.timeline import Easing, Timeline, Timing
from ..rig.curves import new_curve
from ..rig.read_rig import asset_name
from ..rig.values import value_key
from .preview import Preview

# On actions that were baked, which baking again replaces.
BAKED = "artllm_baked"
ALL = "Play"
_INTERPOLATION = {
    Easing.LINEAR: ("LINEAR", "AUTO"),
    Easing.IN_OUT: ("SINE", "EASE_IN_OUT"),
    Easing.IN: ("SINE", "EASE_IN"),
    Easing.OUT: ("SINE", "EASE_OUT"),
}

# Seconds as frames from the first.
_Frames = Callable[[float], int]


def bake(
    armature: bpy.types.Object, preview: Preview, timeline: Timeline, timing: Timing, start: int, together: bool
) -> int:
    """Write the moves of a timeline to the armature's NLA, from a frame on; the last frame.

    together: one action on a track 'Play', as a strip that is repeated for loops; else each joint has its own action,
    from closed to open, on a track of the part's name, with a strip each time it moves, backwards for the way back;
    without a way back it is done once, for nothing would bring a joint back to closed for the next loop.
    Tracks baked before are replaced; the armature's own action stays, and plays over them. Seconds become frames at
    the scene's rate, at least one a move; loops without end are baked once.
    """
    rate = bpy.context.scene.render.fps / bpy.context.scene.render.fps_base
    loops = max(timing.loops, 1) if together or timing.ping_pong else 1
    timing = replace(timing, loops=loops, seconds=max(timing.seconds, 1 / rate))

    def frames(seconds: float) -> int:
        return math.floor(seconds * rate + 0.5)

    tracks = armature.animation_data_create().nla_tracks
    for track in [track for track in tracks if track.strips and all(_is_baked(strip) for strip in track.strips)]:
        actions = {strip.action for strip in track.strips}
        tracks.remove(track)
        bpy.data.batch_remove([action for action in actions if action.users == 0])
    write = _bake_together if together else _bake_each
    write(armature, preview, timeline, timing, start, frames)
    once = frames(timeline.length(timing))
    return start + once * (2 if timing.ping_pong else 1) * timing.loops


def _is_baked(strip: bpy.types.NlaStrip) -> bool:
    return bool(strip.action and strip.action.get(BAKED))


def _bake_together(
    armature: bpy.types.Object, preview: Preview, timeline: Timeline, timing: Timing, start: int, frames: _Frames
) -> None:
    action = _action(f"{asset_name(armature)} {ALL}")
    once = frames(timeline.length(timing))
    keys: dict[int, list[tuple[int, float, Easing]]] = {}
    for move, begin, end in timeline.spans(timing):
        keys.setdefault(move.child, []).extend(
            [(frames(begin), move.start, timing.easing), (frames(end), move.end, timing.easing)]
        )
    if timing.ping_pong:
        for move, begin, end in reversed(timeline.spans(timing)):
            keys[move.child].extend(
                [
                    (2 * once - frames(end), move.end, timing.easing.back),
                    (2 * once - frames(begin), move.start, timing.easing.back),
                ]
            )
    for child, own in keys.items():
        _write(action, armature, child, [(frame, preview.slider(child, value), easing) for frame, value, easing in own])
    action.use_frame_range = True  # also the frames in which nothing moves
    action.frame_start, action.frame_end = 0, once * (2 if timing.ping_pong else 1)
    strip = _strip(armature.animation_data.nla_tracks.new(), ALL, start, action)
    strip.action_frame_start, strip.action_frame_end = action.frame_start, action.frame_end
    strip.repeat = timing.loops


def _bake_each(
    armature: bpy.types.Object, preview: Preview, timeline: Timeline, timing: Timing, start: int, frames: _Frames
) -> None:
    once = frames(timeline.length(timing))
    cycle = once * (2 if timing.ping_pong else 1)
    spans = [(move, frames(begin), frames(end), False) for move, begin, end in timeline.spans(timing)]
    if timing.ping_pong:
        spans += [(move, 2 * once - end, 2 * once - begin, True) for move, begin, end, _ in reversed(spans)]
    actions: dict[tuple[int, float, float], bpy.types.Action] = {}
    tracks: dict[int, bpy.types.NlaTrack] = {}
    for loop in range(timing.loops):
        for move, begin, end, back in spans:
            name = preview.articulation.part(move.child).name
            same, opposite = (move.child, move.start, move.end), (move.child, move.end, move.start)
            if opposite in actions:
                same, back = opposite, not back
            elif same not in actions:
                actions[same] = _action(name)
                _write(actions[same], armature, move.child, _keys(preview, move, end - begin, timing.easing))
            if move.child not in tracks:
                tracks[move.child] = armature.animation_data.nla_tracks.new()
            strip = _strip(tracks[move.child], name, start + loop * cycle + begin, actions[same])
            strip.use_reverse = back


def _keys(preview: Preview, move: Move, count: int, easing: Easing) -> list[tuple[int, float, Easing]]:
    ends = (preview.slider(move.child, value) for value in (move.start, move.end))
    return [(frame, value, easing) for frame, value in zip((0, count), ends, strict=True)]


def _action(name: str) -> bpy.types.Action:
    action = bpy.data.actions.new(name)
    action[BAKED] = True
    return action


def _write(
    action: bpy.types.Action, armature: bpy.types.Object, child: int, keys: list[tuple[int, float, Easing]]
) -> None:
    """Keys of a joint's slider: (frame, what it shows, how it goes on from there)."""
    curve = new_curve(action, armature, f'["{value_key(child)}"]')
    for frame, value, easing in keys:
        point = curve.keyframe_points.insert(frame, value, options={"FAST"})
        point.interpolation, point.easing = _INTERPOLATION[easing]
    curve.update()


def _strip(track: bpy.types.NlaTrack, name: str, start: int, action: bpy.types.Action) -> bpy.types.NlaStrip:
    track.name = name
    strip = track.strips.new(name, start, action)
    strip.name = name  # before 5.0 it is the action's
    if hasattr(strip, "action_slot"):
        strip.action_slot = action.slots[0]
    return strip
