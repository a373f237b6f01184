"""The court of answers: who is judged by few is left alone only where the first of all is known."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from runtime.articulation.views import Court


class Told(Court):
    """A court whose sides say what stands in a table (sides, answers): how sure each is, as a logarithm."""

    def __init__(self, table: np.ndarray):
        super().__init__(ThreadPoolExecutor(2), threading.Event())
        self.table, count = table, len(table)
        self._answers, self._own, self._judged = [None] * count, [0.0] * count, [{} for _ in table]

    def _judgement(self, by: int, of: list[int]) -> dict[int, tuple[float, np.ndarray]]:
        return {i: (self.table[by, i], np.zeros(1)) for i in of if i not in self._judged[by]}


def test_the_first_of_all_is_found_whatever_the_rounding():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        table = -rng.exponential(rng.uniform(0.1, 3, 8), (8, 8))
        court = Told(table)
        court.judge(True, lambda share: None)
        assert court.order()[0] == table.mean(axis=0).argmax()
