"""A joint's axis and pivot by hand: along the world, what is selected, or the view; through points, circles, boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import bmesh
import bpy
import numpy as np
from bpy.props import EnumProperty

from ..core.articulation import Joint
from ..core.errors import InputError
from ..core.frames import apply
from ..core.motion.rounds import circle
from ..scene.rig.read_rig import Rig, part_of, read_rig
from ..scene.rig.rest import motions
from .active import active_rig
from .joints import JointCorrection

AXES = [
    ("X", "World X", "Along the world's X axis"),
    ("Y", "World Y", "Along the world's Y axis"),
    ("Z", "World Z", "Along the world's Z axis"),
    ("FLIP", "Flip", "The other way round, so that it opens to the other side"),
    ("EDGE", "Selected Edge", "Along the edge or the two vertices selected in Edit Mode, and through them"),
    ("FACE", "Face Normal", "Straight out of the faces selected in Edit Mode, and through their middle"),
    ("CIRCLE", "Circle of Selection", "Along the axis of the circle through the vertices selected in Edit Mode"),
    ("VIEW", "View", "Towards you, as you look at it now"),
]
ORIGINS = [
    ("CURSOR", "3D Cursor", "Through the 3D cursor"),
    ("SELECTION", "Selection", "Through the middle of the vertices selected in Edit Mode"),
    ("CIRCLE", "Circle of Selection", "Through the middle of the circle through the vertices selected in Edit Mode"),
    ("BOX", "Middle of Part", "Through the middle of the part"),
]


@dataclass(frozen=True)
class Selection:
    """What is selected in Edit Mode, world, at rest. points: (n, 3) vertices; centres, normals: (f, 3) of faces, the
    normals as long as the faces are large."""

    points: np.ndarray
    centres: np.ndarray
    normals: np.ndarray


def _at_rest(rig: Rig, part: int) -> np.ndarray:
    """(4, 4) from where a part is now to where it is at rest."""
    return np.linalg.inv(motions(rig, bpy.context.evaluated_depsgraph_get())[part])


def selection(context: bpy.types.Context) -> Selection:
    """None of all in other modes."""
    points, centres, normals = ([np.empty((0, 3))] for _ in range(3))
    for thing in context.objects_in_mode if context.mode == "EDIT_MESH" else ():
        part, mesh = part_of(thing), bmesh.from_edit_mesh(thing.data)
        back = _at_rest(read_rig(active_rig(context)), part) if part is not None else np.eye(4)
        matrix = back @ np.array(thing.matrix_world)
        faces = [face for face in mesh.faces if face.select]
        middles = np.array([face.calc_center_median()[:] for face in faces]).reshape(-1, 3)
        ways = np.array([face.normal[:] for face in faces]).reshape(-1, 3)
        sizes = np.array([face.calc_area() for face in faces])
        ways = ways @ np.linalg.pinv(matrix[:3, :3])  # as normals are turned where lengths are not kept
        ways *= (sizes / np.maximum(np.linalg.norm(ways, axis=1), 1e-30))[:, None]
        points.append(apply(matrix, np.array([v.co[:] for v in mesh.verts if v.select]).reshape(-1, 3)))
        centres.append(apply(matrix, middles))
        normals.append(ways)
    return Selection(*(np.concatenate(found) for found in (points, centres, normals)))


class ARTLLM_OT_joint_axis(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.joint_axis"
    bl_label = "Joint Axis"
    bl_description = "Have the active part turn about, or slide along, another axis, and lock its joint"

    axis: EnumProperty(name="Axis", items=AXES)

    def prepare(self, context: bpy.types.Context) -> None:
        self.selection = selection(context) if self.axis in ("EDGE", "FACE", "CIRCLE") else None

    def changed(self, context: bpy.types.Context, rig: Rig, joint: Joint) -> Joint:
        if self.axis == "FLIP":
            return replace(joint, axis=tuple(-x for x in joint.axis))
        if self.axis == "VIEW":
            towards = _view(context).view_rotation.to_matrix().col[2]
            return _along(joint, _at_rest(rig, joint.parent)[:3, :3] @ np.array(towards))
        if self.axis in "XYZ":
            return replace(joint, axis=tuple(float(name == self.axis) for name in "XYZ"))
        return {"EDGE": self._edge, "FACE": self._face, "CIRCLE": self._circle}[self.axis](joint)

    def _edge(self, joint: Joint) -> Joint:
        points = self.selection.points
        axis = points[1] - points[0] if len(points) == 2 else np.zeros(3)
        if not axis.any():
            raise InputError("The axis needs one edge or two vertices.", "Select them in Edit Mode.")
        return _along(joint, axis if axis @ np.array(joint.axis) >= 0 else -axis, points.mean(axis=0))

    def _face(self, joint: Joint) -> Joint:
        normal = self.selection.normals.sum(axis=0)
        if np.linalg.norm(normal) <= 1e-3 * np.linalg.norm(self.selection.normals, axis=1).sum():
            raise InputError("No faces that look to one side are selected.", "Select some in Edit Mode.")
        sizes = np.linalg.norm(self.selection.normals, axis=1)
        return _along(joint, normal, np.average(self.selection.centres, axis=0, weights=sizes))

    def _circle(self, joint: Joint) -> Joint:
        middle, normal = _circle_of(self.selection)
        return _along(joint, normal if normal @ np.array(joint.axis) >= 0 else -normal, middle)


class ARTLLM_OT_joint_origin(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.joint_origin"
    bl_label = "Joint Pivot"
    bl_description = "Have the active part's axis pass through another point, and lock its joint"

    origin: EnumProperty(name="Pivot", items=ORIGINS)

    def prepare(self, context: bpy.types.Context) -> None:
        self.selection = selection(context) if self.origin in ("SELECTION", "CIRCLE") else None

    def changed(self, context: bpy.types.Context, rig: Rig, joint: Joint) -> Joint:
        if self.origin == "SELECTION" and not len(self.selection.points):
            raise InputError("No vertices are selected.", "Select some in Edit Mode.")
        box = rig.articulation.part(joint.child).box
        place = {
            "CURSOR": lambda: apply(_at_rest(rig, joint.parent), context.scene.cursor.location[:]),
            "SELECTION": lambda: self.selection.points.mean(axis=0),
            "CIRCLE": lambda: _circle_of(self.selection)[0],
            "BOX": lambda: np.add(box.lower, box.upper) / 2,
        }[self.origin]()
        return replace(joint, origin=tuple(place.tolist()))


def _along(joint: Joint, axis: np.ndarray, origin: np.ndarray | None = None) -> Joint:
    """The joint along (3,), of any length, and through (3,)."""
    axis = tuple((axis / np.linalg.norm(axis)).tolist())
    return replace(joint, axis=axis, origin=joint.origin if origin is None else tuple(origin.tolist()))


def _circle_of(selected: Selection) -> tuple[np.ndarray, np.ndarray]:
    """(3,) middle and (3,) axis."""
    found = circle(selected.points)
    if found is None:
        raise InputError("A circle needs three vertices that are not in a line.", "Select them in Edit Mode.")
    return found[:2]


def _view(context: bpy.types.Context) -> bpy.types.RegionView3D:
    """Of the 3D view that the mouse is in or, where it is in none, of the window's first."""
    areas = [context.area, *(context.window.screen.areas if context.window else ())]
    area = next((area for area in areas if area and area.type == "VIEW_3D"), None)
    if area is None:
        raise InputError("There is no 3D view to look from.", "Open one.")
    return area.spaces.active.region_3d


CLASSES = (ARTLLM_OT_joint_axis, ARTLLM_OT_joint_origin)
