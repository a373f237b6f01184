"""A mesh as arrays of everything the artist gave it, and what is done with them: take, move, join, cut, add."""

from __future__ import annotations

from dataclasses import dataclass, replace

import bpy
import numpy as np

from ...core.cut.caps import Added
from ...core.cut.seam import Cut
from ...core.cut.unwrap import unwrapped
from ...core.steps import Steps, exhausted

STAGE = "Building"
# What a column holds, beside Blender's attribute types: a flag of the elements (use_seam), a shape key's positions, a
# vertex group's weights, which are NOT_IN where the vertex is not in the group.
FLAG, SHAPE_KEY, GROUP = "FLAG", "SHAPE_KEY", "GROUP"
NOT_IN = -1.0
# What has values between two others; of the rest a new vertex takes the nearer one's.
_CONTINUOUS = {"FLOAT", "FLOAT2", "FLOAT_VECTOR", "FLOAT_COLOR", "BYTE_COLOR", "QUATERNION", "FLOAT4X4", SHAPE_KEY}
_SHARP = ("sharp_face", "FACE", "BOOLEAN")


@dataclass(frozen=True)
class Layers:
    """A mesh as arrays. columns: (name, domain, type) → (n, k) values; active: the name of the layer in each role.

    normals: (c, 3) wanted at each corner, 0 where the shading decides; coded_normals: (c, 2) how Blender stores custom
    ones, None where it does not show that. materials: of the mesh's slots. matrix: (4, 4) mesh → world.
    """

    positions: np.ndarray
    edges: np.ndarray
    corner_vertex: np.ndarray
    corner_edge: np.ndarray
    polygon_size: np.ndarray
    material: np.ndarray
    normals: np.ndarray
    coded_normals: np.ndarray | None
    columns: dict[tuple[str, str, str], np.ndarray]
    materials: tuple[bpy.types.Material | None, ...]
    active: dict[str, str]
    has_custom_normals: bool
    matrix: np.ndarray

    def count(self, domain: str) -> int:
        """How many elements an attribute's domain has."""
        rows = {"POINT": self.positions, "EDGE": self.edges, "FACE": self.polygon_size, "CORNER": self.normals}
        return len(rows[domain])

    def polygon_of_corner(self) -> np.ndarray:
        """(c,) int."""
        return np.repeat(np.arange(len(self.polygon_size)), self.polygon_size)


def take(layers: Layers, polygons: np.ndarray, loose: np.ndarray | None = None) -> Layers:
    """All steps of `taking` at once."""
    return exhausted(taking(layers, polygons, loose))


def taking(
    layers: Layers, polygons: np.ndarray, loose: np.ndarray | None = None, unshaded: bool = False
) -> Steps[Layers]:
    """The same mesh with only some of its polygons, what they stand on, and vertices that no polygon uses.

    polygons: (n,) ascending; loose: (v,) bool. Edges that no polygon uses come along where both their ends do.
    unshaded: whether normals are left to the shading where that took only these polygons into account.
    """
    sizes = layers.polygon_size[polygons]
    first = (np.cumsum(layers.polygon_size) - layers.polygon_size)[polygons]
    corners = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    has_vertex = np.zeros(len(layers.positions), bool) if loose is None else loose.copy()
    has_vertex[layers.corner_vertex[corners]] = True
    has_edge = np.ones(len(layers.edges), bool)
    has_edge[layers.corner_edge] = False
    for end in layers.edges.T:
        has_edge &= has_vertex[end]
    has_edge[layers.corner_edge[corners]] = True
    yield STAGE, 0.0
    vertices, edges = np.flatnonzero(has_vertex), np.flatnonzero(has_edge)
    new_vertex = np.cumsum(has_vertex, dtype=np.int32) - 1
    new_edge = np.cumsum(has_edge, dtype=np.int32) - 1
    chosen = {"POINT": vertices, "EDGE": edges, "FACE": polygons, "CORNER": corners}
    corner_vertex, corner_edge = (
        new[old[corners]] for new, old in ((new_vertex, layers.corner_vertex), (new_edge, layers.corner_edge))
    )
    yield STAGE, 0.0
    alone = unshaded and not layers.has_custom_normals
    alone = alone and np.count_nonzero(has_vertex[layers.corner_vertex]) == len(corners)
    return replace(
        layers,
        positions=np.take(layers.positions, vertices, axis=0),
        edges=new_vertex[np.take(layers.edges, edges, axis=0)],
        corner_vertex=corner_vertex,
        corner_edge=corner_edge,
        polygon_size=sizes,
        material=layers.material[polygons],
        normals=np.zeros((len(corners), 3), np.float32) if alone else np.take(layers.normals, corners, axis=0),
        coded_normals=None if layers.coded_normals is None else layers.coded_normals[corners],
        columns={key: np.take(values, chosen[key[1]], axis=0) for key, values in layers.columns.items()},
    )


def loose_homes(layers: Layers, polygon_part: np.ndarray) -> np.ndarray:
    """(v,) the part id that each vertex which no polygon uses goes with; -1 for all others.

    That of what it hangs on by edges, else the part with most polygons.
    """
    home = np.full(len(layers.positions), -1, np.int64)
    on_polygon = np.zeros(len(home), bool)
    on_polygon[layers.corner_vertex] = True
    if on_polygon.all() or not len(polygon_part):
        return home
    home[layers.corner_vertex] = polygon_part[layers.polygon_of_corner()]
    wires = layers.edges[~on_polygon[layers.edges].all(axis=1)]
    before = None
    while before is None or (home != before).any():
        before = home.copy()
        for a, b in (wires.T, wires.T[::-1]):
            reached = (home[a] < 0) & (home[b] >= 0)
            home[a[reached]] = home[b[reached]]
    home[(home < 0) & np.isfinite(layers.positions).all(axis=1)] = np.bincount(polygon_part).argmax()
    home[on_polygon] = -1
    return home


def in_world(layers: Layers) -> Layers:
    """The same with its transform applied; a mirrored mesh gets its polygons turned round, to face as seen."""
    turn, move = layers.matrix[:3, :3], layers.matrix[:3, 3]
    # The cofactor matrix carries normals and, unlike the inverse, exists for a flattened object too.
    cofactor = np.stack([np.cross(turn[1], turn[2]), np.cross(turn[2], turn[0]), np.cross(turn[0], turn[1])])
    normals = unit_rows(layers.normals @ cofactor.T)
    moved = replace(
        layers,
        positions=layers.positions @ turn.T + move,
        normals=normals,
        coded_normals=None,
        columns={key: v @ turn.T + move if key[2] == SHAPE_KEY else v for key, v in layers.columns.items()},
        matrix=np.eye(4),
    )
    if np.linalg.det(turn) >= 0:
        return moved
    size = np.repeat(layers.polygon_size, layers.polygon_size)
    first = np.repeat(np.cumsum(layers.polygon_size) - layers.polygon_size, layers.polygon_size)
    place = np.arange(len(size)) - first
    turned = first + size - 1 - place
    return replace(
        moved,
        corner_vertex=layers.corner_vertex[turned],
        corner_edge=layers.corner_edge[first + (size - 2 - place) % size],
        normals=-normals[turned],
        columns={key: v[turned] if key[1] == "CORNER" else v for key, v in moved.columns.items()},
    )


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """(n, k) of length 1 each; 0 stays 0."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-30)


def join(meshes: list[Layers]) -> Layers:
    """Several meshes of one frame as one. What one of them lacks is zero there; equal materials share a slot."""
    if len(meshes) == 1:
        return meshes[0]
    materials, slots = _slots(meshes)
    vertices = np.cumsum([0, *(len(one.positions) for one in meshes)])
    edges = np.cumsum([0, *(len(one.edges) for one in meshes)])
    columns = {}
    for key in dict.fromkeys(key for one in meshes for key in one.columns):
        columns[key] = np.concatenate(
            [one.columns[key] if key in one.columns else _blank(key, one, meshes) for one in meshes]
        )
    codes = [one.coded_normals for one in meshes]
    return Layers(
        np.concatenate([one.positions for one in meshes]),
        np.concatenate([one.edges + start for one, start in zip(meshes, vertices, strict=False)]),
        np.concatenate([one.corner_vertex + start for one, start in zip(meshes, vertices, strict=False)]),
        np.concatenate([one.corner_edge + start for one, start in zip(meshes, edges, strict=False)]),
        np.concatenate([one.polygon_size for one in meshes]),
        np.concatenate(slots),
        np.concatenate([one.normals for one in meshes]),
        None if any(code is None for code in codes) else np.concatenate(codes),
        columns,
        tuple(materials),
        {role: next((one.active[role] for one in meshes if one.active[role]), "") for role in meshes[0].active},
        any(one.has_custom_normals for one in meshes),
        meshes[0].matrix,
    )


def _slots(meshes: list[Layers]) -> tuple[list[bpy.types.Material | None], list[np.ndarray]]:
    """The materials of all, the first mesh's slots first, and the slot of each polygon, mesh by mesh."""
    if not any(one.materials for one in meshes):
        return [], [one.material for one in meshes]
    materials, slots = list(meshes[0].materials or (None,)), [meshes[0].material]
    for one in meshes[1:]:
        own = one.materials or (None,)
        materials += [material for material in dict.fromkeys(own) if material not in materials]
        is_same = own == tuple(materials[: len(own)])
        slot = np.arange(len(own)) if is_same else np.array([materials.index(material) for material in own])
        slots.append(slot[np.clip(one.material, 0, len(own) - 1)].astype(np.int32))
    return materials, slots


def _blank(key: tuple[str, str, str], one: Layers, meshes: list[Layers]) -> np.ndarray:
    """A column's values in a mesh that lacks it."""
    if key[2] == SHAPE_KEY:
        return one.positions
    other = next(mesh.columns[key] for mesh in meshes if key in mesh.columns)
    if key[2] == GROUP:
        return np.full((one.count(key[1]), 1), NOT_IN, np.float32)
    return np.repeat(other[:1] * 0, one.count(key[1]), axis=0)


def recut(layers: Layers, cut: Cut) -> Layers:
    """The mesh with polygons split as `cut` says; values at new vertices and corners lie between their neighbours'."""
    a, b = cut.vertex.T
    positions = np.concatenate([layers.positions, _mixed("FLOAT", layers.positions, a, b, cut.vertex_t)])
    at, to = cut.corner.T
    edges, corner_edge, edge_source = _recut_edges(layers, cut)
    columns = {}
    for key, values in layers.columns.items():
        if key[1] == "POINT":
            columns[key] = np.concatenate([values, _mixed(key[2], values, a, b, cut.vertex_t)])
        elif key[1] == "CORNER":
            columns[key] = _mixed(key[2], values, at, to, cut.corner_t)
        elif key[1] == "FACE":
            columns[key] = values[cut.polygon_source]
        else:
            columns[key] = values[np.maximum(edge_source, 0)]
            columns[key][edge_source < 0] = values[:1] * 0
    codes = layers.coded_normals
    return replace(
        layers,
        positions=positions,
        edges=edges,
        corner_vertex=cut.corner_vertex.astype(np.int32),
        corner_edge=corner_edge,
        polygon_size=cut.polygon_size.astype(np.int32),
        material=layers.material[cut.polygon_source],
        normals=unit_rows(_mixed("FLOAT", layers.normals, at, to, cut.corner_t)),
        coded_normals=None if codes is None else codes[at],
        columns=columns,
    )


def _mixed(kind: str, values: np.ndarray, a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """(n, k) between rows a and b of values, exactly a's where t is 0."""
    if kind == GROUP:
        mixed = _mixed("FLOAT", np.maximum(values, 0), a, b, t)
        return np.where((values[a] < 0) & ((values[b] < 0) | (t[:, None] == 0)), NOT_IN, mixed).astype(values.dtype)
    if kind not in _CONTINUOUS:
        return values[np.where(t < 0.5, a, b)]
    mixed = values[a]
    inside = t != 0
    share = t[inside, None]
    mixed[inside] = values[a[inside]] * (1 - share) + values[b[inside]] * share
    if kind == "QUATERNION":
        mixed[inside] = unit_rows(mixed[inside])
    return mixed


def _recut_edges(layers: Layers, cut: Cut) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(e, 2) edges after a cut; (c,) the edge from each corner; (e,) the old edge that each lies on, -1 for none."""
    pairs = _ring_pairs(cut.corner_vertex, cut.polygon_size)
    on = np.where(cut.corner_edge >= 0, layers.corner_edge[cut.corner_edge], -1)
    whole = (on >= 0) & (np.sort(layers.edges[on], axis=1) == np.sort(pairs, axis=1)).all(axis=1)
    fresh = np.flatnonzero(~whole)
    _, first, place = np.unique(_edge_keys(pairs[fresh]), return_index=True, return_inverse=True)
    kept = np.ones(len(layers.edges), bool)
    kept[layers.corner_edge] = False  # edges that only polygons had stay only where one still has them
    kept[on[whole]] = True
    corner_edge = (np.cumsum(kept, dtype=np.int32) - 1)[on]
    corner_edge[fresh] = kept.sum() + place
    edges = np.concatenate([layers.edges[kept], pairs[fresh[first]]]).astype(np.int32)
    return edges, corner_edge.astype(np.int32), np.concatenate([np.flatnonzero(kept), on[fresh[first]]])


def _ring_pairs(corner_vertex: np.ndarray, polygon_size: np.ndarray) -> np.ndarray:
    """(c, 2) the vertices at both ends of the edge from each corner to its polygon's next."""
    following = np.arange(1, len(corner_vertex) + 1)
    ends = np.cumsum(polygon_size)
    following[ends - 1] = ends - polygon_size
    return np.stack([corner_vertex, corner_vertex[following]], axis=1)


def _edge_keys(pairs: np.ndarray) -> np.ndarray:
    low, high = np.sort(pairs.astype(np.int64), axis=1).T
    return (low << 32) | high


def extended(layers: Layers, added: Added, shown: np.ndarray) -> Layers:
    """The mesh with polygons more, flat shaded, which take their looks from those that they refer to.

    shown: (v, 3) world, where the mesh's vertices were when the polygons were made, by its shape keys. UV maps go on
    as `unwrapped` has it.
    """
    away = (added.positions - shown[added.vertex_reference]) @ np.linalg.inv(layers.matrix)[:3, :3].T
    points = layers.positions[added.vertex_reference] + away
    pairs = _ring_pairs(added.corner_vertex, added.polygon_size)
    keys = np.concatenate([_edge_keys(layers.edges), _edge_keys(pairs)])
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    is_new = np.sort(first[first >= len(layers.edges)])
    number = np.empty(len(keys), np.int32)
    number[: len(layers.edges)] = np.arange(len(layers.edges))
    number[is_new] = len(layers.edges) + np.arange(len(is_new))
    new_pairs = pairs[is_new - len(layers.edges)]
    rows = {"POINT": added.vertex_reference, "CORNER": added.corner_reference, "FACE": added.polygon_reference}
    columns = {_SHARP: np.zeros((len(layers.polygon_size), 1), bool), **layers.columns}
    everywhere = np.concatenate([shown, added.positions])
    for key, values in columns.items():
        if key[1] == "EDGE":
            more = np.repeat(values[:1] * 0, len(new_pairs), axis=0)
        elif key == _SHARP:
            more = np.ones((len(added.polygon_size), 1), bool)
        else:
            more = values[rows[key[1]]]
            if key[2] == SHAPE_KEY:
                more = points + more - layers.positions[added.vertex_reference]
            elif key[1:] == ("CORNER", "FLOAT2"):
                more = unwrapped(values, everywhere, layers.corner_vertex, layers.polygon_size, added)
        columns[key] = np.concatenate([values, more.astype(values.dtype)])
    corners, codes = len(added.corner_vertex), layers.coded_normals
    return replace(
        layers,
        positions=np.concatenate([layers.positions, points.astype(layers.positions.dtype)]),
        edges=np.concatenate([layers.edges, new_pairs]).astype(np.int32),
        corner_vertex=np.concatenate([layers.corner_vertex, added.corner_vertex]).astype(np.int32),
        corner_edge=np.concatenate([layers.corner_edge, number[first[place[len(layers.edges) :]]]]),
        polygon_size=np.concatenate([layers.polygon_size, added.polygon_size]).astype(np.int32),
        material=np.concatenate([layers.material, layers.material[added.polygon_reference]]),
        normals=np.concatenate([layers.normals, np.zeros((corners, 3), layers.normals.dtype)]),
        coded_normals=None if codes is None else np.concatenate([codes, np.zeros((corners, 2), codes.dtype)]),
        columns=columns,
    )


def sewn(one: Layers, other: Layers) -> Layers:
    """Two meshes of one frame as one, joined along borders of theirs that lie on each other exactly."""
    both = join([one, other])
    uses = np.bincount(both.corner_edge, minlength=len(both.edges))
    border = np.unique(both.edges[uses == 1])
    first, second = border[border < len(one.positions)], border[border >= len(one.positions)]
    place = {both.positions[v].tobytes(): v for v in first.tolist()}
    vertex = np.arange(len(both.positions), dtype=np.int32)
    for v in second.tolist():
        vertex[v] = place.get(both.positions[v].tobytes(), v)
    edges = vertex[both.edges]
    _, first_of, same = np.unique(_edge_keys(edges), return_index=True, return_inverse=True)
    kept = np.zeros(len(edges), bool)
    kept[first_of] = True
    number = np.cumsum(kept, dtype=np.int32) - 1
    both = replace(
        both,
        edges=edges[kept],
        corner_vertex=vertex[both.corner_vertex],
        corner_edge=number[first_of[same]][both.corner_edge],
        columns={key: v[kept] if key[1] == "EDGE" else v for key, v in both.columns.items()},
    )
    loose = np.zeros(len(vertex), bool)
    loose[vertex] = True
    loose[both.corner_vertex] = False
    return take(both, np.arange(len(both.polygon_size)), loose)
