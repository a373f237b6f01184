"""Borders of what a picture shows, as lines: where parts sink into each other there is no edge to draw."""

from __future__ import annotations

import numpy as np

# Borders nearer to a line than this many pixels are that line; lines off by less than this are straight.
NEAR, STRAIGHT = 3, 0.9
SHORTEST = 4  # steps of a border that are worth a line


def chains(parts: np.ndarray, lines: np.ndarray, size: int) -> np.ndarray:
    """(k, 2, 2) segments along borders between two parts that no line, (n, 2, 2), is near. parts: (size, size) int."""
    covered = _near(lines, size)
    places = np.concatenate([_between(parts[:, :-1], parts[:, 1:], (2, 1)), _between(parts[:-1], parts[1:], (1, 2))])
    places = places[~covered[places[:, 1] // 2, places[:, 0] // 2]]
    found = [line for path in _paths(places) if len(path) >= SHORTEST for line in _pairs(straightened(path / 2))]
    return np.array(found).reshape(-1, 2, 2)


def _between(one: np.ndarray, other: np.ndarray, at: tuple[int, int]) -> np.ndarray:
    """(n, 2) places, right and down in half pixels, between neighbours that show two parts."""
    row, column = np.nonzero((one != other) & (one >= 0) & (other >= 0))
    return np.stack([2 * column + at[0], 2 * row + at[1]], axis=1)


def _near(lines: np.ndarray, size: int) -> np.ndarray:
    """(size, size) bool: what lies by a line."""
    mask = np.zeros((size + 2 * NEAR, size + 2 * NEAR), bool)
    along = lines[:, 1] - lines[:, 0]
    count = np.ceil(np.linalg.norm(along, axis=1)).astype(int) + 1
    line = np.repeat(np.arange(len(lines)), count)
    rank = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    places = lines[line, 0] + along[line] * (rank / np.maximum(count[line] - 1, 1))[:, None]
    places = places[((places >= 0) & (places < size)).all(axis=1)].astype(int) + NEAR
    mask[places[:, 1], places[:, 0]] = True
    wide = np.zeros_like(mask)
    for step in range(-NEAR, NEAR + 1):
        wide |= np.roll(mask, step, axis=0)
    mask, wide = wide, np.zeros_like(mask)
    for step in range(-NEAR, NEAR + 1):
        wide |= np.roll(mask, step, axis=1)
    return wide[NEAR:-NEAR, NEAR:-NEAR]


_STEPS = ((1, 1), (1, -1), (-1, 1), (-1, -1), (2, 0), (-2, 0), (0, 2), (0, -2))


def _paths(places: np.ndarray) -> list[np.ndarray]:
    """(n, 2) arrays of places that follow each other; each place is in one."""
    left = dict.fromkeys(map(tuple, places.tolist()))

    def after(place: tuple[int, int]) -> list[tuple[int, int]]:
        return [n for dx, dy in _STEPS if (n := (place[0] + dx, place[1] + dy)) in left]

    ends = [place for place in left if len(after(place)) <= 1]
    found = []
    for start in (*ends, *list(left)):
        if start not in left:
            continue
        path = [start]
        del left[start]
        while following := after(path[-1]):
            path.append(following[0])
            del left[following[0]]
        found.append(np.array(path, dtype=float))
    return found


def rings(mask: np.ndarray) -> list[np.ndarray]:
    """Closed borders of what is set in a (h, w) bool picture, each (n, 2) corners; so have holes."""
    wide = np.pad(mask, 1).astype(np.int8)
    down, right = np.diff(wide, axis=1)[1:-1], np.diff(wide, axis=0)[:, 1:-1]
    following: dict[tuple[int, int], list[tuple[int, int]]] = {}
    # Along each pixel's side with what is set to its right hand.
    for change, step in ((down, (0, -1)), (right, (1, 0))):
        for sign in (1, -1):
            row, column = np.nonzero(change == sign)
            start = np.stack([column, row], axis=1)
            end = start + np.abs(step)
            if sign * sum(step) < 0:
                start, end = end, start
            for a, b in zip(map(tuple, start.tolist()), map(tuple, end.tolist()), strict=True):
                following.setdefault(a, []).append(b)
    found = []
    while following:
        first = place = next(iter(following))
        path = [place]
        while place != first or len(path) == 1:
            after = following[place].pop()
            if not following[place]:
                del following[place]
            path.append(after)
            place = after
        ring = np.array(path, float)
        half = len(ring) // 2
        found.append(np.concatenate([straightened(ring[: half + 1])[:-1], straightened(ring[half:])[:-1]]))
    return [ring for ring in found if len(ring) > 2]


def straightened(path: np.ndarray, off: float = STRAIGHT) -> np.ndarray:
    """The fewest of (n, 2) points such that all lie within `off` of the line through these (Douglas and Peucker)."""
    keep = np.zeros(len(path), bool)
    keep[[0, -1]] = True
    waiting = [(0, len(path) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        along, aside = path[last] - path[first], path[first + 1 : last] - path[first]
        length = float(np.hypot(*along))
        far = np.abs(along[0] * aside[:, 1] - along[1] * aside[:, 0]) / length if length else np.hypot(*aside.T)
        worst = int(far.argmax())
        if far[worst] > off:
            keep[first + 1 + worst] = True
            waiting += [(first, first + 1 + worst), (first + 1 + worst, last)]
    return path[keep]


def _pairs(path: np.ndarray) -> list[np.ndarray]:
    return [path[i : i + 2] for i in range(len(path) - 1)]
