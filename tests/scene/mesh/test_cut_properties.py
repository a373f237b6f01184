"""What holds for every cut: parts are the source's faces and caps, no value changes, and twice is the same.

Over generated shapes, as modelled and as fused skins, with something of every kind of attribute on them.
"""

from __future__ import annotations

import contextlib

import bpy
import numpy as np
import pytest
import scenes

pytest.importorskip("scipy", reason="only developers' machines have what the generated shapes need")

from artllm_blender.core.articulation import Articulation  # noqa: E402
from artllm_blender.scene.mesh.mesh_in import gather  # noqa: E402
from artllm_blender.scene.rig.asset import build_asset  # noqa: E402
from artllm_blender.scene.rig.read_rig import read_rig  # noqa: E402
from runtime.lab.measure import oracle  # noqa: E402
from runtime.lab.shapes import generate  # noqa: E402

MODELLED = ("bottle", "cart", "faucet", "laptop", "microwave", "scissors", "storage_furniture", "trash_can")
FUSED = ("box", "refrigerator", "storage_furniture", "trash_can")
# Every value follows from where a point is, so that it is known at points that only the cut makes.
SLOPES = np.array([(0.3, 0.1, -0.2), (-0.1, 0.4, 0.2), (0.2, -0.3, 0.5), (0.1, 0.2, 0.3)])
ATTRIBUTES = (
    ("height", "FLOAT", "POINT", 1), ("flow", "FLOAT_VECTOR", "POINT", 3), ("tint", "FLOAT_COLOR", "POINT", 4),
    ("UVMap", "FLOAT2", "CORNER", 2), ("Lightmap", "FLOAT2", "CORNER", 2), ("paint", "FLOAT_COLOR", "CORNER", 4),
)  # fmt: skip


def values(elements, name: str, width: int, kind: type = np.float32) -> np.ndarray:
    found = np.empty(len(elements) * width, kind)
    elements.foreach_get(name, found)
    return found.reshape(-1, width)


def field(kind: str) -> str:
    return {"FLOAT": "value", "FLOAT_COLOR": "color"}.get(kind, "vector")


def decorated(vertices: np.ndarray, faces: np.ndarray) -> bpy.types.Object:
    """An object of triangles with the attributes, face numbers, materials, seams, a vertex group and a shape key."""
    scenes.empty_scene()
    thing = scenes.mesh_object("Thing", vertices.tolist(), faces.tolist())
    mesh = thing.data
    mesh.shade_smooth()
    at = values(mesh.vertices, "co", 3)
    corners = at[values(mesh.loops, "vertex_index", 1, np.int32)[:, 0]]
    for name, kind, domain, width in ATTRIBUTES:
        places = at if domain == "POINT" else corners
        data = mesh.attributes.new(name, kind, domain).data
        data.foreach_set(field(kind), (places @ SLOPES[:width].T).astype(np.float32).ravel())
    number = np.arange(len(mesh.polygons))
    mesh.attributes.new("number", "INT", "FACE").data.foreach_set("value", number)
    for name in ("Wood", "Steel"):
        mesh.materials.append(bpy.data.materials.new(name))
    mesh.edges.foreach_set("use_seam", np.arange(len(mesh.edges)) % 2 == 0)
    group = thing.vertex_groups.new(name="All")
    for i, weight in enumerate((0.5 + 0.1 * at[:, 0]).tolist()):
        group.add([i], weight, "REPLACE")
    thing.shape_key_add(name="Basis")
    key = thing.shape_key_add(name="Twice")
    key.data.foreach_set("co", (2 * at).ravel())
    key.value = 0.0
    return thing


def cut(thing: bpy.types.Object, part_of: oracle.PartOf, truth: Articulation) -> list[bpy.types.Mesh]:
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    prediction = oracle.answer(truth, source.vertices, source.faces, part_of, 16_000)
    armature = build_asset(bpy.context, source, prediction, interiors=False)
    return [thing.data for things in read_rig(armature).objects.values() for thing in things]


def triangles(mesh: bpy.types.Mesh) -> tuple[np.ndarray, np.ndarray]:
    """(m, 3, 3) corners of its triangles; (m,) the polygon of each."""
    mesh.calc_loop_triangles()
    at = values(mesh.vertices, "co", 3).astype(np.float64)
    return at[values(mesh.loop_triangles, "vertices", 3, np.int32)], values(
        mesh.loop_triangles, "polygon_index", 1, np.int32
    )[:, 0]


def areas(corners: np.ndarray) -> np.ndarray:
    return np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2


def volume(corners: np.ndarray) -> float:
    return float(np.linalg.det(corners).sum() / 6)


def contents(meshes: list[bpy.types.Mesh]) -> list[bytes]:
    """All that the cut made, for comparing."""
    return [
        values(elements, name, width, kind).tobytes()
        for mesh in meshes
        for elements, name, width, kind in (
            (mesh.vertices, "co", 3, np.float32),
            (mesh.loops, "vertex_index", 1, np.int32),
            (mesh.corner_normals, "vector", 3, np.float32),
            (mesh.attributes["UVMap"].data, "vector", 2, np.float32),
            (mesh.attributes["number"].data, "value", 1, np.int32),
        )
    ]


def assert_values_follow(mesh: bpy.types.Mesh, old: np.ndarray) -> None:
    """old: (n,) bool, its polygons that are no caps, whose corners and vertices have values of their own."""
    at = values(mesh.vertices, "co", 3)
    corner_vertex = values(mesh.loops, "vertex_index", 1, np.int32)[:, 0]
    is_old = np.repeat(old, values(mesh.polygons, "loop_total", 1, np.int32)[:, 0])
    standing = np.unique(corner_vertex[is_old])
    tolerance = 1e-5 * float(np.abs(at).max())
    for name, kind, domain, width in ATTRIBUTES:
        found = values(mesh.attributes[name].data, field(kind), width)
        places, kept = (at, standing) if domain == "POINT" else (at[corner_vertex], is_old)
        np.testing.assert_allclose(found[kept], (places @ SLOPES[:width].T)[kept], atol=tolerance, err_msg=name)
    weights = np.array([v.groups[0].weight for v in mesh.vertices])
    np.testing.assert_allclose(weights[standing], 0.5 + 0.1 * at[standing, 0], atol=1e-5)
    key = values(mesh.shape_keys.key_blocks["Twice"].data, "co", 3)
    np.testing.assert_allclose(key[standing], 2 * at[standing], atol=2 * tolerance)
    assert [material.name for material in mesh.materials] == ["Wood", "Steel"]


def assert_whole_faces_keep_every_bit(thing: bpy.types.Object, meshes: list[bpy.types.Mesh]) -> float:
    """The share of the source's faces that are whole in the parts: those with its corners, one after the other."""
    ring = values(thing.data.vertices, "co", 3)[values(thing.data.loops, "vertex_index", 1, np.int32)].reshape(-1, 3, 3)
    uvs = values(thing.data.attributes["UVMap"].data, "vector", 2).reshape(-1, 3, 2)
    normals = values(thing.data.corner_normals, "vector", 3).reshape(-1, 3, 3)
    whole = 0
    for mesh in meshes:
        number = values(mesh.attributes["number"].data, "value", 1, np.int32)[:, 0]
        sizes = values(mesh.polygons, "loop_total", 1, np.int32)[:, 0]
        three = np.flatnonzero(sizes == 3)
        corners = (np.cumsum(sizes) - sizes)[three, None] + np.arange(3)
        at = values(mesh.vertices, "co", 3)[values(mesh.loops, "vertex_index", 1, np.int32)[:, 0][corners]]
        same = (at == ring[number[three]]).all(axis=(1, 2))
        three, corners = three[same], corners[same]
        np.testing.assert_array_equal(values(mesh.attributes["UVMap"].data, "vector", 2)[corners], uvs[number[three]])
        kept = values(mesh.corner_normals, "vector", 3)[corners]
        np.testing.assert_allclose(kept, normals[number[three]], atol=2e-3)
        whole += len(three)
    return whole / len(ring)


def assert_faces_are_pieces_or_caps(thing: bpy.types.Object, meshes: list[bpy.types.Mesh], size: float) -> int:
    """How many caps there are; all else lies on the source's faces and covers each of them once."""
    source, _ = triangles(thing.data)
    normal = np.cross(source[:, 1] - source[:, 0], source[:, 2] - source[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    covered, inside, caps = np.zeros(len(source)), 0.0, 0
    for mesh in meshes:
        assert not mesh.validate()
        corners, polygon = triangles(mesh)
        number = values(mesh.attributes["number"].data, "value", 1, np.int32)[:, 0]
        of = number[polygon]
        off = np.abs(np.einsum("tkc,tc->tk", corners - source[of, :1], normal[of])).max(axis=1)
        within = (corners.max(axis=1) < source[of].max(axis=1) + 1e-5 * size).all(axis=1)
        within &= (corners.min(axis=1) > source[of].min(axis=1) - 1e-5 * size).all(axis=1)
        is_piece = values(mesh.polygons, "use_smooth", 1, bool)[:, 0]  # as all of the source is and no cap
        assert (off < 1e-5 * size)[is_piece[polygon]].all() and within[is_piece[polygon]].all()
        covered += np.bincount(of, areas(corners) * is_piece[polygon], minlength=len(source))
        caps += int((~is_piece).sum())
        inside += volume(corners)
        assert_values_follow(mesh, is_piece)
    np.testing.assert_allclose(covered, areas(source), atol=1e-4 * float(areas(source).max()))
    assert inside == pytest.approx(volume(source), rel=1e-3)
    return caps


@pytest.mark.parametrize("family", MODELLED)
def test_modelled_parts_are_the_sources_faces(family):
    shape = generate(family, 5)
    runs = []
    for _ in range(2):
        thing = decorated(shape.vertices, shape.faces)
        meshes = cut(thing, lambda _, triangle: shape.face_part[triangle], oracle.articulation(shape))
        runs.append(contents(meshes))
    assert runs[0] == runs[1] and len(meshes) == len(shape.parts)
    assert assert_whole_faces_keep_every_bit(thing, meshes) > 0.95
    assert_faces_are_pieces_or_caps(thing, meshes, float(np.ptp(shape.vertices, axis=0).max()))


def fused_skin(family: str) -> oracle.Fused:
    """The first of a few shapes that shows all its parts: what families make of a seed changes as they are mended."""
    for seed in range(5, 15):
        with contextlib.suppress(ValueError):
            return oracle.Fused.of(generate(family, seed), 3000, 72)
    raise AssertionError(f"no {family} shows all its parts")


@pytest.mark.parametrize("family", FUSED)
def test_a_fused_skin_is_its_faces_in_pieces_and_caps(family):
    fused = fused_skin(family)
    runs = []
    for _ in range(2):
        thing = decorated(fused.vertices, fused.faces)
        meshes = cut(thing, lambda points, _: fused.away(points).argmin(axis=1), fused.articulation)
        runs.append(contents(meshes))
    assert runs[0] == runs[1] and len(meshes) > 1
    assert assert_whole_faces_keep_every_bit(thing, meshes) > 0.5
    assert assert_faces_are_pieces_or_caps(thing, meshes, fused.size) > 0
