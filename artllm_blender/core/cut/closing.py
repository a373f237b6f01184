"""One mesh whose parts are known, cut along a clean line and closed: the two steps that change its polygons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..articulation import Articulation
from .border import next_corner, numbered
from .caps import Added, caps
from .connectivity import neighbours, weld
from .evidence import Evidence
from .interior import interior
from .outline import Outline, outlined
from .seam import Cut, seam
from .slicing import Mesh
from .trim import trimmed


@dataclass(frozen=True)
class Shell:
    """A mesh of the source as it is shown. first: the number of its first polygon among all of the source's.

    positions: (v, 3) world, metres; corner_vertex: (c,) int; polygon_size: (n,) int.
    """

    first: int
    positions: np.ndarray
    corner_vertex: np.ndarray
    polygon_size: np.ndarray


@dataclass(frozen=True)
class Closed:
    """How a shell's polygons are cut, cut by cut, and what is added to them then."""

    cuts: tuple[Cut, ...]
    added: Added


def closed(
    shell: Shell,
    polygon_part: np.ndarray,
    articulation: Articulation,
    evidence: Evidence,
    separation: np.ndarray,
    interiors: bool,
    thickness: float,
    outlines: Sequence[Outline] = (),
) -> Closed | None:
    """polygon_part, separation: (n,) of the shell's polygons; evidence: on them alone (`Evidence.of`). interiors:
    whether what opens gets an inside; thickness: metres; outlines: what was drawn round parts. None where nothing of
    two parts hangs together: the shell stays as it is."""
    outlines = [outline for outline in outlines if outline.part in polygon_part]
    if not (outlines or hangs_together(shell, polygon_part)):
        return None
    cuts = [seam(shell.positions, shell.corner_vertex, shell.polygon_size, polygon_part, evidence, separation)]
    skin = Mesh(shell.positions, shell.corner_vertex, shell.polygon_size, polygon_part).after(cuts[0])
    for cut in trimmed(skin, evidence, separation[cuts[0].polygon_source]):
        cuts.append(cut)
        skin = skin.after(cut)
    for outline in outlines:
        for cut in outlined(*skin.arrays(), outline):
            cuts.append(cut)
            skin = skin.after(cut)
    if interiors:
        return Closed(tuple(cuts), interior(*skin.arrays(), articulation, thickness, outlines))
    return Closed(tuple(cuts), caps(*skin.arrays(), articulation.from_root(), thickness))


def hangs_together(shell: Shell, polygon_part: np.ndarray) -> bool:
    """Whether polygons of two parts hang together at an edge, as `neighbours` has it, which is asked only for those
    that have two corners at places of several parts: in most meshes few."""
    if len(polygon_part) == 0 or (polygon_part == polygon_part[0]).all():
        return False
    place, part = weld(shell.positions)[shell.corner_vertex], np.repeat(polygon_part, shell.polygon_size)
    last = np.empty(int(place.max()) + 1, part.dtype)
    last[place] = part
    several = np.zeros(len(last), bool)
    several[place[last[place] != part]] = True
    first = np.cumsum(shell.polygon_size) - shell.polygon_size
    near = np.add.reduceat(several[place], first, dtype=np.int32) >= 2
    corners, sizes = np.repeat(near, shell.polygon_size), shell.polygon_size[near]
    following = next_corner(sizes)
    edges, own_edges = (numbered(ends[corners], following) for ends in (place, shell.corner_vertex))
    pairs, _ = neighbours(edges, own_edges, np.repeat(np.flatnonzero(near), sizes))
    return bool((polygon_part[pairs[:, 0]] != polygon_part[pairs[:, 1]]).any())
