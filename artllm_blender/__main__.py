"""The main job without a window: python -m artllm_blender MESH... --out DIR. Mesh files in, articulated assets out.

Of a folder, or with --jobs, a whole library by supervised workers. With another command's name first, that one runs.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import shutil
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from .arguments import COMMANDS, parse
from .core.articulation import Articulation, Joint
from .core.errors import ArtLLMError, NothingMoves
from .core.files import check_writable
from .core.formats.ros import package_name
from .core.names import unique
from .core.takeover import summary
from .core.units import is_doubtful, question
from .library.run import articulate_library
from .terminal import Progress, quiet, stopped

if TYPE_CHECKING:
    from .core.prediction import Prediction
    from .scene.formats.export import Exported

# Commands that may have written a GLB.
EXPORTING = {"import"}
# Exit status: one of the objects failed; none did, but in one nothing moves. 2 is for wrong arguments.
FAILED, STILL = 1, 3


def output_names(paths: list[Path]) -> list[str]:
    """A name for each input that every simulator takes: its stem, or its folder's name where stems collide."""
    stems = Counter(path.stem.lower() for path in paths)
    alone = (stems[path.stem.lower()] == 1 for path in paths)
    return unique((p.stem if fine else p.absolute().parent.name for p, fine in zip(paths, alone, strict=True)), "asset")


def described(error: ArtLLMError) -> dict[str, str]:
    return {"code": error.code, "message": error.args[0], "hint": error.hint}


class Stopwatch:
    """Seconds since it was last read, added up by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = round(self.seconds.get(stage, 0.0) + now - self._last, 4)
        self._last = now


def articulate_file(
    path: Path,
    name: str,
    known_file: Path | None,
    options: argparse.Namespace,
    progress: Progress,
    notes: list[str],
) -> dict[str, Any]:
    """One mesh file from an empty scene to its files in DIR/name. notes: get what the user should know, in sentences,
    also where this raises ArtLLMError, NothingMoves for one."""
    import bpy

    from .client import runtime
    from .core.kinds import understood
    from .core.kit import heeded, known_with
    from .core.known import read_known
    from .scene.formats.checking import check_asset
    from .scene.formats.export import export, origin_of
    from .scene.mesh.import_file import import_file
    from .scene.mesh.mesh_in import gather
    from .scene.rig.asset import build_asset, notes_of, refine_limits, remove_asset
    from .scene.rig.read_rig import read_rig
    from .scene.units import metres

    check_writable(options.out / name)
    watch, began = Stopwatch(), time.process_time()
    progress.stage(name, "Importing")
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)  # unlike factory settings, keeps add-ons running
    imported = import_file(path, options.up, options.scale)
    notes += imported.notes
    source = gather(imported.objects, bpy.context.evaluated_depsgraph_get())
    unit = metres()
    size = float(np.ptp(source.vertices, axis=0).max()) * unit
    if is_doubtful(size):
        notes.append(question(size, unit))
    watch.lap("import")
    known, said = understood(known_file and read_known(known_file).scaled(1 / unit))
    notes += said
    kit = heeded(source.kit, known)
    job = runtime().articulate(
        source.vertices, source.faces, seed=options.seed, known=known_with(known, kit), views=options.views,
        alone=not wants_others(options),
    )  # fmt: skip
    while not job.wait(0.25):
        progress.stage(name, job.stage, job.fraction)
    if job.error:
        raise job.error
    watch.lap("predict")
    prediction = job.prediction.require_motion(options.min_confidence)

    def written(answer: Prediction, folder: Path, name: str, notes: list[str]) -> tuple[Exported, Articulation]:
        """An answer built and exported into a folder, and what came of it, metres. notes: as above. NothingMoves: it
        has no joint, or none whose part has faces of its own; nothing is written."""
        progress.stage(name, "Building", 1.0)
        armature = build_asset(
            bpy.context, source, answer, interiors=options.interiors, thickness=options.thickness / unit, kit=kit
        )
        watch.lap("build")
        if not read_rig(armature).articulation.joints:
            remove_asset(armature, source)
            raise faceless(answer.articulation)
        notes += [*notes_of(armature), *refine_limits(armature)]
        watch.lap("limits")
        how = {"colliders": options.colliders, "density": options.density}
        origin = origin_of(options.author, options.licence, path.name)
        how |= {"glb_physics": options.glb_physics, "glb_skinned": options.glb_skinned, "origin": origin}
        how |= {"levels": options.lods, "visuals": options.visuals}
        how |= {"package": package_name(name) if options.ros_package else None}
        exported = export(armature, folder, name, options.formats, **how)
        watch.lap("export")
        notes += exported.notes
        if options.check:
            found = check_asset(armature, options.colliders, options.density)
            notes += [f"Check: {one.says} {one.fix}".rstrip() for one in found] or ["Check: nothing was found."]
        articulation = read_rig(armature).articulation.scaled(unit)
        remove_asset(armature, source)
        return exported, articulation

    results: list[tuple[Exported, Articulation]] = []
    for answer in prediction.answers():
        number = len(results) + 1
        if number > options.answers:
            break
        folder, said = options.out / name, notes
        if number > 1:
            folder, said = folder / "answers" / str(number), []
        try:
            results.append(written(answer, folder, name if number == 1 else f"{name}-{number}", said))
        except NothingMoves:
            if number == 1 and options.min_confidence:
                raise
    if not results:
        raise faceless(prediction.articulation)
    exported, articulation = results[0]
    failures = {format: described(failure) for format, failure in exported.failures.items()}
    return {
        "ok": not failures,
        "moves": True,
        "moving": prediction.moving,
        "parts": len(articulation.parts),
        "joints": len(articulation.joints),
        "articulation": listed(articulation),
        "files": {kind: str(file) for kind, file in exported.files.items()},
        "failures": failures,
        "seconds": watch.seconds,
        "runtime_seconds": job.prediction.timings,
        "processor_seconds": round(time.process_time() - began + job.prediction.timings.get("processor", 0.0), 3),
        "provider": job.prediction.provider,
        "notes": notes,
        **({"answers": [answered(*each) for each in enumerate(results, 1)]} if options.answers > 1 else {}),
    } | ({"error": next(iter(failures.values()))} if failures else {})


def wants_others(options: argparse.Namespace) -> bool:
    """Whether the model's other answers go anywhere: into files of their own, into a .blend that was not made with a
    thousand others, or, where any joint will do, the place of a best one that has none."""
    return options.answers > 1 or ("blend" in options.formats and not options.library) or not options.min_confidence


def faceless(predicted: Articulation) -> NothingMoves:
    """What is said where none of the parts that move got faces of the mesh."""
    children = {joint.child for joint in predicted.joints}
    seen = ", ".join(sorted({part.label or part.name for part in predicted.parts if part.id in children}))
    return NothingMoves(
        f"Nothing here moves: the model sees {seen}, but no faces that are its own.",
        "If something does, say with --known what its parts are, and where.",
    )


def answered(number: int, result: tuple[Exported, Articulation]) -> dict[str, Any]:
    """One of several answers for programs. confidence: how likely all its joints are right, if they do not hang on each
    other."""
    exported, articulation = result
    confidence = math.prod(joint.confidence for joint in articulation.joints)
    files = {kind: str(file) for kind, file in exported.files.items()}
    return {"number": number, "says": summary(articulation), "confidence": confidence, "files": files}


def listed(articulation: Articulation) -> dict[str, list[dict[str, Any]]]:
    """Parts and joints for programs: how sure the model is of each, and how each joint came out."""
    names = {part.id: part.name for part in articulation.parts}
    parts = [{"id": p.id, "name": p.name, "label": p.label, "confidence": p.confidence} for p in articulation.parts]
    joints = [
        {
            "name": joint.name, "child": names[joint.child], "parent": names[joint.parent], "type": joint.type.value,
            "confidence": joint.confidence, "limits": limits_of(joint), "note": joint.note,
        }
        for joint in articulation.joints
    ]  # fmt: skip
    return {"parts": parts, "joints": joints}


def limits_of(joint: Joint) -> list[float] | None:
    """Radians or metres; None where there are none, for JSON knows no infinity."""
    return None if joint.type == "continuous" else [joint.lower, joint.upper]


def attempt(
    path: Path, name: str, known: Path | None, options: argparse.Namespace, progress: Progress
) -> dict[str, Any]:
    """articulate_file's result or, so that the other objects go on, what went wrong."""
    notes: list[str] = []
    result: dict[str, Any] = {"name": name, "input": str(path), "notes": notes}
    try:
        result |= articulate_file(path, name, known, options, progress, notes)
    except ArtLLMError as error:
        if isinstance(error, NothingMoves):
            result["moves"] = False
        result |= {"ok": False, "error": described(error)}
    except Exception as error:
        traceback.print_exc()
        message = f"An unexpected {type(error).__name__}: {error}."
        result |= {"ok": False, "error": {"code": "internal_error", "message": message, "hint": "Report it."}}
    progress.finished(result)
    return result


def main(argv: list[str] | None = None) -> int:
    """Articulate the meshes that argv names; 0, FAILED if one of them failed or a format of it could not be written, or
    else STILL if in one nothing moves."""
    options = parse(argv, __doc__)
    if options.library:
        return articulate_library(options, output_names, (FAILED, STILL))
    try:
        return articulate_files(options)
    except KeyboardInterrupt:
        return stopped("what is written is kept.")


def articulate_files(options: argparse.Namespace) -> int:
    """As `main`, in this process, one after the other."""
    from .client import shutdown

    known = options.known or [None]
    each = known * len(options.meshes) if len(known) == 1 else known
    inputs = {os.path.abspath(path): (path, file) for path, file in zip(options.meshes, each, strict=True)}
    paths = [path for path, _ in inputs.values()]
    begin = time.perf_counter()
    with quiet() as output:
        progress = Progress(len(paths), sys.stderr if options.json else output)
        try:
            results = [
                attempt(path, name, file, options, progress)
                for (path, file), name in zip(inputs.values(), output_names(paths), strict=True)
            ]
        finally:
            shutdown()
        still = sum(result.get("moves") is False for result in results)
        failed = sum(not result["ok"] for result in results) - still
        seconds = round(time.perf_counter() - begin, 2)
        done = len(results) - failed - still
        progress.line(f"{done} of {len(results)} articulated in {seconds} s, in {options.out}")
        for result in results:
            if not result["ok"]:
                progress.line(f"    {'failed' if result.get('moves', True) else 'nothing moves'}: {result['input']}")
        if options.json:
            json.dump({"objects": results, "failed": failed, "still": still, "seconds": seconds}, output, indent=1)
            output.write("\n")
    return FAILED if failed else STILL if still else 0


def leave(status: int) -> NoReturn:
    """End the process at once: Blender 4.2 as a module crashes when the interpreter ends after a glTF export."""
    import bpy

    own = Path(bpy.app.tempdir)
    if own.name.startswith("blender_"):  # where Blender could not make one, this is the folder of all programs
        shutil.rmtree(own, ignore_errors=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    if sys.argv[1:2] and (command := sys.argv[1]) in COMMANDS:
        try:
            status = importlib.import_module(f".{command}_command", __package__).main(sys.argv[2:])
        except KeyboardInterrupt:
            status = stopped("what is written is kept.")
        if command in EXPORTING or any(word.lower().endswith(".blend") for word in sys.argv):
            leave(status)  # which also drops what Blender has not yet printed
        sys.exit(status)
    leave(main())
