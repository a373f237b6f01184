"""Joints dragged by the mouse: what all drags have in common, the part itself, and the limits."""

from __future__ import annotations

import math

import bpy
import numpy as np
from bpy.props import EnumProperty, FloatProperty, IntProperty

from ..core.articulation import Joint, JointType
from ..core.corrections import with_end
from ..core.errors import ArtLLMError
from ..core.frames import apply
from ..core.kinematics import clamp
from ..core.motion.pulling import Pull, bounded, step_of, stepped
from ..core.motion.view import View
from ..scene.rig import correct
from ..scene.rig.asset import select
from ..scene.rig.hold import Hold
from ..scene.rig.keys import insert_keys
from ..scene.rig.read_rig import part_of, read_rig, set_value
from ..scene.units import metres
from .active import CHILD, OnRig, active_joint_type, active_part_name, active_rig, chosen_joint, needs_joint
from .handles import at_rest, place_in, view_of
from .pointing import is_hidden, part_at
from .seen import Asset, SeenJoint, as_if, asset_of, moment, spelt, suppose, value_now
from .views import status_bar

# Pixels that a hand may tremble.
SLACK = 3.0
# Of a part's reach: one that is grasped nearer to its axis follows as if it were grasped at its far end.
LEAST = 0.15
DIGITS = tuple("0123456789.,-")
CONFIRM = {"RET", "NUMPAD_ENTER", "SPACE"}
LIMITS = [("LOWER", "Lower Limit", "Where it goes no farther back"), ("UPPER", "Upper Limit", "Where it is wide open")]


class Dragging(OnRig):
    """Goes with the mouse: from a handle as long as the button is down, else until it is pressed. One undo step at the
    end; Esc or the right button puts back what was before, to the letter.

    `begin` takes hold, `follow` goes with the mouse, `typed` takes a number, `said` is shown in the header, `changed`
    says whether there is anything to write; `put_back` lets go, and `act` writes what the operator's properties hold.
    """

    bl_options = {"REGISTER", "UNDO", "BLOCKING"}
    keys = "Ctrl: snap, Shift: finely, or type a number"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if context.region_data is None or asset_of(context) is None:
            self.report({"ERROR"}, "Joints are dragged in a 3D view. Move the mouse there.")
            return {"CANCELLED"}
        self.text, self._held = "", event.type == "LEFTMOUSE" and event.value in ("PRESS", "CLICK_DRAG")
        mouse = event.mouse_x, event.mouse_y
        if event.value == "CLICK_DRAG":  # the mouse has gone on from where it was pressed
            mouse = event.mouse_prev_press_x, event.mouse_prev_press_y
        self._start, self._moved = _in_region(context, mouse), False
        try:
            if self._held and not self.takes(context, self._start):
                return {"PASS_THROUGH"}
            self.begin(context, self._start)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        context.window_manager.modal_handler_add(self)
        context.window.cursor_modal_set("HAND")
        status_bar(f"{self.keys}.   Enter: confirm.   Esc: put back")
        self._go_along(context, event)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        pressed = event.value == "PRESS"
        if event.type in ("ESC", "RIGHTMOUSE") and pressed:
            self.cancel(context)
            return {"CANCELLED"}
        let_go = event.type == "LEFTMOUSE" and event.value == ("RELEASE" if self._held else "PRESS")
        if let_go:
            self._go_along(context, event)  # where it is let go, though no move was told on the way there
        if let_go or (event.type in CONFIRM and pressed):
            self.cancel(context)
            return self.execute(context) if self.changed() else {"CANCELLED"}
        if pressed and event.type == "BACK_SPACE":
            self.text = self.text[:-1]
        elif pressed and not event.ctrl and (event.unicode in DIGITS or (self.text and event.unicode.isalpha())):
            self.text += event.unicode
        if event.type != "TIMER" and not event.type.startswith("INBETWEEN"):
            self._go_along(context, event)
        return {"RUNNING_MODAL"}

    def cancel(self, context: bpy.types.Context) -> None:
        """Let go of everything as it was before. Blender calls it too."""
        self.put_back(context)
        suppose(None)
        context.window.cursor_modal_restore()
        status_bar(None)
        context.area.header_text_set(None)
        context.area.tag_redraw()

    def takes(self, context: bpy.types.Context, mouse: np.ndarray) -> bool:
        """Whether a press there is meant for it; else Blender makes of it what it would have."""
        return True

    def typed(self, context: bpy.types.Context) -> None:
        """Nothing that can be typed."""

    def _go_along(self, context: bpy.types.Context, event: bpy.types.Event) -> None:
        mouse = _in_region(context, (event.mouse_x, event.mouse_y))
        self._moved = self._moved or bool(np.linalg.norm(mouse - self._start) > SLACK)
        if self.text:
            self.typed(context)
        elif self._moved:
            self.follow(context, mouse, event.ctrl, event.shift)
        context.area.header_text_set(self.said(context))
        context.area.tag_redraw()


class Pulling(Dragging):
    """Pulls at a value of the joint, the part's own or a limit."""

    child: IntProperty(**CHILD)
    angle: FloatProperty(name="Angle", subtype="ANGLE", options={"SKIP_SAVE"})
    way: FloatProperty(name="Distance", subtype="DISTANCE", options={"SKIP_SAVE"})

    def draw(self, context: bpy.types.Context) -> None:
        self.layout.prop(self, "way" if self.joint_now(context).type.slides else "angle")

    def hold(self, context: bpy.types.Context, seen: SeenJoint, joint: Joint, start: float, place, mouse) -> None:
        """Take hold of a place, (3,), in the frame of the parent at rest, where the value is `start`. joint: with the
        limits that bound the pull."""
        self.child, self.seen, self.start, self.value, self._free = joint.child, seen, start, start, start
        self._pull = Pull(joint, place, start, mouse, seen_from(context, asset_of(context), joint.parent))
        self._hold = Hold(active_rig(context), joint.child)

    def follow(self, context: bpy.types.Context, mouse: np.ndarray, snap: bool, fine: bool) -> None:
        pull, self._free = self._pull, self._pull.value(mouse, self._free)
        step = step_of(pull.joint, pull.view.metres(pull.grasped), fine)
        self.put(clamp(pull.joint, stepped(self._free, step)) if snap else self._free)

    def typed(self, context: bpy.types.Context) -> None:
        value = number(context, self.text, self.seen.joint.type)
        if value is not None:
            self.put(clamp(self._pull.joint, value + self.seen.joint.closed))

    def put(self, value: float) -> None:
        self.value = value
        self._hold.put(value)

    def put_back(self, context: bpy.types.Context) -> None:
        self._hold.put_back()
        self.angle = self.way = self.value - self.seen.joint.closed

    def changed(self) -> bool:
        return self.value != self.start

    def said(self, context: bpy.types.Context) -> str:
        return f"{self.seen.name}: {f'[{self.text}]' if self.text else spelt(self.seen, self.value)}"

    def joint_now(self, context: bpy.types.Context) -> Joint:
        return read_rig(active_rig(context)).articulation.joint_of(chosen_joint(context, self.child))

    def wanted(self, joint: Joint) -> float:
        return (self.way if joint.type.slides else self.angle) + joint.closed


class ARTLLM_OT_pose_part(Pulling, bpy.types.Operator):
    bl_idname = "artllm.pose_part"
    bl_label = "Pose Part"
    bl_description = "Drag the part under the mouse, or the active one, the way it moves"

    def takes(self, context: bpy.types.Context, mouse: np.ndarray) -> bool:
        hit, (start, way) = part_at(context, mouse), view_of(context).ray(mouse)
        return hit is not None and not is_hidden(context, asset_of(context), start, way, hit.times)

    def begin(self, context: bpy.types.Context, mouse: np.ndarray) -> None:
        asset, hit = asset_of(context), part_at(context, mouse)
        child = hit.part if hit else chosen_joint(context, -1)
        self._selected, self._active = list(context.selected_objects), context.view_layer.objects.active
        self._activate(context, child)
        seen, now = asset.joints[child], moment(context, asset).motions
        hand = apply(now[child], seen.form.hand[0, 1])
        place, hand = (at_rest(there, now[seen.joint.parent]) for there in (hit.place if hit else hand, hand))
        if seen.joint.type.turns and _off_axis(seen.joint, place) < LEAST * _off_axis(seen.joint, hand):
            place = hand
        self.hold(context, seen, seen.joint, value_now(context, seen), place, mouse)

    def put_back(self, context: bpy.types.Context) -> None:
        super().put_back(context)
        select(context, [self._active, *self._selected])
        self._active.select_set(self._active in self._selected)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        joint = self.joint_now(context)
        self._activate(context, joint.child)
        set_value(armature, joint.child, self.wanted(joint))
        if context.scene.tool_settings.use_keyframe_insert_auto:
            insert_keys(armature, context.scene.frame_current, (joint.child,))

    def _activate(self, context: bpy.types.Context, child: int) -> None:
        if part_of(context.active_object) != child:
            things = read_rig(active_rig(context)).objects[child]
            select(context, things[:1])


class ARTLLM_OT_pull_limit(Pulling, bpy.types.Operator):
    bl_idname = "artllm.pull_limit"
    bl_label = "Pull Limit"
    bl_description = "Drag how far the active part goes, and lock its joint. Across 0 it opens to the other side"

    end: EnumProperty(name="Limit", items=LIMITS, default="UPPER")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not (super().poll(context) and needs_joint(cls, context)):
            return False
        if active_joint_type(context) == JointType.CONTINUOUS:
            cls.poll_message_set(f"{active_part_name(context)} turns without end: make its joint revolute first")
            return False
        return True

    def begin(self, context: bpy.types.Context, mouse: np.ndarray) -> None:
        seen = asset_of(context).joints[chosen_joint(context, self.child)]
        joint, upper = seen.joint, self.end == "UPPER"
        far = math.tau
        if joint.type.slides:
            far = 4 * float(np.ptp(seen.points, axis=0).max()) + joint.upper - joint.lower
        start = joint.upper if upper else joint.lower
        self.hold(context, seen, bounded(joint, -far, far), start, seen.form.track[-1 if upper else 0], mouse)

    def put(self, value: float) -> None:
        joint = with_end(self.seen.joint, self.end == "UPPER", value)
        suppose(as_if(self.seen, joint))
        turned = joint.axis != self.seen.joint.axis
        super().put((joint.upper if self.end == "UPPER" else joint.lower) * (-1 if turned else 1))

    def said(self, context: bpy.types.Context) -> str:
        return f"{super().said(context)} ({'upper' if self.end == 'UPPER' else 'lower'} limit)"

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        joint = self.joint_now(context)
        correct.set_joint(armature, with_end(joint, self.end == "UPPER", self.wanted(joint)))


def seen_from(context: bpy.types.Context, asset: Asset, part: int) -> View:
    """The region's view of what moves with a part, as if this were at rest."""
    view = view_of(context)
    return View(view.matrix @ moment(context, asset).motions[part], view.size)


def number(context: bpy.types.Context, text: str, kind: JointType) -> float | None:
    """What was typed as a value: degrees, or a length with or without its unit; None where it is none."""
    try:
        if kind.slides:
            return bpy.utils.units.to_value(context.scene.unit_settings.system, "LENGTH", text) / metres()
        return math.radians(float(text))
    except ValueError:
        return None


def _off_axis(joint: Joint, place: np.ndarray) -> float:
    """How far a place, (3,), is from what a joint turns about."""
    return float(np.linalg.norm(np.cross(place - np.array(joint.origin), joint.axis)))


def _in_region(context: bpy.types.Context, mouse: tuple[float, float]) -> np.ndarray:
    return place_in(context, (mouse[0] - context.region.x, mouse[1] - context.region.y))
