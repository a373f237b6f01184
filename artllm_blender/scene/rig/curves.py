"""Keys of an armature: the curves of its actions, with and without slots, and whose the actions are."""

from __future__ import annotations

from collections.abc import Iterable

import bpy

# What can have an action: an object's animation, or a strip of its NLA.
User = bpy.types.AnimData | bpy.types.NlaStrip


def users(armature: bpy.types.Object) -> list[User]:
    """All of an armature that have an action, its own first."""
    animation = armature.animation_data
    if not animation:
        return []
    strips = [strip for track in animation.nla_tracks for strip in track.strips]
    return [user for user in (animation, *strips) if user.action]


def make_own(armature: bpy.types.Object, some: Iterable[User]) -> None:
    """Copies of the actions of some of its users where a duplicate shares them, which is not to change with it."""
    every = users(armature)
    for action in {user.action for user in some}:
        own = [user for user in every if user.action == action]
        if action.users - action.use_fake_user > len(own):
            copy = action.copy()
            for user in own:
                use(user, copy)


def use(user: User, action: bpy.types.Action) -> None:
    """Give a user another action, and of that the slot that has the name of its old one, or else the first."""
    slot = getattr(user, "action_slot", None)
    name = slot.identifier if slot else ""
    user.action = action
    if hasattr(user, "action_slot") and action.slots:
        user.action_slot = action.slots.get(name) or action.slots[0]


def curves_of(user: User) -> list[bpy.types.FCurve]:
    """Those that its action has for a user."""
    if not hasattr(user, "action_slot"):
        return list(user.action.fcurves)
    if user.action_slot is None:
        return []
    bags = (strip.channelbag(user.action_slot) for layer in user.action.layers for strip in layer.strips)
    return [curve for bag in bags if bag for curve in bag.fcurves]


def new_curve(action: bpy.types.Action, thing: bpy.types.Object, path: str) -> bpy.types.FCurve:
    """One more curve of an action for an object's property."""
    if not hasattr(action, "slots"):
        return action.fcurves.new(path)
    slot = action.slots[0] if action.slots else action.slots.new(id_type="OBJECT", name=thing.name)
    layer = action.layers[0] if action.layers else action.layers.new("Layer")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True).fcurves.new(path)


def clear(action: bpy.types.Action) -> None:
    """Take all curves off an action."""
    if not hasattr(action, "slots"):
        action.fcurves.clear()
        return
    for layer in action.layers:
        for strip in layer.strips:
            for bag in strip.channelbags:
                bag.fcurves.clear()
