"""Rigs to grasp, as a test of the window finds them, and what became of them. Runs in the window's Blender."""

from __future__ import annotations

import os

import bpy
import in_window
import numpy as np
import rigs
import scenes

from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import joint_matrix
from artllm_blender.core.motion.view import View
from artllm_blender.ops.drag_axis import LEVER
from artllm_blender.ops.handles import Handle, handles, view_of
from artllm_blender.ops.seen import asset_of
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, set_value
from artllm_blender.scene.rig.rest import motions
from artllm_blender.scene.rig.update_rig import locked_joints

FROM_RIGHT = (0.7799, 0.4837, 0.2087, 0.3369)


def cabinet() -> None:
    """A cabinet seen from the right and above, in which the door, part 1, is active; the drawer is part 2."""
    rig(scenes.cabinet(), "Cabinet.Door")
    in_window.look((0, -0.1, 0.5), FROM_RIGHT, 3.0)


def rig(prop: scenes.Prop, active: str) -> None:
    """Rig a prop, as Articulate does: what it was made of is hidden, a part of it active."""
    rigs.rigged(prop, name=prop.objects[0].name)
    for thing in prop.objects:
        thing.hide_set(True)
    in_window.activate(active)
    in_window.push_undo("Rigged")


def put(child: int, value: float) -> None:
    set_value(armature(), child, value)
    bpy.context.view_layer.update()
    in_window.push_undo("Put")


def armature() -> bpy.types.Object:
    return find_rigs(bpy.context.scene)[0]


def joint(child: int) -> dict:
    """A joint's numbers, and whether it is locked."""
    found = read_rig(armature()).articulation.joint_of(child)
    return {"type": found.type.value, "axis": [round(x, 6) + 0.0 for x in found.axis], "origin": list(found.origin),
            "lower": found.lower, "upper": found.upper, "locked": child in locked_joints(armature())}  # fmt: skip


def value(child: int) -> float:
    return read_rig(armature()).values[child]


def state() -> list:
    """All that a drag could change, to the letter."""
    rig = armature()
    bones = [[*sum(map(list, bone.matrix_local), []), bone["artllm_joint"].to_dict() if "artllm_joint" in bone else {}]
             for bone in rig.data.bones]  # fmt: skip
    limits = [[limit.min_y, limit.max_y, limit.mute] for pose in rig.pose.bones for limit in pose.constraints]
    keys = sorted(key for key in rig.keys() if key.startswith("artllm_value"))
    values = [[key, rig[key], *rig.id_properties_ui(key).as_dict().values()] for key in keys]
    chosen = sorted(thing.name for thing in bpy.context.selected_objects)
    return [bones, limits, values, chosen, bpy.context.active_object and bpy.context.active_object.name]


def handle(name: str) -> tuple[float, float] | None:
    """Where on the window a handle of the active joint is; None where there is none."""
    with bpy.context.temp_override(**in_window.view()):
        place = handles(bpy.context).get(Handle(name))
    return None if place is None else in_window.pixel(tuple(place))


def grasped() -> list[str]:
    """The gizmo groups for grasping that take part now."""
    groups = {cls.bl_idname: cls for cls in bpy.types.GizmoGroup.__subclasses__()}
    with bpy.context.temp_override(**in_window.view()):
        return [name for name in ("ARTLLM_GGT_joint", "ARTLLM_GGT_part") if groups[name].poll(bpy.context)]


def seen_at(child: int, place: tuple[float, float, float]) -> tuple[float, float]:
    """Where on the window a point of a part is, given where it is at rest."""
    rig = read_rig(armature())
    motion = motions(rig, bpy.context.evaluated_depsgraph_get())[child]
    return in_window.pixel(tuple((motion @ np.array((*place, 1.0)))[:3]))


def track_at(child: int, value: float) -> tuple[float, float]:
    """Where on the window the end of the active joint's track would be at a value of it, at rest."""
    seen = _seen(child)
    return in_window.pixel(tuple(apply(joint_matrix(seen.joint, value - seen.joint.upper), seen.form.track[-1])))


def tip_at(child: int, axis: tuple[float, float, float]) -> tuple[float, float]:
    """Where on the window the mouse has the active joint's axis point so, when it has taken hold of its end."""
    seen = _seen(child)
    length = max(np.linalg.norm(seen.form.axis[1] - seen.form.pivot), LEVER * _view().metres(seen.form.pivot))
    tips = [in_window.pixel(tuple(seen.form.pivot + length * np.array(way))) for way in (seen.joint.axis, axis)]
    return tuple((np.array(handle("axis")) + np.subtract(tips[1], tips[0])).tolist())


def _view() -> View:
    with bpy.context.temp_override(**in_window.view()):
        return view_of(bpy.context)


def _seen(child: int):
    with bpy.context.temp_override(**in_window.view()):
        return asset_of(bpy.context).joints[child]


def begin(operator: str) -> None:
    """Start an operator as a menu does."""
    with bpy.context.temp_override(**in_window.view()):
        getattr(bpy.ops.artllm, operator)("INVOKE_DEFAULT")


def begin_and_leave(operator: str, workspace: str) -> None:
    """Likewise, and go to another workspace at once."""
    begin(operator)
    go_to(workspace)


def go_to(workspace: str) -> None:
    bpy.context.window_manager.windows[0].workspace = bpy.data.workspaces[workspace]


def display() -> str:
    """Where the window is, for who takes its picture."""
    return os.environ.get("DISPLAY", "")


def play() -> None:
    begin("play_all")


def set_tool(name: str) -> None:
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.wm.tool_set_by_id(name=name)


def is_idle() -> bool:
    """Whether nothing is at work, neither in slices nor in another process."""
    state = bpy.context.window_manager.artllm
    return state.status == "IDLE" and not state.slicing


def free() -> list[list[float]]:
    """Lower left and upper right corner on the window of what bars leave of the 3D view, as its regions lie."""
    regions = {one.type: one for one in in_window.view()["area"].regions}
    whole, left, right = (regions[kind] for kind in ("WINDOW", "TOOLS", "UI"))
    top = min(one.y for kind, one in regions.items() if kind in ("HEADER", "TOOL_HEADER") and one.height > 1)
    return [[left.x + left.width, whole.y], [right.x if right.width > 1 else whole.x + whole.width, top]]


def seen_box(child: int | None = None) -> list[list[float]]:
    """Lower left and upper right corner on the window of where the rig's parts, or one by id, are seen."""
    objects = read_rig(armature()).objects
    things = sum(objects.values(), []) if child is None else objects[child]
    corners = [thing.matrix_world @ vertex.co for thing in things for vertex in thing.data.vertices]
    seen = np.array([in_window.pixel(tuple(corner)) for corner in corners])
    return [seen.min(axis=0).tolist(), seen.max(axis=0).tolist()]


def say_front(way: str) -> None:
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.artllm.set_front(side=way)
