"""What came back of a rig is called whole only where it moves as it did."""

from dataclasses import replace

import pytest
import rigs
import scenes

from artllm_blender.core.articulation import Articulation
from artllm_blender.core.motion.closed import turned
from artllm_blender.scene.rig.read_rig import read_rig
from runtime.lab.measure.round_trip import build, difference, stood
from runtime.lab.shapes import generate

CHANGES = {
    "axis": turned,
    "limits": lambda joint: replace(joint, upper=joint.upper + 0.01),
    "origin": lambda joint: replace(joint, origin=(joint.origin[0] + 0.01, *joint.origin[1:])),
}


@pytest.fixture
def cabinet():
    scenes.empty_scene()
    return stood(rigs.rigged(scenes.cabinet()), "hulls")


def test_a_rig_is_what_it_is(cabinet):
    assert difference(cabinet, cabinet).told == ()


@pytest.mark.parametrize("what", CHANGES)
def test_a_joint_that_moves_another_way_is_not_whole(what, cabinet):
    tree = cabinet.articulation
    joints = (CHANGES[what](tree.joints[0]), *tree.joints[1:])
    told = difference(cabinet, replace(cabinet, articulation=Articulation(tree.parts, joints))).told
    assert any(one.startswith(what) for one in told)


def test_what_stands_elsewhere_is_not_whole(cabinet):
    moved = {id: points + (id == 1) * 0.01 for id, points in cabinet.surfaces.items()}
    assert [one.partition(" ")[0] for one in difference(cabinet, replace(cabinet, surfaces=moved)).told] == ["shape"]


def test_a_collider_that_is_gone_is_not_whole(cabinet):
    links = tuple(replace(link, colliders=link.colliders[:-1]) for link in cabinet.description.links)
    other = difference(cabinet, replace(cabinet, description=replace(cabinet.description, links=links)))
    assert other.told and other.colliders == 0


def test_faces_that_have_a_vertex_twice_do_not_end_blender():
    scenes.empty_scene()
    shape = generate("pen", 303)
    assert len(read_rig(build(shape)).articulation.parts) == len(shape.parts)
