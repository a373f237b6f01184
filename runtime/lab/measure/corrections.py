"""Corrections: how many an artist needs until an object is wholly right, by one who knows the truth.

    python -m runtime.lab.measure.corrections BENCH --json FILE [--variant mesh|shell] [--half a|b] [--ids A,B]

BENCH is as `evaluate` wants it. Each object is articulated as the add-on does it, with every answer taken however much
the model doubts it. Then a simulated artist, who knows the true articulation, does one action after the other, each
time the one that leaves the least to mend, until score.py calls the rig `right` or nothing helps any more. What there
is to do, and what counts as one action, is in `artist.choices` and `artist.edits`; what is left to mend, in
`artist.right`; the faces that a stroke of the mouse selects, in `artist.gestures`. Actions are done by the functions
that the operators call, or their core, so they have all the consequences that they have for an artist; the truth only
tells which to choose.

FILE gets {"right_after": {"0": share, "1": ..., "2": ..., "3": ..., "5": ...}, "within_reach": share, "kinds": ...,
"rows": ...}: of the objects, how many are right after so many actions, and how many can be at all by what is seen of
their parts (`Truth.within_reach`); how often each kind of action was done; and each object's actions.
An object that has its row in FILE already, of the same variant, is not worked at again: a run that was broken off goes
on. An object that fails, or ends its process, is right after no number of actions.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import numpy as np

from .compare import write
from .evaluate import CHUNK, ROOT, commit, half_of

COUNTS = (0, 1, 2, 3, 5)
_ROW = "row: "


def work_at(folder: Path, variant: str, score: Path, cache: Path | None) -> dict:
    """One object's row. ArtLLMError: it could not be articulated."""
    from .artist.choices import Choices
    from .artist.right import Truth, scorer
    from .artist.studio import Studio
    from .artist.work import worked

    begin = time.perf_counter()
    studio = Studio(folder / f"{variant}.glb", cache)
    prediction = studio.predicted()
    asked = time.perf_counter()
    desk = studio.articulate(prediction)
    built = time.perf_counter()
    truth = Truth.read(folder, variant, scorer(score))
    first, steps, after = worked(desk, truth, Choices(studio, truth.category))
    done = time.perf_counter()
    for one, left in ((desk, first), (after, steps[-1].left if steps else first)):
        if bool(truth.confirmed(one)["right"]) != left.right:
            raise RuntimeError(f"{folder.name}: score.py does not agree on what is right")
    lefts = [first, *(step.left for step in steps)]
    return {
        "id": folder.name, "half": half_of(folder.name),
        "right_after": next((count for count, left in enumerate(lefts) if left.right), None),
        "within_reach": truth.within_reach(studio.surface),
        "first": first.told(), "parts": len(truth.boxes), "predicted": len(desk.articulation.parts),
        "answers": len(prediction.answers()),
        "steps": [step.told() for step in steps],
        "seconds": {"predict": round(asked - begin, 2), "build": round(built - asked, 2),
                    "work": round(done - built, 2)},
    }  # fmt: skip


def worker(ids: list[str], a: argparse.Namespace) -> None:
    """Work at some objects in this process, and print each row as it is there."""
    from artllm_blender.client import shutdown
    from artllm_blender.core.errors import ArtLLMError

    for id in ids:
        try:
            row = work_at(a.bench / id, a.variant, a.score, a.cache)
        except ArtLLMError as problem:
            row = failed(id, str(problem))
        print(_ROW + json.dumps(row), flush=True)
    shutdown()
    sys.stdout.flush()
    os._exit(0)  # Blender as a module may crash when the interpreter ends


def failed(id: str, why: str) -> dict:
    return {"id": id, "half": half_of(id), "right_after": None, "error": why, "steps": []}


def run(ids: list[str], a: argparse.Namespace, keep) -> None:
    """Rows of some objects from one process; those that it ended at get one each. keep: is given every row."""
    command = [sys.executable, "-m", "runtime.lab.measure.corrections", str(a.bench), "--variant", a.variant,
               "--score", str(a.score), "--worker", ",".join(ids)]  # fmt: skip
    command += ["--cache", str(a.cache)] if a.cache else []
    left = list(ids)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        log = ThreadPoolExecutor(1).submit(process.stderr.read)
        for line in process.stdout:
            if line.startswith(_ROW):
                row = json.loads(line.removeprefix(_ROW))
                left.remove(row["id"])
                keep(row)
    if not left:
        return
    if len(ids) == 1:
        last = (log.result().strip().splitlines() or ["it said nothing"])[-1]
        keep(failed(ids[0], f"its process ended with status {process.returncode}: {last[-300:]}"))
        return
    for id in left:
        run([id], a, keep)


def summary(rows: list[dict], a: argparse.Namespace) -> dict:
    """What FILE holds."""
    kinds = Counter(step["kind"] for row in rows for step in row["steps"])
    last = Counter(row["steps"][-1]["kind"] for row in rows if row["steps"] and row["right_after"])
    single = Counter(row["steps"][0]["kind"] for row in rows if row["right_after"] == 1)
    return {
        "bench": str(a.bench), "variant": a.variant, "half": a.half, "commit": commit(ROOT), "objects": len(rows),
        "right_after": {
            str(count): sum(row["right_after"] is not None and row["right_after"] <= count for row in rows) / len(rows)
            for count in COUNTS
        },
        "within_reach": float(np.mean([row.get("within_reach", False) for row in rows])),
        "kinds": {
            kind: {"done": kinds[kind], "made_right": last[kind], "alone_made_right": single[kind]}
            for kind in sorted(kinds, key=kinds.get, reverse=True)
        },
        "rows": sorted(rows, key=lambda row: row["id"]),
    }  # fmt: skip


def table(found: dict) -> str:
    shares = "  ".join(f"{count}: {share:.1%}" for count, share in found["right_after"].items())
    lines = [f"{found['objects']} objects ({found['variant']}), right after so many actions   {shares}"]
    lines.append(f"within reach of what is seen: {found['within_reach']:.1%}")
    lines.append(f"{'kind':12} {'done':>6} {'made right':>11} {'alone':>6}")
    for kind, counts in found["kinds"].items():
        lines.append(f"{kind:12} {counts['done']:6} {counts['made_right']:11} {counts['alone_made_right']:6}")
    return "\n".join(lines)


def arguments(argv: list[str] | None) -> tuple[argparse.Namespace, list[str]]:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("bench", type=Path)
    p.add_argument("--json", type=Path, help="what is written, and gone on with")
    p.add_argument("--variant", choices=("mesh", "shell"), default="mesh")
    p.add_argument("--ids", default="", help="only these objects, comma-separated")
    p.add_argument("--half", choices=("a", "b"), help="only the objects of this half: choose on a, report b")
    p.add_argument("--score", type=Path, help="score.py, if it does not stand beside BENCH")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--cache", type=Path, help="keep the model's answers here: empty it when the model changes")
    p.add_argument("--worker", help=argparse.SUPPRESS)
    a = p.parse_args(argv)
    a.bench, a.cache = a.bench.resolve(), a.cache and a.cache.resolve()
    a.score = (a.score or a.bench.parent / "score.py").resolve()
    if not a.score.is_file():
        p.error(f"there is no {a.score}: name the bench's score.py by --score")
    if not (a.json or a.worker):
        p.error("name the file to write by --json")
    ids = sorted(m.parent.name for m in a.bench.glob(f"*/{a.variant}.glb"))
    if wanted := set(filter(None, a.ids.split(","))):
        if unknown := sorted(wanted - set(ids)):
            p.error(f"{a.bench} has no {', '.join(unknown)}")
        ids = [id for id in ids if id in wanted]
    ids = [id for id in ids if a.half in (None, half_of(id))]
    if not ids:
        p.error(f"{a.bench} holds no such object with a {a.variant}.glb")
    return a, ids


def main(argv: list[str] | None = None) -> int:
    a, ids = arguments(argv)
    if a.worker:
        worker(a.worker.split(","), a)
    before = json.loads(a.json.read_text()) if a.json.exists() else {"variant": a.variant, "rows": []}
    rows = [row for row in before["rows"] if row["id"] in ids] if before["variant"] == a.variant else []
    open_ids, lock = [id for id in ids if id not in {row["id"] for row in rows}], Lock()

    def keep(row: dict) -> None:
        with lock:
            rows.append(row)
            write(summary(rows, a), a.json)
            came = row.get("error") or f"right after {row['right_after']}"
            kinds = ", ".join(step["kind"] for step in row["steps"])
            print(f"{len(rows)} of {len(ids)}  {row['id']}: {came}  {kinds}", file=sys.stderr, flush=True)

    count = max(a.jobs, -(-len(open_ids) // CHUNK))
    with ThreadPoolExecutor(a.jobs) as pool:
        list(pool.map(lambda share: run(share, a, keep), filter(None, (open_ids[i::count] for i in range(count)))))
    found = summary(rows, a)
    write(found, a.json)
    print(table(found))
    return 0 if any("error" not in row for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
