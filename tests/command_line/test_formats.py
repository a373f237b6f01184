"""Mesh files through the command line: every format and its variants, and every file that cannot be articulated."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
import pytest
import scenes
from places import ROOT
from scenes import OBJ

from artllm_blender.scene.mesh.import_file import import_file
from artllm_blender.scene.mesh.mesh_in import gather

# Of each reader's variants those that go all the way; the rest are read alone, where nothing differs after reading.
ALL_THE_WAY = {
    "binary.glb", "compressed.glb", "separate.gltf", "with_mtl.obj", "windows.OBJ", "z_up.ply", "ascii.ply",
    "binary.stl", "default.fbx", "plain.blend",
}  # fmt: skip

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX limits")


def chunks(glb: bytes) -> tuple[dict, bytes]:
    """The document of a GLB, and its buffer."""
    (length,) = struct.unpack_from("<I", glb, 12)
    return json.loads(glb[20 : 20 + length]), glb[28 + length :]


def changed(glb: bytes, change: Callable[[dict], object]) -> bytes:
    document, buffer = chunks(glb)
    change(document)
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<4sIIII", b"glTF", 2, 28 + len(text) + len(buffer), len(text), 0x4E4F534A)
    return head + text + struct.pack("<II", len(buffer), 0x004E4942) + buffer


def big_endian(ply: bytes) -> bytes:
    """A binary PLY of vertices x y z and faces, turned round."""
    header, _, body = ply.partition(b"end_header\n")
    count, faces = (int(line.split()[2]) for line in header.splitlines() if line.startswith(b"element"))
    turned = [np.frombuffer(body, "<f4", 3 * count).astype(">f4").tobytes()]
    at = 12 * count
    for _ in range(faces):
        size = body[at]
        turned += [body[at : at + 1], np.frombuffer(body, "<u4", size, at + 1).astype(">u4").tobytes()]
        at += 1 + 4 * size
    return header.replace(b"little", b"big") + b"end_header\n" + b"".join(turned)


def good_files(folder: Path) -> list[str]:
    """The cabinet in every format and variant, by name."""
    scenes.empty_scene()
    scenes.cabinet(joined=False)
    for name, options in {
        "binary.glb": {},
        "compressed.glb": {"export_draco_mesh_compression_enable": True},
        "separate.gltf": {},
        "with_mtl.obj": {},
        "z_up.ply": {},
        "ascii.ply": {"ascii_format": True},
        "binary.stl": {},
        "ascii.stl": {"ascii_format": True},
        "default.fbx": {},
        "scaled.fbx": {"apply_scale_options": "FBX_SCALE_ALL"},
        "baked.fbx": {"bake_space_transform": True},
        "plain.blend": {},
        "compressed.blend": {"compress": True},
    }.items():
        scenes.write(folder / name, **options)
    document, buffer = chunks((folder / "binary.glb").read_bytes())
    document["buffers"][0]["uri"] = "data:application/octet-stream;base64," + base64.b64encode(buffer).decode()
    (folder / "embedded.gltf").write_text(json.dumps(document))
    text = (folder / "with_mtl.obj").read_text()
    (folder / "without_mtl.obj").write_text(text.replace("with_mtl.mtl", "gone.mtl"))
    (folder / "windows.OBJ").write_bytes(text.replace("\n", "\r\n").encode())
    (folder / "big_endian.ply").write_bytes(big_endian((folder / "z_up.ply").read_bytes()))
    return [path.name for path in folder.iterdir() if path.suffix not in (".mtl", ".bin")]


def bad_files(folder: Path) -> dict[str, str]:
    """Files that cannot be articulated, by name, and words of the sentence that says why."""
    says: dict[str, str] = {}

    def add(name: str, data: bytes | str, words: str) -> None:
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
        says[name] = words

    seeds = folder / "seeds"
    seeds.mkdir()
    scenes.empty_scene()
    scenes.cabinet()
    good = {}
    for kind in ("glb", "obj", "ply", "stl", "fbx", "blend"):
        scenes.write(seeds / f"seed.{kind}")
        good[kind] = (seeds / f"seed.{kind}").read_bytes()
    for kind, data in good.items():
        # Blender reads whatever it can of an OBJ, and says nothing of a broken STL.
        unread = "There is no mesh in" if kind in ("obj", "stl") else "cannot be read: "
        add(f"zero.{kind}", b"", "cannot be read: it is empty")
        add(f"noise.{kind}", np.random.default_rng(0).bytes(5000), unread)
        add(f"text.{kind}", "This is no mesh.\n" * 50, unread)
        other = "ply" if kind == "fbx" else "fbx"
        add(f"{other}_named.{kind}", good[other], unread)
        if kind != "obj":
            add(f"half.{kind}", data[: len(data) // 2], unread)
    for name in ("folder.gltf", "folder.obj"):
        (folder / name).mkdir()
        says[name] = "is no file. Check the path."
    says["absent.glb"] = "There is no file"
    add("mesh.xyz", "0 0 0", "is not a mesh file that can be read.")
    add("none", "0 0 0", "is not a mesh file that can be read.")

    add("comments.obj", "# nothing else\n", "There is no mesh in")
    add("vertex.obj", "v 0 0 0\n", "a single vertex but no faces")
    add("vertices.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\n", "3 vertices but no faces")
    add("line.obj", "v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n", "zero area")
    add("beyond.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "no faces")
    add("infinite.obj", "v 0 0 0\nv 1 inf 0\nv 0 1 0\nf 1 2 3\n", "infinite or not numbers")
    header = "ply\nformat ascii 1.0\ncomment x\nelement vertex 3\n" + "".join(f"property float {a}\n" for a in "xyz")
    faces = "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    add("ascii_nan.ply", header + faces + "0 0 nan\n1 0 0\n0 1 0\n3 0 1 2\n", "infinite or not numbers")
    add("beyond.ply", header + faces + "0 0 0\n1 0 0\n0 1 0\n3 0 1 9\n", "none of its 3 vertices")
    add("points.ply", header + "end_header\n0 0 0\n1 0 0\n0 1 0\n", "no faces")
    add(
        "cycle.glb",
        changed(good["glb"], lambda d: d["nodes"][0].update(children=[0])),
        "cannot be read: what it holds lies in itself",
    )
    add("count.glb", changed(good["glb"], lambda d: d["accessors"][0].update(count=10**9)), "cannot be read: ")
    add("extension.glb", changed(good["glb"], lambda d: d.update(extensionsRequired=["X"])), "cannot be read: ")
    add("missing.glb", changed(good["glb"], lambda d: d["buffers"][0].update(uri="gone.bin")), "cannot be read: ")
    add("flat.glb", changed(good["glb"], lambda d: d["nodes"][0].update(scale=[0, 0, 0])), "zero area")

    tetrahedron = [(0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)]
    for name, vertices, triangles, words in (
        ("empty", [], [], "no mesh in|cannot be read"),
        ("dust", [(0, 0, 0)], [], "no mesh in|no faces"),
        ("line", [(0, 0, 0), (1, 0, 0), (2, 0, 0)], [(0, 1, 2)], "zero area"),
        ("nan", [(12345, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], tetrahedron, "infinite or not numbers"),
    ):
        scenes.empty_scene()
        thing = scenes.mesh_object("Mesh", vertices, triangles)
        for kind in ("glb", "ply", "stl", "fbx", "blend"):
            if (name, kind) == ("nan", "blend"):
                thing.data.vertices[0].co.x = math.nan
            scenes.write(seeds / f"{name}.{kind}")
            data = (seeds / f"{name}.{kind}").read_bytes()
            for code in ("<f", "<d"):
                data = data.replace(struct.pack(code, 12345), struct.pack(code, math.nan))
            add(f"all_{name}.{kind}", data, words)
    return says


@dataclass(frozen=True)
class Batch:
    """One run of the command line over many files. says: by file name, of those that must fail; read: all
    variants of the formats, most of which are among the good ones."""

    process: subprocess.Popen
    results: dict[str, dict]
    stderr: str
    good: list[str]
    read: list[str]
    says: dict[str, str]
    inputs: Path
    out: Path


def start(*arguments: str | Path, formats: str = "urdf", **options) -> subprocess.Popen:
    command = [sys.executable, "-m", "artllm_blender", *map(str, arguments), "--formats", formats, "--json"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    return subprocess.Popen(command, cwd=ROOT, **(pipes | options))


@pytest.fixture(scope="module")
def batch(tmp_path_factory) -> Batch:
    folder = tmp_path_factory.mktemp("batch")
    inputs, out = folder / "in", folder / "out"
    inputs.mkdir()
    out.mkdir()
    (out / "taken").write_text("mine")
    read = good_files(inputs)
    good = [name for name in read if name in ALL_THE_WAY]
    says = bad_files(inputs)
    for name in ("taken.obj", "戸棚 шкаф.obj", "-dash.obj", "%s {}.obj", '"><.obj', "x" * 240 + ".obj", "a\nb.obj"):
        (inputs / name).write_text(OBJ)
        good.append(name)
    twice = inputs / ".." / inputs.name / "ascii.ply"
    process = start(*(inputs / name for name in [*says, *good]), twice, "--out", out)
    stdout, stderr = process.communicate(timeout=600)
    objects = json.loads(stdout)["objects"]
    assert len(objects) == len(says) + len(good), "the same file named twice is one object"
    return Batch(process, {Path(o["input"]).name: o for o in objects}, stderr, good, read, says, inputs, out)


def test_every_file_that_is_no_mesh_gets_its_sentence(batch):
    wrong = {}
    for name, words in batch.says.items():
        error = batch.results[name].get("error", {"code": "none", "message": "", "hint": ""})
        said = f"{error['message']} {error['hint']}"
        right = any(word in said for word in words.split("|")) and len(said.splitlines()) == 1 and error["hint"]
        if not right or error["code"] != "bad_input":
            wrong[name] = said
    assert not wrong
    assert batch.process.returncode == 1 and "Traceback" not in batch.stderr
    assert f"{len(batch.good) - 1} of {len(batch.results)} articulated" in batch.stderr


def test_every_format_between_them_is_articulated_whatever_its_name(batch):
    failed = {name: batch.results[name]["error"] for name in batch.good if not batch.results[name]["ok"]}
    assert list(failed) == ["taken.obj"] and failed["taken.obj"]["code"] == "export_failed"
    assert (batch.out / "taken").read_text() == "mine"
    written = [Path(batch.results[name]["files"]["urdf"]) for name in batch.good if name not in failed]
    assert {path.parent for path in written} == set(batch.out.iterdir()) - {batch.out / "taken"}
    assert all(path.stat().st_size and list(path.parent.glob("meshes/*.obj")) for path in written)
    assert not list(batch.out.rglob(".artllm-*"))


def test_every_format_is_read_upright_and_in_metres(batch):
    for name in batch.read:
        scenes.empty_scene()
        source = gather(import_file(batch.inputs / name).objects, bpy.context.evaluated_depsgraph_get())
        box = [source.vertices.min(axis=0), source.vertices.max(axis=0)]
        np.testing.assert_allclose(box, [(-0.4, -0.31, 0), (0.4, 0.25, 1)], atol=1e-4, err_msg=name)
        assert len(source.faces) == 168, name


def of_session(session: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(folder.name))
    return found


@LINUX
def test_no_process_is_left_behind(batch):
    assert of_session(batch.process.pid) == []


@LINUX
def test_child_killed_under_the_command_line(tmp_path):
    """The file at hand fails, the next one gets another child. The bar on a terminal tells when one is at hand."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.obj").write_text(OBJ)
    here, there = os.openpty()
    process = start(tmp_path / "one.obj", tmp_path / "two.obj", "--out", tmp_path / "out", stderr=there)
    os.close(there)
    seen, killed = b"", False

    def watch() -> None:
        nonlocal seen, killed
        with contextlib.suppress(OSError):  # what a terminal raises at its end
            while more := os.read(here, 4096):
                seen += more
                if not killed and (b"one: Starting" in seen or b"one: Reading" in seen):
                    (child,) = (pid for pid in of_session(process.pid) if pid != process.pid)
                    os.kill(child, signal.SIGKILL)
                    killed = True

    watcher = threading.Thread(target=watch)
    watcher.start()
    stdout, _ = process.communicate(timeout=120)
    watcher.join()
    os.close(here)
    first, second = json.loads(stdout)["objects"]
    assert killed and process.returncode == 1 and second["ok"] and b"Traceback" not in seen
    assert first["error"]["code"] == "runtime_failure" and "SIGKILL" in first["error"]["message"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["two"]
    assert of_session(process.pid) == []


@POSIX
def test_a_full_disk_under_the_command_line(tmp_path):
    import resource

    (tmp_path / "cabinet.obj").write_text(OBJ)
    limit = (700, 700)
    process = start(
        tmp_path / "cabinet.obj", "--out", tmp_path / "out",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )  # fmt: skip
    (result,) = json.loads(process.communicate(timeout=120)[0])["objects"]
    assert process.returncode == 1 and result["error"]["code"] == "export_failed"
    assert result["error"]["message"].startswith(f"Could not write to {tmp_path / 'out' / 'cabinet'}: ")
    assert not (tmp_path / "out").exists()
