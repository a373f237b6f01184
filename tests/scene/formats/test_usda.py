"""USD as text: joints' frames, limits, bodies; read by pxr where there is one."""

from __future__ import annotations

import re

import bpy
import numpy as np
import pytest
import rigs
import scenes

from artllm_blender.core.formats.usda import turn_to
from artllm_blender.scene.formats.export import export


def turned(quat: tuple[float, float, float, float], vector: np.ndarray) -> np.ndarray:
    w, v = quat[0], np.array(quat[1:])
    return vector + 2 * np.cross(v, np.cross(v, vector) + w * vector)


@pytest.mark.parametrize("axis", [(1, 0, 0), (-1, 0, 0), (0, 0, -1), (0, 1, 0), (-0.6, 0, 0.8), (-0.48, 0.6, -0.64)])
def test_negative_and_oblique_axes_are_the_turned_x(axis):
    quat = turn_to(np.array(axis, float))
    assert np.linalg.norm(quat) == pytest.approx(1)
    np.testing.assert_allclose(turned(quat, np.array([1.0, 0, 0])), axis, atol=1e-9)


def test_a_cabinet_as_usd(tmp_path):
    scenes.empty_scene()
    exported = export(rigs.rigged(scenes.cabinet()), tmp_path, "c", ["usda"])
    text = exported.files["usda"].read_text()
    assert not exported.failures and text.startswith("#usda 1.0")
    assert text.count("PhysicsRigidBodyAPI") == 3 and text.count("PhysicsArticulationRootAPI") == 1
    assert "def PhysicsRevoluteJoint" in text and "def PhysicsPrismaticJoint" in text
    limits = [float(number) for number in re.findall(r"upperLimit = (\S+)", text)]
    assert len(limits) == 2 and max(limits) > 45 and min(limits) < 1
    assert text.count("{") == text.count("}")


def test_a_screw_is_said_to_turn_only(tmp_path):
    scenes.empty_scene()
    exported = export(rigs.rigged(scenes.bottle()), tmp_path, "b", ["usda"])
    assert any("no screw" in note for note in exported.notes)


def test_names_cannot_break_out_of_the_text(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet()
    armature = rigs.rigged(prop)
    material = bpy.data.materials.new('"\n}\\')
    for obj in bpy.context.scene.objects:
        if obj.type == "MESH":
            obj.data.materials.clear()
            obj.data.materials.append(material)
    text = export(armature, tmp_path, 'x"y', ["usda"]).files["usda"].read_text()
    names = re.findall(r"displayName = (.*)", text)
    assert all(re.fullmatch(r'"(?:[^"\\]|\\.)*"', name) for name in names)
