"""A sentence as it is read: in lower case, and what takes several words to say said in the lexicon's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from .lexicon import rows
from .small_words import EXCEPTIONS
from .verbs import verbs

_FRACTIONS = {"½": " 1/2 ", "⅓": " 1/3 ", "⅔": " 2/3 ", "¼": " 1/4 ", "¾": " 3/4 ", "º": "°", "˚": "°", "’": "'",
              "‘": "'", "“": '"', "”": '"', "–": " , ", "—": " , ", "…": " . ", "−": "-"}  # fmt: skip
WORD = re.compile(
    r"(?<![^\s=:(,])[-+]\d*\.?\d+|\d+\s*/\s*\d+|\d*\.\d+|\d+(?:st|nd|rd|th)\b|\d+(?=x\b)|\d+|[^\W\d_]+(?:'[^\W\d_]+)?|[°%\"&+]|[.,;:!?()\n]|['_-]"
)


def lowered(text: str) -> str:
    """The text in lower case, fractions and quotation marks as they are typed."""
    for one, other in _FRACTIONS.items():
        text = text.replace(one, other)
    return unicodedata.normalize("NFC", text).lower()


def plain(text: str, mend: Mapping[str, str] | None = None) -> str:
    """The text in lower case, its slips mended, what is told by more than one word of it said as the lexicon has it."""
    text = lowered(text)
    if mend:
        text = WORD.sub(lambda match: mend.get(match[0], match[0]), text)
    if text.lstrip().startswith(("1.", "1)")):
        text = _NUMBERED.sub(". ", text)
    for said, instead in _formal():
        text = said.sub(instead, text)
    text = _RUN_ON.sub(r"\1, ", text)
    text = _STEP.sub(". ", text)
    text = _SLASHED.sub(lambda m: m[0].replace("/", ", "), text)
    text = _ISH.sub("", text)
    text = _AS_FAR.sub(r"as \1 as it goes", text)
    text = _NUMBER.sub("number ", text)
    text = _SAY.sub("", text)
    text = _EXCEPTED.sub(r" except \1", text)
    text = _ASIDE.sub(lambda m: m[0] if m[1].split()[0] in verbs() else f" except {m[1]}", text)
    text = _NEITHER.sub(r"not \1 and not ", text)
    text = _FURTHEST.sub(lambda m: " like a staircase" if m[1] in _LAST else " from the bottom up", text)
    text = _THROUGH.sub(" to ", text)
    text = _TABLE.sub(" ", text)
    text = text.replace("for to ", "to ")
    return _GRADED.sub(lambda m: "from the bottom up" if m[1] in ("below", "under") else "like a staircase", text)


def by_nobody(text: str) -> str:
    """A plain text without whose hand does it, which is no part of the rig: "use your left hand to"."""
    return _HANDED.sub("", _BROUGHT.sub("grasp ", text))


LIMBS = frozenset(("arm", "hand", "gripper", "finger", "claw"))
_LIMB = (
    r"(?:the (?:back|palm|side|heel|tip)s? of )?"
    r"(?:your|the|a|an|its|his|her|their|my|one|both|either)(?: (?:left|right|robot|robotic|other|free))*"
    r" (?:hands?|arms?|grippers?|fingers?|end effector)"
    r"(?=\s*$|\s*[,.;!]| (?:to|towards?|over|near|on|onto|and|then|open|close|pull|push|turn|press|lift|slide)\b)"
)
_HANDED = re.compile(rf",? ?\b(?:(?:with|using|by using|by means of|in) {_LIMB},?|use {_LIMB} to\b)")
_BROUGHT = re.compile(
    rf"\b(?:move|bring|position|extend|place|put) {_LIMB} (?:to|towards?|over to|near|onto?|over) (?=the |its )"
)
# "Each one a bit further than the one above", in any words.
_GRADED = re.compile(
    r"\beach\b[^.;,]*\b(?:further|farther|more|wider|higher)\b[^.;,]*\bthan the (?:one |drawer |door )?(\w+)( it)?"
    r"|\b(?:in |by )?increasing(?:ly)?(?: amounts?| steps?)?(?: from \w+ to \w+)?\b"
    r"|\blike (?:the )?steps of a (?:stair|ladder)\w*"
)


# "L doors 30 R doors 50": a number, and a side that begins what comes next.
_RUN_ON = re.compile(
    r"(?<=\s)(\d+(?:\.\d+)?(?:\s?(?:%|°|deg(?:rees?)?\b|[cm]?m\b))?)\s+"
    r"(?=(?:l|r|left|right|top|bottom|mid|middle|upper|lower|front|rear|back|lh|rh)\b(?: [a-z]+)?(?: [a-z]+)? \d)"
)
_STEP = re.compile(r"\bstep \d+ ?[:.)]")
_SLASHED = re.compile(r"\b\d+(?: ?/ ?\d+){2,}")
_THROUGH = re.compile(r"(?<=\d) ?- ?(?=\d)")
_TABLE = re.compile(
    r"(?<=[a-z])(?<!same) ?: ?(?=\d)|(?<=[a-z] \d)(?<!frame \d)(?<!step \d): ?(?=\d)"
)  # "left door: 30", "drawer 1: 10 cm"
_NUMBER = re.compile(r"\b(?:no\.|nr\.?|num\.) ?(?=\d)|#(?=\d)")
_SAY = re.compile(r"\bsay,? (?=\d|half|a (?:third|quarter)|about|around|(?:one|two|three) \w+)")
_EXCEPTED = re.compile(r",? (?:with )?([\w ]+?) (?:excepted|excluded|exempted)\b")
_ASIDE = re.compile(r"(?:^|,) ?(?:with |leaving )?(?!with |leaving )([\w ]+?) aside\b")
_NEITHER = re.compile(r"\bneither ((?:the )?[\w ]+?) nor ")
_FURTHEST = re.compile(
    r",? (?:and |with )?(?:the )?(bottom|lowest|last|right|rightmost|lower|top|highest|first|left|leftmost|upper)"
    r"(?: one| drawer| door)? (?:is |being )?(?:the |pulled )?(?:furthest|farthest)(?: out| open)?(?! (?:left|right))"
)
_LAST = ("bottom", "lowest", "last", "right", "rightmost", "lower")
_AS_FAR = re.compile(
    r"\bas (far|wide|high|low) (?:(?:out|open|up|down) )?as (?:it|they|you)"
    r"(?:'ll| will| can| could|'d| (?:is|are) able to| allows?)(?: possibly| physically)?"
    r"(?: (?:go|get|reach|open|move|turn|swing|travel|be|extend|slide|tilt|lift|fold|come|drop|stretch|rotate|pull))?\b"
)
_ISH = re.compile(r"(?<=\d)-?ish\b")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\d+[.)](?=\s)")


_NAMED = {
    "CALM": "(?:slow|gentle|careful|controlled|smooth|steady|safe|soft|swift|quick|cautious"
    "|deliberate|firm|continuous|calm)",
    "HOW": "(?:angle|opening|position|state|orientation|pose|status|setting|extension)s?",
    "ONCE": "(?:modell?ed|made|built|designed|imported|before|at first|originally|initially"
    "|at the (?:start|beginning))",
    "THEY": "(?:it|they|everything|things|all|that|this)",
    "WERE": "(?:was|were|ha[sd] been|have been)",
    "FIRST": "(?:originally |initially |first )?",
    "WANTED": "(?:asked|instructed|required|requested|expected|supposed|necessary|recommended|essential)",
    "TASK": "(?:task|goal|job|objective|mission|instruction)",
    "DO": "(?:perform|execute|carry out|effect|bring about|cause|achieve)",
    "TURNED": "(?:turned|moved|opened|rotated|swung|travell?ed)",
    "REACHES": "(?:reach(?:es)?|reads?|shows?|indicates?|gets? to|comes? to|forms?|hits?|makes?|measures?)",
    "SHARE": r"(?:about |around )?(?:half\w*|\d|\w+ (?:cm|degrees|percent)|a (?:third|quarter))",
    "MOST": "(?:full|total|entire|whole|maximum|maximal|available|possible)",
    "SAVE": f"(?:{'|'.join(sorted(EXCEPTIONS.split(', '), reverse=True))})",
    "MAYI": "(?:(?:can|could|may) (?:i|we|you)|let (?:me|us)|let's|please|i want to|i need to)",
    "THATIS": "(?:(?:that|which) (?:is|are)|that's)",
    "THEPART": r"((?:the|its|both|all|each)(?: (?!(?:and|or|but|then|to|at|open|closed?|shut|be|should|must|can)\b)"
    r"[a-z]+){1,4}?)",
    "AUX": r"(?:before|after|once|when|while|if|until|unless|as|and|so|that|what|how|where|can|could|will|would|should"
    r"|do|did|does|may|might|must|please|are|have|then|than|because|since|thing|make|let)\b",
    "SIZE": r"\d+ ?(?:%|°|deg(?:rees?)?|cm|percent)",
    "VERB": "(open|close|shut|pull|push|slide|turn|extend|raise|lower|lift|move|rotate|swing)",
    "AFTER": r" (?:to|by|at|out|all|half|halfway|fully|completely|a|an|about|NUMBER)\b".replace(
        "NUMBER", r"\d+(?:\.\d+)?"
    ),
    "SIDE": "left|right|top|bottom|upper|lower",
    "HEIGHT": "(?:height|elevation|level)",
    "NUMBER": r"(?:\d|half|one|two|three|five|ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)",
}
# What the long-winded say = what others say.
_FORMAL_ROWS = r"""
\bDO (?:an?|the) opening of\b = open
\bDO (?:an?|the) (?:closing|closure) of\b = close
\b(wider|further|farther|more|higher|less|lower)((?: open| closed| out)?) than (?:it|they)
    (?:(?:currently|already|presently|now) )?(?:is|are|does|do)(?:
    (?:now|currently|already|at present|at the moment))?\b = \1\2
\b(?:so|such) (?:that )?(?:it|they) (?:forms?|makes?) an? (?:set of )?stair\w* = like a staircase
\b(?:so|such) that (?:it|they) (?:forms?|makes?)\b = at
\b((?:press|hold down|squeeze|depress|tread on|step on|pull (?:back )?the plunger)\b[^.;,]*?),?(?: and| then|,)+
    (?:release it|let go of it|let it go|let go)\b = \1, then unpress it
\bwhichever (\w+) is (in|on|at) the (middle|centre|center|left|right|top|bottom)\b = the \1 \2 the \3
,? in an? (?:very )?CALM(?:(?:,| and|, and) CALM)* (?:manner|way|fashion|motion|movement)\b =
,? with (?:(?:great|extreme|utmost|moderate|gentle|some|a little|steady) )?(?:care|caution|precision|force|ease)\b =
^(?:it is|it's) (?:kindly )?WANTED (?:that|to|for) =
^(?:it would be|it'd be|i would be|i'd be) (?:very |most |much |greatly |really )?\w+ if (?:you (?:could|would|can) )? =
^i would appreciate it if (?:you (?:could|would) )? =
\bso as to\b = to
\bin an? (?:fully |completely )?(open|closed|shut|raised|lowered) (?:state|position|configuration)\b = \1
(\w),? (?:(?:relative|compared|with respect) (?:to|with)|from) (?:its|their|the) (?:current|present|existing)
    (?:position|angle|state|pose|orientation|place|setting)s?\b = \1 from now
\bfrom (?:its|their|the) (?:rest|resting|closed|shut|original|initial|starting|home|default)
    (?:position|pose|state)s?\b =
\b(\w+est|maximum|minimum|maximal|minimal) possible\b = \1
, (?:which|that) (?:is|are) (?:(?:currently|presently|now|still|already|at present) )?(?:open|closed|shut)(?: now)?, =
\buntil (?:it|they|both|all|each(?: (?:one|door|drawer|of them))?|(?:the|its|their) \w+)
    (?:REACHES|(?:has|have) TURNED(?: by)?|(?:is|are)(?: open)? (?:at|by))
    (?:an? angle of |exactly |about )?(\d|(?:a )?right angles?|\w+(?: \w+)? (?:degrees?|percent|per cent|cm\b)) = to \1
\bmirror(?:ed)? (?:to|from|of|onto) = like
\b(a|one|half a|full|complete|whole|quarter|two|three) spins?\b = \1 turn
\bnegative (\d|\w+ (?:\w+ )?degrees?) = minus \1
^(?:your|the|this|my) (?:next )?TASK(?: here)? is (?:for you )?to =
^(?:you are|the robot is|you're) (?:kindly )?WANTED to =
^SAVE ([^,;.]+), ([^;.]+) = \2 except \1
\bthe (?:(?:respective|current|present) )?HOW of (?=the |both |each |all |its ) =
\b(to|at|by|through|of) (?:an?|the) (?:\w+ )?(?:angle|distance|amount|depth|length|width|height|opening|extent|total)
    of(?= (?:\w+ ){0,2}(?:\d|half|one|two|three|five|ten|twenty|thirty|forty|sixty|ninety)) = \1
\b(?:in|at|with|on|under|until|up to)(?: an?| the)? angle(?: of)?(?= (?:about |around )?NUMBER) = at
\b(right angles?|perpendicular) (?:with|to) (?:the|its)
    (?:\w+ )?(?:front|face|body|frame|wall|case|cabinet|opening)\b = \1
(\w),? (?:if |when )?(?:you |one |we )?(?:count|counts|counted|counting|numbered)(?: (?:it|them))? from\b = \1 from
(\w),? from (above|below|(?:the )?(?:top|bottom|left|right)) (?:counted|counting)\b = \1 from \2
\b(the|all|each|every|both|two) (?:below|beneath|down) (rows?|ones?|drawers?|doors?|trays?|racks?|shelf|shelves)\b
    = \1 lower \2
\b(the|all|each|every|both|two) (?:above|up) (rows?|ones?|drawers?|doors?|trays?|racks?|shelf|shelves)\b = \1 upper \2
\bTHATIS (?:(?:in|on|at) )?(?:the )?(left|right|middle|centre|center) (?:side )?(?:up|above)\b = at the top \1
\bTHATIS (?:(?:in|on|at) )?(?:the )?(left|right|middle|centre|center) (?:side )?(?:down|below)\b = at the bottom \1
\b(complete|total|maximal)(?=\s*$|\s*[,.;]| and\b| then\b) = completely
(?:^|(?<=[,.;] )|(?<=and )|(?<=then ))((?:(?:the|its|both|all) )?(?:(?!AUX)[a-z]+ ){1,2}?)(?:,\s)?(?:you|we)
    (?:(?:must|should|can|have to|need to) )?([a-z]+) (?:it|them)\b
    = \2 \1
\b(level|flush|even|in line) with (?:the|its)
    (?:(?:table|desk|counter|work) ?)?(?:top|table|desk|surface|floor|ground)\b = level
\b(?:but )?(?:no|not|never) more than (?=(?:about )?NUMBER) =
\buntil (it|they) (?:stands?|sits?|hangs?|lies|lie|rests?) (\w+)\b = until \1 is \2
\b(ensure|guarantee|verify|confirm|check|see) that (both|all|the|every|each|no|none|only|its?|they)\b = \1 \2
\b(?:everything|anything|all|whatever) (?:(?:that|which) )?(?:can|could|may|is able to)
    (?:be )?(?:open|close|move)e?d?\b
    = everything
\b(that|which|whichever|what) (?:happens?|seems?|appears?|chances?) to be\b = \1 are
\b(?:back )?(?:to )?(?:how|the way|as|like|where) (?:i|we)
    (?:originally |initially |first )?(?:modell?ed|made|built|designed|imported)
    (?:it|them|everything|things|that)\b = to rest
,? (?:just )?(?:as|like) (?:you|one|we|people) (?:would|do|did|normally|usually)\b[^.,;]* =
(?<!if )(?<!when )(?<!once )(?<!until )(?<!that )\b(the [\w ]+?) (?:is|are)
    (?:(?:currently|now|already|still|too|much|far|wide) )*(?:open|closed|shut)[,.;:]?
    (?:(?:so|please|now|and|just) )*(push|pull|open|close|shut|slide|swing|make|bring|set|put) (?:it|them)\b = \2 \1
(\w) (?:just |only )?once(?=\s*$|\s*[,.;]) = \1
\bto (?:toast|brown) = to cook
\b(?:maybe|perhaps|possibly|something like|let's say) (half\w*|(?:about )?NUMBER) = \1
\b(?:i ?\. ?e ?\.?|that is to say|in other words) = ,
\buntil (?:it|they) (?:reach(?:es)?|gets? to|hits?|arrives? at) (?:the|its|their)
    (?:very )?(?:bottom|top|end|limit|stop)s?\b = all the way
\b(?:to be|is|are|be|stays?|remains?) close(?=\s*$|[,.;]| and\b) = be closed
(\w+s),? (SIZE) ?\((SIDE)(?: one)?\)(?:,| and|, and) (SIZE) ?\((SIDE)(?: one)?\) = \1: \3 \2, \5 \4
\b(l|r)\. ?([a-z]) = \1 \2
\bto within(?= (?:about )?NUMBER) = to
\bthe next (?:one|drawer|door|shelf|tray) (?:down|below)\b = the one below it
\bthe next (?:one|drawer|door|shelf|tray) (?:up|above)\b = the one above it
\bfrom (?:the )?(?:down|under|underneath)\b(?! to) = from the bottom
\bfrom (?:the )?up\b(?! to) = from the top
\bit (?:should|must|has to|is to) be (?:just|only) (the [\w ]+?)
    (?:that's|(?:that|which) (?:is|stays)) (open|closed|shut)\b = only \1 \2
\bback to(?= half| a (?:third|quarter)| NUMBER) = to
\b(SAVE|but) (the [\w ]+?),? (?:which|that) (?:is|should be|must be|goes|stays) (?:open )?(?:at )?(half\w*|SIZE|wide)\b
    = \1 \2, that one \3
^of (the [\w ]+?), (?:(?:please|kindly) )?(\w+)(?: (?:solely|only|just))? (the \w+(?: one)?)(?=$|[,.;]| (?:to|by|at)\b)
    = \2 \3 of \1
(\w),? without (the (?:\w+ ){0,2}\w+)(?=$|[,.;]| and | then ) = \1 except \2
\bthe one (?:of|in|at|on) (?:the )?(left|right|cent(?:er|re)|middle|top|bottom)\b = the \1 one
^(?:from|out of|of|among|between) (?:all )?(?:of )?(the [\w -]+?),? VERB(?: (?:solely|only|just))?
    (the \w+(?: one)?)(?=$|[,.;]|AFTER) = \2 \3 of \1
^(?:in|on|at|from) (the [\w -]+? (?:column|row|side|stack)),? VERB (the [\w ]+?)(?=$|[,.;]|AFTER) = \2 \3 in \1
\b(?:reveal|show|expose|see|access|uncover|discover)(?: (?:me|us))? what(?:'s| is| lies)
    (?:behind|inside|in|within|under|beneath) (the|its|that|both|all)\b = open \1
\bthe flow of (?=(?:the |both )?(?:\w+ and )?(?:hot |cold )?water\b) =
\b(?:increase|raise) the HEIGHT of\b = raise
\b(?:decrease|reduce|lower) the HEIGHT of\b = lower
\b(?:back )?(?:to )?(?:exactly )?(?:how|the way|as|like|where) THEY WERE FIRSTONCE\b = to rest
\b(?:back )?to (?:the|its|their) (?:pose|position|state|place)s? (?:in which|where|that|at which) THEY
    WERE FIRST\w+\b = to rest
\b(?:DO|make) an? ([\w° -]*?) ?(?:rotation|turn|twist) (?:of|to|on) (the [^,.;]+?)(?=$|[,.;]| and | then | \w+wise)
    = rotate \2 by a \1 turn
\b(?:is|are|was|were) to (remain|stay|keep|go|stand|rest|sit|come|rise|drop|tilt|point|face)\b = should \1
\b(?:is|are|was|were) to (open|close|shut|move|swing|slide|turn|rotate)\b = should \1
^(?:of|out of|from|among|between) (?:all )?(?:of )?(the [\w ]+?),? (?:just|only) (the \w+(?: one)?)(?= ) = only \2 of \1
\b(?:those|the ones)(?: (?:that|which) are)? (?:in|on|at) (the (?:\w+ )?\w+ (?:row|column)) = \1
(\w),? (?:but|and|then) stop(?: it| them)?(?: when (?:it is|they are))?(?=(?: at)? SHARE\b) = \1
,? (?:which|that) (?:you|we) (?:should|must|can|could|may|need to|have to|are to) VERB\b = , \1 it
\b(?:don't|do not|never) (?:touch|move|change|disturb) (?:anything|any of it|a thing)
    (?:but|except|except for|other than|besides|apart from) = only
^((?:the )?(?:(?!open|pull|push|close|by)\w+ ){1,3})minus (SIZE)$ = \1 \2 less
^((?:the )?(?:(?!open|pull|push|close|by)\w+ ){1,3})plus (SIZE)$ = \1 \2 more
\blet (the (?:\w+ )?(?:button|key|pedal|trigger|plunger|lever)s?) go(?=$|[,.;]) = release \1
\bonly (leave|keep) (the [\w ]+?) (open|closed|shut|on|off)\b = \1 only \2 \3
\bopen instead of (the [\w ]+?)(?=$|[,.;]) = open, \1 closed
\b(?:closed|shut) instead of (the [\w ]+?)(?=$|[,.;]) = closed, \1 open
\bthose (on|at) the (left|right|top|bottom)\b = the ones \1 the \2
\bthe (\w+) between (?:them|the (?:other )?two|these(?: two)?|those(?: two)?|both)\b = the middle \1
\bprior to\b = before
\bsubsequent to\b = after
\b(?:thereupon|whereupon|following (?:this|that|which))\b = then
(%|percent|per cent|half|thirds?|quarters?|fourths?) of (?:its|the|their)(?: MOST)*
    (?:travel|range|extension|extent|stroke|depth|length|width|height|way|distance|opening)\b = \1
^(?:with ?out|instead of|rather than) (?:touching|moving|opening|disturbing|affecting|changing) (the [^,;.]+), ([^;.]+)
    = \2 except \1
\b(?:reset|clear|restore|zero|undo|rewind)(?: out)? (?:the|its|your|all|all the|my)(?: (?:whole|entire|current))?
    (?:poses?|rig|joints|transforms?|animation|changes)\b = reset everything
^(?:go to |to |at )?rest[.! ]*$ = rest pose
\bby a (\w+ degrees?) turn\b = by \1
^(?:MAYI )*(?:see|look|peek|peep|glance|check)(?: what's| what is)? (?:in|inside|into|within) (the|its|that)\b = open \1
^(?:MAYI |show me |show us )*(?:(?:see|reveal|view|access) )?the (?:insides?|contents?|interior) of (the|its|that)\b
    = open \1
\bput ((?:the |its )?[\w ]*?(?:lid|cover|cap|cork|stopper|top)) back(?: on\b| onto\b)?(?: (?:the|its) \w+)? = close \1
\b(?:THATIS )?(?:the )?(?:nearest|closest|next)(?: to)? the (?:floor|ground) = at the bottom
\b(?:THATIS )?(?:the )?(?:nearest|closest|next)(?: to)? the ceiling = at the top
\b(?:THATIS )?(?:the )?(?:furthest|farthest|most)(?: over)? to the (left|right) = on the far \1
\blet go of ((?:the|its|both|all)(?: [a-z]+){0,2} (?:button|key|pedal|trigger|plunger)s?)\b = release \1
\b(\d ?/ ?\d) of an? (?:full |whole )?(turn|rotation|revolution|circle)\b = \1 \2
\b(?:let|make|have) THEPART (?:go|spin|fly|turn) (?:a)?round\b(?! to) = turn \1
\b(?:let|make|have) THEPART (turn|rotate|spin|swing|slide|roll|tilt|drop|rise)\b = \2 \1
\b(?:let|make|have) THEPART (?:go|fly|come|fall) (up|down|out|in|forward|back)\b = move \1 \2
\bTHEPART slides (out|in|open|shut|back)\b = \1 moves \2
\bthe (?:operator|user|owner|cook|patient|pilot|captain|visitor|customer)'s (\w) = the \1
"""


@cache
def _formal() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for line in rows(_FORMAL_ROWS):
        said, _, instead = line.rpartition(" =")
        found.append((re.compile(re.sub("|".join(_NAMED), lambda name: _NAMED[name[0]], said)), instead.strip()))
    return tuple(found)
