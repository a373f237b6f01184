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

    def said(self, stage: str, share: float) -> str:
        """What is done now and, as soon as that can be told, how long it will still take."""
        left = self.left(share)
        if left is None:
            return stage
        step = 1 if left < 10 else 5  # no more news than it is worth
        return f"{stage}, {max(step * round(left / step), 1)} s left"

    def left(self, share: float) -> float | None:
        """Seconds, now that a share [0, 1] is done; None where that cannot be told yet. It counts down between the
        moments at which the share grows."""
        now = time.monotonic()
        if share != self._share:
            self._share, self._came = share, now
        if not TELLING <= share < 1:
            return None
        return max((self._came - self._begun) * (1 - share) / share - (now - self._came), 0.0)
