"""Collections for what is made, named as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import bpy

from ..core.errors import InputError


def check_here(things: Iterable[bpy.types.Object]) -> None:
    """InputError: one of them is not in the active view layer, so it can be neither shown nor selected."""
    layer = bpy.context.view_layer.objects
    if away := [thing.name for thing in things if thing.name not in layer]:
        raise InputError(f"{away[0]} is not in this view layer.", "Include its collection.")


def homes_of(thing: bpy.types.Object, scene: bpy.types.Scene) -> list[bpy.types.Collection]:
    """The collections of the scene that an object is in and that something may be put into."""
    inside = {scene.collection, *scene.collection.children_recursive}
    homes = [home for home in thing.users_collection if home in inside and not (home.library or home.override_library)]
    return homes or [scene.collection]


def home_named(context: bpy.types.Context, name: str, above: Iterable[bpy.types.Collection]) -> bpy.types.Collection:
    """An empty collection in those above. One of the name that nothing is left in, for its objects were deleted, is
    taken again where it can be seen; else Blender would number the new one."""
    above = list(above)
    old = bpy.data.collections.get(name)
    if old and _is_left_over(old) and (not old.users or (_is_shown(context, old) and _lies_in(old, above))):
        home = old
    else:
        home = bpy.data.collections.new(name)
    for one in above:
        if one.children.get(home.name) != home:
            one.children.link(home)
    return home


def _is_left_over(collection: bpy.types.Collection) -> bool:
    return not (collection.objects or collection.children or collection.library or collection.override_library)


def _lies_in(collection: bpy.types.Collection, above: list[bpy.types.Collection]) -> bool:
    return any(one.children.get(collection.name) == collection for one in above)


def _is_shown(context: bpy.types.Context, collection: bpy.types.Collection) -> bool:
    layers = (one for one in _layers(context.view_layer.layer_collection) if one.collection == collection)
    return any(one.visible_get() and not one.exclude for one in layers)


def _layers(layer: bpy.types.LayerCollection) -> Iterator[bpy.types.LayerCollection]:
    yield layer
    for child in layer.children:
        yield from _layers(child)
