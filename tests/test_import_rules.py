"""Who may import whom, read from the source of every module: the house's walls."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TORCH = {"safetensors", "torch", "transformers"}
BLENDER = {"addon_utils", "blf", "bmesh", "bpy", "bpy_extras", "gpu", "gpu_extras", "mathutils"}

# Per package, what its modules may import beside the standard library, NumPy and each other. A name allows all below
# it. The package with the longest name that fits a module rules it.
RULES = {
    "artllm_blender": BLENDER | {"artllm_blender"},
    "artllm_blender.core": set(),
    "artllm_blender.client": {"artllm_blender.core"},
    "artllm_blender.scene": BLENDER | {"artllm_blender.core"},
    "artllm_blender.ops": BLENDER | {"artllm_blender.scene", "artllm_blender.client", "artllm_blender.core"},
    "artllm_blender.ui": BLENDER | {"artllm_blender.core", "artllm_blender.client.job", "artllm_blender.ops"},
    "runtime": {"trimesh", "onnxruntime"},
    "runtime.model": TORCH | {"runtime"},
    "runtime.torch_backend": TORCH | {"runtime"},
}
# The laboratory, which is not shipped, uses whatever it likes; nothing that is shipped uses the laboratory.
FORBIDDEN = {
    "runtime": {"runtime.lab", "runtime.model"},
    "runtime.model": {"runtime.lab", "runtime.torch_backend"},
    "runtime.torch_backend": {"runtime.lab"},
}
# Blender reads these on start, and tests and the runtime's child read core without Blender.
LATE_BPY = {"artllm_blender", "artllm_blender.__main__"}
# Artists have no torch: what needs it is imported where it is asked for.
LATE = {"runtime": {"runtime.torch_backend"}}


def within(name: str, packages) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def modules(root: Path) -> dict[str, Path]:
    """Every module of the two packages below root, by its dotted name."""
    found = {}
    for path in sorted((*root.glob("artllm_blender/**/*.py"), *root.glob("runtime/**/*.py"))):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, path: Path, known: set[str]) -> list[tuple[str, int, bool]]:
    """(dotted name, line, whether at module level) of each import; a relative one resolved."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    late = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base for alias in node.names]
        else:
            continue
        found += [(name, node.lineno, id(node) not in late) for name in dict.fromkeys(names)]
    return found


def violations(root: Path) -> list[str]:
    """One line for each import that breaks a rule."""
    files = modules(root)
    broken = []
    for module, path in files.items():
        home = max((rule for rule in (*RULES, "runtime.lab") if within(module, [rule])), key=len)
        allowed = RULES.get(home)
        for name, line, at_top in imports(module, path, set(files)):
            free = name.partition(".")[0] in (*sys.stdlib_module_names, "numpy") or within(name, [home])
            bad = within(name, FORBIDDEN.get(home, ())) or not (allowed is None or free or within(name, allowed))
            late = LATE.get(home, set()) | (BLENDER if module in LATE_BPY else set())
            if bad or (at_top and within(name, late)):
                broken.append(f"{path.relative_to(root).as_posix()}:{line}: {module} imports {name}")
    return broken


def test_the_house_keeps_its_rules():
    assert len(modules(ROOT)) > 20
    assert violations(ROOT) == []


def plant(root: Path, path: str, source: str) -> list[str]:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)
    return violations(root)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("artllm_blender/core/a.py", "import bpy"),
        ("artllm_blender/core/a.py", "from ..scene import read_rig"),
        ("artllm_blender/core/a.py", "def f():\n    import mathutils"),
        ("artllm_blender/client/a.py", "import bpy"),
        ("artllm_blender/client/a.py", "from runtime import wire"),
        ("artllm_blender/client/a.py", "import onnxruntime"),
        ("artllm_blender/client/deep/a.py", "from ...scene import x"),
        ("artllm_blender/scene/a.py", "from ..client import runtime"),
        ("artllm_blender/scene/a.py", "from artllm_blender.ops import x"),
        ("artllm_blender/scene/a.py", "import scipy.spatial"),
        ("artllm_blender/ops/a.py", "from ..ui import panels"),
        ("artllm_blender/ui/a.py", "from ..scene.read_rig import read_rig"),
        ("artllm_blender/ui/a.py", "from .. import scene"),
        ("artllm_blender/ui/a.py", "from ..client import process"),
        ("artllm_blender/__init__.py", "import bpy"),
        ("artllm_blender/__main__.py", "if True:\n    from bpy import ops"),
        ("artllm_blender/__main__.py", "import runtime.wire"),
        ("runtime/a.py", "import torch"),
        ("runtime/a.py", "from artllm_blender.core import frames"),
        ("runtime/a.py", "from . import lab"),
        ("runtime/a.py", "from .lab.shapes import x"),
        ("runtime/a.py", "def f():\n    import transformers"),
        ("runtime/a.py", "from .torch_backend import TorchBackend"),
        ("runtime/a.py", "def f():\n    from .model import ArtLLM"),
        ("runtime/torch_backend.py", "from .lab.x import y"),
        ("runtime/model.py", "import accelerate"),
        ("artllm_blender/scene/a.py", "from runtime.lab.shapes import generate"),
    ],
)
def test_a_breach_is_found(tmp_path, path, source):
    for package in ("artllm_blender/scene", "artllm_blender/client", "artllm_blender/ui", "runtime/lab"):
        assert plant(tmp_path, f"{package}/__init__.py", "") == []
    assert plant(tmp_path, "artllm_blender/client/process.py", "") == []
    assert len(plant(tmp_path, path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("artllm_blender/core/a.py", "import json\nimport numpy as np\nfrom .b import c"),
        ("artllm_blender/client/a.py", "from ..core.errors import RuntimeFailure\nfrom . import wire"),
        ("artllm_blender/scene/a.py", "import bpy\nfrom mathutils import Matrix\nfrom ..core import frames"),
        ("artllm_blender/ops/a.py", "from ..client import runtime\nfrom ..scene.asset import build_asset"),
        ("artllm_blender/ui/a.py", "from ..client.job import Job\nfrom ..ops.articulate import ID"),
        ("artllm_blender/__init__.py", "def register():\n    import bpy\n    from . import ops"),
        ("runtime/a.py", "import onnxruntime as ort\nimport trimesh\nfrom .wire import read"),
        ("runtime/lab/a.py", "import bpy\nfrom artllm_blender.core.articulation import Joint"),
        ("runtime/a.py", "def f():\n    from .torch_backend import TorchBackend"),
        ("runtime/torch_backend.py", "import torch\nfrom .model import load"),
        ("runtime/lab/a.py", "import torch\nfrom ..grammar import Grammar\nfrom runtime.lab.b import c"),
    ],
)
def test_what_is_allowed(tmp_path, path, source):
    assert plant(tmp_path, path, source) == []
