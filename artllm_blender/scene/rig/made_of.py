"""What a rig keeps of how it came to be: the model's answers, the original and the settings, so that another answer can
be taken up later, after undo and in another session too.

On the armature object: `artllm_answers`, bytes as of `core.stored`; `artllm_cut`, bytes: the part of each of the
original's polygons when it was last cut; `artllm_made_of`, a group of the rest. All is about the original as it stood.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product

import bpy
import numpy as np

from ...core.articulation import Articulation
from ...core.boxes import box_of
from ...core.errors import InputError
from ...core.frames import apply
from ...core.kinematics import carried
from ...core.prediction import Prediction
from ...core.stored import articulations, packed, unpacked
from ...core.titles import titles
from ..mesh.mesh_in import Source
from ..mesh.split import SOURCE
from ..units import metres
from .read_rig import read_whole

_ANSWERS, _CUT, _REST = "artllm_answers", "artllm_cut", "artllm_made_of"


@dataclass(frozen=True)
class Settings:
    """How the original was articulated. words: what was said of it, as the wire has `Known`; is_kit: whether its
    objects are its parts. interiors, thickness: see `Finish`."""

    seed: int = 0
    words: str = "{}"
    is_kit: bool = False
    interiors: bool = True
    thickness: float = 0.0


@dataclass(frozen=True)
class MadeOf:
    """What is kept. names: the original's objects and their
    libraries. stood, rig: where the first of them and the armature stood then,
    (4, 4) both. counts: vertices, triangles and polygons of the original. number: which answer the rig has taken up;
    summaries: of all of them, in words."""

    names: tuple[tuple[str, str | None], ...]
    stood: np.ndarray
    rig: np.ndarray
    counts: tuple[int, int, int]
    settings: Settings
    number: int
    summaries: tuple[str, ...]


def keep(
    armature: bpy.types.Object, source: Source, polygon_part: np.ndarray, settings: Settings, moved: np.ndarray
) -> None:
    """Have a rig that was just cut keep what it was made of. polygon_part: (n,) the source's polygons' parts; moved:
    (4, 4) by which the original was moved since it was gathered, for the rig stands where it is now."""
    things, back = source.objects(), np.linalg.inv(moved)
    armature[_REST] = {
        "names": json.dumps([(thing.name, thing.library.filepath if thing.library else None) for thing in things]),
        "stood": (back @ np.array(things[0].matrix_world)).ravel().tolist(),
        "rig": (back @ np.array(armature.matrix_world)).ravel().tolist(),
        "counts": list(_counts(source)),
        "settings": json.dumps(asdict(settings)),
        "summaries": "[]",
        "number": 0,
    }
    keep_cut(armature, polygon_part)


def keep_answers(armature: bpy.types.Object, source: Source, answers: Sequence[Prediction], number: int = 0) -> None:
    """Keep the model's answers about the source, of which the rig has taken up one."""
    _put(armature, _ANSWERS, packed(answers, source.vertices, source.faces))
    armature[_REST]["summaries"] = json.dumps(titles([one.articulation.scaled(metres()) for one in answers]))
    keep_number(armature, number)


def keep_settings(armature: bpy.types.Object, settings: Settings) -> None:
    armature[_REST]["settings"] = json.dumps(asdict(settings))


def keep_outlines(armature: bpy.types.Object, outlines: Mapping[int, np.ndarray]) -> None:
    """Keep what was drawn round parts, (2, 3) by their ids, in the armature's frame, NaN where nothing was."""
    said = {str(id): [None if np.isnan(x) else float(x) for x in box.ravel()] for id, box in outlines.items()}
    armature[_REST]["outlines"] = json.dumps(said)


def kept_outlines(armature: bpy.types.Object) -> dict[int, np.ndarray]:
    """The same again."""
    said = json.loads(armature[_REST].get("outlines", "{}"))
    return {int(id): np.array(box, np.float64).reshape(2, 3) for id, box in said.items()}


def keep_number(armature: bpy.types.Object, number: int) -> None:
    armature[_REST]["number"] = number


def keep_cut(armature: bpy.types.Object, polygon_part: np.ndarray, said: np.ndarray | bool = False) -> None:
    """Keep which part each of the original's polygons is of, (n,), and whether the artist has said so, (n,) bool; and
    how many polygons each part has."""
    signed = np.where(said, ~polygon_part, polygon_part)
    _put(armature, _CUT, zlib.compress(signed.astype("<i2").tobytes(), 9))
    armature[_REST]["polygons"] = {str(id): count for id, count in _polygons(armature).items()}


def _put(armature: bpy.types.Object, key: str, data: bytes) -> None:
    """Bytes written over others would end at the first that is 0."""
    armature.pop(key, None)
    armature[key] = data


def touched(armature: bpy.types.Object) -> set[int]:
    """Ids of the parts that have other polygons than when the rig was last cut: the artist's doing."""
    before = {int(id): count for id, count in armature[_REST]["polygons"].items()}
    now = _polygons(armature)
    return {id for id in before.keys() | now.keys() if before.get(id) != now.get(id)}


def _polygons(armature: bpy.types.Object) -> dict[int, int]:
    """How many there are in the objects of each part, by id."""
    rig = read_whole(armature)
    return {id: sum(len(thing.data.polygons) for thing in cut_objects(things)) for id, things in rig.objects.items()}


def cut_objects(things: Iterable[bpy.types.Object]) -> list[bpy.types.Object]:
    """Those that were cut from an original, not what the artist had follow a bone as well."""
    return [thing for thing in things if thing.type == "MESH" and SOURCE in thing]


def made_of(armature: bpy.types.Object | None) -> MadeOf | None:
    """What a rig keeps; None of one that keeps nothing: made by 0.7 or earlier, or on the command line. Quick."""
    rest = armature and armature.get(_REST)
    if not rest or _CUT not in armature:
        return None
    return MadeOf(
        tuple(map(tuple, json.loads(rest["names"]))),
        np.reshape(rest["stood"], (4, 4)),
        np.reshape(rest["rig"], (4, 4)),
        tuple(rest["counts"]),
        Settings(**json.loads(rest["settings"])),
        rest["number"],
        tuple(json.loads(rest["summaries"])),
    )


def kept_cut(armature: bpy.types.Object) -> tuple[np.ndarray, np.ndarray]:
    """What was kept by `keep_cut`: parts (n,), and (n,) bool."""
    signed = np.frombuffer(zlib.decompress(armature[_CUT]), "<i2").astype(np.int32)
    return np.where(signed < 0, ~signed, signed), signed < 0


def kept_bytes(armature: bpy.types.Object) -> bytes | None:
    """The answers as they are kept; None where there are none."""
    return armature.get(_ANSWERS)


def kept_answers(armature: bpy.types.Object, source: Source) -> tuple[Prediction, ...]:
    """The answers, where the source is now."""
    return unpacked(armature[_ANSWERS], source.vertices, source.faces)


def other_articulations(armature: bpy.types.Object) -> list[Articulation]:
    """Those of all answers that a rig keeps, where the rig is now; none where it was scaled unevenly. Quick."""
    made = made_of(armature)
    if made is None or _ANSWERS not in armature:
        return []
    moved = np.array(armature.matrix_world) @ np.linalg.inv(made.rig)
    scale = np.cbrt(np.linalg.det(moved[:3, :3]))
    if np.abs(moved[:3, :3] @ moved[:3, :3].T - scale**2 * np.eye(3)).max() > 1e-4 * scale**2:
        return []
    found = articulations(armature[_ANSWERS])
    return found if np.abs(moved - np.eye(4)).max() < 1e-9 else [_moved(one, moved) for one in found]


def _moved(articulation: Articulation, matrix: np.ndarray) -> Articulation:
    parts = []
    for part in articulation.parts:
        corners = apply(matrix, np.array(list(product(*zip(part.box.lower, part.box.upper, strict=True)))))
        box = box_of(corners)
        parts.append(replace(part, box=box))
    return Articulation(tuple(parts), tuple(carried(joint, matrix) for joint in articulation.joints))


def originals(made: MadeOf) -> list[bpy.types.Object]:
    """The objects that a rig was made of. InputError if one is not there any more."""
    things = [bpy.data.objects.get(name) for name in made.names]
    for thing, (name, _) in zip(things, made.names, strict=True):
        if thing is None or not thing.users_scene:
            raise InputError(
                f"{name}, which this was cut from, is not in the scene.", "Undo its deletion, or name it so again."
            )
    return things


def check_same(made: MadeOf, source: Source) -> None:
    """InputError where the original has another surface than when the rig was cut from it."""
    if _counts(source) != made.counts:
        raise InputError(f"{source.name} was edited since this was cut from it.", "Articulate it again.")


def _counts(source: Source) -> tuple[int, int, int]:
    return len(source.vertices), len(source.faces), source.polygon_count
