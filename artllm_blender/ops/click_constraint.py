"""A constraint by two clicks: a place on a part, and what it is about. What is under the mouse is shown by name."""

from __future__ import annotations

from dataclasses import dataclass, replace

import bpy
import numpy as np
from bpy.props import EnumProperty, FloatVectorProperty, IntProperty, StringProperty
from bpy_extras.view3d_utils import region_2d_to_origin_3d, region_2d_to_vector_3d

from ..core.errors import InputError
from ..core.frames import apply
from ..core.motion.view import View
from ..core.pose.regions import Region, regions
from ..scene.mesh.triangles import object_triangles
from ..scene.pose.places import now, places
from ..scene.pose.stored import TO_TARGET, constraints_of
from ..scene.pose.targets import target_matrix
from ..scene.pose.write import add, retarget
from ..scene.rig.build_rig import bone_of
from ..scene.rig.read_rig import part_of, read_rig, rig_of
from ..scene.rig.rest import motions
from .active import OnRig, active_rig, needs_object_undo
from .constraints import active_constraint, part_name
from .seen import edits
from .views import status_bar, window_region

# Pixels: so near to its outline, or its middle, a region is meant.
NEAR = 16.0
KINDS = {"A": "AIM", "R": "REACH", "D": "DISTANCE", "P": "PARALLEL", "F": "FACING"}
WORDS = {"AIM": "aims at", "REACH": "on", "DISTANCE": "at a distance from", "PARALLEL": "parallel to",
         "FACING": "faces"}  # fmt: skip
# What is flat looks at something, the rest touches it.
AIMING = ("opening", "rim", "face")

# By session id of an object, or of an armature and a part: how often the surface had been edited, and its regions.
_places: dict[tuple[int, ...], tuple[tuple, dict[str, Region]]] = {}
_shown: list[Spot] = []


@dataclass(frozen=True)
class Spot:
    """A place under the mouse. thing: the object's name; part: its id in the active rig, or -1. region: in the world;
    said: what it is, in words."""

    thing: str
    part: int
    region: Region
    said: str


def shown(context: bpy.types.Context) -> list[Spot]:
    """What is to be drawn: what is clicked and under the mouse or, else, the active constraint's ends."""
    if _shown:
        return list(_shown)
    number = active_constraint(context)
    return _ends(context, active_rig(context), number) if number is not None else []


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    _places.clear()
    _shown.clear()


def _ends(context: bpy.types.Context, armature: bpy.types.Object, number: int) -> list[Spot]:
    one = constraints_of(armature)[number]
    if not one.region or bone_of(armature, one.part) is None:
        return []
    point, way = np.array(one.point), np.array(one.direction)
    known = part_places(context, armature, one.part).get(one.region)
    own = known or Region(one.region, point, way, point[None])
    found = [Spot("", one.part, now(armature, one.part, replace(own, point=point, direction=way)), one.name)]
    matrix = target_matrix(one, context.scene, context.view_layer.depsgraph)
    if matrix is not None and one.kind in TO_TARGET and one.target in ("OBJECT", "CURSOR", "CAMERA"):
        there = apply(matrix, one.place if one.target == "OBJECT" else (0.0, 0.0, 0.0))
        found.append(Spot("", -1, Region("", there, np.zeros(3), there[None]), ""))
    return found


def part_places(context: bpy.types.Context, armature: bpy.types.Object, part: int) -> dict[str, Region]:
    """A part's regions in the armature's frame, kept until its surface is edited."""
    own = [thing for thing in armature.children if part_of(thing) == part]
    about = tuple((thing.session_uid, edits(thing.session_uid)) for thing in own)
    key = armature.session_uid, part
    if key not in _places or _places[key][0] != about:
        _places[key] = about, places(armature, part)
    return _places[key][1]


def spot_at(context: bpy.types.Context, region: bpy.types.Region, mouse: tuple[float, float]) -> Spot | None:
    """The part or other object at a place of a 3D view, pixels, and the region of it that is meant."""
    space, depsgraph = context.space_data.region_3d, context.evaluated_depsgraph_get()
    start, way = region_2d_to_origin_3d(region, space, mouse), region_2d_to_vector_3d(region, space, mouse)
    is_hit, where, normal, _, thing, _ = context.scene.ray_cast(depsgraph, start, way)
    if not is_hit:
        return None
    thing, armature = thing.original, active_rig(context)
    view = View(np.array(space.perspective_matrix), (region.width, region.height))
    clicked = Region("clicked", np.array(where), np.array(normal), np.array(where)[None])
    part = part_of(thing) if rig_of(thing) == armature else None
    if part is not None:
        rig = read_rig(armature)
        there = {name: now(armature, part, one, rig) for name, one in part_places(context, armature, part).items()}
        name = part_name(armature, part)
    else:
        there, name, part = _of_object(thing, depsgraph), thing.name, -1
    chosen = _nearest(there, view, np.array(mouse)) or clicked
    said = f"{name}: {'here' if chosen.name == 'clicked' else chosen.name}"
    return Spot(thing.name, part, chosen, said)


def _of_object(thing: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> dict[str, Region]:
    """The regions of an object of the scene, in the world."""
    key, about = (thing.session_uid,), (edits(thing.session_uid),)
    if key not in _places or _places[key][0] != about:
        _places[key] = about, regions(*object_triangles(thing, depsgraph))
    matrix = np.array(thing.evaluated_get(depsgraph).matrix_world)

    def there(one: Region) -> Region:
        way = matrix[:3, :3] @ one.direction
        way = way / max(float(np.linalg.norm(way)), 1e-12)
        return replace(one, point=apply(matrix, one.point), direction=way, outline=apply(matrix, one.outline))

    return {name: there(one) for name, one in _places[key][1].items()}


def _nearest(found: dict[str, Region], view: View, mouse: np.ndarray) -> Region | None:
    """The region whose middle or outline is nearest to the mouse, if any is near."""
    best, least = None, NEAR
    for one in found.values():
        line = view.pixels(one.outline)
        away = min(float(np.linalg.norm(view.pixels(one.point[None])[0] - mouse)), _from_line(line, mouse))
        if away < least:
            best, least = one, away
    return best


def _from_line(line: np.ndarray, mouse: np.ndarray) -> float:
    """How far (2,) is from a line through (n, 2) points."""
    line = line[np.isfinite(line).all(axis=1)]
    if len(line) < 2:
        return float(np.linalg.norm(line - mouse, axis=1).min(initial=np.inf))
    along = np.diff(line, axis=0)
    length = np.maximum((along * along).sum(axis=1), 1e-9)
    share = np.clip(((mouse - line[:-1]) * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.linalg.norm(line[:-1] + share[:, None] * along - mouse, axis=1).min())


class ARTLLM_OT_click_constraint(OnRig, bpy.types.Operator):
    bl_idname = "artllm.click_constraint"
    bl_label = "Click a Constraint"
    bl_description = (
        "Click a place on a part, then what it is about: it aims there, or touches it, and goes on doing so. "
        "What is under the mouse is named"
    )
    bl_options = {"REGISTER", "UNDO", "BLOCKING"}

    kind: EnumProperty(
        name="Kind",
        items=[("AUTO", "Usual", "What is flat aims, the rest touches"), *((id, id.title(), "") for id in WORDS)],
    )
    part: IntProperty(name="Part", options={"SKIP_SAVE", "HIDDEN"}, default=-1)
    region: StringProperty(name="Region", options={"SKIP_SAVE", "HIDDEN"})
    point: FloatVectorProperty(options={"SKIP_SAVE", "HIDDEN"}, description="In the armature's frame, at rest")
    direction: FloatVectorProperty(options={"SKIP_SAVE", "HIDDEN"}, default=(0, 0, 1))
    thing: StringProperty(name="Target", options={"SKIP_SAVE", "HIDDEN"}, description="An object's name")
    place: FloatVectorProperty(options={"SKIP_SAVE", "HIDDEN"}, description="On the target, in the world")
    way: FloatVectorProperty(options={"SKIP_SAVE", "HIDDEN"}, default=(0, 0, 1))

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_object_undo(cls, context)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if context.area is None or context.area.type != "VIEW_3D":
            self.report({"WARNING"}, "Click in a 3D view.")
            return {"CANCELLED"}
        self._region = window_region(context.area)
        self._first: Spot | None = None
        self._kind = self.kind
        context.window.cursor_modal_set("CROSSHAIR")
        context.window_manager.modal_handler_add(self)
        self._tell(context, None)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        region = self._region
        mouse = event.mouse_x - region.x, event.mouse_y - region.y
        if event.type in ("ESC", "RIGHTMOUSE"):
            return self._end(context, {"CANCELLED"})
        if event.type in KINDS and event.value == "PRESS":
            self._kind = KINDS[event.type]
        elif event.type not in ("MOUSEMOVE", "LEFTMOUSE"):
            return {"PASS_THROUGH"}
        if not (0 <= mouse[0] < region.width and 0 <= mouse[1] < region.height):
            return {"PASS_THROUGH"}
        spot = spot_at(context, region, mouse)
        if event.type == "LEFTMOUSE" and event.value == "PRESS" and spot:
            if self._first is None:
                if spot.part < 0:
                    self.report({"WARNING"}, "That is no part of the active object: click one of its parts first.")
                else:
                    self._first, spot = spot, None
            elif spot.part != self._first.part:
                self._take(context, spot)
                return self._end(context, self.execute(context))
        self._tell(context, spot)
        return {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        thing = bpy.data.objects.get(self.thing)
        if self.part < 0 or thing is None:
            raise InputError("Nothing was clicked.", "Start it in a 3D view.")
        kind = self._usual() if self.kind == "AUTO" else self.kind
        known = self.region if self.region != "clicked" else "centre"
        one = add(armature, kind, self.part, "OBJECT", thing, known)
        one.region, one.point, one.direction = self.region, self.point, self.direction
        retarget(one, thing, np.array(self.place), np.array(self.way))
        if kind == "DISTANCE":
            rig = read_rig(armature)
            there = apply(motions(rig, context.evaluated_depsgraph_get())[self.part], self._world(armature))
            scale = float(np.cbrt(abs(armature.matrix_world.to_3x3().determinant())))
            one.length = float(np.linalg.norm(there - np.array(self.place))) / scale
        context.window_manager.artllm.active_constraint = len(constraints_of(armature)) - 1

    def _world(self, armature: bpy.types.Object) -> np.ndarray:
        return apply(np.array(armature.matrix_world), self.point)

    def _usual(self) -> str:
        return "AIM" if self.region in AIMING else "REACH"

    def _take(self, context: bpy.types.Context, spot: Spot) -> None:
        """Make the operator's properties of the two places."""
        armature, first = active_rig(context), self._first
        moved = motions(read_rig(armature), context.evaluated_depsgraph_get())[first.part]
        back = np.linalg.inv(moved @ np.array(armature.matrix_world))
        self.part, self.region = first.part, first.region.name
        self.point, self.direction = apply(back, first.region.point), back[:3, :3] @ first.region.direction
        self.thing, self.place, self.way = spot.thing, spot.region.point, spot.region.direction
        self.kind = self._kind

    def _tell(self, context: bpy.types.Context, spot: Spot | None) -> None:
        _shown[:] = [one for one in (self._first, spot) if one]
        if self._first:
            region = self._first.region.name
            kind = self._kind if self._kind != "AUTO" else ("AIM" if region in AIMING else "REACH")
            said = f"{self._first.said} {WORDS[kind]} {spot.said if spot else '…'}"
        else:
            said = spot.said if spot else "Click a place on a part"
        context.area.header_text_set(said)
        keys = "A: aim, R: reach, D: distance, P: parallel, F: facing"
        status_bar(f"Click a part's place, then the target. {keys}. Esc: cancel")
        context.area.tag_redraw()

    def _end(self, context: bpy.types.Context, result: set[str]) -> set[str]:
        _shown.clear()
        context.window.cursor_modal_restore()
        status_bar(None)
        context.area.header_text_set(None)
        context.area.tag_redraw()
        return result


CLASSES = (ARTLLM_OT_click_constraint,)
