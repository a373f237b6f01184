"""What other views say is put together with an answer's own, and its tree stays its own."""

from __future__ import annotations

import numpy as np
from answered import EACH, FRAME, ranked

from runtime.articulation.known import Known
from runtime.articulation.pooled import pooled, same_parts
from runtime.articulation.views import Ranked

ON = np.repeat((0, 1), EACH)
ERRS = np.where(np.arange(2 * EACH) % 10 == 0, 1 - ON, ON)  # of every tenth point


def astray(one: Ranked) -> int:
    """How many points are not of the part that they lie on, which is numbered by where its box is."""
    wrong = int((one.likeliest != ON).sum())
    return min(wrong, len(ON) - wrong)


def together(one: Ranked, others: list[Ranked]) -> Ranked:
    return pooled(one, [one, *others], Known(), FRAME)


def test_where_one_view_errs_the_others_say_so():
    one = ranked(parts=ERRS)
    assert astray(one) == len(ON) / 10
    assert astray(together(one, [ranked() for _ in range(3)])) == 0
    assert astray(together(one, [ranked()])) == len(ON) / 10  # one other is not enough


def test_views_have_points_in_orders_of_their_own():
    order = np.random.default_rng(1).permutation(2 * EACH)
    one = ranked(parts=ERRS, place=order)
    assert astray(together(one, [ranked(place=order[::-1]) for _ in range(3)])) == 0


def test_an_answer_without_these_parts_has_no_say():
    one, halves = ranked(parts=ERRS), ranked(parts=np.arange(2 * EACH) % 2)
    assert (same_parts(one, halves) == -1).all()
    assert pooled(one, [one, *[halves] * 7], Known(), FRAME) is one
