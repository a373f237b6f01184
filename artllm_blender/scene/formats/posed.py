"""Saved rigs that words pose: their file opened, told what to do, drawn before and after, and saved again."""

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
from ..pose.keyed import key
from ..pose.spoken import Done, do, heard, tell
from ..pose.words import put, set_front, values_in_metres
from ..rig.read_rig import asset_name, find_rigs, read_rig, rig_of
from .snapshot import seen, snapshot

SIZE, NAMED = 500, 40


# Child ids of each rig after the first one begin so much further on.
APART = 100_000


class PosedFile:
    """The rigs of a .blend file. start: the values that the file has, by child id, metres and radians. names: of the
    joints, by child id, as they are in exported files; where there are several rigs, the rig's and a slash before it.

    InputError: the file cannot be read, or has no rig, or not one of that name. asset: the one to pose; "": all, and
    what names none of them is said of the one that is active in the file, or else of the first.
    """

    def __init__(self, path: Path, asset: str = "", front: np.ndarray | None = None):
        self._path, self._asset, self._front = path, asset, front
        self._open()
        self.start = self._joined([values_in_metres(read_rig(one)) for one in self._armatures])
        self.names = {}
        for number, one in enumerate(self._armatures):
            owner = f"{asset_name(one)}/" if len(self._armatures) > 1 else ""
            for child, name in joint_names(read_rig(one).articulation).items():
                self.names[number * APART + child] = owner + name
        self._before = None

    def _joined(self, values: Sequence[Mapping[int, float]]) -> dict[int, float]:
        return {number * APART + child: value for number, own in enumerate(values) for child, value in own.items()}

    def _put(self, values: Mapping[int, float]) -> None:
        for number, armature in enumerate(self._armatures):
            put(armature, {child % APART: value for child, value in values.items() if child // APART == number})

    def named(self, values: Mapping[int, float]) -> dict[str, float]:
        """Values by the joints' names, for values by child id."""
        return {name: values.get(child, 0.0) for child, name in self.names.items()}

    def by_child(self, named: Mapping[str, float]) -> dict[int, float]:
        return {child: named[name] for child, name in self.names.items() if name in named}

    def answer(self, sentence: str, start: Mapping[int, float], said: Sequence[str] = ()) -> Reply:
        """What a sentence does to the rigs as the file has them, but for the joints at start."""
        self._open()
        self._put(start)
        scene, armatures = bpy.context.scene, self._armatures
        bpy.context.view_layer.update()
        self._before = snapshot(scene)
        before = {one: values_in_metres(read_rig(one)) for one in armatures}
        if len(armatures) == 1:
            done = (Done(armatures[0], tell(armatures[0], scene, sentence, said)),)
        else:
            done = do(heard(armatures[0], scene, sentence, said), scene)
        for one in done:
            if one.reply.keys:
                key(one.armature, one.reply, before[one.armature], scene.frame_current)
        bpy.context.view_layer.update()
        return self._reply(done)

    def _reply(self, done: Sequence[Done]) -> Reply:
        """What came of it on all rigs, as one reply."""
        if len(self._armatures) == 1:
            return done[0].reply
        by_rig, replies = {one.armature: one.reply for one in done}, [one.reply for one in done]
        now = [values_in_metres(read_rig(armature)) for armature in self._armatures]
        frames = []
        for frame in sorted({frame for reply in replies for frame, _ in reply.frames}):
            values = []
            for armature, still in zip(self._armatures, now, strict=True):
                named = by_rig[armature].frames if armature in by_rig else ()
                values.append(max((one for one in named if one[0] <= frame), default=(0, still))[1])
            frames.append((frame, self._joined(values)))
        return Reply(
            any(reply.understood for reply in replies),
            next((reply.asked for reply in replies if reply.asked), None),
            self._joined(now),
            tuple(one for reply in replies for one in reply.unmet),
            tuple(one for reply in replies for one in reply.ignored),
            tuple(one for reply in replies for one in reply.notes),
            tuple(frames),
        )

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
        rigs = sorted(
            find_rigs(bpy.context.scene), key=lambda rig: rig != rig_of(bpy.context.view_layer.objects.active)
        )
        named = [rig for rig in rigs if self._asset in (asset_name(rig), rig.name)] if self._asset else rigs
        if not named or self._asset and len(named) > 1:
            there = ", ".join(asset_name(rig) for rig in rigs) or "none"
            wanted = f"{self._asset} is not one of its rigs" if self._asset else "It must have a rig"
            raise InputError(f"{self._path.name}: {wanted}, it has: {there}.", "Say which one by --rig NAME.")
        self._armatures = named
        if self._front is not None:
            for armature in named:
                set_front(armature, self._front)
