"""Meshes read into `Layers` and built from them again: all that Blender keeps in a mesh, no more and no less."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np

from ...core.steps import Steps, exhausted
from . import raw
from .layers import FLAG, GROUP, NOT_IN, SHAPE_KEY, STAGE, Layers

# How foreach_get names the value of an attribute, and how many numbers it is.
_VALUE = {
    "FLOAT": ("value", 1, np.float32),
    "INT": ("value", 1, np.int32),
    "INT8": ("value", 1, np.int32),
    "BOOLEAN": ("value", 1, bool),
    "FLOAT2": ("vector", 2, np.float32),
    "FLOAT_VECTOR": ("vector", 3, np.float32),
    "FLOAT_COLOR": ("color", 4, np.float32),
    "BYTE_COLOR": ("color", 4, np.float32),
    "QUATERNION": ("value", 4, np.float32),
    "INT16_2D": ("value", 2, np.int32),
    "INT32_2D": ("value", 2, np.int32),
    "FLOAT4X4": ("value", 16, np.float32),
    "STRING": ("value", 1, object),
}
# Attributes that are written in another way, by one Blender or another.
_BUILT = ("position", "material_index", "custom_normal", "uv_seam", "freestyle_edge", "freestyle_face")
_FLAGS = (("use_seam", "EDGE"), ("use_freestyle_mark", "EDGE"), ("use_freestyle_mark", "FACE"))
# Where a mesh has none of these, it has no seams: asking each edge takes long.
_SEAMS = ("uv_seam", ".uv_seam")
# Of Blender's own attributes, whose names start with a dot, those that are the artist's work.
_ARTISTS = (".sculpt_mask", ".sculpt_face_set", ".hide_vert", ".hide_edge", ".hide_poly")
_PINS = ".pn."
# Normals this near to what the shading gives are left to it.
_SAME_NORMAL = 1e-3


def _get(elements, name: str, width: int, kind: type) -> np.ndarray:
    if kind is object:
        values = np.empty((len(elements), 1), object)
        values[:, 0] = [getattr(element, name) for element in elements]
        return values
    values = np.empty((len(elements), width), kind)
    elements.foreach_get(name, values.ravel())
    return values


def _set(elements, name: str, values: np.ndarray, kind: type) -> None:
    if kind is object:
        for element, value in zip(elements, values[:, 0], strict=True):
            setattr(element, name, value)
    else:
        elements.foreach_set(name, np.ascontiguousarray(values, kind).ravel())


def _elements(mesh: bpy.types.Mesh, domain: str):
    return {"POINT": mesh.vertices, "EDGE": mesh.edges, "FACE": mesh.polygons, "CORNER": mesh.loops}[domain]


def read(
    mesh: bpy.types.Mesh,
    matrix: np.ndarray,
    materials: Sequence[bpy.types.Material | None],
    groups: Sequence[str] = (),
    keys: bool = False,
) -> Layers:
    """All of a mesh. matrix: (4, 4) mesh → world; materials: what its slots hold; groups: names of vertex groups.

    keys: whether its shape keys are still to be applied, which in an evaluated mesh they are not.
    """
    columns = {}
    artists = {layer.name for layer in (*mesh.uv_layers, *mesh.color_attributes)}
    for attribute in mesh.attributes:
        name, known = attribute.name, _VALUE.get(attribute.data_type)
        is_ours = not name.startswith(".") or name in artists or name in _ARTISTS or name.startswith(_PINS)
        if known and is_ours and name not in _BUILT:
            columns[name, attribute.domain, attribute.data_type] = _get(attribute.data, *known)
    for name, domain in _FLAGS:
        if name == "use_seam" and not any(seam in mesh.attributes for seam in _SEAMS):
            continue
        elements = _elements(mesh, domain)
        if len(elements) and hasattr(elements[0], name):
            flags = _get(elements, name, 1, bool)
            if flags.any():
                columns[name, domain, FLAG] = flags
    if keys and mesh.shape_keys:
        for block in mesh.shape_keys.key_blocks[1:]:
            columns[block.name, "POINT", SHAPE_KEY] = _get(block.data, "co", 3, np.float32)
    columns |= _weights(mesh, groups)
    active = {
        "uv": mesh.uv_layers.active.name if mesh.uv_layers.active else "",
        "uv_render": next((layer.name for layer in mesh.uv_layers if layer.active_render), ""),
        "color": mesh.color_attributes.active_color_name,
        "color_render": mesh.color_attributes.default_color_name,
    }
    coded = mesh.attributes.get("custom_normal")
    return Layers(
        raw.positions(mesh),
        raw.edges(mesh),
        raw.corner_vertices(mesh),
        raw.corner_edges(mesh),
        raw.polygon_sizes(mesh),
        raw.material_slots(mesh),
        _get(mesh.corner_normals, "vector", 3, np.float32),
        _get(coded.data, *_VALUE["INT16_2D"]) if coded and coded.data_type == "INT16_2D" else None,
        columns,
        tuple(materials),
        active,
        mesh.has_custom_normals,
        matrix,
    )


def _weights(mesh: bpy.types.Mesh, groups: Sequence[str]) -> dict[tuple[str, str, str], np.ndarray]:
    """A column for each vertex group."""
    if not groups:
        return {}
    given = [(v.index, g.group, g.weight) for v in mesh.vertices for g in v.groups if g.group < len(groups)]
    weights = np.full((len(mesh.vertices), len(groups)), NOT_IN, np.float32)
    if given:
        vertex, group, weight = np.array(given).T
        weights[vertex.astype(int), group.astype(int)] = weight
    return {(name, "POINT", GROUP): weights[:, i : i + 1] for i, name in enumerate(groups)}


def build(name: str, layers: Layers) -> bpy.types.Mesh:
    """All steps of `building` at once."""
    return exhausted(building(name, layers))


def building(name: str, layers: Layers) -> Steps[bpy.types.Mesh]:
    """A new mesh, all but vertex groups and shape keys, which are an object's to make: `complete`."""
    mesh = bpy.data.meshes.new(name)
    for material in layers.materials:
        mesh.materials.append(material)
    mesh.vertices.add(len(layers.positions))
    mesh.edges.add(len(layers.edges))
    mesh.loops.add(len(layers.corner_vertex))
    mesh.polygons.add(len(layers.polygon_size))
    raw.write(mesh, "position", layers.positions)
    raw.write(mesh, ".edge_verts", layers.edges)
    raw.write(mesh, ".corner_vert", layers.corner_vertex)
    raw.write(mesh, ".corner_edge", layers.corner_edge)
    _set(mesh.polygons, "loop_start", np.cumsum(layers.polygon_size) - layers.polygon_size, np.int32)
    raw.write_material_slots(mesh, layers.material)
    for (title, domain, kind), values in layers.columns.items():
        if kind == FLAG:
            _set(_elements(mesh, domain), title, values, bool)
        elif kind in _VALUE:
            attribute = mesh.attributes.new(title, kind, domain)
            _set(attribute.data, _VALUE[kind][0], values, _VALUE[kind][2])
    _activate(mesh, layers.active)
    yield STAGE, 0.3
    mesh.update()
    yield from _shade(mesh, layers)
    return mesh


def _shade(mesh: bpy.types.Mesh, layers: Layers) -> Steps[None]:
    """Give the mesh its normals, written down only where they would not come out as they were.

    A cut takes neighbours away that took part in smooth shading, so along it they must be. Where Blender shows how it
    codes custom normals, those of whole surroundings keep their code.
    """
    wanted = layers.normals
    free = ~np.logical_or.reduce([column != 0 for column in wanted.T])
    if free.all() and not layers.has_custom_normals:
        return
    yield STAGE, 0.4
    shade(mesh)
    yield STAGE, 0.45
    plain = _get(mesh.corner_normals, "vector", 3, np.float32)
    yield STAGE, 0.5
    same = _alike(plain, wanted)
    if same.all() and not layers.has_custom_normals:
        return
    same |= free
    # Blender ends at normals of a mesh in which a face has a vertex twice.
    sound = not (layers.edges[:, 0] == layers.edges[:, 1]).any()
    if sound and (layers.has_custom_normals or not same.all()):
        yield STAGE, 0.7
        # Zero stands for what the shading gives.
        mesh.normals_split_custom_set(np.where(same[:, None] & (not layers.has_custom_normals), 0, wanted))
    if layers.coded_normals is None or not mesh.has_custom_normals:
        return
    coded = mesh.attributes["custom_normal"].data
    anew = _get(coded, *_VALUE["INT16_2D"])
    _set(coded, "value", layers.coded_normals, np.int32)
    mesh.update()
    off = ~_alike(_get(mesh.corner_normals, "vector", 3, np.float32), wanted)
    if (off & ~free).any():
        _set(coded, "value", np.where((off & ~free)[:, None], anew, layers.coded_normals), np.int32)
        mesh.update()


def _alike(normals: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(c,) bool: which of the normals (c, 3) are as they should be."""
    return np.logical_and.reduce([np.abs(a - b) <= _SAME_NORMAL for a, b in zip(normals.T, wanted.T, strict=True)])


def shade(mesh: bpy.types.Mesh) -> None:
    """Have Blender work out the normals of a mesh's corners, which it keeps."""
    if len(mesh.corner_normals):
        mesh.corner_normals[0].vector  # noqa: B018 - asked for one, it makes all


def _activate(mesh: bpy.types.Mesh, active: dict[str, str]) -> None:
    if layer := mesh.uv_layers.get(active["uv"]):
        mesh.uv_layers.active = layer
    if layer := mesh.uv_layers.get(active["uv_render"]):
        layer.active_render = True
    mesh.color_attributes.active_color_name = active["color"]
    mesh.color_attributes.default_color_name = active["color_render"]


def complete(thing: bpy.types.Object, layers: Layers, like: bpy.types.Object) -> None:
    """Give an object, whose mesh `build` made of these layers, the vertex groups and shape keys of another."""
    for (name, _, kind), values in layers.columns.items():
        if kind == GROUP:
            _fill_group(thing.vertex_groups.new(name=name), values[:, 0])
            thing.vertex_groups[name].lock_weight = like.vertex_groups[name].lock_weight
    if len(thing.vertex_groups):
        thing.vertex_groups.active_index = like.vertex_groups.active_index
    keys = like.data.shape_keys if like.type == "MESH" else None
    positions = {name: values for (name, _, kind), values in layers.columns.items() if kind == SHAPE_KEY}
    if keys is None or not positions:
        return
    for block in keys.key_blocks:
        new = thing.shape_key_add(name=block.name, from_mix=False)
        if block.name in positions:
            _set(new.data, "co", positions[block.name], np.float32)
    copy_settings(keys, thing.data.shape_keys)
    for block, new in zip(keys.key_blocks, thing.data.shape_keys.key_blocks, strict=True):
        new.slider_max, new.slider_min = block.slider_max, block.slider_min
        copy_settings(block, new)
        new.relative_key = thing.data.shape_keys.key_blocks[block.relative_key.name]
    thing.active_shape_key_index = like.active_shape_key_index
    _copy_motion(keys, thing.data.shape_keys)


def _fill_group(group: bpy.types.VertexGroup, weights: np.ndarray) -> None:
    order = np.argsort(weights, kind="stable")
    order = order[weights[order] >= 0]
    for same in np.split(order, np.flatnonzero(np.diff(weights[order])) + 1):
        group.add(same.tolist(), float(weights[same[0]]) if len(same) else 0.0, "REPLACE")


def copy_settings(old: bpy.types.bpy_struct, new: bpy.types.bpy_struct) -> None:
    """All that is a number, a switch, a choice or a text, and custom properties; not the name."""
    left_out = {"name", "name_full", "tag", "use_fake_user", "use_extra_user"}
    for setting in old.bl_rna.properties:
        simple = setting.type in ("BOOLEAN", "INT", "FLOAT", "ENUM", "STRING")
        if simple and setting.identifier not in left_out and not new.is_property_readonly(setting.identifier):
            setattr(new, setting.identifier, getattr(old, setting.identifier))


def copy_properties(old: bpy.types.ID, new: bpy.types.ID) -> None:
    """Custom properties, with their ranges and descriptions."""
    for name in old.keys():
        value = old[name]
        new[name] = value.to_dict() if hasattr(value, "to_dict") else value
        try:
            new.id_properties_ui(name).update_from(old.id_properties_ui(name))
        except TypeError:
            pass  # a kind of property that has no such settings


def _copy_motion(old: bpy.types.Key, new: bpy.types.Key) -> None:
    """The action and drivers that move shape keys."""
    motion = old.animation_data
    if motion is None:
        return
    own = new.animation_data_create()
    own.action = motion.action
    if getattr(motion, "action_slot", None):
        own.action_slot = motion.action_slot
    for curve in motion.drivers:
        own.drivers.from_existing(src_driver=curve)
