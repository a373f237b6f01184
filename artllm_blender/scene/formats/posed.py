"""A saved rig that words pose: its file opened, told what to do, drawn before and after, and saved again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import bpy
import numpy as np

from ...core.errors import ExportError, InputError
from ...core.files import write_whole
from ...core.names import joint_names, sanitise
from ...core.picture.drawing import png
from ...core.words.carry_out import Reply
from ..pose.spoken import tell
from ..pose.words import put, set_front, values_in_metres
from ..preview.preview import insert_keys
from ..rig.read_rig import asset_name, find_rigs, read_rig
from .snapshot import seen, snapshot

SIZE, NAMED = 500, 40


class PosedFile:
    """One rig of a .blend file. start: the values that the file has, by child id, metres and radians. names: of the
    joints, by child id, as they are in exported files.

    InputError: the file cannot be read, or has not one rig of that name. asset: which; "": the only one.
    """

    def __init__(self, path: Path, asset: str = "", front: np.ndarray | None = None):
        self._path, self._asset, self._front = path, asset, front
        self._open()
        self.start = values_in_metres(read_rig(self._armature))
        self.names = joint_names(read_rig(self._armature).articulation)
        self._before = None

    def named(self, values: Mapping[int, float]) -> dict[str, float]:
        """Values by the joints' names, for values by child id."""
        return {name: values.get(child, 0.0) for child, name in self.names.items()}

    def by_child(self, named: Mapping[str, float]) -> dict[int, float]:
        return {child: named[name] for child, name in self.names.items() if name in named}

    def answer(self, sentence: str, start: Mapping[int, float], before: Sequence[str] = ()) -> Reply:
        """What a sentence does to the rig as the file has it, but for the joints at start."""
        self._open()
        put(self._armature, start)
        bpy.context.view_layer.update()
        self._before = snapshot(bpy.context.scene)
        given = tell(self._armature, bpy.context.scene, sentence, before)
        for frame, values in given.frames:
            put(self._armature, values)
            insert_keys(self._armature, frame)
        bpy.context.view_layer.update()
        return given

    def write(self, folder: Path, number: int, sentence: str) -> list[str]:
        """The file as the last sentence left it, and a picture of before and after; their paths. ExportError: disk."""
        name = f"{number:03d}_{sanitise(sentence.lower(), 'said')[:NAMED].rstrip('_')}"
        pictures = seen([self._before, snapshot(bpy.context.scene)], SIZE)
        write_whole(folder, {f"{name}.png": png(np.concatenate(pictures, axis=1))})
        saved = folder / f"{name}.blend"
        try:
            bpy.ops.wm.save_as_mainfile(filepath=str(saved.absolute()), copy=True, check_existing=False)
        except RuntimeError as error:
            raise ExportError(f"Could not write {saved}: {error}.", "Choose another folder.") from error
        return [str(folder / f"{name}.png"), str(saved)]

    def _open(self) -> None:
        try:
            bpy.ops.wm.open_mainfile(filepath=str(self._path.absolute()), load_ui=False, use_scripts=False)
        except RuntimeError as error:
            raise InputError(f"{self._path.name} could not be opened.", "Choose a .blend file.") from error
        rigs = find_rigs(bpy.context.scene)
        named = [rig for rig in rigs if self._asset in (asset_name(rig), rig.name)] if self._asset else rigs
        if len(named) != 1:
            there = ", ".join(asset_name(rig) for rig in rigs) or "none"
            wanted = f"{self._asset} is not one of its rigs" if self._asset else "It must have one rig"
            raise InputError(f"{self._path.name}: {wanted}, it has: {there}.", "Say which one by --rig NAME.")
        self._armature = named[0]
        if self._front is not None:
            set_front(self._armature, self._front)
