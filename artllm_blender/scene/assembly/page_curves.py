"""Pages of a manual as curves and text in the scene, beside what they are of."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.assembly.sheet import POINT, Area, Colour, Lines, Sheet, Words

GAP, HIGH = 0.1, 1e-3  # of a page's width; and of its height, between what lies on each other


def draw_pages(scene: bpy.types.Scene, title: str, sheets: Sequence[Sheet]) -> bpy.types.Collection:
    """A collection with an empty a page, whose curves and texts hang on it: pages upright in a row behind the scene's
    meshes, as high as these."""
    corners = [
        thing.matrix_world @ Vector(corner)
        for thing in scene.objects
        if thing.type == "MESH"
        for corner in thing.bound_box
    ]
    box = np.array(corners or [(0, 0, 0), (1, 1, 1)])
    lower, upper = box.min(axis=0), box.max(axis=0)
    scale = float((upper - lower).max()) / sheets[0].height
    collection = bpy.data.collections.new(f"{title} Manual")
    scene.collection.children.link(collection)
    materials: dict[Colour, bpy.types.Material] = {}
    for number, sheet in enumerate(sheets):
        page = bpy.data.objects.new(f"{title} Page {number}", None)
        page.empty_display_size = 0.01 * sheet.width
        collection.objects.link(page)
        # Right and down on the page are right and down in the world, seen from the front.
        left = lower[0] + number * (1 + GAP) * sheet.width * scale
        page.matrix_world = Matrix(
            ((scale, 0, 0, left), (0, 0, -scale, upper[1] + scale * 20), (0, scale, 0, upper[2]), (0, 0, 0, 1))
        )
        for layer, mark in enumerate(sheet.marks):
            _add(mark, page, collection, HIGH * sheet.height * (layer + 1), materials)
    return collection


def _add(
    mark: Lines | Area | Words,
    page: bpy.types.Object,
    collection: bpy.types.Collection,
    high: float,
    materials: dict[Colour, bpy.types.Material],
) -> None:
    data = _text(mark) if isinstance(mark, Words) else _curve(mark)
    if mark.colour not in materials:
        materials[mark.colour] = bpy.data.materials.new("Ink")
        materials[mark.colour].diffuse_color = (*mark.colour, 1.0)
    data.materials.append(materials[mark.colour])
    thing = bpy.data.objects.new(page.name, data)
    thing.parent = page
    x, y = mark.at if isinstance(mark, Words) else (0.0, 0.0)
    thing.location = (x, -y, high)
    collection.objects.link(thing)


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
