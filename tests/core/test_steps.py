"""Long work in steps: what it comes to is the same however it is taken."""

from __future__ import annotations

import pytest

from artllm_blender.core.steps import Enough, Steps, Stopped, begun_again, exhausted, within


def counted(count: int) -> Steps[int]:
    for number in range(count):
        yield "Counting", number / count
    return count


def both() -> Steps[int]:
    first = yield from within(counted(2), 0.0, 0.5)
    return first + (yield from within(counted(4), 0.5, 1.0))


def shares_of(steps: Steps[int], told: list[float]) -> int:
    return exhausted(steps, lambda _, share: told.append(share))


def test_steps_within_longer_work_tell_how_far_all_is():
    told = []
    assert shares_of(both(), told) == 6
    assert told == [0, 0.25, 0.5, 0.625, 0.75, 0.875]
    assert exhausted(counted(0)) == 0


def test_work_that_keeps_what_it_made_begins_again_until_it_is_done():
    made = []

    def work() -> int:
        while len(made) < 3:
            made.append(len(made))
            raise Enough
        return sum(made)

    told = []
    assert shares_of(begun_again(work, ("Making", 0.5)), told) == 3
    assert told == [0.5] * 3


def test_who_stops_the_work_is_heard_where_it_is_done_which_may_end_early():
    def ended_early() -> Steps[int]:
        try:
            return (yield from counted(3))
        except Stopped:
            return 1

    steps = within(ended_early(), 0.0, 0.5)
    next(steps)
    with pytest.raises(StopIteration) as end:
        steps.throw(Stopped())
    assert end.value.value == 1
    steps = within(counted(3), 0.0, 0.5)
    next(steps)
    with pytest.raises(Stopped):
        steps.throw(Stopped())
