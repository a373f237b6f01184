"""Still: how likely it is that nothing of an object moves, by what the encoder says of it as a whole.

The weights were learnt from things that move, and find a lid on a plain box. A logistic regression on the encoder's
tokens, learnt from generated shapes of which a half stand still (`runtime.lab.measure.stillness`), tells better;
still.json has its numbers.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np

# From these log odds on that all stands still a joint's are less, by so much of what is above. Chosen so that of the
# bench's objects, all of which move, few more are said to stand still.
FROM, DOUBT = -0.5, 0.7


def summary(prefix: np.ndarray) -> np.ndarray:
    """Mean, greatest and spread (3 * width,) of the encoder's tokens (n, width)."""
    return np.concatenate([prefix.mean(0), prefix.max(0), prefix.std(0)])


@cache
def learnt() -> tuple[np.ndarray, float]:
    """The weight of each number of a summary, and the bias."""
    found = json.loads(Path(__file__).with_name("still.json").read_text(encoding="utf-8"))
    return np.array(found["weight"]), found["bias"]


def odds(prefix: np.ndarray) -> float:
    """The logarithm of the odds that nothing moves, by tokens (n, width) from one side. Nothing is told of a model of
    another width than was learnt from."""
    weight, bias = learnt()
    numbers = summary(prefix)
    return float(numbers @ weight + bias) if len(numbers) == len(weight) else FROM


def doubted(confidence: float, still: float) -> float:
    """A joint's confidence, less where likely all stands still."""
    if still <= FROM or not 0 < confidence < 1:
        return confidence
    return float(1 / (1 + (1 - confidence) / confidence * np.exp(DOUBT * (still - FROM))))
