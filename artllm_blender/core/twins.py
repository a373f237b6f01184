"""Twins: the parts that are like a part, on the other side, in its row or in its stack, and how they move then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .articulation import Articulation, Joint

# Boxes are alike if no corner is farther off, of the box's diagonal; as near to each other are places that are one.
ALIKE = 0.1
# Of parts that are as large no side is shorter by more than this share, or by more than this one of the object's size.
SHORTER, THINNER = 0.3, 0.02
_UP = 2


@dataclass(frozen=True)
class Image:
    """Where a part's twin is: a place's coordinates times the signs, -1 where it is mirrored, and the offsets on."""

    signs: tuple[int, int, int]
    offsets: tuple[float, float, float]

    @classmethod
    def mirrored(cls, axis: int, position: float) -> Image:
        """In a plane across one of three axes (0, 1, 2), at a position on it."""
        signs, offsets = np.ones(3, int), np.zeros(3)
        signs[axis], offsets[axis] = -1, 2 * position
        return cls(tuple(signs.tolist()), tuple(offsets.tolist()))

    def point(self, point: np.ndarray) -> np.ndarray:
        """(..., 3) points of the twin."""
        return np.array(point, dtype=np.float64) * self.signs + self.offsets

    def box(self, box: np.ndarray) -> np.ndarray:
        """(2, 3) lower and upper corner."""
        return np.sort(self.point(box), axis=0)

    def joint(self, joint: Joint) -> Joint:
        """The twin's joint, as it moves then; a screw keeps its hand, for both are bought in one shop."""
        axis = np.array(joint.axis) * self.signs
        if not joint.type.slides:
            axis = axis * np.prod(self.signs)
        return replace(joint, axis=tuple(axis.tolist()), origin=tuple(self.point(np.array(joint.origin)).tolist()))


def twin(boxes: Mapping[int, np.ndarray], root: int, part: int) -> tuple[int, Image] | None:
    """The part whose box is a part's in a mirror through the middle of the root or of all, and how it lies; None where
    there is none. boxes: (2, 3) of all parts, by id."""
    mirrors = [Image.mirrored(axis, middle[axis]) for middle in _middles(boxes, root) for axis in range(3)]
    found = [(_gap(mirror.box(boxes[part]), box), id, mirror) for mirror in mirrors for id, box in boxes.items()
             if id not in (part, root)]  # fmt: skip
    gap, id, mirror = min(found, key=lambda each: each[0], default=(1.0, 0, mirrors[0]))
    return (id, mirror) if gap <= ALIKE else None


def twins(
    tree: Articulation, boxes: Mapping[int, np.ndarray], part: int, unseen: int | None = None
) -> dict[int, Image]:
    """All parts that are like a part, by id, and how they lie: those of its label or type of joint that are as large,
    in front of, beside or above it, and its twin, whatever that is. boxes: as for `twin`, of all parts of the tree.

    unseen: the axis along which is looked, on which they may be of any size: from above the drawers of a stack are
    alike, however high each is.
    """
    middles, found, seen = _middles(boxes, tree.root), {}, [axis for axis in range(3) if axis != unseen]
    size = float(np.ptp(np.concatenate(list(boxes.values())), axis=0).max())
    free = [id for id in boxes if part not in tree.subtree(id) and id not in tree.subtree(part)]
    for id in free:
        image = _image(boxes[part], boxes[id], middles)
        here, there = image.box(boxes[part])[:, seen], boxes[id][:, seen]
        if _gap(here, there) <= ALIKE and _as_large(here, there, size) and _of_a_kind(tree, part, id):
            found[id] = image
    one = twin(boxes, tree.root, part)
    if one and one[0] in free:
        found.setdefault(*one)
    return found


def image_of(boxes: Mapping[int, np.ndarray], part: int, image: Image) -> int | None:
    """The part that is where a part's twin would be, which may be itself; None where there is none."""
    gaps = {id: _gap(image.box(boxes[part]), box) for id, box in boxes.items()}
    best = min(gaps, key=gaps.get)
    return best if gaps[best] <= ALIKE else None


def _middles(boxes: Mapping[int, np.ndarray], root: int) -> tuple[np.ndarray, np.ndarray]:
    """(3,) of the root, and of all."""
    corners = np.stack(list(boxes.values()))
    return boxes[root].mean(axis=0), (corners[:, 0].min(axis=0) + corners[:, 1].max(axis=0)) / 2


def _image(box: np.ndarray, other: np.ndarray, middles: tuple[np.ndarray, np.ndarray]) -> Image:
    """How what is in another box lies. What stands left and right, or in front and behind, is mirrored; what stands one
    above the other is not, and what goes on in a row is not either."""
    here, there = box.mean(axis=0), other.mean(axis=0)
    near = ALIKE * float(np.linalg.norm(box[1] - box[0]))
    signs, offsets = np.ones(3, int), there - here
    for axis in range(3):
        if abs(offsets[axis]) <= near:
            offsets[axis] = 0.0
            continue
        twice = 2 * min((middle[axis] for middle in middles), key=lambda m, a=axis: abs(here[a] + there[a] - 2 * m))
        if axis != _UP and abs(here[axis] + there[axis] - twice) <= near:
            signs[axis], offsets[axis] = -1, twice
    return Image(tuple(signs.tolist()), tuple(offsets.tolist()))


def _as_large(box: np.ndarray, other: np.ndarray, size: float) -> bool:
    sides, others = np.ptp(box, axis=0), np.ptp(other, axis=0)
    return bool((np.abs(sides - others) <= np.maximum(SHORTER * np.maximum(sides, others), THINNER * size)).all())


def _of_a_kind(tree: Articulation, part: int, other: int) -> bool:
    joints = tree.joint_of(part), tree.joint_of(other)
    return tree.part(part).label == tree.part(other).label or joints[0].type is joints[1].type


def _gap(box: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(box - other).max() / max(np.linalg.norm(box[1] - box[0]), 1e-9))
