"""The prop that is shown: a cabinet made of the generator's solids, with a material for each kind of thing.

Its door has no handle, so that at which side it is hung cannot be known, only said.
"""

from __future__ import annotations

from pathlib import Path

import bpy

from runtime.lab.shapes.solids import Mesh, box, cylinder, joined, open_box

# Metres: x from left to right, y from front to back, z up.
WIDTH, DEPTH, LOW, HIGH, WALL = 1.1, 0.42, 0.14, 0.8, 0.02
MIDDLE, GAP, FRONT, DRAWERS = 0.5, 0.004, 0.022, 3
# Colour as the eye sees it (sRGB), roughness, metallic.
MATERIALS = {
    "Oak": ((0.74, 0.55, 0.36), 0.55, 0.0),
    "Paint": ((0.88, 0.87, 0.83), 0.4, 0.0),
    "Brass": ((0.85, 0.67, 0.35), 0.3, 1.0),
}


def write(path: Path) -> None:
    """The prop as one object in a GLB, as an artist would get it. Blender's scene is lost."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    solids = cabinet()
    whole = joined([joined(meshes) for meshes in solids.values()])
    mesh = bpy.data.meshes.new("Cabinet")
    mesh.from_pydata(whole.vertices.tolist(), [], whole.faces.tolist())
    material = []
    for number, (name, meshes) in enumerate(solids.items()):
        mesh.materials.append(_material(name))
        material += [number] * sum(len(one.faces) for one in meshes)
    mesh.polygons.foreach_set("material_index", material)
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Cabinet", mesh))
    bpy.ops.export_scene.gltf(filepath=str(path))


def cabinet() -> dict[str, list[Mesh]]:
    """Its solids, by material: a case on legs, three drawers on the left, a door before a shelf on the right."""
    left, right, inner, edge = WALL, WIDTH - WALL, MIDDLE - WALL / 2, MIDDLE + WALL / 2
    oak = [
        open_box((0, 0, LOW), (WIDTH, DEPTH, HIGH), WALL, "-y"),
        box((-0.01, -FRONT - 0.01, HIGH), (WIDTH + 0.01, DEPTH + 0.01, HIGH + 0.025)),
        box((inner, 0.001, LOW + WALL), (edge, DEPTH - WALL, HIGH - WALL)),
        box((edge, 0.03, 0.46), (right, DEPTH - WALL, 0.478)),
    ]
    for x in (0.07, WIDTH - 0.07):
        for y in (0.06, DEPTH - 0.06):
            oak.append(cylinder((x, y, LOW), (x, y, 0), 0.024, end_radius=0.013))
    paint = _framed((MIDDLE + GAP / 2, LOW + GAP), (WIDTH - GAP / 2, HIGH - GAP))
    brass: list[Mesh] = []
    tall = (HIGH - LOW) / DRAWERS
    for number in range(DRAWERS):
        low, high = LOW + number * tall + GAP, LOW + (number + 1) * tall - GAP
        paint.append(box((GAP / 2, -FRONT, low), (MIDDLE - GAP / 2, -0.001, high)))
        inside = (left + 0.008, 0.001, max(low, LOW + WALL) + 0.008), (inner - 0.008, 0.38, high - 0.045)
        paint.append(open_box(*inside, 0.012))
        brass += _bar((GAP + MIDDLE) / 2, (low + high) / 2)
    return {"Oak": oak, "Paint": paint, "Brass": brass}


def _framed(lower: tuple[float, float], upper: tuple[float, float]) -> list[Mesh]:
    """A door of a board with a frame before it, between two corners in x and z."""
    (x0, z0), (x1, z1), rail, back = lower, upper, 0.06, -FRONT / 2
    slabs = [((x0, z0), (x0 + rail, z1)), ((x1 - rail, z0), (x1, z1)),
             ((x0 + rail, z0), (x1 - rail, z0 + rail)), ((x0 + rail, z1 - rail), (x1 - rail, z1))]  # fmt: skip
    frame = [box((a, -FRONT, b), (c, back, d)) for (a, b), (c, d) in slabs]
    return [box((x0, back, z0), (x1, -0.001, z1)), *frame]


def _bar(x: float, z: float) -> list[Mesh]:
    """A drawer's handle about a place of its front."""
    out = -FRONT - 0.028
    posts = [cylinder((x + side, -FRONT, z), (x + side, out, z), 0.005, 12) for side in (-0.06, 0.06)]
    return [cylinder((x - 0.08, out, z), (x + 0.08, out, z), 0.006, 12), *posts]


def _material(name: str) -> bpy.types.Material:
    colour, roughness, metallic = MATERIALS[name]
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*(((x + 0.055) / 1.055) ** 2.4 for x in colour), 1.0)
    shader.inputs["Roughness"].default_value, shader.inputs["Metallic"].default_value = roughness, metallic
    return made
