"""Each kind of part as pages are compared with it: its mesh, thinned, the edges that may be lines, and its turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .bricks import bricks
from .loose import LoosePart, tilted
from .wire import Wire

FACES = 1200  # of a part's mesh as far as its outline goes


@dataclass(frozen=True)
class Kind:
    """What all identical parts share, in `part`'s own frame, to which `own`, (4, 4), takes that of the parts of such a
    kind; turns: (j, 3, 3) of TURNS that differ."""

    kind: int
    own: np.ndarray
    part: LoosePart
    wire: Wire
    turns: np.ndarray

    @property
    def plain(self) -> bool:
        """Whether it lies as its box does, not as its ends do."""
        return bool(np.array_equal(self.own, np.eye(4)))

    @cached_property
    def boxes(self) -> np.ndarray:
        """(b, 2, 3) about what it fills."""
        return bricks(self.part)

    @classmethod
    def of(cls, part: LoosePart, own: np.ndarray | None = None) -> Kind:
        part = replace(part, **dict(zip(("vertices", "faces"), thinned(part.vertices, part.faces), strict=True)))
        own = np.eye(4) if own is None else own
        return cls(part.kind, own, part, Wire.of(part.vertices, part.faces), part.unlike_turns())


def thinned(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A mesh of about FACES triangles at most: vertices in one cell of a grid become one."""
    for cells in (160, 110, 80, 56, 40):
        if len(faces) <= FACES:
            break
        size = float(np.ptp(vertices, axis=0).max()) / cells
        cell = np.floor((vertices - vertices.min(axis=0)) / size).astype(np.int64)
        _, number = np.unique((cell[:, 0] << 40) | (cell[:, 1] << 20) | cell[:, 2], return_inverse=True)
        number = number.ravel()
        count = np.bincount(number)
        joined = np.stack([np.bincount(number, vertices[:, k]) / count for k in range(3)], axis=1)
        kept = number[faces]
        kept = kept[(kept != np.roll(kept, 1, axis=1)).all(axis=1)]
        _, first = np.unique(np.sort(kept, axis=1), axis=0, return_index=True)
        if len(first) <= FACES or cells == 40:
            return joined, kept[np.sort(first)]
    return vertices, faces


def kinds_of(parts: Sequence[LoosePart]) -> dict[int, Kind]:
    """By number, each kind of part as its box lies, and again as its ends lie where they are cut aslant."""
    found: list[Kind] = []
    for part in {part.kind: part for part in reversed(parts)}.values():
        found.append(Kind.of(part))
        found += [Kind.of(other, own) for own, other in tilted(part)]
    return dict(enumerate(found))
