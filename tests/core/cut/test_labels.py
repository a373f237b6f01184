"""Polygons to parts: components, doubled faces, fused skins, doubtful points, parts that got nothing."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.cut.connectivity import components, neighbours, triangle_edges, twins, weld
from artllm_blender.core.cut.evidence import BoxOdds, expanded
from artllm_blender.core.cut.labels import label, without_part
from artllm_blender.core.cut.nearby import local_scores
from artllm_blender.core.cut.smoothing import smooth
from artllm_blender.core.prediction import Prediction
from artllm_blender.scene.mesh.mesh_in import Source, gather


def labelled(source: Source, prediction: Prediction):
    return label(source.vertices, source.faces, source.polygon, prediction)


def seen(*objects: bpy.types.Object) -> Source:
    return gather(objects, bpy.context.evaluated_depsgraph_get())


def hinged(count: int, box: Box) -> Articulation:
    """A root and its children, all with one box, so that only the points tell them apart."""
    joints = tuple(Joint(JointType.CONTINUOUS, 0, i, (0, 0, 1), (0, 0, 0), 0, 0) for i in range(1, count))
    return Articulation(tuple(Part(i, f"Part {i}", box) for i in range(count)), joints)


@pytest.mark.parametrize("prop", [scenes.cabinet, scenes.bottle])
@pytest.mark.parametrize("joined", [True, False])
@pytest.mark.parametrize("wrong", [0, 0.3])
def test_props_come_apart_as_they_were_built(prop, joined, wrong):
    scenes.empty_scene()
    thing = prop(joined)
    source = seen(*thing.objects)
    labels = labelled(source, scenes.predict(thing, source, wrong=wrong))
    np.testing.assert_array_equal(labels.polygon_part, thing.polygon_part)
    assert labels.articulation == thing.articulation


def test_triangles_with_split_normals_hang_together():
    """As STL and glTF files arrive: no triangle shares a vertex with another."""
    scenes.empty_scene()
    prop = scenes.cabinet()
    source = seen(*prop.objects)
    loose = np.arange(source.faces.size, dtype=np.int32).reshape(-1, 3)
    polygon = np.arange(len(loose), dtype=np.int32)
    prediction = scenes.predict(prop, source, wrong=0.3)
    labels = label(source.vertices[source.faces].reshape(-1, 3), loose, polygon, prediction)
    np.testing.assert_array_equal(labels.polygon_part, prop.polygon_part[source.polygon])


@pytest.mark.parametrize("wrong", [0, 0.2])
def test_a_fused_skin_is_cut_where_the_points_say(wrong):
    scenes.empty_scene()
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=100, y_subdivisions=100, size=1)
    grid = bpy.context.object
    truth = np.array([p.center.x > 0.1 for p in grid.data.polygons], int)
    prop = scenes.Prop((grid,), hinged(2, Box((-0.5, -0.5, 0), (0.5, 0.5, 0))), truth)
    source = seen(grid)
    labels = labelled(source, scenes.predict(prop, source, 16000, wrong))
    assert (labels.polygon_part == truth).mean() > 0.98


def test_a_small_component_goes_whole_even_where_its_points_disagree_by_side():
    """A wheel whose one half the model takes for the body is still one wheel."""
    scenes.empty_scene()
    box = Box((-1, -1, 0), (1, 1, 1))
    body = scenes.mesh_object("Body", *scenes.box((-1, -1, 0), (1, 1, 1)))
    bpy.ops.mesh.primitive_uv_sphere_add(segments=32, ring_count=16, radius=0.2, location=(0, -1.3, 0.5))
    wheel = bpy.context.object
    said = np.array([0] * len(body.data.polygons) + [int(p.center.z < 0.05) for p in wheel.data.polygons])
    prop = scenes.Prop((body, wheel), hinged(2, box), said)
    source = seen(body, wheel)
    labels = labelled(source, scenes.predict(prop, source, 16000))
    assert len(np.unique(labels.polygon_part[len(body.data.polygons) :])) == 1


def test_a_moulding_that_the_model_doubts_goes_with_what_it_lies_on():
    """Two fronts side by side; a strip on the left one, by its edge, is said to be rather of the right one."""
    scenes.empty_scene()
    box = Box((-1, -0.1, 0), (1, 0.1, 1))
    body = scenes.mesh_object("Body", *scenes.box((-1, 0.03, 0), (1, 1, 1)))
    left = scenes.mesh_object("Left", *scenes.box((-1, 0, 0), (0, 0.02, 1)))
    right = scenes.mesh_object("Right", *scenes.box((0.002, 0, 0), (1, 0.02, 1)))
    strip = scenes.mesh_object("Strip", *scenes.box((-0.02, -0.005, 0), (0, 0, 1)))
    source = seen(body, left, right, strip)
    said = np.repeat([0, 1, 2, 2], 6)
    prediction = scenes.predict(scenes.Prop((body, left, right, strip), hinged(3, box), said), source, 16000)
    scores = prediction.point_scores.copy()
    scores[source.polygon[prediction.point_triangle] >= 18] = (0.2, 0.35, 0.45)
    labels = labelled(source, replace(prediction, point_scores=scores))
    np.testing.assert_array_equal(labels.polygon_part, np.repeat([0, 1, 2, 1], 6))


def test_scattered_wrong_points_do_not_cut_a_skin():
    scenes.empty_scene()
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=50, y_subdivisions=50, size=1)
    grid = bpy.context.object
    cube = scenes.mesh_object("Cube", *scenes.box((-0.1, -0.1, 0.1), (0.1, 0.1, 0.2)))
    source = seen(grid, cube)
    truth = (np.arange(source.polygon_count) >= len(grid.data.polygons)).astype(int)
    prop = scenes.Prop((grid, cube), hinged(2, Box((-0.5, -0.5, 0), (0.5, 0.5, 0.2))), truth)
    labels = labelled(source, scenes.predict(prop, source, 16000, wrong=0.4))
    np.testing.assert_array_equal(labels.polygon_part, truth)


def test_the_order_of_vertices_and_polygons_changes_nothing():
    scenes.empty_scene()
    prop = scenes.cabinet()
    source = seen(*prop.objects)
    prediction = scenes.predict(prop, source, 4000)
    rng = np.random.default_rng(0)
    polygons, vertices = rng.permutation(source.polygon_count), rng.permutation(len(source.vertices))
    triangles = np.argsort(np.argsort(polygons)[source.polygon], kind="stable")
    faces = np.roll(np.argsort(vertices)[source.faces[triangles]], 1, axis=1)
    place = np.argsort(triangles)[prediction.point_triangle].astype(np.int32)
    one = labelled(source, prediction)
    other = label(
        source.vertices[vertices], faces, np.argsort(polygons)[source.polygon[triangles]],
        replace(prediction, point_triangle=place),
    )  # fmt: skip
    np.testing.assert_array_equal(other.polygon_part, one.polygon_part[polygons])
    np.testing.assert_array_equal(polygons[other.evidence.polygon], one.evidence.polygon)
    np.testing.assert_array_equal(other.evidence.scores, one.evidence.scores)


def test_doubled_faces_go_together_however_they_are_triangulated():
    scenes.empty_scene()
    corners = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]
    thing = scenes.mesh_object("Doubled", corners * 2, [(0, 1, 2, 3), (6, 5, 4, 7)])
    source = seen(thing)
    faces = np.array([(0, 1, 2), (0, 2, 3), (5, 4, 7), (5, 7, 6)], np.int32)
    np.testing.assert_array_equal(twins(triangle_edges(weld(source.vertices)[faces]), source.polygon), [0, 0])
    triangle = np.repeat([0, 3], 50)
    scores = np.repeat([[0.9, 0.1], [0.2, 0.8]], 50, axis=0).astype(np.float32)
    points = np.full((100, 3), 0.5, np.float32)
    prediction = Prediction(hinged(2, Box((0, 0, 0), (1, 1, 0))), points, triangle, scores, "")
    part = label(source.vertices, faces, source.polygon, prediction).polygon_part
    assert part[0] == part[1]


def test_solids_that_touch_with_a_face_of_one_outline_each_keep_theirs():
    scenes.empty_scene()
    solids = [scenes.box((0, 0, 0), (1, 1, 1)), scenes.box((1, 0, 0), (2, 1, 1))]
    left, right = (scenes.mesh_object(name, *solid) for name, solid in zip("AB", solids, strict=True))
    source = seen(left, right)
    prop = scenes.Prop((left, right), hinged(2, Box((0, 0, 0), (2, 1, 1))), np.repeat([0, 1], 6))
    part = labelled(source, scenes.predict(prop, source)).polygon_part
    np.testing.assert_array_equal(part, prop.polygon_part)


def slats(count: int = 8) -> tuple[bpy.types.Object, ...]:
    """A body and before it boards from left to right, one above the other."""
    body = scenes.mesh_object("Body", *scenes.box((0, 0, 0), (1, 1, 1)))
    boards = [scenes.box((0, -0.1, (i + 0.1) / count), (1, -0.05, (i + 0.9) / count)) for i in range(count)]
    return body, *(scenes.mesh_object("Slat", *board) for board in boards)


def two_doors(source: Source) -> Prediction:
    """What a model would answer that sees the left half of the boards as a door, and the right half as another."""
    halves = [Box((0, -0.1, 0), (0.5, -0.05, 1)), Box((0.5, -0.1, 0), (1, -0.05, 1))]
    parts = (Part(0, "Body", Box((0, 0, 0), (1, 1, 1))), *(Part(i + 1, "Door", half) for i, half in enumerate(halves)))
    joints = tuple(
        Joint(JointType.REVOLUTE, 0, i, (0, 0, 1), (i - 1, -0.1, 0), 0, 1.5, confidence=0.3 * i) for i in (1, 2)
    )
    articulation = Articulation(parts, joints)
    plain = scenes.Prop((), hinged(1, Box((0, 0, 0), (1, 1, 1))), np.zeros(source.polygon_count, int))
    points = scenes.predict(plain, source, 20000)
    part = np.where(points.points[:, 1] > -0.01, 0, np.where(points.points[:, 0] < 0.5, 1, 2))
    scores = np.full((len(part), 3), 0.05, np.float32)
    scores[np.arange(len(part)), part] = 0.9
    return replace(points, articulation=articulation, point_scores=scores)


def test_two_parts_that_share_their_pieces_are_one():
    """A louvred door that the model takes for two: each board would go with the one or the other."""
    scenes.empty_scene()
    source = seen(*slats())
    labels = labelled(source, two_doors(source))
    np.testing.assert_array_equal(labels.polygon_part, np.repeat([0, 2], [6, 8 * 6]))
    (joint,) = labels.articulation.joints
    assert (joint.child, joint.origin) == (2, (1, -0.1, 0))  # the surer one's
    assert labels.articulation.part(2).box == Box((0, -0.1, 0), (1, -0.05, 1))


def test_parts_that_were_given_stay_even_if_they_share_their_pieces():
    scenes.empty_scene()
    source = seen(*slats())
    labels = labelled(source, replace(two_doors(source), given=frozenset({1, 2})))
    assert {part.id for part in labels.articulation.parts} == {0, 1, 2}


def test_solids_that_touch_at_edges_stay_apart():
    scenes.empty_scene()
    boxes = [scenes.box((0, 0, 0), (1, 1, 1)), scenes.box((1, 1, 0), (2, 2, 1))]
    vertices = [v for points, _ in boxes for v in points]
    faces = [tuple(8 * i + v for v in f) for i, (_, polygons) in enumerate(boxes) for f in polygons]
    source = seen(scenes.mesh_object("Boxes", vertices, faces))
    pairs, _ = neighbours(
        triangle_edges(weld(source.vertices)[source.faces]), triangle_edges(source.faces), np.repeat(source.polygon, 3)
    )
    np.testing.assert_array_equal(components(pairs, 12), np.repeat([0, 1], 6))


def test_large_numbers_of_vertices_change_no_neighbours():
    """They leave no room to be sorted with their places in one word."""
    rng = np.random.default_rng(0)
    faces = rng.integers(0, 40, (200, 3))
    own, owner = triangle_edges(rng.permutation(40)[faces]), np.repeat(np.arange(100), 6)
    far = (faces + 2**31 - 40).astype(np.int64)
    few, many = (neighbours(triangle_edges(corners), own, owner) for corners in (faces, far))
    assert len(few[0])
    for one, other in zip(few, many, strict=True):
        np.testing.assert_array_equal(one, other)


def test_components_of_long_chains():
    shuffled = np.random.default_rng(0).permutation(10_000)
    pairs = np.stack([shuffled[:-1], shuffled[1:]], axis=1)
    keep = np.ones(len(pairs), bool)
    keep[4999] = False
    found = components(pairs[keep], 10_000)
    assert found.max() == 1 and len(set(found[shuffled[:5000]])) == len(set(found[shuffled[5000:]])) == 1


def test_things_without_points_go_by_their_box():
    scenes.empty_scene()
    prop = scenes.cabinet()
    source = seen(*prop.objects)
    prediction = scenes.predict(prop, source, 4000)
    handles = np.isin(source.polygon[prediction.point_triangle], [*range(42, 48), *range(54, 60)])
    kept = ~handles
    few = replace(
        prediction,
        points=prediction.points[kept],
        point_triangle=prediction.point_triangle[kept],
        point_scores=prediction.point_scores[kept],
    )
    np.testing.assert_array_equal(labelled(source, few).polygon_part, prop.polygon_part)


def test_a_part_with_few_points_keeps_their_polygons():
    scenes.empty_scene()
    prop = scenes.cabinet()
    source = seen(*prop.objects)
    prediction = scenes.predict(prop, source)
    weak = prediction.point_scores.copy()
    weak[:, 2] = 0
    one = source.polygon[prediction.point_triangle] == 50
    weak[one] = (0.3, 0, 0.7)
    part = labelled(source, replace(prediction, point_scores=weak)).polygon_part
    assert 2 in part and {0, 1} <= set(part)


def test_a_part_that_nothing_speaks_for_is_dropped():
    scenes.empty_scene()
    prop = scenes.cabinet()
    source = seen(*prop.objects)
    nowhere = Part(3, "Ghost", Box((9, 9, 9), (10, 10, 10)))
    ghost = Joint(JointType.CONTINUOUS, 0, 3, (0, 0, 1), (0, 0, 0), 0, 0)
    moved = replace(prop.articulation.joints[1], parent=3)
    articulation = Articulation((*prop.articulation.parts, nowhere), (prop.articulation.joints[0], moved, ghost))
    prediction = scenes.predict(prop, source)
    scores = np.concatenate([prediction.point_scores, np.zeros((len(prediction.points), 1), np.float32)], axis=1)
    labels = labelled(source, replace(prediction, articulation=articulation, point_scores=scores))
    assert labels.articulation == prop.articulation


def test_parts_are_taken_out_of_the_tree():
    box = Box((0, 0, 0), (1, 1, 1))
    chain = [Joint(JointType.CONTINUOUS, i, i + 1, (0, 0, 1), (0, 0, 0), 0, 0) for i in range(3)]
    tree = Articulation(tuple(Part(i, f"Part {i}", box) for i in range(4)), tuple(chain))
    assert [(j.parent, j.child) for j in without_part(tree, 2).joints] == [(0, 1), (1, 3)]
    beheaded = without_part(tree, 0)
    assert beheaded.root == 1 and [(j.parent, j.child) for j in beheaded.joints] == [(1, 2), (2, 3)]


def test_what_the_artist_parted_goes_apart_even_where_it_hangs_together():
    """A grid of two materials: the points are vague about where the border is, the artist is not."""
    scenes.empty_scene()
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=40, y_subdivisions=40, size=1)
    grid = bpy.context.object
    x = np.array([p.center.x for p in grid.data.polygons])
    prop = scenes.Prop((grid,), hinged(2, Box((-0.5, -0.5, 0), (0.5, 0.5, 0))), (x > 0.06).astype(int))
    source = seen(grid)
    prediction = scenes.predict(prop, source, 16000, wrong=0.1)
    material = (x > 0.1).astype(int) + 7
    labels = label(source.vertices, source.faces, source.polygon, prediction, material)
    np.testing.assert_array_equal(labels.polygon_part, material - 7)


def test_what_the_artist_keeps_together_stays_with_it():
    """A screw whose points say body, in an object that is all door otherwise."""
    scenes.empty_scene()
    body = scenes.mesh_object("Body", *scenes.box((0, 0, 0), (1, 1, 1)))
    door = scenes.mesh_object("Door", *scenes.box((0, -0.1, 0), (1, -0.02, 1)))
    screw = scenes.mesh_object("Screw", *scenes.box((0.1, -0.11, 0.1), (0.12, -0.1, 0.12)))
    box = Box((0, -0.11, 0), (1, 1, 1))
    said = np.repeat([0, 1, 0], 6)
    source = seen(body, door, screw)
    prediction = scenes.predict(scenes.Prop((body, door, screw), hinged(2, box), said), source, 16000)
    apart = label(source.vertices, source.faces, source.polygon, prediction, np.repeat([0, 1, 2], 6))
    together = label(source.vertices, source.faces, source.polygon, prediction, np.repeat([0, 1, 1], 6))
    np.testing.assert_array_equal(apart.polygon_part, said)
    np.testing.assert_array_equal(together.polygon_part, np.repeat([0, 1, 1], 6))


@pytest.mark.parametrize("collected", [False, True])
def test_what_lies_in_one_collection_pulls_its_pieces_along(collected):
    """A screw whose points say body, in a collection that is all door otherwise."""
    scenes.empty_scene()
    body = scenes.mesh_object("Body", *scenes.box((0, 0, 0), (1, 1, 1)))
    door = scenes.mesh_object("Door", *scenes.box((0, -0.1, 0), (1, -0.02, 1)))
    screw = scenes.mesh_object("Screw", *scenes.box((0.1, -0.12, 0.1), (0.12, -0.1, 0.12)))
    if collected:
        front = bpy.data.collections.new("Front")
        bpy.context.scene.collection.children.link(front)
        for thing in (door, screw):
            front.objects.link(thing)
            bpy.context.scene.collection.objects.unlink(thing)
        bpy.context.view_layer.update()
    source = seen(body, door, screw)
    middle = source.vertices[source.faces[::2]].mean(axis=1)[:, 1].reshape(3, 6).mean(axis=1)  # of each, in their order
    is_door, is_screw = ((middle > low) & (middle < high) for low, high in ((-0.09, 0), (-1, -0.09)))
    said = np.repeat(is_door.astype(int), 6)
    prop = scenes.Prop((body, door, screw), hinged(2, Box((0, -0.12, 0), (1, 1, 1))), said)
    prediction = scenes.predict(prop, source, 16000)
    part = label(source.vertices, source.faces, source.polygon, prediction, source.separation, source.collection)
    np.testing.assert_array_equal(part.polygon_part, np.repeat((is_door | (is_screw & collected)).astype(int), 6))


def test_boxes_grow_until_no_point_is_outside_every_one():
    tree = hinged(2, Box((0, 0, 0), (1, 1, 1)))
    tree = replace(tree, parts=(tree.parts[0], replace(tree.parts[1], box=Box((2, 0, 0), (3, 1, 1)))))
    points = np.array([(0.5, 0.5, 0.5), (1.2, 0.5, 0.5), (3.5, 0.5, -0.25), (2.5, 0.5, 0.5)])
    first, second = (part.box for part in expanded(tree, points).parts)
    assert first == Box((0, 0, 0), (1.2, 1, 1)) and second == Box((2, 0, -0.25), (3.5, 1, 1))
    assert expanded(tree, points[[0, 3]]) == tree


def test_where_masks_doubt_the_box_that_holds_less_is_likelier():
    rng = np.random.default_rng(0)
    tree = hinged(2, Box((0, 0, 0), (1, 1, 1)))
    tree = replace(tree, parts=(tree.parts[0], replace(tree.parts[1], box=Box((0, 0, 0), (0.2, 1, 1)))))
    boxes = BoxOdds.of(tree, rng.random((4000, 3)), 1.0)
    odds = boxes.at(np.array([(0.1, 0.5, 0.5), (0.5, 0.5, 0.5)]))
    assert odds[0, 1] == odds[0, 0] and odds[1, 0] > odds[1, 1] + 5
    masks = boxes.weighed(np.array([(0.5, 0.5), (0.99, 0.01)]))
    assert masks[0, 1] > 0.6 and masks[1, 0] == pytest.approx(0.99, abs=0.005)


def test_a_long_rail_is_no_part_of_the_door_that_its_middle_lies_behind():
    """One skin: a rail as one n-gon all along the bottom, above it a panel of fine quads of which the middle is a door.
    No point lies on the rail; its centre lies in the door's box, most of it does not."""
    x, z = np.meshgrid(np.linspace(0, 3, 61), [0, 0.02, *np.linspace(0.1, 1, 19)], indexing="ij")
    vertices = np.stack([x, np.zeros_like(x), z], -1).reshape(-1, 3)
    at = np.arange(len(vertices)).reshape(x.shape)
    quads = np.stack([at[:-1, 1:-1], at[1:, 1:-1], at[1:, 2:], at[:-1, 2:]], -1).reshape(-1, 4)
    fan = [(at[0, 0], at[i + 1, 1], at[i, 1]) for i in range(60)] + [(at[0, 0], at[-1, 0], at[-1, 1])]
    faces = np.concatenate([fan, quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)])
    polygon = np.concatenate([np.zeros(len(fan), int), 1 + np.repeat(np.arange(len(quads)), 2)])
    middle = vertices[quads].mean(axis=1)
    tree = hinged(2, Box((0, 0, 0), (3, 0, 1)))
    tree = replace(tree, parts=(tree.parts[0], replace(tree.parts[1], box=Box((1, 0, 0), (2, 0, 1)))))
    inside = np.abs(middle[:, 0] - 1.5) < 0.5
    scores = np.where(inside[:, None], (0.02, 0.98), (0.98, 0.02))
    on = len(fan) + 2 * np.arange(len(quads))
    prediction = Prediction(tree, middle.astype(np.float32), on, scores.astype(np.float32), "")
    part = label(vertices, faces, polygon, prediction).polygon_part
    assert part[0] == 0
    np.testing.assert_array_equal(part[1:], inside)


def test_a_rail_that_goes_on_beside_its_door_is_no_part_of_it():
    """A piece of its own close behind the door: all points on it that lie behind the door say that it is the door's."""
    scenes.empty_scene()
    case, door, rail = ((0, 0, 0), (3, 1, 1)), ((0, -0.05, 0), (2, 0, 1)), ((0, 0, 0.8), (3, 0.02, 0.95))
    source = seen(*(scenes.mesh_object(f"Solid {i}", *scenes.box(*ends)) for i, ends in enumerate((case, door, rail))))
    tree = hinged(2, Box(*case))
    tree = replace(tree, parts=(tree.parts[0], replace(tree.parts[1], box=Box(*door))))
    triangle = np.repeat(np.arange(len(source.faces)), np.where(source.polygon < 12, 40, 8))
    share = np.random.default_rng(0).dirichlet(np.ones(3), len(triangle))
    points = np.einsum("ki,kij->kj", share, source.vertices[source.faces[triangle]])
    thing = source.polygon[triangle] // 6
    says_door = (thing == 1) | ((thing == 2) & (points[:, 0] < 2))
    scores = np.where(says_door[:, None], (0.02, 0.98), (0.98, 0.02)).astype(np.float32)
    prediction = Prediction(tree, points.astype(np.float32), triangle, scores, "")
    np.testing.assert_array_equal(labelled(source, prediction).polygon_part, np.repeat([0, 1, 0], 6))


def test_evidence_of_one_mesh_and_of_some_parts():
    scenes.empty_scene()
    prop = scenes.cabinet()
    source = seen(*prop.objects)
    evidence = labelled(source, scenes.predict(prop, source)).evidence
    some = evidence.of(6, 12).among(np.array([2, 0]))
    on = (evidence.polygon >= 6) & (evidence.polygon < 18)
    assert len(some.points) == on.sum() > 0 and some.polygon.min() == 0 and some.polygon.max() == 11
    np.testing.assert_allclose(some.scores.sum(axis=1), 1)
    np.testing.assert_array_equal(some.boxes, evidence.boxes[[2, 0]])


def test_smoothing_comes_near_the_smallest_cut():
    """Against the exact minimum, by scipy's maximum flow."""
    rng = np.random.default_rng(0)
    side = 40
    number = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate([
        np.stack([number[1:].ravel(), number[:-1].ravel()], axis=1),
        np.stack([number[:, 1:].ravel(), number[:, :-1].ravel()], axis=1),
    ])  # fmt: skip
    truth = (np.hypot(*(np.indices((side, side)) - side / 2)) < 12).ravel().astype(int)
    cost = rng.integers(0, 100, (side * side, 2)).astype(float)
    cost[np.arange(len(cost)), 1 - truth] += 30
    weight = rng.integers(10, 40, len(pairs)).astype(float)
    source, sink = side * side, side * side + 1
    ends = np.concatenate([pairs, pairs[:, ::-1], [(source, n) for n in number.flat], [(n, sink) for n in number.flat]])
    flows = np.concatenate([weight, weight, cost[:, 1], cost[:, 0]]).astype(np.int32)
    least = maximum_flow(csr_matrix((flows, ends.T), shape=(sink + 1, sink + 1)), source, sink).flow_value
    column = smooth(cost, pairs, weight)
    reached = cost[np.arange(len(cost)), column].sum() + weight[column[pairs[:, 0]] != column[pairs[:, 1]]].sum()
    assert least <= reached < 1.01 * least
    assert (column == truth).mean() > 0.95


def test_nearby_points_of_the_same_group_count():
    points = np.array([[0.1, 0.1, 0.1]] * 8 + [[0.9, 0.9, 0.9]] * 8)
    scores = np.repeat([[1.0, 0], [0, 1.0]], 8, axis=0)
    places = np.array([[0.1, 0.1, 0.12], [0.88, 0.9, 0.9], [0.1, 0.1, 0.1], [0.5, 0.5, 0.5]])
    found = local_scores(points, np.repeat([0, 1], 8), scores, places, np.array([0, 1, 1, 2]))
    np.testing.assert_allclose(found, [[1, 0], [0, 1], [0, 1], [0, 0]])


def test_a_quarter_of_a_million_faces():
    scenes.empty_scene()
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=490, y_subdivisions=490, size=1)
    grid = bpy.context.object
    source = seen(grid)
    x = source.vertices[source.faces[::2, 0], 0]
    prop = scenes.Prop((grid,), hinged(8, Box((-0.5, -0.5, 0), (0.5, 0.5, 0))), ((x + 0.5) * 7.99).astype(int))
    prediction = scenes.predict(prop, source, 32768, wrong=0.1)
    labels = labelled(source, prediction)
    assert (labels.polygon_part == prop.polygon_part).mean() > 0.95


def test_a_doubled_strip_behind_a_drawer_takes_nothing_into_it():
    """The second of two strips on one place has no points of its own, and those of the drawer are nearest to it."""

    def sheet(low, high):
        (x0, y, z0), (x1, _, z1) = low, high
        return [(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)]

    strip = sheet((-1, 0, 0), (1, 0, 0.2))
    front, plate = sheet((-0.2, -0.01, 0), (0.2, -0.01, 0.2)), sheet((0.5, 0, 0.05), (0.6, 0, 0.15))
    sheets = [strip, strip, front, plate, sheet((-1, 1, 0), (1, 1, 2))]
    vertices = np.array(sum(sheets, []), np.float32)
    faces = np.concatenate([np.array([(0, 1, 2), (0, 2, 3)]) + 4 * i for i in range(len(sheets))]).astype(np.int32)
    box = Box((-1, -0.01, 0), (1, 1, 2)), Box((-0.2, -0.01, 0), (0.2, 0, 0.2))
    slide = Joint(JointType.PRISMATIC, 0, 1, (0, -1, 0), (0, 0, 0), 0, 0.2)
    tree = Articulation((Part(0, "Body", box[0]), Part(1, "Drawer", box[1])), (slide,))
    on = {0: (-0.95, 0.0), 1: (0.95, 0.0), 4: (0.0, -0.01), 6: (0.55, 0.0), 8: (0.5, 1.0)}  # by triangle
    triangle = np.repeat(list(on), 40)
    points = np.array([(*on[i], 0.1) for i in triangle.tolist()], np.float32)
    points[:, [0, 2]] += np.random.default_rng(0).uniform(-0.04, 0.04, (len(points), 2))
    scores = np.where((triangle == 4)[:, None], (0.01, 0.99), (0.99, 0.01)).astype(np.float32)
    prediction = Prediction(tree, points, triangle.astype(np.int32), scores, "")
    part = label(vertices, faces, np.arange(len(faces), dtype=np.int32) // 2, prediction).polygon_part
    assert part.tolist() == [0, 0, 1, 0, 0]
