"""Export: the articulated object that is active, for simulators (URDF) and engines (GLB)."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ..core.errors import InputError
from ..core.formats.inertia import DENSITY
from ..core.formats.ros import package_name
from ..core.names import sanitise
from ..core.steps import Steps
from ..scene.formats.export import Exported, exporting, origin_of
from ..scene.formats.surfaces import MOST_DENSE
from ..scene.rig.asset import note_export
from ..scene.rig.read_rig import asset_name
from . import elsewhere
from .active import active_rig, needs_still_rig
from .slices import InSlices

FORMATS = (
    ("urdf", "URDF", "Links, joints, inertia and OBJ meshes, for simulators"),
    ("mjcf", "MJCF", "For MuJoCo, with screws, damping and what does not collide"),
    ("glb", "GLB", "A tree of nodes with an animation for each joint, for engines"),
    ("blend", "Blend", "This asset alone, for Blender"),
    ("png", "Picture", "Rest pose beside opened pose"),
    ("usda", "USD", "For simulators: bodies, joints and colliders by UsdPhysics, as text, with what SimReady asks"),
    ("usdz", "USDZ", "The same in one file with its pictures, binary where this Blender has USD"),
    ("sdf", "SDF", "For Gazebo: a model folder with links, joints, screws too, and OBJ meshes"),
)

COLLIDERS = (
    ("automatic", "Automatic", "Few convex pieces a part that keep hollows open and leave moving parts their ways"),
    ("boxes", "Boxes", "The same of boxes alone, the fastest in engines"),
    ("hulls", "Hulls", "One convex hull a part: hollows are filled"),
    ("mesh", "Mesh", "Each part's own mesh, of which engines that move it make a hull"),
    ("none", "None", "Nothing collides"),
)

VISUALS = (
    ("obj", "OBJ", "With MTL and pictures beside: read by every simulator, upright in all of them"),
    ("glb", "GLB", "One file a link with its pictures in it: for Drake, Genesis and newer RViz"),
)


class ARTLLM_OT_export(InSlices, bpy.types.Operator):
    bl_idname = "artllm.export"
    bl_label = "Export Asset"
    bl_description = "Write the articulated object into a folder of its own name"

    # Whether the artist has chosen in the file browser, which then executes.
    _browsed = False

    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN"})
    formats: EnumProperty(name="Formats", items=FORMATS, options={"ENUM_FLAG"}, default={"urdf", "glb"})
    colliders: EnumProperty(name="Colliders", description="What links collide with", items=COLLIDERS)
    glb_physics: BoolProperty(
        name="Physics in GLB",
        description="Bodies, colliders and joints by KHR_physics_rigid_bodies, a draft of Khronos",
    )
    glb_skinned: BoolProperty(
        name="One Skinned Mesh",
        description="The GLB is one mesh with a bone for each part, which the same clips move",
    )
    levels: IntProperty(
        name="Levels of Detail",
        description="So many more GLBs, each with half the faces of the one before: NAME_LOD1, NAME_LOD2, ...",
        min=0,
        max=6,
    )
    visuals: EnumProperty(name="Visuals", description="What links look like in URDF and SDF", items=VISUALS)
    ros: BoolProperty(name="ROS 2 Package", description="The folder becomes one, with a launch file for RViz")
    density: FloatProperty(
        name="Density", default=DENSITY, min=0.01, max=MOST_DENSE, precision=0,
        description="kg/m\u00b3 of what has a material that says none, by a custom property named density",
    )  # fmt: skip
    author: StringProperty(name="Author", description="Who made it, as the USD and the package say it")
    licence: StringProperty(
        name="Licence", description="As the USD and the package say it: an SPDX name, such as CC-BY-4.0"
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_still_rig(cls, context)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if self.properties.is_property_set("directory"):
            return self.begin(context)
        self._browsed = True
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def draw(self, context: bpy.types.Context) -> None:
        # One below the other: side by side the file browser's column cuts their names off.
        self.layout.column().prop(self, "formats")
        if "urdf" in self.formats:
            self.layout.prop(self, "ros")
        if self.formats & {"urdf", "sdf"}:
            self.layout.prop(self, "visuals")
        if "glb" in self.formats:
            self.layout.prop(self, "glb_physics")
            self.layout.prop(self, "glb_skinned")
            self.layout.prop(self, "levels")
        if self.formats & {"urdf", "mjcf", "usda", "usdz", "sdf"} or ("glb" in self.formats and self.glb_physics):
            self.layout.prop(self, "colliders")
            self.layout.prop(self, "density")
        if self.formats & {"usda", "usdz"} or ("urdf" in self.formats and self.ros):
            self.layout.prop(self, "author")
            self.layout.prop(self, "licence")

    def execute(self, context: bpy.types.Context) -> set[str]:
        if self._browsed:
            self._browsed = False
            return self.begin(context)
        return super().execute(context)

    def steps(self, context: bpy.types.Context) -> Steps[Exported]:
        if not self.formats:
            raise InputError("No format is chosen.", "Choose one at least, beside the files.")
        name = sanitise(asset_name(active_rig(context)), "asset")
        self._folder = Path(bpy.path.abspath(self.directory), name)
        origin = origin_of(self.author.strip(), self.licence.strip())
        how = {"colliders": self.colliders, "density": self.density, "origin": origin}
        how |= {
            "glb_physics": self.glb_physics,
            "glb_skinned": self.glb_skinned,
            "levels": self.levels,
            "visuals": self.visuals,
        }
        how |= {"package": package_name(name) if self.ros else None}
        how |= {"write": elsewhere.writing if self.in_slices else None}
        return (yield from exporting(active_rig(context), self._folder, name, self.formats, **how))

    def end(self, context: bpy.types.Context, result: Exported) -> set[str]:
        note_export(active_rig(context), result.said)
        written = f"{', '.join(path.name for path in result.files.values())} written to {self._folder}."
        self.report({"WARNING" if result.failures else "INFO"}, " ".join([written, *result.said]))
        return {"FINISHED"}

    def cancelled(self, context: bpy.types.Context) -> None:
        self.report({"INFO"}, "Export is cancelled; nothing was written.")
