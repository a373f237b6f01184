"""What one redraw of one view shows of the active asset."""

from __future__ import annotations

from dataclasses import dataclass

import bpy

from ...ops.seen import Asset, Moment, Thing, active_part, is_apart, moment


@dataclass(frozen=True)
class Frame:
    """things: those that this view shows, with their objects. active: the part that is, or None. big: the parts whose
    joints are drawn whole; small: those whose joints are drawn as thin lines."""

    asset: Asset
    moment: Moment
    things: tuple[tuple[Thing, bpy.types.Object], ...]
    active: int | None
    big: frozenset[int]
    small: frozenset[int]


def frame_of(context: bpy.types.Context, asset: Asset, hovered: int | None) -> Frame:
    """Of an asset, which is the active one. Parts that are hidden or taken apart show no joints."""
    found = ((own, own.again()) for own in asset.things)
    things = tuple((own, thing) for own, thing in found if thing and thing.visible_get(viewport=context.space_data))
    active = active_part(context, asset)
    with_objects, seen = {own.part for own in asset.things}, {own.part for own, _ in things}
    drawn = set() if is_apart(asset) else asset.joints.keys() - (with_objects - seen)
    # Who edits a part's faces sees these, and its joint thin.
    big = frozenset((hovered,) if context.mode.startswith("EDIT") else (active, hovered)) & drawn
    return Frame(asset, moment(context, asset), things, active, big, frozenset(drawn - big))
