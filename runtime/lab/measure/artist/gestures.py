"""Gestures: the faces that one stroke of the mouse selects, aimed by an artist who sees what a true part is.

One gesture in Edit Mode of one part's object, or of all of them: a loose piece under the mouse (Select Linked); a
region up to its creases (Select Linked Flat Faces, at one of a few sharpnesses); a box, drawn round the true part, or
a lasso round what of it is to be selected, without dents, each also a hundredth of the object's size within or beyond
that, in one of the six views along an axis: each face of which something is seen in it or, with X-ray, each whose
middle is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from artllm_blender.core.cut.connectivity import components
from artllm_blender.core.picture.raster import visible

from .desk import Surface, pieces_of
from .right import Truth

SHARPNESS = (1.0, 15.0, 30.0, 60.0)  # degrees
MARGINS = (0.0, -0.01, 0.01)
PIXELS = 256
TURNS = 24  # sides of a lasso


@dataclass
class Hand:
    """What is worked out of a surface once. true: (n,) the true part of each polygon."""

    surface: Surface
    truth: Truth
    true: np.ndarray
    _regions: dict[float, np.ndarray] = field(default_factory=dict)
    _pictures: dict[tuple, tuple] = field(default_factory=dict)

    @classmethod
    def at(cls, surface: Surface, truth: Truth) -> Hand:
        return cls(surface, truth, truth.parts_of(surface))

    def selections(self, polygons: np.ndarray, part: int) -> Iterator[tuple[str, np.ndarray]]:
        """How it was selected, and which polygons (k,) of those that are in Edit Mode. part: the true one aimed at."""
        aimed = self.true[polygons] == part
        if not aimed.any():
            return
        known = set()
        for words, chosen in (*self._grown(polygons, aimed), *self._drawn(polygons, part)):
            if (key := chosen.tobytes()) not in known:
                known.add(key)
                yield words, chosen

    def views(self, part: int) -> Iterator[tuple[int, bool]]:
        """Along which axes something of a true part is seen, and whether from where the axis goes: from the side from
        which more of it is."""
        every = np.arange(len(self.surface.thing))
        for axis in range(3):
            behind, above = (int((self.true[self._picture(every, axis, sign)[0]] == part).sum()) for sign in (-1, 1))
            if max(behind, above):
                yield axis, above >= behind

    def _grown(self, polygons: np.ndarray, aimed: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
        """From a click on the part: the piece or the region that has most of it."""
        areas = self.surface.areas[polygons]
        groups = {"its loose piece": pieces_of(self.surface, polygons)}
        for degrees in SHARPNESS:
            groups[f"its region up to creases of {degrees:g} degrees"] = self._region(degrees)[polygons]
        for words, group in groups.items():
            share = np.bincount(group[aimed], areas[aimed], group.max() + 1)
            chosen = group == share.argmax()
            if not chosen.all():
                yield words, polygons[chosen]

    def _region(self, degrees: float) -> np.ndarray:
        """(n,) the region of each polygon: what hangs together without a sharper crease."""
        if degrees not in self._regions:
            surface = self.surface
            cosine = np.einsum("ij,ij->i", *surface.normals[surface.pairs].transpose(1, 0, 2))
            flat = surface.pairs[cosine > np.cos(np.radians(degrees))]
            self._regions[degrees] = components(flat, len(surface.thing))
        return self._regions[degrees]

    def _drawn(self, polygons: np.ndarray, part: int) -> Iterator[tuple[str, np.ndarray]]:
        """By a box or a lasso in one of the views."""
        surface, size = self.surface, 2.0 / self.truth.scale
        box = self.truth.boxes[part] / self.truth.scale + self.truth.middle
        wanted = polygons[self.true[polygons] == part]
        corners = surface.corners[np.isin(surface.polygon, wanted)].reshape(-1, 3)
        centres = surface.centres[polygons]
        for axis in range(3):
            across, view = [i for i in range(3) if i != axis], "XYZ"[axis]
            pictures = [(side, *self._picture(polygons, axis, sign)) for side, sign in (("front", 1), ("back", -1))]
            for name, sides in (("box", _box(box[:, across])), ("lasso", _lasso(corners[:, across]))):
                for margin in MARGINS:
                    inside = _within(centres[:, across], sides, margin * size)
                    if inside.any() and not inside.all():
                        yield f"a {name} through everything along {view}", polygons[inside]
                    for side, picture, places in pictures:
                        numbers = np.unique(picture[_within(places, sides, margin * size)])
                        if 0 < len(numbers) < len(polygons):
                            yield f"a {name} over what is seen from the {side} along {view}", numbers

    def _picture(self, polygons: np.ndarray, axis: int, sign: int) -> tuple[np.ndarray, np.ndarray]:
        key = hash(polygons.tobytes()), axis, sign
        if key not in self._pictures:
            self._pictures[key] = self._seen(polygons, axis, sign)
        return self._pictures[key]

    def _seen(self, polygons: np.ndarray, axis: int, sign: int) -> tuple[np.ndarray, np.ndarray]:
        """(k,) the polygon in each pixel in which one is seen along an axis, and (k, 2) where that pixel is, across."""
        surface = self.surface
        across = [i for i in range(3) if i != axis]
        mask = np.zeros(len(surface.thing), bool)
        mask[polygons] = True
        triangles = np.flatnonzero(mask[surface.polygon])
        corners = surface.corners[triangles].reshape(-1, 3)
        first = corners[:, across].min(axis=0)
        zoom = (PIXELS - 1) / max(float(np.ptp(corners[:, across], axis=0).max()), 1e-30)
        depth = corners[:, axis] * sign
        points = np.column_stack([(corners[:, across] - first) * zoom, depth])
        found = visible(points, np.arange(len(corners)).reshape(-1, 3), PIXELS)
        row, column = np.nonzero(found >= 0)
        numbers = surface.polygon[triangles][found[row, column]]
        return numbers, (np.stack([column, row], axis=1) + 0.5) / zoom + first


def _box(corners: np.ndarray) -> np.ndarray:
    """(4, 3) sides of the box from the lower to the upper of two corners, (2, 2): normals outwards, and how far off."""
    lower, upper = corners
    return np.array([(-1, 0, -lower[0]), (0, -1, -lower[1]), (1, 0, upper[0]), (0, 1, upper[1])])


def _lasso(points: np.ndarray) -> np.ndarray:
    """(TURNS, 3) sides of a line round (n, 2) points, as near to them as one without dents can be, likewise."""
    angles = np.arange(TURNS) * (2 * np.pi / TURNS)
    outwards = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.column_stack([outwards, (points @ outwards.T).max(axis=0)])


def _within(places: np.ndarray, sides: np.ndarray, margin: float) -> np.ndarray:
    """(n,) bool: which of the places (n, 2) are on the inner side of all sides, put outwards by a margin."""
    return (places @ sides[:, :2].T <= sides[:, 2] + margin).all(axis=1)
