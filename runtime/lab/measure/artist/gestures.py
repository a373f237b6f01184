"""Gestures: the faces that one stroke of the mouse selects, aimed by an artist who sees what a true part is.

One gesture in Edit Mode of one part's object, or of all of them: a loose piece under the mouse (Select Linked); a
region up to its creases (Select Linked Flat Faces, at one of a few sharpnesses); a box, drawn round the part or a
hundredth of the object's size within or beyond that, in one of the six views along an axis: each face of which
something is seen in the box or, with X-ray, each whose middle is in it.
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
        for words, chosen in (*self._grown(polygons, aimed), *self._boxed(polygons, part)):
            if (key := chosen.tobytes()) not in known:
                known.add(key)
                yield words, chosen

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

    def _boxed(self, polygons: np.ndarray, part: int) -> Iterator[tuple[str, np.ndarray]]:
        surface, size = self.surface, 2.0 / self.truth.scale
        lower, upper = self.truth.boxes[part] / self.truth.scale + self.truth.middle
        centres = surface.centres[polygons]
        for axis in range(3):
            across = [i for i in range(3) if i != axis]
            pictures = [(side, *self._picture(polygons, axis, sign)) for side, sign in (("front", 1), ("back", -1))]
            for margin in MARGINS:
                low, high = lower[across] - margin * size, upper[across] + margin * size
                inside = ((centres[:, across] > low) & (centres[:, across] < high)).all(axis=1)
                if inside.any() and not inside.all():
                    yield f"a box through everything along {'XYZ'[axis]}", polygons[inside]
                for side, picture, first, zoom in pictures:
                    (left, top), (right, bottom) = (low - first) * zoom, (high - first) * zoom
                    rows = slice(max(int(np.ceil(top)), 0), max(int(bottom) + 1, 0))
                    columns = slice(max(int(np.ceil(left)), 0), max(int(right) + 1, 0))
                    numbers = np.unique(picture[rows, columns])
                    numbers = numbers[numbers >= 0]
                    if 0 < len(numbers) < len(polygons):
                        yield f"a box over what is seen from the {side} along {'XYZ'[axis]}", numbers

    def _picture(self, polygons: np.ndarray, axis: int, sign: int) -> tuple[np.ndarray, np.ndarray, float]:
        key = hash(polygons.tobytes()), axis, sign
        if key not in self._pictures:
            self._pictures[key] = self._seen(polygons, axis, sign)
        return self._pictures[key]

    def _seen(self, polygons: np.ndarray, axis: int, sign: int) -> tuple[np.ndarray, np.ndarray, float]:
        """(PIXELS, PIXELS) the polygon that is seen in each pixel along an axis, -1 for none; where the picture's first
        pixel is, and pixels by unit. Not mirrored, whichever side it is seen from: only what is in a box counts."""
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
        return np.where(found < 0, -1, surface.polygon[triangles][np.maximum(found, 0)]), first, zoom
