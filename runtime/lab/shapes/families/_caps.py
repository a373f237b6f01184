"""Closures of bottles and jars, built upwards from z = 0 around a neck of a given radius; all turn with their part."""

from __future__ import annotations

import numpy as np

from ..solids import Mesh, box, cylinder, lathe, smooth, sphere, tube

KINDS = ("plain", "ribbed", "lid", "dome", "sport", "nozzle", "cork", "crown", "spray", "stopper")
_USUAL = (0.28, 0.24, 0.14, 0.08, 0.07, 0.06, 0.04, 0.03, 0.04, 0.02)


def cap(rng: np.random.Generator, neck: float, kinds: tuple[str, ...] = ()) -> tuple[list[Mesh], float, str]:
    """A random closure for a neck of outer radius neck: its meshes, how far they reach below z = 0 and its kind.

    kinds: the kinds to choose from, all if there are none.
    """
    kind = str(rng.choice(kinds)) if kinds else str(rng.choice(KINDS, p=_USUAL))
    segments = int(rng.choice([12, 16, 24, 40]))
    radius = neck * rng.uniform(1.03, 1.3)
    meshes, skirt = _BUILDERS[kind](rng, radius, neck, segments)
    return meshes, skirt, kind


def _hollow(rng, radius: float, skirt: float, top: float, segments: int, taper: float = 1.0) -> Mesh:
    """Cup turned upside down, from z = -skirt to top; solid in a third of all cases."""
    edge = rng.choice([0.0, rng.uniform(0.03, 0.25)]) * radius
    edge = min(edge, 0.4 * (top + skirt))
    outer = np.array([[radius, -skirt], [radius * taper, top - edge], [radius * taper - edge, top], [0, top]])
    if rng.random() < 0.35:
        return lathe(np.concatenate([[[0, -skirt]], outer]), segments)
    wall = 0.08 * radius
    inner = np.array([[0, top - wall], [radius * taper - wall, top - wall], [radius - wall, -skirt]])
    return lathe(np.concatenate([inner, outer]), segments)


def _plain(rng, radius, neck, segments):
    skirt, top = radius * rng.uniform(0.5, 1.9), radius * rng.uniform(0.05, 0.6)
    meshes = [_hollow(rng, radius, skirt, top, segments, rng.uniform(0.88, 1.02))]
    if rng.random() < 0.35:
        band = radius * rng.uniform(1.02, 1.08)
        low = -skirt - 0.15 * radius
        meshes.append(lathe(np.array([[0, low], [band, low], [band, -skirt], [0, -skirt]]), segments))
        skirt += 0.15 * radius
    return meshes, skirt


def _ribbed(rng, radius, neck, segments):
    skirt, top = radius * rng.uniform(0.5, 1.6), radius * rng.uniform(0.05, 0.4)
    meshes = [_hollow(rng, radius * 0.96, skirt, top, segments)]
    count, wide = int(rng.integers(12, 33)), 0.06 * radius
    rib = box((0.93 * radius, -wide, -skirt * 0.97), (radius * 1.03, wide, top - 0.1 * radius))
    return meshes + [rib.rotated((0, 0, 1), 2 * np.pi * k / count) for k in range(count)], skirt


def _lid(rng, radius, neck, segments):
    skirt, top = radius * rng.uniform(0.1, 0.55), radius * rng.uniform(0.02, 0.25)
    meshes = [_hollow(rng, radius, skirt, top, segments)]
    if rng.random() < 0.35:
        r = radius * rng.uniform(0.12, 0.3)
        high = top + r * rng.uniform(0.6, 1.6)
        meshes.append(cylinder((0, 0, top), (0, 0, high), 0.7 * r, 14, r))
    elif rng.random() < 0.3:
        rim = np.array([[0.8, 0], [0.85, 0.08], [0.95, 0.08], [0.97, 0]]) * radius
        meshes.append(lathe(rim, segments).moved((0, 0, top)))
    return meshes, skirt


def _dome(rng, radius, neck, segments):
    skirt, high = radius * rng.uniform(0.3, 1.2), radius * rng.uniform(0.5, 2.5)
    t = np.linspace(0, np.pi / 2, 8)
    curve = np.c_[radius * np.cos(t) ** rng.uniform(0.5, 1), high * np.sin(t)]
    return [lathe(np.concatenate([[[0, -skirt], [radius, -skirt]], curve]), segments)], skirt


def _sport(rng, radius, neck, segments):
    skirt = radius * rng.uniform(0.4, 1.0)
    points = np.array([[1, 0], [0.9, 0.3], [0.5, 0.6], [0.42, 1.0], [0.55, 1.1], [0.55, 1.4], [0, 1.45]])
    points = points * (radius, radius * rng.uniform(0.8, 1.6))
    return [lathe(np.concatenate([[[0, -skirt], [radius, -skirt]], points]), segments)], skirt


def _nozzle(rng, radius, neck, segments):
    skirt, high = radius * rng.uniform(0.3, 0.9), radius * rng.uniform(1.2, 4)
    tip = rng.uniform(0.08, 0.3) * radius
    collar = rng.uniform(0.1, 0.4) * radius
    points = [[0, -skirt], [radius, -skirt], [radius, collar], [0.55 * radius, 1.3 * collar], [tip, high], [0, high]]
    return [lathe(np.array(points), segments)], skirt


def _cork(rng, radius, neck, segments):
    skirt, top, inside = neck * rng.uniform(0.3, 0.8), neck * rng.uniform(0.4, 1.6), 0.8 * neck
    wide = inside * rng.uniform(1.0, 1.35)
    points = [[0, -skirt], [inside, -skirt], [inside, 0], [wide, 0], [wide, top], [0, top]]
    return [lathe(np.array(points), segments)], skirt


def _crown(rng, radius, neck, segments):
    count = 21
    angle = np.arange(4 * count) * 2 * np.pi / (4 * count)
    mesh = lathe(np.array([[0, -0.3], [1.15, -0.3], [1.0, 0.12], [0.85, 0.2], [0, 0.2]]) * neck, len(angle))
    wave = np.where(
        mesh.vertices[:, 2] < -0.2 * neck, 1 + 0.06 * np.cos(count * np.arctan2(*mesh.vertices[:, 1::-1].T)), 1
    )
    return [Mesh(mesh.vertices * np.c_[wave, wave, np.ones(len(wave))], mesh.faces)], 0.3 * neck


def _spray(rng, radius, neck, segments):
    """A spray head in one piece with its collar: body, nozzle and trigger all turn together."""
    skirt, high = radius * rng.uniform(0.4, 1.2), radius * rng.uniform(1.5, 3)
    long = radius * rng.uniform(1.5, 3.2)
    wide = radius * rng.uniform(0.35, 0.7)
    collar = _hollow(rng, radius, skirt, 0.2 * radius, segments)
    stem = cylinder((0, 0, 0), (0, 0, high), 0.6 * radius, segments, 0.5 * radius)
    head = box((-0.8 * long, -wide, high - wide), (long, wide, high + wide * rng.uniform(0.4, 1)))
    tip = cylinder((long, 0, high), (long * 1.15, 0, high), 0.5 * wide, 10)
    points = np.array([[0.6 * long, 0, high - wide], [0.75 * long, 0, 0.6 * high], [0.5 * long, 0, 0.1 * high]])
    return [collar, stem, head, tip, tube(smooth(points, 4), 0.25 * wide, 8)], skirt


def _stopper(rng, radius, neck, segments):
    """Ground glass: a plug with a ball, a drop or a disc on top."""
    skirt, inside = neck * rng.uniform(0.5, 1.0), 0.75 * neck
    plug = cylinder((0, 0, -skirt), (0, 0, 0.3 * neck), 0.85 * inside, segments, inside)
    size = neck * rng.uniform(1, 2.2)
    shape = (size, size * rng.choice([1.0, 0.3]), size * rng.uniform(0.8, 1.6))
    return [plug, sphere((0, 0, 0.2 * neck + 0.9 * shape[2]), shape, 14)], skirt


_BUILDERS = {
    "plain": _plain, "ribbed": _ribbed, "lid": _lid, "dome": _dome, "sport": _sport, "nozzle": _nozzle,
    "cork": _cork, "crown": _crown, "spray": _spray, "stopper": _stopper,
}  # fmt: skip
