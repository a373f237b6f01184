"""Clauses that say where a part is to be against something else: "aim the lamp at the mug", "keep the head 10 cm clear
of the shelf". What is said of parts alone is `clauses`' work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .lexicon import rows
from .program import Kind, Region, Target
from .verbs import directions, states, verbs

# Words for places of a part, and the region that each is.
REGIONS: dict[str, Region] = {
    "centre": "centre", "center": "centre", "middle": "centre", "rim": "rim", "brim": "rim", "tip": "tip", "end": "tip",
    "point": "tip", "nozzle": "tip", "handle": "handle", "grip": "handle", "hinge edge": "hinge edge",
    "hinge": "hinge edge", "hinges": "hinge edge", "face": "face", "surface": "face", "opening": "opening",
    "mouth": "opening", "corner": "corner", "axis": "axis",
}  # fmt: skip
_AXES = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}

_APART = re.compile(
    r"(\s*[,;.:!]\s*(?:and\s+)?(?:then\s+)?|\s+(?:and\s+then|and|then|while)\s+(?=(?!(?:the|a|an|its|your|my)\s)\w+\s))"
)
# What stands for what in the forms below. END: of a verb.
_PARTS = {
    "NUMBER": r"""(?:\d[\d.,/]*|half an?|an?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|
        twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|one hundred)(?:[ -](?:and a half|five))?)""",
    "UNIT": r"(?:millimet\w+|centimet\w+|met(?:re|er)s?|mm|cm|m|inch(?:es)?|feet|foot|ft)",
    "LENGTH": r"(?:at least |at most |exactly |about |around )?(?P<amount>NUMBER ?UNIT)",
    "TURN": r"(?:exactly |about )?(?P<amount>NUMBER ?(?:degrees?|°))",
    "KEEP": r"(?:keep|keeps|hold|leave|maintain|make sure|have|put|set|make|move|bring|get|turn|stay)",
    "HAVE": r"(?:have|make|let|get)",
    "SWING": r"(?:turn|tilt|swivel|rotate|move|swing|bend)",
    "TOUCH": r"(?:touch|hit|bump into|run into|collide with|go into|get into)",
    "TOUCHING": r"(?:touching|hitting|bumping into|running into|colliding with|going into|getting into)",
    "OVER": r"(?P<over>above|over|below|under|beneath)",
    "END": r"(?:ing|s|ed)?",
    "PLACE": r"(?:tip|end|corner|rim|centre|center|handle|middle|opening|mouth)",
    "PART": r"(?P<part>.+?)",
    "TO": r"(?P<to>.+)",
}
_PLEASE = r"(?:please |now |just |can you |could you )*"
# Tried in order; the first that a clause is made of wholly is what it says.
_FORMS = r"""
aim: (?:aim|point|direct|orient|train|shine)END PART (?:directly |straight |right )?(?:at|to face) TO
aim: (?:aim|point|direct|orient|train|shine) PART (?:towards?|onto|on) TO
aim: HAVE PART (?:to )?(?:look|aim|point|shine)(?: directly| straight)? (?:at|towards?|on) TO
aim: SWING PART (?:so (?:that )?it |to )(?:looks?|points?|aims?|shines?) (?:at|towards?|on) TO
aim: PART (?:is |should |must )?(?:looks?|aims?|points?|shines?|looking|aimed|aiming|pointed|pointing|shining) at TO
aim: (?:aim|point|shine) at TO
facing: (?:HAVE|SWING|keep) PART (?:so (?:that )?it |to |should )?(?:face|faces|facing) TO
facing: PART (?:should |must )?(?:faces|face|facing|facing towards) TO
reach: (?:touch|reach(?: out)?(?: for| to)?|tap|meet|hit) TO with PART
reach: HAVE PART (?:to )?(?:touch|reach|meet|hit) TO
reach: (?:bring|put|place|move|get|rest|lay|position|set|keep|hold)
    (?P<part>(?:the |its )?PLACE of .+?|.+?'?s? PLACE) (?:on|onto|to|at|against|over) TO
reach: PART (?:should |must )?(?:touches|touching|reaches|touch) TO
keep clear: KEEP PART(?: stays?| is| to be)?(?: LENGTH)?(?: well| right| a safe distance)?
    (?:clear|away|off|out of the way|free) (?:of|from) TO
keep clear: KEEP PART from TOUCHING TO
keep clear: (?:do not|don't|never) let PART TOUCH TO
keep clear: PART (?:stays?|must stay|should stay|is|keeps?) (?:at least )?(?:LENGTH )?(?:clear|away) (?:of|from) TO
distance: (?:keep|hold|maintain|stay) PART (?:at (?:a distance of )?)?LENGTH from TO
point on plane: (?:KEEP )?PART (?:is )?LENGTH OVER TO
point on plane: KEEP PART (?:at the (?:same )?height (?:of|as)|level with|as high as|in the plane of) TO
point on line: KEEP PART (?:on|along|in line with) the (?:line|axis) (?:of|through) TO
point on line: KEEP PART (?:straight |right |directly )OVER TO
parallel: (?:KEEP )?PART (?:is |to be )?parallel (?:to|with) TO
perpendicular: (?:KEEP )?PART (?:is |to be )?(?:perpendicular|square|at (?:a )?right angles?) (?:to|with) TO
angle: (?:KEEP )?PART (?:is |to be )?at (?:an angle of )?TURN (?:to|with|from) TO
"""
# What no target is called: who is spoken to, and words about the part itself.
_NO_TARGET = re.compile(r"me|you|it|them|itself|each other|one another|sides?|stops?|limits?|top|bottom|front|back")


_CLAUSE = re.compile(r"\b(?:a|an)$|\b(?:but|till|until|before|after|when|if|so|not|don't|without)\b")
_DETERMINED = re.compile(r"^\w+ (?:the|a|an|its|it|my|all|every|each|both|up|down)\b")


@dataclass(frozen=True)
class Relation:
    """kind: of the constraint. part: words for the part; "": the object itself. region: the place on it. to: the
    target. amount: words for how much; "": none. below: whether an amount counts downwards."""

    kind: Kind
    part: str
    region: Region
    to: Target
    amount: str
    below: bool
    said: str


def related(text: str) -> list[str | Relation]:
    """A plain text as it is said, clauses that are relations apart from those that are not."""
    pieces = _APART.split(text)
    found: list[str | Relation] = []
    for number in range(0, len(pieces), 2):
        link, clause = (pieces[number - 1] if number else ""), pieces[number]
        if relation := _relation(clause.strip()):
            found.append(relation)
        elif found and isinstance(found[-1], str):
            found[-1] += link + clause
        elif clause.strip():
            found.append(clause)
    return found


def _relation(clause: str) -> Relation | None:
    for kind, form in _forms():
        match = form.fullmatch(clause)
        if match is None or (to := target(match["to"])) is None:
            continue
        if kind in ("parallel", "perpendicular") and to.name in ("floor", "ground"):
            continue  # that is level, or upright, and needs no target
        groups = match.groupdict()
        part, region = _placed(groups.get("part") or "")
        if _CLAUSE.search(part) or part.split(" ")[0] in verbs() and _DETERMINED.search(part):
            continue  # a clause of its own: "open the left door till it touches the wall"
        amount, over = (groups.get("amount") or "").strip(), groups.get("over") or ""
        return Relation(kind, part, region, to, amount, over in ("below", "under", "beneath"), clause)
    return None


@cache
def _forms() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    found = []
    for line in rows(_FORMS):
        kind, _, text = line.partition(": ")
        for name in ("HAVE", "SWING", "LENGTH", "TURN", *_PARTS):
            text = re.sub(rf"(?<![A-Z]){name}(?![A-Z])", lambda _, name=name: _PARTS[name], text)
        found.append((kind, re.compile(_PLEASE + re.sub(r"\n\s*", "", text))))
    return tuple(found)


def target(words: str) -> Target | None:
    """What the words for a target mean; None where they name none, as a direction or a state."""
    words = re.sub(
        r"^(?:the|a|an|my|your|our|this|that|where the)\s+|\s+(?:is|stands|please|now)$", "", words.strip(" .!")
    )
    plain = re.sub(r"^(?:the|its)\s+", "", words)
    if not plain or plain in directions() or plain in states() or f"to the {plain}" in directions():
        return None
    if re.fullmatch(r"(?:scene(?:'s)? |render )?camera", plain):
        return Target("camera")
    if re.fullmatch(r"(?:3d |three d )?cursor", plain):
        return Target("cursor")
    if axis := re.fullmatch(r"(?:world(?:'s)? |global )?([xyz])[- ]?(?:axis|direction)?", plain):
        return Target("world", direction=_AXES[axis[1]])
    if _NO_TARGET.fullmatch(plain):
        return None
    name, region = _placed(plain)
    return Target("object", name=re.sub(r"^(?:the|a|an)\s+", "", name), region=region)


def _placed(words: str) -> tuple[str, Region]:
    """Words for a part without those for a place on it, and the place."""
    words = words.strip()
    if of := re.fullmatch(r"(?:the |its )?([a-z]+(?: edge)?) of (.+)", words):
        if of[1] in REGIONS:
            return of[2], REGIONS[of[1]]
    if own := re.fullmatch(r"(.+?)(?:'s| ) ?(tip|rim|opening|mouth|corner|end|centre|center|brim)", words):
        return own[1], REGIONS[own[2]]
    return words, ""
