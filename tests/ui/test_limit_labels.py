"""Where limits are written: beyond the ends of what is drawn, clear of them."""

from __future__ import annotations

import numpy as np
import pytest

from artllm_blender.ui.overlay.labels import _beyond

END, SIZE, GAP = np.array([100.0, 50.0]), np.array([40.0, 12.0]), 18.0


@pytest.mark.parametrize("way", [(1, 0), (-1, 0), (0, 1), (0, -1), (3, 4), (-0.2, 1)])
def test_a_limit_lies_beyond_its_end(way):
    start = _beyond(END, END + np.array(way, float), SIZE, GAP)
    corners = start + np.array([(0, 0), (0, 1), (1, 0), (1, 1)]) * SIZE - END
    along = corners @ np.array(way) / np.linalg.norm(way)
    assert along.min() == pytest.approx(GAP)


@pytest.mark.parametrize("beyond", [END, np.array([np.nan, np.nan])])
def test_it_lies_above_where_no_side_is_seen(beyond):
    assert _beyond(END, beyond, SIZE, GAP).tolist() == [80.0, 68.0]
