"""A library from end to end: which files there are, which are done already, and what becomes of the others."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from ..core.errors import ArtLLMError, InputError
from ..core.files import unwritable
from ..core.names import SUFFIXES, unique
from ..terminal import Bar, counted, stopped
from . import supervised
from .manifest import NAME, Manifest, read, settings, stamp
from .supervised import Task

# Beside Blender's process works the model's, so that two cores are a job's share.
CORES_A_JOB = 2
DRAWN_SECONDS = 0.2


def is_folder(path: Path) -> bool:
    """Whether a folder of meshes is meant; one with the name of a mesh is given by mistake, and read as that."""
    return path.is_dir() and path.suffix.lower() not in SUFFIXES


def files_in(paths: Iterable[Path], out: Path) -> list[Path]:
    """Mesh files: those given, and all below the folders given, sorted; what lies in `out` is ours. Links to folders
    are not followed. InputError: there are none, or `out` is a folder given."""
    found, ours = [], os.path.realpath(out)
    for path in paths:
        if not is_folder(path):
            found.append(path)
            continue
        if os.path.realpath(path) == ours:
            raise InputError("The results would lie among what is read.", "Give --out another folder.")
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if os.path.realpath(os.path.join(folder, name)) != ours)
            found += [Path(folder, name) for name in sorted(names) if Path(name).suffix.lower() in SUFFIXES]
    if not found:
        raise InputError("There is no mesh file in what was given.", f"Give files that end in {', '.join(SUFFIXES)}.")
    return list({os.path.abspath(path): path for path in found}.values())


def named(paths: list[Path], before: dict[str, dict[str, Any]], names: list[str]) -> list[str]:
    """Every path's name: the one that it had before or, among those that are left, the given one."""
    taken = [before[os.path.abspath(path)]["name"] for path in paths if os.path.abspath(path) in before]
    fresh = [name for path, name in zip(paths, names, strict=True) if os.path.abspath(path) not in before]
    new = iter(unique([*taken, *fresh], "asset")[len(taken) :])
    return [before[key]["name"] if (key := os.path.abspath(path)) in before else next(new) for path in paths]


def spoken(seconds: float) -> str:
    """A span of time, roughly."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


class Tally:
    """Counts, a line a file, and on a terminal a bar with an estimate below them."""

    def __init__(self, total: int, before: int, report: TextIO):
        self.total, self.before = total, before
        self.failed_before = self.still_before = 0
        self.done = self.failed = self.still = self.told = 0
        self.processor = 0.0  # seconds that those took that tell
        self._bar = Bar(report)
        self.line = self._bar.line
        self._begin, self._drawn = time.monotonic(), 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begin

    @property
    def an_hour(self) -> float:
        return self.done / max(self.seconds, 1e-9) * 3600

    @property
    def an_hour_and_core(self) -> float:
        """Objects an hour of one core that has nothing else to do: of those that tell what they took."""
        return self.told / max(self.processor, 1e-9) * 3600

    def left(self) -> str:
        """The estimate in words; nothing while too little is known."""
        if self.done < 3:
            return ""
        return f", about {spoken((self.total - self.before - self.done) / self.an_hour * 3600)} left"

    def draw(self) -> None:
        if self.seconds - self._drawn > DRAWN_SECONDS:
            self._drawn = self.seconds
            at = self.before + self.done
            failed = f", {self.failed} failed" if self.failed else ""
            self._bar.draw(at / self.total, f"{at}/{self.total}{failed}{self.left()}")

    def count(self, result: dict[str, Any]) -> None:
        self.done += 1
        self.still += is_still(result)
        self.failed += has_failed(result)
        self.told += "processor_seconds" in result
        self.processor += result.get("processor_seconds", 0.0)
        where = f"{self.before + self.done}/{self.total} {result['name']}"
        if result["ok"]:
            what = f"{counted(result['parts'], 'part')}, {counted(result['joints'], 'joint')}"
            self.line(f"{where}: {what} in {result['wall_seconds']:.2f} s")
        else:
            error = result["error"]
            failed = "failed. " if has_failed(result) else ""
            self.line(f"{where}: {failed}{error['message']} {error['hint']} ({result['input']})")


def is_still(record: dict[str, Any]) -> bool:
    return record.get("moves") is False


def has_failed(record: dict[str, Any]) -> bool:
    return not record["ok"] and not is_still(record)


def is_done(record: dict[str, Any] | None, path: Path, told: str, again: bool) -> bool:
    """Whether a manifest's line holds for a file as it is now, and for these settings."""
    if record is None or record.get("settings") != told or record.get("file") != stamp(path):
        return False
    return not (again and has_failed(record))


def run(
    options: argparse.Namespace, names: Callable[[list[Path]], list[str]], report: TextIO
) -> tuple[dict[str, Any], Tally]:
    """Articulate what options.meshes names; a summary for programs, and the counts.

    names: gives each path's name. InputError, OSError: nothing was begun; whatever becomes of a file is no error.
    """
    paths = files_in(options.meshes, options.out)
    known = options.known or []
    if len(known) > 1 and len(known) != len(paths):
        raise InputError(f"{len(known)} files of what is known do not fit {len(paths)} meshes.", "Give one for all.")
    each = known if len(known) > 1 else (known or [None]) * len(paths)
    told = settings(vars(options), known)
    try:
        before, manifest = read(options.out / NAME), Manifest(options.out / NAME)
    except OSError as error:
        raise unwritable(options.out, error) from error
    tasks, done = {}, []
    for path, name, file in zip(paths, named(paths, before, names(paths)), each, strict=True):
        key = os.path.abspath(path)
        if is_done(before.get(key), path, told, options.again):
            done.append(before[key])
        else:
            tasks[key] = Task(key, name, file and os.path.abspath(file))
    tally = Tally(len(paths), len(done), report)
    tally.failed_before, tally.still_before = sum(map(has_failed, done)), sum(map(is_still, done))
    if done:
        tally.line(f"{len(done)} of {tally.total} are done already, as {options.out / NAME} says")
    with closing(manifest), closing(_results(list(tasks.values()), options)) as results:
        for result in results:
            if result is not None:
                key = result["input"]
                manifest.add(result | {"file": stamp(Path(key)), "settings": told})
                tally.count(result)
            tally.draw()
    summary = {
        "manifest": str(options.out / NAME),
        "objects": tally.total,
        "before": tally.before,
        "failed": tally.failed,
        "failed_before": tally.failed_before,
        "still": tally.still,
        "still_before": tally.still_before,
        "seconds": round(tally.seconds, 2),
        "an_hour": round(tally.an_hour),
        "processor_seconds": round(tally.processor, 2),
        "an_hour_and_core": round(tally.an_hour_and_core),
    }
    return summary, tally


def articulate_library(
    options: argparse.Namespace, names: Callable[[list[Path]], list[str]], status: tuple[int, int]
) -> int:
    """As `run`, for the command line: what came of it is printed. 0, or status: of a failure, and else of one in which
    nothing moves, be it in this run or in one before; or that of a command that was stopped."""
    try:
        summary, tally = run(options, names, sys.stderr if options.json else sys.stdout)
    except BaseException as error:
        if _was_stopped(error):
            return stopped("what is done is kept, and the same command goes on.")
        if not isinstance(error, ArtLLMError | OSError):
            raise
        print(error, file=sys.stderr)
        return status[0]
    if tally.done:
        done = tally.done - tally.failed - tally.still
        tally.line(f"{done} of {tally.done} articulated in {tally.seconds:.2f} s, {tally.an_hour:.0f} an hour")
    if tally.told:
        tally.line(f"Of processor {tally.processor:.1f} s, {tally.an_hour_and_core:.0f} an hour and core")
    if tally.failed_before:
        tally.line(f"{tally.failed_before} failed before; --again tries them anew")
    tally.line(f"What became of each: {summary['manifest']}")
    if options.json:
        print(json.dumps(summary, indent=1))
    if tally.failed or tally.failed_before:
        return status[0]
    return status[1] if tally.still or tally.still_before else 0


def _was_stopped(error: BaseException | None) -> bool:
    """Whether it is Ctrl-C, or came of it: workers hear it too, and what ends them may meet one half begun."""
    return error is not None and (isinstance(error, KeyboardInterrupt) or _was_stopped(error.__context__))


def _results(tasks: list[Task], options: argparse.Namespace) -> Generator[dict[str, Any] | None, None, None]:
    told = {name: value for name, value in vars(options).items() if name not in ("meshes", "known", "patience")}
    told["out"] = os.path.abspath(options.out)
    if options.engine == "ray":
        from . import ray_engine

        return ray_engine.run(tasks, told, options.jobs, options.models, options.patience, options.address)
    cores = os.cpu_count() or 1
    jobs = options.jobs or max(1, cores // CORES_A_JOB)
    told["threads"] = max(1, cores // jobs)  # more would only wait for each other
    return supervised.run(tasks, told, jobs, options.patience)
