"""Exports are in metres, whatever the scene's unit is; the .blend keeps that unit."""

from __future__ import annotations

import json
import struct
from xml.etree import ElementTree

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.scene.formats.export import export
from artllm_blender.scene.rig.build_rig import bone_of


def numbers(urdf) -> list[list[float]]:
    robot = ElementTree.parse(urdf).getroot()
    keys = {"xyz", "lower", "upper", "value", "ixx", "ixy", "ixz", "iyy", "iyz", "izz", "beyond"}
    elements = [element for element in robot.iter() if element.tag not in ("title", "label")]
    found = [element.get(key).split() for element in elements for key in sorted(keys & set(element.keys()))]
    return [list(map(float, words)) for words in found]


def vertices(folder) -> dict[str, np.ndarray]:
    files = {path.name: path.read_text().splitlines() for path in folder.glob("meshes/*.obj")}
    return {name: np.array([line.split()[1:] for line in lines if line.startswith("v ")], float)
            for name, lines in files.items()}  # fmt: skip


def nodes(glb) -> dict[str, dict]:
    data = glb.read_bytes()
    document = json.loads(data[20 : 20 + struct.unpack_from("<I", data, 12)[0]])
    boxes = [[a["min"], a["max"]] for a in document["accessors"] if a.get("type") == "VEC3" and "min" in a]
    return {"boxes": boxes} | {node["name"]: node for node in document["nodes"]}


@pytest.mark.parametrize(("unit", "system"), [(0.01, "METRIC"), (0.3048, "IMPERIAL"), (0.01, "NONE")])
def test_a_scene_in_another_unit_is_written_in_metres(tmp_path, unit, system):
    """One in no system of units is in metres."""
    written = []
    for scale in (1.0, unit):
        scenes.empty_scene()
        prop = scenes.cabinet(joined=False)
        units = bpy.context.scene.unit_settings
        units.system, units.scale_length = system if scale != 1 else "METRIC", scale
        factor = 1 / scale if system != "NONE" else 1.0
        for thing in prop.objects:
            thing.scale = (factor,) * 3
        bpy.context.view_layer.update()
        armature = rigged(prop, prop.articulation.scaled(factor))
        bone = bone_of(armature, 1)
        bone["artllm_joint"]["needs"] = [{"part": 2, "value": 0.5, "open": True}]
        written.append(export(armature, tmp_path / str(len(written)), "asset", colliders="mesh").files)
    assert len(written[1]) == 4
    one, other = (numbers(files["urdf"]) for files in written)
    assert len(one) == len(other) > 20
    for values, others in zip(one, other, strict=True):
        np.testing.assert_allclose(others, values, rtol=1e-4, atol=2e-6)
    for name, points in vertices(tmp_path / "0").items():
        np.testing.assert_allclose(vertices(tmp_path / "1")[name], points, atol=2e-6)
    one, other = (nodes(files["glb"]) for files in written)
    np.testing.assert_allclose(other["boxes"], one["boxes"], atol=2e-6)
    for name in ("Door", "Drawer"):
        np.testing.assert_allclose(other[name]["translation"], one[name]["translation"], atol=2e-6)
        extras, others = (node[name]["extras"]["artllm_joint"] for node in (one, other))
        for key in ("origin", "lower", "upper"):
            np.testing.assert_allclose(others[key], extras[key], atol=2e-6)
    bpy.ops.wm.open_mainfile(filepath=str(written[1]["blend"]))
    units = bpy.data.scenes[0].unit_settings
    assert units.system == system and units.scale_length == pytest.approx(unit)
