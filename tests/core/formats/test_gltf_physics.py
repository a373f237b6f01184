"""Physics in a GLB, and what is read of it: bodies, colliders and joints where the description has them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_glb_in import document

from artllm_blender.core.articulation import JointType
from artllm_blender.core.errors import InputError
from artllm_blender.core.formats.description import (
    BoxShape,
    Collider,
    CylinderShape,
    Description,
    HullShape,
    Link,
    LinkJoint,
)
from artllm_blender.core.formats.glb import packed
from artllm_blender.core.formats.gltf_physics import BODIES, SHAPES, with_physics
from artllm_blender.core.formats.inertia import Inertial
from artllm_blender.core.formats.model import SurfaceShape
from artllm_blender.core.formats.primitives import primitive
from artllm_blender.core.formats.read_model import read_model
from artllm_blender.core.frames import apply, transform, z_up_to_y_up

TURN = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
TETRAHEDRON = HullShape(
    np.array([(0.0, 0, 0), (1, 0, 0), (0, 2, 0), (0, 0, 3)]), np.array([(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)])
)


def described(kind: JointType = JointType.REVOLUTE, axis=(-0.6, 0.0, 0.8)) -> Description:
    """The body and lid of `document`, whose lid is 1 m above the body."""
    own = (
        Collider(BoxShape(np.array([1.0, 2, 3])), np.array([0.1, 0.2, 0.3]), TURN),
        Collider(CylinderShape(0.5, 4.0), np.array([1.0, 0, 0])),
    )
    tensor = np.diag([1.0, 2, 3])
    links = (
        Link(0, "Body", "Body", "body", np.zeros(3), Inertial(5.0, np.array([0.0, 0, 0.5]), tensor), None, own),
        Link(1, "Lid", "Lid", "lid", np.array([0.0, 0, 1]), colliders=(Collider(TETRAHEDRON),)),
    )
    joint = LinkJoint("j", "Body", "Lid", kind, np.array(axis), -0.5, 1.5, 0.01, 0.0, 10.0, 1.0, damping=0.2)
    return Description("box", links, (joint,), (), (("Body", "Lid"),))


def written(asset: Description) -> tuple[dict, bytes]:
    return with_physics(document(), b"", asset)


def node(made: dict, name: str) -> dict:
    return next(one for one in made["nodes"] if one["name"] == name)


def turned(rotation, vector) -> np.ndarray:
    v, w = np.array(rotation[:3]), rotation[3]
    return vector + 2 * np.cross(v, np.cross(v, vector) + w * np.asarray(vector))


def test_bodies_weigh_what_the_description_says_in_gltfs_world():
    made, _ = written(described())
    motion = node(made, "Body")["extensions"][BODIES]["motion"]
    assert motion["mass"] == 5 and motion["centerOfMass"] == [0, 0.5, 0]
    np.testing.assert_allclose(motion["inertiaDiagonal"], [1, 2, 3])
    # The greatest moment, about Z, is about Y there.
    np.testing.assert_allclose(np.abs(turned(motion["inertiaOrientation"], [0.0, 0, 1])), (0, 1, 0), atol=1e-9)
    assert set(made["extensionsUsed"]) == {BODIES, SHAPES} and "extensionsRequired" not in made


@pytest.mark.parametrize("kind", [JointType.REVOLUTE, JointType.PRISMATIC, None])
def test_a_joints_two_nodes_meet_at_rest_with_x_along_its_axis(kind):
    made, _ = written(described(kind))
    here, there = node(made, "j_here"), node(made, "j_there")
    assert made["nodes"].index(here) in node(made, "Body")["children"]
    assert made["nodes"].index(there) in node(made, "Lid")["children"]
    assert here["translation"] == [0, 1, 0] and there["translation"] == [0, 0, 0]
    for one in (here, there):
        np.testing.assert_allclose(turned(one["rotation"], [1.0, 0, 0]), z_up_to_y_up((-0.6, 0, 0.8)), atol=1e-9)
    said = here["extensions"][BODIES]["joint"]
    assert made["nodes"][said["connectedNode"]] is there
    limits = made["extensions"][BODIES]["physicsJoints"][said["joint"]]["limits"]
    assert all(("linearAxes" in limit) != ("angularAxes" in limit) for limit in limits)
    free = [(limit["min"], limit["max"]) for limit in limits if limit["min"] < limit["max"]]
    assert free == ([] if kind is None else [(-0.5, 1.5)])


def test_a_wheel_turns_without_limits_and_a_screw_by_its_turns():
    wheel = described(JointType.CONTINUOUS)
    endless = replace(wheel, joints=(replace(wheel.joints[0], lower=-np.inf, upper=np.inf),))
    for asset, most in ((endless, 0.0), (described(JointType.SCREW), 1.5 / 0.01 * 2 * np.pi)):
        made, _ = written(asset)
        limits = made["extensions"][BODIES]["physicsJoints"][0]["limits"]
        assert max(limit["max"] for limit in limits) == pytest.approx(most)


def test_what_must_not_collide_is_in_a_system_that_the_other_leaves_out():
    made, _ = written(described())
    filters = made["extensions"][BODIES]["collisionFilters"]
    assert {tuple(one["collisionSystems"] + one["notCollideWithSystems"]) for one in filters} == {
        ("Body", "Lid"),
        ("Lid", "Body"),
    }


def test_colliders_come_back_where_they_were(tmp_path):
    asset = described()
    (tmp_path / "x.glb").write_bytes(packed(*written(asset)))
    model = read_model(tmp_path / "x.glb")
    assert model.notes == () and [len(body.colliders) for body in model.bodies] == [2, 1]
    for body, link in zip(model.bodies, asset.links, strict=True):
        for solid, collider in zip(body.colliders, link.colliders, strict=True):
            shape = solid.shape
            found = shape.vertices if isinstance(shape, SurfaceShape) else primitive(shape)[0]
            wanted = collider.shape.vertices if isinstance(collider.shape, HullShape) else primitive(collider.shape)[0]
            place = transform(collider.turn, link.origin + collider.centre)
            one, two = apply(solid.place, found), apply(place, wanted)
            np.testing.assert_allclose(one.min(axis=0), two.min(axis=0), atol=1e-6)
            np.testing.assert_allclose(one.max(axis=0), two.max(axis=0), atol=1e-6)


def test_a_hull_is_not_drawn():
    made, _ = written(described())
    drawn, left = [], list(made["scenes"][0]["nodes"])
    while left:
        one = made["nodes"][left.pop()]
        drawn += [one["name"]] if "mesh" in one else []
        left += one.get("children", ())
    assert drawn == []


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made["extensions"][SHAPES]["shapes"][0]["box"].update(size=[1, -1, 1]),
        lambda made: made["extensions"][SHAPES]["shapes"].clear(),
        lambda made: made["bufferViews"][0].update(byteOffset=10**9),
        lambda made: made["accessors"][0].update(count=-1),
        lambda made: made["meshes"].clear(),
    ],
)
def test_broken_colliders_are_refused_in_a_sentence(tmp_path, change):
    made, rest = written(described())
    change(made)
    (tmp_path / "x.glb").write_bytes(packed(made, rest))
    with pytest.raises(InputError) as caught:
        read_model(tmp_path / "x.glb")
    assert caught.value.args[0].endswith(".") and caught.value.hint
