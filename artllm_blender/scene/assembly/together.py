"""What is assembled, on its objects: which belong together, in which step each comes, how surely, where else it may go.

All of it is one text property on each object, so copies, files and undo keep it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import bpy
import numpy as np
from mathutils import Matrix

from ...core.assembly.together import Assembled, exchanged
from ...core.errors import InputError
from ..rig.read_rig import rig_of
from .parts import parts_of, world_triangles
from .pieces import PIECE, made_pieces

PROPERTY = "artllm_together"


@dataclass(frozen=True)
class Place:
    """whole: what it belongs to. step: from 0. sure: 0 to 1. pinned: it stays where it is. before: 4x4 of the object
    as it lay; others: 4x4 of it elsewhere, the next first."""

    whole: str
    step: int
    sure: float
    before: list[list[float]]
    others: list[list[list[float]]]
    pinned: bool = False


def place_of(thing: bpy.types.Object | None) -> Place | None:
    """None where it is not assembled."""
    return Place(**json.loads(thing[PROPERTY])) if thing and PROPERTY in thing else None


def write_place(thing: bpy.types.Object, place: Place) -> None:
    thing[PROPERTY] = json.dumps(asdict(place))


def together_with(thing: bpy.types.Object, scene: bpy.types.Scene) -> list[bpy.types.Object]:
    """The objects that are assembled with one, itself too, by step."""
    whole = place_of(thing).whole
    # Most objects of a scene have no such property: looking is cheap, reading is not.
    found = [(place_of(one), one) for one in scene.objects if PROPERTY in one]
    return [one for place, one in sorted(found, key=lambda f: (f[0].step, f[1].name)) if place.whole == whole]


@dataclass(frozen=True)
class Gathered:
    """names: of the parts. triangles: (m, 3, 3) of each, in the world. objects: that each is; none where the parts are
    the loose pieces of `mesh`."""

    names: tuple[str, ...]
    triangles: tuple[np.ndarray, ...]
    objects: tuple[bpy.types.Object, ...]
    mesh: bpy.types.Object | None = None


def gathered(context: bpy.types.Context, objects: Sequence[bpy.types.Object]) -> Gathered:
    """InputError: they are fewer than two or too many, or something holds one where it is."""
    depsgraph = context.evaluated_depsgraph_get()
    meshes = [thing for thing in objects if thing.type == "MESH"]
    for thing in meshes:
        if rig_of(thing) is not None:
            raise InputError(f"{thing.name} is part of an articulated object.", "Select loose objects.")
        if thing.constraints:
            raise InputError(f"{thing.name} is held by a constraint.", "Apply or remove it.")
        if thing.library:
            raise InputError(f"{thing.name} belongs to another file.", "Make it local.")
    parts = parts_of(meshes, depsgraph)
    if parts.objects:
        return Gathered(parts.names, parts.triangles, tuple(thing for (thing,) in parts.objects))
    return Gathered(parts.names, parts.triangles, (), meshes[0])


def put_together(context: bpy.types.Context, what: Gathered, found: Assembled) -> list[bpy.types.Object]:
    """Move every part to where it belongs; pieces of one mesh become objects, and the mesh is hidden."""
    things = what.objects
    if what.mesh is not None:
        parts = parts_of([what.mesh], context.evaluated_depsgraph_get())
        things = tuple(made[0] for made in made_pieces(context, what.mesh, parts))
        context.view_layer.update()
    whole, goals = uuid.uuid4().hex, {}
    for number, thing in enumerate(things):
        now, known = np.array(thing.matrix_world), place_of(thing)
        place = Place(
            whole,
            int(found.step[number]),
            round(float(found.sure[number]), 3),
            known.before if known else now.tolist(),
            (found.others[number] @ now).tolist(),
            bool(known and known.pinned),
        )
        write_place(thing, place)
        goals[thing] = found.poses[number] @ now
    move(context, goals)
    return list(things)


def move(context: bpy.types.Context, goals: dict[bpy.types.Object, np.ndarray]) -> None:
    """Give objects (4, 4) places in the world, parents before their children."""
    done = 0
    while done < len(goals):
        done = 0
        level = [thing for thing in goals if not _above(thing) & set(goals)]
        rest = {thing: goal for thing, goal in goals.items() if thing not in level}
        for thing in level:
            thing.matrix_world = Matrix(goals[thing].tolist())
        context.view_layer.update()
        goals = rest


def _above(thing: bpy.types.Object) -> set[bpy.types.Object]:
    found = set()
    while thing := thing.parent:
        found.add(thing)
    return found


def pin(things: Sequence[bpy.types.Object], pinned: bool) -> None:
    for thing in things:
        write_place(thing, replace(place_of(thing), pinned=pinned))


def exchange(context: bpy.types.Context, one: bpy.types.Object, other: bpy.types.Object) -> None:
    """Each where the other is: identical parts exactly, of others the middles of their boxes."""
    depsgraph = context.evaluated_depsgraph_get()
    motions = exchanged(*(world_triangles(thing, depsgraph) for thing in (one, other)))
    move(context, {t: motion @ np.array(t.matrix_world) for t, motion in zip((one, other), motions, strict=True)})


def next_place(context: bpy.types.Context, thing: bpy.types.Object) -> int:
    """Move a part to the next of its other places, where it was becomes the last of them; how many there are."""
    place = place_of(thing)
    if place.others:
        goal, *later = place.others
        write_place(thing, replace(place, others=[*later, np.array(thing.matrix_world).tolist()]))
        move(context, {thing: np.array(goal)})
    return len(place.others)


def put_back(context: bpy.types.Context, things: Sequence[bpy.types.Object]) -> list[bpy.types.Object]:
    """All as it lay before; pieces are one mesh again. Returns what is there then."""
    move(context, {thing: np.array(place_of(thing).before) for thing in things})
    left: list[bpy.types.Object] = []
    for thing in things:
        mesh = thing.get(PIECE)
        del thing[PROPERTY]
        if mesh is None:
            left.append(thing)
            continue
        data = thing.data
        bpy.data.objects.remove(thing)
        if not data.users:
            bpy.data.meshes.remove(data)
        if mesh not in left:
            mesh.hide_set(False)
            mesh.hide_render = False
            left.append(mesh)
    return left
