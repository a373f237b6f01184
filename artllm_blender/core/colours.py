"""The parts' colours, the same in the viewport, in lists and on handles. sRGB, as displays take them, from 0 to 1."""

from __future__ import annotations

Colour = tuple[float, float, float]

# The part that nothing moves.
BODY: Colour = (0.55, 0.55, 0.55)
# What the model doubts.
DOUBT: Colour = (1.0, 0.62, 0.1)

# Found by search: all differ in Lab, also from BODY, as red-blind and green-blind eyes see them, those next to each
# other by 40 and more; none so light or so strong that it hides the shading below it.
_PALETTE = (
    (137, 208, 172),
    (58, 106, 179),
    (200, 138, 110),
    (135, 188, 254),
    (165, 67, 76),
    (219, 190, 110),
    (107, 188, 206),
    (110, 120, 39),
    (132, 83, 126),
)


def part_colour(id: int) -> Colour:
    """Of the part with that id; parts whose ids are nine apart share one."""
    red, green, blue = _PALETTE[id % len(_PALETTE)]
    return red / 255, green / 255, blue / 255
