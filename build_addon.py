#!/usr/bin/env python3
"""Set up, show, test and build ArtLLM. Needs only Python 3.11; all that it installs goes into .venv beside this file.

python build_addon.py demo [MESH ...] [--out DIR]   articulate meshes in a headless Blender, as an artist would
python build_addon.py test [PYTEST ARGUMENT ...]    every test, the training code's too
python build_addon.py build [--gpu]                 the extension's zips into dist/, validated by Blender
"""

from __future__ import annotations

import sys

if sys.version_info[:2] != (3, 11):
    sys.exit(f"This is Python {sys.version.split()[0]}, ArtLLM is developed on 3.11: run python3.11 build_addon.py.")

import argparse
import hashlib
import importlib
import os
import shutil
import subprocess
import sysconfig
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DIST = ROOT / "dist"
PLATFORM = {"linux": "linux_x64", "win32": "windows_x64", "darwin": "macos_arm64"}[sys.platform]
MOST_WORKERS = 8  # of tests; each holds a Blender, up to 1 GB
EXAMPLES = ("storage_furniture", "microwave", "laptop", "bottle", "cart")


class BuildError(Exception):
    """One sentence: what went wrong and what to do."""


def prepare() -> None:
    """Make .venv with the requirements that pyproject.toml pins, unless the same ones are already in it."""
    requirements = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["dev"]
    digest = hashlib.sha256("\n".join(requirements).encode()).hexdigest()
    stamp = VENV / "requirements.sha256"
    if PYTHON.exists() and stamp.exists() and stamp.read_text("ascii") == digest:
        return
    print(f"Setting up {VENV} (once, a few minutes)", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", VENV]).returncode:
        raise BuildError("This Python cannot make virtual environments: install its venv module.")
    if subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *requirements]).returncode:
        raise BuildError("pip could not install what pyproject.toml pins: its message is above.")
    stamp.write_text(digest, "ascii")


def build(gpu: bool = False) -> list[Path]:
    """The zips, one a platform, validated.

    gpu: with onnxruntime-gpu, for machines that have CUDA and cuDNN; there is none for macOS.
    Raises BuildError.
    """
    manifest = (ROOT / "blender_manifest.toml").read_text("utf-8")
    if gpu:
        lines = [line for line in manifest.splitlines() if "macosx" not in line]
        manifest = "\n".join(lines).replace("/onnxruntime-", "/onnxruntime_gpu-").replace(', "macos-arm64"', "")
    for wheel in tomllib.loads(manifest)["wheels"]:
        fetch_wheel(ROOT / wheel)
    output = DIST / "gpu" if gpu else DIST
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("*.zip"):
        old.unlink()
    with tempfile.TemporaryDirectory(dir=DIST) as folder:
        source = ROOT
        if gpu:  # Blender builds a folder by the manifest in it, so the other manifest needs a folder of its own
            source = Path(folder, "artllm")
            others = shutil.ignore_patterns(".*", "blender_manifest.toml", "demo", "dist", "tests")
            shutil.copytree(ROOT, source, ignore=others, copy_function=os.link)
            (source / "blender_manifest.toml").write_text(manifest, "utf-8")
        blender_extension("build", "--split-platforms", "--source-dir", source, "--output-dir", output)
    archives = sorted(output.glob("*.zip"))
    for archive in archives:
        blender_extension("validate", archive)
    return archives


def fetch_wheel(path: Path) -> None:
    """Download a wheel by its file name, once. Raises BuildError."""
    if path.exists():
        return
    name, version, python, _, platform = path.stem.split("-")
    python = f"3.{python.removeprefix('cp3')}" if python.startswith("cp3") else "3.11"
    command = [PYTHON, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", path.parent]
    subprocess.run([*command, "--platform", platform, "--python-version", python, f"{name}=={version}"])
    if not path.exists():
        raise BuildError(f"The package index does not offer {path.name}: correct the manifest's list of wheels.")


def blender_extension(*arguments: str | Path) -> None:
    """Run `blender --command extension`, from the wheel of Blender. Raises BuildError."""
    packages = Path(sysconfig.get_path("purelib"))
    script = next(packages.glob("bpy/*/scripts/addons_core/bl_pkg/cli/blender_ext.py"))
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"Blender's extension {arguments[0]} failed: {(done.stdout + done.stderr).strip()}")


def install(archive: Path, resources: Path) -> str:
    """Install a zip into this process's Blender and enable it, as Preferences > Install from Disk does.

    resources: the folder that takes the place of the user's own Blender settings; bpy must not be imported yet.
    Returns the extension's module name.
    """
    os.environ["BLENDER_USER_RESOURCES"] = str(resources)
    import bpy

    bpy.ops.extensions.package_install_files(filepath=str(archive), repo="user_default", enable_on_install=True)
    module = "bl_ext.user_default.artllm"
    if module not in bpy.context.preferences.addons:
        raise BuildError(f"Blender did not enable {archive.name}: its message is above.")
    return module


def example_props(folder: Path) -> list[Path]:
    """Write one GLB for each of EXAMPLES, from the generator that the weights are trained on."""
    import trimesh

    from runtime.lab import shapes

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for family in EXAMPLES:
        shape = shapes.generate(family, seed=7)
        y_up = shape.vertices[:, (0, 2, 1)] * (1, 1, -1)  # as glTF wants it
        mesh = trimesh.Trimesh(y_up, shape.faces, process=False)
        paths.append(folder / f"{family}.glb")
        mesh.export(paths[-1])
    return paths


def demo(meshes: list[Path], out: Path) -> int:
    """Build, install, articulate; the exit status of the main job."""
    archive = next(path for path in build() if PLATFORM in path.name)
    resources = VENV / "blender"
    shutil.rmtree(resources, ignore_errors=True)
    module = install(archive, resources)
    meshes = meshes or example_props(out / "props")
    command = importlib.import_module(f"{module}.artllm_blender.__main__")
    return command.main([*map(str, meshes), "--out", str(out)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    show = commands.add_parser("demo", help="articulate meshes, or example props when none is named")
    show.add_argument("meshes", nargs="*", type=Path, metavar="MESH")
    show.add_argument("--out", type=Path, default=ROOT / "demo", metavar="DIR")
    commands.add_parser("test", help="run pytest; takes its arguments")
    make = commands.add_parser("build", help="make the extension's zips")
    make.add_argument("--gpu", action="store_true", help="with onnxruntime-gpu")
    options, rest = parser.parse_known_args()
    if rest and options.command != "test":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        prepare()
        if Path(sys.prefix) != VENV:
            return subprocess.run([PYTHON, *sys.argv]).returncode
        if options.command == "test":
            style = subprocess.run([PYTHON, "-m", "ruff", "check", "."], cwd=ROOT).returncode
            workers = ["-n", str(min(os.cpu_count() or 1, MOST_WORKERS)), "--dist", "loadfile"]
            return subprocess.run([PYTHON, "-m", "pytest", *workers, *rest], cwd=ROOT).returncode or style
        if options.command == "demo":
            return demo(options.meshes, options.out)
        for archive in build(options.gpu):
            print(f"{archive} ({archive.stat().st_size / 1e6:.0f} MB)")
        return 0
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
