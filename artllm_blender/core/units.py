"""Units of length: what files may be in, and sizes that no prop has, which tell that a file is in another."""

from __future__ import annotations

from dataclasses import dataclass

# Metres.
UNITS = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
# A prop's longest side is between these, metres: a screw's and a coach's.
SMALLEST, LARGEST = 0.005, 20.0
# What a guess must come to.
_LIKELY = (0.02, 10.0)


@dataclass(frozen=True)
class Guess:
    """unit: as in UNITS, or how many metres. factor: what the object is scaled by. size: metres, then."""

    unit: str
    factor: float
    size: float


def is_doubtful(size: float) -> bool:
    """Whether no prop is so large or so small. size: the longest side, metres."""
    return not SMALLEST <= size <= LARGEST


def guesses(size: float, metres: float = 1.0) -> list[Guess]:
    """What the object would be if its numbers were in another unit. size: metres; metres: of its unit now."""
    names = ("mm", "cm", "in") if size > LARGEST else ("cm", "m", "100", "1000")
    found = [Guess(name, guess_of(name) / metres, size * guess_of(name) / metres) for name in names]
    return [guess for guess in found if _LIKELY[0] <= guess.size <= _LIKELY[1]]


def guess_of(unit: str) -> float:
    """Metres of a unit as a guess names it."""
    return UNITS.get(unit) or float(unit)


def said(size: float) -> str:
    """A length, metres, in the unit that suits it: '38 m', '7.2 cm', '0.8 mm'."""
    unit = "mm" if size < 0.01 else "cm" if size < 1 else "m"
    value = size / UNITS[unit]
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.2g} {unit}"


def question(size: float, metres: float = 1.0) -> str:
    """A sentence for who has no panel about a doubtful size, with the options that would mend it."""
    ways = [f"--scale {guess.unit} makes it {said(guess.size)}" for guess in guesses(size, metres)]
    return f"It is {said(size)} large, which no prop is: {', '.join(ways) or 'give its unit by --scale'}."
