"""Constraints kept up: whatever changes, the joints of every rig that has constraints are solved in the same redraw.

A pose depends on what is stored alone, never on the poses before it, so that frames may be rendered in any order:
`artllm_live` on the armature holds, of each joint that constraints move, where it stood before them (`base`), from
which each solving begins, and where they put it (`solved`). A joint that is elsewhere was moved by the artist: that is
its new base, and the others are asked first to follow it. Joints with keys or drivers are theirs and are not moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import bpy
import numpy as np

from ...core.articulation import Articulation
from ...core.errors import ArtLLMError
from ...core.frames import inverse
from ...core.motion.interplay import Need
from ...core.pose.constraints import Constraint
from ...core.pose.said import short
from ...core.pose.solve import MET, Solved, Solver
from ..rig.build_rig import bone_of
from ..rig.curves import curves_of, users
from ..rig.needs import read_needs
from ..rig.read_rig import find_rigs, read_own
from ..rig.values import closed_at, value_key, value_scale
from ..units import metres
from . import clear
from .clear import keep_clear
from .stored import ON_JOINT, ArtLLMConstraint, as_key, constraints_of, edits
from .targets import as_asked, carrier, is_whole, target_matrix, target_name, target_object

LIVE = "artllm_live"
GONE = "What it is about is gone: choose another target, or remove it."
HIDDEN = "{} is hidden, here or in renders, and where it is hidden its moves are not followed."
KEYED = "All joints that could do it have keys or are held."
# So often what a joint needs of others may need something in its turn.
ROUNDS = 4
ROUNDED = 1e-12


@dataclass
class _Known:
    """A rig as it was read. closed: by child id, where its slider is 0. about: what has to be the same for it to hold;
    key: what the last pose was solved for; said: what is short of each constraint, "" where nothing is."""

    about: tuple
    solver: Solver
    articulation: Articulation
    needs: tuple[Need, ...]
    closed: Mapping[int, float]
    keys: Mapping[int, str]
    key: tuple = ()
    said: list[str] = field(default_factory=list)


_known: dict[int, _Known] = {}
# Names of the rigs that have constraints, and what it was found of: how many objects there were, and edits.
_rigs: tuple[tuple[int, int], tuple[str, ...]] | None = None
_busy = False


def forget(*_: object) -> None:
    """Drop all that is known, for other objects may have the same ids now."""
    global _rigs
    _known.clear()
    clear.forget()
    _rigs = None


def again() -> None:
    """Have every rig solved in the next update: an undo brings back what was stored before the last solving."""
    forget()
    for name in _constrained():
        bpy.data.objects[name].update_tag()


def said(armature: bpy.types.Object) -> list[str]:
    """What each of a rig's constraints falls short by, in words; "" where it is met, or not asked for."""
    known = _known.get(armature.session_uid)
    lines = known.said if known else []
    return [*lines, *[""] * (len(constraints_of(armature)) - len(lines))]


def follow(scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> int:
    """Solve the rigs for which anything has changed; how many were moved. For after each update and each new frame."""
    global _busy
    if _busy:
        return 0
    _busy = True
    try:
        rigs = [rig for name in _constrained() if (rig := scene.objects.get(name)) and _can_be_moved(rig)]
        if not rigs:
            return 0
        update = _Update(scene, depsgraph)
        return sum(update.solve(rig) for rig in _ordered(rigs, scene))
    finally:
        _busy = False


def _constrained() -> tuple[str, ...]:
    global _rigs
    now = len(bpy.data.objects), edits()
    if _rigs is None or _rigs[0] != now or any(name not in bpy.data.objects for name in _rigs[1]):
        found = {rig.name for scene in bpy.data.scenes for rig in find_rigs(scene) if constraints_of(rig)}
        _rigs = now, tuple(sorted(found))
    return _rigs[1]


def _can_be_moved(armature: bpy.types.Object) -> bool:
    return armature.library is None and armature.mode != "EDIT" and bool(constraints_of(armature))


def _ordered(rigs: list[bpy.types.Object], scene: bpy.types.Scene) -> list[bpy.types.Object]:
    """Each after those on which its targets are; where rigs wait for each other in a circle, as they come."""
    if len(rigs) == 1:
        return rigs
    waits = {}
    for rig in rigs:
        things = (target_object(one, scene) for one in constraints_of(rig) if one.use)
        waits[rig] = {on[0] for thing in things if thing and (on := carrier(thing))} & set(rigs) - {rig}
    found: list[bpy.types.Object] = []
    while left := [rig for rig in rigs if rig not in found]:
        found.append(next((rig for rig in left if waits[rig] <= set(found)), left[0]))
    return found


class _Update:
    """One pass over the rigs. `_since` has, of each rig that was moved in it, its values before and now."""

    def __init__(self, scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph):
        self._scene, self._depsgraph = scene, depsgraph
        self._since: dict[bpy.types.Object, tuple[dict[int, float], dict[int, float]]] = {}

    def solve(self, armature: bpy.types.Object) -> bool:
        """Whether any joint of a rig was moved."""
        known = _read(armature)
        if known is None:
            return False
        keyed = _keyed(armature, known)
        values = self._values(armature, known, keyed)
        world = np.array(armature.evaluated_get(self._depsgraph).matrix_world)
        all_of_it = constraints_of(armature)
        for one in all_of_it:
            _call_anew(one, armature)
        targets = [self._target(one, armature) if one.use else None for one in all_of_it]
        places = tuple(None if target is None else target.tobytes() for target in targets)
        key = (tuple(values.items()), keyed, world.tobytes(), tuple(map(as_key, all_of_it)), places)
        if key == known.key:
            return False
        asked, numbers = self._asked(armature, known, values, world, targets)
        now = self._solved(armature, known, asked, numbers, values, keyed)
        changed = {child: value for child, value in now.items() if _differ(value, values[child])}
        for child, value in changed.items():
            armature[known.keys[child]] = slider = value - known.closed[child]
            changed[child] = slider + known.closed[child]  # as it will be read
        now = values | changed
        if changed:
            armature.update_tag()
            self._since[armature] = values, now
        known.key = (tuple(now.items()), *key[1:])
        return bool(changed)

    def _values(self, armature: bpy.types.Object, known: _Known, keyed: frozenset[int]) -> dict[int, float]:
        """Of every joint, by child id. Keys are played on what was evaluated, and in renders on that alone."""
        played = armature.evaluated_get(self._depsgraph) if keyed else armature
        return {
            child: float((played if child in keyed else armature).get(path, -known.closed[child])) + known.closed[child]
            for child, path in known.keys.items()
        }

    def _target(self, one, armature: bpy.types.Object) -> np.ndarray | None:
        """(4, 4) in the world, as it will be when what it hangs on has been moved."""
        matrix = target_matrix(one, self._scene, self._depsgraph)
        thing = target_object(one, self._scene)
        on = carrier(thing) if thing else None
        if matrix is None or on is None or on[0] == armature or on[0] not in self._since:
            return matrix
        other, part = on
        tree = _known[other.session_uid].solver.tree
        world = np.array(other.evaluated_get(self._depsgraph).matrix_world)
        row = tree.row(part)
        was, now = (_motions(tree, values)[row] for values in self._since[other])
        return world @ now @ inverse(was) @ np.linalg.inv(world) @ matrix

    def _asked(
        self,
        armature: bpy.types.Object,
        known: _Known,
        values: Mapping[int, float],
        world: np.ndarray,
        targets: list[np.ndarray | None],
    ) -> tuple[list[Constraint], list[int]]:
        """What is asked of the solver, and the number of each among the constraints."""
        parts = frozenset(part.id for part in known.articulation.parts)
        moving = frozenset(known.keys)
        back, motions = np.linalg.pinv(world), None
        asked, numbers = [], []
        known.said = [""] * len(targets)
        for number, (one, target) in enumerate(zip(constraints_of(armature), targets, strict=True)):
            if not one.use or one.weight <= 0 or one.kind == "HOLD":
                continue
            if not is_whole(one, moving if one.kind in ON_JOINT else parts, target):
                known.said[number] = GONE
                continue
            thing = target_object(one, self._scene)
            on, there = (carrier(thing) if thing else None), back
            part = on[1] if on and on[0] == armature else None
            if part is not None:
                motions = _motions(known.solver.tree, values) if motions is None else motions
                there = inverse(motions[known.solver.tree.row(part)]) @ back
            if one.kind == "CLEAR":
                asked.append(keep_clear(one, armature, thing, there @ target, part, self._depsgraph))
            else:
                asked.append(as_asked(one, target, there, part, known.articulation, known.closed))
            numbers.append(number)
        return asked, numbers

    def _solved(
        self,
        armature: bpy.types.Object,
        known: _Known,
        asked: list[Constraint],
        numbers: list[int],
        values: dict[int, float],
        keyed: frozenset[int],
    ) -> dict[int, float]:
        """The value of every joint, by child id; what is stored and what is said are brought up to date."""
        held = {one.part for one in constraints_of(armature) if one.use and one.kind == "HOLD"}
        about = known.solver.about(asked)
        needed = {need.needs for need in known.needs if need.child in about}
        free = (about | needed) - keyed - held
        base, touched = _bases(armature, free, values)
        result = _with_needs(known, asked, base, free - touched, about) if touched else None
        if result is None or not result.met:
            result = _with_needs(known, asked, base, free, about)
        _store(armature, {child: (base[child], result.values[child]) for child in free})
        length = metres(self._scene) * float(np.cbrt(abs(np.linalg.det(np.array(armature.matrix_world)[:3, :3]))))
        for one, number, off in zip(asked, numbers, result.off, strict=True):
            known.said[number] = short(known.solver, one, off, result, length)
            thing = target_object(constraints_of(armature)[number], self._scene)
            if thing and (thing.hide_render or not thing.evaluated_get(self._depsgraph).is_evaluated):
                known.said[number] += (" " if known.said[number] else "") + HIDDEN.format(thing.name)
            if off > MET and not free & known.solver.about([one]):
                known.said[number] += " " + KEYED
        return {child: result.values[child] if child in free else value for child, value in values.items()}


def _call_anew(one: ArtLLMConstraint, armature: bpy.types.Object) -> None:
    """Its target may have been renamed since it was called after that."""
    called = target_name(one, armature)
    if called == one.called or not called:
        return
    if one.called:
        one.name = called.join(one.name.rsplit(one.called, 1))
    if one.called or called in one.name:
        one.called = called


def _with_needs(
    known: _Known, asked: list[Constraint], start: dict[int, float], free: set[int], about: set[int]
) -> Solved:
    """What a pose needs of other joints is done first, where these may be moved; else it stops before it."""
    start, limits, own = dict(start), {}, set(free) & about
    for _ in range(ROUNDS):
        result = known.solver.solve(asked, start, own, limits=limits, near=True)
        broken = [need for need in known.needs if need.child in own and _is_broken(known, need, result.values)]
        if not broken:
            break
        for need in broken:
            other = known.articulation.joint_of(need.needs)
            wanted = other.open if need.open else other.closed
            if need.needs in free and start[need.needs] != wanted:
                start[need.needs] = wanted
                own.discard(need.needs)
            else:
                low, high = limits.get(need.child, (-np.inf, np.inf))
                limits[need.child] = (low, min(high, need.value)) if need.value > 0 else (max(low, need.value), high)
    return result


def _is_broken(known: _Known, need: Need, values: Mapping[int, float]) -> bool:
    """Whether a joint is beyond where it needs another to be open, or closed, and that one is not."""
    beyond = abs(values[need.child]) > abs(need.value) * (1 + 1e-6) and values[need.child] * need.value >= 0
    other = known.articulation.joint_of(need.needs)
    share = abs(values[need.needs] - other.closed) / max(abs(other.open - other.closed), 1e-12)
    return beyond and (share < 0.5 if need.open else share > 1e-3)


def _motions(tree, values: Mapping[int, float]) -> np.ndarray:
    return tree.motions(np.array([[values[child] for child in tree.children]]))[:, 0]


def _bases(armature: bpy.types.Object, free: set[int], values: dict[int, float]) -> tuple[dict[int, float], set[int]]:
    """The values that solving begins from, and the joints that the artist has moved since the last."""
    stored = armature.get(LIVE)
    known = {}
    if stored:
        known = dict(zip(stored["child"], zip(stored["base"], stored["solved"], strict=True), strict=True))
    touched = {child for child in free if child in known and _differ(known[child][1], values[child])}
    return values | {child: known[child][0] for child in free if child in known and child not in touched}, touched


def _differ(one: float, two: float) -> bool:
    """Whether two values do by more than is lost on the way through a slider, which counts from closed."""
    return abs(one - two) > ROUNDED * max(1.0, abs(one), abs(two))


def _store(armature: bpy.types.Object, found: dict[int, tuple[float, float]]) -> None:
    if not found:
        armature.pop(LIVE, None)
        return
    children = sorted(found)
    armature[LIVE] = {
        "child": children,
        "base": [found[child][0] for child in children],
        "solved": [found[child][1] for child in children],
    }


def _keyed(armature: bpy.types.Object, known: _Known) -> frozenset[int]:
    """Child ids of the joints whose sliders have keys or drivers."""
    animation = armature.animation_data
    if animation is None:
        return frozenset()
    paths = {curve.data_path for user in users(armature) for curve in curves_of(user)}
    paths |= {driver.data_path for driver in animation.drivers}
    return frozenset(child for child, key in known.keys.items() if f'["{key}"]' in paths)


def _read(armature: bpy.types.Object) -> _Known | None:
    """The rig, read again only where it has changed; None where it is broken."""
    about, uid = _about(armature), armature.session_uid
    known = _known.get(uid)
    if known and known.about == about:
        return known
    try:
        articulation = read_own(armature)
        bones = {joint.child: bone_of(armature, joint.child) for joint in articulation.joints}
        needs = tuple(_own(need, armature, bones) for need in read_needs(armature))
    except ArtLLMError:
        _known.pop(uid, None)
        return None
    corners = np.array([corner for part in articulation.parts for corner in (part.box.lower, part.box.upper)])
    size = float(np.ptp(corners, axis=0).max())
    closed = {child: closed_at(bone) for child, bone in bones.items()}
    keys = {child: value_key(child) for child in bones}
    _known[uid] = _Known(about, Solver(articulation, size), articulation, needs, closed, keys)
    return _known[uid]


def _own(need: Need, armature: bpy.types.Object, bones: Mapping[int, bpy.types.Bone]) -> Need:
    """In the unit of the sliders."""
    return Need(need.child, need.needs, need.value / value_scale(armature, bones[need.child]), need.open)


def _about(armature: bpy.types.Object) -> tuple:
    """What has to be the same for a rig that was read to be so still: quick, for it is asked after every update."""
    bones = armature.data.bones
    frames = np.empty(16 * len(bones), np.float32)
    bones.foreach_get("matrix_local", frames)
    joints, limits = [], []
    for bone in bones:
        stored, part = bone.get("artllm_joint"), bone.get("artllm_part")
        if stored:
            joints.append((stored["type"], stored["pitch"], stored.get("closed", 0.0), len(stored.get("needs", ()))))
        joints.append((part["id"] if part else -1, bone.parent.name if bone.parent else "", bone.name))
    for pose in armature.pose.bones:
        for limit in pose.constraints:
            if limit.type in ("LIMIT_ROTATION", "LIMIT_LOCATION"):
                limits.append((limit.min_y, limit.max_y))
    return frames.tobytes(), tuple(joints), tuple(limits)
