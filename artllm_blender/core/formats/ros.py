"""What makes an exported folder a ROS 2 package: package.xml, CMakeLists.txt, and a launch file that shows the URDF."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from .simready import Origin

_NEEDED = ("joint_state_publisher_gui", "robot_state_publisher", "rviz2")


def package_name(name: str) -> str:
    """A name that ROS takes of an asset's: lower case, begun with a letter, no two _ in a row."""
    plain = re.sub(r"_+", "_", re.sub(r"[^a-z0-9]", "_", name.lower())).strip("_")
    return plain if len(plain) > 1 and plain[0].isalpha() else f"asset_{plain}".rstrip("_")


def package_files(package: str, name: str, root: str, origin: Origin) -> dict[str, str]:
    """The files' texts by their paths in the folder. name: of the URDF's file; root: its first link."""
    depends = "\n".join(f"  <exec_depend>{one}</exec_depend>" for one in _NEEDED)
    return {
        "package.xml": f"""<?xml version="1.0"?>
<package format="3">
  <name>{package}</name>
  <version>1.0.0</version>
  <description>{escape(name)}, an articulated asset</description>
  <maintainer email="unknown@example.com">{escape(origin.author)}</maintainer>
  <license>{escape(origin.licence)}</license>
  <buildtool_depend>ament_cmake</buildtool_depend>
{depends}
  <export>
    <build_type>ament_cmake</build_type>
  </export>
</package>
""",
        "CMakeLists.txt": f"""cmake_minimum_required(VERSION 3.8)
project({package})
find_package(ament_cmake REQUIRED)
install(DIRECTORY launch meshes DESTINATION share/${{PROJECT_NAME}})
install(FILES {name}.urdf {name}.srdf DESTINATION share/${{PROJECT_NAME}})
ament_package()
""",
        "launch/display.launch.py": f'''"""Shows the asset in RViz, with a slider for each joint."""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch import LaunchDescription
from launch_ros.actions import Node


def generate_launch_description():
    share = Path(get_package_share_directory("{package}"))
    description = {{"robot_description": (share / "{name}.urdf").read_text()}}
    return LaunchDescription(
        [
            Node(package="robot_state_publisher", executable="robot_state_publisher", parameters=[description]),
            Node(package="joint_state_publisher_gui", executable="joint_state_publisher_gui"),
            Node(package="rviz2", executable="rviz2", arguments=["-d", str(share / "launch" / "display.rviz")]),
        ]
    )
''',
        "launch/display.rviz": f"""Visualization Manager:
  Class: ""
  Displays:
    - Class: rviz_default_plugins/Grid
      Name: Grid
      Enabled: true
    - Class: rviz_default_plugins/RobotModel
      Name: RobotModel
      Enabled: true
      Description Source: Topic
      Description Topic:
        Value: /robot_description
  Global Options:
    Fixed Frame: {root}
  Views:
    Current:
      Class: rviz_default_plugins/Orbit
      Distance: 3
""",
    }
