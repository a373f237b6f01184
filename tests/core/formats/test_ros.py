"""A folder as a ROS 2 package: names that ROS takes, texts that are what they should be."""

from __future__ import annotations

import ast
from xml.etree import ElementTree

import pytest

from artllm_blender.core.formats.ros import package_files, package_name
from artllm_blender.core.formats.simready import Origin


@pytest.mark.parametrize(
    ("name", "package"),
    [("Oak-Cupboard", "oak_cupboard"), ("3__doors", "asset_3_doors"), ("x", "asset_x"), ("Ü", "asset")],
)
def test_names_are_ones_that_ros_takes(name, package):
    assert package_name(name) == package


def test_the_files_name_one_package_and_what_is_in_it():
    files = package_files("oak", "Oak", "Body", Origin("A < B", "CC0-1.0"))
    told = ElementTree.fromstring(files["package.xml"])
    assert (told.findtext("name"), told.findtext("maintainer"), told.findtext("license")) == ("oak", "A < B", "CC0-1.0")
    assert "project(oak)" in files["CMakeLists.txt"] and "Oak.urdf" in files["CMakeLists.txt"]
    calls = [node for node in ast.walk(ast.parse(files["launch/display.launch.py"])) if isinstance(node, ast.Call)]
    assert any(isinstance(arg, ast.Constant) and arg.value == "oak" for call in calls for arg in call.args)
    assert "Fixed Frame: Body" in files["launch/display.rviz"]
