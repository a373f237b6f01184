"""Which parts leave together."""

from __future__ import annotations

import numpy as np

from artllm_blender.core.assembly.blocking import leaving


def test_what_stops_each_other_leaves_together_until_it_is_looked_at_less_strictly():
    least = np.ones((1, 3, 3), int)
    least[0, 0, 1] = least[0, 1, 0] = 3  # the first two stop each other, the first the third
    least[0, 2, 0] = 9
    found = {(strictness, tuple(np.flatnonzero(row))) for strictness, _, row in leaving(least, range(1, 4))}
    assert found == {(1, (0, 1)), (3, (0,)), (3, (1,)), (3, (0, 2))}


def test_a_way_on_which_nothing_more_is_free_is_not_told_again():
    least = np.full((2, 2, 2), 99)
    least[1, 0, 1] = 2
    assert [(s, way, row.tolist()) for s, way, row in leaving(least, range(1, 6))] == [(2, 1, [True, False])]
