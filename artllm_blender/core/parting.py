"""From a prediction to parts, as far as no Blender is needed: the long work, which therefore a process of its own does.

What comes of it is the same in whichever process it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .articulation import Articulation
from .cut.closing import Closed, Shell, closed
from .cut.labels import Labels, OrderedSurface, label_surface, surface_of
from .motion.closed import opening
from .motion.rounds import fitted
from .part_names import named
from .prediction import Prediction

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Whole:
    """What is to be parted. vertices: (v, 3); faces: (m, 3); polygon: (m,); separation, collection: (n,): as of
    `scene.mesh.mesh_in.Source`. shells: its meshes. kit_parts: (n,) the part of each polygon where the artist has made
    the parts himself, kit_names: what he calls them, by id; else None, empty."""

    vertices: np.ndarray
    faces: np.ndarray
    polygon: np.ndarray
    separation: np.ndarray
    collection: np.ndarray
    shells: tuple[Shell, ...] = ()
    kit_parts: np.ndarray | None = None
    kit_names: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Parted:
    """labels: which polygons are which part's. articulation: theirs, named, joints fitted to the parts' shapes and
    opening to positive values. closed: by first polygon, how each shell is cut, unless that is still to be done."""

    labels: Labels
    articulation: Articulation
    closed: tuple[tuple[int, Closed | None], ...] = ()


def parted(
    whole: Whole,
    surface: OrderedSurface,
    prediction: Prediction,
    interiors: bool,
    thickness: float,
    on_progress: Progress = lambda *_: None,
) -> Parted:
    """All of it. surface: `surface_to_label` of the whole. interiors, thickness: as for `closed`. on_progress: hears of
    each stage, and how far [0, 1] it is."""
    found = labelled(whole, surface, prediction, on_progress)
    cuts = []
    for number, shell in enumerate(whole.shells):
        on_progress("Cutting", 0.5 + 0.5 * number / len(whole.shells))
        count = len(shell.polygon_size)
        part, keys = (of[shell.first : shell.first + count] for of in (found.labels.polygon_part, whole.separation))
        evidence = found.labels.evidence.of(shell.first, count)
        done = closed(shell, part, found.articulation, evidence, keys, interiors, thickness)
        cuts.append((shell.first, done))
    return replace(found, closed=tuple(cuts))


def _turnable(tree: Articulation) -> Articulation:
    """The same without a word on which way axes point: a kit tells along which line a part is hung, not which way it
    opens."""
    return Articulation(tree.parts, tuple(replace(joint, known=joint.known - {"axis"}) for joint in tree.joints))


def surface_to_label(whole: Whole) -> OrderedSurface:
    """What can be made of the whole before there is a prediction."""
    return surface_of(whole.vertices, whole.faces, whole.polygon, whole.separation, whole.collection)


def labelled(
    whole: Whole, surface: OrderedSurface, prediction: Prediction, on_progress: Progress = lambda *_: None
) -> Parted:
    """Without the cuts, which hang on where the source stands when they are made."""
    on_progress("Parting", 0.0)
    labels = label_surface(surface, prediction)
    if whole.kit_parts is not None:
        labels = replace(labels, polygon_part=whole.kit_parts, articulation=_turnable(prediction.articulation))
    on_progress("Fitting joints", 0.4)
    tree = named(labels.articulation, dict(whole.kit_names) or None)
    part = labels.polygon_part[whole.polygon]
    meshes = {one.id: (whole.vertices, whole.faces[part == one.id]) for one in tree.parts}
    joints = tuple(fitted(joint, meshes[joint.child], meshes[joint.parent]) for joint in tree.joints)
    return Parted(labels, opening(Articulation(tree.parts, joints), meshes))
