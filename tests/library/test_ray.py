"""A cluster of this machine alone does what workers without it do, to the byte."""

from __future__ import annotations

import pytest

from artllm_blender.__main__ import FAILED, main
from artllm_blender.library.manifest import NAME, read
from runtime.lab.measure.generated import draw

ray = pytest.importorskip("ray", reason="Ray is not installed")


def test_a_library_on_ray_is_the_same_to_the_byte(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(2):
        shape = draw("box", 7, number)
        corners = "".join(f"v {x} {y} {z}\n" for x, y, z in shape.vertices)
        (folder / f"{number}.obj").write_text(corners + "".join(f"f {a} {b} {c}\n" for a, b, c in shape.faces + 1))
    (folder / "bad.glb").write_bytes(b"glTF is not this")
    run = [str(folder), "--jobs", "2", "--views", "1", "--formats", "urdf", "--colliders", "hulls"]
    assert main([*run, "--out", str(tmp_path / "plain")]) == FAILED
    assert main([*run, "--out", str(tmp_path / "ray"), "--engine", "ray"]) == FAILED
    told = [
        {r["name"]: (r["ok"], r.get("error")) for r in read(tmp_path / out / NAME).values()} for out in ("plain", "ray")
    ]
    assert told[0] == told[1] and sorted(told[0]) == ["0", "1", "bad"]
    for path in (tmp_path / "plain").rglob("*"):
        if path.is_file() and path.name != NAME:
            assert (tmp_path / "ray" / path.relative_to(tmp_path / "plain")).read_bytes() == path.read_bytes()
