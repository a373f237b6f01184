"""Still: how likely anything of an object moves, by what the encoder says of it as a whole and by the surest joint.

The weights were learnt from things that move, and find a lid on a plain box. A logistic regression on the encoder's
tokens, learnt from generated shapes that move, from the same without what moves and from others that stand still
(`runtime.lab.measure.stillness`), tells better; a second one takes in how sure the model is of its best joint.
still.json has their numbers.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

SUREST = 0.999  # no joint is surer, nor surer to be wrong


def summary(prefix: np.ndarray) -> np.ndarray:
    """Mean, greatest and spread (3 * width,) of the encoder's tokens (n, width)."""
    return np.concatenate([prefix.mean(0), prefix.max(0), prefix.std(0)])


@cache
def learnt() -> dict[str, Any]:
    """weight: of each number of a summary, and bias; joint, tokens, even: the weights of the log odds of the surest
    joint and of the tokens' that all stands still, and the bias of what comes of them."""
    found = json.loads(Path(__file__).with_name("still.json").read_text(encoding="utf-8"))
    return {**found, "weight": np.array(found["weight"])}


def odds(told: np.ndarray) -> float:
    """The logarithm of the odds that nothing moves, by a summary or the mean of some. Even, so that nothing is told,
    of a model of another width than was learnt from."""
    numbers = learnt()
    return float(told @ numbers["weight"] + numbers["bias"]) if len(told) == len(numbers["weight"]) else 0.0


def moving(surest: float, still: float) -> float:
    """How likely anything moves. surest: the confidence of the joint that the model is surest of, 0 where there is
    none; still: the log odds that nothing does."""
    numbers, surest = learnt(), min(max(surest, 1 - SUREST), SUREST)
    odds = numbers["joint"] * np.log(surest / (1 - surest)) + numbers["tokens"] * still + numbers["even"]
    return float(1 / (1 + np.exp(-odds)))
