"""The active asset's other answers, parted ahead while nothing else is asked for. Only where there is a window."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import bpy
import numpy as np

from ..client.ahead import Ahead
from ..core.parting import Parted, Whole
from ..core.stored import unpacked
from ..scene.rig.made_of import kept_bytes

TICK = 0.1
# What is parted ahead is held in memory, and larger meshes take too much of it.
MOST_FACES = 200_000


@dataclass(frozen=True)
class _Asset:
    """uid: its armature's; kept: the answers' checksum."""

    uid: int
    kept: int
    ahead: Ahead


_asset: _Asset | None = None


def begin(armature: bpy.types.Object, whole: Whole, interiors: bool, thickness: float) -> None:
    """Part an asset's other answers from now on, as they were kept with it just now."""
    forget()
    data = kept_bytes(armature)
    if bpy.app.background or data is None or len(whole.faces) > MOST_FACES:
        return
    others = dict(enumerate(unpacked(data, whole.vertices, whole.faces)))
    del others[0]
    global _asset
    _asset = _Asset(armature.session_uid, crc32(data), Ahead(whole, others, interiors, thickness))
    bpy.app.timers.register(_tick, first_interval=TICK)


def rest() -> None:
    """The processor is wanted for something else."""
    if _asset:
        _asset.ahead.end()


def parted(armature: bpy.types.Object, number: int) -> tuple[Parted, np.ndarray] | tuple[None, None]:
    """One of an asset's answers, if it is parted already, and (n, 3) the vertices of what was parted."""
    if _asset is None or _asset.uid != armature.session_uid or crc32(kept_bytes(armature)) != _asset.kept:
        return None, None
    found = _asset.ahead.found.get(number)
    return (found, _asset.ahead.vertices) if found else (None, None)


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Also runs before a file is loaded."""
    global _asset
    rest()
    _asset = None
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)


def _tick() -> float | None:
    _asset.ahead.poll()
    return TICK if _asset.ahead.busy else None
