"""A part's twin on the other side, and how it moves: as in a mirror between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .articulation import Joint

# Boxes are each other's mirror images if no corner is farther off, of the box's diagonal.
ALIKE = 0.1


@dataclass(frozen=True)
class Mirror:
    """A plane across one of three axes (0, 1, 2), at a position on it."""

    axis: int
    position: float

    def point(self, point: np.ndarray) -> np.ndarray:
        """(..., 3) points behind the mirror."""
        image = np.array(point, dtype=np.float64)
        image[..., self.axis] = 2 * self.position - image[..., self.axis]
        return image

    def box(self, box: np.ndarray) -> np.ndarray:
        """(2, 3) lower and upper corner."""
        return np.sort(self.point(box), axis=0)

    def joint(self, joint: Joint) -> Joint:
        """Another part's joint, as it moves in the mirror; a screw keeps its hand, for both are bought in one shop."""
        axis = np.array(joint.axis)
        axis[self.axis] *= -1
        if not joint.type.slides:
            axis = -axis
        return replace(joint, axis=tuple(axis.tolist()), origin=tuple(self.point(np.array(joint.origin)).tolist()))


def twin(boxes: Mapping[int, np.ndarray], root: int, part: int) -> tuple[int, Mirror] | None:
    """The part whose box is a part's in a mirror through the middle of the root or of all, and the mirror; None where
    there is none. boxes: (2, 3) of all parts, by id."""
    whole = np.array(
        [np.min([box[0] for box in boxes.values()], axis=0), np.max([b[1] for b in boxes.values()], axis=0)]
    )
    mirrors = [Mirror(axis, float(box[:, axis].mean())) for box in (boxes[root], whole) for axis in range(3)]
    found = [(_gap(mirror.box(boxes[part]), box), id, mirror) for mirror in mirrors for id, box in boxes.items()
             if id not in (part, root)]  # fmt: skip
    gap, id, mirror = min(found, key=lambda each: each[0], default=(1.0, 0, mirrors[0]))
    return (id, mirror) if gap <= ALIKE else None


def image_of(boxes: Mapping[int, np.ndarray], part: int, mirror: Mirror) -> int | None:
    """The part that is where a part is in the mirror, which may be itself; None where there is none."""
    gaps = {id: _gap(mirror.box(boxes[part]), box) for id, box in boxes.items()}
    best = min(gaps, key=gaps.get)
    return best if gaps[best] <= ALIKE else None


def _gap(box: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(box - other).max() / max(np.linalg.norm(box[1] - box[0]), 1e-9))
