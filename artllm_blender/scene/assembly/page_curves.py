"""Pages of a manual as curves and text in the scene, beside what they are of."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.assembly.sheet import POINT, WHITE, Area, Colour, Lines, Sheet, Words, box

# Of a page's width, between pages; of its height, between what lies on each other; and of the object, a page's height.
GAP, HIGH, LARGE = 0.1, 1e-3, 1.5
FLAT = Matrix.Diagonal((1, 1, 0.01, 1))


def draw_pages(scene: bpy.types.Scene, title: str, sheets: Sequence[Sheet]) -> bpy.types.Collection:
    """A collection that has one a page with its paper, curves and texts: pages stand upright in a row to the right of
    the scene's meshes, seen from the front."""
    corners = [
        thing.matrix_world @ Vector(corner)
        for thing in scene.objects
        if thing.type == "MESH"
        for corner in thing.bound_box
    ]
    around = np.array(corners or [(0, 0, 0), (1, 1, 1)])
    lower, upper = around.min(axis=0), around.max(axis=0)
    scale = LARGE * float((upper - lower).max()) / sheets[0].height
    pages = bpy.data.collections.new(f"{title} Manual")
    scene.collection.children.link(pages)
    materials: dict[Colour, bpy.types.Material] = {}
    for number, sheet in enumerate(sheets):
        page = bpy.data.collections.new(f"{title} Page {number}")
        pages.children.link(page)
        # Right and down on the page are right and down in the world, seen from the front.
        left = upper[0] + (number * (1 + GAP) + GAP) * sheet.width * scale
        top = lower[2] + scale * sheet.height
        matrix = Matrix(((scale, 0, 0, left), (0, 0, -scale, upper[1]), (0, scale, 0, top), (0, 0, 0, 1)))
        paper = Area((box(0, 0, sheet.width, sheet.height),), WHITE)
        for layer, mark in enumerate((paper, *sheet.marks)):
            x, y = mark.at if isinstance(mark, Words) else (0.0, 0.0)
            thing = bpy.data.objects.new(page.name, _data(mark, materials))
            # Strokes are round: as good as flat, what lies on them is not sunk in them.
            thing.matrix_world = matrix @ Matrix.Translation((x, -y, HIGH * sheet.height * layer)) @ FLAT
            page.objects.link(thing)
    return pages


def _data(mark: Lines | Area | Words, materials: dict[Colour, bpy.types.Material]) -> bpy.types.Curve:
    data = _text(mark) if isinstance(mark, Words) else _curve(mark)
    if mark.colour not in materials:
        materials[mark.colour] = bpy.data.materials.new("Ink")
        materials[mark.colour].diffuse_color = (*mark.colour, 1.0)
    data.materials.append(materials[mark.colour])
    return data


def _text(mark: Words) -> bpy.types.TextCurve:
    text = bpy.data.curves.new("Words", "FONT")
    text.body, text.size = mark.text, mark.size * POINT
    return text


def _curve(mark: Lines | Area) -> bpy.types.Curve:
    curve = bpy.data.curves.new("Ink", "CURVE")
    is_area = isinstance(mark, Area)
    curve.dimensions = "2D" if is_area else "3D"
    if is_area:
        curve.fill_mode = "BOTH"
    else:
        curve.bevel_depth, curve.bevel_resolution = mark.width / 2, 0
    for points in mark.rings if is_area else mark.segments:
        spline = curve.splines.new("POLY")
        spline.points.add(len(points) - 1)
        flat = np.column_stack([points * (1, -1), np.zeros(len(points)), np.ones(len(points))])
        spline.points.foreach_set("co", flat.astype(np.float32).ravel())
        spline.use_cyclic_u = is_area
    return curve
