"""Compare: what a run over a bench scored, kept, and printed beside the run before it.

A run is one JSON file: {"bench", "variant", "method", "seeds", "when", "commit", "training", "seconds", "failed",
"macro", "rows"}, a row being what score.py says of one object, and the seed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

COLUMNS = ("mIoU", "mIoU*", "type", "type*", "axis", "pivot", "range", "graph", "seg", "motion", "right", "best")
OPTIONAL = ("right", "best")  # which old runs do not have, and "best" only those that asked for several answers
ERRORS = ("axis", "pivot", "motion")  # the less, the better
PAPER = ("StorageFurniture", "Table", "Refrigerator", "Dishwasher", "Oven", "WashingMachine", "Microwave")
MICRO, MACRO, SEVEN = "MICRO", "MACRO", "MACRO paper's 7"
SAME = 1e-3  # objects whose figures differ by less count as unchanged
DRAWS, SHARE = 400, 95  # of the objects, and the percentage of them that an interval holds
Rows = list[dict]


def _mean(values: Iterable[float | None]) -> float:
    """Mean of what there is; nan when there is nothing."""
    there = [v for v in values if v is not None and not np.isnan(v)]
    return float(np.mean(there)) if there else float("nan")


def averages(rows: Rows) -> dict[str, np.ndarray]:
    """(columns,) of each category, over all objects, over all categories and over the paper's, as score.py averages."""
    groups = defaultdict(list)
    for row in rows:
        groups[row["category"]].append(row)
    found = {name: np.array([_mean(r.get(k) for r in groups[name]) for k in COLUMNS]) for name in sorted(groups)}

    def over(names: list[str]) -> np.ndarray:
        return np.array([_mean(found[name][i] for name in names) for i in range(len(COLUMNS))])

    summary = {MICRO: np.array([_mean(r.get(k) for r in rows) for k in COLUMNS]), MACRO: over(list(found))}
    if seven := [name for name in PAPER if name in found]:
        summary[SEVEN] = over(seven)
    return found | summary


def over_seeds(rows: Rows) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Mean and standard deviation over the seeds of each group's averages; the latter nan for a single seed."""
    by_seed = [averages([r for r in rows if r["seed"] == seed]) for seed in sorted({r["seed"] for r in rows})]
    mean, spread = {}, {}
    for name in dict.fromkeys(name for found in by_seed for name in found):
        columns = np.stack([found[name] for found in by_seed if name in found]).T
        there = [c[~np.isnan(c)] for c in columns]
        mean[name] = np.array([_mean(c) for c in there])
        spread[name] = np.array([c.std(ddof=1) if len(c) > 1 else np.nan for c in there])
    return mean, spread


def comparable(rows: Rows, before: Rows) -> tuple[Rows, Rows, str]:
    """The rows of both runs that may be compared, and in words which: common objects or, failing those, categories."""
    for key, word in (("id", "objects"), ("category", "categories")):
        ours, theirs = ({r[key] for r in run} for run in (rows, before))
        if both := ours & theirs:
            kept = [[r for r in run if r[key] in both] for run in (rows, before)]
            all_of_both = ours == theirs and key == "id"
            return *kept, "" if all_of_both else f"compared over the {len(both)} {word} that both runs hold"
    return [], [], "nothing in common with the run before"


def better_and_worse(rows: Rows, before: Rows) -> np.ndarray:
    """(2, columns): on how many objects that both runs hold a figure got better, and worse."""
    counts = np.zeros((2, len(COLUMNS)), int)
    for id in {r["id"] for r in rows} & {r["id"] for r in before}:
        now, then = ([_mean(r.get(k) for r in run if r["id"] == id) for k in COLUMNS] for run in (rows, before))
        gain = np.subtract(now, then) * [-1 if k in ERRORS else 1 for k in COLUMNS]
        counts += np.stack([gain > SAME, gain < -SAME])
    return counts


def intervals(rows: Rows, before: Rows) -> dict[str, np.ndarray]:
    """(2, columns): between which bounds the change of each average over several categories lies in 95 of 100 draws,
    with replacement, of the objects that both runs hold: where they have 0 between them, it may well be chance."""
    ids = sorted({r["id"] for r in rows} & {r["id"] for r in before})
    drawn = np.random.default_rng(0).multinomial(len(ids), np.full(len(ids), 1 / len(ids)), DRAWS)
    now, then = (_drawn_averages([[r for r in run if r["id"] == id] for id in ids], drawn) for run in (rows, before))
    bounds = (50 - SHARE / 2, 50 + SHARE / 2)
    return {name: np.percentile(now[name] - then[name], bounds, axis=0) for name in now}


def _drawn_averages(objects: list[Rows], drawn: np.ndarray) -> dict[str, np.ndarray]:
    """(draws, columns) of each average over several categories, object o being there drawn[:, o] times."""
    figures = np.array([[_mean(r.get(k) for r in rows) for k in COLUMNS] for rows in objects])
    there = ~np.isnan(figures)
    categories = np.array([rows[0]["category"] for rows in objects])

    def over(of: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            return (drawn[:, of] @ np.where(there, figures, 0)[of]) / (drawn[:, of] @ there[of])

    each = np.stack([over(categories == name) for name in np.unique(categories)])
    count = np.sum(~np.isnan(each), axis=0)
    with np.errstate(invalid="ignore"):
        return {MICRO: over(categories == categories), MACRO: np.nansum(each, axis=0) / count}


def table(rows: Rows, before: Rows | None = None) -> str:
    """The averages now; over several seeds their spread; and, where something changed, what they were before."""
    mean, spread = over_seeds(rows)
    note, then, change, within = "", {}, {}, {}
    if before is not None:
        ours, theirs, note = comparable(rows, before)
        if ours:
            then, now = over_seeds(theirs)[0], over_seeds(ours)[0]
            change = {name: now[name] - then[name] for name in now if name in then}
            within = intervals(ours, theirs) if {r["id"] for r in ours} & {r["id"] for r in theirs} else {}
    lines = [f"{'category':18} {'n':>4} {'ok':>4} " + " ".join(f"{k:>7}" for k in COLUMNS)]
    for name, figures in mean.items():
        lines.append(_line(f"{name:18} {_counts(rows, name)}", figures, "{:7.3f}"))
        if not np.isnan(spread[name]).all():
            lines.append(_line("  spread", spread[name], "{:7.3f}"))
        summary = name in (MICRO, MACRO, SEVEN)
        if name in change and (summary or np.nanmax(np.abs(change[name]), initial=0) >= 5e-4):
            lines.append(_line("  before", then[name], "{:7.3f}"))
            lines.append(_line("  change", change[name], "{:+7.3f}"))
            lines += [_line("    in 95 % of draws " + word, bound, "{:+7.3f}")
                      for word, bound in zip(("from", "to"), within.get(name, ()), strict=False)]  # fmt: skip
    if before is not None and (counts := better_and_worse(rows, before)).any():
        lines += [_line(f"objects {word}", row, "{:7d}") for word, row in zip(("better", "worse"), counts, strict=True)]
    return "\n".join(lines + ([f"({note})"] if note else []))


def _counts(rows: Rows, name: str) -> str:
    """How many objects, or for the macro averages categories, a group has, and how many objects came out."""
    categories = {r["category"] for r in rows}
    if name in (MACRO, SEVEN):
        return f"{len(categories & set(PAPER) if name == SEVEN else categories):4d}     "
    mine = [r for r in rows if name in (MICRO, r["category"])]
    failed = {r["id"] for r in mine if not r["ok"]}
    count = len({r["id"] for r in mine})
    return f"{count:4d} {count - len(failed):4d}"


def _line(name: str, figures: np.ndarray, form: str) -> str:
    return f"{name:28} " + " ".join("      –" if np.isnan(x) else form.format(x) for x in figures)


def macro(rows: Rows) -> dict[str, dict[str, float]]:
    """The macro averages by group and column, for those who read the file; None where there is no figure."""
    mean = over_seeds(rows)[0]
    names = [name for name in (MACRO, SEVEN) if name in mean]
    return {n: {k: None if np.isnan(x) else round(float(x), 4) for k, x in zip(COLUMNS, mean[n], strict=True)}
            for n in names}  # fmt: skip


def write(run: dict, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> dict:
    """A run that write wrote, or the bare rows that score.py writes. ValueError: the file holds neither."""
    content = json.loads(path.read_text(encoding="utf-8"))
    run = {"rows": content} if isinstance(content, list) else content
    try:
        held = ("id", "category", "ok", *(k for k in COLUMNS if k not in OPTIONAL))
        rows = [{**{k: row[k] for k in held}, **{k: row.get(k) for k in OPTIONAL}, "seed": row.get("seed", 0)}
                for row in run["rows"]]  # fmt: skip
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path} is no run of this bench: no {problem}. Give a file that --json wrote.") from problem
    return {**run, "rows": rows, "when": run.get("when", ""), "path": str(path)}


def last_run(folder: Path, ids: set[str]) -> dict | None:
    """Of the runs in a folder the one with most of these objects, the latest of equals."""
    runs = []
    for path in sorted(folder.glob("*.json")):
        try:
            runs.append(read(path))
        except ValueError:
            continue  # cut off while it was written
    shared = [(len(ids & {r["id"] for r in run["rows"]}), run["when"], i) for i, run in enumerate(runs)]
    best = max(shared, default=(0,))
    return runs[best[2]] if best[0] else None
