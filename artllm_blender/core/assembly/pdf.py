"""Pages as one PDF file, by pydyf: vectors, and letters that every reader of PDF has."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import ExportError
from .sheet import POINT, Area, Lines, Sheet, Words

if TYPE_CHECKING:
    import pydyf

FONTS = {"F": "Helvetica", "B": "Helvetica-Bold"}


def pdf(sheets: Sequence[Sheet]) -> bytes:
    """The file. Letters that Western European text does not have become question marks. ExportError: no pydyf."""
    try:
        import pydyf
    except ImportError as error:
        raise ExportError("No PDF was written: the library pydyf is not installed.", "pip install pydyf") from error
    document = pydyf.PDF()
    fonts = {}
    for key, name in FONTS.items():
        font = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": f"/{name}", "Encoding": "/WinAnsiEncoding"}
        fonts[key] = pydyf.Dictionary(font)
        document.add_object(fonts[key])
    resources = pydyf.Dictionary({"Font": pydyf.Dictionary({key: font.reference for key, font in fonts.items()})})
    for sheet in sheets:
        content = _content(sheet, pydyf.Stream(compress=True))
        document.add_object(content)
        page = {"Type": "/Page", "Parent": document.pages.reference, "Contents": content.reference}
        size = pydyf.Array([0, 0, sheet.width / POINT, sheet.height / POINT])
        document.add_page(pydyf.Dictionary(page | {"MediaBox": size, "Resources": resources}))
    output = io.BytesIO()
    document.write(output)
    return output.getvalue()


def _content(sheet: Sheet, stream: pydyf.Stream) -> pydyf.Stream:
    # Millimetres, right and down, as the sheet has them.
    stream.set_matrix(1 / POINT, 0, 0, -1 / POINT, 0, sheet.height / POINT)
    stream.set_line_cap(1)
    stream.set_line_join(1)
    for mark in sheet.marks:
        if isinstance(mark, Words):
            _words(mark, stream)
        elif isinstance(mark, Lines):
            stream.set_color_rgb(*mark.colour, stroke=True)
            stream.set_line_width(mark.width)
            for (ax, ay), (bx, by) in mark.segments.round(3).tolist():
                stream.move_to(ax, ay)
                stream.line_to(bx, by)
            stream.stroke()
        else:
            _area(mark, stream)
    return stream


def _words(mark: Words, stream: pydyf.Stream) -> None:
    size = mark.size * POINT
    stream.begin_text()
    stream.set_color_rgb(*mark.colour)
    stream.set_font_size("B" if mark.bold else "F", round(size, 3))
    stream.set_text_matrix(1, 0, 0, -1, round(mark.at[0], 3), round(mark.at[1], 3))
    text = mark.text.encode("cp1252", "replace")
    stream.stream.append(b"<" + text.hex().encode() + b"> Tj")
    stream.end_text()


def _area(mark: Area, stream: pydyf.Stream) -> None:
    stream.set_color_rgb(*mark.colour)
    for ring in mark.rings:
        (x, y), *others = ring.round(3).tolist()
        stream.move_to(x, y)
        for x, y in others:
            stream.line_to(x, y)
        stream.close()
    if mark.edge:
        stream.set_color_rgb(*mark.line, stroke=True)
        stream.set_line_width(mark.edge)
        stream.fill_and_stroke(even_odd=True)
    else:
        stream.fill(even_odd=True)
