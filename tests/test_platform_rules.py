"""The rules of Blender's extensions platform, read from the manifest and from every module that runs in Blender."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import bpy
import pytest
from places import ROOT

MANIFEST = tomllib.loads((ROOT / "blender_manifest.toml").read_text(encoding="utf-8"))
# https://docs.blender.org/manual/en/latest/advanced/extensions/tags.html
TAGS = {
    "3D View", "Add Curve", "Add Mesh", "Animation", "Bake", "Camera", "Compositing", "Development", "Game Engine",
    "Geometry Nodes", "Grease Pencil", "Import-Export", "Lighting", "Material", "Modeling", "Mesh", "Node", "Object",
    "Paint", "Pipeline", "Physics", "Render", "Rigging", "Scene", "Sculpt", "Sequencer", "System", "Text Editor",
    "Tracking", "User Interface", "UV",
}  # fmt: skip
PYTHONS = ("cp311", "cp313", "cp314")
WHEEL_PLATFORMS = {"linux-x64": "manylinux", "windows-x64": "win_amd64", "macos-arm64": "macosx"}

THREADS = {"_thread", "asyncio", "concurrent", "multiprocessing", "threading"}
NETWORK = {
    "ftplib", "http", "imaplib", "poplib", "requests", "smtplib", "socket", "socketserver", "ssl", "urllib", "urllib3",
    "webbrowser", "xmlrpc",
}  # fmt: skip
TEXT_OF_ADDRESSES = {"urllib", "urllib.parse", "urllib.parse.unquote"}
# The one module that opens a connection, in a process of its own, where the artist has turned that on; and the one
# whose actors wait for several things at once, in processes of Ray's.
ELSEWHERE = {("urllib", "artllm_blender/client/ask_worker.py"), ("asyncio", "artllm_blender/library/ray_actors.py")}
INSTALLERS = {"ensurepip", "pip", "site", "venv"}
TEXT_AS_CODE = {"__import__", "compile", "eval", "exec"}
# Modules that read files of the extension's own folder. It may not be writable, so nobody else has to know where it is.
READERS = {"artllm_blender/client/child.py", "artllm_blender/ui/icons.py"}
# They are programs of the command line too.
COMMANDS = {f"artllm_blender/{name}_command.py" for name in ("assemble", "explode", "import", "manual", "pose")}
PRINTERS = COMMANDS | {"artllm_blender/library/run.py", "artllm_blender/terminal.py"}


def in_blender(root: Path) -> list[Path]:
    """The modules that run in Blender's process; those of runtime/ run in one of their own."""
    return sorted((*root.glob("__init__.py"), *root.glob("artllm_blender/**/*.py")))


def imported(node: ast.AST) -> list[str]:
    """Dotted names that an import brings in, but for relative ones."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def faults(node: ast.AST, file: str) -> list[str]:
    """What a piece of the syntax tree does that it may not."""
    found = []
    for name in imported(node):
        top = name.partition(".")[0]
        if top in THREADS | NETWORK | INSTALLERS and name not in TEXT_OF_ADDRESSES and (top, file) not in ELSEWHERE:
            found.append(f"imports {name}")
        if top == "artllm_blender":
            found.append(f"imports itself by the absolute name {name}")
        if name in ("sys.path", "sys.modules"):
            found.append(f"touches {name}")
    match node:
        case ast.Attribute(value=ast.Name(id="sys"), attr="path" | "modules"):
            found.append(f"touches sys.{node.attr}")
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(value=ast.Name(id="builtins"), attr=name)):
            if name in TEXT_AS_CODE:
                found.append(f"calls {name}")
            if name == "print" and file not in PRINTERS:
                found.append("prints")
        case ast.Name(id="__file__") if file not in READERS:
            found.append("asks for its own folder")
    return found


def breaches(root: Path) -> list[str]:
    """One line for each breach of a rule."""
    found = []
    for path in in_blender(root):
        file = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), file)):
            found += [f"{file}:{node.lineno}: {fault}" for fault in dict.fromkeys(faults(node, file))]
    return found


def test_what_runs_in_blender_keeps_the_rules():
    assert len(in_blender(ROOT)) > 50
    assert breaches(ROOT) == []


@pytest.mark.parametrize(
    "source",
    [
        "import threading",
        "import threading as t",
        "from threading import Thread",
        "import _thread",
        "import asyncio",
        "from concurrent.futures import ThreadPoolExecutor",
        "import concurrent.futures",
        "from concurrent import futures",
        "import multiprocessing.pool",
        "def f():\n    import multiprocessing",
        "import socket",
        "import urllib.request",
        "from urllib import request",
        "from http.client import HTTPSConnection",
        "import requests",
        "from ftplib import FTP",
        "import pip",
        "eval('1')",
        "exec('x = 1')",
        "compile('1', '', 'eval')",
        "__import__('os')",
        "import builtins\nbuiltins.exec('')",
        "import sys\nsys.path.append('x')",
        "import sys\nsys.path.insert(0, 'x')",
        "import sys\nsys.path.extend(['x'])",
        "import sys\nsys.path += ['x']",
        "import sys\nsys.path[:0] = ['x']",
        "import sys\nsys.path = []",
        "import sys\ndel sys.path[0]",
        "import sys\nsys.modules['x'] = None",
        "import sys\ndel sys.modules['x']",
        "import sys\nsys.modules.pop('x')",
        "import sys\nsys.modules.setdefault('x', None)",
        "import sys\nsys.modules.update({})",
        "from sys import path",
        "from sys import modules as loaded",
        "import artllm_blender.core",
        "from artllm_blender import core",
        "print('hello')",
        "open(__file__ + '.log', 'w')",
    ],
)
def test_a_breach_is_found(tmp_path, source):
    for name in ("__init__.py", "artllm_blender/core/deep/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    (tmp_path / "runtime").mkdir()
    (tmp_path / "runtime" / "a.py").write_text(source)
    found = {line.split(":")[0] for line in breaches(tmp_path)}
    assert found == {"__init__.py", "artllm_blender/core/deep/a.py"}


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nsys.exit(sys.argv)",
        "import re\nre.compile('x')",
        "from urllib.parse import unquote",
        "import os.path\nos.path.join('a', 'b')",
        "from . import threading\nfrom ..core import errors",
        "import subprocess",
    ],
)
def test_what_is_allowed(tmp_path, source):
    (tmp_path / "__init__.py").write_text(source)
    assert breaches(tmp_path) == []


def test_the_manifest_says_who_we_are_as_the_platform_wants_it():
    assert MANIFEST["id"] == "artllm" and MANIFEST["type"] == "add-on"
    assert "blender" not in MANIFEST["name"].lower()
    assert set(MANIFEST["tags"]) <= TAGS
    assert tuple(map(int, MANIFEST["blender_version_min"].split("."))) >= (4, 2, 0)
    assert MANIFEST["license"] == ["SPDX:GPL-3.0-or-later"]
    assert "GNU GENERAL PUBLIC LICENSE\n                       Version 3" in (ROOT / "LICENSE").read_text("utf-8")


def test_what_the_manifest_tells_users_is_short_and_ends_without_a_stop():
    for text in (MANIFEST["tagline"], *MANIFEST["permissions"].values()):
        assert 0 < len(text) <= 64 and text == text.strip()
        assert text[-1].isalnum() or text[-1] in ")]}"


def test_only_what_is_needed_is_asked_for():
    """No network, camera or microphone, which the rules above would not let us use either."""
    assert set(MANIFEST["permissions"]) == {"files", "network"}


def test_every_python_on_every_platform_finds_each_wheel_once():
    names = [Path(wheel).name.removesuffix(".whl").split("-") for wheel in MANIFEST["wheels"]]
    assert set(MANIFEST["platforms"]) == set(WHEEL_PLATFORMS)
    for package in {name for name, *_ in names}:
        tags = [(python, platform) for name, _, python, _, platform in names if name == package]
        if tags == [("py3", "any")] or tags == [("py2.py3", "any")]:
            continue
        wanted = {(python, platform) for python in PYTHONS for platform in WHEEL_PLATFORMS.values()}
        fits = [(python, kind) for python, platform in tags for kind in WHEEL_PLATFORMS.values() if kind in platform]
        assert sorted(fits) == sorted(wanted)
    assert "numpy" not in {name for name, *_ in names}, "Blender has its own"


def traces() -> dict[str, object]:
    """All that an add-on can leave behind in a running Blender."""
    types = {name: getattr(bpy.types, name) for name in dir(bpy.types)}
    handlers = {name: getattr(bpy.app.handlers, name) for name in dir(bpy.app.handlers)}
    drawn = {name: getattr(kind.draw, "_draw_funcs", ()) for name, kind in types.items() if hasattr(kind, "draw")}
    return {
        "classes": set(types),
        "properties": {name: set(dir(kind)) for name, kind in types.items()},
        "menu entries": {name: len(functions) for name, functions in drawn.items()},
        "operators": {name: set(dir(getattr(bpy.ops, name))) for name in dir(bpy.ops)},
        "handlers": {name: list(calls) for name, calls in handlers.items() if isinstance(calls, list)},
        "sys.path": list(sys.path),
    }


def test_register_and_unregister_leave_no_trace():
    import artllm_blender
    from artllm_blender.ops import task

    artllm_blender.register()
    artllm_blender.unregister()  # the lists of menu entries, which Blender makes for the first, stay
    before = traces()
    artllm_blender.register()
    during = traces()
    assert all(during[kind] != before[kind] for kind in before if kind != "sys.path")
    assert during["sys.path"] == before["sys.path"]
    task.watch()
    artllm_blender.unregister()
    after = traces()
    for kind, left in after.items():
        assert left == before[kind], kind
    assert not bpy.app.timers.is_registered(task._tick)
