"""Whether a clause was read whole: words and amounts that nothing was made of, so that none is silently passed over."""

from __future__ import annotations

import re

from .clause import Clause
from .intent import Intent

_OPPOSITE = (
    frozenset(("left", "right")), frozenset(("up", "down")), frozenset(("in", "out")), frozenset(("cw", "ccw")),
    frozenset(("open", "close")), frozenset(("on", "off")),
)  # fmt: skip
_ASKS = re.compile(
    r"^(?:is|are|was|were|does|did|has|why(?! do ?n[o']t| not)|where|who|whose|how (?!about)\w+)\b"
    r"|^(?:what(?! about| if)|which|when|do|have)\b(?! \w+ing).*\?$"
)


def asks(text: str) -> bool:
    """Whether a plain sentence asks about the object rather than says what should happen."""
    return bool(_ASKS.match(text.strip()))


def unread(clause: Clause, wanted: Intent, apart: bool) -> str:
    """The question that a clause leaves open; "" where all of it is in what is wanted. apart: each of its amounts is
    for a part of its own."""
    said = None
    if clause.loose:
        said = " ".join(clause.loose)
    for pair in _OPPOSITE:
        if pair <= {*clause.states, *clause.ways} and wanted.kind == "value" and wanted.amount is None:
            said = said or " and ".join(sorted(pair))
    if said is not None:
        return f'What does "{said}" mean here?'
    sizes = {(one.measure, one.value) for one in clause.amounts if one.measure != "limit" and not one.ajar}
    if len(sizes) > 1 and not apart and wanted.kind in ("value", "equal"):
        return "Which of the amounts is for which part?"
    return ""
