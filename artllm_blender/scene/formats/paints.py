"""Colours and pictures that a description gives its shapes, as Blender's materials."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np

from ...core.formats.model import Paint
from ...core.picture.colour import linear


class Paints:
    """Each becomes one material. notes: of pictures that cannot be read, in sentences. pack: pictures are taken in, as
    their files are soon gone."""

    def __init__(self, pack: bool = False) -> None:
        self.notes: list[str] = []
        self.pack = pack
        self._made: dict[Paint, bpy.types.Material] = {}

    def put(self, mesh: bpy.types.Mesh, paints: Sequence[Paint]) -> None:
        """Give a mesh these materials, unless it brought its own."""
        if paints and not any(mesh.materials):
            mesh.materials.clear()
            for paint in paints:
                mesh.materials.append(self._of(paint))

    def _of(self, paint: Paint) -> bpy.types.Material:
        if paint not in self._made:
            self._made[paint] = self._material(paint)
        return self._made[paint]

    def _material(self, paint: Paint) -> bpy.types.Material:
        material = bpy.data.materials.new(paint.name)
        material.use_nodes = True
        surface = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        colour = [*linear(np.array(paint.colour[:3])).tolist(), 1.0]
        surface.inputs["Base Color"].default_value = material.diffuse_color = colour
        surface.inputs["Alpha"].default_value = paint.colour[3]
        if paint.picture is not None:
            try:
                image = bpy.data.images.load(str(paint.picture), check_existing=True)
                if self.pack:
                    image.pack()
            except RuntimeError:
                self.notes.append(f"The picture {paint.picture.name} cannot be read.")
                return material
            node = material.node_tree.nodes.new("ShaderNodeTexImage")
            node.image = image
            material.node_tree.links.new(node.outputs["Color"], surface.inputs["Base Color"])
        return material
