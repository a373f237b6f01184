"""Categories: what kinds of object the model has learnt, and how a word for one leans it towards labels and joints.

`categories.json` is counted from the generated shapes by `python -m runtime.lab.learn.categories`:
{family: {"words": [...], "labels": {label: share of parts}, "types": {joint type: share of joints}}}.
"""

from __future__ import annotations

import difflib
import functools
import json
import re
from pathlib import Path

import numpy as np

from ..errors import RuntimeProblem
from . import blueprint as B
from . import tokens as T

FILE = Path(__file__).with_name("categories.json")
STRENGTH = 0.5  # the points have told the model most of what the word says
RARE = 0.01  # a share below which all are alike


class UnknownCategory(RuntimeProblem):
    """A word that stands for none of the families."""

    code = "unknown_category"


@functools.cache
def families() -> dict[str, dict]:
    """What the file holds, by family."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def family_of(word: str) -> str:
    """The family that a word names, however it is spelt: StorageFurniture, cabinet, "washing machine"."""
    by_word = {plain(w): name for name, family in families().items() for w in (name, *family["words"])}
    wanted = plain(word)
    for spelling in (wanted, wanted.removesuffix("s"), wanted.removesuffix("es")):
        if spelling in by_word:
            return by_word[spelling]
    near = difflib.get_close_matches(wanted, by_word, 3, 0.5) or sorted(families())
    raise UnknownCategory(f"There is no category '{word}'.", f"Use one of these, or none: {', '.join(near)}.")


def plain(word: str) -> str:
    """Lower case, words apart: "StorageFurniture" and "storage_furniture" are "storage furniture"."""
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)).strip().lower()


def lean(word: str | None) -> np.ndarray | None:
    """What a category adds to the model's scores (VOCABULARY,); None without one. Raises UnknownCategory.

    Of each label and joint type: the logarithm of how much more often the family has it than all families, damped.
    """
    if word is None:
        return None
    chosen = families()[family_of(word)]
    out = np.zeros(T.VOCABULARY)
    for field, names, span in (("labels", B.LABELS, T.LABEL), ("types", B.JOINT_TYPES, T.TYPE)):
        usual = np.mean([[family[field].get(n, 0.0) for n in names] for family in families().values()], 0)
        here = np.array([chosen[field].get(n, 0.0) for n in names])
        out[span.start : span.stop] = STRENGTH * np.log((here + RARE) / (usual + RARE))
    return out
