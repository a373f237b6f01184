"""Curve: a training's losses and, beside them, what the bench said of its weights, as a picture.

    python -m runtime.lab.measure.evaluate BENCH --json runs/a/bench/NAME.json  # with weights exported from runs/a
    python -m runtime.lab.learn.curve runs/a                                  # drawn by training itself too

What training has done by then is read from the weights, so export them before they are measured.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path

from .losses import SHARE

MACRO = "MACRO"  # the line of a run that is drawn: the mean over its categories
FIGURES = {"seg": "-", "type*": "--", "motion": ":"}


def bench_runs(folder: Path) -> dict[str, list[tuple[int, dict]]]:
    """(steps trained, macro averages) of the runs in a folder, in order, by the bench and variant they measured."""
    found = defaultdict(list)
    for path in folder.glob("*.json"):
        run = json.loads(path.read_text(encoding="utf-8"))
        name, steps = f"{Path(run['bench']).name} {run['variant']}", int(run["training"]["steps"])
        found[name].append((steps, run["macro"][MACRO]))
    return {name: sorted(points, key=lambda p: p[0]) for name, points in sorted(found.items())}


def draw_curve(log: Path, picture: Path) -> None:
    """The losses in log.csv over steps, and the runs in the folder bench beside it, as a PNG file."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rows = list(csv.DictReader(log.open()))
    runs = bench_runs(log.parent / "bench")
    figure, axes = plt.subplots(1, 2 if runs else 1, figsize=(16 if runs else 9, 5), squeeze=False)
    steps = [int(r["step"]) for r in rows]
    for name in SHARE:
        axes[0, 0].plot(steps, [float(r[name]) for r in rows], label=name)
    axes[0, 0].set(xlabel="step", yscale="log", title=f"losses, {rows[-1]['shapes']} shapes")
    axes[0, 0].legend()
    for i, (bench, points) in enumerate(runs.items()):
        for name, line in FIGURES.items():
            style = {"color": f"C{i}", "linestyle": line, "marker": "o", "label": f"{bench} {name}"}
            axes[0, 1].plot([p[0] for p in points], [p[1][name] for p in points], **style)
    if runs:
        axes[0, 1].set(xlabel="step", ylim=(0, 1), title="bench, macro over its categories")
        axes[0, 1].legend()
    figure.savefig(picture, dpi=80)
    plt.close(figure)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("run", type=Path, help="a training's OUT")
    folder = p.parse_args().run
    if not (folder / "log.csv").is_file():
        p.error(f"{folder} holds no log.csv: give the folder that training wrote to")
    draw_curve(folder / "log.csv", folder / "curve.png")


if __name__ == "__main__":
    main()
