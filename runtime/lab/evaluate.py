"""Evaluate: run the main job over a bench folder in parallel processes and print the bench's own score table.

    python -m runtime.lab.evaluate BENCH [--variant mesh|shell] [--jobs N] [--json FILE] [--baseline one|components]

BENCH holds a folder an object, with mesh.glb and shell.glb, and score.py stands beside it. The two baselines know no
model: "one" leaves the mesh whole; "components" makes every connected component a part that turns about its own middle.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import trimesh

from runtime.points import weld

ROOT = Path(__file__).resolve().parents[2]
TINY = 1e-3  # of the object's box: the bench merges leaf parts below it


def predict(meshes: list[Path], out: Path, jobs: int, seed: int) -> list[dict]:
    """The main job over the meshes, spread over processes; its own machine-readable results."""
    shares = [meshes[i::jobs] for i in range(jobs) if meshes[i::jobs]]

    def work(share: list[Path]) -> list[dict]:
        # a lone mesh.glb is named after its stem, several after their folders
        folder = out / share[0].parent.name if len(share) == 1 else out
        command = [sys.executable, "-m", "artllm_blender", *map(str, share), "--out", str(folder),
                   "--formats", "urdf", "--seed", str(seed), "--json"]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        try:
            return json.loads(done.stdout)["objects"]
        except (ValueError, KeyError) as problem:
            raise RuntimeError(f"the main job ended with status {done.returncode}: {done.stderr[-2000:]}") from problem

    with ThreadPoolExecutor(len(shares)) as pool:
        return [row for rows in pool.map(work, shares) for row in rows]


def baseline(mesh: Path, out: Path, kind: str) -> None:
    """A URDF of the mesh without any model."""
    loaded = trimesh.load(mesh, force="mesh", process=False)
    vertices = np.asarray(loaded.vertices)[:, [0, 2, 1]] * [1, -1, 1]
    faces = np.asarray(loaded.faces)
    piece = np.zeros(len(faces), int) if kind == "one" else _components(vertices, faces)
    folder = out / (mesh.parent.name)
    folder.mkdir(parents=True)
    text = [f"<robot name={quoteattr(mesh.parent.name)}>"]
    order = np.argsort(-np.bincount(piece))
    for i, p in enumerate(order):
        mine = faces[piece == p]
        trimesh.Trimesh(vertices, mine, process=False).export(folder / f"{i}.obj", include_normals=False)
        text.append(f'<link name="p{i}"><visual><geometry><mesh filename="{i}.obj"/></geometry></visual></link>')
        if i:
            corners = vertices[mine].reshape(-1, 3)
            x, y, z = (corners.min(0) + corners.max(0)) / 2
            text.append(
                f'<joint name="j{i}" type="revolute"><parent link="p0"/><child link="c{i}"/>'
                f'<origin xyz="{x} {y} {z}"/><axis xyz="0 0 1"/>'
                f'<limit lower="0" upper="1.5708" effort="1" velocity="1"/></joint>'
                f'<link name="c{i}"/><joint name="f{i}" type="fixed"><parent link="c{i}"/><child link="p{i}"/>'
                f'<origin xyz="{-x} {-y} {-z}"/></joint>'
            )
    (folder / f"{mesh.parent.name}.urdf").write_text("\n".join([*text, "</robot>"]))


def _components(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Connected component of each face; those with a tiny box, and all but the twenty largest, are the largest's."""
    size = np.ptp(vertices, axis=0).max()
    piece = weld(vertices / size, faces)[1]
    count = piece.max() + 1
    volume = np.zeros(count)
    for p in range(count):
        volume[p] = np.prod(np.ptp(vertices[faces[piece == p]].reshape(-1, 3), axis=0) + 5e-3 * size)
    largest = np.argsort(-volume)[:21]
    keep = [p for p in largest if volume[p] >= TINY * np.prod(np.ptp(vertices, axis=0))]
    number = np.zeros(count, int)
    number[keep] = np.arange(len(keep))
    return number[piece]


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("bench", type=Path)
    p.add_argument("--variant", choices=("mesh", "shell"), default="mesh")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--ids", default="", help="only these objects, comma-separated")
    p.add_argument("--json", type=Path)
    p.add_argument("--keep", type=Path, help="keep the exported files in this new folder")
    p.add_argument("--baseline", choices=("one", "components"))
    a = p.parse_args()
    score = a.bench.resolve().parent / "score.py"
    if not score.exists():
        p.error(f"there is no score.py beside {a.bench}")
    meshes = sorted(a.bench.resolve().glob(f"*/{a.variant}.glb"))
    if a.ids:
        meshes = [m for m in meshes if m.parent.name in a.ids.split(",")]
    if not meshes:
        p.error(f"{a.bench} holds no {a.variant}.glb")
    with tempfile.TemporaryDirectory() as temporary:
        out = a.keep or Path(temporary) / "out"
        if a.baseline:
            for mesh in meshes:
                baseline(mesh, out, a.baseline)
        else:
            rows = predict(meshes, out, a.jobs, a.seed)
            failed = [r for r in rows if not r["ok"]]
            seconds = [sum(r["seconds"].values()) for r in rows if r["ok"]]
            print(f"{len(rows) - len(failed)} of {len(rows)} articulated, median {np.median(seconds):.2f} s")
            for r in failed:
                print(f"  {r['name']}: {r['error']}")
        command = [sys.executable, str(score), str(a.bench), str(out), "--variant", a.variant,
                   "--ids", ",".join(m.parent.name for m in meshes)]  # fmt: skip
        return subprocess.run(command + (["--json", str(a.json)] if a.json else [])).returncode


if __name__ == "__main__":
    sys.exit(main())
