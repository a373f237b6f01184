"""Furniture to take apart, as others model it: parts sunk into each other or standing off, faces missing where nobody
looks, doubled, turned, cut unevenly, boards that are one sheet.

What is true is kept beside it: the closed solids that the dirty meshes stand for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from runtime.lab.shapes import furniture
from runtime.lab.shapes.kits import make
from runtime.lab.shapes.solids import Mesh, box, cylinder, lofted

from .apart_furniture import MAKERS
from .winding import winding

SINK, GAP = 0.02, 0.01  # of the diagonal, at most
FURNITURE = 100_000  # the first number of cases that are more like real furniture
VARIED = 200_000  # and of those of the greatest variety
THIN = 0.008  # of the diagonal: a board no thicker may be one sheet


@dataclass(frozen=True)
class Case:
    """name: what it is. parts: (m, 3, 3) triangles each, as found. solids: what they stand for, closed. sheets: numbers
    of the parts that are without thickness."""

    name: str
    parts: tuple[np.ndarray, ...]
    solids: tuple[Mesh, ...]
    sheets: frozenset[int]


def case(seed: int) -> Case:
    """The case of a number: three of four are kits, the others splayed stools with rails; from FURNITURE on more like
    real furniture, in which faces are gone too where others hide them; from VARIED on by the makers of most kinds."""
    rng = np.random.default_rng([seed, 25])
    if seed >= VARIED:
        kit = furniture.make(seed, rough=False)
        name, solids = kit.title, list(kit.parts)
    elif seed >= FURNITURE:
        name = list(MAKERS)[seed % len(MAKERS)]
        solids = MAKERS[name](rng)
    elif seed % 4 == 3:
        name, solids = "Stool", splayed(rng)
    else:
        kit = make(1000 + seed)
        name, solids = kit.title, list(kit.parts)
    corners = np.concatenate([solid.vertices for solid in solids])
    size = float(np.linalg.norm(np.ptp(corners, axis=0)))
    solids = [_sunk(solid, rng, size) for solid in solids]
    found, sheets = [], set()
    for number, solid in enumerate(solids):
        triangles = solid.vertices[solid.faces]
        thin = np.ptp(solid.vertices, axis=0).min() < THIN * size
        if thin and len(triangles) == 12 and rng.random() < 0.5:
            sheets.add(number)
            found.append(_largest_face(triangles))
        else:
            if seed >= FURNITURE and rng.random() < 0.4:
                triangles = _seen(triangles, [other for k, other in enumerate(solids) if k != number], size)
            found.append(_dirty(triangles, rng))
    solids = [
        Mesh(found[n].reshape(-1, 3), np.arange(3 * len(found[n])).reshape(-1, 3)) if n in sheets else solid
        for n, solid in enumerate(solids)
    ]
    return Case(name, tuple(found), tuple(solids), frozenset(sheets))


def splayed(rng: np.random.Generator) -> list[Mesh]:
    """A seat on four legs that lean outward both ways, and rails between these, low and high."""
    w, h, t = rng.uniform(0.14, 0.2), rng.uniform(0.4, 0.7), rng.uniform(0.02, 0.04)
    thick, lean, is_round = rng.uniform(0.025, 0.04), rng.uniform(0.02, 0.1), rng.random() < 0.5
    parts = [box((-w - 0.03, -w - 0.03, h), (w + 0.03, w + 0.03, h + t))]
    corners = [np.array(c, float) for c in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    places = []
    for corner in corners:
        head, foot = (np.array([*(corner * reach), z]) for reach, z in ((w - 0.02, h), (w - 0.02 + lean, 0.0)))
        places.append((foot, head))
        ring = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * thick / 2
        parts.append(
            cylinder(foot, head, thick / 2, 16)
            if is_round
            else lofted(np.array([np.c_[ring + at[:2], np.full(4, at[2])] for at in (foot, head)]))
        )
    for k in range(4):
        share = rng.uniform(0.3, 0.7) if rng.random() < 0.75 else 0.85
        one, other = (foot + share * (head - foot) for foot, head in (places[k], places[(k + 1) % 4]))
        way = (other - one) / np.linalg.norm(other - one)
        inset = thick * rng.uniform(0.2, 0.45)
        parts.append(cylinder(one + inset * way, other - inset * way, 0.3 * thick, 12))
    return parts


def _sunk(solid: Mesh, rng: np.random.Generator, size: float) -> Mesh:
    """The solid a little longer one way, or a little off."""
    kind = rng.choice(["as it is", "longer", "off"], p=[0.5, 0.35, 0.15])
    if kind == "as it is":
        return solid
    if kind == "off":
        return solid.moved(rng.uniform(-GAP, GAP, 3) * size * 0.5)
    middle, extent = (solid.vertices.min(0) + solid.vertices.max(0)) / 2, np.ptp(solid.vertices, axis=0)
    axis = int(extent.argmax()) if rng.random() < 0.6 else int(rng.integers(3))
    scale = np.ones(3)
    scale[axis] += rng.uniform(0.2, 1.0) * SINK * size / max(extent[axis], 0.2 * SINK * size)
    scale = np.minimum(scale, 1.3)
    return Mesh(middle + (solid.vertices - middle) * scale, solid.faces)


def _seen(triangles: np.ndarray, others: list[Mesh], size: float) -> np.ndarray:
    """Without the flat faces that others hide, as each was modelled where it shows; at least two thirds of it stay."""
    around = np.concatenate([other.vertices[other.faces] for other in others])
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    area = np.linalg.norm(normals, axis=1)
    normals /= area[:, None]
    share = np.array([(1, 1, 1), (6, 1, 1), (1, 6, 1), (1, 1, 6), (3, 3, 1), (1, 3, 3), (3, 1, 3)], float)
    share /= share.sum(axis=1, keepdims=True)
    just_off = np.einsum("sk,mkd->msd", share, triangles) + 0.001 * size * normals[:, None]
    hidden = winding(just_off.reshape(-1, 3), around).reshape(len(triangles), -1) > 0.5
    gone = hidden.mean(axis=1) > 0.8
    return triangles[~gone] if area[gone].sum() < area.sum() / 3 else triangles


def _largest_face(triangles: np.ndarray) -> np.ndarray:
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    lead = normals[np.linalg.norm(normals, axis=1).argmax()]
    return triangles[normals @ lead > 0.99 * (lead @ lead)]


def _dirty(triangles: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Triangles as artists leave them; each flaw in about one part of three."""
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    area = np.linalg.norm(normals, axis=1)
    normals /= area[:, None]
    if rng.random() < 0.35:  # the smallest faces are gone, at one end or at both
        long = np.eye(3)[np.ptp(triangles, axis=(0, 1)).argmax()]
        away = normals @ long * rng.choice([-1, 1])
        gone = away > 0.9 if rng.random() < 0.5 else np.abs(away) > 0.9
        if area[gone].sum() < 0.25 * area.sum():
            triangles = triangles[~gone]
    if rng.random() < 0.3:
        triangles = np.concatenate([triangles, triangles[rng.random(len(triangles)) < 0.4][:, ::-1]])
    if rng.random() < 0.3:
        turned = rng.random(len(triangles)) < 0.4
        triangles = np.where(turned[:, None, None], triangles[:, ::-1], triangles)
    if rng.random() < 0.3:  # T-junctions
        cut = rng.random(len(triangles)) < 0.5
        a, b, c = triangles[cut].transpose(1, 0, 2)
        share = rng.uniform(0.3, 0.7, (len(a), 1))
        middle = a + share * (b - a)
        halves = [np.stack([a, middle, c], axis=1), np.stack([middle, b, c], axis=1)]
        triangles = np.concatenate([triangles[~cut], *halves])
    if rng.random() < 0.2:  # a face inside that nobody sees
        low, high = triangles.min(axis=(0, 1)), triangles.max(axis=(0, 1))
        axis = int((high - low).argmax())
        inner = box(low, high).vertices
        inner = (low + high) / 2 + 0.7 * (inner - (low + high) / 2)
        inner[:, axis] = (low + high)[axis] / 2
        triangles = np.concatenate([triangles, inner[box(low, high).faces[: 2 if axis == 2 else 0]]])
    return triangles[rng.permutation(len(triangles))]
