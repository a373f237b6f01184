"""Evaluate: run the main job over a bench folder in parallel processes and print what it scores beside the last run.

    python -m runtime.lab.measure.evaluate BENCH [--variant mesh|shell] [--jobs N] [--json FILE] [--sheet FILE]
    python -m runtime.lab.measure.evaluate BENCH --seeds 0 1 2              # mean and spread over seeds
    python -m runtime.lab.measure.evaluate BENCH --checkout ../candidate    # another checkout, its code and weights
    python -m runtime.lab.measure.evaluate BENCH --baseline one|components  # no model at all
    python -m runtime.lab.measure.evaluate BENCH --truth                    # true parts and joints given: the cut alone
    python -m runtime.lab.measure.evaluate BENCH --half a                   # choose on a, report b
    python -m runtime.lab.measure.evaluate BENCH --answers 3                # best: right among the first three

BENCH holds a folder an object, with mesh.glb, shell.glb, labels.json and points.npz; the bench's own score.py, which
stands beside it or is named by --score, scores the URDF files. Every run is kept below --history, and the run before
it on the same objects, or --against FILE, is printed with it: one command tells if a change helped. An object that
fails, or that ends its process, counts as missing; the exit status is 1 where none came out. Every answer is scored
however much the model doubts it, for an average over what it found would rise by what is dropped; where it found no
joint at all, the object counts as one part. How many answers the main job would drop by default is printed. Right is
an object of which nothing is left to mend (tree, types, axes, pivots, parts), and one without joints of which the main
job says by default that nothing moves.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from artllm_blender.core.articulation import MOVES

from . import compare
from .baselines import KINDS, baseline
from .truth import write_known
from .worst import draw_sheet

ROOT = Path(__file__).resolve().parents[3]
OURS = "artllm"
CHUNK = 12  # objects a process: few enough that a crash costs little, enough that starting it costs little


@dataclass(frozen=True)
class Bench:
    """Which objects are measured, and by what. score: score.py; ids: the objects' folders; answers: of each count."""

    folder: Path
    score: Path
    variant: str
    ids: tuple[str, ...]
    answers: int = 1

    def mesh(self, id: str) -> Path:
        return self.folder / id / f"{self.variant}.glb"

    def chunks(self, jobs: int) -> list[list[str]]:
        """The objects in shares for processes; neighbours, which are of a kind and as slow, are shared out."""
        count = max(jobs, -(-len(self.ids) // CHUNK))
        return [list(self.ids[i::count]) for i in range(count) if self.ids[i::count]]


def half_of(id: str) -> str:
    """Which half of a bench, a or b, an object is in, by its name alone.

    Between candidates (weights, thresholds, rules) it is chosen on a, and what is told of the chosen one is of b.
    """
    return "ab"[crc32(id.encode()) % 2]


def predict(
    bench: Bench, ids: list[str], out: Path, seed: int, checkout: Path, patience: float, truth: bool = False
) -> list[dict]:
    """The main job over some objects, in one process: {"id", "ok", "seconds", "error"} of each.

    truth: it is given the true parts and joints. Where the process ends without its results or is over patience
    (seconds an object), each object gets its own.
    """
    # a lone mesh.glb is named after its stem, several after their folders
    folder = out / ids[0] if len(ids) == 1 else out
    command = [sys.executable, "-m", "artllm_blender", *(str(bench.mesh(id)) for id in ids), "--out", str(folder),
               "--formats", "urdf", "--min-confidence", "0", "--seed", str(seed), "--json"]  # fmt: skip
    if bench.answers > 1:
        command += ["--answers", str(bench.answers)]
    if truth:
        for id in ids:
            command += ["--known", str(write_known(bench.folder / id, out / "known"))]
    try:
        done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=patience * (len(ids) + 1))
        results = json.loads(done.stdout)["objects"]
        results = [{"id": id, **result} for id, result in zip(ids, results, strict=True)]
        for result in results:
            if still(result):
                baseline(bench.mesh(result["id"]), out, "one")
        return results
    except subprocess.TimeoutExpired:
        reason = f"not done after {patience * (len(ids) + 1):.0f} s"
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        reason = f"its process ended with status {done.returncode}: {last[-300:]}"
    for id in ids:
        shutil.rmtree(out / id, ignore_errors=True)
    if len(ids) > 1:
        return [row for id in ids for row in predict(bench, [id], out, seed, checkout, patience, truth)]
    return [{"id": ids[0], "ok": False, "error": {"code": "process_ended", "message": reason, "hint": ""}}]


def still(result: dict) -> bool:
    """Whether the main job says that nothing moves."""
    return result.get("moves") is False


def doubted(result: dict) -> bool:
    """Whether the main job would say so by default."""
    return still(result) or result.get("moving", 1.0) < MOVES


def score(bench: Bench, ids: list[str], out: Path) -> list[dict]:
    """score.py's rows for what lies in out, and of several answers whether any is right. RuntimeError: it failed."""
    rows = scored(bench, ids, out, 1)
    if bench.answers == 1:
        return rows
    several = {row["id"]: row["right"] for row in scored(bench, ids, out, bench.answers)}
    return [{**row, "best": several[row["id"]]} for row in rows]


def scored(bench: Bench, ids: list[str], out: Path, answers: int) -> list[dict]:
    """score.py's rows, each of the best of so many answers. RuntimeError: it failed."""
    with tempfile.TemporaryDirectory() as temporary:
        rows = Path(temporary) / "rows.json"
        command = [sys.executable, str(bench.score), str(bench.folder), str(out), "--variant", bench.variant,
                   "--ids", ",".join(ids), "--json", str(rows)]  # fmt: skip
        if answers > 1:
            command += ["--answers", str(answers)]
        done = subprocess.run(command, capture_output=True, text=True)
        sys.stderr.write(done.stderr)
        if done.returncode or not rows.exists():
            raise RuntimeError(f"{bench.score} ended with status {done.returncode}: {done.stderr[-1000:]}")
        return json.loads(rows.read_text())


def judged(row: dict, still: bool) -> dict:
    """score.py's row, with what it does not say: an object without joints is right when nothing is said to move."""
    if row["n_gt"] > 1:
        return {"right": None, **row}
    right = float(still or (row["ok"] and row["n_pred"] == 1))
    return {**row, "right": right, **({"best": max(right, row["best"])} if "best" in row else {})}


def measure(bench: Bench, out: Path, jobs: int, seed: int, work: Callable[[list[str]], list[dict]]) -> tuple:
    """Rows of all objects, in the order of the ids, and the results of work, which writes URDF files into out."""
    done = 0

    def share(ids: list[str]) -> tuple[list[dict], list[dict]]:
        nonlocal done
        results = work(ids)
        stands = {r["id"] for r in results if doubted(r)}
        rows = [{**judged(row, row["id"] in stands), "seed": seed} for row in score(bench, ids, out)]
        done += len(ids)
        print(f"seed {seed}: {done} of {len(bench.ids)} objects", file=sys.stderr, flush=True)
        return rows, results

    with ThreadPoolExecutor(jobs) as pool:
        shares = list(pool.map(share, bench.chunks(jobs)))
    rows, results = ([row for both in shares for row in both[i]] for i in (0, 1))
    return sorted(rows, key=lambda r: bench.ids.index(r["id"])), results


def commit(checkout: Path) -> str:
    """What is checked out, with -dirty where it is altered; empty outside git."""
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=checkout, capture_output=True, text=True)
    return done.stdout.strip()


def trained(checkout: Path) -> dict:
    """What the weights say of their training: shapes, steps, seed; empty where there are none."""
    try:
        return json.loads((checkout / "runtime" / "weights_data" / "model.json").read_text())["training"]
    except (OSError, ValueError, KeyError):
        return {}


def arguments(argv: list[str] | None) -> tuple[argparse.Namespace, Bench]:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("bench", type=Path)
    p.add_argument("--variant", choices=("mesh", "shell"), default="mesh")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--seeds", type=int, nargs="+", default=[0], help="run the main job with each")
    p.add_argument("--ids", default="", help="only these objects, comma-separated")
    p.add_argument("--half", choices=("a", "b"), help="only the objects of this half: choose on a, report b")
    p.add_argument("--answers", type=int, default=1, help="ask for so many, and tell how often one of them is right")
    p.add_argument("--json", type=Path, help="write the run here too")
    p.add_argument("--sheet", type=Path, help="write a picture of the worst objects, true beside predicted")
    p.add_argument("--worst", type=int, default=24, help="how many objects the sheet shows")
    p.add_argument("--keep", type=Path, help="keep the exported files in this new folder")
    given = p.add_mutually_exclusive_group()
    given.add_argument("--baseline", choices=KINDS)
    given.add_argument("--truth", action="store_true", help="give the main job the true parts and joints")
    p.add_argument("--checkout", type=Path, default=ROOT, help="whose main job is run: its code and weights")
    p.add_argument("--against", type=Path, help="compare with the run in this file instead of the last one")
    p.add_argument("--history", type=Path, default=ROOT / "runs" / "evaluate", help="where runs are kept")
    p.add_argument("--score", type=Path, help="score.py, if it does not stand beside BENCH")
    p.add_argument("--patience", type=float, default=120, help="seconds an object may take")
    a = p.parse_args(argv)
    folder = a.bench.resolve()
    script = (a.score or folder.parent / "score.py").resolve()
    if not script.is_file():
        p.error(f"there is no {script}: name the bench's score.py by --score")
    ids = sorted(m.parent.name for m in folder.glob(f"*/{a.variant}.glb"))
    if not ids:
        p.error(f"{folder} holds no object with a {a.variant}.glb")
    if a.ids:
        if unknown := sorted(set(a.ids.split(",")) - set(ids)):
            p.error(f"{folder} has no {', '.join(unknown)}")
        ids = [id for id in ids if id in a.ids.split(",")]
    if a.half:
        ids = [id for id in ids if half_of(id) == a.half]
        if not ids:
            p.error(f"{folder} has none of these objects in half {a.half}")
    if a.keep and a.keep.exists() and any(a.keep.iterdir()):
        p.error(f"{a.keep} is not empty: give a new folder")
    if a.against and not a.against.is_file():
        p.error(f"there is no {a.against}")
    if not (a.checkout / "artllm_blender" / "__main__.py").is_file():
        p.error(f"{a.checkout} is no checkout: it holds no artllm_blender")
    if a.jobs < 1 or a.worst < 1 or a.answers < 1:
        p.error("--jobs, --worst and --answers count from 1")
    a.checkout, a.seeds = a.checkout.resolve(), list(dict.fromkeys(a.seeds))
    return a, Bench(folder, script, a.variant, tuple(ids), a.answers)


def run(a: argparse.Namespace, bench: Bench, folder: Path) -> tuple[dict, list[dict]]:
    """All seeds over the bench, with URDF files in folder: the run as compare keeps it, and the main job's results."""
    rows, results = [], []
    for seed in a.seeds:
        out = folder_of(folder, seed, a.seeds)

        def work(ids: list[str], seed: int = seed, out: Path = out) -> list[dict]:
            if not a.baseline:
                return predict(bench, ids, out, seed, a.checkout, a.patience, a.truth)
            for id in ids:
                baseline(bench.mesh(id), out, a.baseline)
            return []

        scored, done = measure(bench, out, a.jobs, seed, work)
        rows += scored
        results += done
    seconds = [sum(r["seconds"].values()) for r in results if r["ok"]]
    return {
        "bench": str(bench.folder), "variant": a.variant, "method": method(a), "seeds": a.seeds,
        "when": time.strftime("%Y-%m-%dT%H-%M-%S"), "commit": commit(a.checkout), "training": trained(a.checkout),
        "seconds": round(float(np.median(seconds)), 2) if seconds else None,
        "failed": {r["id"]: r["error"]["message"] for r in results if not (r["ok"] or still(r))},
        "doubted": [r["id"] for r in results if doubted(r)],
        "macro": compare.macro(rows), "rows": rows,
    }, results  # fmt: skip


def method(a: argparse.Namespace) -> str:
    """What is measured."""
    return a.baseline or ("truth" if a.truth else OURS)


def folder_of(folder: Path, seed: int, seeds: list[int]) -> Path:
    """Where a seed's files go: folders of their own if there are several."""
    return folder / f"seed{seed}" if len(seeds) > 1 else folder


def main(argv: list[str] | None = None) -> int:
    a, bench = arguments(argv)
    kept = a.history / "-".join([bench.folder.name, a.variant, *([] if method(a) == OURS else [method(a)])])
    before = compare.read(a.against) if a.against else compare.last_run(kept, set(bench.ids))
    with tempfile.TemporaryDirectory() as temporary:
        folder = (a.keep or Path(temporary)).resolve()
        found, results = run(a, bench, folder)
        came_out = any(r["ok"] for r in found["rows"])  # if not, the checkout is broken, and nothing to compare with
        for path in ([kept / f"{found['when']}.json"] if came_out else []) + ([a.json] if a.json else []):
            compare.write(found, path)
        if results:
            ok = sum(r["ok"] for r in results)
            print(f"{ok} of {len(results)} articulated, median {found['seconds']} s an object")
            for r in results:
                if not r["ok"]:
                    print(f"  {r['id']}: {r['error']['message']}")
            print(f"in {len(found['doubted'])} the main job would say that nothing moves")
        if before:
            print(
                f"before: {before['path']}, commit {before.get('commit')}, median {before.get('seconds')} s an object"
            )
        print(compare.table(found["rows"], before and before["rows"]), flush=True)
        if a.sheet:
            first = [r for r in found["rows"] if r["seed"] == a.seeds[0]]
            draw_sheet(bench.folder, a.variant, folder_of(folder, a.seeds[0], a.seeds), first, a.worst, a.sheet)
    return 0 if came_out else 1


if __name__ == "__main__":
    sys.exit(main())
