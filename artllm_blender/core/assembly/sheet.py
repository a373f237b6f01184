"""A page as ink on paper: lines, areas and words in millimetres, right and down. Also as SVG, which is text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import numpy as np

Colour = tuple[float, float, float]
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
POINT = 25.4 / 72  # millimetres


@dataclass(frozen=True)
class Lines:
    """segments: (k, 2, 2) ends; width: of the stroke, whose ends are round."""

    segments: np.ndarray
    width: float
    colour: Colour = BLACK


@dataclass(frozen=True)
class Area:
    """rings: (n, 2) corners each; what lies in two of them is a hole. edge: width of a stroke around it, of `line`."""

    rings: tuple[np.ndarray, ...]
    colour: Colour
    edge: float = 0.0
    line: Colour = BLACK


@dataclass(frozen=True)
class Words:
    """text in one line; at: (2,) where its baseline begins; size: in points."""

    text: str
    at: tuple[float, float]
    size: float
    bold: bool = False
    colour: Colour = BLACK


@dataclass(frozen=True)
class Sheet:
    """What lies on a page, the later over the earlier."""

    width: float = 210.0
    height: float = 297.0
    marks: tuple[Lines | Area | Words, ...] = field(default=())


def box(x: float, y: float, width: float, height: float) -> np.ndarray:
    """(4, 2) corners."""
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], float)


def svg(sheet: Sheet) -> str:
    """The page as an SVG file of its size, in letters that any reader has."""
    size = f'width="{sheet.width:g}mm" height="{sheet.height:g}mm" viewBox="0 0 {sheet.width:g} {sheet.height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{sheet.width:g}" height="{sheet.height:g}" fill="#fff"/>',
        *(_mark(mark) for mark in sheet.marks),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _mark(mark: Lines | Area | Words) -> str:
    if isinstance(mark, Words):
        weight = ' font-weight="bold"' if mark.bold else ""
        at = f'x="{mark.at[0]:.2f}" y="{mark.at[1]:.2f}" font-size="{mark.size * POINT:.2f}"'
        return f'<text {at}{weight} fill="{_hex(mark.colour)}">{escape(mark.text)}</text>'
    if isinstance(mark, Area):
        path = "".join(f"M{'L'.join(f'{x:.2f} {y:.2f}' for x, y in ring.tolist())}Z" for ring in mark.rings)
        edge = f' stroke="{_hex(mark.line)}" stroke-width="{mark.edge:g}" stroke-linejoin="round"' if mark.edge else ""
        return f'<path fill="{_hex(mark.colour)}" fill-rule="evenodd"{edge} d="{path}"/>'
    path = "".join(f"M{a:.2f} {b:.2f}L{c:.2f} {d:.2f}" for a, b, c, d in mark.segments.reshape(-1, 4).tolist())
    stroke = f'stroke="{_hex(mark.colour)}" stroke-width="{mark.width:g}" stroke-linecap="round"'
    return f'<path fill="none" {stroke} d="{path}"/>'


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(255 * value):02x}" for value in colour)
