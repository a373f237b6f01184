"""The engine with the shipped weights, from a mesh to an articulation. How good it is, `evaluate` tells."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from runtime import backend
from runtime import engine as engine_module
from runtime.articulation import blueprint as B
from runtime.articulation.answers import LEAST, MOST, Said, alike, shared
from runtime.articulation.known import BadKnown, Known
from runtime.articulation.points import Normalisation, quarter_turned
from runtime.articulation.views import FEW, VIEWS, Articulated, Looks
from runtime.engine import Engine, Result
from runtime.errors import BadMesh, Cancelled
from runtime.lab.learn.dataset import part_boxes
from runtime.lab.shapes import generate
from runtime.weights import locate

CABINET = generate("storage_furniture", 1)
MESH = CABINET.vertices.astype(np.float32), CABINET.faces.astype(np.int32)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(locate())


@pytest.fixture(scope="module")
def result(engine) -> Result:
    return engine.articulate(*MESH, seed=3)


def check(result: Result) -> None:
    """A tree of parts with numbers that make sense, and scores for all of them."""
    count = len(result.parts)
    assert [p["id"] for p in result.parts] == list(range(count))
    parent = {j["child"]: j["parent"] for j in result.joints}
    assert len(parent) == len(result.joints) == count - 1
    assert {*parent, *parent.values()} <= set(range(count))
    for node in parent:
        for _ in range(count):
            node = parent.get(node, node)
        assert node not in parent, "a cycle"
    for part in result.parts:
        assert part["label"] in ("", *B.LABELS) and 0 < part["confidence"] <= 1 + 1e-9
        assert (np.array(part["box"][0]) <= part["box"][1]).all()
    for joint in result.joints:
        assert joint["type"] in B.JOINT_TYPES and np.linalg.norm(joint["axis"]) == pytest.approx(1)
        assert np.isfinite(joint["origin"]).all()
        assert joint["type"] == "continuous" or joint["lower"] <= 0 <= joint["upper"]
    assert result.point_scores.shape == (len(result.points), count)
    np.testing.assert_allclose(result.point_scores.sum(1), 1, atol=1e-4)
    assert len(B.from_text(result.blueprint).boxes) == count


def same(one: Result, two: Result) -> bool:
    arrays = ("points", "point_triangle", "point_scores")
    return (one.blueprint, one.parts, one.joints) == (two.blueprint, two.parts, two.joints) and all(
        np.array_equal(getattr(one, name), getattr(two, name)) for name in arrays
    )


def test_a_cabinet_is_articulated(result):
    check(result)
    assert list(result.timings) == ["points", "prediction", "articulation"]
    assert all(seconds >= 0 for seconds in result.timings.values())


def test_it_moves_the_same_way_wherever_it_faces(engine, result):
    """Turned aslant, mirrored or larger, as objects in scenes are: the same parts, joints in the same places of it."""
    placed = 1.5 * np.array([[-np.cos(0.3), -np.sin(0.3), 0], [-np.sin(0.3), np.cos(0.3), 0], [0, 0, 1]])
    aslant = engine.articulate((MESH[0] @ placed.T).astype(np.float32), MESH[1][:, ::-1], seed=3)
    check(aslant)
    assert [part["label"] for part in aslant.parts] == [part["label"] for part in result.parts]
    assert len(aslant.joints) > 1

    def lines(found: Result, back: np.ndarray) -> list[tuple]:
        """Each joint's type and its axis, where that is in the object: as slides have no place, of others alone."""
        told = []
        for joint in found.joints:
            axis, origin = back @ joint["axis"], back @ joint["origin"]
            axis = np.abs(axis / np.linalg.norm(axis))
            told.append(
                (joint["type"], *axis, *(origin - (origin @ axis) * axis if joint["type"] == "revolute" else ()))
            )
        return sorted(told, key=lambda one: (one[0], *np.round(one[1:], 1)))

    size = float(np.ptp(MESH[0], axis=0).max())
    for one, other in zip(lines(aslant, np.linalg.inv(placed)), lines(result, np.eye(3)), strict=True):
        assert one[0] == other[0]
        np.testing.assert_allclose(one[1:4], other[1:4], atol=0.01)
        np.testing.assert_allclose(one[4:], other[4:], atol=0.05 * size)


def test_other_answers_are_other_articulations(result):
    """However sure the model is: of this cabinet it doubts nothing."""
    assert LEAST <= 1 + len(result.others) <= MOST
    size = float(np.ptp(MESH[0], axis=0).max())
    answers = [Said(result.blueprint, result.parts, result.joints, result.point_scores), *result.others]
    for i, one in enumerate(answers):
        check(replace(result, blueprint=one.blueprint, parts=one.parts, joints=one.joints, point_scores=one.scores))
        assert not any(alike(one, other, size) for other in answers[:i])


def test_scores_of_other_answers_are_those_of_the_same_points(engine):
    """Of a lamp, whose other answers are other views'."""
    lamp = generate("lamp", 2)
    result = engine.articulate(lamp.vertices, lamp.faces, seed=3)
    assert result.others
    for other in result.others:
        for column, part in enumerate(other.parts):
            own = result.points[other.scores[:, column] > 0.9]
            lower, upper = np.array(part["box"])
            assert ((own > lower - 0.03) & (own < upper + 0.03)).all(axis=1).mean() > 0.9


def test_points_lie_on_the_mesh(result):
    vertices, faces = MESH
    a, b, c = (vertices[faces[result.point_triangle, i]].astype(float) for i in range(3))
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    assert np.abs(np.einsum("ij,ij->i", result.points - a, normal)).max() < 1e-5


def test_equal_seeds_give_equal_answers(engine, result):
    assert same(engine.articulate(*MESH, seed=3), result)
    assert not np.array_equal(engine.articulate(*MESH, seed=4).points, result.points)


def test_what_is_asked_again_about_an_object_is_not_looked_at_again(engine, result, monkeypatch):
    looked, encode = [], engine._backend.encode
    monkeypatch.setattr(engine._backend, "encode", lambda *cloud: looked.append(1) or encode(*cloud))
    known = Known.of({"parts": TRUTH["parts"], "part_count": TRUTH["part_count"]})
    engine.articulate(*MESH, seed=8)
    assert len(looked) == len(VIEWS)
    again = engine.articulate(*MESH, seed=8, known=known)
    assert len(looked) == len(VIEWS)
    engine.articulate(MESH[0] * 2, MESH[1], seed=8, known=known)
    assert len(looked) == 2 * len(VIEWS)
    assert same(engine.articulate(*MESH, seed=8, known=known), again), "whether it was looked at just now or not"


def test_size_and_place_do_not_matter(engine, result):
    for size in (2.0**-30, 2.0**30):
        other = engine.articulate(MESH[0] * np.float32(size), MESH[1], seed=3)
        assert other.blueprint == result.blueprint
        np.testing.assert_allclose(
            [p["box"] for p in other.parts], np.array([p["box"] for p in result.parts]) * size, rtol=1e-6
        )


TRUTH = {
    "parts": [
        {"id": 10 * i, "box": np.array(corners).tolist(), "label": part.label}
        for i, (part, *corners) in enumerate(zip(CABINET.parts, *part_boxes(CABINET), strict=True))
    ][::-1],
    "joints": [
        {"type": j.type, "parent": 10 * j.parent, "child": 10 * j.child, "axis": list(j.axis), "origin": list(j.origin)}
        | ({} if j.type == "continuous" else {"lower": j.lower, "upper": j.upper})
        for j in CABINET.joints
    ],
    "part_count": len(CABINET.parts),
}  # fmt: skip


def test_given_boxes_keep_their_order(engine):
    boxes = np.array([part["box"] for part in TRUTH["parts"]])
    answer = engine.articulate(*MESH, task="joints", boxes=boxes)
    check(answer)
    np.testing.assert_array_equal([p["box"] for p in answer.parts], boxes)
    written = B.from_text(answer.blueprint).boxes
    assert len(written) == len(boxes)


def test_a_blueprint_that_is_known_is_only_given_its_masks(engine):
    looked = []
    answer = engine.articulate(*MESH, known=Known.of(TRUTH), on_progress=lambda *at: looked.append(at))
    assert [at for at in looked if at[0] == "prediction"] == [("prediction", 0.0), ("prediction", 1 / len(VIEWS) / 2)]
    assert [{k: p[k] for k in ("id", "box", "label")} for p in answer.parts] == TRUTH["parts"]
    by_child = {joint["child"]: joint for joint in answer.joints}
    for joint in TRUTH["joints"]:
        assert {name: pytest.approx(by_child[joint["child"]][name]) for name in joint} == joint
    assert answer.point_scores.shape == (len(answer.points), len(CABINET.parts))
    assert {p["confidence"] for p in answer.parts} == {1.0}


def test_what_is_known_comes_first_and_the_rest_is_found(engine, result):
    door = {**TRUTH["parts"][0], "id": 7, "label": "hatch"}
    known = Known.of({
        "parts": [door], "joints": [{"child": 7, "type": "prismatic"}], "part_count": 3, "category": "cupboard"
    })  # fmt: skip
    answer = engine.articulate(*MESH, seed=3, known=known)
    assert [p["id"] for p in answer.parts] == [7, 0, 1] and len(answer.joints) == 2
    assert (answer.parts[0]["box"], answer.parts[0]["label"]) == (door["box"], "hatch")
    assert {j["child"]: j["type"] for j in answer.joints}[7] == "prismatic"
    assert len(B.from_text(answer.blueprint).boxes) == 3
    assert same(answer, engine.articulate(*MESH, seed=3, known=known))
    assert same(result, engine.articulate(*MESH, seed=3, known=Known()))


def test_known_parts_must_be_the_meshs(engine):
    beside = Known.of_boxes(MESH[0].max(0) + np.array([[[1.0] * 3, [2.0] * 3]]))
    with pytest.raises(BadKnown, match="outside the mesh"):
        engine.articulate(*MESH, known=beside)
    child = Known.of({"parts": TRUTH["parts"][:1], "joints": [{"child": TRUTH["parts"][0]["id"]}]})
    with pytest.raises(BadKnown, match="root"):
        engine.articulate(*MESH, task="joints", known=child)
    assert len(engine.articulate(*MESH, known=child).parts) > 1


def test_boxes_alone(engine):
    answer = engine.articulate(*MESH, task="boxes")
    assert answer.parts and not answer.joints
    assert answer.point_scores.shape[1] == len(answer.parts)


def test_progress_names_each_stage_in_turn(engine):
    told: list[tuple[str, float]] = []
    engine.articulate(*MESH, on_progress=lambda *at: told.append(at))
    assert list(dict.fromkeys(stage for stage, _ in told)) == ["points", "prediction", "articulation"]
    looking = [fraction for stage, fraction in told if stage == "prediction"]
    assert looking == sorted(looking) and (looking[0], looking[-1]) == (0, 1)


def test_a_turned_object_gets_the_same_answer_turned(engine):
    vertices, faces = MESH
    answer = engine.articulate(vertices, faces)
    turned = engine.articulate(quarter_turned(vertices, 1), faces)
    boxes = sorted(part["box"] for part in answer.parts)
    back = sorted(np.sort(quarter_turned(np.array(part["box"]), -1), axis=0).tolist() for part in turned.parts)
    np.testing.assert_allclose(back, boxes, atol=5e-3)  # pieces are numbered otherwise, which moves a point or two
    axes = sorted(np.abs(quarter_turned(np.array(j["axis"]), -1)).round(3).tolist() for j in turned.joints)
    assert axes == sorted(np.abs(j["axis"]).round(3).tolist() for j in answer.joints)


def test_cancel_is_heard(engine):
    cancelled = threading.Event()

    def progress(stage: str, fraction: float) -> None:
        if fraction > 0:
            cancelled.set()

    with pytest.raises(Cancelled):
        engine.articulate(*MESH, on_progress=progress, cancelled=cancelled)
    check(engine.articulate(*MESH))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"faces": np.empty((0, 3), int)}, "no faces"),
        ({"vertices": np.zeros((3, 3)), "faces": np.array([[0, 1, 2]])}, "no surface"),
        ({"vertices": np.outer([0, 1, 2], [1, 1, 1]), "faces": np.array([[0, 1, 2]])}, "no surface"),
        ({"vertices": MESH[0] * np.nan}, "no surface"),
        ({"task": "guess"}, "no task"),
        ({"task": "joints"}, "known parts"),
        ({"task": "joints", "boxes": np.empty((0, 2, 3))}, "known parts"),
    ],
)
def test_what_cannot_be_articulated_is_told(engine, changes, words):
    given = {"vertices": MESH[0], "faces": MESH[1], **changes}
    with pytest.raises(BadMesh, match=words) as caught:
        engine.articulate(given.pop("vertices"), given.pop("faces"), **given)
    assert caught.value.code == "bad_mesh" and caught.value.hint.endswith(".")


def test_a_provider_that_is_not_there_is_told():
    engine = Engine(locate(), "NoSuchExecutionProvider")
    assert engine.provider == "CPUExecutionProvider" and "NoSuchExecutionProvider" in engine.provider_note


@pytest.mark.parametrize("fails_when", ["loaded", "run"])
def test_a_provider_that_fails_is_replaced_and_named(monkeypatch, fails_when):
    """As a driver does that is too old: the wheel offers CoreML here, and it breaks."""
    session = backend.ort.InferenceSession

    class Broken:
        def __init__(self, *_, **__):
            if fails_when == "loaded":
                raise RuntimeError("no such device")

        def run(self, *_):
            raise RuntimeError("no such operator")

    def choose(path, options, providers):
        return session(path, options, providers=providers) if providers == [backend.CPU] else Broken()

    monkeypatch.setattr(backend.ort, "get_available_providers", lambda: ["CoreMLExecutionProvider", backend.CPU])
    monkeypatch.setattr(backend.ort, "InferenceSession", choose)
    engine = Engine(locate())
    assert engine.provider == backend.CPU and "CoreMLExecutionProvider is not usable" in engine.provider_note
    check(engine.articulate(*MESH))


def test_from_one_side_an_answer_is_whole_and_tells_progress_to_the_end(engine):
    told = []
    check(engine.articulate(*MESH, seed=3, views=1, on_progress=lambda stage, share: told.append((stage, share))))
    assert ("prediction", 1.0) in told


def test_the_best_answer_alone_is_the_first_of_all(engine, result, monkeypatch):
    monkeypatch.setattr(engine_module, "shared", lambda said, frame: [False] * len(said))
    alone = engine.articulate(*MESH, seed=3, alone=True)
    assert same(alone, result) and result.others and not alone.others


def test_for_one_answer_no_more_sides_are_looked_from_once_that_is_enough(engine, monkeypatch):
    looked = []
    monkeypatch.setattr(Looks, "sight", lambda *of, real=Looks.sight: looked.append(of[2:]) or real(*of))
    monkeypatch.setattr(engine_module, "shared", lambda said, frame: [len(said) == FEW[0]] * len(said))
    check(engine.articulate(*MESH, seed=3, alone=True))
    assert looked == VIEWS[: FEW[0]]


def test_an_answer_is_shared_once_half_say_it_and_at_least_two(result):
    def told(*said: Said) -> list[bool]:
        return shared([Articulated(one.parts, one.joints, one.scores, None) for one in said], frame)

    best, other = Said(result.blueprint, result.parts, result.joints, result.point_scores), result.others[0]
    frame = Normalisation(np.zeros(3), 1.0)
    assert told(best, best) == [True, True] and told(best, other) == [False, False]
    assert told(best, other, best, best) == [True, False, True, True] and all(told(best, other, best, other))
    assert told(best, *result.others[:2], best) == [True, False, False, True] and told(best) == [False]
