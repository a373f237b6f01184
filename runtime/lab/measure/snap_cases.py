"""How often Snap puts a part back that was moved by up to 3 % of the diagonal along each axis, and turned by up to 10
degrees about any: within 0.5 % and 2 degrees, by its first candidate, and by any of the first four.

    python -m runtime.lab.measure.snap_cases [--count 12] [--pieces 40] [--seed 0] [--truth DIR]

With --truth, also parts of the assembled objects of the assembly bench's dev set, each against all others; of these
only totals are printed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import trimesh

from artllm_blender.core.assembly.features import Features, features
from artllm_blender.core.assembly.mates import Mate, mates
from artllm_blender.core.frames import apply, transform, turn_about

from .snap_mates import MateCase, Mesh, kit_cases, mate_cases, piece_cases

SHIFT, TURN = 0.03, 10.0
OFF, TURNED, FIRST = 0.005, 2.0, 4
MOST = 40  # meshes whose features are kept


def disturbed(case: MateCase, rng: np.random.Generator) -> np.ndarray:
    """(4, 4) a small motion of the part about its middle."""
    middle = (case.part[0].min(axis=0) + case.part[0].max(axis=0)) / 2
    axis = rng.normal(size=3)
    turn = turn_about(axis, middle, np.radians(rng.uniform(-TURN, TURN)))
    return transform(move=rng.uniform(-SHIFT, SHIFT, 3) * case.diagonal) @ turn


def wrong(case: MateCase, pose: np.ndarray) -> tuple[float, float]:
    """How far a pose is from where the part belongs: its middle, of the diagonal; and the turn, degrees."""
    middle = (case.part[0].min(axis=0) + case.part[0].max(axis=0)) / 2
    off = float(np.linalg.norm(apply(pose, middle) - middle)) / case.diagonal
    turn = pose[:3, :3]
    cosine = float(case.axis @ turn @ case.axis) if case.axis is not None else (np.trace(turn) - 1) / 2
    return off, float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def is_right(case: MateCase, pose: np.ndarray) -> bool:
    off, turned = wrong(case, pose)
    return off <= OFF and turned <= TURNED


# By the id of a mesh's vertices, which are kept with them: an object's parts are asked for again and again.
_known: dict[int, tuple[Mesh, Features | None]] = {}


def known(mesh: Mesh) -> Features | None:
    """A mesh's features, its solid ready."""
    if id(mesh[0]) not in _known:
        if len(_known) > MOST:
            _known.clear()
        found = features(*mesh)
        _known[id(mesh[0])] = mesh, found
        if found is not None:
            _ = found.solid, found.mirrors
    return _known[id(mesh[0])][1]


def snapped(case: MateCase, seed: int) -> tuple[list[Mate], float]:
    """The candidates for a part that was moved, and the seconds they took once all features were there."""
    part = known(case.part)
    others = [(one, np.eye(4)) for one in map(known, case.others) if one is not None]
    pose = disturbed(case, np.random.default_rng((seed, 7)))
    start = time.perf_counter()
    found = mates(part, pose, others)
    return found, time.perf_counter() - start


def truth_cases(folder: Path) -> Iterator[MateCase]:
    """A case for every part of the assembled objects of a folder of the assembly bench."""
    for where in sorted(folder.iterdir()):
        if not (where / "truth.json").exists():
            continue
        truth = json.loads((where / "truth.json").read_text())["parts"]
        meshes = {}
        for key, told in truth.items():
            mesh = trimesh.load(where / "parts" / f"{key}.glb", force="mesh", process=False)
            meshes[key] = apply(told["pose"], mesh.vertices), np.array(mesh.faces)
        for key, told in truth.items():
            axis = told["axis"]
            way = np.array(told["pose"])[:3, :3] @ axis["direction"] if isinstance(axis, dict) else None
            yield MateCase("assembled", meshes[key], tuple(m for k, m in meshes.items() if k != key), way)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="cases of each kind")
    parser.add_argument("--pieces", type=int, default=40, help="pieces of generated shapes")
    parser.add_argument("--kits", type=int, default=8, help="kits of furniture, tidy and rough, every part of each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--truth", type=Path, help="dev set of the assembly bench")
    parser.add_argument("--only", help="one kind")
    parser.add_argument("--wrong", action="store_true", help="print what came of generated cases that went wrong")
    args = parser.parse_args()
    rows: dict[str, list] = defaultdict(list)
    cases = [mate_cases(args.count, args.seed), piece_cases(args.pieces, args.seed)]
    cases += [kit_cases(args.kits, args.seed, rough) for rough in (False, True)]
    if args.truth:
        cases.append(truth_cases(args.truth))
    for number, case in enumerate(case for some in cases for case in some):
        if args.only and case.kind != args.only:
            continue
        found, seconds = snapped(case, number)
        hits = [is_right(case, mate.pose) for mate in found[:FIRST]]
        rows[case.kind].append((any(hits[:1]), any(hits), seconds))
        if args.wrong and case.kind != "assembled" and not any(hits[:1]):
            print(
                case.kind, number, [(m.kind, round(m.score, 2), *np.round(wrong(case, m.pose), 3)) for m in found[:4]]
            )
    print(f"{'kind':12} {'cases':>5} {'first':>6} {f'of {FIRST}':>6} {'ms':>6} {'slowest':>8}")
    groups = dict(rows)
    made = [
        row for kind, own in rows.items() if kind not in ("assembled", "pieces", "furniture", "rough") for row in own
    ]
    if made:
        groups["all mates"] = made
    for kind, own in groups.items():
        first, some, seconds = np.array(own, float).T
        print(
            f"{kind:12} {len(own):5} {first.mean():6.1%} {some.mean():6.1%} {1000 * np.median(seconds):6.0f}"
            f" {1000 * seconds.max():8.0f}"
        )


if __name__ == "__main__":
    main()
