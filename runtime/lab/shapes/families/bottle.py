"""Bottles, jars, flasks, jugs, tubes and travel mugs: a vessel around Z and a closure that screws, pulls or flips."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, cylinder, lathe, lofted, smooth, tube
from ._caps import cap
from ._pose import left_open
from ._vessel import section, shell, solid, vessel

# radius against height, then profile points (radius, height) below the neck, both of 1; the last is the neck's foot
_BODIES = {
    "soda": (
        (0.1, 0.2),
        [(0.75, 0), (0.98, 0.03), (1, 0.1), (1, 0.3), (0.93, 0.4), (1, 0.52), (0.98, 0.7), (0.7, 0.85), (0.35, 0.95)],
    ),
    "wine": (
        (0.1, 0.16),
        [(0.9, 0), (1, 0.02), (1, 0.3), (1, 0.58), (0.85, 0.66), (0.5, 0.73), (0.38, 0.8), (0.36, 0.95)],
    ),
    "beer": ((0.12, 0.18), [(0.9, 0), (1, 0.02), (1, 0.3), (1, 0.5), (0.8, 0.62), (0.55, 0.75), (0.45, 0.93)]),
    "milk": ((0.17, 0.26), [(0.95, 0), (1, 0.02), (1, 0.3), (1, 0.6), (0.9, 0.7), (0.62, 0.84), (0.55, 0.93)]),
    "jar": ((0.25, 0.6), [(0.9, 0), (1, 0.03), (1, 0.4), (1, 0.8), (0.93, 0.88), (0.85, 0.92)]),
    "can": ((0.2, 0.6), [(1, 0), (1, 0.02), (1, 0.5), (1, 0.9), (1, 0.92)]),
    "bulb": ((0.2, 0.45), [(0.6, 0), (0.9, 0.1), (1, 0.3), (0.85, 0.52), (0.5, 0.7), (0.3, 0.82), (0.28, 0.93)]),
    "cone": ((0.18, 0.38), [(0.97, 0), (1, 0.03), (0.85, 0.3), (0.62, 0.62), (0.42, 0.85), (0.4, 0.93)]),
    "shoulder": ((0.14, 0.34), [(0.95, 0), (1, 0.02), (1, 0.4), (1, 0.7), (0.95, 0.78), (0.5, 0.84), (0.45, 0.92)]),
    "grip": (
        (0.15, 0.26),
        [
            (0.9, 0),
            (1, 0.04),
            (1, 0.35),
            (0.75, 0.45),
            (0.75, 0.6),
            (0.95, 0.7),
            (0.85, 0.8),
            (0.4, 0.88),
            (0.38, 0.93),
        ],
    ),
    "mug": ((0.17, 0.3), [(0.72, 0), (0.75, 0.02), (0.78, 0.4), (0.9, 0.5), (0.97, 0.85), (1, 0.93)]),
    "flask": ((0.12, 0.2), [(0.97, 0), (1, 0.02), (1, 0.4), (1, 0.75), (0.95, 0.82), (0.8, 0.87), (0.75, 0.92)]),
    "vial": ((0.1, 0.3), [(0.6, 0), (0.9, 0.04), (1, 0.1), (1, 0.5), (1, 0.8), (0.9, 0.86), (0.8, 0.92)]),
}
_WIDE = ("jar", "can", "mug", "flask")


def make(rng: np.random.Generator) -> Shape:
    b = Builder("bottle")
    body = b.part("body")
    if rng.random() < 0.04:
        return _squeeze_tube(rng, b, body)
    kind = str(rng.choice(list(_BODIES)))
    slender, points = _BODIES[kind]
    height = rng.uniform(0.06, 0.36)
    radius = height * rng.uniform(*slender)
    profile = np.array(points) * (radius, height)
    profile[1:-1, 0] *= rng.uniform(0.93, 1.07, len(profile) - 2)
    profile[:, 1] *= 1 + rng.uniform(-0.06, 0.06, len(profile)) * (profile[:, 1] < 0.9 * height)
    profile[:, 1] = np.maximum.accumulate(profile[:, 1])
    if rng.random() < 0.3:
        profile[-3:, 0] *= rng.uniform(0.7, 1.25)
    neck = profile[-1, 0]
    if rng.random() < 0.8:
        profile = smooth(profile, int(rng.integers(2, 7)))
        profile[:, 1] = np.maximum.accumulate(profile[:, 1])
    profile = _ringed(rng, profile, radius, height)
    mouth = height * rng.uniform(0.96, 1.0) + neck * rng.choice([0.0, rng.uniform(0, 1.2)])
    neck_inner = neck * rng.uniform(0.82, 1.0)
    collar = [[neck, profile[-1, 1]], [neck_inner, profile[-1, 1] + 0.001], [neck_inner, mouth]]
    b.add(body, *_skin(rng, kind, profile, np.array(collar), radius, height))
    b.add(body, *_fittings(rng, kind, radius, height, neck_inner, profile))
    _close(rng, b, body, kind, neck_inner, mouth)
    return left_open(rng, b.finish(), chance=0.2)


def _ringed(rng: np.random.Generator, profile: np.ndarray, radius: float, height: float) -> np.ndarray:
    """Perhaps with grooves or hoops around the straight part."""
    if rng.random() > 0.25:
        return profile
    z = np.linspace(profile[0, 1], profile[-1, 1], 60)
    r = np.interp(z, profile[:, 1], profile[:, 0])
    low, high = np.sort(rng.uniform(0.1, 0.8, 2)) * height
    band = (z > low) & (z < high)
    r[band] *= 1 + rng.uniform(-0.06, 0.04) * (np.sin(z[band] / height * 2 * np.pi * rng.uniform(6, 16)) > 0)
    return np.c_[r, z]


def _skin(rng, kind: str, profile, collar, radius: float, height: float) -> list[Mesh]:
    """The vessel, closed or hollow, its section round, square, oval, octagonal or fluted below the neck."""
    segments = int(rng.choice([16, 24, 32, 48]))
    outline = section(segments)
    shape = rng.choice(["round", "square", "oval", "facets", "fluted"], p=[0.62, 0.14, 0.12, 0.08, 0.04])
    if shape == "square":
        outline = section(segments, rng.uniform(3.5, 14), rng.choice([1.0, rng.uniform(0.5, 1)]))
    elif shape == "oval":
        outline = section(segments, rng.uniform(2, 3), rng.uniform(0.4, 0.85))
    elif shape == "facets":
        count = int(rng.choice([6, 8, 10]))
        angle = np.arange(segments) * 2 * np.pi / segments
        outline = section(segments) / np.cos((angle % (2 * np.pi / count)) - np.pi / count)[:, None]
        outline *= np.cos(np.pi / count)
    elif shape == "fluted":
        angle = np.arange(48) * 2 * np.pi / 48
        outline = section(48) * (1 + 0.05 * np.cos(12 * angle))[:, None]
    start = profile[:, 1].max() * rng.uniform(0.6, 0.85)
    full = np.concatenate([profile, collar])
    blend = np.clip((full[-1, 1] * 0.93 - full[:, 1]) / max(full[-1, 1] * 0.93 - start, 1e-6), 0, 1)
    if kind in ("mug", "can") and shape == "round":
        blend = np.ones(len(full))
    if rng.random() < 0.45:
        wall = rng.uniform(0.02, 0.08) * radius
        hollow = shell(full, min(wall, 0.3 * collar[-1, 0]))
        return [vessel(hollow, outline, np.interp(hollow[:, 1], full[:, 1], blend))]
    closed = solid(full)
    return [vessel(closed, outline, np.r_[blend[0], blend, blend[-1]])]


def _fittings(rng, kind: str, radius: float, height: float, neck: float, profile) -> list[Mesh]:
    """Neck ring, handle at the side, label."""
    meshes = []
    if rng.random() < 0.3:
        z = height * rng.uniform(0.92, 0.95)
        r = neck * rng.uniform(1.08, 1.3)
        meshes.append(lathe(np.array([[0, z], [r, z], [r, z + 0.1 * neck], [0, z + 0.1 * neck]]), 24))
    if rng.random() < (0.55 if kind == "mug" else 0.08):
        high, low = np.sort(rng.uniform(0.2, 0.85, 2))[::-1] * height
        high = max(high, low + 0.25 * height)
        out = radius * rng.uniform(1.3, 1.9)

        def at(z):
            return np.interp(z, profile[:, 1], profile[:, 0]) * 0.97

        points = [[at(high), 0, high], [out, 0, high], [out, 0, (high + low) / 2], [out, 0, low], [at(low), 0, low]]
        meshes.append(tube(smooth(np.array(points), 4), radius * rng.uniform(0.08, 0.16), 8))
    if rng.random() < 0.15 and kind not in ("mug", "bulb", "cone"):
        low, high = np.array([0.12, 0.42]) * height
        r = np.interp([low, high], profile[:, 1], profile[:, 0]).max() * 1.005
        meshes.append(lathe(np.array([[r, low], [r, high]]), 32))
    return meshes


def _close(rng, b: Builder, body: int, kind: str, neck: float, mouth: float) -> None:
    """The closure and its joint."""
    kinds = ("lid", "plain", "lid", "ribbed", "dome") if kind in _WIDE else ()
    meshes, skirt, closure = cap(rng, neck, kinds)
    part = b.part("lid" if closure == "lid" else "cap")
    b.add(part, *(m.moved((0, 0, mouth)) for m in meshes))
    high = max(float(m.vertices[:, 2].max()) for m in meshes)
    slide = max(skirt * rng.uniform(0.3, 1.2), 0.12 * high)
    pulled = closure in ("cork", "stopper", "crown") or (closure == "lid" and rng.random() < 0.35) or kind == "mug"
    choice = rng.random()
    if kind in _WIDE and closure in ("lid", "plain") and choice < 0.08:
        back = neck * 1.1
        b.revolute(body, part, (-1, 0, 0), (0, back, mouth), 0.0, rng.uniform(1.4, 3.0))
    elif pulled:
        b.prismatic(body, part, (0, 0, 1), 0.0, slide)
    elif choice < 0.92:
        b.screw(body, part, (0, 0, 1), (0, 0, mouth), 0.0, slide)
    else:
        b.continuous(body, part, (0, 0, 1), (0, 0, mouth))
    if closure in ("plain", "lid", "dome") and rng.random() < 0.06:  # a smaller cap on the cap
        inner, _, _ = cap(rng, 0.3 * neck, ("plain", "ribbed", "nozzle"))
        top = b.part("cap")
        b.add(top, *(m.moved((0, 0, mouth + high)) for m in inner))
        b.screw(part, top, (0, 0, 1), (0, 0, mouth + high), 0.0, 0.4 * neck)


def _squeeze_tube(rng, b: Builder, body: int) -> Shape:
    """A tube with a flat end, standing on its cap or its fold."""
    radius, height = rng.uniform(0.012, 0.03), rng.uniform(0.08, 0.2)
    z = np.linspace(0, height, 14)
    flat = np.clip(1 - z / (0.9 * height), 0, 1)
    angle = np.arange(32) * 2 * np.pi / 32
    wide = radius * (1 + 0.5 * flat)[:, None] * np.cos(angle)
    deep = radius * np.maximum(1 - flat, 0.04)[:, None] ** 0.8 * np.sin(angle)
    rings = np.stack([wide, deep, np.broadcast_to(z[:, None], wide.shape)], -1)
    b.add(body, lofted(rings))
    neck = radius * rng.uniform(0.35, 0.7)
    b.add(body, cylinder((0, 0, height), (0, 0, height + 0.6 * neck), radius, 24, neck))
    mouth = height + rng.uniform(0.8, 1.4) * neck
    b.add(body, cylinder((0, 0, height), (0, 0, mouth), 0.9 * neck, 16))
    meshes, skirt, _ = cap(rng, neck, ("plain", "ribbed", "dome", "nozzle"))
    part = b.part("cap")
    b.add(part, *(m.moved((0, 0, mouth)) for m in meshes))
    b.screw(body, part, (0, 0, 1), (0, 0, mouth), 0.0, skirt * rng.uniform(0.6, 1.4))
    shape = b.finish()
    return shape
