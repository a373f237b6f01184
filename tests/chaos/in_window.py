"""Chaos in a real window: the model's process killed, the job cancelled, undo pressed, each at random moments.

    python tests/chaos/in_window.py --zip dist/artllm-VERSION-linux_x64.zip [--times 50] [--seed 0] -- BLENDER ...

BLENDER ... starts a Blender with its window: an executable, or one with options, on a display with no one at it (keys
are pressed by xdotool). The extension is installed from the zip into settings of its own. After each disturbance the
scene has to be as it was or to have one whole rig more, the extension has to be idle, say an error where one is due,
and have no process but its one. A trial is repeated by the same --seed with --only NAME. Linux only.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

INSIDE = Path(__file__).resolve().with_name("inside.py")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--times", type=int, default=50, help="trials of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", default="kill,cancel,undo")
    parser.add_argument("--quick", action="store_true", help="an engine that takes its time in place of the model")
    parser.add_argument("--only", default="", metavar="NAME", help="one trial, such as undo-17")
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds")
    parser.add_argument("blender", nargs="+")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        return watch(options, Path(folder))


def watch(options: argparse.Namespace, folder: Path) -> int:
    """Install, run, report; the exit status."""
    there = os.environ | {"BLENDER_USER_RESOURCES": str(folder / "user")}
    install = ["--command", "extension", "install-file", "-r", "user_default", "-e", str(options.zip.resolve())]
    subprocess.run([*options.blender, *install], env=there, check=True)
    settings, log = folder / "settings.json", folder / "log.jsonl"
    kinds = options.kinds.split(",")
    about = {"log": str(log), "times": options.times, "seed": options.seed, "kinds": kinds, "only": options.only}
    about["quick"] = options.quick
    settings.write_text(json.dumps(about), encoding="utf-8")
    log.touch()
    run = ["--window-geometry", "0", "0", "800", "600", "--python-exit-code", "9", "--python", str(INSIDE), "--"]
    blender = subprocess.Popen([*options.blender, *run, str(settings)], env=there)
    seen: list[dict] = []
    left = options.timeout
    while True:
        try:
            code = blender.wait(1.0)
        except subprocess.TimeoutExpired:
            code, left = None, left - 1.0
        with log.open(encoding="utf-8") as file:
            new = [json.loads(line) for line in file if line.endswith("\n")][len(seen) :]
        for fields in new:
            print(json.dumps(fields), flush=True)
        seen += new
        if code is not None:
            break
        if left <= 0:
            blender.terminate()
            print("Blender hung: ended after", options.timeout, "seconds")
    return report(options, seen, code)


def report(options: argparse.Namespace, seen: list[dict], code: int) -> int:
    trials = [fields for fields in seen if "name" in fields]
    outcomes = collections.Counter((t["name"].partition("-")[0], t["at"]["status"], t["result"]) for t in trials)
    for (kind, status, result), count in sorted(outcomes.items()):
        print(f"{kind:7} while {status:8} {result:10} {count}")
    end = next((fields for fields in seen if "end" in fields), None)
    orphans = [pid for pid in (end["pids"] if end else ()) if Path(f"/proc/{pid}").exists()]
    wrong = sum(bool(trial["wrong"]) for trial in trials)
    escaped = [
        t["result"] == "as before" for t in trials if t["name"].startswith("cancel") and t["at"]["job"] == "running"
    ]
    if len(escaped) > 2 * sum(escaped):  # one may come too late, not most of them
        print("Most cancels cancelled nothing: keys do not reach this window.")
        wrong += 1
    print(
        f"{len(trials)} trials, seed {options.seed}: {wrong} wrong; exit status {code}; orphans {orphans}; left {end}"
    )
    return int(
        not trials or wrong > 0 or code != 0 or bool(orphans) or end is None or bool(end["left"] or end["children"])
    )


if __name__ == "__main__":
    sys.exit(main())
