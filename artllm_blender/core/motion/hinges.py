"""What is known of a hinge that is not modelled: where such parts are hung, how they rest, how far they turn."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ..articulation import Joint, Vector
from .stops import Stops, Way

# Points this far out, of the part's own reach from the axis, are its free edge. So near another part, of the asset's
# size, they rest on it, and with this share of them there, the part is closed.
EDGE, NEAR, RESTING = 0.85, 0.02, 0.05
# The lesser way of a joint, as a share of the greater: with more it swings both ways.
LESSER = 0.5
# A part whose middle is nearer to its axis, of its own size, turns about itself. No hinge is farther from where it was
# predicted, likewise.
OFF, FARTHEST = 0.2, 0.3
# A door whose hinge is farther in from both its edges, of its width, is hung wrongly: it was cut wider than predicted.
MIDST = 0.2
MOVED = "its hinge was moved to an edge, where it is free"
# What turns so far between its stops on both sides is stopped by something that is not modelled.
ROUND = math.radians(300)
# How far such stops are looked for: beyond, a part comes to where it rests from the other side.
TURN = 0.9 * math.tau

Limits = tuple[float, float]


def one_way(limits: Limits, way: Way, stops: Stops) -> Limits:
    """Without the lesser way, if the part is closed at rest: what rests on others opens to one side."""
    lower, upper = limits
    if not min(-lower, upper) < LESSER * max(-lower, upper) or not rests(way, stops):
        return limits
    return (max(lower, 0.0), upper) if upper > -lower else (lower, min(upper, 0.0))


def seats(joint: Joint, points: np.ndarray) -> list[Vector]:
    """Other origins for a hinge: on the face that its part opens with, at the edge it is hung at, or both.

    The nearest comes first, none is far; what turns about its own middle, as a knob, has none. points: (n, 3) of the
    part at rest.
    """
    origin, axis = np.array(joint.origin), np.array(joint.axis) * (1 if joint.upper >= -joint.lower else -1)
    out = (points.min(axis=0) + points.max(axis=0)) / 2 - origin
    out -= out @ axis * axis
    size = np.ptp(points, axis=0).max()
    if np.linalg.norm(out) < OFF * size:
        return []
    out = _along(points, axis, out)
    opening = np.cross(axis, out)
    to_face = ((points - origin) @ opening).max() * opening
    to_edge = ((points - origin) @ out).min() * out
    moves = sorted((to_face, to_edge, to_face + to_edge), key=np.linalg.norm)
    return [tuple((origin + move).tolist()) for move in moves if np.linalg.norm(move) <= FARTHEST * size]


def edges(joint: Joint, points: np.ndarray) -> list[Vector]:
    """The origins at both edges of a door for a hinge in its midst, the nearer first; none for one that is in none.

    points: (n, 3) of the door at rest.
    """
    origin, axis = np.array(joint.origin), np.array(joint.axis)
    side = _along(points, axis, (points.min(axis=0) + points.max(axis=0)) / 2 - origin)
    wide = max(side, np.cross(axis, side), key=lambda way: np.ptp(points @ way))
    places = (points - origin) @ wide
    ends = sorted((places.min(), places.max()), key=abs)
    if ends[0] * ends[1] >= 0 or abs(ends[0]) < MIDST * np.ptp(places):
        return []
    return [tuple((origin + end * wide).tolist()) for end in ends]


def box_lines(joint: Joint, points: np.ndarray) -> np.ndarray:
    """(9, 2, 3) where a hinge may be, along its axis and as long as its part: corners, sides and middle of the part's
    box, which is the least rectangle as seen along the axis.

    points: (n, 3) of the part at rest.
    """
    axis = np.array(joint.axis)
    side = _along(points, axis, np.eye(3)[np.abs(axis).argmin()])
    frame = np.array([side, np.cross(axis, side), axis])
    places = points @ frame.T
    lower, upper = places.min(axis=0), places.max(axis=0)
    thirds = np.linspace(lower, upper, 3)
    ends = [[(thirds[i, 0], thirds[j, 1], z) for z in (lower[2], upper[2])] for i in range(3) for j in range(3)]
    return np.array(ends) @ frame


def _along(points: np.ndarray, axis: np.ndarray, out: np.ndarray) -> np.ndarray:
    """(3,) out turned to the next side of the least rectangle about the points, as seen along the axis; unit."""
    first = np.cross(axis, np.eye(3)[np.argsort(np.abs(axis))[1]])  # most parts are made along the world's axes
    first /= np.linalg.norm(first)
    angle = np.radians(np.arange(90))
    sides = np.outer(np.cos(angle), first) + np.outer(np.sin(angle), np.cross(axis, first))
    across = np.cross(axis, sides)
    some = points[:: len(points) // 1000 + 1]
    least = np.argmin(np.ptp(some @ sides.T, axis=0) * np.ptp(some @ across.T, axis=0))
    ways = np.array([sides[least], across[least], -sides[least], -across[least]])
    return ways[np.argmax(ways @ out)]


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


def rests(way: Way, stops: Stops) -> bool:
    """Whether a part is closed: its free edge lies on another part, such as a frame or the other door."""
    points = stops.probes(way.moving).points
    if not len(points):
        return False
    out = np.linalg.norm(np.cross(points - np.array(way.joint.origin), way.joint.axis), axis=1)
    edge = points[out >= EDGE * out.max()]
    others = tuple(part for part in stops.surfaces.meshes if part not in way.moving)
    return float(stops.surfaces.near(others, edge, NEAR * stops.size).mean()) >= RESTING
