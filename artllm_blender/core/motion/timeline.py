"""Moves one after the other on a clock: which pose there is at which second."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .playback import Move


class Easing(StrEnum):
    """How a move's speed changes on its way."""

    LINEAR = "LINEAR"
    IN_OUT = "IN_OUT"
    IN = "IN"
    OUT = "OUT"

    def share(self, time: float) -> float:
        """How much of the way is done after this share of the time. Sines, as Blender's curves of that name."""
        return {
            Easing.LINEAR: time,
            Easing.IN_OUT: (1 - math.cos(math.pi * time)) / 2,
            Easing.IN: 1 - math.cos(math.pi / 2 * time),
            Easing.OUT: math.sin(math.pi / 2 * time),
        }[self]

    @property
    def back(self) -> Easing:
        """That of a move seen backwards."""
        return {Easing.IN: Easing.OUT, Easing.OUT: Easing.IN}.get(self, self)


@dataclass(frozen=True)
class Timing:
    """seconds: of a move, a whole turn taking twice as long. ping_pong: back again the same way. loops: how often all
    of it, 0 for ever."""

    seconds: float = 1.0
    easing: Easing = Easing.IN_OUT
    ping_pong: bool = True
    loops: int = 1


class Timeline:
    """Moves from a pose on. values: that pose, by child."""

    def __init__(self, values: Mapping[int, float]):
        self._start = dict(values)
        self.moves: list[Move] = []

    def add(self, move: Move) -> None:
        self.moves.append(move)

    def length(self, timing: Timing) -> float:
        """Seconds of all moves, once there."""
        return sum(_seconds(move, timing) for move in self.moves)

    def spans(self, timing: Timing) -> list[tuple[Move, float, float]]:
        """Each move with the seconds at which it begins and ends."""
        found, begin = [], 0.0
        for move in self.moves:
            found.append((move, begin, begin + _seconds(move, timing)))
            begin = found[-1][2]
        return found

    def at(self, second: float, timing: Timing) -> dict[int, float]:
        """The pose at a second of the way there."""
        values = self._start.copy()
        for move, begin, end in self.spans(timing):
            if second < begin:
                break
            share = min((second - begin) / (end - begin), 1.0)
            # A whole turn ends where it began.
            turned = share == 1.0 and move.is_round
            values[move.child] = (
                move.start if turned else move.start + (move.end - move.start) * timing.easing.share(share)
            )
        return values

    def last(self) -> dict[int, float]:
        """The pose in which all moves end."""
        ends = {move.child: move.start if move.is_round else move.end for move in self.moves}
        return self._start | ends

    def second(self, clock: float, timing: Timing) -> float | None:
        """The second of the way there at so many seconds of playing; None when it is over."""
        once = self.length(timing)
        whole = once * (2 if timing.ping_pong else 1)
        if not whole or (timing.loops and clock >= whole * timing.loops):
            return None
        within = clock % whole
        return within if within <= once else whole - within


def _seconds(move: Move, timing: Timing) -> float:
    return timing.seconds * (2 if move.is_round else 1)
