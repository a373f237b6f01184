"""Moves on a clock: seconds, easing, there and back, loops."""

from __future__ import annotations

import math

import pytest

from artllm_blender.core.motion.playback import Move
from artllm_blender.core.motion.timeline import Easing, Timeline, Timing

LINEAR = Timing(2.0, Easing.LINEAR, ping_pong=False)


@pytest.fixture
def timeline() -> Timeline:
    """A door, then a wheel once round, then the door back again a little."""
    line = Timeline({1: 0.0, 2: 0.5, 3: 9.0})
    for move in (Move(1, 0.0, 1.0), Move(2, 0.5, 0.5 + math.tau, is_round=True), Move(1, 1.0, 0.25)):
        line.add(move)
    return line


def test_each_move_takes_its_seconds_and_a_whole_turn_twice_as_many(timeline):
    assert timeline.length(LINEAR) == 8.0 and timeline.length(Timing(0.5)) == 2.0
    assert [(begin, end) for _, begin, end in timeline.spans(LINEAR)] == [(0, 2), (2, 6), (6, 8)]


def test_a_pose_holds_what_is_done_and_how_far_the_rest_is(timeline):
    assert timeline.at(0.0, LINEAR) == {1: 0.0, 2: 0.5, 3: 9.0}
    assert timeline.at(1.0, LINEAR) == {1: 0.5, 2: 0.5, 3: 9.0}
    assert timeline.at(4.0, LINEAR) == {1: 1.0, 2: pytest.approx(0.5 + math.pi), 3: 9.0}
    assert timeline.at(7.0, LINEAR) == {1: 0.625, 2: 0.5, 3: 9.0}
    assert timeline.at(99.0, LINEAR) == timeline.last() == {1: 0.25, 2: 0.5, 3: 9.0}


@pytest.mark.parametrize("easing", list(Easing))
def test_easing_keeps_the_ends_and_is_undone_backwards(easing):
    assert (easing.share(0), easing.share(1)) == pytest.approx((0, 1), abs=1e-12)
    assert easing.share(0.3) == pytest.approx(1 - easing.back.share(0.7))
    assert easing.share(0.25) < easing.share(0.5) < easing.share(0.75)


def test_slow_is_slow_where_it_is_said_to_be():
    early = {easing: easing.share(0.1) for easing in Easing}
    assert early[Easing.IN] < early[Easing.IN_OUT] < early[Easing.LINEAR] < early[Easing.OUT]


def test_ping_pong_goes_back_the_same_way_and_loops_are_counted(timeline):
    there = Timing(2.0, Easing.LINEAR, ping_pong=False, loops=2)
    assert [timeline.second(clock, there) for clock in (0, 7, 9, 15.5, 16)] == [0, 7, 1, 7.5, None]
    back = Timing(2.0, Easing.LINEAR, ping_pong=True, loops=1)
    assert [timeline.second(clock, back) for clock in (0, 7, 9, 15.5, 16)] == [0, 7, 7, 0.5, None]
    for_ever = Timing(2.0, loops=0)
    assert timeline.second(16e3 + 9, for_ever) == pytest.approx(7)


def test_where_nothing_moves_it_is_over_at_once():
    assert Timeline({1: 0.0}).second(0.0, Timing(loops=0)) is None
