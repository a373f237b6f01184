"""A material as the colour and picture that formats simpler than Blender's can hold."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

GREY = (0.6, 0.6, 0.6, 1.0)


@dataclass(frozen=True)
class Look:
    """colour: sRGB and opacity, 0 to 1. image: multiplies it, over the mesh's UVs."""

    colour: tuple[float, float, float, float] = GREY
    image: bpy.types.Image | None = None


def look(material: bpy.types.Material | None) -> Look:
    """What a material's Principled shader shows; its viewport colour where there is none."""
    if material is None:
        return Look()
    nodes = material.node_tree.nodes if material.node_tree else ()
    shader = next((node for node in nodes if node.type == "BSDF_PRINCIPLED"), None)
    if shader is None:
        return Look(_srgb(material.diffuse_color))
    base, alpha = shader.inputs["Base Color"], shader.inputs["Alpha"]
    image = _image_behind(base)
    rgb = (1.0, 1.0, 1.0) if image else tuple(base.default_value)[:3]
    return Look(_srgb((*rgb, 1.0 if alpha.is_linked else alpha.default_value)), image)


def _image_behind(socket: bpy.types.NodeSocket) -> bpy.types.Image | None:
    """The first picture with pixels that feeds a socket, through any nodes between."""
    waiting, seen = [socket], set()
    while waiting:
        for link in waiting.pop(0).links:
            node = link.from_node
            if node in seen:
                continue
            seen.add(node)
            # Asking for its size loads a picture that nothing has shown yet.
            if node.type == "TEX_IMAGE" and node.image and node.image.size[0]:
                return node.image
            waiting += node.inputs
    return None


def _srgb(linear: tuple[float, ...]) -> tuple[float, float, float, float]:
    """IEC 61966-2-1, alpha as it is."""
    rgb = np.clip(np.array(linear[:3]), 0, 1)
    rgb = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return *(float(x) for x in rgb), float(linear[3])
