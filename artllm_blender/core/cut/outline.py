"""A box drawn round a part: at its sides the skin is cut between the part and what carries it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..frames import apply
from .cutting import Cut
from .slicing import Mesh, sliced

# Vertices so near to a side, of the size of the box, are on it.
NEAR = 1e-4
# How nearly a front faces the way that it slides: a cosine.
_FACING = 0.7
# Past a box along the way that a part slides is what is farther off than this share of its depth: a knob before it is
# left out of many drawings, and the front of a skin lies before the front that is meant.
_PAST = 0.1


@dataclass(frozen=True)
class Outline:
    """part, carrier: ids; frame: (4, 4) from the world to where the box is square to the axes; lower, upper: (3,) its
    corners there, infinite along the axis that it was not seen on. slides: the axis along which the part slides, -1
    where it does along none: there the box says how deep it is behind its front, and no skin is cut; what lies past it
    is not the part's."""

    part: int
    carrier: int
    frame: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    slides: int = -1

    def cuts(self) -> np.ndarray:
        """(3,) bool: along which axes the skin is cut."""
        return np.isfinite(self.lower) & (np.arange(3) != self.slides)

    def behind(self, points: np.ndarray, normal: np.ndarray) -> float:
        """How far, metres, the box goes behind the farthest of points (r, 3) along their plane's normal, which points
        inwards; 0 where the part does not slide that way, or nothing was drawn."""
        if self.slides < 0 or not np.isfinite(self.lower[self.slides]):
            return 0.0
        way = self.frame[self.slides, :3]
        scale = float(np.linalg.norm(way))
        along, places = float(way @ normal) / scale, apply(self.frame, points)[:, self.slides]
        if abs(along) < _FACING:
            return 0.0
        ahead = self.upper[self.slides] - places.max() if along > 0 else places.min() - self.lower[self.slides]
        return max(0.0, float(ahead) / scale)


def outlined(
    positions: np.ndarray,
    corner_vertex: np.ndarray,
    polygon_size: np.ndarray,
    polygon_part: np.ndarray,
    outline: Outline,
) -> list[Cut]:
    """Cuts to be made one after the other, after which the part has what it had in the box and what its carrier had
    there, as deep as the part goes; its carrier has the rest. None where nothing is drawn or the part has nothing. The
    arrays are those of `seam`."""
    mesh = Mesh(np.asarray(positions), np.asarray(corner_vertex), np.asarray(polygon_size), np.asarray(polygon_part))
    mesh = replace(mesh, polygon_part=_without_what_is_past(mesh, outline))
    own, across = mesh.polygon_part == outline.part, outline.cuts()
    drawn = np.flatnonzero(across).tolist()
    if not (drawn and own.any()):
        return []
    places = apply(outline.frame, mesh.positions)
    corners = places[mesh.corner_vertex[np.repeat(own, mesh.polygon_size)]]
    lower = np.where(across, outline.lower, corners.min(axis=0))
    upper = np.where(across, outline.upper, corners.max(axis=0))
    near = NEAR * float((upper - lower).max())
    cuts = []
    for axis in drawn:
        for position, sense in ((lower[axis], -1.0), (upper[axis], 1.0)):
            beyond = sense * (places[:, axis] - position)
            beyond[np.abs(beyond) < near] = 0.0
            cuts.append(sliced(mesh, beyond, _concerned(mesh, places, outline, lower - near, upper + near)))
            mesh = mesh.after(cuts[-1])
            places = apply(outline.frame, mesh.positions)
    centres = mesh.centres(places)
    inside = ((centres > lower - near) & (centres < upper + near)).all(axis=1)
    part = mesh.polygon_part
    home = np.where((part == outline.part) & ~inside, outline.carrier, part)
    home[(part == outline.carrier) & inside] = outline.part
    return [*cuts[:-1], replace(cuts[-1], polygon_part=home)]


def _without_what_is_past(mesh: Mesh, outline: Outline) -> np.ndarray:
    """(n,) the part of each polygon, the carrier's where it lies past the box along the way that the part slides."""
    axis, part = outline.slides, mesh.polygon_part
    if axis < 0 or not np.isfinite(outline.lower[axis]):
        return part
    centres = mesh.centres(apply(outline.frame, mesh.positions))[:, axis]
    room = _PAST * (outline.upper[axis] - outline.lower[axis])
    past = (centres < outline.lower[axis] - room) | (centres > outline.upper[axis] + room)
    past &= part == outline.part
    return part if past[part == outline.part].all() else np.where(past, outline.carrier, part)


def _concerned(mesh: Mesh, places: np.ndarray, outline: Outline, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """(n,) bool: polygons of the part, and those of its carrier that reach into a box; vertices are at places (v, 3)
    in the outline's frame."""
    low, high = (mesh.of_polygons(places, ends) for ends in (np.minimum, np.maximum))
    reaches = ((high > lower) & (low < upper)).all(axis=1)
    return (mesh.polygon_part == outline.part) | ((mesh.polygon_part == outline.carrier) & reaches)
