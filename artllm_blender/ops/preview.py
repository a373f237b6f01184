"""Trying joints out: played all or selected, opened one by one, posed, back to rest, keyed."""

from __future__ import annotations

import bpy
from bpy.props import EnumProperty, IntProperty

from ..core.errors import ArticulationError, InputError
from ..core.kinematics import at_share, poses
from ..core.motion.playback import Plan, Player, moves
from ..core.motion.timeline import Timeline
from ..scene.formats.picture import drawn
from ..scene.preview.bake import bake
from ..scene.preview.pose_assets import write_pose_assets
from ..scene.preview.preview import POSES, Preview, pose_all, reset
from ..scene.rig.keys import insert_keys
from ..scene.rig.mesh_out import part_meshes
from ..scene.rig.read_rig import part_of, read_rig
from .active import CHILD, OnRig, active_rig, chosen_joint
from .contacts import ready
from .playing import Playing, timing

THUMBNAIL = 128  # pixels a side


def selected_joints(context: bpy.types.Context, preview: Preview) -> set[int]:
    """The joints, by child, of the active rig's parts that are selected. InputError where none moves."""
    armature, moving = active_rig(context), {joint.child for joint in preview.articulation.joints}
    if context.mode == "POSE" and context.active_object == armature:
        parts = {bone.bone["artllm_part"]["id"] for bone in context.selected_pose_bones if "artllm_part" in bone.bone}
    else:
        parts = {part_of(thing) for thing in context.selected_objects if thing.parent == armature}
    if not parts & moving:
        raise InputError("No part that moves is selected.", "Click one in the view or in the list.")
    return parts & moving


def chosen_joints(context: bpy.types.Context, preview: Preview) -> set[int]:
    """Those that the settings say are played. InputError where none is."""
    if context.window_manager.artllm.play.which == "SELECTED":
        return selected_joints(context, preview)
    return {joint.child for joint in preview.articulation.joints}


def start_pose(preview: Preview, armature: bpy.types.Object, chosen: set[int]) -> dict[int, float]:
    """What is played begins closed, the other joints as they are."""
    closed = {joint.child: joint.closed for joint in preview.articulation.joints if joint.child in chosen}
    return preview.values(armature) | closed


class ARTLLM_OT_play_all(Playing, bpy.types.Operator):
    bl_idname = "artllm.play_all"
    bl_label = "Play"
    bl_description = (
        "Open one joint after the other, in an order in which no part runs into another, as the settings say. "
        "Esc, or anything but looking around, stops it and puts back what was before"
    )

    _keeps = False

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if bpy.app.background:
            cls.poll_message_set("Playing needs a window")
            return False
        return super().poll(context)

    def _start(self, context: bpy.types.Context, preview: Preview, armature: bpy.types.Object) -> dict[int, float]:
        return start_pose(preview, armature, chosen_joints(context, preview))

    def _plan(self, context: bpy.types.Context, player: Player) -> Plan:
        return player.open_all(chosen_joints(context, ready(active_rig(context))))


class ARTLLM_OT_open_close(OnRig, Playing, bpy.types.Operator):
    bl_idname = "artllm.open_close"
    bl_label = "Open or Close"
    bl_description = "Open the selected joints, after those that they need open, or close them if all are open"
    bl_options = {"UNDO"}

    child: IntProperty(**CHILD)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        preview = ready(armature)
        player = preview.player(preview.values(armature))
        moves(self._plan(context, player))
        preview.pose(armature, player.values)

    def _plan(self, context: bpy.types.Context, player: Player) -> Plan:
        chosen = self._chosen(context)
        if missing := chosen - player.values.keys():
            raise ArticulationError(f"Part {min(missing)} has no joint.", "Choose a part that moves.")
        return player.toggle(chosen)

    def _chosen(self, context: bpy.types.Context) -> set[int]:
        if self.child < 0 and len(context.selected_objects) + len(context.selected_pose_bones or ()) > 1:
            return selected_joints(context, ready(active_rig(context)))
        return {chosen_joint(context, self.child)}


class ARTLLM_OT_pose_all(OnRig, bpy.types.Operator):
    bl_idname = "artllm.pose_all"
    bl_label = "Pose All"
    bl_description = "Put every joint at once where it is closed, half open or wide open"
    bl_options = {"REGISTER", "UNDO"}

    pose: EnumProperty(
        name="Pose",
        items=[
            ("CLOSED", "Close All", "Close every joint, also those of what was modelled open"),
            ("HALF", "Half Open", "Every joint halfway between closed and open"),
            ("OPEN", "Open All", "Every joint wide open, whatever is in its way"),
        ],
    )

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        pose_all(armature, POSES[self.pose])


class ARTLLM_OT_rest(OnRig, bpy.types.Operator):
    bl_idname = "artllm.rest"
    bl_label = "Reset"
    bl_description = "Put every joint back into the pose that was modelled"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        reset(armature)


class ARTLLM_OT_insert_keys(OnRig, bpy.types.Operator):
    bl_idname = "artllm.insert_keys"
    bl_label = "Insert Keys"
    bl_description = "Key the value of every joint at the current frame"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        insert_keys(armature, context.scene.frame_current)


class ARTLLM_OT_bake(OnRig, bpy.types.Operator):
    bl_idname = "artllm.bake"
    bl_label = "Bake"
    bl_description = (
        "Write what Play shows to the NLA as keys, from the current frame on, as the settings say. "
        "What was baked before is replaced"
    )
    bl_options = {"REGISTER", "UNDO"}

    actions: EnumProperty(
        name="Actions",
        items=[
            ("ALL", "One Action", "One action for all joints, repeated for each loop"),
            ("EACH", "One for Each Joint", "An action for each joint, played when it is its turn"),
        ],
    )

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        preview, frame = ready(armature), context.scene.frame_current
        chosen = chosen_joints(context, preview)
        timeline = Timeline(start_pose(preview, armature, chosen))
        for move in moves(preview.player(timeline.at(0.0, timing())).open_all(chosen)):
            timeline.add(move)
        if not timeline.moves:
            raise InputError("No joint can be opened.", "Refine limits, or free what is in its way.")
        last = bake(armature, preview, timeline, timing(), frame, self.actions == "ALL")
        self.report({"INFO"}, f"Baked from frame {frame} to {last}")


class ARTLLM_OT_pose_assets(OnRig, bpy.types.Operator):
    bl_idname = "artllm.pose_assets"
    bl_label = "Make Pose Assets"
    bl_description = (
        "Have the poses closed, half and open as assets: in the Asset Browser and, in Pose Mode, in the asset shelf. "
        "Those made before are brought up to date"
    )
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        rig = read_rig(armature)
        meshes = part_meshes(rig, context.evaluated_depsgraph_get())
        joints = rig.articulation.joints
        states = [poses(rig.articulation, {j.child: at_share(j, share) for j in joints}) for share in POSES.values()]
        pictures = dict(zip(POSES, drawn(rig.articulation, meshes, states, THUMBNAIL), strict=True))
        made = write_pose_assets(armature, pictures)
        self.report({"INFO"}, f"Assets: {', '.join(action.name for action in made)}")


CLASSES = (
    ARTLLM_OT_bake,
    ARTLLM_OT_pose_assets,
    ARTLLM_OT_play_all,
    ARTLLM_OT_open_close,
    ARTLLM_OT_pose_all,
    ARTLLM_OT_rest,
    ARTLLM_OT_insert_keys,
)
