"""Procedural articulated shapes, the only thing the weights are trained on.

solids   meshes to build with            builder   parts + joints -> a checked Shape
families one file per family of objects  worn      the same, with the defects of artists' meshes
check    do they move as they should?    sheet     pictures of them, to look at
"""

from __future__ import annotations

import importlib
import pkgutil

import numpy as np

from . import families
from .builder import Builder, Family, Shape, ShapeError, ShapeJoint, ShapePart
from .worn import worn

__all__ = [
    "STILL", "Builder", "Family", "Shape", "ShapeError", "ShapeJoint", "ShapePart", "generate", "registry", "worn",
]  # fmt: skip
# Families of things on which nothing moves: one part and no joint.
STILL = ("figure", "nature", "plain_furniture", "solid", "structure", "tableware")


def registry() -> dict[str, Family]:
    """Every family by name: each module in `families` offers `make(rng) -> Shape`; its file name is the family's."""
    names = sorted(m.name for m in pkgutil.iter_modules(families.__path__) if not m.name.startswith("_"))
    return {name: importlib.import_module(f"{families.__name__}.{name}").make for name in names}


def generate(family: str, seed: int) -> Shape:
    """The shape of a family that a seed stands for; equal seeds give equal shapes."""
    return registry()[family](np.random.default_rng(seed))
