"""Figures on a manual's pages: parts as line art, what is new tinted and heavier, arrows, and small things enlarged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..picture.raster import Camera
from .line_art import CREASE, OUTLINE, SILHOUETTE, LineArt, draw
from .sheet import WHITE, Area, Lines, box
from .trace import rings
from .wire import Wire

# Stroke widths in millimetres, and how much wider those of new parts are.
WIDTHS, HEAVIER = {CREASE: 0.18, OUTLINE: 0.3, SILHOUETTE: 0.5}, 1.5
TINT, ACCENT = (0.82, 0.89, 0.96), (0.1, 0.36, 0.65)
SHAFT, HEAD, HALO = 1.3, 4.2, 0.8
# Of a figure: what is smaller is shown again, so large at most; and of the enlarged figure, how much the part fills.
SMALL, LARGEST, FILLS = 0.07, 8.0, 0.4

Mark = Lines | Area


@dataclass(frozen=True)
class Place:
    """A square on the page: its upper left corner and its side, in millimetres."""

    x: float
    y: float
    side: float

    def of(self, pixels: np.ndarray, size: int) -> np.ndarray:
        """(..., 2) millimetres of a picture's pixels, `size` to a side."""
        return pixels * (self.side / size) + (self.x, self.y)


def figure(art: LineArt, place: Place, new: Collection[int] = (), thin: float = 1.0) -> list[Mark]:
    """A drawing on the page. new: the parts that are tinted and heavier; thin: a factor on all strokes."""
    size = len(art.parts)
    borders = rings(np.isin(art.parts, list(new))) if new else []
    marks: list[Mark] = [Area(tuple(place.of(ring, size) for ring in borders), TINT)] if borders else []
    is_new = np.isin(art.part, list(new))
    for weight, width in WIDTHS.items():
        for heavier in (False, True):
            chosen = place.of(art.segments[(art.weight == weight) & (is_new == heavier)], size)
            if len(chosen):
                marks.append(Lines(_once(chosen), width * thin * (HEAVIER if heavier else 1.0)))
    return marks


def _once(segments: np.ndarray) -> np.ndarray:
    """Segments without those that lie on another: neighbours share edges."""
    ends = np.rint(segments / 0.1).astype(int)
    swapped = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[swapped] = ends[swapped, ::-1]
    _, first = np.unique(ends.reshape(-1, 4), axis=0, return_index=True)
    return segments[np.sort(first)]


def arrow(path: np.ndarray) -> list[Mark]:
    """An arrow along (n, 2) millimetres to the last of them, with a light border on what lies below."""
    along = path[-1] - path[-2]
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    along = along / max(float(np.linalg.norm(along)), 1e-9)
    head = min(HEAD, 0.6 * length)
    across, neck = np.array((-along[1], along[0])), path[-1] - head * along
    tip = np.array([path[-1], neck + 0.55 * head * across, neck - 0.55 * head * across])
    shaft = np.concatenate([path[:-1], neck[None]])
    pieces = np.stack([shaft[:-1], shaft[1:]], axis=1)
    return [
        Lines(pieces, SHAFT + 2 * HALO, WHITE),
        Area((tip,), WHITE, 2 * HALO, WHITE),
        Lines(pieces, SHAFT, ACCENT),
        Area((tip,), ACCENT),
    ]


def enlarged(
    wires: Sequence[Wire], poses: np.ndarray, camera: Camera, part: int, new: Collection[int], main: Place, place: Place
) -> list[Mark]:
    """A small part of the figure in `main` again at another place, larger, and a line from there to it."""
    shown = camera.project(wires[part].vertices @ poses[part][:3, :3].T + poses[part][:3, 3])[:, :2]
    middle, reach = (shown.min(axis=0) + shown.max(axis=0)) / 2, float(np.ptp(shown, axis=0).max())
    size = camera.size * 3 // 8
    factor = min(FILLS * size / max(reach, 1e-9), LARGEST)
    near = replace(camera, zoom=camera.zoom * factor, centre=size / 2 + factor * (camera.centre - middle), size=size)
    spot = main.of(middle, camera.size)
    around = max(0.6 * reach * main.side / camera.size, 2.5)
    corner = np.array([place.x + place.side / 2, place.y + place.side])
    begin = spot + around * (corner - spot) / np.linalg.norm(corner - spot)
    inner = box(place.x + 0.4, place.y + 0.4, place.side - 0.8, place.side - 0.8)
    return [
        Lines(np.array([[begin, corner]]), 0.35, ACCENT),
        Area((_circle(spot, around), _circle(spot, around - 0.35)), ACCENT),
        *figure(draw(wires, poses, near), place, new),
        Area((box(place.x, place.y, place.side, place.side), inner), ACCENT),
    ]


def _circle(middle: np.ndarray, radius: float) -> np.ndarray:
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return middle + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
