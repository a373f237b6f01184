"""How long the rest of some work will take, judged by how long what is done of it has taken."""

from __future__ import annotations

import time

# From this share of the work on it can be told.
TELLING = 0.25


class Estimate:
    """Begins to count when it is made."""

    def __init__(self) -> None:
        self._begun = self._came = time.monotonic()
        self._share = 0.0

    def left(self, share: float) -> float | None:
        """Seconds, now that a share [0, 1] is done; None where that cannot be told yet. It counts down between the
        moments at which the share grows."""
        now = time.monotonic()
        if share != self._share:
            self._share, self._came = share, now
        if not TELLING <= share < 1:
            return None
        return max((self._came - self._begun) * (1 - share) / share - (now - self._came), 0.0)
