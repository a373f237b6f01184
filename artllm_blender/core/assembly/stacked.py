"""Furniture from its parts' shapes alone: the largest board lies, legs stand below its corners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from .loose import LoosePart

FLAT, LONG = 0.3, 0.3  # a board's thickness by its breadth, and a stick's breadth by its length, are less


def stacked(parts: Sequence[LoosePart]) -> np.ndarray:
    """(n, 4, 4) poses of the parts' own frames (`LoosePart.frame` not applied) in a Z-up world, none left out.

    What stands where follows from shape and from how many are identical; nothing is checked for meeting.
    """
    kinds = defaultdict(list)
    for index, part in enumerate(parts):
        kinds[part.kind].append(index)
    turns, places = np.zeros((len(parts), 3, 3)), np.zeros((len(parts), 3))
    boards = [kind for kind, of in kinds.items() if is_board(parts[of[0]])]
    top = max(boards or kinds, key=lambda kind: (len(kinds[kind]) == 1, parts[kinds[kind][0]].half[:2].prod()))
    base = parts[kinds[top][0]]
    turns[kinds[top]] = _turn((0, 1, 2))
    lying = base.half.copy()
    for rank, index in enumerate(kinds[top]):
        places[index] = 0, 0, -rank * 4 * max(lying[2], 0.1 * lying[1])
    legs = [k for k in kinds if k != top and len(kinds[k]) >= 4 and is_stick(parts[kinds[k][0]])]
    legs = sorted(legs, key=lambda kind: -parts[kinds[kind][0]].half[0])[:1]
    low = -lying[2]
    drop = 2 * parts[kinds[legs[0]][0]].half[0] if legs else lying[1]
    ends = [k for k in kinds if k != top and len(kinds[k]) == 2 and not is_stick(parts[kinds[k][0]])]
    backs = 0
    for kind, of in kinds.items():
        half = parts[of[0]].half
        if kind == top:
            continue
        if kind in legs:
            turns[of] = _turn((2, 1, 0))
            for rank, index in enumerate(of):
                x, y = ((-1, -1), (1, -1), (1, 1), (-1, 1))[rank % 4]
                places[index] = x * (lying[0] - half[2]), y * (lying[1] - half[1]), low - half[0]
        elif kind in ends:
            turns[of] = _turn((2, 1, 0))
            for rank, index in enumerate(of):
                places[index] = (-1, 1)[rank] * (lying[0] - half[2]), 0, low - half[0]
        elif is_stick(parts[of[0]]):
            along_x = half[0] > 0.7 * lying[0]
            turns[of] = _turn((0, 2, 1)) if along_x else _turn((2, 0, 1))
            for rank, index in enumerate(of):
                side = (rank - (len(of) - 1) / 2) * 2 / max(len(of) - 1, 1)
                aside = side * (lying[1] if along_x else lying[0]) * 0.9
                places[index] = (0, aside, low - half[1]) if along_x else (aside, 0, low - half[1])
        elif len(of) == 1 and is_board(parts[of[0]]) and not backs:
            backs = 1
            turns[of] = _turn((0, 2, 1))
            places[of] = 0, lying[1] - half[2], lying[2] + half[1]
        else:
            turns[of] = _turn((0, 1, 2))
            for rank, index in enumerate(of):
                places[index] = 0, 0, low - drop * (rank + 1) / (len(of) + 1)
    poses = np.tile(np.eye(4), (len(parts), 1, 1))
    poses[:, :3, :3], poses[:, :3, 3] = turns, places
    return poses @ np.stack([part.frame for part in parts])


def is_board(part: LoosePart) -> bool:
    """Whether it is much thinner than broad."""
    return bool(part.half[2] < FLAT * part.half[1] and part.half[1] > LONG * part.half[0])


def is_stick(part: LoosePart) -> bool:
    """Whether it is much longer than broad."""
    return bool(part.half[1] <= LONG * part.half[0])


def _turn(axes: tuple[int, int, int]) -> np.ndarray:
    """(3, 3) rotation after which the world's X, Y, Z are along these of the part's axes."""
    turn = np.zeros((3, 3))
    turn[range(3), axes] = 1.0
    if np.linalg.det(turn) < 0:
        turn[0] *= -1
    return turn
