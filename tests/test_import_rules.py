"""Who may import whom, read from the source of every module: the house's walls."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from places import ROOT

TORCH = {"safetensors", "torch", "transformers"}
BLENDER = {"addon_utils", "blf", "bmesh", "bpy", "bpy_extras", "gpu", "gpu_extras", "mathutils"}
CORE, SCENE = "artllm_blender.core", "artllm_blender.scene"

# Per room, what its modules may import beside the standard library, NumPy and each other. A room is a package without
# the rooms in it; with .* a name means these too. In `scene` data goes mesh -> rig -> preview, formats, and never back.
ROOMS = {
    "artllm_blender": BLENDER | {"artllm_blender.*"},
    CORE: set(),
    f"{CORE}.assembly": {CORE, f"{CORE}.picture"},
    f"{CORE}.cut": {CORE},
    f"{CORE}.motion": {CORE},
    f"{CORE}.picture": {CORE},
    f"{CORE}.pose": {CORE},
    f"{CORE}.words": {CORE},
    f"{CORE}.formats": {f"{CORE}.*"},
    "artllm_blender.client": {f"{CORE}.*"},
    "artllm_blender.library": {"ray", "artllm_blender", "artllm_blender.client", f"{CORE}.*"},
    SCENE: BLENDER | {CORE},
    f"{SCENE}.mesh": BLENDER | {SCENE, CORE, f"{CORE}.cut", f"{CORE}.motion"},
    f"{SCENE}.rig": BLENDER | {SCENE, f"{SCENE}.mesh", CORE, f"{CORE}.cut", f"{CORE}.motion"},
    f"{SCENE}.preview": BLENDER | {SCENE, f"{SCENE}.mesh", f"{SCENE}.rig", CORE, f"{CORE}.motion"},
    f"{SCENE}.pose": BLENDER
    | {SCENE, f"{SCENE}.mesh", f"{SCENE}.rig", CORE, f"{CORE}.motion", f"{CORE}.pose", f"{CORE}.words"},
    f"{SCENE}.assembly": BLENDER | {SCENE, f"{SCENE}.mesh", f"{SCENE}.rig", CORE, f"{CORE}.assembly", f"{CORE}.cut"},
    f"{SCENE}.formats": BLENDER | {f"{SCENE}.*", f"{CORE}.*"},
    "artllm_blender.ops": BLENDER | {f"{SCENE}.*", "artllm_blender.client.*", f"{CORE}.*"},
    "artllm_blender.ui": BLENDER | {f"{CORE}.*", "artllm_blender.client.job", "artllm_blender.ops"},
    "runtime": {"onnxruntime", "runtime.articulation"},
    "runtime.articulation": {"trimesh", "runtime.errors"},
    "runtime.assembly": {"onnxruntime", "runtime"},
    # The laboratory, which is not shipped, uses whatever it likes; nothing that is shipped uses the laboratory.
    "runtime.lab": None,
    "runtime.lab.shapes": None,
    "runtime.lab.learn": None,
    "runtime.lab.measure": None,
}
# Single modules that may import more than their room.
DOORS = {
    f"{CORE}.assembly.features": {f"{CORE}.cut.connectivity", f"{CORE}.pose.facets"},
    f"{CORE}.assembly.pdf": {"pydyf"},
    f"{CORE}.assembly.telling": {f"{CORE}.pose.facets"},
    f"{CORE}.assembly.turns": {f"{CORE}.pose.facets"},
    f"{CORE}.corrections": {f"{CORE}.motion.repair"},
    f"{CORE}.picture.foreground": {f"{CORE}.cut.connectivity"},
    f"{CORE}.pose.facets": {f"{CORE}.cut.connectivity"},
    f"{CORE}.parting": {f"{CORE}.cut.*", f"{CORE}.motion.*"},
    f"{SCENE}.rig.drawn_part": {f"{CORE}.picture"},
    f"{SCENE}.mesh.import_file": {
        f"{CORE}.formats.{name}" for name in ("doubles", "glb", "ply", "positions", "text_copy")
    },
    # What is learnt of assemblies is what the add-on asks: both by one rule.
    "runtime.lab.learn.kit_batches": {"artllm_blender.*"},
    "runtime.lab.learn.kit_export": {"artllm_blender.*"},
    "runtime.lab.learn.kit_model": {"artllm_blender.*"},
    "runtime.lab.learn.kit_shards": {"artllm_blender.*"},
    "runtime.model": TORCH,
    "runtime.torch_backend": TORCH,
}
# And what is closed to a room, whatever else it may import. Shapes are learnt from, and what has learnt is measured.
CLOSED = {
    "runtime": {"runtime.lab.*", "runtime.model"},
    "runtime.torch_backend": {"runtime.lab.*"},
    "runtime.lab.shapes": {"artllm_blender.*", "runtime.lab.learn", "runtime.lab.measure"},
    "runtime.lab.learn": {"artllm_blender.*", "runtime.lab.measure"},
}
# Blender reads these on start, and tests and the runtime's child read core without Blender.
LATE_BPY = {"artllm_blender", "artllm_blender.__main__"}
# Artists have no torch: what needs it is imported where it is asked for.
LATE = {"runtime": {"runtime.torch_backend"}}


def room_of(name: str) -> str:
    """The room that a module of the house is in; of a module of others, its top package."""
    rooms = [room for room in ROOMS if name == room or name.startswith(room + ".")]
    return max(rooms, key=len) if rooms else name.partition(".")[0]


def among(name: str, names: set[str]) -> bool:
    """Whether a module is one of those, or in one of those rooms."""
    if name in names or room_of(name) in names:
        return True
    whole = [other.removesuffix(".*") for other in names if other.endswith(".*")]
    return any(name == other or name.startswith(other + ".") for other in whole)


def modules(root: Path) -> dict[str, Path]:
    """Every module of the two packages below root, by its dotted name."""
    found = {}
    for path in sorted((*root.glob("artllm_blender/**/*.py"), *root.glob("runtime/**/*.py"))):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def statements(body: Sequence[ast.stmt], at_top: bool = True) -> Iterator[tuple[ast.stmt, bool]]:
    """All statements of a body, and whether each is in no function."""
    for one in body:
        yield one, at_top
        deeper = at_top and not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        inner = [getattr(one, name, ()) for name in ("body", "orelse", "finalbody")]
        inner += [part.body for part in (*getattr(one, "handlers", ()), *getattr(one, "cases", ()))]
        for some in inner:
            yield from statements(some, deeper)


@cache
def read(path: Path) -> tuple[list[str], list[tuple[ast.Import | ast.ImportFrom, bool]]]:
    """The functions that a file defines at its top, and its imports with whether they are at module level."""
    body = ast.parse(path.read_text(encoding="utf-8"), str(path)).body
    functions = [one.name for one in body if isinstance(one, ast.FunctionDef)]
    return functions, [both for both in statements(body) if isinstance(both[0], ast.Import | ast.ImportFrom)]


def imports(module: str, path: Path, known: set[str]) -> list[tuple[str, int, bool]]:
    """(dotted name, line, whether at module level) of each import; a relative one resolved."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    found = []
    for node, at_top in read(path)[1]:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base for alias in node.names]
        found += [(name, node.lineno, at_top) for name in dict.fromkeys(names)]
    return found


def violations(root: Path) -> list[str]:
    """One line for each import that breaks a rule."""
    files = modules(root)
    broken = []
    for module, path in files.items():
        room, doors = room_of(module), DOORS.get(module, set())
        allowed, late = ROOMS[room], LATE.get(room, set()) | (BLENDER if module in LATE_BPY else set())
        closed = CLOSED.get(module, CLOSED.get(room, set()))
        for name, line, at_top in imports(module, path, set(files)):
            free = name.partition(".")[0] in (*sys.stdlib_module_names, "numpy") or room_of(name) == room
            bad = among(name, closed - doors) or not (allowed is None or free or among(name, allowed | doors))
            if bad or (at_top and among(name, late)):
                broken.append(f"{path.relative_to(root).as_posix()}:{line}: {module} imports {name}")
    return broken


def circles(root: Path) -> list[str]:
    """The modules that import each other round about, late imports counted."""
    files = modules(root)
    waits = {module: {name for name, _, _ in imports(module, path, set(files))} for module, path in files.items()}
    left = set(files)
    while free := {module for module in left if not waits[module] & left - {module}}:
        left -= free
    while tops := {module for module in left if not any(module in waits[other] for other in left - {module})}:
        left -= tops
    return sorted(left)


def test_the_house_keeps_its_rules():
    assert len(modules(ROOT)) > 20
    assert violations(ROOT) == []


def test_no_module_waits_for_itself():
    assert circles(ROOT) == []


def plant(root: Path, path: str, source: str) -> list[str]:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)
    return violations(root)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("artllm_blender/core/a.py", "import bpy"),
        ("artllm_blender/core/a.py", "from ..scene.rig import read_rig"),
        ("artllm_blender/core/a.py", "from .cut.labels import label"),
        ("artllm_blender/core/a.py", "from .motion.repair import repaired"),
        ("artllm_blender/core/cut/a.py", "from ..motion.stops import Stops"),
        ("artllm_blender/core/motion/a.py", "from ..cut.labels import label"),
        ("artllm_blender/core/cut/a.py", "from ..formats import urdf"),
        ("artllm_blender/core/a.py", "def f():\n    import mathutils"),
        ("artllm_blender/client/a.py", "import bpy"),
        ("artllm_blender/client/a.py", "from runtime import wire"),
        ("artllm_blender/client/a.py", "import onnxruntime"),
        ("artllm_blender/client/deep/a.py", "from ...scene import x"),
        ("artllm_blender/scene/mesh/a.py", "from ..rig.read_rig import read_rig"),
        ("artllm_blender/scene/mesh/a.py", "from ...core.formats.positions import finite_ply"),
        ("artllm_blender/scene/rig/a.py", "from ..preview.preview import Preview"),
        ("artllm_blender/scene/rig/a.py", "from ..formats.export import export"),
        ("artllm_blender/scene/preview/a.py", "from ..formats.export import export"),
        ("artllm_blender/scene/a.py", "from ..client import runtime"),
        ("artllm_blender/scene/a.py", "from artllm_blender.ops import x"),
        ("artllm_blender/scene/a.py", "import scipy.spatial"),
        ("artllm_blender/ops/a.py", "from ..ui import panels"),
        ("artllm_blender/ui/a.py", "from ..scene.rig.read_rig import read_rig"),
        ("artllm_blender/ui/a.py", "from .. import scene"),
        ("artllm_blender/ui/a.py", "from ..client import process"),
        ("artllm_blender/__init__.py", "import bpy"),
        ("artllm_blender/__main__.py", "if True:\n    from bpy import ops"),
        ("artllm_blender/__main__.py", "import runtime.wire"),
        ("runtime/a.py", "import torch"),
        ("runtime/a.py", "from artllm_blender.core import frames"),
        ("runtime/articulation/a.py", "from ..engine import Engine"),
        ("runtime/lab/shapes/a.py", "from ..learn.dataset import Batches"),
        ("runtime/lab/learn/a.py", "from ..measure.compare import over"),
        ("runtime/lab/learn/a.py", "from artllm_blender.core import frames"),
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
    for package in ("scene", "client", "ui"):
        assert plant(tmp_path, f"artllm_blender/{package}/__init__.py", "") == []
    assert plant(tmp_path, "runtime/lab/__init__.py", "") == []
    assert plant(tmp_path, "artllm_blender/client/process.py", "") == []
    assert len(plant(tmp_path, path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("artllm_blender/core/a.py", "import json\nimport numpy as np\nfrom .b import c"),
        ("artllm_blender/client/a.py", "from ..core.errors import RuntimeFailure\nfrom . import wire"),
        ("artllm_blender/scene/a.py", "import bpy\nfrom mathutils import Matrix\nfrom ..core import frames"),
        ("artllm_blender/core/corrections.py", "from .motion.repair import repaired"),
        ("artllm_blender/core/formats/a.py", "from ..motion.interplay import Need\nfrom ..cut.seam import seam"),
        ("artllm_blender/scene/mesh/a.py", "from .. import all_or_nothing\nfrom ...core.cut.seam import seam"),
        ("artllm_blender/scene/mesh/import_file.py", "from ...core.formats.positions import finite_ply"),
        ("artllm_blender/scene/formats/a.py", "from ..rig.read_rig import Rig\nfrom ...core.picture import raster"),
        ("artllm_blender/ops/a.py", "from ..client import runtime\nfrom ..scene.rig.asset import build_asset"),
        ("artllm_blender/ui/a.py", "from ..client.job import Job\nfrom ..ops.articulate import ID"),
        ("artllm_blender/__init__.py", "def register():\n    import bpy\n    from . import ops"),
        ("runtime/a.py", "import onnxruntime as ort\nfrom .wire import read\nfrom .articulation import grammar"),
        ("runtime/articulation/a.py", "import trimesh\nfrom ..errors import Cancelled\nfrom . import tokens"),
        ("runtime/lab/a.py", "import bpy\nfrom artllm_blender.core.articulation import Joint"),
        ("runtime/a.py", "def f():\n    from .torch_backend import TorchBackend"),
        ("runtime/torch_backend.py", "import torch\nfrom .model import load"),
        (
            "runtime/lab/measure/a.py",
            "import torch\nfrom ..learn.dataset import Batches\nfrom artllm_blender import scene",
        ),
    ],
)
def test_what_is_allowed(tmp_path, path, source):
    assert plant(tmp_path, path, source) == []


def test_a_circle_is_found(tmp_path):
    plant(tmp_path, "runtime/a.py", "from . import b\nfrom . import d")
    plant(tmp_path, "runtime/b.py", "def f():\n    from .c import g")
    plant(tmp_path, "runtime/c.py", "import runtime.a")
    plant(tmp_path, "runtime/d.py", "import json")
    assert circles(tmp_path) == ["runtime.a", "runtime.b", "runtime.c"]


def test_no_module_defines_a_name_twice():
    """As a merge that keeps both sides may leave it."""
    twice = []
    for path in (path for top in ("artllm_blender", "runtime", "tests") for path in ROOT.glob(f"{top}/**/*.py")):
        defined, _ = read(path)
        twice += [f"{path}: {name}" for name in set(defined) if defined.count(name) > 1]
    assert not twice
