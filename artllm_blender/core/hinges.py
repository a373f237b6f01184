"""What a hinge that is not modelled tells of its limits: by how such parts rest and by how far hinges turn."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .stops import Stops, Way

# Points this far out, of the part's own reach from the axis, are its free edge. So near another part, of the asset's
# size, they rest on it, and with this share of them there, the part is closed.
EDGE, NEAR, RESTING = 0.85, 0.02, 0.05
# The lesser way of a joint, as a share of the greater: with more it swings both ways.
LESSER = 0.5
# What turns so far between its stops on both sides is stopped by something that is not modelled.
ROUND = math.radians(300)
# How far such stops are looked for: beyond, a part comes to where it rests from the other side.
TURN = 0.9 * math.tau

Limits = tuple[float, float]


def one_way(limits: Limits, way: Way, stops: Stops) -> Limits:
    """Without the lesser way, if the part is closed at rest: what rests on others opens to one side."""
    lower, upper = limits
    if not min(-lower, upper) < LESSER * max(-lower, upper) or not _rests(way, stops):
        return limits
    return (max(lower, 0.0), upper) if upper > -lower else (lower, min(upper, 0.0))


def within_half_turn(limits: Limits, stopped: Limits, reach: Callable[[float], float]) -> Limits:
    """A range that nothing ends made half a turn: no hinge lets its leaves through each other.

    stopped: the limits by what is met on the way to them, as reach gives it for any value. The end that is stopped
    stays, of a part that opens one way that at which it is closed; where none is, both ends give way alike, as far as
    rest stays inside.
    """
    low, high = stopped
    met_low, met_high = low != limits[0], high != limits[1]
    if high - low <= math.pi + 1e-6:
        return stopped
    if met_low and met_high:
        return (0.0, math.pi) if low == 0 else (-math.pi, 0.0) if high == 0 else stopped
    first, last = low if met_low else reach(-TURN), high if met_high else reach(TURN)
    if first > -TURN and last < TURN and last - first < ROUND:
        return stopped
    if met_low:
        return low, max(low + math.pi, 0.0)
    if met_high:
        return min(high - math.pi, 0.0), high
    low = min(max((low + high) / 2 - math.pi / 2, -math.pi), 0.0)
    return low, low + math.pi


def _rests(way: Way, stops: Stops) -> bool:
    """Whether the free edge of the moving parts lies on another part, such as a frame or the other door."""
    points = stops.probes(way.moving).points
    if not len(points):
        return False
    out = np.linalg.norm(np.cross(points - np.array(way.joint.origin), way.joint.axis), axis=1)
    edge = points[out >= EDGE * out.max()]
    others = tuple(part for part in stops.surfaces.meshes if part not in way.moving)
    return float(stops.surfaces.near(others, edge, NEAR * stops.size).mean()) >= RESTING
