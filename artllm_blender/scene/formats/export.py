"""A rig as files: format by format, each written whole or not at all, whatever becomes of the others."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import bpy

from ...core.articulation import Articulation
from ...core.errors import ArtLLMError, ExportError
from ...core.files import ASIDE, missing, remove_empty, unwritable
from ...core.formats.colliders import AUTOMATIC
from ...core.formats.describe import describing
from ...core.formats.description import Description
from ...core.formats.glb import packed, unpacked
from ...core.formats.gltf_physics import notes_on as physics_notes
from ...core.formats.gltf_physics import with_physics
from ...core.formats.gltf_skin import with_skin
from ...core.formats.inertia import DENSITY
from ...core.formats.simready import NO_LICENCE, UNKNOWN, Origin
from ...core.formats.usda import notes_on, usda_text
from ...core.names import sanitise
from ...core.steps import Steps, Stopped, exhausted, within
from ..rig.mesh_out import PartMesh, part_mesh
from ..rig.needs import read_needs
from ..rig.read_rig import Rig, check_not_flat, read_rig, without_object
from ..rig.rest import astray
from ..units import metres
from .blend_out import write_blend
from .gltf import level_paths, writing_glb
from .hulls import hull
from .levels import deviation
from .link_meshes import OBJ
from .look import Looks
from .marked import marked
from .mjcf_out import writing_mjcf
from .picture import picture, thumbnail
from .read_back import check_glb, check_urdf
from .sdf_out import writing_sdf
from .surfaces import surfaces
from .urdf_out import writing_urdf
from .usda_out import FOLDER, PACKAGES, THUMBNAIL, writing_usda, writing_usdz


@dataclass(frozen=True)
class Exported:
    """What came of an export.

    files: path of each format that was written, its own file; a URDF's meshes lie in the folder meshes beside it.
    notes: what a format could not keep, in sentences. failures: why a format that was asked for is not there.
    """

    files: dict[str, Path] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failures: dict[str, ExportError] = field(default_factory=dict)

    @property
    def said(self) -> list[str]:
        """All that the artist should know, in sentences."""
        return [f"{format.upper()} was not written: {error}" for format, error in self.failures.items()] + self.notes


@dataclass(frozen=True)
class How:
    """What the artist chose beside the formats.

    package: the ROS 2 package that the folder becomes, whose URDF names its meshes by package:// instead of relative to
    itself. colliders: one of KINDS; density: kg/m3, where a material's custom property of that name says no other; both
    for simulators' formats. origin: what a USD says of where the asset comes from. glb_physics: a GLB has bodies,
    colliders and joints too. glb_skinned: a GLB is one skinned mesh, its parts' nodes bones. levels: of detail,
    each a GLB beside with half the faces of the one before. visuals: one of VISUALS, of links in URDF and SDF.
    """

    package: str | None = None
    colliders: str = AUTOMATIC
    density: float = DENSITY
    origin: Origin = field(default_factory=lambda: origin_of())
    glb_physics: bool = False
    glb_skinned: bool = False
    levels: int = 0
    visuals: str = OBJ


@dataclass(frozen=True)
class Job:
    """What every format is written from. metres: of the scene's unit, in which the rig is. meshes: of the parts, in
    metres, once they are read."""

    rig: Rig
    depsgraph: bpy.types.Depsgraph
    name: str
    metres: float
    how: How
    meshes: dict[int, PartMesh] = field(default_factory=dict)
    _made: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def articulation(self) -> Articulation:
        """In metres."""
        return self.rig.articulation.scaled(self.metres)

    @cached_property
    def looks(self) -> Looks:
        """Of the meshes that are read."""
        return Looks(self.meshes)

    def read(self) -> Steps[None]:
        """Read the meshes, unless they are."""
        parts = self.rig.articulation.parts
        for number, part in enumerate(parts if len(self.meshes) < len(parts) else ()):
            yield "Reading", number / len(parts)
            mesh = part_mesh(self.rig, part.id, self.depsgraph)
            self.meshes[part.id] = replace(mesh, vertices=mesh.vertices * self.metres)

    def described(self) -> Steps[Description]:
        """What simulators are told, worked out once."""
        return self._once("described", self._describing)

    def usd_text(self) -> Steps[str]:
        """Of both USD formats, written once."""
        return self._once("usd_text", self._writing_usd_text)

    def thumbnail(self) -> Steps[bytes]:
        """A PNG of the rest pose, drawn once."""
        return self._once("thumbnail", lambda: thumbnail(self.articulation, self.meshes, THUMBNAIL))

    def _once(self, what: str, making: Callable[[], Steps[Any]]) -> Steps[Any]:
        if what not in self._made:
            self._made[what] = yield from making()
        return self._made[what]

    def _describing(self) -> Steps[Description]:
        yield from within(self.read(), 0.0, 0.1)
        seen, materials = yield from within(surfaces(self.name, self.meshes, self.looks), 0.1, 0.3)
        needs = read_needs(self.rig.armature, self.metres)
        own = marked(self.articulation, self.rig.armature, self.depsgraph, self.metres)
        how = materials, needs, self.how.colliders, self.how.density, own
        return (yield from within(describing(self.name, self.articulation, seen, hull, *how), 0.3, 1.0))

    def _writing_usd_text(self) -> Steps[str]:
        asset = yield from within(self.described(), 0.0, 0.6)
        return (yield from within(usda_text(asset, self.how.origin), 0.6, 1.0))


def _urdf(job: Job, folder: Path) -> Steps[list[str]]:
    asset = yield from within(job.described(), 0.0, 0.5)
    writing = writing_urdf(asset, folder, job.name, job.how.package, job.how.origin, job.how.visuals)
    notes = yield from within(writing, 0.5, 0.9)
    yield "Checking URDF", 0.9
    check_urdf(folder / f"{job.name}.urdf", job.articulation, job.meshes)
    return [*job.looks.notes, *notes]


def _mjcf(job: Job, folder: Path) -> Steps[list[str]]:
    asset = yield from within(job.described(), 0.0, 0.5)
    notes = yield from within(writing_mjcf(asset, folder, job.name), 0.5, 1.0)
    return [*job.looks.notes, *notes]


def _glb(job: Job, folder: Path) -> Steps[list[str]]:
    path = folder / f"{job.name}.glb"
    asset = (yield from within(job.described(), 0.0, 0.2)) if job.how.glb_physics else None
    yield from within(job.read(), 0.0, 0.2)
    writing = writing_glb(job.rig, job.depsgraph, job.looks, path, job.metres, job.how.levels)
    notes = yield from within(writing, 0.2, 0.9)
    if asset:
        notes = [*notes, *physics_notes(asset)]
    for level, own in level_paths(path).items():
        yield "Checking GLB", 0.9
        if asset:
            own.write_bytes(packed(*with_physics(*unpacked(own.read_bytes()), asset)))
        if job.how.glb_skinned:
            own.write_bytes(packed(*with_skin(*unpacked(own.read_bytes()), job.rig.name)))
        check_glb(own, job.articulation, job.meshes, deviation(job.articulation, level))
    return notes


def _blend(job: Job, folder: Path) -> Steps[list[str]]:
    yield "Writing Blend", 0.0
    return write_blend(job.rig, folder / f"{job.name}.blend")


def _png(job: Job, folder: Path) -> Steps[list[str]]:
    yield from within(job.read(), 0.0, 0.2)
    drawing = yield from within(picture(job.articulation, job.meshes), 0.2, 1.0)
    (folder / f"{job.name}.png").write_bytes(drawing)
    return []


def _usda(job: Job, folder: Path) -> Steps[list[str]]:
    asset = yield from within(job.described(), 0.0, 0.5)
    yield from within(writing_usda(asset, job.usd_text(), job.thumbnail(), folder, job.name), 0.5, 1.0)
    return [*job.looks.notes, *notes_on(asset)]


def _usdz(job: Job, folder: Path) -> Steps[list[str]]:
    asset = yield from within(job.described(), 0.0, 0.5)
    notes = yield from within(writing_usdz(asset, job.usd_text(), job.thumbnail(), folder, job.name), 0.5, 1.0)
    return [*job.looks.notes, *notes_on(asset), *notes]


def _sdf(job: Job, folder: Path) -> Steps[list[str]]:
    asset = yield from within(job.described(), 0.0, 0.5)
    notes = yield from within(writing_sdf(asset, folder, job.name, job.how.visuals), 0.5, 1.0)
    return [*job.looks.notes, *notes]


# Each writes a format's files below a folder, in steps, and gives notes. OSError, RuntimeError: it could not.
_WRITERS = {
    "urdf": _urdf,
    "glb": _glb,
    "blend": _blend,
    "png": _png,
    "mjcf": _mjcf,
    "usda": _usda,
    "usdz": _usdz,
    "sdf": _sdf,
}
# Those that are written where none are named.
FORMATS = ("urdf", "glb", "blend", "png")
# Of each format its notes, or why it could not be written.
Written = dict[str, list[str] | ExportError]
# Where a format's own file lies, if that is not NAME.FORMAT.
_PLACES = {"mjcf": "{}.xml", "usda": FOLDER + "/{}.usda", "usdz": PACKAGES + "/{}.usdz"}


def export(armature: bpy.types.Object, folder: Path, name: str, *formats: Any, **how: Any) -> Exported:
    """All steps of `exporting` at once."""
    return exhausted(exporting(armature, folder, name, *formats, **how))


def exporting(
    armature: bpy.types.Object,
    folder: Path,
    name: str,
    formats: Iterable[str] = FORMATS,
    write: Callable[[Job, list[str], Path, Path], Steps[Written]] | None = None,
    **how: Any,
) -> Steps[Exported]:
    """Write the rig of an armature as folder/name.FORMAT, a URDF's meshes to folder/meshes.

    All but the .blend hold the rest pose, and are not written where in the file that is not as modelled; they are in
    metres, whatever the scene's unit is. The folder is made where it is missing; files of these names are replaced, at
    the last step. write: by what they are written, as `writing_each`. how: of `How`. Raises ExportError where no format
    could be written, having changed nothing on the disk or in the scene, as where the steps are not taken to their end;
    ArticulationError where the armature is no rig.
    """
    if unknown := set(formats := list(formats)) - set(_WRITERS):
        raise ExportError(f"There is no format {min(unknown)!r}.", f"Choose from {', '.join(_WRITERS)}.")
    folder = Path(folder)
    job = job_of(armature, name, **how)
    notes = [without_object(name) for name in job.rig.gone]
    made: list[Path] = []
    result = Exported(notes=[*notes, *astray(job.rig, job.depsgraph)])
    chosen = [format for format in _WRITERS if format in formats]
    try:
        made = missing(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=ASIDE, dir=folder, ignore_cleanup_errors=True) as aside:
            written = yield from (write or writing_each)(job, chosen, Path(aside), folder)
            result.failures.update({format: why for format, why in written.items() if isinstance(why, ExportError)})
            for format in chosen:
                if format not in result.failures:
                    _take_over(job, format, Path(aside, format), folder, written[format], result)
    except OSError as error:
        result.failures.update(dict.fromkeys(formats, unwritable(folder, error)))
    except (GeneratorExit, Stopped, ArtLLMError):
        remove_empty(made)
        raise
    if result.failures and not result.files:
        remove_empty(made)
        raise _together(result.failures)
    return result


def job_of(armature: bpy.types.Object, name: str, **how: Any) -> Job:
    """What a rig is exported from. how: of `How`. ArticulationError: the armature is none, or flattened."""
    check_not_flat(armature)
    rig, depsgraph = read_rig(armature), bpy.context.evaluated_depsgraph_get()
    return Job(rig, depsgraph, sanitise(name, "asset"), metres(), How(**how))


def origin_of(author: str = "", licence: str = "", source: str = "") -> Origin:
    """Where what is exported now comes from; what is empty is said to be unknown, or is the .blend's name."""
    source = source or Path(bpy.data.filepath).name
    return Origin(author or UNKNOWN, licence or NO_LICENCE, source or UNKNOWN, date.today().isoformat())


def writing_each(job: Job, formats: list[str], aside: Path, folder: Path) -> Steps[Written]:
    """Write each format's files below aside/FORMAT/new. folder: where they will belong, for words."""
    written: Written = {}
    for number, format in enumerate(formats):
        writing = _write(job, format, aside / format / "new", folder)
        written[format] = yield from within(writing, number / len(formats), (number + 1) / len(formats))
    return written


def _write(job: Job, format: str, new: Path, folder: Path) -> Steps[list[str] | ExportError]:
    try:
        new.mkdir(parents=True)
        return (yield from _WRITERS[format](job, new))
    except ExportError as error:
        return error
    except (OSError, RuntimeError) as error:
        return _failure(folder, error)


def _take_over(job: Job, format: str, aside: Path, folder: Path, notes: list[str], result: Exported) -> None:
    """One format to where it belongs; what came of it is added to the result."""
    try:
        # Levels of detail that an earlier export had more are none of this one.
        earlier = level_paths(folder / f"{job.name}.glb").values() if format == "glb" else ()
        _move_into_place(aside / "new", aside / "old", folder, [path.relative_to(folder) for path in earlier])
    except OSError as error:
        result.failures[format] = _failure(folder, error)
        return
    result.files[format] = folder / _PLACES.get(format, f"{{}}.{format}").format(job.name)
    result.notes.extend(note for note in notes if note not in result.notes)


def _failure(folder: Path, error: OSError | RuntimeError) -> ExportError:
    """In words for the artist, of what Blender printed the end: what went wrong, and where in its own code."""
    lines = [line.removeprefix("Error: ") for line in str(error).splitlines() if not line.startswith("Location:")]
    reason = getattr(error, "strerror", None) or ([line.strip() for line in lines if line.strip()] or ["unknown"])[-1]
    if reason == "Success":  # Blender's own writer, where the disk took part of a file
        reason = "the disk did not take all of it"
    message = f"Could not write to {folder}: {reason.rstrip('.')}."
    if isinstance(error, OSError) or "[Errno" in reason:
        return ExportError(message, "Choose another folder or free some space.")
    return ExportError(message, "Try it with Blender's own exporter, and report it if that works.")


def _together(failures: dict[str, ExportError]) -> ExportError:
    """One error that says them all."""
    first, *others = {str(failure): failure for failure in failures.values()}.values()
    if not others:
        return first
    return ExportError(" ".join(Exported(failures=failures).said), code=first.code)


def _move_into_place(new: Path, old: Path, folder: Path, earlier: Iterable[Path] = ()) -> None:
    """Move every file below new to its place below folder, in place of what was there; on an error put everything back
    as it was. earlier: places below folder of what else goes."""
    moved: list[Path] = []
    made: list[Path] = []
    try:
        for place in earlier:
            old.mkdir(parents=True, exist_ok=True)
            moved.append(place)
            os.replace(folder / place, old / place)
        for source in sorted(path for path in new.rglob("*") if path.is_file()):
            place = source.relative_to(new)
            made += missing((folder / place).parent)
            for root in (folder, old):
                (root / place).parent.mkdir(parents=True, exist_ok=True)
            if (folder / place).is_dir():
                raise IsADirectoryError(errno.EISDIR, f"a folder named {place} is in the way")
            if (folder / place).exists():
                os.replace(folder / place, old / place)
            moved.append(place)
            os.replace(source, folder / place)
    except OSError:
        for place in moved:
            (folder / place).unlink(missing_ok=True)
            if (old / place).exists():
                os.replace(old / place, folder / place)
        remove_empty(made)
        raise
