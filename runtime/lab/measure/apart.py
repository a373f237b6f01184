"""Whether a plan takes a thing apart without anything getting deeper into anything than it is at rest, seen afresh:

    python -m runtime.lab.measure.apart FIRST COUNT

checks plans of generated furniture, dirty as artists leave it, against the closed solids that it stands for. Inside is
where the solids' winding number says so, depth the distance to their outer triangles; both ways, 1,500 points a part,
looked at every 0.25 % of the diagonal. Depth may grow by 0.1 % of the diagonal, the share of points that are so deep by
a quarter and 2 %.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from artllm_blender.core.assembly.plan import Plan
from artllm_blender.core.assembly.removal import removal
from artllm_blender.core.frames import apply
from runtime.lab.shapes.solids import Mesh

from .apart_cases import Case, case
from .winding import winding

ALLOWED, STEP, SHEET = 0.001, 0.0025, 0.002
FINE = 0.015  # of the diagonal: the longest edge of the triangles that distance is measured to
POINTS = 1500


@dataclass(frozen=True)
class Verdict:
    """solved: whether all is. excess: the most by which depth grew past what is allowed, in % of the diagonal; at or
    below 0 it is. buried: whether more of a part was inside than may be. apart: whether all boxes are in the end."""

    excess: float
    buried: bool
    apart: bool
    whole: int

    @property
    def solved(self) -> bool:
        return self.excess <= 0 and not self.buried and self.apart and not self.whole


class Body:
    """A closed solid, or a sheet, by whose triangles depth is told."""

    def __init__(self, solid: Mesh, is_sheet: bool, diagonal: float, seed: int):
        self._all, self._sheet = solid.vertices[solid.faces], SHEET * diagonal if is_sheet else 0.0
        pieces = _split(self._all, FINE * diagonal)
        if not is_sheet:  # faces within the solid part nothing
            normals = np.cross(pieces[:, 1] - pieces[:, 0], pieces[:, 2] - pieces[:, 0])
            normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
            middle = pieces.mean(axis=1)
            off = 1e-5 * diagonal * normals
            pieces = pieces[self.inside(middle + off) != self.inside(middle - off)]
        self._pieces, self._tree = pieces, cKDTree(pieces.mean(axis=1))
        area = np.linalg.norm(np.cross(pieces[:, 1] - pieces[:, 0], pieces[:, 2] - pieces[:, 0]), axis=1)
        rng = np.random.default_rng(seed)
        which = rng.choice(len(pieces), POINTS, p=area / area.sum())
        weights = rng.dirichlet(np.ones(3), POINTS)
        self.points = np.einsum("nk,nkd->nd", weights, pieces[which])
        self.lower, self.upper = pieces.min(axis=(0, 1)) - self._sheet, pieces.max(axis=(0, 1)) + self._sheet

    def inside(self, points: np.ndarray) -> np.ndarray:
        """(n,) by the winding number of all triangles."""
        return winding(points, self._all) > 0.5

    def depth(self, points: np.ndarray) -> np.ndarray:
        """(n,) how deep (n, 3) points are inside, 0 outside."""
        out = np.zeros(len(points))
        near = np.flatnonzero(((points > self.lower) & (points < self.upper)).all(axis=1))
        if self._sheet:
            out[near] = np.maximum(self._sheet - self._distance(points[near]), 0)
            return out
        near = near[self.inside(points[near])]
        out[near] = self._distance(points[near])
        return out

    def _distance(self, points: np.ndarray) -> np.ndarray:
        if not len(points):
            return np.zeros(0)
        _, near = self._tree.query(points, min(12, len(self._pieces)))
        return _distance(points[:, None], self._pieces[near.reshape(len(points), -1)]).min(axis=1)


def checked(bodies: Sequence[Body], plan: Plan, diagonal: float) -> Verdict:
    """What becomes of bodies that are moved as a plan says."""
    count, excess, buried = len(bodies), -np.inf, False
    rest = {(i, j): _depth(bodies[i], bodies[j], np.eye(4), diagonal) for i in range(count) for j in range(i)}
    at = [np.eye(4)] * count
    for frame in plan.frames()[1:]:
        after = [frame.get(part, motion) for part, motion in enumerate(at)]
        for i, j in rest:
            between = np.linalg.inv(at[j]) @ at[i], np.linalg.inv(after[j]) @ after[i]
            if np.abs(between[0] - between[1]).max() < 1e-9:
                continue
            deep, share = rest[i, j]
            for motion in _screw(*between, bodies[i], STEP * diagonal):
                depth, part = _depth(bodies[i], bodies[j], motion, diagonal)
                excess = max(excess, depth - deep - ALLOWED * diagonal)
                buried |= part > 1.25 * share + 0.02
        at = after
    ends = [apply(motion, body.points) for body, motion in zip(bodies, at, strict=True)]
    apart = all(
        (one.min(0) > other.max(0)).any() or (other.min(0) > one.max(0)).any()
        for i, one in enumerate(ends)
        for other in ends[:i]
    )
    return Verdict(100 * float(excess) / diagonal, bool(buried), apart, len(plan.whole))


def _depth(one: Body, other: Body, motion: np.ndarray, diagonal: float) -> tuple[float, float]:
    deep = share = 0.0
    for moved, still, there in ((one, other, motion), (other, one, np.linalg.inv(motion))):
        places = apply(there, moved.points)
        if (places.min(0) > still.upper).any() or (places.max(0) < still.lower).any():
            continue
        depth = still.depth(places)
        deep, share = max(deep, float(depth.max())), max(share, float((depth > ALLOWED * diagonal).mean()))
    return deep, share


def _screw(begin: np.ndarray, end: np.ndarray, body: Body, stride: float) -> list[np.ndarray]:
    """Motions on the one screw from begin to end, close enough for every point of the body."""
    step = end @ np.linalg.inv(begin)
    turn = Rotation.from_matrix(step[:3, :3]).as_rotvec()
    corners = np.array([body.lower, body.upper])
    corners = np.array([[corners[a, 0], corners[b, 1], corners[c, 2]] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    far = np.linalg.norm(apply(begin, corners) - apply(end, corners), axis=1).max()
    far = max(far, np.linalg.norm(turn) * np.linalg.norm(body.upper - body.lower) / 2)
    angle = float(np.linalg.norm(turn))
    cross = np.array([[0, -turn[2], turn[1]], [turn[2], 0, -turn[0]], [-turn[1], turn[0], 0]])

    def integral(s: float) -> np.ndarray:
        if angle < 1e-9:
            return s * np.eye(3)
        return (
            s * np.eye(3)
            + (1 - np.cos(s * angle)) / angle**2 * cross
            + (s * angle - np.sin(s * angle)) / angle**3 * cross @ cross
        )

    speed, found = np.linalg.solve(integral(1.0), step[:3, 3]), []
    for s in np.linspace(0, 1, int(np.ceil(far / stride)) + 1)[1:]:
        motion = np.eye(4)
        motion[:3, :3], motion[:3, 3] = Rotation.from_rotvec(s * turn).as_matrix(), integral(s) @ speed
        found.append(motion @ begin)
    return found


def _split(triangles: np.ndarray, longest: float) -> np.ndarray:
    """The triangles, halved until no edge is longer."""
    done, left = [], triangles
    while len(left):
        edges = np.linalg.norm(left - np.roll(left, -1, axis=1), axis=2)
        large = edges.max(axis=1) > longest
        done.append(left[~large])
        left, k = left[large], edges[large].argmax(axis=1)
        n = np.arange(len(left))
        a, b, c = left[n, k], left[n, (k + 1) % 3], left[n, (k + 2) % 3]
        middle = (a + b) / 2
        left = np.concatenate([np.stack([a, middle, c], axis=1), np.stack([middle, b, c], axis=1)])
    return np.concatenate(done)


def _distance(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(n, k) from (n, 1, 3) points to (n, k, 3, 3) triangles: to the plane where they are over it, else to an edge."""
    normals = np.cross(triangles[..., 1, :] - triangles[..., 0, :], triangles[..., 2, :] - triangles[..., 0, :])
    normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-12)
    over, nearest = np.ones(triangles.shape[:2], bool), np.full(triangles.shape[:2], np.inf)
    for k in range(3):
        start = triangles[..., k, :]
        along, off = triangles[..., (k + 1) % 3, :] - start, points - start
        share = np.clip((off * along).sum(-1) / np.maximum((along**2).sum(-1), 1e-18), 0, 1)
        nearest = np.minimum(nearest, np.linalg.norm(off - share[..., None] * along, axis=-1))
        over &= (np.cross(along, off) * normals).sum(-1) >= 0
    height = np.abs(((points - triangles[..., 0, :]) * normals).sum(-1))
    return np.where(over, height, nearest)


def verdict(one: Case, plan: Plan) -> Verdict:
    """What becomes of a case's true solids by a plan made from its meshes."""
    diagonal = float(np.linalg.norm(np.ptp(np.concatenate([s.vertices for s in one.solids]), axis=0)))
    bodies = [Body(solid, k in one.sheets, diagonal, k) for k, solid in enumerate(one.solids)]
    return checked(bodies, plan, diagonal)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m runtime.lab.measure.apart", description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    options = parser.parse_args()
    solved, seconds = [], []
    for seed in range(options.first, options.first + options.count):
        one = case(seed)
        begin = time.process_time()
        plan = removal(one.parts)
        seconds.append(time.process_time() - begin)
        found = verdict(one, plan)
        solved.append(found.solved)
        print(
            f"{seed} {one.name} {len(one.parts)}: {'solved' if found.solved else 'not'}, excess {found.excess:.3f}"
            f"{', buried' * found.buried}{', not apart' * (not found.apart)}{', whole' * bool(found.whole)}"
            f", {len(plan.notes([str(k) for k in range(plan.count)]))} notes, {seconds[-1]:.1f} s",
            flush=True,
        )
    print(f"solved {100 * np.mean(solved):.1f} %, {np.mean(seconds):.2f} s, {np.median(seconds):.2f} median")


if __name__ == "__main__":
    main()
