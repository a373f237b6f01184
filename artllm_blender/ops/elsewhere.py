"""An export by a Blender of its own, while the artist's window goes on."""

from __future__ import annotations

import tempfile
from pathlib import Path

import bpy

from ..client.work import NOT_STARTED, working
from ..core.errors import ExportError, RuntimeFailure
from ..core.steps import Steps
from ..scene.formats.export import Job, Written, writing_each
from ..scene.formats.sent import can_be_sent, faces, send

# From so many on, Blender's own exporter of glTF holds the window for longer than may be. Below, starting another
# Blender would take longer than the export.
MANY_FACES = 20_000
MODULE = "artllm_blender.export_worker"


def writing(job: Job, formats: list[str], aside: Path, folder: Path) -> Steps[Written]:
    """As `writing_each`, which does it where the rig is small, cannot be sent or no other Blender can be started.
    RuntimeFailure: the other Blender ended early."""
    blender = bpy.app.binary_path  # of the wheel there is none
    if not blender or faces(job) < MANY_FACES or not can_be_sent(job):
        return (yield from writing_each(job, formats, aside, folder))
    try:
        return (yield from _written_by(blender, job, formats, aside, folder))
    except (OSError, RuntimeError) as problem:
        return (yield from _in_place(f"The copy could not be written: {problem}.", job, formats, aside, folder))
    except RuntimeFailure as failure:
        if failure.code != NOT_STARTED:
            raise
        return (yield from _in_place(failure.args[0], job, formats, aside, folder))


def _written_by(blender: str, job: Job, formats: list[str], aside: Path, folder: Path) -> Steps[Written]:
    with tempfile.TemporaryDirectory(prefix="artllm-", ignore_cleanup_errors=True) as place:
        yield "Starting Blender", 0.0
        asked = tuple(formats), str(aside), str(folder), send(job, Path(place, "rig.blend"))
        written = yield from working(asked, module=MODULE, blender=blender)
    return {format: ExportError(*said["failed"]) if "failed" in said else list(said["notes"])
            for format, said in written.items()}  # fmt: skip


def _in_place(why: str, job: Job, formats: list[str], aside: Path, folder: Path) -> Steps[Written]:
    """Written here after all, which is said."""
    written = yield from writing_each(job, formats, aside, folder)
    note = f"Blender stood still meanwhile, for no second one could be started to export. {why}"
    return {format: said if isinstance(said, ExportError) else [*said, note] for format, said in written.items()}
