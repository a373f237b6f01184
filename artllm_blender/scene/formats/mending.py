"""What mends a part that Check Asset found something of: each is the least change of the scene that does."""

from __future__ import annotations

import bmesh
import bpy

from ...core.formats.inertia import SHEET_THICKNESS
from ...core.names import link_names
from ..rig import correct
from ..rig.correct_joints import make_base
from ..rig.read_rig import read_rig
from ..units import metres
from .surfaces import DENSITY_KEY


def thicken(armature: bpy.types.Object, part: int) -> None:
    """Give a part's objects the thickness of a sheet, by a modifier that the artist can change."""
    for thing in _objects(armature, part):
        if thing.modifiers.get("Thickness") is None:
            thickness = SHEET_THICKNESS / (metres() * max(thing.matrix_world.median_scale, 1e-9))
            thing.modifiers.new("Thickness", "SOLIDIFY").thickness = thickness


def turn_outward(armature: bpy.types.Object, part: int) -> None:
    """Have the faces of a part's objects look outward."""
    for mesh in {thing.data for thing in _objects(armature, part)}:
        scratch = bmesh.new()
        scratch.from_mesh(mesh)
        bmesh.ops.recalc_face_normals(scratch, faces=scratch.faces)
        scratch.to_mesh(mesh)
        scratch.free()


def rename_plainly(armature: bpy.types.Object, part: int) -> None:
    """Call a part as its link is called in files."""
    articulation = read_rig(armature).articulation
    correct.rename(armature, part, link_names(articulation)[part], articulation.part(part).label)


def set_density(armature: bpy.types.Object, part: int, density: float) -> list[str]:
    """Give the materials of a part's objects a density, kg/m3, and objects without any a material that has it. Their
    names."""
    found: dict[str, bpy.types.Material] = {}
    for thing in _objects(armature, part):
        if not any(slot.material for slot in thing.material_slots):
            thing.data.materials.clear()
            thing.data.materials.append(bpy.data.materials.new(read_rig(armature).articulation.part(part).name))
        found |= {slot.material.name: slot.material for slot in thing.material_slots if slot.material}
    for material in found.values():
        material[DENSITY_KEY] = density
        material.id_properties_ui(DENSITY_KEY).update(min=0.0, description="kg/m3 of what lies behind its faces")
    return sorted(found)


# What mends a part, by the code of what was found; the scene's unit and densities are the artist's to say.
MENDS = {
    "flat": thicken,
    "inertia": turn_outward,
    "name": rename_plainly,
    "still": correct.dissolve,
    "empty": correct.dissolve,
    "heavy": make_base,
}


def _objects(armature: bpy.types.Object, part: int) -> list[bpy.types.Object]:
    return [thing for thing in read_rig(armature).objects.get(part, ()) if thing.type == "MESH"]
